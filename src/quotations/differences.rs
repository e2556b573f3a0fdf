//! Where two texts differ, word by word: the alignment with the fewest changed, missing and added words.

use std::ops::Range;

use crate::same::{Edit, EditKind};
use crate::words::{Words, words};

/// A table of more cells than this is not filled; the texts are compared up to where it would be.
const CELLS_MAX: usize = 4_000_000;

/// What of a text is compared with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// All of both.
    Whole,
    /// All of the first, with the stretch of the second that fits it best.
    Stretch,
}

/// An alignment: the differing words and how many are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alignment {
    /// Differing words of both, by index, in order; one of the two ranges may be empty.
    pub(crate) hunks: Vec<(Range<usize>, Range<usize>)>,
    /// Words that are the same in both.
    pub(crate) same: usize,
    /// Words that differ, the longer side of each hunk.
    pub(crate) edits: usize,
    /// What of the second was compared, by index of words.
    pub(crate) window: Range<usize>,
}

/// The words in which `first` and `second` differ, in order; empty where all are the same.
///
/// Compared word by word as [`crate::same`] does, but without any leave for ellipses and brackets: what is cut shows
/// as left out. Beyond [`crate::WORDS_MAX`] words of either nothing is compared.
pub fn differences(first: &str, second: &str) -> Vec<Edit> {
    let (ours, theirs) = (words(first), words(second));
    let alignment = align(&ours.ids(), &theirs.ids(), Within::Whole);
    edits(&ours, &theirs, &alignment)
}

pub(crate) fn edits(ours: &Words, theirs: &Words, alignment: &Alignment) -> Vec<Edit> {
    let edit = |(i, j): &(Range<usize>, Range<usize>)| {
        let kind = match (i.is_empty(), j.is_empty()) {
            (true, _) => EditKind::LeftOut,
            (_, true) => EditKind::Added,
            _ => EditKind::Changed,
        };
        Edit { kind, ours: ours.place(i.clone()), theirs: theirs.place(j.clone()) }
    };
    alignment.hunks.iter().map(edit).collect()
}

/// Aligns two sequences of word hashes.
pub(crate) fn align(ours: &[u64], theirs: &[u64], within: Within) -> Alignment {
    let (ours, theirs) = bounded(ours, theirs);
    // What both begin and end with needs no table.
    let head = match within {
        Within::Whole => ours.iter().zip(theirs).take_while(|(a, b)| a == b).count(),
        Within::Stretch => 0,
    };
    let (a, b) = (&ours[head..], &theirs[head..]);
    let tail = match within {
        Within::Whole => a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count(),
        Within::Stretch => 0,
    };
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    let mut alignment = Table::fill(a, b, within).alignment(a, b, within);
    for (i, j) in &mut alignment.hunks {
        *i = i.start + head..i.end + head;
        *j = j.start + head..j.end + head;
    }
    alignment.same += head + tail;
    alignment.window = alignment.window.start..alignment.window.end + head + tail;
    alignment
}

/// As much of both as the table may hold.
fn bounded<'a>(ours: &'a [u64], theirs: &'a [u64]) -> (&'a [u64], &'a [u64]) {
    let side = CELLS_MAX.isqrt();
    if (ours.len() + 1).saturating_mul(theirs.len() + 1) <= CELLS_MAX {
        return (ours, theirs);
    }
    let ours = &ours[..ours.len().min(side.max(CELLS_MAX / (theirs.len() + 1)))];
    (ours, &theirs[..theirs.len().min(CELLS_MAX / (ours.len() + 1))])
}

struct Table {
    width: usize,
    cost: Vec<u16>,
}

impl Table {
    fn fill(a: &[u64], b: &[u64], within: Within) -> Table {
        let width = b.len() + 1;
        let mut cost = vec![0_u16; (a.len() + 1) * width];
        if within == Within::Whole {
            (0..width).for_each(|j| cost[j] = j.min(usize::from(u16::MAX)) as u16);
        }
        for (i, x) in a.iter().enumerate() {
            let (above, row) = cost[i * width..].split_at_mut(width);
            row[0] = above[0].saturating_add(1);
            for (j, y) in b.iter().enumerate() {
                let changed = above[j].saturating_add(u16::from(x != y));
                row[j + 1] = changed.min(above[j + 1].saturating_add(1)).min(row[j].saturating_add(1));
            }
        }
        Table { width, cost }
    }

    fn at(&self, i: usize, j: usize) -> u16 {
        self.cost[i * self.width + j]
    }

    fn alignment(&self, a: &[u64], b: &[u64], within: Within) -> Alignment {
        let (mut i, mut j) = (a.len(), b.len());
        if within == Within::Stretch {
            j = (0..=b.len()).min_by_key(|j| self.at(i, *j)).unwrap_or(0);
        }
        let end = j;
        let mut hunks: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let (mut same, mut edits) = (0, 0);
        while i > 0 || j > 0 && within == Within::Whole {
            let here = self.at(i, j);
            if i > 0 && j > 0 && a[i - 1] == b[j - 1] && here == self.at(i - 1, j - 1) {
                (i, j, same) = (i - 1, j - 1, same + 1);
                continue;
            }
            let (pi, pj) = if i > 0 && j > 0 && here == self.at(i - 1, j - 1).saturating_add(1) {
                (i - 1, j - 1)
            } else if i > 0 && here == self.at(i - 1, j).saturating_add(1) {
                (i - 1, j)
            } else {
                (i, j.saturating_sub(1))
            };
            match hunks.last_mut() {
                Some((x, y)) if x.start == i && y.start == j => (x.start, y.start) = (pi, pj),
                _ => hunks.push((pi..i, pj..j)),
            }
            (i, j, edits) = (pi, pj, edits + 1);
        }
        hunks.reverse();
        Alignment { hunks, same, edits, window: j..end }
    }
}
