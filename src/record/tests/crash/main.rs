//! Kills, damages, full disks and power cuts, in children of this program. Without arguments a quick run
//! (without power cuts, which need a C compiler); counts can be given:
//! `cargo test -p sayso-record --test crash -- kills 300 damages 200 full 10 power 500`.

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
#[cfg(test)]
mod power;

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
        ["child-judge", folder, printed] => {
            println!("{}", power::child(Path::new(folder), Path::new(printed)));
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
    let quick = [("kills", 10), ("damages", 20), ("full", 4), ("power", 0)];
    let given = quick.map(|(word, _)| count_of(words, word));
    let [kills, damages, full, power] = match given {
        [None, None, None, None] => quick.map(|(_, count)| count),
        given => given.map(Option::unwrap_or_default),
    };
    let bad = kills::parent(kills) + damages::parent(damages) + full::parent(full) + power::parent(power);
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
