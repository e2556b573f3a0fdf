//! The 87 addresses of the guard, three ways each (typed, by redirect, by name), past a canary on loopback that must
//! see no connection.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use sayso_fetch::guard::is_public;
use sayso_fetch::{Fetch, FetchError, Names, Page, Refusal, Settings, Trouble, WebFetcher, parse_address};
use tokio::net::{TcpListener, TcpStream};
use url::{Host, Url};

use crate::server::{Reply, Server, Table};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Case {
    id: &'static str,
    url: String,
    expected: &'static str,
}

fn cases() -> Vec<Case> {
    let lines = include_str!("../fixtures/ssrf_cases.tsv").lines().filter(|line| !line.starts_with('#'));
    let cases = lines.skip(1).map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().expect("four fields");
        let (id, url, expected) = (next(), next(), next());
        Case { id, url: unescape(url), expected }
    });
    cases.collect()
}

/// `\u3002`, `\t`, `\n` and `\\` of the table.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (c, len) = match after.as_bytes()[0] {
            b't' => ('\t', 1),
            b'n' => ('\n', 1),
            b'u' => {
                (u32::from_str_radix(&after[1..5], 16).ok().and_then(char::from_u32).expect("a scalar"), 5)
            }
            _ => ('\\', 1),
        };
        out.push(c);
        rest = &after[len..];
    }
    out + rest
}

/// Counts connections on all loopback addresses.
struct Canary {
    port: u16,
    seen: Arc<AtomicUsize>,
}

impl Canary {
    async fn start() -> Self {
        // Where there is no IPv6, IPv4 is watched alone.
        let listener = match TcpListener::bind("[::]:0").await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind("0.0.0.0:0").await.expect("a port"),
        };
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&seen);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, seen }
    }

    fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }

    /// Knocks, so that all earlier connections have been counted when it returns.
    async fn knock(&self) -> usize {
        let before = self.seen();
        drop(TcpStream::connect((LOOPBACK, self.port)).await.expect("the canary listens"));
        while self.seen() == before {
            tokio::task::yield_now().await;
        }
        self.seen()
    }
}

/// The names of the table that lead inside.
fn inside() -> HashMap<String, Vec<IpAddr>> {
    let public = IpAddr::from([1, 1, 1, 1]);
    HashMap::from([
        ("localtest.me".to_owned(), vec![LOOPBACK]),
        ("127.0.0.1.nip.io".to_owned(), vec![LOOPBACK]),
        ("rebind.example.net".to_owned(), vec![LOOPBACK]),
        ("mixed.example.net".to_owned(), vec![public, LOOPBACK]),
    ])
}

fn settings(server: &Server, canary: &Canary) -> Settings {
    let mut settings = server.settings();
    // The canary's port is one of the web here, so that the address alone decides.
    settings.ports.push(canary.port);
    settings
}

/// The same address at the canary's port, where that is still the same address: not where the port is what is wrong
/// with it, and not where parsing takes away what is wrong.
fn at_canary(case: &Case, port: u16) -> Option<String> {
    if ["S56", "S57", "S61", "S62", "S63", "S72"].contains(&case.id) {
        return None;
    }
    let mut url = Url::parse(&case.url).ok()?;
    url.set_port(Some(port)).ok()?;
    Some(url.into())
}

/// What has to come of an address that is typed or redirected to.
fn check(case: &Case, got: &Result<Page, FetchError>, looked_up: bool) {
    let Case { id, url, expected } = case;
    match (*expected, *id) {
        ("DENY", _) => {
            assert!(
                matches!(got, Err(FetchError::Refused { .. } | FetchError::NotAnAddress(_))),
                "{id} {url:?}: {got:?}"
            );
            assert!(!looked_up, "{id} {url:?} was looked up");
        }
        ("RESOLVE", "S77" | "S78" | "S79" | "S80") => {
            assert!(
                matches!(got, Err(FetchError::Refused { why: Refusal::NotPublic, .. })),
                "{id} {url:?}: {got:?}"
            );
        }
        ("RESOLVE", _) => {
            let unknown = matches!(got, Err(FetchError::Unreachable { trouble: Trouble::NoSuchHost, .. }));
            assert!(unknown && looked_up, "{id} {url:?}: {got:?}");
        }
        (other, _) => panic!("{id}: {other}"),
    }
}

#[tokio::test]
async fn the_table_is_whole() {
    let count = |expected| cases().iter().filter(|case| case.expected == expected).count();
    assert_eq!((count("DENY"), count("RESOLVE"), count("ALLOW"), cases().len()), (72, 12, 3, 87));
}

#[tokio::test]
async fn typed() {
    let (server, canary) = (Server::start(|_| None).await, Canary::start().await);
    let table = Arc::new(Table { answers: inside(), ..Table::default() });
    let fetcher = WebFetcher::with_names(&settings(&server, &canary), Arc::clone(&table) as Arc<dyn Names>)
        .expect("settings");
    let mut at_the_canary = 0;
    for case in cases() {
        let address = parse_address(&case.url);
        if case.expected == "ALLOW" {
            assert_eq!(fetcher.judge(&address.expect(case.id)), Ok(()), "{}", case.id);
            continue;
        }
        let variants = [Some(case.url.clone()), at_canary(&case, canary.port)];
        at_the_canary += usize::from(variants[1].is_some());
        for text in variants.into_iter().flatten() {
            let before = table.asked.lock().expect("no poison").len();
            let got = match parse_address(&text) {
                Ok(url) => fetcher.page(&url).await,
                Err(error) => Err(error),
            };
            let looked_up = table.asked.lock().expect("no poison").len() > before;
            check(&case, &got, looked_up);
        }
    }
    assert!(at_the_canary > 60, "{at_the_canary}");
    assert_eq!(canary.knock().await, 1, "the canary saw more than our knock");
}

#[tokio::test]
async fn by_redirect() {
    let canary = Canary::start().await;
    let port = canary.port;
    let server = Server::start(move |path| {
        let (id, variant) = path.strip_prefix('/')?.split_once('-')?;
        let case = cases().into_iter().find(|case| case.id == id)?;
        let to = if variant == "canary" { at_canary(&case, port)? } else { case.url };
        Some(Reply::redirect("302 Found", &to))
    })
    .await;
    let table = Arc::new(Table { answers: inside(), ..Table::default() });
    let fetcher = WebFetcher::with_names(&settings(&server, &canary), Arc::clone(&table) as Arc<dyn Names>)
        .expect("settings");
    for case in cases().iter().filter(|case| case.expected != "ALLOW") {
        for variant in ["plain", "canary"] {
            if variant == "canary" && at_canary(case, canary.port).is_none() {
                continue;
            }
            let before = table.asked.lock().expect("no poison").len();
            let got = fetcher.page(&server.url(&format!("/{}-{variant}", case.id))).await;
            let looked_up = table.asked.lock().expect("no poison").len() > before;
            if case.id == "S56" && variant == "plain" {
                // A line break cannot stand in a header: there it ends the line, and the rest is no header.
                assert!(got.is_err() && !looked_up, "{got:?}");
                continue;
            }
            if let Err(FetchError::Refused { redirected, .. }) = &got {
                assert!(redirected, "{}: {got:?}", case.id);
            }
            check(case, &got, looked_up);
        }
    }
    assert_eq!(canary.knock().await, 1, "the canary saw more than our knock");
}

#[tokio::test]
async fn by_name() {
    let (server, canary) = (Server::start(|_| None).await, Canary::start().await);
    let mut table = Table::default();
    let name = |case: &Case| format!("{}.example.net", case.id.to_lowercase());
    for case in cases() {
        // A name can lead only to an address: the case's own where it is one, else the canary's.
        let ip = match Url::parse(&case.url).as_ref().map(Url::host) {
            Ok(Some(Host::Ipv4(ip))) => IpAddr::V4(ip),
            Ok(Some(Host::Ipv6(ip))) => IpAddr::V6(ip),
            _ => LOOPBACK,
        };
        if case.expected == "ALLOW" {
            assert!(is_public(ip), "{}", case.id);
            continue;
        }
        // Parser confusion may hide a public address; the name leads to the canary then.
        table.answers.insert(name(&case), vec![if is_public(ip) { LOOPBACK } else { ip }]);
    }
    let fetcher = WebFetcher::with_names(&settings(&server, &canary), Arc::new(table)).expect("settings");
    for case in cases().iter().filter(|case| case.expected != "ALLOW") {
        let url = parse_address(&format!("http://{}:{}/", name(case), canary.port)).expect("an address");
        let refused = FetchError::Refused { host: name(case), why: Refusal::NotPublic, redirected: false };
        assert_eq!(fetcher.page(&url).await, Err(refused), "{}", case.id);
    }
    assert_eq!(canary.knock().await, 1, "the canary saw more than our knock");
}

/// The canary would see a connection if one were made: let through, it is reached, typed and by name.
#[tokio::test]
async fn the_canary_is_awake() {
    let canary = Canary::start().await;
    let settings = Settings { allow: vec![SocketAddr::new(LOOPBACK, canary.port)], ..Settings::default() };
    let table =
        Table { answers: HashMap::from([("a.example.net".to_owned(), vec![LOOPBACK])]), ..Table::default() };
    let fetcher = WebFetcher::with_names(&settings, Arc::new(table)).expect("settings");
    for (host, seen) in [("127.0.0.1", 1), ("a.example.net", 2)] {
        let url = parse_address(&format!("http://{host}:{}/", canary.port)).expect("an address");
        assert!(fetcher.page(&url).await.is_err());
        assert!(canary.seen() >= seen, "{host}");
    }
}

/// The cases of the table that need a site of their own: it redirects inside, to other schemes and ports, in circles.
#[tokio::test]
async fn sites_that_redirect_inside() {
    let server = Server::start(|path| {
        Some(Reply::redirect(
            "302 Found",
            match path {
                "/to-169.254.169.254" => "http://169.254.169.254/latest/meta-data/",
                "/loop" => "/loop",
                "/https-to-file" => "file:///etc/passwd",
                "/to-port-22" => "http://example.com:22/",
                _ => return None,
            },
        ))
    })
    .await;
    let table = Table {
        answers: HashMap::from([("redir.example.net".to_owned(), vec![LOOPBACK])]),
        ..Table::default()
    };
    let fetcher = WebFetcher::with_names(&server.settings(), Arc::new(table)).expect("settings");
    let refused = |host: &str, why| FetchError::Refused { host: host.into(), why, redirected: true };
    let cases = [
        ("/to-169.254.169.254", refused("169.254.169.254", Refusal::NotPublic)),
        ("/loop", FetchError::TooManyRedirects { host: "redir.example.net".into(), limit: 5 }),
        ("/https-to-file", refused("", Refusal::Scheme)),
        ("/to-port-22", refused("example.com", Refusal::Port(22))),
    ];
    for (path, error) in cases {
        let url = Url::parse(&format!("http://redir.example.net:{}{path}", server.socket.port()))
            .expect("an address");
        assert_eq!(fetcher.page(&url).await, Err(error), "{path}");
    }
    assert_eq!(server.heads().len(), 1 + 6 + 1 + 1);
}

/// A name service that gives a good address first and the canary's afterwards.
struct Rebinding(AtomicUsize, IpAddr);

#[async_trait]
impl Names for Rebinding {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![if self.0.fetch_add(1, Ordering::SeqCst) == 0 { LOOPBACK } else { self.1 }])
    }
}

#[tokio::test]
async fn a_name_that_changes_its_answer_is_judged_again_and_only_what_was_judged_is_dialled() {
    let server = Server::start(|_| Some(Reply::html("<p>x"))).await;
    let other = IpAddr::from([127, 0, 0, 2]);
    let canary =
        TcpListener::bind((other, server.socket.port())).await.expect("the same port at another address");
    let names = Arc::new(Rebinding(AtomicUsize::new(0), other));
    let fetcher =
        WebFetcher::with_names(&server.settings(), Arc::clone(&names) as Arc<dyn Names>).expect("settings");
    let url =
        Url::parse(&format!("http://rebind.example.net:{}/", server.socket.port())).expect("an address");
    let got = fetcher.page(&url).await;
    assert!(matches!(got, Err(FetchError::Refused { why: Refusal::NotPublic, .. })), "{got:?}");
    // The first answer was good and brought robots.txt; the second was refused before anything was dialled.
    assert_eq!((server.robots_asked(), server.heads().len(), names.0.load(Ordering::SeqCst)), (1, 0, 2));
    let mut waiting = std::pin::pin!(canary.accept());
    let nobody =
        std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending()))
            .await;
    assert!(nobody, "the canary was reached");
}
