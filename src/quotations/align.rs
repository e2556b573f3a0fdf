//! Whether two texts can be the same words, where each may be cut at its ends, at its ellipses and at its brackets,
//! and nowhere else.
//!
//! A reachability table over the two sequences with the best path kept in each cell: most words matched. What may be skipped:
//! words at either end of one text, any words opposite an ellipsis, up to [`WILD_WORDS_MAX`] words opposite a square
//! bracket, a parenthesis in round brackets. One changed word anywhere else, and there is no path.

use std::ops::Range;

use crate::words::{Bracket, Words};

/// A table of more cells than this is not filled: 2,000 words against 2,000.
const CELLS_MAX: usize = 4_000_000;

/// As many words as a bracketed insertion may stand for.
const WILD_WORDS_MAX: usize = 12;

/// What one text is to the table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    Word(u64),
    Gap,
    /// Words in square brackets: an editor's, standing for any words or none.
    Wild,
}

#[derive(Debug, Default)]
struct Side {
    elements: Vec<Element>,
    /// The words of each element.
    words: Vec<Range<usize>>,
    /// Where a parenthesis begins: how many elements can be skipped.
    aside: Vec<usize>,
    /// All words.
    total: usize,
}

/// One step of the path: these words of the one text opposite those of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    pub(crate) ours: Range<usize>,
    pub(crate) theirs: Range<usize>,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// The same words.
    Match,
    /// One text begins or ends earlier or later.
    End,
    /// Opposite an ellipsis.
    Gap,
    /// Opposite a bracket.
    Wild,
    /// A parenthesis that the other text has not.
    Aside,
}

/// What a matched word is worth; a word opposite a bracket costs one, so that brackets stand for few.
const MATCHED: i32 = 32;
/// A bracket at the beginning rather stands for so many words than that these were cut.
const WORDS_BEFORE_A_CUT: usize = 6;
const UNREACHED: i32 = i32::MIN;

const START: u8 = 255;
const MATCH: u8 = 1;
const GAP_OURS: u8 = 2;
const GAP_THEIRS: u8 = 3;
const SKIP_THEIRS: u8 = 4;
const SKIP_OURS: u8 = 5;
const ASIDE_OURS: u8 = 6;
const ASIDE_THEIRS: u8 = 7;
const WILD_OURS: u8 = 16;
const WILD_THEIRS: u8 = 64;
const WILD_THEIRS_LAST: u8 = WILD_THEIRS + WILD_WORDS_MAX as u8;

/// The path of most matched words; none where there is no path, or where the texts are too long to tell.
pub(crate) fn path(ours: &Words, theirs: &Words) -> Option<Vec<Step>> {
    if let Some(run) = plain_run(ours, theirs) {
        return Some(run);
    }
    let (a, b) = (side(ours), side(theirs));
    let cells = (a.elements.len() + 1).checked_mul(b.elements.len() + 1)?;
    (cells <= CELLS_MAX).then(|| Table::fill(&a, &b).steps(&a, &b))?
}

/// The common case without a table: no ellipsis and no bracket in either, one text a run of the other.
fn plain_run(ours: &Words, theirs: &Words) -> Option<Vec<Step>> {
    let plain = |words: &Words| {
        !words.gap_first && words.words.iter().all(|word| !word.gap_after && word.bracket.is_none())
    };
    if !plain(ours) || !plain(theirs) || ours.len() == 0 || theirs.len() == 0 {
        return None;
    }
    let (a, b) = (ours.ids(), theirs.ids());
    let swapped = a.len() > b.len();
    let (short, long) = if swapped { (&b, &a) } else { (&a, &b) };
    let at = find(short, long)?;
    let all = 0..short.len();
    let run = at..at + short.len();
    let step = |kind, short: Range<usize>, long: Range<usize>| match swapped {
        true => Step { kind, ours: long, theirs: short },
        false => Step { kind, ours: short, theirs: long },
    };
    let mut steps = vec![
        step(StepKind::End, 0..0, 0..at),
        step(StepKind::Match, all.clone(), run.clone()),
        step(StepKind::End, all.end..all.end, run.end..long.len()),
    ];
    steps.retain(|step| !step.ours.is_empty() || !step.theirs.is_empty());
    Some(steps)
}

/// Where `short` stands in `long`, in time linear in both (Knuth, Morris, Pratt).
pub(crate) fn find(short: &[u64], long: &[u64]) -> Option<usize> {
    let mut border = vec![0_usize; short.len()];
    let mut matched = 0;
    for at in 1..short.len() {
        while matched > 0 && short[at] != short[matched] {
            matched = border[matched - 1];
        }
        matched += usize::from(short[at] == short[matched]);
        border[at] = matched;
    }
    matched = 0;
    for (at, word) in long.iter().enumerate() {
        while matched > 0 && *word != short[matched] {
            matched = border[matched - 1];
        }
        matched += usize::from(short.get(matched) == Some(word));
        if matched == short.len() {
            return Some(at + 1 - matched);
        }
    }
    None
}

fn side(text: &Words) -> Side {
    let mut side = Side::default();
    let push = |side: &mut Side, element, words: Range<usize>| {
        side.elements.push(element);
        side.words.push(words);
        side.aside.push(0);
    };
    if text.gap_first {
        push(&mut side, Element::Gap, 0..0);
    }
    for group in text.words.chunk_by(|one, next| one.bracket == next.bracket) {
        let (first, at) = (side.elements.len(), side.total);
        side.total += group.len();
        match group[0].bracket {
            Some(Bracket::Square(_)) => {
                push(&mut side, Element::Wild, at..at + group.len());
                if group[group.len() - 1].gap_after {
                    let end = side.total;
                    push(&mut side, Element::Gap, end..end);
                }
            }
            bracket => {
                for (word, at) in group.iter().zip(at..) {
                    push(&mut side, Element::Word(word.id), at..at + 1);
                    if word.gap_after {
                        push(&mut side, Element::Gap, at + 1..at + 1);
                    }
                }
                if bracket.is_some() {
                    side.aside[first] = side.elements.len() - first;
                }
            }
        }
    }
    side
}

struct Table {
    width: usize,
    best: Vec<i32>,
    from: Vec<u8>,
}

impl Table {
    fn fill(a: &Side, b: &Side) -> Table {
        let (n, m) = (a.elements.len(), b.elements.len());
        let width = m + 1;
        let mut table =
            Table { width, best: vec![UNREACHED; (n + 1) * width], from: vec![0; (n + 1) * width] };
        for i in 0..=n {
            for j in 0..=m {
                if i == 0 || j == 0 {
                    table.offer(i, j, -((i + j).min(WORDS_BEFORE_A_CUT) as i32), START);
                }
                let best = table.best[i * width + j];
                if best > UNREACHED {
                    table.go_on(a, b, (i, j), best);
                }
            }
        }
        table
    }

    fn offer(&mut self, i: usize, j: usize, score: i32, from: u8) {
        let at = i * self.width + j;
        if score > self.best[at] {
            self.best[at] = score;
            self.from[at] = from;
        }
    }

    /// Every step that leads on from a cell.
    fn go_on(&mut self, a: &Side, b: &Side, (i, j): (usize, usize), best: i32) {
        let (ours, theirs) = (a.elements.get(i), b.elements.get(j));
        if let (Some(Element::Word(x)), Some(Element::Word(y))) = (ours, theirs)
            && x == y
        {
            self.offer(i + 1, j + 1, best + MATCHED, MATCH);
        }
        if ours == Some(&Element::Gap) {
            self.offer(i + 1, j, best, GAP_OURS);
        }
        if theirs == Some(&Element::Gap) {
            self.offer(i, j + 1, best, GAP_THEIRS);
        }
        if theirs.is_some() && i > 0 && a.elements[i - 1] == Element::Gap {
            self.offer(i, j + 1, best, SKIP_THEIRS);
        }
        if ours.is_some() && j > 0 && b.elements[j - 1] == Element::Gap {
            self.offer(i + 1, j, best, SKIP_OURS);
        }
        if ours == Some(&Element::Wild) {
            for k in 0..=WILD_WORDS_MAX.min(b.elements.len() - j) {
                self.offer(i + 1, j + k, best - k as i32, WILD_OURS + k as u8);
            }
        }
        if theirs == Some(&Element::Wild) {
            for k in 0..=WILD_WORDS_MAX.min(a.elements.len() - i) {
                self.offer(i + k, j + 1, best - k as i32, WILD_THEIRS + k as u8);
            }
        }
        if let Some(skip) = a.aside.get(i).copied().filter(|skip| *skip > 0 && i + skip <= a.elements.len()) {
            self.offer(i + skip, j, best, ASIDE_OURS);
        }
        if let Some(skip) = b.aside.get(j).copied().filter(|skip| *skip > 0 && j + skip <= b.elements.len()) {
            self.offer(i, j + skip, best, ASIDE_THEIRS);
        }
    }

    /// The path back from the best cell of the last row and column.
    fn steps(&self, a: &Side, b: &Side) -> Option<Vec<Step>> {
        let (n, m) = (a.elements.len(), b.elements.len());
        let ends = (0..=m).map(|j| (n, j)).chain((0..n).map(|i| (i, m)));
        // Of equal ends the one that leaves out least.
        let key = |&(i, j): &(usize, usize)| (self.best[i * self.width + j], i + j);
        let (mut i, mut j) = ends.max_by_key(key)?;
        if self.best[i * self.width + j] <= 0 {
            return None;
        }
        let words = |side: &Side, range: Range<usize>| match side.words.get(range.clone()) {
            Some([first, .., last]) => first.start..last.end,
            Some([only]) => only.clone(),
            _ => {
                let at = side.words.get(range.start).map_or(side.total, |words| words.start);
                at..at
            }
        };
        let step =
            |kind, i: Range<usize>, j: Range<usize>| Step { kind, ours: words(a, i), theirs: words(b, j) };
        let mut steps = vec![step(StepKind::End, i..n, j..m)];
        loop {
            let (pi, pj, kind) = match self.from[i * self.width + j] {
                MATCH => (i - 1, j - 1, StepKind::Match),
                GAP_OURS | SKIP_OURS => (i - 1, j, StepKind::Gap),
                GAP_THEIRS | SKIP_THEIRS => (i, j - 1, StepKind::Gap),
                ASIDE_OURS => (aside_start(a, i, |p| self.is_aside(p, j)), j, StepKind::Aside),
                ASIDE_THEIRS => (i, aside_start(b, j, |p| self.is_aside(i, p)), StepKind::Aside),
                k @ WILD_OURS..WILD_THEIRS => (i - 1, j - usize::from(k - WILD_OURS), StepKind::Wild),
                k @ WILD_THEIRS..=WILD_THEIRS_LAST => {
                    (i - usize::from(k - WILD_THEIRS), j - 1, StepKind::Wild)
                }
                _ => break,
            };
            steps.push(step(kind, pi..i, pj..j));
            (i, j) = (pi, pj);
        }
        steps.push(step(StepKind::End, 0..i, 0..j));
        steps.retain(|step| !step.ours.is_empty() || !step.theirs.is_empty());
        steps.reverse();
        Some(merged(steps))
    }

    fn is_aside(&self, i: usize, j: usize) -> bool {
        self.best[i * self.width + j] > UNREACHED
    }
}

/// Where the parenthesis that ends before element `end` begins.
fn aside_start(side: &Side, end: usize, reached: impl Fn(usize) -> bool) -> usize {
    (0..end)
        .rev()
        .find(|start| side.aside[*start] > 0 && start + side.aside[*start] == end && reached(*start))
        .unwrap_or(0)
}

/// Steps of one kind in a row become one.
fn merged(steps: Vec<Step>) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for step in steps {
        match out.last_mut() {
            Some(last)
                if last.kind == step.kind
                    && joins(&last.ours, &step.ours)
                    && joins(&last.theirs, &step.theirs) =>
            {
                last.ours = join(&last.ours, &step.ours);
                last.theirs = join(&last.theirs, &step.theirs);
            }
            _ => out.push(step),
        }
    }
    out
}

fn joins(first: &Range<usize>, second: &Range<usize>) -> bool {
    first.is_empty() || second.is_empty() || first.end == second.start
}

fn join(first: &Range<usize>, second: &Range<usize>) -> Range<usize> {
    if first.is_empty() {
        second.clone()
    } else if second.is_empty() {
        first.clone()
    } else {
        first.start..second.end
    }
}
