//! Two readers of one text: what the trained engine finds joins what the rules found.
//!
//! The rules' spans stand where both mean the same words, the engine's where its words are others; it adds what the
//! rules missed, where the [`speech`] model takes it for said; agreement and its absence move the confidence.

use std::ops::Range;

use sayso_attribution::{Attribution, Span};

use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::items::{Item, Kind};
use crate::lexicon::{Class, Lexicon};
use crate::passage::{Passage, View};
use crate::speech::{self, Spans};
use crate::{Act, Quotation};

/// An attribution that the rules do not know must be speech at least so likely …
const SPEECH_MIN: f32 = 0.7;
/// … and right and speech together at least so likely. Both were chosen on articles that the weights had not seen.
const SURE_MIN: f32 = 0.5;
/// The same where neither the cue nor a mark nor a “that” tells of speech (“has 41 homes”, “noted it”).
const SURE_BARE_MIN: f32 = 0.7;

/// Where both have the words, the engine's source stands where it is so sure and the rules' one ends elsewhere.
const SOURCE_MIN: f32 = 0.7;

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
    let (text, starts) = text_of(passages);
    let mut found: Vec<Found> =
        attributions_of(&text).iter().filter_map(|a| Found::new(a, &starts, passages)).collect();
    found.sort_by_key(|one| one.paragraph);
    let supported: Vec<bool> = candidates
        .iter()
        .map(|candidate| among(&found, candidate.paragraph).iter().any(|f| same(candidate, f)))
        .collect();
    let view = |paragraph: usize| View { passage: &passages[paragraph], lexicon, cast };
    // Which candidate the engine has too, under the same cue or else with the same words.
    let mut owners: Vec<Option<usize>> = vec![None; candidates.len()];
    let mut left = Vec::new();
    for (number, one) in found.iter().enumerate() {
        let own = near(candidates, one.paragraph)
            .filter(|at| owners[*at].is_none())
            .find(|at| candidates[*at].cue.as_ref().is_some_and(|cue| overlap(cue, &one.cue)));
        match own {
            Some(at) => owners[at] = Some(number),
            None => left.push(number),
        }
    }
    for (at, candidate) in candidates.iter_mut().enumerate() {
        let Some(own) = owners[at].map(|number| &found[number]) else { continue };
        let swallows = || among(&found, own.paragraph).iter().any(|other| candidate.swallows(own, other));
        if !candidate.has_words_of(own) || swallows() {
            if let Some(own) = view(own.paragraph).candidate(own) {
                candidate.take_spans(own);
            }
        } else if own.confidence >= SOURCE_MIN && candidate.speaker.is_none() {
            let source = own.source.as_ref().and_then(|source| view(own.paragraph).speaking(source, 0));
            if source.as_ref().is_some_and(|s| candidate.source.as_ref().is_none_or(|own| own.end != s.end)) {
                candidate.source = source;
            }
        }
    }
    let mut fresh = Vec::new();
    for one in left.into_iter().map(|number| &found[number]) {
        let known: Vec<usize> =
            near(candidates, one.paragraph).filter(|i| same(&candidates[*i], one)).collect();
        if known.iter().any(|at| candidates[*at].has_words_of(one) || candidates[*at].quotes(one)) {
            continue;
        }
        let Some(mut own) = view(one.paragraph).candidate(one) else { continue };
        match known[..] {
            [at] if owners[at].is_none() && !own.holds(&candidates[at]) => candidates[at].take_spans(own),
            _ => {
                own.inside = known.iter().any(|at| candidates[*at].holds(&own));
                fresh.push(own);
            }
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

/// The text that the engine reads, and the first scalar of each paragraph in it.
pub(crate) fn text_of(passages: &[Passage]) -> (String, Vec<usize>) {
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
    (text, starts)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

impl Candidate {
    /// Scalars of content that candidate and attribution share.
    fn shared(&self, found: &Found) -> usize {
        let shared = |r: &Range<usize>| -> usize {
            found.content.iter().map(|f| r.end.min(f.end).saturating_sub(r.start.max(f.start))).sum()
        };
        self.pieces.iter().filter(|(p, _)| *p == found.paragraph).map(|(_, r)| shared(r)).sum()
    }

    /// Whether the contents are mostly the same, or cannot be compared.
    fn has_words_of(&self, found: &Found) -> bool {
        let shared = self.shared(found);
        let all = self.len() + found.len() - shared;
        shared * 2 >= all || self.pieces.iter().any(|(p, _)| *p != found.paragraph)
    }

    /// Whether the attribution stands within somebody's quoted words.
    fn quotes(&self, found: &Found) -> bool {
        self.quotation == Quotation::Direct
            && self.pieces.iter().any(|(p, r)| *p == found.paragraph && overlap(r, &found.cue))
    }

    /// Whether the candidate's content goes on over the cue of another attribution where the engine's own one ends.
    fn swallows(&self, own: &Found, other: &Found) -> bool {
        let within = |cue: &Range<usize>, r: &Range<usize>| r.start <= cue.start && cue.end <= r.end;
        self.quotation != Quotation::Direct
            && own.cue != other.cue
            && self.pieces.iter().any(|(p, r)| *p == other.paragraph && within(&other.cue, r))
            && !own.content.iter().any(|r| within(&other.cue, r))
    }

    /// Takes the spans of the engine's candidate; what only the rules know stays.
    fn take_spans(&mut self, own: Candidate) {
        let same_cue = self.cue.as_ref().zip(own.cue.as_ref()).is_some_and(|(a, b)| overlap(a, b));
        if same_cue {
            (self.pieces, self.quotation) = (own.pieces, own.quotation);
            self.source = own.source.or(self.source.take());
            self.confidence = own.confidence;
        } else {
            *self = Candidate { inside: self.inside, ..own };
        }
    }
}

/// The attributions of `paragraph`; they stand together.
fn among(found: &[Found], paragraph: usize) -> &[Found] {
    let from = found.partition_point(|one| one.paragraph < paragraph);
    let to = found.partition_point(|one| one.paragraph <= paragraph);
    &found[from..to]
}

/// The candidates of `paragraph`; they stand together.
pub(crate) fn near(candidates: &[Candidate], paragraph: usize) -> impl Iterator<Item = usize> + use<> {
    let from = candidates.partition_point(|c| c.paragraph < paragraph);
    let to = candidates.partition_point(|c| c.paragraph <= paragraph);
    from..to
}

/// An attribution in the coordinates of its paragraph.
pub(crate) struct Found {
    pub(crate) paragraph: usize,
    source: Option<Range<usize>>,
    cue: Range<usize>,
    content: Vec<Range<usize>>,
    confidence: f32,
}

impl Found {
    pub(crate) fn new(attribution: &Attribution, starts: &[usize], passages: &[Passage]) -> Option<Found> {
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
        Some(Found { paragraph, source, cue: local(cue)?, content, confidence: attribution.confidence })
    }

    /// The spans as the speech model sees them.
    pub(crate) fn spans(&self, view: &View<'_>) -> Spans<'_> {
        let marks = view.marks(self);
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
    fn len(&self) -> usize {
        self.content.iter().map(ExactSizeIterator::len).sum()
    }
}

/// Whether rules and engine mean the same utterance: one cue, or mostly the same words.
pub(crate) fn same(candidate: &Candidate, found: &Found) -> bool {
    if candidate.cue.as_ref().is_some_and(|c| overlap(c, &found.cue)) {
        return true;
    }
    let shared = candidate.shared(found);
    shared * 5 >= found.len() * 2 || shared * 5 >= candidate.len() * 2
}

impl View<'_> {
    /// The engine's attribution as a candidate, if it is a statement.
    fn candidate(&self, found: &Found) -> Option<Candidate> {
        let items = self.items();
        let first = items.partition_point(|i| i.end <= found.cue.start);
        let last = items.partition_point(|i| i.start < found.cue.end);
        let direct = found.content.iter().all(|r| self.in_marks(r).is_some());
        let likely = speech::probability(self.lexicon.code, &self.passage.chars, &found.spans(self));
        let known = (first..last).find_map(|i| self.act_at(i));
        let opens = found.content.first().map_or(0, |r| items.partition_point(|i| i.end <= r.start));
        let quoted = |r: &Range<usize>| self.passage.quotes.iter().any(|q| overlap(&(q.start..q.end), r));
        let strong = (first..last).any(|i| self.act_at(i).is_some() && self.is_strong(&(i..i + 1)));
        let bare = !strong
            && !self.any(opens, &[Class::Complementiser, Class::Whether])
            && !found.content.iter().any(quoted);
        let least = if bare { SURE_BARE_MIN } else { SURE_MIN };
        if likely < SPEECH_MIN || likely * found.confidence < least {
            return None;
        }
        let mut act = known.unwrap_or(Act::Say);
        let sentence = self.passage.sentences.partition_point(|s| s.end <= first);
        self.passage.sentences.get(sentence)?;
        let left = self.passage.sentences[sentence].start;
        let right = self.passage.sentences[sentence].end;
        if act == Act::Decline && self.is_bare_refusal(&(first..last), &(left..right)) {
            return None;
        }
        // “The council noted it”: nothing is told.
        if found.words(items) < 2 && (self.is_pronoun(opens) || act == Act::Say) && !direct {
            return None;
        }
        // “Did not say where”: whoever would not tell declines.
        if (first.saturating_sub(1).max(left)..last).any(|i| self.any(i, &[Class::Negation])) {
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
        let pieces: Vec<Range<usize>> = found
            .content
            .iter()
            .filter_map(|r| if direct { self.in_marks(r) } else { self.plain(r) })
            .collect();
        let quotation = if direct { Quotation::Direct } else { self.quotation_of_pieces(&pieces, false) };
        if pieces.is_empty() {
            return None;
        }
        Some(Candidate {
            paragraph: found.paragraph,
            source,
            cue: Some(found.cue.clone()),
            pieces: pieces.into_iter().map(|r| (found.paragraph, r)).collect(),
            act,
            quotation,
            addressee: None,
            relay: Vec::new(),
            speaker: None,
            sentence: sentence..sentence + 1,
            inside: false,
            goes_on: false,
            confidence: found.confidence.min(likely) * 0.9,
        })
    }

    /// What the lexicon knows of cue, content and the words before them.
    fn marks(&self, found: &Found) -> Vec<String> {
        let items = self.items();
        let at = |scalar: usize| items.partition_point(|i| i.end <= scalar);
        let (first, last) = (at(found.cue.start), items.partition_point(|i| i.start < found.cue.end));
        let within = |classes: &[Class]| (first.saturating_sub(4)..last).any(|i| self.any(i, classes));
        let opens = found.content.first().map_or(items.len(), |r| at(r.start));
        let source = found.source.as_ref().map_or(items.len(), |r| at(r.start));
        let act = (first..last).find_map(|i| self.act_at(i));
        let known = act.map_or_else(|| "cue unknown".to_owned(), |act| format!("cue {act:?}"));
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
    fn speaking(&self, source: &Range<usize>, left: usize) -> Option<Range<usize>> {
        let items = self.items();
        let first = items.partition_point(|i| i.end <= source.start);
        let last = items.partition_point(|i| i.start < source.end);
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
        let mut from = items.partition_point(|i| i.start < range.start);
        let to = items.partition_point(|i| i.end <= range.end);
        while from < to && self.any(from, &[Class::Complementiser]) {
            from += 1;
        }
        let span = self.span(from..to)?;
        Some(span)
    }
}
