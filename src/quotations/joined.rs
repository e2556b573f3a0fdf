//! Whether a quotation is put together of pieces that stand in different places.

use std::collections::HashMap;
use std::ops::Range;

use crate::passages::Passage;
use crate::words::Words;

/// Words that a piece must have: fewer stand everywhere.
const PIECE_WORDS_MIN: usize = 3;

/// More pieces than this are no quotation any more but words.
const PIECES_MAX: usize = 4;

/// A longer quotation is not taken apart: its pieces would be speeches.
const CLAIM_WORDS_MAX: usize = 300;

/// Places of one run of words that are looked at.
const PLACES_MAX: usize = 64;

/// A stretch of the checked quotation and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its words in the checked quotation.
    pub(crate) of: Range<usize>,
    /// Index of the passage.
    pub(crate) passage: usize,
    /// Its words in the passage.
    pub(crate) at: Range<usize>,
}

/// The fewest pieces, each of three words or more, that are the whole quotation; at least two.
pub(crate) fn pieces(claim: &Words, passages: &[Passage]) -> Option<Vec<Piece>> {
    let ids = claim.ids();
    let lengths = 2 * PIECE_WORDS_MIN..=CLAIM_WORDS_MAX;
    if !lengths.contains(&ids.len()) || claim.words.iter().any(|word| word.bracket.is_some()) {
        return None;
    }
    let index = Index::new(&ids, passages);
    let mut reach = Vec::with_capacity(ids.len());
    for start in 0..ids.len() {
        reach.push(index.longest(&ids, start, passages));
    }
    let borders = fewest(&reach)?;
    let mut found: Vec<Piece> = Vec::new();
    for of in borders.windows(2).map(|pair| pair[0]..pair[1]) {
        let before = found.last().cloned();
        found.push(index.best_place(&ids, of, passages, before.as_ref())?);
    }
    (found.len() >= 2).then_some(found)
}

/// Where each run of three words of the quotation stands.
struct Index {
    places: HashMap<[u64; PIECE_WORDS_MIN], Vec<(usize, usize)>>,
}

impl Index {
    fn new(ids: &[u64], passages: &[Passage]) -> Index {
        let key = |window: &[u64]| [window[0], window[1], window[2]];
        let mut places: HashMap<_, Vec<(usize, usize)>> =
            ids.windows(PIECE_WORDS_MIN).map(|window| (key(window), Vec::new())).collect();
        for (number, passage) in passages.iter().enumerate() {
            for (at, window) in passage.words.ids().windows(PIECE_WORDS_MIN).enumerate() {
                if let Some(list) = places.get_mut(&key(window)).filter(|list| list.len() < PLACES_MAX) {
                    list.push((number, at));
                }
            }
        }
        Index { places }
    }

    fn places(&self, ids: &[u64], start: usize) -> &[(usize, usize)] {
        let key = ids.get(start..start + PIECE_WORDS_MIN).map(|window| [window[0], window[1], window[2]]);
        key.and_then(|key| self.places.get(&key)).map_or(&[], Vec::as_slice)
    }

    /// The words from `start` on that stand somewhere together; 0 where not even three do.
    fn longest(&self, ids: &[u64], start: usize, passages: &[Passage]) -> usize {
        let lengths = self.places(ids, start).iter().map(|(passage, at)| {
            let words = &passages[*passage].words.words[*at..];
            words.iter().zip(&ids[start..]).take_while(|(word, id)| word.id == **id).count()
        });
        lengths.max().unwrap_or(0)
    }

    /// The place of a piece: in quotation marks and near the piece before, where there is a choice.
    fn best_place(
        &self,
        ids: &[u64],
        of: Range<usize>,
        passages: &[Passage],
        before: Option<&Piece>,
    ) -> Option<Piece> {
        let length = of.len();
        let whole = self.places(ids, of.start).iter().filter(|(passage, at)| {
            let words = passages[*passage].words.words[*at..].iter();
            words.zip(&ids[of.clone()]).take_while(|(word, id)| word.id == **id).count() == length
        });
        let rank = |(passage, at): &&(usize, usize)| {
            let quoted = passages[*passage].of[*at..at + length].iter().all(|of| of.quotation.is_some());
            let near = before.is_some_and(|before| before.passage == *passage && before.at.end <= *at);
            (!quoted, !near, passages[*passage].said.is_none(), *passage, *at)
        };
        whole.min_by_key(rank).map(|(passage, at)| Piece { of, passage: *passage, at: *at..at + length })
    }
}

/// The fewest stretches that cover everything, each within what `reach` says of its first word: their borders.
fn fewest(reach: &[usize]) -> Option<Vec<usize>> {
    let n = reach.len();
    let mut from: Vec<Option<usize>> = vec![None; n + 1];
    let mut layer = vec![0];
    for _ in 0..PIECES_MAX {
        let mut next = Vec::new();
        for start in layer {
            let ends = start + PIECE_WORDS_MIN..=start + reach.get(start).copied().unwrap_or(0);
            for end in ends.rev() {
                if end <= n && from[end].is_none() {
                    from[end] = Some(start);
                    next.push(end);
                }
            }
        }
        if let Some(mut at) = from[n].map(|_| n) {
            let mut borders = vec![at];
            while let Some(start) = from[at].filter(|_| at > 0) {
                borders.push(start);
                at = start;
            }
            borders.reverse();
            return Some(borders);
        }
        layer = next;
    }
    None
}
