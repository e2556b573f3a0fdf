//! Trains the three small models, of what is speech, of who is meant and of which day it was: `train_small FOLDER KEPT_DIR FILE…` reads annotated
//! articles (as `corpus/check.py --gold DIR --split train` writes them) and writes `FOLDER/speech.bin`,
//! `FOLDER/picking.bin` and `FOLDER/dating.bin`. What the engine finds is kept in KEPT_DIR and read from there the next time.
//!
//! An attribution of the engine's is speech where an annotated statement has mostly the same words; one like an optional
//! statement teaches nothing. A choice teaches where the annotated speaker was among those who could be meant; choices
//! are made by the models that are built in, so that the second model is trained again after a build, three times in all.

#![expect(clippy::print_stderr, reason = "a program to train with, not a part of the product")]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use sayso_statements::learning::{self, Choice, Lesson};

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

    let mut choices: Vec<(Choice, Vec<bool>)> = examples.iter().flat_map(picking).collect();
    let all = choices.len();
    choices.retain(|(_, right)| right.contains(&true));
    eprintln!("{all} choices, in {} of them somebody is right", choices.len());
    std::fs::write(Path::new(&folder).join("picking.bin"), learning::fit_choices(&choices))?;

    let mut days: Vec<(Choice, Vec<bool>)> = examples.iter().flat_map(dating).collect();
    let all = days.len();
    days.retain(|(_, right)| right.contains(&true));
    eprintln!("{all} days, {} of them among those that could be meant", days.len());
    std::fs::write(Path::new(&folder).join("dating.bin"), learning::fit_choices(&days))?;
    Ok(())
}

/// The attributions that the engine finds, and whether each is speech.
fn speech(example: &Example) -> Vec<(Lesson, bool)> {
    let Example { gold, article, found } = example;
    let scalars: Vec<char> = annotated::text(article).chars().collect();
    let statement = |s: &serde_json::Value| {
        (lessons::words(&gold::told(&s["text"])), s["optional"].as_bool().unwrap_or_default())
    };
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

/// The choices that are made, and which of those who could be meant are right.
fn picking(example: &Example) -> Vec<(Choice, Vec<bool>)> {
    let Example { gold, article, found } = example;
    let judged = |(statement, choice): (sayso_statements::Statement, Choice)| {
        let own = statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
        let speaker = lessons::speaker_of(gold, &own)?;
        let is_right =
            |name: &Option<String>| name.as_ref().is_some_and(|name| speaker.contains(&gold::bare(name)));
        let right = choice.names.iter().map(is_right).collect();
        Some((choice, right))
    };
    learning::choices(article, found).into_iter().filter_map(judged).collect()
}

/// The days that are chosen, and which of those that could be meant is right.
fn dating(example: &Example) -> Vec<(Choice, Vec<bool>)> {
    let Example { gold, article, found } = example;
    let judged = |(statement, choice): (sayso_statements::Statement, Choice)| {
        let own = statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
        let day = lessons::statement_of(gold, &own)?["said_on"].as_str().map(str::to_owned);
        let right = choice.names.iter().map(|name| *name == day).collect();
        Some((choice, right))
    };
    learning::days(article, found).into_iter().filter_map(judged).collect()
}
