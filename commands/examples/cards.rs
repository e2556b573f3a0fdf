//! Cards of random statements by the million, on all cores:
//! `cargo run -p sayso-commands --features fuzzed --example cards -- 1000000 [first seed]`.
//! It ends with a panic at the first card that breaks a promise.

use std::io::Write as _;

use sayso_commands::fuzzed::{Tally, cards};

/// Cards that one seed makes.
const AT_ONCE: u64 = 10_000;

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args().skip(1).filter_map(|number| number.parse::<u64>().ok());
    let (count, first) = (numbers.next().unwrap_or(AT_ONCE), numbers.next().unwrap_or(1));
    let seeds = count.div_ceil(AT_ONCE);
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let workers: Vec<_> = (0..threads)
        .map(|worker| {
            let own = (first + worker..first + seeds).step_by(threads as usize);
            std::thread::spawn(move || {
                own.map(|seed| cards(seed << 32, AT_ONCE.min(count))).collect::<Vec<Tally>>()
            })
        })
        .collect();
    let mut all = Tally::default();
    for worker in workers {
        for tally in worker.join().expect("no card breaks a promise") {
            all.cards += tally.cards;
            all.quotations += tally.quotations;
            all.withheld += tally.withheld;
        }
    }
    writeln!(
        std::io::stdout(),
        "{} cards, {} quotations on them, every one on its page; {} statements that lied were shown by none",
        all.cards,
        all.quotations,
        all.withheld
    )
}
