//! Pages a second on one core, in one run: the parse alone, this crate, dom_smoothie.
//! `cargo run --release -p sayso-article --example compare_speed -- FOLDER [READER]`
//!
//! FOLDER holds `*.html.gz`. Each page is read several times by each in turn and the best time counts, so that
//! other load on the machine weighs on all alike.

#![expect(clippy::print_stdout, reason = "the example prints figures")]

use std::error::Error;
use std::hint::black_box;
use std::io::Read;
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

type Reader = fn(&str);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give a folder of *.html.gz")?;
    let only = std::env::args().nth(2);
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&std::fs::read(entry?.path())?[..]).read_to_end(&mut bytes)?;
        pages.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    let readers: [(&str, Reader); 3] =
        [("scraper parse", parse), ("sayso-article", read), ("dom_smoothie", smooth)];
    // One reader alone, for a profiler.
    if let Some((_, reader)) = readers.iter().find(|(name, _)| Some(*name) == only.as_deref()) {
        pages.iter().cycle().take(pages.len() * ROUNDS).for_each(|page| reader(page));
        return Ok(());
    }
    let mut totals = [Duration::ZERO; 3];
    let mut slowest = [Duration::ZERO; 3];
    for page in &pages {
        let mut best = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            for (at, (_, reader)) in readers.iter().enumerate() {
                let start = Instant::now();
                reader(page);
                best[at] = best[at].min(start.elapsed());
            }
        }
        for at in 0..3 {
            totals[at] += best[at];
            slowest[at] = slowest[at].max(best[at]);
        }
    }
    let bytes: usize = pages.iter().map(String::len).sum();
    for (at, (name, _)) in readers.iter().enumerate() {
        let seconds = totals[at].as_secs_f64();
        println!(
            "{name:<14} {:6.0} pages/s {:6.1} MB/s  {:.2} of the parse  slowest {:.1} ms",
            pages.len() as f64 / seconds,
            bytes as f64 / 1e6 / seconds,
            seconds / totals[0].as_secs_f64(),
            slowest[at].as_secs_f64() * 1e3,
        );
    }
    Ok(())
}

fn parse(html: &str) {
    black_box(scraper::Html::parse_document(html));
}

fn read(html: &str) {
    let _ = black_box(sayso_article::read_story(html, None));
}

fn smooth(html: &str) {
    if let Ok(mut reader) = dom_smoothie::Readability::new(html, None, None) {
        let _ = black_box(reader.parse());
    }
}
