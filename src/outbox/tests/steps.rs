//! The state machine, transition by transition.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sayso_outbox::{
    Act, Event, Failure, PARTS_MAX, Part, Phase, Post, marker, snowflake, snowflake_time, step,
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn post(phase: Phase) -> Post {
    Post {
        occurrence: "schedule/1|2026-11-23|08:00".to_owned(),
        due: at(0),
        expires: at(3_600),
        channel: 5,
        nonce: true,
        covers_until: at(0),
        parts: 2,
        done: Vec::new(),
        phase,
        attempts: 0,
        wake: Some(at(0)),
    }
}

fn claimed(since: i64, sent: i64) -> Phase {
    Phase::Claimed { since: at(since), first: at(since), sent: at(sent), unsure: false }
}

/// What a post of a phase does at an event, and where it stands then.
fn after(phase: Phase, event: &Event, second: i64) -> (Phase, Act, Option<Timestamp>) {
    let (post, act) = step(3, &post(phase), event, at(second));
    (post.phase, act, post.wake)
}

#[test]
fn a_post_is_claimed_before_it_is_sent() {
    assert_eq!(after(Phase::Planned, &Event::Wake, 5), (claimed(5, 5), Act::Send, Some(at(35))));
    let early = step(3, &post(Phase::Planned), &Event::Wake, at(-1));
    assert_eq!(early, (post(Phase::Planned), Act::Rest), "not before its time");
    let late = after(Phase::Planned, &Event::Wake, 3_600);
    assert_eq!(late, (Phase::Failed(Failure::Expired), Act::Rest, None));
}

#[test]
fn a_claim_nobody_waits_for_is_sent_again_while_the_nonce_is_known() {
    for age in [0, 30, 59] {
        let (phase, act, _) = after(claimed(0, 0), &Event::Wake, age);
        let again = Phase::Claimed { since: at(0), first: at(0), sent: at(age), unsure: true };
        assert_eq!((phase, act), (again, Act::Send), "{age} s");
    }
    let (_, act, wake) = after(claimed(0, 50), &Event::Wake, 60);
    assert_eq!((act, wake), (Act::Rest, Some(at(95))), "the last request may still be on its way");
    let (phase, act, _) = after(claimed(0, 0), &Event::Wake, 60);
    assert_eq!((phase, act), (claimed(0, 0), Act::ReadBack(at(-600))), "from before the claim");
    let (_, act, _) = after(claimed(0, 0), &Event::Wake, -1);
    assert_eq!(act, Act::ReadBack(at(-600)), "a clock that went back tells no age");
}

#[test]
fn what_takes_no_nonce_is_never_sent_again_without_a_look() {
    let forum = Post { nonce: false, ..post(claimed(0, 0)) };
    let (waits, act) = step(3, &forum, &Event::Wake, at(5));
    assert_eq!((act, waits.wake), (Act::Rest, Some(at(45))));
    assert_eq!(step(3, &forum, &Event::Wake, at(45)).1, Act::ReadBack(at(-600)));
}

#[test]
fn the_channel_decides_when_the_nonce_is_forgotten() {
    let old = claimed(0, 0);
    let (phase, act, _) = after(old.clone(), &Event::Absent, 100);
    let anew = Phase::Claimed { since: at(100), first: at(0), sent: at(100), unsure: false };
    assert_eq!((phase, act), (anew, Act::Send));
    let (found, act) = step(3, &post(old.clone()), &Event::Sent(77), at(100));
    assert_eq!(
        (found.done, found.phase, act),
        (vec![Part::Message(77)], claimed(100, 100), Act::Send),
        "the next part"
    );
    let (unread, _) = step(3, &post(old.clone()), &Event::Unreadable, at(100));
    assert_eq!(unread.done, [Part::Uncertain], "at most once, and on to the next part");
    let (phase, act, wake) = after(old.clone(), &Event::NotRead(None), 100);
    assert_eq!((phase, act), (old.clone(), Act::Rest));
    assert!(wake.is_some_and(|wake| wake > at(100)));
    assert_eq!(
        after(old, &Event::Absent, 4_000).0,
        Phase::Failed(Failure::Expired),
        "too late to send it anew"
    );
}

#[test]
fn what_was_not_sent_is_planned_again_unless_an_earlier_request_is_unaccounted_for() {
    let (phase, _, wake) = after(claimed(0, 0), &Event::NotSent(Some(SignedDuration::from_secs(40))), 1);
    assert_eq!(phase, Phase::Planned);
    assert!(
        wake.is_some_and(|wake| wake >= at(41) && wake < at(46)),
        "as Discord asked, and a little: {wake:?}"
    );
    let unsure = Phase::Claimed { since: at(0), first: at(0), sent: at(30), unsure: true };
    assert_eq!(after(unsure.clone(), &Event::NotSent(None), 31).0, unsure);
    assert_eq!(after(claimed(0, 0), &Event::Lost, 1).0, claimed(0, 0));
}

#[test]
fn a_post_ends_posted_or_failed_and_stays_so() {
    let mut last = post(claimed(0, 0));
    last.done = vec![Part::Message(1)];
    let (done, act) = step(3, &last, &Event::Sent(2), at(9));
    assert_eq!((&done.phase, act, done.wake), (&Phase::Posted, Act::Rest, None));
    let gone = Event::Refused(Failure::ChannelGone);
    assert_eq!(after(claimed(0, 0), &gone, 1), (Phase::Failed(Failure::ChannelGone), Act::Rest, None));
    for event in [Event::Wake, Event::Lost, Event::Sent(9), Event::Absent, gone] {
        assert_eq!(step(3, &done, &event, at(99)), (done.clone(), Act::Rest), "{event:?}");
    }
    let (begun, act) = step(3, &Post { phase: Phase::Planned, ..last }, &Event::Wake, at(9_000));
    assert_eq!(
        (begun.phase, act),
        (claimed(9_000, 9_000), Act::Send),
        "what has begun is finished even late"
    );
}

#[test]
fn a_post_that_never_succeeds_comes_to_an_end() {
    for (event, parts_done) in [(Event::NotSent(None), 0), (Event::Lost, 0), (Event::NotSent(None), 1)] {
        let mut state = post(Phase::Planned);
        state.done = vec![Part::Message(1); parts_done];
        (state.wake, state.expires) = (Some(at(0)), at(86_400 * 30));
        let (mut requests, mut now) = (0, at(0));
        while let Some(wake) = state.wake {
            now = now.max(wake);
            let (next, act) = step(3, &state, &Event::Wake, now);
            state = match act {
                Act::Send => {
                    requests += 1;
                    step(3, &next, &event, now).0
                }
                Act::ReadBack(_) => step(3, &next, &Event::Absent, now).0,
                Act::Rest => next,
            };
            assert!(requests <= 70, "{event:?}");
        }
        assert!(
            matches!(state.phase, Phase::Failed(Failure::Expired | Failure::GaveUp)),
            "{:?}",
            state.phase
        );
        assert!(requests > 30, "{event:?} was tried {requests} times");
    }
}

#[test]
fn markers_are_nonces_that_tell_posts_parts_and_servers_apart() {
    let one = marker(1, "schedule/1|2026-11-23|08:00", 0);
    assert_eq!(one, marker(1, "schedule/1|2026-11-23|08:00", 0));
    assert_eq!(one.len(), 22);
    assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{one}");
    for other in [
        marker(2, "schedule/1|2026-11-23|08:00", 0),
        marker(1, "schedule/1|2026-11-23|08:00", 1),
        marker(1, "x", 0),
    ] {
        assert_ne!(one, other);
    }
    // The id that Discord's reference takes as its example, and its time.
    assert_eq!(snowflake_time(175_928_847_299_117_063).as_millisecond(), 1_462_015_105_796);
    assert_eq!(snowflake(snowflake_time(175_928_847_299_117_063)) >> 22, 175_928_847_299_117_063 >> 22);
    assert_eq!(snowflake(Timestamp::UNIX_EPOCH), 0);
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Wake),
        any::<u64>().prop_map(Event::Sent),
        any::<Option<i64>>().prop_map(|told| Event::NotSent(told.map(SignedDuration::from_millis))),
        Just(Event::Lost),
        Just(Event::Refused(Failure::Forbidden)),
        Just(Event::Absent),
        Just(Event::Unreadable),
        any::<Option<i64>>().prop_map(|told| Event::NotRead(told.map(SignedDuration::from_millis))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_a_post_is_settled_or_has_a_time_to_look_at_it(
        events in prop::collection::vec((any_event(), -200_i64..400_000), 0..60),
        parts in 1..u16::try_from(PARTS_MAX).unwrap(),
    ) {
        let mut state = Post { parts, ..post(Phase::Planned) };
        for (event, second) in events {
            let (next, act) = step(9, &state, &event, at(second));
            prop_assert_eq!(next.is_settled(), next.wake.is_none());
            prop_assert!(next.done.len() <= usize::from(parts));
            prop_assert!(next.done.starts_with(&state.done), "what is dealt with stays so");
            prop_assert!(act == Act::Rest || matches!(next.phase, Phase::Claimed { .. }), "no request without a claim");
            prop_assert!(next.wake.is_none_or(|wake| wake.subsec_nanosecond() % 1_000_000 == 0));
            state = next;
        }
    }
}
