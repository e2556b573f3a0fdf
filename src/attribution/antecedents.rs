//! Whom a source means: for an attribution, which words of the text name its speaker.
//!
//! A query of the cue's anchor and the source's words meets a key of every word around; what a distance and the marks of
//! a word add is the query's to say, and one more place stands for nobody (`AntecedentHead` in `training/model.py`).

use std::collections::HashMap;

use rten_simd::SimdOp;

use crate::ModelError;
use crate::join::{Found, Range, SOURCE};
use crate::linear::{Dense, Kernels, Linear, Room, Rows};
use crate::quotes::Quotation;
use crate::vector;
use crate::weights::{Weights, damaged};
use crate::words::Word;

/// Words looked at on either side of an anchor: more than the articles have that the head was trained on.
const REACH: usize = 1024;
/// Words that have keys, about a hundred pages; in what follows them nobody is pointed at, so that memory stays bounded.
pub(crate) const KEYS_MAX: usize = 1 << 16;
/// Words less likely than this are not told.
const LIKELY_MIN: f32 = 0.02;
/// Words told of an attribution at most.
const TOLD_MAX: usize = 12;

/// The head with its weights.
pub(crate) struct AntecedentHead {
    ask1: Linear,
    ask2: Linear,
    key: Linear,
    far: Dense,
    marks: Dense,
    none: Dense,
}

/// Marks of a word: `Marked` in `training/meant.py` has them in this order.
const MARKS: usize = 8;

/// Letters of a word of the source that is looked for elsewhere, at least.
const SAME_MIN: usize = 4;
/// Letters by which a word of the source is found in another form.
const STEM: usize = 5;

/// The marks of a text's words as far as they are the same for all attributions, and what tells words of a source again.
pub(crate) struct Marked {
    words: Vec<MarkedWord>,
}

#[derive(Debug, Clone, Copy)]
struct MarkedWord {
    /// It begins with a capital, and opens no sentence.
    name: bool,
    /// It begins with a capital because it opens a sentence, or may do so.
    opening: bool,
    quoted: bool,
    paragraph: u32,
    /// Numbers of the word and of its beginning, each the same for the same letters; none of words that are too short.
    same: Option<u32>,
    stem: Option<u32>,
}

impl Marked {
    /// The marks of the first [`KEYS_MAX`] words.
    pub(crate) fn new(text: &[char], words: &[Word], quotation: &[Quotation]) -> Marked {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut number = |word: String| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        };
        let letter = |word: &Word| text[word.start].is_alphanumeric();
        let joint = |word: &Word| matches!(text[word.start..word.end], ['\'' | '’' | '-']);
        let marked = |(k, word): (usize, &Word)| {
            let before = k.checked_sub(1).map(|k| &words[k]);
            let opens = before.is_none_or(|w| w.paragraph != word.paragraph || !(letter(w) || joint(w)));
            let capital = text[word.start].is_uppercase();
            let lower: String = text[word.start..word.end].iter().flat_map(|c| c.to_lowercase()).collect();
            let stem: Option<String> =
                lower.char_indices().nth(STEM - 1).map(|(at, c)| format!("{}…", &lower[..at + c.len_utf8()]));
            let long = lower.chars().count() >= SAME_MIN;
            MarkedWord {
                name: capital && !opens,
                opening: capital && opens,
                quoted: quotation[k] != Quotation::Outside,
                paragraph: word.paragraph,
                same: long.then(|| number(lower)),
                stem: stem.map(&mut number),
            }
        };
        Marked { words: words.iter().take(KEYS_MAX).enumerate().map(marked).collect() }
    }

    /// Adds to the scores of the words from `first` on what each mark adds, for an attribution.
    fn add(&self, scores: &mut [f32], first: usize, anchor: usize, source: &[Range], marks: &[f32]) {
        let inside = |word: usize| source.iter().any(|&(i, j)| (i..j).contains(&word));
        let own = || source.iter().flat_map(|&(i, j)| self.words.get(i..j).unwrap_or_default());
        let mut same: Vec<u32> = own().filter_map(|word| word.same).collect();
        let mut stems: Vec<u32> = own().filter_map(|word| word.stem).collect();
        same.sort_unstable();
        stems.sort_unstable();
        let Some(here) = self.words.get(anchor).map(|word| word.paragraph) else { return };
        let within = |of: &[u32], number: Option<u32>| number.is_some_and(|n| of.binary_search(&n).is_ok());
        for ((at, word), score) in self.words.iter().enumerate().skip(first).zip(scores) {
            let own = inside(at);
            let holds: [bool; MARKS] = [
                word.name,
                word.opening,
                word.quoted,
                !own && within(&same, word.same),
                !own && within(&stems, word.stem),
                own,
                word.paragraph == here,
                word.paragraph + 1 == here,
            ];
            *score += holds.iter().zip(marks).filter(|(holds, _)| **holds).map(|(_, mark)| mark).sum::<f32>();
        }
    }
}

/// The keys of a text's words, in their order.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<f32>);

impl AntecedentHead {
    pub(crate) fn read(w: &Weights, width: usize, kernels: &Kernels) -> Result<AntecedentHead, ModelError> {
        let linear = |name: &str| Linear::read(w, &format!("meant.{name}"), kernels);
        let (ask1, ask2, key) = (linear("ask1")?, linear("ask2")?, linear("key")?);
        let dense = |name: &str| Dense::read(w, &format!("meant.{name}"), key.outputs());
        let (far, marks, none) = (dense("far")?, dense("marks")?, dense("none")?);
        let fits = ask1.inputs() == 2 * width
            && ask2.inputs() == ask1.outputs()
            && ask2.outputs() == key.outputs()
            && key.inputs() == width
            && far.outputs() % 2 == 1
            && marks.outputs() == MARKS
            && none.outputs() == 1;
        if fits {
            Ok(AntecedentHead { ask1, ask2, key, far, marks, none })
        } else {
            Err(damaged("the antecedent head has odd shapes"))
        }
    }

    /// Adds the keys of the next words, whose states are given.
    pub(crate) fn add_keys(&self, words: &Rows, keys: &mut Keys, kernels: &Kernels, room: &mut Room) {
        let width = self.key.outputs();
        if keys.0.len() < KEYS_MAX * width {
            let new = self.key.apply(words, kernels, room);
            keys.0.extend_from_slice(&new.data);
            room.give(new);
        }
    }

    /// The query of each attribution, given as the rows of its anchor and of its source.
    pub(crate) fn queries(
        &self,
        words: &Rows,
        asking: &[(usize, Vec<Range>)],
        kernels: &Kernels,
        room: &mut Room,
    ) -> Vec<Vec<f32>> {
        let width = words.width;
        let mut x = Rows::zeros(asking.len(), 2 * width);
        for (k, (anchor, source)) in asking.iter().enumerate() {
            let (own, mean) = x.row_mut(k).split_at_mut(width);
            own.copy_from_slice(words.row(*anchor));
            let rows = source.iter().flat_map(|&(i, j)| i..j);
            let share = 1.0 / rows.clone().count().max(1) as f32;
            for row in rows {
                mean.iter_mut().zip(words.row(row)).for_each(|(y, x)| *y += x * share);
            }
        }
        let mut hidden = self.ask1.apply(&x, kernels, room);
        vector::Gelu(&mut hidden.data).dispatch();
        let out = self.ask2.apply(&hidden, kernels, room);
        let queries = (0..out.len()).map(|k| out.row(k).to_vec()).collect();
        room.give(hidden);
        room.give(out);
        queries
    }

    /// The words that an attribution's query points at, with how likely each is the one, the likeliest first.
    pub(crate) fn point(&self, keys: &Keys, marked: &Marked, found: &Found) -> Vec<(usize, f32)> {
        let (query, anchor) = (&found.query, found.anchor);
        let width = self.key.outputs();
        let words = keys.0.len() / width.max(1);
        let (first, last) = (anchor.saturating_sub(REACH), words.min(anchor + REACH + 1));
        if query.len() != width || first >= last {
            return Vec::new();
        }
        let (mut far, mut marks, mut none) = (vec![0.0; self.far.outputs()], [0.0; MARKS], [0.0]);
        self.far.apply(query, &mut far);
        self.marks.apply(query, &mut marks);
        self.none.apply(query, &mut none);
        let share = 1.0 / (width as f32).sqrt();
        let mut scores = vec![0.0; last - first];
        let (weight, bias) = (&keys.0[first * width..last * width], vec![0.0; last - first]);
        vector::Dense { row: query, weight, bias: &bias, out: &mut scores }.dispatch();
        for (word, score) in (first..).zip(&mut scores) {
            *score = *score * share + far[distance(anchor, word, far.len() / 2)];
        }
        marked.add(&mut scores, first, anchor, &found.spans[SOURCE], &marks);
        let top = scores.iter().copied().fold(none[0], f32::max);
        let all = scores.iter().map(|x| (x - top).exp()).sum::<f32>() + (none[0] - top).exp();
        let mut likely: Vec<(usize, f32)> =
            (first..).zip(&scores).map(|(word, x)| (word, (x - top).exp() / all)).collect();
        likely.retain(|(_, p)| *p >= LIKELY_MIN);
        likely.sort_by(|(_, p), (_, q)| q.total_cmp(p));
        likely.truncate(TOLD_MAX);
        likely
    }
}

/// The class of a distance: doubling steps on either side, `classes` of them, the anchor itself in the middle.
fn distance(anchor: usize, word: usize, classes: usize) -> usize {
    let step = |words: usize| words.checked_ilog2().map_or(0, |log| (log as usize + 1).min(classes));
    if word < anchor { classes - step(anchor - word) } else { classes + step(word - anchor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_double() {
        let of = |word| distance(1000, word, 10);
        assert_eq!([of(1000), of(1001), of(1002), of(1003), of(1004)], [10, 11, 12, 12, 13]);
        assert_eq!([of(999), of(997), of(0), of(3000)], [9, 8, 0, 20]);
    }
}
