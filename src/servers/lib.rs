//! The settings of one Discord server, typed and checked, and the history of their changes.
//!
//! Knows the record's handle of one server and the times of schedules, and nothing of Discord beyond numbers. In
//! reading order: [`Servers`] reads and changes settings; [`Settings`] is all of one server's; [`Profile`] is what is
//! one value each; [`Story`], [`Source`] and [`Schedule`] are its lists; [`Decisions`] are those of its editors; [`Refusal`] is what cannot be set.
//!
//! # Example
//!
//! ```
//! use sayso_record::Record;
//! use sayso_servers::{Refusal, Servers};
//!
//! let servers = Servers::new(Record::in_memory());
//! servers.change(7, |settings| {
//!     settings.profile.zone = "Europe/Kyiv".to_owned();
//!     Ok::<(), Refusal>(())
//! })?;
//! assert_eq!(servers.settings(7)?.profile.zone, "Europe/Kyiv");
//! assert_ne!(servers.settings(8)?.profile.zone, "Europe/Kyiv", "another server's settings are its own");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod desk;
mod history;
mod names;
mod profile;
mod refusal;
mod schedules;
mod servers;
mod settings;
mod sources;
mod stories;

pub use desk::{
    DECISIONS_MAX, Decided, Decision, Decisions, NOTE_CHARS_MAX, REPORTS_MAX, Report, SPLIT_MAX, Tie, Undone,
};
pub use history::{HISTORY_MAX, History, Note};
pub use names::{NAME_CHARS_MAX, Slug, WORDS_CHARS_MAX, checked_name, checked_words, only_like};
pub use profile::{
    ARTICLE_TEXT_DAYS, ChannelUse, DateForm, EXCERPT_WORDS, Profile, Retention, STATEMENT_DAYS, Use,
};
pub use refusal::Refusal;
pub use schedules::{Form, IfEmpty, LastPost, Outcome, SCHEDULES_MAX, Schedule};
pub use servers::{ChangeError, SCHEDULE_JOB, Servers};
pub use settings::{LEFT_DAYS, LEFT_JOB, Settings, over_at};
pub use sources::{Pause, SOURCES_MAX, Source};
pub use stories::{STORIES_MAX, Story, StoryState};
