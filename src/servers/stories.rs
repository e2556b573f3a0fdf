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
    /// Where its news goes, and its digests where nothing else is said.
    #[serde(default)]
    pub channel: Option<u64>,
    /// Whether it goes on.
    #[serde(default)]
    pub state: StoryState,
    /// Since when it does not go on; what came later is none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_since: Option<Timestamp>,
    /// When it was added.
    pub added_at: Timestamp,
}

impl Story {
    /// Gives it a state at `now`. What it has ends where it begins to rest.
    pub fn set_state(&mut self, state: StoryState, now: Timestamp) {
        self.state = state;
        self.rests_since = match state {
            StoryState::Running => None,
            StoryState::Paused | StoryState::Closed => self.rests_since.or(Some(now)),
        };
    }
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
