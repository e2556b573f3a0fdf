//! What waits to be told to the servers: left with them in the same write that settles it, taken away by who tells it.

use jiff::{SignedDuration, Timestamp};
use sayso_record::{ArticleId, FeedId, Job, NEWS_JOB, RecordError};
use sayso_sources::Notice;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::reading::blocking;
use crate::{Newsroom, ReadError};

/// What waits longer than this is told no more, in days: news of last month is none.
const WAITS_DAYS_MAX: i64 = 30;

/// What of it is taken away at a time.
const STALE_AT_ONCE: usize = 32;

/// The settings of a server under which it waits.
const NEWS: &str = "new/";

/// Something to be told to a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum News {
    /// An article of a feed that the server follows was read.
    Article {
        /// The article.
        article: ArticleId,
        /// The feed.
        feed: FeedId,
        /// Places of the server in which it was told already, while it waits for others.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<u64>,
    },
    /// An article that was told has changed; [`Newsroom::changes_of`](crate::Newsroom::changes_of) tells how.
    Changed {
        /// The article.
        article: ArticleId,
        /// How many statements were added, removed or altered.
        statements: u32,
        /// Whether the page corrects itself in a note.
        corrected: bool,
    },
    /// An article that was told is on the site no more.
    Gone {
        /// The article.
        article: ArticleId,
    },
    /// Something about a feed that the server follows.
    Source {
        /// The feed; after a move, the new one.
        feed: FeedId,
        /// Its address.
        address: Url,
        /// What.
        notice: Notice,
        /// After a move, the feed that it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<FeedId>,
    },
}

/// News that waits for a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// By which it is taken away.
    pub key: String,
    /// Since when it waits.
    pub since: Timestamp,
    /// The news.
    pub news: News,
}

impl News {
    /// Its name among the settings of a server, by which the latest come first and the same is the same.
    pub(crate) fn name(&self, at: Timestamp) -> String {
        let what = match self {
            News::Article { article, .. } => format!("article-{article}"),
            News::Changed { article, .. } => format!("changed-{article}"),
            News::Gone { article } => format!("gone-{article}"),
            News::Source { feed, .. } => format!("source-{feed}"),
        };
        format!("{NEWS}{:016x}/{what}", inverted(at))
    }

    /// The same for each of `servers`.
    pub(crate) fn to_all(&self, servers: &[u64], at: Timestamp) -> Vec<(u64, String, News)> {
        servers.iter().map(|server| (*server, self.name(at), self.clone())).collect()
    }
}

impl Newsroom {
    /// Up to `limit` news that wait for `server`, the latest first. They wait until [`Newsroom::told`] takes them
    /// away, over restarts too, and thirty days at most.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn news(&self, server: u64, limit: usize, now: Timestamp) -> Result<Vec<Waiting>, ReadError> {
        let own = self.record.guild(server);
        let stale =
            now.checked_sub(SignedDuration::from_hours(WAITS_DAYS_MAX * 24)).unwrap_or(Timestamp::MIN);
        let news = blocking(move || {
            let (mut news, mut cursor) = (Vec::new(), None);
            while news.len() < limit {
                let (page, next) = own.scan::<News>(NEWS, limit - news.len(), cursor.as_ref())?;
                let (fresh, old): (Vec<_>, Vec<_>) =
                    page.into_iter().partition(|(name, _)| time_of(name) > Some(stale));
                news.extend(fresh);
                for (name, _) in old.iter().take(STALE_AT_ONCE) {
                    own.delete(name)?;
                }
                cursor = next.filter(|_| old.is_empty());
                if cursor.is_none() {
                    break;
                }
            }
            Ok::<_, RecordError>(news)
        });
        let waiting = |(key, news): (String, News)| {
            let since = time_of(&key).unwrap_or(now);
            Waiting { key, since, news }
        };
        Ok(news.await??.into_iter().map(waiting).collect())
    }

    /// Has the news of a server looked at again, where they had to wait for something that is mended now.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn wake_news(&self, server: u64) -> Result<(), ReadError> {
        let record = self.record.clone();
        let job = Job::new(Timestamp::UNIX_EPOCH, server, NEWS_JOB);
        Ok(blocking(move || record.put_job(&job)).await??)
    }

    /// Takes news away that were told to a server, by their keys.
    ///
    /// # Errors
    /// [`ReadError::Record`]; call it again, what was taken away stays away.
    pub async fn told(&self, server: u64, keys: Vec<String>) -> Result<(), ReadError> {
        let own = self.record.guild(server);
        blocking(move || keys.iter().filter(|key| key.starts_with(NEWS)).try_for_each(|key| own.delete(key)))
            .await??;
        Ok(())
    }
}

/// Milliseconds such that later times sort first.
pub(crate) fn inverted(at: Timestamp) -> u64 {
    u64::MAX - u64::try_from(at.as_millisecond()).unwrap_or_default()
}

fn time_of(name: &str) -> Option<Timestamp> {
    upright(name.strip_prefix(NEWS)?.get(..16)?)
}

/// The time of its inverted milliseconds in hexadecimal.
pub(crate) fn upright(hex: &str) -> Option<Timestamp> {
    let ms = u64::MAX - u64::from_str_radix(hex, 16).ok()?;
    Timestamp::from_millisecond(i64::try_from(ms).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_come_first_and_times_are_read_back() {
        let feed = FeedId::of(&"https://argus.example/feed".parse().unwrap());
        let article = ArticleId::of(&"https://argus.example/a".parse().unwrap());
        let news = News::Article { article, feed, told: Vec::new() };
        let times = ["2026-03-02T12:00:00.001Z", "2026-03-02T12:00:00Z", "1970-01-01T00:00:00Z"];
        let names: Vec<String> = times.iter().map(|at| news.name(at.parse().unwrap())).collect();
        assert!(names.is_sorted());
        for (name, at) in names.iter().zip(times) {
            assert_eq!(time_of(name), Some(at.parse().unwrap()));
        }
        for odd in ["new/", "new/zz", "else", "new/ffffffffffffffffffffff"] {
            let _ = time_of(odd);
        }
    }
}
