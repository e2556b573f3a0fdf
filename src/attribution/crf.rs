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
    /// `step`, raised to e.
    chance: [[f32; LABELS]; LABELS],
}

impl Crf {
    pub(crate) fn read(w: &Weights) -> Result<Crf, ModelError> {
        let (first, flat) = (w.floats("crf.first")?, w.floats("crf.trans")?);
        let rows: Option<Vec<[f32; LABELS]>> = flat.chunks(LABELS).map(|r| r.try_into().ok()).collect();
        match (first.try_into(), rows.and_then(|r| r.try_into().ok())) {
            (Ok(first), Some(step)) => Ok(Crf::new(first, step)),
            _ => Err(damaged("the label chain has an odd shape")),
        }
    }

    fn new(first: [f32; LABELS], step: [[f32; LABELS]; LABELS]) -> Crf {
        Crf { first, step, chance: step.map(|row| row.map(f32::exp)) }
    }

    /// The logarithm of the probability of `labels` among all sequences (the forward algorithm).
    pub(crate) fn log_probability(&self, scores: &[[f32; LABELS]], labels: &[usize]) -> f32 {
        let Some((head, tail)) = scores.split_first() else { return 0.0 };
        let mut sum = self.first[labels[0]] + head[labels[0]];
        let mut total = 0.0;
        let mut alpha = normalised(std::array::from_fn(|k| self.first[k] + head[k]), &mut total);
        for (score, pair) in tail.iter().zip(labels.windows(2)) {
            sum += self.step[pair[0]][pair[1]] + score[pair[1]];
            let mut next = [0.0f32; LABELS];
            for (a, row) in alpha.iter().zip(&self.chance) {
                for (n, c) in next.iter_mut().zip(row) {
                    *n += a * c;
                }
            }
            let next = std::array::from_fn(|k| next[k].max(f32::MIN_POSITIVE).ln() + score[k]);
            alpha = normalised(next, &mut total);
        }
        sum - total
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

/// Logarithms as shares of one; what they sum to is added to `total`.
fn normalised(x: [f32; LABELS], total: &mut f32) -> [f32; LABELS] {
    let top = x.iter().copied().fold(f32::MIN, f32::max);
    let shares = x.map(|v| (v - top).exp());
    let sum: f32 = shares.iter().sum();
    *total += top + sum.ln();
    shares.map(|v| v / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Crf {
        let (mut first, mut step) = ([0.0; LABELS], [[0.0; LABELS]; LABELS]);
        for inside in [2, 4, 6] {
            first[inside] = -1e4;
            for (from, row) in step.iter_mut().enumerate() {
                row[inside] = if from == inside || from + 1 == inside { 0.0 } else { -1e4 };
            }
        }
        Crf::new(first, step)
    }

    #[test]
    fn the_probabilities_of_all_sequences_sum_to_one() {
        let scores = [[0.3, 1.0, 2.0, -1.0, 0.0, 0.5, 1.5], [1.0, 0.0, 0.7, 2.0, 0.1, -0.5, 0.2]];
        let all = (0..LABELS).flat_map(|a| (0..LABELS).map(move |b| [a, b]));
        let sum: f32 = all.map(|labels| chain().log_probability(&scores, &labels).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn an_inside_needs_its_begin() {
        let crf = chain();
        let mut scores = [[0.0; LABELS]; 3];
        scores[0][0] = 1.0;
        scores[1][4] = 5.0;
        scores[1][3] = 4.5;
        scores[2][4] = 5.0;
        assert_eq!(crf.best(&scores), [0, 3, 4]);
        assert!(crf.best(&[]).is_empty());
    }
}
