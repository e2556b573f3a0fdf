//! Where the words of a quotation stand exactly, and what kind of place that is.

use crate::align::{StepKind, path};
use crate::passages::Passage;
use crate::same::asks_otherwise;
use crate::words::{Bracket, Word, Words};

/// Places in one passage that are looked at; a quotation that stands in it oftener is a refrain.
const PLACES_MAX: usize = 16;

/// The words of the checked quotation, found in a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the passage.
    pub(crate) passage: usize,
    /// Its words, by index, in order.
    pub(crate) at: Vec<usize>,
    /// What was found.
    pub(crate) shape: Shape,
    /// The words of the checked quotation that stand in its own brackets, and the real words that they stand for.
    pub(crate) bracketed: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)>,
    /// One asks what the other states.
    pub(crate) question: bool,
}

/// What a place is to the words found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// All words of a quotation.
    Whole,
    /// A part of a quotation, or of several of one statement.
    Part,
    /// In a quotation, with the brackets or the question changed.
    Altered,
    /// Outside of quotation marks, at least in part.
    Unmarked,
}

/// The checked quotation as its words: its own ellipses and square brackets count, its parentheses are words.
pub(crate) fn claimed(text: &str) -> Words {
    let mut claim = crate::words::words(text);
    for word in &mut claim.words {
        if matches!(word.bracket, Some(Bracket::Round(_))) {
            word.bracket = None;
        }
    }
    // An ellipsis at an end cuts nothing out of the middle.
    if let Some(last) = claim.words.last_mut() {
        last.gap_after = false;
    }
    claim.gap_first = false;
    claim
}

/// All places of one passage where the words of `claim` stand in order, interrupted only at its own ellipses and
/// brackets.
pub(crate) fn hits(claim: &Words, passage: &Passage, index: usize) -> Vec<Hit> {
    let plain = claim.words.iter().all(|word| !word.gap_after && word.bracket.is_none());
    let mut found = Vec::new();
    if plain {
        let ids = claim.ids();
        found.extend(runs(&ids, &passage.words).map(|at| hit(claim, passage, index, at, Vec::new())));
        if let Some((words, kept)) = passage.without_brackets() {
            for at in runs(&ids, &words) {
                let at: Vec<usize> = at.into_iter().map(|at| kept[at]).collect();
                found.push(hit(claim, passage, index, at, Vec::new()));
            }
        }
    } else {
        found.extend(broken(claim, passage, index));
    }
    found.dedup();
    found
}

/// Every place of `ids` in `text`, as indices.
fn runs(ids: &[u64], text: &Words) -> impl Iterator<Item = Vec<usize>> {
    let long = text.ids();
    let mut places = Vec::new();
    let mut from = 0;
    while !ids.is_empty()
        && places.len() < PLACES_MAX
        && let Some(at) = crate::align::find(ids, &long[from..])
    {
        places.push((from + at..from + at + ids.len()).collect());
        from += at + 1;
    }
    places.into_iter()
}

/// A quotation with ellipses or brackets of its own.
fn broken(claim: &Words, passage: &Passage, index: usize) -> Option<Hit> {
    let ids: std::collections::HashSet<u64> = passage.words.words.iter().map(|word| word.id).collect();
    if claim.words.iter().any(|word| word.bracket.is_none() && !ids.contains(&word.id)) {
        return None;
    }
    let steps = path(claim, &passage.words)?;
    let all = steps.iter().all(|step| step.kind != StepKind::End || step.ours.is_empty());
    let kept = steps.iter().all(|step| step.kind != StepKind::Gap || step.ours.is_empty());
    if !all || !kept {
        return None;
    }
    let at: Vec<usize> = steps
        .iter()
        .filter(|step| step.kind == StepKind::Match)
        .flat_map(|step| step.theirs.clone())
        .collect();
    let wild = steps.iter().filter(|step| step.kind == StepKind::Wild);
    let bracketed = wild.map(|step| (step.ours.clone(), step.theirs.clone())).collect();
    (!at.is_empty()).then(|| hit(claim, passage, index, at, bracketed))
}

type Bracketed = Vec<(std::ops::Range<usize>, std::ops::Range<usize>)>;

fn hit(claim: &Words, passage: &Passage, index: usize, at: Vec<usize>, bracketed: Bracketed) -> Hit {
    let ours = claim.words.iter().filter(|word| !matches!(word.bracket, Some(Bracket::Square(_))));
    let question = asks(ours, passage, &at);
    let quoted = at.iter().all(|at| passage.of[*at].quotation.is_some());
    let shape = if !quoted {
        Shape::Unmarked
    } else if question || !bracketed.is_empty() || at.iter().any(|at| passage.of[*at].bracketed) {
        Shape::Altered
    } else if unit(passage, &at).len() == at.len() {
        Shape::Whole
    } else {
        Shape::Part
    };
    Hit { passage: index, at, shape, bracketed, question }
}

fn asks<'a>(ours: impl Iterator<Item = &'a Word>, passage: &Passage, at: &[usize]) -> bool {
    ours.zip(at).any(|(word, at)| asks_otherwise(word.stop, passage.words.words[*at].stop))
}

/// All words of the quotations that the words at `at` belong to.
pub(crate) fn unit(passage: &Passage, at: &[usize]) -> Vec<usize> {
    let mut quotations: Vec<usize> = at.iter().filter_map(|at| passage.of[*at].quotation).collect();
    quotations.sort_unstable();
    quotations.dedup();
    let belongs =
        |at: &usize| passage.of[*at].quotation.is_some_and(|q| quotations.binary_search(&q).is_ok());
    (0..passage.of.len()).filter(belongs).collect()
}
