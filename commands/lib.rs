//! What people type and press in Discord, and what they see.
//!
//! Only this crate and the program know Discord. It knows the newsroom and none of its stages: a command checks
//! what was asked, asks the newsroom, and replies. In reading order: a file a command, `press` for their buttons and
//! `suggest` for what is offered while somebody types; `respond` is how each of them runs, `question` how its
//! pages go on after a restart; `card` and `sheet` lay answers out, `reply` alone makes messages of them,
//! `answer` sends them, `complaint` finds the words for what went wrong.
//!
//! No command holds words for people: those are in `locales/`, a file a language, read by `tongue`; `naming`
//! gives the commands their names and descriptions out of the same files.
//!
//! # Example
//!
//! ```
//! // What Discord is told of the commands: names and descriptions in every language that sayso speaks.
//! let told = serde_json::to_value(sayso_commands::registration(&sayso_commands::all()))?;
//! let brief = told.as_array().unwrap().iter().find(|command| command["name"] == "brief").unwrap();
//! assert!(brief["description_localizations"]["uk"].is_string());
//! # Ok::<(), serde_json::Error>(())
//! ```

mod brief;
mod brief_message;
mod changes;
mod claims;
mod compare;
mod desk;
mod digest;
mod export;
mod help;
mod press;
mod privacy;
mod said;
mod schedule;
mod setup;
mod source;
mod status;
mod suggest;
mod timeline;
mod trace;
mod verify;
mod whosaid;
mod whosaid_message;
mod why;

mod admins;
mod choose;
mod digests;
mod edited;
mod keeping;
mod limits;
mod moments;
mod narrow;
mod news;
mod offers;
mod places;
mod posting;
mod question;
mod respond;
mod rights;
mod scope;
mod statement;
mod targets;
mod telling;
mod threads;
mod trail;

mod address;
mod button;
mod card;
mod excerpt;
mod plain;
mod qualifiers;
mod reply;
mod sheet;

mod answer;
mod complaint;
mod counting;
mod naming;
mod tongue;

#[cfg(any(test, feature = "fuzzed"))]
pub mod fuzzed;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sayso_newsroom::{Newsroom, ReadError};
use sayso_servers::Servers;
use serenity::all::{CreateCommand, GuildId};
use tokio::sync::{Semaphore, SemaphorePermit, watch};

pub use complaint::on_error;
pub use keeping::Keeping;
pub use limits::Allowance;
pub use places::{ServerRights, rights_by_server};
pub use posting::DiscordPoster;
pub use press::on_event;
pub use reply::no_mentions;

use crate::complaint::Complaint;
use crate::limits::Limits;
use crate::tongue::Tongue;

/// What a command is called with.
pub type Context<'a> = poise::ApplicationContext<'a, Data, Error>;

/// All commands, in the order in which they are registered.
pub fn all() -> Vec<poise::Command<Data, Error>> {
    let commands = vec![
        brief::brief(),
        whosaid::whosaid(),
        said::said(),
        verify::verify(),
        timeline::timeline(),
        compare::compare(),
        trace::trace(),
        claims::claims(),
        changes::changes(),
        digest::digest(),
        digest::story(),
        export::export(),
        desk::desk(),
        why::why(),
        source::source(),
        schedule::schedule(),
        setup::setup(),
        status::status(),
        help::help(),
        privacy::privacy(),
        brief_message::brief_message(),
        whosaid_message::whosaid_message(),
        verify::check_message(),
    ];
    commands.into_iter().map(naming::name).collect()
}

/// What Discord is told of the commands.
pub fn registration(commands: &[poise::Command<Data, Error>]) -> Vec<CreateCommand> {
    let typed = commands.iter().filter_map(poise::Command::create_as_slash_command);
    let menus = commands.iter().filter_map(|command| {
        let entry = command.create_as_context_menu_command()?;
        // The framework leaves the names of menu entries in other languages out.
        let names = command.name_localizations.iter();
        Some(names.fold(entry, |entry, (locale, name)| entry.name_localized(locale.as_ref(), name.as_ref())))
    });
    typed.chain(menus).collect()
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
    /// The record failed under something that nobody asked for.
    #[error("{0}")]
    Newsroom(Box<ReadError>),
    /// A post could not be planned.
    #[error("a post could not be planned: {0}")]
    Posting(String),
    /// Discord did not answer a request in time.
    #[error("{doing}: Discord gave no answer within {limit_s} s")]
    Silence {
        /// What was being done.
        doing: &'static str,
        /// The time it had, in seconds.
        limit_s: u64,
    },
}

impl Error {
    fn newsroom(error: ReadError) -> Error {
        Error::Newsroom(Box::new(error))
    }
}

/// Most interactions at work at once; the next is politely refused. Reading a page holds a few hundred kilobytes.
const AT_WORK_MAX: u32 = 2000;

/// What every command shares: the newsroom, the servers' settings, the limits and a clock. Cloning is cheap; clones
/// share everything.
#[derive(Clone)]
pub struct Data {
    newsroom: Newsroom,
    servers: Servers,
    limits: Arc<Limits>,
    now: fn() -> Timestamp,
    at_work: Arc<Semaphore>,
    stopping: Arc<watch::Sender<bool>>,
}

impl Data {
    /// Joins the newsroom and the servers' settings with the clock that tells when something was asked.
    pub fn new(newsroom: Newsroom, servers: Servers, allowance: Allowance, now: fn() -> Timestamp) -> Data {
        let limits = Arc::new(Limits::new(allowance));
        let at_work = Arc::new(Semaphore::new(AT_WORK_MAX as usize));
        Data { newsroom, servers, limits, now, at_work, stopping: Arc::new(watch::channel(false).0) }
    }

    /// The newsroom that answers.
    pub fn newsroom(&self) -> &Newsroom {
        &self.newsroom
    }

    /// The settings of servers.
    pub fn servers(&self) -> &Servers {
        &self.servers
    }

    /// Waits until no interaction is at work. What has not ended within `grace` is taken back: its asker is told to ask
    /// again. Tells whether all came to their end within `limit`, both counted from now.
    pub async fn settle(&self, grace: Duration, limit: Duration) -> bool {
        let settled = || self.at_work.acquire_many(AT_WORK_MAX);
        if tokio::time::timeout(grace, settled()).await.is_ok() {
            return true;
        }
        self.stopping.send_replace(true);
        tokio::time::timeout(limit.saturating_sub(grace), settled()).await.is_ok()
    }

    /// The outcome of work for an answer, or that the bot stops before it is ready.
    async fn unless_stopping<T>(
        &self,
        work: impl Future<Output = Result<T, Complaint>>,
    ) -> Result<T, Complaint> {
        let mut stopping = self.stopping.subscribe();
        tokio::select! {
            biased;
            outcome = work => outcome,
            _ = stopping.wait_for(|stopping| *stopping) => Err(Complaint::Stopping),
        }
    }

    /// Leave to work on one interaction, held until its end.
    fn begin(&self) -> Result<SemaphorePermit<'_>, Complaint> {
        self.at_work.try_acquire().map_err(|_| Complaint::Busy)
    }

    /// The language of answers: the server's where it has one, else the asker's.
    async fn tongue(&self, guild: Option<GuildId>, locale: &str) -> Tongue {
        let own = Tongue::nearest(locale);
        let Some(guild) = guild.map(GuildId::get) else { return own };
        let settings = match self.servers.known(guild) {
            Some(known) => Some(known),
            None => {
                let servers = self.servers.clone();
                // Where the record fails, the answer itself will say so.
                respond::blocking(move || servers.settings(guild).ok()).await.ok().flatten()
            }
        };
        let Some(settings) = settings else { return own };
        let chosen = settings.profile.language.as_deref().and_then(Tongue::exactly);
        chosen.unwrap_or(own).like(&settings.profile)
    }
}
