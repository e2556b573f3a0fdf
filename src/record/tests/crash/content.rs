//! What a child writes: invented, and told by thread and number alone, so that the parent knows what must be there.

use jiff::Timestamp;
use sayso_article::{Article, BlockKind, Paragraph};
use sayso_record::Record;
use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};
use url::Url;

/// The threads that write side by side, so that batches are committed in groups.
pub(crate) const THREADS: u64 = 3;

/// The articles of each thread; they are written in turn, again and again.
pub(crate) const SLOTS: u64 = 8;

pub(crate) fn address(thread: u64, number: u64) -> Url {
    let slot = number % SLOTS;
    format!("https://paper-{thread}.example/{slot}").parse().expect("the address is well-formed")
}

pub(crate) fn time(number: u64) -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1_700_000_000 + number.cast_signed())
}

/// The article of a number; every third is long enough to lie in several parts.
pub(crate) fn article(thread: u64, number: u64) -> Article {
    let long = if number.is_multiple_of(3) { 300 } else { 3 };
    let text = format!("Report {number} of paper {thread}. ").repeat(long);
    Article {
        url: None,
        outlet: None,
        title: format!("{thread} {number}"),
        authors: Vec::new(),
        published: None,
        modified: None,
        language: "en".to_owned(),
        origin: None,
        paragraphs: vec![Paragraph { text, kind: BlockKind::Paragraph }],
    }
}

pub(crate) fn statements(thread: u64, number: u64) -> Vec<Statement> {
    let one = |place: i32| Statement {
        paragraph: 0,
        speaker: Speaker {
            mention: None,
            name: Some(format!("Voice {place}")),
            kind: SpeakerKind::Person,
            role: None,
        },
        via: Vec::new(),
        cue: Some("said".to_owned()),
        act: Act::Say,
        quotation: Quotation::Direct,
        pieces: vec![Piece {
            paragraph: 0,
            start: 0,
            end: 5,
            text: format!("{thread} {number} {place}").repeat(20),
        }],
        said_on: None,
        confidence: 0.5,
    };
    (0..i32::try_from(number % 13).unwrap_or(0)).map(one).collect()
}

pub(crate) fn keep(record: &Record, thread: u64, number: u64) -> Result<(), String> {
    let (article, statements) = (article(thread, number), statements(thread, number));
    let kept = record.keep(&address(thread, number), &article, &statements, time(number));
    kept.map(drop).map_err(|error| error.to_string())
}

/// Whether the record holds what number `last` of a thread left behind, and no more and no less.
pub(crate) fn holds(record: &Record, thread: u64, last: u64) -> Result<bool, String> {
    for slot in 0..SLOTS {
        // The last number of this slot up to `last`, counting from 1.
        let number =
            (last.saturating_sub(SLOTS - 1)..=last).find(|number| number % SLOTS == slot && *number > 0);
        let kept = record.by_address(&address(thread, slot)).map_err(|error| error.to_string())?;
        let fits = match (number, kept) {
            (None, None) => true,
            (Some(number), Some(kept)) => {
                kept.article == article(thread, number)
                    && kept.statements == statements(thread, number)
                    && kept.read_at == time(number)
            }
            _ => false,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(true)
}
