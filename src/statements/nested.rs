//! Speech within direct speech: clauses with a cue of their own inside somebody's quoted words.

use std::ops::Range;

use crate::Quotation;
use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::lexicon::{self, Class, Lexicon};
use crate::passage::{Passage, View};
use crate::quotes;

/// Speech within direct speech (“He told me once, ‘I am …’”): its own cue clauses, where the inner words stand in marks.
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
    if marks < 2 {
        return Vec::new();
    }
    let shift = range.start;
    let chars: Vec<char> = passage.chars[range.clone()].to_vec();
    let quotes = quotes::find(std::slice::from_ref(&chars), lexicon).pop().unwrap_or_default();
    if quotes.is_empty() || quotes.iter().any(|q| q.dash) {
        return Vec::new();
    }
    let inner = Passage::new(chars, quotes, lexicon);
    let view = View { passage: &inner, lexicon, cast };
    let mut found = view.read(paragraph);
    found.retain(|c| c.quotation == Quotation::Direct && c.cue.is_some() && c.source.is_some());
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
