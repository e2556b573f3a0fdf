//! What a quotation is checked against: articles with what is said in them.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An article in which the words may stand, as the caller's search found it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The caller's name for it; not looked into.
    pub article: String,
    /// Who carries it.
    pub outlet: String,
    /// The agency that it credits, where it does.
    pub origin: Option<String>,
    /// BCP 47 primary language subtag; empty where it is not known.
    pub language: String,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The headline; paragraph −1 of a place.
    pub title: String,
    /// The article's paragraphs in order.
    pub paragraphs: Vec<String>,
    /// The statements found in it.
    pub said: Vec<Said>,
}

/// A statement of a candidate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its pieces in order of the page.
    pub pieces: Vec<Spot>,
    /// Who said it; none where that is not clear.
    pub speaker: Option<String>,
    /// Who relayed it, nearest to the speaker first, without the article's outlet.
    pub via: Vec<String>,
    /// Whether the words are the speaker's own.
    pub form: Form,
    /// Whether the outlet still stands by it.
    pub status: Status,
    /// The language in which it was said, where the article tells that these words are a translation.
    pub translated_from: Option<String>,
}

/// Where words stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// Index of the paragraph; −1 for the headline.
    pub paragraph: i32,
    /// First Unicode scalar in the paragraph.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Whether words are the speaker's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// All of them: in quotation marks, or a line of an interview.
    #[default]
    Direct,
    /// A paraphrase with quoted words in it.
    Mixed,
    /// A paraphrase.
    Indirect,
}

/// What has become of a statement since it was printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It stands.
    #[default]
    Current,
    /// The outlet has corrected it.
    Corrected,
    /// The outlet has withdrawn it, or the article.
    Withdrawn,
    /// It is gone from the article without a word.
    Gone,
}

/// Whether a statement is of the speaker who is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fit {
    /// It is.
    Same,
    /// Somebody else said it.
    Other,
    /// It cannot be told.
    Unclear,
}

/// Words of a candidate, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// Index of the candidate.
    pub candidate: usize,
    /// Where.
    pub spot: Spot,
    /// The words as printed.
    pub text: String,
}

impl Candidate {
    /// The paragraph at `index`, the headline for −1.
    pub fn paragraph(&self, index: i32) -> Option<&str> {
        match usize::try_from(index) {
            Ok(index) => self.paragraphs.get(index).map(String::as_str),
            Err(_) => (index == -1).then_some(self.title.as_str()),
        }
    }

    /// The words at a place; none where there is no such place or it is empty.
    pub(crate) fn cut(&self, candidate: usize, paragraph: i32, range: Range<usize>) -> Option<Slice> {
        let text = self.paragraph(paragraph)?;
        let mut borders = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
        let from = borders.nth(range.start)?;
        let to = borders.nth(range.end.checked_sub(range.start + 1)?)?;
        let spot = Spot { paragraph, start: range.start, end: range.end };
        Some(Slice { candidate, spot, text: text.get(from..to)?.to_owned() })
    }
}
