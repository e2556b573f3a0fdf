//! The loops between the matrix products, compiled for the widest instructions that the machine has.
//!
//! Each operation is plain Rust in a `SimdOp`: rten-simd looks at the machine once and runs the copy of the loop that
//! the compiler vectorised for it, so no unsafe code stands here. Sums and extremes are kept in `LANES` parts, since
//! the compiler may not reorder floating point by itself.

use std::ops::Range;

use rten_simd::functional::simd_map;
use rten_simd::ops::{BitOps, IntOps, NumOps};
use rten_simd::{Isa, Simd, SimdOp};

const LANES: usize = 16;
/// Adding and subtracting 1.5 · 2^23 rounds to the nearest whole number, which then stands in the low bits.
pub(crate) const ROUND: f32 = 12_582_912.0;

/// A row folded in `LANES` parts. A library's folds were not always inlined into the loop that called them, and outside of
/// it they run without the machine's wide instructions.
#[inline(always)]
fn fold(row: &[f32], start: f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    map_fold(row, start, |x| x, join)
}

#[inline(always)]
pub(crate) fn map_fold(
    row: &[f32],
    start: f32,
    of: impl Fn(f32) -> f32,
    join: impl Fn(f32, f32) -> f32,
) -> f32 {
    let mut parts = [start; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for k in 0..LANES {
            parts[k] = join(parts[k], of(chunk[k]));
        }
    }
    for (part, &x) in parts.iter_mut().zip(rest) {
        *part = join(*part, of(x));
    }
    let mut all = parts[0];
    for part in &parts[1..] {
        all = join(all, *part);
    }
    all
}

/// One row of activations in 8 bits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowScale {
    /// A step in the row's own units.
    pub(crate) scale: f32,
    /// The step that means zero.
    pub(crate) zero: f32,
}

/// Quantises a row to `0..=levels`.
pub(crate) struct Quantise<'a> {
    pub(crate) row: &'a [f32],
    pub(crate) out: &'a mut [u8],
    pub(crate) levels: f32,
}

impl SimdOp for Quantise<'_> {
    type Output = RowScale;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> RowScale {
        quantise(self.row, self.out, self.levels)
    }
}

/// [`Quantise`] inside of whatever loop calls it.
#[inline(always)]
pub(crate) fn quantise(row: &[f32], out: &mut [u8], levels: f32) -> RowScale {
    let low = fold(row, 0.0, |a, b| if b < a { b } else { a });
    let high = fold(row, 0.0, |a, b| if b > a { b } else { a });
    let scale = ((high - low) / levels).clamp(f32::MIN_POSITIVE, f32::MAX);
    let inverse = 1.0 / scale;
    let zero = (-low * inverse + ROUND) - ROUND;
    for (o, t) in out.iter_mut().zip(row) {
        let step = t * inverse + zero;
        let step = if step < 0.0 { 0.0 } else { step };
        let step = if step > levels { levels } else { step };
        *o = (step + ROUND).to_bits() as u8;
    }
    RowScale { scale, zero }
}

/// What makes numbers of a product's sums, one entry a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<'a> {
    /// The weights' step.
    pub(crate) scale: &'a [f32],
    /// The sum of the column's weights, in steps.
    pub(crate) sum: &'a [f32],
    pub(crate) bias: &'a [f32],
}

impl<'a> Columns<'a> {
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "our own products are x86's"))]
    #[inline(always)]
    pub(crate) fn part(self, columns: Range<usize>) -> Columns<'a> {
        let Columns { scale, sum, bias } = self;
        Columns { scale: &scale[columns.clone()], sum: &sum[columns.clone()], bias: &bias[columns] }
    }
}

/// Turns a row of whole-number sums back into numbers.
pub(crate) struct Restore<'a> {
    pub(crate) sums: &'a [i32],
    pub(crate) row: RowScale,
    pub(crate) columns: Columns<'a>,
    pub(crate) out: &'a mut [f32],
}

impl SimdOp for Restore<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        restore(self.sums, self.row, self.columns, self.out);
    }
}

/// [`Restore`] inside of whatever loop calls it.
#[inline(always)]
pub(crate) fn restore(sums: &[i32], row: RowScale, columns: Columns<'_>, out: &mut [f32]) {
    let n = out.len();
    let (sums, scale) = (&sums[..n], &columns.scale[..n]);
    let (column_sum, bias) = (&columns.sum[..n], &columns.bias[..n]);
    for k in 0..n {
        let sum = sums[k] as f32 - row.zero * column_sum[k];
        out[k] = sum * (row.scale * scale[k]) + bias[k];
    }
}

/// A row of scores to `exp(score - the largest)`; gives 1 over their sum, which makes them shares.
pub(crate) struct Shares<'a>(pub(crate) &'a mut [f32]);

impl SimdOp for Shares<'_> {
    type Output = f32;

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) -> f32 {
        exponentials(isa, self.0);
        1.0 / fold(self.0, 0.0, |a, b| a + b)
    }
}

/// A row to `exp(x - the largest)`, within 4e-6 of the exact ones: 2 to the nearest whole power, and the rest as the first
/// terms of the series of 2^f, |f| at most a half.
#[inline(always)]
pub(crate) fn exponentials<I: Isa>(isa: I, row: &mut [f32]) {
    /// Smaller powers of two are no normal numbers.
    const LOW: f32 = -126.0;
    const SERIES: [f32; 6] = [1.0, 6.931_472e-1, 2.402_265e-1, 5.550_411e-2, 9.618_129e-3, 1.333_356e-3];
    let (ops, bits) = (isa.f32(), isa.i32());
    let top = fold(row, f32::MIN, |a, b| if b > a { b } else { a });
    let (log2_e, top) = (ops.splat(std::f32::consts::LOG2_E), ops.splat(top));
    let (low, round) = (ops.splat(LOW), ops.splat(ROUND));
    let series = SERIES.map(|x| ops.splat(x));
    simd_map(
        ops,
        row,
        #[inline(always)]
        |x| {
            let t = ops.max(ops.mul(ops.sub(x, top), log2_e), low);
            let whole = ops.add(t, round);
            let f = ops.sub(t, ops.sub(whole, round));
            let mut p = series[5];
            for k in (0..5).rev() {
                p = ops.mul_add(p, f, series[k]);
            }
            let power = bits.shift_left::<23>(whole.reinterpret_cast());
            bits.add(p.reinterpret_cast(), power).reinterpret_cast()
        },
    );
}

/// GELU in place, within 0.0011 of the exact one, which is under the step of the 8 bits it is rounded to next:
/// the normal distribution as an odd polynomial (least maximum error of x times it), flat beyond 3.4.
pub(crate) struct Gelu<'a>(pub(crate) &'a mut [f32]);

impl SimdOp for Gelu<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        const FLAT: f32 = 3.4;
        for x in self.0 {
            let c = if *x > FLAT { FLAT } else { *x };
            let c = if c < -FLAT { -FLAT } else { c };
            let s = c * c;
            let p = 1.055_601_8e-5 * s - 4.151_256_3e-4;
            let p = p * s + 6.711_777_6e-3;
            let p = p * s - 5.980_712e-2;
            let p = p * s + 3.942_787_4e-1;
            let half = p * c;
            let half = if half > 0.5 { 0.5 } else { half };
            let half = if half < -0.5 { -0.5 } else { half };
            *x *= 0.5 + half;
        }
    }
}

/// `out = x W + b` for one row in full precision, `weight` holding a row an output.
pub(crate) struct Dense<'a> {
    pub(crate) row: &'a [f32],
    pub(crate) weight: &'a [f32],
    pub(crate) bias: &'a [f32],
    pub(crate) out: &'a mut [f32],
}

impl SimdOp for Dense<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        for ((y, w), b) in self.out.iter_mut().zip(self.weight.chunks(self.row.len())).zip(self.bias) {
            let mut sums = [0.0f32; LANES];
            let ((xs, x_rest), (ws, w_rest)) = (self.row.as_chunks::<LANES>(), w.as_chunks::<LANES>());
            for (x, w) in xs.iter().zip(ws) {
                for k in 0..LANES {
                    sums[k] += x[k] * w[k];
                }
            }
            let rest: f32 = x_rest.iter().zip(w_rest).map(|(x, w)| x * w).sum();
            *y = sums.iter().sum::<f32>() + rest + b;
        }
    }
}

/// Brings a row to mean 0 and variance 1, then scales and shifts it.
pub(crate) struct LayerNorm<'a> {
    pub(crate) row: &'a mut [f32],
    pub(crate) weight: &'a [f32],
    pub(crate) bias: &'a [f32],
    pub(crate) epsilon: f32,
}

impl SimdOp for LayerNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let n = self.row.len();
        let mean = fold(self.row, 0.0, |a, b| a + b) / n as f32;
        let squares = map_fold(self.row, 0.0, |x| (x - mean) * (x - mean), |a, b| a + b);
        let variance = squares / n as f32;
        let factor = 1.0 / (variance + self.epsilon).sqrt();
        let (weight, bias) = (&self.weight[..n], &self.bias[..n]);
        for k in 0..n {
            self.row[k] = (self.row[k] - mean) * factor * weight[k] + bias[k];
        }
    }
}

/// `row += other`
pub(crate) struct Add<'a> {
    pub(crate) row: &'a mut [f32],
    pub(crate) other: &'a [f32],
}

impl SimdOp for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        for (x, y) in self.row.iter_mut().zip(self.other) {
            *x += y;
        }
    }
}

/// `row += steps * scale`: a row of an 8-bit table.
pub(crate) struct AddSteps<'a> {
    pub(crate) row: &'a mut [f32],
    pub(crate) steps: &'a [i8],
    pub(crate) scale: f32,
}

impl SimdOp for AddSteps<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        for (x, &s) in self.row.iter_mut().zip(self.steps) {
            *x += f32::from(s) * self.scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantised_row_comes_back_within_half_a_step() {
        let row: Vec<f32> = (0..37).map(|k| (k as f32 * 0.7).sin() * 3.0 + 0.4).collect();
        let mut out = vec![0; 37];
        let got = Quantise { row: &row, out: &mut out, levels: 255.0 }.dispatch();
        for (x, o) in row.iter().zip(&out) {
            assert!((x - (f32::from(*o) - got.zero) * got.scale).abs() <= got.scale * 0.51, "{x} {o}");
        }
    }

    #[test]
    fn odd_rows_are_quantised_without_a_panic() {
        for row in [[0.0f32; 3], [f32::MAX, -f32::MAX, 0.0], [f32::NAN, 1.0, 2.0]] {
            let mut out = [0; 3];
            let got = Quantise { row: &row, out: &mut out, levels: 127.0 }.dispatch();
            assert!(got.scale > 0.0);
        }
    }

    #[test]
    fn shares_are_those_of_the_exponential() {
        let scores: Vec<f32> = (0..45).map(|k| (k as f32 * 1.3).sin() * 20.0).collect();
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let exact: Vec<f64> = scores.iter().map(|&x| f64::from(x - top).exp()).collect();
        let sum: f64 = exact.iter().sum();
        let mut row = scores;
        let factor = Shares(&mut row).dispatch();
        for (x, exact) in row.iter().zip(exact) {
            let (got, exact) = (f64::from(x * factor), exact / sum);
            assert!((got - exact).abs() <= exact * 2e-5, "{got} for {exact}");
        }
    }

    #[test]
    fn odd_scores_have_shares() {
        for mut row in [vec![0.0], vec![-1e30, 0.0, 1e30], vec![f32::NEG_INFINITY, 1.0]] {
            let factor = Shares(&mut row).dispatch();
            let sum: f32 = row.iter().map(|x| x * factor).sum();
            assert!((sum - 1.0).abs() < 1e-4, "{row:?}");
        }
    }

    #[test]
    fn gelu_is_near_the_exact_one() {
        // x Φ(x), Φ from a table of the normal distribution.
        let table =
            [(0.0, 0.0), (1.0, 0.841_345), (-1.0, -0.158_655), (2.0, 1.954_5), (-3.0, -0.004_05), (9.0, 9.0)];
        for (x, exact) in table {
            let mut row = [x];
            Gelu(&mut row).dispatch();
            assert!((row[0] - exact).abs() < 0.0012, "{x}: {} for {exact}", row[0]);
        }
    }

    #[test]
    fn layer_norm_has_mean_and_variance() {
        let mut row: Vec<f32> = (0..40).map(|k| k as f32).collect();
        LayerNorm { row: &mut row, weight: &[1.0; 40], bias: &[0.5; 40], epsilon: 0.0 }.dispatch();
        let mean = row.iter().sum::<f32>() / 40.0;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / 40.0;
        assert!((mean - 0.5).abs() < 1e-5 && (variance - 1.0).abs() < 1e-4);
    }
}
