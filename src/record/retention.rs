//! How long texts and statements are kept. A text whose time is over is cut down to the statements in it, with
//! one sentence before and after each, and the fingerprints by which the same text is known again.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use sayso_article::Article;
use sayso_statements::Statement;

use crate::address::ArticleId;
use crate::error::RecordError;
use crate::indexing::entry_of;
use crate::record::{ATTEMPTS, Cut, KeptPart, Numbered, Record, json};
use crate::revisions::{fingerprints_of, read_revision};
use crate::store::{Batch, Expect, KeyRange, Keyspace, walk};

/// How long texts and statements are kept, counted from when an article was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days for which the text of an article is kept whole; none for ever. 7 by default: long enough to read it
    /// again, and no archive of other people's articles.
    pub text_days: Option<u32>,
    /// Days for which statements are kept; none, the default, for ever.
    pub statement_days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { text_days: Some(7), statement_days: None }
    }
}

/// What one step of pruning did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Articles whose texts were cut.
    pub texts: u64,
    /// Earlier versions whose texts were cut.
    pub revisions: u64,
    /// Articles that went whole, with their statements and earlier versions.
    pub articles: u64,
    /// Whether more is due than one step does.
    pub is_more: bool,
}

/// The longest sentence of context that stays, in Unicode scalars; a text without full stops is no reason to
/// keep all of it.
const CONTEXT_CHARS_MAX: usize = 300;

impl Record {
    /// Does at most `limit` articles of what is due at `now`, the oldest first, each in a commit of its own.
    ///
    /// # Errors
    /// Why the store could not be read or written; what was done until then stays.
    pub fn prune(&self, now: Timestamp, retention: &Retention, limit: usize) -> Result<Pruned, RecordError> {
        self.prune_by(now, retention, limit, &mut |_| Ok(*retention))
    }

    /// As [`Record::prune`], where articles are kept for different times: `life` tells that of one, which is at least
    /// `least`. It is asked for those alone whose least time is over.
    ///
    /// # Errors
    /// As [`Record::prune`], and those of `life`.
    pub fn prune_by(
        &self,
        now: Timestamp,
        least: &Retention,
        limit: usize,
        life: &mut dyn FnMut(&ArticleId) -> Result<Retention, RecordError>,
    ) -> Result<Pruned, RecordError> {
        let is_over = |days: Option<u32>, read_at_ms: i64| {
            let Some(days) = days else { return false };
            let span = SignedDuration::from_hours(24 * i64::from(days));
            read_at_ms < now.saturating_sub(span).unwrap_or(Timestamp::MIN).as_millisecond()
        };
        let mut due: Vec<(i64, ArticleId, bool)> = self.with_index(|index| {
            let articles = index.articles().filter_map(|slot| {
                let goes = is_over(least.statement_days, slot.read_at_ms);
                let is_cut = slot.text_kept && is_over(least.text_days, slot.read_at_ms);
                (goes || is_cut)
                    .then(|| (slot.read_at_ms, ArticleId::from_bytes(slot.article), slot.text_kept))
            });
            articles.collect()
        })?;
        due.sort_unstable();
        let (mut done, mut decided) = (Pruned::default(), Vec::new());
        for (read_at_ms, id, text_kept) in due {
            if decided.len() == limit {
                done.is_more = true;
                break;
            }
            let its = life(&id)?;
            let goes = is_over(its.statement_days, read_at_ms);
            if goes || (text_kept && is_over(its.text_days, read_at_ms)) {
                decided.push((read_at_ms, id, goes));
            }
        }
        let goes: Vec<ArticleId> =
            decided.iter().filter(|(_, _, goes)| *goes).map(|(_, id, _)| *id).collect();
        let mut aliases = self.aliases_of(&goes)?;
        for (read_at_ms, id, goes) in decided {
            if goes {
                let aliases = aliases.remove(&id).unwrap_or_default();
                done.articles += u64::from(self.remove(&id, read_at_ms, aliases)?);
            } else {
                done.revisions += self.cut_revisions(&id, now)?;
                done.texts += u64::from(self.cut(&id, read_at_ms, now)?);
            }
        }
        Ok(done)
    }

    /// The addresses that lead to some articles.
    fn aliases_of(&self, ids: &[ArticleId]) -> Result<BTreeMap<ArticleId, Vec<Vec<u8>>>, RecordError> {
        let mut found: BTreeMap<ArticleId, Vec<Vec<u8>>> = BTreeMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let mut note = |key, value: Vec<u8>| {
            let id = value.as_slice().try_into().map(ArticleId::from_bytes);
            if let Some(id) = id.ok().filter(|id| ids.contains(id)) {
                found.entry(id).or_default().push(key);
            }
            Ok(())
        };
        walk(&*self.store, Keyspace::Aliases, &KeyRange::all(), &mut note, &mut |_, _| Ok(()))?;
        Ok(found)
    }

    /// Removes an article that was not read again since; false where it was.
    fn remove(&self, id: &ArticleId, read_at_ms: i64, aliases: Vec<Vec<u8>>) -> Result<bool, RecordError> {
        for _ in 0..ATTEMPTS {
            let mut batch = Batch::new();
            let before = self.before(&mut batch, id)?;
            if before.is_some_and(|(kept, _)| kept.read_at.as_millisecond() != read_at_ms) {
                return Ok(false);
            }
            batch.delete(Keyspace::Articles, *id.bytes());
            batch.delete(Keyspace::Index, *id.bytes());
            batch.delete(Keyspace::Feeds, crate::feeds::page_key(id));
            let mut revisions = Vec::new();
            let range = KeyRange::prefix(id.bytes());
            let page = self.store.scan(Keyspace::Revisions, &range, crate::REVISIONS_MAX * 2, None)?;
            revisions.extend(page.entries.into_iter().map(|(key, _)| key));
            revisions.extend(page.damaged.into_iter().map(|(key, _)| key));
            revisions.into_iter().for_each(|key| batch.delete(Keyspace::Revisions, key));
            aliases.iter().for_each(|key| batch.delete(Keyspace::Aliases, key.clone()));
            match self.store.commit(batch) {
                Err(RecordError::Conflict) => {}
                Err(other) => return Err(other),
                Ok(ack) => {
                    self.finder.remove(id, ack.sequence);
                    return Ok(true);
                }
            }
        }
        Err(RecordError::Conflict)
    }

    /// Cuts an article's text that was not read again since; false where it was.
    fn cut(&self, id: &ArticleId, read_at_ms: i64, now: Timestamp) -> Result<bool, RecordError> {
        for _ in 0..ATTEMPTS {
            let mut batch = Batch::new();
            let Some((mut kept, statements)) = self.before(&mut batch, id)? else { return Ok(false) };
            if kept.read_at.as_millisecond() != read_at_ms || kept.cut.is_some() {
                return Ok(false);
            }
            if statements.len() != usize::from(kept.statements) {
                // Some of them cannot be read, and would go with this.
                return Ok(false);
            }
            // It is found by what it said while it was whole.
            let numbered: Vec<_> = statements.iter().map(|(number, its)| (*number, its)).collect();
            let mut entry = entry_of(&kept, &numbered);
            entry.text_kept = false;
            let (cut, statements) = cut(&mut kept.article, statements, now);
            kept.cut = Some(cut);
            let (numbers, statements): (Vec<u16>, Vec<Statement>) = statements.into_iter().unzip();
            self.write(&mut batch, id, &kept, &numbers, &statements)?;
            batch.put(Keyspace::Index, *id.bytes(), entry.encode());
            match self.store.commit(batch) {
                Err(RecordError::Conflict) => {}
                Err(other) => return Err(other),
                Ok(ack) => {
                    self.finder.put(id, &entry, ack.sequence);
                    return Ok(true);
                }
            }
        }
        Err(RecordError::Conflict)
    }

    /// Cuts the texts of an article's earlier versions; how many.
    fn cut_revisions(&self, id: &ArticleId, now: Timestamp) -> Result<u64, RecordError> {
        let page = self.store.scan(
            Keyspace::Revisions,
            &KeyRange::prefix(id.bytes()),
            crate::REVISIONS_MAX * 2,
            None,
        )?;
        let mut count = 0;
        for (key, value) in page.entries {
            let Ok(mut revision) = read_revision(&key, &value) else { continue };
            if revision.cut.is_some() {
                continue;
            }
            let (cut, statements) = cut(&mut revision.article, revision.statements, now);
            (revision.cut, revision.statements) = (Some(cut), statements);
            let mut batch = Batch::new();
            batch.expect(Keyspace::Revisions, key.clone(), Expect::Is(value));
            batch.put(Keyspace::Revisions, key, json(&revision)?);
            match self.store.commit(batch) {
                Ok(_) => count += 1,
                // The next step finds it.
                Err(RecordError::Conflict) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(count)
    }
}

/// Cuts a text down to what stands beside statements, and moves the statements' places to what is left.
fn cut(article: &mut Article, mut statements: Numbered, now: Timestamp) -> (Cut, Numbered) {
    let mut cut = Cut { at: now, fingerprints: fingerprints_of(article), parts: Vec::new() };
    for (at, paragraph) in article.paragraphs.iter_mut().enumerate() {
        let letters: Vec<char> = paragraph.text.chars().collect();
        let place = i32::try_from(at).unwrap_or(i32::MAX);
        let pieces = statements.iter().flat_map(|(_, statement)| &statement.pieces);
        let ranges = pieces
            .filter(|piece| piece.paragraph == place && piece.start < piece.end && piece.end <= letters.len())
            .map(|piece| with_context(&letters, piece.start..piece.end));
        let (text, parts) = left_of(&letters, joined(ranges.collect()), at);
        for piece in statements.iter_mut().flat_map(|(_, statement)| &mut statement.pieces) {
            let Some(part) = parts.iter().find(|part| {
                piece.paragraph == place && (part.from..part.from + part.length).contains(&piece.start)
            }) else {
                continue;
            };
            let length = piece.end.saturating_sub(piece.start);
            piece.start = piece.start - part.from + part.at;
            piece.end = piece.start.saturating_add(length);
        }
        paragraph.text = text;
        cut.parts.extend(parts);
    }
    (cut, statements)
}

/// Ranges that meet as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| range.start <= last.end + 1) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// What is left of a paragraph, and which parts of it these are.
fn left_of(letters: &[char], ranges: Vec<Range<usize>>, paragraph: usize) -> (String, Vec<KeptPart>) {
    const GAP: &str = " … ";
    let (mut text, mut length, mut parts) = (String::new(), 0, Vec::new());
    for range in ranges {
        if !text.is_empty() {
            text.push_str(GAP);
            length += GAP.chars().count();
        }
        parts.push(KeptPart { paragraph, from: range.start, at: length, length: range.len() });
        length += range.len();
        text.extend(&letters[range]);
    }
    (text, parts)
}

/// A piece with its sentence, the one before and the one after.
fn with_context(letters: &[char], piece: Range<usize>) -> Range<usize> {
    let own = sentence_start(letters, piece.start);
    let before = sentence_start(letters, own.saturating_sub(1)).min(own);
    let end = sentence_end(letters, piece.end);
    let after = sentence_end(letters, (end + 2).min(letters.len())).max(end);
    let start = before.max(piece.start.saturating_sub(CONTEXT_CHARS_MAX)).min(piece.start);
    start..after.min(piece.end.saturating_add(CONTEXT_CHARS_MAX)).max(piece.end)
}

/// Where the sentence of a place begins.
fn sentence_start(letters: &[char], place: usize) -> usize {
    (1..=place.min(letters.len())).rev().find(|&at| begins_sentence(letters, at)).unwrap_or(0)
}

/// Where the sentence of a place ends: before the white space of the next.
fn sentence_end(letters: &[char], place: usize) -> usize {
    let next = (place.max(1)..letters.len()).find(|&at| begins_sentence(letters, at));
    next.map_or(letters.len(), |next| next - 1)
}

/// Whether a sentence begins here: white space before, and a full stop or the like before that, closing marks aside.
fn begins_sentence(letters: &[char], at: usize) -> bool {
    if at == 0 || at >= letters.len() || !letters[at - 1].is_whitespace() || letters[at].is_whitespace() {
        return false;
    }
    let closing = |c: &&char| c.is_whitespace() || matches!(c, '”' | '“' | '"' | '»' | '’' | ')' | ']');
    let last = letters[..at].iter().rev().take(8).find(|c| !closing(c));
    last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(text: &str, piece: &str) -> String {
        let letters: Vec<char> = text.chars().collect();
        let start = text[..text.find(piece).unwrap()].chars().count();
        letters[with_context(&letters, start..start + piece.chars().count())].iter().collect()
    }

    #[test]
    fn a_piece_keeps_one_sentence_on_each_side() {
        let text = "One stands here. Two is next. She said: “Three.” Four follows! Five is far.";
        assert_eq!(context(text, "Three"), "Two is next. She said: “Three.” Four follows!");
        assert_eq!(context(text, "One"), "One stands here. Two is next.");
        assert_eq!(context(text, "Five is far."), "Four follows! Five is far.");
        assert_eq!(context("Alone", "Alone"), "Alone");
        let endless = format!("{}here{}", "x".repeat(5_000), "y".repeat(5_000));
        assert_eq!(context(&endless, "here").chars().count(), 604);
    }

    #[test]
    fn parts_that_meet_are_one_and_gaps_are_marked() {
        assert_eq!(joined(vec![5..9, 0..4, 20..30, 22..25]), [0..9, 20..30]);
        let letters: Vec<char> = "abcdefghij".chars().collect();
        let (text, parts) = left_of(&letters, vec![0..2, 6..9], 3);
        assert_eq!(text, "ab … ghi");
        assert_eq!((parts[1].from, parts[1].at, parts[1].length, parts[1].paragraph), (6, 5, 3, 3));
    }
}
