//! An attribution of the trained engine's: whether it is a statement, and its spans as a candidate.

use std::ops::Range;

use sayso_attribution::{Attribution, Span};

use crate::candidates::{Candidate, Meant};
use crate::fusion::paragraph_at;
use crate::items::{Item, Kind, inside, touched};
use crate::lexicon::Class;
use crate::passage::{Passage, View};
use crate::speech::{self, Spans};
use crate::{Act, Quotation};

/// An attribution that the rules do not know must be speech at least so likely …
const SPEECH_MIN: f32 = 0.5;
/// … and right and speech together at least so likely. Both were chosen on articles that the weights had not seen.
const SURE_MIN: f32 = 0.4;
/// The same where neither the cue nor a mark nor a “that” tells of speech (“has 41 homes”, “noted it”).
const SURE_BARE_MIN: f32 = 0.5;

pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The source of an attribution; of one in several parts (“die Mutter … sie”) the one nearest to the cue. Parts with no
/// word between them are one.
pub(crate) fn source_of(attribution: &Attribution) -> Option<Span> {
    /// A comma and a space.
    const BESIDE: usize = 2;
    let cue = attribution.cue.first()?;
    let mut parts: Vec<Span> = Vec::new();
    for part in &attribution.source {
        match parts.last_mut() {
            Some(last) if part.start <= last.end + BESIDE => last.end = last.end.max(part.end),
            _ => parts.push(*part),
        }
    }
    let gap = |s: &Span| s.start.saturating_sub(cue.end).max(cue.start.saturating_sub(s.end));
    parts.into_iter().min_by_key(gap)
}

/// An attribution in the coordinates of its paragraph.
pub(crate) struct Found {
    pub(crate) paragraph: usize,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Range<usize>,
    /// All pieces of the cue (“lehnte … ab”).
    pub(crate) cues: Vec<Range<usize>>,
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) confidence: f32,
    /// Words that may name the speaker.
    pub(crate) meant: Vec<Meant>,
}

impl Found {
    pub(crate) fn new(attribution: &Attribution, starts: &[usize], passages: &[Passage]) -> Option<Found> {
        let cue = attribution.cue.first()?;
        let (paragraph, start) = paragraph_at(starts, cue.start)?;
        let length = passages[paragraph].chars.len();
        let local = |span: &Span| {
            (span.start >= start && span.end <= start + length && span.start < span.end)
                .then(|| span.start - start..span.end - start)
        };
        let content: Vec<Range<usize>> = attribution.content.iter().filter_map(local).collect();
        (!content.is_empty()).then_some(())?;
        let cues = attribution.cue.iter().filter_map(local).collect();
        let cue = local(cue)?;
        let source = source_of(attribution).and_then(|s| local(&s));
        let meant = |meant: &sayso_attribution::Meant| {
            let (paragraph, start) = paragraph_at(starts, meant.word.start)?;
            (meant.word.end <= start + passages[paragraph].chars.len()).then(|| Meant {
                paragraph,
                word: meant.word.start - start..meant.word.end - start,
                likely: meant.likely,
            })
        };
        let meant = attribution.meant.iter().filter_map(meant).collect();
        Some(Found { paragraph, source, cue, cues, content, confidence: attribution.confidence, meant })
    }

    /// The spans as the speech model sees them.
    pub(crate) fn spans(&self, view: &View<'_>, acts: &[(usize, Act)]) -> Spans<'_> {
        let marks = view.marks(self, acts);
        Spans { source: self.source.as_ref(), cue: &self.cue, content: &self.content, marks }
    }

    /// How many words, numbers and quotations the content has.
    fn words(&self, items: &[Item]) -> usize {
        let of = |r: &Range<usize>| {
            let from = items.partition_point(|i| i.end <= r.start);
            items[from..]
                .iter()
                .take_while(|i| i.start < r.end)
                .filter(|i| !matches!(i.kind, Kind::Mark(_)))
                .count()
        };
        self.content.iter().map(of).sum()
    }

    /// How many scalars the content has.
    pub(crate) fn len(&self) -> usize {
        self.content.iter().map(ExactSizeIterator::len).sum()
    }
}

impl View<'_> {
    /// The engine's attribution as a candidate, if it is a statement.
    pub(crate) fn candidate(&self, found: &Found) -> Option<Candidate> {
        let items = self.items();
        let Range { start: first, end: last } = touched(items, &found.cue);
        let direct = found.content.iter().all(|r| self.in_marks(r).is_some());
        let acts = self.acts(found);
        let likely = speech::probability(self.lexicon.code, &self.passage.chars, &found.spans(self, &acts));
        let least = if self.is_bare(found, &acts) { SURE_BARE_MIN } else { SURE_MIN };
        if likely < SPEECH_MIN || likely * found.confidence < least {
            return None;
        }
        let mut act = acts.first().map_or(Act::Say, |(_, act)| *act);
        let sentence = self.passage.sentences.partition_point(|s| s.end <= first);
        self.passage.sentences.get(sentence)?;
        let left = self.passage.sentences[sentence].start;
        let right = self.passage.sentences[sentence].end;
        if act == Act::Decline && self.is_bare_refusal(&(first..last), &(left..right)) {
            return None;
        }
        // “The council noted it”: nothing is told.
        if found.words(items) < 2 && (self.is_pronoun(self.opens(found)) || act == Act::Say) && !direct {
            return None;
        }
        if self.listens(&(first..last), found) {
            return None;
        }
        // “Did not say where”: whoever would not tell declines.
        let negated = (first.saturating_sub(1).max(left)..last).any(|i| self.any(i, &[Class::Negation]));
        if negated {
            act = Act::Decline;
        }
        let hypothetical =
            (left.max(first.saturating_sub(12))..first).any(|i| self.any(i, &[Class::Hypothetical]));
        let source = match &found.source {
            Some(source) => Some(self.speaking(source, left)?),
            None => None,
        };
        if hypothetical || source.as_ref().is_some_and(|s| s.end <= items[left].start) {
            return None;
        }
        // “The report did not say where”: a paper that leaves something out declines nothing.
        let written = |s: &Range<usize>| self.headed_by_document(touched(items, s));
        if negated && source.as_ref().is_some_and(written) {
            return None;
        }
        let pieces: Vec<Range<usize>> = found
            .content
            .iter()
            .filter_map(|r| if direct { self.in_marks(r) } else { self.plain(r) })
            .collect();
        let pieces = if act == Act::Decline && !direct { self.refusal(pieces, found) } else { pieces };
        let quotation = if direct { Quotation::Direct } else { self.quotation_of_pieces(&pieces, false) };
        let first_piece = pieces.first()?.clone();
        Some(Candidate {
            pieces: pieces.into_iter().map(|r| (found.paragraph, r)).collect(),
            act,
            quotation,
            sentence: sentence..sentence + 1,
            confidence: found.confidence.min(likely) * 0.9,
            meant: found.meant.clone(),
            ..Candidate::plain(found.paragraph, source, Some(found.cue.clone()), first_piece)
        })
    }

    /// “Lehnte eine Stellungnahme ab”: what is told of a refusal is its predicate, verb and all, round the source.
    fn refusal(&self, pieces: Vec<Range<usize>>, found: &Found) -> Vec<Range<usize>> {
        let parts = found.cues.iter().chain(&pieces);
        let whole = parts.clone().map(|r| r.start).min().zip(parts.map(|r| r.end).max());
        let Some((start, end)) = whole else { return pieces };
        let one_sentence = self.passage.sentence_of(start) == self.passage.sentence_of(end.saturating_sub(1));
        if !one_sentence {
            return pieces;
        }
        let items = self.items();
        let trimmed = |from: usize, to: usize| {
            let within = inside(items, &(from..to));
            let first = within.clone().find(|i| !self.mark(*i, ','))?;
            let last = (first..within.end).rev().find(|i| !self.mark(*i, ','))?;
            self.span(first..last + 1)
        };
        let around = match &found.source {
            Some(source) if source.start > start && source.end < end => {
                vec![(start, source.start), (source.end, end)]
            }
            Some(source) if source.start <= start => vec![(source.end.max(start), end)],
            Some(source) => vec![(start, end.min(source.start))],
            None => vec![(start, end)],
        };
        let told: Vec<_> = around.into_iter().filter_map(|(from, to)| trimmed(from, to)).collect();
        if told.is_empty() { pieces } else { told }
    }

    /// “The council heard twelve residents on Tuesday”: whom somebody listens to is nothing that is told. “The court heard
    /// he had left” tells something: a verb comes before the first preposition.
    fn listens(&self, cue: &Range<usize>, found: &Found) -> bool {
        let heard = cue.len() == 1 && matches!(self.word(cue.start), "heard" | "hears" | "hear");
        let opens = self.opens(found);
        let told = || {
            (opens..self.items().len()).find_map(|i| {
                if self.any(i, &[Class::Complementiser, Class::Whether, Class::Auxiliary, Class::Modal])
                    || self.items()[i].quote().is_some()
                {
                    return Some(true);
                }
                self.any(i, &[Class::Preposition, Class::Relative]).then_some(false)
            })
        };
        heard && opens >= cue.end && told() != Some(true)
    }

    /// The words of the cue that are of saying, with their acts.
    pub(crate) fn acts(&self, found: &Found) -> Vec<(usize, Act)> {
        touched(self.items(), &found.cue).filter_map(|i| Some((i, self.act_at(i)?))).collect()
    }

    /// The item with which the content begins.
    fn opens(&self, found: &Found) -> usize {
        let start = found.content.first().map_or(usize::MAX, |r| r.start);
        self.items().partition_point(|i| i.end <= start)
    }

    /// Whether neither the cue nor a mark nor a “that” tells of speech.
    fn is_bare(&self, found: &Found, acts: &[(usize, Act)]) -> bool {
        let quoted = |r: &Range<usize>| self.passage.quotes.iter().any(|q| overlap(&(q.start..q.end), r));
        !acts.iter().any(|(at, _)| self.is_strong(&(*at..at + 1)))
            && !self.any(self.opens(found), &[Class::Complementiser, Class::Whether])
            && !found.content.iter().any(quoted)
    }

    /// What the lexicon knows of cue, content and the words before them.
    fn marks(&self, found: &Found, acts: &[(usize, Act)]) -> Vec<String> {
        let items = self.items();
        let Range { start: first, end: last } = touched(items, &found.cue);
        let within = |classes: &[Class]| (first.saturating_sub(4)..last).any(|i| self.any(i, classes));
        let opens = self.opens(found);
        let source = found.source.as_ref().map_or(items.len(), |r| touched(items, r).start);
        let known = acts.first().map_or_else(|| "cue unknown".to_owned(), |(_, act)| format!("cue {act:?}"));
        let holds = [
            (within(&[Class::Negation, Class::Nobody]), "negated"),
            (within(&[Class::Modal]), "modal"),
            (within(&[Class::Hypothetical]), "hypothetical"),
            (within(&[Class::Passive]), "passive"),
            (self.any(opens, &[Class::Complementiser]), "clause"),
            (self.any(opens, &[Class::Whether]), "whether"),
            (self.any(opens, &[Class::Preposition]), "preposition"),
            (self.is_pronoun(source), "pronoun"),
            (self.any(source, &[Class::Relative]), "relative"),
            (found.words(items) < 4, "short"),
            (self.any(source, &[Class::Plural, Class::Group]), "many"),
        ];
        let marks = holds.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark);
        let together = marks.clone().map(|mark| format!("{known}, {mark}"));
        std::iter::once(known.clone()).chain(together).chain(marks.map(str::to_owned)).collect()
    }

    /// The source, or what a bare “who” stands for; none where it is nobody, or whoever writes.
    pub(crate) fn speaking(&self, source: &Range<usize>, left: usize) -> Option<Range<usize>> {
        let items = self.items();
        let Range { start: first, end: last } = touched(items, source);
        if self.any(first, &[Class::Nobody, Class::Pronoun1]) {
            return None;
        }
        if last - first > 1 || !self.any(first, &[Class::Relative]) || self.is_article(first) {
            return Some(source.clone());
        }
        let end = if first > left && self.mark(first - 1, ',') { first - 1 } else { first };
        let antecedent =
            self.subject_before(left, end).filter(|range| self.headed(range.clone()).is_some())?;
        self.span(antecedent)
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
        let Range { start: mut from, end: to } = inside(items, range);
        while from < to && self.any(from, &[Class::Complementiser]) {
            from += 1;
        }
        let span = self.span(from..to)?;
        Some(span)
    }
}
