//! Fingerprints of statements' words, and which statements have them: what may be the same utterance is found
//! without looking at any other.
//!
//! A fingerprint is 32 bits of a hash. Its first byte is the number of its shard; of the rest and the number of the
//! statement seven bytes are kept, since there are about nine for each statement.

use std::ops::Range;

/// Statements that are looked at for one fingerprint, the earliest put in first.
const LINES_OF_A_PRINT_MAX: usize = 4_000;

/// Entries of a shard that lie unsorted at least, before they are sorted.
const UNSORTED_MAX: usize = 1_024;

type Entry = [u8; 7];

/// Fingerprints of all statements.
#[derive(Debug, Default)]
pub(crate) struct Prints {
    shards: Vec<Shard>,
}

#[derive(Debug, Default)]
struct Shard {
    entries: Vec<Entry>,
    /// So many of the first are sorted.
    sorted: usize,
}

impl Prints {
    /// Notes that a statement has a fingerprint.
    pub(crate) fn add(&mut self, print: u32, line: u32) {
        self.shards.resize_with(256, Shard::default);
        let [shard, one, two, three] = print.to_be_bytes();
        let [a, b, c, d] = line.to_be_bytes();
        self.shards[usize::from(shard)].add([one, two, three, a, b, c, d]);
    }

    /// The statements that have some of the fingerprints, each as often as it has one of them, in growing order.
    /// The fingerprints come sorted, each once.
    pub(crate) fn find(&self, prints: &[u32]) -> Vec<u32> {
        let mut found = Vec::new();
        for some in prints.chunk_by(|one, other| one >> 24 == other >> 24) {
            let [shard, ..] = some.first().copied().unwrap_or_default().to_be_bytes();
            if let Some(shard) = self.shards.get(usize::from(shard)) {
                shard.find(some, &mut found);
            }
        }
        found.sort_unstable();
        found
    }

    pub(crate) fn size_bytes(&self) -> usize {
        self.shards.iter().map(|shard| shard.entries.capacity() * size_of::<Entry>() + 32).sum()
    }
}

impl Shard {
    fn add(&mut self, entry: Entry) {
        let length = self.entries.len();
        if length == self.entries.capacity() {
            // Not twice as many at a time: this is the largest list of all.
            self.entries.reserve_exact(length / 32 + 16);
        }
        self.entries.push(entry);
        if self.entries.len() - self.sorted > self.sorted.max(UNSORTED_MAX) {
            self.entries.sort_unstable();
            self.sorted = self.entries.len();
        }
    }

    fn find(&self, prints: &[u32], found: &mut Vec<u32>) {
        let (sorted, rest) = self.entries.split_at(self.sorted);
        for print in prints {
            found.extend(sorted[range(sorted, *print)].iter().map(line).take(LINES_OF_A_PRINT_MAX));
        }
        let is_asked =
            |entry: &&Entry| prints.binary_search_by(|print| own(*print).as_slice().cmp(&entry[..3])).is_ok();
        found.extend(rest.iter().filter(is_asked).map(line));
    }
}

/// What of a fingerprint is kept in its shard.
fn own(print: u32) -> [u8; 3] {
    let [_, one, two, three] = print.to_be_bytes();
    [one, two, three]
}

fn line(entry: &Entry) -> u32 {
    let [_, _, _, a, b, c, d] = *entry;
    u32::from_be_bytes([a, b, c, d])
}

fn range(sorted: &[Entry], print: u32) -> Range<usize> {
    let own = own(print);
    let from = sorted.partition_point(|entry| entry[..3] < own[..]);
    from..from + sorted[from..].partition_point(|entry| entry[..3] == own[..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_found_as_often_as_it_has_what_is_asked() {
        let mut prints = Prints::default();
        // Enough for sorted and unsorted entries in each shard.
        for line in 0..300_000_u32 {
            prints.add(line.wrapping_mul(2_654_435_761), line);
            prints.add((line % 7) << 24 | 5, line);
        }
        let hash = |line: u32| line.wrapping_mul(2_654_435_761);
        for line in (0..300_000).step_by(7_001) {
            let mut asked = vec![hash(line), hash(line + 1)];
            asked.sort_unstable();
            assert_eq!(prints.find(&asked), [line, line + 1]);
        }
        let many = prints.find(&[5]);
        assert!(many.len() >= LINES_OF_A_PRINT_MAX && many.iter().all(|line| line % 7 == 0));
        let mut both = [hash(7), 5];
        both.sort_unstable();
        assert_eq!(prints.find(&both).iter().filter(|line| **line == 7).count(), 2);
        assert_eq!(Prints::default().find(&[1]), [0; 0]);
    }
}
