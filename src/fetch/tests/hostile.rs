//! Servers that mean harm: each is cut, with its reason, and the good ones are answered beside them.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sayso_fetch::{Fetch, FetchError, Limits, Names, Settings, Step, WebFetcher};
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;
use url::Url;

use crate::server::{Reply, Server, Table};

const LIMIT: usize = 256 * 1024;

/// What a hostile server does, and what has to be said of it.
type Hostile = (&'static str, fn(&FetchError) -> bool);

const HOSTILE: [Hostile; 20] = [
    ("drip", |e| matches!(e, FetchError::TimedOut { step: Step::Whole, .. })),
    ("drip-head", |e| matches!(e, FetchError::TimedOut { step: Step::Whole | Step::Head, .. })),
    ("silence", |e| matches!(e, FetchError::TimedOut { step: Step::Whole | Step::Head, .. })),
    ("silent-body", |e| matches!(e, FetchError::TimedOut { step: Step::Body, .. })),
    ("gzip-bomb", too_large),
    ("brotli-bomb", too_large),
    ("zstd-bomb", too_large),
    ("endless", too_large),
    ("claims-50-mb", too_large),
    ("huge-header", |e| matches!(e, FetchError::Broken { what: "its head is too large", .. })),
    ("many-headers", |e| {
        matches!(
            e,
            FetchError::Broken { what: "its head is too large" | "it is no sound HTTP, or it broke off", .. }
        )
    }),
    ("endless-103", |e| matches!(e, FetchError::TimedOut { .. } | FetchError::Broken { .. })),
    ("reset", broken),
    ("reset-body", broken),
    ("short-body", broken),
    ("bad-chunk", broken),
    ("no-http", broken),
    ("bad-gzip", broken),
    ("bad-length", broken),
    ("circle", |e| matches!(e, FetchError::TooManyRedirects { limit: 5, .. })),
];

fn too_large(error: &FetchError) -> bool {
    *error == FetchError::TooLarge { limit_bytes: LIMIT }
}

fn broken(error: &FetchError) -> bool {
    matches!(error, FetchError::Broken { .. })
}

/// 64 MiB of one letter, packed; made once a test.
struct Bombs {
    gzip: Vec<u8>,
    brotli: Vec<u8>,
    zstd: Vec<u8>,
}

impl Bombs {
    fn pack() -> Self {
        let mebibyte = vec![b'a'; 1024 * 1024];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let mut brotli = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 3, 22);
        let mut zstd = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
        for _ in 0..64 {
            gzip.write_all(&mebibyte).expect("memory");
            brotli.write_all(&mebibyte).expect("memory");
            zstd.write_all(&mebibyte).expect("memory");
        }
        Self {
            gzip: gzip.finish().expect("memory"),
            brotli: brotli.into_inner(),
            zstd: zstd.finish().expect("memory"),
        }
    }
}

fn packed(encoding: &str, body: &[u8]) -> Reply {
    Reply::new("200 OK", &[("Content-Type", "text/html"), ("Content-Encoding", encoding)], body)
}

fn raw(head: &str) -> Vec<u8> {
    head.replace('\n', "\r\n").into_bytes()
}

const PAGE: &str = "HTTP/1.1 200 OK\nContent-Type: text/html\n";

fn answer(path: &str, bombs: &Bombs) -> Option<Reply> {
    let name = path.strip_prefix('/')?.split('/').next()?;
    Some(match name {
        "good" => Reply::html("<p>A good page."),
        "good-103" => {
            let mut bytes = raw("HTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n\n").repeat(2000);
            bytes.extend(raw(&format!("{PAGE}Content-Length: 15\nConnection: close\n\n<p>A good page.")));
            Reply::Bytes(bytes)
        }
        "good-gzip" => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(b"<p>A good page.").ok()?;
            packed("gzip", &gzip.finish().ok()?)
        }
        "good-bad-charset" => Reply::new(
            "200 OK",
            &[("Content-Type", "text/html; charset=klingon")],
            b"<p>A good page.\xff\xfe",
        ),
        "drip" => Reply::Drip(raw(&format!("{PAGE}\n<p>")), Duration::from_millis(100)),
        "drip-head" => Reply::Drip(raw(PAGE), Duration::from_millis(100)),
        "silence" => Reply::Silence,
        "silent-body" => {
            Reply::Drip(raw(&format!("{PAGE}Content-Length: 9999\n\n<p>")), Duration::from_secs(600))
        }
        "gzip-bomb" => packed("gzip", &bombs.gzip),
        "brotli-bomb" => packed("br", &bombs.brotli),
        "zstd-bomb" => packed("zstd", &bombs.zstd),
        "endless" => Reply::Endless(raw(&format!("{PAGE}\n")), vec![b'a'; 16 * 1024]),
        "claims-50-mb" => {
            Reply::Drip(raw(&format!("{PAGE}Content-Length: 50000000\n\n")), Duration::from_secs(600))
        }
        "huge-header" => Reply::Endless(raw("HTTP/1.1 200 OK\nX: "), vec![b'a'; 16 * 1024]),
        "many-headers" => Reply::Endless(raw("HTTP/1.1 200 OK\n"), raw(&"A: b\n".repeat(1000))),
        "endless-103" => Reply::Endless(Vec::new(), raw("HTTP/1.1 103 Early Hints\n\n").repeat(100)),
        "reset" => Reply::Reset(Vec::new()),
        "reset-body" => Reply::Reset(raw(&format!("{PAGE}Content-Length: 9999\n\n<p>"))),
        "short-body" => Reply::Bytes(raw(&format!("{PAGE}Content-Length: 9999\n\n<p>A short page."))),
        "bad-chunk" => Reply::Bytes(raw(&format!("{PAGE}Transfer-Encoding: chunked\n\nzz\n<p>\n"))),
        "no-http" => Reply::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()),
        "bad-gzip" => packed("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03 this is not packed"),
        "bad-length" => {
            Reply::Bytes(raw(&format!("{PAGE}Content-Length: 5\nContent-Length: 9\n\n<p>xxxxxx")))
        }
        "circle" => Reply::redirect("302 Found", path),
        _ => return None,
    })
}

async fn start() -> Server {
    let bombs = Bombs::pack();
    let sizes = [bombs.gzip.len(), bombs.brotli.len(), bombs.zstd.len()];
    assert!(sizes.into_iter().all(|size| size < LIMIT), "a bomb is small before it goes off: {sizes:?}");
    Server::start(move |path| answer(path, &bombs)).await
}

fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        read: Duration::from_millis(1500),
        total: Duration::from_secs(3),
        body_bytes_max: LIMIT,
        redirects_max: 5,
    }
}

/// 300 hosts at once, a third of them hostile: every good one is answered, every bad one cut with its reason.
#[tokio::test]
async fn a_third_of_300_hosts_is_hostile() {
    let server = start().await;
    let host = |n: usize| format!("n{n}.example.net");
    let loopback = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let table =
        Table { answers: (0..300).map(|n| (host(n), loopback.clone())).collect(), ..Table::default() };
    let settings = Settings { limits: limits(), ..server.settings() };
    let fetcher = Arc::new(WebFetcher::with_names(&settings, Arc::new(table)).expect("settings"));
    let good = ["good", "good", "good-103", "good-gzip", "good-bad-charset"];
    let mut visits = JoinSet::new();
    for n in 0..300 {
        let kind = if n % 3 == 0 { HOSTILE[n / 3 % HOSTILE.len()].0 } else { good[n % good.len()] };
        let url =
            Url::parse(&format!("http://{}:{}/{kind}", host(n), server.socket.port())).expect("an address");
        let fetcher = Arc::clone(&fetcher);
        visits.spawn(async move { (kind, fetcher.page(&url).await) });
    }
    let reasons: HashMap<_, _> = HOSTILE.into_iter().collect();
    let (mut answered, mut cut) = (0, 0);
    while let Some(visit) = visits.join_next().await {
        let (kind, got) = visit.expect("no panic");
        match (reasons.get(kind), got) {
            (Some(reason), Err(error)) if reason(&error) => cut += 1,
            (None, Ok(page)) if page.body.starts_with("<p>A good page.") => answered += 1,
            (_, got) => panic!("{kind}: {got:?}"),
        }
    }
    assert_eq!((answered, cut), (200, 100));
}

/// The limits of time are those of the settings: a drip escapes all but the whole.
#[tokio::test]
async fn a_drip_is_ended_by_the_whole_time() {
    let server = start().await;
    let mut settings = server.settings();
    settings.limits = Limits { total: Duration::from_millis(700), ..limits() };
    let fetcher = WebFetcher::new(&settings).expect("settings");
    let late = FetchError::TimedOut { step: Step::Whole, limit_ms: 700 };
    assert_eq!(fetcher.page(&server.url("/drip")).await, Err(late));
}

/// A name service that never answers.
struct Asleep;

#[async_trait]
impl Names for Asleep {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        std::future::pending().await
    }
}

/// No connection is made here, so the clock may run ahead.
#[tokio::test(start_paused = true)]
async fn a_name_service_that_is_asleep() {
    let fetcher = WebFetcher::with_names(&Settings::default(), Arc::new(Asleep)).expect("settings");
    let got = fetcher.page(&Url::parse("https://example.org/").expect("an address")).await;
    assert_eq!(got, Err(FetchError::TimedOut { step: Step::Lookup, limit_ms: 5000 }));
}

#[tokio::test]
async fn where_nothing_listens() {
    let server = Server::start(|_| None).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let settings = Settings { allow: vec![closed], ..server.settings() };
    let fetcher = WebFetcher::new(&settings).expect("settings");
    let got = fetcher.page(&Url::parse(&format!("http://{closed}/")).expect("an address")).await;
    let trouble = sayso_fetch::Trouble::NoConnection;
    assert_eq!(got, Err(FetchError::Unreachable { host: "127.0.0.1".into(), trouble }));
    // Plain text where encryption is expected.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let socket = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    });
    let fetcher = WebFetcher::new(&Settings { allow: vec![socket], ..server.settings() }).expect("settings");
    let got = fetcher.page(&Url::parse(&format!("https://{socket}/")).expect("an address")).await;
    let trouble = sayso_fetch::Trouble::Encryption;
    assert_eq!(got, Err(FetchError::Unreachable { host: "127.0.0.1".into(), trouble }));
}
