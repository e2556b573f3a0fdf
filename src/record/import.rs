//! Taking an export in: all of it is proved before the first write; what the record holds already stays.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Serialize;

use crate::address::ArticleId;
use crate::backup::{Entry, read_all};
use crate::error::RecordError;
use crate::indexing::entry_of;
use crate::keys;
use crate::record::{ArticleEntry, Record};
use crate::store::{Batch, Keyspace};

/// The most writes of one commit while taking in: larger than a group of the daily work, since nobody waits.
const BATCH_OPS: usize = 2_000;

/// The most bytes of one such commit.
const BATCH_BYTES: usize = 4 << 20;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ImportSummary {
    /// Articles that came in.
    pub articles: u64,
    /// Statements that came in.
    pub statements: u64,
    /// Articles that the record held already; they stay as they were.
    pub articles_present: u64,
    /// Settings that came in.
    pub settings: u64,
    /// Settings that the record held already; they stay as they were.
    pub settings_present: u64,
}

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

impl Record {
    /// Takes an export in. The whole export is proved first. Articles come in with all that belongs to
    /// them or, where the record has them already, not at all; settings likewise. Nothing else may write
    /// meanwhile. Ended halfway, it is finished by doing it again.
    ///
    /// # Errors
    /// [`RecordError::BadExport`] where it is not whole; then nothing was written.
    pub fn import(&self, input: &mut dyn Read) -> Result<ImportSummary, RecordError> {
        let Some(folder) = &self.path else {
            let mut bytes = Vec::new();
            input
                .read_to_end(&mut bytes)
                .map_err(|error| RecordError::from_io(Path::new("export"), "reading the", &error))?;
            return self.take_in(&mut Cursor::new(bytes));
        };
        // It is read three times, and a pipe can be read once.
        let path = folder.join("import.making");
        let taken = spool(&path, input).and_then(|mut file| self.take_in(&mut file));
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(path = %path.display(), %error, "the copy of the import could not be removed");
        }
        taken
    }

    /// Takes the export of a file in, as [`Record::import`].
    ///
    /// # Errors
    /// As [`Record::import`].
    pub fn import_from(&self, path: &Path) -> Result<ImportSummary, RecordError> {
        let mut file = File::open(path).map_err(|error| RecordError::from_io(path, "reading", &error))?;
        self.take_in(&mut file)
    }

    fn take_in(&self, input: &mut dyn ReadSeek) -> Result<ImportSummary, RecordError> {
        let mut summary = ImportSummary::default();
        let mut present = HashSet::new();
        pass(input, &mut |entry| {
            if let (Keyspace::Articles, Some(id)) = (entry.space, keys::article_of(entry.space, &entry.key))
                && self.holds(&id)?
            {
                present.insert(id);
            }
            Ok(())
        })?;
        summary.articles_present = present.len() as u64;
        let mut pending = Pending { record: self, batch: Batch::new(), bytes: 0 };
        // The articles themselves come last: what is there without its article is not seen, and an import
        // that is ended halfway and done again finds these articles absent.
        pass(input, &mut |entry| match entry.space {
            Keyspace::Articles | Keyspace::Index => Ok(()),
            Keyspace::Statements | Keyspace::Latest | Keyspace::Revisions => {
                if keys::article_of(entry.space, &entry.key).is_none_or(|id| present.contains(&id)) {
                    return Ok(());
                }
                summary.statements += u64::from(entry.space == Keyspace::Statements);
                pending.add(entry)
            }
            Keyspace::Aliases | Keyspace::Due | Keyspace::Feeds | Keyspace::Guilds => {
                let held = self.store.get(entry.space, &entry.key)?.is_some();
                if entry.space == Keyspace::Guilds {
                    summary.settings += u64::from(!held);
                    summary.settings_present += u64::from(held);
                }
                if held { Ok(()) } else { pending.add(entry) }
            }
        })?;
        pending.commit()?;
        pass(input, &mut |entry| {
            if entry.space != Keyspace::Articles
                || keys::article_of(entry.space, &entry.key).is_none_or(|id| present.contains(&id))
            {
                return Ok(());
            }
            summary.articles += 1;
            let indexed = self.index_entry(&entry)?;
            pending.add(entry)?;
            indexed.map_or(Ok(()), |indexed| pending.add_beside(indexed))
        })?;
        pending.commit()?;
        self.finder.forget();
        Ok(summary)
    }

    /// The entry in the index of an article whose statements are in; none where the article is not one that can
    /// be read, which a look at everything will tell.
    fn index_entry(&self, article: &Entry) -> Result<Option<Entry>, RecordError> {
        let id = keys::article_of(article.space, &article.key);
        let kept = serde_json::from_slice::<ArticleEntry>(&article.value);
        let (Some(id), Ok(kept)) = (id, kept) else { return Ok(None) };
        let statements = match self.statements_of(&id, &kept) {
            Err(RecordError::BadEntry { .. }) => return Ok(None),
            other => other?,
        };
        let statements: Vec<_> = statements.iter().map(|(number, statement)| (*number, statement)).collect();
        let value = entry_of(&kept, &statements).encode();
        Ok(Some(Entry { space: Keyspace::Index, key: article.key.clone(), value }))
    }

    /// Whether an article is there and can be read; one that cannot be read is cleared away.
    fn holds(&self, id: &ArticleId) -> Result<bool, RecordError> {
        match self.store.get(Keyspace::Articles, id.bytes()) {
            Err(RecordError::BadEntry { .. }) => {
                let mut batch = Batch::new();
                self.replace_unreadable(&mut batch, id)?;
                self.store.commit(batch)?;
                Ok(false)
            }
            other => other.map(|found| found.is_some()),
        }
    }
}

fn pass(
    input: &mut dyn ReadSeek,
    each: &mut dyn FnMut(Entry) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let start = input.seek(SeekFrom::Start(0));
    start.map_err(|error| RecordError::from_io(Path::new("export"), "reading the", &error))?;
    read_all(&mut BufReader::new(input), each).map(drop)
}

fn spool(path: &Path, input: &mut dyn Read) -> Result<File, RecordError> {
    let mut copy = || {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        io::copy(input, &mut file)?;
        Ok(file)
    };
    copy().map_err(|error| RecordError::from_io(path, "copying the export to", &error))
}

/// Writes that wait to be committed together.
struct Pending<'a> {
    record: &'a Record,
    batch: Batch,
    bytes: usize,
}

impl Pending<'_> {
    fn add(&mut self, entry: Entry) -> Result<(), RecordError> {
        let bytes = entry.key.len() + entry.value.len();
        if self.batch.writes.len() >= BATCH_OPS || self.bytes + bytes > BATCH_BYTES {
            self.commit()?;
        }
        self.bytes += bytes;
        self.batch.put(entry.space, entry.key, entry.value);
        Ok(())
    }

    /// Adds an entry to the batch of the one before, whose limits have room for it.
    fn add_beside(&mut self, entry: Entry) -> Result<(), RecordError> {
        self.bytes += entry.key.len() + entry.value.len();
        self.batch.put(entry.space, entry.key, entry.value);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), RecordError> {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if batch.writes.is_empty() { Ok(()) } else { self.record.store.commit(batch).map(drop) }
    }
}
