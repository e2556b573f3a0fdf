//! Measures a record of a number of statements: writing, disk, opening, memory, and durable commits at a
//! steady 50 statements a second. Each phase is a process of its own, so that memory is that phase's.
//!
//! `cargo run --release -p sayso-record --example measure -- 10000 100000 400000`
//!
//! The rows are as JSON Lines on standard output. Memory is the kernel's high-water mark (`VmHWM`), so this
//! runs on Linux only.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program to measure with, not a part of the product"
)]

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sayso_article::{Article, BlockKind, Paragraph};
use sayso_record::Record;
use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};
use url::Url;

/// Statements of one article, about what the open pages have.
const PER_ARTICLE: u64 = 12;

/// Writers that fill the store side by side.
const FILLERS: u64 = 8;

/// Commits of the steady phase.
const STEADY_COMMITS: u64 = 250;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", folder, statements] => fill(Path::new(folder), statements.parse().unwrap()),
        ["open", folder] => open(Path::new(folder)),
        ["read", folder, statements] => read(Path::new(folder), statements.parse().unwrap()),
        ["steady", folder] => steady(Path::new(folder)),
        ["verify", folder] => verify(Path::new(folder)),
        _ => words.iter().filter_map(|word| word.parse().ok()).for_each(row),
    }
}

/// All phases for one size.
fn row(statements: u64) {
    let folder = tempfile::tempdir().unwrap();
    let size = statements.to_string();
    for phase in
        [&["fill", "", &size][..], &["open", ""], &["read", "", &size], &["steady", ""], &["verify", ""]]
    {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let place = folder.path().as_os_str();
        command.args(phase.iter().map(|word| if word.is_empty() { place } else { word.as_ref() }));
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        println!("{{\"statements\":{statements},\"phase\":\"{}\",{}}}", phase[0], told.trim());
    }
}

fn fill(folder: &Path, statements: u64) {
    let started = Instant::now();
    let record = Record::open(folder).unwrap();
    let articles = statements / PER_ARTICLE;
    std::thread::scope(|scope| {
        for filler in 0..FILLERS {
            let record = record.clone();
            scope.spawn(move || {
                for number in (filler..articles).step_by(usize::try_from(FILLERS).unwrap()) {
                    keep(&record, number);
                }
            });
        }
    });
    let raw: u64 = (0..articles.min(200)).map(raw_bytes).sum::<u64>() * articles / articles.clamp(1, 200);
    let disk = record.stats().unwrap().disk_bytes;
    println!(
        "\"seconds\":{:.1},\"raw_mb\":{:.1},\"disk_mb\":{:.1},\"disk_to_raw\":{:.2},\"rss_mb\":{}",
        started.elapsed().as_secs_f64(),
        mb(raw),
        mb(disk),
        mb(disk) / mb(raw),
        memory_mb()
    );
}

fn open(folder: &Path) {
    let started = Instant::now();
    let record = Record::open(folder).unwrap();
    let opened = started.elapsed();
    let stats = record.stats().unwrap();
    println!(
        "\"open_s\":{:.2},\"rss_mb\":{},\"articles\":{},\"kept\":{},\"disk_mb\":{:.1}",
        opened.as_secs_f64(),
        memory_mb(),
        stats.articles,
        stats.statements,
        mb(stats.disk_bytes)
    );
}

fn read(folder: &Path, statements: u64) {
    let record = Record::open(folder).unwrap();
    let articles = (statements / PER_ARTICLE).max(1);
    // A step that shares no factor with the count visits the articles in a scattered order.
    let by_address = times(500, |turn| {
        let kept = record.by_address(&address(turn * 7_919 % articles)).unwrap().unwrap();
        assert_eq!(kept.statements.len() as u64, PER_ARTICLE);
    });
    let latest = times(200, |_| assert!(!record.latest(50, None).unwrap().0.is_empty()));
    println!(
        "\"by_address_ms\":{},\"latest_50_ms\":{},\"rss_mb\":{}",
        shown(by_address),
        shown(latest),
        memory_mb()
    );
}

/// Articles of 12 statements, one every 240 ms: 50 statements a second. Beside each, the disk alone: 4 KiB
/// appended to a file and synced, so that what the record adds can be told from a slow or busy disk.
fn steady(folder: &Path) {
    let record = Record::open(folder).unwrap();
    let mut bare = std::fs::File::create(folder.join("bare")).unwrap();
    let pause = Duration::from_millis(1_000 * PER_ARTICLE / 50);
    let mut next = Instant::now();
    let (mut taken, mut of_the_disk) = (Vec::new(), Vec::new());
    for turn in 0..STEADY_COMMITS {
        taken.extend(times(1, |_| keep(&record, 10_000_000 + turn)));
        of_the_disk.extend(times(1, |_| bare.write_all(&[1; 4096]).and_then(|()| bare.sync_data()).unwrap()));
        next += pause;
        std::thread::park_timeout(next.saturating_duration_since(Instant::now()));
    }
    println!(
        "\"commits\":{STEADY_COMMITS},\"durable_commit_ms\":{},\"bare_sync_ms\":{},\"rss_mb\":{}",
        shown(taken),
        shown(of_the_disk),
        memory_mb()
    );
}

fn verify(folder: &Path) {
    let record = Record::open(folder).unwrap();
    let started = Instant::now();
    let proof = record.verify().unwrap();
    let verified = started.elapsed();
    let started = Instant::now();
    let export = folder.join("export.jsonl");
    record.export_to(&export).unwrap();
    println!(
        "\"verify_s\":{:.1},\"good\":{},\"export_s\":{:.1},\"export_mb\":{:.1},\"rss_mb\":{}",
        verified.as_secs_f64(),
        proof.is_good(),
        started.elapsed().as_secs_f64(),
        mb(std::fs::metadata(&export).unwrap().len()),
        memory_mb()
    );
}

fn times(count: u64, mut work: impl FnMut(u64)) -> Vec<Duration> {
    let timed = |turn| {
        let started = Instant::now();
        work(turn);
        started.elapsed()
    };
    (0..count).map(timed).collect()
}

fn shown(mut taken: Vec<Duration>) -> String {
    taken.sort_unstable();
    let at =
        |per_cent: usize| taken[(taken.len() * per_cent / 100).min(taken.len() - 1)].as_secs_f64() * 1_000.0;
    format!("{{\"p50\":{:.2},\"p99\":{:.2},\"max\":{:.2}}}", at(50), at(99), at(100))
}

fn mb(bytes: u64) -> f64 {
    // Sizes here are far below the 2^52 bytes at which a float would round.
    bytes as f64 / 1e6
}

fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1_000
}

fn address(number: u64) -> Url {
    format!("https://paper.example/{number}").parse().unwrap()
}

fn keep(record: &Record, number: u64) {
    let now = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_600_000_000 + number.cast_signed() * 30);
    record.keep(&address(number), &article(number), &statements(number), now).unwrap();
}

/// What an article's own JSON and that of its statements come to.
fn raw_bytes(number: u64) -> u64 {
    let article = serde_json::to_vec(&article(number)).unwrap().len();
    let statements = serde_json::to_vec(&statements(number)).unwrap().len();
    (article + statements) as u64
}

/// Words that differ from article to article, so that nothing is small by being all the same.
fn prose(seed: u64, words: u64) -> String {
    const WORDS: [&str; 16] = [
        "harbour", "minister", "said", "the", "report", "of", "Tuesday", "would", "ships", "and", "not",
        "council", "price", "early", "letter", "a",
    ];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        WORDS[usize::try_from(state % 16).unwrap()]
    };
    (0..words).map(|_| word()).collect::<Vec<_>>().join(" ")
}

fn article(number: u64) -> Article {
    Article {
        url: None,
        outlet: Some("The Harbour Post".to_owned()),
        title: prose(number, 10),
        authors: vec!["Ines Calder".to_owned()],
        published: None,
        modified: None,
        language: "en".to_owned(),
        origin: None,
        paragraphs: (0..12)
            .map(|part| Paragraph { text: prose(number * 31 + part, 45), kind: BlockKind::Paragraph })
            .collect(),
    }
}

fn statements(number: u64) -> Vec<Statement> {
    let one = |place: u64| Statement {
        paragraph: i32::try_from(place).unwrap(),
        speaker: Speaker {
            mention: Some("she".to_owned()),
            name: Some(format!("Speaker {}", (number + place) % 900)),
            kind: SpeakerKind::Person,
            role: Some("deputy harbour master".to_owned()),
        },
        via: Vec::new(),
        cue: Some("said".to_owned()),
        act: Act::Say,
        quotation: Quotation::Direct,
        pieces: vec![Piece {
            paragraph: i32::try_from(place).unwrap(),
            start: 10,
            end: 130,
            text: prose(number * 77 + place, 22),
        }],
        said_on: None,
        confidence: 0.93,
    };
    (0..PER_ARTICLE).map(one).collect()
}
