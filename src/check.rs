//! `sayso check`: what the bot needs, each with a verdict and the mend, before the gateway is opened.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_newsroom::Record;

use crate::bot;
use crate::config::{Config, Token};

/// One thing looked at: its name, and what was found or what is wrong and how to mend it.
struct Verdict {
    what: &'static str,
    found: Result<String>,
}

/// Looks at everything and prints a verdict a line. True where all is well.
///
/// # Errors
/// Where standard output cannot be written to.
pub(crate) async fn check(config: &Config) -> Result<bool> {
    let verdicts = [
        Verdict { what: "settings", found: Ok(settings(config)) },
        Verdict { what: "data folder", found: folder(&config.data) },
        Verdict { what: "record", found: record(config).await },
        Verdict { what: "clock", found: clock() },
        Verdict { what: "token", found: token(config).await },
    ];
    let mut out = std::io::stdout().lock();
    for Verdict { what, found } in &verdicts {
        match found {
            Ok(found) => writeln!(out, "ok    {what}: {found}")?,
            Err(error) => writeln!(out, "FAIL  {what}: {error:#}")?,
        }
    }
    Ok(verdicts.iter().all(|verdict| verdict.found.is_ok()))
}

fn settings(config: &Config) -> String {
    let contact = config.contact.as_deref().unwrap_or("none; set SAYSO_CONTACT, so that sites can reach you");
    let place = config.api_base.as_ref().map_or("discord.com", |base| base.as_str());
    format!("readable; Discord at {place}; contact {contact}")
}

/// Writes and removes a file: rights and a full disk both show.
fn folder(data: &Path) -> Result<String> {
    let probe = data.join(".sayso-check");
    std::fs::create_dir_all(data)
        .and_then(|()| std::fs::write(&probe, b"sayso"))
        .and_then(|()| std::fs::remove_file(&probe))
        .with_context(|| {
            format!("{} cannot be written to; check its rights and the free space", data.display())
        })?;
    Ok(format!("{} can be written to", data.display()))
}

/// Reads every value of the record. The bot holds the record while it runs, so this is for before it does.
async fn record(config: &Config) -> Result<String> {
    let path = config.data.join("record");
    tokio::task::spawn_blocking(move || {
        let record = Record::open(&path)?;
        let (proof, stats) = (record.verify()?, record.stats()?);
        anyhow::ensure!(
            proof.is_good(),
            "{} entries are damaged; `sayso record verify` names them, and the bot restores the newest good export",
            proof.problem_count
        );
        Ok(format!("{} articles, {} statements, every value sound", stats.articles, stats.statements))
    })
    .await
    .context("looking at the record failed by a fault of sayso's own; please report it")?
}

/// The day this was written: a clock that says less is not set, and every date resolved by it would be wrong.
const EARLIEST_UNIX_S: i64 = 1_793_491_200;

fn clock() -> Result<String> {
    let now = crate::run::now();
    anyhow::ensure!(
        now.as_second() >= EARLIEST_UNIX_S,
        "it says {now}, which is past; set it (timedatectl set-ntp true)"
    );
    Ok(format!("{now:.0}"))
}

async fn token(config: &Config) -> Result<String> {
    let token: &Token = config.token.as_ref().context(
        "DISCORD_TOKEN is not set; make a bot at https://discord.com/developers/applications and put its token into .env",
    )?;
    let shards = bot::prove(token.reveal(), config.api_base.as_ref()).await?;
    let shards = if shards == 1 { "one connection".to_owned() } else { format!("{shards} connections") };
    Ok(format!("Discord accepts it and wants {shards}"))
}
