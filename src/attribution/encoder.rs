//! The encoder: word pieces of several windows to states, one window attending to itself only.

use rten_gemm::{GemmInputA, GemmInputB, GemmOptions};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

use crate::ModelError;
use crate::linear::{Kernels, Linear, Norm, Room, Rows};
use crate::table::Table;
use crate::vector::{Add, Shares};
use crate::weights::{Weights, damaged};

/// Heads of a layer, in MiniLM-L6 and multilingual-e5-small alike.
const HEADS: usize = 12;
/// Deeper files are damaged.
const LAYERS_MAX: usize = 48;
/// The encoder's epsilon, BERT's.
const EPSILON: f32 = 1e-12;

/// A piece as the encoder takes it in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input {
    pub(crate) piece: u16,
    /// [`crate::quotes::Quotation`] as a number.
    pub(crate) quotation: u8,
    /// 0, or 1 at a paragraph's first word, 2 at the text's.
    pub(crate) place: u8,
}

/// One transformer layer, norms after the sums.
pub(crate) struct Block {
    heads: usize,
    qkv: Linear,
    out: Linear,
    up: Linear,
    down: Linear,
    norm1: Norm,
    norm2: Norm,
}

impl Block {
    pub(crate) fn read(
        w: &Weights,
        name: &str,
        width: usize,
        heads: usize,
        kernels: &Kernels,
    ) -> Result<Block, ModelError> {
        let linear = |part: &str| Linear::read(w, &format!("{name}.{part}"), kernels);
        let norm = |part: &str| Norm::read(w, &format!("{name}.{part}"), width, EPSILON);
        let mut qkv = linear("qkv")?;
        if qkv.outputs() != 3 * width || !width.is_multiple_of(heads) {
            return Err(damaged(&format!("`{name}` has an odd width")));
        }
        // The attention's 1/sqrt(d) goes into the queries once instead of into every score.
        qkv.scale_outputs(width, 1.0 / ((width / heads) as f32).sqrt());
        Ok(Block {
            heads,
            qkv,
            out: linear("out")?,
            up: linear("up")?,
            down: linear("down")?,
            norm1: norm("norm1")?,
            norm2: norm("norm2")?,
        })
    }

    /// One layer over `x`, whose rows fall into sequences of the given lengths.
    pub(crate) fn apply(&self, x: &mut Rows, lengths: &[usize], kernels: &Kernels, room: &mut Room) {
        let qkv = self.qkv.apply(x, kernels, room);
        let mut context = room.take(x.len(), x.width);
        let mut at = 0;
        for &n in lengths {
            self.attend(&qkv, at, n, &mut context, kernels, room);
            at += n;
        }
        let mixed = self.out.apply(&context, kernels, room);
        x.add(&mixed);
        self.norm1.apply(x);
        let step = self.up.apply_gelu_then(&self.down, x, kernels, room);
        x.add(&step);
        self.norm2.apply(x);
        [qkv, context, mixed, step].into_iter().for_each(|rows| room.give(rows));
    }

    /// Softmax attention of the `n` rows from `at` on, head by head.
    fn attend(
        &self,
        qkv: &Rows,
        at: usize,
        n: usize,
        context: &mut Rows,
        kernels: &Kernels,
        room: &mut Room,
    ) {
        let width = context.width;
        let d = width / self.heads;
        let (mut all_scores, mut all_mixed) = (room.take(n, n), room.take(n, d));
        let (scores, mixed) = (&mut all_scores.data, &mut all_mixed.data);
        let mut factors = Vec::with_capacity(n);
        for head in 0..self.heads {
            let part = |block: usize| &qkv.data[at * qkv.width + block * width + head * d..];
            product(kernels, part(0), [n, d], [qkv.width, 1], part(1), [d, n], [1, qkv.width], scores);
            factors.clear();
            factors.extend(scores.chunks_mut(n.max(1)).map(|row| Shares(row).dispatch()));
            product(kernels, scores, [n, n], [n, 1], part(2), [n, d], [qkv.width, 1], mixed);
            for ((k, row), factor) in mixed.chunks(d).enumerate().zip(&factors) {
                let out = &mut context.row_mut(at + k)[head * d..][..d];
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

/// The encoder's weights.
pub(crate) struct Encoder {
    pub(crate) width: usize,
    positions: Vec<f32>,
    pieces: Table,
    quotation: Vec<f32>,
    place: Vec<f32>,
    norm: Norm,
    blocks: Vec<Block>,
    /// Layers before quotation and place join.
    frozen: usize,
}

impl Encoder {
    pub(crate) fn read(w: &Weights, kernels: &Kernels) -> Result<Encoder, ModelError> {
        let pieces = Table::read(w, "encoder.word")?;
        let width = pieces.width;
        let blocks = (0..LAYERS_MAX)
            .map(|k| format!("encoder.blocks.{k}"))
            .take_while(|name| w.has(&format!("{name}.qkv.weight")))
            .map(|name| Block::read(w, &name, width, HEADS, kernels))
            .collect::<Result<Vec<_>, _>>()?;
        let frozen = w.settings().frozen;
        if frozen > blocks.len() {
            return Err(damaged("it has too few layers"));
        }
        let table = |name: &str, rows: usize| match w.floats(name)? {
            t if t.len() >= rows * width => Ok(t),
            _ => Err(damaged(&format!("`{name}` is too short"))),
        };
        Ok(Encoder {
            width,
            positions: table("encoder.position.weight", w.settings().window_pieces + 2)?,
            quotation: table("encoder.quote.weight", 5)?,
            place: table("encoder.place.weight", 3)?,
            norm: Norm::read(w, "encoder.norm", width, EPSILON)?,
            pieces,
            blocks,
            frozen,
        })
    }

    /// How many pieces there are.
    pub(crate) fn vocabulary(&self) -> usize {
        self.pieces.len()
    }

    /// States of the windows' pieces, window behind window. A window has at most `window_pieces` + 2.
    pub(crate) fn states(&self, windows: &[Vec<Input>], kernels: &Kernels, room: &mut Room) -> Rows {
        let lengths: Vec<usize> = windows.iter().map(Vec::len).collect();
        let mut x = Rows::zeros(lengths.iter().sum(), self.width);
        let mut rows = x.data.chunks_mut(self.width);
        for window in windows {
            for ((k, input), row) in window.iter().enumerate().zip(&mut rows) {
                row.copy_from_slice(&self.positions[k * self.width..][..self.width]);
                self.pieces.add(usize::from(input.piece), row);
            }
        }
        let (first, further) = self.blocks.split_at(self.frozen);
        if first.is_empty() {
            self.mark(&mut x, windows);
            self.norm.apply(&mut x);
        } else {
            self.norm.apply(&mut x);
            first.iter().for_each(|block| block.apply(&mut x, &lengths, kernels, room));
            self.mark(&mut x, windows);
        }
        further.iter().for_each(|block| block.apply(&mut x, &lengths, kernels, room));
        x
    }

    /// Adds quotation and place to the pieces' states.
    fn mark(&self, x: &mut Rows, windows: &[Vec<Input>]) {
        for (input, row) in windows.iter().flatten().zip(x.data.chunks_mut(self.width)) {
            for (table, k) in [(&self.quotation, input.quotation), (&self.place, input.place)] {
                Add { row, other: &table[usize::from(k) * self.width..][..self.width] }.dispatch();
            }
        }
    }
}
