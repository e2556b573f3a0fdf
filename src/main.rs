//! `sayso`: reads the news and keeps the record of who said what.

mod bot;
mod check;
mod cli;
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

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::config::Config;

/// Exit status for input that could not be read, settings that are wrong, work that failed.
const FAILED: u8 = 1;

#[tokio::main]
async fn main() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Run);
    let outcome = match Config::from_env() {
        Ok(config) => obey(command, &config).await,
        Err(faults) => Err(faults.into()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(error) => {
            pages::complain(&format!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
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
