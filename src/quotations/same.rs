//! Whether two quotations are the same utterance, and what each outlet has cut or put in brackets.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::align::{Step, StepKind, path};
use crate::words::{Stop, Words, words};

/// Fewer common words than this make no cut recognisable as a cut of the other.
const CUT_WORDS_MIN: usize = 4;

/// Words that two texts must share of which each has more than the other.
const OVERLAP_WORDS_MIN: usize = 8;

/// How two quotations are the same utterance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// What kind of sameness.
    pub kind: SameKind,
    /// What the first has other than the second, in order: cut, put in brackets. Empty for [`SameKind::Equal`].
    pub edits: Vec<Edit>,
    /// Words that both have.
    pub words: usize,
    /// One asks what the other states: only the question mark differs.
    pub question: bool,
}

/// The kinds of sameness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameKind {
    /// The same words; marks, case, punctuation or spaces may differ.
    Equal,
    /// The same words but for what stands in brackets.
    Bracketed,
    /// The first is a cut of the second, at its ends or at an ellipsis.
    CutOfSecond,
    /// The second is a cut of the first.
    CutOfFirst,
    /// Each is cut where the other is not.
    BothCut,
    /// The end of one is the beginning of the other.
    Overlap,
}

/// One difference between two texts, in words; places in Unicode scalars of each text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What was done.
    pub kind: EditKind,
    /// Where in the first text; empty at the place where words are missing.
    pub ours: Range<usize>,
    /// Where in the second text; empty where the first has more.
    pub theirs: Range<usize>,
}

/// What was done to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// The second has words that the first leaves out.
    LeftOut,
    /// The first has words that the second does not.
    Added,
    /// Other words stand there.
    Changed,
    /// An editor's words in brackets stand there, in one of the two.
    Bracketed,
}

/// Whether `first` and `second` are the same utterance.
///
/// Quotation marks, case, dashes, spaces and punctuation count for nothing; either may be cut at its ends, at an
/// ellipsis (`…`, `...`, `. . .`, `[…]`) or hold an editor's square brackets. One changed word, or one word dropped
/// without an ellipsis, and they are not: [`crate::differences`] shows such. Of a text beyond [`crate::WORDS_MAX`] words
/// only the beginning is read.
///
/// ```
/// use sayso_quotations::{SameKind, same};
/// let how = same("“We have to leave [the coast] – now”", "We have to leave it — now, and tonight.").unwrap();
/// assert_eq!(how.kind, SameKind::CutOfSecond);
/// assert_eq!(same("We have to leave the coast", "We have to leave the town"), None);
/// ```
pub fn same(first: &str, second: &str) -> Option<How> {
    same_words(&words(first), &words(second))
}

pub(crate) fn same_words(ours: &Words, theirs: &Words) -> Option<How> {
    let (one, other) = (ours.ids(), theirs.ids());
    let all = || Step { kind: StepKind::Match, ours: 0..one.len(), theirs: 0..one.len() };
    let steps = if one == other && !one.is_empty() { vec![all()] } else { path(ours, theirs)? };
    let kind = kind(ours, theirs, &steps)?;
    let matched = matched(&steps);
    let edits = match kind {
        SameKind::Equal => Vec::new(),
        _ => steps.iter().filter_map(|step| edit(ours, theirs, step)).collect(),
    };
    Some(How { kind, edits, words: matched, question: question(ours, theirs, &steps) })
}

fn matched(steps: &[Step]) -> usize {
    steps.iter().filter(|step| step.kind == StepKind::Match).map(|step| step.ours.len()).sum()
}

/// Which kind of sameness a path shows; none where too little is common to be sure.
fn kind(ours: &Words, theirs: &Words, steps: &[Step]) -> Option<SameKind> {
    let left_out = |side: fn(&Step) -> &Range<usize>, kinds: &[StepKind]| {
        steps.iter().any(|step| kinds.contains(&step.kind) && !side(step).is_empty())
    };
    let cuts = [StepKind::End, StepKind::Gap];
    let (we_have_more, they_have_more) = (left_out(|s| &s.ours, &cuts), left_out(|s| &s.theirs, &cuts));
    let ends_differ = left_out(|s| &s.ours, &[StepKind::End]) && left_out(|s| &s.theirs, &[StepKind::End]);
    let wild: usize =
        steps.iter().filter(|s| s.kind == StepKind::Wild).map(|s| s.ours.len().max(s.theirs.len())).sum();
    let aside = steps.iter().any(|step| step.kind == StepKind::Aside);
    let common = matched(steps);
    let runs = steps.iter().filter(|step| step.kind == StepKind::Match).count();
    // Words strung from here and there in a long text are no cut of it.
    let in_runs = common >= 5 * runs / 2;
    let shorter = ours.len().min(theirs.len());
    let kind = match (we_have_more, they_have_more) {
        (false, false) if wild == 0 && !aside => return Some(SameKind::Equal),
        (false, false) => SameKind::Bracketed,
        (false, true) => SameKind::CutOfSecond,
        (true, false) => SameKind::CutOfFirst,
        (true, true) if ends_differ => SameKind::Overlap,
        (true, true) => SameKind::BothCut,
    };
    let enough = match kind {
        SameKind::Overlap => common >= OVERLAP_WORDS_MIN && 4 * common >= shorter,
        SameKind::BothCut => common >= OVERLAP_WORDS_MIN && 3 * common >= 2 * shorter,
        _ => common >= CUT_WORDS_MIN,
    };
    (enough && in_runs && common >= wild).then_some(kind)
}

fn edit(ours: &Words, theirs: &Words, step: &Step) -> Option<Edit> {
    let kind = match step.kind {
        StepKind::Match => return None,
        StepKind::Wild | StepKind::Aside => EditKind::Bracketed,
        StepKind::End | StepKind::Gap => match (step.ours.is_empty(), step.theirs.is_empty()) {
            (true, true) => return None,
            (true, false) => EditKind::LeftOut,
            (false, true) => EditKind::Added,
            (false, false) => EditKind::Changed,
        },
    };
    Some(Edit { kind, ours: ours.place(step.ours.clone()), theirs: theirs.place(step.theirs.clone()) })
}

/// Whether matched words end in a question in one text and in a full stop in the other.
fn question(ours: &Words, theirs: &Words, steps: &[Step]) -> bool {
    let matches = steps.iter().filter(|step| step.kind == StepKind::Match);
    let mut pairs = matches.flat_map(|step| step.ours.clone().zip(step.theirs.clone()));
    pairs.any(|(i, j)| asks_otherwise(ours.words[i].stop, theirs.words[j].stop))
}

pub(crate) fn asks_otherwise(one: Stop, other: Stop) -> bool {
    matches!((one, other), (Stop::Question, Stop::Full) | (Stop::Full, Stop::Question))
}
