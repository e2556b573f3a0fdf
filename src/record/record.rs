//! The record: articles and what was said in them, kept and found again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use sayso_article::{Article, Dated};
use sayso_statements::Statement;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::{ArticleId, identity};
use crate::error::RecordError;
use crate::guild::GuildStore;
use crate::keys;
use crate::memory_store::MemoryStore;
use crate::sled_store::{SledOptions, SledStore};
use crate::store::{Batch, Cursor, Expect, KeyRange, Keyspace, SharedStore, Store, bad_entry, walk};

/// The most statements that are kept of one article.
pub const STATEMENTS_MAX: usize = 2_000;

/// How often a write or a read is tried again when another writer was in between.
const ATTEMPTS: usize = 8;

/// A handle to the record. Cloning is cheap; the record closes when the last handle goes.
///
/// Every method blocks: on a runtime, call it where blocking is allowed.
#[derive(Clone)]
pub struct Record {
    pub(crate) store: SharedStore,
    pub(crate) path: Option<PathBuf>,
}

/// An article of the record and what was said in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its identity.
    pub id: ArticleId,
    /// The article as it was read last.
    pub article: Article,
    /// Its statements in order.
    pub statements: Vec<Statement>,
    /// When it was read last.
    pub read_at: Timestamp,
    /// When it was read first.
    pub first_read_at: Timestamp,
}

/// A statement with its place in the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The article.
    pub article: ArticleId,
    /// The statement's number in its article, from 0.
    pub number: u16,
    /// When the article was published, else read: what orders the latest.
    pub at: Timestamp,
    /// The statement.
    pub statement: Statement,
}

/// Sizes of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Articles kept.
    pub articles: u64,
    /// Statements kept.
    pub statements: u64,
    /// Other addresses that lead to a kept article.
    pub aliases: u64,
    /// Named settings of all servers.
    pub settings: u64,
    /// Batches that were ever acknowledged.
    pub commits: u64,
    /// Bytes on the disk.
    pub disk_bytes: u64,
}

/// What lies under an article's key. A field that is added must have a default: old records lack it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ArticleEntry {
    pub(crate) read_at: Timestamp,
    pub(crate) first_read_at: Timestamp,
    /// The time in the latest-first index, in milliseconds.
    pub(crate) at_ms: i64,
    /// How many statements there are, numbered from 0.
    pub(crate) statements: u16,
    pub(crate) article: Article,
}

impl Record {
    /// Opens the record in a folder, or makes it there.
    ///
    /// # Errors
    /// [`RecordError::InUse`], [`RecordError::NotWritable`], [`RecordError::Newer`], [`RecordError::Full`],
    /// or [`RecordError::Damaged`] where it does not open or lacks what was acknowledged.
    pub fn open(path: &Path) -> Result<Self, RecordError> {
        SledStore::open(path, SledOptions::default()).map(Self::in_folder)
    }

    /// The record on a store in a folder.
    pub(crate) fn in_folder(store: SledStore) -> Self {
        Self { path: Some(store.path().to_path_buf()), store: Arc::new(store) }
    }

    /// A record that ends with its process.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(MemoryStore::new()), path: None }
    }

    /// A record on a store of the caller's.
    pub fn on(store: Arc<dyn Store>) -> Self {
        Self { store, path: None }
    }

    /// Keeps an article that was read at the address asked for, with its statements, in the place of
    /// what was kept of it before. When this returns it is on the disk, and `asked` leads to it.
    ///
    /// # Errors
    /// [`RecordError::TooLarge`], or why it could not be written; then what was kept before stands.
    pub fn keep(
        &self,
        asked: &Url,
        article: &Article,
        statements: &[Statement],
        now: Timestamp,
    ) -> Result<ArticleId, RecordError> {
        self.keep_redirected(asked, asked, article, statements, now)
    }

    /// As [`Record::keep`], for a page that redirects led to: `read_from` is the last address, and the
    /// one that is believed about its own site (a page's word for another site's address is not taken).
    ///
    /// # Errors
    /// As [`Record::keep`].
    pub fn keep_redirected(
        &self,
        asked: &Url,
        read_from: &Url,
        article: &Article,
        statements: &[Statement],
        now: Timestamp,
    ) -> Result<ArticleId, RecordError> {
        let (size, limit) = (statements.len(), STATEMENTS_MAX);
        if size > limit {
            return Err(RecordError::TooLarge { what: "the article (in statements)", size, limit });
        }
        let id = ArticleId::of(identity(read_from, article.url.as_ref()));
        for _ in 0..ATTEMPTS {
            let mut batch = Batch::new();
            let first_read_at = self.replace(&mut batch, &id, statements.len())?.unwrap_or(now).min(now);
            let entry = ArticleEntry {
                read_at: now,
                first_read_at,
                at_ms: ordering_time(article, now).as_millisecond(),
                // The check above keeps it in range.
                statements: u16::try_from(statements.len()).unwrap_or(u16::MAX),
                article: article.clone(),
            };
            for (number, statement) in (0..entry.statements).zip(statements) {
                batch.put(Keyspace::Statements, keys::statement(&id, number), json(&finite(statement))?);
                batch.put(Keyspace::Latest, keys::latest(entry.at_ms, &id, number), []);
            }
            batch.put(Keyspace::Articles, *id.bytes(), json(&entry)?);
            for address in [asked, read_from].map(ArticleId::of) {
                // An address that is the article's own needs no alias, and an older one would mislead.
                if address == id {
                    batch.delete(Keyspace::Aliases, *address.bytes());
                } else {
                    batch.put(Keyspace::Aliases, *address.bytes(), *id.bytes());
                }
            }
            match self.store.commit(batch) {
                Err(RecordError::Conflict) => {}
                outcome => return outcome.map(|_| id),
            }
        }
        Err(RecordError::Conflict)
    }

    /// Prepares the replacement of what is kept under `id`: expects it unchanged, deletes its index
    /// entries and the statements past `statements`; tells when it was first read.
    fn replace(
        &self,
        batch: &mut Batch,
        id: &ArticleId,
        statements: usize,
    ) -> Result<Option<Timestamp>, RecordError> {
        let old = match self.store.get(Keyspace::Articles, id.bytes()) {
            Ok(Some(old)) => old,
            Ok(None) => {
                batch.expect(Keyspace::Articles, *id.bytes(), Expect::Absent);
                return Ok(None);
            }
            Err(RecordError::BadEntry { .. }) => {
                self.replace_unreadable(batch, id)?;
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        match serde_json::from_slice::<ArticleEntry>(&old) {
            Ok(entry) => {
                for number in 0..entry.statements {
                    batch.delete(Keyspace::Latest, keys::latest(entry.at_ms, id, number));
                    if usize::from(number) >= statements {
                        batch.delete(Keyspace::Statements, keys::statement(id, number));
                    }
                }
                batch.expect(Keyspace::Articles, *id.bytes(), Expect::Is(old));
                Ok(Some(entry.first_read_at))
            }
            Err(_) => {
                self.replace_unreadable(batch, id)?;
                Ok(None)
            }
        }
    }

    /// The same for an entry that is damaged: its index entries are found by looking at all of them.
    pub(crate) fn replace_unreadable(&self, batch: &mut Batch, id: &ArticleId) -> Result<(), RecordError> {
        let statements = KeyRange::prefix(id.bytes());
        for (space, range) in [(Keyspace::Statements, statements), (Keyspace::Latest, KeyRange::all())] {
            let mut found = Vec::new();
            let mut note = |key: Vec<u8>| {
                if keys::article_of(space, &key) == Some(*id) {
                    found.push(key);
                }
                Ok(())
            };
            let mut damaged = Vec::new();
            walk(&*self.store, space, &range, &mut |key, _| note(key), &mut |key, _| {
                damaged.push(key);
                Ok(())
            })?;
            damaged.into_iter().try_for_each(&mut note)?;
            found.into_iter().for_each(|key| batch.delete(space, key));
        }
        Ok(())
    }

    /// The article at an address, by the address asked for or its canonical one; fragment and tracking
    /// parameters do not count.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is kept and cannot be read.
    pub fn by_address(&self, url: &Url) -> Result<Option<Kept>, RecordError> {
        let address = ArticleId::of(url);
        match self.store.get(Keyspace::Aliases, address.bytes())? {
            Some(alias) => {
                let id = <[u8; 16]>::try_from(alias.as_slice())
                    .map_err(|_| bad_entry(Keyspace::Aliases, address.bytes(), "not an article's number"))?;
                self.get(&ArticleId::from_bytes(id))
            }
            None => self.get(&address),
        }
    }

    /// The article of a number.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is kept and cannot be read.
    pub fn get(&self, id: &ArticleId) -> Result<Option<Kept>, RecordError> {
        let mut before = self.store.get(Keyspace::Articles, id.bytes())?;
        for _ in 0..ATTEMPTS {
            let Some(bytes) = before else { return Ok(None) };
            let kept = self.assemble(id, &bytes);
            // Statements of one reading under the article of another would be nobody's words.
            let after = self.store.get(Keyspace::Articles, id.bytes())?;
            if after.as_ref() == Some(&bytes) {
                return kept.map(Some);
            }
            before = after;
        }
        Err(RecordError::Conflict)
    }

    fn assemble(&self, id: &ArticleId, bytes: &[u8]) -> Result<Kept, RecordError> {
        let entry: ArticleEntry = serde_json::from_slice(bytes)
            .map_err(|error| bad_entry(Keyspace::Articles, id.bytes(), error))?;
        let mut statements = Vec::with_capacity(usize::from(entry.statements));
        walk(
            &*self.store,
            Keyspace::Statements,
            &KeyRange::prefix(id.bytes()),
            &mut |key, value| {
                statements.push(read_statement(&key, &value)?);
                Ok(())
            },
            &mut |key, why| Err(bad_entry(Keyspace::Statements, &key, why)),
        )?;
        if statements.len() != usize::from(entry.statements) {
            let why = format!("{} statements expected, {} found", entry.statements, statements.len());
            return Err(bad_entry(Keyspace::Articles, id.bytes(), why));
        }
        let ArticleEntry { read_at, first_read_at, article, .. } = entry;
        Ok(Kept { id: *id, article, statements, read_at, first_read_at })
    }

    /// Up to `limit` statements, those of the latest articles first, after `cursor` where one is given;
    /// and where to go on. What is damaged is left out; [`Record::verify`] names it.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn latest(
        &self,
        limit: usize,
        cursor: Option<&Cursor>,
    ) -> Result<(Vec<Said>, Option<Cursor>), RecordError> {
        let page = self.store.scan(Keyspace::Latest, &KeyRange::all(), limit, cursor)?;
        let mut said = Vec::with_capacity(page.entries.len());
        for (key, _) in page.entries {
            let Some((at_ms, article, number)) = keys::read_latest(&key) else { continue };
            let key = keys::statement(&article, number);
            let value = match self.store.get(Keyspace::Statements, &key) {
                Ok(Some(value)) => value,
                // Replaced in between, or damaged.
                Ok(None) | Err(RecordError::BadEntry { .. }) => continue,
                Err(other) => return Err(other),
            };
            let (Ok(statement), Ok(at)) = (read_statement(&key, &value), Timestamp::from_millisecond(at_ms))
            else {
                continue;
            };
            said.push(Said { article, number, at, statement });
        }
        Ok((said, page.next))
    }

    /// What belongs to one Discord server: a handle that cannot name another's.
    pub fn guild(&self, guild: u64) -> GuildStore {
        GuildStore::new(Arc::clone(&self.store), guild)
    }

    /// Sizes and counts.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn stats(&self) -> Result<Stats, RecordError> {
        let stats = self.store.stats()?;
        let entries = |space: Keyspace| stats.entries.get(space.index()).copied().unwrap_or(0);
        Ok(Stats {
            articles: entries(Keyspace::Articles),
            statements: entries(Keyspace::Statements),
            aliases: entries(Keyspace::Aliases),
            settings: entries(Keyspace::Guilds),
            commits: stats.sequence,
            disk_bytes: stats.disk_bytes,
        })
    }

    /// Lets this handle go. What was acknowledged is on the disk already; the folder is free for another
    /// process when the last handle has gone.
    pub fn close(self) {}
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("path", &self.path).finish_non_exhaustive()
    }
}

/// When an article came out, as far as its order among the latest goes: a page that dates itself into
/// the future would else stay first for ever.
fn ordering_time(article: &Article, now: Timestamp) -> Timestamp {
    let published = match article.published {
        Some(Dated::Instant { at, .. }) => Some(at),
        Some(Dated::Day(day)) => day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|day| day.timestamp()),
        None => None,
    };
    published.map_or(now, |published| published.min(now))
}

pub(crate) fn read_statement(key: &[u8], value: &[u8]) -> Result<Statement, RecordError> {
    serde_json::from_slice(value).map_err(|error| bad_entry(Keyspace::Statements, key, error))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, RecordError> {
    serde_json::to_vec(value).map_err(|error| RecordError::Io {
        what: "writing an entry as JSON".to_owned(),
        why: error.to_string(),
    })
}

/// JSON has no word for a confidence that is not a number, and could not be read back.
fn finite(statement: &Statement) -> Statement {
    let confidence = if statement.confidence.is_finite() { statement.confidence } else { 0.0 };
    Statement { confidence, ..statement.clone() }
}
