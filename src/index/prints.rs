//! Fingerprints of statements' words, and which statements have them: what may be the same utterance is found
//! without looking at any other.
//!
//! A fingerprint is 32 bits of a hash. Its first twelve bits are the number of its shard; the other twenty and 28 bits
//! of the statement's number are kept as six bytes, since there are about nine for each statement.

/// Statements that are looked at for one fingerprint, the earliest put in first.
const LINES_OF_A_PRINT_MAX: usize = 4_000;

/// Entries of a shard that lie unsorted at least, before they are sorted.
const UNSORTED_MAX: usize = 64;

/// Bits of a fingerprint that its shard's number does not tell.
const PRINT_BITS: u32 = 20;

/// Bits of a statement's number: 268 million, which no memory holds.
const LINE_BITS: u32 = 28;

/// A fingerprint's bits and then a statement's, the highest first.
type Entry = [u8; 6];

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
        if line >> LINE_BITS != 0 {
            return;
        }
        self.shards.resize_with(1 << (u32::BITS - PRINT_BITS), Shard::default);
        if let Some(shard) = self.shards.get_mut(shard_of(print)) {
            shard.add(entry(print, line));
        }
    }

    /// The statements that have some of the fingerprints, each as often as it has one of them, in growing order.
    /// The fingerprints come sorted, each once.
    pub(crate) fn find(&self, prints: &[u32]) -> Vec<u32> {
        let mut found = Vec::new();
        for some in prints.chunk_by(|one, other| shard_of(*one) == shard_of(*other)) {
            let shard = some.first().and_then(|print| self.shards.get(shard_of(*print)));
            if let Some(shard) = shard {
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
            let from = sorted.partition_point(|its| *its < entry(*print, 0));
            let same = sorted[from..].iter().take_while(|its| own(its) == own(&entry(*print, 0)));
            found.extend(same.take(LINES_OF_A_PRINT_MAX).map(line));
        }
        let is_asked =
            |its: &&Entry| prints.binary_search_by(|print| own(&entry(*print, 0)).cmp(&own(its))).is_ok();
        found.extend(rest.iter().filter(is_asked).map(line));
    }
}

fn shard_of(print: u32) -> usize {
    // A number of twelve bits.
    usize::try_from(print >> PRINT_BITS).unwrap_or_default()
}

fn entry(print: u32, line: u32) -> Entry {
    let own = print & ((1 << PRINT_BITS) - 1);
    let [_, _, rest @ ..] = (u64::from(own) << LINE_BITS | u64::from(line)).to_be_bytes();
    rest
}

fn packed(entry: &Entry) -> u64 {
    let [a, b, c, d, e, f] = *entry;
    u64::from_be_bytes([0, 0, a, b, c, d, e, f])
}

/// What of a fingerprint is kept in its shard.
fn own(entry: &Entry) -> u64 {
    packed(entry) >> LINE_BITS
}

fn line(entry: &Entry) -> u32 {
    // Of the number's bits, those of the line remain.
    u32::try_from(packed(entry) & ((1 << LINE_BITS) - 1)).unwrap_or_default()
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
