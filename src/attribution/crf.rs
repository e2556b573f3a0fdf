//! The best sequence of labels, where an inside may only follow its own begin.

use crate::ModelError;
use crate::weights::{Weights, damaged};

/// Outside, then begin and inside of source, content and cue.
pub(crate) const LABELS: usize = 7;

/// A linear chain over the labels.
#[derive(Debug)]
pub(crate) struct Crf {
    first: [f32; LABELS],
    step: [[f32; LABELS]; LABELS],
}

impl Crf {
    pub(crate) fn read(w: &Weights) -> Result<Crf, ModelError> {
        let (first, flat) = (w.floats("crf.first")?, w.floats("crf.trans")?);
        let rows: Option<Vec<[f32; LABELS]>> = flat.chunks(LABELS).map(|r| r.try_into().ok()).collect();
        match (first.try_into(), rows.and_then(|r| r.try_into().ok())) {
            (Ok(first), Some(step)) => Ok(Crf { first, step }),
            _ => Err(damaged("the label chain has an odd shape")),
        }
    }

    /// The labels of the highest sum (Viterbi).
    pub(crate) fn best(&self, scores: &[[f32; LABELS]]) -> Vec<usize> {
        let Some((head, tail)) = scores.split_first() else { return Vec::new() };
        let mut alpha: [f32; LABELS] = std::array::from_fn(|k| self.first[k] + head[k]);
        let mut back = Vec::with_capacity(tail.len());
        for score in tail {
            let mut next = [f32::MIN; LABELS];
            let mut from = [0u8; LABELS];
            for to in 0..LABELS {
                for (k, a) in alpha.iter().enumerate() {
                    let v = a + self.step[k][to];
                    if v > next[to] {
                        next[to] = v;
                        from[to] = k as u8;
                    }
                }
                next[to] += score[to];
            }
            alpha = next;
            back.push(from);
        }
        let mut label = (1..LABELS).fold(0, |best, k| if alpha[k] > alpha[best] { k } else { best });
        let mut out = vec![label; scores.len()];
        for (k, from) in back.iter().enumerate().rev() {
            label = usize::from(from[label]);
            out[k] = label;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_needs_its_begin() {
        let mut crf = Crf { first: [0.0; LABELS], step: [[0.0; LABELS]; LABELS] };
        for inside in [2, 4, 6] {
            crf.first[inside] = -1e4;
            for from in 0..LABELS {
                crf.step[from][inside] = if from == inside || from + 1 == inside { 0.0 } else { -1e4 };
            }
        }
        let mut scores = [[0.0; LABELS]; 3];
        scores[0][0] = 1.0;
        scores[1][4] = 5.0;
        scores[1][3] = 4.5;
        scores[2][4] = 5.0;
        assert_eq!(crf.best(&scores), [0, 3, 4]);
        assert!(crf.best(&[]).is_empty());
    }
}
