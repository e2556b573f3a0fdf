//! Where the days stand under a chart.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Labels under a chart, at most.
const TICKS_MAX: i64 = 7;

/// A day's beginning with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) at: Timestamp,
    pub(crate) label: String,
}

/// Beginnings of days between two times, evenly apart, at most seven. Days are written as `2025-10-16`, which every
/// language reads; without the year where all are in one.
pub(crate) fn ticks(from: Timestamp, until: Timestamp, zone: &TimeZone) -> Vec<Tick> {
    let (first, last) = (zone.to_datetime(from).date(), zone.to_datetime(until).date());
    let days = i64::from((last - first).get_days());
    if days < 0 {
        return Vec::new();
    }
    let apart = days / TICKS_MAX + 1;
    let one_year = first.year() == last.year();
    let label = |day: Date| {
        let full = day.to_string();
        if one_year {
            full.split_once('-').map_or_else(|| full.clone(), |(_, rest)| rest.to_owned())
        } else {
            full
        }
    };
    (0..=days / apart)
        .filter_map(|step| {
            let day = first.checked_add((step * apart).days()).ok()?;
            let at = zone.to_zoned(day.at(0, 0, 0, 0)).ok()?.timestamp();
            (from <= at && at <= until).then(|| Tick { at, label: label(day) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_few_even_and_inside() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let labels = |from: &str, until: &str| {
            let ticks = ticks(time(from), time(until), &TimeZone::UTC);
            ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>()
        };
        assert_eq!(labels("2025-10-16T00:00:00Z", "2025-10-18T10:00:00Z"), ["10-16", "10-17", "10-18"]);
        assert_eq!(labels("2025-12-31T12:00:00Z", "2026-01-01T12:00:00Z"), ["2026-01-01"]);
        assert_eq!(labels("2025-01-02T00:00:00Z", "2025-01-01T00:00:00Z"), Vec::<String>::new());
        assert!(labels("2020-01-01T00:00:00Z", "2035-01-01T00:00:00Z").len() <= 8);
    }
}
