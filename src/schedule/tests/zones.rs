//! Once a local day, whatever the clocks do.

use jiff::civil::{date, time};
use jiff::tz::TimeZoneDatabase;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sayso_schedule::{When, zone, zones_like};

use crate::{once_a_day, support};

/// Zones whose clocks change in all the ways there are: at midnight, by half an hour, in Ramadan, backwards
/// into the day before, within the last hour of a day, and not at all. `examples/every_zone.rs` takes all.
const SAMPLE: [&str; 12] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Scoresbysund",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Kyiv",
    "Pacific/Chatham",
];

#[test]
fn a_time_of_day_comes_once_a_local_day() {
    for name in SAMPLE {
        let zone = support::zone(name);
        for time in [time(0, 0, 0, 0), time(2, 30, 0, 0), time(23, 30, 0, 0)] {
            let count = once_a_day::check(&zone, time, date(2020, 1, 1), date(2036, 1, 1));
            assert_eq!(count, Ok(5_844), "{name} {time}: one for each of the days of 16 years");
        }
    }
}

#[test]
fn a_day_that_a_zone_never_had_has_no_post() {
    let apia = support::zone("Pacific/Apia");
    let check = |hour| once_a_day::check(&apia, time(hour, 0, 0, 0), date(2011, 12, 1), date(2012, 1, 1));
    assert_eq!((check(0), check(8)), (Ok(30), Ok(30)), "the 30th of December was skipped");
    assert_eq!(
        support::shown("08:00", "Pacific/Apia", "2011-12-29T12:00:00Z", 2),
        ["Thu 29 Dec 08:00 -10:00", "Sat 31 Dec 08:00 +14:00"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_next_time_is_later_stable_and_of_its_own_key(
        zone_number in 0_usize..600,
        second in 1_577_836_800_i64..2_082_758_400,
        typed in prop::sample::select(vec![
            "00:00", "02:30", "23:59", "weekdays 8:00, 18:30", "sun 02:15, 03:00", "hourly", "every 6 hours",
            "*/15 * * * *", "30 1 * * MON-FRI", "0 0 29 2 *", "0 0 L * *",
        ]),
    ) {
        let zones = TimeZoneDatabase::bundled();
        let names: Vec<_> = zones.available().collect();
        let zone = zones.get(names[zone_number % names.len()].as_str()).unwrap();
        let (when, after) = (support::when(typed), Timestamp::from_second(second).unwrap());
        let due: Vec<_> = when.upcoming(&zone, after).take(12).collect();
        prop_assert_eq!(due.len(), 12);
        prop_assert!(due[0].at > after);
        prop_assert!(due.windows(2).all(|pair| pair[0].at < pair[1].at));
        let keys: std::collections::BTreeSet<_> = due.iter().map(|due| due.key("s")).collect();
        prop_assert_eq!(keys.len(), 12, "{:?}", due);
        // Asked from any instant before, it is the same occurrence.
        let between = after + (due[0].at.duration_since(after) / 2);
        prop_assert_eq!(when.next(&zone, between), Some(due[0].clone()));
        let just_before = due[5].at - SignedDuration::from_nanos(1);
        prop_assert_eq!(when.next(&zone, just_before), Some(due[5].clone()));
    }

    #[test]
    fn any_text_is_read_or_refused_in_one_line(text in "\\PC{0,80}") {
        match text.parse::<When>() {
            Ok(when) => prop_assert_eq!(when.to_string().parse::<When>(), Ok(when)),
            Err(error) => prop_assert!(!error.to_string().contains('\n')),
        }
        let zones = TimeZoneDatabase::bundled();
        if let Err(error) = zone(&text, &zones) {
            prop_assert!(!error.to_string().contains('\n') && error.like.len() <= 3);
        }
    }

    #[test]
    fn words_of_times_in_any_order_are_read_or_refused(words in prop::collection::vec(
        prop::sample::select(vec![
            "every", "6", "hours", "h", "hourly", "daily", "mon", "-", "fri", "weekends", "at", "7:30", "07.45", "12",
            "pm", "am", "noon", "*", "*/5", "0", "L", "1-5", "щодня", "о", "буднях", "@daily", ",", "25:00",
        ]), 0..7,
    )) {
        let text = words.join(" ");
        if let Ok(when) = text.parse::<When>() {
            prop_assert_eq!(when.to_string().parse::<When>(), Ok(when.clone()), "{}", text);
            prop_assert!(when.next(&jiff::tz::TimeZone::UTC, Timestamp::UNIX_EPOCH).is_some());
        }
    }
}

#[test]
fn zones_are_found_by_name_and_city() {
    let zones = TimeZoneDatabase::bundled();
    for (typed, found) in [
        ("Europe/Kyiv", "Europe/Kyiv"),
        (" europe/kyiv ", "Europe/Kyiv"),
        ("kyiv", "Europe/Kyiv"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
    ] {
        assert_eq!(zone(typed, &zones).unwrap().iana_name(), Some(found), "{typed}");
    }
    for (typed, message) in [
        ("EST", "did you mean"),
        ("Europe/Atlantis", "write it as Europe/Kyiv"),
        ("", "did you mean"),
        ("../../etc/passwd", "write it as"),
        ("Etc/Unknown", "write it as"),
    ] {
        let error = zone(typed, &zones).unwrap_err().to_string();
        assert!(error.contains(message), "{typed}: {error}");
    }
    assert_eq!(zones_like("berl", &zones, 3)[0], "Europe/Berlin");
    assert!(zones_like("york", &zones, 9).contains(&"America/New_York".to_owned()));
    assert_eq!(zones_like("", &zones, 25).len(), 25);
    assert!(zone(&"x".repeat(100_000), &zones).unwrap_err().to_string().len() < 300);
}
