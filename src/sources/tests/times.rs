//! When to look again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sayso_sources::{Notice, Outcome, Rhythm, Stop, Turn, Wishes};
use url::Url;

/// A Tuesday at noon.
fn noon() -> Timestamp {
    "2026-03-10T12:00:00Z".parse().expect("a time")
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// Minutes from `now` to the next look.
fn wait(turn: &Turn, now: Timestamp) -> i64 {
    turn.next.expect("another look").duration_since(now).as_mins()
}

/// Dates of `count` items, `gap` minutes apart, the newest `gap` minutes ago.
fn every(gap: u64, count: u32) -> Vec<Timestamp> {
    (1..=count).map(|n| noon() - minutes(gap) * n).collect()
}

fn answered<'a>(dates: Option<&'a [Timestamp]>, wishes: &'a Wishes) -> Outcome<'a> {
    Outcome::Answered { dates, wishes, fresh_for: None, moved_to: None }
}

#[test]
fn as_often_as_there_is_news() {
    let cases = [
        (every(60, 20), 30),
        (every(20, 20), 10),
        (every(4, 20), 5),
        (every(24 * 60, 20), 12 * 60),
        (every(5 * 24 * 60, 5), 24 * 60),
        (every(60, 1), 60),
        (Vec::new(), 60),
        // Long silent: the last twenty came in one day, forty days ago or ten days ago.
        (every(60, 20).iter().map(|at| *at - minutes(40 * 24 * 60)).collect(), 60),
        (every(60, 20).iter().map(|at| *at - minutes(10 * 24 * 60)).collect(), 390),
        // Dates to come tell nothing.
        (vec![noon() + minutes(60), noon() + minutes(600)], 60),
    ];
    for (dates, wanted) in cases {
        let (rhythm, turn) =
            Rhythm::default().after(&answered(Some(&dates), &Wishes::default()), noon(), 0.5);
        assert_eq!(wait(&turn, noon()), wanted, "{dates:?}");
        // Unchanged, it stays in the same rhythm.
        let (_, again) = rhythm.after(&answered(None, &Wishes::default()), noon(), 0.5);
        assert_eq!(wait(&again, noon()), wanted);
    }
}

#[test]
fn as_seldom_as_it_is_asked_for() {
    let dates = every(20, 20);
    let cases = [
        (None, None, 10),
        (Some(45), None, 45),
        (Some(45), Some(90), 90),
        (Some(1), None, 10),
        (Some(99_999), None, 1440),
    ];
    for (ttl, fresh, wanted) in cases {
        let wishes = Wishes { ttl: ttl.map(minutes), ..Wishes::default() };
        let outcome = Outcome::Answered {
            dates: Some(&dates),
            wishes: &wishes,
            fresh_for: fresh.map(minutes),
            moved_to: None,
        };
        let (_, turn) = Rhythm::default().after(&outcome, noon(), 0.5);
        assert_eq!(wait(&turn, noon()), wanted, "{ttl:?} {fresh:?}");
    }
}

#[test]
fn not_in_the_hours_and_days_that_it_closes() {
    let cases = [
        // Closed at one o'clock: from 13:00 to 14:00 the next look at 13:00 moves to 14:00.
        (1 << 13, 0, "2026-03-10T14:00:00Z"),
        (0b11 << 13, 0, "2026-03-10T15:00:00Z"),
        // Closed on Tuesdays, on Tuesdays and Wednesdays.
        (0, 0b10, "2026-03-11T00:00:00Z"),
        (0, 0b110, "2026-03-12T00:00:00Z"),
        // Always closed is not meant.
        (0xff_ffff, 0, "2026-03-10T13:00:00Z"),
        (0, 0x7f, "2026-03-10T13:00:00Z"),
    ];
    for (skip_hours, skip_days, next) in cases {
        let wishes = Wishes { ttl: None, skip_hours, skip_days };
        let (_, turn) = Rhythm::default().after(&answered(Some(&[]), &wishes), noon(), 0.5);
        assert_eq!(turn.next.map(|at| at.to_string()).as_deref(), Some(next), "{skip_hours:b} {skip_days:b}");
    }
}

#[test]
fn ever_later_while_it_fails_then_told_then_stopped() {
    let failed = Outcome::Failed { retry_after: None };
    let (mut rhythm, mut now) = (Rhythm::default(), noon());
    let (mut waits, mut told, mut stopped) = (Vec::new(), Vec::new(), None);
    while stopped.is_none() {
        let (next, turn) = rhythm.after(&failed, now, 1.0);
        rhythm = next;
        let day = now.duration_since(noon()).as_hours() / 24;
        match &turn.notice {
            Some(Notice::Failing(since)) => told.push((day, *since)),
            Some(Notice::Stopped(stop)) => stopped = Some((day, *stop, turn.next)),
            _ => {}
        }
        if let Some(at) = turn.next {
            waits.push(at.duration_since(now).as_mins());
            now = at;
        }
    }
    assert_eq!(waits[..10], [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440]);
    assert_eq!(told, [(3, noon())]);
    assert_eq!(stopped, Some((14, Stop::Dead, None)));

    // One answer, and all is as before.
    let (rhythm, _) = rhythm.after(&answered(None, &Wishes::default()), now, 0.5);
    let (_, turn) = rhythm.after(&failed, now, 1.0);
    assert_eq!((wait(&turn, now), turn.notice), (5, None));
}

#[test]
fn a_pause_that_is_asked_for_is_kept() {
    for (asked, wanted) in [(3, 5), (90, 90), (99_999, 1440)] {
        let failed = Outcome::Failed { retry_after: Some(minutes(asked)) };
        let (_, turn) = Rhythm::default().after(&failed, noon(), 0.0);
        assert_eq!(wait(&turn, noon()), wanted);
    }
}

#[test]
fn gone_is_believed_the_second_time_in_a_row() {
    let (once, turn) = Rhythm::default().after(&Outcome::Gone, noon(), 0.5);
    assert_eq!((wait(&turn, noon()), turn.notice), (720, None));
    let (_, turn) = once.clone().after(&Outcome::Gone, noon(), 0.5);
    assert_eq!(turn, Turn { next: None, notice: Some(Notice::Stopped(Stop::Gone)) });
    for between in [answered(None, &Wishes::default()), Outcome::Failed { retry_after: None }] {
        let (rhythm, _) = once.clone().after(&between, noon(), 0.5);
        let (_, turn) = rhythm.after(&Outcome::Gone, noon(), 0.5);
        assert!(turn.next.is_some());
    }
}

#[test]
fn a_move_is_believed_after_three_answers_over_a_day() {
    let url = |text: &str| Url::parse(text).expect(text);
    let (here, there) = (url("https://new.example.org/feed"), url("https://other.example.org/feed"));
    let wishes = Wishes::default();
    // Hours after noon, where it led, whether the move is believed then.
    type Look<'a> = (i64, Option<&'a Url>, bool);
    let runs: [&[Look<'_>]; 5] = [
        &[
            (0, Some(&here), false),
            (12, Some(&here), false),
            (24, Some(&here), true),
            (25, Some(&here), false),
        ],
        &[(0, Some(&here), false), (1, Some(&here), false), (2, Some(&here), false), (24, Some(&here), true)],
        &[(0, Some(&here), false), (48, Some(&here), false), (49, Some(&here), true)],
        &[
            (0, Some(&here), false),
            (12, None, false),
            (24, Some(&here), false),
            (36, Some(&here), false),
            (48, Some(&here), true),
        ],
        &[
            (0, Some(&here), false),
            (12, Some(&there), false),
            (24, Some(&here), false),
            (48, Some(&there), false),
        ],
    ];
    for run in runs {
        let mut rhythm = Rhythm::default();
        for (hours, moved_to, believed) in run {
            let now = noon() + SignedDuration::from_hours(*hours);
            let outcome =
                Outcome::Answered { dates: None, wishes: &wishes, fresh_for: None, moved_to: *moved_to };
            let (next, turn) = rhythm.after(&outcome, now, 0.5);
            rhythm = next;
            let notice = believed.then(|| Notice::Moved(here.clone()));
            assert_eq!(turn.notice, notice, "{run:?} at {hours}");
        }
    }
}

#[test]
fn it_is_kept_as_text_and_old_text_is_understood() {
    let wishes = Wishes::default();
    let url = Url::parse("https://new.example.org/").expect("an address");
    let outcome = Outcome::Answered {
        dates: Some(&every(60, 9)),
        wishes: &wishes,
        fresh_for: None,
        moved_to: Some(&url),
    };
    let (rhythm, _) = Rhythm::default().after(&outcome, noon(), 0.5);
    let text = serde_json::to_string(&rhythm).expect("text");
    assert_eq!(serde_json::from_str::<Rhythm>(&text).expect("a rhythm"), rhythm);
    assert_eq!(serde_json::from_str::<Rhythm>("{}").expect("a rhythm"), Rhythm::default());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes, the next look is five minutes away at least, and a day and a tenth at most.
    #[test]
    fn always_within_bounds(
        ages in prop::collection::vec(-100_000_i64..10_000_000, 0..40),
        ttl in proptest::option::of(0_u64..u64::MAX / 2), fresh in proptest::option::of(0_u64..u64::MAX / 2),
        jitter in proptest::num::f64::ANY, failed: bool, now in -3_000_000_000_i64..9_000_000_000,
    ) {
        let now = Timestamp::from_second(now).expect("a time");
        let dates: Vec<Timestamp> = ages.iter().map(|age| now - SignedDuration::from_secs(*age)).collect();
        let wishes = Wishes { ttl: ttl.map(Duration::from_secs), ..Wishes::default() };
        let fresh_for = fresh.map(Duration::from_secs);
        let outcome = if failed {
            Outcome::Failed { retry_after: fresh_for }
        } else {
            Outcome::Answered { dates: Some(&dates), wishes: &wishes, fresh_for, moved_to: None }
        };
        let (_, turn) = Rhythm::default().after(&outcome, now, jitter);
        let span = turn.next.expect("another look").duration_since(now).as_secs();
        prop_assert!((300..=95_040).contains(&span), "{span}");
    }
}
