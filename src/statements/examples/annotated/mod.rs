//! Annotated articles, and what the engine finds in them, kept beside.

use std::error::Error;
use std::path::Path;
use std::sync::LazyLock;

use sayso_article::{Article, BlockKind, Paragraph};
use sayso_attribution::{Attribution, Engine, Meant, Span};
use serde_json::{Value, json};

/// Made ready where something is not kept yet.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("the embedded model is whole"));

/// An annotated article, as it is read.
pub(crate) struct Example {
    pub(crate) gold: Value,
    pub(crate) article: Article,
    pub(crate) found: Vec<Attribution>,
}

impl Example {
    /// Reads a file; what the engine finds in it is kept in the folder `kept` and read from there the next time.
    pub(crate) fn read(file: &str, kept: &Path) -> Result<Example, Box<dyn Error>> {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        let article = article(&gold["article"], gold["language"].as_str());
        let kept = kept.join(Path::new(file).file_name().ok_or("no file name")?);
        let found = attributions_of(&kept, || ENGINE.attributions_in(&article.language, &text(&article)));
        Ok(Example { gold, article, found: found.unwrap_or_default() })
    }
}

/// The text that the engine reads.
pub(crate) fn text(article: &Article) -> String {
    article.paragraphs.iter().flat_map(|p| [p.text.as_str(), "\n\n"]).collect()
}

/// The attributions kept in the file, else those that `find` gives, which are kept then.
fn attributions_of(kept: &Path, find: impl FnOnce() -> Vec<Attribution>) -> Option<Vec<Attribution>> {
    let place =
        |pair: &Value| Some(Span { start: pair[0].as_u64()? as usize, end: pair[1].as_u64()? as usize });
    let spans =
        |value: &Value| -> Vec<Span> { value.as_array().into_iter().flatten().filter_map(place).collect() };
    let meant = |value: &Value| -> Vec<Meant> {
        let one = |m: &Value| Some(Meant { word: place(m)?, likely: m[2].as_f64()? as f32 });
        value.as_array().into_iter().flatten().filter_map(one).collect()
    };
    if let Ok(text) = std::fs::read_to_string(kept) {
        let value: Value = serde_json::from_str(&text).ok()?;
        let attribution = |a: &Value| Attribution {
            source: spans(&a[0]),
            cue: spans(&a[1]),
            content: spans(&a[2]),
            confidence: a[3].as_f64().unwrap_or_default() as f32,
            meant: meant(&a[4]),
        };
        return Some(value.as_array()?.iter().map(attribution).collect());
    }
    let found = find();
    let pairs = |spans: &[Span]| spans.iter().map(|s| json!([s.start, s.end])).collect::<Vec<_>>();
    let value: Vec<Value> = found
        .iter()
        .map(|a| {
            let meant: Vec<Value> =
                a.meant.iter().map(|m| json!([m.word.start, m.word.end, m.likely])).collect();
            json!([pairs(&a.source), pairs(&a.cue), pairs(&a.content), a.confidence, meant])
        })
        .collect();
    std::fs::write(kept, Value::Array(value).to_string()).ok()?;
    Some(found)
}

/// The article of an annotated one, or of a brief.
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
