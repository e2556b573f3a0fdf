//! A post and where it stands.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most messages that one post has.
pub const PARTS_MAX: usize = 10;

/// A post of one or more messages, as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its name within its server: no two posts have the same.
    pub occurrence: String,
    /// The time it is the post of.
    pub due: Timestamp,
    /// When it is no longer worth posting; a post that has begun is finished all the same.
    pub expires: Timestamp,
    /// The channel or thread.
    pub channel: u64,
    /// Whether Discord knows its messages again by their nonce. It does in channels and threads; a new thread in a
    /// forum takes none, and a request for one is never repeated without a look.
    pub nonce: bool,
    /// What it tells of ends here; the next post of its line goes on from there.
    pub covers_until: Timestamp,
    /// How many messages it has.
    pub parts: u16,
    /// What became of those that are dealt with, in order; the next one is the first that is missing.
    pub done: Vec<Part>,
    /// Where it stands.
    pub phase: Phase,
    /// Requests for the current message so far.
    pub attempts: u16,
    /// When to look at it again; none once nothing is to be done.
    pub wake: Option<Timestamp>,
}

/// What became of one message of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// It is in the channel under this id.
    Message(u64),
    /// It may be in the channel; nobody can look. It is not sent again.
    Uncertain,
}

/// Where a post stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// No request for the current message is under way or unaccounted for.
    Planned,
    /// A request for the current message may have been made.
    Claimed {
        /// When the claim was made, from which the nonce's window counts.
        since: Timestamp,
        /// When the first claim of this message was made: nothing of it can be in the channel before.
        first: Timestamp,
        /// When the latest request was made, as far as known.
        sent: Timestamp,
        /// Whether a request before the latest is unaccounted for.
        unsure: bool,
    },
    /// All its messages are dealt with.
    Posted,
    /// It will not be posted, or not to its end.
    Failed(Failure),
}

/// Why a post failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The channel is gone.
    ChannelGone,
    /// The bot may not post there.
    Forbidden,
    /// Discord does not take this message, and why.
    Refused(String),
    /// It could not be posted before it was too late.
    Expired,
    /// It began and could not be finished in many attempts.
    GaveUp,
}

impl Failure {
    /// Whether the same would happen to every further post of the line until somebody mends it.
    pub fn lasts(&self) -> bool {
        matches!(self, Self::ChannelGone | Self::Forbidden)
    }
}

impl Post {
    /// Whether nothing more is to be done about it.
    pub fn is_settled(&self) -> bool {
        matches!(self.phase, Phase::Posted | Phase::Failed(_))
    }

    /// Whether no message of it can be in the channel, nor come there any more.
    pub fn is_untouched(&self) -> bool {
        self.done.is_empty() && matches!(self.phase, Phase::Planned | Phase::Failed(_))
    }

    /// The number of the current message, from 0.
    pub fn current(&self) -> u16 {
        // There are no more than `parts`, which is one of these.
        u16::try_from(self.done.len()).unwrap_or(u16::MAX)
    }
}
