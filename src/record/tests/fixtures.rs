//! Invented articles and statements.

use jiff::Timestamp;
use sayso_article::{Article, BlockKind, Paragraph};
use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};
use url::Url;

pub(crate) fn url(text: &str) -> Url {
    text.parse().unwrap()
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// An article that calls itself `canonical`, its text long enough to lie in several parts.
pub(crate) fn article(canonical: Option<&str>, title: &str) -> Article {
    let text = |number: usize| format!("Paragraph {number} of “{title}”. ").repeat(20);
    Article {
        url: canonical.map(url),
        outlet: Some("The Harbour Post".to_owned()),
        title: title.to_owned(),
        authors: vec!["Ines Calder".to_owned()],
        published: Some("2023-11-14T09:30:00+02:00".parse().unwrap()),
        modified: None,
        language: "en".to_owned(),
        origin: None,
        paragraphs: (0..20)
            .map(|number| Paragraph { text: text(number), kind: BlockKind::Paragraph })
            .collect(),
    }
}

pub(crate) fn statement(number: i32) -> Statement {
    Statement {
        paragraph: number,
        speaker: Speaker {
            mention: Some("she".to_owned()),
            name: Some("Ana Ruiz".to_owned()),
            kind: SpeakerKind::Person,
            role: Some("harbour master".to_owned()),
        },
        via: vec!["The Coast Wire".to_owned()],
        cue: Some("said".to_owned()),
        act: Act::Say,
        quotation: Quotation::Direct,
        pieces: vec![Piece {
            paragraph: number,
            start: 3,
            end: 30,
            text: format!("Ship {number} left at dawn — “late”"),
        }],
        said_on: Some("2023-11-13".parse().unwrap()),
        confidence: 0.97,
    }
}

pub(crate) fn statements(count: i32) -> Vec<Statement> {
    (0..count).map(statement).collect()
}
