//! 100,000 posts in a world in which the program dies at every step and Discord loses answers.
//!
//! `cargo run --release -p sayso-outbox --example many_posts [POSTS] [SEED]`

#![expect(clippy::print_stdout, reason = "it prints what it found")]

#[path = "../tests/world.rs"]
mod world;

use std::process::ExitCode;
use std::time::Instant;

use world::{Manners, simulate};

fn main() -> ExitCode {
    let number = |at: usize, otherwise: u64| {
        std::env::args().nth(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (posts, seed) = (number(1, 100_000), number(2, 1));
    let mut good = true;
    for (readable, nonce) in [(true, true), (false, true), (true, false), (false, false)] {
        let started = Instant::now();
        let manners = Manners { readable, nonce, trouble_percent: 40, crash_percent: 50 };
        match simulate(seed, posts, manners) {
            Ok(counts) => {
                println!(
                    "history readable: {readable}, nonce known: {nonce}, {:.1} s\n{counts:#?}",
                    started.elapsed().as_secs_f64()
                );
                good &= counts.doubled == 0 && counts.lost_unnoticed == 0 && (!readable || counts.lost == 0);
            }
            Err(why) => {
                println!("{why}");
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
