//! A child writes and tells what was acknowledged; it is killed at any moment, during its opening too;
//! then everything acknowledged must be there, and at most the one write that was under way beside it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use sayso_record::{Query, Record, SledOptions, SledStore};

use crate::content::{THREADS, holds, keep, time};
use crate::numbers::Numbers;

/// A store is written on over this many kills, then a new one is made, so that making is hit too.
const KILLS_OF_ONE_STORE: u64 = 25;

/// Writes from the given numbers on until it is killed.
pub(crate) fn child(folder: &Path, from: &[u64]) {
    let record = match Record::open(folder) {
        Ok(record) => record,
        Err(error) => return say(&format!("error {error}")),
    };
    say("open");
    thread::scope(|scope| {
        for (thread, from) in (0..).zip(from) {
            let record = &record;
            scope.spawn(move || {
                for number in *from.. {
                    say(&format!("try {thread} {number}"));
                    match keep(record, thread, number) {
                        Ok(()) => say(&format!("ack {thread} {number}")),
                        Err(error) => return say(&format!("error {error}")),
                    }
                }
            });
        }
    });
}

/// One line in one write, so that lines of threads do not mix.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())
        .and_then(|()| out.flush())
        .expect("the parent reads until the end");
}

/// Runs the cycles and tells how many did not end well.
pub(crate) fn parent(cycles: u64) -> u64 {
    if cycles == 0 {
        return 0;
    }
    let mut numbers = Numbers(0x5EED);
    let mut folder = tempfile::tempdir().unwrap();
    let mut last = vec![0; usize::try_from(THREADS).unwrap()];
    let (mut acked, mut bad, mut before_open) = (0, 0, 0);
    let mut opening_ms = Vec::new();
    for cycle in 0..cycles {
        if cycle % KILLS_OF_ONE_STORE == 0 {
            folder = tempfile::tempdir().unwrap();
            last.fill(0);
        }
        // A third of the kills fall into the first milliseconds: the making or opening of the store.
        let limit_ms = if numbers.below(3) == 0 { 60 } else { 700 };
        let lines = run_and_kill(folder.path(), &last, Duration::from_millis(2 + numbers.below(limit_ms)));
        before_open += u64::from(!lines.iter().any(|line| line == "open"));
        let started = Instant::now();
        match judge(folder.path(), &lines, &mut last) {
            Ok(count) => acked += count,
            Err(why) => {
                bad += 1;
                println!("kill {cycle}: {why}");
                folder = tempfile::tempdir().unwrap();
                last.fill(0);
            }
        }
        opening_ms.push(started.elapsed().as_millis());
    }
    opening_ms.sort_unstable();
    let middle = opening_ms.get(opening_ms.len() / 2).copied().unwrap_or(0);
    let longest = opening_ms.last().copied().unwrap_or(0);
    println!(
        "kills: {cycles}, bad: {bad}, acknowledged writes: {acked}, killed before the store was open: {before_open}, \
         opening and looking at everything afterwards: median {middle} ms, longest {longest} ms"
    );
    bad
}

fn run_and_kill(folder: &Path, last: &[u64], after: Duration) -> Vec<String> {
    run_and_kill_with(folder, last, after, &[])
}

/// Runs a writing child, kills it after a while and tells what it printed.
pub(crate) fn run_and_kill_with(
    folder: &Path,
    last: &[u64],
    after: Duration,
    environment: &[(&str, &Path)],
) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("child-write")
        .arg(folder)
        .args(last.iter().map(|number| (number + 1).to_string()))
        .envs(environment.iter().copied())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        // What the child wrote before its end is in the pipe and is read after it.
        out.lines().map_while(Result::ok).for_each(|line| sender.send(line).unwrap());
    });
    let deadline = Instant::now() + after;
    let mut lines = Vec::new();
    while let Ok(line) = receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        lines.push(line);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    lines.extend(receiver.try_iter());
    lines
}

/// The record as it lies on the disk: opened as the program does, an index that is out of step would be mended.
fn as_it_lies(folder: &Path) -> Result<Record, String> {
    let store = SledStore::open(folder, SledOptions::default()).map_err(|error| error.to_string())?;
    Ok(Record::on(Arc::new(store)))
}

/// Looks at everything: every entry whole, none of the index without its statement, none without its entry there,
/// each entry what the article says, and every statement found.
fn looked_at(record: &Record) -> Result<(), String> {
    let told = |error: sayso_record::RecordError| error.to_string();
    for proof in [record.verify().map_err(told)?, record.verify_index().map_err(told)?] {
        if !proof.is_good() {
            return Err(format!("{} problems: {:?}", proof.problem_count, proof.problems.first()));
        }
    }
    let found = record.search(&Query::default(), time(0), 1, None).map_err(told)?.statements as u64;
    let kept = record.stats().map_err(told)?.statements;
    if found == kept { Ok(()) } else { Err(format!("{kept} statements are kept, {found} found")) }
}

/// Compares the record with what was acknowledged; `last` becomes what is there.
pub(crate) fn judge(folder: &Path, lines: &[String], last: &mut [u64]) -> Result<u64, String> {
    if let Some(error) = lines.iter().find(|line| line.starts_with("error")) {
        return Err(error.clone());
    }
    let told = |word: &str, thread: usize| {
        let start = format!("{word} {thread} ");
        lines.iter().rev().find_map(|line| line.strip_prefix(&start)?.parse::<u64>().ok())
    };
    let record = as_it_lies(folder)?;
    looked_at(&record)?;
    let mut acked = 0;
    for (thread, last) in last.iter_mut().enumerate() {
        let acknowledged = told("ack", thread).unwrap_or(*last);
        let tried = told("try", thread).unwrap_or(acknowledged);
        acked += acknowledged - *last;
        let name = thread as u64;
        *last = if holds(&record, name, acknowledged)? {
            acknowledged
        } else if tried > acknowledged && holds(&record, name, tried)? {
            tried
        } else {
            return Err(format!(
                "thread {thread}: neither {acknowledged} (acknowledged) nor {tried} (tried) is there"
            ));
        };
    }
    Ok(acked)
}
