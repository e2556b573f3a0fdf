//! What annotated articles hold: shared by the floors and by the trainer of the small models.

use serde_json::Value;

/// The text of an annotated statement: one string, or pieces.
pub(crate) fn told(text: &Value) -> String {
    let piece = |piece: &Value| piece.as_str().or_else(|| piece["s"].as_str()).unwrap_or_default().to_owned();
    match text {
        Value::Array(pieces) => pieces.iter().map(piece).collect::<Vec<_>>().join(" "),
        one => piece(one),
    }
}

/// The names that are right for an annotated speaker.
pub(crate) fn right_names(speaker: &Value) -> impl Iterator<Item = &str> {
    let aliases = speaker["aliases"].as_array().into_iter().flatten();
    aliases.chain(std::iter::once(&speaker["name"])).filter_map(Value::as_str)
}

/// A name without its article, lower case.
pub(crate) fn bare(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let articles = [
        "the", "a", "an", "der", "die", "das", "ein", "eine", "einer", "le", "la", "les", "l", "un", "une",
        "el", "los", "las", "una",
    ];
    if words.len() > 1 && articles.contains(&words[0]) {
        words.remove(0);
    }
    words.join(" ")
}
