//! Reading and changing the settings of servers, with those asked for lately kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sayso_record::{Record, RecordError};

use crate::settings::Settings;

/// Most servers whose settings are kept in memory; beyond, all are forgotten and read again.
const KNOWN_MAX: usize = 10_000;

/// How the names of the jobs of schedules begin, in the record's queue of due work; the schedule's slug follows.
pub const SCHEDULE_JOB: &str = "schedule/";

/// The settings of all servers. Cloning is cheap; clones share everything.
#[derive(Clone)]
pub struct Servers {
    record: Record,
    known: Arc<Mutex<HashMap<u64, Arc<Settings>>>>,
    /// Held while settings change, so that of two changes neither is lost. Changes are rare and take milliseconds.
    changing: Arc<Mutex<()>>,
}

/// Why settings did not change.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<E> {
    /// The change itself was refused.
    #[error("{0}")]
    Refused(E),
    /// The record failed; the settings are what they were.
    #[error(transparent)]
    Record(RecordError),
}

impl Servers {
    /// The settings in a record.
    pub fn new(record: Record) -> Servers {
        Servers { record, known: Arc::default(), changing: Arc::default() }
    }

    /// The settings of a server, where they are in memory. Does not block.
    pub fn known(&self, guild: u64) -> Option<Arc<Settings>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&guild).cloned()
    }

    /// The settings of a server. Blocks where they are not in memory.
    ///
    /// # Errors
    /// Why the record could not be read.
    pub fn settings(&self, guild: u64) -> Result<Arc<Settings>, RecordError> {
        if let Some(known) = self.known(guild) {
            return Ok(known);
        }
        // Under the lock of changes, or settings read before a change could be remembered after it.
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let read = Arc::new(Settings::read(&self.record.guild(guild))?);
        self.remember(guild, &read);
        Ok(read)
    }

    /// Changes the settings of a server: all of `change`, or nothing where it refuses. Blocks; when this returns,
    /// the change is on the disk.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub fn change<T, E>(
        &self,
        guild: u64,
        change: impl FnOnce(&mut Settings) -> Result<T, E>,
    ) -> Result<T, ChangeError<E>> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.record.guild(guild);
        let before = match self.known(guild) {
            Some(known) => known,
            None => Arc::new(Settings::read(&store).map_err(ChangeError::Record)?),
        };
        let mut after = Settings::clone(&before);
        let changed = change(&mut after).map_err(ChangeError::Refused)?;
        if let Err(error) = after.write(&store, &before) {
            // Whether it was written is not certain: the disk knows.
            self.forget(guild);
            return Err(ChangeError::Record(error));
        }
        self.remember(guild, &Arc::new(after));
        Ok(changed)
    }

    /// Deletes everything that belongs to a server; tells how many entries that were. Blocks.
    ///
    /// # Errors
    /// Why it could not be written; some may be deleted then, and it can be asked again.
    pub fn erase(&self, guild: u64) -> Result<u64, RecordError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.record.guild(guild);
        if let Ok(before) = Settings::read(&store) {
            // Its jobs are in a queue that is not the server's own.
            Settings::default().write(&store, &before)?;
        }
        self.forget(guild);
        store.erase()
    }

    fn remember(&self, guild: u64, settings: &Arc<Settings>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(guild, Arc::clone(settings));
    }

    fn forget(&self, guild: u64) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&guild);
    }
}

#[cfg(test)]
mod tests;
