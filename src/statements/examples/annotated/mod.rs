//! Annotated articles, and what the engine finds in them, kept beside.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::sync::LazyLock;

use sayso_article::{Article, BlockKind, Paragraph};
use sayso_attribution::{Attribution, Engine, Span};
use serde_json::{Value, json};

/// The attributions kept in the file, else those that `find` gives, which are kept then.
pub(crate) fn attributions_of(
    kept: &Path,
    find: impl FnOnce() -> Vec<Attribution>,
) -> Option<Vec<Attribution>> {
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

/// The article of an annotated one, or of a brief.
pub(crate) fn article(value: &Value, language: Option<&str>) -> Article {
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

/// The text that the engine reads.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn text(article: &Article) -> String {
    article.paragraphs.iter().flat_map(|p| [p.text.as_str(), "\n\n"]).collect()
}

/// The text of an annotated statement: one string, or pieces.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn told(text: &Value) -> String {
    let piece = |piece: &Value| piece.as_str().or_else(|| piece["s"].as_str()).unwrap_or_default().to_owned();
    match text {
        Value::Array(pieces) => pieces.iter().map(piece).collect::<Vec<_>>().join(" "),
        one => piece(one),
    }
}

/// The words of a text.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Jaccard's measure.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let both = a.intersection(b).count();
    both as f32 / (a.len() + b.len() - both).max(1) as f32
}

/// A name for comparing: its words in lower case, without a leading article.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn key(name: &str) -> String {
    const ARTICLES: &str =
        " a an the der die das den dem des ein eine einer einem einen le la les l un une el los las una ";
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let from = usize::from(words.len() > 1 && ARTICLES.contains(&format!(" {} ", words[0])));
    words[from..].join(" ")
}

/// The names that are right for the speaker of the annotated statement that has mostly these words.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn speaker_of(gold: &Value, text: &str) -> Option<BTreeSet<String>> {
    let own = words(text);
    let statements = gold["statements"].as_array()?;
    let alike = |statement: &&Value| alike(&own, &words(&told(&statement["text"])));
    let best =
        statements.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|best| alike(best) >= 0.5)?;
    let speaker = &best["speaker"];
    let aliases = speaker["aliases"].as_array().into_iter().flatten();
    Some(aliases.chain([&speaker["name"]]).filter_map(Value::as_str).map(key).collect())
}

/// An annotated article, as it is read.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) struct Example {
    pub(crate) gold: Value,
    pub(crate) article: Article,
    pub(crate) found: Vec<Attribution>,
}

/// What stands behind a trainer's name, `OUT KEPT_DIR FILE…`: where the weights go, and the articles with what the
/// engine finds in them, which is kept in KEPT_DIR and read from there the next time.
#[allow(dead_code, reason = "one of the programs that share this needs it")]
pub(crate) fn examples() -> Result<(String, Vec<Example>), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "what stands behind the name: OUT.bin KEPT_DIR FILE…";
    let (out, kept) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    std::fs::create_dir_all(&kept)?;
    let engine = LazyLock::new(|| Engine::embedded().expect("the embedded model is whole"));
    let mut examples = Vec::new();
    for file in arguments {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let article = article(&gold["article"], gold["language"].as_str());
        let kept = Path::new(&kept).join(Path::new(&file).file_name().ok_or("no file name")?);
        let found = attributions_of(&kept, || engine.attributions_in(&article.language, &text(&article)));
        examples.push(Example { gold, article, found: found.unwrap_or_default() });
    }
    Ok((out, examples))
}
