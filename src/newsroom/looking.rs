//! A look at a feed: what is new in it waits to be read, and when to look again.

use std::time::Duration;

use jiff::Timestamp;
use sayso_fetch::{FetchError, Page, Polled, Validators, Want};
use sayso_record::{FeedId, Feeds, Job, RecordError};
use sayso_sources::{Feed, Found, Headline, Mark, Notice, Outcome, Sifted, Turn, sift};
use url::Url;

use crate::reading::blocking;
use crate::round::{Held, Note, Round, RoundReport, SourceNotice};
use crate::state::{FeedState, Item, Task, spread};
use crate::told::News;
use crate::{Newsroom, ReadError};

/// Items of a feed that are looked at, the newest. The marks of more could not be kept.
const LISTED_MAX: usize = 1_000;

/// Items of a feed that wait to be read; what is over is marked as seen and not read.
const WAITING_MAX: usize = 400;

/// When a feed is looked at again whose host was busy with other works of ours, in seconds.
const BUSY_S: i64 = 120;

/// What a look brought.
pub(crate) enum Answer {
    /// Nothing new, by its own word (304).
    Unchanged,
    /// The feed.
    Feed(Box<Feed>),
    /// It is gone for good.
    Gone,
    /// It did not answer, or with something else: why, and how long it wants to be left alone.
    Failed(String, Option<Duration>),
    /// We have too many works at its host: no fault of its own.
    Busy,
}

/// An answer with what came beside it.
pub(crate) struct Look {
    answer: Answer,
    validators: Option<Validators>,
    fresh_for: Option<Duration>,
    moved_to: Option<Url>,
}

/// What a look settles.
struct Settled {
    turn: Turn,
    items: Option<Job>,
    changed: Vec<Headline>,
    held_back: usize,
}

impl Round {
    /// Looks at a feed; gives the work of reading its new items.
    pub(crate) async fn look(
        &self,
        id: FeedId,
        held: &Held,
        report: &mut RoundReport,
    ) -> Result<Option<Job>, ReadError> {
        let at = held.job.at;
        let known = self.stored(move |feeds| known(feeds, &id, at)).await?;
        let Some((address, state, followers)) = known.filter(|known| known.1.look_at == Some(at)) else {
            let (record, job) = (self.newsroom.record.clone(), held.job.clone());
            blocking(move || record.remove_job(&job)).await??;
            return Ok(None);
        };
        report.looked += 1;
        let look = self.newsroom.look_at(&address, &state.validators()).await?;
        report.unchanged += usize::from(matches!(look.answer, Answer::Unchanged));
        report.failed += usize::from(matches!(look.answer, Answer::Failed(..) | Answer::Gone));
        let (round, job, asked, told) = (self.clone(), held.job.clone(), address.clone(), followers.clone());
        let settled =
            self.stored(move |feeds| round.settle(feeds, &id, &asked, state, look, &job, &told)).await?;
        if settled.held_back > 0 {
            tracing::warn!(feed = %id, items = settled.held_back, "more new items than are read were marked as seen");
        }
        self.reread(settled.changed).await?;
        if let Some(notice) = settled.turn.notice {
            let (feed, address) = match &notice {
                Notice::Moved(to) => (FeedId::of(to), to.clone()),
                _ => (id, address),
            };
            report.notices.push(SourceNotice { feed, address, followers, notice });
        }
        Ok(settled.items)
    }

    /// Writes what a look brought, all at once.
    #[expect(clippy::too_many_arguments, reason = "one look, seen from one place")]
    fn settle(
        &self,
        feeds: &Feeds,
        id: &FeedId,
        address: &Url,
        mut state: FeedState,
        look: Look,
        job: &Job,
        followers: &[u64],
    ) -> Result<Settled, RecordError> {
        let first = state.answered_at.is_none();
        let sifted = match &look.answer {
            Answer::Feed(feed) => {
                let marks = feeds.marks(id)?;
                sift(feed, first, |mark| marks.contains(mark.as_bytes()))
            }
            _ => Sifted::default(),
        };
        let waiting = feeds.waiting::<Item>(id, WAITING_MAX)?.len();
        let turn = self.turn(id, &mut state, &look);
        let mut wait: Vec<Item> = sifted.fresh.into_iter().map(item).collect();
        let over = wait.len().saturating_sub(WAITING_MAX - waiting.min(WAITING_MAX));
        wait.truncate(wait.len() - over);

        let next = turn.next.map(|at| Task::Look(*id).at(at));
        state.look_at = next.as_ref().map(|job| job.at);
        let moved = match &turn.notice {
            Some(Notice::Moved(to)) => Some(to),
            _ => None,
        };
        let items = (moved.is_none() && (!wait.is_empty() || (waiting > 0 && state.read_at.is_none())))
            .then(|| Task::Items(*id).at(self.now));
        // After a move the job goes by another name: the next look makes it.
        state.read_at = items.as_ref().map(|job| job.at).or(state.read_at.filter(|_| moved.is_none()));

        // The oldest first: of marks that are too many, the oldest go.
        let marks: Vec<[u8; 16]> = sifted.marks.iter().rev().map(|mark: &Mark| *mark.as_bytes()).collect();
        let tell = self.tidings(id, address, &turn, followers);
        let jobs: Vec<Job> = next.iter().chain(&items).cloned().collect();
        if let (Some(to), Some(next)) = (moved, turn.next) {
            // First of all, so that there is no moment in which the feed has no job. Where the move then fails, it is
            // a leftover.
            self.newsroom.record.put_job(&Task::Look(FeedId::of(to)).at(next))?;
        }
        let note = Note {
            state: Some(&state),
            marks: &marks,
            wait: &wait,
            tell: &tell,
            job: Some(job),
            jobs: &jobs,
            ..Note::default()
        };
        feeds.note(id, &note)?;
        if let Some(to) = moved {
            feeds.move_to(id, to)?;
        }
        Ok(Settled { turn, items, changed: sifted.changed, held_back: sifted.held_back + over })
    }

    /// When to look again, and what is known of the feed then.
    fn turn(&self, id: &FeedId, state: &mut FeedState, look: &Look) -> Turn {
        state.looked_at = Some(self.now);
        if let Some(validators) = &look.validators {
            state.set_validators(validators.clone());
        }
        let dates: Vec<Timestamp> = match &look.answer {
            Answer::Feed(feed) => {
                state.title = feed.title.clone().or(state.title.take());
                state.site = feed.site.clone().or(state.site.take());
                state.wishes = feed.wishes.clone();
                feed.headlines.iter().filter_map(|headline| headline.published).collect()
            }
            _ => Vec::new(),
        };
        state.newest = dates.iter().copied().filter(|date| *date <= self.now).max().or(state.newest);
        let wishes = state.wishes.clone();
        let answered = |dates| Outcome::Answered {
            dates,
            wishes: &wishes,
            fresh_for: look.fresh_for,
            moved_to: look.moved_to.as_ref(),
        };
        let outcome = match &look.answer {
            Answer::Feed(_) => answered(Some(&dates[..])),
            Answer::Unchanged => answered(None),
            Answer::Gone => Outcome::Gone,
            Answer::Failed(_, retry_after) => Outcome::Failed { retry_after: *retry_after },
            Answer::Busy => return Turn { next: Some(self.later(BUSY_S)), notice: None },
        };
        state.trouble = match &look.answer {
            Answer::Failed(why, _) => Some(why.clone()),
            Answer::Gone => Some("the site says that the feed is gone for good (410)".to_owned()),
            _ => None,
        };
        if matches!(look.answer, Answer::Feed(_) | Answer::Unchanged) {
            state.answered_at = Some(self.now);
            state.notice = None;
        }
        let jitter = spread(self.seed, &id.to_string());
        let (rhythm, turn) = std::mem::take(&mut state.rhythm).after(&outcome, self.now, jitter);
        state.rhythm = rhythm;
        state.notice = turn.notice.clone().or(state.notice.take());
        turn
    }

    /// What followers have to learn of a feed.
    fn tidings(
        &self,
        id: &FeedId,
        address: &Url,
        turn: &Turn,
        followers: &[u64],
    ) -> Vec<(u64, String, News)> {
        let Some(notice) = &turn.notice else { return Vec::new() };
        let (feed, address) = match notice {
            Notice::Moved(to) => (FeedId::of(to), to.clone()),
            _ => (*id, address.clone()),
        };
        let was = matches!(notice, Notice::Moved(_)).then_some(*id);
        News::Source { feed, address, notice: notice.clone(), was }.to_all(followers, self.now)
    }
}

impl Newsroom {
    /// Looks at an address for a feed; the first map of an index of site maps is looked at with it.
    pub(crate) async fn look_at(&self, address: &Url, known: &Validators) -> Result<Look, ReadError> {
        let polled = self.fetch.poll(address, Want::Feed, known).await;
        let Polled { page, validators, fresh_for, moved_to } = match polled {
            Ok(polled) => polled,
            Err(error) => return Ok(Look::without(failure(&error))),
        };
        let Some(page) = page else {
            let validators = Some(validators);
            return Ok(Look { answer: Answer::Unchanged, validators, fresh_for, moved_to });
        };
        let (answer, validators) = match self.found(page).await? {
            Ok(Found::Feed(feed)) => (Answer::Feed(Box::new(feed)), Some(validators)),
            Err(error) => (Answer::Failed(error.to_string(), None), None),
            // The marks are those of the index: of it alone one cannot tell that its maps have not changed.
            Ok(Found::SiteMaps(maps)) => (self.map(maps.first()).await?, None),
        };
        Ok(Look { answer, validators, fresh_for, moved_to })
    }

    async fn map(&self, map: Option<&Url>) -> Result<Answer, ReadError> {
        let empty = || Answer::Failed("the index of site maps names none".to_owned(), None);
        let Some(map) = map else { return Ok(empty()) };
        let page = match self.fetch.poll(map, Want::Feed, &Validators::default()).await {
            Ok(polled) => polled.page,
            Err(error) => return Ok(failure(&error)),
        };
        let Some(page) = page else { return Ok(empty()) };
        Ok(match self.found(page).await? {
            Ok(Found::Feed(feed)) => Answer::Feed(Box::new(feed)),
            Ok(Found::SiteMaps(_)) => Answer::Failed("its site maps name only further ones".to_owned(), None),
            Err(error) => Answer::Failed(error.to_string(), None),
        })
    }

    /// What a page holds, its items bounded.
    pub(crate) async fn found(
        &self,
        page: Page,
    ) -> Result<Result<Found, sayso_sources::Unreadable>, ReadError> {
        self.at_desk(move || {
            let mut found = sayso_sources::read(&page.body, &page.url);
            if let Ok(Found::Feed(feed)) = &mut found {
                feed.headlines.truncate(LISTED_MAX);
            }
            found
        })
        .await
    }
}

impl Look {
    fn without(answer: Answer) -> Look {
        Look { answer, validators: None, fresh_for: None, moved_to: None }
    }
}

fn failure(error: &FetchError) -> Answer {
    match error {
        FetchError::NotFound { status: 410 } => Answer::Gone,
        FetchError::Busy { .. } => Answer::Busy,
        FetchError::AskedToWait { seconds, .. } => {
            Answer::Failed(error.to_string(), Some(Duration::from_secs(*seconds)))
        }
        _ => Answer::Failed(error.to_string(), None),
    }
}

/// What is known of a feed that somebody follows and whose job is due at `at`.
fn known(
    feeds: &Feeds,
    id: &FeedId,
    at: Timestamp,
) -> Result<Option<(Url, FeedState, Vec<u64>)>, RecordError> {
    let Some(address) = feeds.address(id)? else { return Ok(None) };
    let followers = feeds.followers(id)?;
    let state = match feeds.state(id) {
        // One that is damaged is begun anew. It is not the first reading: the marks are kept apart from it.
        Err(RecordError::BadEntry { .. }) => {
            Some(FeedState { look_at: Some(at), answered_at: Some(at), ..FeedState::default() })
        }
        state => state?,
    };
    Ok(state.filter(|_| !followers.is_empty()).map(|state| (address, state, followers)))
}

fn item(headline: Headline) -> Item {
    Item { url: headline.url, title: headline.title, tries: 0, after: None }
}
