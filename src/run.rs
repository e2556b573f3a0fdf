//! `sayso run` and `sayso record`: the parts joined to a bot, and the record by itself.

use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use sayso_commands::{Data, Keeping};
use sayso_newsroom::{Counted, Engine, Newsroom, Opening, Record, WebFetcher, WebSettings};
use sayso_servers::Servers;

use crate::cli::RecordCommand;
use crate::clock::{self, now};
use crate::config::Config;
use crate::health::{self, Health};
use crate::{bot, exports, logs, service};

/// The door to the web, as the settings ask.
///
/// # Errors
/// Where the HTTP client cannot be made.
pub(crate) fn web(config: &Config) -> Result<WebFetcher> {
    let settings = WebSettings {
        contact: config.contact.clone().unwrap_or_default(),
        allow: config.allow_loopback.clone(),
        ..WebSettings::default()
    };
    WebFetcher::new(&settings).context("the HTTP client cannot be made")
}

/// Runs the bot until it is told to stop.
///
/// # Errors
/// In one line: what is missing or broken, why, and what next.
pub(crate) async fn run(config: &Config) -> Result<()> {
    logs::start(config)?;
    if let Some(file) = &config.clock {
        tracing::warn!("the clock is a file, as tests need it");
        clock::go_by(file.clone());
    }
    let token = config
        .token
        .as_ref()
        .context("DISCORD_TOKEN is not set; make a bot at https://discord.com/developers/applications and put its token into .env (see .env.example)")?;
    if let Some(times) = config.clock_speed {
        tracing::warn!(times, "the clock goes faster than the world's (SAYSO_CLOCK_SPEED)");
        clock::hurry(times);
    }
    let engine = Arc::new(Engine::embedded()?);
    let record = open(config)?;
    warm(&record);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let newsroom = Newsroom::new(Arc::new(Counted(web(config)?)), engine, record.clone(), cores);
    let health = Health::new(record.clone());
    if let Some(address) = config.health {
        health::serve(address, health.clone()).await?;
    }
    let data = data(newsroom, config);
    let keeping = Keeping::new(data.newsroom().clone(), data.servers().clone());
    exports::write_daily(record.clone(), keeping, config.data.join("exports"), now, &health);
    service::tell(&health);
    let ended = bot::run(token.reveal(), config.api_base.as_ref(), data, &health).await;
    tokio::task::spawn_blocking(move || record.close()).await.context("the record could not be closed")?;
    ended
}

/// Reads the index into memory beside everything else, so that the first question does not wait for it.
fn warm(record: &Record) {
    let record = record.clone();
    tokio::task::spawn_blocking(move || match record.warm() {
        Ok(made) => tracing::debug!(?made, "the index of the record is in memory"),
        Err(error) => tracing::error!(%error, "the index of the record cannot be read; questions will fail"),
    });
}

/// What the commands share.
pub(crate) fn data(newsroom: Newsroom, config: &Config) -> Data {
    let servers = Servers::new(newsroom.record().clone());
    Data::new(newsroom, servers, config.allowance, now)
}

/// Opens the record, out of its newest good export where it is damaged.
fn open(config: &Config) -> Result<Record> {
    let (record, opening) =
        Record::open_or_restore(&config.data.join("record"), &config.data.join("exports"))
            .with_context(|| format!("the record in {} cannot be opened", config.data.display()))?;
    if let Opening::Restored(restoration) = opening {
        tracing::error!("{restoration}");
    }
    Ok(record)
}

/// `sayso record export|import|verify|stats|migrate`. False where the proof found damage.
///
/// # Errors
/// In one line: what is broken, why, and what next.
pub(crate) fn record(command: &RecordCommand, config: &Config) -> Result<bool> {
    let path = config.data.join("record");
    let mut out = std::io::stdout().lock();
    if let RecordCommand::Migrate { dry_run } = command {
        writeln!(out, "{}", Record::migrate(&path, *dry_run)?)?;
        return Ok(true);
    }
    let record = Record::open(&path)?;
    let mut sound = true;
    match command {
        RecordCommand::Export { file } => {
            let written = record.export_to(file)?;
            writeln!(
                out,
                "{}: {} articles, {} statements",
                file.display(),
                written.articles,
                written.statements
            )?;
        }
        RecordCommand::Import { file } => {
            let taken = record.import_from(file)?;
            writeln!(
                out,
                "{}: {} articles, {} statements taken in",
                file.display(),
                taken.articles,
                taken.statements
            )?;
        }
        RecordCommand::Verify => {
            let proof = record.verify()?;
            sound = proof.is_good();
            for problem in &proof.problems {
                writeln!(out, "{problem}")?;
            }
            writeln!(out, "{} entries whole, {} damaged", proof.entries, proof.problem_count)?;
        }
        RecordCommand::Stats => {
            let stats = record.stats()?;
            writeln!(
                out,
                "{} articles, {} statements, {} bytes on disk",
                stats.articles, stats.statements, stats.disk_bytes
            )?;
        }
        // That was done before the record was opened.
        RecordCommand::Migrate { .. } => {}
    }
    record.close();
    Ok(sound)
}
