//! A child writes until the system lets no file grow further. Then writing must end with one line, what is
//! read must be right, and nothing that was acknowledged may be missing after the next opening.
//!
//! sled sometimes rewrites a page in order to read it, so that some reads are refused after a failed write.
//! A disk that fills up slowly does not come to that: writing stops while some of it is still free.

use std::path::Path;
use std::process::{Command, Stdio};

use sayso_record::{Kept, Record};

use crate::content::{SLOTS, address, article, keep, statements};

/// More than the largest limit here has room for.
const WRITES_MAX: u64 = 20_000;

/// Writes until it cannot, then reads; tells the last acknowledged number and how it went.
pub(crate) fn child(folder: &Path) -> String {
    let record = match Record::open(folder) {
        Ok(record) => record,
        Err(error) => return format!("0 opening: {error}"),
    };
    let mut number = 0;
    let refusal = loop {
        match keep(&record, paper(number + 1), number + 1) {
            Ok(()) if number == WRITES_MAX => return format!("{number} it never became full"),
            Ok(()) => number += 1,
            Err(error) => break error,
        }
    };
    if refusal.contains('\n') {
        return format!("{number} long report");
    }
    match keep(&record, paper(number + 1), number + 1) {
        Ok(()) => return format!("{number} an acknowledgement after a failure"),
        Err(again) if again.contains('\n') => return format!("{number} long report"),
        Err(_) => {}
    }
    let mut refused = 0;
    for earlier in 1..=number {
        match record.by_address(&address(paper(earlier), earlier)) {
            Ok(Some(kept)) if is(&kept, earlier) => {}
            Err(error) if !error.to_string().contains('\n') => refused += 1,
            Err(_) => return format!("{number} long report"),
            Ok(_) => return format!("{number} reading {earlier} afterwards gave something else"),
        }
    }
    format!("{number} fine: {refused} reads refused; {refusal}")
}

/// Tries some limits and tells how many did not end well.
pub(crate) fn parent(rounds: u64) -> u64 {
    if rounds == 0 {
        return 0;
    }
    let mut bad = 0;
    for round in 0..rounds {
        // In blocks of 512 bytes, as POSIX counts them: from less than an empty store needs to some MiB.
        let blocks = 600 + round * 700;
        let folder = tempfile::tempdir().unwrap();
        let outcome = write_until_full(folder.path(), blocks);
        let judgement = judge(folder.path(), &outcome);
        bad += u64::from(judgement.is_err());
        println!("  {blocks} blocks: {} ({outcome})", judgement.err().unwrap_or_else(|| "good".to_owned()));
    }
    println!("full disks: {rounds}, bad: {bad}");
    bad
}

/// The signal that a file grows past the limit is ignored, so that writing fails as on a full disk.
fn write_until_full(folder: &Path, blocks: u64) -> String {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" child-fill \"$1\"");
    let child = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .arg(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&child.stderr);
    if child.status.success() && stderr.is_empty() {
        String::from_utf8_lossy(&child.stdout).trim().to_owned()
    } else {
        format!("{} {}", child.status, stderr.lines().next().unwrap_or_default())
    }
}

fn judge(folder: &Path, outcome: &str) -> Result<(), String> {
    let (number, how) = outcome.split_once(' ').ok_or("no outcome")?;
    let acknowledged: u64 = number.parse().map_err(|_| "no number")?;
    if !how.starts_with("fine:") && !how.starts_with("opening:") {
        return Err("not fine".to_owned());
    }
    let record = Record::open(folder).map_err(|error| format!("opening afterwards: {error}"))?;
    let proof = record.verify().map_err(|error| error.to_string())?;
    if !proof.is_good() {
        return Err(format!("{:?}", proof.problems.first()));
    }
    for number in 1..=acknowledged {
        match record.by_address(&address(paper(number), number)) {
            Ok(Some(kept)) if is(&kept, number) => {}
            Ok(_) => return Err(format!("{number} of {acknowledged} is not there")),
            Err(error) => return Err(format!("{number} of {acknowledged}: {error}")),
        }
    }
    Ok(())
}

/// Every address is written once, so that the store grows with each write.
fn paper(number: u64) -> u64 {
    number / SLOTS
}

fn is(kept: &Kept, number: u64) -> bool {
    kept.article == article(paper(number), number) && kept.statements == statements(paper(number), number)
}
