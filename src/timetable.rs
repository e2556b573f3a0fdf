//! What the program does by itself: looking at feeds, posting what they bring, and digests at their times. It works by
//! REST alone, so that it goes on while the gateway is away.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sayso_commands::{Data, DiscordPoster};
use sayso_metrics::Metrics;
use sayso_newsroom::{Record, RecordError};
use sayso_outbox::{Due, Job, Outbox, Rounds, Task, tasks};
use serenity::all::Http;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock;
use crate::health::Pulse;

/// Between two looks at what is due. A look reads the queue's beginning and nothing else.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Works of feeds in one round, digests in one look, and posts in one look.
const FEEDS_MAX: usize = 500;
/// See [`FEEDS_MAX`].
const DIGESTS_MAX: usize = 100;
/// See [`FEEDS_MAX`]. Four at once and 25 s each where Discord is silent: far below [`SILENT_MAX`].
const POSTS_MAX: usize = 40;

/// Servers whose news are posted in one look.
const SERVERS_MAX: usize = 200;

/// After this long news come up again whose posting was cut off or failed.
const NEWS_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// How long the timetable may be silent before something is wrong: a look makes posts, each with a time limit.
pub(crate) const SILENT_MAX: Duration = Duration::from_secs(300);

/// What the timetable works with.
pub(crate) struct Timetable {
    data: Data,
    record: Record,
    rounds: Rounds,
    now: fn() -> Timestamp,
}

impl Timetable {
    /// The timetable of a bot that posts by `http`.
    pub(crate) fn new(data: Data, http: Arc<Http>, now: fn() -> Timestamp) -> Timetable {
        let record = data.newsroom().record().clone();
        let poster = Arc::new(DiscordPoster::new(http, data.servers().clone(), now));
        let rounds = Rounds::new(Outbox::new(record.clone()), poster, Arc::new(now));
        Timetable { data, record, rounds, now }
    }

    /// Works until `stop` says so. What is under way then is at most one step further on the disk than in Discord, and
    /// is taken up at the next start.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>, pulse: Pulse) {
        let this = Arc::new(self);
        let mut feeds: Option<JoinHandle<()>> = None;
        let mut looks = tokio::time::interval(clock::look_every(LOOK_EVERY));
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                _ = stop.changed() => break,
            }
            pulse.beat();
            if feeds.as_ref().is_none_or(JoinHandle::is_finished) {
                let this = Arc::clone(&this);
                feeds = Some(tokio::spawn(async move { this.feeds().await }));
            }
            this.news().await;
            this.digests().await;
            this.left().await;
            if let Err(error) = this.rounds.run(POSTS_MAX).await {
                tracing::error!(%error, "the posts that are due cannot be read");
            }
            this.backlog().await;
        }
        if let Some(feeds) = feeds {
            feeds.abort();
        }
    }

    /// Counts what waits to be posted though it is due.
    async fn backlog(&self) {
        let (outbox, now) = (Outbox::new(self.record.clone()), (self.now)());
        match tokio::task::spawn_blocking(move || outbox.backlog(now)).await {
            Ok(Ok(backlog)) => {
                let age = backlog.oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64());
                Metrics::global().outbox(backlog.waiting, age.max(0.0));
            }
            Ok(Err(error)) => tracing::error!(%error, "what waits to be posted cannot be counted"),
            Err(_) => tracing::error!("counting what waits to be posted panicked"),
        }
    }

    /// Looks at the feeds that are due, and posts what they brought where it is wanted.
    async fn feeds(&self) {
        let now = (self.now)();
        let seed = u64::try_from(now.as_microsecond()).unwrap_or_default();
        let report = match self.data.newsroom().round(now, FEEDS_MAX, seed).await {
            Ok(report) => report,
            Err(error) => return tracing::error!(%error, "the feeds that are due cannot be read"),
        };
        if report.looked > 0 {
            let (looked, failed, read) = (report.looked, report.failed, report.read.len());
            tracing::info!(looked, failed, read, "feeds were looked at");
        }
    }

    /// Posts the news that wait for servers.
    async fn news(&self) {
        let (record, now) = (self.record.clone(), (self.now)());
        let jobs = match tokio::task::spawn_blocking(move || take_up_news(&record, now)).await {
            Ok(Ok(jobs)) => jobs,
            Ok(Err(error)) => return tracing::error!(%error, "the news that wait cannot be read"),
            Err(_) => return tracing::error!("the news that wait cannot be read: it panicked"),
        };
        for job in jobs {
            let (record, server) = (self.record.clone(), job.server);
            let again = match self.data.post_news(server).await {
                Ok(again) => again,
                Err(error) => {
                    tracing::error!(server, %error, "news could not be posted; it is tried again");
                    continue;
                }
            };
            let settling = move || match again {
                Some(again) => record.move_job(&job, again).map(drop),
                None => record.remove_job(&job),
            };
            if let Ok(Err(error)) = tokio::task::spawn_blocking(settling).await {
                tracing::error!(server, %error, "that news were posted was not noted; they are looked at again");
            }
        }
    }

    /// Deletes what is kept of servers that the bot left long ago.
    async fn left(&self) {
        let (record, now) = (self.record.clone(), (self.now)());
        let looking = move || tasks(&record, now, DIGESTS_MAX, |task| *task == Task::Left);
        let due: Vec<Due> = match tokio::task::spawn_blocking(looking).await {
            Ok(Ok(due)) => due,
            Ok(Err(error)) => return tracing::error!(%error, "the servers that were left cannot be read"),
            Err(_) => return tracing::error!("the servers that were left cannot be read: it panicked"),
        };
        for due in due {
            if let Err(error) = self.data.end_of_left(due.job).await {
                tracing::error!(%error, "what is kept of a server that was left could not be deleted yet");
            }
        }
    }

    async fn digests(&self) {
        let (record, now) = (self.record.clone(), (self.now)());
        let looking = move || tasks(&record, now, DIGESTS_MAX, |task| matches!(task, Task::Digest(_)));
        let due: Vec<Due> = match tokio::task::spawn_blocking(looking).await {
            Ok(Ok(due)) => due,
            Ok(Err(error)) => return tracing::error!(%error, "the digests that are due cannot be read"),
            Err(_) => return tracing::error!("the digests that are due cannot be read: it panicked"),
        };
        for due in due {
            let (server, name) = (due.job.server, due.job.name.clone());
            if let Err(error) = self.data.post_digest(due).await {
                tracing::error!(server, name, %error, "a digest could not be written; it is tried again");
            }
        }
    }
}

/// The servers for which news wait, by their jobs. Each is given a later time before anything else: news that come
/// meanwhile bring a job of their own, and where the work is cut off it comes up again.
fn take_up_news(record: &Record, now: Timestamp) -> Result<Vec<Job>, RecordError> {
    let mut taken: Vec<Job> = Vec::new();
    for due in tasks(record, now, SERVERS_MAX, |task| *task == Task::News)? {
        match record.move_job(&due.job, later(now, NEWS_AGAIN)) {
            Ok(job) if !taken.contains(&job) => taken.push(job),
            // Of one server there can be two, which have the same place now; or somebody was there first.
            Ok(_) | Err(RecordError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}
