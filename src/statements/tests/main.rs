//! `find` seen from outside: floors on the annotated corpus, single constructs, and odd text.

#![expect(clippy::unwrap_used, reason = "a broken fixture shall end the test")]

mod constructs;
mod corpus;
mod gold;
mod interviews;
mod joined;
mod odd;
mod pointing;
mod takeups;

use std::sync::LazyLock;

use sayso_article::{Article, BlockKind, Paragraph};
use sayso_attribution::Engine;
use sayso_statements::Statement;

/// An article of bare paragraphs.
fn article(language: &str, title: &str, published: &str, paragraphs: &[&str]) -> Article {
    Article {
        url: None,
        outlet: Some("The Paper".to_owned()),
        title: title.to_owned(),
        authors: Vec::new(),
        published: published.parse().ok(),
        modified: None,
        language: language.to_owned(),
        origin: None,
        paragraphs: paragraphs
            .iter()
            .map(|t| Paragraph { text: (*t).to_owned(), kind: BlockKind::Paragraph })
            .collect(),
    }
}

/// The engine is read once for all tests.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("the embedded model is whole"));

fn find(article: &Article) -> Vec<Statement> {
    sayso_statements::find(article, &ENGINE)
}

/// Every place lies in its paragraph and every piece is a verbatim slice of it.
fn check_places(article: &Article, statements: &[Statement]) {
    for statement in statements {
        assert!(!statement.pieces.is_empty(), "a statement without words: {statement:?}");
        assert!((0.0..=1.0).contains(&statement.confidence), "{statement:?}");
        assert_eq!(statement.paragraph, statement.pieces[0].paragraph);
        for piece in &statement.pieces {
            let text = match usize::try_from(piece.paragraph) {
                Ok(at) => &article.paragraphs[at].text,
                Err(_) => &article.title,
            };
            let slice: String = text.chars().skip(piece.start).take(piece.end - piece.start).collect();
            assert_eq!(slice, piece.text);
            assert!(!piece.text.is_empty());
        }
    }
}
