//! What belongs to one Discord server. The handle holds the server's number, and every key it makes begins
//! with it: there is no way to name another's.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::RecordError;
use crate::keys;
use crate::store::{Batch, Cursor, Expect, KeyRange, Keyspace, PAGE_ENTRIES_MAX, SharedStore, bad_entry};

/// The longest name of a setting, in bytes.
const NAME_BYTES_MAX: usize = 200;

/// The largest setting, in bytes of JSON.
const SETTING_BYTES_MAX: usize = 64 << 10;

/// The named settings of one server. Values are kept as JSON. Every method blocks.
#[derive(Clone)]
pub struct GuildStore {
    store: SharedStore,
    guild: u64,
}

/// Settings by name, and where a scan goes on.
pub type Settings<T> = (Vec<(String, T)>, Option<Cursor>);

impl GuildStore {
    pub(crate) fn new(store: SharedStore, guild: u64) -> Self {
        Self { store, guild }
    }

    /// The server.
    pub fn id(&self) -> u64 {
        self.guild
    }

    /// The setting of a name.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is damaged or not a `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, RecordError> {
        let key = self.key(name)?;
        match self.store.get(Keyspace::Guilds, &key)? {
            Some(value) => read(&key, &value).map(Some),
            None => Ok(None),
        }
    }

    /// Sets a name. When this returns it is on the disk.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn put<T: Serialize>(&self, name: &str, value: &T) -> Result<(), RecordError> {
        let mut batch = Batch::new();
        batch.put(Keyspace::Guilds, self.key(name)?, json(value)?);
        self.store.commit(batch).map(drop)
    }

    /// Sets a name where it still is as `known` (none: not set). Of two writers, one succeeds.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] where it is not, else why it could not be written.
    pub fn replace<T: Serialize>(&self, name: &str, known: Option<&T>, value: &T) -> Result<(), RecordError> {
        let key = self.key(name)?;
        let mut batch = Batch::new();
        let expect = match known {
            Some(known) => Expect::Is(json(known)?),
            None => Expect::Absent,
        };
        batch.expect(Keyspace::Guilds, key.clone(), expect);
        batch.put(Keyspace::Guilds, key, json(value)?);
        self.store.commit(batch).map(drop)
    }

    /// Removes a name.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn delete(&self, name: &str) -> Result<(), RecordError> {
        let mut batch = Batch::new();
        batch.delete(Keyspace::Guilds, self.key(name)?);
        self.store.commit(batch).map(drop)
    }

    /// Up to `limit` settings whose names begin with `prefix`, in order of their names, after `cursor`.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where one is damaged or not a `T`.
    pub fn scan<T: DeserializeOwned>(
        &self,
        prefix: &str,
        limit: usize,
        cursor: Option<&Cursor>,
    ) -> Result<Settings<T>, RecordError> {
        let own = self.guild.to_be_bytes();
        let range = KeyRange::prefix(&keys::guild(self.guild, prefix));
        // A cursor of another server's scan would start in its keys: it counts as before the first of ours.
        let cursor = cursor.filter(|Cursor(key)| key.starts_with(&own));
        let page = self.store.scan(Keyspace::Guilds, &range, limit, cursor)?;
        if let Some((key, why)) = page.damaged.into_iter().next() {
            return Err(bad_entry(Keyspace::Guilds, &key, why));
        }
        let named = |(key, value): (Vec<u8>, Vec<u8>)| {
            let name = key.strip_prefix(&own).and_then(|name| std::str::from_utf8(name).ok());
            let name = name.ok_or_else(|| bad_entry(Keyspace::Guilds, &key, "its name is not text"))?;
            Ok((name.to_owned(), read(&key, &value)?))
        };
        Ok((page.entries.into_iter().map(named).collect::<Result<_, _>>()?, page.next))
    }

    /// Up to `limit` settings whose names begin with `prefix` and come after the name `after`, in order of their names.
    ///
    /// # Errors
    /// As [`GuildStore::scan`].
    pub fn scan_after<T: DeserializeOwned>(
        &self,
        prefix: &str,
        after: &str,
        limit: usize,
    ) -> Result<Settings<T>, RecordError> {
        self.scan(prefix, limit, Some(&Cursor(self.key(after)?)))
    }

    /// Deletes everything of this server, what is damaged too; tells how much it was.
    ///
    /// # Errors
    /// Why it could not be written; call it again.
    pub fn erase(&self) -> Result<u64, RecordError> {
        let mut erased = 0;
        loop {
            let range = KeyRange::prefix(&self.guild.to_be_bytes());
            let page = self.store.scan(Keyspace::Guilds, &range, PAGE_ENTRIES_MAX, None)?;
            let whole = page.entries.into_iter().map(|(key, _)| key);
            let keys: Vec<_> = whole.chain(page.damaged.into_iter().map(|(key, _)| key)).collect();
            if keys.is_empty() {
                return Ok(erased);
            }
            erased += keys.len() as u64;
            let mut batch = Batch::new();
            keys.into_iter().for_each(|key| batch.delete(Keyspace::Guilds, key));
            self.store.commit(batch)?;
        }
    }

    pub(crate) fn key(&self, name: &str) -> Result<Vec<u8>, RecordError> {
        Ok(keys::guild(self.guild, checked_name(name)?))
    }

    pub(crate) fn commit(&self, batch: Batch) -> Result<(), RecordError> {
        self.store.commit(batch).map(drop)
    }
}

/// A name that can be part of a key.
pub(crate) fn checked_name(name: &str) -> Result<&str, RecordError> {
    if name.is_empty() || name.len() > NAME_BYTES_MAX {
        return Err(RecordError::BadName(name.chars().take(40).collect()));
    }
    Ok(name)
}

impl std::fmt::Debug for GuildStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GuildStore").field("guild", &self.guild).finish_non_exhaustive()
    }
}

fn read<T: DeserializeOwned>(key: &[u8], value: &[u8]) -> Result<T, RecordError> {
    serde_json::from_slice(value).map_err(|error| bad_entry(Keyspace::Guilds, key, error))
}

pub(crate) fn json(value: &impl Serialize) -> Result<Vec<u8>, RecordError> {
    let bytes = serde_json::to_vec(value).map_err(|error| RecordError::Io {
        what: "writing a setting as JSON".to_owned(),
        why: error.to_string(),
    })?;
    let (size, limit) = (bytes.len(), SETTING_BYTES_MAX);
    if size > limit {
        Err(RecordError::TooLarge { what: "a setting (in bytes)", size, limit })
    } else {
        Ok(bytes)
    }
}
