//! Kills and damages, in children of this program. Without arguments a quick run; counts can be given:
//! `cargo test -p sayso-record --test crash -- kills 300 damages 200`.

#![expect(clippy::print_stdout, reason = "a test with its own main tells how it went")]

#[cfg(test)]
mod content;
#[cfg(test)]
mod damages;
#[cfg(test)]
mod kills;
#[cfg(test)]
#[path = "../numbers.rs"]
mod numbers;

use std::path::Path;
use std::process::ExitCode;

const KILLS_QUICK: u64 = 10;
const DAMAGES_QUICK: u64 = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["child-write", folder, ref from @ ..] => {
            let from: Vec<u64> = from.iter().filter_map(|number| number.parse().ok()).collect();
            kills::child(Path::new(folder), &from);
            ExitCode::SUCCESS
        }
        ["child-look", folder] => {
            println!("{}", damages::child(Path::new(folder)));
            ExitCode::SUCCESS
        }
        // A test runner asks for the names of tests; here there are none to pick from.
        _ if words.contains(&"--list") => ExitCode::SUCCESS,
        _ => run(count_of(&words, "kills"), count_of(&words, "damages")),
    }
}

/// The number after a word. Other words are a test runner's own and mean nothing here.
fn count_of(words: &[&str], word: &str) -> Option<u64> {
    let place = words.iter().position(|found| *found == word)?;
    words.get(place + 1)?.parse().ok()
}

fn run(kills: Option<u64>, damages: Option<u64>) -> ExitCode {
    let quick = kills.is_none() && damages.is_none();
    let count = |given: Option<u64>, default| given.unwrap_or(if quick { default } else { 0 });
    let bad = kills::parent(count(kills, KILLS_QUICK)) + damages::parent(count(damages, DAMAGES_QUICK));
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
