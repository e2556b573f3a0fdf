//! All settings of one server, and how they lie in the record.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sayso_record::{GuildStore, RecordError};
use url::Url;

use crate::history::History;
use crate::names::{Slug, checked_name, checked_words, only_like};
use crate::profile::Profile;
use crate::refusal::Refusal;
use crate::schedules::{SCHEDULES_MAX, Schedule};
use crate::sources::{ADDRESS_BYTES_MAX, SOURCES_MAX, Source};
use crate::stories::{STORIES_MAX, Story};

/// Everything that a server has set. A server that has set nothing has the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// What is one value each.
    pub profile: Profile,
    /// Stories that it follows.
    pub stories: BTreeMap<Slug, Story>,
    /// Sources that it follows.
    pub sources: BTreeMap<Slug, Source>,
    /// Digests that it posts.
    pub schedules: BTreeMap<Slug, Schedule>,
    /// Its last changes.
    pub history: History,
    /// Since when the bot is not there any more.
    pub left_at: Option<Timestamp>,
}

/// Names of the documents in the record.
const PROFILE: &str = "settings/profile";
const STORIES: &str = "settings/stories";
const SOURCES: &str = "settings/sources";
const SCHEDULES: &str = "settings/schedules";
const HISTORY: &str = "settings/history";
pub(crate) const LEFT: &str = "settings/left";

impl Settings {
    /// Reads them. Blocks.
    pub(crate) fn read(store: &GuildStore) -> Result<Settings, RecordError> {
        Ok(Settings {
            profile: store.get(PROFILE)?.unwrap_or_default(),
            stories: store.get(STORIES)?.unwrap_or_default(),
            sources: store.get(SOURCES)?.unwrap_or_default(),
            schedules: store.get(SCHEDULES)?.unwrap_or_default(),
            history: store.get(HISTORY)?.unwrap_or_default(),
            left_at: store.get(LEFT)?,
        })
    }

    /// Writes what differs from `before`, and moves the jobs of schedules in the queue of due work: together, or
    /// nothing. Blocks.
    pub(crate) fn write(&self, store: &GuildStore, before: &Settings) -> Result<(), RecordError> {
        let mut change = store.change();
        if self.profile != before.profile {
            change.put(PROFILE, &self.profile)?;
        }
        if self.stories != before.stories {
            change.put(STORIES, &self.stories)?;
        }
        if self.sources != before.sources {
            change.put(SOURCES, &self.sources)?;
        }
        if self.schedules != before.schedules {
            change.put(SCHEDULES, &self.schedules)?;
        }
        if self.history != before.history {
            change.put(HISTORY, &self.history)?;
        }
        if self.left_at != before.left_at {
            if let Some(left) = before.left_at {
                change.delete(LEFT)?.remove_job(over_at(left), LEFT_JOB)?;
            }
            if let Some(left) = self.left_at {
                change.put(LEFT, &left)?.put_job(over_at(left), LEFT_JOB)?;
            }
        }
        for (slug, schedule) in &before.schedules {
            let now = self.schedules.get(slug).and_then(|schedule| schedule.planned);
            if let Some(planned) = schedule.planned.filter(|planned| now != Some(*planned)) {
                change.remove_job(planned, &job_name(slug))?;
            }
        }
        for (slug, schedule) in &self.schedules {
            let before = before.schedules.get(slug).and_then(|schedule| schedule.planned);
            if let Some(planned) = schedule.planned.filter(|planned| before != Some(*planned)) {
                change.put_job(planned, &job_name(slug))?;
            }
        }
        change.commit()
    }

    /// The zone of the server. A zone that is not known any more counts as UTC.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.profile.zone).unwrap_or(TimeZone::UTC)
    }

    /// The zone of a schedule: its own, else the server's.
    pub fn zone_of(&self, schedule: &Schedule) -> TimeZone {
        let own = schedule.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| self.zone())
    }

    /// The story that was meant by what was typed.
    pub fn story(&self, typed: &str) -> Option<(&Slug, &Story)> {
        only_like(typed, self.stories.iter().map(|(slug, story)| (slug, story.name.as_str(), story)))
    }

    /// The source that was meant by what was typed: its name, or its address.
    pub fn source(&self, typed: &str) -> Option<(&Slug, &Source)> {
        let by_name =
            only_like(typed, self.sources.iter().map(|(slug, source)| (slug, source.name.as_str(), source)));
        let typed = typed.trim();
        by_name.or_else(|| {
            self.sources
                .iter()
                .find(|(_, source)| source.address.as_str() == typed || source.feed.as_str() == typed)
        })
    }

    /// The schedule that was meant by what was typed: its slug.
    pub fn schedule(&self, typed: &str) -> Option<(&Slug, &Schedule)> {
        only_like(typed, self.schedules.iter().map(|(slug, schedule)| (slug, slug.as_str(), schedule)))
    }

    /// Adds a story, with its name and words checked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn add_story(&mut self, story: Story) -> Result<Slug, Refusal> {
        if self.stories.len() >= STORIES_MAX {
            return Err(Refusal::StoriesFull(STORIES_MAX));
        }
        let story = checked_story(story)?;
        let same = |other: &Story| other.name.to_lowercase() == story.name.to_lowercase();
        if self.stories.values().any(same) {
            return Err(Refusal::StoryExists);
        }
        let slug = Slug::new(&story.name, self.stories.keys());
        self.stories.insert(slug.clone(), story);
        Ok(slug)
    }

    /// Puts a changed story in the place of what it was, with its name and words checked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn change_story(&mut self, slug: &Slug, story: Story) -> Result<(), Refusal> {
        let story = checked_story(story)?;
        let same = |other: &Story| other.name.to_lowercase() == story.name.to_lowercase();
        if self.stories.iter().any(|(other, there)| other != slug && same(there)) {
            return Err(Refusal::StoryExists);
        }
        self.stories.insert(slug.clone(), story);
        Ok(())
    }

    /// Adds a source, with its name and words checked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn add_source(&mut self, source: Source) -> Result<Slug, Refusal> {
        if self.sources.len() >= SOURCES_MAX {
            return Err(Refusal::SourcesFull(SOURCES_MAX));
        }
        if let Some(there) = self.followed(&source.feed) {
            return Err(Refusal::SourceExists(there.name.clone()));
        }
        let source = checked_source(source)?;
        let slug = Slug::new(&source.name, self.sources.keys());
        self.sources.insert(slug.clone(), source);
        Ok(slug)
    }

    /// Puts a changed source in the place of what it was, with its name and words checked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn change_source(&mut self, slug: &Slug, source: Source) -> Result<(), Refusal> {
        self.sources.insert(slug.clone(), checked_source(source)?);
        Ok(())
    }

    /// The source that reads a feed, where there is one.
    pub fn followed(&self, feed: &Url) -> Option<&Source> {
        self.sources.values().find(|source| source.feed == *feed)
    }

    /// Adds a schedule and plans its first post after `now`. Its slug is `digest`, with a number from the second on.
    ///
    /// # Errors
    /// [`Refusal::SchedulesFull`].
    pub fn add_schedule(&mut self, schedule: Schedule, now: Timestamp) -> Result<Slug, Refusal> {
        if self.schedules.len() >= SCHEDULES_MAX {
            return Err(Refusal::SchedulesFull(SCHEDULES_MAX));
        }
        let slug = Slug::new("digest", self.schedules.keys());
        self.schedules.insert(slug.clone(), schedule);
        self.plan(&slug, now);
        Ok(slug)
    }

    /// Plans a schedule's next post after `now`: none while it is paused without an end, or where its times are over.
    pub fn plan(&mut self, slug: &Slug, now: Timestamp) {
        let Some(schedule) = self.schedules.get(slug) else { return };
        let after = match schedule.paused {
            Some(pause) if pause.holds(now) => pause.until,
            _ => Some(now),
        };
        let zone = self.zone_of(schedule);
        let planned = after.and_then(|after| schedule.when.next(&zone, after)).map(|due| due.at);
        if let Some(schedule) = self.schedules.get_mut(slug) {
            schedule.planned = planned;
        }
    }

    /// Plans all schedules anew: their zone has changed.
    pub fn plan_all(&mut self, now: Timestamp) {
        let slugs: Vec<Slug> = self.schedules.keys().cloned().collect();
        slugs.iter().for_each(|slug| self.plan(slug, now));
    }
}

/// For how long the settings of a server are kept that the bot has left, in days.
pub const LEFT_DAYS: i64 = 30;

/// The name of the job of a server that the bot has left.
pub const LEFT_JOB: &str = "left";

/// When the settings of a server are over that the bot left at a time.
pub fn over_at(left: Timestamp) -> Timestamp {
    left.checked_add(SignedDuration::from_hours(24 * LEFT_DAYS)).unwrap_or(Timestamp::MAX)
}

/// The name of a schedule's job in the queue of due work.
pub(crate) fn job_name(slug: &Slug) -> String {
    format!("{}{slug}", crate::servers::SCHEDULE_JOB)
}

fn checked_story(story: Story) -> Result<Story, Refusal> {
    let words = checked_words(&story.words)?;
    if !words.chars().any(char::is_alphanumeric) {
        return Err(Refusal::NoWords);
    }
    Ok(Story {
        name: checked_name(&story.name)?,
        words,
        not_words: checked_words(&story.not_words)?,
        ..story
    })
}

fn checked_source(source: Source) -> Result<Source, Refusal> {
    if source.address.as_str().len() > ADDRESS_BYTES_MAX || source.feed.as_str().len() > ADDRESS_BYTES_MAX {
        return Err(Refusal::LongAddress);
    }
    Ok(Source { name: checked_name(&source.name)?, words: checked_words(&source.words)?, ..source })
}
