//! Why something cannot be set.

/// Why a setting was refused. Each says in one line what is wrong and what next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No name, or one of characters that cannot be seen.
    #[error("a name is needed; give one of 1 to 80 characters")]
    NoName,
    /// A name over its limit.
    #[error("that name is too long; give one of at most 80 characters")]
    LongName,
    /// Words over their limit.
    #[error("those are too many words to look for; give at most 300 characters")]
    LongWords,
    /// A story without words: every article would belong to it.
    #[error("a story needs words that its articles have; give one or more")]
    NoWords,
    /// An address over its limit.
    #[error("that address is too long; give one of at most 700 characters")]
    LongAddress,
    /// There is a story of this name.
    #[error("there is a story of that name already; choose another, or change that one")]
    StoryExists,
    /// There is a source with this address.
    #[error("that source is followed already, as “{0}”")]
    SourceExists(String),
    /// As many stories as there may be.
    #[error("a server has at most {0} stories; close or remove one first")]
    StoriesFull(usize),
    /// As many sources as there may be.
    #[error("a server has at most {0} sources; remove one first")]
    SourcesFull(usize),
    /// As many schedules as there may be.
    #[error("a server has at most {0} digests; remove one first")]
    SchedulesFull(usize),
    /// As many decisions of editors as there may be.
    #[error("a server has at most {0} corrections; undo does not make room, ask the operator")]
    DecisionsFull(usize),
    /// A number outside its range.
    #[error("that number is out of range; give one from {least} to {most}")]
    Range {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
}
