//! What the trainer of the small models needs of annotated articles.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::sync::LazyLock;

use sayso_article::Article;
use sayso_attribution::{Attribution, Engine};
use serde_json::Value;

use crate::annotated;

/// The text that the engine reads.
pub(crate) fn text(article: &Article) -> String {
    article.paragraphs.iter().flat_map(|p| [p.text.as_str(), "\n\n"]).collect()
}

/// The text of an annotated statement: one string, or pieces.
pub(crate) fn told(text: &Value) -> String {
    let piece = |piece: &Value| piece.as_str().or_else(|| piece["s"].as_str()).unwrap_or_default().to_owned();
    match text {
        Value::Array(pieces) => pieces.iter().map(piece).collect::<Vec<_>>().join(" "),
        one => piece(one),
    }
}

/// The words of a text.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Jaccard's measure.
pub(crate) fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f32 {
    let both = a.intersection(b).count();
    both as f32 / (a.len() + b.len() - both).max(1) as f32
}

/// A name for comparing: its words in lower case, without a leading article.
pub(crate) fn key(name: &str) -> String {
    const ARTICLES: &str =
        " a an the der die das den dem des ein eine einer einem einen le la les l un une el los las una ";
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let from = usize::from(words.len() > 1 && ARTICLES.contains(&format!(" {} ", words[0])));
    words[from..].join(" ")
}

/// The names that are right for the speaker of the annotated statement that has mostly these words.
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
pub(crate) struct Example {
    pub(crate) gold: Value,
    pub(crate) article: Article,
    pub(crate) found: Vec<Attribution>,
}

/// What stands behind the trainer's name, `FOLDER KEPT_DIR FILE…`: where the weights go, and the articles with what the
/// engine finds in them, which is kept in KEPT_DIR and read from there the next time.
pub(crate) fn examples() -> Result<(String, Vec<Example>), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "what stands behind the name: FOLDER KEPT_DIR FILE…";
    let (out, kept) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    std::fs::create_dir_all(&kept)?;
    let engine = LazyLock::new(|| Engine::embedded().expect("the embedded model is whole"));
    let mut examples = Vec::new();
    for file in arguments {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let article = annotated::article(&gold["article"], gold["language"].as_str());
        let kept = Path::new(&kept).join(Path::new(&file).file_name().ok_or("no file name")?);
        let found =
            annotated::attributions_of(&kept, || engine.attributions_in(&article.language, &text(&article)));
        examples.push(Example { gold, article, found: found.unwrap_or_default() });
    }
    Ok((out, examples))
}
