//! Whether all is well: `/healthz`, `/readyz` and `/metrics` for monitors, and `sayso health` for containers.
//!
//! Off unless `SAYSO_HEALTH_ADDR` is set. Nothing that is served names a person, a server or an article.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use sayso_metrics::{Metrics, RecordSize, TEXT_TYPE};
use sayso_newsroom::Record;
use serenity::all::{ConnectionStage, ShardManager};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

/// Monitors served at once; the next waits.
const MONITORS_MAX: usize = 16;
/// How long one monitor may take, from its connection to its last byte.
const MONITOR_LIMIT: Duration = Duration::from_secs(10);
/// The most of a request's head that is read, in bytes.
const HEAD_BYTES_MAX: u64 = 16 * 1024;
/// How long looking at one part may take before it counts as not working.
const LOOK_LIMIT: Duration = Duration::from_secs(2);
/// How many intervals a pulse may miss before its loop counts as dead.
const MISSED_MAX: u32 = 4;
/// The most of an answer that `sayso health` reads, in bytes.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

/// What is known of the parts. Cloning is cheap; clones share everything.
#[derive(Clone)]
pub(crate) struct Health {
    record: Record,
    gateway: Arc<OnceLock<Arc<ShardManager>>>,
    pulses: Arc<Mutex<Vec<Beats>>>,
    stopping: Arc<AtomicBool>,
}

/// When a loop last went round.
struct Beats {
    name: &'static str,
    every: Duration,
    last: Instant,
}

/// A loop's own end of its pulse.
pub(crate) struct Pulse {
    pulses: Arc<Mutex<Vec<Beats>>>,
    index: usize,
}

/// One part and whether it works; the word says why not.
struct Part {
    name: &'static str,
    fault: Option<&'static str>,
}

impl Health {
    /// Of a program with this record, not yet connected to Discord.
    pub(crate) fn new(record: Record) -> Health {
        Health { record, gateway: Arc::default(), pulses: Arc::default(), stopping: Arc::default() }
    }

    /// From now on readiness asks these connections to Discord.
    pub(crate) fn watch(&self, connections: &Arc<ShardManager>) {
        // A second manager would be a second bot; the first stays.
        drop(self.gateway.set(Arc::clone(connections)));
    }

    /// From now on nothing is ready: the program ends.
    pub(crate) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Tells whether [`Health::stopping`] was called.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// A pulse for a loop that goes round at least every so often. A loop without beats makes `/healthz` fail and
    /// silences the watchdog, so that systemd starts the program anew.
    pub(crate) fn pulse(&self, name: &'static str, every: Duration) -> Pulse {
        let mut pulses = self.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        pulses.push(Beats { name, every, last: Instant::now() });
        Pulse { pulses: Arc::clone(&self.pulses), index: pulses.len() - 1 }
    }

    /// Whether every loop still goes round.
    pub(crate) fn is_alive(&self) -> bool {
        self.loops().iter().all(|part| part.fault.is_none())
    }

    fn loops(&self) -> Vec<Part> {
        self.loops_at(Instant::now())
    }

    fn loops_at(&self, now: Instant) -> Vec<Part> {
        let pulses = self.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        let dead = |beats: &Beats| now.saturating_duration_since(beats.last) > beats.every * MISSED_MAX;
        pulses
            .iter()
            .map(|beats| Part { name: beats.name, fault: dead(beats).then_some("its loop stands still") })
            .collect()
    }

    /// How many connections stand, of how many.
    pub(crate) async fn connections(&self) -> (usize, usize) {
        let Some(gateway) = self.gateway.get() else { return (0, 0) };
        let Ok(runners) = timeout(LOOK_LIMIT, gateway.runners.lock()).await else { return (0, 0) };
        let stand = runners.values().filter(|runner| runner.stage == ConnectionStage::Connected).count();
        (stand, runners.len())
    }

    /// Every part with its verdict.
    async fn parts(&self) -> Vec<Part> {
        let (stand, all) = self.connections().await;
        let gateway = match (self.is_stopping(), stand, all) {
            (true, ..) => Some("stopping"),
            (false, 0, _) => Some("not connected to Discord"),
            (false, stand, all) if stand < all => Some("not all connections to Discord stand"),
            _ => None,
        };
        let record = if self.measured().await { None } else { Some("the record cannot be read") };
        let mut parts =
            vec![Part { name: "gateway", fault: gateway }, Part { name: "record", fault: record }];
        parts.extend(self.loops());
        for part in &parts {
            Metrics::global().ready(part.name, part.fault.is_none());
        }
        parts
    }

    /// Reads the record's sizes into the metrics; false where that fails.
    async fn measured(&self) -> bool {
        let record = self.record.clone();
        let asked = tokio::task::spawn_blocking(move || record.stats());
        let Ok(Ok(Ok(stats))) = timeout(LOOK_LIMIT, asked).await else { return false };
        Metrics::global().record(RecordSize {
            articles: stats.articles,
            statements: stats.statements,
            bytes: stats.disk_bytes,
        });
        true
    }

    /// The answer to a request, by its first line: all that these three pages need of HTTP/1.1, and the program has
    /// a client's half of it only.
    async fn answer(&self, line: &str) -> Answer {
        let mut words = line.split(' ');
        let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
            return Answer::new("400 Bad Request", "this is no HTTP request\n".to_owned());
        };
        if !version.starts_with("HTTP/1.") || words.next().is_some() {
            return Answer::new("400 Bad Request", "this is no request of HTTP/1.1\n".to_owned());
        }
        if !matches!(method, "GET" | "HEAD") {
            return Answer::new(
                "405 Method Not Allowed\r\nallow: GET, HEAD",
                "only GET and HEAD\n".to_owned(),
            );
        }
        let answer = match target.split('?').next().unwrap_or_default() {
            "/healthz" => verdict(&self.loops()),
            "/readyz" => verdict(&self.parts().await),
            "/metrics" => {
                self.parts().await;
                Answer::new("200 OK", Metrics::global().text())
            }
            _ => Answer::new("404 Not Found", "/healthz, /readyz and /metrics are here\n".to_owned()),
        };
        Answer { without_body: method == "HEAD", ..answer }
    }
}

impl Pulse {
    /// The loop goes round.
    pub(crate) fn beat(&self) {
        let mut pulses = self.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(beats) = pulses.get_mut(self.index) {
            beats.last = Instant::now();
        }
    }
}

/// What a monitor gets.
struct Answer {
    /// The status with its reason, and further headers behind it.
    status: &'static str,
    body: String,
    without_body: bool,
}

impl Answer {
    fn new(status: &'static str, body: String) -> Answer {
        Answer { status, body, without_body: false }
    }

    fn into_bytes(self) -> Vec<u8> {
        let Answer { status, body, without_body } = self;
        let length = body.len();
        let mut answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {TEXT_TYPE}\r\ncontent-length: {length}\r\ncache-control: no-store\r\n\
             connection: close\r\n\r\n"
        );
        if !without_body {
            answer += &body;
        }
        answer.into_bytes()
    }
}

/// 200 where no part has a fault, else 503; a line a part.
fn verdict(parts: &[Part]) -> Answer {
    let well = parts.iter().all(|part| part.fault.is_none());
    let mut lines = String::from(if well { "ok\n" } else { "not ok\n" });
    for Part { name, fault } in parts {
        lines += &format!("{name}: {}\n", fault.unwrap_or("ok"));
    }
    Answer::new(if well { "200 OK" } else { "503 Service Unavailable" }, lines)
}

/// Opens the door for monitors and serves them for as long as the runtime lives.
///
/// # Errors
/// Where the address cannot be listened at.
pub(crate) async fn serve(address: SocketAddr, health: Health) -> Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "SAYSO_HEALTH_ADDR is {address}, which cannot be listened at; give a free port of this machine"
        )
    })?;
    let address = listener.local_addr().unwrap_or(address);
    tracing::info!(%address, "answering /healthz, /readyz and /metrics");
    tokio::spawn(async move {
        let free = Arc::new(Semaphore::new(MONITORS_MAX));
        loop {
            // The semaphore is never closed; were it, serving without a permit would still be right.
            let permit = Arc::clone(&free).acquire_owned().await.ok();
            match listener.accept().await {
                Ok((stream, _)) => {
                    let health = health.clone();
                    tokio::spawn(async move {
                        // A monitor that breaks off or idles ends its own connection and nothing else.
                        drop(timeout(MONITOR_LIMIT, converse(stream, health)).await);
                        drop(permit);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a monitor could not be let in");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    });
    Ok(())
}

/// Answers one request and closes: a head that does not end within its limit is answered as no request.
async fn converse(mut stream: TcpStream, health: Health) -> io::Result<()> {
    let mut head = Vec::with_capacity(1024);
    let mut heard = (&mut stream).take(HEAD_BYTES_MAX);
    let has_ended = |head: &[u8]| head.windows(4).any(|end| end == b"\r\n\r\n");
    while !has_ended(&head) && heard.read_buf(&mut head).await? > 0 {}
    let line = head.split(|byte| *byte == b'\r').next().filter(|_| has_ended(&head));
    let answer = health.answer(&String::from_utf8_lossy(line.unwrap_or_default())).await;
    stream.write_all(&answer.into_bytes()).await?;
    stream.shutdown().await
}

/// `sayso health`: asks the bot that runs here whether it is ready, and prints what it says. False where it is not.
///
/// # Errors
/// In one line: why it cannot be asked, and what next.
pub(crate) async fn ask(address: Option<SocketAddr>) -> Result<bool> {
    let address = address.context(
        "SAYSO_HEALTH_ADDR is not set, so the bot answers no monitors; set it for both, like 127.0.0.1:9464",
    )?;
    let unreachable = || {
        format!("nothing answers at {address} (SAYSO_HEALTH_ADDR); is `sayso run` up with the same setting?")
    };
    let answer = timeout(MONITOR_LIMIT, exchange(nearest(address)))
        .await
        .with_context(|| format!("the bot at {address} gave no answer within {} s", MONITOR_LIMIT.as_secs()))?
        .with_context(unreachable)?;
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        bail!("what answers at {address} is not sayso; mend SAYSO_HEALTH_ADDR")
    };
    anstream::print!("{body}");
    Ok(head.lines().next().is_some_and(|line| line.split(' ').nth(1) == Some("200")))
}

/// Where to ask a bot that listens at every address of its machine.
fn nearest(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(all) if all.ip().is_unspecified() => ([127, 0, 0, 1], all.port()).into(),
        SocketAddr::V6(all) if all.ip().is_unspecified() => {
            (std::net::Ipv6Addr::LOCALHOST, all.port()).into()
        }
        one => one,
    }
}

async fn exchange(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: sayso\r\nconnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_stands_still_is_seen() {
        let health = Health::new(Record::in_memory());
        assert!(health.is_alive(), "no loops, none dead");
        let begin = Instant::now();
        let (quick, _slow) =
            (health.pulse("quick", Duration::from_secs(1)), health.pulse("slow", Duration::from_secs(60)));
        let dead = |after_s| {
            let parts = health.loops_at(begin + Duration::from_secs(after_s));
            parts.iter().filter(|part| part.fault.is_some()).map(|part| part.name).collect::<Vec<_>>()
        };
        assert_eq!(dead(3), [""; 0]);
        assert_eq!(dead(30), ["quick"]);
        assert_eq!(dead(300), ["quick", "slow"]);
        quick.beat();
        assert_eq!(dead(3), [""; 0]);
    }

    #[tokio::test]
    async fn only_requests_for_what_is_there_are_answered() {
        let health = Health::new(Record::in_memory());
        for (line, status) in [
            ("GET /healthz HTTP/1.1", "200 OK"),
            ("HEAD /metrics?x HTTP/1.0", "200 OK"),
            ("GET /readyz HTTP/1.1", "503 Service Unavailable"),
            ("GET /../etc/passwd HTTP/1.1", "404 Not Found"),
            ("POST /healthz HTTP/1.1", "405 Method Not Allowed\r\nallow: GET, HEAD"),
            ("GET /healthz", "400 Bad Request"),
            ("GET /healthz HTTP/1.1 more", "400 Bad Request"),
            ("", "400 Bad Request"),
            ("\u{16}\u{3}\u{1} \u{fffd} HTTP/9", "400 Bad Request"),
        ] {
            let answer = health.answer(line).await;
            assert_eq!(answer.status, status, "{line}");
            let bytes = String::from_utf8(answer.into_bytes()).unwrap();
            assert_eq!(bytes.ends_with("\r\n\r\n"), line.starts_with("HEAD"), "{line}: {bytes}");
        }
    }

    #[tokio::test]
    async fn nothing_is_ready_before_discord_or_after_the_end() {
        let health = Health::new(Record::in_memory());
        let fault = |parts: Vec<Part>| parts.into_iter().find_map(|part| part.fault);
        assert_eq!(fault(health.parts().await), Some("not connected to Discord"));
        health.stopping();
        assert_eq!(fault(health.parts().await), Some("stopping"));
    }

    #[test]
    fn a_bot_that_listens_everywhere_is_asked_at_home() {
        for (listens, asked) in
            [("0.0.0.0:9464", "127.0.0.1:9464"), ("[::]:9464", "[::1]:9464"), ("127.0.0.2:1", "127.0.0.2:1")]
        {
            assert_eq!(nearest(listens.parse().unwrap()), asked.parse::<SocketAddr>().unwrap());
        }
    }
}
