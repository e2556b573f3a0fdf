//! From a rule to instants, through changes of the clocks: a local time that the clocks skip comes at the
//! first instant after the skip, one that they show twice comes once, the first time.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::when::Rule;

/// How many days are looked at for the next time: over a week, as any day of the week must be among them,
/// and more, as a zone that crosses the date line skips a day.
const DAYS_AHEAD: i32 = 16;

/// One time that something is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Occurrence {
    /// The instant.
    pub at: Timestamp,
    /// The local day it is meant for. Where clocks skip the end of a day, the instant is the start of the next.
    pub date: Date,
    /// Which of that day's times it is: the local time as the rule says it, and for rhythms, which may come
    /// twice in the hour that the clocks repeat, the offset too.
    pub slot: String,
}

impl Occurrence {
    /// The name of this occurrence of a schedule, the same however often and whenever it is worked out:
    /// `schedule|2026-11-23|07:30`. Two posts of one key would be one post done twice.
    pub fn key(&self, schedule: &str) -> String {
        format!("{schedule}|{}|{}", self.date, self.slot)
    }
}

pub(crate) fn next(rule: &Rule, zone: &TimeZone, after: Timestamp) -> Option<Occurrence> {
    match rule {
        Rule::At { days, times } => next_of_times(zone, after, times, |date| days.has(date.weekday())),
        Rule::Every(1) => next_full_hour(zone, after).map(|at| shown(zone, at)),
        Rule::Every(hours) => {
            let hours = (0..24_i8).step_by(usize::from(*hours));
            let times: Vec<Time> = hours.map(|hour| Time::constant(hour, 0, 0, 0)).collect();
            next_of_times(zone, after, &times, |_| true)
        }
        Rule::Cron(pattern) => pattern.next(zone, after).map(|at| shown(zone, at)),
    }
}

fn next_of_times(
    zone: &TimeZone,
    after: Timestamp,
    times: &[Time],
    wanted: impl Fn(Date) -> bool,
) -> Option<Occurrence> {
    // What the clocks skipped of yesterday may come today.
    let mut date = zone.to_datetime(after).date().yesterday().ok()?;
    for _ in 0..DAYS_AHEAD {
        if wanted(date) {
            for time in times {
                match instant(zone, date.to_datetime(*time)) {
                    Some(at) if at > after => {
                        let slot = format!("{:02}:{:02}", time.hour(), time.minute());
                        return Some(Occurrence { at, date, slot });
                    }
                    _ => {}
                }
            }
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// The instant that local clocks show a time first, else the first instant after they skipped it; none
/// where they skip its whole day.
fn instant(zone: &TimeZone, local: DateTime) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            // By the later offset the skipped time lies before the change, which is then the next one.
            let before_change = after.to_timestamp(local).ok()?;
            let change = zone.following(before_change).next()?.timestamp();
            let first = zone.to_datetime(change).date();
            let last = zone.to_datetime(change.checked_sub(1.nanosecond()).ok()?).date();
            (first == local.date() || last == local.date()).then_some(change)
        }
    }
}

/// The next instant at which local clocks show a full hour.
fn next_full_hour(zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let at = full_hour(zone.to_offset(after), after)?;
    if zone.to_offset(at) == zone.to_offset(after) {
        return Some(at);
    }
    // The clocks change before or at that hour: it goes on from the change by the new offset.
    let change = zone.following(after).next()?.timestamp();
    full_hour(zone.to_offset(change), change.checked_sub(1.second()).ok()?)
}

/// The next instant after `after` at which a clock of this offset shows a full hour.
fn full_hour(offset: Offset, after: Timestamp) -> Option<Timestamp> {
    let local = after.as_second() + i64::from(offset.seconds());
    after
        .as_second()
        .checked_add(3600 - local.rem_euclid(3600))
        .and_then(|at| Timestamp::from_second(at).ok())
}

/// The occurrence at an instant of a rhythm, by what local clocks show then.
fn shown(zone: &TimeZone, at: Timestamp) -> Occurrence {
    let (local, offset) = (zone.to_datetime(at), zone.to_offset(at));
    let minutes = SignedDuration::from_secs(i64::from(offset.seconds())).as_mins();
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    let slot = format!("{:02}:{:02}{sign}{hours:02}{minutes:02}", local.hour(), local.minute());
    Occurrence { at, date: local.date(), slot }
}
