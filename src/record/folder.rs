//! The record's folder: its lock, its parts, and the moves that leave no half-made store.
//!
//! ```text
//! lock                 held by the process that has the record open
//! store/mark           the high-water mark
//! store/sled/          sled's files
//! store.making/        a store in the making; removed when found
//! store.restored/      a restored store, whole, on its way to `store/`
//! store.damaged-1/     a damaged store, moved aside, never deleted by sayso
//! ```

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::RecordError;

/// The folder of one store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// The store that is in use.
    pub(crate) fn of(path: &Path) -> Self {
        Home(path.join("store"))
    }

    /// The place where a store is made.
    pub(crate) fn in_the_making(path: &Path) -> Self {
        Home(path.join("store.making"))
    }

    /// The place where a restored store waits, whole, for the damaged one to be moved aside.
    pub(crate) fn restored(path: &Path) -> Self {
        Home(path.join("store.restored"))
    }

    /// Whether it is there.
    pub(crate) fn exists(&self) -> bool {
        self.0.exists()
    }

    pub(crate) fn mark(&self) -> PathBuf {
        self.0.join("mark")
    }

    pub(crate) fn sled(&self) -> PathBuf {
        self.0.join("sled")
    }

    /// The file that `flush` writes and that has to be synced.
    pub(crate) fn log(&self) -> PathBuf {
        self.sled().join("db")
    }

    pub(crate) fn conf(&self) -> PathBuf {
        self.sled().join("conf")
    }

    /// Removes snapshots that sled had not finished: it would read one as if it had (spacejam/sled#1527).
    pub(crate) fn remove_unfinished_snapshots(&self) -> Result<(), RecordError> {
        for path in self
            .snapshots()
            .into_iter()
            .filter(|path| path.extension().is_some_and(|end| end == "generating"))
        {
            fs::remove_file(&path).map_err(|error| RecordError::from_io(&path, "removing", &error))?;
        }
        Ok(())
    }

    /// Renames sled's snapshots so that it reads its whole log instead; tells how many there were.
    pub(crate) fn set_snapshots_aside(&self) -> Result<usize, RecordError> {
        let snapshots = self.snapshots();
        for path in &snapshots {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let aside = path.with_file_name(format!("damaged-{name}"));
            fs::rename(path, aside).map_err(|error| RecordError::from_io(path, "moving", &error))?;
        }
        Ok(snapshots.len())
    }

    fn snapshots(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.sled()) else { return Vec::new() };
        let named = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("snap."))
        };
        entries.flatten().map(|entry| entry.path()).filter(named).collect()
    }

    /// Makes the empty folder, in the place of one that was left half-made.
    pub(crate) fn create(&self) -> Result<(), RecordError> {
        self.remove()?;
        fs::create_dir_all(&self.0).map_err(|error| RecordError::from_io(&self.0, "creating", &error))
    }

    /// Removes it where it is there.
    pub(crate) fn remove(&self) -> Result<(), RecordError> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(RecordError::from_io(&self.0, "removing", &error))
            }
            _ => Ok(()),
        }
    }

    /// Brings every file and folder of it to the disk.
    pub(crate) fn sync_all(&self) -> Result<(), RecordError> {
        sync_tree(&self.0).map_err(|error| RecordError::from_io(&self.0, "syncing", &error))
    }

    /// Moves a whole store to its place.
    pub(crate) fn become_current(self, path: &Path) -> Result<Home, RecordError> {
        self.move_to(Home::of(path), path)
    }

    /// Moves the folder to another name in `path`, durably.
    pub(crate) fn move_to(self, to: Home, path: &Path) -> Result<Home, RecordError> {
        fs::rename(&self.0, &to.0)
            .and_then(|()| sync_folder(path))
            .map_err(|error| RecordError::from_io(&self.0, "moving", &error))?;
        Ok(to)
    }

    /// Moves the folder aside under a name that is free, durably, and tells which.
    pub(crate) fn move_aside(self, path: &Path) -> Result<PathBuf, RecordError> {
        let free =
            (1_u32..).map(|number| path.join(format!("store.damaged-{number}"))).find(|name| !name.exists());
        let aside = Home(free.unwrap_or_else(|| path.join("store.damaged")));
        self.move_to(aside, path).map(|home| home.0)
    }

    /// Bytes of its files.
    pub(crate) fn size_bytes(&self) -> u64 {
        size_of(&self.0)
    }
}

/// Takes the folder for this handle, making it where it is not there.
pub(crate) fn lock(path: &Path) -> Result<File, RecordError> {
    if !path.is_dir() {
        let made = fs::create_dir_all(path).and_then(|()| path.parent().map_or(Ok(()), sync_folder));
        made.map_err(|error| RecordError::from_io(path, "creating", &error))?;
    }
    let name = path.join("lock");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&name)
        .map_err(|error| RecordError::from_io(path, "locking", &error))?;
    match try_lock(&file) {
        Ok(true) => Ok(file),
        Ok(false) => Err(RecordError::InUse(path.to_path_buf())),
        Err(error) => Err(RecordError::from_io(path, "locking", &error)),
    }
}

#[cfg(unix)]
fn try_lock(file: &File) -> io::Result<bool> {
    use rustix::fs::{FlockOperation, flock};
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Elsewhere sled's own lock on its log tells a second process.
#[cfg(not(unix))]
fn try_lock(_: &File) -> io::Result<bool> {
    Ok(true)
}

/// Clears up after a process that was killed while making or restoring, and tells the store that is there.
pub(crate) fn settle(path: &Path) -> Result<Option<Home>, RecordError> {
    Home::in_the_making(path).remove()?;
    let (home, restored) = (Home::of(path), Home::restored(path));
    if home.0.exists() {
        return Ok(Some(home));
    }
    if restored.0.exists() { restored.become_current(path).map(Some) } else { Ok(None) }
}

/// Bytes that are free, for this program, on the disk of a folder. None where the system does not tell.
#[cfg(unix)]
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok().filter(|disk| disk.f_blocks > 0)?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Elsewhere the system is not asked.
#[cfg(not(unix))]
#[must_use]
pub fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Refuses where less than `reserve_bytes` of the disk is free.
pub(crate) fn ensure_free(path: &Path, reserve_bytes: u64) -> Result<(), RecordError> {
    // Where the system cannot tell, the write itself will.
    let Some(free_bytes) = free_bytes(path).filter(|free| *free < reserve_bytes) else { return Ok(()) };
    let mib = |bytes: u64| bytes >> 20;
    let why = format!("{} MiB free, {} MiB are kept free", mib(free_bytes), mib(reserve_bytes));
    Err(RecordError::Full { path: path.to_path_buf(), why })
}

fn sync_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(path)
}

/// Brings the names in a folder to the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // The parent of a plain name is the working folder. Only Unix lets a folder be opened and synced.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

fn size_of(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => size_of(&entry.path()),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}
