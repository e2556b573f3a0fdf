//! Lines of posts in the record: planning, superseding, stopping, telling.

use jiff::Timestamp;
use sayso_outbox::{Act, Event, Failure, NewPost, Notice, Outbox, OutboxError, Phase, Plan, Turn};
use sayso_record::{Record, RecordError};
use serde::de::IgnoredAny;

const LINE: &str = "schedule/1";
const SERVER: u64 = 3;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn outbox() -> Outbox {
    Outbox::new(Record::in_memory())
}

fn new(second: i64) -> NewPost {
    NewPost {
        occurrence: format!("{LINE}|{second}"),
        due: at(second),
        start: at(second),
        expires: at(second + 1_800),
        channel: 5,
        nonce: true,
        covers_until: at(second),
        parts: vec![format!("first of {second}"), format!("second of {second}")],
    }
}

fn plan(outbox: &Outbox, new: NewPost) -> Plan {
    let guild = outbox.record().guild(SERVER);
    let mut change = guild.change();
    let plan = outbox.plan(&guild, &mut change, LINE, new).unwrap();
    change.commit().unwrap();
    plan
}

/// Takes up the one post that is due.
fn wake(outbox: &Outbox, second: i64) -> Turn {
    let jobs = outbox.due(at(second), 9).unwrap();
    let posts: Vec<_> = jobs.iter().filter(|job| job.name.starts_with("post/")).collect();
    assert_eq!(posts.len(), 1, "{jobs:?}");
    outbox.wake(posts[0], at(second)).unwrap().unwrap()
}

/// Lets every request of the post that is due end so.
fn end(outbox: &Outbox, second: i64, event: &Event) -> Turn {
    let mut turn = wake(outbox, second);
    while turn.act != Act::Rest {
        turn = outbox.told(turn, event, at(second)).unwrap();
    }
    turn
}

/// Everything that is kept of posts, by name.
fn names(outbox: &Outbox) -> Vec<String> {
    let (found, _) = outbox.record().guild(SERVER).scan::<IgnoredAny>("outbox", 99, None).unwrap();
    found.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_post_goes_out_part_by_part_and_leaves_nothing_behind() {
    let outbox = outbox();
    assert_eq!(plan(&outbox, new(0)), Plan::Planned);
    assert_eq!(outbox.due(at(-1), 9).unwrap(), []);
    let turn = wake(&outbox, 0);
    let message = turn.message.clone().unwrap();
    assert_eq!((turn.act, message.body.as_str(), message.part), (Act::Send, "first of 0", 0));
    let first = message.marker;
    let turn = outbox.told(turn, &Event::Sent(11), at(1)).unwrap();
    let message = turn.message.clone().unwrap();
    assert_eq!((turn.act, message.body.as_str(), message.part), (Act::Send, "second of 0", 1));
    assert_ne!(message.marker, first);
    let turn = outbox.told(turn, &Event::Sent(12), at(2)).unwrap();
    assert_eq!((turn.act, turn.message), (Act::Rest, None));
    let line = outbox.line(3, LINE).unwrap();
    assert_eq!(line.post.as_ref().unwrap().phase, Phase::Posted);
    assert_eq!((line.covered_until, line.last_due, line.failures), (Some(at(0)), Some(at(0)), 0));
    assert_eq!(outbox.due(at(99_999), 9).unwrap(), [], "no job is left");
    assert_eq!(names(&outbox), ["outbox/schedule/1"], "nor a body");
    assert_eq!(plan(&outbox, new(0)), Plan::Done, "the same again is no post");
    assert_eq!(plan(&outbox, new(-60)), Plan::Done, "nor is an earlier one, where the clock went back");
    assert_eq!(plan(&outbox, new(60)), Plan::Planned);
}

#[test]
fn of_two_who_take_up_a_post_one_sends_it() {
    let outbox = outbox();
    plan(&outbox, new(0));
    let job = outbox.due(at(0), 9).unwrap().remove(0);
    let turn = outbox.wake(&job, at(0)).unwrap().unwrap();
    assert_eq!(outbox.wake(&job, at(0)).unwrap(), None, "its job is another now");
    let late = turn.clone();
    outbox.told(turn, &Event::Lost, at(1)).unwrap();
    let error = outbox.told(late, &Event::Sent(1), at(1)).unwrap_err();
    assert!(error.is_conflict(), "{error}");
}

#[test]
fn a_later_post_takes_the_place_of_one_that_was_not_sent() {
    let outbox = outbox();
    plan(&outbox, new(0));
    let turn = end(&outbox, 0, &Event::NotSent(None));
    assert_eq!(turn.kept.post.unwrap().phase, Phase::Planned);
    let mut later = new(600);
    later.parts.pop();
    assert_eq!(plan(&outbox, later), Plan::Planned);
    let jobs = outbox.due(at(9_999), 9).unwrap();
    assert_eq!(jobs.len(), 1, "one catch-up, no burst: {jobs:?}");
    assert_eq!(names(&outbox), ["outbox-body/schedule/1/0", "outbox/schedule/1"]);
    assert_eq!(wake(&outbox, 600).message.unwrap().body, "first of 600");
}

#[test]
fn a_post_that_may_be_on_its_way_is_waited_for() {
    let outbox = outbox();
    plan(&outbox, new(0));
    let turn = end(&outbox, 0, &Event::Lost);
    let wake = turn.kept.post.unwrap().wake.unwrap();
    assert_eq!(plan(&outbox, new(600)), Plan::Busy(wake));
    let guild = outbox.record().guild(SERVER);
    assert!(!outbox.nothing_new(&guild, &mut guild.change(), LINE, at(600), at(600)).unwrap());
    let turn = end(&outbox, 700, &Event::Sent(8));
    assert_eq!(turn.kept.post.unwrap().phase, Phase::Posted);
    assert_eq!(plan(&outbox, new(600)), Plan::Planned);
}

#[test]
fn nothing_new_is_noted_without_a_post() {
    let outbox = outbox();
    let guild = outbox.record().guild(SERVER);
    let mut change = guild.change();
    assert!(outbox.nothing_new(&guild, &mut change, LINE, at(0), at(5)).unwrap());
    change.commit().unwrap();
    let line = outbox.line(3, LINE).unwrap();
    assert_eq!((line.covered_until, line.last_due, line.post), (Some(at(5)), Some(at(0)), None));
    assert_eq!(plan(&outbox, new(0)), Plan::Done);
}

#[test]
fn a_channel_that_is_gone_stops_the_line_and_is_told_until_it_arrives() {
    for failure in [Failure::ChannelGone, Failure::Forbidden] {
        let outbox = outbox();
        plan(&outbox, new(0));
        end(&outbox, 0, &Event::Refused(failure.clone()));
        assert_eq!(plan(&outbox, new(60)), Plan::Stopped(failure.clone()));
        assert_eq!(plan(&outbox, new(60)), Plan::Stopped(failure.clone()), "nothing was noted by the first");

        let job = outbox.due(at(60), 9).unwrap().remove(0);
        let notice = outbox.notice(&job, at(60)).unwrap().unwrap();
        assert_eq!(
            (notice.failure.clone(), notice.stopped, notice.channel),
            (Some(failure.clone()), true, 5)
        );
        assert!(!notice.to_string().contains('\n') && notice.to_string().contains('5'), "{notice}");
        assert_eq!(outbox.notice(&job, at(60)).unwrap(), None, "one tells it");
        assert_eq!(outbox.due(at(80), 9).unwrap(), []);
        let again = outbox.due(at(200), 9).unwrap().remove(0);
        let notice = outbox.notice(&again, at(200)).unwrap().unwrap();
        outbox.notice_told(&notice).unwrap();
        assert_eq!(outbox.due(at(9_999_999), 9).unwrap(), [], "told once it is told");

        outbox.reopen(3, LINE).unwrap();
        assert_eq!(plan(&outbox, new(60)), Plan::Planned);
    }
}

#[test]
fn a_notice_that_no_place_takes_for_a_day_waits_for_an_admin() {
    let outbox = outbox();
    plan(&outbox, new(0));
    end(&outbox, 0, &Event::Refused(Failure::ChannelGone));
    let (mut tries, mut second) = (0, 0);
    while second < 2 * 86_400 {
        for job in outbox.due(at(second), 9).unwrap() {
            tries += i64::from(outbox.notice(&job, at(second)).unwrap().is_some());
        }
        second += 30;
    }
    assert!((20..200).contains(&tries), "it was tried {tries} times");
    assert_eq!(outbox.due(at(9_999_999), 9).unwrap(), []);
    let unheard = outbox.unheard(SERVER, 9).unwrap();
    assert!(unheard.len() == 1 && unheard[0].failure == Some(Failure::ChannelGone), "{unheard:?}");
    outbox.heard(SERVER, &unheard).unwrap();
    assert_eq!(names(&outbox), ["outbox/schedule/1"]);
}

#[test]
fn what_is_announced_is_told_once_and_the_latest_of_one_name_alone() {
    let outbox = outbox();
    let guild = outbox.record().guild(SERVER);
    for (second, body) in [(0, "failing"), (60, "gone")] {
        let mut change = guild.change();
        let notice = Notice::saying(SERVER, "source/argus", 5, body.to_owned(), at(second));
        outbox.announce(&guild, &mut change, &notice).unwrap();
        change.commit().unwrap();
    }
    let due = outbox.due(at(60), 9).unwrap();
    assert_eq!(due.len(), 1, "{due:?}");
    let notice = outbox.notice(&due[0], at(60)).unwrap().unwrap();
    assert_eq!((notice.body.as_deref(), notice.channel), (Some("gone"), 5));
    outbox.notice_told(&notice).unwrap();
    assert!(names(&outbox).is_empty() && outbox.due(at(9_999_999), 9).unwrap().is_empty());
}

#[test]
fn in_a_forum_the_first_message_opens_the_thread_of_the_others() {
    let outbox = outbox();
    plan(&outbox, NewPost { nonce: false, parts: vec!["a".to_owned(), "b".to_owned()], ..new(0) });
    let job = outbox.due(at(0), 9).unwrap().remove(0);
    let turn = outbox.wake(&job, at(0)).unwrap().unwrap();
    let message = turn.message.clone().unwrap();
    assert_eq!((message.in_forum, message.part, message.first), (true, 0, None));
    let turn = outbox.told(turn, &Event::Sent(77), at(0)).unwrap();
    let message = turn.message.clone().unwrap();
    assert_eq!((message.in_forum, message.part, message.first), (true, 1, Some(77)));
    // A request whose answer was lost is never repeated without a look.
    let turn = outbox.told(turn, &Event::Lost, at(1)).unwrap();
    assert_eq!(turn.act, Act::Rest);
    let job = outbox.due(at(59), 9).unwrap().remove(0);
    assert!(!matches!(outbox.wake(&job, at(59)).unwrap().unwrap().act, Act::Send));
}

#[test]
fn a_message_that_is_refused_again_and_again_stops_the_line_and_is_told_twice() {
    let outbox = outbox();
    let mut told = 0;
    for number in 0..5 {
        assert_eq!(plan(&outbox, new(number * 3_600)), Plan::Planned);
        end(&outbox, number * 3_600, &Event::Refused(Failure::Refused("50035: too long".to_owned())));
        for job in outbox.due(at(number * 3_600), 9).unwrap() {
            let notice = outbox.notice(&job, at(number * 3_600)).unwrap().unwrap();
            assert!(notice.to_string().contains("50035"), "{notice}");
            outbox.notice_told(&notice).unwrap();
            told += 1;
        }
    }
    assert_eq!(told, 2, "the first time, and when it stops");
    assert!(matches!(plan(&outbox, new(99_999)), Plan::Stopped(Failure::Refused(_))));
}

#[test]
fn being_late_for_days_never_stops_a_line() {
    let outbox = outbox();
    for number in 0..50 {
        assert_eq!(plan(&outbox, new(number * 3_600)), Plan::Planned);
        let turn = end(&outbox, number * 3_600 + 1_800, &Event::Lost);
        assert_eq!(turn.kept.post.unwrap().phase, Phase::Failed(Failure::Expired));
    }
    let line = outbox.line(3, LINE).unwrap();
    assert_eq!((line.covered_until, line.stopped), (None, None), "the next post covers all of it");
}

#[test]
fn a_post_of_which_a_part_may_be_missing_is_told() {
    let outbox = outbox();
    plan(&outbox, new(0));
    end(&outbox, 0, &Event::Lost);
    let turn = wake(&outbox, 100);
    assert!(matches!(turn.act, Act::ReadBack(_)));
    let turn = outbox.told(turn, &Event::Unreadable, at(100)).unwrap();
    assert_eq!(turn.message.clone().unwrap().part, 1, "the other part goes out");
    let turn = outbox.told(turn, &Event::Sent(9), at(101)).unwrap();
    assert_eq!(turn.kept.covered_until, Some(at(0)), "at most once");
    let job = outbox.due(at(101), 9).unwrap().remove(0);
    let notice = outbox.notice(&job, at(101)).unwrap().unwrap();
    assert_eq!((notice.failure.as_ref(), notice.posted, notice.parts), (None, 1, 2));
    assert!(notice.to_string().contains("Read Message History"), "{notice}");
}

#[test]
fn leftovers_and_missing_bodies_end_in_one_step() {
    let outbox = outbox();
    plan(&outbox, new(0));
    outbox.record().guild(SERVER).delete("outbox-body/schedule/1/0").unwrap();
    let turn = wake(&outbox, 0);
    assert_eq!(turn.act, Act::Rest);
    assert!(matches!(turn.kept.post.unwrap().phase, Phase::Failed(Failure::Refused(_))));

    plan(&outbox, new(60));
    outbox.record().guild(SERVER).erase().unwrap();
    for job in outbox.due(at(9_999), 9).unwrap() {
        assert_eq!(outbox.wake(&job, at(9_999)).unwrap(), None);
        assert_eq!(outbox.notice(&job, at(9_999)).unwrap(), None);
    }
    assert_eq!(outbox.due(at(9_999_999), 9).unwrap(), [], "jobs of an erased server go as they come up");
}

#[test]
fn a_removed_line_leaves_nothing() {
    let outbox = outbox();
    plan(&outbox, new(0));
    end(&outbox, 0, &Event::Refused(Failure::ChannelGone));
    outbox.reopen(3, LINE).unwrap();
    plan(&outbox, new(60));
    let guild = outbox.record().guild(SERVER);
    let mut change = guild.change();
    outbox.remove(&guild, &mut change, LINE).unwrap();
    change.commit().unwrap();
    assert_eq!(names(&outbox), Vec::<String>::new());
    assert_eq!(outbox.due(at(9_999_999), 9).unwrap(), []);
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let outbox = outbox();
    let guild = outbox.record().guild(SERVER);
    let refused = |line: &str, new: NewPost| outbox.plan(&guild, &mut guild.change(), line, new).unwrap_err();
    assert!(matches!(refused(LINE, NewPost { parts: vec![], ..new(0) }), OutboxError::Parts(0)));
    assert!(matches!(
        refused(LINE, NewPost { parts: vec![String::new(); 11], ..new(0) }),
        OutboxError::Parts(11)
    ));
    assert!(matches!(refused(&"x".repeat(181), new(0)), OutboxError::Name(_)));
    assert!(matches!(refused("", new(0)), OutboxError::Name(_)));
    assert!(matches!(refused(LINE, NewPost { occurrence: "ж".repeat(129), ..new(0) }), OutboxError::Name(_)));
    let huge = refused(LINE, NewPost { parts: vec!["x".repeat(70_000)], ..new(0) });
    assert!(matches!(huge, OutboxError::Record(RecordError::TooLarge { .. })), "{huge}");
}
