//! Reads annotated articles (`NAME.json` with an `article`) and prints what `find` makes of them, in the form of
//! `sayso brief --json`: `brief_json OUT_DIR FILE…` writes `OUT_DIR/NAME.json`. What the engine finds in an article is kept
//! in `OUT_DIR/spans/` and read from there the next time, so that work on the rules need not wait for the engine: delete
//! the folder when the model or an article has changed.

use std::error::Error;
use std::path::Path;
use std::sync::LazyLock;

use sayso_article::{Article, BlockKind, Paragraph};
use sayso_attribution::{Attribution, Engine, Span};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: brief_json OUT_DIR FILE…")?;
    let engine = LazyLock::new(|| Engine::embedded().expect("the embedded model is whole"));
    let spans = Path::new(&out).join("spans");
    std::fs::create_dir_all(&spans)?;
    for file in arguments {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let article = article(&gold["article"], gold["language"].as_str());
        let name = Path::new(&file).file_name().ok_or("no file name")?;
        let kept = spans.join(name);
        let read = |language: &str, text: &str| {
            attributions_of(&kept, || engine.attributions_in(language, text)).unwrap_or_default()
        };
        let statements: Vec<Value> = sayso_statements::find_with(&article, read)
            .iter()
            .map(|s| {
                json!({
                    "paragraph": s.paragraph, "speaker": s.speaker, "via": s.via, "cue": s.cue, "act": s.act, "quotation": s.quotation,
                    "text": s.pieces.iter().map(|p| &p.text).collect::<Vec<_>>(), "said_on": s.said_on, "confidence": s.confidence,
                })
            })
            .collect();
        std::fs::write(
            Path::new(&out).join(name),
            json!({"article": gold["article"], "statements": statements}).to_string(),
        )?;
    }
    Ok(())
}

/// The attributions kept in the file, else those that `find` gives, which are kept then.
fn attributions_of(kept: &Path, find: impl FnOnce() -> Vec<Attribution>) -> Option<Vec<Attribution>> {
    let spans = |value: &Value| -> Vec<Span> {
        let place =
            |pair: &Value| Some(Span { start: pair[0].as_u64()? as usize, end: pair[1].as_u64()? as usize });
        value.as_array().into_iter().flatten().filter_map(place).collect()
    };
    if let Ok(text) = std::fs::read_to_string(kept) {
        let value: Value = serde_json::from_str(&text).ok()?;
        let attribution = |a: &Value| Attribution {
            source: spans(&a[0]),
            cue: spans(&a[1]),
            content: spans(&a[2]),
            confidence: a[3].as_f64().unwrap_or_default() as f32,
        };
        return Some(value.as_array()?.iter().map(attribution).collect());
    }
    let found = find();
    let pairs = |spans: &[Span]| spans.iter().map(|s| json!([s.start, s.end])).collect::<Vec<_>>();
    let value: Vec<Value> = found
        .iter()
        .map(|a| json!([pairs(&a.source), pairs(&a.cue), pairs(&a.content), a.confidence]))
        .collect();
    std::fs::write(kept, Value::Array(value).to_string()).ok()?;
    Some(found)
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
