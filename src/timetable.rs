//! What the program does by itself: looking at feeds, posting what they bring, and digests at their times. It works by
//! REST alone, so that it goes on while the gateway is away.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use sayso_commands::{Data, DiscordPoster};
use sayso_newsroom::Record;
use sayso_outbox::{Due, Outbox, Rounds, Task, tasks};
use serenity::all::Http;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::health::Pulse;

/// Between two looks at what is due. A look reads the queue's beginning and nothing else.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Works of feeds in one round, digests in one look, and posts in one look.
const FEEDS_MAX: usize = 500;
/// See [`FEEDS_MAX`].
const DIGESTS_MAX: usize = 100;
/// See [`FEEDS_MAX`].
const POSTS_MAX: usize = 200;

/// How long the timetable may be silent before something is wrong: a look makes posts, each with a time limit.
pub(crate) const SILENT_MAX: Duration = Duration::from_secs(300);

/// What the timetable works with.
pub(crate) struct Timetable {
    data: Data,
    record: Record,
    rounds: Rounds,
    /// Servers for which news wait to be posted.
    waiting: Mutex<BTreeSet<u64>>,
    now: fn() -> Timestamp,
}

impl Timetable {
    /// The timetable of a bot that posts by `http`.
    pub(crate) fn new(data: Data, http: Arc<Http>, now: fn() -> Timestamp) -> Timetable {
        let record = data.newsroom().record().clone();
        let poster = Arc::new(DiscordPoster::new(http, data.servers().clone()));
        let rounds = Rounds::new(Outbox::new(record.clone()), poster, Arc::new(now));
        Timetable { data, record, rounds, waiting: Mutex::default(), now }
    }

    /// Works until `stop` says so. What is under way then is at most one step further on the disk than in Discord, and
    /// is taken up at the next start.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>, pulse: Pulse) {
        let this = Arc::new(self);
        let mut feeds: Option<JoinHandle<()>> = None;
        let mut looks = tokio::time::interval(LOOK_EVERY);
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
            if let Err(error) = this.rounds.run(POSTS_MAX).await {
                tracing::error!(%error, "the posts that are due cannot be read");
            }
        }
        if let Some(feeds) = feeds {
            feeds.abort();
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
        let mut servers: Vec<u64> = report.read.iter().flat_map(|it| it.followers.iter().copied()).collect();
        servers.extend(report.notices.iter().flat_map(|notice| notice.followers.iter().copied()));
        if report.looked > 0 {
            let (looked, failed, read) = (report.looked, report.failed, report.read.len());
            tracing::info!(looked, failed, read, "feeds were looked at");
        }
        self.waiting().extend(servers);
    }

    /// Posts the news of those servers for which some wait. What cannot be posted yet waits for the next look.
    async fn news(&self) {
        let servers = std::mem::take(&mut *self.waiting());
        for server in servers {
            match self.data.post_news(server).await {
                Ok(false) => {}
                Ok(true) => drop(self.waiting().insert(server)),
                Err(error) => {
                    tracing::error!(server, %error, "news could not be posted; they wait for the next ones");
                }
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn digests(&self) {
        let (record, now) = (self.record.clone(), (self.now)());
        let looking = move || tasks(&record, now, DIGESTS_MAX, |task| matches!(task, Task::Digest(_)));
        let due: Vec<Due> = match tokio::task::spawn_blocking(looking).await {
            Ok(Ok(due)) => due,
            other => return tracing::error!(?other, "the digests that are due cannot be read"),
        };
        for due in due {
            let (server, name) = (due.job.server, due.job.name.clone());
            if let Err(error) = self.data.post_digest(due).await {
                tracing::error!(server, name, %error, "a digest could not be written; it is tried again");
            }
        }
    }
}
