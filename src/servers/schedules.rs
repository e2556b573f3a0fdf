//! Digests that a server posts at certain times.

use jiff::Timestamp;
use sayso_schedule::When;
use serde::{Deserialize, Serialize};

use crate::names::Slug;
use crate::sources::Pause;

/// Most schedules of a server.
pub const SCHEDULES_MAX: usize = 25;

/// A digest that is posted on a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When, in its zone.
    pub when: When,
    /// The IANA name of its zone; none: the server's.
    #[serde(default)]
    pub zone: Option<String>,
    /// Of which story; none: of all.
    #[serde(default)]
    pub story: Option<Slug>,
    /// The channel, thread or forum it is posted to.
    pub channel: u64,
    /// How it looks.
    #[serde(default)]
    pub form: Form,
    /// The role that it pings.
    #[serde(default)]
    pub mention: Option<u64>,
    /// What happens where nothing is new.
    #[serde(default)]
    pub if_empty: IfEmpty,
    /// Discord's code of its language; none: the server's.
    #[serde(default)]
    pub language: Option<String>,
    /// Whether it is paused.
    #[serde(default)]
    pub paused: Option<Pause>,
    /// When it is due next: the queue of due work holds a job `schedule/<slug>` at this time. None: not at all.
    #[serde(default)]
    pub planned: Option<Timestamp>,
    /// Until when earlier posts have told what is new.
    pub told_until: Timestamp,
    /// How the last post ended.
    #[serde(default)]
    pub last: Option<LastPost>,
    /// When it was added.
    pub added_at: Timestamp,
}

/// How a digest looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Who said what, with the words.
    #[default]
    Full,
    /// One line a story.
    Short,
}

/// What happens where nothing is new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfEmpty {
    /// Nothing is posted.
    #[default]
    Silent,
    /// A line says so.
    Say,
}

/// How a post ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastPost {
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: Outcome,
}

/// How a post can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It stands in the channel.
    Posted,
    /// Nothing was new.
    Empty,
    /// It was too late for it; the next one tells all.
    TooLate,
    /// Discord refused it for good: the channel is gone, or sayso may not write there.
    Refused,
    /// Whether it stands there is not known, and cannot be found out.
    Uncertain,
}

impl Schedule {
    /// Whether it is paused at `now`.
    pub fn is_paused(&self, now: Timestamp) -> bool {
        self.paused.is_some_and(|pause| pause.holds(now))
    }
}
