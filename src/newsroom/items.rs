//! Items of a feed become articles that are kept, and followers who learn of them.

use jiff::Timestamp;
use sayso_fetch::FetchError;
use sayso_record::{ArticleId, FeedId, Feeds, Job, RecordError};
use tokio::time::Instant;

use crate::ReadError;
use crate::known::known_name;
use crate::provenance::UnreadNote;
use crate::reading::Reading;
use crate::round::{Held, Note, ReadArticle, Round, RoundReport, UnreadItem};
use crate::state::{FeedState, Item, PageState, Task};
use crate::told::News;

/// Items of one feed that are read in one go; the others' turn comes before its next.
const ITEMS_AT_ONCE: usize = 5;

/// Items of a feed that are looked through for those whose time has come.
const WAITING_MAX: usize = 500;

/// Servers with which news is left in one write, which holds 8,192 entries.
const FOLLOWERS_AT_ONCE: usize = 1_500;

/// An item that fails for a while is tried this often, each time after twice the span, the first in seconds.
const TRIES_MAX: u32 = 5;
const TRY_AGAIN_S: i64 = 300;

impl Round {
    /// Reads items of a feed that wait, until `ends`.
    pub(crate) async fn items(
        &self,
        id: FeedId,
        held: &Held,
        ends: Instant,
        report: &mut RoundReport,
    ) -> Result<(), ReadError> {
        let (now, at) = (self.now, held.job.at);
        let due = self.stored(move |feeds| {
            let state = feeds.state::<FeedState>(&id)?;
            let waiting = feeds.waiting::<Item>(&id, WAITING_MAX)?;
            let due = waiting.into_iter().filter(|(_, item)| item.after.is_none_or(|after| after <= now));
            Ok(state
                .filter(|state| state.read_at == Some(at))
                .map(|_| due.take(ITEMS_AT_ONCE).collect::<Vec<_>>()))
        });
        for (number, item) in due.await?.unwrap_or_default() {
            if Instant::now() > ends {
                break;
            }
            self.item(id, number, item, report).await?;
        }
        let job = held.job.clone();
        self.stored(move |feeds| go_on(feeds, &id, &job, now)).await
    }

    async fn item(
        &self,
        feed: FeedId,
        number: u64,
        mut item: Item,
        report: &mut RoundReport,
    ) -> Result<(), ReadError> {
        match self.newsroom.read(item.url.clone(), self.now).await {
            Ok(reading) => {
                let round = self.clone();
                let told = self.stored(move |feeds| round.tell(feeds, &feed, number, &reading)).await?;
                report.read.extend(told);
            }
            // The record's trouble is not the item's: it waits.
            Err(error @ ReadError::Record(_)) => return Err(error),
            Err(why) if may_pass(&why) && item.tries < TRIES_MAX => {
                let pause = TRY_AGAIN_S << item.tries;
                (item.tries, item.after) = (item.tries + 1, Some(self.later(pause)));
                let again = [(number, item)];
                self.stored(move |feeds| feeds.note(&feed, &Note { again: &again, ..Note::default() }))
                    .await?;
            }
            Err(why) => {
                let unread = UnreadNote::new(&item.url, self.now, &why);
                self.stored(move |feeds| {
                    let mut state = feeds.state::<FeedState>(&feed)?;
                    if let Some(state) = &mut state {
                        state.note_unread(unread);
                    }
                    let state = state.as_ref();
                    feeds.note(&feed, &Note { state, done: &[number], ..Note::default() })
                })
                .await?;
                report.unread.push(UnreadItem { feed, address: item.url, why });
            }
        }
        Ok(())
    }

    /// Leaves the news of an article with all who follow the feed and were not told of it by another.
    fn tell(
        &self,
        feeds: &Feeds,
        feed: &FeedId,
        number: u64,
        reading: &Reading,
    ) -> Result<Option<ReadArticle>, RecordError> {
        let id = reading.id;
        let mark = mark_of(&id);
        if feeds.marks(feed)?.contains(&mark) {
            // Another item of this feed led to the same article.
            feeds.note(feed, &Note { done: &[number], ..Note::default() })?;
            return Ok(None);
        }
        let mut page = feeds.page::<PageState>(&id)?;
        let mut followers = feeds.followers(feed)?;
        for other in page.iter().flat_map(|page| &page.feeds).filter(|other| *other != feed) {
            let told = feeds.followers(other)?;
            followers.retain(|server| told.binary_search(server).is_err());
        }
        let news = News::Article { article: id, feed: *feed, told: Vec::new() };
        let left_with = |some: &[u64]| {
            let mut tell = news.to_all(some, self.now);
            tell.extend(some.iter().map(|server| (*server, known_name(&id, self.now), news.clone())));
            tell
        };
        // All in one write, unless there are thousands of followers.
        let (last, before) = followers.split_at(followers.len().min(FOLLOWERS_AT_ONCE));
        for some in before.chunks(FOLLOWERS_AT_ONCE) {
            feeds.note(feed, &Note { tell: &left_with(some), ..Note::default() })?;
        }
        let tell = left_with(last);
        feeds.note(feed, &Note { done: &[number], marks: &[mark], tell: &tell, ..Note::default() })?;
        if let Some(page) = &mut page {
            page.add_feed(*feed);
            feeds.note_page::<_, News>(&id, Some(page), &[], None, None)?;
        }
        Ok(Some(ReadArticle { id, feed: *feed, followers }))
    }
}

/// Sets the next time for the items that still wait.
fn go_on(feeds: &Feeds, id: &FeedId, job: &Job, now: Timestamp) -> Result<(), RecordError> {
    let waiting = feeds.waiting::<Item>(id, WAITING_MAX)?;
    let next = waiting.iter().map(|(_, item)| item.after.unwrap_or(now).max(now)).min();
    let next = next.map(|at| Task::Items(*id).at(at));
    let Some(mut state) = feeds.state::<FeedState>(id)? else {
        return feeds.note(id, &Note { job: Some(job), ..Note::default() });
    };
    if state.read_at != Some(job.at) {
        // A leftover.
        return feeds.note(id, &Note { job: Some(job), ..Note::default() });
    }
    state.read_at = next.as_ref().map(|job| job.at);
    let jobs: Vec<Job> = next.into_iter().collect();
    feeds.note(id, &Note { state: Some(&state), job: Some(job), jobs: &jobs, ..Note::default() })
}

/// An article's id among the marks of a feed: by it the article is known whatever address led to it.
fn mark_of(id: &ArticleId) -> [u8; 16] {
    // Its digits are the bytes.
    u128::from_str_radix(&id.to_string(), 16).unwrap_or_default().to_be_bytes()
}

/// Whether reading may succeed later without anybody's doing.
fn may_pass(why: &ReadError) -> bool {
    match why {
        // A page that is not there yet is common where the feed is faster than the site.
        ReadError::Fetch(FetchError::NotFound { status: 404 }) => true,
        ReadError::Fetch(error) => error.is_temporary(),
        ReadError::Unreadable(_) | ReadError::Record(_) | ReadError::Fault => false,
    }
}
