//! What is known of a feed, whoever follows it: its state, the marks of its items, the items that wait to be read.
//!
//! A feed is kept once for all servers; each follower is an entry of its own, here and with the server, so that
//! neither question (who follows this feed, what does this server follow) needs a look at all of them.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::ArticleId;
use crate::due::Job;
use crate::error::RecordError;
use crate::keys::{guild, hex, unhex};
use crate::record::Record;
use crate::store::{Batch, KeyRange, Keyspace, PAGE_ENTRIES_MAX, SharedStore, bad_entry, walk};

/// Marks in one entry: 2 KiB.
const CHUNK_MARKS: usize = 128;

/// Entries of marks that are kept of a feed; the oldest go first.
const CHUNKS_MAX: u32 = 64;

/// The marks that are kept of a feed at least, once it has had so many: the newest.
pub const MARKS_MAX: usize = CHUNK_MARKS * (CHUNKS_MAX as usize - 1);

/// The largest state or item of a feed, in bytes of JSON.
const ENTRY_BYTES_MAX: usize = 32 << 10;

/// Followers that move in one batch.
const FOLLOWERS_AT_ONCE: usize = 1_000;

/// The name of the job of a server for which something was left to be told.
pub const NEWS_JOB: &str = "news/waiting";

/// What a server's entry for a feed that it follows is named, before the feed's number.
const FOLLOWED: &str = "follows/";

/// A feed's identity: the first 16 bytes of the SHA-256 of its normalised address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FeedId([u8; 16]);

impl FeedId {
    /// The identity of the feed at `url`.
    pub fn of(url: &Url) -> Self {
        Self(*ArticleId::of(url).bytes())
    }
}

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// A text that is not 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a feed's number; it has 32 hexadecimal digits")]
pub struct NotAFeedId(String);

impl FromStr for FeedId {
    type Err = NotAFeedId;

    fn from_str(text: &str) -> Result<Self, NotAFeedId> {
        unhex(text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| NotAFeedId(text.chars().take(40).collect()))
    }
}

impl From<FeedId> for String {
    fn from(id: FeedId) -> String {
        id.to_string()
    }
}

impl TryFrom<String> for FeedId {
    type Error = NotAFeedId;

    fn try_from(text: String) -> Result<Self, NotAFeedId> {
        text.parse()
    }
}

/// What a feed's entries are named, after its identity.
enum Name {
    Address,
    State,
    Follower(u64),
    /// Inverted, so that the newest chunk comes first.
    Marks(u32),
    Item(u64),
    /// Of an article that is read again.
    Page,
}

impl Name {
    const FOLLOWERS: &[u8] = b"follower/";
    const MARKS: &[u8] = b"marks/";
    const ITEMS: &[u8] = b"item/";

    fn key(&self, id: &FeedId) -> Vec<u8> {
        match self {
            Name::Address => Self::under(id, b"address"),
            Name::Page => Self::under(id, b"page"),
            Name::State => Self::under(id, b"state"),
            Name::Follower(server) => [&Self::under(id, Self::FOLLOWERS)[..], &server.to_be_bytes()].concat(),
            Name::Marks(chunk) => [&Self::under(id, Self::MARKS)[..], &(!chunk).to_be_bytes()].concat(),
            Name::Item(number) => [&Self::under(id, Self::ITEMS)[..], &number.to_be_bytes()].concat(),
        }
    }

    fn under(id: &FeedId, prefix: &[u8]) -> Vec<u8> {
        [&id.0[..], prefix].concat()
    }
}

/// The key of what the re-reading of an article has to know.
pub(crate) fn page_key(id: &ArticleId) -> Vec<u8> {
    Name::Page.key(&FeedId(*id.bytes()))
}

/// The feeds of the record. Cloning is cheap; every method blocks.
#[derive(Clone)]
pub struct Feeds {
    store: SharedStore,
}

/// What a look at a feed leaves behind. It is written together or not at all.
#[derive(Debug)]
pub struct FeedNote<'a, S, I, T> {
    /// The new state; none: it stays.
    pub state: Option<&'a S>,
    /// Marks to add to the known ones, the oldest first.
    pub marks: &'a [[u8; 16]],
    /// Items that are to be read, in order, after those that wait already.
    pub wait: &'a [I],
    /// Items that wait no more.
    pub done: &'a [u64],
    /// Items that go on waiting, changed.
    pub again: &'a [(u64, I)],
    /// What is left with servers, with a [`NEWS_JOB`] for each: the server, the name of the setting, its value.
    pub tell: &'a [(u64, String, T)],
    /// The job that this was; where it has been taken or moved by another, nothing is written.
    pub job: Option<&'a Job>,
    /// The jobs that follow.
    pub jobs: &'a [Job],
}

impl<S, I, T> Default for FeedNote<'_, S, I, T> {
    fn default() -> Self {
        Self { state: None, marks: &[], wait: &[], done: &[], again: &[], tell: &[], job: None, jobs: &[] }
    }
}

impl Record {
    /// The feeds that are followed.
    pub fn feeds(&self) -> Feeds {
        Feeds { store: Arc::clone(&self.store) }
    }
}

impl Feeds {
    /// Lets `server` follow the feed at `address`. Following twice is following once.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn follow(&self, address: &Url, server: u64) -> Result<FeedId, RecordError> {
        let id = FeedId::of(address);
        let mut batch = Batch::new();
        batch.put(Keyspace::Feeds, Name::Address.key(&id), address.as_str());
        add_follower(&mut batch, &id, server)?;
        self.store.commit(batch)?;
        Ok(id)
    }

    /// Lets `server` follow it no more. Where it was the last one, all that was known of the feed goes; true then.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn unfollow(&self, id: &FeedId, server: u64) -> Result<bool, RecordError> {
        let mut batch = Batch::new();
        remove_follower(&mut batch, id, server);
        self.store.commit(batch)?;
        let abandoned = self.followers(id)?.is_empty();
        if abandoned {
            self.erase(id)?;
        }
        Ok(abandoned)
    }

    /// Who follows a feed, in order of their numbers.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn followers(&self, id: &FeedId) -> Result<Vec<u64>, RecordError> {
        let prefix = Name::under(id, Name::FOLLOWERS);
        let mut servers = Vec::new();
        let mut note = |key: &[u8]| {
            let server = key.strip_prefix(&prefix[..]).and_then(|rest| rest.try_into().ok());
            servers.extend(server.map(u64::from_be_bytes));
            Ok(())
        };
        let mut damaged = Vec::new();
        walk(
            &*self.store,
            Keyspace::Feeds,
            &KeyRange::prefix(&prefix),
            &mut |key, _| note(&key),
            // The key says it all.
            &mut |key, _| {
                damaged.push(key);
                Ok(())
            },
        )?;
        damaged.iter().try_for_each(|key| note(key))?;
        servers.sort_unstable();
        Ok(servers)
    }

    /// What a server follows.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn followed_by(&self, server: u64) -> Result<Vec<FeedId>, RecordError> {
        let prefix = guild(server, FOLLOWED);
        let mut ids = Vec::new();
        walk(
            &*self.store,
            Keyspace::Guilds,
            &KeyRange::prefix(&prefix),
            &mut |key, _| {
                let id = key.strip_prefix(&prefix[..]).and_then(|id| std::str::from_utf8(id).ok());
                ids.extend(id.and_then(|id| id.parse::<FeedId>().ok()));
                Ok(())
            },
            &mut |_, _| Ok(()),
        )?;
        Ok(ids)
    }

    /// The address of a feed; none where nobody follows it.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is damaged.
    pub fn address(&self, id: &FeedId) -> Result<Option<Url>, RecordError> {
        let key = Name::Address.key(id);
        let Some(bytes) = self.store.get(Keyspace::Feeds, &key)? else { return Ok(None) };
        let text = std::str::from_utf8(&bytes).map_err(|error| bad_entry(Keyspace::Feeds, &key, error))?;
        text.parse().map(Some).map_err(|error| bad_entry(Keyspace::Feeds, &key, error))
    }

    /// The state that was noted last.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is damaged or no `S`.
    pub fn state<S: DeserializeOwned>(&self, id: &FeedId) -> Result<Option<S>, RecordError> {
        let key = Name::State.key(id);
        match self.store.get(Keyspace::Feeds, &key)? {
            Some(bytes) => read(&key, &bytes).map(Some),
            None => Ok(None),
        }
    }

    /// The marks of the items that are known; at least the newest [`MARKS_MAX`]. A damaged entry of them is left out:
    /// what it knew may be told again, and the other feeds do not suffer.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn marks(&self, id: &FeedId) -> Result<HashSet<[u8; 16]>, RecordError> {
        let mut marks = HashSet::new();
        walk(
            &*self.store,
            Keyspace::Feeds,
            &KeyRange::prefix(&Name::under(id, Name::MARKS)),
            &mut |_, chunk| {
                marks.extend(chunk.as_chunks::<16>().0);
                Ok(())
            },
            &mut |_, _| Ok(()),
        )?;
        Ok(marks)
    }

    /// Up to `limit` items that wait to be read, with their numbers, in their order.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where one is damaged or no `I`.
    pub fn waiting<I: DeserializeOwned>(
        &self,
        id: &FeedId,
        limit: usize,
    ) -> Result<Vec<(u64, I)>, RecordError> {
        let prefix = Name::under(id, Name::ITEMS);
        let page = self.store.scan(Keyspace::Feeds, &KeyRange::prefix(&prefix), limit, None)?;
        let numbered =
            |(key, bytes): (Vec<u8>, Vec<u8>)| Ok((number_of(&key, &prefix)?, read(&key, &bytes)?));
        page.entries.into_iter().map(numbered).collect()
    }

    /// Writes what a look at a feed left behind. When this returns it is on the disk.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] where its job is not there any more, else why it could not be written; then nothing
    /// of it was.
    pub fn note<S: Serialize, I: Serialize, T: Serialize>(
        &self,
        id: &FeedId,
        note: &FeedNote<'_, S, I, T>,
    ) -> Result<(), RecordError> {
        let mut batch = Batch::new();
        if let Some(state) = note.state {
            batch.put(Keyspace::Feeds, Name::State.key(id), json(state)?);
        }
        if !note.marks.is_empty() {
            self.add_marks(&mut batch, id, note.marks)?;
        }
        if !note.wait.is_empty() {
            for (number, item) in (self.next_number(id)?..).zip(note.wait) {
                batch.put(Keyspace::Feeds, Name::Item(number).key(id), json(item)?);
            }
        }
        for number in note.done {
            batch.delete(Keyspace::Feeds, Name::Item(*number).key(id));
        }
        for (number, item) in note.again {
            batch.put(Keyspace::Feeds, Name::Item(*number).key(id), json(item)?);
        }
        if let Some(job) = note.job {
            batch.take_job(job)?;
        }
        note.jobs.iter().try_for_each(|job| batch.put_job(job))?;
        tell(&mut batch, note.tell)?;
        self.store.commit(batch).map(drop)
    }

    /// What is noted of the re-reading of an article, for which the same is kept as for a feed.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is damaged or no `P`.
    pub fn page<P: DeserializeOwned>(&self, id: &ArticleId) -> Result<Option<P>, RecordError> {
        let key = page_key(id);
        match self.store.get(Keyspace::Feeds, &key)? {
            Some(bytes) => read(&key, &bytes).map(Some),
            None => Ok(None),
        }
    }

    /// Notes what the re-reading of an article has to know (none: it is over), what is left with servers, the job
    /// that this was and the one that follows, all together.
    ///
    /// # Errors
    /// [`RecordError::Conflict`] where the job is not there any more, else why it could not be written.
    pub fn note_page<P: Serialize, T: Serialize>(
        &self,
        id: &ArticleId,
        page: Option<&P>,
        news: &[(u64, String, T)],
        job: Option<&Job>,
        next: Option<&Job>,
    ) -> Result<(), RecordError> {
        let key = page_key(id);
        let mut batch = Batch::new();
        match page {
            Some(page) => batch.put(Keyspace::Feeds, key, json(page)?),
            None => batch.delete(Keyspace::Feeds, key),
        }
        if let Some(job) = job {
            batch.take_job(job)?;
        }
        if let Some(next) = next {
            batch.put_job(next)?;
        }
        tell(&mut batch, news)?;
        self.store.commit(batch).map(drop)
    }

    /// Gives a feed that has moved its new address: what was known and who follows goes along. Where the new address
    /// is followed already, its own state stands and the followers join it.
    ///
    /// # Errors
    /// Why it could not be written; then what has not moved is where it was, and can be moved again.
    pub fn move_to(&self, id: &FeedId, address: &Url) -> Result<FeedId, RecordError> {
        let new = FeedId::of(address);
        if new == *id {
            return Ok(new);
        }
        let fresh = self.address(&new)?.is_none();
        let mut batch = Batch::new();
        batch.put(Keyspace::Feeds, Name::Address.key(&new), address.as_str());
        for followers in self.followers(id)?.chunks(FOLLOWERS_AT_ONCE) {
            for server in followers {
                add_follower(&mut batch, &new, *server)?;
                remove_follower(&mut batch, id, *server);
            }
            self.store.commit(std::mem::take(&mut batch))?;
        }
        self.each(id, &mut |key, value| {
            let name = &key[id.0.len()..];
            let own = name == b"address" || name.starts_with(Name::FOLLOWERS);
            if fresh && !own {
                batch.put(Keyspace::Feeds, Name::under(&new, name), value);
            }
            batch.delete(Keyspace::Feeds, key);
        })?;
        self.store.commit(batch)?;
        Ok(new)
    }

    /// Forgets all of a feed but who follows it.
    fn erase(&self, id: &FeedId) -> Result<(), RecordError> {
        let mut batch = Batch::new();
        self.each(id, &mut |key, _| {
            if !key[id.0.len()..].starts_with(Name::FOLLOWERS) {
                batch.delete(Keyspace::Feeds, key);
            }
        })?;
        self.store.commit(batch).map(drop)
    }

    /// Every entry of a feed; of a damaged one, the key and nothing.
    fn each(&self, id: &FeedId, each: &mut dyn FnMut(Vec<u8>, Vec<u8>)) -> Result<(), RecordError> {
        let mut damaged = Vec::new();
        walk(
            &*self.store,
            Keyspace::Feeds,
            &KeyRange::prefix(&id.0),
            &mut |key, value| {
                each(key, value);
                Ok(())
            },
            &mut |key, _| {
                damaged.push(key);
                Ok(())
            },
        )?;
        damaged.into_iter().for_each(|key| each(key, Vec::new()));
        Ok(())
    }

    /// Adds to the newest chunk until it is full, then begins others; each new one sends an old one away.
    fn add_marks(&self, batch: &mut Batch, id: &FeedId, marks: &[[u8; 16]]) -> Result<(), RecordError> {
        let prefix = Name::under(id, Name::MARKS);
        let newest = self.store.scan(Keyspace::Feeds, &KeyRange::prefix(&prefix), 1, None)?;
        let newest = newest.entries.into_iter().next();
        let (mut chunk, mut bytes) = match newest {
            Some((key, bytes)) => {
                let number = key.strip_prefix(&prefix[..]).and_then(|rest| rest.try_into().ok());
                (
                    !u32::from_be_bytes(number.ok_or_else(|| bad_entry(Keyspace::Feeds, &key, "no number"))?),
                    bytes,
                )
            }
            None => (0, Vec::new()),
        };
        // Of more marks than are kept, the last count.
        let marks = &marks[marks.len().saturating_sub(MARKS_MAX)..];
        for mark in marks {
            if bytes.len() >= CHUNK_MARKS * 16 {
                batch.put(Keyspace::Feeds, Name::Marks(chunk).key(id), std::mem::take(&mut bytes));
                chunk = chunk.saturating_add(1);
                if let Some(old) = chunk.checked_sub(CHUNKS_MAX) {
                    batch.delete(Keyspace::Feeds, Name::Marks(old).key(id));
                }
            }
            bytes.extend(mark);
        }
        batch.put(Keyspace::Feeds, Name::Marks(chunk).key(id), bytes);
        Ok(())
    }

    /// One past the last number of a waiting item.
    fn next_number(&self, id: &FeedId) -> Result<u64, RecordError> {
        let prefix = Name::under(id, Name::ITEMS);
        let range = KeyRange::prefix(&prefix);
        let (mut last, mut cursor) = (None, None);
        loop {
            let page = self.store.scan(Keyspace::Feeds, &range, PAGE_ENTRIES_MAX, cursor.as_ref())?;
            let keys = page.entries.iter().map(|(key, _)| key).chain(page.damaged.iter().map(|(key, _)| key));
            last = keys.filter_map(|key| number_of(key, &prefix).ok()).max().max(last);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(last.map_or(0, |last: u64| last.saturating_add(1))),
            }
        }
    }
}

impl fmt::Debug for Feeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feeds").finish_non_exhaustive()
    }
}

/// Leaves news with servers, each with the job that somebody has a look at it. The job is always due and the same for
/// all news of a server: whoever takes it up gives it a later time first.
fn tell<T: Serialize>(batch: &mut Batch, news: &[(u64, String, T)]) -> Result<(), RecordError> {
    for (server, name, value) in news {
        batch.put(Keyspace::Guilds, guild(*server, name), json(value)?);
        batch.put_job(&Job::new(Timestamp::UNIX_EPOCH, *server, NEWS_JOB))?;
    }
    Ok(())
}

fn add_follower(batch: &mut Batch, id: &FeedId, server: u64) -> Result<(), RecordError> {
    batch.put(Keyspace::Feeds, Name::Follower(server).key(id), []);
    batch.put(Keyspace::Guilds, guild(server, &format!("{FOLLOWED}{id}")), json(&true)?);
    Ok(())
}

fn remove_follower(batch: &mut Batch, id: &FeedId, server: u64) {
    batch.delete(Keyspace::Feeds, Name::Follower(server).key(id));
    batch.delete(Keyspace::Guilds, guild(server, &format!("{FOLLOWED}{id}")));
}

fn number_of(key: &[u8], prefix: &[u8]) -> Result<u64, RecordError> {
    let number = key.strip_prefix(prefix).and_then(|rest| rest.try_into().ok());
    number.map(u64::from_be_bytes).ok_or_else(|| bad_entry(Keyspace::Feeds, key, "its name has no number"))
}

fn read<T: DeserializeOwned>(key: &[u8], bytes: &[u8]) -> Result<T, RecordError> {
    serde_json::from_slice(bytes).map_err(|error| bad_entry(Keyspace::Feeds, key, error))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, RecordError> {
    let bytes = serde_json::to_vec(value).map_err(|error| RecordError::Io {
        what: "writing what is known of a feed as JSON".to_owned(),
        why: error.to_string(),
    })?;
    let (size, limit) = (bytes.len(), ENTRY_BYTES_MAX);
    if size > limit {
        Err(RecordError::TooLarge { what: "what is known of a feed (in bytes)", size, limit })
    } else {
        Ok(bytes)
    }
}
