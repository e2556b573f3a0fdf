//! The hours in which nothing is posted.

use std::fmt;

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// Local hours in which nothing is posted, from one time of day until before another, midnight between them
/// or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Time, Time)", into = "(Time, Time)")]
pub struct Quiet {
    from: Time,
    until: Time,
}

/// Quiet hours that would never begin or never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("quiet hours cannot begin and end at the same time; give two times, as in: from 22:00 until 7:00")]
pub struct NotQuietHours;

impl Quiet {
    /// Quiet from one time of day until before another; seconds do not count.
    ///
    /// # Errors
    /// Where both are the same.
    pub fn new(from: Time, until: Time) -> Result<Self, NotQuietHours> {
        let minute = |at: Time| time(at.hour(), at.minute(), 0, 0);
        let (from, until) = (minute(from), minute(until));
        if from == until { Err(NotQuietHours) } else { Ok(Self { from, until }) }
    }

    /// When quiet ends that holds at `at`; none where it does not hold.
    pub fn ends(&self, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
        let local = zone.to_datetime(at);
        let now = local.time();
        let (after_from, before_until) = (now >= self.from, now < self.until);
        let over_midnight = self.until < self.from;
        let quiet = if over_midnight { after_from || before_until } else { after_from && before_until };
        if !quiet {
            return None;
        }
        let date = if before_until { local.date() } else { local.date().tomorrow().ok()? };
        // Clocks that go back show the end twice, and quiet comes again between.
        let ambiguous = zone.to_ambiguous_timestamp(date.to_datetime(self.until));
        let ends = [ambiguous.compatible(), ambiguous.later()].into_iter().flatten();
        ends.filter(|end| *end > at).min().or_else(|| at.checked_add(1.minute()).ok())
    }
}

impl TryFrom<(Time, Time)> for Quiet {
    type Error = NotQuietHours;

    fn try_from((from, until): (Time, Time)) -> Result<Self, NotQuietHours> {
        Self::new(from, until)
    }
}

impl From<Quiet> for (Time, Time) {
    fn from(quiet: Quiet) -> Self {
        (quiet.from, quiet.until)
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, until } = self;
        write!(f, "{:02}:{:02}–{:02}:{:02}", from.hour(), from.minute(), until.hour(), until.minute())
    }
}
