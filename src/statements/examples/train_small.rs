//! Trains the four small models, of what is speech, of who is meant, of whether the rules or the engine are right about it
//! and of which day it was: `train_small FOLDER KEPT_DIR FILE…` reads annotated articles (as `corpus/check.py --gold DIR
//! --split train` writes them) and writes `speech.bin`, `picking.bin`, `pointing.bin` and `dating.bin` into FOLDER. What
//! the engine finds is kept in KEPT_DIR and read from there the next time; `pointing.bin` needs what heads found that had
//! not seen the article (the model card tells how).
//!
//! An attribution of the engine's is speech where an annotated statement has mostly the same words; one like an optional
//! statement teaches nothing. A choice teaches where the annotated speaker was among those who could be meant; choices
//! are made by the models that are built in, so that the others are trained again after a build, three times in all.

#![expect(clippy::print_stderr, reason = "a program to train with, not a part of the product")]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use sayso_statements::Statement;
use sayso_statements::learning::{self, Choice, Lesson};
use serde_json::Value;

mod annotated;
#[path = "../tests/gold.rs"]
mod gold;
#[path = "annotated/lessons.rs"]
mod lessons;

use annotated::Example;

fn main() -> Result<(), Box<dyn Error>> {
    let (folder, examples) = lessons::examples()?;
    let told: Vec<(Lesson, bool)> = examples.iter().flat_map(speech).collect();
    let unknown = told.iter().filter(|(lesson, _)| !lesson.known).count();
    let speech = told.iter().filter(|(_, is_speech)| *is_speech).count();
    eprintln!("{} attributions, {speech} of them speech, {unknown} that the rules do not know", told.len());
    std::fs::write(Path::new(&folder).join("speech.bin"), learning::fit(&told))?;

    let (mut speakers, mut pointed, mut days) = (Vec::new(), Vec::new(), Vec::new());
    for Example { gold, article, found } in &examples {
        for chosen in learning::choices(article, found) {
            let Some(wanted) = lessons::statement_of(gold, &said(&chosen.statement)) else { continue };
            speakers.extend(chosen.speaker.map(|choice| of_speaker(choice, wanted)));
            pointed.extend(chosen.pointed.map(|choice| or_none(of_speaker(choice, wanted))));
            days.push(of_day(chosen.day, wanted));
        }
    }
    learn(&folder, "picking.bin", "choices of a speaker", speakers)?;
    learn(&folder, "pointing.bin", "choices between rules and engine", pointed)?;
    learn(&folder, "dating.bin", "choices of a day", days)
}

/// Trains on the choices in which somebody or some day is right.
fn learn(folder: &str, file: &str, what: &str, mut rows: Vec<Judged>) -> Result<(), Box<dyn Error>> {
    let all = rows.len();
    rows.retain(|(_, right)| right.contains(&true));
    eprintln!("{all} {what}, the right one among {} of them", rows.len());
    Ok(std::fs::write(Path::new(folder).join(file), learning::fit_choices(&rows))?)
}

/// A choice, and which of those who could be meant are right.
type Judged = (Choice, Vec<bool>);

fn said(statement: &Statement) -> String {
    statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn of_speaker(choice: Choice, wanted: &Value) -> Judged {
    let names = lessons::names_of(wanted);
    let is_right =
        |name: &Option<String>| name.as_ref().is_some_and(|name| names.contains(&gold::bare(name)));
    let right = choice.names.iter().map(is_right).collect();
    (choice, right)
}

/// Where nobody else is right, none of them is.
fn or_none((choice, mut right): Judged) -> Judged {
    let none = !right.contains(&true);
    right.last_mut().into_iter().for_each(|last| *last = none);
    (choice, right)
}

fn of_day(choice: Choice, wanted: &Value) -> Judged {
    let day = wanted["said_on"].as_str();
    let right = choice.names.iter().map(|name| name.as_deref() == day).collect();
    (choice, right)
}

/// The attributions that the engine finds, and whether each is speech.
fn speech(example: &Example) -> Vec<(Lesson, bool)> {
    let Example { gold, article, found } = example;
    let scalars: Vec<char> = annotated::text(article).chars().collect();
    let statement =
        |s: &Value| (lessons::words(&gold::told(&s["text"])), s["optional"].as_bool().unwrap_or_default());
    let statements: Vec<(BTreeSet<String>, bool)> =
        gold["statements"].as_array().into_iter().flatten().map(statement).collect();
    let judged = |lesson: Lesson| {
        let pieces = found[lesson.attribution].content.iter().map(|span| &scalars[span.start..span.end]);
        let own = lessons::words(&pieces.flat_map(|piece| piece.iter().chain(&[' '])).collect::<String>());
        let alike = statements.iter().map(|(said, optional)| (lessons::alike(&own, said), *optional));
        let (most, optional) = alike.fold((0.0, false), |most, of| if of.0 > most.0 { of } else { most });
        (most < 0.5 || !optional).then_some((lesson, most >= 0.5))
    };
    learning::lessons(article, found).into_iter().filter_map(judged).collect()
}
