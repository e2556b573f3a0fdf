//! What becomes of a post that could not be made at its time.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::occurrence::Occurrence;
use crate::when::When;

/// How late a post may come at most; where it comes more often than twice that, half its period.
pub const LATE_MAX: SignedDuration = SignedDuration::from_hours(6);

/// What is to be done about a planned post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is not due yet.
    Wait,
    /// Post now, once, for this occurrence: the latest that is due. What was to be told at earlier ones that
    /// were missed belongs into this post.
    Post(Occurrence),
    /// It is too late; wait for this occurrence, whose post tells of the whole time since the last one.
    Skip(Occurrence),
}

/// Judges a post that was planned for `planned`, at `now`. None where the rule has no further time at all.
pub fn judge(when: &When, zone: &TimeZone, planned: Timestamp, now: Timestamp) -> Option<Verdict> {
    if now < planned {
        return Some(Verdict::Wait);
    }
    let instant_before = |at: Timestamp| at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(at);
    let from = now.checked_sub(LATE_MAX).map_or(planned, |earliest| planned.max(earliest));
    let latest = when.upcoming(zone, instant_before(from)).take_while(|due| due.at <= now).last();
    let next = when.next(zone, now)?;
    match latest {
        Some(latest) if late(&latest, now) < late_max(&latest, &next) => Some(Verdict::Post(latest)),
        _ => Some(Verdict::Skip(next)),
    }
}

/// When the post of an occurrence is no longer worth making: after [`LATE_MAX`], or half the time to the next one.
pub fn expires(when: &When, zone: &TimeZone, due: &Occurrence) -> Timestamp {
    let limit = when.next(zone, due.at).map_or(LATE_MAX, |next| late_max(due, &next));
    due.at.checked_add(limit).unwrap_or(due.at)
}

fn late(due: &Occurrence, now: Timestamp) -> SignedDuration {
    now.duration_since(due.at)
}

fn late_max(due: &Occurrence, next: &Occurrence) -> SignedDuration {
    (next.at.duration_since(due.at) / 2).min(LATE_MAX)
}
