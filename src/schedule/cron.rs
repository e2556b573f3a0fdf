//! Lines of cron.

use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::parse::NotAWhen;
use crate::when::OFTEN_MAX;

/// A leap year's first day, from which a pattern is tried.
const TRIED_FROM: Timestamp = Timestamp::constant(1_704_067_200, 0);

/// How many times of a pattern are looked at to find out how often it comes.
const TRIED_TIMES: usize = 100;

/// A pattern of five fields that comes, and not too often.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pattern {
    text: String,
    cron: Cron,
}

impl Pattern {
    /// Reads a pattern; the caller has bounded its length.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAWhen> {
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let text = text.to_uppercase();
        let bad = |error: CronError| {
            let why = error.to_string();
            NotAWhen::Cron(text.clone(), why.trim_end_matches('.').replace(['\n', '\r'], " "))
        };
        let pattern = Self { cron: parser.parse(&text).map_err(bad)?, text: text.clone() };
        let mut last = pattern.next(&TimeZone::UTC, TRIED_FROM).ok_or(NotAWhen::Never(text))?;
        for _ in 0..TRIED_TIMES {
            let Some(next) = pattern.next(&TimeZone::UTC, last) else { break };
            let pause = next.duration_since(last);
            if pause < OFTEN_MAX {
                return Err(NotAWhen::TooOften(pause.as_mins()));
            }
            last = next;
        }
        Ok(pattern)
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The first time after `after`; none where there is none before the year 5000.
    pub(crate) fn next(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        // A search from within a second would find that second again.
        let after = Timestamp::from_second(after.as_second()).ok()?;
        let next = self.cron.find_next_occurrence(&after.to_zoned(zone.clone()), false).ok()?.timestamp();
        let moved = next.duration_since(after) > SignedDuration::ZERO;
        moved.then_some(next)
    }
}
