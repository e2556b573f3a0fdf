//! Folds so many quotations as the first argument says and tells what it cost.
//! `cargo run --release -p sayso-quotations --example fold_many -- 400000`

#![expect(clippy::print_stdout, reason = "a program that tells figures")]

use std::fs;
use std::time::Instant;

use jiff::Timestamp;
use sayso_quotations::{Quoted, fold};

/// A sequence of numbers that is the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    /// A number below `n`, small ones oftener, as words of a language come.
    fn word(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let part = (self.0 >> 32) % n;
        part * ((self.0 & 0xFFFF_FFFF) % n) / n
    }
}

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(400_000);
    let all = quotations(count);
    let before = peak_mib();
    let start = Instant::now();
    let clusters = fold(&all);
    println!(
        "{count} quotations, {} clusters, {:.1} s, peak {} MiB of which {} MiB are the quotations",
        clusters.len(),
        start.elapsed().as_secs_f64(),
        peak_mib(),
        before,
    );
}

/// Quotations of 25 words, one in four printed by three outlets: whole, cut, whole again.
fn quotations(count: usize) -> Vec<Quoted> {
    let mut chance = Chance(11);
    let mut all = Vec::with_capacity(count + 2);
    while all.len() < count {
        let words: Vec<String> = (0..25).map(|_| format!("word{}", chance.word(30_000))).collect();
        let text = words.join(" ");
        let at = Timestamp::from_second(1_900_000_000 + all.len() as i64).unwrap_or_default();
        let one = |text: String, outlet: &str| Quoted {
            text,
            outlet: outlet.to_owned(),
            origin: None,
            via: vec![],
            speaker: None,
            at,
        };
        if chance.word(4) == 0 {
            all.push(one(text.splitn(9, ' ').last().unwrap_or_default().to_owned(), "Gazette"));
            all.push(one(text.clone(), "Herald"));
        }
        all.push(one(text, "Post"));
    }
    all.truncate(count);
    all
}

/// The most memory that the process has held, where the system tells.
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
