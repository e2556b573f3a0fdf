//! The high-water mark: a second small file that says what the store must hold at least.
//!
//! A store whose tail was cut off opens without complaint; its last commit is then older than the mark.
//! Two slots are written in turn, a page apart, so that a torn write leaves the one before.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::RecordError;
use crate::folder::sync_folder;
use crate::tally::{TALLY_BYTES, TALLY_BYTES_OF_FORMAT_1, Tally};
use crate::values::Crc;

/// The newest format of a whole store that is known here.
pub(crate) const FORMAT: u16 = 2;

const MAGIC: &[u8; 8] = b"sayso-rc";
const SLOT_BYTES: usize = 8 + 2 + TALLY_BYTES + 4;
const SLOT_BYTES_OF_FORMAT_1: usize = 8 + 2 + TALLY_BYTES_OF_FORMAT_1 + 4;
const SLOT_APART_BYTES: u64 = 4096;

/// The longest that the mark stays behind while there is always something to write.
const UNSYNCED_MAX: Duration = Duration::from_secs(1);

/// What a mark says.
#[derive(Debug)]
pub(crate) struct Marked {
    /// Its open file.
    pub(crate) mark: Mark,
    /// What the store must hold at least.
    pub(crate) tally: Tally,
    /// The format of the store.
    pub(crate) format: u16,
}

/// The open file of a mark.
///
/// Moving it on is not waited for by those whose writes are acknowledged: the log is on the disk by then,
/// and a mark that is a moment behind says less but nothing wrong.
#[derive(Debug)]
pub(crate) struct Mark {
    file: File,
    path: PathBuf,
    /// Since when something is written that is not synced.
    unsynced: Option<Instant>,
}

impl Mark {
    /// Makes the file, with both slots at `tally`. It is on the disk when this returns; its folder entry is not.
    pub(crate) fn create(path: &Path, tally: &Tally) -> Result<Self, RecordError> {
        let attempt = || {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
            file.set_len(SLOT_APART_BYTES * 2)?;
            Ok(Mark { file, path: path.to_path_buf(), unsynced: None })
        };
        let mut mark = attempt().map_err(|error| RecordError::from_io(path, "creating", &error))?;
        mark.write(0, tally)?;
        mark.write(1, tally)?;
        mark.file.sync_all().map_err(|error| RecordError::from_io(path, "writing", &error))?;
        Ok(mark)
    }

    /// Opens the file and reads the newer slot; none where there is no file, or neither slot is whole.
    ///
    /// # Errors
    /// [`RecordError::Newer`] where a slot was written by a newer sayso.
    pub(crate) fn open(path: &Path) -> Result<Option<Marked>, RecordError> {
        let failed = |error: io::Error| RecordError::from_io(path, "reading", &error);
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed)?,
        };
        let mut bytes = Vec::new();
        (&file).take(SLOT_APART_BYTES * 2).read_to_end(&mut bytes).map_err(failed)?;
        let second = usize::try_from(SLOT_APART_BYTES).unwrap_or(usize::MAX);
        let mut newest: Option<(u16, Tally)> = None;
        for slot in [bytes.get(..SLOT_BYTES), bytes.get(second..second + SLOT_BYTES)].into_iter().flatten() {
            match read_slot(slot) {
                Some((format, _)) if format > FORMAT => {
                    let path = path.parent().unwrap_or(path).to_path_buf();
                    return Err(RecordError::Newer { path, found: format, known: FORMAT });
                }
                Some((format, Some(tally)))
                    if newest.is_none_or(|(_, best)| best.sequence < tally.sequence) =>
                {
                    newest = Some((format, tally));
                }
                _ => {}
            }
        }
        Ok(newest.map(|(format, tally)| {
            let mark = Mark { file, path: path.to_path_buf(), unsynced: None };
            Marked { mark, tally, format }
        }))
    }

    /// Writes the mark of an older format anew in this one, beside its place first: a process that is killed in
    /// between leaves one of the two.
    pub(crate) fn renewed(path: &Path, tally: &Tally) -> Result<Self, RecordError> {
        let making = path.with_extension("making");
        let made = Self::create(&making, tally)?;
        let moved = std::fs::rename(&making, path).and_then(|()| sync_folder(path.parent().unwrap_or(path)));
        moved.map_err(|error| RecordError::from_io(path, "writing", &error))?;
        Ok(Mark { path: path.to_path_buf(), ..made })
    }

    /// Moves the mark on. It reaches the disk with the next [`Mark::sync`].
    pub(crate) fn advance(&mut self, tally: &Tally) -> Result<(), RecordError> {
        self.unsynced.get_or_insert_with(Instant::now);
        self.write(tally.sequence % 2, tally)
    }

    /// Whether something has waited for its sync for too long, however much there is to do.
    pub(crate) fn is_overdue(&self) -> bool {
        self.unsynced.is_some_and(|since| since.elapsed() > UNSYNCED_MAX)
    }

    /// Brings it to the disk, where it is not there.
    pub(crate) fn sync(&mut self) -> Result<(), RecordError> {
        if self.unsynced.take().is_none() {
            return Ok(());
        }
        self.file.sync_data().map_err(|error| RecordError::from_io(&self.path, "writing", &error))
    }

    fn write(&mut self, slot: u64, tally: &Tally) -> Result<(), RecordError> {
        let mut bytes = Vec::with_capacity(SLOT_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_be_bytes());
        bytes.extend(tally.encode());
        bytes.extend(Crc::of(&bytes).to_be_bytes());
        self.file
            .seek(SeekFrom::Start(slot * SLOT_APART_BYTES))
            .and_then(|_| self.file.write_all(&bytes))
            .map_err(|error| RecordError::from_io(&self.path, "writing", &error))
    }
}

/// The format of a slot, and its tally where the format is known; none where the slot is not whole.
///
/// A newer format may be longer, so that only magic and number are asked of it.
fn read_slot(slot: &[u8]) -> Option<(u16, Option<Tally>)> {
    let rest = slot.strip_prefix(MAGIC)?;
    let (format, _) = rest.split_first_chunk::<2>()?;
    let format = u16::from_be_bytes(*format);
    if format > FORMAT {
        return Some((format, None));
    }
    // Format 1 had a shorter tally.
    let lengths = if format == 1 { &[SLOT_BYTES_OF_FORMAT_1, SLOT_BYTES][..] } else { &[SLOT_BYTES] };
    lengths.iter().find_map(|&length| {
        let (whole, crc) = slot.get(..length)?.split_last_chunk::<4>()?;
        let tally = whole.get(MAGIC.len() + 2..)?;
        (Crc::of(whole) == u32::from_be_bytes(*crc)).then(|| Some((format, Some(Tally::decode(tally)?))))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(sequence: u64) -> Tally {
        Tally::empty(sequence)
    }

    fn read(path: &Path) -> Option<Tally> {
        Mark::open(path).unwrap().map(|marked| marked.tally)
    }

    #[test]
    fn the_newer_slot_counts_and_a_torn_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mark");
        let mut mark = Mark::create(&path, &tally(4)).unwrap();
        mark.advance(&tally(5)).unwrap();
        assert_eq!(read(&path), Some(tally(5)));

        let mut bytes = std::fs::read(&path).unwrap();
        bytes[4096 + 20] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path), Some(tally(4)), "the slot before is whole");

        bytes[20] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path), None);
        std::fs::write(&path, b"").unwrap();
        assert_eq!(read(&path), None);
        assert_eq!(read(&folder.path().join("none")), None);
    }

    #[test]
    fn a_newer_format_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mark");
        Mark::create(&path, &tally(4)).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[9] = 3;
        std::fs::write(&path, &bytes).unwrap();
        assert!(matches!(Mark::open(&path), Err(RecordError::Newer { found: 3, known: 2, .. })));
    }
}
