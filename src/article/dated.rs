//! Dates as pages print them: a bare day, or an instant with its zone's offset.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// A date, or an instant with the offset it was printed with. Text form: RFC 3339 date or date-time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Dated {
    /// Only the calendar day is known.
    Day(Date),
    /// The instant is known.
    Instant {
        /// The instant.
        at: Timestamp,
        /// The printed offset from UTC, so that the local day can be told.
        offset: Offset,
    },
}

impl Dated {
    /// The calendar day at the place of publication.
    pub fn day(self) -> Date {
        match self {
            Dated::Day(day) => day,
            Dated::Instant { at, offset } => offset.to_datetime(at).date(),
        }
    }
}

impl fmt::Display for Dated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Dated::Day(day) => write!(f, "{day}"),
            Dated::Instant { at, offset } => write!(f, "{}", at.display_with_offset(*offset)),
        }
    }
}

/// A text that is neither an RFC 3339 date nor a date-time with an offset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a date (2024-03-05) nor a date-time with an offset (2024-03-05T17:20:00+01:00)")]
pub struct NotADate(String);

impl FromStr for Dated {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let text = text.trim();
        if let Ok(pieces) = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text) {
            if let (Some(time), Some(offset)) = (pieces.time(), pieces.to_numeric_offset()) {
                let civil = pieces.date().to_datetime(time);
                if let Ok(at) = offset.to_timestamp(civil) {
                    return Ok(Dated::Instant { at, offset });
                }
            } else if pieces.time().is_none() {
                return Ok(Dated::Day(pieces.date()));
            }
        }
        Err(NotADate(text.chars().take(40).collect()))
    }
}

impl From<Dated> for String {
    fn from(dated: Dated) -> String {
        dated.to_string()
    }
}

impl TryFrom<String> for Dated {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_read_and_tells_the_local_day() {
        for (text, day) in [
            ("2024-03-05", "2024-03-05"),
            ("2024-03-05T23:30:00-05:00", "2024-03-05"),
            ("2024-03-05T17:20:00+01:00", "2024-03-05"),
        ] {
            let dated: Dated = text.parse().unwrap();
            assert_eq!(dated.to_string(), text);
            assert_eq!(dated.day().to_string(), day);
        }
        assert_eq!("2024-03-05T17:20:00Z".parse::<Dated>().unwrap().to_string(), "2024-03-05T17:20:00+00:00");
        assert!("yesterday".parse::<Dated>().is_err());
        assert!("2024-03-05T17:20".parse::<Dated>().is_err(), "a local time without its zone is no instant");
    }
}
