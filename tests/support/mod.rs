//! What the tests share: the stand-ins and the process between them.

mod bot;
mod discord;
mod web;

use std::path::PathBuf;

pub(crate) use bot::{Bot, command};
pub(crate) use discord::{
    ADA, Asked, BEN, Discord, EDITH, EDITORS, Fault, MIA, OLES, SILENT, STRANGER, Seen, channel, role,
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

    /// Kills the bot as a power cut would, and waits until its successor is ready.
    pub(crate) async fn restart(&mut self) {
        self.bot.restart();
        self.discord.ready(2).await;
    }

    /// Ends the bot as an operator does, and holds everything that it sent to Discord's rules.
    pub(crate) async fn strike(self) {
        let status = self.bot.terminate().await;
        assert!(status.success(), "stopping is no failure: {status}\n{}", self.discord.told());
        self.discord.assert_lawful();
    }
}
