//! Digests by their schedules: late ones, quiet hours, outages.

use std::collections::BTreeMap;

use jiff::civil::time;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use sayso_outbox::{Act, Digest, Event, Outbox, Plan, Task, due_digest, ensure, tasks};
use sayso_record::{Job, Record, SHARED};
use sayso_schedule::{Quiet, When};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

#[test]
fn a_digest_is_posted_soon_after_its_time_and_due_again_at_the_next() {
    let (when, kyiv): (When, _) = ("08:00".parse().unwrap(), zone("Europe/Kyiv"));
    let job = Job::new(at("2026-11-23T06:00:00Z"), 42, "schedule/1");
    let due = due_digest(&when, &kyiv, None, &job, None, at("2026-11-23T06:00:20Z")).unwrap();
    let post = due.post.unwrap();
    assert_eq!(post.occurrence.key("schedule/1"), "schedule/1|2026-11-23|08:00");
    assert!(
        post.start >= at("2026-11-23T06:00:20Z") && post.start < at("2026-11-23T06:05:00Z"),
        "{}",
        post.start
    );
    assert_eq!((post.expires, due.next), (at("2026-11-23T12:00:00Z"), at("2026-11-24T06:00:00Z")));
    let early = due_digest(&when, &kyiv, None, &job, None, at("2026-11-23T05:59:59Z")).unwrap();
    assert_eq!((early.post, early.next), (None, job.at));
    let late = due_digest(&when, &kyiv, None, &job, None, at("2026-11-23T12:00:00Z")).unwrap();
    assert_eq!((late.post, late.next), (None, at("2026-11-24T06:00:00Z")));
}

#[test]
fn a_digest_that_waited_for_an_earlier_post_is_not_forgotten() {
    let (when, utc): (When, _) = ("hourly".parse().unwrap(), zone("UTC"));
    let last = at("2026-11-23T07:00:00Z");
    let moved = Job::new(at("2026-11-23T08:12:00Z"), 42, "schedule/1");
    let due = due_digest(&when, &utc, None, &moved, Some(last), at("2026-11-23T08:12:10Z")).unwrap();
    assert_eq!(due.post.unwrap().occurrence.at, at("2026-11-23T08:00:00Z"));
}

#[test]
fn a_rhythm_pauses_in_quiet_hours_and_named_times_stand() {
    let (utc, night) = (zone("UTC"), Quiet::new(time(22, 0, 0, 0), time(7, 0, 0, 0)).unwrap());
    let digest = |typed: &str, due: &str| {
        let when: When = typed.parse().unwrap();
        let due = due_digest(&when, &utc, Some(&night), &Job::new(at(due), 1, "schedule/1"), None, at(due))
            .unwrap();
        (due.post.is_some(), due.next)
    };
    assert_eq!(digest("hourly", "2026-11-23T21:00:00Z"), (true, at("2026-11-24T07:00:00Z")));
    assert_eq!(digest("hourly", "2026-11-23T22:00:00Z"), (false, at("2026-11-24T07:00:00Z")));
    assert_eq!(digest("hourly", "2026-11-24T07:00:00Z"), (true, at("2026-11-24T08:00:00Z")));
    assert_eq!(digest("23:00", "2026-11-23T23:00:00Z"), (true, at("2026-11-24T23:00:00Z")));
    // A rhythm that knows only quiet hours goes on looking.
    assert_eq!(digest("0 23 * * *", "2026-11-23T23:00:00Z"), (false, at("2026-11-24T23:00:00Z")));
}

#[test]
fn tasks_are_told_by_their_names() {
    let record = Record::in_memory();
    let now = at("2026-11-23T08:00:00Z");
    for (server, name) in [
        (7, "schedule/1"),
        (7, "post/schedule/1"),
        (7, "notice/schedule/1"),
        (7, "whatever"),
        (SHARED, "feed/abc"),
        (SHARED, "schedule/1"),
    ] {
        record.put_job(&Job::new(now, server, name)).unwrap();
    }
    ensure(&record, "nightly/export", now).unwrap();
    ensure(&record, "nightly/export", now + SignedDuration::from_hours(1)).unwrap();
    let all = tasks(&record, now + SignedDuration::from_hours(2), 99, |_| true).unwrap();
    let found: Vec<_> = all.into_iter().map(|due| due.task).collect();
    assert_eq!(
        found,
        [
            Task::Feed("abc".to_owned()),
            Task::Nightly("export".to_owned()),
            Task::Other("schedule/1".to_owned()),
            Task::Digest("1".to_owned()),
            Task::Other("whatever".to_owned()),
        ]
    );
    let digests = tasks(&record, now, 1, |task| matches!(task, Task::Digest(_))).unwrap();
    assert_eq!(digests[0].job, Job::new(now, 7, "schedule/1"));
}

#[test]
fn a_digest_and_what_its_owner_keeps_are_written_together() {
    let (when, utc): (When, _) = ("08:00".parse().unwrap(), zone("UTC"));
    let now = at("2026-11-23T08:00:10Z");
    let outbox = Outbox::new(Record::in_memory());
    let job = Job::new(at("2026-11-23T08:00:00Z"), 8, "schedule/1");
    outbox.record().put_job(&job).unwrap();
    let due = due_digest(&when, &utc, None, &job, None, now).unwrap();
    let digest = Digest { channel: 1, nonce: true, covers_until: now, parts: vec!["new".to_owned()] };
    let settle = |planned: Option<&Option<Timestamp>>| {
        outbox.settle_digest(&job, &due, Some(digest.clone()), now, |change, next| {
            change.replace("planned", planned, &next).map(drop)
        })
    };
    assert!(settle(Some(&Some(now))).unwrap_err().is_conflict(), "the owner's has changed in between");
    assert_eq!(outbox.line(8, "schedule/1").unwrap().post, None, "so nothing was planned");
    assert_eq!(settle(None).unwrap(), Plan::Planned);
    let planned = outbox.record().guild(8).get::<Option<Timestamp>>("planned").unwrap();
    assert_eq!(planned, Some(Some(at("2026-11-24T08:00:00Z"))));
    assert!(settle(planned.as_ref()).unwrap_err().is_conflict(), "its job is another now");
}

/// How the world goes on during a simulated time.
#[derive(Clone, Copy, PartialEq)]
enum Weather {
    Fine,
    /// Requests do not get through.
    Away,
    /// Requests get through or not, and no answer comes.
    Silent,
    /// The program is not running.
    Dead,
}

/// Lives through hours of one schedule; tells the local hours and minutes at which a message came, with what it covers.
fn live(typed: &str, hours: i64, weather: impl Fn(i64) -> Weather) -> Vec<(String, SignedDuration)> {
    let (when, utc): (When, _) = (typed.parse().unwrap(), zone("UTC"));
    let outbox = Outbox::new(Record::in_memory());
    let begin = at("2026-11-23T00:00:00Z");
    let first = when.next(&utc, begin).unwrap().at;
    outbox.record().put_job(&Job::new(first, 8, "schedule/1")).unwrap();
    let (mut made, mut came) = (BTreeMap::new(), Vec::new());
    for tick in 0..hours * 120 {
        let now = begin + SignedDuration::from_secs(tick * 30);
        let sky = weather(tick / 120);
        if sky == Weather::Dead {
            continue;
        }
        for due in tasks(outbox.record(), now, 9, |_| true).unwrap() {
            let line = outbox.line(8, "schedule/1").unwrap();
            let what = due_digest(&when, &utc, None, &due.job, line.last_due, now).unwrap();
            let from = line.covered_until.unwrap_or(begin);
            let parts = vec![now.duration_since(from).as_millis().to_string()];
            let digest =
                what.post.is_some().then_some(Digest { channel: 1, nonce: true, covers_until: now, parts });
            let plan = outbox.settle_digest(&due.job, &what, digest, now, |_, _| Ok(())).unwrap();
            assert!(!matches!(plan, Plan::Stopped(_)));
        }
        for job in outbox.due(now, 9).unwrap() {
            let Some(mut turn) = outbox.wake(&job, now).unwrap() else {
                if let Some(notice) = outbox.notice(&job, now).unwrap() {
                    outbox.notice_told(&notice).unwrap();
                }
                continue;
            };
            while turn.act != Act::Rest {
                let message = turn.message.clone().unwrap();
                let event = match (turn.act, sky) {
                    (Act::Send, Weather::Away) => Event::NotSent(None),
                    (Act::Send, Weather::Silent) => Event::Lost,
                    (_, Weather::Away | Weather::Silent) => Event::NotRead(None),
                    (Act::ReadBack(_), _) => {
                        made.get(&message.marker).map_or(Event::Absent, |id| Event::Sent(*id))
                    }
                    _ => {
                        let id = made.len() as u64 + 1;
                        assert_eq!(made.insert(message.marker, id), None, "no message comes twice");
                        let covers = SignedDuration::from_millis(message.body.parse().unwrap());
                        came.push((now.to_zoned(utc.clone()).strftime("%d %H:%M").to_string(), covers));
                        Event::Sent(id)
                    }
                };
                turn = outbox.told(turn, &event, now).unwrap();
            }
        }
    }
    came
}

#[test]
fn an_outage_of_hours_brings_one_post_that_covers_it() {
    for bad in [Weather::Away, Weather::Silent, Weather::Dead] {
        let came = live("hourly", 12, |hour| if (3..8).contains(&hour) { bad } else { Weather::Fine });
        let hours: Vec<&str> = came.iter().map(|(time, _)| &time[3..5]).collect();
        assert_eq!(hours, ["01", "02", "08", "09", "10", "11"], "none before eight, one at eight: {came:?}");
        let covered: SignedDuration = came.iter().map(|(_, covers)| *covers).sum();
        assert_eq!(covered.as_hours(), 11, "from the beginning to eleven nothing is left out: {came:?}");
    }
}

#[test]
fn a_daily_digest_comes_late_or_with_the_next() {
    let came = live("08:00", 60, |hour| if (7..12).contains(&hour) { Weather::Dead } else { Weather::Fine });
    assert_eq!(
        came.iter().map(|(time, _)| &time[..5]).collect::<Vec<_>>(),
        ["23 12", "24 08", "25 08"],
        "{came:?}"
    );
    let came = live("08:00", 60, |hour| if (7..15).contains(&hour) { Weather::Away } else { Weather::Fine });
    assert_eq!(came.iter().map(|(time, _)| &time[..5]).collect::<Vec<_>>(), ["24 08", "25 08"], "{came:?}");
    assert_eq!(came[0].1.as_hours(), 32, "the next one covers what was skipped: {came:?}");
}
