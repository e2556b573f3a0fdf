//! Posts in the record: planning them, and moving them on step by step.

use jiff::Timestamp;
use sayso_record::{Change, GuildStore, Job, Record, RecordError};

use crate::error::OutboxError;
use crate::kept::{Line, NOTICE_JOB, POST_JOB, body_name, checked_occurrence, line_name, notice_name, whole};
use crate::marker::marker;
use crate::notice::Notice;
use crate::plan::{Backlog, Digest, NewPost, Plan, Turn};
use crate::post::{Failure, PARTS_MAX, Part, Phase, Post};
use crate::poster::Outgoing;
use crate::step::{Act, Event, LEASE, step};
use crate::telling::note;
use crate::timetable::{DigestTime, DueDigest};

/// The posts of all servers. Cloning is cheap; every method blocks.
#[derive(Debug, Clone)]
pub struct Outbox {
    record: Record,
}

impl Outbox {
    /// The posts in a record.
    pub fn new(record: Record) -> Self {
        Self { record }
    }

    /// The record.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What is kept of a line.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn line(&self, server: u64, line: &str) -> Result<Line, OutboxError> {
        Ok(self.record.guild(server).get(&line_name(line)?)?.unwrap_or_default())
    }

    /// Adds a post to a change of its server's settings, which the caller commits, along with what else belongs
    /// to it. Where the plan is not [`Plan::Planned`], nothing is added.
    ///
    /// # Errors
    /// [`OutboxError::Parts`], [`OutboxError::Name`] or why the line cannot be read.
    pub fn plan(
        &self,
        guild: &GuildStore,
        change: &mut Change,
        line: &str,
        new: NewPost,
    ) -> Result<Plan, OutboxError> {
        if new.parts.is_empty() || new.parts.len() > PARTS_MAX {
            return Err(OutboxError::Parts(new.parts.len()));
        }
        checked_occurrence(&new.occurrence)?;
        let (name, known) = self.known(guild, line)?;
        let mut kept = known.clone().unwrap_or_default();
        if kept.last_due.is_some_and(|last| last >= new.due) {
            return Ok(Plan::Done);
        }
        if let Some(why) = kept.stopped {
            return Ok(Plan::Stopped(why));
        }
        if let Some(open) = kept.post.take().filter(|post| !post.is_settled()) {
            let Some(wake) = open.wake.filter(|_| !open.is_untouched()) else {
                withdraw(change, line, &open)?;
                return put_post(change, &name, known.as_ref(), kept, line, new);
            };
            return Ok(Plan::Busy(wake));
        }
        put_post(change, &name, known.as_ref(), kept, line, new)
    }

    /// Notes in a change that there was nothing to post at a time: readers know all up to `until`. Tells whether it
    /// was so noted; not where that time was dealt with or an earlier post is under way.
    ///
    /// # Errors
    /// Why the line cannot be read.
    pub fn nothing_new(
        &self,
        guild: &GuildStore,
        change: &mut Change,
        line: &str,
        due: Timestamp,
        until: Timestamp,
    ) -> Result<bool, OutboxError> {
        let (name, known) = self.known(guild, line)?;
        let mut kept = known.clone().unwrap_or_default();
        let open = kept.post.as_ref().is_some_and(|post| !post.is_settled());
        if open || kept.last_due.is_some_and(|last| last >= due) {
            return Ok(false);
        }
        kept.last_due = Some(due);
        kept.covered_until = kept.covered_until.max(Some(until));
        change.replace(&name, known.as_ref(), &kept)?;
        Ok(true)
    }

    /// Writes what is to be done about a digest whose job is due, all at once: the post, or that there was nothing new
    /// (no parts), the time that the schedule's job moves to, and what `also` adds, which is given that time (none
    /// where the line stands still and has no job any more). The line has the name of the job. Where no occurrence
    /// is to be posted, nothing is rendered or given.
    ///
    /// # Errors
    /// A conflict where somebody else did it, else why it could not be written.
    pub fn settle_digest(
        &self,
        job: &Job,
        due: &DueDigest,
        digest: Option<Digest>,
        now: Timestamp,
        also: impl FnOnce(&mut Change, Option<Timestamp>) -> Result<(), RecordError>,
    ) -> Result<Plan, OutboxError> {
        let guild = self.record.guild(job.server);
        let mut change = guild.change();
        let plan = match (&due.post, digest) {
            (Some(times), Some(digest)) => self.plan_digest(&guild, &mut change, &job.name, times, digest)?,
            _ => Plan::Done,
        };
        let next = match &plan {
            Plan::Planned | Plan::Done => Some(due.next),
            Plan::Busy(until) => Some(whole(now.checked_add(LEASE).unwrap_or(now).max(*until))),
            Plan::Stopped(_) => None,
        };
        change.take_job(job.at, &job.name)?;
        if let Some(next) = next {
            change.put_job(next, &job.name)?;
        }
        also(&mut change, next)?;
        change.commit()?;
        Ok(plan)
    }

    fn plan_digest(
        &self,
        guild: &GuildStore,
        change: &mut Change,
        line: &str,
        times: &DigestTime,
        digest: Digest,
    ) -> Result<Plan, OutboxError> {
        let Digest { channel, nonce, covers_until, parts } = digest;
        let due = times.occurrence.at;
        if parts.is_empty() {
            self.nothing_new(guild, change, line, due, covers_until)?;
            return Ok(Plan::Done);
        }
        let occurrence = times.occurrence.key(line);
        let (start, expires) = (times.start, times.expires);
        self.plan(
            guild,
            change,
            line,
            NewPost { occurrence, due, start, expires, channel, nonce, covers_until, parts },
        )
    }

    /// Sets a line going again that had stopped.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn reopen(&self, server: u64, line: &str) -> Result<(), OutboxError> {
        let guild = self.record.guild(server);
        let (name, known) = self.known(&guild, line)?;
        if let Some(mut kept) = known.clone() {
            (kept.stopped, kept.failures) = (None, 0);
            guild.replace(&name, known.as_ref(), &kept)?;
        }
        Ok(())
    }

    /// Removes a line in a change, with what is under way of it.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn remove(&self, guild: &GuildStore, change: &mut Change, line: &str) -> Result<(), OutboxError> {
        let (name, known) = self.known(guild, line)?;
        change.delete(&name)?;
        if let Some(post) = known.and_then(|kept| kept.post) {
            withdraw(change, line, &post)?;
        }
        let notice = notice_name(line)?;
        if let Some(kept) = guild.get::<Notice>(&notice)? {
            change.delete(&notice)?.remove_job(kept.wake, &format!("{NOTICE_JOB}{line}"))?;
        }
        Ok(())
    }

    /// Jobs of posts and notices that are due, the earliest first.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Job>, OutboxError> {
        let mut ours = |job: &Job| job.name.starts_with(POST_JOB) || job.name.starts_with(NOTICE_JOB);
        Ok(self.record.due_where(now, limit, &mut ours)?)
    }

    /// What waits at `now` though it is due, as far as [`Backlog::COUNTED_MAX`].
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn backlog(&self, now: Timestamp) -> Result<Backlog, OutboxError> {
        let jobs = self.due(now, Backlog::COUNTED_MAX)?;
        Ok(Backlog { waiting: jobs.len(), oldest: jobs.first().map(|job| job.at) })
    }

    /// Takes up a post whose job is due. None where the job was a leftover, which is removed.
    ///
    /// # Errors
    /// A conflict where somebody else took it up, else why it cannot be read or written.
    pub fn wake(&self, job: &Job, now: Timestamp) -> Result<Option<Turn>, OutboxError> {
        let Some(line) = job.name.strip_prefix(POST_JOB) else { return Ok(None) };
        let kept = match self.line(job.server, line) {
            // What cannot be read is not sent: it may have been.
            Err(OutboxError::Record(RecordError::BadEntry { place, why })) => {
                tracing::error!(
                    server = job.server,
                    line,
                    place,
                    why,
                    "a post cannot be read and is dropped"
                );
                Line::default()
            }
            other => other?,
        };
        if kept.post.as_ref().is_none_or(|post| post.wake != Some(job.at)) {
            self.record.remove_job(job)?;
            return Ok(None);
        }
        let turn = Turn { server: job.server, line: line.to_owned(), kept, act: Act::Rest, message: None };
        self.told(turn, &Event::Wake, now).map(Some)
    }

    /// Moves a post on by what happened; what it returns is on the disk.
    ///
    /// # Errors
    /// A conflict where somebody else moved it, else why it cannot be read or written.
    pub fn told(&self, turn: Turn, event: &Event, now: Timestamp) -> Result<Turn, OutboxError> {
        let Turn { server, line, kept: known, .. } = turn;
        let Some(old) = known.post.clone() else {
            return Ok(Turn { server, line, kept: known, act: Act::Rest, message: None });
        };
        let (mut post, mut act) = step(server, &old, event, now);
        let guild = self.record.guild(server);
        let message = match outgoing(&guild, &line, &post, act) {
            Err(OutboxError::Record(RecordError::BadEntry { .. })) => {
                // Trying again would not bring it back.
                post.phase = Phase::Failed(Failure::Refused("its text cannot be read any more".to_owned()));
                (post.wake, act) = (None, Act::Rest);
                None
            }
            other => other?,
        };
        let mut kept = Line { post: Some(post.clone()), ..known.clone() };
        let settled = post.is_settled() && !old.is_settled();
        if settled {
            kept.settle(&post);
        }
        if kept != known {
            let mut change = guild.change();
            change.replace(&line_name(&line)?, Some(&known), &kept)?;
            move_job(&mut change, &line, old.wake, post.wake)?;
            if settled {
                (0..post.parts).try_for_each(|part| {
                    change.delete(&body_name(&line, part)?).map(drop).map_err(OutboxError::from)
                })?;
                note(&guild, &mut change, &known, &kept, &line, now)?;
            }
            change.commit()?;
        }
        Ok(Turn { server, line, kept, act, message })
    }

    fn known(&self, guild: &GuildStore, line: &str) -> Result<(String, Option<Line>), OutboxError> {
        let name = line_name(line)?;
        let known = guild.get::<Line>(&name)?;
        Ok((name, known))
    }
}

fn put_post(
    change: &mut Change,
    name: &str,
    known: Option<&Line>,
    mut kept: Line,
    line: &str,
    new: NewPost,
) -> Result<Plan, OutboxError> {
    let wake = whole(new.start);
    for (part, body) in (0..).zip(&new.parts) {
        change.put(&body_name(line, part)?, body)?;
    }
    kept.last_due = Some(new.due);
    kept.post = Some(Post {
        occurrence: new.occurrence,
        due: new.due,
        expires: new.expires,
        channel: new.channel,
        nonce: new.nonce,
        covers_until: new.covers_until,
        parts: u16::try_from(new.parts.len()).unwrap_or(u16::MAX),
        done: Vec::new(),
        phase: Phase::Planned,
        attempts: 0,
        wake: Some(wake),
    });
    change.replace(name, known, &kept)?.put_job(wake, &format!("{POST_JOB}{line}"))?;
    Ok(Plan::Planned)
}

/// Takes back what is kept of a post besides its state.
fn withdraw(change: &mut Change, line: &str, post: &Post) -> Result<(), OutboxError> {
    for part in 0..post.parts {
        change.delete(&body_name(line, part)?)?;
    }
    if let Some(wake) = post.wake {
        change.remove_job(wake, &format!("{POST_JOB}{line}"))?;
    }
    Ok(())
}

fn move_job(
    change: &mut Change,
    line: &str,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<(), OutboxError> {
    let name = format!("{POST_JOB}{line}");
    if from != to {
        if let Some(from) = from {
            change.take_job(from, &name)?;
        }
        if let Some(to) = to {
            change.put_job(to, &name)?;
        }
    }
    Ok(())
}

/// The message that an act is about; its body only where it is sent.
fn outgoing(guild: &GuildStore, line: &str, post: &Post, act: Act) -> Result<Option<Outgoing>, OutboxError> {
    let part = post.current();
    let body = match act {
        Act::Rest => return Ok(None),
        Act::ReadBack(_) => String::new(),
        Act::Send => {
            let name = body_name(line, part)?;
            let gone = RecordError::BadEntry {
                place: name.clone(),
                why: "the body of a post is missing".to_owned(),
            };
            guild.get(&name)?.ok_or(gone)?
        }
    };
    Ok(Some(Outgoing {
        server: guild.id(),
        channel: post.channel,
        body,
        marker: marker(guild.id(), &post.occurrence, part),
        part,
        parts: post.parts,
        in_forum: !post.nonce,
        first: post.done.first().and_then(|part| match part {
            Part::Message(id) => Some(*id),
            Part::Uncertain => None,
        }),
    }))
}
