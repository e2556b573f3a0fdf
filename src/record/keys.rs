//! Every keyspace and every key layout of the record, and nowhere else.
//!
//! Integers in keys are fixed-width and big-endian, so that byte order is number order; times are
//! inverted, so that a forward scan gives the latest first.

use crate::address::ArticleId;

/// A keyspace: its keys are ordered among themselves and apart from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keyspace {
    /// Asked address → article. Key: the first 16 bytes of the address's hash; value: the article's id.
    Aliases,
    /// Article → its text and data. Key: article id.
    Articles,
    /// Work of all servers that is due at a time, earliest first. Key: milliseconds, 8 bytes; server id, 8 bytes; name.
    Due,
    /// What is known of a feed, whoever follows it. Key: the first 16 bytes of its address's hash; name.
    Feeds,
    /// What belongs to one Discord server. Key: server id, 8 bytes; name.
    Guilds,
    /// The words, speakers and outlets by which an article's statements are found. Key: article id.
    Index,
    /// Statements, latest first. Key: inverted milliseconds, 8 bytes; article id; number, 2 bytes. Value: empty.
    Latest,
    /// What an article said before it changed. Key: article id; inverted milliseconds, 8 bytes.
    Revisions,
    /// Statement → its words and data. Key: article id; number, 2 bytes.
    Statements,
}

impl Keyspace {
    /// All keyspaces, in the order of their names.
    pub const ALL: [Keyspace; 9] = [
        Keyspace::Aliases,
        Keyspace::Articles,
        Keyspace::Due,
        Keyspace::Feeds,
        Keyspace::Guilds,
        Keyspace::Index,
        Keyspace::Latest,
        Keyspace::Revisions,
        Keyspace::Statements,
    ];

    /// The name that files know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Keyspace::Aliases => "aliases",
            Keyspace::Articles => "articles",
            Keyspace::Due => "due",
            Keyspace::Feeds => "feeds",
            Keyspace::Guilds => "guilds",
            Keyspace::Index => "index",
            Keyspace::Latest => "latest",
            Keyspace::Revisions => "revisions",
            Keyspace::Statements => "statements",
        }
    }

    /// The keyspace of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.name() == name)
    }

    /// Its place in [`Keyspace::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }

    /// Its number in keys that lie on the disk: given once, and never to another.
    pub(crate) const fn lasting_number(self) -> u8 {
        match self {
            Keyspace::Aliases => 0,
            Keyspace::Articles => 1,
            Keyspace::Guilds => 2,
            Keyspace::Latest => 3,
            Keyspace::Statements => 4,
            Keyspace::Due => 5,
            Keyspace::Feeds => 6,
            Keyspace::Index => 7,
            Keyspace::Revisions => 8,
        }
    }
}

/// A key as people read it in messages: hexadecimal, cut where long.
pub(crate) fn shown(space: Keyspace, key: &[u8]) -> String {
    let shown = key.len().min(40);
    format!("{} {}{}", space.name(), hex(&key[..shown]), if shown < key.len() { "…" } else { "" })
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Hexadecimal digits as bytes; none where they are not such.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |d: u8| char::from(d).to_digit(16);
    digits.chunks_exact(2).map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()).collect()
}

/// Key of a statement: article id, number.
pub(crate) fn statement(article: &ArticleId, number: u16) -> Vec<u8> {
    [&article.bytes()[..], &number.to_be_bytes()].concat()
}

/// Key in the latest-first index: inverted time, article id, number.
pub(crate) fn latest(at_ms: i64, article: &ArticleId, number: u16) -> Vec<u8> {
    [&inverted(at_ms).to_be_bytes()[..], article.bytes(), &number.to_be_bytes()].concat()
}

/// Key of an earlier version: article id, inverted time of its reading.
pub(crate) fn revision(article: &ArticleId, read_at_ms: i64) -> Vec<u8> {
    [&article.bytes()[..], &inverted(read_at_ms).to_be_bytes()].concat()
}

/// The parts of a key of the latest-first index; none where it is not one.
pub(crate) fn read_latest(key: &[u8]) -> Option<(i64, ArticleId, u16)> {
    let (time, rest) = key.split_first_chunk::<8>()?;
    let (article, number) = read_statement(rest)?;
    Some((upright(u64::from_be_bytes(*time)), article, number))
}

/// The parts of a statement's key; none where it is not one.
pub(crate) fn read_statement(key: &[u8]) -> Option<(ArticleId, u16)> {
    let (article, number) = key.split_first_chunk::<16>()?;
    Some((ArticleId::from_bytes(*article), u16::from_be_bytes(number.try_into().ok()?)))
}

/// The article a key belongs to, where it belongs to one.
pub(crate) fn article_of(space: Keyspace, key: &[u8]) -> Option<ArticleId> {
    match space {
        Keyspace::Articles | Keyspace::Index => Some(ArticleId::from_bytes(key.try_into().ok()?)),
        Keyspace::Statements => Some(read_statement(key)?.0),
        Keyspace::Latest => Some(read_latest(key)?.1),
        Keyspace::Revisions => Some(ArticleId::from_bytes(*key.first_chunk::<16>()?)),
        Keyspace::Aliases | Keyspace::Due | Keyspace::Feeds | Keyspace::Guilds => None,
    }
}

/// Key of a named thing of one server.
pub(crate) fn guild(guild: u64, name: &str) -> Vec<u8> {
    [&guild.to_be_bytes()[..], name.as_bytes()].concat()
}

/// Key of a job: milliseconds since 1970, server, name.
pub(crate) fn due(at_ms: u64, server: u64, name: &str) -> Vec<u8> {
    [&at_ms.to_be_bytes()[..], &server.to_be_bytes(), name.as_bytes()].concat()
}

/// The parts of a job's key; none where it is not one.
pub(crate) fn read_due(key: &[u8]) -> Option<(u64, u64, &str)> {
    let (at_ms, rest) = key.split_first_chunk::<8>()?;
    let (server, name) = rest.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*at_ms), u64::from_be_bytes(*server), std::str::from_utf8(name).ok()?))
}

/// Milliseconds such that later times sort first; times before 1970 sort after all others.
fn inverted(at_ms: i64) -> u64 {
    !(at_ms.cast_unsigned() ^ (1 << 63))
}

fn upright(inverted: u64) -> i64 {
    (!inverted ^ (1 << 63)).cast_signed()
}

/// One past the last key that begins with `prefix`; none where no key is past it.
pub(crate) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|&byte| byte != u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_times_sort_first_over_the_whole_range() {
        let id = ArticleId::from_bytes([7; 16]);
        let times = [i64::MAX, 1_700_000_000_001, 1_700_000_000_000, 1, 0, -1, i64::MIN];
        let keys: Vec<_> = times.iter().map(|&at| latest(at, &id, 3)).collect();
        assert!(keys.is_sorted());
        for (key, at) in keys.iter().zip(times) {
            assert_eq!(read_latest(key), Some((at, id, 3)));
        }
    }

    #[test]
    fn the_end_of_a_prefix_skips_full_bytes() {
        assert_eq!(after_prefix(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(after_prefix(&[1, 255]), Some(vec![2]));
        assert_eq!(after_prefix(&[255, 255]), None);
        assert_eq!(after_prefix(&[]), None);
    }

    #[test]
    fn the_names_are_sorted_and_found() {
        assert!(Keyspace::ALL.is_sorted_by_key(|space| space.name()));
        for (index, space) in Keyspace::ALL.into_iter().enumerate() {
            assert_eq!(Keyspace::named(space.name()), Some(space));
            assert_eq!(space.index(), index);
        }
        assert_eq!(Keyspace::named("else"), None);
    }

    #[test]
    fn hexadecimal_goes_both_ways() {
        assert_eq!(unhex(&hex(&[0, 1, 254, 255])), Some(vec![0, 1, 254, 255]));
        for bad in ["0", "0g", "é1", "+1"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
