//! Free reported speech: a German sentence in the mood of reporting that carries on the utterance before it (“Der
//! Bund zahle nicht.”), without a cue of its own.

use std::ops::Range;

use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::lexicon::{Class, Family, Lexicon};
use crate::passage::{Passage, View};

/// How sure a sentence's mood alone is.
pub(crate) const CONFIDENCE: f32 = 0.75;

/// A sentence of free reported speech.
#[derive(Debug)]
pub(crate) struct Free {
    pub(crate) paragraph: usize,
    /// Number of the sentence in its paragraph.
    pub(crate) sentence: usize,
    /// Its scalars, without the full stop.
    pub(crate) range: Range<usize>,
    /// The utterance that it carries on, by the number that the caller gave it.
    pub(crate) after: usize,
}

/// The sentences of free reported speech beside what is known to be told: for each paragraph, the scalars of cues and
/// contents with the number of their utterance.
pub(crate) fn sentences(
    passages: &[Passage],
    lexicon: &Lexicon,
    told: &[Vec<(Range<usize>, usize)>],
) -> Vec<Free> {
    let mut out = Vec::new();
    if lexicon.family != Family::German {
        return out;
    }
    let mut before = None;
    for ((paragraph, passage), told) in passages.iter().enumerate().zip(told) {
        let of = utterances(passage, told);
        for ((sentence, items), known) in passage.sentences.iter().enumerate().zip(of) {
            if known.is_some() || !is_reported(passage, lexicon, items) {
                before = known;
            } else if let Some(after) = before {
                let range = passage.items[items.start].start..content_end(passage, items);
                out.push(Free { paragraph, sentence, range, after });
            }
        }
    }
    out
}

/// For each sentence, the last utterance of which something stands in it.
fn utterances(passage: &Passage, told: &[(Range<usize>, usize)]) -> Vec<Option<usize>> {
    let mut of: Vec<Option<usize>> = vec![None; passage.sentences.len()];
    let scalars = |s: &Range<usize>| passage.items[s.start].start..passage.items[s.end - 1].end;
    for (range, number) in told {
        let first = passage.sentences.partition_point(|s| !s.is_empty() && scalars(s).end <= range.start);
        for (sentence, slot) in passage.sentences.iter().zip(&mut of).skip(first) {
            if sentence.is_empty() || scalars(sentence).start >= range.end {
                break;
            }
            *slot = Some(*number);
        }
    }
    of
}

/// Whether the sentence's verb, in the second place and before any comma, stands in the mood of reporting.
fn is_reported(passage: &Passage, lexicon: &Lexicon, sentence: &Range<usize>) -> bool {
    let items = &passage.items[sentence.clone()];
    let is = |at: usize, class: Class| items[at].is_word() && lexicon.is(class, &items[at].word);
    let plain =
        |at: &usize| items[*at].quote().is_none() && !(items[*at].is_mark(',') || items[*at].is_mark(':'));
    let verb = (0..items.len()).take_while(plain).find(|&at| is(at, Class::Reported));
    // “Niemand habe gesagt, dass …” is told of nobody.
    let denied = (0..items.len()).any(|k| is(k, Class::Nobody))
        && items.iter().any(|item| lexicon.verbs.has(&item.word));
    verb.is_some_and(|at| {
        let near = at.saturating_sub(1)..(at + 2).min(items.len());
        at > 0
            && !is(0, Class::Complementiser)
            && !is(0, Class::Hypothetical)
            && !near.into_iter().any(|k| is(k, Class::Pronoun1))
            && !denied
    })
}

/// Where the sentence ends without its full stop.
fn content_end(passage: &Passage, sentence: &Range<usize>) -> usize {
    let last = sentence.clone().rev().find(|&at| !passage.items[at].is_mark('.'));
    passage.items[last.unwrap_or(sentence.start)].end
}

/// Adds the sentences of free reported speech to `candidates`, which stay in order.
pub(crate) fn join(
    candidates: &mut Vec<Candidate>,
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
) {
    let mut told = vec![Vec::new(); passages.len()];
    for (number, candidate) in candidates.iter().enumerate() {
        told[candidate.paragraph].extend(candidate.cue.iter().map(|cue| (cue.clone(), number)));
        for (paragraph, piece) in &candidate.pieces {
            told[*paragraph].push((piece.clone(), number));
        }
    }
    for free in sentences(passages, lexicon, &told) {
        let view = View { passage: &passages[free.paragraph], lexicon, cast };
        let fresh = Candidate {
            quotation: view.quotation_of_pieces(std::slice::from_ref(&free.range), false),
            sentence: free.sentence..free.sentence + 1,
            goes_on: true,
            confidence: CONFIDENCE,
            ..Candidate::plain(free.paragraph, None, None, free.range)
        };
        let at = candidates.partition_point(|c| c.place() <= fresh.place());
        candidates.insert(at, fresh);
    }
}
