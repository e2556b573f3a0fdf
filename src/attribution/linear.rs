//! Matrix products: weights in 8 bits a row, activations quantised row by row as they come.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

use crate::ModelError;
use crate::vector::{Columns, Gelu, LayerNorm, Quantise, Restore, RowScale};
use crate::weights::{Weights, damaged};
#[cfg(target_arch = "x86_64")]
use crate::{
    avx2,
    panels::{self, Cpu, Panels},
};

/// Rows that go through a product together: what lies between two products then stays in the second cache.
pub(crate) const TILE: usize = 96;

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

    /// Some of the rows alone.
    pub(crate) fn only(&self, rows: &[usize], room: &mut Room) -> Rows {
        let mut out = room.take(rows.len(), self.width);
        for (&row, out) in rows.iter().zip(out.data.chunks_mut(self.width.max(1))) {
            out.copy_from_slice(self.row(row));
        }
        out
    }

    pub(crate) fn add(&mut self, other: &Rows) {
        crate::vector::Add { row: &mut self.data, other: &other.data }.dispatch();
    }
}

/// The machine's kernels, chosen once.
pub(crate) struct Kernels {
    whole: GemmExecutor<u8, i8, i32>,
    pub(crate) float: GemmExecutor<f32, f32, f32>,
    /// What our own products in 8 bits need, which are faster than the general ones.
    #[cfg(target_arch = "x86_64")]
    pub(crate) cpu: Option<panels::Cpu>,
    /// Whether matrices may be packed in coarser steps than the file's where the machine multiplies them faster.
    #[cfg(target_arch = "x86_64")]
    coarse: bool,
}

impl Kernels {
    /// Kernels that leave matrices in the file's own steps.
    pub(crate) fn new() -> Kernels {
        Kernels {
            whole: GemmExecutor::default(),
            float: GemmExecutor::default(),
            #[cfg(target_arch = "x86_64")]
            cpu: panels::Cpu::detect(),
            #[cfg(target_arch = "x86_64")]
            coarse: false,
        }
    }

    /// Those that pack matrices in coarser steps where the machine multiplies them faster.
    pub(crate) fn fast() -> Kernels {
        Kernels {
            #[cfg(target_arch = "x86_64")]
            coarse: true,
            ..Kernels::new()
        }
    }

    /// A matrix, a row of steps an output, as the best kernel wants it, and how many steps an activation may take. The
    /// steps become coarser, and their scales wider, where the kernel needs it. None where the shape does not fit.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        expect(unused_variables, reason = "only coarse steps widen scales")
    )]
    fn pack(
        &self,
        steps: &mut [i8],
        scale: &mut [f32],
        [inputs, outputs]: [usize; 2],
    ) -> Option<(Packed, f32)> {
        if steps.len() != inputs * outputs {
            return None;
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(panels) = self.panels(steps, scale, inputs, outputs) {
            let levels = panels.levels;
            return Some((Packed::Panels(panels), levels));
        }
        // A general kernel that adds pairs in 16 bits has room for half the steps.
        let levels = if self.whole.may_saturate() { 127.0 } else { 255.0 };
        let view = NdTensorView::from_slice_with_strides([inputs, outputs], &*steps, [1, inputs]).ok()?;
        Some((Packed::General(self.whole.prepack_b(view)), levels))
    }

    /// A matrix for our own products, where they are the faster ones.
    #[cfg(target_arch = "x86_64")]
    fn panels(&self, steps: &mut [i8], scale: &mut [f32], inputs: usize, outputs: usize) -> Option<Panels> {
        if !Panels::fit(inputs, outputs) {
            return None;
        }
        let cpu = self.cpu?;
        match cpu {
            Cpu::Avx2(_) if self.coarse && self.whole.kernel_name().ends_with("-avx2") => {
                steps.iter_mut().for_each(|step| *step = avx2::coarse(*step));
                scale.iter_mut().for_each(|x| *x *= avx2::WIDER);
                Some(Panels::pack(cpu, steps, inputs))
            }
            Cpu::Avx2(_) => None,
            Cpu::Vnni(_) => Some(Panels::pack(cpu, steps, inputs)),
        }
    }
}

/// A matrix as the machine's kernel wants it.
enum Packed {
    General(PackedBMatrix<i8>),
    #[cfg(target_arch = "x86_64")]
    Panels(Panels),
}

/// `y = x W + b` in 8 bits.
pub(crate) struct Linear {
    packed: Packed,
    /// Steps of an activation.
    levels: f32,
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
        let mut steps = w.steps(&matrix)?;
        let mut scale = w.floats(&format!("{name}.scale"))?;
        let bias = w.floats(&format!("{name}.bias"))?;
        if scale.len() != outputs || bias.len() != outputs {
            return Err(damaged(&format!("the parts of `{name}` do not fit")));
        }
        let (packed, levels) = kernels
            .pack(&mut steps, &mut scale, [inputs, outputs])
            .ok_or_else(|| damaged(&format!("`{name}` has an odd shape")))?;
        let sum_of = |row: &[i8]| row.iter().map(|&s| f32::from(s)).sum();
        let column_sum = steps.chunks_exact(inputs.max(1)).map(sum_of).collect();
        Ok(Linear { packed, levels, inputs, outputs, scale, column_sum, bias })
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
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
            self.quantise(x, room);
            self.multiply(kernels, room, y);
        }
        out
    }

    /// `down(gelu(self(x)))`, a tile at a time between the two products.
    pub(crate) fn apply_gelu_then(
        &self,
        down: &Linear,
        x: &Rows,
        kernels: &Kernels,
        room: &mut Room,
    ) -> Rows {
        let mut out = room.take(x.len(), down.outputs);
        let mut between = room.take(TILE.min(x.len()), self.outputs);
        for (x, y) in x.data.chunks(TILE * self.inputs).zip(out.data.chunks_mut(TILE * down.outputs)) {
            self.quantise(x, room);
            let between = &mut between.data[..room.rows.len() * self.outputs];
            self.multiply(kernels, room, between);
            between.chunks_mut(self.outputs).for_each(|row| Gelu(row).dispatch());
            down.quantise(between, room);
            down.multiply(kernels, room, y);
        }
        room.give(between);
        out
    }

    fn quantise(&self, x: &[f32], room: &mut Room) {
        room.steps.resize(x.len().max(room.steps.len()), 0);
        room.rows.clear();
        for (row, out) in x.chunks(self.inputs).zip(room.steps.chunks_mut(self.inputs)) {
            room.rows.push(Quantise { row, out, levels: self.levels }.dispatch());
        }
    }

    /// The product with the rows that [`Linear::quantise`] left in `room`.
    fn multiply(&self, kernels: &Kernels, room: &mut Room, out: &mut [f32]) {
        let count = room.rows.len();
        let steps = &room.steps[..count * self.inputs];
        let columns = Columns { scale: &self.scale, sum: &self.column_sum, bias: &self.bias };
        match &self.packed {
            #[cfg(target_arch = "x86_64")]
            Packed::Panels(panels) => panels.apply(steps, &room.rows, columns, out, self.outputs),
            Packed::General(packed) => {
                room.sums.resize((count * self.outputs).max(room.sums.len()), 0);
                let sums = &mut room.sums[..count * self.outputs];
                let steps = NdTensorView::from_data([count, self.inputs], steps);
                kernels
                    .whole
                    .gemm(
                        sums,
                        GemmInputA::Unpacked(steps),
                        GemmInputB::Packed(packed),
                        GemmOptions::default(),
                    )
                    .expect("the shapes agree, as `read` and `quantise` made them");
                let rows = room.rows.iter().zip(sums.chunks(self.outputs)).zip(out.chunks_mut(self.outputs));
                for ((&row, sums), out) in rows {
                    Restore { sums, row, columns, out }.dispatch();
                }
            }
        }
    }
}

/// Buffers that the products use again and again.
#[derive(Debug, Default)]
pub(crate) struct Room {
    spare: Vec<Vec<f32>>,
    steps: Vec<u8>,
    rows: Vec<RowScale>,
    sums: Vec<i32>,
    #[cfg(target_arch = "x86_64")]
    pub(crate) attention: Option<crate::stepped::Scratch>,
}

impl Room {
    /// Rows whose contents are left over from earlier: whoever takes them writes all of them.
    pub(crate) fn take(&mut self, rows: usize, width: usize) -> Rows {
        let size = rows * width;
        // One of the very size needs no filling up, and the same sizes come again in every layer.
        let fitting = self.spare.iter().position(|data| data.len() == size);
        let mut data = match fitting {
            Some(k) => self.spare.swap_remove(k),
            None => self.spare.pop().unwrap_or_default(),
        };
        data.resize(size, 0.0);
        Rows { width, data }
    }

    /// Gives rows back for use again: those that were taken here, or buffers would gather.
    pub(crate) fn give(&mut self, rows: Rows) {
        self.spare.push(rows.data);
    }

    #[cfg(test)]
    pub(crate) fn spares(&self) -> usize {
        self.spare.len()
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

/// A small layer, kept in full precision.
pub(crate) struct Dense {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    pub(crate) fn read(w: &Weights, name: &str, inputs: usize) -> Result<Dense, ModelError> {
        let weight = w.floats(&format!("{name}.weight"))?;
        let bias = w.floats(&format!("{name}.bias"))?;
        if weight.len() == inputs * bias.len() {
            Ok(Dense { weight, bias })
        } else {
            Err(damaged(&format!("`{name}` has an odd shape")))
        }
    }

    pub(crate) fn outputs(&self) -> usize {
        self.bias.len()
    }

    pub(crate) fn apply(&self, x: &[f32], out: &mut [f32]) {
        crate::vector::Dense { row: x, weight: &self.weight, bias: &self.bias, out }.dispatch();
    }
}
