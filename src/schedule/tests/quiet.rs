//! Quiet hours.

use jiff::civil::time;
use sayso_schedule::{NotQuietHours, Quiet};

use crate::support::{at, zone};

fn ends(quiet: Quiet, zone_name: &str, now: &str) -> Option<String> {
    let zone = zone(zone_name);
    quiet.ends(&zone, at(now)).map(|end| end.to_zoned(zone).strftime("%d %H:%M").to_string())
}

#[test]
fn quiet_hours_hold_over_midnight_or_not() {
    let night = Quiet::new(time(22, 0, 0, 0), time(7, 0, 30, 0)).unwrap();
    let noon = Quiet::new(time(12, 0, 0, 0), time(13, 30, 0, 0)).unwrap();
    for (quiet, now, end) in [
        (night, "2026-11-23T19:59:59Z", None),
        (night, "2026-11-23T20:00:00Z", Some("24 07:00")),
        (night, "2026-11-23T22:30:00Z", Some("24 07:00")),
        (night, "2026-11-24T04:59:59Z", Some("24 07:00")),
        (night, "2026-11-24T05:00:00Z", None),
        (noon, "2026-11-23T09:59:59Z", None),
        (noon, "2026-11-23T10:00:00Z", Some("23 13:30")),
        (noon, "2026-11-23T11:30:00Z", None),
    ] {
        assert_eq!(ends(quiet, "Europe/Kyiv", now).as_deref(), end, "{quiet} {now}");
    }
    assert_eq!(night.to_string(), "22:00–07:00");
    let json = serde_json::to_string(&night).unwrap();
    assert_eq!(serde_json::from_str::<Quiet>(&json).unwrap(), night);
}

#[test]
fn quiet_hours_end_where_clocks_change() {
    let quiet = Quiet::new(time(22, 0, 0, 0), time(2, 30, 0, 0)).unwrap();
    assert_eq!(ends(quiet, "Europe/Berlin", "2026-03-29T00:59:00Z").as_deref(), Some("29 03:30"), "skipped");
    let back = |now| ends(quiet, "Europe/Berlin", now);
    assert_eq!(back("2026-10-24T23:59:00Z").as_deref(), Some("25 02:30"));
    assert_eq!(back("2026-10-25T00:30:00Z"), None, "over for half an hour");
    assert_eq!(back("2026-10-25T01:10:00Z").as_deref(), Some("25 02:30"), "clocks show ten past two again");
    assert_eq!(
        quiet.ends(&zone("Europe/Berlin"), at("2026-10-25T01:10:00Z")),
        Some(at("2026-10-25T01:30:00Z"))
    );
}

#[test]
fn quiet_hours_of_no_length_are_refused() {
    assert_eq!(Quiet::new(time(7, 0, 0, 0), time(7, 0, 59, 0)), Err(NotQuietHours));
    assert!(serde_json::from_str::<Quiet>(r#"["07:00:00","07:00:00"]"#).is_err());
}
