//! A second process, a folder that cannot be written, a full disk, a newer store: one clear line each.

use std::fs;
use std::path::Path;

use sayso_record::{Batch, Keyspace, Record, RecordError, SledOptions, SledStore, Store};

use crate::fixtures::{article, at, statements, url};

fn one_line(error: &RecordError) -> String {
    let line = error.to_string();
    assert!(!line.contains('\n') && line.len() > 20, "{line:?}");
    line
}

#[test]
fn a_second_opener_is_told_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record::open(folder.path()).unwrap();
    let error = Record::open(folder.path()).unwrap_err();
    assert!(matches!(error, RecordError::InUse(_)), "{error}");
    one_line(&error);
    record.keep(&url("https://a.example/"), &article(None, "A"), &[], at(0)).unwrap();
    drop(record);
    assert!(Record::open(folder.path()).unwrap().by_address(&url("https://a.example/")).unwrap().is_some());
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    for path in [file.clone(), file.join("below")] {
        one_line(&Record::open(&path).unwrap_err());
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
}

/// Where the tests run as root nothing is read-only by its mode; then the folder is one that even root
/// cannot write into.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let root = fs::write(folder.path().join("probe"), "").is_ok();
    let path = if root { Path::new("/sys/kernel/record") } else { folder.path() };
    let error = Record::open(path).unwrap_err();
    assert!(matches!(error, RecordError::NotWritable { .. }), "{error}");
    one_line(&error);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_nearly_full_disk_stops_writing_and_not_reading() {
    let folder = tempfile::tempdir().unwrap();
    let asked = url("https://a.example/");
    let record = Record::open(folder.path()).unwrap();
    record.keep(&asked, &article(None, "A"), &statements(2), at(0)).unwrap();
    drop(record);
    // Every disk has less free than this.
    let options = SledOptions { reserve_bytes: u64::MAX, ..SledOptions::default() };
    let record = Record::on(std::sync::Arc::new(SledStore::open(folder.path(), options).unwrap()));
    let error = record.keep(&asked, &article(None, "B"), &[], at(1)).unwrap_err();
    assert!(matches!(error, RecordError::Full { .. }), "{error}");
    one_line(&error);
    assert_eq!(record.by_address(&asked).unwrap().unwrap().article.title, "A");
    assert!(record.verify().unwrap().is_good());
}

#[test]
fn a_newer_store_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    drop(Record::open(folder.path()).unwrap());
    let mark = folder.path().join("store/mark");
    let mut bytes = fs::read(&mark).unwrap();
    bytes[9] = 200;
    fs::write(&mark, &bytes).unwrap();
    let error = Record::open(folder.path()).unwrap_err();
    assert!(matches!(error, RecordError::Newer { found: 200, .. }), "{error}");
    one_line(&error);
    assert_eq!(fs::read(&mark).unwrap(), bytes);
}

#[test]
fn a_clock_that_jumps_back_loses_nothing() {
    let record = Record::in_memory();
    let asked = url("https://a.example/");
    record.keep(&asked, &article(None, "A"), &statements(1), at(1_000)).unwrap();
    record.keep(&asked, &article(None, "B"), &statements(1), at(-1_000)).unwrap();
    let kept = record.by_address(&asked).unwrap().unwrap();
    assert_eq!(
        (kept.article.title.as_str(), kept.read_at, kept.first_read_at),
        ("B", at(-1_000), at(-1_000))
    );
    assert!(record.verify().unwrap().is_good());
}

#[test]
fn a_lost_mark_is_made_anew_after_a_look_at_everything() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("store/mark");
    let asked = url("https://a.example/");
    let record = Record::open(folder.path()).unwrap();
    record.keep(&asked, &article(None, "A"), &statements(2), at(0)).unwrap();
    drop(record);
    for lose in [|mark: &Path| fs::write(mark, b"torn"), |mark: &Path| fs::remove_file(mark)] {
        lose(&mark).unwrap();
        let record = Record::open(folder.path()).unwrap();
        assert!(record.by_address(&asked).unwrap().is_some());
        drop(record);
        assert!(fs::metadata(&mark).unwrap().len() > 4096);
    }
}

#[test]
fn a_damaged_or_unfinished_snapshot_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let sled = folder.path().join("store/sled");
    let asked = url("https://a.example/");
    let record = Record::open(folder.path()).unwrap();
    record.keep(&asked, &article(None, "A"), &statements(2), at(0)).unwrap();
    drop(record);
    drop(Record::open(folder.path()).unwrap());
    let snapshots = || {
        let paths = fs::read_dir(&sled).unwrap().map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap."))
            .collect::<Vec<_>>()
    };
    assert_eq!(snapshots().len(), 1);
    fs::write(&snapshots()[0], "damaged").unwrap();
    fs::write(sled.join("snap.FFFFFFFFFFFFFFFF.generating"), "half").unwrap();
    let record = Record::open(folder.path()).unwrap();
    assert_eq!(record.by_address(&asked).unwrap().unwrap().statements, statements(2));
    assert!(record.verify().unwrap().is_good());
}

#[test]
fn a_lost_tail_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), SledOptions::default()).unwrap();
    let put = |key: &[u8]| {
        let mut batch = Batch::new();
        batch.put(Keyspace::Guilds, key, b"x");
        store.commit(batch).unwrap();
    };
    put(b"before");
    copy_files(&folder.path().join("store/sled"), copy.path());
    put(b"after");
    drop(store);
    // The log as it was one commit earlier: sled itself sees nothing wrong in it.
    fs::remove_dir_all(folder.path().join("store/sled")).unwrap();
    fs::create_dir(folder.path().join("store/sled")).unwrap();
    copy_files(copy.path(), &folder.path().join("store/sled"));
    let error = SledStore::open(folder.path(), SledOptions::default()).unwrap_err();
    assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
    assert!(one_line(&error).contains("commit 2 was acknowledged, the last one found is 1"));
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        } else {
            fs::create_dir_all(to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_missing_log_is_damage_and_not_an_empty_record() {
    for file in ["sled/db", "sled/conf"] {
        let folder = tempfile::tempdir().unwrap();
        drop(Record::open(folder.path()).unwrap());
        fs::remove_file(folder.path().join("store").join(file)).unwrap();
        let error = Record::open(folder.path()).unwrap_err();
        assert!(error.is_damage(), "{error}");
        one_line(&error);
    }
}

#[test]
fn what_was_left_half_made_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("store.making/sled")).unwrap();
    fs::write(folder.path().join("store.making/sled/db"), b"half").unwrap();
    drop(Record::open(folder.path()).unwrap());
    assert!(!folder.path().join("store.making").exists());
}
