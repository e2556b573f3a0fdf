//! Two readers of one text: what the trained engine finds joins what the rules found.
//!
//! The rules' spans stand where both mean the same words, the engine's where its words are others; it adds what the
//! rules missed, where [`found`](crate::found) takes it for a statement; agreement and its absence move the confidence.

use std::ops::Range;

use sayso_attribution::Attribution;

use crate::Quotation;
use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::found::{Found, overlap};
use crate::german;
use crate::items::{inside, touched};
use crate::lexicon::{Class, Family, Lexicon};
use crate::passage::{Passage, View};

/// Where both have the words, the engine's source stands where it is so sure and the rules' one ends elsewhere.
const SOURCE_MIN: f32 = 0.65;

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
    for one in &mut found {
        one.source = one.source.take().map(|source| view(one.paragraph).without_clause(source));
    }
    let (owners, left) = owners(candidates, &found);
    for (candidate, own) in candidates.iter_mut().zip(&owners) {
        if let Some(own) = own.map(|number| &found[number]) {
            candidate.correct(own, among(&found, own.paragraph), &view(own.paragraph));
            candidate.take_meant(own);
        }
    }
    let mut fresh = Vec::new();
    for one in left.into_iter().map(|number| &found[number]) {
        fresh.extend(added(candidates, &owners, one, &view(one.paragraph)));
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

/// Which attribution the engine has for each candidate, by the cue, and the attributions that are left.
fn owners(candidates: &[Candidate], found: &[Found]) -> (Vec<Option<usize>>, Vec<usize>) {
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
    (owners, left)
}

/// What an attribution whose cue no candidate has adds to the candidates; one that is a candidate under another cue gives
/// it its spans.
fn added(
    candidates: &mut [Candidate],
    owners: &[Option<usize>],
    one: &Found,
    view: &View<'_>,
) -> Option<Candidate> {
    let known: Vec<usize> = near(candidates, one.paragraph).filter(|i| same(&candidates[*i], one)).collect();
    if known.iter().any(|at| candidates[*at].has_words_of(one) || candidates[*at].quotes(one)) {
        if let [at] = known[..]
            && owners[at].is_none()
            && !candidates[at].is_told_in(one)
        {
            candidates[at].take_source(one, view);
            candidates[at].take_meant(one);
        }
        return None;
    }
    let mut own = view.candidate(one)?;
    match known[..] {
        [at] if owners[at].is_none() && !own.holds(&candidates[at]) => {
            candidates[at].take_spans(own);
            None
        }
        _ => {
            own.inside = known.iter().any(|at| candidates[*at].holds(&own));
            Some(own)
        }
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

/// The paragraph that has a scalar of that text, and its first scalar there; `starts` are the paragraphs' first ones.
pub(crate) fn paragraph_at(starts: &[usize], scalar: usize) -> Option<(usize, usize)> {
    let paragraph = starts.partition_point(|start| *start <= scalar).checked_sub(1)?;
    Some((paragraph, starts[paragraph]))
}

impl View<'_> {
    /// What of a source says something: “MEDLIN – Astren” begins with where it was written, “who took office” goes on with
    /// what they did, and in “the board, whose chair, Ana Ruiz,” the chair speaks.
    fn without_clause(&self, source: Range<usize>) -> Range<usize> {
        let items = touched(self.items(), &source);
        let last = items.end;
        let start = |item: usize| source.start.max(self.items()[item].start);
        if items.len() < 2 {
            return source;
        }
        let story = if items.start == 0 { self.past_dateline(last) } else { 0 };
        if (1..last).contains(&story) {
            return start(story)..source.end;
        }
        if self.lexicon.family == Family::German {
            // “Angaben des Betreibers”
            let of = self.any(items.start + 1, &[Class::Of]);
            let owner = items.start + 1 + usize::from(matches!(self.word(items.start + 1), "von" | "vom"));
            let claim = german::is_account(self.word(items.start)) && of && owner < last;
            return if claim { start(owner)..source.end } else { source };
        }
        if self.lexicon.family != Family::English {
            return source;
        }
        if matches!(self.word(items.start), "who" | "which") {
            return source.start..self.items()[items.start].end;
        }
        let whose = (items.start + 1..last).find(|i| self.word(*i) == "whose" && self.mark(i - 1, ','));
        let apposed =
            |whose: &usize| (whose + 2..last.min(whose + 4)).any(|i| self.mark(i, ',') && i + 1 < last);
        whose.filter(apposed).map_or(source.clone(), |whose| start(whose)..source.end)
    }
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

    /// Whether the attribution's content has the candidate's cue or stands in its words: somebody tells of the other.
    fn is_told_in(&self, found: &Found) -> bool {
        self.quotes(found)
            || self.cue.as_ref().is_some_and(|cue| found.content.iter().any(|r| overlap(cue, r)))
    }

    /// Whether the candidate's content goes on over the cue of another attribution where the engine's own one ends.
    fn swallows(&self, own: &Found, other: &Found) -> bool {
        let within = |cue: &Range<usize>, r: &Range<usize>| r.start <= cue.start && cue.end <= r.end;
        self.quotation != Quotation::Direct
            && own.cue != other.cue
            && self.pieces.iter().any(|(p, r)| *p == other.paragraph && within(&other.cue, r))
            && !own.content.iter().any(|r| within(&other.cue, r))
    }

    /// Takes from the engine's attribution of the same cue what it knows better. `all` are those of the paragraph.
    fn correct(&mut self, own: &Found, all: &[Found], view: &View<'_>) {
        if !self.has_words_of(own) || all.iter().any(|other| self.swallows(own, other)) {
            if let Some(own) = view.candidate(own) {
                self.take_spans(own);
            }
        } else {
            self.take_source(own, view);
        }
    }

    /// Takes the source of an attribution with the same words where the engine is sure of it and the rules' one ends
    /// elsewhere.
    fn take_source(&mut self, own: &Found, view: &View<'_>) {
        if own.confidence < SOURCE_MIN || self.speaker.is_some() {
            return;
        }
        let source = own.source.as_ref().and_then(|source| view.speaking(source, 0));
        let better = |s: &Range<usize>| {
            self.source.as_ref().is_none_or(|own| own.end != s.end || view.owns(s.start..own.start))
        };
        if source.as_ref().is_some_and(better) {
            self.source = source;
        }
    }

    /// Takes whom an attribution means, where both have the same source.
    fn take_meant(&mut self, own: &Found) {
        let same = match (&self.source, &own.source) {
            (Some(a), Some(b)) => overlap(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        if same {
            self.meant.clone_from(&own.meant);
        }
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

impl View<'_> {
    /// «прокуратуре Лесогорья»: whether the words that a source has before its last name are the body whose name it is.
    fn owns(&self, before: Range<usize>) -> bool {
        self.lexicon.family == Family::Slavic
            && inside(self.items(), &before)
                .any(|i| self.lexicon.any_in_case(&[Class::Organization], self.word(i)))
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

/// Whether rules and engine mean the same utterance: one cue, or mostly the same words.
pub(crate) fn same(candidate: &Candidate, found: &Found) -> bool {
    if candidate.cue.as_ref().is_some_and(|c| overlap(c, &found.cue)) {
        return true;
    }
    let shared = candidate.shared(found);
    shared * 5 >= found.len() * 2 || shared * 5 >= candidate.len() * 2
}
