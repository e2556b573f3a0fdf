//! The due work of the whole program, sorted by its kind, so that the program only loops.
//!
//! The loop of the root package, every 30 seconds at most:
//!
//! 1. [`tasks`] tells what is due besides posts: digests to be written, feeds, work of the night.
//! 2. Of a [`Task::Digest`] the schedule is read from the server's settings, and its line from the outbox (the line
//!    has the name of the job); [`due_digest`] says for which occurrence to post, when to send and when the schedule
//!    is due next. What is new since the line's `covered_until` is rendered, and
//!    [`Outbox::settle_digest`](crate::Outbox::settle_digest) writes all of it at once: the post, the schedule's
//!    next time, and what the settings keep of it. A crash before that leaves the job due; after it, the post is in the outbox.
//! 3. [`Rounds::run`](crate::Rounds::run) makes the posts that are due.
//!
//! A line that has stopped has no job any more: `/schedule resume` calls `Outbox::reopen` and puts a job at the next
//! occurrence. A job whose schedule is gone is a leftover: remove it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sayso_record::{Job, NEWS_JOB, Record, RecordError, SHARED};
use sayso_schedule::{Occurrence, Quiet, Verdict, When, expires, judge, spread};

use crate::kept::{NOTICE_JOB, POST_JOB, whole};

/// Posts of one minute are spread over at most this long.
const SPREAD_MAX: SignedDuration = SignedDuration::from_mins(5);

/// How many occurrences are looked at for one outside quiet hours: those of a day, every quarter of an hour.
const QUIET_TRIES: usize = 100;

/// What a job asks for, by the beginning of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// `schedule/…`: the digest of this schedule of the job's server.
    Digest(String),
    /// Something waits to be told to the job's server.
    News,
    /// `left`: the bot left the job's server, and what is kept of it may be over.
    Left,
    /// `feed/…`: a poll of this feed.
    Feed(String),
    /// `nightly/…`: the program's own work: export, retention.
    Nightly(String),
    /// Anything else, by its whole name: the job's owner knows.
    Other(String),
}

/// A task and its job, which whoever does it moves or takes in the same batch as what it wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What to do.
    pub task: Task,
    /// Its place in the queue.
    pub job: Job,
}

impl Task {
    /// The task of a job; none where it is the outbox's.
    pub fn of(job: &Job) -> Option<Self> {
        let name = job.name.as_str();
        let rest = |kind: &str| name.strip_prefix(kind).map(str::to_owned);
        if name.starts_with(POST_JOB) || name.starts_with(NOTICE_JOB) {
            return None;
        }
        let of_server = || match name {
            NEWS_JOB => Some(Self::News),
            "left" => Some(Self::Left),
            _ => rest("schedule/").map(Self::Digest),
        };
        let digest = if job.server == SHARED { None } else { of_server() };
        let shared = || rest("feed/").map(Self::Feed).or_else(|| rest("nightly/").map(Self::Nightly));
        Some(digest.or_else(shared).unwrap_or_else(|| Self::Other(name.to_owned())))
    }
}

/// Up to `limit` tasks that are due at `now` and `wanted`, the earliest first. Ask for feeds and digests apart: after
/// an outage thousands of overdue feeds would stand before the first digest.
///
/// # Errors
/// Where the record cannot be read.
pub fn tasks(
    record: &Record,
    now: Timestamp,
    limit: usize,
    wanted: impl Fn(&Task) -> bool,
) -> Result<Vec<Due>, RecordError> {
    let jobs = record.due_where(now, limit, &mut |job| Task::of(job).is_some_and(|task| wanted(&task)))?;
    Ok(jobs.into_iter().filter_map(|job| Task::of(&job).map(|task| Due { task, job })).collect())
}

/// What is to be done about the digest of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDigest {
    /// The occurrence to post for now, if any. Of several that were missed it is the latest, whose post tells of all.
    pub post: Option<DigestTime>,
    /// When the schedule is due next: where its job belongs.
    pub next: Timestamp,
}

/// The times of a digest's post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestTime {
    /// What it is the digest of.
    pub occurrence: Occurrence,
    /// When to send it: servers are kept apart by some minutes.
    pub start: Timestamp,
    /// When it is no longer worth sending.
    pub expires: Timestamp,
}

/// Judges the digest of a schedule whose job is due. `last_due` is that of its line. None where the schedule has no
/// further time at all.
pub fn due_digest(
    when: &When,
    zone: &TimeZone,
    quiet: Option<&Quiet>,
    job: &Job,
    last_due: Option<Timestamp>,
    now: Timestamp,
) -> Option<DueDigest> {
    // A job that waited for an earlier post was moved past its own time.
    let after_last = last_due.and_then(|last| last.checked_add(SignedDuration::from_nanos(1)).ok());
    let planned = if now < job.at { job.at } else { after_last.map_or(job.at, |after| after.min(job.at)) };
    // Named times stand; a rhythm pauses in quiet hours, and what comes after them tells of them.
    let is_quiet =
        |at: Timestamp| !when.names_times() && quiet.is_some_and(|quiet| quiet.ends(zone, at).is_some());
    let verdict = judge(when, zone, planned, now)?;
    if verdict == Verdict::Wait {
        return Some(DueDigest { post: None, next: planned });
    }
    let mut upcoming = when.upcoming(zone, now).take(QUIET_TRIES);
    let first = upcoming.next()?.at;
    let next = if is_quiet(first) {
        upcoming.find(|due| !is_quiet(due.at)).map_or(first, |due| due.at)
    } else {
        first
    };
    let post = match verdict {
        Verdict::Post(occurrence) if !is_quiet(occurrence.at) => {
            let expires = expires(when, zone, &occurrence);
            let window = (expires.duration_since(occurrence.at) / 10).min(SPREAD_MAX);
            let start = occurrence.at.checked_add(spread(job.server, window)).unwrap_or(now).max(now);
            Some(DigestTime { occurrence, start: whole(start), expires })
        }
        Verdict::Post(_) | Verdict::Skip(_) | Verdict::Wait => None,
    };
    Some(DueDigest { post, next })
}

/// Puts a shared job into the queue where it never was: for the program's own work, at its start.
///
/// # Errors
/// Why it could not be written.
pub fn ensure(record: &Record, name: &str, first: Timestamp) -> Result<(), RecordError> {
    let guild = record.guild(SHARED);
    if guild.get::<bool>(name)?.is_some() {
        return Ok(());
    }
    let mut change = guild.change();
    change.replace(name, None, &true)?.put_job(first, name)?;
    change.commit()
}
