//! The targets on stable Rust, without coverage: seeds are cut, joined, repeated and peppered with what breaks parsers.
//!
//! `mutate TARGET SECONDS [SEED]` prints how many inputs it gave and the slowest of them. An input that makes the target
//! panic is written beside, and ends the run with status 1; the slowest is written beside, too. The same seed gives the same inputs.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The longest input, in bytes.
const INPUT_BYTES_MAX: usize = 64 * 1024;
/// The most inputs that are remembered besides the seeds.
const POOL_MAX: usize = 2_000;

/// What breaks parsers: ends, beginnings, invisible letters, odd encodings, numbers at their limits.
const PEPPER: [&[u8]; 40] = [
    b"<",
    b">",
    b"</p>",
    b"<p>",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"&#x0;",
    b"&#1114112;",
    b"<script>",
    b"<table><a>",
    b"<svg><style>",
    b"<ul><li>",
    b"<font a=b>",
    b"\"",
    b"'",
    "“".as_bytes(),
    "”".as_bytes(),
    "«".as_bytes(),
    "„".as_bytes(),
    "—".as_bytes(),
    "…".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{301}".as_bytes(),
    "👩‍👩‍👧".as_bytes(),
    b"\xff\xfe",
    b"\x00",
    b"\xed\xa0\x80",
    b"\n\n",
    b"\r",
    b" said ",
    b" said that he said that ",
    b"{\"a\":[",
    b"18446744073709551616",
    b"-1",
    b"0",
    b"http://[::]/",
    b"//",
];

/// SplitMix64: small, even, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % (limit.max(1) as u64)) as usize
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(400) + 1)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    let named =
        arguments.first().and_then(|name| sayso_fuzz::TARGETS.iter().find(|(known, _)| known == name));
    let (Some((name, target)), Some(seconds)) = (named, number(1)) else {
        eprintln!("usage: mutate page|feed|text|interaction SECONDS [SEED]");
        return ExitCode::from(2);
    };
    let seeds = seeds(name);
    if seeds.is_empty() {
        eprintln!("no seeds for {name}");
        return ExitCode::from(2);
    }
    run(name, *target, seeds, Duration::from_secs(seconds), number(2).unwrap_or(1))
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort_unstable();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn run(name: &str, target: fn(&[u8]), seeds: Vec<Vec<u8>>, time: Duration, seed: u64) -> ExitCode {
    let (begin, mut dice) = (Instant::now(), Dice(seed));
    let (mut pool, kept) = (seeds.clone(), seeds.len());
    let (mut count, mut slowest, mut slowest_bytes) = (0_u64, Duration::ZERO, 0);
    let mut queue = seeds;
    while begin.elapsed() < time {
        let input = queue.pop().unwrap_or_else(|| mutated(&pool, &mut dice));
        let started = Instant::now();
        if catch_unwind(|| target(&input)).is_err() {
            let path = format!("crash-{name}-{seed}-{count}");
            drop(fs::write(&path, &input));
            println!("{name}: panicked after {count} inputs; the input is in {path}");
            return ExitCode::from(1);
        }
        let took = started.elapsed();
        if took > slowest {
            (slowest, slowest_bytes) = (took, input.len());
            drop(fs::write(format!("slow-{name}-{seed}"), &input));
        }
        count += 1;
        // Some of what was made is changed further, so that changes add up.
        if dice.below(8) == 0 {
            if pool.len() < POOL_MAX {
                pool.push(input);
            } else {
                let at = kept + dice.below(POOL_MAX - kept);
                pool[at] = input;
            }
        }
    }
    println!(
        "{name}: {count} inputs in {:.1} min, seed {seed}, 0 panics; slowest {:.0} ms ({slowest_bytes} bytes)",
        begin.elapsed().as_secs_f64() / 60.0,
        slowest.as_secs_f64() * 1000.0,
    );
    ExitCode::SUCCESS
}

/// A new input: one of the pool with one to eight changes.
fn mutated(pool: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = pool[dice.below(pool.len())].clone();
    for _ in 0..1 + dice.below(8) {
        change(&mut input, pool, dice);
        input.truncate(INPUT_BYTES_MAX);
    }
    input
}

fn change(input: &mut Vec<u8>, pool: &[Vec<u8>], dice: &mut Dice) {
    let length = input.len();
    let at = dice.below(length + 1);
    match dice.below(8) {
        0 if length > 0 => input[at.min(length - 1)] ^= 1 << dice.below(8),
        1 if length > 0 => input[at.min(length - 1)] = dice.below(256) as u8,
        2 => drop(input.drain(dice.range(length))),
        3 => {
            let piece = input[dice.range(length)].to_vec();
            // Few, or very many: what grows faster than its input shows at thousands.
            let times = if dice.below(16) == 0 { 4_000 } else { 1 + dice.below(8) };
            let room = INPUT_BYTES_MAX / piece.len().max(1);
            input.splice(at..at, piece.repeat(times.min(room)));
        }
        4 => {
            let other = &pool[dice.below(pool.len())];
            let piece = other[dice.range(other.len())].to_vec();
            input.splice(at..at, piece);
        }
        5 => {
            let other = &pool[dice.below(pool.len())];
            input.truncate(at);
            input.extend_from_slice(&other[dice.below(other.len() + 1)..]);
        }
        6 => {
            let times = if dice.below(16) == 0 { 4_000 } else { 1 };
            input.splice(at..at, PEPPER[dice.below(PEPPER.len())].repeat(times));
        }
        _ => {
            input.splice(at..at, PEPPER[dice.below(PEPPER.len())].iter().copied());
        }
    }
}
