//! The record: articles and what was said in them, kept and found again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use sayso_article::Article;
use sayso_statements::Statement;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::ArticleId;
use crate::error::RecordError;
use crate::finder::Finder;
use crate::guild::GuildStore;
use crate::keys;
use crate::memory_store::MemoryStore;
use crate::revisions::without_numbers;
use crate::sled_store::{SledOptions, SledStore};
use crate::store::{Cursor, KeyRange, Keyspace, SharedStore, Store, bad_entry, walk};

/// The most statements that are kept of one article.
pub const STATEMENTS_MAX: usize = 2_000;

/// How often a write or a read is tried again when another writer was in between.
pub(crate) const ATTEMPTS: usize = 8;

/// A handle to the record. Cloning is cheap; the record closes when the last handle goes.
///
/// Every method blocks: on a runtime, call it where blocking is allowed.
#[derive(Clone)]
pub struct Record {
    pub(crate) store: SharedStore,
    pub(crate) path: Option<PathBuf>,
    pub(crate) finder: Arc<Finder>,
}

/// Statements with their numbers, in the order of the page.
pub(crate) type Numbered = Vec<(u16, Statement)>;

/// An article of the record and what was said in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its identity.
    pub id: ArticleId,
    /// The article as it was read last.
    pub article: Article,
    /// Its statements in order.
    pub statements: Vec<Statement>,
    /// The number of each: with the article's, its identity ([`crate::StatementId`]).
    pub numbers: Vec<u16>,
    /// When it was read last.
    pub read_at: Timestamp,
    /// When it was read first.
    pub first_read_at: Timestamp,
    /// What was cut out of its text when its time was over; none where it is whole.
    pub cut: Option<Cut>,
}

/// What is left of a text whose time is over: in `article`, only sentences beside statements stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// When it was cut.
    pub at: Timestamp,
    /// A number for the title and for each paragraph as they were, by which the same text is known again.
    pub fingerprints: Vec<u64>,
    /// What is left, in order.
    pub parts: Vec<KeptPart>,
}

/// A part of a paragraph that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPart {
    /// The paragraph.
    pub paragraph: usize,
    /// Its first Unicode scalar in the paragraph as it was.
    pub from: usize,
    /// Its first Unicode scalar in what is left of the paragraph.
    pub at: usize,
    /// Its length in Unicode scalars.
    pub length: usize,
}

impl Cut {
    /// Where a place in what is left stood in the paragraph as it was; none in a gap.
    pub fn original(&self, paragraph: usize, place: usize) -> Option<usize> {
        let part = self
            .parts
            .iter()
            .find(|part| part.paragraph == paragraph && (part.at..=part.at + part.length).contains(&place))?;
        Some(part.from + place - part.at)
    }
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
    /// How many statements there are.
    pub(crate) statements: u16,
    /// Their numbers in the order of the page, where these are not 0, 1, 2 …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) order: Vec<u16>,
    /// The first number that no statement has had; 0 where that is how many there are.
    #[serde(default)]
    pub(crate) next: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cut: Option<Cut>,
    /// The address that the article is kept under: its own where it is believed, else the one it was read at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Url>,
    pub(crate) article: Article,
}

impl ArticleEntry {
    /// The statements' numbers in the order of the page.
    pub(crate) fn numbers(&self) -> Vec<u16> {
        if self.order.is_empty() { (0..self.statements).collect() } else { self.order.clone() }
    }

    /// The first number that no statement has had.
    pub(crate) fn next_number(&self) -> u16 {
        self.next.max(self.statements)
    }
}

impl Record {
    /// Opens the record in a folder, or makes it there.
    ///
    /// # Errors
    /// [`RecordError::InUse`], [`RecordError::NotWritable`], [`RecordError::Newer`], [`RecordError::Full`],
    /// or [`RecordError::Damaged`] where it does not open or lacks what was acknowledged.
    pub fn open(path: &Path) -> Result<Self, RecordError> {
        Self::with_whole_index(SledStore::open(path, SledOptions::default())?)
    }

    /// The record on a store in a folder; articles without their entry in the index get one, as all of those of a
    /// store of an older format.
    pub(crate) fn with_whole_index(store: SledStore) -> Result<Self, RecordError> {
        let record = Self::in_folder(store);
        let entries = record.store.stats()?.entries;
        let count = |space: Keyspace| entries.get(space.index()).copied().unwrap_or(0);
        if count(Keyspace::Articles) != count(Keyspace::Index) {
            record.warm()?;
        }
        Ok(record)
    }

    /// The record on a store in a folder.
    pub(crate) fn in_folder(store: SledStore) -> Self {
        Self { path: Some(store.path().to_path_buf()), ..Self::on(Arc::new(store)) }
    }

    /// A record that ends with its process.
    pub fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStore::new()))
    }

    /// A record on a store of the caller's.
    pub fn on(store: Arc<dyn Store>) -> Self {
        Self { store, path: None, finder: Arc::default() }
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
        let numbers = entry.numbers();
        let statements = without_numbers(self.statements_of(id, &entry)?);
        let ArticleEntry { read_at, first_read_at, article, cut, .. } = entry;
        Ok(Kept { id: *id, article, statements, numbers, read_at, first_read_at, cut })
    }

    /// The statements of an article by number, in the order of the page.
    pub(crate) fn statements_of(
        &self,
        id: &ArticleId,
        entry: &ArticleEntry,
    ) -> Result<Numbered, RecordError> {
        let mut found = HashMap::with_capacity(usize::from(entry.statements));
        walk(
            &*self.store,
            Keyspace::Statements,
            &KeyRange::prefix(id.bytes()),
            &mut |key, value| {
                if let Some((_, number)) = keys::read_statement(&key) {
                    found.insert(number, read_statement(&key, &value)?);
                }
                Ok(())
            },
            &mut |key, why| Err(bad_entry(Keyspace::Statements, &key, why)),
        )?;
        let count = found.len();
        let statements: Numbered =
            entry.numbers().into_iter().filter_map(|number| Some((number, found.remove(&number)?))).collect();
        if statements.len() != usize::from(entry.statements) || count != statements.len() {
            let why = format!("{} statements expected, {count} found", entry.statements);
            return Err(bad_entry(Keyspace::Articles, id.bytes(), why));
        }
        Ok(statements)
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

pub(crate) fn read_statement(key: &[u8], value: &[u8]) -> Result<Statement, RecordError> {
    serde_json::from_slice(value).map_err(|error| bad_entry(Keyspace::Statements, key, error))
}

pub(crate) fn json(value: &impl Serialize) -> Result<Vec<u8>, RecordError> {
    serde_json::to_vec(value).map_err(|error| RecordError::Io {
        what: "writing an entry as JSON".to_owned(),
        why: error.to_string(),
    })
}
