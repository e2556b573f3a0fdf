//! Reading and changing the settings of servers, with those asked for lately kept in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use sayso_record::{Record, RecordError, SHARED};

use crate::desk::{self, Decision, Decisions, Report, Undone};
use crate::profile::Retention;
use crate::refusal::Refusal;
use crate::settings::{LEFT, Settings};

/// Most servers whose settings are kept in memory; beyond, all are forgotten and read again.
const KNOWN_MAX: usize = 10_000;

/// The names, among what belongs to no server, of retentions that are not the usual one; the server's number follows.
const RETENTION: &str = "retention/";

/// Such names that one look reads.
const PAGE: usize = 1_000;

/// How the names of the jobs of schedules begin, in the record's queue of due work; the schedule's slug follows.
pub const SCHEDULE_JOB: &str = "schedule/";

/// The settings of all servers. Cloning is cheap; clones share everything.
#[derive(Clone)]
pub struct Servers {
    record: Record,
    known: Arc<Mutex<HashMap<u64, Arc<Settings>>>>,
    /// What editors decided, of servers asked for lately.
    desks: Arc<Mutex<HashMap<u64, Arc<Decisions>>>>,
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
        Servers { record, known: Arc::default(), desks: Arc::default(), changing: Arc::default() }
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
        self.note_retention(guild, &before, &after).map_err(ChangeError::Record)?;
        if let Err(error) = after.write(&store, &before) {
            // Whether it was written is not certain: the disk knows.
            self.forget(guild);
            return Err(ChangeError::Record(error));
        }
        self.remember(guild, &Arc::new(after));
        Ok(changed)
    }

    /// Servers whose articles are kept for another time than usual, with that time. Blocks; it reads these alone.
    ///
    /// # Errors
    /// Why the record could not be read.
    pub fn retentions(&self) -> Result<BTreeMap<u64, Retention>, RecordError> {
        let (mut found, mut cursor) = (BTreeMap::new(), None);
        loop {
            let shared = self.record.guild(SHARED);
            let (page, next) = shared.scan::<Retention>(RETENTION, PAGE, cursor.as_ref())?;
            found.extend(page.into_iter().filter_map(|(name, retention)| {
                Some((name.strip_prefix(RETENTION)?.parse().ok()?, retention))
            }));
            cursor = next;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }

    /// Writes beside the settings of all servers what is kept for another time than usual.
    fn note_retention(&self, guild: u64, before: &Settings, after: &Settings) -> Result<(), RecordError> {
        let (was, is) = (before.profile.retention, after.profile.retention);
        let (shared, name) = (self.record.guild(SHARED), format!("{RETENTION}{guild}"));
        match is {
            _ if was == is => Ok(()),
            is if is == Retention::default() => shared.delete(&name),
            is => shared.put(&name, &is),
        }
    }

    /// Notes that the bot has left a server: thirty days later everything of it is deleted. Blocks.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn left(&self, guild: u64, now: Timestamp) -> Result<(), RecordError> {
        self.set_left(guild, Some(now))
    }

    /// Notes that the bot is in a server, which stops the clock where it had left. Blocks; nothing is written where it
    /// had not.
    ///
    /// # Errors
    /// Why it could not be read or written.
    pub fn is_there(&self, guild: u64) -> Result<(), RecordError> {
        let known = self.known(guild).map(|settings| settings.left_at);
        let left = match known {
            Some(left) => left,
            None => self.record.guild(guild).get::<Timestamp>(LEFT)?,
        };
        left.map_or(Ok(()), |_| self.set_left(guild, None))
    }

    fn set_left(&self, guild: u64, left: Option<Timestamp>) -> Result<(), RecordError> {
        let setting = |settings: &mut Settings| {
            // The first time counts.
            settings.left_at = left.map(|now| settings.left_at.unwrap_or(now));
            Ok::<_, Infallible>(())
        };
        match self.change(guild, setting) {
            Ok(()) => Ok(()),
            Err(ChangeError::Record(error)) => Err(error),
            Err(ChangeError::Refused(never)) => match never {},
        }
    }

    /// The record in which they are.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What a server's editors decided. Blocks where it is not in memory.
    ///
    /// # Errors
    /// Why the record could not be read.
    pub fn decisions(&self, guild: u64) -> Result<Arc<Decisions>, RecordError> {
        if let Some(known) = self.known_decisions(guild) {
            return Ok(known);
        }
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let read = Arc::new(Decisions::read(&self.record.guild(guild))?);
        self.remember_desk(guild, &read);
        Ok(read)
    }

    /// The same where it is in memory. Does not block.
    pub fn known_decisions(&self, guild: u64) -> Option<Arc<Decisions>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner).get(&guild).cloned()
    }

    /// Adds a decision of an editor; tells its number. Blocks; when this returns, it is on the disk.
    ///
    /// # Errors
    /// [`ChangeError`]: refused where there are as many as there may be.
    pub fn decide(&self, guild: u64, decision: Decision) -> Result<u32, ChangeError<Refusal>> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.record.guild(guild);
        let before = self.desk_of(guild).map_err(ChangeError::Record)?;
        let (after, number, name) = before.with(decision).map_err(ChangeError::Refused)?;
        if let Some(decision) = after.get(number) {
            store.put(&name, decision).map_err(|error| self.unsure(guild, error))?;
        }
        self.remember_desk(guild, &Arc::new(after));
        Ok(number)
    }

    /// Undoes a decision; false where there is no such, or it was undone before. Blocks.
    ///
    /// # Errors
    /// Why it could not be read or written.
    pub fn undo(&self, guild: u64, number: u32, who: u64, at: Timestamp) -> Result<bool, RecordError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.record.guild(guild);
        let before = self.desk_of(guild)?;
        let Some(after) = before.without(number, Undone { who: Some(who), at }) else { return Ok(false) };
        if let Some((name, decision)) = after.named(number)
            && let Err(error) = store.put(&name, decision)
        {
            self.forget(guild);
            return Err(error);
        }
        self.remember_desk(guild, &Arc::new(after));
        Ok(true)
    }

    /// Forgets who made a person's decisions in a server; the decisions stay. Blocks.
    ///
    /// # Errors
    /// Why it could not be read or written; call it again.
    pub fn forget_editor(&self, guild: u64, who: u64) -> Result<(), RecordError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.record.guild(guild);
        let before = self.desk_of(guild)?;
        self.forget(guild);
        before.forgetting(who).iter().try_for_each(|(name, decision)| store.put(name, decision))
    }

    /// What members of a server reported, the oldest first. Blocks.
    ///
    /// # Errors
    /// Why the record could not be read.
    pub fn reports(&self, guild: u64) -> Result<Vec<Report>, RecordError> {
        desk::reports(&self.record.guild(guild))
    }

    /// Keeps a report; false where as many wait as may. Blocks.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn report(&self, guild: u64, report: &Report) -> Result<bool, RecordError> {
        desk::report(&self.record.guild(guild), report)
    }

    /// Takes the report of a statement away, where there is one. Blocks.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn settle_report(&self, guild: u64, statement: &str) -> Result<(), RecordError> {
        desk::settle(&self.record.guild(guild), statement)
    }

    /// Statements that editors put aside in the queue. Blocks.
    ///
    /// # Errors
    /// Why the record could not be read.
    pub fn aside(&self, guild: u64) -> Result<HashSet<String>, RecordError> {
        desk::aside(&self.record.guild(guild))
    }

    /// Puts a statement aside, so that the queue shows the next. Blocks.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn put_aside(&self, guild: u64, statement: &str) -> Result<(), RecordError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        desk::put_aside(&self.record.guild(guild), statement)
    }

    /// To be called under the lock of changes.
    fn desk_of(&self, guild: u64) -> Result<Arc<Decisions>, RecordError> {
        match self.known_decisions(guild) {
            Some(known) => Ok(known),
            None => Decisions::read(&self.record.guild(guild)).map(Arc::new),
        }
    }

    /// Whether something was written is not certain: the disk knows.
    fn unsure<E>(&self, guild: u64, error: RecordError) -> ChangeError<E> {
        self.forget(guild);
        ChangeError::Record(error)
    }

    fn remember_desk(&self, guild: u64, decisions: &Arc<Decisions>) {
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        if desks.len() >= KNOWN_MAX {
            desks.clear();
        }
        desks.insert(guild, Arc::clone(decisions));
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
        self.record.guild(SHARED).delete(&format!("{RETENTION}{guild}"))?;
        self.forget(guild);
        let erased = store.erase();
        // What was read between is of before.
        self.forget(guild);
        erased
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
        self.desks.lock().unwrap_or_else(PoisonError::into_inner).remove(&guild);
    }
}

#[cfg(test)]
mod tests;
