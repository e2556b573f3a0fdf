//! Articles a second on one core, beside the bare encoder. `RAYON_NUM_THREADS=1 cargo bench -p sayso-attribution`.

use divan::Bencher;
use divan::counter::ItemsCount;
use sayso_attribution::Engine;

fn main() {
    divan::main();
}

/// About 750 words: the fixtures' paragraphs, as often as needed.
fn article() -> String {
    let paragraphs: Vec<String> =
        include_str!("../fixtures/marked.txt").lines().filter(|l| !l.is_empty()).map(plain).collect();
    let mut words = 0;
    let cycle = paragraphs.iter().cycle().take_while(|p| {
        let before = words;
        words += p.split_whitespace().count();
        before < 750
    });
    cycle.cloned().collect::<Vec<_>>().join("\n\n")
}

/// A fixture's line without its marks.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let mark_end = rest[at..].find(':').map_or(rest.len(), |k| at + k + 1);
        rest = &rest[mark_end..];
        while let Some(end) = rest.find(['}', '{']) {
            if rest[end..].starts_with('{') {
                break;
            }
            out.push_str(&rest[..end]);
            rest = &rest[end + 1..];
        }
    }
    out.push_str(&rest.replace('}', ""));
    out
}

#[divan::bench]
fn article_to_attributions(bencher: Bencher) {
    let (engine, text) = (Engine::embedded().expect("the model is whole"), article());
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| engine.attributions(&text).len());
}

#[divan::bench]
fn article_through_the_bare_encoder(bencher: Bencher) {
    let (engine, text) = (Engine::embedded().expect("the model is whole"), article());
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| engine.encode("en", &text));
}

/// The same text through the network of the other languages; 1.3 times the layers, and its English is cut into more pieces.
#[divan::bench]
fn article_through_the_multilingual_network(bencher: Bencher) {
    let (engine, text) = (Engine::embedded().expect("the model is whole"), article());
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| engine.attributions_in("de", &text).len());
}

#[divan::bench]
fn load(bencher: Bencher) {
    bencher.bench_local(Engine::embedded);
}

#[divan::bench]
fn load_with_the_multilingual_network(bencher: Bencher) {
    bencher.bench_local(|| Engine::embedded().map(|engine| engine.attributions_in("de", "").len()));
}
