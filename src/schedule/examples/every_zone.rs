//! Every IANA zone, 2020–2035: one firing a local day, at times of day that clocks skip and repeat.
//!
//! `cargo run --release -p sayso-schedule --example every_zone`

#![expect(clippy::print_stdout, reason = "it prints what it found")]

#[path = "../tests/once_a_day.rs"]
mod once_a_day;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use jiff::civil::{Date, Time, date, time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use sayso_schedule::When;

/// Times of day at which clocks somewhere stand still, skip or repeat, and plain ones.
const TIMES: [Time; 12] = [
    time(0, 0, 0, 0),
    time(0, 30, 0, 0),
    time(1, 0, 0, 0),
    time(1, 30, 0, 0),
    time(2, 0, 0, 0),
    time(2, 15, 0, 0),
    time(2, 30, 0, 0),
    time(3, 0, 0, 0),
    time(7, 30, 0, 0),
    time(22, 30, 0, 0),
    time(23, 0, 0, 0),
    time(23, 45, 0, 0),
];
const FROM: Date = date(2020, 1, 1);
const UNTIL: Date = date(2036, 1, 1);

fn main() -> ExitCode {
    let zones = TimeZoneDatabase::bundled();
    let names: Vec<String> = zones.available().map(|name| name.as_str().to_owned()).collect();
    let started = Instant::now();
    let (mut firings, mut wrong) = (0, 0);
    for name in &names {
        let Ok(zone) = zones.get(name) else { continue };
        for time in TIMES {
            match once_a_day::check(&zone, time, FROM, UNTIL) {
                Ok(count) => firings += count,
                Err(why) => {
                    wrong += 1;
                    println!("{name}: {why}");
                }
            }
        }
    }
    let took = started.elapsed().as_secs_f64();
    println!(
        "{} zones × {} times of day: {firings} firings, {wrong} wrong, {took:.1} s",
        names.len(),
        TIMES.len()
    );
    cron(&zones, &names);
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The same by cron patterns, counted by the local day of the instant.
fn cron(zones: &TimeZoneDatabase, names: &[String]) {
    let started = Instant::now();
    let (mut firings, mut days_wrong, mut where_wrong) = (0_u64, 0_u64, BTreeMap::new());
    for name in names {
        let Ok(zone) = zones.get(name) else { continue };
        for (hour, minute) in [(0, 0), (1, 30), (2, 30), (7, 30)] {
            let Ok(when) = format!("{minute} {hour} * * *").parse::<When>() else { continue };
            let (fired, wrong) = days_of_cron(&when, &zone);
            firings += fired;
            days_wrong += wrong;
            if wrong > 0 {
                *where_wrong.entry(name).or_insert(0) += wrong;
            }
        }
    }
    let took = started.elapsed().as_secs_f64();
    println!(
        "{} zones × 4 cron patterns: {firings} firings, {days_wrong} days wrong, {took:.1} s",
        names.len()
    );
    println!("days wrong by zone: {where_wrong:?}");
}

fn days_of_cron(when: &When, zone: &TimeZone) -> (u64, u64) {
    let start = FROM.to_zoned(zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp());
    let after = start.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(start);
    let (mut fired, mut wrong, mut last) = (0, 0, FROM.yesterday().unwrap_or(FROM));
    for due in when.upcoming(zone, after).take_while(|due| due.date < UNTIL) {
        fired += 1;
        wrong += u64::from(last.tomorrow().ok() != Some(due.date));
        last = due.date;
    }
    (fired, wrong)
}
