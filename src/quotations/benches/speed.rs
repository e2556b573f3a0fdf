//! Folding and checking, beside comparing all pairs by edit distance (`strsim`).
//! `cargo bench -p sayso-quotations`; the ratio of two lines of one run counts, not the time.

use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::Timestamp;
use sayso_quotations::{Candidate, Form, Quoted, Said, Spot, fold, verify};

fn main() {
    divan::main();
}

/// A sequence of numbers that is the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn text(&mut self, words: usize) -> String {
        let words: Vec<String> = (0..words).map(|_| format!("word{}", self.below(5_000))).collect();
        words.join(" ")
    }
}

/// Quotations of 25 words, each in three outlets: whole, cut, whole again.
fn quotations(count: usize) -> Vec<Quoted> {
    let mut chance = Chance(9);
    let mut all = Vec::with_capacity(count);
    for number in 0..count.div_ceil(3) {
        let text = chance.text(25);
        let cut = text.splitn(8, ' ').last().unwrap_or_default().to_owned();
        for (place, text) in [text.clone(), cut, text].into_iter().enumerate() {
            let at = Timestamp::from_second((1_900_000_000 + number * 60) as i64).unwrap_or_default();
            all.push(Quoted {
                text,
                outlet: format!("outlet {place}"),
                origin: None,
                via: vec![],
                speaker: None,
                at,
            });
        }
    }
    all.truncate(count);
    all
}

#[divan::bench(args = [300, 3_000, 30_000], sample_count = 5)]
fn folding(bencher: Bencher, count: usize) {
    let all = quotations(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| fold(&all).len());
}

#[divan::bench(args = [300], sample_count = 1)]
fn folding_by_comparing_all_pairs(bencher: Bencher, count: usize) {
    let all = quotations(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        let mut near = 0;
        for (at, one) in all.iter().enumerate() {
            near += all[..at].iter().filter(|other| strsim::levenshtein(&one.text, &other.text) < 40).count();
        }
        near
    });
}

/// Thirty articles of 25 paragraphs, a quotation in each paragraph.
fn library() -> Vec<Candidate> {
    let mut chance = Chance(10);
    let article = |_| {
        let mut candidate = Candidate { language: "en".to_owned(), ..Candidate::default() };
        for paragraph in 0..25 {
            let (quotation, rest) = (chance.text(20), chance.text(15));
            let end = 1 + quotation.chars().count();
            candidate.paragraphs.push(format!("“{quotation}” {rest}"));
            let pieces = vec![Spot { paragraph, start: 1, end }];
            candidate.said.push(Said { pieces, form: Form::Direct, ..Said::default() });
        }
        candidate
    };
    (0..30).map(article).collect()
}

fn claim(library: &[Candidate], altered: bool) -> String {
    let paragraph = &library[12].paragraphs[7];
    let quotation = paragraph.split(['“', '”']).nth(1).unwrap_or_default().to_owned();
    if altered { quotation.replacen("word", "other", 3) } else { quotation }
}

#[divan::bench(args = [false, true])]
fn checking(bencher: Bencher, altered: bool) {
    let library = library();
    let claim = claim(&library, altered);
    bencher.bench_local(|| verify(&claim, None, &library).verdict);
}

#[divan::bench(args = [false, true])]
fn checking_by_edit_distance_to_each_paragraph(bencher: Bencher, altered: bool) {
    let library = library();
    let claim = claim(&library, altered);
    bencher.bench_local(|| {
        let paragraphs = library.iter().flat_map(|candidate| &candidate.paragraphs);
        paragraphs.map(|paragraph| strsim::levenshtein(&claim, paragraph)).min()
    });
}
