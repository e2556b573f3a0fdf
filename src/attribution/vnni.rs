//! The product for machines that multiply 8-bit numbers in fours and add them up in 32 bits (`vpdpbusd`): Intel from
//! Ice Lake on, AMD from Zen 4 on.

use archmage::prelude::*;

use crate::panels::{COLUMNS, Line, Product, STEP};
use crate::vector::restore;

/// Rows and panels that go together: with both, 24 of the 32 registers hold sums.
const ROWS: usize = 6;
const PANELS: usize = 4;

/// The product; see [`crate::panels::Panels::apply`].
#[arcane]
pub(crate) fn apply(cpu: X64V4xToken, product: Product<'_>) {
    let mut product = product;
    let panel = (product.inputs / STEP).max(1);
    let mut at = 0;
    for some in product.lines.chunks(PANELS * panel) {
        let mut panels = some.chunks_exact(panel);
        match std::array::from_fn(|_| panels.next()) {
            [Some(a), Some(b), Some(c), Some(d)] => strip(cpu, [a, b, c, d], at, &mut product),
            [Some(a), Some(b), Some(c), _] => strip(cpu, [a, b, c], at, &mut product),
            [Some(a), Some(b), ..] => strip(cpu, [a, b], at, &mut product),
            [Some(a), ..] => strip(cpu, [a], at, &mut product),
            _ => {}
        }
        at += PANELS * COLUMNS;
    }
}

/// All rows with panels that lie side by side, the first column of which is `at`.
#[rite]
fn strip<const WIDE: usize>(cpu: X64V4xToken, panels: [&[Line]; WIDE], at: usize, product: &mut Product<'_>) {
    let (inputs, stride) = (product.inputs, product.stride);
    let Product { steps, rows, columns, out, .. } = product;
    let columns = columns.part(at..at + WIDE * COLUMNS);
    let some = steps.chunks(ROWS * inputs).zip(rows.chunks(ROWS)).zip(out.chunks_mut(ROWS * stride));
    for ((steps, rows), out) in some {
        let sums = tile(cpu, steps.as_chunks().0, panels);
        for ((sums, row), out) in sums.iter().zip(rows).zip(out.chunks_mut(stride)) {
            for (panel, sums) in sums.iter().enumerate() {
                let sums: [i32; COLUMNS] = bytemuck::cast(*sums);
                let part = panel * COLUMNS..(panel + 1) * COLUMNS;
                restore(&sums, *row, columns.part(part.clone()), &mut out[at..][part]);
            }
        }
    }
}

/// The sums of some rows, which follow each other in `steps`, with some panels. Rows that a last few lack are the first
/// again, and their sums are not to be looked at. Counted loops over arrays are unrolled into registers here; iterators and
/// an array's own functions were not.
#[rite]
fn tile<const WIDE: usize>(
    _: X64V4xToken,
    steps: &[[u8; STEP]],
    panels: [&[Line]; WIDE],
) -> [[__m512i; WIDE]; ROWS] {
    let n = panels[0].len();
    let mut rows = [&steps[..n]; ROWS];
    for k in 1..ROWS.min(steps.len() / n) {
        rows[k] = &steps[k * n..(k + 1) * n];
    }
    let mut panels = panels;
    for panel in &mut panels {
        *panel = &panel[..n];
    }
    let mut sums = [[_mm512_setzero_si512(); WIDE]; ROWS];
    for k in 0..n {
        for row in 0..ROWS {
            let steps = _mm512_set1_epi32(i32::from_ne_bytes(rows[row][k]));
            for panel in 0..WIDE {
                let weights = bytemuck::cast(panels[panel][k].0);
                sums[row][panel] = _mm512_dpbusd_epi32(sums[row][panel], steps, weights);
            }
        }
    }
    sums
}
