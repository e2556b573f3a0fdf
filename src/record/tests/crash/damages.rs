//! Files are cut, changed, emptied and removed; a child then opens the record and looks. Each must end
//! either with everything right or with a report: never with wrong words, a silent gap, a panic or a stall.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use sayso_record::{Opening, Record};

use crate::content::{SLOTS, THREADS, address, article, holds, keep, statements, time};
use crate::numbers::Numbers;

/// The writes of each thread before the damage.
const WRITES: u64 = 60;

/// A child that takes longer has stalled.
const STALL: Duration = Duration::from_secs(60);

/// Opens a damaged record, reads all of it and tells in a word or two how it went.
pub(crate) fn child(folder: &Path, exports: &Path) -> &'static str {
    let record = match Record::open(folder) {
        Ok(record) => record,
        Err(error) if one_line(&error.to_string()) => return restored(folder, exports),
        Err(_) => return "long-report",
    };
    let (mut errors, mut gaps) = (0, 0);
    for thread in 0..THREADS {
        for number in WRITES + 1 - SLOTS..=WRITES {
            match record.by_address(&address(thread, number)) {
                Err(error) if one_line(&error.to_string()) => errors += 1,
                Err(_) => return "long-report",
                Ok(None) => gaps += 1,
                Ok(Some(kept)) => {
                    if kept.article != article(thread, number)
                        || kept.statements != statements(thread, number)
                    {
                        return "WRONG";
                    }
                }
            }
        }
    }
    match record.verify() {
        Err(_) => "reported-by-verify",
        Ok(proof) if !proof.is_good() => "reported-by-verify",
        Ok(_) if errors > 0 => "reported-by-reading",
        Ok(_) if gaps > 0 => "SILENT",
        Ok(_) if !record.verify_index().is_ok_and(|proof| proof.is_good()) => "INDEX OUT OF STEP",
        Ok(_) if (0..THREADS).all(|thread| holds(&record, thread, WRITES) == Ok(true)) => "correct",
        Ok(_) => "WRONG",
    }
}

/// Restores the export in the process that met the damage, and looks at what came out.
fn restored(folder: &Path, exports: &Path) -> &'static str {
    match Record::open_or_restore(folder, exports) {
        Err(_) => "reported-at-opening, NOT RESTORED",
        Ok((record, Opening::Restored(_)))
            if (0..THREADS).all(|thread| holds(&record, thread, WRITES) == Ok(true)) =>
        {
            "reported-at-opening, restored"
        }
        Ok(_) => "WRONG after restoring",
    }
}

fn one_line(text: &str) -> bool {
    !text.contains('\n') && text.chars().count() < 1_000
}

/// Runs the damages and tells how many did not end well.
pub(crate) fn parent(damages: u64) -> u64 {
    if damages == 0 {
        return 0;
    }
    let original = tempfile::tempdir().unwrap();
    let record = Record::open(original.path()).unwrap();
    for number in 1..=WRITES {
        (0..THREADS).for_each(|thread| keep(&record, thread, number).unwrap());
    }
    let exports = tempfile::tempdir().unwrap();
    record.export_into(exports.path(), time(0), 1).unwrap();
    drop(record);
    let mut numbers = Numbers(0xDA3A6E);
    let mut outcomes: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut bad = 0;
    for number in 0..damages {
        let copy = tempfile::tempdir().unwrap();
        copy_all(original.path(), copy.path());
        let kind = damage(copy.path(), number, &mut numbers);
        let outcome = look(copy.path(), exports.path());
        let well = outcome == "correct" || (outcome.starts_with("reported") && !outcome.contains("NOT"));
        if !well {
            bad += 1;
            println!("damage {number} ({kind}): {outcome}");
        }
        *outcomes.entry((kind, outcome)).or_default() += 1;
    }
    for ((kind, outcome), count) in outcomes {
        println!("  {kind}: {outcome} {count}");
    }
    println!("damages: {damages}, bad: {bad}");
    bad
}

/// Does one damage and tells its kind.
fn damage(folder: &Path, number: u64, numbers: &mut Numbers) -> String {
    let store = folder.join("store");
    let log = store.join("sled/db");
    let mut bytes = fs::read(&log).unwrap();
    let length = bytes.len() as u64;
    let used = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last as u64 + 1);
    let place = |limit: u64, numbers: &mut Numbers| usize::try_from(numbers.below(limit.max(1))).unwrap();
    let kind = match number % 10 {
        0 => {
            bytes.truncate(place(length, numbers));
            "log cut anywhere"
        }
        1 => {
            let keep = used.saturating_sub(1 + numbers.below(65_536));
            bytes.truncate(usize::try_from(keep).unwrap());
            "log's used tail cut"
        }
        2 => {
            let keep = usize::try_from(used.saturating_sub(1 + numbers.below(65_536))).unwrap();
            bytes[keep..].fill(0);
            "log's used tail emptied"
        }
        3..=5 => {
            let place = place(used, numbers);
            bytes[place] ^= 1 << numbers.below(8);
            "log's bit changed"
        }
        6 => {
            let start = place(used, numbers) / 4096 * 4096;
            let end = (start + 4096).min(bytes.len());
            bytes[start..end].fill(0);
            "log's page emptied"
        }
        7 => {
            let (start, length) = (place(used, numbers), place(9_000, numbers));
            let end = (start + length).min(bytes.len());
            let noise = numbers.bytes((end - start) as u64);
            bytes[start..end].copy_from_slice(&noise);
            "log's stretch overwritten"
        }
        8 => {
            let other = others(&store)[place(others(&store).len() as u64, numbers)].clone();
            fs::remove_file(&other).unwrap();
            return format!("removed {}", name(&other));
        }
        _ => {
            let other = others(&store)[place(others(&store).len() as u64, numbers)].clone();
            let mut bytes = fs::read(&other).unwrap();
            if !bytes.is_empty() {
                let place = place(bytes.len() as u64, numbers);
                bytes[place] ^= 1 << numbers.below(8);
            }
            fs::write(&other, bytes).unwrap();
            return format!("bit changed in {}", name(&other));
        }
    };
    fs::write(&log, bytes).unwrap();
    kind.to_owned()
}

/// All files of a store but its log, in a settled order.
fn others(store: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = [store.to_path_buf(), store.join("sled")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.ends_with("db"))
        .collect();
    files.sort_unstable();
    files
}

/// The name without what differs from run to run.
fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().split('.').next().unwrap_or_default().to_owned()
}

fn look(folder: &Path, exports: &Path) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("child-look")
        .arg(folder)
        .arg(exports)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut told = child.stderr.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let outcome = std::io::read_to_string(&mut out).unwrap_or_default();
        let stderr = std::io::read_to_string(&mut told).unwrap_or_default();
        // The parent no longer listens to a child that it has killed.
        let _ = sender.send((outcome, stderr));
    });
    let outcome = receiver.recv_timeout(STALL);
    // It may have ended by itself.
    let _ = child.kill();
    let status = child.wait().unwrap();
    reader.join().unwrap();
    match outcome {
        Err(_) => "STALLED".to_owned(),
        Ok((outcome, stderr)) if status.success() && stderr.is_empty() => outcome.trim().to_owned(),
        Ok((outcome, stderr)) => {
            format!("NOISY {outcome} {status} {}", stderr.lines().next().unwrap_or_default())
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
