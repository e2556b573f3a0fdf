//! Stories that a server follows: words that their articles have.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Most stories of a server.
pub const STORIES_MAX: usize = 50;

/// A story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Its name, within [`crate::NAME_CHARS_MAX`].
    pub name: String,
    /// Words that its articles have: any of those parted by commas suffices.
    pub words: String,
    /// Words that its articles do not have; empty where none.
    #[serde(default)]
    pub not_words: String,
    /// Where its digests go where nothing else is said.
    #[serde(default)]
    pub channel: Option<u64>,
    /// Whether it goes on.
    #[serde(default)]
    pub state: StoryState,
    /// When it was added.
    pub added_at: Timestamp,
}

/// Whether a story goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryState {
    /// New articles are added to it.
    #[default]
    Running,
    /// Nothing is added for now.
    Paused,
    /// It is over; what it has can be asked for.
    Closed,
}
