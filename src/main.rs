//! `sayso`: reads the news and keeps the record of who said what.

mod bot;
mod check;
mod cli;
mod clock;
mod closes;
mod config;
mod exports;
mod health;
mod logs;
mod manual;
mod pages;
mod run;
mod service;
mod targets;
mod timetable;
mod train;
mod tryout;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::config::Config;

/// Exit status for input that could not be read, settings that are wrong, work that failed.
const FAILED: u8 = 1;

/// How long what computes may go on after the last answer: a page that is being read keeps nothing, and must not hold
/// the end up.
const AFTERWARDS: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Run);
    match Config::from_env().map_err(anyhow::Error::from).and_then(|config| obeyed(command, &config)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(error) => {
            pages::complain(&format!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn obeyed(command: Command, config: &Config) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Runtime::new()
        .context("the system gives no threads; raise its limits (ulimit -u)")?;
    let outcome = runtime.block_on(obey(command, config));
    runtime.shutdown_timeout(AFTERWARDS);
    outcome
}

/// Does what was asked. `Ok(false)`: some of it failed, and each failure has been told already.
async fn obey(command: Command, config: &Config) -> anyhow::Result<bool> {
    match command {
        Command::Brief { targets, json } => pages::brief(targets, json, config).await,
        Command::Extract { targets } => pages::extract(targets, config).await,
        Command::Attribute { files, jsonl, engine } => pages::attribute(&files, jsonl, engine),
        Command::Run => run::run(config).await.map(|()| true),
        Command::Try { port } => tryout::run(config, port).await.map(|()| true),
        Command::Check => check::check(config).await,
        Command::Health => health::ask(config.health).await,
        Command::Record(command) => run::record(&command, config),
        Command::Train { corpus } => train::train(&corpus).map(|()| true),
        Command::Man { folder } => manual::man(folder.as_deref()).map(|()| true),
        Command::Completions { shell } => manual::completions(shell).map(|()| true),
    }
}
