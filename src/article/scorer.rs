//! The learned scorer: two rows of boosted trees that say how likely a block is part of the story.
//!
//! The first sees a block's own features, the second also what the first thought of the blocks around it.
//! The weights are data (`scorer.trees`), made by `examples/train_scorer.rs`.

use std::sync::LazyLock;

use crate::features::{self, Claims, Measured};
use crate::page::Page;
use crate::words::{HashesMap, Words};

/// A node of a tree: a question, or an answer where `left` is zero.
#[derive(Debug, Clone, Copy)]
struct Knot {
    feature: u16,
    left: u16,
    right: u16,
    /// The threshold of a question (`value <= threshold` goes left), the score of an answer.
    value: f32,
}

/// A sum of trees, squashed to a probability.
#[derive(Debug, Clone, Default)]
struct Forest {
    knots: Vec<Knot>,
    roots: Vec<u32>,
}

/// The scorer for blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scorer {
    first: Forest,
    second: Forest,
}

/// A weights file that does not parse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the scorer's weights is no tree; make the file again with the example train_scorer")]
pub struct BadWeights {
    line: usize,
}

static BUILT_IN: LazyLock<Scorer> = LazyLock::new(|| {
    Scorer::parse(include_str!("scorer.trees")).expect("a test reads the weights that are built in")
});

/// The scorer with the weights that are built in.
pub(crate) fn built_in() -> &'static Scorer {
    &BUILT_IN
}

/// A block that the first row of trees gives less than this is looked at no further.
const NOTHING: f32 = 0.01;

/// After this many trees a block with a sum below [`HOPELESS`] is given up.
const HOPELESS_AFTER: usize = 50;
const HOPELESS: f32 = -3.0;

impl Scorer {
    /// Reads weights: a line a tree, knots separated by `;`, a question `feature,threshold,left,right`,
    /// an answer one number; a line `second` begins the second row.
    pub(crate) fn parse(text: &str) -> Result<Scorer, BadWeights> {
        let mut scorer = Scorer::default();
        let mut second = false;
        for (index, line) in text.lines().enumerate() {
            if line == "second" {
                second = true;
            } else if !line.is_empty() && !line.starts_with('#') {
                let forest = if second { &mut scorer.second } else { &mut scorer.first };
                forest.plant(line).ok_or(BadWeights { line: index + 1 })?;
            }
        }
        Ok(scorer)
    }

    /// How likely each block is part of the story, 0 to 1.
    pub(crate) fn score(&self, page: &Page<'_>, claims: &Claims, words: &Words) -> Vec<f32> {
        let mut first = vec![0.0; page.blocks.len()];
        let measured = features::measure(page, claims, words, |index, row| {
            first[index] = self.first.probability(row);
            first[index] >= NOTHING
        });
        if self.second.roots.is_empty() {
            return first;
        }
        let contexts = surroundings(page, &first);
        let mut second = vec![0.0; first.len()];
        let mut features = Vec::new();
        for (index, row) in measured.candidates.iter().zip(measured.rows()) {
            let at = *index as usize;
            let context = &contexts[at];
            // Where the first row sees nothing far and wide, the second would not either.
            if first[at] < 0.03 && context[WINDOW] < 0.02 {
                continue;
            }
            features.clear();
            features.extend_from_slice(row);
            features.extend_from_slice(context);
            second[at] = self.second.probability(&features);
        }
        second
    }

    /// What the first row of trees says of each block; nothing good of those that were not measured.
    pub(crate) fn first_scores(&self, page: &Page<'_>, measured: &Measured) -> Vec<f32> {
        let mut scores = vec![0.0; page.blocks.len()];
        for (index, row) in measured.candidates.iter().zip(measured.rows()) {
            scores[*index as usize] = self.first.probability(row);
        }
        scores
    }
}

impl Forest {
    fn plant(&mut self, line: &str) -> Option<()> {
        let base = self.knots.len();
        self.roots.push(base as u32);
        let count = line.split(';').count();
        for part in line.split(';') {
            let mut numbers = part.split(',');
            let first = numbers.next()?;
            let knot = match (numbers.next(), numbers.next(), numbers.next()) {
                (None, None, None) => Knot { feature: 0, left: 0, right: 0, value: first.parse().ok()? },
                (Some(value), Some(left), Some(right)) => Knot {
                    feature: first.parse().ok()?,
                    left: left.parse().ok().filter(|at| *at > 0 && usize::from(*at) < count)?,
                    right: right.parse().ok().filter(|at| *at > 0 && usize::from(*at) < count)?,
                    value: value.parse().ok()?,
                },
                _ => return None,
            };
            // Knots point forward only, so that every walk ends.
            let at = (self.knots.len() - base) as u16;
            if knot.left != 0 && (knot.left <= at || knot.right <= at) {
                return None;
            }
            self.knots.push(knot);
        }
        Some(())
    }

    fn probability(&self, features: &[f32]) -> f32 {
        let mut sum = 0.0;
        for (order, root) in self.roots.iter().enumerate() {
            // What so many trees think nothing of, the others cannot save: most blocks of a page are its surroundings.
            if order == HOPELESS_AFTER && sum < HOPELESS {
                return 0.0;
            }
            let mut at = *root as usize;
            loop {
                let knot = self.knots[at];
                if knot.left == 0 {
                    sum += knot.value;
                    break;
                }
                // A weights file of another make may ask for more than there is.
                let asked = features.get(usize::from(knot.feature)).copied().unwrap_or(0.0);
                let left = asked <= knot.value;
                at = *root as usize + usize::from(if left { knot.left } else { knot.right });
            }
        }
        1.0 / (1.0 + (-sum).exp())
    }
}

/// How many numbers [`surroundings`] gives a block.
pub(crate) const SURROUNDINGS: usize = 19;

/// Which of them is the mean score of the blocks far and wide.
const WINDOW: usize = 16;

/// What the first row of trees thought round each block: its neighbours, its containers, its like.
pub(crate) fn surroundings(page: &Page<'_>, scores: &[f32]) -> Vec<[f32; SURROUNDINGS]> {
    let mut sums = vec![0.0_f32];
    let mut weighted = vec![0.0_f32];
    for (score, block) in scores.iter().zip(&page.blocks) {
        sums.push(sums[sums.len() - 1] + score);
        weighted.push(weighted[weighted.len() - 1] + score * block.chars as f32);
    }
    let mut like: HashesMap<(f32, f32)> = HashesMap::default();
    for (score, block) in scores.iter().zip(&page.blocks) {
        for likeness in page.containers[block.container as usize].likeness {
            let entry = like.entry(likeness).or_default();
            entry.0 += score;
            entry.1 += 1.0;
        }
    }
    let total = weighted[weighted.len() - 1].max(1.0);
    let surely: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.7).collect();
    let (first, last) = (surely.first().copied().unwrap_or(0), surely.last().copied().unwrap_or(0));
    (0..scores.len())
        .map(|index| {
            let mut all = [0.0; SURROUNDINGS];
            let near = |offset: isize| {
                index.checked_add_signed(offset).and_then(|at| scores.get(at)).copied().unwrap_or(-0.1)
            };
            all[..7].copy_from_slice(&[
                near(-3),
                near(-2),
                near(-1),
                scores[index],
                near(1),
                near(2),
                near(3),
            ]);
            let own = page.blocks[index].container;
            let mut at = own;
            for step in 0..3 {
                let container = &page.containers[at as usize];
                let (from, to) = (container.first as usize, container.last as usize);
                all[7 + 2 * step] = (sums[to] - sums[from]) / (to - from).max(1) as f32;
                all[8 + 2 * step] = (weighted[to] - weighted[from]) / total;
                at = container.parent;
            }
            for (at, likeness) in page.containers[own as usize].likeness.iter().enumerate() {
                let (sum, count) = like.get(likeness).copied().unwrap_or((0.0, 1.0));
                all[13 + at] = if count > 1.0 { (sum - scores[index]) / (count - 1.0) } else { -0.1 };
            }
            all[17] = (index as f32 - first as f32).clamp(-30.0, 30.0);
            all[18] = (last as f32 - index as f32).clamp(-30.0, 30.0);
            // A window wider than the neighbours.
            let (from, to) = (index.saturating_sub(8), (index + 9).min(scores.len()));
            all[WINDOW] = (sums[to] - sums[from]) / (to - from) as f32;
            all
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_weights_are_trees() {
        assert!(Scorer::parse(include_str!("scorer.trees")).is_ok());
    }

    #[test]
    fn weights_that_are_no_trees_are_refused() {
        for bad in ["x", "1,2", "0,0.5,0,1;1", "0,0.5,1,9;1;2", "0,0.5,1,2;0,0.5,1,2;1"] {
            assert_eq!(Scorer::parse(&format!("0.5\n{bad}")).unwrap_err(), BadWeights { line: 2 }, "{bad}");
        }
        assert!(Scorer::parse("0,0.5,1,2;-1;1\nsecond\n0.25").is_ok());
    }
}
