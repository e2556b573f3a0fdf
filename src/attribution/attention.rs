//! Softmax attention within a sequence: in 8 bits where the machine multiplies these in fours, else in 32. With AVX2 alone 8
//! bits were no faster than 32.

use rten_gemm::{GemmInputA, GemmInputB, GemmOptions};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

use crate::linear::{Kernels, Room, Rows};
use crate::vector::Shares;
#[cfg(target_arch = "x86_64")]
use crate::{
    panels::{COLUMNS, Cpu},
    stepped,
};

/// The rows of a sequence among rows that hold queries, keys and values side by side, the queries already divided by √d.
#[derive(Clone, Copy)]
pub(crate) struct Sequence<'a> {
    pub(crate) qkv: &'a Rows,
    /// First row, and how many.
    pub(crate) at: usize,
    pub(crate) len: usize,
    pub(crate) heads: usize,
}

impl<'a> Sequence<'a> {
    fn width(self) -> usize {
        self.qkv.width / 3
    }

    /// Numbers a head has in a row.
    pub(crate) fn depth(self) -> usize {
        self.width() / self.heads
    }

    /// From the first row's queries (0), keys (1) or values (2) of a head on; rows follow each other in steps of the whole width.
    pub(crate) fn part(self, block: usize, head: usize) -> &'a [f32] {
        &self.qkv.data[self.at * self.qkv.width + block * self.width() + head * self.depth()..]
    }

    /// Each row's mixture of values, head beside head, to the same rows of `context`.
    pub(crate) fn attend(self, context: &mut Rows, kernels: &Kernels, room: &mut Room) {
        #[cfg(target_arch = "x86_64")]
        if let Some(Cpu::Vnni(cpu)) = kernels.cpu
            && self.depth().is_multiple_of(COLUMNS)
        {
            return stepped::attend(self, cpu, context, room);
        }
        self.attend_in_floats(context, kernels, room);
    }

    pub(crate) fn attend_in_floats(self, context: &mut Rows, kernels: &Kernels, room: &mut Room) {
        let (n, d, stride) = (self.len, self.depth(), self.qkv.width);
        let (mut all_scores, mut all_mixed) = (room.take(n, n), room.take(n, d));
        let (scores, mixed) = (&mut all_scores.data, &mut all_mixed.data);
        let mut factors = Vec::with_capacity(n);
        for head in 0..self.heads {
            let [queries, keys, values] = [0, 1, 2].map(|block| self.part(block, head));
            product(kernels, queries, [n, d], [stride, 1], keys, [d, n], [1, stride], scores);
            factors.clear();
            factors.extend(scores.chunks_mut(n.max(1)).map(|row| Shares(row).dispatch()));
            product(kernels, scores, [n, n], [n, 1], values, [n, d], [stride, 1], mixed);
            for ((k, row), factor) in mixed.chunks(d).enumerate().zip(&factors) {
                let out = &mut context.row_mut(self.at + k)[head * d..][..d];
                out.iter_mut().zip(row).for_each(|(y, x)| *y = x * factor);
            }
        }
        room.give(all_scores);
        room.give(all_mixed);
    }
}

/// `out = a b` for slices with strides.
#[expect(clippy::too_many_arguments, reason = "two matrices are two shapes and two strides")]
fn product(
    kernels: &Kernels,
    a: &[f32],
    a_shape: [usize; 2],
    a_strides: [usize; 2],
    b: &[f32],
    b_shape: [usize; 2],
    b_strides: [usize; 2],
    out: &mut [f32],
) {
    let a = NdTensorView::from_slice_with_strides(a_shape, a, a_strides);
    let b = NdTensorView::from_slice_with_strides(b_shape, b, b_strides);
    let (a, b) = (a.expect("a lies within its rows"), b.expect("b lies within its rows"));
    kernels
        .float
        .gemm(out, GemmInputA::Unpacked(a), GemmInputB::Unpacked(b), GemmOptions::default())
        .expect("the shapes agree, as the caller made them from the same numbers");
}
