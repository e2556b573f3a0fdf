//! The store on sled 0.34.7.
//!
//! What it needs beyond sled's own promises, each measured: `flush` does not reach the disk by itself, so
//! the log file is synced after it; long values would go to files that are never synced, so values are cut
//! into parts of 4 KiB; `flush_async` deadlocks and is not used; damage makes sled panic, so every call is
//! caught; a lost tail is silent, so a mark beside the log tells what must be there.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use sled::Tree;

use crate::caught::caught;
use crate::error::RecordError;
use crate::folder::{self, Home};
use crate::mark::{FORMAT, Mark, Marked};
use crate::parts::read_whole;
use crate::sled_files::{create, from_sled, open_sled, open_without_snapshots};
use crate::sled_proof::{prove, read_tally};
use crate::sled_writer::{Job, Writer};
use crate::store::{
    Ack, Batch, Cursor, KeyRange, Keyspace, PAGE_ENTRIES_MAX, Page, Proof, Scanned, Store, StoreStats,
    bad_entry,
};
use crate::tally::PARTS;
use crate::values;

/// The most batches that wait for the writer before callers have to wait to hand theirs over.
const QUEUE_BATCHES_MAX: usize = 1_000;

/// How a [`SledStore`] is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SledOptions {
    /// sled's page cache, in bytes. It counts late (64 readings in each of 256 parts), so that some 50 MB lie in it
    /// whatever is asked. From 64 to 16 MiB the process came down by 13 MB with 400,000 statements, and questions took about
    /// as long, on a machine with other work.
    pub cache_bytes: u64,
    /// Writing stops while less of the disk than this is free, since sled does not stand a full disk.
    pub reserve_bytes: u64,
}

impl Default for SledOptions {
    fn default() -> Self {
        Self { cache_bytes: 16 << 20, reserve_bytes: 64 << 20 }
    }
}

/// A [`Store`] in a folder.
#[derive(Debug)]
pub struct SledStore {
    // The order of the fields is the order of their dropping: the lock goes last.
    sender: Option<SyncSender<Job>>,
    writer: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
    path: PathBuf,
    _lock: File,
}

/// What readers and the writer share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The trees of the keyspaces, then that of parts, then that of the tally.
    pub(crate) trees: Vec<Tree>,
    /// Held for writing by each commit, for reading by whoever needs one state.
    pub(crate) gate: RwLock<()>,
    /// Why nothing can be written any more.
    pub(crate) stopped: Mutex<Option<RecordError>>,
}

impl SledStore {
    /// Opens the store in a folder, and makes both where they are not there.
    ///
    /// # Errors
    /// [`RecordError::InUse`], [`RecordError::NotWritable`], [`RecordError::Newer`], [`RecordError::Full`],
    /// or [`RecordError::Damaged`] where it does not open or is not what was acknowledged.
    pub fn open(path: &Path, options: SledOptions) -> Result<Self, RecordError> {
        let lock = folder::lock(path)?;
        Self::open_locked(path, options, lock)
    }

    /// Opens the store of a folder whose lock is held.
    pub(crate) fn open_locked(path: &Path, options: SledOptions, lock: File) -> Result<Self, RecordError> {
        let home = folder::settle(path)?;
        let home = match home {
            Some(home) => home,
            None => create(path, options)?,
        };
        Self::start(path, &home, options, lock)
    }

    /// Starts on a store that is there, in the folder `path` whose lock is held.
    pub(crate) fn start(
        path: &Path,
        home: &Home,
        options: SledOptions,
        lock: File,
    ) -> Result<Self, RecordError> {
        let damaged = |why: String| RecordError::Damaged { path: path.to_path_buf(), why };
        let marked = match Mark::open(&home.mark()) {
            Err(RecordError::Io { why, .. }) => {
                return Err(damaged(format!("its mark cannot be read: {why}")));
            }
            other => other?,
        };
        for file in [home.log(), home.conf()] {
            // sled would start an empty log in the place of a missing one.
            if !file.is_file() {
                return Err(damaged(format!("{} is missing", file.display())));
            }
        }
        home.remove_unfinished_snapshots()?;
        let (db, trees, doubted) = match open_sled(path, home, options) {
            Ok((db, trees)) => (db, trees, false),
            Err(damage) if damage.is_damage() => {
                let (db, trees) = open_without_snapshots(path, home, options).ok_or(damage)?;
                (db, trees, true)
            }
            Err(other) => return Err(other),
        };
        let tally = read_tally(&trees).map_err(damaged)?;
        let shared = Arc::new(Shared { trees, gate: RwLock::new(()), stopped: Mutex::new(None) });
        let mark = match marked {
            Some(Marked { tally: marked, .. }) if tally.sequence < marked.sequence => {
                return Err(damaged(format!(
                    "commit {} was acknowledged, the last one found is {}",
                    marked.sequence, tally.sequence
                )));
            }
            Some(Marked { tally: marked, .. }) if tally.sequence == marked.sequence && tally != marked => {
                return Err(damaged(format!("commit {} is not the acknowledged one", tally.sequence)));
            }
            Some(Marked { format, .. }) if format < FORMAT && !doubted => {
                tracing::info!(path = %path.display(), format, "the record of an older format is taken over");
                Mark::renewed(&home.mark(), &tally)?
            }
            Some(Marked { mark, .. }) if !doubted => mark,
            _ => {
                // Nothing says what must be there, or the log was read in an unusual way: everything is
                // looked at before it is believed.
                let proof = prove(&shared.trees, &tally)?;
                if let Some(problem) = proof.problems.first() {
                    return Err(damaged(problem.clone()));
                }
                tracing::warn!(path = %path.display(), "the record's mark or snapshot was lost; all entries were proved, it is made anew");
                Mark::create(&home.mark(), &tally)?
            }
        };
        let log = File::open(home.log()).map_err(|error| RecordError::from_io(path, "opening", &error))?;
        let (sender, jobs) = mpsc::sync_channel(QUEUE_BATCHES_MAX);
        let writer = Writer {
            db,
            log,
            mark,
            tally,
            shared: Arc::clone(&shared),
            path: path.to_path_buf(),
            reserve_bytes: options.reserve_bytes,
        };
        let writer = std::thread::Builder::new()
            .name("record writer".to_owned())
            .spawn(move || writer.run(&jobs))
            .map_err(|error| RecordError::from_io(path, "starting the writer of", &error))?;
        Ok(Self { sender: Some(sender), writer: Some(writer), shared, path: path.to_path_buf(), _lock: lock })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn tree(&self, space: Keyspace) -> &Tree {
        &self.shared.trees[space.index()]
    }

    /// Runs a call of sled that only reads; a panic of it means damage.
    fn reading<T>(&self, what: impl FnOnce() -> Result<T, RecordError>) -> Result<T, RecordError> {
        match caught(what) {
            // sled now and then rewrites a page in order to read it.
            Ok(Err(RecordError::Full { path, why })) => {
                Err(RecordError::Io { what: format!("reading the record in {}", path.display()), why })
            }
            Ok(result) => result,
            Err(why) => Err(RecordError::Damaged { path: self.path.clone(), why }),
        }
    }

    fn value(
        &self,
        space: Keyspace,
        key: &[u8],
        head: &[u8],
    ) -> Result<Result<Vec<u8>, String>, RecordError> {
        let mut head = head.to_vec();
        // A writer may replace a value of several parts while it is put together; its head is then another.
        for _ in 0..8 {
            let part = |part: &[u8]| self.shared.trees[PARTS].get(part);
            let whole = read_whole(space, key, &head, part).map_err(|error| from_sled(&self.path, error))?;
            match whole {
                Ok(value) => return Ok(Ok(value)),
                Err(bad) => match self.tree(space).get(key).map_err(|error| from_sled(&self.path, error))? {
                    Some(now) if now != head => head = now.to_vec(),
                    _ => return Ok(Err(bad.to_string())),
                },
            }
        }
        Ok(Err(values::BadValue::Parts.to_string()))
    }
}

impl Store for SledStore {
    fn commit(&self, batch: Batch) -> Result<Ack, RecordError> {
        batch.check()?;
        let ended = || RecordError::Stopped("its writer has ended".to_owned());
        let (reply, outcome) = mpsc::sync_channel(1);
        let sender = self.sender.as_ref().ok_or_else(ended)?;
        sender.send(Job { batch, reply }).map_err(|_| ended())?;
        outcome.recv().map_err(|_| ended())?
    }

    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        self.reading(|| {
            let Some(head) = self.tree(space).get(key).map_err(|error| from_sled(&self.path, error))? else {
                return Ok(None);
            };
            self.value(space, key, &head)?.map(Some).map_err(|why| bad_entry(space, key, why))
        })
    }

    fn scan(&self, space: Keyspace, range: &KeyRange, limit: usize, cursor: Option<&Cursor>) -> Scanned {
        self.reading(|| {
            let mut page = Page::default();
            let Some(from) = range.start(cursor) else { return Ok(page) };
            let (limit, mut filled_bytes) = (limit.clamp(1, PAGE_ENTRIES_MAX), 0);
            let mut entries = match &range.to {
                Some(to) => self.tree(space).range(from..to.clone()),
                None => self.tree(space).range(from..),
            }
            .peekable();
            let mut count = 0;
            while let Some(entry) = entries.next() {
                let (key, head) = entry.map_err(|error| from_sled(&self.path, error))?;
                count += 1;
                let full = page.add(key.to_vec(), self.value(space, &key, &head)?, &mut filled_bytes);
                if (full || count == limit) && entries.peek().is_some() {
                    page.next = Some(Cursor(key.to_vec()));
                    break;
                }
            }
            Ok(page)
        })
    }

    fn at_rest(&self, reading: &mut dyn FnMut() -> Result<(), RecordError>) -> Result<(), RecordError> {
        let _gate = self.shared.gate.read().unwrap_or_else(PoisonError::into_inner);
        reading()
    }

    fn verify(&self) -> Result<Proof, RecordError> {
        let _gate = self.shared.gate.read().unwrap_or_else(PoisonError::into_inner);
        let damaged = |why| RecordError::Damaged { path: self.path.clone(), why };
        let tally = read_tally(&self.shared.trees).map_err(damaged)?;
        prove(&self.shared.trees, &tally)
    }

    fn stats(&self) -> Result<StoreStats, RecordError> {
        let damaged = |why| RecordError::Damaged { path: self.path.clone(), why };
        let tally = read_tally(&self.shared.trees).map_err(damaged)?;
        Ok(StoreStats {
            sequence: tally.sequence,
            entries: Keyspace::ALL.iter().map(|space| tally.entries(space.index())).collect(),
            disk_bytes: Home::of(&self.path).size_bytes(),
        })
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        // The writer ends when nobody can send to it; then the trees can go, and the lock after them.
        self.sender = None;
        if self.writer.take().is_some_and(|writer| writer.join().is_err()) {
            tracing::error!(path = %self.path.display(), "the record's writer ended by a panic");
        }
        let trees = Arc::get_mut(&mut self.shared).map(|shared| std::mem::take(&mut shared.trees));
        if let Err(why) = caught(|| drop(trees)) {
            tracing::error!(path = %self.path.display(), why, "closing the record's engine failed");
        }
    }
}
