//! What people typed, as a rule.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::cron::Pattern;
use crate::days::Days;
use crate::occurrence::{self, Occurrence};
use crate::parse::{self, NotAWhen};

/// The longest text that is read as a time, in Unicode scalars.
pub const TEXT_CHARS_MAX: usize = 64;

/// The least time between two posts of one schedule.
pub const OFTEN_MAX: SignedDuration = SignedDuration::from_mins(15);

/// When something is to be posted: certain times on certain days, every so many hours, or a cron pattern.
/// Which instants that means depends on the zone.
///
/// ```
/// let when: sayso_schedule::When = "Mon-Fri at 7:30am and 18:00".parse()?;
/// assert_eq!(when.to_string(), "weekdays 07:30, 18:00");
/// # Ok::<(), sayso_schedule::NotAWhen>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct When(pub(crate) Rule);

/// The three kinds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    /// At these times, sorted and apart, on these days.
    At { days: Days, times: Vec<Time> },
    /// At full local hours that this number divides; it divides 24.
    Every(u8),
    /// As a cron pattern says.
    Cron(Box<Pattern>),
}

impl When {
    /// The first time it is due after `after`; none only near the end of the calendar.
    pub fn next(&self, zone: &TimeZone, after: Timestamp) -> Option<Occurrence> {
        occurrence::next(&self.0, zone, after)
    }

    /// The times it is due after `after`, in order.
    pub fn upcoming(&self, zone: &TimeZone, after: Timestamp) -> impl Iterator<Item = Occurrence> {
        std::iter::successors(self.next(zone, after), |last| self.next(zone, last.at))
    }

    /// Whether the times were named one by one, and not as a rhythm. What was named stands even in quiet
    /// hours; a rhythm pauses there.
    pub fn names_times(&self) -> bool {
        matches!(self.0, Rule::At { .. })
    }
}

impl FromStr for When {
    type Err = NotAWhen;

    /// Reads what a person typed, in English, Ukrainian or German, or as a cron pattern.
    fn from_str(text: &str) -> Result<Self, NotAWhen> {
        parse::when(text)
    }
}

impl TryFrom<String> for When {
    type Error = NotAWhen;

    fn try_from(text: String) -> Result<Self, NotAWhen> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.to_string()
    }
}

impl fmt::Display for When {
    /// In one form that reads back as the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::At { days, times } => {
                if *days != Days::ALL {
                    write!(f, "{days} ")?;
                }
                let times = times.iter().map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
                f.write_str(&times.collect::<Vec<_>>().join(", "))
            }
            Rule::Every(1) => f.write_str("hourly"),
            Rule::Every(hours) => write!(f, "every {hours} hours"),
            Rule::Cron(pattern) => f.write_str(pattern.text()),
        }
    }
}
