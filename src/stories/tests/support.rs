//! Statements in one line.

use jiff::Timestamp;
use jiff::civil::Date;
use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};
use sayso_stories::{Printed, Remark};

/// A statement of `speaker` (none: an unnamed source) in `outlet`, printed at noon of a day of May 2031.
pub(crate) fn remark(id: &str, outlet: &str, day: i8, speaker: Option<&str>, act: Act, text: &str) -> Remark {
    let quoted = text.strip_prefix('“').and_then(|text| text.strip_suffix('”'));
    let words = quoted.unwrap_or(text);
    let date = jiff::civil::date(2031, 5, day);
    let at: Timestamp = date.at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
    let piece = Piece { paragraph: 0, start: 0, end: words.chars().count(), text: words.to_owned() };
    let kind = if speaker.is_some() { SpeakerKind::Person } else { SpeakerKind::Anonymous };
    let name = Some(speaker.unwrap_or("a senior official").to_owned());
    Remark {
        id: id.to_owned(),
        statement: Statement {
            paragraph: 0,
            speaker: Speaker { mention: None, name, kind, role: None },
            via: vec![],
            cue: Some("said".to_owned()),
            act,
            quotation: if quoted.is_some() { Quotation::Direct } else { Quotation::Indirect },
            pieces: vec![piece],
            said_on: None,
            confidence: 0.9,
        },
        speaker: speaker.map(str::to_owned),
        link: Some(format!("https://{}.example/{id}", outlet.to_lowercase())),
        printed: Printed {
            article: format!("{outlet}-{day}"),
            outlet: outlet.to_owned(),
            origin: None,
            language: "en".to_owned(),
            at,
        },
    }
}

pub(crate) fn said_on(mut remark: Remark, date: Date) -> Remark {
    remark.statement.said_on = Some(date);
    remark
}

pub(crate) fn in_language(mut remark: Remark, language: &str) -> Remark {
    remark.printed.language = language.to_owned();
    remark
}
