//! Products in 8 bits for x86: activations in unsigned steps, weights in signed ones, sums turned back into numbers
//! while they are still in registers.
//!
//! Two kinds of machine have kernels here, [`crate::vnni`] and [`crate::avx2`]; both read the same panels. Weights that
//! stand in a file are packed once; with the first kernel, attention packs its keys and values for every sequence.

use archmage::{SimdToken, X64V3Token, X64V4xToken};

use crate::vector::{Columns, RowScale};
use crate::{avx2, vnni};

/// Columns of a panel.
pub(crate) const COLUMNS: usize = 16;
/// Inputs in a line.
pub(crate) const STEP: usize = 4;

/// Steps that an activation may take where sums have room for any weights.
const LEVELS: f32 = 255.0;

/// Instructions that the machine has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cpu {
    /// Products of 8 bits in pairs.
    Avx2(X64V3Token),
    /// Products of 8 bits in fours, summed up in 32 (`vpdpbusd`, 512 bits wide).
    Vnni(X64V4xToken),
}

impl Cpu {
    /// The best of those that the machine has.
    pub(crate) fn detect() -> Option<Cpu> {
        X64V4xToken::summon().map(Cpu::Vnni).or_else(|| X64V3Token::summon().map(Cpu::Avx2))
    }
}

/// Four inputs of a panel's sixteen columns, the four of a column side by side in one number.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [u32; COLUMNS]);

/// Weights, sixteen columns side by side: panel behind panel, a line for every four inputs.
#[derive(Debug)]
pub(crate) struct Panels {
    cpu: Cpu,
    /// Inputs of a column, a multiple of [`STEP`].
    inputs: usize,
    lines: Vec<Line>,
    /// Steps that an activation may take.
    pub(crate) levels: f32,
}

impl Panels {
    /// Whether a matrix of a file fits.
    pub(crate) fn fit(inputs: usize, outputs: usize) -> bool {
        inputs > 0 && inputs.is_multiple_of(avx2::GROUP) && outputs > 0 && outputs.is_multiple_of(COLUMNS)
    }

    /// Panels for a matrix that is yet to be filled in, for a machine that takes any weights.
    pub(crate) fn empty(cpu: X64V4xToken) -> Panels {
        Panels { cpu: Cpu::Vnni(cpu), inputs: 0, lines: Vec::new(), levels: LEVELS }
    }

    /// Panels of weights, a row of `inputs` steps an output; coarse ones ([`avx2::coarse`]) where the machine has AVX2 alone,
    /// for which activations take as many steps as the largest sum of weights allows.
    pub(crate) fn pack(cpu: Cpu, steps: &[i8], inputs: usize) -> Panels {
        let levels = match cpu {
            Cpu::Avx2(_) => avx2::levels(steps),
            Cpu::Vnni(_) => LEVELS,
        };
        let mut panels = Panels { cpu, inputs, lines: Vec::new(), levels };
        panels.fill_rows(steps, inputs);
        panels
    }

    /// Takes the rows of `steps`, `inputs` each (a multiple of [`STEP`]), as columns. Those that a last panel lacks are zero.
    pub(crate) fn fill_rows(&mut self, steps: &[i8], inputs: usize) {
        let groups = inputs / STEP;
        self.reset(inputs, steps.len() / inputs.max(1));
        for (panel, rows) in
            self.lines.chunks_exact_mut(groups.max(1)).zip(steps.chunks(COLUMNS * inputs.max(1)))
        {
            for (column, row) in rows.chunks_exact(inputs).enumerate() {
                for (line, &four) in panel.iter_mut().zip(row.as_chunks::<STEP>().0) {
                    line.0[column] = u32::from_ne_bytes(four.map(|step| step as u8));
                }
            }
        }
    }

    /// Room for a matrix of this shape, all zero; the lines, panel behind panel.
    pub(crate) fn reset(&mut self, inputs: usize, outputs: usize) -> &mut [Line] {
        self.inputs = inputs.next_multiple_of(STEP);
        self.lines.clear();
        self.lines.resize(outputs.div_ceil(COLUMNS) * self.inputs / STEP, Line::default());
        &mut self.lines
    }

    /// Numbers for every row of `steps` (as many inputs as a column has, at most `levels` each), all panels' columns for each
    /// in `out`, where the rows begin `stride` after each other.
    pub(crate) fn apply(
        &self,
        steps: &[u8],
        rows: &[RowScale],
        columns: Columns<'_>,
        out: &mut [f32],
        stride: usize,
    ) {
        let product = Product { lines: &self.lines, inputs: self.inputs, steps, rows, columns, out, stride };
        match self.cpu {
            Cpu::Avx2(cpu) => avx2::apply(cpu, product),
            Cpu::Vnni(cpu) => vnni::apply(cpu, product),
        }
    }
}

/// A product to be made.
pub(crate) struct Product<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) inputs: usize,
    pub(crate) steps: &'a [u8],
    pub(crate) rows: &'a [RowScale],
    pub(crate) columns: Columns<'a>,
    pub(crate) out: &'a mut [f32],
    pub(crate) stride: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights and steps that are as large as they may be, so that a sum beyond its bits would show.
    fn check(panels: &Panels, weights: &[i8], inputs: usize) {
        let (outputs, rows) = (weights.len() / inputs, 29);
        let wide = outputs.next_multiple_of(COLUMNS);
        let top = panels.levels as usize;
        let steps: Vec<u8> =
            (0..inputs * rows).map(|k| if k < inputs { top } else { k * 29 % (top + 1) } as u8).collect();
        let (ones, zeros, halves) = (vec![1.0; wide], vec![0.0; wide], vec![0.5; wide]);
        let columns = Columns { scale: &ones, sum: &zeros, bias: &halves };
        let scales = vec![RowScale { scale: 1.0, zero: 3.0 }; rows];
        let mut out = vec![0.0; rows * wide];
        panels.apply(&steps, &scales, columns, &mut out, wide);
        for (x, got) in steps.chunks(inputs).zip(out.chunks(wide)) {
            for (w, got) in weights.chunks(inputs).zip(got) {
                let exact: i32 = x.iter().zip(w).map(|(&x, &w)| i32::from(x) * i32::from(w)).sum();
                assert_eq!(*got, exact as f32 + 0.5);
            }
        }
    }

    fn weights(inputs: usize, outputs: usize, largest: i32) -> Vec<i8> {
        let odd = |k: usize| (k * 37 + k / 7) as i32 % (2 * largest + 1) - largest;
        let weight = |k: usize| if (k / inputs).is_multiple_of(3) { largest } else { odd(k) };
        (0..inputs * outputs).map(|k| weight(k) as i8).collect()
    }

    #[test]
    fn products_are_those_of_whole_numbers() {
        let Some(cpu) = X64V4xToken::summon().map(Cpu::Vnni) else { return };
        for (inputs, outputs) in [(48, 32), (4, 16), (32, 7), (64, 50), (1536, 3)] {
            let weights = weights(inputs, outputs, 127);
            check(&Panels::pack(cpu, &weights, inputs), &weights, inputs);
        }
    }

    #[test]
    fn products_of_coarse_weights_are_those_of_whole_numbers() {
        let Some(cpu) = X64V3Token::summon().map(Cpu::Avx2) else { return };
        for largest in [9, 63] {
            let weights = weights(48, 32, largest);
            check(&Panels::pack(cpu, &weights, 48), &weights, 48);
        }
    }
}
