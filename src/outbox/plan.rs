//! What is planned, and what becomes of it.

use jiff::Timestamp;

use crate::kept::Line;
use crate::post::Failure;
use crate::poster::Outgoing;
use crate::step::Act;

/// A post to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// Its name, as of `Occurrence::key`, at most 256 bytes.
    pub occurrence: String,
    /// The time it is the post of; a line's posts have growing ones.
    pub due: Timestamp,
    /// When to send it: a little later than due, where servers are kept apart.
    pub start: Timestamp,
    /// When it is no longer worth posting.
    pub expires: Timestamp,
    /// The channel or thread.
    pub channel: u64,
    /// Whether Discord takes a nonce there: yes, but for a new thread in a forum.
    pub nonce: bool,
    /// What it tells of ends here.
    pub covers_until: Timestamp,
    /// The bodies of its messages, as the poster understands them, each below 64 KiB.
    pub parts: Vec<String>,
}

/// A digest as it was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The channel or thread.
    pub channel: u64,
    /// Whether Discord takes a nonce there: yes, but for a new thread in a forum.
    pub nonce: bool,
    /// What it tells of ends here.
    pub covers_until: Timestamp,
    /// The bodies of its messages; none where nothing is new.
    pub parts: Vec<String>,
}

/// Posts and notices that wait though they are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// How many.
    pub waiting: usize,
    /// The time of the oldest.
    pub oldest: Option<Timestamp>,
}

impl Backlog {
    /// The most that are counted.
    pub const COUNTED_MAX: usize = 10_000;
}

/// What became of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// It goes out with the change, in the place of an earlier one of which nothing was sent.
    Planned,
    /// A post of this time or a later one was planned already.
    Done,
    /// An earlier post may be on its way; look again when that is settled, at this time or later.
    Busy(Timestamp),
    /// The line stands still until somebody mends it.
    Stopped(Failure),
}

/// A post between two steps: what to do, after which [`Outbox::told`](crate::Outbox::told) takes what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The server.
    pub server: u64,
    /// The line.
    pub line: String,
    /// What is kept now.
    pub kept: Line,
    /// What to do.
    pub act: Act,
    /// The message, where there is something to do.
    pub message: Option<Outgoing>,
}
