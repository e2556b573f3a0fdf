//! Links to the exact place: text fragments.
//!
//! Syntax: WICG Scroll to Text Fragment, <https://wicg.github.io/scroll-to-text-fragment/#syntax>: a browser
//! goes to the first place where `start` (and, after it, `end`) stands. A quotation is named by its first and
//! last words, never whole: addresses count towards Discord's limits, and one Cyrillic letter takes six characters.

use sayso_article::Article;
use sayso_statements::{Piece, Statement};

use crate::Texts;

/// Longest fragment, in characters after encoding; a longer one would eat the card's budget.
const FRAGMENT_CHARS_MAX: usize = 200;

/// How many words name each end, best first: more words are surer, fewer fit more often.
const WORDS_AT_ENDS: [(usize, usize); 7] = [(4, 4), (4, 3), (3, 2), (6, 0), (4, 0), (3, 0), (2, 0)];

/// The address of the article with a text fragment that leads to the statement's first piece.
/// Without an address of the article there is none; where no fragment of at most 200 characters names the
/// place alone, the article's plain address is given.
pub fn place_link(article: &Article, statement: &Statement) -> Option<String> {
    link_in(&mut Texts::of(article), statement)
}

/// [`place_link`] among an article's texts.
pub(crate) fn link_in(texts: &mut Texts<'_>, statement: &Statement) -> Option<String> {
    let mut url = texts.article.url.clone()?;
    url.set_fragment(None);
    match statement.pieces.first().and_then(|piece| fragment(texts, piece)) {
        Some(fragment) => Some(format!("{url}#:~:text={fragment}")),
        None => Some(url.into()),
    }
}

fn fragment(texts: &mut Texts<'_>, piece: &Piece) -> Option<String> {
    // A longer prefix than a whole fragment would not be used.
    let from = piece.start.saturating_sub(FRAGMENT_CHARS_MAX);
    let before = texts.at(piece.paragraph)?.slice(from, piece.start)?;
    let words = words(&piece.text);
    WORDS_AT_ENDS.into_iter().find_map(|(first, last)| {
        let naming = if words.len() <= first + last {
            Naming { start: span(&piece.text, &words)?, end: None }
        } else {
            let (_, tail) = words.split_at(words.len() - last);
            Naming { start: span(&piece.text, &words[..first])?, end: span(&piece.text, tail) }
        };
        let prefix =
            if leads_here(texts, piece, naming.start) { None } else { Some(prefix(before, from > 0)?) };
        Some(naming.encoded(prefix)).filter(|fragment| fragment.len() <= FRAGMENT_CHARS_MAX)
    })
}

/// The words that name a place, verbatim.
struct Naming<'a> {
    start: &'a str,
    end: Option<&'a str>,
}

impl Naming<'_> {
    fn encoded(&self, prefix: Option<&str>) -> String {
        let prefix = prefix.map(|words| format!("{}-,", encode(words))).unwrap_or_default();
        let end = self.end.map(|words| format!(",{}", encode(words))).unwrap_or_default();
        format!("{prefix}{}{end}", encode(self.start))
    }
}

/// Whether the first place in the article where `start` stands is this one. Browsers ignore case.
fn leads_here(texts: &mut Texts<'_>, piece: &Piece, start: &str) -> bool {
    let start: String = start.chars().flat_map(char::to_lowercase).collect();
    let in_title = |texts: &mut Texts<'_>| texts.at(-1).is_some_and(|title| title.lower().contains(&start));
    let before = |texts: &mut Texts<'_>| {
        texts.at(piece.paragraph).is_some_and(|text| text.lower_before(piece.start).contains(&start))
    };
    let earlier = |texts: &mut Texts<'_>| {
        (0..piece.paragraph).any(|at| texts.at(at).is_some_and(|text| text.lower().contains(&start)))
    };
    !(piece.paragraph >= 0 && in_title(texts) || before(texts) || earlier(texts))
}

/// The last words of what stands before the piece, with the marks between: a prefix must touch the start. Where
/// that begins amid a text (`is_cut`), its first word may be half a word.
fn prefix(before: &str, is_cut: bool) -> Option<&str> {
    let words = words(before);
    let first = match words.len().checked_sub(3) {
        Some(0) | None if is_cut => return None,
        first => first.unwrap_or(0),
    };
    Some(before[words.get(first)?.0..].trim_end())
}

/// Byte ranges of the words of `text`, without the punctuation round each.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let left = word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let right = word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        if left < right {
            words.push((from + left, from + right));
        }
        from += word.len();
    }
    words
}

/// The text from the first to the last of `words`, with everything between.
fn span<'a>(text: &'a str, words: &[(usize, usize)]) -> Option<&'a str> {
    text.get(words.first()?.0..words.last()?.1)
}

/// Percent-encodes all but letters, digits and `._~`; `-`, `,` and `&` are syntax of the fragment.
fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use sayso_article::{BlockKind, Paragraph};
    use sayso_statements::{Act, Quotation, Speaker, SpeakerKind};

    use super::*;

    fn check(paragraphs: &[&str], paragraph: usize, quoted: &str, expected: &str) {
        let text = paragraphs[paragraph];
        let start = text[..text.find(quoted).unwrap()].chars().count();
        let piece = Piece {
            paragraph: i32::try_from(paragraph).unwrap(),
            start,
            end: start + quoted.chars().count(),
            text: quoted.to_owned(),
        };
        let article = Article {
            url: Some("https://argus.example/a?b=1#top".parse().unwrap()),
            outlet: None,
            title: "Bridge closed".to_owned(),
            authors: vec![],
            published: None,
            modified: None,
            language: "en".to_owned(),
            origin: None,
            paragraphs: paragraphs
                .iter()
                .map(|text| Paragraph { text: (*text).to_owned(), kind: BlockKind::Paragraph })
                .collect(),
        };
        let speaker = Speaker { mention: None, name: None, kind: SpeakerKind::Person, role: None };
        let statement = Statement {
            paragraph: piece.paragraph,
            speaker,
            via: vec![],
            cue: None,
            act: Act::Say,
            quotation: Quotation::Direct,
            pieces: vec![piece],
            said_on: None,
            confidence: 1.0,
        };
        assert_eq!(place_link(&article, &statement).unwrap(), expected);
    }

    #[test]
    fn a_long_quotation_is_named_by_its_ends() {
        check(
            &["“The bridge was never, not once, inspected since the flood of 1998,” she said."],
            0,
            "The bridge was never, not once, inspected since the flood of 1998,",
            "https://argus.example/a?b=1#:~:text=The%20bridge%20was%20never,the%20flood%20of%201998",
        );
    }

    #[test]
    fn a_short_one_is_named_whole_and_syntax_is_encoded() {
        check(
            &["He said: “Half-done & gone.”"],
            0,
            "Half-done & gone.",
            "https://argus.example/a?b=1#:~:text=Half%2Ddone%20%26%20gone",
        );
    }

    #[test]
    fn what_stood_before_is_told_apart_by_the_words_in_front() {
        check(
            &["“No,” said Ruiz.", "Asked again, Vale said: “No,” and left."],
            1,
            "No,",
            "https://argus.example/a?b=1#:~:text=again%2C%20Vale%20said%3A%20%E2%80%9C-,No",
        );
    }

    #[test]
    fn a_long_cyrillic_quotation_is_named_by_fewer_words() {
        check(
            &["«Мости будують заради людей, а не заради стрічок», — сказала вона."],
            0,
            "Мости будують заради людей, а не заради стрічок",
            concat!(
                "https://argus.example/a?b=1#:~:text=",
                "%D0%9C%D0%BE%D1%81%D1%82%D0%B8%20%D0%B1%D1%83%D0%B4%D1%83%D1%8E%D1%82%D1%8C",
                "%20%D0%B7%D0%B0%D1%80%D0%B0%D0%B4%D0%B8,",
                "%D0%B7%D0%B0%D1%80%D0%B0%D0%B4%D0%B8%20%D1%81%D1%82%D1%80%D1%96%D1%87%D0%BE%D0%BA",
            ),
        );
    }

    #[test]
    fn where_no_short_fragment_will_do_the_plain_address_is_given() {
        let word = "Щ".repeat(60);
        check(&[&format!("«{word}», — сказала вона.")], 0, &word, "https://argus.example/a?b=1");
    }
}
