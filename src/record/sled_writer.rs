//! The one thread that writes to sled: batches that wait together are committed together, in one
//! transaction over all trees, flushed, synced, marked, and only then acknowledged.

use std::cell::RefCell;
use std::fs::File;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use sled::Db;
use sled::transaction::{TransactionError, Transactional, TransactionalTree, UnabortableTransactionError};

use crate::caught::caught;
use crate::error::RecordError;
use crate::folder;
use crate::mark::Mark;
use crate::parts;
use crate::sled_files::from_sled;
use crate::sled_store::Shared;
use crate::store::{Ack, Batch, bad_entry};
use crate::tally::{PARTS, TREES, Tally};
use crate::values;

/// Where the tally lies in its tree.
pub(crate) const META_KEY: &[u8] = b"tally";

/// The most writes that are gathered into one commit.
const GROUP_OPS_MAX: usize = 256;

/// The longest that batches are gathered.
const GROUP_TIME_MAX: Duration = Duration::from_millis(5);

/// A batch on its way, and where its receipt goes.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) batch: Batch,
    pub(crate) reply: SyncSender<Result<Ack, RecordError>>,
}

/// What the writing thread owns.
pub(crate) struct Writer {
    pub(crate) db: Db,
    /// sled's log, opened once more to sync it.
    pub(crate) log: File,
    pub(crate) mark: Mark,
    pub(crate) tally: Tally,
    pub(crate) shared: Arc<Shared>,
    pub(crate) path: PathBuf,
    pub(crate) reserve_bytes: u64,
}

impl Writer {
    /// Writes until nobody can send any more.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        while let Some(first) = self.next(jobs) {
            let group = gather(first, jobs);
            let outcomes = self.write(&group);
            for (index, job) in group.into_iter().enumerate() {
                let outcome = match &outcomes {
                    Ok(outcomes) => outcomes[index].clone(),
                    Err(error) => Err(error.clone()),
                };
                // A caller that no longer waits has no use for its receipt.
                let _ = job.reply.send(outcome);
            }
        }
        if let Err(why) = caught(|| drop(self)) {
            tracing::error!(why, "closing the record's engine failed");
        }
    }

    /// The next batch. The mark is brought to the disk while there is none, or when that was due.
    fn next(&mut self, jobs: &Receiver<Job>) -> Option<Job> {
        let waiting = jobs.try_recv().ok();
        if (waiting.is_none() || self.mark.is_overdue())
            && let Err(error) = self.mark.sync()
        {
            self.stop(&error);
        }
        waiting.or_else(|| jobs.recv().ok())
    }

    /// Refuses all further writing.
    fn stop(&self, error: &RecordError) {
        tracing::error!(%error, "writing to the record failed; it is closed to writing until it is opened again");
        let mut stopped = self.shared.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.get_or_insert_with(|| error.clone());
    }

    /// One group, durably. What fails on the way to the disk stops all further writing: what sled has
    /// in memory is then no longer what is on the disk.
    fn write(&mut self, group: &[Job]) -> Result<Vec<Result<Ack, RecordError>>, RecordError> {
        let shared = Arc::clone(&self.shared);
        let stopped = shared.stopped.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(error) = stopped {
            return Err(RecordError::Stopped(error.to_string()));
        }
        folder::ensure_free(&self.path, self.reserve_bytes)?;
        let _gate = shared.gate.write().unwrap_or_else(PoisonError::into_inner);
        let result = caught(|| self.commit(group))
            .unwrap_or_else(|why| Err(RecordError::Damaged { path: self.path.clone(), why }));
        if let Err(error) = &result {
            self.stop(error);
        }
        result
    }

    fn commit(&mut self, group: &[Job]) -> Result<Vec<Result<Ack, RecordError>>, RecordError> {
        let (outcomes, tally) = self.transact(group)?;
        if tally == self.tally {
            return Ok(outcomes);
        }
        self.db.flush().map_err(|error| from_sled(&self.path, error))?;
        self.log
            .sync_data()
            .map_err(|error| RecordError::from_io(&self.path, "syncing the record in", &error))?;
        self.mark.advance(&tally)?;
        self.tally = tally;
        Ok(outcomes)
    }

    fn transact(&self, group: &[Job]) -> Result<(Vec<Result<Ack, RecordError>>, Tally), RecordError> {
        let before = self.tally;
        let done = self.shared.trees.transaction(|trees| {
            let mut tally = before;
            let mut outcomes = Vec::with_capacity(group.len());
            for job in group {
                outcomes.push(apply(trees, &mut tally, &job.batch)?);
            }
            if tally != before {
                trees[TREES].insert(META_KEY, values::seal(META_KEY, 0, &tally.encode()))?;
            }
            Ok((outcomes, tally))
        });
        done.map_err(|error| match error {
            TransactionError::Storage(error) => from_sled(&self.path, error),
            TransactionError::Abort(()) => RecordError::Conflict,
        })
    }
}

/// The first batch and those that wait behind it already; nothing is waited for.
fn gather(first: Job, jobs: &Receiver<Job>) -> Vec<Job> {
    let started = Instant::now();
    let mut ops = first.batch.writes.len();
    let mut group = vec![first];
    while ops < GROUP_OPS_MAX && started.elapsed() < GROUP_TIME_MAX {
        let Ok(job) = jobs.try_recv() else { break };
        ops += job.batch.writes.len();
        group.push(job);
    }
    group
}

/// Does one batch inside the transaction, or tells which expectation does not hold and writes nothing of it.
fn apply(
    trees: &[TransactionalTree],
    tally: &mut Tally,
    batch: &Batch,
) -> Result<Result<Ack, RecordError>, UnabortableTransactionError> {
    for (space, key, expect) in &batch.expectations {
        let found = match trees[space.index()].get(key)? {
            None => None,
            Some(head) => {
                match parts::read_whole(*space, key, &head, |part: &[u8]| trees[PARTS].get(part))? {
                    Ok(value) => Some(value),
                    Err(bad) => return Ok(Err(bad_entry(*space, key, bad))),
                }
            }
        };
        if !expect.holds(found.as_deref()) {
            return Ok(Err(RecordError::Conflict));
        }
    }
    tally.sequence += 1;
    let tally = RefCell::new(tally);
    let put = |tree: usize, key: &[u8], value: Option<Vec<u8>>| {
        let noted = value.clone();
        let old = match value {
            Some(value) => trees[tree].insert(key, value)?,
            None => trees[tree].remove(key)?,
        };
        tally.borrow_mut().note(tree, key, old.as_deref(), noted.as_deref());
        Ok::<_, UnabortableTransactionError>(old)
    };
    for (space, key, value) in &batch.writes {
        let (head, parts) = match value {
            Some(value) => {
                let (head, parts) = parts::cut(*space, key, value);
                (Some(head), parts)
            }
            None => (None, Vec::new()),
        };
        if let Some(old) = put(space.index(), key, head)? {
            for part in parts::keys_of(*space, key, &old).skip(parts.len()) {
                put(PARTS, &part, None)?;
            }
        }
        for (key, part) in parts {
            put(PARTS, &key, Some(part))?;
        }
    }
    Ok(Ok(Ack { sequence: tally.borrow().sequence }))
}
