//! The states that word pieces begin with: one row a piece, in 8 bits with a scale a row, or in 4 bits with a scale a
//! block of 32, which is how the multilingual base comes.

use rten_simd::SimdOp;

use crate::ModelError;
use crate::vector::AddSteps;
use crate::weights::{Weights, damaged};

/// Numbers that share a scale in the 4-bit form.
const BLOCK: usize = 32;

/// A table of numbers.
pub(crate) struct Table {
    pub(crate) width: usize,
    rows: usize,
    steps: Steps,
    scale: Vec<f32>,
}

enum Steps {
    /// One a byte, a scale a row.
    Bytes(Vec<i8>),
    /// Two a byte and 8 too high: the lower halves of 16 bytes are the first 16 numbers of a block.
    Halves(Vec<i8>),
}

impl Table {
    pub(crate) fn read(w: &Weights, name: &str) -> Result<Table, ModelError> {
        let (matrix, halves) = (format!("{name}.weight"), format!("{name}.halves"));
        let table = if w.has(&halves) {
            let (rows, bytes) = w.shape(&halves)?;
            let scale = w.coarse(&format!("{name}.scale"))?;
            Table { width: 2 * bytes, rows, steps: Steps::Halves(w.steps(&halves)?), scale }
        } else {
            let (rows, width) = w.shape(&matrix)?;
            let scale = w.floats(&format!("{name}.scale"))?;
            Table { width, rows, steps: Steps::Bytes(w.steps(&matrix)?), scale }
        };
        let scales = match table.steps {
            Steps::Bytes(_) => Some(table.rows),
            Steps::Halves(_) if !table.width.is_multiple_of(BLOCK) => None,
            Steps::Halves(_) => table.rows.checked_mul(table.width / BLOCK),
        };
        if scales == Some(table.scale.len()) && table.rows > 0 {
            Ok(table)
        } else {
            Err(damaged(&format!("`{name}` has an odd number of scales")))
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Adds row `k`, or the last one, to `row`.
    pub(crate) fn add(&self, k: usize, row: &mut [f32]) {
        let k = k.min(self.rows - 1);
        match &self.steps {
            Steps::Bytes(steps) => {
                let steps = &steps[k * self.width..][..self.width];
                AddSteps { row, steps, scale: self.scale[k] }.dispatch();
            }
            Steps::Halves(steps) => {
                let bytes = steps[k * self.width / 2..].chunks_exact(BLOCK / 2);
                let scales = &self.scale[k * self.width / BLOCK..];
                for ((out, bytes), &scale) in row.chunks_exact_mut(BLOCK).zip(bytes).zip(scales) {
                    let (low, high) = out.split_at_mut(BLOCK / 2);
                    for ((low, high), &byte) in low.iter_mut().zip(high).zip(bytes) {
                        let byte = byte as u8;
                        *low += f32::from((byte & 15) as i8 - 8) * scale;
                        *high += f32::from((byte >> 4) as i8 - 8) * scale;
                    }
                }
            }
        }
    }
}
