//! The contract's JSON forms of an article and of a brief.

use sayso_article::{Article, Story};
use sayso_statements::{Piece, Statement};
use serde_json::{Value, json};

use crate::{Brief, Texts, place};

impl Brief {
    /// The contract's object of `sayso brief --json`.
    pub fn to_json(&self) -> Value {
        let mut texts = Texts::of(self.article());
        let statements: Vec<Value> = self.statements().iter().map(|s| statement(&mut texts, s)).collect();
        json!({ "article": article(self.article()), "statements": statements })
    }
}

/// The contract's object of `sayso extract`: the article, with what stands round its paragraphs. `text` is all that
/// a reader reads below the headline, a line each.
pub fn story(story: &Story) -> Value {
    let mut object = article(&story.article);
    let headings: Vec<Value> =
        story.headings.iter().map(|h| json!({ "before": h.before, "text": h.text })).collect();
    object["standfirst"] = json!(story.standfirst);
    object["headings"] = Value::Array(headings);
    object["text"] = Value::String(story.lines().join("\n"));
    object
}

/// The contract's `article`.
fn article(article: &Article) -> Value {
    let paragraphs: Vec<&str> = article.paragraphs.iter().map(|p| p.text.as_str()).collect();
    let kinds: Vec<_> = article.paragraphs.iter().map(|p| p.kind).collect();
    json!({
        "url": article.url.as_ref().map(url::Url::as_str),
        "outlet": article.outlet,
        "title": article.title,
        "authors": article.authors,
        "published": article.published.map(|d| d.to_string()),
        "modified": article.modified.map(|d| d.to_string()),
        "language": article.language,
        "origin": article.origin,
        "paragraphs": paragraphs,
        "kinds": kinds,
    })
}

fn statement(texts: &mut Texts<'_>, statement: &Statement) -> Value {
    let words: Vec<&str> = statement.pieces.iter().map(|piece| piece.text.as_str()).collect();
    let places: Vec<[usize; 2]> = statement.pieces.iter().map(|piece| [piece.start, piece.end]).collect();
    let mut object = json!({
        "paragraph": statement.paragraph,
        "speaker": statement.speaker,
        "via": statement.via,
        "cue": statement.cue,
        "act": statement.act,
        "quotation": statement.quotation,
        "text": words,
        "said_on": statement.said_on,
        "place": places,
        "confidence": (f64::from(statement.confidence) * 1000.0).round() / 1000.0,
        "link": place::link_in(texts, statement),
    });
    if statement.paragraph < 0 {
        object["headline"] = Value::Bool(true);
    }
    if spans_paragraphs(&statement.pieces) {
        object["paragraphs"] = statement.pieces.iter().map(|piece| piece.paragraph).collect();
    }
    object
}

/// Places count from the start of their own paragraph: where pieces stand in several, each names its own.
fn spans_paragraphs(pieces: &[Piece]) -> bool {
    pieces.windows(2).any(|pair| pair[0].paragraph != pair[1].paragraph)
}
