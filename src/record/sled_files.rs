//! Making and opening sled's files: whole or not at all, and from the log alone where a snapshot is damaged.

use std::path::Path;
use std::time::Duration;

use sled::{Config, Db, Tree};

use crate::caught::caught;
use crate::error::{RecordError, one_line};
use crate::folder::Home;
use crate::mark::Mark;
use crate::sled_store::SledOptions;
use crate::sled_writer::META_KEY;
use crate::store::Keyspace;
use crate::tally::{TREES, Tally};
use crate::values;

/// The name of the tree that holds the tally.
const META_TREE: &str = "meta";

/// The name of the tree that holds further parts of long values.
pub(crate) const PARTS_TREE: &str = "parts";

/// How often the opening of sled's files is tried, and the pause in between: two seconds in all.
const ATTEMPTS_AT_OPENING: u32 = 100;
const PAUSE_AT_OPENING: Duration = Duration::from_millis(20);

/// Makes an empty store beside its place and moves it there when it is on the disk: a process that is
/// killed in between leaves no half-made store.
pub(crate) fn create(path: &Path, options: SledOptions) -> Result<Home, RecordError> {
    let making = Home::in_the_making(path);
    make(path, &making, options)?;
    making.become_current(path)
}

/// Makes an empty store in `home`, whole and on the disk, and closes it.
pub(crate) fn make(path: &Path, home: &Home, options: SledOptions) -> Result<(), RecordError> {
    home.create()?;
    let tally = Tally::default();
    let (db, trees) = open_sled(path, home, options)?;
    caught(|| {
        trees[TREES].insert(META_KEY, values::seal(META_KEY, 0, &tally.encode()))?;
        db.flush()?;
        drop((trees, db));
        Ok(())
    })
    .map_err(|why| RecordError::Damaged { path: path.to_path_buf(), why })?
    .map_err(|error| from_sled(path, error))?;
    Mark::create(&home.mark(), &tally)?;
    home.sync_all()
}

/// Opens it from its log alone. A snapshot is only there to be quicker, and a damaged one should cost nothing.
pub(crate) fn open_without_snapshots(
    path: &Path,
    home: &Home,
    options: SledOptions,
) -> Option<(Db, Vec<Tree>)> {
    match home.set_snapshots_aside() {
        Ok(0) => None,
        Ok(_) => open_sled(path, home, options).ok(),
        Err(error) => {
            tracing::warn!(%error, "a snapshot could not be moved aside");
            None
        }
    }
}

/// sled and its trees: those of the keyspaces, that of parts, that of the tally.
pub(crate) fn open_sled(
    path: &Path,
    home: &Home,
    options: SledOptions,
) -> Result<(Db, Vec<Tree>), RecordError> {
    let open = || {
        let db = Config::new()
            .path(home.sled())
            .cache_capacity(options.cache_bytes)
            .flush_every_ms(Some(500))
            .open()?;
        let names = Keyspace::ALL.map(Keyspace::name).into_iter().chain([PARTS_TREE, META_TREE]);
        let trees = names.map(|name| db.open_tree(name)).collect::<sled::Result<Vec<_>>>()?;
        Ok((db, trees))
    };
    let mut attempt = 0;
    loop {
        let opened = caught(open)
            .map_err(|why| RecordError::Damaged { path: path.to_path_buf(), why })?
            .map_err(|error| from_sled(path, error));
        match opened {
            // The folder's lock is ours, so it is a thread of an engine closed just now that has not let
            // go of its file yet: sled does not wait for those (seen once in 60 openings after closings).
            Err(RecordError::InUse(_)) if attempt < ATTEMPTS_AT_OPENING => {
                attempt += 1;
                std::thread::park_timeout(PAUSE_AT_OPENING);
            }
            other => return other,
        }
    }
}

/// Sorts sled's errors into the cases a caller can act on.
pub(crate) fn from_sled(path: &Path, error: sled::Error) -> RecordError {
    match error {
        sled::Error::Io(error) if error.to_string().contains("could not acquire lock") => {
            RecordError::InUse(path.to_path_buf())
        }
        sled::Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            RecordError::Damaged { path: path.to_path_buf(), why: one_line(&error.to_string()) }
        }
        sled::Error::Io(error) => {
            // sled copies errors by their debug form, which is not for people.
            let plain = std::io::Error::from(error.kind());
            let error = if error.to_string().contains("Os {") { plain } else { error };
            RecordError::from_io(path, "reading or writing the record in", &error)
        }
        other => RecordError::Damaged { path: path.to_path_buf(), why: one_line(&other.to_string()) },
    }
}
