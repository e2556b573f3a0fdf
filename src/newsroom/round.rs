//! A round: what is due is done, side by side and within bounds.
//!
//! Work of one host is one lane, done one after the other, and a lane ends with its time: a feed that hangs, and a
//! thousand feeds of one host, hold one place and nobody else. What a lane leaves undone is still due.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::PoisonError;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sayso_record::{ArticleId, FeedId, FeedNote, Job, RecordError, SHARED};
use sayso_sources::Notice;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use crate::changes::Revision;
use crate::reading::blocking;
use crate::state::{FeedState, Item, PageState, Task};
use crate::told::News;
use crate::{Newsroom, ReadError};

/// Lanes at work at once. Of the 64 visits that the fetch stage makes at a time, the rest is for people who ask.
pub(crate) const WORKS_AT_ONCE: usize = 48;

/// After this long a lane begins nothing new.
const LANE_TIME: Duration = Duration::from_secs(20);

/// Works of one host in a round. What is over is put off, so that it cannot fill the next round either.
const LANE_WORKS_MAX: usize = 24;

/// How long each work over that is put off, in seconds: what a host would take at its pace.
const PUT_OFF_S: i64 = 2;

/// What rounds are at work on, so that two at once do nothing twice. Of one feed one thing is done at a time.
pub(crate) type Works = HashSet<String>;

/// What a round did and found, as plain data. Whatever servers have to learn waits for them too
/// ([`Newsroom::news`]), so that nothing is lost with this.
#[derive(Debug, Default)]
pub struct RoundReport {
    /// Feeds that were looked at.
    pub looked: usize,
    /// Of these, how many had not changed.
    pub unchanged: usize,
    /// Of these, how many did not answer, or not with a feed.
    pub failed: usize,
    /// Works that were due and not begun, because the time of their host was over.
    pub left: usize,
    /// Articles that were read for the first time in a feed.
    pub read: Vec<ReadArticle>,
    /// Items that could not be read, and are not tried again.
    pub unread: Vec<UnreadItem>,
    /// Articles that have changed since they were read.
    pub changed: Vec<ChangedArticle>,
    /// Articles that are on their sites no more.
    pub gone: Vec<GoneArticle>,
    /// What is to be told of feeds.
    pub notices: Vec<SourceNotice>,
}

/// An article that a feed brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadArticle {
    /// The article.
    pub id: ArticleId,
    /// The feed.
    pub feed: FeedId,
    /// The servers that follow the feed and were not told by another.
    pub followers: Vec<u64>,
}

/// An item of a feed that could not be read.
#[derive(Debug, Clone)]
pub struct UnreadItem {
    /// The feed.
    pub feed: FeedId,
    /// The item's address.
    pub address: Url,
    /// Why not.
    pub why: ReadError,
}

/// An article that has changed.
#[derive(Debug, Clone)]
pub struct ChangedArticle {
    /// The article.
    pub id: ArticleId,
    /// The servers that it was told to.
    pub followers: Vec<u64>,
    /// How it changed.
    pub revision: Revision,
}

/// An article that is on its site no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneArticle {
    /// The article.
    pub id: ArticleId,
    /// The servers that it was told to.
    pub followers: Vec<u64>,
}

/// Something about a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceNotice {
    /// The feed; after a move, the new one.
    pub feed: FeedId,
    /// Its address.
    pub address: Url,
    /// Its followers.
    pub followers: Vec<u64>,
    /// What is to be told.
    pub notice: Notice,
}

/// What is noted of a feed here.
pub(crate) type Note<'a> = FeedNote<'a, FeedState, Item, News>;

/// What one round works with.
#[derive(Clone)]
pub(crate) struct Round {
    pub(crate) newsroom: Newsroom,
    pub(crate) now: Timestamp,
    pub(crate) seed: u64,
}

impl Newsroom {
    /// Does up to `limit` works of those due at `now`: looks at feeds, reads their new articles, reads articles again.
    /// Returns when all lanes have ended, about a minute and a half at the latest; rounds may overlap.
    ///
    /// `seed` spreads the times of the next looks; any number will do, another for each round.
    ///
    /// # Errors
    /// [`ReadError::Record`] where the queue cannot be read. What goes wrong with single works is in the log and in
    /// the state of their feeds, and ends nothing else.
    pub async fn round(&self, now: Timestamp, limit: usize, seed: u64) -> Result<RoundReport, ReadError> {
        let round = Round { newsroom: self.clone(), now, seed };
        let (lanes, left) = {
            let round = round.clone();
            blocking(move || round.lanes(limit)).await??
        };
        let mut report = RoundReport { left, ..RoundReport::default() };
        let mut running = JoinSet::new();
        for lane in lanes {
            running.spawn(round.clone().run(lane));
        }
        while let Some(done) = running.join_next().await {
            match done {
                Ok(part) => report.add(part),
                Err(_) => tracing::error!("a part of a round panicked"),
            }
        }
        Ok(report)
    }
}

/// A task with its job, held until it is dropped so that no other round begins it.
pub(crate) struct Held {
    pub(crate) task: Task,
    pub(crate) job: Job,
    newsroom: Newsroom,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.newsroom.works.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.task.about());
    }
}

impl Round {
    /// What is due, by host, and how much of it was put off.
    fn lanes(&self, limit: usize) -> Result<(Vec<VecDeque<Held>>, usize), RecordError> {
        let record = &self.newsroom.record;
        let mut wanted = |job: &Job| job.server == SHARED && Task::of(&job.name).is_some();
        let jobs = record.due_where(self.now, limit, &mut wanted)?;
        let mut lanes: BTreeMap<String, Vec<Held>> = BTreeMap::new();
        let mut put_off = 0;
        for job in jobs {
            let Some(held) = self.hold(job) else { continue };
            let Some(host) = self.host_of(held.task)? else {
                record.remove_job(&held.job)?;
                continue;
            };
            let lane = lanes.entry(host).or_default();
            if lane.len() < LANE_WORKS_MAX {
                lane.push(held);
            } else {
                put_off += 1;
                let seconds = i64::try_from(put_off).unwrap_or(i64::MAX).saturating_mul(PUT_OFF_S);
                self.put_off(&held, self.later(seconds))?;
            }
        }
        Ok((lanes.into_values().map(VecDeque::from).collect(), put_off))
    }

    fn hold(&self, job: Job) -> Option<Held> {
        let task = Task::of(&job.name)?;
        let free = self.newsroom.works.lock().unwrap_or_else(PoisonError::into_inner).insert(task.about());
        free.then(|| Held { task, job, newsroom: self.newsroom.clone() })
    }

    /// The host that a task visits; none where nothing is known of it any more.
    fn host_of(&self, task: Task) -> Result<Option<String>, RecordError> {
        let feeds = self.newsroom.record.feeds();
        let address = match task {
            Task::Look(id) | Task::Items(id) => feeds.address(&id),
            Task::Again(id) => feeds.page::<PageState>(&id).map(|page| page.map(|page| page.address)),
        };
        let address = match address {
            // A damaged entry is not done and does not end the round.
            Err(RecordError::BadEntry { place, why }) => {
                tracing::error!(place, why, "what is known of a feed cannot be read; it is left alone");
                None
            }
            address => address?,
        };
        Ok(address.map(|url| url.host_str().unwrap_or_default().to_owned()))
    }

    /// Gives a work a later time, in the queue and in what is known of it.
    fn put_off(&self, held: &Held, at: Timestamp) -> Result<(), RecordError> {
        let feeds = self.newsroom.record.feeds();
        let next = held.task.at(at);
        let outcome = match held.task {
            Task::Look(id) | Task::Items(id) => {
                let Some(mut state) = feeds.state::<FeedState>(&id)? else { return Ok(()) };
                let own = if held.task == Task::Look(id) { &mut state.look_at } else { &mut state.read_at };
                if *own != Some(held.job.at) {
                    return self.newsroom.record.remove_job(&held.job);
                }
                *own = Some(next.at);
                let jobs = [next];
                feeds.note(
                    &id,
                    &Note { state: Some(&state), job: Some(&held.job), jobs: &jobs, ..Note::default() },
                )
            }
            Task::Again(id) => {
                let Some(mut page) = feeds.page::<PageState>(&id)? else { return Ok(()) };
                if page.again_at != Some(held.job.at) {
                    return self.newsroom.record.remove_job(&held.job);
                }
                page.again_at = Some(next.at);
                feeds.note_page::<_, News>(&id, Some(&page), &[], Some(&held.job), Some(&next))
            }
        };
        // Another round was there first: as well.
        outcome.or_else(|error| if matches!(error, RecordError::Conflict) { Ok(()) } else { Err(error) })
    }

    /// One lane: its works in turn, until its time is over.
    async fn run(self, mut lane: VecDeque<Held>) -> RoundReport {
        // The semaphore is never closed.
        let _place = self.newsroom.places.clone().acquire_owned().await.ok();
        let ends = Instant::now() + LANE_TIME;
        let mut report = RoundReport::default();
        while let Some(held) = lane.pop_front() {
            if Instant::now() > ends {
                report.left += 1;
                continue;
            }
            let done = match held.task {
                Task::Look(id) => self.look(id, &held, &mut report).await,
                Task::Items(id) => self.items(id, &held, ends, &mut report).await.map(|()| None),
                Task::Again(id) => self.again(id, &held, &mut report).await.map(|()| None),
            };
            let name = held.job.name.clone();
            drop(held);
            match done {
                Ok(next) => lane.extend(next.and_then(|job| self.hold(job))),
                // Another round, or another process, was there first.
                Err(ReadError::Record(RecordError::Conflict)) => {}
                Err(error) => tracing::error!(%error, job = name, "a due work failed"),
            }
        }
        report
    }

    /// Runs what blocks, with the feeds of the record.
    pub(crate) async fn stored<T: Send + 'static>(
        &self,
        work: impl FnOnce(&sayso_record::Feeds) -> Result<T, RecordError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let feeds = self.newsroom.record.feeds();
        Ok(blocking(move || work(&feeds)).await??)
    }

    pub(crate) fn later(&self, seconds: i64) -> Timestamp {
        self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
    }
}

impl RoundReport {
    fn add(&mut self, part: RoundReport) {
        self.looked += part.looked;
        self.unchanged += part.unchanged;
        self.failed += part.failed;
        self.left += part.left;
        self.read.extend(part.read);
        self.unread.extend(part.unread);
        self.changed.extend(part.changed);
        self.gone.extend(part.gone);
        self.notices.extend(part.notices);
    }
}
