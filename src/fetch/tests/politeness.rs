//! How the fetcher behaves towards sites.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sayso_fetch::{Fetch, FetchError, Settings, Validators, Want, WebFetcher};

use crate::server::{Reply, Server};

#[tokio::test]
async fn it_says_who_it_is_and_nothing_of_its_user() {
    let server = Server::start(|path| {
        Some(match path {
            "/a" => Reply::new("302 Found", &[("Location", "/b"), ("Set-Cookie", "seen=1")], b""),
            "/b" => Reply::html("<p>x"),
            _ => return None,
        })
    })
    .await;
    let settings = Settings { contact: "https://bot.example.org/about".into(), ..server.settings() };
    let fetcher = WebFetcher::new(&settings).expect("sound settings");
    fetcher.page(&server.url("/a#fragment")).await.expect("a page");
    fetcher.page(&server.url("/b")).await.expect("a page");
    let heads = server.heads();
    assert_eq!(heads.len(), 3);
    for head in heads {
        let head = head.to_ascii_lowercase();
        assert!(
            head.contains("user-agent: saysobot/0.") && head.contains("; https://bot.example.org/about)\r\n"),
            "{head}"
        );
        assert!(head.contains("accept-encoding: ") && head.contains("zstd") && head.contains("br"), "{head}");
        assert!(
            !head.contains("cookie:") && !head.contains("referer:") && !head.contains("fragment"),
            "{head}"
        );
    }
}

#[tokio::test]
async fn robots_txt_is_asked_once_a_day_and_obeyed() {
    let server = Server::start(|path| {
        Some(match path {
            "/robots.txt" => Reply::new(
                "200 OK",
                &[("Content-Type", "text/plain")],
                b"User-agent: *\nDisallow: /private\nDisallow: /*?print",
            ),
            "/a" => Reply::redirect("302 Found", "/private/b"),
            _ => Reply::html("<p>x"),
        })
    })
    .await;
    let fetcher = server.fetcher();
    let blocked = || Err(FetchError::BlockedByRobots { host: "127.0.0.1".into() });
    assert!(fetcher.page(&server.url("/open")).await.is_ok());
    assert_eq!(fetcher.page(&server.url("/private/x")).await, blocked());
    assert_eq!(fetcher.page(&server.url("/open?print")).await, blocked());
    assert_eq!(fetcher.page(&server.url("/a")).await, blocked());
    // Feeds are published for programs.
    assert!(fetcher.poll(&server.url("/private/feed"), Want::Feed, &Validators::default()).await.is_ok());
    let asked: Vec<String> =
        server.heads().iter().filter_map(|head| head.split(' ').nth(1).map(str::to_owned)).collect();
    assert_eq!(asked, ["/open", "/a", "/private/feed"]);
    assert_eq!(server.robots_asked(), 1);
}

#[tokio::test]
async fn a_robots_txt_out_of_order_forbids_pages_for_now() {
    let times = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&times);
    let server = Server::start(move |path| {
        Some(match path {
            "/robots.txt" if counted.fetch_add(1, Ordering::SeqCst) < 2 => Reply::status("500 Oops"),
            "/robots.txt" => Reply::status("403 Forbidden"),
            _ => Reply::html("<p>x"),
        })
    })
    .await;
    let fetcher = server.fetcher();
    let unavailable = Err(FetchError::RobotsUnavailable { host: "127.0.0.1".into(), status: 500 });
    assert_eq!(fetcher.page(&server.url("/a")).await, unavailable);
    assert!(fetcher.poll(&server.url("/a"), Want::Feed, &Validators::default()).await.is_ok());
    // A robots.txt that is refused forbids nothing.
    assert!(fetcher.page(&server.url("/a")).await.is_ok());
    assert_eq!(times.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn the_robots_txt_of_another_place_is_followed_and_a_hostile_one_forbids_nothing() {
    for (target, blocked) in
        [("/real-robots", true), ("/robots.txt", false), ("http://10.0.0.1/robots.txt", false)]
    {
        let server = Server::start(move |path| {
            Some(match path {
                "/robots.txt" => Reply::redirect("301 Moved Permanently", target),
                "/real-robots" => Reply::new("200 OK", &[], b"User-agent: saysobot\nDisallow: /"),
                _ => Reply::html("<p>x"),
            })
        })
        .await;
        assert_eq!(server.fetcher().page(&server.url("/a")).await.is_err(), blocked, "{target}");
    }
}

#[tokio::test]
async fn a_host_that_asks_for_a_pause_is_left_alone() {
    let server = Server::start(|path| {
        Some(match path {
            "/robots.txt" => return None,
            "/busy" => Reply::new("429 Too Many Requests", &[("Retry-After", "3600")], b""),
            _ => Reply::html("<p>x"),
        })
    })
    .await;
    let fetcher = server.fetcher();
    assert!(fetcher.page(&server.url("/a")).await.is_ok());
    let asked = Err(FetchError::AskedToWait { host: "127.0.0.1".into(), seconds: 3600 });
    assert_eq!(fetcher.page(&server.url("/busy")).await, asked);
    let again = fetcher.page(&server.url("/a")).await;
    assert!(matches!(again, Err(FetchError::AskedToWait { seconds: 3599..=3600, .. })), "{again:?}");
    assert_eq!(server.heads().len(), 2);
}

#[tokio::test]
async fn a_503_holds_the_host_only_where_it_says_how_long() {
    let server = Server::start(|path| {
        Some(match path {
            "/fault" => Reply::status("503 Service Unavailable"),
            "/pause" => Reply::new(
                "503 Service Unavailable",
                &[
                    ("Retry-After", "Tue, 10 Mar 2026 12:10:00 GMT"),
                    ("Date", "Tue, 10 Mar 2026 12:00:00 GMT"),
                ],
                b"",
            ),
            _ => return None,
        })
    })
    .await;
    let fetcher = server.fetcher();
    assert_eq!(fetcher.page(&server.url("/fault")).await, Err(FetchError::ServerFault { status: 503 }));
    let asked = Err(FetchError::AskedToWait { host: "127.0.0.1".into(), seconds: 600 });
    assert_eq!(fetcher.page(&server.url("/pause")).await, asked);
}

/// One visit of a host at a time, whoever asks: the server counts how many it has at once.
#[tokio::test]
async fn one_at_a_time_per_host() {
    let server = Server::start(|_| Some(Reply::Silence)).await;
    let mut settings = server.settings();
    settings.limits.total = Duration::from_millis(300);
    settings.patience = Duration::from_millis(100);
    let fetcher = Arc::new(WebFetcher::new(&settings).expect("sound settings"));
    let (first, second) = (server.url("/a"), server.url("/b"));
    let (first, second) = tokio::join!(fetcher.page(&first), fetcher.page(&second));
    assert!(matches!(first, Err(FetchError::TimedOut { .. })), "{first:?}");
    assert_eq!(second, Err(FetchError::Busy { host: "127.0.0.1".into() }));
    assert_eq!(server.robots_asked(), 1);
}
