//! What people type and press in Discord, and what they see.
//!
//! Only this crate and the program know Discord. It knows the newsroom and none of its stages: a command checks
//! what was asked, asks the newsroom, and replies. In reading order: [`brief`] and [`brief_message`] are the
//! commands, [`press`] their buttons; [`card`] lays a brief out, [`reply`] alone makes messages of it, [`answer`]
//! sends them, [`complaint`] finds the words for what went wrong.

mod brief;
mod brief_message;
mod press;

mod address;
mod button;
mod card;
mod excerpt;
mod plain;
mod reply;

mod answer;
mod complaint;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sayso_newsroom::{ArticleId, Newsroom, Reading};
use tokio::sync::{Semaphore, SemaphorePermit};

pub use complaint::on_error;
pub use press::on_event;
pub use reply::no_mentions;

use crate::complaint::Complaint;

/// What a command is called with.
pub type Context<'a> = poise::ApplicationContext<'a, Data, Error>;

/// All commands, in the order in which they are registered.
pub fn all() -> Vec<poise::Command<Data, Error>> {
    vec![brief::brief(), brief_message::brief_message()]
}

/// A fault between us and Discord. People are told of everything else by the command itself; this is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Discord refused a request or could not be asked.
    #[error("{doing}: {source}")]
    Discord {
        /// What was being done.
        doing: &'static str,
        /// What happened.
        source: Box<serenity::Error>,
    },
    /// Discord did not answer a request in time.
    #[error("{doing}: Discord gave no answer within {limit_s} s")]
    Silence {
        /// What was being done.
        doing: &'static str,
        /// The time it had, in seconds.
        limit_s: u64,
    },
}

/// Most interactions at work at once; the next is politely refused. Reading a page holds a few hundred kilobytes.
const AT_WORK_MAX: u32 = 1000;

/// What every command shares: the newsroom, and a clock. Cloning is cheap; clones share everything.
#[derive(Clone)]
pub struct Data {
    newsroom: Newsroom,
    now: fn() -> Timestamp,
    at_work: Arc<Semaphore>,
}

impl Data {
    /// Joins the newsroom with the clock that tells when a page was read.
    pub fn new(newsroom: Newsroom, now: fn() -> Timestamp) -> Data {
        Data { newsroom, now, at_work: Arc::new(Semaphore::new(AT_WORK_MAX as usize)) }
    }

    /// Waits until no interaction is at work, at most `limit`. Tells whether all came to their end.
    pub async fn settle(&self, limit: Duration) -> bool {
        tokio::time::timeout(limit, self.at_work.acquire_many(AT_WORK_MAX)).await.is_ok()
    }

    /// Leave to work on one interaction, held until its end.
    fn begin(&self) -> Result<SemaphorePermit<'_>, Complaint> {
        self.at_work.try_acquire().map_err(|_| Complaint::Busy)
    }

    async fn brief(&self, link: &str) -> Result<Reading, Complaint> {
        Ok(self.newsroom.brief(link, (self.now)()).await?)
    }

    async fn recall(&self, article: ArticleId) -> Result<Reading, Complaint> {
        self.newsroom.recall(article).await?.ok_or(Complaint::Forgotten)
    }
}
