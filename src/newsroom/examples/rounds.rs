//! Six hundred feeds in a minute, a fifth of their servers hostile, on loopback:
//! `cargo run --release -p sayso-newsroom --example rounds [feeds]`.

#[path = "../tests/crowd.rs"]
mod crowd;
#[path = "../tests/server.rs"]
mod server;

use std::io::Write;
use std::time::Duration;

fn main() -> std::io::Result<()> {
    let feeds = std::env::args().nth(1).and_then(|feeds| feeds.parse().ok()).unwrap_or(600);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // The limits are those that everybody has.
    let figures = runtime.block_on(crowd::measure(feeds, Duration::from_secs(20)));
    let mut out = std::io::stdout();
    let crowd::Figures { feeds, hostile, rounds, answered, read, cut, requests, .. } = figures;
    writeln!(out, "feeds {feeds}, of hostile servers {hostile}, requests {requests}, rounds {rounds}")?;
    writeln!(
        out,
        "good feeds that answered {answered}, whose article was read {read}, of {}",
        feeds - hostile
    )?;
    writeln!(out, "hostile ones cut with a reason {cut}")?;
    writeln!(
        out,
        "all {:.1} s, the longest round {:.1} s",
        figures.all.as_secs_f64(),
        figures.longest.as_secs_f64()
    )?;
    writeln!(
        out,
        "memory {} MiB before, {} MiB at most, {} MiB after",
        figures.before_kib / 1024,
        figures.peak_kib / 1024,
        figures.after_kib / 1024
    )
}
