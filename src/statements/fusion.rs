//! Two readers of one text: what the trained engine finds joins what the rules found.
//!
//! The rules' spans stand where both agree; the engine adds attributions that the rules missed, where its cue is a
//! word of saying and nothing denies it; agreement and its absence move the confidence.

use std::ops::Range;

use sayso_attribution::{Attribution, Span};

use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::lexicon::{Class, Lexicon};
use crate::passage::{Passage, View};
use crate::{Act, Quotation};

/// An attribution that the rules do not know must be at least this sure.
const CONFIDENCE_MIN: f32 = 0.5;

/// A cue that is no known word of saying is one where the engine is this sure and the content is a quotation …
const QUOTED_MIN: f32 = 0.7;
/// … of so many words: “the placard read «…»”, but no name or scare quote.
const QUOTED_WORDS_MIN: usize = 5;

/// Scalars that the engine reads, about 16,000 words; beyond that the rules read alone, so that no page takes minutes.
pub(crate) const SCALARS_MAX: usize = 100_000;

/// Scalars between paragraphs in the text that the engine reads.
const BREAK: usize = 2;

/// Joins the engine's attributions of all paragraphs to `candidates`, which stay in order.
pub(crate) fn join(
    candidates: &mut Vec<Candidate>,
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    attributions_of: impl FnOnce(&str) -> Vec<Attribution>,
) {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(passages.len());
    let mut length = 0;
    for passage in passages {
        if length + passage.chars.len() > SCALARS_MAX {
            break;
        }
        starts.push(length);
        text.extend(&passage.chars);
        text.push_str("\n\n");
        length += passage.chars.len() + BREAK;
    }
    let mut supported = vec![false; candidates.len()];
    let mut fresh = Vec::new();
    for attribution in attributions_of(&text) {
        let Some(found) = Found::new(&attribution, &starts, passages) else { continue };
        let known: Vec<usize> =
            near(candidates, found.paragraph).filter(|i| same(&candidates[*i], &found)).collect();
        for at in &known {
            supported[*at] = true;
        }
        if known.is_empty() && attribution.confidence >= CONFIDENCE_MIN {
            let view = View { passage: &passages[found.paragraph], lexicon, cast };
            fresh.extend(view.candidate(found, attribution.confidence));
        }
    }
    for (candidate, supported) in candidates.iter_mut().zip(supported) {
        let direct = candidate.quotation == Quotation::Direct;
        candidate.confidence = match (supported, direct) {
            (true, _) => 1.0 - (1.0 - candidate.confidence) * 0.5,
            (false, true) => candidate.confidence * 0.97,
            (false, false) => candidate.confidence * 0.85,
        };
    }
    for candidate in fresh {
        let at = candidates.partition_point(|c| c.place() <= candidate.place());
        candidates.insert(at, candidate);
    }
}

/// The candidates of `paragraph`; they stand together.
fn near(candidates: &[Candidate], paragraph: usize) -> impl Iterator<Item = usize> + use<> {
    let from = candidates.partition_point(|c| c.paragraph < paragraph);
    let to = candidates.partition_point(|c| c.paragraph <= paragraph);
    from..to
}

/// An attribution in the coordinates of its paragraph.
struct Found {
    paragraph: usize,
    source: Option<Range<usize>>,
    cue: Range<usize>,
    content: Vec<Range<usize>>,
}

impl Found {
    fn new(attribution: &Attribution, starts: &[usize], passages: &[Passage]) -> Option<Found> {
        let cue = attribution.cue.first()?;
        let paragraph = starts.partition_point(|s| *s <= cue.start).checked_sub(1)?;
        let (start, length) = (starts[paragraph], passages[paragraph].chars.len());
        let local = |span: &Span| {
            (span.start >= start && span.end <= start + length && span.start < span.end)
                .then(|| span.start - start..span.end - start)
        };
        let content: Vec<Range<usize>> = attribution.content.iter().filter_map(local).collect();
        (!content.is_empty()).then_some(())?;
        let source =
            attribution.source.iter().filter_map(local).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
        Some(Found { paragraph, source, cue: local(cue)?, content })
    }
}

/// Whether rules and engine mean the same utterance: one cue, or mostly the same words.
fn same(candidate: &Candidate, found: &Found) -> bool {
    if candidate.cue.as_ref().is_some_and(|c| c.start < found.cue.end && found.cue.start < c.end) {
        return true;
    }
    let both: usize = candidate
        .pieces
        .iter()
        .filter(|(p, _)| *p == found.paragraph)
        .flat_map(|(_, r)| {
            found.content.iter().map(move |f| r.end.min(f.end).saturating_sub(r.start.max(f.start)))
        })
        .sum();
    let theirs: usize = found.content.iter().map(ExactSizeIterator::len).sum();
    both * 5 >= theirs * 2 || both * 5 >= candidate.len() * 2
}

impl View<'_> {
    /// The engine's attribution as a candidate, if it is a statement.
    fn candidate(&self, found: Found, confidence: f32) -> Option<Candidate> {
        let items = self.items();
        let first = items.partition_point(|i| i.end <= found.cue.start);
        let last = items.partition_point(|i| i.start < found.cue.end);
        let direct = found.content.iter().all(|r| self.in_marks(r).is_some());
        let plain = direct && confidence >= QUOTED_MIN;
        let act = (first..last).find_map(|i| self.act_at(i)).or(plain.then_some(Act::Say))?;
        let sentence = self.passage.sentences.partition_point(|s| s.end <= first);
        self.passage.sentences.get(sentence)?;
        let left = self.passage.sentences[sentence].start;
        if found.source.as_ref().is_some_and(|s| s.end <= items[left].start) {
            return None;
        }
        let right = self.passage.sentences[sentence].end;
        if act == Act::Decline && self.is_bare_refusal(&(first..last), &(left..right)) {
            return None;
        }
        let denied = (left.max(first.saturating_sub(4))..last)
            .any(|i| self.any(i, &[Class::Negation, Class::Nobody, Class::Modal]) && act != Act::Decline)
            || (left.max(first.saturating_sub(12))..first).any(|i| self.any(i, &[Class::Hypothetical]));
        let source = found.source.clone();
        if denied
            || !source.as_ref().is_some_and(|s| self.may_speak(s))
            || !self.is_told(act, first..last, &found)
        {
            return None;
        }
        let pieces: Vec<Range<usize>> = found
            .content
            .iter()
            .filter_map(|r| if direct { self.in_marks(r) } else { self.plain(r) })
            .collect();
        let quotation = if direct { Quotation::Direct } else { self.quotation_of_pieces(&pieces, false) };
        let words: usize = pieces
            .iter()
            .map(|r| items.partition_point(|i| i.start < r.end) - items.partition_point(|i| i.end <= r.start))
            .sum();
        let known = (first..last).any(|i| self.act_at(i).is_some());
        if pieces.is_empty() || words < if known { 3 } else { QUOTED_WORDS_MIN } {
            return None;
        }
        Some(Candidate {
            paragraph: found.paragraph,
            source,
            cue: Some(found.cue),
            pieces: pieces.into_iter().map(|r| (found.paragraph, r)).collect(),
            act,
            quotation,
            addressee: None,
            relay: Vec::new(),
            speaker: None,
            sentence: sentence..sentence + 1,
            inside: false,
            goes_on: false,
            confidence: confidence * 0.9,
        })
    }

    /// Whether the source is somebody: no “nobody”, no bare “who”.
    fn may_speak(&self, source: &Range<usize>) -> bool {
        let items = self.items();
        let first = items.partition_point(|i| i.end <= source.start);
        !self.any(first, &[Class::Nobody, Class::Relative, Class::Pronoun1])
    }

    /// Verbs that also mean other things must have a quotation or a clause as their content.
    fn is_told(&self, act: Act, cue: Range<usize>, found: &Found) -> bool {
        let items = self.items();
        let Some(content) = found.content.first() else { return false };
        let first = items.partition_point(|i| i.end <= content.start);
        let last = items.partition_point(|i| i.start < content.end);
        let quoted = (first..last).any(|i| self.quote(i).is_some());
        let clause = self.any(first, &[Class::Complementiser, Class::Whether])
            || first > 0 && self.any(first - 1, &[Class::Complementiser]);
        if first < cue.start && self.any(first, &[Class::Preposition, Class::Adverb]) && last - first < 6 {
            return false;
        }
        match act {
            Act::Decline | Act::Accuse | Act::Promise => true,
            Act::Ask => {
                quoted
                    || self.any(first, &[Class::Whether])
                        && cue.start > 0
                        && !self.any(cue.start - 1, &[Class::Conjunction])
                        && found.source.as_ref().is_some_and(|s| s.end <= items[cue.start].start)
            }
            Act::Deny if self.is(cue.start, Class::ClaimVerb) => clause || quoted,
            _ => {
                quoted
                    || clause
                    || cue
                        .clone()
                        .any(|i| self.is_strong(&(i..i + 1)) && self.lexicon.verbs.has(self.word(i)))
                    || self.phrase(cue.start, Class::According).is_some()
            }
        }
    }

    /// The act of the cue word at `at`, where it is one of saying.
    fn act_at(&self, at: usize) -> Option<Act> {
        let words = self.words_from(at);
        if self.phrase(at, Class::Decline).is_some() {
            return Some(Act::Decline);
        }
        if self.phrase(at, Class::According).is_some() {
            return Some(Act::Say);
        }
        let whole = self.verb_at(at).or_else(|| self.lexicon.participles.longest(words));
        whole.map(|(_, act)| act).or_else(|| self.split_act(at))
    }

    /// The act of a separable verb whose finite form is the word at `at` (“teilte … mit”).
    fn split_act(&self, at: usize) -> Option<Act> {
        let sentence = self.passage.sentences.iter().find(|s| s.contains(&at))?;
        let ends = self.lexicon.prefixes(self.word(at));
        (at + 1..sentence.end.min(at + 40))
            .find_map(|i| ends.iter().find(|(prefix, _)| self.word(i) == prefix).map(|(_, act)| *act))
    }

    /// The words inside the marks of the quotation that `range` covers.
    fn in_marks(&self, range: &Range<usize>) -> Option<Range<usize>> {
        self.passage
            .quotes
            .iter()
            .find(|q| {
                q.start <= range.start + 1
                    && range.end <= q.end + 1
                    && range.start < q.end
                    && range.end > q.inner_start
            })
            .map(|q| q.inner_start.max(range.start)..q.inner_end.min(range.end))
            .filter(|r| r.start < r.end)
    }

    /// `range` without a leading complementiser and marks at its ends.
    fn plain(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let items = self.items();
        let mut from = items.partition_point(|i| i.start < range.start);
        let to = items.partition_point(|i| i.end <= range.end);
        while from < to && self.any(from, &[Class::Complementiser]) {
            from += 1;
        }
        let span = self.span(from..to)?;
        Some(span)
    }
}
