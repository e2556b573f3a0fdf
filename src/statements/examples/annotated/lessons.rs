//! What the trainer of the small models needs of annotated articles.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use serde_json::Value;

use crate::annotated::Example;
use crate::gold::{bare, right_names, told};

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

/// The annotated statement that has mostly these words.
pub(crate) fn statement_of<'a>(gold: &'a Value, text: &str) -> Option<&'a Value> {
    let own = words(text);
    let statements = gold["statements"].as_array()?;
    let alike = |statement: &&Value| alike(&own, &words(&told(&statement["text"])));
    statements.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|best| alike(best) >= 0.5)
}

/// The names that are right for the speaker of an annotated statement.
pub(crate) fn names_of(statement: &Value) -> BTreeSet<String> {
    right_names(&statement["speaker"]).map(bare).collect()
}

/// What stands behind the trainer's name, `FOLDER KEPT_DIR FILE…`: where the weights go, and the articles with what the
/// engine finds in them, which is kept in KEPT_DIR and read from there the next time.
pub(crate) fn examples() -> Result<(String, Vec<Example>), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "what stands behind the name: FOLDER KEPT_DIR FILE…";
    let (out, kept) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    std::fs::create_dir_all(&kept)?;
    let examples = arguments.map(|file| Example::read(&file, Path::new(&kept))).collect::<Result<_, _>>()?;
    Ok((out, examples))
}
