//! What the check of a quotation finds.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::candidate::Slice;
use crate::same::EditKind;

/// The verdicts, in the field's terms. None says true or false: only what was found and what was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The words stand so in quotation marks, attributed to this speaker.
    WordForWord,
    /// The words are known only through somebody who reports them.
    SecondHand,
    /// A part of a longer quotation.
    CutShort,
    /// The article says that these words are a translation. Given only where the data says so: sayso does not
    /// translate, so a quotation in another language than the article's is otherwise not found.
    Translation,
    /// The words stand there in quotation marks, but it is not clear whose they are.
    SpeakerUnclear,
    /// A quotation by this speaker in which some words differ.
    Altered,
    /// Pieces from different places put together.
    Joined,
    /// The words are an outlet's paraphrase, not in quotation marks there.
    Paraphrase,
    /// The same words, said by somebody else.
    OtherSpeaker,
    /// The outlet has corrected or withdrawn it, or taken it out.
    Withdrawn,
    /// Not found; the nearest is shown.
    NotFound,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The verdict.
    pub verdict: Verdict,
    /// What else is true of it, in order of weight (“cut short” of a second-hand quotation; “withdrawn” by one of
    /// several outlets; “other speaker” where outlets disagree).
    pub also: Vec<Verdict>,
    /// The real words that the verdict rests on, or the nearest ones; none where nothing is near.
    pub nearest: Option<Nearest>,
    /// The candidates in which the words stand exactly, whoever said them, by index.
    pub found_in: Vec<usize>,
    /// The candidates whose outlet has corrected, withdrawn or taken out the words, by index.
    pub withdrawn_in: Vec<usize>,
    /// What was looked at.
    pub looked: Looked,
}

/// The real words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Nearest {
    /// Index of the candidate (of the first piece).
    pub candidate: usize,
    /// Index of the statement in it; none for words outside of all statements.
    pub said: Option<usize>,
    /// The words that correspond to the quotation, in its order; several where they do not stand together.
    pub pieces: Vec<Slice>,
    /// Whether all of them stand in quotation marks.
    pub quoted: bool,
    /// The words that differ, on both sides.
    pub differences: Vec<Difference>,
    /// What of the same quotation was left out, in order.
    pub left_out: Vec<LeftOut>,
    /// The sentence before.
    pub before: Option<Slice>,
    /// The sentence after.
    pub after: Option<Slice>,
    /// The share of words that are the same, 0 to 1.
    pub similarity: f32,
}

/// Differing words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Left out of, added to or changed in the quotation that is checked.
    pub kind: EditKind,
    /// Where in the quotation that is checked, in Unicode scalars; empty where words are left out.
    pub claimed: Range<usize>,
    /// Its words there.
    pub claimed_text: String,
    /// The real words; none where the quotation has more.
    pub real: Option<Slice>,
}

/// Words of the real quotation that the checked one leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The words.
    pub words: Slice,
    /// What among them turns or weakens the sense of a sentence of which words are kept.
    pub lost: Vec<Lost>,
}

/// A word whose loss changes the sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Its kind.
    pub kind: Qualifier,
    /// The word or words as printed.
    pub word: String,
}

/// Kinds of words without which a sentence says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// Not, no, never, neither.
    Not,
    /// If, unless, provided that.
    If,
    /// Some, a few, partly.
    Some,
    /// May, might, could, perhaps.
    May,
    /// Appears, seems, looks like.
    Appears,
    /// Reportedly, allegedly, supposedly.
    Reportedly,
    /// According to.
    AccordingTo,
    /// Only, almost, hardly.
    Only,
}

/// What was looked at. Counted over the candidates; a caller whose search went through more should say so instead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Articles.
    pub articles: usize,
    /// Different outlets.
    pub outlets: usize,
    /// When the first of them was published.
    pub since: Option<Timestamp>,
    /// When the last of them was published.
    pub until: Option<Timestamp>,
}
