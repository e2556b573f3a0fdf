//! Statements become a brief: for people in a terminal, and for programs as the contract's JSON.
//!
//! Pure: no I/O, no clock. Knows nothing of Discord; what a card and a terminal both show
//! (who speaks, by way of whom, in which words, where) is made here once.
//!
//! The promise is kept here too: [`Brief::new`] checks every piece against its paragraph and drops
//! what is not a verbatim slice, so that nothing downstream can show it.
//!
//! # Example
//!
//! ```
//! use sayso_article::{Article, BlockKind, Paragraph};
//! use sayso_briefing::Brief;
//! use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};
//!
//! let text = "“We saw nothing,” Ana Ruiz said.".to_owned();
//! let article = Article { paragraphs: vec![Paragraph { text, kind: BlockKind::Paragraph }], ..Article::default() };
//! let told = |words: &str| Statement {
//!     paragraph: 0,
//!     speaker: Speaker { mention: None, name: Some("Ana Ruiz".to_owned()), kind: SpeakerKind::Person, role: None },
//!     via: Vec::new(),
//!     cue: Some("said".to_owned()),
//!     act: Act::Say,
//!     quotation: Quotation::Direct,
//!     pieces: vec![Piece { paragraph: 0, start: 1, end: 15, text: words.to_owned() }],
//!     said_on: None,
//!     confidence: 0.9,
//! };
//! let brief = Brief::new(article, vec![told("We saw nothing"), told("We saw it all")]);
//! assert_eq!((brief.statements().len(), brief.withheld()), (1, 1), "what does not stand there is left out");
//! ```

mod json;
mod place;
mod section;
mod terminal;

pub use json::story as story_json;
pub use place::place_link;
pub use section::{Entry, Passed, Section, Shown};
pub use terminal::Style;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use sayso_article::Article;
use sayso_statements::{Piece, Quotation, SpeakerKind, Statement};

/// An article and who said what in it, every quotation checked against its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    article: Article,
    statements: Vec<Statement>,
    withheld: usize,
}

/// What a brief counts at its foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Statements.
    pub statements: usize,
    /// Different speakers; statements whose speaker is unclear count no speaker.
    pub speakers: usize,
    /// Of the speakers, how many are unnamed (a described person or group).
    pub unnamed: usize,
    /// Statements in the speaker's own words throughout.
    pub direct: usize,
}

impl Brief {
    /// Joins an article with its statements; a statement one of whose pieces is not a verbatim slice of
    /// its paragraph is left out and counted in [`Brief::withheld`].
    pub fn new(article: Article, statements: Vec<Statement>) -> Brief {
        let all = statements.len();
        let mut texts = Texts::of(&article);
        let statements: Vec<Statement> =
            statements.into_iter().filter(|statement| texts.hold(statement)).collect();
        let withheld = all - statements.len();
        Brief { article, statements, withheld }
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The statements, in the order of the page.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// How many statements were left out because their words do not stand on the page.
    pub fn withheld(&self) -> usize {
        self.withheld
    }

    /// What is counted at the foot of a brief.
    pub fn counts(&self) -> Counts {
        let mut speakers: Vec<(&str, SpeakerKind)> = self
            .statements
            .iter()
            .filter_map(|s| Some((s.speaker.name.as_deref()?, s.speaker.kind)))
            .collect();
        speakers.sort_unstable_by_key(|(name, kind)| (*name, *kind as u8));
        speakers.dedup_by_key(|(name, _)| *name);
        let unnamed = speakers
            .iter()
            .filter(|(_, kind)| matches!(kind, SpeakerKind::Anonymous | SpeakerKind::Group))
            .count();
        Counts {
            statements: self.statements.len(),
            speakers: speakers.len(),
            unnamed,
            direct: self.statements.iter().filter(|s| s.quotation == Quotation::Direct).count(),
        }
    }
}

/// An article's texts, each with its scalars found once: thousands of statements may stand in one line.
struct Texts<'a> {
    article: &'a Article,
    found: BTreeMap<i32, Option<Scalars<'a>>>,
}

impl<'a> Texts<'a> {
    fn of(article: &'a Article) -> Texts<'a> {
        Texts { article, found: BTreeMap::new() }
    }

    /// The paragraph at `index`, or the headline for −1.
    fn at(&mut self, index: i32) -> Option<&Scalars<'a>> {
        let article = self.article;
        self.found.entry(index).or_insert_with(|| text_of(article, index).map(Scalars::of)).as_ref()
    }

    /// Whether every piece of `statement` is the slice that it claims to be.
    fn hold(&mut self, statement: &Statement) -> bool {
        let mut is_slice = |piece: &Piece| {
            let slice = self.at(piece.paragraph).and_then(|text| text.slice(piece.start, piece.end));
            piece.start < piece.end && slice == Some(piece.text.as_str())
        };
        !statement.pieces.is_empty() && statement.pieces.iter().all(&mut is_slice)
    }
}

/// A text with the byte of every [`APART`]th scalar.
struct Scalars<'a> {
    text: &'a str,
    stops: Vec<usize>,
    /// How many scalars there are.
    count: usize,
    lower: OnceCell<Lower>,
}

/// A text in lower case, scalar by scalar, with the byte in it of every [`APART`]th scalar of the text.
struct Lower {
    text: String,
    stops: Vec<usize>,
}

impl Lower {
    fn of(text: &str) -> Lower {
        let mut lower = Lower { text: String::with_capacity(text.len()), stops: Vec::new() };
        for (at, scalar) in text.chars().enumerate() {
            if at.is_multiple_of(APART) {
                lower.stops.push(lower.text.len());
            }
            lower.text.extend(scalar.to_lowercase());
        }
        lower
    }
}

/// Scalars from one known byte to the next.
const APART: usize = 256;

impl<'a> Scalars<'a> {
    fn of(text: &'a str) -> Scalars<'a> {
        let stops = text.char_indices().step_by(APART).map(|(at, _)| at).collect();
        Scalars { text, stops, count: text.chars().count(), lower: OnceCell::new() }
    }

    /// The byte at which the scalar begins, or the text's end for the one behind the last.
    fn byte(&self, scalar: usize) -> Option<usize> {
        if scalar >= self.count {
            return (scalar == self.count).then_some(self.text.len());
        }
        let stop = self.stops.get(scalar / APART)?;
        let (beyond, _) = self.text[*stop..].char_indices().nth(scalar % APART)?;
        Some(stop + beyond)
    }

    /// The text in lower case.
    fn lower(&self) -> &str {
        &self.lower.get_or_init(|| Lower::of(self.text)).text
    }

    /// What stands before the scalar, in lower case.
    fn lower_before(&self, scalar: usize) -> &str {
        let lower = self.lower.get_or_init(|| Lower::of(self.text));
        let (Some(stop), Some(known)) = (self.stops.get(scalar / APART), lower.stops.get(scalar / APART))
        else {
            return &lower.text;
        };
        let beyond = self.text[*stop..].chars().take(scalar % APART).flat_map(char::to_lowercase);
        &lower.text[..known + beyond.map(char::len_utf8).sum::<usize>()]
    }

    /// The slice from scalar `start` to scalar `end`, where there are so many.
    fn slice(&self, start: usize, end: usize) -> Option<&'a str> {
        self.text.get(self.byte(start)?..self.byte(end)?)
    }
}

/// The paragraph at `index`, or the headline for −1.
fn text_of(article: &Article, index: i32) -> Option<&str> {
    match usize::try_from(index) {
        Ok(index) => article.paragraphs.get(index).map(|paragraph| paragraph.text.as_str()),
        Err(_) => (index == -1).then_some(article.title.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_is_told_in_lower_case() {
        let text = "İA€ß".chars().cycle().take(2 * APART + 5).collect::<String>();
        let scalars = Scalars::of(&text);
        for scalar in 0..=2 * APART + 6 {
            let before: String = text.chars().take(scalar).flat_map(char::to_lowercase).collect();
            assert_eq!(scalars.lower_before(scalar), before, "{scalar}");
        }
    }

    #[test]
    fn scalars_are_found_behind_every_stop() {
        for length in [0, 1, APART - 1, APART, APART + 1, 2 * APART, 3 * APART + 7] {
            let text = "aß€😀".chars().cycle().take(length).collect::<String>();
            let scalars = Scalars::of(&text);
            for start in 0..=length + 1 {
                for end in [start, start + 1, start + APART, length, length + 1] {
                    let slice = (start <= end && end <= length)
                        .then(|| text.chars().skip(start).take(end - start).collect::<String>());
                    assert_eq!(
                        scalars.slice(start, end).map(str::to_owned),
                        slice,
                        "{start}..{end} of {length}"
                    );
                }
            }
        }
    }
}
