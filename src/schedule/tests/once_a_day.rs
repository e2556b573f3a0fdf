//! The proof that a time of day comes once a local day; the quick test takes some zones, an example all.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use sayso_schedule::When;

/// Checks one time of day in a zone from one date to another, and tells how often it came.
///
/// # Errors
/// The first thing that is not as it should be.
pub(crate) fn check(zone: &TimeZone, time: Time, from: Date, until: Date) -> Result<u64, String> {
    let when: When = time.strftime("%H:%M").to_string().parse().map_err(|error| format!("{error}"))?;
    let begin = start(zone, from);
    let mut expected = from;
    let mut count = 0;
    // What the clocks skipped of the day before may come at the very start.
    let upcoming = when.upcoming(zone, before(begin)).skip_while(|due| due.date < from);
    for due in upcoming.take_while(|due| due.date < until) {
        while expected < due.date && !exists(zone, expected) {
            expected = following(expected);
        }
        if due.date != expected {
            return Err(format!("{expected} has no {time}, the next is on {}", due.date));
        }
        right_instant(zone, due.date, time, due.at).map_err(|why| format!("{} {time}: {why}", due.date))?;
        expected = following(expected);
        count += 1;
    }
    while expected < until && !exists(zone, expected) {
        expected = following(expected);
    }
    if expected == until { Ok(count) } else { Err(format!("{time} ends before {expected}")) }
}

fn right_instant(zone: &TimeZone, date: Date, time: Time, at: Timestamp) -> Result<(), String> {
    if at < start(zone, date) || at > start(zone, following(date)) {
        return Err(format!("{at} is not within the day"));
    }
    let local = date.to_datetime(time);
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let right = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => {
            zone.to_datetime(before(at)) < local && local < zone.to_datetime(at)
                || local == zone.to_datetime(before(at))
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
            zone.to_datetime(at) == local && ambiguous.earlier().is_ok_and(|first| first == at)
        }
    };
    if right { Ok(()) } else { Err(format!("{at} is {}", zone.to_datetime(at))) }
}

/// Whether the zone has the date at all: one that crosses the date line skips one.
fn exists(zone: &TimeZone, date: Date) -> bool {
    zone.to_datetime(start(zone, date)).date() == date
}

/// The first instant of a date, or of the next one that there is.
fn start(zone: &TimeZone, date: Date) -> Timestamp {
    date.to_zoned(zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

fn before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(at)
}

fn following(date: Date) -> Date {
    date.tomorrow().unwrap_or(Date::MAX)
}
