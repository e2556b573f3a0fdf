//! What can go wrong with the record, as cases that a caller can act on.

use std::io;
use std::path::{Path, PathBuf};

/// Why the record could not be opened, read or written. Each says in one line what happened, why, and what next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RecordError {
    /// Another process, or another handle of this one, has the record open.
    #[error("the record in {0} is open in another process; stop that one first, nothing was changed")]
    InUse(PathBuf),
    /// The folder does not let itself be written.
    #[error("the record in {path} cannot be written ({why}); make the folder writable for this user")]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// The disk is full, or nearly: reading goes on, writing is refused.
    #[error(
        "the disk of {path} is full ({why}); nothing more was written, what is kept is unharmed; free some space"
    )]
    Full {
        /// The record's folder.
        path: PathBuf,
        /// How full, or the system's words.
        why: String,
    },
    /// The record was written by a newer sayso.
    #[error(
        "the record in {path} has format {found}, this sayso knows up to {known}; use a newer sayso, nothing was changed"
    )]
    Newer {
        /// The record's folder.
        path: PathBuf,
        /// The format found.
        found: u16,
        /// The newest format known here.
        known: u16,
    },
    /// The store as a whole is damaged: it does not open, or is not what was acknowledged.
    #[error("the record in {path} is damaged ({why}); restore the newest good export")]
    Damaged {
        /// The record's folder.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// One value is damaged, or of a newer version; the others can be read.
    #[error(
        "one entry of the record cannot be read ({place}: {why}); the rest is unharmed, `sayso record verify` lists all"
    )]
    BadEntry {
        /// Keyspace and key.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// Writing failed earlier, and stays refused until the record is opened again.
    #[error("writing to the record failed earlier ({0}); reading goes on, start sayso again to write")]
    Stopped(String),
    /// Something else wrote the same entries in between.
    #[error("the record changed while writing to it; try again")]
    Conflict,
    /// More than the record takes in one piece.
    #[error("{what} is larger than the record takes ({size} of at most {limit}); it was not kept")]
    TooLarge {
        /// What it is.
        what: &'static str,
        /// Its size, in the limit's unit.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// A name of a setting that cannot be a key.
    #[error("`{0}` cannot name a setting; use 1 to 200 bytes")]
    BadName(String),
    /// An export that cannot be taken in.
    #[error("the export is not whole (line {line}: {why}); nothing of it was taken in, use another")]
    BadExport {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// Any other failure of reading or writing files.
    #[error("{what} failed ({why})")]
    Io {
        /// What was being done.
        what: String,
        /// The system's words.
        why: String,
    },
}

impl RecordError {
    /// Sorts a failure of the file system into the cases a caller can act on.
    pub(crate) fn from_io(path: &Path, what: &str, error: &io::Error) -> Self {
        let why = one_line(&error.to_string());
        let path = path.to_path_buf();
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotWritable { path, why }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full { path, why }
            }
            _ => Self::Io { what: format!("{what} {}", path.display()), why },
        }
    }

    /// Whether the store must be restored from an export before it serves again.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}

/// Joins the lines of a message and bounds it, so that every error stays one line.
pub(crate) fn one_line(text: &str) -> String {
    const CHARS_MAX: usize = 300;
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match joined.char_indices().nth(CHARS_MAX) {
        Some((cut, _)) => format!("{}…", &joined[..cut]),
        None => joined,
    }
}
