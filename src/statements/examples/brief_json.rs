//! Reads annotated articles (`NAME.json` with an `article`) and prints what `find` makes of them, in the form of
//! `sayso brief --json`: `brief_json OUT_DIR FILE…` writes `OUT_DIR/NAME.json`.

use std::error::Error;
use std::path::Path;

use sayso_article::{Article, BlockKind, Paragraph};
use sayso_attribution::Engine;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: brief_json OUT_DIR FILE…")?;
    let engine = Engine::embedded()?;
    for file in arguments {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let article = article(&gold["article"], gold["language"].as_str());
        let statements: Vec<Value> = sayso_statements::find(&article, &engine)
            .iter()
            .map(|s| {
                json!({
                    "paragraph": s.paragraph, "speaker": s.speaker, "via": s.via, "cue": s.cue, "act": s.act, "quotation": s.quotation,
                    "text": s.pieces.iter().map(|p| &p.text).collect::<Vec<_>>(), "said_on": s.said_on, "confidence": s.confidence,
                })
            })
            .collect();
        let name = Path::new(&file).file_name().ok_or("no file name")?;
        std::fs::write(
            Path::new(&out).join(name),
            json!({"article": gold["article"], "statements": statements}).to_string(),
        )?;
    }
    Ok(())
}

fn article(value: &Value, language: Option<&str>) -> Article {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Article {
        url: None,
        outlet: text("outlet"),
        title: text("title").unwrap_or_default(),
        authors: Vec::new(),
        published: text("published").and_then(|d| d.parse().ok()),
        modified: None,
        language: language.map(str::to_owned).or_else(|| text("language")).unwrap_or_else(|| "en".to_owned()),
        origin: None,
        paragraphs: value["paragraphs"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|t| Paragraph { text: t.to_owned(), kind: BlockKind::Paragraph })
            .collect(),
    }
}
