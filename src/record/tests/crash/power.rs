//! Power cuts, replayed: everything that a child does to its files is written down by `power.c`; the disk is
//! rebuilt as a cut at a random moment might have left it, and must hold all that was acknowledged by then.
//!
//! The model is the strict one: bytes are safe once fsync or fdatasync of their file has returned,
//! `sync_file_range` makes nothing safe, and of unsynced bytes none, some or all blocks of 4 KiB survive.
//! Making, naming and cutting files happens in order and is safe after the next sync of any file, as in a
//! journalling file system; of the rest of it a random part from the front survives.
//!
//! These are cuts of a model, not of a machine. It needs a C compiler as `cc`, Linux and glibc.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::kills::{judge, run_and_kill_with};
use crate::numbers::Numbers;

const BLOCK_BYTES: usize = 4096;

/// Cuts of one run of the child.
const CUTS_OF_ONE_RUN: u64 = 50;

/// Something that the child did.
enum Act {
    Made { file: u64, path: String },
    Wrote { file: u64, offset: usize, bytes: Vec<u8> },
    Cut { file: u64, length: usize },
    Synced { file: u64 },
    Folder { path: String },
    Renamed { from: String, to: String },
    Removed { path: String },
    Printed { lines: String },
}

/// Looks at a rebuilt folder in a process of its own, told what was printed by then.
pub(crate) fn child(folder: &Path, printed: &Path) -> String {
    let lines: Vec<String> = fs::read_to_string(printed).unwrap().lines().map(str::to_owned).collect();
    judge(folder, &lines, &mut [0, 0, 0]).map_or_else(|why| why, |acked| format!("good {acked}"))
}

/// Replays some cuts and tells how many did not end well.
pub(crate) fn parent(cuts: u64) -> u64 {
    if cuts == 0 {
        return 0;
    }
    let tools = tempfile::tempdir().unwrap();
    let shim = tools.path().join("power.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crash/power.c");
    let built =
        Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&shim).arg(source).status().unwrap();
    assert!(built.success(), "power.c compiles");
    let mut numbers = Numbers(0xC07);
    let (mut acts, mut bad, mut acked, mut in_the_making) = (Vec::new(), 0, 0, 0);
    let mut root = PathBuf::new();
    for cut in 0..cuts {
        if cut % CUTS_OF_ONE_RUN == 0 {
            let run = tempfile::tempdir().unwrap();
            root = run.path().join("record");
            let journal = tools.path().join("journal");
            // Of an earlier run, where there was one.
            let _ = fs::remove_file(&journal);
            let environment =
                [("LD_PRELOAD", shim.as_path()), ("POWER_ROOT", &root), ("POWER_JOURNAL", &journal)];
            run_and_kill_with(
                &root,
                &[0, 0, 0],
                Duration::from_millis(1_500 + numbers.below(1_500)),
                &environment,
            );
            acts = read_journal(&fs::read(&journal).unwrap());
        }
        let at = moment(&acts, &mut numbers);
        let printed = tools.path().join("printed");
        fs::write(&printed, printed_by(&acts[..at])).unwrap();
        let disk = tempfile::tempdir().unwrap();
        rebuild(&acts[..at], &root, disk.path(), &mut numbers);
        in_the_making += u64::from(!disk.path().join("store").exists());
        let outcome = look(disk.path(), &printed);
        match outcome.strip_prefix("good ") {
            Some(count) => acked += count.parse::<u64>().unwrap(),
            None => {
                bad += 1;
                println!("power cut {cut} after act {at} of {}: {outcome}", acts.len());
            }
        }
    }
    println!(
        "power cuts: {cuts}, bad: {bad}, acknowledged writes looked for: {acked}, without a store yet: {in_the_making}"
    );
    bad
}

/// A moment to cut at: any, or right after an acknowledgement.
fn moment(acts: &[Act], numbers: &mut Numbers) -> usize {
    let any = usize::try_from(numbers.below(acts.len() as u64)).unwrap() + 1;
    // Every tenth cut falls into the making of the store.
    if numbers.below(10) == 0 {
        return any % 40 + 1;
    }
    if numbers.below(2) == 0 {
        return any;
    }
    let acknowledged = |act: &Act| matches!(act, Act::Printed { lines } if lines.starts_with("ack"));
    acts[any..].iter().position(acknowledged).map_or(any, |further| any + further + 1)
}

fn printed_by(acts: &[Act]) -> String {
    let lines = acts
        .iter()
        .filter_map(|act| if let Act::Printed { lines } = act { Some(lines.as_str()) } else { None });
    lines.collect()
}

fn look(folder: &Path, printed: &Path) -> String {
    let child = Command::new(std::env::current_exe().unwrap())
        .arg("child-judge")
        .args([folder, printed])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&child.stderr);
    let told = String::from_utf8_lossy(&child.stdout);
    if stderr.is_empty() { told.trim().to_owned() } else { format!("{} {}", told.trim(), stderr.trim()) }
}

fn read_journal(bytes: &[u8]) -> Vec<Act> {
    const HEAD_BYTES: usize = 29;
    let (mut acts, mut rest) = (Vec::new(), bytes);
    while let Some((head, after)) = rest.split_first_chunk::<HEAD_BYTES>() {
        let eight = |at: usize| u64::from_ne_bytes(head[at..at + 8].try_into().unwrap());
        let name = usize::try_from(u32::from_ne_bytes(head[17..21].try_into().unwrap())).unwrap();
        let (file, offset) = (eight(1), usize::try_from(eight(9)).unwrap());
        let length = usize::try_from(eight(21)).unwrap();
        // The child was killed while it wrote this record.
        let Some((body, further)) = after.split_at_checked(name + length) else { break };
        let (path, data) = (String::from_utf8(body[..name].to_vec()).unwrap(), &body[name..]);
        let text = || String::from_utf8(data.to_vec()).unwrap();
        acts.push(match head[0] {
            b'C' => Act::Made { file, path },
            b'W' => Act::Wrote { file, offset, bytes: data.to_vec() },
            b'T' => Act::Cut { file, length: offset },
            b'S' => Act::Synced { file },
            b'M' => Act::Folder { path },
            b'N' => Act::Renamed { from: path, to: text() },
            b'U' => Act::Removed { path },
            b'A' => Act::Printed { lines: text() },
            // sync_file_range, which makes nothing safe.
            _ => Act::Printed { lines: String::new() },
        });
        rest = further;
    }
    acts
}

/// Builds in `disk` what a cut after `acts` leaves of `root`.
fn rebuild(acts: &[Act], root: &Path, disk: &Path, numbers: &mut Numbers) {
    let last_sync = acts.iter().rposition(|act| matches!(act, Act::Synced { .. })).unwrap_or(0);
    // What is done to names after the last sync survives up to some point.
    let names_until =
        last_sync + usize::try_from(numbers.below((acts.len() - last_sync) as u64 + 1)).unwrap();
    let synced: BTreeMap<u64, usize> = acts
        .iter()
        .enumerate()
        .filter_map(|(at, act)| if let Act::Synced { file } = act { Some((*file, at)) } else { None })
        .collect();
    // None, half or all of the unsynced blocks, for the whole disk alike.
    let survive = numbers.below(3);
    let mut files: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    let (mut folders, mut names) = (BTreeSet::new(), BTreeMap::new());
    for (at, act) in acts.iter().enumerate() {
        let named = at <= names_until;
        match act {
            Act::Wrote { file, offset, bytes } => {
                let safe = synced.get(file).is_some_and(|sync| *sync > at);
                let content = files.entry(*file).or_default();
                write_blocks(content, *offset, bytes, &mut || {
                    safe || survive == 2 || (survive == 1 && numbers.below(2) == 0)
                });
            }
            Act::Cut { file, length } if named => files.entry(*file).or_default().resize(*length, 0),
            Act::Made { file, path } if named => drop(names.insert(path.clone(), *file)),
            Act::Folder { path } if named => drop(folders.insert(path.clone())),
            Act::Removed { path } if named => drop(names.remove(path)),
            Act::Renamed { from, to } if named => {
                let moved =
                    |path: &String| path.strip_prefix(from.as_str()).map(|rest| format!("{to}{rest}"));
                names = names.into_iter().map(|(path, file)| (moved(&path).unwrap_or(path), file)).collect();
                folders = folders.into_iter().map(|path| moved(&path).unwrap_or(path)).collect();
            }
            _ => {}
        }
    }
    let place = |path: &str| disk.join(Path::new(path).strip_prefix(root).unwrap());
    folders.iter().for_each(|folder| fs::create_dir_all(place(folder)).unwrap());
    for (path, file) in names {
        fs::write(place(&path), files.get(&file).map_or(&[][..], Vec::as_slice)).unwrap();
    }
}

/// Writes `bytes` at `offset`, asking for each block of the disk whether it survives.
fn write_blocks(content: &mut Vec<u8>, offset: usize, bytes: &[u8], survives: &mut dyn FnMut() -> bool) {
    let mut at = offset;
    let end = offset + bytes.len();
    while at < end {
        let next = (at / BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES).min(end);
        if survives() {
            if content.len() < next {
                content.resize(next, 0);
            }
            content[at..next].copy_from_slice(&bytes[at - offset..next - offset]);
        }
        at = next;
    }
}
