//! `sayso check`: what the bot needs, each with a verdict and the mend, before the gateway is opened.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use sayso_commands::rights_by_server;
use sayso_newsroom::{Record, SledOptions, free_bytes};
use sayso_outbox::CLOCK_MARGIN;
use sayso_servers::Servers;
use serenity::all::{ApplicationFlags, Http, LightMethod, Request, Route};

use crate::bot;
use crate::config::Config;

/// What was found: well, well but worth a hand, or not so that the bot could work.
enum Found {
    Ok(String),
    Warn(String),
    Fail(String),
}

/// Everything that was looked at, each with its name.
#[derive(Default)]
struct Verdicts(Vec<(&'static str, Found)>);

impl Verdicts {
    /// Notes what came of a look, and hands on what it found.
    fn note<T>(&mut self, what: &'static str, looked: Result<(String, T)>) -> Option<T> {
        match looked {
            Ok((found, more)) => {
                self.0.push((what, Found::Ok(found)));
                Some(more)
            }
            Err(error) => {
                self.0.push((what, Found::Fail(format!("{error:#}"))));
                None
            }
        }
    }

    fn add(&mut self, what: &'static str, found: Found) {
        self.0.push((what, found));
    }
}

/// Looks at everything and prints a verdict a line. True where nothing stands in the bot's way.
///
/// # Errors
/// Where standard output cannot be written to.
pub(crate) async fn check(config: &Config) -> Result<bool> {
    let mut verdicts = Verdicts::default();
    verdicts.add("settings", settings(config));
    verdicts.note("data folder", folder(&config.data).map(|found| (found, ())));
    verdicts.add("disk", disk(&config.data));
    let record = verdicts.note("record", record(config).await);
    let token = token(config).await;
    let http = verdicts.note("token", token);
    match &http {
        Some(http) => {
            verdicts.add("clock", clock(told_time(http).await));
            verdicts.add("intents", intents(http).await);
            permissions(http, record.as_ref(), &mut verdicts).await;
        }
        None => verdicts.add("clock", clock(None)),
    }
    if let Some(record) = record {
        tokio::task::spawn_blocking(move || record.close()).await?;
    }
    let mut out = std::io::stdout().lock();
    for (what, found) in &verdicts.0 {
        match found {
            Found::Ok(found) => writeln!(out, "ok    {what}: {found}")?,
            Found::Warn(found) => writeln!(out, "warn  {what}: {found}")?,
            Found::Fail(fault) => writeln!(out, "FAIL  {what}: {fault}")?,
        }
    }
    Ok(!verdicts.0.iter().any(|(_, found)| matches!(found, Found::Fail(_))))
}

fn settings(config: &Config) -> Found {
    let place = config.api_base.as_ref().map_or("discord.com", |base| base.as_str());
    match &config.contact {
        Some(contact) => Found::Ok(format!("readable; Discord at {place}; contact {contact}")),
        None => Found::Warn(format!(
            "readable; Discord at {place}; no contact: set SAYSO_CONTACT to a page or mailbox, so that sites can reach you"
        )),
    }
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

/// How many times the reserve should be free: below, the disk's end is near.
const RESERVES_MIN: u64 = 8;

fn disk(data: &Path) -> Found {
    let Some(free) = free_bytes(data) else {
        return Found::Warn("the system does not tell how much is free; look yourself".to_owned());
    };
    let reserve = SledOptions::default().reserve_bytes;
    let mib = |bytes: u64| bytes >> 20;
    let told = format!("{} MiB free; below {} MiB sayso stops writing", mib(free), mib(reserve));
    match free {
        _ if free < reserve => Found::Fail(format!("{told}; make room, or set SAYSO_DATA to another disk")),
        _ if free < reserve * RESERVES_MIN => Found::Warn(format!("{told}; make room soon")),
        _ => Found::Ok(told),
    }
}

/// Opens the record and reads every value of it. The bot holds the record while it runs, so this is for before it does.
async fn record(config: &Config) -> Result<(String, Record)> {
    let path = config.data.join("record");
    tokio::task::spawn_blocking(move || {
        let record = Record::open(&path)?;
        let (proof, stats) = (record.verify()?, record.stats()?);
        ensure!(
            proof.is_good(),
            "{} entries are damaged; `sayso record verify` names them, and the bot restores the newest good export",
            proof.problem_count
        );
        Ok((format!("{} articles, {} statements, every value sound", stats.articles, stats.statements), record))
    })
    .await
    .context("looking at the record failed by a fault of sayso's own; please report it")?
}

async fn token(config: &Config) -> Result<(String, Http)> {
    let token = config.token.as_ref().context(
        "DISCORD_TOKEN is not set; make a bot at https://discord.com/developers/applications and put its token into .env",
    )?;
    let http = bot::http(token.reveal(), config.api_base.as_ref());
    let shards = bot::shards(&http).await?;
    let shards = if shards == 1 { "one connection".to_owned() } else { format!("{shards} connections") };
    Ok((format!("Discord accepts it and wants {shards}"), http))
}

/// The day this was written: a clock that says less is not set, and every date resolved by it would be wrong.
const EARLIEST_UNIX_S: i64 = 1_793_491_200;

/// How far from Discord's a clock is worth a hand.
const CLOCK_OFF: SignedDuration = SignedDuration::from_secs(30);

/// The time that Discord tells with its answers.
async fn told_time(http: &Http) -> Option<Timestamp> {
    let answer = http.request(Request::new(Route::Gateway, LightMethod::Get)).await.ok()?;
    let date = answer.headers().get("date")?.to_str().ok()?;
    rfc2822::parse(date).ok().map(|date| date.timestamp())
}

fn clock(discord: Option<Timestamp>) -> Found {
    const MEND: &str = "set it (timedatectl set-ntp true)";
    let now = crate::clock::now();
    if now.as_second() < EARLIEST_UNIX_S {
        return Found::Fail(format!("it says {now}, which is past; {MEND}"));
    }
    let Some(discord) = discord else {
        return Found::Ok(format!("{now:.0}; Discord told no time to compare it with"));
    };
    let off = now.duration_since(discord);
    let told = match off.as_secs() {
        0 => format!("{now:.0}, with Discord's"),
        s if s > 0 => format!("{now:.0}, {s} s ahead of Discord's"),
        s => format!("{now:.0}, {} s behind Discord's", -s),
    };
    match off.abs() {
        // Beyond it a post that arrived can be overlooked and made again.
        off if off > CLOCK_MARGIN => Found::Fail(format!("{told}; {MEND}")),
        off if off > CLOCK_OFF => Found::Warn(format!("{told}; {MEND}")),
        _ => Found::Ok(told),
    }
}

/// Sayso asks for GUILDS alone, which Discord refuses to nobody; what is switched on beyond that is more than it needs.
async fn intents(http: &Http) -> Found {
    let flags = match http.get_current_application_info().await {
        Ok(application) => application.flags.unwrap_or_else(ApplicationFlags::empty),
        Err(error) => return Found::Warn(format!("Discord does not tell what is switched on ({error})")),
    };
    let privileged = [
        (ApplicationFlags::GATEWAY_PRESENCE | ApplicationFlags::GATEWAY_PRESENCE_LIMITED, "Presence"),
        (
            ApplicationFlags::GATEWAY_GUILD_MEMBERS | ApplicationFlags::GATEWAY_GUILD_MEMBERS_LIMITED,
            "Server Members",
        ),
        (
            ApplicationFlags::GATEWAY_MESSAGE_CONTENT | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED,
            "Message Content",
        ),
    ];
    let on: Vec<&str> =
        privileged.into_iter().filter(|(flag, _)| flags.intersects(*flag)).map(|(_, name)| name).collect();
    if on.is_empty() {
        return Found::Ok("sayso asks for GUILDS alone, and no privileged one is switched on".to_owned());
    }
    Found::Warn(format!(
        "sayso asks for GUILDS alone, but the application has {} switched on; switch them off (your application → Bot → \
         Privileged Gateway Intents)",
        on.join(", ")
    ))
}

/// A verdict for all servers, or one for each in which a post would not arrive.
async fn permissions(http: &Http, record: Option<&Record>, verdicts: &mut Verdicts) {
    const WHAT: &str = "permissions";
    let Some(record) = record else {
        return verdicts
            .add(WHAT, Found::Warn("not looked at: the record has the servers' settings".to_owned()));
    };
    let servers = match rights_by_server(http, &Servers::new(record.clone())).await {
        Ok(servers) => servers,
        Err(error) => return verdicts.add(WHAT, Found::Warn(format!("not looked at: {error}"))),
    };
    let faulty: Vec<_> = servers.iter().filter(|server| !server.faults.is_empty()).collect();
    for server in &faulty {
        let (name, id) = (&server.name, server.server);
        let faults = server.faults.join("; ");
        verdicts.add(WHAT, Found::Warn(format!(
            "{name} ({id}): {faults}; an admin there gives it in Server Settings → Roles, or in the channel's permissions"
        )));
    }
    if faulty.is_empty() {
        let channels: usize = servers.iter().map(|server| server.channels).sum();
        let found = match (servers.len(), channels) {
            (0, _) => "the bot is on no server yet; invite it with the link of the README".to_owned(),
            (servers, 0) => format!("servers: {servers}; no channel is posted to yet, and answers need none"),
            (servers, channels) => {
                format!("servers: {servers}; channels for posts: {channels}, with all that posts need")
            }
        };
        verdicts.add(WHAT, Found::Ok(found));
    }
}
