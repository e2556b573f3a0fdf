//! The loops between the matrix products, compiled for the widest instructions that the machine has.
//!
//! Each operation is plain Rust in a `SimdOp`: rten-simd looks at the machine once and runs the copy of the loop that
//! the compiler vectorised for it, so no unsafe code stands here. Sums and extremes are kept in `LANES` parts, since
//! the compiler may not reorder floating point by itself.

use rten_simd::{Isa, SimdOp};
use rten_vecmath::{MinMax, Sum, SumSquareSub};

const LANES: usize = 16;
/// Adding and subtracting 1.5 · 2^23 rounds to the nearest whole number, which then stands in the low bits.
const ROUND: f32 = 12_582_912.0;

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
    fn eval<I: Isa>(self, isa: I) -> RowScale {
        let (low, high) = MinMax::new(self.row).eval(isa);
        let (low, high) = (low.min(0.0), high.max(0.0));
        let scale = ((high - low) / self.levels).clamp(f32::MIN_POSITIVE, f32::MAX);
        let (inverse, levels) = (1.0 / scale, self.levels);
        let zero = (-low * inverse + ROUND) - ROUND;
        for (o, t) in self.out.iter_mut().zip(self.row) {
            let step = t * inverse + zero;
            let step = if step < 0.0 { 0.0 } else { step };
            let step = if step > levels { levels } else { step };
            *o = (step + ROUND).to_bits() as u8;
        }
        RowScale { scale, zero }
    }
}

/// Turns a row of whole-number sums back into numbers.
pub(crate) struct Restore<'a> {
    pub(crate) sums: &'a [i32],
    pub(crate) row: RowScale,
    /// Per column: the weights' step, the sum of the column's weights, the bias.
    pub(crate) scale: &'a [f32],
    pub(crate) column_sum: &'a [f32],
    pub(crate) bias: &'a [f32],
    pub(crate) out: &'a mut [f32],
}

impl SimdOp for Restore<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let n = self.out.len();
        let (sums, scale) = (&self.sums[..n], &self.scale[..n]);
        let (column_sum, bias) = (&self.column_sum[..n], &self.bias[..n]);
        for k in 0..n {
            let sum = sums[k] as f32 - self.row.zero * column_sum[k];
            self.out[k] = sum * (self.row.scale * scale[k]) + bias[k];
        }
    }
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
    fn eval<I: Isa>(self, isa: I) {
        let n = self.row.len();
        let mean = Sum::new(self.row).eval(isa) / n as f32;
        let variance = SumSquareSub::new(self.row, mean).eval(isa) / n as f32;
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
