//! The corpus' articles for training, with their annotated statements at their places.

use std::fs;
use std::path::Path;

use sayso_quotations::{Candidate, Form, Said, Spot};
use serde_json::Value;

/// One article, and its quotations for the generator.
pub(crate) struct Article {
    pub(crate) candidate: Candidate,
    /// The statements, in the candidate's order.
    pub(crate) texts: Vec<Vec<String>>,
}

/// The articles of one language in the order of their names.
pub(crate) fn articles(language: &str) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(language);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path| serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
    files.iter().map(read).filter(|value| value["split"] == "train").map(|value| article(&value)).collect()
}

fn article(value: &Value) -> Article {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let strings = |value: &Value| value.as_array().unwrap().iter().map(string).collect::<Vec<_>>();
    let mut candidate = Candidate {
        article: string(&value["id"]),
        outlet: string(&value["article"]["outlet"]),
        language: string(&value["language"]),
        title: string(&value["article"]["title"]),
        paragraphs: strings(&value["article"]["paragraphs"]),
        ..Candidate::default()
    };
    let mut texts = Vec::new();
    for statement in value["statements"].as_array().unwrap() {
        let spots: Vec<(Spot, String)> = statement["text"]
            .as_array()
            .unwrap()
            .iter()
            .map(|piece| spot(&candidate, statement, piece))
            .collect();
        candidate.said.push(Said {
            pieces: spots.iter().map(|(spot, _)| *spot).collect(),
            speaker: statement["speaker"]["name"].as_str().map(str::to_owned),
            via: strings(&statement["via"]),
            form: match statement["quotation"].as_str() {
                Some("direct") => Form::Direct,
                Some("mixed") => Form::Mixed,
                _ => Form::Indirect,
            },
            ..Said::default()
        });
        texts.push(spots.into_iter().map(|(_, text)| text).collect());
    }
    Article { candidate, texts }
}

/// Where a piece of the annotation stands: the string's only occurrence, or the n-th.
fn spot(candidate: &Candidate, statement: &Value, piece: &Value) -> (Spot, String) {
    let text = piece.as_str().or(piece["s"].as_str()).unwrap();
    let number = piece["n"].as_u64().unwrap_or(1) as usize;
    let paragraph = piece["p"].as_i64().or(statement["paragraph"].as_i64()).unwrap() as i32;
    let whole = candidate.paragraph(paragraph).unwrap();
    let (byte, _) = whole.match_indices(text).nth(number - 1).unwrap();
    let start = whole[..byte].chars().count();
    (Spot { paragraph, start, end: start + text.chars().count() }, text.to_owned())
}
