//! Many feeds at once, a fifth of whose servers are hostile: who is read in time, and what it costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sayso_fetch::Limits;
use sayso_newsroom::{Engine, Newsroom, Record, WebFetcher, WebSettings};

use crate::server::{Everywhere, Reply, Server};

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) feeds: usize,
    pub(crate) hostile: usize,
    /// Rounds until every good feed was read.
    pub(crate) rounds: usize,
    /// Good feeds that answered, and those whose article was read.
    pub(crate) answered: usize,
    pub(crate) read: usize,
    /// Hostile feeds that were cut, each with a reason.
    pub(crate) cut: usize,
    /// Articles of a feed that floods, in all rounds.
    pub(crate) flood: usize,
    /// The longest round, and the time of all.
    pub(crate) longest: Duration,
    pub(crate) all: Duration,
    /// Memory of the process before and after, in KiB; 0 where the system does not tell.
    pub(crate) before_kib: u64,
    pub(crate) peak_kib: u64,
    pub(crate) after_kib: u64,
    pub(crate) requests: usize,
}

fn noon() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().expect("a time")
}

fn page(host: &str) -> String {
    let said =
        format!("\u{201c}The quay of {host} will stay closed until May,\u{201d} said Ana Ruiz, the mayor.");
    let more = "The town closed its old quay on Monday after the pier was found to be unsafe, and the ferries were sent to \
                the northern side, where the queues were long all day and the road is narrow.";
    format!(
        "<html lang=en><head><title>Quay of {host} closed</title><meta property=og:type content=article></head><body>\
         <article><h1>Quay of {host} closed</h1><p>{more}</p><p>{said}</p><p>{more}</p></article></body></html>"
    )
}

fn feed(host: &str, port: u16, items: usize, from: usize) -> String {
    let item = |n: usize| {
        format!(
            "<item><title>Quay of {host} closed, {n} ferries wait</title><link>http://{host}:{port}/story{n}</link></item>"
        )
    };
    let items: String = (from..from + items).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>{host}</title>{items}</channel></rss>")
}

/// What a bad host does, by its number.
fn bad(number: usize, host: &str, port: u16, flood: &AtomicUsize) -> Reply {
    match number % 10 {
        0 => Reply::Silence,
        1 => Reply::Drip,
        2 => Reply::Endless,
        3 => Reply::Headers,
        4 => Reply::Reset,
        5 => Reply::Status("302 Found", "Location: /feed\r\n".to_owned()),
        6 => Reply::Status("429 Too Many Requests", "Retry-After: 3600\r\n".to_owned()),
        7 => Reply::Body("text/xml", "<rss><channel><item>".repeat(20_000)),
        8 => Reply::Body("text/xml", feed(host, port, 10_001, 0)),
        // A thousand new items at each look, all of which hang.
        _ => Reply::Body("text/xml", feed(host, port, 1_000, flood.fetch_add(1_000, Ordering::Relaxed))),
    }
}

fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Follows `feeds` feeds of as many hosts, every fifth of them hostile, and does rounds until all good ones are read.
pub(crate) async fn measure(feeds: usize, total: Duration) -> Figures {
    let flood = AtomicUsize::new(0);
    let port = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&port);
    let server = Server::start(move |host, path| {
        let port = u16::try_from(own.load(Ordering::Relaxed)).expect("a port");
        let (kind, number) = host.split_once('-').unwrap_or_default();
        let number = number.trim_end_matches(".example").parse().unwrap_or(0);
        match (kind, path) {
            (_, "/robots.txt") => Reply::Status("404 Not Found", String::new()),
            ("good", "/feed") => Reply::Body("application/rss+xml", feed(host, port, 1, 0)),
            ("good", _) => Reply::Body("text/html", page(host)),
            (_, "/feed") => bad(number, host, port, &flood),
            _ => Reply::Silence,
        }
    })
    .await
    .expect("a server");
    port.store(server.socket.port().into(), Ordering::Relaxed);
    let limits = Limits { total, read: total, ..Limits::default() };
    // No pause between visits of one host: they are all there for one visit or two.
    let settings =
        WebSettings { allow: vec![server.socket], limits, pause: Duration::ZERO, ..WebSettings::default() };
    let web = WebFetcher::with_names(&settings, Arc::new(Everywhere)).expect("sound settings");
    let engine = Arc::new(Engine::embedded().expect("the model"));
    let newsroom = Newsroom::new(Arc::new(web), engine, Record::in_memory(), 2);
    let mut figures = Figures { feeds, before_kib: memory("VmRSS:"), ..Figures::default() };
    let mut good = Vec::new();
    for number in 0..feeds {
        let hostile = number % 5 == 0;
        figures.hostile += usize::from(hostile);
        let host =
            if hostile { format!("bad-{}.example", number / 5) } else { format!("good-{number}.example") };
        let address = format!("http://{host}:{}/feed", server.socket.port()).parse().expect("an address");
        let id = newsroom.follow(1, &address, noon()).await.expect("followed");
        if !hostile {
            good.push(id);
        }
    }
    let begin = Instant::now();
    let mut read = std::collections::HashSet::new();
    while read.len() < good.len() && figures.rounds < 10 {
        let round = Instant::now();
        let now = noon().checked_add(SignedDuration::from_secs(figures.rounds as i64)).expect("a time");
        let report = newsroom.round(now, 1_000, 7).await.expect("a round");
        figures.rounds += 1;
        figures.longest = figures.longest.max(round.elapsed());
        figures.cut += report.failed;
        for article in report.read {
            if good.contains(&article.feed) {
                read.insert(article.feed);
            } else {
                figures.flood += 1
            }
        }
    }
    figures.all = begin.elapsed();
    figures.read = read.len();
    for id in &good {
        let info = newsroom.source(*id).await.expect("the record").expect("followed");
        figures.answered += usize::from(info.answered_at.is_some());
    }
    (figures.peak_kib, figures.after_kib) = (memory("VmHWM:"), memory("VmRSS:"));
    figures.requests = server.requests.load(Ordering::Relaxed);
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_servers_starve_nobody() {
    let figures = measure(50, Duration::from_secs(2)).await;
    assert_eq!((figures.answered, figures.read), (40, 40), "{figures:?}");
    assert_eq!(figures.rounds, 1, "the good ones are read in the first round: {figures:?}");
    // Nine kinds of ten do not answer with a feed; the tenth answers, and its items hang.
    assert_eq!((figures.feeds, figures.hostile, figures.cut, figures.flood), (50, 10, 9, 0), "{figures:?}");
    // Memory is for the eye; that it is told at all is checked here.
    assert!(figures.before_kib <= figures.peak_kib);
}
