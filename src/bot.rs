//! The bot: poise's framework on serenity's client, from the first connection to the last answer.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use poise::{Framework, FrameworkOptions};
use sayso_commands::{Data, Error};
use sayso_metrics::Metrics;
use sayso_newsroom::Record;
use serde::{Deserialize, Serialize};
use serenity::all::{
    Client, ClientBuilder, Command, ConnectionStage, Context, CreateCommand, Event, GatewayError,
    GatewayIntents, Http, HttpBuilder, HttpError, RawEventHandler, ShardManager, UserId,
};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use url::Url;

use crate::health::{Health, Pulse};
use crate::timetable::{self, Timetable};
use crate::{closes, service};

/// How long the answers at work may take to end when the bot is told to stop; then they are taken back.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
/// How long all of the stopping may take, but for closing the record: Docker kills after ten seconds.
const STOPPING_MAX: Duration = Duration::from_secs(8);
/// How long all may take, whatever happens.
const ENDED_MAX: Duration = Duration::from_millis(9_500);
/// How often the connection is looked at, and how many looks in a row without one end the bot.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// See [`LOOK_EVERY`]: ten minutes.
const LOOKS_MAX: u32 = 20;
/// Waits between attempts to register the commands, in seconds.
const REGISTER_AGAIN_S: [u64; 4] = [2, 10, 60, 600];

/// Where serenity connects when it cannot learn the gateway's address.
const REAL_GATEWAY: &str = "wss://gateway.discord.gg";

/// Runs the bot until it is told to stop (SIGTERM, Ctrl-C) or Discord will not have it.
/// `api_base` is a stand-in for Discord's REST; it also names the gateway.
///
/// # Errors
/// In one line: why Discord cannot be used, and what next.
pub(crate) async fn run(token: &str, api_base: Option<&Url>, data: Data, health: &Health) -> Result<()> {
    let record = data.newsroom().record().clone();
    let http = http(token, api_base);
    let shards = shards(&http).await?;
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .framework(framework(data.clone(), record))
        .raw_event_handler(Unread)
        .await
        .context("the Discord client cannot be made")?;
    stay_with(api_base, &client).await?;
    let manager = Arc::clone(&client.shard_manager);
    health.watch(&manager);
    let pulse = health.pulse("look-out", LOOK_EVERY);
    let timetable = Timetable::new(data.clone(), Arc::clone(&client.http), crate::clock::now);
    let (stop, stopped) = watch::channel(false);
    let timetable = tokio::spawn(timetable.run(stopped, health.pulse("timetable", timetable::SILENT_MAX)));
    let (ended, stands) = tokio::select! {
        ended = client.start_shards(shards) => (ended.map_err(|error| explained(&error)), false),
        ended = connection_lost(&manager, &pulse) => (ended, false),
        why = closes::final_one() => (Err(why), false),
        () = told_to_stop() => (Ok(()), true),
    };
    health.stopping();
    service::tell_stopping();
    tracing::info!("stopping: no new questions, the answers at work may end");
    stop.send_replace(true);
    end_at_the_latest(ENDED_MAX);
    // serenity waits for the end of a connection without a pause. Where there is no connection none is to come, and its
    // shard would take a thread of the runtime, which may be the one that tells the others the time.
    let closed = async {
        if stands {
            let _ = tokio::time::timeout(STOPPING_MAX, manager.shutdown_all()).await;
        }
    };
    let ((), posted, settled) = tokio::join!(
        closed,
        tokio::time::timeout(STOPPING_MAX, timetable),
        data.settle(LAST_ANSWERS, STOPPING_MAX),
    );
    let limit_s = STOPPING_MAX.as_secs();
    if posted.is_err() {
        tracing::warn!("posts were still under way after {limit_s} s; they go on at the next start");
    }
    if !settled {
        tracing::warn!("some answers were still at work after {limit_s} s, and are lost");
    }
    ended
}

/// Ends the program after a time, whatever its runtime still does: a thread of its own, by no clock of the runtime's. What
/// the record has acknowledged is on the disk by then.
fn end_at_the_latest(after: Duration) {
    let end = move || {
        let (_silent, never) = std::sync::mpsc::channel::<()>();
        let _ = never.recv_timeout(after);
        tracing::error!("stopping took too long; what was under way goes on at the next start");
        std::process::exit(1);
    };
    let resort = std::thread::Builder::new().name("last resort".to_owned()).spawn(end);
    if let Err(error) = resort {
        tracing::warn!(%error, "stopping has no limit: the system gives no thread");
    }
}

/// Discord's REST with this token.
pub(crate) fn http(token: &str, api_base: Option<&Url>) -> Http {
    let http = HttpBuilder::new(token).default_allowed_mentions(sayso_commands::no_mentions());
    let mut http = match api_base {
        // Both: with its rate limiter on, serenity ignores the proxy and goes to discord.com.
        Some(base) => http.proxy(base.as_str()).ratelimiter_disabled(true).build(),
        None => http.build(),
    };
    if let Some(limiter) = &mut http.ratelimiter {
        // serenity repeats what was turned away by itself; without this nobody would see a 429.
        limiter.set_ratelimit_callback(Box::new(|_| Metrics::global().discord_limited()));
    }
    http
}

/// How many connections Discord wants. It tells that only to a token that it knows.
///
/// # Errors
/// In one line: that Discord refused the token or could not be asked, and what next.
pub(crate) async fn shards(http: &Http) -> Result<u32> {
    let gateway = match http.get_bot_gateway().await {
        Ok(gateway) => gateway,
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(response)))
            if response.status_code.as_u16() == 401 =>
        {
            bail!(TOKEN_REFUSED)
        }
        Err(error) => {
            return Err(anyhow!(error)).context(
                "Discord could not be asked for its gateway; check the network and DISCORD_API_BASE",
            );
        }
    };
    let limit = &gateway.session_start_limit;
    if limit.remaining < u64::from(gateway.shards) {
        bail!(
            "Discord allows no more connections for {} minutes (the bot has been started too often); start it then",
            limit.reset_after.div_ceil(60_000)
        );
    }
    Ok(gateway.shards)
}

const TOKEN_REFUSED: &str = "Discord refused the token; copy it again from https://discord.com/developers/applications \
     (your application → Bot → Reset Token) into DISCORD_TOKEN";

/// A stand-in that does not name its gateway must not make us dial the real one.
async fn stay_with(api_base: Option<&Url>, client: &Client) -> Result<()> {
    let gateway = client.ws_url.lock().await;
    if api_base.is_some() && gateway.as_str() == REAL_GATEWAY {
        bail!(
            "DISCORD_API_BASE is set but does not answer GET /gateway; the real Discord is not used in its place"
        );
    }
    Ok(())
}

fn framework(data: Data, record: Record) -> Framework<Data, Error> {
    let options = FrameworkOptions {
        commands: sayso_commands::all(),
        on_error: |error| Box::pin(sayso_commands::on_error(error)),
        event_handler: sayso_commands::on_event,
        allowed_mentions: Some(sayso_commands::no_mentions()),
        ..FrameworkOptions::default()
    };
    Framework::builder()
        .options(options)
        // No command is for owners, so nobody needs to be asked who they are.
        .initialize_owners(false)
        .setup(move |context, ready, framework| {
            Box::pin(async move {
                tracing::info!(bot = %ready.user.name, servers = ready.guilds.len(), "connected to Discord");
                let commands = sayso_commands::registration(&framework.options().commands);
                // Beside the setup, not in it: questions are answered even where registering fails.
                tokio::spawn(register(Arc::clone(&context.http), record, ready.user.id, commands));
                Ok(data)
            })
        })
        .build()
}

/// What Discord was last told of the commands.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Registered {
    /// SHA-256 of the whole set, in hexadecimal.
    hash: String,
}

/// The number under which what belongs to the program itself is kept: no server has it.
const OWN: u64 = 0;

/// Tells Discord the commands, where they differ from what it was told last: it allows 200 a day.
async fn register(http: Arc<Http>, record: Record, bot: UserId, commands: Vec<CreateCommand>) {
    // Another bot, or another place of Discord's, knows nothing of what this one was told.
    let name = format!("registered/{bot}");
    let set = serde_json::to_vec(&commands).unwrap_or_default();
    let now = Registered { hash: Sha256::digest(&set).iter().map(|byte| format!("{byte:02x}")).collect() };
    let store = record.guild(OWN);
    let known = {
        let (store, name) = (store.clone(), name.clone());
        tokio::task::spawn_blocking(move || store.get::<Registered>(&name)).await
    };
    if matches!(&known, Ok(Ok(Some(known))) if *known == now) {
        return tracing::info!(commands = commands.len(), "Discord knows these commands already");
    }
    let mut pauses = REGISTER_AGAIN_S.into_iter();
    loop {
        let error = match Command::set_global_commands(&http, commands.clone()).await {
            Ok(told) => {
                tracing::info!(commands = told.len(), "commands registered");
                let kept = tokio::task::spawn_blocking(move || store.put(&name, &now)).await;
                if !matches!(kept, Ok(Ok(()))) {
                    tracing::warn!(
                        "that they are registered was not kept; they are registered again next time"
                    );
                }
                return;
            }
            Err(error) => error,
        };
        let Some(pause_s) = pauses.next() else {
            return tracing::error!(%error, "commands could not be registered; those known to Discord stay");
        };
        tracing::warn!(%error, "commands could not be registered; trying again in {pause_s} s");
        tokio::time::sleep(Duration::from_secs(pause_s)).await;
    }
}

/// Notes dispatches that serenity could not read: it drops them without a word where one field is missing.
struct Unread;

#[serenity::async_trait]
impl RawEventHandler for Unread {
    async fn raw_event(&self, _: Context, event: Event) {
        const NEEDED: [&str; 3] = ["READY", "RESUMED", "INTERACTION_CREATE"];
        if let Event::Unknown(unread) = event
            && NEEDED.contains(&unread.kind.as_str())
        {
            tracing::error!(kind = %unread.kind, "a dispatch of Discord's could not be read and is lost");
        }
    }
}

/// The close codes that serenity hands on are final: connecting again would only spend identifies.
fn explained(error: &serenity::Error) -> anyhow::Error {
    match error {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => anyhow!(TOKEN_REFUSED),
        serenity::Error::Gateway(
            GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents,
        ) => {
            anyhow!(
                "Discord refused the intents (close code 4013 or 4014), though sayso asks for GUILDS alone; \
                 look for an update of sayso"
            )
        }
        error => anyhow!("the connection to Discord ended for good: {error}"),
    }
}

/// Ends when no connection has stood for [`LOOKS_MAX`] looks: after 1000 identifies in a day Discord resets the token.
async fn connection_lost(manager: &ShardManager, pulse: &Pulse) -> Result<()> {
    let mut missing = 0;
    let mut looks = tokio::time::interval(LOOK_EVERY);
    while missing < LOOKS_MAX {
        looks.tick().await;
        pulse.beat();
        let runners = manager.runners.lock().await;
        let stands = runners.values().any(|runner| runner.stage == ConnectionStage::Connected);
        missing = if stands { 0 } else { missing + 1 };
    }
    bail!(
        "Discord has not accepted a connection for {} minutes; stopping, so that the bot's daily connections are not \
         spent. See https://discordstatus.com, then start it again",
        LOOK_EVERY.as_secs() * u64::from(LOOKS_MAX) / 60
    )
}

/// Ends at SIGTERM or Ctrl-C.
async fn told_to_stop() {
    tokio::select! {
        () = terminated() => {}
        () = interrupted() => {}
    }
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "Ctrl-C cannot be heard");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
