//! Telling admins, until it arrives or a day has passed.

use jiff::{SignedDuration, Timestamp};
use sayso_record::{Change, GuildStore, Job};

use crate::backoff::pause;
use crate::error::OutboxError;
use crate::kept::{Line, NOTICE_JOB, UNHEARD, notice_name, unheard_name, whole};
use crate::marker::seed;
use crate::notice::Notice;
use crate::outbox::Outbox;
use crate::step::LEASE;

/// For how long it is tried to tell an admin something.
const TELL_MAX: SignedDuration = SignedDuration::from_hours(24);

impl Outbox {
    /// Takes up a notice whose job is due, so that nobody else tells it too. None where there is nothing to tell any
    /// more.
    ///
    /// # Errors
    /// A conflict where somebody else took it up, else why it cannot be read or written.
    pub fn notice(&self, job: &Job, now: Timestamp) -> Result<Option<Notice>, OutboxError> {
        let Some(line) = job.name.strip_prefix(NOTICE_JOB) else { return Ok(None) };
        let guild = self.record().guild(job.server);
        let name = notice_name(line)?;
        let kept = guild.get::<Notice>(&name).unwrap_or_else(|error| {
            tracing::error!(server = job.server, line, %error, "a notice cannot be read and is dropped");
            None
        });
        let Some(known) = kept.filter(|notice| notice.wake == job.at) else {
            self.record().remove_job(job)?;
            return Ok(None);
        };
        let mut change = guild.change();
        change.take_job(job.at, &job.name)?;
        if now.duration_since(known.since) >= TELL_MAX {
            change.delete(&name)?.put(&unheard_name(line)?, &known)?;
            change.commit()?;
            return Ok(None);
        }
        let wait = LEASE.max(pause(known.attempts.saturating_add(1), seed(job.server, line)));
        let wake = whole(now.checked_add(wait).unwrap_or(now));
        let notice = Notice { wake, attempts: known.attempts.saturating_add(1), ..known.clone() };
        change.replace(&name, Some(&known), &notice)?.put_job(wake, &job.name)?;
        change.commit()?;
        Ok(Some(notice))
    }

    /// Notes that a notice was told.
    ///
    /// # Errors
    /// Why it could not be written; then it is told again.
    pub fn notice_told(&self, notice: &Notice) -> Result<(), OutboxError> {
        let guild = self.record().guild(notice.server);
        let mut change = guild.change();
        change.delete(&notice_name(&notice.line)?)?;
        change.remove_job(notice.wake, &format!("{NOTICE_JOB}{}", notice.line))?;
        Ok(change.commit()?)
    }
}

impl Outbox {
    /// Adds something to tell to a change of its server's settings, which the caller commits; it is told soon after.
    ///
    /// # Errors
    /// Why what is kept under its name cannot be read.
    pub fn announce(
        &self,
        guild: &GuildStore,
        change: &mut Change,
        notice: &Notice,
    ) -> Result<(), OutboxError> {
        put_notice(guild, change, notice)
    }

    /// Keeps a notice that no place takes until [`Outbox::unheard`] finds it.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn keep_unheard(&self, notice: &Notice) -> Result<(), OutboxError> {
        Ok(self.record().guild(notice.server).put(&unheard_name(&notice.line)?, notice)?)
    }

    /// Up to `limit` notices that could not be told in any place.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub fn unheard(&self, server: u64, limit: usize) -> Result<Vec<Notice>, OutboxError> {
        let (found, _) = self.record().guild(server).scan::<Notice>(UNHEARD, limit, None)?;
        Ok(found.into_iter().map(|(_, notice)| notice).collect())
    }

    /// Notes that such notices were told.
    ///
    /// # Errors
    /// Why it could not be written; then they are told again.
    pub fn heard(&self, server: u64, notices: &[Notice]) -> Result<(), OutboxError> {
        let guild = self.record().guild(server);
        let mut change = guild.change();
        for notice in notices {
            change.delete(&unheard_name(&notice.line)?)?;
        }
        Ok(change.commit()?)
    }
}

fn put_notice(guild: &GuildStore, change: &mut Change, notice: &Notice) -> Result<(), OutboxError> {
    let (name, job) = (notice_name(&notice.line)?, format!("{NOTICE_JOB}{}", notice.line));
    if let Some(old) = guild.get::<Notice>(&name)? {
        change.remove_job(old.wake, &job)?;
    }
    change.put(&name, notice)?.put_job(notice.wake, &job)?;
    Ok(())
}

/// Adds the notice of a post that has just been settled, unless the one before it failed too: one telling is enough
/// until the line stops.
pub(crate) fn note(
    guild: &GuildStore,
    change: &mut Change,
    known: &Line,
    kept: &Line,
    line: &str,
    now: Timestamp,
) -> Result<(), OutboxError> {
    let stopped = kept.stopped.is_some();
    let again = known.failures > 0 && !stopped;
    let Some(post) = kept.post.as_ref().filter(|_| !again) else { return Ok(()) };
    let Some(notice) = Notice::of(guild.id(), line, post, stopped, whole(now)) else { return Ok(()) };
    put_notice(guild, change, &notice)
}
