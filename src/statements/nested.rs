//! Speech within direct speech: clauses with a cue of their own inside somebody's quoted words, in marks or not.

use std::ops::Range;

use crate::Quotation;
use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::items::touched;
use crate::lexicon::{self, Class, Lexicon};
use crate::passage::{Head, Passage, View};
use crate::quotes;

/// Speech within direct speech (“He told me once, ‘I am …’”): its own cue clauses, where the inner words stand in marks
/// or are plainly somebody else's (“the vicar told me that …”).
pub(crate) fn nest(
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    candidates: &mut Vec<Candidate>,
) {
    let mut inner: Vec<(usize, Vec<Candidate>)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate().filter(|(_, c)| c.quotation == Quotation::Direct) {
        let mut found = Vec::new();
        for (paragraph, range) in &candidate.pieces {
            found.extend(within(&passages[*paragraph], *paragraph, range, lexicon, cast));
        }
        if !found.is_empty() {
            inner.push((at, found));
        }
    }
    for (at, found) in inner.into_iter().rev() {
        for candidate in found.into_iter().rev() {
            candidates.insert(at + 1, candidate);
        }
    }
}

fn within(
    passage: &Passage,
    paragraph: usize,
    range: &Range<usize>,
    lexicon: &'static Lexicon,
    cast: &Cast,
) -> Vec<Candidate> {
    let marks = passage.chars[range.clone()]
        .iter()
        .filter(|c| matches!(c, '“' | '„' | '«' | '"' | '‘' | '\'' | '’' | '‚' | '‹'))
        .count();
    let shift = range.start;
    let chars: Vec<char> = passage.chars[range.clone()].to_vec();
    let quotes = if marks < 2 {
        Vec::new()
    } else {
        quotes::find(std::slice::from_ref(&chars), lexicon).pop().unwrap_or_default()
    };
    if quotes.iter().any(|q| q.dash) {
        return Vec::new();
    }
    let inner = Passage::new(chars, quotes, lexicon);
    let view = View { passage: &inner, lexicon, cast };
    let mut found = view.read(paragraph);
    found.retain(|c| c.source.is_some() && c.cue.is_some());
    found.retain(|c| c.quotation == Quotation::Direct || view.is_second_hand(c));
    found.retain(|c| {
        c.source.as_ref().is_none_or(|s| !lexicon.is(Class::Pronoun1, &lexicon::normal(&inner.text(s))))
    });
    for candidate in &mut found {
        let moved = |r: &mut Range<usize>| *r = r.start + shift..r.end + shift;
        candidate
            .source
            .iter_mut()
            .chain(candidate.cue.iter_mut())
            .chain(candidate.addressee.iter_mut())
            .for_each(moved);
        for (_, piece) in &mut candidate.pieces {
            *piece = piece.start + shift..piece.end + shift;
        }
        candidate.inside = true;
        candidate.confidence *= 0.9;
    }
    found
}

impl View<'_> {
    /// “The vicar told me that the bells were sold”: somebody else's words, reported within a quotation without marks.
    fn is_second_hand(&self, candidate: &Candidate) -> bool {
        /// The fewest words that are worth telling.
        const WORDS_MIN: usize = 4;
        let items = self.items();
        let (Some(source), Some(cue)) = (&candidate.source, &candidate.cue) else { return false };
        let Range { start: first, end: last } = touched(items, source);
        let at = items.partition_point(|i| i.end <= cue.start);
        let somebody = match self.headed(first..last) {
            Some(Head::Pronoun) => self.any(first, &[Class::PronounM, Class::PronounF]),
            Some(Head::Name | Head::Body) => true,
            Some(Head::Role) => !self.any(last - 1, &[Class::Plural, Class::Press]),
            _ => false,
        };
        let told = self.any(at, &[Class::Tell])
            || candidate.pieces.first().is_some_and(|(_, r)| {
                let from = items.partition_point(|i| i.start < r.start);
                from > 0 && self.any(from - 1, &[Class::Complementiser])
            });
        let words: usize = candidate
            .pieces
            .iter()
            .map(|(_, r)| {
                items.iter().filter(|i| i.is_word() && i.start >= r.start && i.end <= r.end).count()
            })
            .sum();
        candidate.quotation == Quotation::Indirect
            && somebody
            && told
            && self.is_strong(&(at..at + 1))
            && words >= WORDS_MIN
    }
}
