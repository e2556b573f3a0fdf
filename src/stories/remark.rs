//! A statement with what stories need to know of where and when it was printed.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sayso_quotations::{Quoted, marked, tokens};
use sayso_statements::{Quotation, Statement};
use serde::{Deserialize, Serialize};

/// Fewer quoted words do not tell one mixed statement from another.
const OWN_WORDS_MIN: usize = 4;

/// A statement as one article prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// The caller's name for the statement; not looked into, only handed back.
    pub id: String,
    /// Who said what, with its places.
    pub statement: Statement,
    /// A key that is the same for one speaker in all articles; none for unnamed sources (they are never the same) and
    /// where it is not clear who speaks.
    pub speaker: Option<String>,
    /// The link to the place, if there is one.
    pub link: Option<String>,
    /// Where it was printed.
    pub printed: Printed,
}

/// Where and when something was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// The caller's name for the article; not looked into.
    pub article: String,
    /// Who carries it.
    pub outlet: String,
    /// The agency that the article credits, where it does.
    pub origin: Option<String>,
    /// BCP 47 primary language subtag.
    pub language: String,
    /// When it was published; where the page does not say, when it was first read.
    pub at: Timestamp,
}

impl Remark {
    /// The words of the statement, pieces joined by a space. For comparing: what is shown are the pieces.
    pub fn text(&self) -> String {
        let pieces: Vec<&str> = self.statement.pieces.iter().map(|piece| piece.text.as_str()).collect();
        pieces.join(" ")
    }

    /// The day it was said, where the page tells, else the day it was published in `zone`.
    pub fn day(&self, zone: &TimeZone) -> Date {
        self.statement.said_on.unwrap_or_else(|| zone.to_datetime(self.printed.at).date())
    }

    /// Whether one of the speaker's own words stands in it.
    pub(crate) fn is_quoted(&self) -> bool {
        self.statement.quotation != Quotation::Indirect
    }

    pub(crate) fn quoted(&self) -> Quoted {
        Quoted {
            text: self.own_words().unwrap_or_else(|| self.text()),
            outlet: self.printed.outlet.clone(),
            origin: self.printed.origin.clone(),
            via: self.statement.via.clone(),
            speaker: self.speaker.clone(),
            at: self.printed.at,
        }
    }

    /// Of a paraphrase with quoted words in it the quoted words, where they are enough to know it by; what stands
    /// round them is the outlet's own and differs from outlet to outlet.
    fn own_words(&self) -> Option<String> {
        if self.statement.quotation != Quotation::Mixed {
            return None;
        }
        let cut = |text: &str, place: Range<usize>| -> String {
            text.chars().skip(place.start).take(place.len()).collect()
        };
        let pieces = self.statement.pieces.iter().map(|piece| piece.text.as_str());
        let words: Vec<String> =
            pieces.flat_map(|text| marked(text).into_iter().map(move |place| cut(text, place))).collect();
        let words = words.join(" … ");
        (tokens(&words).len() >= OWN_WORDS_MIN).then_some(words)
    }
}
