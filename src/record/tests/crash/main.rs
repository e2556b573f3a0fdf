//! Kills, damages and full disks, in children of this program. Without arguments a quick run; counts can be given:
//! `cargo test -p sayso-record --test crash -- kills 300 damages 200 full 10`.

#![expect(clippy::print_stdout, reason = "a test with its own main tells how it went")]

#[cfg(test)]
mod content;
#[cfg(test)]
mod damages;
#[cfg(test)]
mod full;
#[cfg(test)]
mod kills;
#[cfg(test)]
#[path = "../numbers.rs"]
mod numbers;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["child-write", folder, ref from @ ..] => {
            let from: Vec<u64> = from.iter().filter_map(|number| number.parse().ok()).collect();
            kills::child(Path::new(folder), &from);
            ExitCode::SUCCESS
        }
        ["child-look", folder, exports] => {
            println!("{}", damages::child(Path::new(folder), Path::new(exports)));
            ExitCode::SUCCESS
        }
        ["child-fill", folder] => {
            println!("{}", full::child(Path::new(folder)));
            ExitCode::SUCCESS
        }
        // A test runner asks for the names of tests; here there are none to pick from.
        _ if words.contains(&"--list") => ExitCode::SUCCESS,
        _ => run(&words),
    }
}

/// The number after a word. Other words are a test runner's own and mean nothing here.
fn count_of(words: &[&str], word: &str) -> Option<u64> {
    let place = words.iter().position(|found| *found == word)?;
    words.get(place + 1)?.parse().ok()
}

fn run(words: &[&str]) -> ExitCode {
    let given =
        [("kills", 10), ("damages", 20), ("full", 4)].map(|(word, quick)| (count_of(words, word), quick));
    let quick_run = given.iter().all(|(count, _)| count.is_none());
    let [kills, damages, full] =
        given.map(|(count, quick)| count.unwrap_or(if quick_run { quick } else { 0 }));
    let bad = kills::parent(kills) + damages::parent(damages) + full::parent(full);
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
