//! Several writes of one server that are done together or not at all: settings and due work.

use jiff::Timestamp;
use serde::Serialize;

use crate::due::Job;
use crate::error::RecordError;
use crate::guild::{GuildStore, json};
use crate::store::{Batch, Expect, Keyspace};

/// Writes to one server's settings and to the queue of due work; begun by [`GuildStore::change`], done by
/// [`Change::commit`] together or not at all.
#[derive(Debug)]
#[must_use = "nothing is written before `commit`"]
pub struct Change {
    guild: GuildStore,
    batch: Batch,
}

impl GuildStore {
    /// Begins writes that are done together or not at all.
    pub fn change(&self) -> Change {
        Change { guild: self.clone(), batch: Batch::new() }
    }
}

impl Change {
    /// Sets a name.
    ///
    /// # Errors
    /// [`RecordError::BadName`] or [`RecordError::TooLarge`].
    pub fn put<T: Serialize>(&mut self, name: &str, value: &T) -> Result<&mut Self, RecordError> {
        self.batch.put(Keyspace::Guilds, self.guild.key(name)?, json(value)?);
        Ok(self)
    }

    /// Sets a name; the whole change conflicts where it is no longer as `known` (none: not set).
    ///
    /// # Errors
    /// As [`Change::put`].
    pub fn replace<T: Serialize>(
        &mut self,
        name: &str,
        known: Option<&T>,
        value: &T,
    ) -> Result<&mut Self, RecordError> {
        self.expect(name, known)?.put(name, value)
    }

    /// The whole change conflicts where a name is not as `known` (none: not set).
    ///
    /// # Errors
    /// As [`Change::put`].
    pub fn expect<T: Serialize>(&mut self, name: &str, known: Option<&T>) -> Result<&mut Self, RecordError> {
        let expect = known.map_or(Ok(Expect::Absent), |known| json(known).map(Expect::Is))?;
        self.batch.expect(Keyspace::Guilds, self.guild.key(name)?, expect);
        Ok(self)
    }

    /// Removes a name.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn delete(&mut self, name: &str) -> Result<&mut Self, RecordError> {
        self.batch.delete(Keyspace::Guilds, self.guild.key(name)?);
        Ok(self)
    }

    /// Puts a job of this server into the queue.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn put_job(&mut self, at: Timestamp, name: &str) -> Result<&mut Self, RecordError> {
        self.batch.put_job(&Job::new(at, self.guild.id(), name))?;
        Ok(self)
    }

    /// Takes a job of this server out of the queue; the whole change conflicts where it is not there at
    /// that time, so that of two who do a job, one succeeds.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn take_job(&mut self, at: Timestamp, name: &str) -> Result<&mut Self, RecordError> {
        self.batch.take_job(&Job::new(at, self.guild.id(), name))?;
        Ok(self)
    }

    /// Takes a job of this server out of the queue, if it is there at that time.
    ///
    /// # Errors
    /// [`RecordError::BadName`].
    pub fn remove_job(&mut self, at: Timestamp, name: &str) -> Result<&mut Self, RecordError> {
        self.batch.remove_job(&Job::new(at, self.guild.id(), name))?;
        Ok(self)
    }

    /// Writes all of it. When this returns it is on the disk.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] where an expectation does not hold, else why it could not be written;
    /// then nothing of it was.
    pub fn commit(self) -> Result<(), RecordError> {
        self.guild.commit(self.batch)
    }
}
