//! The way back from a damaged store: it is moved aside, never deleted, and the newest good export takes
//! its place, made whole beside it first.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::backup::{check_export, exports_newest_first};
use crate::error::RecordError;
use crate::folder::{self, Home};
use crate::import::ImportSummary;
use crate::record::Record;
use crate::sled_files::make;
use crate::sled_store::{SledOptions, SledStore};

/// How a record came to be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// As it was.
    Whole,
    /// Out of an export, since the store was damaged.
    Restored(Box<Restoration>),
}

/// What was done to have a record again. Its text says so in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// What was wrong with the store.
    pub why: String,
    /// Where the damaged store lies now.
    pub aside: PathBuf,
    /// The export that took its place.
    pub export: PathBuf,
    /// What came out of it.
    pub summary: ImportSummary,
    /// Newer exports that were not good, and why.
    pub passed_over: Vec<String>,
}

impl std::fmt::Display for Restoration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ImportSummary { articles, statements, .. } = self.summary;
        let (export, aside) = (self.export.display(), self.aside.display());
        let why = &self.why;
        write!(
            f,
            "the record was damaged ({why}) and was restored from {export} with {articles} articles and "
        )?;
        write!(f, "{statements} statements; what came later is lost, the damaged files are kept in {aside}")
    }
}

impl Record {
    /// Opens the record; where its store is damaged, restores the newest good export of a folder.
    ///
    /// # Errors
    /// As [`Record::open`]; [`RecordError::Damaged`] only where no export is good, and then nothing was moved.
    pub fn open_or_restore(path: &Path, exports: &Path) -> Result<(Record, Opening), RecordError> {
        let lock = folder::lock(path)?;
        let held =
            |lock: &File| lock.try_clone().map_err(|error| RecordError::from_io(path, "locking", &error));
        let options = SledOptions::default();
        match SledStore::open_locked(path, options, held(&lock)?) {
            Ok(store) => Ok((Self::with_whole_index(store)?, Opening::Whole)),
            Err(damage) if damage.is_damage() => {
                let restoration = restore(path, exports, &damage, &|| held(&lock))?;
                let store = SledStore::open_locked(path, options, lock)?;
                Ok((Self::with_whole_index(store)?, Opening::Restored(Box::new(restoration))))
            }
            Err(other) => Err(other),
        }
    }
}

/// A handle on the lock that is held.
type Held<'a> = &'a dyn Fn() -> Result<File, RecordError>;

fn restore(
    path: &Path,
    exports: &Path,
    damage: &RecordError,
    held: Held<'_>,
) -> Result<Restoration, RecordError> {
    let why = match damage {
        RecordError::Damaged { why, .. } => why.clone(),
        other => other.to_string(),
    };
    let mut passed_over = Vec::new();
    for export in exports_newest_first(exports) {
        match check_export(&export) {
            Ok(_) => {
                let (summary, aside) = put_in_place(path, &export, held)?;
                return Ok(Restoration { why, aside, export, summary, passed_over });
            }
            Err(bad) => passed_over.push(format!("{}: {bad}", export.display())),
        }
    }
    let found = match passed_over.len() {
        0 => format!("no export in {}", exports.display()),
        count => format!("none of {count} exports in {} is good", exports.display()),
    };
    Err(RecordError::Damaged { path: path.to_path_buf(), why: format!("{why}; {found}") })
}

/// Makes a store of the export, whole and on the disk, and only then moves the damaged one aside.
fn put_in_place(path: &Path, export: &Path, held: Held<'_>) -> Result<(ImportSummary, PathBuf), RecordError> {
    let (making, restored) = (Home::in_the_making(path), Home::restored(path));
    let options = SledOptions::default();
    make(path, &making, options)?;
    let store = SledStore::start(path, &making, options, held()?)?;
    let record = Record::on(Arc::new(store));
    let summary = record.import_from(export)?;
    drop(record);
    making.sync_all()?;
    restored.remove()?;
    let restored = making.move_to(restored, path)?;
    let aside = Home::of(path).move_aside(path)?;
    restored.become_current(path)?;
    Ok((summary, aside))
}
