//! Folds variants of the direct quotations of some briefs, as `sayso brief --json` prints them, and tells how well the
//! variants are told apart; and which statements of different briefs, as they are, count as one utterance.
//! `cargo run --release -p sayso-quotations --example fold_pages -- FOLDER-OF-JSON`

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program that tells figures")]

#[path = "../tests/generator/chance.rs"]
mod chance;
#[path = "../tests/generator/surface.rs"]
mod surface;
#[path = "../tests/generator/variants.rs"]
mod variants;
#[path = "../tests/generator/wording.rs"]
mod wording;

use std::fs;

use jiff::Timestamp;
use sayso_quotations::{Quoted, fold};
use serde_json::Value;

use variants::{Score, prints, score};
use wording::{bare, split};

/// A quotation of so many words has room for the generator's cuts.
const WORDS_MIN: usize = 10;

struct Said {
    page: String,
    language: String,
    speaker: String,
    text: String,
    is_direct: bool,
}

fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path| serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
    let all: Vec<Said> = files.iter().map(read).flat_map(|brief| said(&brief)).collect();
    println!("{} statements on {} pages", all.len(), files.len());
    variants(&all);
    across(&all);
}

fn said(brief: &Value) -> Vec<Said> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |statement: &Value| Said {
        page: text(&brief["article"]["url"]),
        language: text(&brief["article"]["language"]),
        speaker: text(&statement["speaker"]["name"]),
        text: match &statement["text"] {
            Value::Array(pieces) => pieces.iter().map(text).collect::<Vec<_>>().join(" "),
            whole => text(whole),
        },
        is_direct: statement["quotation"] == "direct",
    };
    brief["statements"].as_array().unwrap().iter().map(one).collect()
}

fn variants(all: &[Said]) {
    let mut languages: Vec<&str> = all.iter().map(|said| said.language.as_str()).collect();
    languages.sort_unstable();
    languages.dedup();
    let long = |said: &&Said| {
        let words = split(&said.text).iter().filter(|word| !bare(word).is_empty()).count();
        said.is_direct && words >= WORDS_MIN && !said.text.contains(['…', '[', '('])
    };
    // What stands inside another statement, or as the headline too, is one utterance twice.
    let inside = |said: &&Said| {
        let longer = |one: &Said| one.text.len() > said.text.len() && one.text.contains(&said.text);
        all.iter().any(longer)
    };
    let of = |language| {
        let own = all.iter().filter(long).filter(|said| said.language == language && !inside(said));
        own.map(|said| (said.text.clone(), format!("{} {}", said.page, said.speaker))).collect::<Vec<_>>()
    };
    let of_languages: Vec<(&str, Vec<(String, String)>)> =
        languages.into_iter().map(|language| (language, of(language))).collect();
    let bases: usize = of_languages.iter().map(|(_, bases)| bases.len()).sum();
    for seed in 1..=10 {
        let prints = prints(&of_languages, seed);
        let Score { precision, recall, pairs } = score(&prints, seed);
        let count = prints.len();
        print!("seed {seed}: {bases} quotations, {count} prints, {pairs} pairs: ");
        println!("precision {precision:.4}, recall {recall:.4}");
    }
}

/// Statements of all pages as they are: what is folded is told, for somebody to look at.
fn across(all: &[Said]) {
    let quoted: Vec<Quoted> = all
        .iter()
        .map(|said| Quoted {
            text: said.text.clone(),
            outlet: said.page.clone(),
            origin: None,
            via: vec![],
            speaker: (!said.speaker.is_empty()).then(|| said.speaker.clone()),
            at: Timestamp::UNIX_EPOCH,
        })
        .collect();
    for cluster in fold(&quoted).into_iter().filter(|cluster| cluster.members.len() > 1) {
        println!("one utterance:");
        cluster.members.iter().for_each(|member| {
            println!("  {}: {}", all[member.index].page, all[member.index].text);
        });
    }
}
