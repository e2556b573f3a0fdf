//! Invented articles, statements and numbers.

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

/// Numbers that look random and are the same every time (xorshift64*).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % limit
    }

    pub(crate) fn bytes(&mut self, length: u64) -> Vec<u8> {
        (0..length).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}
