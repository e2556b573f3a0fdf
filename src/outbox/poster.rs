//! What the outbox asks of Discord.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::notice::Notice;
use crate::post::Failure;
use crate::step::Event;

/// A message to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The server.
    pub server: u64,
    /// The channel or thread.
    pub channel: u64,
    /// What was given as the body of this part when it was planned.
    pub body: String,
    /// The nonce to send with `enforce_nonce`, and the mark by which the message is known again: it must stand in
    /// the message itself, as in the id of a button or the fragment of a link.
    pub marker: String,
    /// Which message of the post it is, from 0.
    pub part: u16,
    /// How many it has.
    pub parts: u16,
    /// Whether the channel is a forum, in which the first message opens a thread and the others follow in it.
    pub in_forum: bool,
    /// The id of the first message, once it is there; in a forum also that of its thread.
    pub first: Option<u64>,
}

/// Discord, as far as posts go. An answer that takes longer than 25 seconds counts as lost.
#[async_trait]
pub trait Poster: Send + Sync {
    /// Sends a message and tells its id; where Discord knew the nonce, the id of the message that is there. In a forum
    /// it opens a thread, for which the post is planned with `nonce: false`, as that takes none.
    async fn send(&self, message: &Outgoing) -> Result<u64, SendError>;

    /// Looks for a message of our own with its marker among those made after a time
    /// (`after=` [`crate::snowflake`]), in up to three pages of 100. Its body is empty here.
    async fn look(&self, message: &Outgoing, after: Timestamp) -> Result<Looked, Trouble>;

    /// Tells the admin of a server, in a place that works. An error has it tried again, for a day; where no place works,
    /// [`crate::Outbox::keep_unheard`] keeps it for when an admin comes by.
    async fn tell(&self, notice: &Notice) -> Result<(), Trouble>;
}

/// Why a message was not sent, or may not have been.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// 429. It was not sent.
    #[error("Discord asks to wait {retry_after:#} before posting")]
    Slow {
        /// How long to wait.
        retry_after: SignedDuration,
        /// Whether this holds for all of the bot's requests.
        global: bool,
    },
    /// The request did not reach Discord (no connection, no name), or was refused for the bot as a whole (401).
    #[error("Discord could not be reached")]
    NotSent,
    /// A timeout, a connection that broke, a 5xx, or an answer that cannot be understood: it may have been sent.
    #[error("Discord's answer was lost")]
    Lost,
    /// 404 or code 10003: there is no such channel.
    #[error("the channel is gone")]
    ChannelGone,
    /// 403, codes 50001, 50013 and their like: the bot may not post there.
    #[error("the bot may not post there")]
    Forbidden,
    /// Any other 4xx: this message will never be taken. With Discord's words.
    #[error("Discord does not take the message ({0})")]
    Refused(String),
}

/// What a look into a channel found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// The message, by its id.
    Found(u64),
    /// All messages since then were read, and it is not among them.
    Absent,
    /// The history may not be read, or holds more than can be read.
    Unreadable,
}

/// Something that may go better later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Discord could not be asked")]
pub struct Trouble {
    /// How long to wait, where Discord said so.
    pub retry_after: Option<SignedDuration>,
}

impl From<Result<u64, SendError>> for Event {
    fn from(answer: Result<u64, SendError>) -> Self {
        match answer {
            Ok(id) => Event::Sent(id),
            Err(SendError::Slow { retry_after, .. }) => Event::NotSent(Some(retry_after)),
            Err(SendError::NotSent) => Event::NotSent(None),
            Err(SendError::Lost) => Event::Lost,
            Err(SendError::ChannelGone) => Event::Refused(Failure::ChannelGone),
            Err(SendError::Forbidden) => Event::Refused(Failure::Forbidden),
            Err(SendError::Refused(why)) => Event::Refused(Failure::Refused(
                why.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect(),
            )),
        }
    }
}

impl From<Result<Looked, Trouble>> for Event {
    fn from(answer: Result<Looked, Trouble>) -> Self {
        match answer {
            Ok(Looked::Found(id)) => Event::Sent(id),
            Ok(Looked::Absent) => Event::Absent,
            Ok(Looked::Unreadable) => Event::Unreadable,
            Err(Trouble { retry_after }) => Event::NotRead(retry_after),
        }
    }
}
