//! Driving what is due: a few posts at a time, each step on the disk before the next.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use sayso_record::Job;
use tokio::task::JoinSet;

use crate::error::OutboxError;
use crate::kept::NOTICE_JOB;
use crate::notice::Notice;
use crate::outbox::Outbox;
use crate::plan::Turn;
use crate::post::Phase;
use crate::poster::{Poster, SendError, Trouble};
use crate::step::{Act, Event};

/// How many posts are under way at once: Discord takes 50 requests a second of a bot, and answers to people are
/// among the others.
const AT_ONCE: usize = 4;

/// The longest that Discord is waited for; shorter than the lease of a claim, so that nobody else takes the post up
/// meanwhile.
const ANSWER_MAX: Duration = Duration::from_secs(25);

/// Where the time comes from.
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Makes the posts that are due. Cloning is cheap.
#[derive(Clone)]
pub struct Rounds {
    outbox: Outbox,
    poster: Arc<dyn Poster>,
    clock: Clock,
    /// Until when Discord wants nothing at all of this bot.
    paused: Arc<Mutex<Option<Timestamp>>>,
}

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Jobs that were taken up.
    pub jobs: usize,
    /// Posts that are now wholly posted.
    pub posted: usize,
    /// Posts that failed for good.
    pub failed: usize,
    /// Notices that were told.
    pub told: usize,
    /// Jobs that the record could not serve; they come up again.
    pub errors: usize,
}

/// What became of one job.
enum Outcome {
    Posted,
    Failed,
    Told,
    Later,
}

impl Rounds {
    /// Rounds of an outbox by a poster. The clock may be off by some minutes, and is best set by Discord's own: by the
    /// `Date` of its answers, or the ids of messages just made ([`crate::snowflake_time`]). Off by more than
    /// [`crate::CLOCK_MARGIN`], a message that is in the channel can be overlooked and posted again.
    pub fn new(outbox: Outbox, poster: Arc<dyn Poster>, clock: Clock) -> Self {
        Self { outbox, poster, clock, paused: Arc::default() }
    }

    /// Does up to `limit` jobs that are due. Call it in a loop that sleeps for at most 30 seconds; it is safe to be
    /// dropped or killed anywhere.
    ///
    /// # Errors
    /// Where the queue cannot be read.
    pub async fn run(&self, limit: usize) -> Result<Summary, OutboxError> {
        let (outbox, now) = (self.outbox.clone(), (self.clock)());
        let jobs = blocking(move || outbox.due(now, limit)).await?;
        let (mut summary, mut under_way) = (Summary::default(), JoinSet::new());
        for job in jobs {
            if self.is_paused() {
                break;
            }
            while under_way.len() >= AT_ONCE {
                summary.add(under_way.join_next().await);
            }
            summary.jobs += 1;
            let this = self.clone();
            under_way.spawn(async move { this.one(job).await });
        }
        while !under_way.is_empty() {
            summary.add(under_way.join_next().await);
        }
        Ok(summary)
    }

    async fn one(&self, job: Job) -> Result<Outcome, OutboxError> {
        let now = (self.clock)();
        let outbox = self.outbox.clone();
        if job.name.starts_with(NOTICE_JOB) {
            return match blocking(move || outbox.notice(&job, now)).await? {
                Some(notice) => self.tell(notice).await,
                None => Ok(Outcome::Later),
            };
        }
        let Some(mut turn) = blocking(move || outbox.wake(&job, now)).await? else {
            return Ok(Outcome::Later);
        };
        while let Some(event) = self.act(&turn).await {
            let (outbox, now) = (self.outbox.clone(), (self.clock)());
            turn = blocking(move || outbox.told(turn, &event, now)).await?;
        }
        Ok(match turn.kept.post.map(|post| post.phase) {
            Some(Phase::Posted) => Outcome::Posted,
            Some(Phase::Failed(_)) => Outcome::Failed,
            _ => Outcome::Later,
        })
    }

    /// Does what a turn asks for; none where it asks for nothing.
    async fn act(&self, turn: &Turn) -> Option<Event> {
        let message = turn.message.as_ref()?;
        match turn.act {
            Act::Rest => None,
            Act::Send => {
                let answer = in_time(self.poster.send(message)).await.unwrap_or(Err(SendError::Lost));
                if let Err(SendError::Slow { retry_after, global: true }) = &answer {
                    *self.paused() = (self.clock)().checked_add(*retry_after).ok();
                }
                Some(answer.into())
            }
            Act::ReadBack(after) => {
                let looked = in_time(self.poster.look(message, after)).await;
                Some(looked.unwrap_or(Err(Trouble { retry_after: None })).into())
            }
        }
    }

    async fn tell(&self, notice: Notice) -> Result<Outcome, OutboxError> {
        if in_time(self.poster.tell(&notice)).await.is_none_or(|told| told.is_err()) {
            return Ok(Outcome::Later);
        }
        let outbox = self.outbox.clone();
        blocking(move || outbox.notice_told(&notice)).await.map(|()| Outcome::Told)
    }

    fn is_paused(&self) -> bool {
        self.paused().is_some_and(|until| (self.clock)() < until)
    }

    fn paused(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        // One write of one value: a panicked holder leaves nothing half done.
        self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Summary {
    fn add(&mut self, ended: Option<Result<Result<Outcome, OutboxError>, tokio::task::JoinError>>) {
        match ended {
            Some(Ok(Ok(Outcome::Posted))) => self.posted += 1,
            Some(Ok(Ok(Outcome::Failed))) => self.failed += 1,
            Some(Ok(Ok(Outcome::Told))) => self.told += 1,
            Some(Ok(Ok(Outcome::Later))) | None => {}
            Some(Ok(Err(error))) if error.is_conflict() => {}
            Some(Ok(Err(error))) => {
                self.errors += 1;
                tracing::error!(%error, "a post could not be moved on");
            }
            Some(Err(_)) => {
                self.errors += 1;
                tracing::error!("a post was cut off; it is taken up again");
            }
        }
    }
}

impl fmt::Debug for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rounds").field("outbox", &self.outbox).finish_non_exhaustive()
    }
}

/// An answer, or none where it takes too long.
async fn in_time<T>(answer: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(ANSWER_MAX, answer).await.ok()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OutboxError> + Send + 'static,
) -> Result<T, OutboxError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(OutboxError::CutOff))
}
