//! What can go wrong with the outbox itself.

use sayso_record::RecordError;

use crate::post::PARTS_MAX;

/// Why a post could not be planned, moved on or read. One line each.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OutboxError {
    /// The record.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A post without messages, or with too many.
    #[error("a post has 1 to {PARTS_MAX} messages, not {0}; it was not planned")]
    Parts(usize),
    /// A name that is too long to be part of others.
    #[error("`{0}` cannot name a line of posts (1 to 180 bytes) or an occurrence (1 to 256 bytes)")]
    Name(String),
    /// A thread of the runtime that did the record's work has ended without an answer.
    #[error("the work on the record was cut off; the program is stopping or a bug ended it")]
    CutOff,
}

impl OutboxError {
    /// Whether somebody else was quicker, so that looking again is all there is to do.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Record(RecordError::Conflict))
    }
}
