//! What becomes of missed posts, and keeping servers apart.

use jiff::SignedDuration;
use sayso_schedule::{Verdict, judge, spread};

use crate::support::{at, when, zone};

#[test]
fn a_missed_post_is_caught_up_once_or_left_to_the_next() {
    // Planned, now, and for which time it is posted; none where it is too late.
    for (typed, planned, now, posted) in [
        ("08:00", "2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z", Some("2026-11-23T08:00:00Z")),
        ("08:00", "2026-11-23T08:00:00Z", "2026-11-23T13:59:59Z", Some("2026-11-23T08:00:00Z")),
        ("08:00", "2026-11-23T08:00:00Z", "2026-11-23T14:00:00Z", None),
        ("08:00", "2026-11-20T08:00:00Z", "2026-11-23T09:00:00Z", Some("2026-11-23T08:00:00Z")),
        ("08:00", "2026-11-20T08:00:00Z", "2026-11-23T07:59:59Z", None),
        ("mondays 8:00", "2026-11-23T08:00:00Z", "2026-11-23T13:00:00Z", Some("2026-11-23T08:00:00Z")),
        ("mondays 8:00", "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z", None),
        ("hourly", "2026-11-23T08:00:00Z", "2026-11-23T11:29:59Z", Some("2026-11-23T11:00:00Z")),
        ("hourly", "2026-11-23T08:00:00Z", "2026-11-23T11:30:00Z", None),
        ("every 6 hours", "2026-11-23T06:00:00Z", "2026-11-23T20:59:00Z", Some("2026-11-23T18:00:00Z")),
        ("every 6 hours", "2026-11-23T06:00:00Z", "2026-11-23T21:00:00Z", None),
        ("*/15 * * * *", "1999-01-01T00:00:00Z", "2026-11-23T08:07:00Z", Some("2026-11-23T08:00:00Z")),
    ] {
        let (when, utc) = (when(typed), zone("UTC"));
        let expected = match posted {
            Some(posted) => {
                Verdict::Post(when.next(&utc, at(posted) - SignedDuration::from_secs(1)).unwrap())
            }
            None => Verdict::Skip(when.next(&utc, at(now)).unwrap()),
        };
        assert_eq!(judge(&when, &utc, at(planned), at(now)), Some(expected), "{typed} {now}");
    }
}

#[test]
fn nothing_is_due_before_its_time() {
    let (when, utc) = (when("08:00"), zone("UTC"));
    let verdict = judge(&when, &utc, at("2026-11-23T08:00:00Z"), at("2026-11-23T07:59:59.999Z"));
    assert_eq!(verdict, Some(Verdict::Wait));
    // The clock went back after the post: what was planned next is still to come.
    let verdict = judge(&when, &utc, at("2026-11-24T08:00:00Z"), at("2026-11-22T00:00:00Z"));
    assert_eq!(verdict, Some(Verdict::Wait));
}

#[test]
fn servers_are_spread_evenly_over_the_window() {
    let window = SignedDuration::from_mins(5);
    let mut minutes = [0_u32; 5];
    // Consecutive numbers, as of servers made at the same time.
    for server in 1_000_000..1_010_000 {
        let after = spread(server, window);
        assert!(after >= SignedDuration::ZERO && after < window);
        assert_eq!(after, spread(server, window));
        minutes[usize::try_from(after.as_mins()).unwrap()] += 1;
    }
    assert!(minutes.iter().all(|count| (1_800..2_200).contains(count)), "{minutes:?}");
    assert_eq!(spread(7, SignedDuration::ZERO), SignedDuration::ZERO);
    assert_eq!(spread(7, SignedDuration::from_secs(-5)), SignedDuration::ZERO);
    assert!(spread(u64::MAX, SignedDuration::MAX) >= SignedDuration::ZERO);
}
