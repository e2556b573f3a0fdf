//! What the record asks of an engine: batches, reads, scans, a proof. No engine's type crosses it, and no
//! closure or iterator, so that another engine (or one on another machine) can serve.

use std::sync::Arc;

use crate::error::RecordError;
use crate::keys;

pub use crate::keys::Keyspace;

/// The longest value that a store takes, in bytes.
pub const VALUE_BYTES_MAX: usize = 4 << 20;

/// The longest key that a store takes, in bytes.
pub const KEY_BYTES_MAX: usize = 256;

/// The most writes that one batch holds.
pub const BATCH_OPS_MAX: usize = 8_192;

/// The most bytes of keys and values that one batch holds.
pub const BATCH_BYTES_MAX: usize = 16 << 20;

/// The most entries that one page of a scan holds, whatever was asked for.
pub const PAGE_ENTRIES_MAX: usize = 1_000;

/// A page of a scan ends early when it holds this many bytes.
pub const PAGE_BYTES_MAX: usize = 8 << 20;

/// An ordered, durable map of keyspaces.
pub trait Store: Send + Sync {
    /// Writes the whole batch or nothing of it; returns when it is on the disk.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] where an expectation does not hold; otherwise why nothing could be written.
    fn commit(&self, batch: Batch) -> Result<Ack, RecordError>;

    /// The value under a key.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where the value is damaged.
    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError>;

    /// Up to `limit` entries of `range` in key order, after `cursor` where one is given.
    /// Damaged entries are named beside the good ones and do not end the scan.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    fn scan(&self, space: Keyspace, range: &KeyRange, limit: usize, cursor: Option<&Cursor>) -> Scanned;

    /// Holds writers back while `reading` looks at the store, so that it sees one state.
    /// Scans and reads inside it work as outside; a commit inside it would wait for itself.
    ///
    /// # Errors
    /// Those of `reading`.
    fn at_rest(&self, reading: &mut dyn FnMut() -> Result<(), RecordError>) -> Result<(), RecordError>;

    /// Reads everything and compares it with what was acknowledged.
    ///
    /// # Errors
    /// Where the store cannot be read at all; damage found is in the proof.
    fn verify(&self) -> Result<Proof, RecordError>;

    /// Sizes and counts.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn stats(&self) -> Result<StoreStats, RecordError>;
}

/// The receipt of a batch that is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack {
    /// The number of the commit, from 1, growing.
    pub sequence: u64,
}

/// Writes that are done together or not at all, and what must hold for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// What must hold before the first write.
    pub expectations: Vec<(Keyspace, Vec<u8>, Expect)>,
    /// The writes in order; none deletes.
    pub writes: Vec<(Keyspace, Vec<u8>, Option<Vec<u8>>)>,
}

/// What must lie under a key for a batch to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Nothing.
    Absent,
    /// Exactly these bytes.
    Is(Vec<u8>),
}

impl Expect {
    /// Whether `found` is what is expected.
    pub(crate) fn holds(&self, found: Option<&[u8]>) -> bool {
        match self {
            Expect::Absent => found.is_none(),
            Expect::Is(bytes) => found == Some(bytes),
        }
    }
}

impl Batch {
    /// A batch without writes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an expectation.
    pub fn expect(&mut self, space: Keyspace, key: impl Into<Vec<u8>>, expect: Expect) {
        self.expectations.push((space, key.into(), expect));
    }

    /// Adds a write.
    pub fn put(&mut self, space: Keyspace, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.writes.push((space, key.into(), Some(value.into())));
    }

    /// Adds a deletion.
    pub fn delete(&mut self, space: Keyspace, key: impl Into<Vec<u8>>) {
        self.writes.push((space, key.into(), None));
    }

    /// Bytes of all keys and values to be written.
    pub fn size_bytes(&self) -> usize {
        self.writes.iter().map(|(_, key, value)| key.len() + value.as_ref().map_or(0, Vec::len)).sum()
    }

    /// Refuses what no store takes.
    pub(crate) fn check(&self) -> Result<(), RecordError> {
        let bounded = |what, size: usize, limit| {
            if size > limit { Err(RecordError::TooLarge { what, size, limit }) } else { Ok(()) }
        };
        bounded("the batch (in writes)", self.writes.len() + self.expectations.len(), BATCH_OPS_MAX)?;
        bounded("the batch (in bytes)", self.size_bytes(), BATCH_BYTES_MAX)?;
        for (_, key, value) in &self.writes {
            bounded("a key (in bytes)", key.len(), KEY_BYTES_MAX)?;
            bounded("a value (in bytes)", value.as_ref().map_or(0, Vec::len), VALUE_BYTES_MAX)?;
        }
        self.expectations
            .iter()
            .try_for_each(|(_, key, _)| bounded("a key (in bytes)", key.len(), KEY_BYTES_MAX))
    }
}

/// Keys from one to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRange {
    /// The first key.
    pub from: Vec<u8>,
    /// One past the last key; none for no end.
    pub to: Option<Vec<u8>>,
}

impl KeyRange {
    /// All keys.
    pub fn all() -> Self {
        Self::default()
    }

    /// The keys that begin with `prefix`.
    pub fn prefix(prefix: &[u8]) -> Self {
        Self { from: prefix.to_vec(), to: keys::after_prefix(prefix) }
    }

    /// Where a scan with this cursor starts; none where nothing can be left.
    pub(crate) fn start(&self, cursor: Option<&Cursor>) -> Option<Vec<u8>> {
        let from = match cursor {
            // The least key after `last` is `last` with a zero byte.
            Some(Cursor(last)) => self.from.clone().max([last.as_slice(), &[0]].concat()),
            None => self.from.clone(),
        };
        // An inverted range is empty, and engines panic at it (spacejam/sled#1410).
        if self.to.as_ref().is_some_and(|to| *to <= from) { None } else { Some(from) }
    }
}

/// Where a scan goes on: after this key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Vec<u8>);

/// What a scan gives.
pub type Scanned = Result<Page, RecordError>;

/// A part of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Keys and values in key order.
    pub entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// Keys of entries that could not be read, and why.
    pub damaged: Vec<(Vec<u8>, String)>,
    /// Where to go on; none where the range has ended.
    pub next: Option<Cursor>,
}

impl Page {
    /// Adds what was read under `key`; returns whether the page is full.
    pub(crate) fn add(
        &mut self,
        key: Vec<u8>,
        value: Result<Vec<u8>, String>,
        filled_bytes: &mut usize,
    ) -> bool {
        *filled_bytes += key.len();
        match value {
            Ok(value) => {
                *filled_bytes += value.len();
                self.entries.push((key, value));
            }
            Err(why) => self.damaged.push((key, why)),
        }
        *filled_bytes >= PAGE_BYTES_MAX
    }
}

/// What a look at every entry found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Entries that are whole.
    pub entries: u64,
    /// What is wrong, one line each, at most [`Proof::PROBLEMS_MAX`].
    pub problems: Vec<String>,
    /// How many problems there are in all.
    pub problem_count: u64,
}

impl Proof {
    /// The most problems that are spelt out.
    pub const PROBLEMS_MAX: usize = 100;

    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.problem_count == 0
    }

    pub(crate) fn problem(&mut self, text: String) {
        self.problem_count += 1;
        if self.problems.len() < Self::PROBLEMS_MAX {
            self.problems.push(text);
        }
    }
}

/// Sizes and counts of a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreStats {
    /// Number of the last commit.
    pub sequence: u64,
    /// Entries of each keyspace, in the order of [`Keyspace::ALL`].
    pub entries: Vec<u64>,
    /// Bytes on the disk; 0 where the store has none.
    pub disk_bytes: u64,
}

/// A store that several owners share.
pub(crate) type SharedStore = Arc<dyn Store>;

/// Calls `each` for every entry of `range` in order; damaged entries go to `damaged`.
pub(crate) fn walk(
    store: &dyn Store,
    space: Keyspace,
    range: &KeyRange,
    each: &mut dyn FnMut(Vec<u8>, Vec<u8>) -> Result<(), RecordError>,
    damaged: &mut dyn FnMut(Vec<u8>, String) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let mut cursor = None;
    loop {
        let page = store.scan(space, range, PAGE_ENTRIES_MAX, cursor.as_ref())?;
        for (key, value) in page.entries {
            each(key, value)?;
        }
        for (key, why) in page.damaged {
            damaged(key, why)?;
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

/// The refusal of a damaged entry.
pub(crate) fn bad_entry(space: Keyspace, key: &[u8], why: impl ToString) -> RecordError {
    RecordError::BadEntry { place: keys::shown(space, key), why: why.to_string() }
}
