//! What local clocks show when a schedule fires, where they change.

use crate::support::{at, shown, when, zone};

#[test]
fn days_and_times_are_local() {
    assert_eq!(
        shown("weekdays 8:00, 18:00", "Europe/Kyiv", "2026-11-20T12:00:00Z", 4),
        [
            "Fri 20 Nov 18:00 +02:00",
            "Mon 23 Nov 08:00 +02:00",
            "Mon 23 Nov 18:00 +02:00",
            "Tue 24 Nov 08:00 +02:00"
        ]
    );
    assert_eq!(
        shown("mondays 09:15", "Asia/Tokyo", "2026-11-23T00:15:00Z", 2),
        ["Mon 30 Nov 09:15 +09:00", "Mon 07 Dec 09:15 +09:00"],
        "what is due now is not next"
    );
}

#[test]
fn what_clocks_skip_comes_right_after() {
    for (typed, zone, after, fires) in [
        ("02:30", "Europe/Berlin", "2026-03-28T12:00:00Z", "Sun 29 Mar 03:00 +02:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "Sun 29 Mar 03:00 +02:00"),
        ("00:00", "Africa/Cairo", "2026-04-23T12:00:00Z", "Fri 24 Apr 01:00 +03:00"),
        ("02:15", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "Sun 04 Oct 02:30 +11:00"),
        ("23:30", "America/Nuuk", "2026-03-28T12:00:00Z", "Sun 29 Mar 00:00 -01:00"),
    ] {
        assert_eq!(shown(typed, zone, after, 1), [fires], "{typed} {zone}");
    }
    let nuuk = when("23:30").next(&zone("America/Nuuk"), at("2026-03-28T12:00:00Z")).unwrap();
    assert_eq!(nuuk.key("7"), "7|2026-03-28|23:30", "it belongs to the day whose end was skipped");
    assert_eq!(
        shown("02:10, 02:50, 04:00", "Europe/Berlin", "2026-03-29T00:00:00Z", 3),
        ["Sun 29 Mar 03:00 +02:00", "Sun 29 Mar 04:00 +02:00", "Mon 30 Mar 02:10 +02:00"],
        "two times that were skipped are one post"
    );
}

#[test]
fn what_clocks_show_twice_comes_once() {
    for (typed, zone, after, fires) in [
        (
            "01:30",
            "America/New_York",
            "2026-10-31T12:00:00Z",
            ["Sun 01 Nov 01:30 -04:00", "Mon 02 Nov 01:30 -05:00"],
        ),
        (
            "30 1 * * *",
            "America/New_York",
            "2026-10-31T12:00:00Z",
            ["Sun 01 Nov 01:30 -04:00", "Mon 02 Nov 01:30 -05:00"],
        ),
        (
            "00:00",
            "Atlantic/Azores",
            "2026-10-24T12:00:00Z",
            ["Sun 25 Oct 00:00 +00:00", "Mon 26 Oct 00:00 -01:00"],
        ),
        (
            "every 6 hours",
            "Atlantic/Azores",
            "2026-10-24T20:00:00Z",
            ["Sun 25 Oct 00:00 +00:00", "Sun 25 Oct 06:00 -01:00"],
        ),
    ] {
        assert_eq!(shown(typed, zone, after, 2), fires, "{typed} {zone}");
    }
}

#[test]
fn hourly_follows_the_hours_that_there_are() {
    assert_eq!(
        shown("hourly", "Europe/Berlin", "2026-10-24T23:10:00Z", 4),
        [
            "Sun 25 Oct 02:00 +02:00",
            "Sun 25 Oct 02:00 +01:00",
            "Sun 25 Oct 03:00 +01:00",
            "Sun 25 Oct 04:00 +01:00"
        ]
    );
    assert_eq!(
        shown("hourly", "Europe/Berlin", "2026-03-28T23:10:00Z", 3),
        ["Sun 29 Mar 01:00 +01:00", "Sun 29 Mar 03:00 +02:00", "Sun 29 Mar 04:00 +02:00"]
    );
    assert_eq!(
        shown("hourly", "Australia/Lord_Howe", "2026-04-04T13:30:00Z", 3),
        ["Sun 05 Apr 01:00 +11:00", "Sun 05 Apr 02:00 +10:30", "Sun 05 Apr 03:00 +10:30"],
        "clocks go back by half an hour at two"
    );
    assert_eq!(
        shown("hourly", "Asia/Kathmandu", "2026-01-01T00:00:00Z", 2),
        ["Thu 01 Jan 06:00 +05:45", "Thu 01 Jan 07:00 +05:45"]
    );
    let berlin = zone("Europe/Berlin");
    let keys: Vec<_> = when("hourly")
        .upcoming(&berlin, at("2026-10-24T23:10:00Z"))
        .take(2)
        .map(|due| due.key("1"))
        .collect();
    assert_eq!(keys, ["1|2026-10-25|02:00+0200", "1|2026-10-25|02:00+0100"]);
}

#[test]
fn an_hour_within_a_year_comes_as_often_as_there_are_hours() {
    for (typed, count) in
        [("hourly", 365 * 24), ("0 * * * *", 365 * 24), ("every 6 hours", 365 * 4), ("every 24 hours", 365)]
    {
        let berlin = zone("Europe/Berlin");
        let until = at("2026-12-31T23:00:00Z");
        let fired = when(typed)
            .upcoming(&berlin, at("2025-12-31T22:59:59Z"))
            .take_while(|due| due.at < until)
            .count();
        assert_eq!(fired, count, "{typed}");
    }
}
