//! Settings are kept, are the server's own, and take their schedules' jobs with them.

use jiff::{Timestamp, ToSpan};

use super::*;
use crate::names::Slug;
use crate::schedules::{Form, IfEmpty, SCHEDULES_MAX, Schedule};
use crate::sources::{Pause, SOURCES_MAX, Source};
use crate::stories::{Story, StoryState};
use crate::{LEFT_JOB, Refusal, Retention};

fn now() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn language(servers: &Servers, guild: u64) -> Option<String> {
    servers.settings(guild).unwrap().profile.language.clone()
}

fn source(address: &str) -> Source {
    Source {
        name: address.to_owned(),
        address: format!("https://{address}/").parse().unwrap(),
        feed: format!("https://{address}/feed").parse().unwrap(),
        story: None,
        post_to: None,
        words: String::new(),
        paused: None,
        added_at: now(),
    }
}

fn story(name: &str, words: &str) -> Story {
    Story {
        name: name.to_owned(),
        words: words.to_owned(),
        not_words: String::new(),
        channel: None,
        state: StoryState::Running,
        rests_since: None,
        added_at: now(),
    }
}

fn schedule(when: &str) -> Schedule {
    Schedule {
        when: when.parse().unwrap(),
        zone: None,
        story: None,
        channel: 5,
        form: Form::Full,
        mention: None,
        if_empty: IfEmpty::Silent,
        language: None,
        paused: None,
        planned: None,
        told_until: now(),
        last: None,
        added_at: now(),
    }
}

#[test]
fn changes_are_kept_and_are_the_servers_own() {
    let record = Record::in_memory();
    let servers = Servers::new(record.clone());
    assert_eq!(*servers.settings(7).unwrap(), Settings::default());
    servers
        .change(7, |settings| {
            settings.profile.language = Some("uk".to_owned());
            settings.add_source(source("argus.example"))?;
            settings.add_story(story("Bridge", "bridge, cracks"))?;
            settings.history.note(1, now(), "/setup language uk");
            Ok::<_, Refusal>(())
        })
        .unwrap();
    let anew = Servers::new(record);
    assert!(anew.known(7).is_none());
    assert_eq!(anew.settings(7).unwrap(), servers.settings(7).unwrap());
    assert_eq!(language(&anew, 7).as_deref(), Some("uk"));
    assert_eq!(*anew.settings(8).unwrap(), Settings::default());
    assert!(servers.erase(7).unwrap() > 0);
    assert_eq!(*servers.settings(7).unwrap(), Settings::default());
}

#[test]
fn a_refused_change_changes_nothing() {
    let servers = Servers::new(Record::in_memory());
    let refused = servers.change(7, |settings| {
        settings.profile.language = Some("uk".to_owned());
        Err::<(), _>("no")
    });
    assert!(matches!(refused, Err(ChangeError::Refused("no"))));
    assert_eq!(language(&servers, 7), None);
}

#[test]
fn lists_have_limits_and_no_doubles() {
    let mut settings = Settings::default();
    for number in 0..SOURCES_MAX {
        settings.add_source(source(&format!("s{number}.example"))).unwrap();
    }
    assert_eq!(settings.add_source(source("more.example")), Err(Refusal::SourcesFull(SOURCES_MAX)));
    let gone = settings.source("s3.example").unwrap().0.clone();
    settings.sources.remove(&gone);
    assert_eq!(
        settings.add_source(source("s4.example")),
        Err(Refusal::SourceExists("s4.example".to_owned()))
    );
    let long = source(&format!("argus.example/{}", "x".repeat(700)));
    assert_eq!(settings.add_source(long), Err(Refusal::LongAddress));

    settings.add_story(story("Bridge", "cracks")).unwrap();
    assert_eq!(settings.add_story(story("BRIDGE", "cracks")), Err(Refusal::StoryExists));
    assert_eq!(settings.add_story(story("Other", " ,\u{200B} ")), Err(Refusal::NoWords));
    assert_eq!(settings.add_story(story("\n", "x")), Err(Refusal::NoName));
    for _ in 0..SCHEDULES_MAX {
        settings.add_schedule(schedule("07:30"), now()).unwrap();
    }
    assert_eq!(settings.add_schedule(schedule("07:30"), now()), Err(Refusal::SchedulesFull(SCHEDULES_MAX)));
}

/// The jobs in the queue, whenever they are due.
fn jobs(record: &Record) -> Vec<(String, Timestamp, u64)> {
    let far = now().checked_add((24 * 365).hours()).unwrap();
    record.due(far, 100).unwrap().into_iter().map(|job| (job.name, job.at, job.server)).collect()
}

#[test]
fn the_queue_follows_the_schedules() {
    let record = Record::in_memory();
    let servers = Servers::new(record.clone());
    let change = |change: &mut dyn FnMut(&mut Settings)| {
        servers.change(7, |settings| {
            change(settings);
            Ok::<_, ()>(())
        })
    };
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let mut slug = None;
    change(&mut |settings| slug = settings.add_schedule(schedule("07:30"), now()).ok()).unwrap();
    let slug: Slug = slug.unwrap();
    let job = |at: &str| vec![("schedule/digest".to_owned(), at.parse::<Timestamp>().unwrap(), 7)];
    assert_eq!(jobs(&record), job("2026-11-23T07:30:00Z"));

    change(&mut |settings| {
        settings.profile.zone = "Europe/Kyiv".to_owned();
        settings.plan_all(now());
    })
    .unwrap();
    assert_eq!(jobs(&record), job("2026-11-23T05:30:00Z"));

    change(&mut |settings| {
        settings.schedules.get_mut(&slug).unwrap().paused =
            Some(Pause { until: Some(at("2026-11-30T12:00:00Z")) });
        settings.plan(&slug, now());
    })
    .unwrap();
    assert_eq!(jobs(&record), job("2026-12-01T05:30:00Z"));

    change(&mut |settings| {
        settings.schedules.get_mut(&slug).unwrap().paused = Some(Pause { until: None });
        settings.plan(&slug, now());
    })
    .unwrap();
    assert_eq!(jobs(&record), vec![]);

    change(&mut |settings| {
        settings.schedules.get_mut(&slug).unwrap().paused = None;
        settings.plan(&slug, now());
    })
    .unwrap();
    assert_eq!(jobs(&record).len(), 1);
    servers.erase(7).unwrap();
    assert_eq!(jobs(&record), vec![], "a server that was deleted has no jobs");
}

#[test]
fn a_server_that_was_left_has_thirty_days_and_the_clock_stops_when_the_bot_is_back() {
    let record = Record::in_memory();
    let servers = Servers::new(record.clone());
    let back = |guild| servers.settings(guild).unwrap().left_at.is_none();
    servers.is_there(7).unwrap();
    assert_eq!(record.stats().unwrap().settings, 0, "nothing is written of a server that never left");
    servers.left(7, now()).unwrap();
    servers.left(7, now().checked_add(48.hours()).unwrap()).unwrap();
    let due = now().checked_add((24 * 30).hours()).unwrap();
    assert_eq!(jobs(&record), [(LEFT_JOB.to_owned(), due, 7)], "the first time counts");
    assert!(!back(7) && Servers::new(record.clone()).settings(7).unwrap().left_at.is_some());
    servers.is_there(7).unwrap();
    assert!(back(7) && jobs(&record).is_empty());
}

#[test]
fn only_unusual_retentions_are_listed() {
    let servers = Servers::new(Record::in_memory());
    let set = |guild, days| {
        servers
            .change(guild, |settings| {
                settings.profile.retention.article_text_days = days;
                Ok::<_, ()>(())
            })
            .unwrap();
    };
    for (guild, days) in [(7, 1), (8, 7), (9, 30), (9, 7), (10, 2)] {
        set(guild, days);
    }
    servers.erase(10).unwrap();
    let usual = Retention::default();
    assert_eq!(
        servers.retentions().unwrap(),
        BTreeMap::from([(7, Retention { article_text_days: 1, ..usual })])
    );
}
