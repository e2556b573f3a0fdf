//! Attention in 8 bits, for machines that multiply these in fours: queries and keys in steps row by row, shares in steps of
//! the largest of their row, values in steps column by column.

use archmage::X64V4xToken;
use rten_simd::{Isa, SimdOp};

use crate::attention::Sequence;
use crate::linear::{Room, Rows, TILE};
use crate::panels::{COLUMNS, Line, Panels, STEP};
use crate::vector::{Columns, ROUND, RowScale, exponentials, map_fold, quantise};

/// Buffers that attention uses again and again.
#[derive(Debug)]
pub(crate) struct Scratch {
    queries: Vec<u8>,
    rows: Vec<RowScale>,
    key_steps: Vec<i8>,
    keys: Panels,
    values: Panels,
    scale: Vec<f32>,
    sum: Vec<f32>,
    zeros: Vec<f32>,
    shares: Vec<u8>,
    factors: Vec<RowScale>,
}

/// [`Sequence::attend`] in 8 bits. Scores are held for [`TILE`] rows at a time: with their shares they stay in the second cache.
pub(crate) fn attend(sequence: Sequence<'_>, cpu: X64V4xToken, context: &mut Rows, room: &mut Room) {
    let (n, d, width) = (sequence.len, sequence.depth(), context.width);
    let wide = n.next_multiple_of(COLUMNS);
    let mut scores = room.take(TILE.min(n), wide);
    let mut scratch = room.attention.take().unwrap_or_else(|| Scratch::new(cpu));
    scratch.size(n, d);
    for head in 0..sequence.heads {
        scratch.take_in(sequence, head);
        let Scratch { queries, rows, keys, values, scale, sum, zeros, shares, factors, .. } = &mut scratch;
        let looked_for = Columns { scale: &scale[..wide], sum: &sum[..wide], bias: &zeros[..wide] };
        let told = Columns { scale: &scale[wide..], sum: &zeros[..d], bias: &zeros[..d] };
        for (tile, (queries, rows)) in queries.chunks(TILE * d).zip(rows.chunks(TILE)).enumerate() {
            let scores = &mut scores.data[..rows.len() * wide];
            keys.apply(queries, rows, looked_for, scores, wide);
            let inner = n.next_multiple_of(STEP);
            let shares = &mut shares[..rows.len() * inner];
            ShareSteps { scores, wide, n, out: shares, factors, levels: values.levels }.dispatch();
            let first = sequence.at + tile * TILE;
            let out = &mut context.data[first * width..][..rows.len() * width][head * d..];
            values.apply(shares, factors, told, out, width);
        }
    }
    room.attention = Some(scratch);
    room.give(scores);
}

impl Scratch {
    fn new(cpu: X64V4xToken) -> Scratch {
        Scratch {
            queries: Vec::new(),
            rows: Vec::new(),
            key_steps: Vec::new(),
            keys: Panels::empty(cpu),
            values: Panels::empty(cpu),
            scale: Vec::new(),
            sum: Vec::new(),
            zeros: Vec::new(),
            shares: Vec::new(),
            factors: Vec::new(),
        }
    }

    /// Makes the buffers fit `n` rows of `d` numbers.
    fn size(&mut self, n: usize, d: usize) {
        let wide = n.next_multiple_of(COLUMNS);
        self.queries.resize(n * d, 0);
        self.key_steps.resize(n * d, 0);
        self.rows.resize(n, RowScale::default());
        self.scale.resize(wide + d, 0.0);
        self.sum.resize(wide, 0.0);
        self.zeros.resize(wide.max(d), 0.0);
        self.shares.resize(TILE.min(n) * n.next_multiple_of(STEP), 0);
    }

    /// A head's queries, keys and values in steps.
    fn take_in(&mut self, sequence: Sequence<'_>, head: usize) {
        let Scratch { queries, rows, key_steps, keys, values, scale, sum, .. } = self;
        let (n, d, stride) = (sequence.len, sequence.depth(), sequence.qkv.width);
        let (of_keys, of_values) = scale.split_at_mut(n.next_multiple_of(COLUMNS));
        let [query, key, value] =
            [0, 1, 2].map(|block| Part { from: sequence.part(block, head), stride, n, width: d });
        QuerySteps { part: query, out: queries, rows, levels: keys.levels }.dispatch();
        KeySteps { part: key, out: key_steps, scale: of_keys, sum }.dispatch();
        keys.fill_rows(key_steps, d);
        ValueLines { part: value, lines: values.reset(n, d), scale: of_values }.dispatch();
    }
}

/// A head's queries, keys or values: `n` rows of `width` numbers, whole panels of them, `stride` after each other.
#[derive(Clone, Copy)]
struct Part<'a> {
    from: &'a [f32],
    stride: usize,
    n: usize,
    width: usize,
}

impl<'a> Part<'a> {
    #[inline(always)]
    fn rows(self) -> impl Iterator<Item = &'a [f32]> {
        self.from.chunks(self.stride).take(self.n).map(move |row| &row[..self.width])
    }
}

/// [`crate::vector::Quantise`] for each row.
struct QuerySteps<'a> {
    part: Part<'a>,
    out: &'a mut [u8],
    rows: &'a mut [RowScale],
    levels: f32,
}

impl SimdOp for QuerySteps<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let rows = self.part.rows().zip(self.out.chunks_exact_mut(self.part.width));
        for ((from, out), row) in rows.zip(self.rows) {
            *row = quantise(from, out, self.levels);
        }
    }
}

/// Rows in signed steps, up to 127 either way, with the scale of each and the sum of its steps.
struct KeySteps<'a> {
    part: Part<'a>,
    out: &'a mut [i8],
    scale: &'a mut [f32],
    sum: &'a mut [f32],
}

impl SimdOp for KeySteps<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let rows = self.part.rows().zip(self.out.chunks_exact_mut(self.part.width));
        for (((from, out), scale), sum) in rows.zip(self.scale).zip(self.sum) {
            *scale = signed_scale(map_fold(from, 0.0, f32::abs, |a, b| if b > a { b } else { a }));
            let inverse = 1.0 / *scale;
            for (o, x) in out.iter_mut().zip(from) {
                *o = signed_step(*x, inverse) as i8;
            }
            *sum = out.iter().map(|&step| i32::from(step)).sum::<i32>() as f32;
        }
    }
}

/// The step of numbers up to `largest` either way.
#[inline(always)]
fn signed_scale(largest: f32) -> f32 {
    (largest / 127.0).clamp(f32::MIN_POSITIVE, f32::MAX)
}

/// The nearest step, in the low eight bits.
#[inline(always)]
fn signed_step(x: f32, inverse: f32) -> u32 {
    let step = x * inverse;
    let step = if step > 127.0 { 127.0 } else { step };
    let step = if step < -127.0 { -127.0 } else { step };
    (step + ROUND).to_bits()
}

/// Rows of values as the lines of panels that have a column for each number of a row and an input for each row.
struct ValueLines<'a> {
    part: Part<'a>,
    lines: &'a mut [Line],
    /// A scale for each column.
    scale: &'a mut [f32],
}

impl SimdOp for ValueLines<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let Part { from, stride, n, width } = self.part;
        let groups = n.div_ceil(STEP).max(1);
        let panels = self.lines.chunks_exact_mut(groups).zip(self.scale.chunks_exact_mut(COLUMNS));
        for ((lines, scale), at) in panels.zip((0..width).step_by(COLUMNS)) {
            let row = |k: usize| -> [f32; COLUMNS] {
                let row = from.get(k * stride + at..).and_then(|row| row.first_chunk());
                row.copied().filter(|_| k < n).unwrap_or_default()
            };
            let mut largest = [0.0f32; COLUMNS];
            for k in 0..n {
                let row = row(k);
                for c in 0..COLUMNS {
                    let x = row[c].abs();
                    largest[c] = if x > largest[c] { x } else { largest[c] };
                }
            }
            let mut inverse = [0.0; COLUMNS];
            for c in 0..COLUMNS {
                scale[c] = signed_scale(largest[c]);
                inverse[c] = 1.0 / scale[c];
            }
            for (k, line) in lines.iter_mut().enumerate() {
                let rows: [[f32; COLUMNS]; STEP] = [0, 1, 2, 3].map(|four| row(k * STEP + four));
                for c in 0..COLUMNS {
                    let step = |four: usize| (signed_step(rows[four][c], inverse[c]) & 0xff) << (8 * four);
                    line.0[c] = step(0) | step(1) | step(2) | step(3);
                }
            }
        }
    }
}

/// Rows of scores, `wide` apart, the first `n` of each looked at, to shares in steps of the largest: `levels` of them. What
/// makes shares of a row's steps is its entry in `factors`. A row of `out` is as long as its number of shares.
struct ShareSteps<'a> {
    scores: &'a mut [f32],
    wide: usize,
    n: usize,
    out: &'a mut [u8],
    factors: &'a mut Vec<RowScale>,
    levels: f32,
}

impl SimdOp for ShareSteps<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        self.factors.clear();
        let count = self.scores.len() / self.wide.max(1);
        let width = self.out.len() / count.max(1);
        for (scores, out) in self.scores.chunks_mut(self.wide).zip(self.out.chunks_mut(width)) {
            let (own, rest) = out.split_at_mut(self.n);
            let scores = &mut scores[..self.n];
            exponentials(isa, scores);
            for (o, x) in own.iter_mut().zip(&*scores) {
                *o = (x * self.levels + ROUND).to_bits() as u8;
            }
            rest.fill(0);
            let sum: u32 = own.iter().map(|&step| u32::from(step)).sum();
            self.factors.push(RowScale { scale: 1.0 / sum.max(1) as f32, zero: 0.0 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::Kernels;
    use crate::panels::Cpu;

    /// What attention in floats makes of the same rows, within what 8 bits may lose.
    #[test]
    fn mixtures_are_near_those_in_floats() {
        for (n, heads, width) in [(1, 12, 384), (7, 4, 192), (113, 12, 384), (230, 4, 192)] {
            let wave = |k: usize| (k as f32 * 0.37).sin() * 2.0 + (k as f32 * 0.011).cos();
            let qkv = Rows { width: 3 * width, data: (0..(n + 2) * 3 * width).map(wave).collect() };
            let sequence = Sequence { qkv: &qkv, at: 2, len: n, heads };
            let (kernels, mut room) = (Kernels::new(), Room::default());
            let Some(Cpu::Vnni(cpu)) = kernels.cpu else { return };
            let (mut exact, mut got) = (Rows::zeros(n + 2, width), Rows::zeros(n + 2, width));
            sequence.attend_in_floats(&mut exact, &kernels, &mut room);
            attend(sequence, cpu, &mut got, &mut room);
            let square = |x: f32| x * x;
            let lost: f32 = exact.data.iter().zip(&got.data).map(|(a, b)| square(a - b)).sum();
            let all: f32 = exact.data.iter().copied().map(square).sum();
            assert!(lost / all < 0.0004, "{n} rows: {}", (lost / all).sqrt());
        }
    }
}
