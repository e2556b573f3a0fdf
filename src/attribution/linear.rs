//! Matrix products: weights in 8 bits a row, activations quantised row by row as they come.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

use crate::ModelError;
use crate::vector::{Gelu, LayerNorm, Quantise, Restore, RowScale};
use crate::weights::{Weights, damaged};

/// Rows that go through a product together: what lies between two products then stays in the second cache.
const TILE: usize = 96;

/// Rows of numbers, one behind the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub(crate) width: usize,
    pub(crate) data: Vec<f32>,
}

impl Rows {
    pub(crate) fn zeros(rows: usize, width: usize) -> Rows {
        Rows { width, data: vec![0.0; rows * width] }
    }

    pub(crate) fn len(&self) -> usize {
        self.data.len() / self.width.max(1)
    }

    pub(crate) fn row(&self, k: usize) -> &[f32] {
        &self.data[k * self.width..][..self.width]
    }

    pub(crate) fn row_mut(&mut self, k: usize) -> &mut [f32] {
        &mut self.data[k * self.width..][..self.width]
    }

    pub(crate) fn add(&mut self, other: &Rows) {
        crate::vector::Add { row: &mut self.data, other: &other.data }.dispatch();
    }
}

/// The machine's kernels, chosen once.
pub(crate) struct Kernels {
    pub(crate) whole: GemmExecutor<u8, i8, i32>,
    pub(crate) float: GemmExecutor<f32, f32, f32>,
    /// Steps of a quantised activation: 255, or 127 where the kernel adds pairs in 16 bits.
    levels: f32,
}

impl Kernels {
    pub(crate) fn new() -> Kernels {
        let whole = GemmExecutor::<u8, i8, i32>::default();
        let levels = if whole.may_saturate() { 127.0 } else { 255.0 };
        Kernels { whole, float: GemmExecutor::default(), levels }
    }
}

/// `y = x W + b` in 8 bits.
pub(crate) struct Linear {
    packed: PackedBMatrix<i8>,
    inputs: usize,
    outputs: usize,
    scale: Vec<f32>,
    column_sum: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    pub(crate) fn read(w: &Weights, name: &str, kernels: &Kernels) -> Result<Linear, ModelError> {
        let matrix = format!("{name}.weight");
        let (outputs, inputs) = w.shape(&matrix)?;
        let steps = w.steps(&matrix)?;
        let column_sum =
            steps.chunks_exact(inputs.max(1)).map(|r| r.iter().map(|&s| f32::from(s)).sum()).collect();
        let view = NdTensorView::from_slice_with_strides([inputs, outputs], &steps, [1, inputs])
            .map_err(|_| damaged(&format!("`{name}` has an odd shape")))?;
        let out = Linear {
            packed: kernels.whole.prepack_b(view),
            inputs,
            outputs,
            scale: w.floats(&format!("{name}.scale"))?,
            column_sum,
            bias: w.floats(&format!("{name}.bias"))?,
        };
        if out.scale.len() == outputs && out.bias.len() == outputs {
            Ok(out)
        } else {
            Err(damaged(&format!("the parts of `{name}` do not fit")))
        }
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Multiplies what the first `columns` outputs give by `factor`.
    pub(crate) fn scale_outputs(&mut self, columns: usize, factor: f32) {
        self.scale.iter_mut().take(columns).for_each(|x| *x *= factor);
        self.bias.iter_mut().take(columns).for_each(|x| *x *= factor);
    }

    /// The product with every row of `x`.
    pub(crate) fn apply(&self, x: &Rows, kernels: &Kernels, room: &mut Room) -> Rows {
        let mut out = room.take(x.len(), self.outputs);
        let tiles = x.data.chunks(TILE * self.inputs).zip(out.data.chunks_mut(TILE * self.outputs));
        for (x, y) in tiles {
            self.quantise(x, kernels, room);
            self.multiply(kernels, room);
            self.restore_all(room, y);
        }
        out
    }

    /// `down(gelu(self(x)))`, a row at a time between the two products, so that it stays in the nearest cache.
    pub(crate) fn apply_gelu_then(
        &self,
        down: &Linear,
        x: &Rows,
        kernels: &Kernels,
        room: &mut Room,
    ) -> Rows {
        let mut out = room.take(x.len(), down.outputs);
        let mut between = room.take(1, self.outputs);
        for (x, y) in x.data.chunks(TILE * self.inputs).zip(out.data.chunks_mut(TILE * down.outputs)) {
            self.quantise(x, kernels, room);
            self.multiply(kernels, room);
            // The steps of `x` are spent; those of the rows between take their place.
            room.steps.resize((room.rows.len() * self.outputs).max(room.steps.len()), 0);
            let rows = room.rows.iter_mut().zip(room.sums.chunks(self.outputs));
            for ((scale, sums), out) in rows.zip(room.steps.chunks_mut(self.outputs)) {
                let row = between.data.as_mut_slice();
                self.restore(*scale, sums, row);
                Gelu(row).dispatch();
                *scale = Quantise { row, out, levels: kernels.levels }.dispatch();
            }
            down.multiply(kernels, room);
            down.restore_all(room, y);
        }
        room.give(between);
        out
    }

    fn quantise(&self, x: &[f32], kernels: &Kernels, room: &mut Room) {
        room.steps.resize(x.len().max(room.steps.len()), 0);
        room.rows.clear();
        for (row, out) in x.chunks(self.inputs).zip(room.steps.chunks_mut(self.inputs)) {
            room.rows.push(Quantise { row, out, levels: kernels.levels }.dispatch());
        }
    }

    fn multiply(&self, kernels: &Kernels, room: &mut Room) {
        let count = room.rows.len();
        room.sums.resize((count * self.outputs).max(room.sums.len()), 0);
        let steps = NdTensorView::from_data([count, self.inputs], &room.steps[..count * self.inputs]);
        let (a, b) = (GemmInputA::Unpacked(steps), GemmInputB::Packed(&self.packed));
        kernels
            .whole
            .gemm(&mut room.sums[..count * self.outputs], a, b, GemmOptions::default())
            .expect("the shapes agree, as `read` and `quantise` made them");
    }

    fn restore_all(&self, room: &Room, out: &mut [f32]) {
        let sums = room.sums.chunks(self.outputs);
        for ((&row, sums), out) in room.rows.iter().zip(sums).zip(out.chunks_mut(self.outputs)) {
            self.restore(row, sums, out);
        }
    }

    fn restore(&self, row: RowScale, sums: &[i32], out: &mut [f32]) {
        let (scale, column_sum, bias) = (&self.scale, &self.column_sum, &self.bias);
        Restore { sums, row, scale, column_sum, bias, out }.dispatch();
    }
}

/// Buffers that the products use again and again.
#[derive(Debug, Default)]
pub(crate) struct Room {
    spare: Vec<Vec<f32>>,
    steps: Vec<u8>,
    rows: Vec<RowScale>,
    sums: Vec<i32>,
}

impl Room {
    /// Rows whose contents are left over from earlier: whoever takes them writes all of them.
    pub(crate) fn take(&mut self, rows: usize, width: usize) -> Rows {
        let mut data = self.spare.pop().unwrap_or_default();
        data.resize(rows * width, 0.0);
        Rows { width, data }
    }

    /// Gives rows back for use again.
    pub(crate) fn give(&mut self, rows: Rows) {
        self.spare.push(rows.data);
    }
}

/// Scale and shift of a layer norm.
pub(crate) struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl Norm {
    pub(crate) fn read(w: &Weights, name: &str, width: usize, epsilon: f32) -> Result<Norm, ModelError> {
        let weight = w.floats(&format!("{name}.weight"))?;
        let bias = w.floats(&format!("{name}.bias"))?;
        if weight.len() != width || bias.len() != width {
            return Err(damaged(&format!("`{name}` has an odd width")));
        }
        Ok(Norm { weight, bias, epsilon })
    }

    pub(crate) fn apply(&self, x: &mut Rows) {
        for row in x.data.chunks_mut(x.width.max(1)) {
            LayerNorm { row, weight: &self.weight, bias: &self.bias, epsilon: self.epsilon }.dispatch();
        }
    }
}
