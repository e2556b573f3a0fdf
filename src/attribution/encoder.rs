//! The encoder: word pieces of several windows to states, one window attending to itself only.

use rten_simd::SimdOp;

use crate::ModelError;
use crate::attention::Sequence;
use crate::linear::{Kernels, Linear, Norm, Room, Rows};
use crate::table::Table;
use crate::vector::Add;
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
        let context = self.attend(x, lengths, kernels, room);
        self.finish(x, context, kernels, room);
    }

    /// The layer for some of the rows of `x` alone; all of them are attended to.
    fn apply_to(
        &self,
        rows: &[usize],
        x: Rows,
        lengths: &[usize],
        kernels: &Kernels,
        room: &mut Room,
    ) -> Rows {
        let all = self.attend(&x, lengths, kernels, room);
        let (mut some, context) = (x.only(rows, room), all.only(rows, room));
        room.give(x);
        room.give(all);
        self.finish(&mut some, context, kernels, room);
        some
    }

    fn attend(&self, x: &Rows, lengths: &[usize], kernels: &Kernels, room: &mut Room) -> Rows {
        let qkv = self.qkv.apply(x, kernels, room);
        let mut context = room.take(x.len(), x.width);
        let mut at = 0;
        for &len in lengths {
            Sequence { qkv: &qkv, at, len, heads: self.heads }.attend(&mut context, kernels, room);
            at += len;
        }
        room.give(qkv);
        context
    }

    /// What follows attention in a layer, row by row.
    fn finish(&self, x: &mut Rows, context: Rows, kernels: &Kernels, room: &mut Room) {
        let mixed = self.out.apply(&context, kernels, room);
        x.add(&mixed);
        self.norm1.apply(x);
        let step = self.up.apply_gelu_then(&self.down, x, kernels, room);
        x.add(&step);
        self.norm2.apply(x);
        [context, mixed, step].into_iter().for_each(|rows| room.give(rows));
    }
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

    /// States of some of the windows' pieces: those whose numbers, window behind window, are `wanted`. A window has at most
    /// `window_pieces` + 2.
    pub(crate) fn states(
        &self,
        windows: &[Vec<Input>],
        wanted: &[usize],
        kernels: &Kernels,
        room: &mut Room,
    ) -> Rows {
        let lengths: Vec<usize> = windows.iter().map(Vec::len).collect();
        let mut x = room.take(lengths.iter().sum(), self.width);
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
        let Some((last, further)) = further.split_last() else { return x.only(wanted, room) };
        further.iter().for_each(|block| block.apply(&mut x, &lengths, kernels, room));
        last.apply_to(wanted, x, &lengths, kernels, room)
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
