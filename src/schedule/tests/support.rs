//! Zones, instants and schedules by their names.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use sayso_schedule::When;

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn when(text: &str) -> When {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The next times as local clocks show them, with the offset.
pub(crate) fn shown(typed: &str, zone_name: &str, after: &str, count: usize) -> Vec<String> {
    let zone = zone(zone_name);
    let upcoming = when(typed).upcoming(&zone, at(after)).take(count).collect::<Vec<_>>();
    let show = |due: &sayso_schedule::Occurrence| {
        due.at.to_zoned(zone.clone()).strftime("%a %d %b %H:%M %:z").to_string()
    };
    upcoming.iter().map(show).collect()
}
