//! Trains the block scorer: `cargo run --release -p sayso-article --example train_scorer -- OUT.trees FOLDER...`
//!
//! Each FOLDER holds `gold.jsonl` (`id`, `url`, `text`, optional `publisher`) and `pages/*.html.gz`. With
//! `--without 1/4` after OUT that part of the publishers (by hash) is left out, to score on it.
//! Boosted trees on the logistic loss, 48 bins a feature; everything is deterministic.

#![expect(clippy::print_stderr, reason = "the example tells how far it is")]

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::io::Read;
use std::path::Path;

use sayso_article::learning::{self, Lesson, Weights};
use url::Url;

const BINS: usize = 48;

/// How the trees grow; each can be set by the option of its name.
struct Settings {
    /// Trees of the first and of the second row.
    first: usize,
    second: usize,
    shrinkage: f32,
    depth: usize,
    /// Rows in a leaf at least.
    leaf: usize,
    lambda: f32,
    /// Of a hundred features, how many a tree may ask for.
    asked: usize,
    /// Weight of the copies without class names.
    nameless: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            first: 130,
            second: 80,
            shrinkage: 0.08,
            depth: 5,
            leaf: 15,
            lambda: 2.0,
            asked: 50,
            nameless: 0.35,
        }
    }
}

/// A number that an option sets.
trait Setting {
    fn set(&mut self, text: &str) -> Result<(), Box<dyn Error>>;
}

impl Setting for usize {
    fn set(&mut self, text: &str) -> Result<(), Box<dyn Error>> {
        *self = text.parse()?;
        Ok(())
    }
}

impl Setting for f32 {
    fn set(&mut self, text: &str) -> Result<(), Box<dyn Error>> {
        *self = text.parse()?;
        Ok(())
    }
}

struct Case {
    html: String,
    url: Option<Url>,
    gold: Gold,
    hash: u32,
}

struct Gold {
    shingles: HashMap<Vec<String>, i32>,
    lines: HashSet<String>,
    words: f32,
}

/// One row of trees' learning material.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<f32>>,
    labels: Vec<f32>,
    weights: Vec<f32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut without = None;
    if let Some(at) = arguments.iter().position(|argument| argument == "--without") {
        let (fold, folds) = arguments[at + 1].split_once('/').unwrap_or((&arguments[at + 1], "2"));
        without = Some((fold.parse::<u32>()?, folds.parse::<u32>()?));
        arguments.drain(at..at + 2);
    }
    let mut settings = Settings::default();
    for (name, value) in [
        ("--first", &mut settings.first as &mut dyn Setting),
        ("--second", &mut settings.second),
        ("--shrinkage", &mut settings.shrinkage),
        ("--depth", &mut settings.depth),
        ("--leaf", &mut settings.leaf),
        ("--lambda", &mut settings.lambda),
        ("--asked", &mut settings.asked),
        ("--nameless", &mut settings.nameless),
    ] {
        if let Some(at) = arguments.iter().position(|argument| argument == name) {
            value.set(&arguments[at + 1])?;
            arguments.drain(at..at + 2);
        }
    }
    let settings = &settings;
    let mut cases = Vec::new();
    for folder in &arguments[1..] {
        cases.extend(load(Path::new(folder))?);
    }
    let kept: Vec<&Case> = cases
        .iter()
        .filter(|case| without.is_none_or(|(fold, folds)| (case.hash >> 4) % folds != fold))
        .collect();
    eprintln!("{} pages, {} to learn from", cases.len(), kept.len());

    let lessons: Vec<Lesson> =
        kept.iter().map(|case| lesson(learning::lesson(&case.html, case.url.as_ref()))).collect();
    // The second row learns from what a first row says of pages that it has not seen.
    let mut second = Table::default();
    for fold in 0..3 {
        let mut table = Table::default();
        for (at, (case, lesson)) in kept.iter().zip(&lessons).enumerate() {
            if at % 3 != fold {
                table.add(case, lesson, settings);
            }
        }
        let weights = Weights::parse(&boost(&table, settings.first, settings))?;
        for (at, case) in kept.iter().enumerate() {
            if at % 3 == fold {
                let lesson = lesson(weights.second_lesson(&case.html, case.url.as_ref()));
                second.add(case, &lesson, settings);
            }
        }
        eprintln!("fold {fold} done");
    }
    let mut first = Table::default();
    for (case, lesson) in kept.iter().zip(&lessons) {
        first.add(case, lesson, settings);
    }
    let mut text = String::from("# Boosted trees of the block scorer; made by examples/train_scorer.rs.\n");
    text.push_str(&boost(&first, settings.first, settings));
    text.push_str("second\n");
    text.push_str(&boost(&second, settings.second, settings));
    std::fs::write(&arguments[0], text)?;
    Ok(())
}

fn lesson<E: std::fmt::Display>(read: Result<Lesson, E>) -> Lesson {
    read.unwrap_or_else(|error| {
        eprintln!("left out: {error}");
        Lesson::default()
    })
}

fn load(folder: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for line in std::fs::read_to_string(folder.join("gold.jsonl"))?.lines() {
        let gold: serde_json::Value = serde_json::from_str(line)?;
        let id = gold["id"].as_str().unwrap_or_default();
        let name = id.rsplit('/').next().unwrap_or_default();
        let packed = std::fs::read(folder.join("pages").join(format!("{name}.html.gz")))?;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
        let publisher = gold["publisher"].as_str().unwrap_or(id);
        let hash =
            publisher.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
        cases.push(Case {
            html: String::from_utf8_lossy(&bytes).into_owned(),
            url: gold["url"].as_str().and_then(|url| Url::parse(url).ok()),
            gold: gold_of(gold["text"].as_str().unwrap_or_default()),
            hash,
        });
    }
    Ok(cases)
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn shingles(words: &[String]) -> Vec<Vec<String>> {
    words.windows(words.len().clamp(1, 4)).map(<[String]>::to_vec).collect()
}

fn gold_of(text: &str) -> Gold {
    let words_of_all = words(text);
    let mut counts: HashMap<Vec<String>, i32> = HashMap::new();
    for size in 1..=4 {
        for window in words_of_all.windows(size) {
            *counts.entry(window.to_vec()).or_default() += 1;
        }
    }
    let lines = text.lines().map(|line| words(line).join(" ")).collect();
    Gold { shingles: counts, lines, words: words_of_all.len().max(1) as f32 }
}

impl Table {
    fn push(&mut self, row: Vec<f32>, label: bool, weight: f32) {
        self.rows.push(row);
        self.labels.push(f32::from(u8::from(label)));
        self.weights.push(weight);
    }

    fn add(&mut self, case: &Case, lesson: &Lesson, settings: &Settings) {
        let mut used: HashSet<String> = HashSet::new();
        for (text, row) in lesson.texts.iter().zip(&lesson.rows) {
            let words = words(text);
            if words.is_empty() {
                continue;
            }
            let line = words.join(" ");
            let all = shingles(&words);
            let met = all.iter().filter(|shingle| case.gold.shingles.contains_key(*shingle)).count();
            // A short text must be a line of its own or stand in a longer one as it is.
            let label = if case.gold.lines.contains(&line) {
                true
            } else if words.len() < 4 {
                false
            } else {
                met * 2 > all.len()
            };
            // Of texts that stand there twice only one can be the story's: neither teaches.
            let twice = !used.insert(line);
            let size = words.len() as f32;
            let weight =
                if twice && label { 0.0 } else { 0.35 + 40.0 * size.min(150.0) / case.gold.words.max(150.0) };
            self.push(row.clone(), label, weight);
            // The same block on a site whose class names say nothing: names are to help, not to be needed.
            let mut nameless = row.clone();
            nameless[learning::HINT_FEATURES].fill(learning::NO_HINT);
            self.push(nameless, label, weight * settings.nameless);
        }
    }
}

/// Boosts trees and writes them as lines.
fn boost(table: &Table, count: usize, settings: &Settings) -> String {
    let width = table.rows.first().map_or(0, Vec::len);
    let edges: Vec<Vec<f32>> = (0..width).map(|feature| edges(table, feature)).collect();
    let binned: Vec<Vec<u8>> = (0..width)
        .map(|feature| {
            table
                .rows
                .iter()
                .map(|row| edges[feature].partition_point(|edge| *edge < row[feature]) as u8)
                .collect()
        })
        .collect();
    let mut sums = vec![0.0_f32; table.rows.len()];
    let mut text = String::new();
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..count {
        let asked: Vec<usize> = (0..width)
            .filter(|_| {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (dice >> 33) % 100 < settings.asked as u64
            })
            .collect();
        let gradients: Vec<(f32, f32)> = sums
            .iter()
            .zip(&table.labels)
            .zip(&table.weights)
            .map(|((sum, label), weight)| {
                let p = 1.0 / (1.0 + (-sum).exp());
                ((label - p) * weight, (p * (1.0 - p)).max(1e-4) * weight)
            })
            .collect();
        let mut knots: Vec<String> = Vec::new();
        let rows: Vec<u32> =
            (0..table.rows.len() as u32).filter(|row| table.weights[*row as usize] > 0.0).collect();
        grow(
            &Material { binned: &binned, edges: &edges, gradients: &gradients, asked: &asked, settings },
            rows,
            settings.depth,
            &mut knots,
            &mut sums,
        );
        text.push_str(&knots.join(";"));
        text.push('\n');
    }
    text
}

/// Bin edges at quantiles of the values met.
fn edges(table: &Table, feature: usize) -> Vec<f32> {
    let mut values: Vec<f32> = table.rows.iter().map(|row| row[feature]).collect();
    values.sort_by(f32::total_cmp);
    values.dedup();
    if values.len() <= BINS {
        return values.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect();
    }
    let mut all: Vec<f32> = table.rows.iter().map(|row| row[feature]).collect();
    all.sort_by(f32::total_cmp);
    let mut edges: Vec<f32> = (1..BINS).map(|bin| all[bin * all.len() / BINS]).collect();
    edges.dedup();
    edges
}

/// What a tree grows from.
struct Material<'a> {
    binned: &'a [Vec<u8>],
    edges: &'a [Vec<f32>],
    gradients: &'a [(f32, f32)],
    asked: &'a [usize],
    settings: &'a Settings,
}

/// Grows a knot and those under it; a recursion of bounded depth.
fn grow(of: &Material<'_>, rows: Vec<u32>, depth: usize, knots: &mut Vec<String>, sums: &mut [f32]) {
    let (mut g, mut h) = (0.0_f32, 0.0_f32);
    for row in &rows {
        g += of.gradients[*row as usize].0;
        h += of.gradients[*row as usize].1;
    }
    let at = knots.len();
    knots.push(String::new());
    let split = if depth == 0 || rows.len() < 40 { None } else { best_split(of, &rows, g, h) };
    let Some((feature, bin)) = split else {
        let value = of.settings.shrinkage * g / (h + of.settings.lambda);
        for row in rows {
            sums[row as usize] += value;
        }
        knots[at] = format!("{value:.4}");
        return;
    };
    let (left, right): (Vec<u32>, Vec<u32>) =
        rows.into_iter().partition(|row| usize::from(of.binned[feature][*row as usize]) <= bin);
    let left_at = knots.len();
    grow(of, left, depth - 1, knots, sums);
    let right_at = knots.len();
    grow(of, right, depth - 1, knots, sums);
    knots[at] = format!("{feature},{},{left_at},{right_at}", of.edges[feature][bin]);
}

fn best_split(of: &Material<'_>, rows: &[u32], g: f32, h: f32) -> Option<(usize, usize)> {
    let mut best = (1.0_f32, None);
    for &feature in of.asked {
        let bins = &of.binned[feature];
        let mut sums = [(0.0_f32, 0.0_f32, 0_u32); BINS + 1];
        for row in rows {
            let bin = &mut sums[usize::from(bins[*row as usize])];
            bin.0 += of.gradients[*row as usize].0;
            bin.1 += of.gradients[*row as usize].1;
            bin.2 += 1;
        }
        let (mut left_g, mut left_h, mut left_n) = (0.0, 0.0, 0);
        for (bin, (bin_g, bin_h, bin_n)) in sums.iter().take(BINS).enumerate() {
            left_g += bin_g;
            left_h += bin_h;
            left_n += bin_n;
            let right_n = rows.len() as u32 - left_n;
            if (left_n.min(right_n) as usize) < of.settings.leaf {
                continue;
            }
            let (right_g, right_h) = (g - left_g, h - left_h);
            let gain = left_g * left_g / (left_h + of.settings.lambda)
                + right_g * right_g / (right_h + of.settings.lambda)
                - g * g / (h + of.settings.lambda);
            if gain > best.0 {
                best = (gain, Some((feature, bin)));
            }
        }
    }
    best.1
}
