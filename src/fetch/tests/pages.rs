//! What comes, and what does not and why.

use sayso_fetch::{Fetch, FetchError, Kind, Page, Refusal, Validators, Want};

use crate::server::{Reply, Server};

const HTML: &[(&str, &str)] = &[("Content-Type", "text/html")];

#[tokio::test]
async fn a_page_comes_as_text_from_its_last_address() {
    let server = Server::start(|path| {
        Some(match path {
            "/a?x=1" => Reply::redirect("302 Found", "b/c#part"),
            "/b/c" => Reply::html("<p>Привіт"),
            "/old" => {
                Reply::new("200 OK", &[("Content-Type", "text/html; charset=windows-1251")], b"<p>\xcf\xf0")
            }
            "/plain" => Reply::new("200 OK", &[("Content-Type", "text/plain")], b"Words."),
            "/bare" => Reply::new("200 OK", &[], b"<!doctype html><p>x"),
            _ => return None,
        })
    })
    .await;
    let fetcher = server.fetcher();
    let page = |path: &str, body: &str, html| Ok(Page { url: server.url(path), body: body.into(), html });
    assert_eq!(fetcher.page(&server.url("/a?x=1#top")).await, page("/b/c", "<p>Привіт", true));
    assert_eq!(fetcher.page(&server.url("/old")).await, page("/old", "<p>Пр", true));
    assert_eq!(fetcher.page(&server.url("/plain")).await, page("/plain", "Words.", false));
    assert_eq!(fetcher.page(&server.url("/bare")).await, page("/bare", "<!doctype html><p>x", true));
}

#[tokio::test]
async fn each_failure_has_its_name() {
    let server = Server::start(|path| {
        Some(match path {
            "/403-bot" => {
                Reply::new("403 Forbidden", &[("Server", "cloudflare"), ("cf-mitigated", "challenge")], b"x")
            }
            "/403" => Reply::status("403 Forbidden"),
            "/401" => Reply::status("401 Unauthorized"),
            "/410" => Reply::status("410 Gone"),
            "/500" => Reply::status("500 Oops"),
            "/451" => Reply::status("451 Unavailable For Legal Reasons"),
            "/empty" => Reply::new("200 OK", HTML, b" \n"),
            "/204" => Reply::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
            "/304" => Reply::Bytes(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()),
            "/pdf" => Reply::new("200 OK", &[("Content-Type", "application/pdf")], b"%PDF-1.7"),
            "/pdf-as-html" => Reply::new("200 OK", HTML, b"%PDF-1.7\n1 0 obj"),
            "/png-as-html" => Reply::new("200 OK", HTML, b"\x89PNG\r\n\x1a\n\0\0"),
            "/jpg" => Reply::Endless(
                b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n".to_vec(),
                vec![0xff; 4096],
            ),
            "/rss" => Reply::new("200 OK", &[("Content-Type", "text/xml")], b"<rss version='2.0'></rss>"),
            "/json" => Reply::new("200 OK", &[("Content-Type", "application/json")], b"{\"a\":1}"),
            "/login-needed" => Reply::redirect("302 Found", "/account/login?next=%2Flogin-needed"),
            "/account/login?next=%2Flogin-needed" => Reply::html("<form><input type=password></form>"),
            "/challenge" => Reply::html("<script>window._cf_chl_opt={}</script>"),
            "/nowhere" => Reply::Bytes(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_vec()),
            "/hidden" => Reply::redirect("302 Found", "https://exa mple.org/"),
            "/large" => Reply::html(&"x".repeat(256 * 1024 + 1)),
            "/just" => Reply::html(&"x".repeat(256 * 1024)),
            _ => return None,
        })
    })
    .await;
    let fetcher = server.fetcher();
    let host = "127.0.0.1".to_owned();
    let cases = [
        ("/403-bot", FetchError::BotCheck { status: 403 }),
        ("/challenge", FetchError::BotCheck { status: 200 }),
        ("/403", FetchError::Forbidden),
        ("/401", FetchError::LoginWall { status: 401 }),
        ("/login-needed", FetchError::LoginWall { status: 200 }),
        ("/404", FetchError::NotFound { status: 404 }),
        ("/410", FetchError::NotFound { status: 410 }),
        ("/500", FetchError::ServerFault { status: 500 }),
        ("/451", FetchError::Status(451)),
        ("/304", FetchError::Status(304)),
        ("/nowhere", FetchError::Status(302)),
        ("/empty", FetchError::Empty),
        ("/204", FetchError::Empty),
        ("/pdf", FetchError::NotAPage { kind: Kind::Pdf }),
        ("/pdf-as-html", FetchError::NotAPage { kind: Kind::Pdf }),
        ("/png-as-html", FetchError::NotAPage { kind: Kind::Picture }),
        ("/jpg", FetchError::NotAPage { kind: Kind::Picture }),
        ("/rss", FetchError::NotAPage { kind: Kind::Feed }),
        ("/json", FetchError::NotAPage { kind: Kind::Data }),
        ("/hidden", FetchError::Refused { host, why: Refusal::Malformed, redirected: true }),
        ("/large", FetchError::TooLarge { limit_bytes: 256 * 1024 }),
    ];
    for (path, error) in cases {
        assert_eq!(fetcher.page(&server.url(path)).await, Err(error), "{path}");
    }
    assert!(fetcher.page(&server.url("/just")).await.is_ok());
}

#[tokio::test]
async fn a_poll_knows_versions_freshness_and_moves() {
    let server = Server::start(|path| {
        Some(match path {
            "/feed" => Reply::new(
                "200 OK",
                &[
                    ("Content-Type", "application/rss+xml"),
                    ("ETag", "W/\"1\""),
                    ("Last-Modified", "then"),
                    ("Cache-Control", "max-age=900"),
                ],
                b"<rss version='2.0'></rss>",
            ),
            "/same" => Reply::Bytes(
                b"HTTP/1.1 304 Not Modified\r\nETag: W/\"2\"\r\nConnection: close\r\n\r\n".to_vec(),
            ),
            "/moved" => Reply::redirect("301 Moved Permanently", "/moved-again"),
            "/moved-again" => Reply::redirect("308 Permanent Redirect", "/for-now"),
            "/for-now" => Reply::redirect("302 Found", "/feed"),
            _ => return None,
        })
    })
    .await;
    let fetcher = server.fetcher();
    let none = Validators::default();
    let first = fetcher.poll(&server.url("/feed"), Want::Feed, &none).await.expect("a feed");
    assert_eq!(
        first.page.as_ref().map(|page| (page.body.as_str(), page.html)),
        Some(("<rss version='2.0'></rss>", false))
    );
    assert_eq!(first.fresh_for.map(|span| span.as_secs()), Some(900));
    assert_eq!(first.moved_to, None);

    let same = fetcher.poll(&server.url("/same"), Want::Feed, &first.validators).await.expect("not modified");
    assert_eq!(same.page, None);
    assert_eq!(same.validators.etag.as_deref(), Some("W/\"2\""));
    assert_eq!(same.validators.last_modified.as_deref(), Some("then"));
    let head = server.heads().pop().expect("a request").to_ascii_lowercase();
    assert!(
        head.contains("if-none-match: w/\"1\"\r\n") && head.contains("if-modified-since: then\r\n"),
        "{head}"
    );

    let moved = fetcher.poll(&server.url("/moved"), Want::Feed, &none).await.expect("a feed");
    assert_eq!(moved.moved_to, Some(server.url("/for-now")));
}
