//! Products in 8 bits for machines with AVX2 and no instruction of their own for them.
//!
//! AVX2 multiplies 8-bit numbers in pairs, whose sums it keeps in 16 bits (`vpmaddubsw`); a second multiplication widens
//! these. General kernels do both for every pair, since 16 bits may not hold more. Here four pairs are added before they
//! are widened, five multiplications for eight, and no sum can leave its 16 bits: weights are rounded to fewer steps, and
//! activations take no more than the largest sum of eight weights allows.

use std::arch::x86_64::__m256i;

use pulp::NullaryFnOnce;
use pulp::x86::V3;

use crate::vector::{Columns, RowScale, restore};

/// Columns of a panel: two registers of eight sums.
const COLUMNS: usize = 16;
/// Inputs that are summed up in 16 bits: two for each pair, four pairs, and two halves that widening adds.
const GROUP: usize = 16;
/// Largest weight here. Finer weights leave activations fewer steps; of 31 to 63 this one kept the states of five articles
/// nearest to the exact ones (error 0.065 of their spread; 0.049 with full weights and 127 steps, 0.028 with 255).
const COARSE: i32 = 45;
/// Largest weight in the files.
const FINE: i32 = 127;
/// What a file's scales are multiplied with once its weights are coarse.
pub(crate) const WIDER: f32 = FINE as f32 / COARSE as f32;

/// The instructions that the products need.
pub(crate) type Cpu = V3;

/// Coarse weights, sixteen columns side by side.
pub(crate) struct Panels {
    inputs: usize,
    outputs: usize,
    /// Four inputs of eight columns in each register, columns 0 to 7 of a panel and 8 to 15 by turns.
    data: Vec<__m256i>,
    /// Steps that an activation may take.
    pub(crate) levels: f32,
}

/// A weight of a file, in coarse steps.
pub(crate) fn coarse(step: i8) -> i8 {
    let scaled = i32::from(step) * COARSE;
    ((scaled + scaled.signum() * FINE / 2) / FINE) as i8
}

impl Panels {
    /// Whether the products can take a matrix of this shape.
    pub(crate) fn fit(inputs: usize, outputs: usize) -> bool {
        inputs > 0 && inputs.is_multiple_of(GROUP) && outputs > 0 && outputs.is_multiple_of(COLUMNS)
    }

    /// Packs coarse weights, a row of `inputs` an output.
    pub(crate) fn pack(steps: &[i8], inputs: usize) -> Panels {
        let mut data = Vec::with_capacity(steps.len() / 32);
        for panel in steps.chunks_exact(inputs * COLUMNS) {
            for k in (0..inputs).step_by(4) {
                for half in panel.chunks_exact(inputs * COLUMNS / 2) {
                    let register: [i8; 32] = std::array::from_fn(|b| half[b / 4 * inputs + k + b % 4]);
                    data.push(bytemuck::cast(register));
                }
            }
        }
        let bound = steps.chunks_exact(GROUP).map(largest_sum).max().unwrap_or(0).max(1);
        let levels = (i32::from(i16::MAX) / bound).min(i32::from(u8::MAX)) as f32;
        Panels { inputs, outputs: steps.len() / inputs, data, levels }
    }

    /// Numbers for every row of `steps` (`inputs` each, at most `levels`), a row of `outputs` for each in `out`.
    pub(crate) fn apply(
        &self,
        cpu: Cpu,
        steps: &[u8],
        rows: &[RowScale],
        columns: Columns<'_>,
        out: &mut [f32],
    ) {
        cpu.vectorize(Product { cpu, panels: self, steps, rows, columns, out });
    }
}

/// The largest sum, up or down, that a step of activation can give in one lane of 16 bits.
fn largest_sum(group: &[i8]) -> i32 {
    let lane = |odd: usize, sign: i32| -> i32 {
        let here = group.iter().enumerate().filter(|(k, _)| k / 2 % 2 == odd);
        here.map(|(_, &w)| (sign * i32::from(w)).max(0)).sum()
    };
    [lane(0, 1), lane(1, 1), lane(0, -1), lane(1, -1)].into_iter().max().unwrap_or(0)
}

struct Product<'a> {
    cpu: Cpu,
    panels: &'a Panels,
    steps: &'a [u8],
    rows: &'a [RowScale],
    columns: Columns<'a>,
    out: &'a mut [f32],
}

impl NullaryFnOnce for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Product { cpu, panels, steps, rows, columns, out } = self;
        let (inputs, outputs) = (panels.inputs, panels.outputs);
        for (p, panel) in panels.data.chunks_exact(inputs / 4 * 2).enumerate() {
            let (panel, _) = panel.as_chunks::<8>();
            let at = p * COLUMNS;
            let columns = columns.part(at..at + COLUMNS);
            let pairs = steps.chunks(2 * inputs).zip(rows.chunks(2)).zip(out.chunks_mut(2 * outputs));
            for ((steps, rows), out) in pairs {
                let (first, second) = steps.split_at(inputs);
                // A last row without a neighbour is its own.
                let second = if second.is_empty() { first } else { second };
                let sums = two_rows(cpu, [first.as_chunks().0, second.as_chunks().0], panel);
                for ((sums, row), out) in sums.iter().zip(rows).zip(out.chunks_mut(outputs)) {
                    let sums: [i32; COLUMNS] = bytemuck::cast(*sums);
                    restore(&sums, *row, columns, &mut out[at..at + COLUMNS]);
                }
            }
        }
    }
}

/// The sums of two rows with a panel's sixteen columns. Counted loops over arrays are unrolled into registers here; iterators
/// were not.
#[inline(always)]
fn two_rows(cpu: Cpu, rows: [&[[u8; GROUP]]; 2], panel: &[[__m256i; 8]]) -> [[__m256i; 2]; 2] {
    let (avx, avx2) = (cpu.avx, cpu.avx2);
    let (zero, ones) = (avx._mm256_setzero_si256(), avx._mm256_set1_epi16(1));
    let mut sums = [[zero; 2]; 2];
    let rows = [&rows[0][..panel.len()], &rows[1][..panel.len()]];
    for (k, weights) in panel.iter().enumerate() {
        let mut short = [[zero; 2]; 2];
        for four in 0..4 {
            for row in 0..2 {
                let steps: [i32; 4] = bytemuck::cast(rows[row][k]);
                let steps = avx._mm256_set1_epi32(steps[four]);
                for half in 0..2 {
                    let pairs = avx2._mm256_maddubs_epi16(steps, weights[2 * four + half]);
                    short[row][half] =
                        if four == 0 { pairs } else { avx2._mm256_add_epi16(short[row][half], pairs) };
                }
            }
        }
        for row in 0..2 {
            for half in 0..2 {
                let wide = avx2._mm256_madd_epi16(short[row][half], ones);
                sums[row][half] = avx2._mm256_add_epi32(sums[row][half], wide);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights and steps that are as large as they may be, so that a sum beyond 16 bits would show.
    #[test]
    fn products_are_those_of_whole_numbers() {
        let Some(cpu) = Cpu::try_new() else { return };
        let (inputs, outputs, rows) = (48, 32, 5);
        for largest in [9, 63] {
            let weights: Vec<i8> = (0..inputs * outputs)
                .map(|k| if k / inputs % 3 == 0 { largest } else { ((k * 37 + k / 7) % 127) as i8 - 63 })
                .collect();
            let panels = Panels::pack(&weights, inputs);
            let top = panels.levels as usize;
            let steps: Vec<u8> =
                (0..inputs * rows).map(|k| if k < inputs { top } else { k * 29 % (top + 1) } as u8).collect();
            let columns = Columns { scale: &[1.0; 32], sum: &[0.0; 32], bias: &[0.5; 32] };
            let scales = [RowScale { scale: 1.0, zero: 3.0 }; 5];
            let mut out = vec![0.0; rows * outputs];
            panels.apply(cpu, &steps, &scales, columns, &mut out);
            for (k, got) in out.iter().enumerate() {
                let (row, column) = (&steps[k / outputs * inputs..], &weights[k % outputs * inputs..]);
                let pairs = row[..inputs].iter().zip(&column[..inputs]);
                let exact: i32 = pairs.map(|(&x, &w)| i32::from(x) * i32::from(w)).sum();
                assert_eq!(*got, exact as f32 + 0.5, "{k}");
            }
        }
    }

    #[test]
    fn coarse_weights_are_the_nearest() {
        assert_eq!([-127, -64, -2, -1, 0, 1, 2, 3, 127].map(coarse), [-45, -23, -1, 0, 0, 0, 1, 1, 45]);
    }
}
