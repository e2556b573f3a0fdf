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
        let statements: Vec<Statement> =
            statements.into_iter().filter(|statement| stands_in(&article, statement)).collect();
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

/// Whether every piece of `statement` is the slice of `article` that it claims to be.
fn stands_in(article: &Article, statement: &Statement) -> bool {
    !statement.pieces.is_empty() && statement.pieces.iter().all(|piece| is_slice(article, piece))
}

fn is_slice(article: &Article, piece: &Piece) -> bool {
    let Some(text) = text_of(article, piece.paragraph) else { return false };
    piece.start < piece.end && slice(text, piece.start, piece.end) == Some(piece.text.as_str())
}

/// The paragraph at `index`, or the headline for −1.
fn text_of(article: &Article, index: i32) -> Option<&str> {
    match usize::try_from(index) {
        Ok(index) => article.paragraphs.get(index).map(|paragraph| paragraph.text.as_str()),
        Err(_) => (index == -1).then_some(article.title.as_str()),
    }
}

/// The slice of `text` from scalar `start` to scalar `end`, where there are so many.
fn slice(text: &str, start: usize, end: usize) -> Option<&str> {
    let mut borders = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    let from = borders.nth(start)?;
    let to = if end == start { from } else { borders.nth(end - start - 1)? };
    text.get(from..to)
}
