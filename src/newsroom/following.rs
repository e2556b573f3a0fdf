//! Which server follows which feed, and how the feeds are doing.

use jiff::Timestamp;
use sayso_record::{FeedId, FeedNote, Feeds, Record, RecordError};
use sayso_sources::Notice;
use url::Url;

use crate::reading::blocking;
use crate::state::{FeedState, Item, Task};
use crate::told::News;
use crate::{Newsroom, ReadError};

/// Items that wait are counted up to here.
const WAITING_COUNTED_MAX: usize = 500;

/// How a feed is doing.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceInfo {
    /// By which it is known.
    pub feed: FeedId,
    /// Its address.
    pub address: Url,
    /// Its name, by its own word.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<Url>,
    /// When it was looked at last.
    pub looked_at: Option<Timestamp>,
    /// When it answered last.
    pub answered_at: Option<Timestamp>,
    /// The date of its newest item.
    pub newest: Option<Timestamp>,
    /// When it is looked at next; none where it is given up.
    pub next: Option<Timestamp>,
    /// Items that wait to be read.
    pub waiting: usize,
    /// Why it did not answer last time, in one line.
    pub trouble: Option<String>,
    /// What was told of it last, where that still holds: it fails, or is given up.
    pub notice: Option<Notice>,
}

impl Newsroom {
    /// Lets a server follow the feed at `address`, from now on. A feed that was given up is looked at again.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn follow(&self, server: u64, address: &Url, now: Timestamp) -> Result<FeedId, ReadError> {
        let (record, address) = (self.record.clone(), address.clone());
        Ok(blocking(move || {
            let feeds = record.feeds();
            let id = feeds.follow(&address, server)?;
            wake(&feeds, &id, now)?;
            Ok::<_, RecordError>(id)
        })
        .await??)
    }

    /// Lets a server follow a feed no more. What was read of it stays in the record.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn unfollow(&self, server: u64, feed: FeedId) -> Result<(), ReadError> {
        let feeds = self.record.feeds();
        blocking(move || feeds.unfollow(&feed, server)).await??;
        Ok(())
    }

    /// Lets a server that has gone follow nothing any more; to be called before its settings are erased.
    ///
    /// # Errors
    /// [`ReadError::Record`]; call it again then.
    pub async fn unfollow_all(&self, server: u64) -> Result<(), ReadError> {
        let feeds = self.record.feeds();
        let all =
            move || feeds.followed_by(server)?.iter().try_for_each(|id| feeds.unfollow(id, server).map(drop));
        Ok(blocking(all).await??)
    }

    /// The feeds that a server follows.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn followed(&self, server: u64) -> Result<Vec<SourceInfo>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || {
            let feeds = record.feeds();
            let ids = feeds.followed_by(server)?;
            ids.iter().filter_map(|id| info(&record, id).transpose()).collect::<Result<Vec<_>, RecordError>>()
        })
        .await??)
    }

    /// How a feed is doing; none where nobody follows it.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn source(&self, feed: FeedId) -> Result<Option<SourceInfo>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || info(&record, &feed)).await??)
    }
}

/// Gives a feed that has no job one, now.
fn wake(feeds: &Feeds, id: &FeedId, now: Timestamp) -> Result<(), RecordError> {
    let state: FeedState = match feeds.state(id) {
        Err(RecordError::BadEntry { .. }) => None,
        state => state?,
    }
    .unwrap_or_default();
    if state.look_at.is_some() {
        return Ok(());
    }
    let job = Task::Look(*id).at(now);
    let state = FeedState { look_at: Some(job.at), rhythm: Default::default(), notice: None, ..state };
    let note: FeedNote<'_, _, Item, News> =
        FeedNote { state: Some(&state), jobs: &[job], ..FeedNote::default() };
    feeds.note(id, &note)
}

fn info(record: &Record, id: &FeedId) -> Result<Option<SourceInfo>, RecordError> {
    let feeds = record.feeds();
    let Some(address) = feeds.address(id)? else { return Ok(None) };
    let state = feeds.state::<FeedState>(id)?.unwrap_or_default();
    let waiting = feeds.waiting::<Item>(id, WAITING_COUNTED_MAX)?.len();
    Ok(Some(SourceInfo {
        feed: *id,
        address,
        title: state.title,
        site: state.site,
        looked_at: state.looked_at,
        answered_at: state.answered_at,
        newest: state.newest,
        next: state.look_at,
        waiting,
        trouble: state.trouble,
        notice: state.notice,
    }))
}
