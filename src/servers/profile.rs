//! The settings of a server that are one value each, and what its channels are for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use sayso_schedule::Quiet;
use serde::{Deserialize, Serialize};

use crate::names::Slug;

/// Longest quotations that may be chosen, in words.
pub const EXCERPT_WORDS: RangeInclusive<u32> = 5..=90;

/// How long articles' text may be kept, in days.
pub const ARTICLE_TEXT_DAYS: RangeInclusive<u32> = 1..=30;

/// How long statements may be kept, in days; none: for good.
pub const STATEMENT_DAYS: RangeInclusive<u32> = 30..=3650;

/// The settings that are one value each. A field that is added must have a default: old records lack it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Discord's code of the language of all answers; none: each answer in its asker's language.
    pub language: Option<String>,
    /// The IANA name of the zone that schedules and quiet hours are meant in.
    pub zone: String,
    /// How days are written.
    pub date_form: DateForm,
    /// When nothing is posted that was not given a time of its own.
    pub quiet: Option<Quiet>,
    /// The role whose members may use /desk and /export; none: admins only.
    pub editors: Option<u64>,
    /// Longest quotation shown, in words, within [`EXCERPT_WORDS`].
    pub excerpt_words: u32,
    /// How long what was read for this server is kept.
    pub retention: Retention,
    /// What channels are for, by their numbers.
    pub channels: BTreeMap<u64, ChannelUse>,
    /// Which of the channels that settings name are forums, where every post is a thread.
    pub forums: BTreeSet<u64>,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile {
            language: None,
            zone: "UTC".to_owned(),
            date_form: DateForm::default(),
            quiet: None,
            editors: None,
            excerpt_words: 60,
            retention: Retention::default(),
            channels: BTreeMap::new(),
            forums: BTreeSet::new(),
        }
    }
}

/// How days are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateForm {
    /// 4 March 2025, in the language of the answer.
    #[default]
    Words,
    /// 2025-03-04.
    Numbers,
}

/// How long what was read for a server is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Articles' text, in days, within [`ARTICLE_TEXT_DAYS`].
    pub article_text_days: u32,
    /// Statements, in days, within [`STATEMENT_DAYS`]; none: for good.
    pub statement_days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention { article_text_days: 7, statement_days: None }
    }
}

/// What a channel is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelUse {
    /// The use.
    pub to: Use,
    /// Of which story it is, where of one.
    #[serde(default)]
    pub story: Option<Slug>,
}

/// A use of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Answers are for all, as everywhere.
    Answers,
    /// Every answer is for its asker alone.
    PrivateAnswers,
    /// What is new of its story, or of all stories, is posted as it comes.
    AsItComes,
    /// What sayso has to tell the admins, and what editors have changed.
    Log,
}
