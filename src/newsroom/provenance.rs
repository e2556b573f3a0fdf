//! How an article came here, or why it did not: what an admin is told who asks.

use jiff::Timestamp;
use sayso_record::{ArticleId, FeedId, Query, Record, RecordError, StoryWords};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::reading::{blocking, request_id};
use crate::state::{FeedState, Item, PageState};
use crate::{Newsroom, ReadError, parse_address};

/// Items of a feed that wait and are looked through.
const WAITING_MAX: usize = 500;

/// Why an item of a feed could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadNote {
    /// The item.
    pub address: Url,
    /// When it was tried last.
    pub at: Timestamp,
    /// Why it could not be read, in one line.
    pub why: String,
    /// The number of the last try in the logs.
    pub request: String,
}

impl UnreadNote {
    pub(crate) fn new(address: &Url, at: Timestamp, why: &ReadError) -> UnreadNote {
        /// Longest reason that is remembered, in Unicode scalars.
        const WHY_MAX: usize = 300;
        let why = why.to_string().chars().take(WHY_MAX).collect();
        UnreadNote { address: address.clone(), at, why, request: request_id(address, at) }
    }
}

/// An item that waits in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The feed.
    pub feed: FeedId,
    /// How often it was tried in vain.
    pub tries: u32,
    /// Before when it is not tried again.
    pub after: Option<Timestamp>,
}

/// How an article was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The article.
    pub article: ArticleId,
    /// When it was read first, and last.
    pub first_read_at: Timestamp,
    /// When it was read last.
    pub read_at: Timestamp,
    /// The feeds that brought it; none where somebody gave its address.
    pub feeds: Vec<FeedId>,
    /// The number of its first reading in the logs.
    pub request: Option<String>,
    /// When it is read again, where it is.
    pub again_at: Option<Timestamp>,
}

/// What is known of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// How it was read, where it was.
    pub heard: Option<Heard>,
    /// Where it waits to be read.
    pub listed: Vec<Listed>,
    /// Which feeds named it in vain, and why it could not be read.
    pub unread: Vec<(FeedId, UnreadNote)>,
}

impl Newsroom {
    /// How the page at a link came here, or why not, as far as the feeds of a server know.
    ///
    /// # Errors
    /// [`ReadError::Fetch`] where the link is none, [`ReadError::Record`].
    pub async fn provenance(&self, link: &str, feeds: Vec<FeedId>) -> Result<Provenance, ReadError> {
        let (record, address) = (self.record.clone(), parse_address(link)?);
        Ok(blocking(move || {
            let mut found = in_feeds(&record, &address, &feeds)?;
            found.heard = match record.by_address(&address)? {
                Some(kept) => heard(&record, &kept.id)?,
                None => None,
            };
            Ok::<_, RecordError>(found)
        })
        .await??)
    }

    /// How an article of the record came here; none where it is not kept.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn heard(&self, id: ArticleId) -> Result<Option<Heard>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || heard(&record, &id)).await??)
    }

    /// Which of these words find an article, or one statement of it, as digests look for them. Editors' decisions do not
    /// count.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn words_that_find(
        &self,
        article: ArticleId,
        number: Option<u16>,
        words: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<String>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || {
            let finds = |entry: &String| -> Result<bool, RecordError> {
                let story = StoryWords { any: vec![entry.clone()], none: Vec::new() };
                let query = Query { story, of: Some(vec![article]), ..Query::default() };
                let found = record.search(&query, now, WAITING_MAX, None)?;
                Ok(found.hits.iter().any(|hit| number.is_none_or(|number| hit.id.number == number)))
            };
            let mut found = Vec::new();
            for entry in words {
                if finds(&entry)? {
                    found.push(entry);
                }
            }
            Ok::<_, RecordError>(found)
        })
        .await??)
    }
}

fn heard(record: &Record, id: &ArticleId) -> Result<Option<Heard>, RecordError> {
    let Some(kept) = record.get(id)? else { return Ok(None) };
    let page = record.feeds().page::<PageState>(id)?;
    Ok(Some(Heard {
        article: *id,
        first_read_at: kept.first_read_at,
        read_at: kept.read_at,
        feeds: page.as_ref().map(|page| page.feeds.clone()).unwrap_or_default(),
        request: page.as_ref().and_then(|page| page.request.clone()),
        again_at: page.and_then(|page| page.again_at),
    }))
}

fn in_feeds(record: &Record, address: &Url, feeds: &[FeedId]) -> Result<Provenance, RecordError> {
    let store = record.feeds();
    let same = |url: &Url| ArticleId::of(url) == ArticleId::of(address);
    let mut found = Provenance::default();
    for feed in feeds {
        let waiting = store.waiting::<Item>(feed, WAITING_MAX)?;
        let own = waiting.into_iter().filter(|(_, item)| same(&item.url));
        found.listed.extend(own.map(|(_, item)| Listed {
            feed: *feed,
            tries: item.tries,
            after: item.after,
        }));
        let state = store.state::<FeedState>(feed)?.unwrap_or_default();
        let unread = state.unread.into_iter().filter(|note| same(&note.address));
        found.unread.extend(unread.map(|note| (*feed, note)));
    }
    Ok(found)
}
