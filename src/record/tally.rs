//! How many entries each tree of a store should hold, and a sum over them that does not mind their order:
//! what makes silent loss visible. It is written with every commit, and compared by a look at everything.

use sha2::{Digest, Sha256};

use crate::store::Keyspace;

/// The trees that are counted: one for each keyspace, and the one of further parts of long values.
pub(crate) const TREES: usize = Keyspace::ALL.len() + 1;

/// The tree of further parts.
pub(crate) const PARTS: usize = TREES - 1;

/// The bytes of an encoded tally.
pub(crate) const TALLY_BYTES: usize = 8 + TREES * 16;

/// The keyspaces that format 1 had, in its order; parts came after them there too.
pub(crate) const KEYSPACES_OF_FORMAT_1: [Keyspace; 5] =
    [Keyspace::Aliases, Keyspace::Articles, Keyspace::Guilds, Keyspace::Latest, Keyspace::Statements];

/// The bytes of a tally in format 1.
pub(crate) const TALLY_BYTES_OF_FORMAT_1: usize = 8 + (KEYSPACES_OF_FORMAT_1.len() + 1) * 16;

/// Counts and sums after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Number of the commit.
    pub(crate) sequence: u64,
    trees: [Count; TREES],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    entries: u64,
    sum: u64,
}

impl Tally {
    /// The tally of an empty store after a commit.
    pub(crate) fn empty(sequence: u64) -> Self {
        Tally { sequence, ..Tally::default() }
    }

    /// Takes note that `old` under `key` became `new`, both as they lie on the disk.
    pub(crate) fn note(&mut self, tree: usize, key: &[u8], old: Option<&[u8]>, new: Option<&[u8]>) {
        let count = &mut self.trees[tree];
        if let Some(old) = old {
            count.entries = count.entries.wrapping_sub(1);
            count.sum = count.sum.wrapping_sub(digest(key, old));
        }
        if let Some(new) = new {
            count.entries = count.entries.wrapping_add(1);
            count.sum = count.sum.wrapping_add(digest(key, new));
        }
    }

    /// Entries that a tree should hold.
    pub(crate) fn entries(&self, tree: usize) -> u64 {
        self.trees[tree].entries
    }

    /// The trees in which `found` differs, with both counts.
    pub(crate) fn differences(&self, found: &Tally) -> Vec<(usize, u64, u64)> {
        (0..TREES)
            .filter(|&tree| self.trees[tree] != found.trees[tree])
            .map(|tree| (tree, self.trees[tree].entries, found.trees[tree].entries))
            .collect()
    }

    pub(crate) fn encode(&self) -> [u8; TALLY_BYTES] {
        let mut bytes = [0; TALLY_BYTES];
        let numbers = std::iter::once(self.sequence)
            .chain(self.trees.iter().flat_map(|count| [count.entries, count.sum]));
        for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    /// A tally of this format or of format 1, which its length tells.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let trees: Vec<usize> = match bytes.len() {
            TALLY_BYTES => (0..TREES).collect(),
            TALLY_BYTES_OF_FORMAT_1 => {
                KEYSPACES_OF_FORMAT_1.map(Keyspace::index).into_iter().chain([PARTS]).collect()
            }
            _ => return None,
        };
        let (numbers, _) = bytes.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|number| u64::from_be_bytes(*number));
        let mut tally = Tally { sequence: numbers.next()?, ..Tally::default() };
        for tree in trees {
            tally.trees[tree] = Count { entries: numbers.next()?, sum: numbers.next()? };
        }
        Some(tally)
    }

    /// As format 1 wrote it.
    #[cfg(test)]
    pub(crate) fn encode_as_format_1(&self) -> Vec<u8> {
        let mut bytes = self.sequence.to_be_bytes().to_vec();
        for tree in KEYSPACES_OF_FORMAT_1.map(Keyspace::index).into_iter().chain([PARTS]) {
            bytes.extend(self.trees[tree].entries.to_be_bytes());
            bytes.extend(self.trees[tree].sum.to_be_bytes());
        }
        bytes
    }

    /// The same without what format 1 did not have.
    #[cfg(test)]
    pub(crate) fn without_later_keyspaces(mut self) -> Self {
        for space in Keyspace::ALL.into_iter().filter(|space| !KEYSPACES_OF_FORMAT_1.contains(space)) {
            self.trees[space.index()] = Count::default();
        }
        self
    }
}

fn digest(key: &[u8], value: &[u8]) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update((key.len() as u64).to_be_bytes());
    hasher.update(key);
    hasher.update(value);
    let hash = hasher.finalize();
    hash.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_every_change_does() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.note(0, b"a", None, Some(b"1"));
        one.note(0, b"b", None, Some(b"2"));
        other.note(0, b"b", None, Some(b"old"));
        other.note(0, b"a", None, Some(b"1"));
        assert_eq!(one.differences(&other), [(0, 2, 2)]);
        other.note(0, b"b", Some(b"old"), Some(b"2"));
        assert_eq!(one, other);
        other.note(0, b"a", Some(b"1"), None);
        assert_eq!(one.differences(&other), [(0, 2, 1)]);
        assert_eq!(Tally::decode(&one.encode()), Some(one));
        assert_eq!(Tally::decode(&[0; 3]), None);
    }
}
