//! What an article's entry in the index is made of.

use sayso_article::Article;
use sayso_index::{Draft, Entry, PRINTS_MAX, Sentence};
use sayso_quotations::{fingerprints, probes};
use sayso_statements::{Act, Quotation, SpeakerKind, Statement};

use crate::record::ArticleEntry;

/// The entry of an article and its statements, by their numbers.
pub(crate) fn entry_of(kept: &ArticleEntry, statements: &[(u16, &Statement)]) -> Entry {
    let article = &kept.article;
    let sentences =
        statements.iter().map(|(number, statement)| sentence(article, *number, statement)).collect();
    let draft = Draft {
        at_ms: kept.at_ms,
        read_at_ms: kept.read_at.as_millisecond(),
        first_read_at_ms: kept.first_read_at.as_millisecond(),
        text_kept: kept.cut.is_none(),
        outlet: article.outlet.as_deref().unwrap_or_default(),
        language: &article.language,
        title: &article.title,
        sentences,
    };
    draft.entry()
}

fn sentence<'a>(article: &'a Article, number: u16, statement: &'a Statement) -> Sentence<'a> {
    let speaker = &statement.speaker;
    Sentence {
        number,
        speaker: speaker.name.as_deref().or(speaker.mention.as_deref()),
        is_named: speaker.name.is_some() && is_named(speaker.kind),
        role: speaker.role.as_deref(),
        kind: kind_number(speaker.kind),
        act: act_number(statement.act),
        quotation: quotation_number(statement.quotation),
        own: statement.pieces.iter().map(|piece| piece.text.as_str()).collect(),
        around: around(article, statement),
        prints: fingerprints(&text_of(statement)).into_iter().map(print).take(PRINTS_MAX).collect(),
    }
}

/// All words of a statement, its pieces joined by spaces.
pub(crate) fn text_of(statement: &Statement) -> String {
    statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// What is kept of a fingerprint: half of it, since what is found is compared word by word.
fn print(fingerprint: u64) -> u32 {
    let [a, b, c, d, ..] = fingerprint.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// What to look up in the index to find statements that may be the same utterance as a text.
pub(crate) fn prints_of(text: &str) -> Vec<u32> {
    let mut prints: Vec<u32> = probes(text).into_iter().map(print).collect();
    prints.sort_unstable();
    prints.dedup();
    prints
}

/// The paragraph of a statement's first piece; empty for the headline, which every statement is found by.
fn around<'a>(article: &'a Article, statement: &Statement) -> &'a str {
    let paragraph = usize::try_from(statement.paragraph).ok().and_then(|at| article.paragraphs.get(at));
    paragraph.map_or("", |paragraph| &paragraph.text)
}

/// Whether a speaker of this kind has a name that tells who it is. An unnamed source's description does not, and
/// two of them are never one.
fn is_named(kind: SpeakerKind) -> bool {
    match kind {
        SpeakerKind::Person | SpeakerKind::Organization | SpeakerKind::Outlet => true,
        SpeakerKind::Anonymous | SpeakerKind::Group | SpeakerKind::Document => false,
    }
}

/// The number of a kind in entries of the index; given once, and never to another.
pub(crate) fn kind_number(kind: SpeakerKind) -> u8 {
    match kind {
        SpeakerKind::Person => 0,
        SpeakerKind::Anonymous => 1,
        SpeakerKind::Group => 2,
        SpeakerKind::Organization => 3,
        SpeakerKind::Document => 4,
        SpeakerKind::Outlet => 5,
    }
}

/// The number of an act in entries of the index; given once, and never to another.
pub(crate) fn act_number(act: Act) -> u8 {
    match act {
        Act::Say => 0,
        Act::Deny => 1,
        Act::Confirm => 2,
        Act::Ask => 3,
        Act::Decline => 4,
        Act::Warn => 5,
        Act::Demand => 6,
        Act::Promise => 7,
        Act::Accuse => 8,
    }
}

/// The number of a form of quotation in entries of the index; given once, and never to another.
pub(crate) fn quotation_number(quotation: Quotation) -> u8 {
    match quotation {
        Quotation::Direct => 0,
        Quotation::Mixed => 1,
        Quotation::Indirect => 2,
    }
}
