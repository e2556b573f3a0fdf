//! The state machine of a post. Pure: the caller keeps the state on the disk before it does the act.

use jiff::{SignedDuration, Timestamp};

use crate::backoff::{asked, pause};
use crate::kept::whole;
use crate::marker::seed;
use crate::post::{Failure, Part, Phase, Post};

/// How long after a claim a request is simply repeated with its nonce; Discord knows a nonce again "within a few
/// minutes" (its reference of Create Message).
pub const NONCE_WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// How far Discord's clock and ours may be apart: the channel is read back from this long before the first claim.
pub const CLOCK_MARGIN: SignedDuration = SignedDuration::from_mins(10);

/// After this long the job of a request that was begun comes up again, as nobody may be left to wait for it.
/// A request must end sooner.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// How long after a request the channel is not yet believed when the message is not in it.
const VISIBLE_AFTER: SignedDuration = SignedDuration::from_secs(45);

/// The most requests for one message.
const ATTEMPTS_MAX: u16 = 60;

/// How long after its expiry a post that may be in the channel is still looked for.
const LOOK_MAX: SignedDuration = SignedDuration::from_hours(24);

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is time, or the program has started again.
    Wake,
    /// The message is in the channel under this id.
    Sent(u64),
    /// Certainly not sent; try again after this pause, where one was told.
    NotSent(Option<SignedDuration>),
    /// Sent or not: the answer was lost, or was a 5xx.
    Lost,
    /// Discord will never take it.
    Refused(Failure),
    /// The channel was read back up to now, and the message is not there.
    Absent,
    /// The channel cannot be read back, and will not be.
    Unreadable,
    /// The channel could not be read back now.
    NotRead(Option<SignedDuration>),
}

/// What to do next, once the state is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Send the current message.
    Send,
    /// Look for the current message among those made after this time.
    ReadBack(Timestamp),
    /// Nothing before the post's `wake`.
    Rest,
}

/// The state after an event, and what to do next.
pub fn step(server: u64, post: &Post, event: &Event, now: Timestamp) -> (Post, Act) {
    let step = Step { seed: seed(server, &post.occurrence), now, post: post.clone() };
    match (&post.phase, event) {
        (Phase::Planned, Event::Wake) => step.begin(),
        (Phase::Claimed { .. }, Event::Wake) => step.reconcile(),
        (Phase::Claimed { .. }, Event::Sent(id)) => step.dealt_with(Part::Message(*id)),
        (Phase::Claimed { .. }, Event::Refused(why)) => step.fail(why.clone()),
        (Phase::Claimed { unsure, .. }, Event::NotSent(told)) => step.not_sent(*unsure, *told),
        (Phase::Claimed { .. }, Event::Lost) => step.again_after(None),
        (Phase::Claimed { .. }, Event::NotRead(told)) => step.not_read(*told),
        (Phase::Claimed { .. }, Event::Unreadable) => step.dealt_with(Part::Uncertain),
        (Phase::Claimed { first, .. }, Event::Absent) => step.absent(*first),
        (Phase::Planned | Phase::Posted | Phase::Failed(_), _) => (step.post, Act::Rest),
    }
}

struct Step {
    seed: u64,
    now: Timestamp,
    post: Post,
}

impl Step {
    fn begin(self) -> (Post, Act) {
        if self.post.wake.is_some_and(|wake| wake > self.now) {
            return (self.post, Act::Rest);
        }
        let begun = !self.post.done.is_empty();
        if !begun && self.now >= self.post.expires {
            return self.fail(Failure::Expired);
        }
        if self.post.attempts >= ATTEMPTS_MAX {
            return self.fail(if begun { Failure::GaveUp } else { Failure::Expired });
        }
        let now = self.now;
        self.claim(now)
    }

    /// Claims the current message, which nobody has sent, and sends it.
    fn claim(mut self, first: Timestamp) -> (Post, Act) {
        let now = self.now;
        self.post.phase = Phase::Claimed { since: now, first: first.min(now), sent: now, unsure: false };
        self.send()
    }

    fn send(mut self) -> (Post, Act) {
        self.post.attempts = self.post.attempts.saturating_add(1);
        self.wake_after(LEASE);
        (self.post, Act::Send)
    }

    /// A request may have been made, and nobody waits for its answer any more.
    fn reconcile(mut self) -> (Post, Act) {
        let now = self.now;
        let Phase::Claimed { since, first, sent, .. } = self.post.phase else {
            return (self.post, Act::Rest);
        };
        let within = |from: Timestamp, limit| {
            let age = now.duration_since(from);
            // A clock that went back says nothing of the age.
            age >= SignedDuration::ZERO && age < limit
        };
        if self.post.nonce && within(since, NONCE_WINDOW) {
            self.post.phase = Phase::Claimed { since, first, sent: now, unsure: true };
            return self.send();
        }
        if within(sent, VISIBLE_AFTER) {
            self.post.wake = sent.checked_add(VISIBLE_AFTER).ok().map(whole);
            return (self.post, Act::Rest);
        }
        self.wake_after(LEASE);
        let from = first.checked_sub(CLOCK_MARGIN).unwrap_or(Timestamp::UNIX_EPOCH);
        (self.post, Act::ReadBack(from))
    }

    fn not_sent(mut self, unsure: bool, told: Option<SignedDuration>) -> (Post, Act) {
        if !unsure {
            self.post.phase = Phase::Planned;
        }
        self.again_after(told)
    }

    fn not_read(mut self, told: Option<SignedDuration>) -> (Post, Act) {
        if self.now.duration_since(self.post.expires) >= LOOK_MAX {
            return self.dealt_with(Part::Uncertain);
        }
        self.post.attempts = self.post.attempts.saturating_add(1);
        self.again_after(told)
    }

    /// None of the requests made so far came to anything.
    fn absent(mut self, first: Timestamp) -> (Post, Act) {
        let begun = !self.post.done.is_empty();
        if self.post.attempts >= ATTEMPTS_MAX || (!begun && self.now >= self.post.expires) {
            return self.fail(if begun { Failure::GaveUp } else { Failure::Expired });
        }
        if self.post.attempts > 8 {
            // Discord is there and does not take it: no more than one try after each pause.
            self.post.phase = Phase::Planned;
            return self.again_after(None);
        }
        self.claim(first)
    }

    fn again_after(mut self, told: Option<SignedDuration>) -> (Post, Act) {
        let pause = told.map_or_else(|| pause(self.post.attempts, self.seed), |told| asked(told, self.seed));
        self.wake_after(pause);
        (self.post, Act::Rest)
    }

    /// The current message is dealt with; on to the next, which is claimed in the same write.
    fn dealt_with(mut self, part: Part) -> (Post, Act) {
        self.post.done.push(part);
        self.post.attempts = 0;
        if self.post.current() >= self.post.parts {
            self.post.phase = Phase::Posted;
            self.post.wake = None;
            return (self.post, Act::Rest);
        }
        let now = self.now;
        self.claim(now)
    }

    fn fail(mut self, why: Failure) -> (Post, Act) {
        self.post.phase = Phase::Failed(why);
        self.post.wake = None;
        (self.post, Act::Rest)
    }

    fn wake_after(&mut self, pause: SignedDuration) {
        self.post.wake = Some(whole(self.now.checked_add(pause).unwrap_or(self.now)));
    }
}
