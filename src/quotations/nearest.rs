//! The real words beside the checked ones: what differs, what was left out, what stands before and after.

use std::ops::Range;

use crate::candidate::{Candidate, Slice};
use crate::check::{Difference, LeftOut, Lost, Nearest};
use crate::differences::Alignment;
use crate::hits::{Hit, unit};
use crate::passages::Passage;
use crate::qualifiers::qualifiers;
use crate::same::EditKind;
use crate::words::{Words, slice, words};

/// A passage to be shown beside the checked quotation.
pub(crate) struct Showing<'a> {
    pub(crate) quotation: &'a str,
    pub(crate) claim: &'a Words,
    pub(crate) candidate: &'a Candidate,
    pub(crate) passage: &'a Passage,
}

impl Showing<'_> {
    /// Words that stand exactly.
    pub(crate) fn of_hit(&self, hit: &Hit, said: Option<usize>) -> Nearest {
        let mut nearest = self.of_words(&hit.at, said);
        for (ours, theirs) in &hit.bracketed {
            nearest.differences.push(self.difference(EditKind::Bracketed, ours.clone(), theirs.clone()));
        }
        if hit.question
            && let Some(last) = self.claim.len().checked_sub(1)
        {
            let real = hit.at.last().map_or(0..0, |at| *at..at + 1);
            nearest.differences.push(self.difference(EditKind::Changed, last..last + 1, real));
        }
        nearest
    }

    /// Words of the passage, by index.
    pub(crate) fn of_words(&self, at: &[usize], said: Option<usize>) -> Nearest {
        let (before, after) = self.context(at);
        Nearest {
            candidate: self.passage.candidate,
            said,
            pieces: self.passage.slices(self.candidate, at),
            quoted: at.iter().all(|at| self.passage.of[*at].quotation.is_some()),
            differences: Vec::new(),
            left_out: left_out(self.candidate, self.passage, at),
            before,
            after,
            similarity: 1.0,
        }
    }

    /// Words that correspond with some differing.
    pub(crate) fn of_alignment(&self, alignment: &Alignment, said: Option<usize>) -> Nearest {
        let at: Vec<usize> = alignment.window.clone().collect();
        let differences = alignment.hunks.iter().map(|(ours, theirs)| {
            let kind = match (ours.is_empty(), theirs.is_empty()) {
                (true, _) => EditKind::LeftOut,
                (_, true) => EditKind::Added,
                _ => EditKind::Changed,
            };
            self.difference(kind, ours.clone(), theirs.clone())
        });
        let all = (alignment.same + alignment.edits).max(1);
        let mut nearest = self.of_words(&at, said);
        nearest.quoted = {
            let same = self.aligned(alignment);
            !same.is_empty() && same.iter().all(|at| self.passage.of[*at].quotation.is_some())
        };
        nearest.differences = differences.collect();
        nearest.similarity = alignment.same as f32 / all as f32;
        nearest
    }

    /// The words of the passage that are the same in an alignment.
    pub(crate) fn aligned(&self, alignment: &Alignment) -> Vec<usize> {
        let differs = |at: &usize| alignment.hunks.iter().any(|(_, real)| real.contains(at));
        alignment.window.clone().filter(|at| !differs(at)).collect()
    }

    fn difference(&self, kind: EditKind, ours: Range<usize>, theirs: Range<usize>) -> Difference {
        let claimed = self.claim.place(ours.clone());
        let text = if ours.is_empty() { String::new() } else { slice(self.quotation, &claimed) };
        let at: Vec<usize> = theirs.collect();
        // Over a cue in between, the first part is shown; the pieces have the rest.
        let real = self.passage.slices(self.candidate, &at).into_iter().next();
        Difference { kind, claimed, claimed_text: text, real }
    }

    /// The sentence before and the one after, in the same paragraph each; with a further one where it is short.
    fn context(&self, at: &[usize]) -> (Option<Slice>, Option<Slice>) {
        let (Some(first), Some(last)) = (at.first(), at.last()) else { return (None, None) };
        let (first, last) = (self.passage.of[*first], self.passage.of[*last]);
        let text = |paragraph: i32| self.candidate.paragraph(paragraph).map(words).unwrap_or_default();
        let cut = |paragraph: i32, place: Range<usize>| {
            self.candidate.cut(self.passage.candidate, paragraph, place)
        };
        let before = text(first.paragraph);
        let end = before.words.partition_point(|word| word.sentence < first.sentence);
        let enough = end.saturating_sub(CONTEXT_WORDS);
        let start = before.words.get(enough).map_or(0, |word| word.sentence);
        let start = before.words.partition_point(|word| word.sentence < start);
        let after = text(last.paragraph);
        let next = after.words.partition_point(|word| word.sentence <= last.sentence);
        let enough = (next + CONTEXT_WORDS).min(after.len()).saturating_sub(1);
        let stop = after.words.get(enough).map_or(0, |word| word.sentence);
        let stop = after.words.partition_point(|word| word.sentence <= stop);
        (
            (start < end).then(|| cut(first.paragraph, before.place(start..end))).flatten(),
            (next < stop).then(|| cut(last.paragraph, after.place(next..stop))).flatten(),
        )
    }
}

/// Words that a sentence of the context has at least; else the next is shown with it.
const CONTEXT_WORDS: usize = 5;

/// Whether what is left out round the words at `at` has a word of [`crate::Qualifier`] in a sentence of which words are kept.
pub(crate) fn lost_words(candidate: &Candidate, passage: &Passage, at: &[usize]) -> bool {
    left_out(candidate, passage, at).iter().any(|left_out| !left_out.lost.is_empty())
}

/// The words of the same quotation that are not among those at `at`, in order.
fn left_out(candidate: &Candidate, passage: &Passage, at: &[usize]) -> Vec<LeftOut> {
    let kept: std::collections::HashSet<usize> = at.iter().copied().collect();
    let sentences: std::collections::HashSet<(i32, usize)> =
        at.iter().map(|at| (passage.of[*at].paragraph, passage.of[*at].sentence)).collect();
    let missing: Vec<usize> = unit(passage, at).into_iter().filter(|at| !kept.contains(at)).collect();
    let mut found = Vec::new();
    for run in missing.chunk_by(|a, b| *b == *a + 1) {
        let ids: Vec<u64> = run.iter().map(|at| passage.words.words[*at].id).collect();
        let mut lost: Vec<(usize, Lost)> = Vec::new();
        for (kind, words) in qualifiers(&ids, &candidate.language) {
            let at = run[words.start];
            if sentences.contains(&(passage.of[at].paragraph, passage.of[at].sentence)) {
                let printed = passage.slices(candidate, &run[words]).into_iter().next();
                lost.extend(printed.map(|slice| (at, Lost { kind, word: slice.text })));
            }
        }
        let slices = passage.slices(candidate, run);
        for words in slices {
            let inside = |at: usize| {
                let (of, word) = (passage.of[at], &passage.words.words[at]);
                of.paragraph == words.spot.paragraph
                    && words.spot.start <= word.start
                    && word.end <= words.spot.end
            };
            let lost = lost.iter().filter(|(at, _)| inside(*at)).map(|(_, lost)| lost.clone()).collect();
            found.push(LeftOut { words, lost });
        }
    }
    found
}
