//! What the record keeps of a line of posts, and under which names.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::OutboxError;
use crate::post::{Failure, Phase, Post};

/// After so many failures in a row a line stops.
pub(crate) const FAILURES_MAX: u16 = 5;

/// The longest name of a line, in bytes: with what goes before and after it stays a name of the record.
const LINE_BYTES_MAX: usize = 180;

/// The longest name of an occurrence, in bytes: the name of a line, a date and a time.
const OCCURRENCE_BYTES_MAX: usize = 256;

/// A line of posts that follow each other, as those of one schedule: at most one is under way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The latest time that was dealt with or is being: nothing of it or before is planned again.
    pub last_due: Option<Timestamp>,
    /// Up to where readers were told.
    pub covered_until: Option<Timestamp>,
    /// Posts that failed in a row.
    pub failures: u16,
    /// The latest post.
    pub post: Option<Post>,
    /// Why the line stands still, where it does; [`crate::Outbox::reopen`] sets it going.
    pub stopped: Option<Failure>,
}

impl Line {
    /// Takes in a post that has just been settled.
    pub(crate) fn settle(&mut self, post: &Post) {
        match &post.phase {
            Phase::Failed(why) => {
                self.failures = self.failures.saturating_add(1);
                // Being too late is no fault of the line: an outage of days must not stop it.
                let refused = !matches!(why, Failure::Expired) && self.failures >= FAILURES_MAX;
                if why.lasts() || refused {
                    self.stopped = Some(why.clone());
                }
            }
            Phase::Posted => self.failures = 0,
            Phase::Planned | Phase::Claimed { .. } => {}
        }
        // What was told in part is not told again.
        if !post.is_untouched() {
            self.covered_until = self.covered_until.max(Some(post.covers_until));
        }
    }
}

/// The name of a line's state among its server's settings.
pub(crate) fn line_name(line: &str) -> Result<String, OutboxError> {
    Ok(format!("outbox/{}", checked(line, LINE_BYTES_MAX)?))
}

/// The name of the body of a part.
pub(crate) fn body_name(line: &str, part: u16) -> Result<String, OutboxError> {
    Ok(format!("outbox-body/{}/{part}", checked(line, LINE_BYTES_MAX)?))
}

/// The name of a line's notice.
pub(crate) fn notice_name(line: &str) -> Result<String, OutboxError> {
    Ok(format!("outbox-notice/{}", checked(line, LINE_BYTES_MAX)?))
}

/// The beginning of the names of notices that no place took.
pub(crate) const UNHEARD: &str = "outbox-unheard/";

/// The name of a line's notice that no place took.
pub(crate) fn unheard_name(line: &str) -> Result<String, OutboxError> {
    Ok(format!("{UNHEARD}{}", checked(line, LINE_BYTES_MAX)?))
}

/// The beginning of the names of jobs of posts.
pub(crate) const POST_JOB: &str = "post/";

/// The beginning of the names of jobs of notices.
pub(crate) const NOTICE_JOB: &str = "notice/";

/// A name of an occurrence that is not too long.
pub(crate) fn checked_occurrence(name: &str) -> Result<(), OutboxError> {
    checked(name, OCCURRENCE_BYTES_MAX).map(drop)
}

fn checked(name: &str, bytes_max: usize) -> Result<&str, OutboxError> {
    if name.is_empty() || name.len() > bytes_max {
        return Err(OutboxError::Name(name.chars().take(40).collect()));
    }
    Ok(name)
}

/// A time as the queue of due work has it: in whole milliseconds.
pub(crate) fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
