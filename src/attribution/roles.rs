//! For a cue that may be one, which words around it are its source, its content and itself.

use rten_simd::SimdOp;

use crate::ModelError;
use crate::crf::{Crf, LABELS};
use crate::encoder::Block;
use crate::linear::{Dense, Kernels, Linear, Norm, Room, Rows};
use crate::vector;
use crate::weights::{Weights, damaged};

/// Heads of the role head's own attention.
const HEADS: usize = 4;
/// Candidates in one product: enough rows for the kernels, few enough for the cache.
const TOGETHER: usize = 12;
/// torch's default, for the norms outside of blocks.
const EPSILON: f32 = 1e-5;

/// An anchor (the word that stands for its cue) with the words in its scope.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The anchor's row among the words.
    pub(crate) anchor: usize,
    /// First and one past the last row in scope.
    pub(crate) low: usize,
    pub(crate) high: usize,
    /// The tagger's logit for the anchor.
    pub(crate) logit: f32,
    /// For each word in scope: twice its quotation state, plus one in the anchor's paragraph.
    pub(crate) flags: Vec<u8>,
}

/// What the head makes of a candidate.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// A label for each word in scope.
    pub(crate) labels: Vec<usize>,
    /// The verifier's logit.
    pub(crate) verify: f32,
    /// Logarithm of the probability of the labels as a whole.
    pub(crate) path: f32,
    /// Mean probability of the labels chosen, of source, content and cue.
    pub(crate) sure: [f32; 3],
}

/// The role head with its CRF and the verifier.
pub(crate) struct RoleHead {
    width: usize,
    scope: usize,
    word: Linear,
    anchor: Linear,
    offset: Vec<f32>,
    flags: Vec<f32>,
    prior: Vec<f32>,
    norm0: Norm,
    conv1: Linear,
    conv1_bias: Vec<f32>,
    norm1: Norm,
    block: Block,
    conv2: Linear,
    conv2_bias: Vec<f32>,
    norm2: Norm,
    emit: Dense,
    crf: Crf,
    verify1: Dense,
    verify2: Dense,
}

impl RoleHead {
    pub(crate) fn read(w: &Weights, kernels: &Kernels) -> Result<RoleHead, ModelError> {
        let (labels, width) = w.shape("roles.emit.weight")?;
        let scope = w.settings().scope;
        let linear = |name: &str| Linear::read(w, &format!("roles.{name}"), kernels);
        let norm = |name: &str| Norm::read(w, &format!("roles.{name}"), width, EPSILON);
        let table = |name: &str, rows: usize| match w.floats(name)? {
            t if t.len() == rows * width => Ok(t),
            _ => Err(damaged(&format!("`{name}` has an odd size"))),
        };
        let head = RoleHead {
            width,
            scope,
            word: linear("word")?,
            anchor: linear("anchor")?,
            offset: table("roles.offset.weight", 2 * scope + 1)?,
            flags: table("roles.flags.weight", 10)?,
            prior: table("roles.prior", 1)?,
            norm0: norm("norm0")?,
            conv1: linear("conv1")?,
            conv1_bias: table("roles.conv1.after", 1)?,
            norm1: norm("norm1")?,
            block: Block::read(w, "roles.block", width, HEADS, kernels)?,
            conv2: linear("conv2")?,
            conv2_bias: table("roles.conv2.after", 1)?,
            norm2: norm("norm2")?,
            emit: Dense::read(w, "roles.emit", width)?,
            crf: Crf::read(w)?,
            verify1: Dense::read(w, "verify1", 3 * width + 4)?,
            verify2: Dense::read(w, "verify2", width)?,
        };
        let fits = labels == LABELS
            && head.word.outputs() == 2 * width
            && head.anchor.outputs() == 2 * width
            && head.conv1.outputs() == 3 * width
            && head.conv2.outputs() == 3 * width;
        if fits { Ok(head) } else { Err(damaged("the role head has odd shapes")) }
    }

    /// Reads the candidates; `words` are the words' states, `priors` how likely each is an anchor.
    pub(crate) fn readings(
        &self,
        words: &Rows,
        priors: &[f32],
        candidates: &[Candidate],
        kernels: &Kernels,
        room: &mut Room,
    ) -> Vec<Reading> {
        if candidates.is_empty() {
            return Vec::new();
        }
        let words_in = self.word.apply(words, kernels, room);
        let mut out = Vec::with_capacity(candidates.len());
        for some in candidates.chunks(TOGETHER) {
            let rows: Vec<usize> = some.iter().map(|c| c.anchor).collect();
            let anchors = words.only(&rows, room);
            let anchors_in = self.anchor.apply(&anchors, kernels, room);
            let x = self.together(&words_in, &anchors_in, priors, some, room);
            room.give(anchors);
            room.give(anchors_in);
            self.read_together(x, some, kernels, room, &mut out);
        }
        room.give(words_in);
        out
    }

    fn read_together(
        &self,
        mut x: Rows,
        candidates: &[Candidate],
        kernels: &Kernels,
        room: &mut Room,
        out: &mut Vec<Reading>,
    ) {
        let lengths: Vec<usize> = candidates.iter().map(|c| c.high - c.low).collect();
        self.norm0.apply(&mut x);
        vector::Gelu(&mut x.data).dispatch();
        self.convolve(&self.conv1, &self.conv1_bias, &mut x, &lengths, kernels, room);
        self.norm1.apply(&mut x);
        self.block.apply(&mut x, &lengths, kernels, room);
        self.convolve(&self.conv2, &self.conv2_bias, &mut x, &lengths, kernels, room);
        self.norm2.apply(&mut x);
        let mut at = 0;
        for (candidate, n) in candidates.iter().zip(lengths) {
            out.push(self.reading(&x.data[at * self.width..][..n * self.width], candidate.logit));
            at += n;
        }
        room.give(x);
    }

    /// Word, anchor, their product, distance, quotation and prior in one row a word.
    fn together(
        &self,
        word: &Rows,
        anchor: &Rows,
        priors: &[f32],
        candidates: &[Candidate],
        room: &mut Room,
    ) -> Rows {
        let d = self.width;
        let mut x = room.take(candidates.iter().map(|c| c.high - c.low).sum(), d);
        let mut rows = x.data.chunks_mut(d);
        for (c, candidate) in candidates.iter().enumerate() {
            let a = anchor.row(c);
            for ((k, row), &flag) in (candidate.low..candidate.high).zip(&mut rows).zip(&candidate.flags) {
                let w = word.row(k);
                let offset = (k + self.scope).saturating_sub(candidate.anchor).min(2 * self.scope);
                let (offset, flag) =
                    (&self.offset[offset * d..][..d], &self.flags[usize::from(flag) * d..][..d]);
                for j in 0..d {
                    row[j] =
                        w[j] + a[j] + w[d + j] * a[d + j] + offset[j] + flag[j] + priors[k] * self.prior[j];
                }
            }
        }
        x
    }

    /// `x += gelu(conv(x))` with a kernel of three words, sequence by sequence.
    fn convolve(
        &self,
        conv: &Linear,
        bias: &[f32],
        x: &mut Rows,
        lengths: &[usize],
        kernels: &Kernels,
        room: &mut Room,
    ) {
        let d = self.width;
        let taps = conv.apply(x, kernels, room);
        let mut y = room.take(x.len(), d);
        let mut at = 0;
        for &n in lengths {
            for k in 0..n {
                let row = y.row_mut(at + k);
                row.copy_from_slice(bias);
                let near = [(k > 0, 0), (true, 1), (k + 1 < n, 2)];
                for (_, tap) in near.into_iter().filter(|&(inside, _)| inside) {
                    for (y, t) in row.iter_mut().zip(&taps.row(at + k + tap - 1)[tap * d..][..d]) {
                        *y += t;
                    }
                }
            }
            at += n;
        }
        vector::Gelu(&mut y.data).dispatch();
        x.add(&y);
        room.give(taps);
        room.give(y);
    }

    /// Labels by Viterbi, and the verifier's view of what the labels' probabilities point at.
    fn reading(&self, x: &[f32], logit: f32) -> Reading {
        let scores: Vec<[f32; LABELS]> = x
            .chunks(self.width)
            .map(|row| {
                let mut out = [0.0; LABELS];
                self.emit.apply(row, &mut out);
                out
            })
            .collect();
        let labels = self.crf.best(&scores);
        let path = self.crf.log_probability(&scores, &labels);
        let soft: Vec<[f32; LABELS]> = scores.into_iter().map(softmax).collect();
        let mut sure = [(0.0, 0.0); 3];
        for (p, &label) in soft.iter().zip(&labels).filter(|&(_, &label)| label > 0) {
            let role = &mut sure[(label - 1) / 2];
            *role = (role.0 + p[label], role.1 + 1.0);
        }
        Reading {
            verify: self.verdict(x, &soft, logit),
            labels,
            path,
            sure: sure.map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }),
        }
    }

    fn verdict(&self, x: &[f32], soft: &[[f32; LABELS]], logit: f32) -> f32 {
        let d = self.width;
        let mut view = vec![0.0; 3 * d + 4];
        for role in 0..3 {
            let weight = |p: &[f32; LABELS]| p[1 + 2 * role] + p[2 + 2 * role];
            let pooled = &mut view[role * d..][..d];
            let (mut sum, mut top) = (0.5, 0.0f32);
            for (p, row) in soft.iter().zip(x.chunks(d)) {
                let w = weight(p);
                sum += w;
                top = top.max(w);
                for (y, v) in pooled.iter_mut().zip(row) {
                    *y += w * v;
                }
            }
            pooled.iter_mut().for_each(|y| *y /= sum);
            view[3 * d + role] = top;
        }
        view[3 * d + 3] = logit * 0.2;
        let mut hidden = vec![0.0; d];
        self.verify1.apply(&view, &mut hidden);
        vector::Gelu(&mut hidden).dispatch();
        let mut out = [0.0];
        self.verify2.apply(&hidden, &mut out);
        out[0]
    }
}

fn softmax(mut x: [f32; LABELS]) -> [f32; LABELS] {
    let top = x.iter().copied().fold(f32::MIN, f32::max);
    x.iter_mut().for_each(|v| *v = (*v - top).exp());
    let sum: f32 = x.iter().sum();
    x.map(|v| v / sum)
}
