//! What the tests share: the stand-ins and the process between them.

mod bot;
mod discord;
mod web;

use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sayso_standin::State;

pub(crate) use bot::{Bot, command};
pub(crate) use discord::{
    ADA, Asked, BEN, Discord, EDITH, EDITORS, Fault, Loss, MIA, OLES, SILENT, STRANGER, Seen, channel, role,
};
pub(crate) use web::Web;

/// A new, empty folder for the test `name`, which must differ from all others.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    match std::fs::remove_dir_all(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{}: {error}", path.display()),
        _ => std::fs::create_dir_all(&path).unwrap(),
    }
    path
}

/// Between two steps of a clock that a test lets go on.
const STEP_EVERY: Duration = Duration::from_millis(100);

/// The three of them: most tests need no more.
pub(crate) struct Stage {
    pub(crate) discord: Discord,
    pub(crate) web: Web,
    pub(crate) bot: Bot,
}

impl Stage {
    /// A bot that is connected and has registered its commands.
    pub(crate) async fn set(name: &str) -> Stage {
        let discord = Discord::start().await;
        let web = Web::start(1).await;
        let bot = Bot::start(&discord, &[&web], folder(name));
        discord.ready(1).await;
        Stage { discord, web, bot }
    }

    /// The same, by a clock that stands at `time` (RFC 3339) until [`Stage::at`] sets it.
    pub(crate) async fn set_at(name: &str, time: &str, webs: &[&Web]) -> Stage {
        let discord = Discord::start().await;
        let web = Web::start(1).await;
        let home = folder(name);
        let clock = ("SAYSO_CLOCK_FILE", home.join("clock").display().to_string());
        set_clock(&discord, &home, time);
        let all: Vec<&Web> = std::iter::once(&web).chain(webs.iter().copied()).collect();
        let bot = Bot::start_with(&discord, &all, home, vec![clock]);
        discord.ready(1).await;
        Stage { discord, web, bot }
    }

    /// Sets the clock, for the bot and for Discord alike.
    pub(crate) fn at(&self, time: &str) {
        set_clock(&self.discord, self.bot.home(), time);
    }

    /// The time by that clock.
    pub(crate) fn now(&self) -> Timestamp {
        std::fs::read_to_string(self.bot.home().join("clock")).unwrap().parse().unwrap()
    }

    /// Lets that clock go on, `step_s` seconds at a time, until `seen` finds what it looks for. A bot that was still busy
    /// when the clock was set counts its pauses from then, so that a time alone does not tell what has been done.
    pub(crate) async fn pass_until<T>(
        &self,
        step_s: i64,
        what: &str,
        seen: impl FnMut(&State) -> Option<T>,
    ) -> T {
        let waiting = self.discord.until(what, seen);
        tokio::pin!(waiting);
        let mut steps = tokio::time::interval(STEP_EVERY);
        loop {
            tokio::select! {
                found = &mut waiting => return found,
                _ = steps.tick() => self.at(&(self.now() + SignedDuration::from_secs(step_s)).to_string()),
            }
        }
    }

    /// Kills the bot as a power cut would, and waits until its successor is ready.
    pub(crate) async fn restart(&mut self) {
        self.restart_as(2).await;
    }

    /// The same, for the bot that identifies itself as the `number`th.
    pub(crate) async fn restart_as(&mut self, number: usize) {
        self.bot.restart();
        self.discord.ready(number).await;
    }

    /// Ends the bot as an operator does, and holds everything that it sent to Discord's rules.
    pub(crate) async fn strike(self) {
        let status = self.bot.terminate().await;
        assert!(status.success(), "stopping is no failure: {status}\n{}", self.discord.told());
        self.discord.assert_lawful();
    }
}

/// The file is replaced in one go, so that nobody reads half a time.
fn set_clock(discord: &Discord, home: &std::path::Path, time: &str) {
    let at: Timestamp = time.parse().unwrap();
    discord.set_time(at.as_millisecond().try_into().unwrap());
    std::fs::write(home.join("clock.new"), time).unwrap();
    std::fs::rename(home.join("clock.new"), home.join("clock")).unwrap();
}
