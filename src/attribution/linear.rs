//! Matrix products: weights in 8 bits a row, activations quantised row by row as they come.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

use crate::ModelError;
use crate::vector::{LayerNorm, Quantise, Restore, RowScale};
use crate::weights::{Weights, damaged};

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
    smooth: Vec<f32>,
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
            smooth: w.floats(&format!("{name}.smooth"))?,
        };
        if out.scale.len() == outputs && out.bias.len() == outputs && out.smooth.len() == inputs {
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
        self.quantise(x, kernels, room);
        self.multiply(kernels, room);
        let mut out = Rows::zeros(x.len(), self.outputs);
        for ((row, sums), y) in
            room.rows.iter().zip(room.sums.chunks(self.outputs)).zip(out.data.chunks_mut(self.outputs))
        {
            self.restore(*row, sums, y);
        }
        out
    }

    /// `down(gelu(self(x)))`, a row at a time between the two products.
    pub(crate) fn apply_gelu_then(
        &self,
        down: &Linear,
        x: &Rows,
        kernels: &Kernels,
        room: &mut Room,
    ) -> Rows {
        use rten_simd::SimdUnaryOp;
        self.quantise(x, kernels, room);
        self.multiply(kernels, room);
        let count = x.len();
        let mut row = vec![0.0; self.outputs];
        room.scratch.resize(self.outputs, 0.0);
        room.steps.resize(count * self.outputs, 0);
        for k in 0..count {
            self.restore(room.rows[k], &room.sums[k * self.outputs..][..self.outputs], &mut row);
            rten_vecmath::Gelu {}.map_mut(&mut row);
            let out = &mut room.steps[k * self.outputs..][..self.outputs];
            let scratch = &mut room.scratch[..self.outputs];
            let smooth = &down.smooth;
            room.rows[k] = Quantise { row: &row, smooth, scratch, out, levels: kernels.levels }.dispatch();
        }
        down.multiply(kernels, room);
        let mut out = Rows::zeros(count, down.outputs);
        for ((row, sums), y) in
            room.rows.iter().zip(room.sums.chunks(down.outputs)).zip(out.data.chunks_mut(down.outputs))
        {
            down.restore(*row, sums, y);
        }
        out
    }

    fn quantise(&self, x: &Rows, kernels: &Kernels, room: &mut Room) {
        let count = x.len();
        room.scratch.resize(self.inputs, 0.0);
        room.steps.resize(count * self.inputs, 0);
        room.rows.clear();
        for k in 0..count {
            let out = &mut room.steps[k * self.inputs..][..self.inputs];
            let scratch = &mut room.scratch[..self.inputs];
            let row = x.row(k);
            room.rows.push(
                Quantise { row, smooth: &self.smooth, scratch, out, levels: kernels.levels }.dispatch(),
            );
        }
    }

    fn multiply(&self, kernels: &Kernels, room: &mut Room) {
        let count = room.rows.len();
        room.sums.resize(count * self.outputs, 0);
        if count == 0 {
            return;
        }
        let steps = NdTensorView::from_data([count, self.inputs], &room.steps[..count * self.inputs]);
        let (a, b) = (GemmInputA::Unpacked(steps), GemmInputB::Packed(&self.packed));
        kernels
            .whole
            .gemm(&mut room.sums, a, b, GemmOptions::default())
            .expect("the shapes agree, as `read` and `quantise` made them");
    }

    fn restore(&self, row: RowScale, sums: &[i32], out: &mut [f32]) {
        let (scale, column_sum, bias) = (&self.scale, &self.column_sum, &self.bias);
        Restore { sums, row, scale, column_sum, bias, out }.dispatch();
    }
}

/// Buffers that the products use again and again.
#[derive(Debug, Default)]
pub(crate) struct Room {
    scratch: Vec<f32>,
    steps: Vec<u8>,
    rows: Vec<RowScale>,
    sums: Vec<i32>,
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
