//! When to look at a source again: as often as it has news, as seldom as it asks for, ever later while it fails.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Wishes;

/// No source is asked oftener.
const SPAN_MIN: Duration = Duration::from_secs(5 * 60);
/// No source is asked more seldom, unless it closes its days itself.
const SPAN_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// For a source whose items have no dates.
const SPAN_USUAL: Duration = Duration::from_secs(60 * 60);
/// Dates that are looked at, and how far back.
const DATES_MAX: usize = 20;
const DATES_AGE_MAX: Duration = Duration::from_secs(28 * 24 * 60 * 60);
/// People are told after this long without an answer, and the source is given up after that long.
const TELL_AFTER: Duration = Duration::from_secs(3 * 24 * 60 * 60);
const STOP_AFTER: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// A move is believed after so many answers over so long.
const MOVES_MIN: u8 = 3;
const MOVES_OVER: Duration = Duration::from_secs(24 * 60 * 60);
/// "Gone" is believed the second time.
const GONE_MIN: u8 = 2;
/// Hours that are tried for one in which the source may be asked: a week.
const HOURS_TRIED_MAX: usize = 7 * 24;

/// What is remembered of a source between two looks; to be kept with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// Failures in a row.
    failures: u32,
    failing_since: Option<Timestamp>,
    told_failing: bool,
    /// Answers in a row that said "gone".
    gone: u8,
    /// The span between two items, as last seen, in seconds.
    gap_s: Option<u64>,
    moving: Option<Moving>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moving {
    to: Url,
    times: u8,
    since: Timestamp,
}

/// What a look at a source brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<'a> {
    /// It answered.
    Answered {
        /// The dates of its items; `None` where it was unchanged (304).
        dates: Option<&'a [Timestamp]>,
        /// What it says about being asked again; as last known where it was unchanged.
        wishes: &'a Wishes,
        /// For how long the answer is fresh, by its headers.
        fresh_for: Option<Duration>,
        /// Where its permanent redirects led.
        moved_to: Option<&'a Url>,
    },
    /// It said that it is gone for good (410).
    Gone,
    /// It did not answer, or with something that is no feed.
    Failed {
        /// How long it asked to be left alone.
        retry_after: Option<Duration>,
    },
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// When to look again; `None` to stop looking.
    pub next: Option<Timestamp>,
    /// What people, or the record, have to learn.
    pub notice: Option<Notice>,
}

/// What is to be told of a source; each is given once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// It has moved for good; the address that is kept has to become this one, after the guard has judged it.
    Moved(Url),
    /// It has not answered since then, for three days at least.
    Failing(Timestamp),
    /// It is looked at no more.
    Stopped(Stop),
}

/// Why a source is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// It said twice that it is gone.
    #[error(
        "the source says that it is gone for good (410), so it is not followed any more. Add its new address"
    )]
    Gone,
    /// It has not answered for fourteen days.
    #[error("the source has not answered for 14 days, so it is not followed any more. Check its address")]
    Dead,
}

impl Rhythm {
    /// When to look again after `outcome` at `now`.
    ///
    /// `jitter` is from 0 to 1, drawn by the caller: it spreads the looks of many sources and makes no other
    /// difference. What is outside is taken as the nearest end.
    #[must_use]
    pub fn after(mut self, outcome: &Outcome<'_>, now: Timestamp, jitter: f64) -> (Self, Turn) {
        let jitter = if jitter.is_nan() { 0.5 } else { jitter.clamp(0.0, 1.0) };
        let turn = match outcome {
            Outcome::Answered { dates, wishes, fresh_for, moved_to } => {
                (self.failures, self.failing_since, self.told_failing, self.gone) = (0, None, false, 0);
                if let Some(dates) = dates {
                    self.gap_s = usual_gap(dates, now).map(|gap| gap.as_secs());
                }
                let span = spread(self.span(wishes, *fresh_for), jitter);
                let notice = self.moved(*moved_to, now).map(Notice::Moved);
                Turn { next: Some(open_hour(later(now, span), wishes)), notice }
            }
            Outcome::Gone => {
                self.gone = self.gone.saturating_add(1);
                if self.gone >= GONE_MIN {
                    Turn { next: None, notice: Some(Notice::Stopped(Stop::Gone)) }
                } else {
                    // The second answer should not follow from the same slip of the same hour.
                    Turn { next: Some(later(now, SPAN_MAX / 2)), notice: None }
                }
            }
            Outcome::Failed { retry_after } => {
                self.gone = 0;
                self.failed(*retry_after, now, jitter)
            }
        };
        (self, turn)
    }

    /// The span to the next look, before jitter.
    fn span(&self, wishes: &Wishes, fresh_for: Option<Duration>) -> Duration {
        // Half the span between two items finds each within that half, on average sooner.
        let adaptive = self.gap_s.map_or(SPAN_USUAL, |gap| Duration::from_secs(gap / 2));
        let wished = [wishes.ttl, fresh_for].into_iter().flatten().max().unwrap_or_default();
        adaptive.max(wished).clamp(SPAN_MIN, SPAN_MAX)
    }

    fn moved(&mut self, to: Option<&Url>, now: Timestamp) -> Option<Url> {
        let Some(to) = to else {
            self.moving = None;
            return None;
        };
        let moving = match self.moving.take() {
            Some(moving) if moving.to == *to => Moving { times: moving.times.saturating_add(1), ..moving },
            _ => Moving { to: to.clone(), times: 1, since: now },
        };
        if moving.times >= MOVES_MIN && elapsed(moving.since, now) >= MOVES_OVER {
            return Some(moving.to);
        }
        self.moving = Some(moving);
        None
    }

    fn failed(&mut self, retry_after: Option<Duration>, now: Timestamp, jitter: f64) -> Turn {
        let since = *self.failing_since.get_or_insert(now);
        let failing_for = elapsed(since, now);
        if failing_for >= STOP_AFTER {
            return Turn { next: None, notice: Some(Notice::Stopped(Stop::Dead)) };
        }
        let notice = (failing_for >= TELL_AFTER && !self.told_failing).then_some(Notice::Failing(since));
        self.told_failing |= notice.is_some();
        // 5 min doubled nine times is over a day.
        let ceiling = SPAN_MIN.saturating_mul(1 << self.failures.min(9)).min(SPAN_MAX);
        self.failures = self.failures.saturating_add(1);
        // Full jitter: sources that failed together do not come back together.
        let span = ceiling.mul_f64(jitter).max(SPAN_MIN).max(retry_after.unwrap_or_default().min(SPAN_MAX));
        Turn { next: Some(later(now, span)), notice }
    }
}

/// The mean span between the newest dated items, up to now: the time since the last counts, so a source that falls
/// silent is asked ever more seldom. `None` where fewer than two items have a date that can be.
fn usual_gap(dates: &[Timestamp], now: Timestamp) -> Option<Duration> {
    let mut ages: Vec<Duration> =
        dates.iter().filter(|date| **date <= now).map(|date| elapsed(*date, now)).collect();
    ages.retain(|age| *age <= DATES_AGE_MAX);
    ages.sort_unstable();
    ages.truncate(DATES_MAX);
    let (oldest, count) = (ages.last()?, u32::try_from(ages.len()).ok()?);
    (count >= 2).then(|| *oldest / count)
}

/// Ten percent to either side; a wish for a pause is kept by the clamp before, to within this.
fn spread(span: Duration, jitter: f64) -> Duration {
    span.mul_f64(0.9 + 0.2 * jitter).max(SPAN_MIN)
}

/// The first hour from `at` in which the source may be asked. One that closes every hour does not mean it.
fn open_hour(at: Timestamp, wishes: &Wishes) -> Timestamp {
    let mut hour = at;
    for _ in 0..HOURS_TRIED_MAX {
        let civil = hour.to_zoned(TimeZone::UTC);
        let day = u32::from(civil.weekday().to_monday_zero_offset().unsigned_abs());
        let closed = wishes.skip_hours >> civil.hour() & 1 == 1 || wishes.skip_days >> day & 1 == 1;
        if !closed {
            return hour;
        }
        let into_hour = hour.as_second().rem_euclid(60 * 60).unsigned_abs();
        hour = later(hour, Duration::from_secs(60 * 60 - into_hour));
    }
    at
}

fn later(now: Timestamp, span: Duration) -> Timestamp {
    now.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// From `since` to `now`, nothing where the clock has gone back.
fn elapsed(since: Timestamp, now: Timestamp) -> Duration {
    now.duration_since(since).try_into().unwrap_or_default()
}
