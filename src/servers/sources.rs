//! Sources that a server follows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::names::Slug;

/// Most sources of a server.
pub const SOURCES_MAX: usize = 25;

/// Longest address that is kept, in bytes.
pub(crate) const ADDRESS_BYTES_MAX: usize = 700;

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name, within [`crate::NAME_CHARS_MAX`].
    pub name: String,
    /// The address that the admin gave.
    pub address: Url,
    /// The feed or site map that was found there, which is what is read.
    pub feed: Url,
    /// The story that all its articles belong to, where there is one.
    #[serde(default)]
    pub story: Option<Slug>,
    /// Where its articles are posted as they come; none: nowhere.
    #[serde(default)]
    pub post_to: Option<u64>,
    /// Words that its articles must have; empty: any.
    #[serde(default)]
    pub words: String,
    /// Whether it is paused.
    #[serde(default)]
    pub paused: Option<Pause>,
    /// When it was added.
    pub added_at: Timestamp,
}

/// Something that rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Until when; none: until it is resumed.
    pub until: Option<Timestamp>,
}

impl Pause {
    /// Whether it holds at `now`.
    pub fn holds(self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

impl Source {
    /// Whether it is paused at `now`.
    pub fn is_paused(&self, now: Timestamp) -> bool {
        self.paused.is_some_and(|pause| pause.holds(now))
    }
}
