//! What an admin is told when posts do not go as they should.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kept::whole;
use crate::post::{Failure, Part, Phase, Post};

/// Something that the admin of a server should know. As text it is one line in English; the fields say the same
/// for other languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The server.
    pub server: u64,
    /// The line of posts, as `schedule/7`.
    pub line: String,
    /// The channel of the post.
    pub channel: u64,
    /// The time it was the post of.
    pub due: Timestamp,
    /// Why it failed; none where it was posted and nobody can see whether all of it is there.
    pub failure: Option<Failure>,
    /// How many of its messages are in the channel.
    pub posted: u16,
    /// How many it has.
    pub parts: u16,
    /// Whether the line is stopped until somebody mends it.
    pub stopped: bool,
    /// When it was found.
    pub since: Timestamp,
    /// When to tell it.
    pub wake: Timestamp,
    /// How often it was tried to tell.
    pub attempts: u16,
    /// What is told in the place of a post's end, in the teller's own form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Notice {
    /// Something to tell that is no post's end. `line` names it: one of the same name takes its place. `channel` is where
    /// it may be told too.
    pub fn saying(server: u64, line: &str, channel: u64, body: String, now: Timestamp) -> Self {
        let now = whole(now);
        Self {
            server,
            line: line.to_owned(),
            channel,
            due: now,
            failure: None,
            posted: 0,
            parts: 0,
            stopped: false,
            since: now,
            wake: now,
            attempts: 0,
            body: Some(body),
        }
    }

    /// The notice that a settled post gives reason for.
    pub(crate) fn of(server: u64, line: &str, post: &Post, stopped: bool, now: Timestamp) -> Option<Self> {
        let failure = match &post.phase {
            Phase::Failed(why) => Some(why.clone()),
            Phase::Posted if post.done.contains(&Part::Uncertain) => None,
            Phase::Posted | Phase::Planned | Phase::Claimed { .. } => return None,
        };
        let posted = post.done.iter().filter(|part| matches!(part, Part::Message(_))).count();
        Some(Self {
            server,
            line: line.to_owned(),
            channel: post.channel,
            due: post.due,
            failure,
            posted: u16::try_from(posted).unwrap_or(u16::MAX),
            parts: post.parts,
            stopped,
            since: now,
            wake: now,
            attempts: 0,
            body: None,
        })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channel = self.channel;
        if let Some(body) = &self.body {
            return f.write_str(body);
        }
        match &self.failure {
            None => write!(
                f,
                "A post in <#{channel}> may be missing: Discord's answer was lost, and I may not read the channel's history to \
                 look. I did not post it twice. Give me Read Message History there."
            ),
            Some(Failure::ChannelGone) => {
                write!(
                    f,
                    "Channel {channel} is gone, so I stopped posting there. Choose another with /schedule edit."
                )
            }
            Some(Failure::Forbidden) => write!(
                f,
                "I may not post in <#{channel}>, so I stopped. Give me View Channel, Send Messages and Embed Links there, then \
                 use /schedule resume."
            ),
            Some(Failure::Refused(why)) => {
                write!(f, "Discord did not take a post for <#{channel}> ({why}).")?;
                f.write_str(if self.stopped {
                    " That was one too many in a row: I stopped."
                } else {
                    " I try again next time."
                })
            }
            Some(Failure::Expired) => write!(
                f,
                "A post for <#{channel}> could not be made in time, as Discord did not answer. The next one covers it."
            ),
            Some(Failure::GaveUp) => {
                write!(f, "Only {} of {} messages of a post reached <#{channel}>.", self.posted, self.parts)
            }
        }
    }
}
