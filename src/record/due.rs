//! What is to be done at a time, for all servers in one queue, the earliest first: looking at what is due
//! reads that and nothing else, however many servers there are.
//!
//! A job is its time, its server and its name; what is to be done, its owner keeps under that name (a
//! schedule among a server's settings, a feed in its keyspace), along with the time. Whoever does a job
//! moves or removes it in the same batch as what it wrote, and of two who try, one succeeds. A job whose
//! owner no longer has it, or at another time, is a leftover: remove it.

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::error::RecordError;
use crate::guild::checked_name;
use crate::keys;
use crate::record::Record;
use crate::store::{Batch, Cursor, Expect, KeyRange, Keyspace, PAGE_ENTRIES_MAX};

/// The server of jobs that belong to no server, such as feeds.
pub const SHARED: u64 = 0;

/// Something to be done at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Job {
    /// When it is due, in whole milliseconds; what is less is cut off. Times before 1970 count as 1970.
    pub at: Timestamp,
    /// The Discord server it belongs to, or [`SHARED`].
    pub server: u64,
    /// Its name, 1 to 200 bytes. By custom it begins with its kind and a slash: `schedule/7`, `feed/…`.
    pub name: String,
}

impl Job {
    /// A job of these parts.
    pub fn new(at: Timestamp, server: u64, name: impl Into<String>) -> Self {
        Self { at: whole(at), server, name: name.into() }
    }

    fn key(&self) -> Result<Vec<u8>, RecordError> {
        Ok(keys::due(milliseconds(self.at), self.server, checked_name(&self.name)?))
    }

    fn read(key: &[u8]) -> Option<Self> {
        let (ms, server, name) = keys::read_due(key)?;
        let at = Timestamp::from_millisecond(i64::try_from(ms).ok()?).ok()?;
        Some(Self { at, server, name: name.to_owned() })
    }
}

impl Ord for Job {
    /// The order of the queue.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.server, &self.name).cmp(&(other.at, other.server, &other.name))
    }
}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Batch {
    /// Adds a job to the queue with this batch.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn put_job(&mut self, job: &Job) -> Result<(), RecordError> {
        self.put(Keyspace::Due, job.key()?, []);
        Ok(())
    }

    /// Gives a job another time with this batch, which conflicts where the job is gone or moved already.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn move_job(&mut self, job: &Job, at: Timestamp) -> Result<Job, RecordError> {
        self.take_job(job)?;
        let moved = Job::new(at, job.server, job.name.as_str());
        self.put_job(&moved)?;
        Ok(moved)
    }

    /// Takes a job out of the queue with this batch, which conflicts where it is gone or moved already.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn take_job(&mut self, job: &Job) -> Result<(), RecordError> {
        let key = job.key()?;
        self.expect(Keyspace::Due, key.clone(), Expect::Is(Vec::new()));
        self.delete(Keyspace::Due, key);
        Ok(())
    }

    /// Takes a job out of the queue with this batch, if it is there.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn remove_job(&mut self, job: &Job) -> Result<(), RecordError> {
        self.delete(Keyspace::Due, job.key()?);
        Ok(())
    }
}

impl Record {
    /// Adds a job to the queue. When this returns it is on the disk. To write it together with other things,
    /// use [`crate::Change`], or [`Batch::put_job`] within this crate.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn put_job(&self, job: &Job) -> Result<(), RecordError> {
        let mut batch = Batch::new();
        batch.put_job(job)?;
        self.store.commit(batch).map(drop)
    }

    /// Gives a job another time; returns it as it is then.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] where it is gone or moved already, else why it could not be written.
    pub fn move_job(&self, job: &Job, at: Timestamp) -> Result<Job, RecordError> {
        let mut batch = Batch::new();
        let moved = batch.move_job(job, at)?;
        self.store.commit(batch).map(|_| moved)
    }

    /// Takes a job out of the queue, if it is there.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn remove_job(&self, job: &Job) -> Result<(), RecordError> {
        let mut batch = Batch::new();
        batch.remove_job(job)?;
        self.store.commit(batch).map(drop)
    }

    /// Up to `limit` jobs that are due at `now`, the earliest first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Job>, RecordError> {
        self.due_where(now, limit, &mut |_| true)
    }

    /// Up to `limit` jobs that are due at `now` and `wanted`, the earliest first. All that is due may be
    /// read for it, but nothing else: so many overdue feeds do not hide a digest.
    ///
    /// # Errors
    /// As [`Record::due`].
    pub fn due_where(
        &self,
        now: Timestamp,
        limit: usize,
        wanted: &mut dyn FnMut(&Job) -> bool,
    ) -> Result<Vec<Job>, RecordError> {
        let after = milliseconds(now).saturating_add(1).to_be_bytes().to_vec();
        let range = KeyRange { from: Vec::new(), to: Some(after) };
        let (mut jobs, mut cursor) = (Vec::new(), None::<Cursor>);
        while jobs.len() < limit {
            let page =
                self.store.scan(Keyspace::Due, &range, PAGE_ENTRIES_MAX.min(limit), cursor.as_ref())?;
            let damaged: Vec<Vec<u8>> = page.damaged.into_iter().map(|(key, _)| key).collect();
            self.mend_jobs(&damaged);
            // A key that is no job's can come with an import; nobody waits for it.
            let keys = page.entries.into_iter().map(|(key, _)| key).chain(damaged);
            let mut found: Vec<Job> = keys.filter_map(|key| Job::read(&key)).collect();
            found.sort_unstable();
            jobs.extend(found.into_iter().filter(|job| wanted(job)));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        jobs.truncate(limit);
        Ok(jobs)
    }

    /// A job is all in its key: damage to its empty value is mended, or it could never be taken.
    fn mend_jobs(&self, keys: &[Vec<u8>]) {
        if keys.is_empty() {
            return;
        }
        let mut batch = Batch::new();
        keys.iter().for_each(|key| batch.put(Keyspace::Due, key.clone(), []));
        if let Err(error) = self.store.commit(batch) {
            tracing::warn!(jobs = keys.len(), %error, "damaged entries of due work could not be mended");
        }
    }
}

fn whole(at: Timestamp) -> Timestamp {
    // Whole milliseconds of a time are a time.
    Timestamp::from_millisecond(at.as_millisecond().max(0)).unwrap_or(at)
}

fn milliseconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond()).unwrap_or(0)
}
