//! Measures a record of a number of statements: writing, disk, opening, reading the index, questions, completions,
//! memory, and durable commits at a steady 50 statements a second. Each phase is a process of its own, so that
//! memory is that phase's.
//!
//! `cargo run --release -p sayso-record --example measure -- 10000 50000 150000 400000 > curve.tsv`
//!
//! A line a size on standard output, with tabs; the first line names the columns, times in milliseconds on a core
//! (`_wall`: by the clock, with what else the machine does) and sizes in megabytes where nothing else is said. Memory is the kernel's high-water mark (`VmHWM`), so this runs on Linux only.
//! `cargo run --release -p sayso-record --example plot -- curve.tsv curve.png` draws it.

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
use sayso_record::{Desk, Order, Query, Record, Subject};
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
        ["find", folder, statements] => find(Path::new(folder), statements.parse().unwrap()),
        ["steady", folder] => steady(Path::new(folder)),
        ["verify", folder] => verify(Path::new(folder)),
        _ => {
            let sizes: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
            sizes.iter().enumerate().for_each(|(nth, size)| row(*size, nth == 0));
        }
    }
}

/// All phases for one size.
fn row(statements: u64, with_names: bool) {
    let folder = tempfile::tempdir().unwrap();
    let size = statements.to_string();
    let phases =
        [&["fill", "", &size][..], &["open", ""], &["find", "", &size], &["steady", ""], &["verify", ""]];
    let (mut names, mut values) = (vec!["statements".to_owned()], vec![size.clone()]);
    for phase in phases {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let place = folder.path().as_os_str();
        command.args(phase.iter().map(|word| if word.is_empty() { place } else { word.as_ref() }));
        let output = command.output().unwrap();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let (name, value) = line.split_once('\t').unwrap();
            names.push(format!("{}_{name}", phase[0]));
            values.push(value.to_owned());
        }
    }
    if with_names {
        println!("{}", names.join("\t"));
    }
    println!("{}", values.join("\t"));
}

fn tell(name: &str, value: impl std::fmt::Display) {
    println!("{name}\t{value}");
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
    tell("s", format!("{:.1}", started.elapsed().as_secs_f64()));
    tell("raw", format!("{:.1}", mb(raw)));
    tell("disk", format!("{:.1}", mb(disk)));
    tell("disk_to_raw", format!("{:.2}", mb(disk) / mb(raw)));
    tell("memory", memory_mb());
}

fn open(folder: &Path) {
    let started = Instant::now();
    let record = Record::open(folder).unwrap();
    tell("s", format!("{:.2}", started.elapsed().as_secs_f64()));
    tell("memory", memory_mb());
    let (started, before) = (Instant::now(), busy());
    record.warm().unwrap();
    tell("index_s", format!("{:.2}", busy().saturating_sub(before).as_secs_f64()));
    tell("index_wall_s", format!("{:.2}", started.elapsed().as_secs_f64()));
    tell("index_memory", memory_mb());
    tell("disk", format!("{:.1}", mb(record.stats().unwrap().disk_bytes)));
}

/// Questions of all kinds, each asked with other words every time.
fn find(folder: &Path, statements: u64) {
    let record = Record::open(folder).unwrap();
    record.warm().unwrap();
    let articles = (statements / PER_ARTICLE).max(1);
    // A step that shares no factor with the count visits the articles in a scattered order.
    let scattered = |turn: u64| turn * 7_919 % articles;
    let now = time(articles);
    let mut all = Vec::new();
    let mut ask = |name: &str, query: &dyn Fn(u64) -> Query| {
        let taken = times(QUESTIONS, |turn| {
            record.search(&query(turn), now, 25, None).unwrap();
        });
        all.extend(taken.clone());
        told(name, taken);
    };
    let words = |words: String| Query { words, ..Query::default() };
    ask("rare_word", &|turn| words(word(5_000 + turn * 37 % 20_000)));
    ask("frequent_word", &|turn| words(word(STOPWORDS + turn % 60)));
    ask("two_words", &|turn| {
        words(format!("{} {}", word(STOPWORDS + turn % 300), word(STOPWORDS + turn * 7 % 900)))
    });
    ask("phrase", &|turn| {
        let text = prose(scattered(turn) * 77, 22);
        let some: Vec<&str> = text.split(' ').skip(4).take(3).collect();
        words(format!("\"{}\"", some.join(" ")))
    });
    ask("speaker", &|turn| Query { speaker: Some(name(turn * 13 % SPEAKERS)), ..Query::default() });
    ask("speaker_and_word", &|turn| Query {
        speaker: Some(name(turn * 13 % SPEAKERS)),
        ..words(word(STOPWORDS + turn % 60))
    });
    ask("outlet_and_time", &|turn| Query {
        outlet: Some(outlet(turn % OUTLETS)),
        since: Some(time(scattered(turn))),
        ..Query::default()
    });
    ask("latest", &|_| Query { order: Order::Latest, ..Query::default() });
    told("question", all);
    let mut all = Vec::new();
    let desk = Desk::default();
    for (subject, typed) in [
        (
            Subject::Speaker,
            &(|turn: u64| name(turn * 13 % SPEAKERS).chars().take(3).collect()) as &dyn Fn(u64) -> String,
        ),
        (Subject::Topic, &|turn| word(STOPWORDS + turn * 7 % 900).chars().take(4).collect()),
        (Subject::Outlet, &|turn| outlet(turn % OUTLETS).chars().take(3).collect()),
    ] {
        let taken = times(QUESTIONS, |turn| drop(record.complete(subject, &typed(turn), 25, &desk).unwrap()));
        all.extend(taken.clone());
        told(&format!("complete_{subject:?}").to_lowercase(), taken);
    }
    told("completion", all);
    let by_address = times(QUESTIONS, |turn| {
        let kept = record.by_address(&address(scattered(turn))).unwrap().unwrap();
        assert_eq!(kept.statements.len() as u64, PER_ARTICLE);
    });
    told("by_address", by_address);
    tell("memory", memory_mb());
}

/// Articles of 12 statements, one every 240 ms: 50 statements a second. Beside each, the disk alone: 4 KiB
/// appended to a file and synced, so that what the record adds can be told from a slow or busy disk.
fn steady(folder: &Path) {
    let record = Record::open(folder).unwrap();
    record.warm().unwrap();
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
    told("commit", taken);
    told("bare_sync", of_the_disk);
    tell("memory", memory_mb());
}

fn verify(folder: &Path) {
    let record = Record::open(folder).unwrap();
    let started = Instant::now();
    let proof = record.verify().unwrap();
    tell("s", format!("{:.1}", started.elapsed().as_secs_f64()));
    tell("problems", proof.problem_count);
    let started = Instant::now();
    let export = folder.join("export.jsonl");
    record.export_to(&export).unwrap();
    tell("export_s", format!("{:.1}", started.elapsed().as_secs_f64()));
    tell("export", format!("{:.1}", mb(std::fs::metadata(&export).unwrap().len())));
    tell("memory", memory_mb());
}

/// Wall time and this thread's time on a core, of each turn.
fn times(count: u64, mut work: impl FnMut(u64)) -> Vec<(Duration, Duration)> {
    let timed = |turn| {
        let (started, busy) = (Instant::now(), busy());
        work(turn);
        (started.elapsed(), self::busy().saturating_sub(busy))
    };
    (0..count).map(timed).collect()
}

/// How long this thread was on a core: on a machine that does other work beside, this is what a question takes.
fn busy() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap())
}

fn told(name: &str, taken: Vec<(Duration, Duration)>) {
    let (mut wall, mut busy): (Vec<_>, Vec<_>) = taken.into_iter().unzip();
    for (kind, times) in [("", &mut busy), ("_wall", &mut wall)] {
        times.sort_unstable();
        let last = times.len() - 1;
        let at = |per_cent: usize| times[(times.len() * per_cent / 100).min(last)].as_secs_f64() * 1_000.0;
        tell(&format!("{name}{kind}_p50"), format!("{:.2}", at(50)));
        tell(&format!("{name}{kind}_p99"), format!("{:.2}", at(99)));
    }
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
    record.keep(&address(number), &article(number), &statements(number), time(number)).unwrap();
}

fn time(number: u64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_600_000_000 + number.cast_signed() * 30)
}

/// What an article's own JSON and that of its statements come to.
fn raw_bytes(number: u64) -> u64 {
    let article = serde_json::to_vec(&article(number)).unwrap().len();
    let statements = serde_json::to_vec(&statements(number)).unwrap().len();
    (article + statements) as u64
}

/// Frequent words of English, which are a third of any text.
const FREQUENT: [&str; 24] = [
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "on", "with", "he", "it", "as", "at",
    "by", "his", "from", "had", "be", "not", "said", "would",
];

const STOPWORDS: u64 = FREQUENT.len() as u64;

/// Distinct words of the invented language.
const VOCABULARY: f64 = 40_000.0;

/// Distinct speakers.
const SPEAKERS: u64 = 4_000;

/// Distinct outlets.
const OUTLETS: u64 = 60;

/// Questions of each kind.
const QUESTIONS: u64 = 200;

/// The word of a rank: frequent words first, then invented ones.
fn word(rank: u64) -> String {
    const SYLLABLES: [&str; 20] = [
        "har", "bo", "min", "is", "ter", "lo", "cal", "ves", "sel", "dra", "pon", "tu", "ga", "rim", "fel",
        "ost", "na", "vik", "em", "qua",
    ];
    match FREQUENT.get(usize::try_from(rank).unwrap()) {
        Some(word) => (*word).to_owned(),
        None => {
            let mut word = String::new();
            let mut rest = rank;
            while rest > 0 || word.len() < 5 {
                word.push_str(SYLLABLES[usize::try_from(rest % 20).unwrap()]);
                rest /= 20;
            }
            word
        }
    }
}

fn name(number: u64) -> String {
    let capital = |word: String| word[..1].to_uppercase() + &word[1..];
    format!("{} {}", capital(word(900 + number % 83)), capital(word(3_000 + number)))
}

fn outlet(number: u64) -> String {
    format!("The {} Post", word(7_000 + number * 31))
}

/// Words as often as in a language: that of rank n stands about one n-th as often as the first.
fn prose(seed: u64, words: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let share = (state >> 11) as f64 / (1_u64 << 53) as f64;
        // Below 40,000.
        word(VOCABULARY.powf(share) as u64 - 1)
    };
    (0..words).map(|_| draw()).collect::<Vec<_>>().join(" ")
}

fn article(number: u64) -> Article {
    Article {
        url: None,
        outlet: Some(outlet(number % OUTLETS)),
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
            name: Some(name((number * 5 + place * place) % SPEAKERS)),
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
