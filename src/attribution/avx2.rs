//! The product for machines with AVX2 and no instruction of their own for sums of 8-bit products.
//!
//! AVX2 multiplies 8-bit numbers in pairs, whose sums it keeps in 16 bits (`vpmaddubsw`); a second multiplication widens
//! these. General kernels do both for every pair, since 16 bits may not hold more. Here four pairs are added before they
//! are widened, five multiplications for eight, and no sum can leave its 16 bits: weights are rounded to fewer steps, and
//! activations take no more than the largest sum of eight weights allows.

use archmage::prelude::*;

use crate::panels::{COLUMNS, Line, Product, STEP};
use crate::vector::restore;

/// Inputs that are summed up in 16 bits: two for each pair, four pairs, and two halves that widening adds.
pub(crate) const GROUP: usize = 16;
/// Lines of a group.
const FOUR: usize = GROUP / STEP;
/// Largest weight in the files.
const FINE: i32 = 127;
/// Largest weight here. Finer weights leave activations fewer steps; of 31 to 63 this one kept the states of five articles
/// nearest to the exact ones (error 0.065 of their spread; 0.049 with full weights and 127 steps, 0.028 with 255).
const COARSE: i32 = 45;
/// What a file's scales are multiplied with once its weights are coarse.
pub(crate) const WIDER: f32 = FINE as f32 / COARSE as f32;

/// A weight of a file, in coarse steps.
pub(crate) fn coarse(step: i8) -> i8 {
    let scaled = i32::from(step) * COARSE;
    ((scaled + scaled.signum() * FINE / 2) / FINE) as i8
}

/// Steps that an activation may take beside these coarse weights.
pub(crate) fn levels(steps: &[i8]) -> f32 {
    let bound = steps.chunks_exact(GROUP).map(largest_sum).max().unwrap_or(0).max(1);
    (i32::from(i16::MAX) / bound).min(i32::from(u8::MAX)) as f32
}

/// The largest sum, up or down, that a step of activation can give in one lane of 16 bits.
fn largest_sum(group: &[i8]) -> i32 {
    let lane = |odd: usize, sign: i32| -> i32 {
        let here = group.iter().enumerate().filter(|(k, _)| k / 2 % 2 == odd);
        here.map(|(_, &w)| (sign * i32::from(w)).max(0)).sum()
    };
    [lane(0, 1), lane(1, 1), lane(0, -1), lane(1, -1)].into_iter().max().unwrap_or(0)
}

/// The product; see [`crate::panels::Panels::apply`].
#[arcane]
pub(crate) fn apply(cpu: X64V3Token, product: Product<'_>) {
    let Product { lines, inputs, steps, rows, columns, out, stride } = product;
    for (p, panel) in lines.chunks_exact((inputs / STEP).max(1)).enumerate() {
        let at = p * COLUMNS;
        let columns = columns.part(at..at + COLUMNS);
        let pairs = steps.chunks(2 * inputs).zip(rows.chunks(2)).zip(out.chunks_mut(2 * stride));
        for ((steps, rows), out) in pairs {
            let (first, second) = steps.split_at(inputs);
            // A last row without a neighbour is its own.
            let second = if second.is_empty() { first } else { second };
            let sums = two_rows(cpu, [first.as_chunks().0, second.as_chunks().0], panel.as_chunks().0);
            for ((sums, row), out) in sums.iter().zip(rows).zip(out.chunks_mut(stride)) {
                let sums: [i32; COLUMNS] = bytemuck::cast(*sums);
                restore(&sums, *row, columns, &mut out[at..at + COLUMNS]);
            }
        }
    }
}

/// The sums of two rows with a panel's sixteen columns. Counted loops over arrays are unrolled into registers here; iterators
/// were not.
#[rite]
fn two_rows(_: X64V3Token, rows: [&[[u8; STEP]]; 2], panel: &[[Line; FOUR]]) -> [[__m256i; 2]; 2] {
    let (zero, ones) = (_mm256_setzero_si256(), _mm256_set1_epi16(1));
    let mut sums = [[zero; 2]; 2];
    let rows = rows.map(|row| &row.as_chunks::<FOUR>().0[..panel.len()]);
    for (k, weights) in panel.iter().enumerate() {
        let mut short = [[zero; 2]; 2];
        for four in 0..FOUR {
            let weights: [__m256i; 2] = bytemuck::cast(weights[four].0);
            for row in 0..2 {
                let steps = _mm256_set1_epi32(i32::from_ne_bytes(rows[row][k][four]));
                for half in 0..2 {
                    let pairs = _mm256_maddubs_epi16(steps, weights[half]);
                    short[row][half] =
                        if four == 0 { pairs } else { _mm256_add_epi16(short[row][half], pairs) };
                }
            }
        }
        for row in 0..2 {
            for half in 0..2 {
                let wide = _mm256_madd_epi16(short[row][half], ones);
                sums[row][half] = _mm256_add_epi32(sums[row][half], wide);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarse_weights_are_the_nearest() {
        assert_eq!([-127, -64, -2, -1, 0, 1, 2, 3, 127].map(coarse), [-45, -23, -1, 0, 0, 0, 1, 1, 45]);
    }
}
