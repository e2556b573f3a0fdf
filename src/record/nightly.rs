//! The export of every night: once a day, and proved by restoring it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::backup::{ExportSummary, check_export, exports_newest_first};
use crate::error::RecordError;
use crate::record::Record;

/// Exports of so many entries are restored into memory for the proof; larger ones into a folder beside them,
/// which takes longer and no memory.
const ENTRIES_IN_MEMORY: u64 = 60_000;

/// What a night did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nightly {
    /// The export of the day.
    pub path: PathBuf,
    /// What it holds.
    pub summary: ExportSummary,
    /// Whether it was made now; false where the day had one already.
    pub is_new: bool,
}

impl Record {
    /// Makes sure that a folder holds a good export of the day of `now` (in UTC), and removes all but the newest
    /// `keep`. A day that has one gets no other, however often this is called; one that is not good is made again.
    /// A new one is restored and looked at whole before it counts.
    ///
    /// # Errors
    /// As [`Record::export_into`]; [`RecordError::BadExport`] where what was written does not restore to what is
    /// kept, and then it is removed.
    pub fn nightly(&self, folder: &Path, now: Timestamp, keep: usize) -> Result<Nightly, RecordError> {
        let day = format!("record-{}T", now.strftime("%Y%m%d"));
        let of_the_day = exports_newest_first(folder).into_iter().find(|path| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&day))
        });
        if let Some(path) = of_the_day {
            match check_export(&path) {
                Ok(summary) => return Ok(Nightly { path, summary, is_new: false }),
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "the export of the day is not good; another is made");
                }
            }
        }
        let (path, summary) = self.export_into(folder, now, keep)?;
        if let Err(error) = proved(&path, &summary) {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(path = %path.display(), %error, "a bad export could not be removed");
            }
            return Err(error);
        }
        Ok(Nightly { path, summary, is_new: true })
    }
}

/// Restores an export and looks at everything in it.
fn proved(path: &Path, summary: &ExportSummary) -> Result<(), RecordError> {
    if summary.entries <= ENTRIES_IN_MEMORY {
        return restored(&Record::in_memory(), path, summary);
    }
    let beside = path.with_extension("proof");
    let removed = |beside: &Path| match fs::remove_dir_all(beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(RecordError::from_io(beside, "removing", &error))
        }
        _ => Ok(()),
    };
    removed(&beside)?;
    let outcome = Record::open(&beside).and_then(|record| restored(&record, path, summary));
    removed(&beside)?;
    outcome
}

fn restored(record: &Record, path: &Path, summary: &ExportSummary) -> Result<(), RecordError> {
    record.import_from(path)?;
    let proof = record.verify()?;
    let stats = record.stats()?;
    let why = match proof.problems.first() {
        Some(problem) => format!("restored for a proof: {problem}"),
        None if (stats.articles, stats.statements) != (summary.articles, summary.statements) => {
            format!("{} statements restored of {}", stats.statements, summary.statements)
        }
        None => return Ok(()),
    };
    Err(RecordError::BadExport { line: 0, why })
}
