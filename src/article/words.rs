//! Texts as folded words, for comparison: case, punctuation and invisible characters do not count.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A set of hashes.
pub(crate) type HashesSet = HashSet<u64, BuildHasherDefault<AsItIs>>;
/// A map by hash.
pub(crate) type HashesMap<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// The hasher for keys that are hashes already; one multiplication spreads their low bits.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// The hashes of a text's words in order.
pub(crate) fn fold(text: &str) -> Vec<u64> {
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    fold_into(text, &mut words);
    words
}

fn fold_into(text: &str, words: &mut Vec<u64>) {
    let mut hash = 0_u64;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            hash = step(hash, c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            hash = c.to_lowercase().fold(hash, step);
        } else if hash != 0 && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}') {
            words.push(hash);
            hash = 0;
        }
    }
    if hash != 0 {
        words.push(hash);
    }
}

fn step(hash: u64, c: char) -> u64 {
    hash.wrapping_mul(0x0100_0000_01b3).wrapping_add(u64::from(u32::from(c)) + 1)
}

/// The words of many texts in one place.
pub(crate) struct Words {
    all: Vec<u64>,
    ends: Vec<u32>,
}

impl Words {
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Words {
        let mut words = Words { all: Vec::new(), ends: Vec::new() };
        for text in texts {
            fold_into(text, &mut words.all);
            words.ends.push(words.all.len() as u32);
        }
        words
    }

    /// The words of one text.
    pub(crate) fn get(&self, index: usize) -> &[u64] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.all[start..self.ends[index] as usize]
    }
}

/// One hash for a whole text.
pub(crate) fn whole(words: &[u64]) -> u64 {
    words
        .iter()
        .fold(words.len() as u64, |hash, word| hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(9) ^ word)
}

/// Runs of three words (of all words where there are fewer).
pub(crate) fn shingles(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(words.len().clamp(1, 3)).map(whole)
}

/// The shingles of a text as a set.
pub(crate) fn known(text: &str) -> HashesSet {
    shingles(&fold(text)).collect()
}

/// The share of a text's shingles that another text has.
pub(crate) fn share_in(words: &[u64], known: &HashesSet) -> f32 {
    if words.is_empty() || known.is_empty() {
        return 0.0;
    }
    let all = (words.len() + 1 - words.len().clamp(1, 3)) as f32;
    shingles(words).filter(|shingle| known.contains(shingle)).count() as f32 / all
}

/// Whether one text holds another as it is.
pub(crate) fn holds(words: &[u64], part: &[u64]) -> bool {
    // Most windows differ in their first word: no need to compare them whole.
    !part.is_empty() && words.windows(part.len()).any(|window| window[0] == part[0] && window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_invisible_characters_do_not_count() {
        assert_eq!(fold("“Sicherheits\u{ad}forscher” – ÉTÉ"), fold("sicherheitsforscher été"));
        assert_ne!(fold("a b"), fold("ab"));
        assert!(holds(&fold("We were not told, she said."), &fold("“We were NOT told.”")));
        assert_eq!(share_in(&fold("one two three four"), &known("zero one two three")), 0.5);
        let words = Words::of(["a b", "", "c"].into_iter());
        assert_eq!((words.get(0).len(), words.get(1).len(), words.get(2)), (2, 0, &fold("c")[..]));
    }
}
