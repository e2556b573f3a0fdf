//! What is remembered of a feed, of an item that waits, and of an article that is read again.

use jiff::{SignedDuration, Timestamp};
use sayso_article::Dated;
use sayso_fetch::Validators;
use sayso_record::{ArticleId, FeedId, Job};
use sayso_sources::{Notice, Rhythm, Wishes};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::provenance::UnreadNote;

/// What is remembered of a feed between two looks. A field that is added must have a default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FeedState {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    pub(crate) rhythm: Rhythm,
    pub(crate) wishes: Wishes,
    pub(crate) title: Option<String>,
    pub(crate) site: Option<Url>,
    /// When it was looked at last, and when it answered last.
    pub(crate) looked_at: Option<Timestamp>,
    pub(crate) answered_at: Option<Timestamp>,
    /// The date of its newest item.
    pub(crate) newest: Option<Timestamp>,
    /// Why it did not answer last time, in one line.
    pub(crate) trouble: Option<String>,
    /// What was told of it last.
    pub(crate) notice: Option<Notice>,
    /// The jobs in the queue that are its own: to look at it, and to read its items.
    pub(crate) look_at: Option<Timestamp>,
    pub(crate) read_at: Option<Timestamp>,
    /// Items that could not be read, the latest last.
    pub(crate) unread: Vec<UnreadNote>,
}

/// Items of a feed that could not be read and are remembered.
const UNREAD_MAX: usize = 12;

impl FeedState {
    /// Remembers an item that could not be read.
    pub(crate) fn note_unread(&mut self, note: UnreadNote) {
        self.unread.retain(|known| known.address != note.address);
        self.unread.push(note);
        let surplus = self.unread.len().saturating_sub(UNREAD_MAX);
        self.unread.drain(..surplus);
    }

    pub(crate) fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// A mark that is longer than any real one is not kept: without it the feed is merely fetched in whole.
    pub(crate) fn set_validators(&mut self, validators: Validators) {
        (self.etag, self.last_modified) = bounded(validators);
    }
}

/// The longest mark of a version that is kept, in bytes.
const MARK_BYTES_MAX: usize = 1024;

fn bounded(validators: Validators) -> (Option<String>, Option<String>) {
    let short = |mark: &String| mark.len() <= MARK_BYTES_MAX;
    (validators.etag.filter(short), validators.last_modified.filter(short))
}

/// An item of a feed that waits to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) url: Url,
    pub(crate) title: Option<String>,
    /// How often it was tried in vain, and before when it is not tried again.
    #[serde(default)]
    pub(crate) tries: u32,
    #[serde(default)]
    pub(crate) after: Option<Timestamp>,
}

/// Feeds by which an article was told that are remembered.
const FEEDS_MAX: usize = 16;

/// What is remembered of an article that is read again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PageState {
    /// Where it was read.
    pub(crate) address: Url,
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    /// From when its age counts.
    pub(crate) born: Timestamp,
    /// When it is read again: its job in the queue; none when it is old enough to be left alone.
    pub(crate) again_at: Option<Timestamp>,
    /// The feeds by which it was told.
    pub(crate) feeds: Vec<FeedId>,
    /// The correction notes that are known, and when each was seen first.
    pub(crate) notices: Vec<(Timestamp, String)>,
    /// The number of its first reading in the logs.
    #[serde(default)]
    pub(crate) request: Option<String>,
    /// Answers in a row that said "gone".
    #[serde(default)]
    pub(crate) gone: u8,
    /// Servers whose members had it read, and whether others did.
    #[serde(default)]
    pub(crate) asked_by: Vec<u64>,
    #[serde(default)]
    pub(crate) asked_elsewhere: bool,
}

impl PageState {
    pub(crate) fn new(address: &Url, born: Timestamp, again_at: Option<Timestamp>) -> PageState {
        PageState {
            address: address.clone(),
            etag: None,
            last_modified: None,
            born,
            again_at,
            feeds: Vec::new(),
            notices: Vec::new(),
            request: None,
            gone: 0,
            asked_by: Vec::new(),
            asked_elsewhere: false,
        }
    }

    pub(crate) fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    pub(crate) fn set_validators(&mut self, validators: Validators) {
        (self.etag, self.last_modified) = bounded(validators);
    }

    /// The correction notes that were seen first at a time.
    pub(crate) fn notices_of(&self, at: Timestamp) -> Vec<String> {
        self.notices.iter().filter(|(seen, _)| *seen == at).map(|(_, notice)| notice.clone()).collect()
    }

    pub(crate) fn add_feed(&mut self, feed: FeedId) {
        if !self.feeds.contains(&feed) && self.feeds.len() < FEEDS_MAX {
            self.feeds.push(feed);
        }
    }
}

/// What a job of the rounds is about; its name in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Task {
    /// Look at a feed.
    Look(FeedId),
    /// Read the items of a feed that wait.
    Items(FeedId),
    /// Read an article again.
    Again(ArticleId),
}

impl Task {
    pub(crate) fn name(self) -> String {
        match self {
            Task::Look(id) => format!("look/{id}"),
            Task::Items(id) => format!("items/{id}"),
            Task::Again(id) => format!("again/{id}"),
        }
    }

    /// The task of a name; none where it is another's job.
    pub(crate) fn of(name: &str) -> Option<Task> {
        let (kind, id) = name.split_once('/')?;
        match kind {
            "look" => id.parse().ok().map(Task::Look),
            "items" => id.parse().ok().map(Task::Items),
            "again" => id.parse().ok().map(Task::Again),
            _ => None,
        }
    }

    /// The feed or article that it is about.
    pub(crate) fn about(self) -> String {
        match self {
            Task::Look(id) | Task::Items(id) => format!("feed {id}"),
            Task::Again(id) => format!("article {id}"),
        }
    }

    pub(crate) fn at(self, at: Timestamp) -> Job {
        Job::new(at, sayso_record::SHARED, self.name())
    }
}

/// Ages at which an article is read again, in hours: most changes come in the first day, corrections in a week.
const AGES_H: [i64; 5] = [1, 6, 24, 3 * 24, 7 * 24];

/// When an article is read again, the next time after `now`; none when it is old enough to be left alone.
pub(crate) fn next_reading(born: Timestamp, now: Timestamp) -> Option<Timestamp> {
    AGES_H
        .iter()
        .filter_map(|age| born.checked_add(SignedDuration::from_hours(*age)).ok())
        .find(|at| *at > now)
}

/// From when an article's age counts: its publication where that is a time of the last week, else the first reading.
pub(crate) fn born(published: Option<Dated>, now: Timestamp) -> Timestamp {
    match published {
        Some(Dated::Instant { at, .. }) if at <= now => at,
        // Of a day alone the hour is not known: the reading is nearer to it.
        Some(Dated::Day(day)) => match day.at(23, 59, 59, 0).in_tz("UTC") {
            Ok(end) if end.timestamp() < now => end.timestamp(),
            _ => now,
        },
        _ => now,
    }
}

/// A number from 0 to 1 that spreads the looks of many feeds: as good as drawn, from a seed and what it is for.
pub(crate) fn spread(seed: u64, what: &str) -> f64 {
    let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(what).finalize();
    let (bytes, _) = digest.as_chunks::<4>();
    f64::from(u32::from_be_bytes(bytes[0])) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_article_is_read_again_ever_more_seldom_and_then_no_more() {
        let born = at("2026-03-01T12:00:00Z");
        let mut now = born;
        let mut hours = Vec::new();
        while let Some(next) = next_reading(born, now) {
            hours.push(next.duration_since(born).as_hours());
            now = next;
        }
        assert_eq!(hours, AGES_H);
        assert_eq!(next_reading(Timestamp::MAX, now), None, "no time lies after the last");
    }

    #[test]
    fn the_age_of_an_article_counts_from_what_can_be() {
        let now = at("2026-03-02T12:00:00Z");
        let dated = |text: &str| Some(text.parse::<Dated>().unwrap());
        assert_eq!(born(dated("2026-03-01T09:00:00+01:00"), now), at("2026-03-01T08:00:00Z"));
        assert_eq!(born(dated("2027-03-01T09:00:00Z"), now), now, "dated into the future");
        assert_eq!(born(dated("2026-03-02"), now), now, "a day that is not over");
        assert_eq!(born(dated("2026-03-01"), now), at("2026-03-01T23:59:59Z"));
        assert_eq!(born(None, now), now);
    }

    #[test]
    fn jobs_have_names_that_are_read_back() {
        let url = "https://argus.example/".parse().unwrap();
        for task in
            [Task::Look(FeedId::of(&url)), Task::Items(FeedId::of(&url)), Task::Again(ArticleId::of(&url))]
        {
            assert_eq!(Task::of(&task.name()), Some(task));
        }
        for other in ["schedule/7", "look/7", "look", ""] {
            assert_eq!(Task::of(other), None);
        }
    }

    #[test]
    fn numbers_are_spread_from_0_to_1() {
        let drawn: Vec<f64> = (0..1000).map(|number| spread(7, &format!("feed {number}"))).collect();
        assert!(drawn.iter().all(|number| (0.0..=1.0).contains(number)));
        let mean = drawn.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
        assert_ne!(spread(7, "a"), spread(8, "a"));
        assert_eq!(spread(7, "a"), spread(7, "a"));
    }
}
