//! A web server of our own: the fixture pages, and everything that is no page.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use sayso_standin::{Request, Response, serve};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// One host of the web.
pub(crate) struct Web {
    address: SocketAddr,
    visits: Arc<Mutex<Vec<String>>>,
    visited: Arc<Notify>,
    own: Arc<Mutex<HashMap<String, Response>>>,
}

impl Web {
    /// Opens the host 127.0.0.`host`. Hosts are visited at a distance of seconds, so tests that read many pages
    /// use many hosts; where the system has only 127.0.0.1, they are slower.
    pub(crate) async fn start(host: u8) -> Web {
        let listener = match TcpListener::bind((std::net::Ipv4Addr::new(127, 0, 0, host), 0)).await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind("127.0.0.1:0").await.unwrap(),
        };
        let address = listener.local_addr().unwrap();
        let visits = Arc::new(Mutex::new(Vec::new()));
        let own = Arc::new(Mutex::new(HashMap::<String, Response>::new()));
        let visited = Arc::new(Notify::new());
        let (seen, there, told) = (Arc::clone(&visits), Arc::clone(&own), Arc::clone(&visited));
        serve(listener, move |request| {
            seen.lock().unwrap().push(request.path.clone());
            told.notify_waiters();
            let put = there.lock().unwrap().get(request.path.trim_start_matches('/')).cloned();
            async move {
                if request.path == "/never" {
                    std::future::pending::<()>().await;
                }
                put.unwrap_or_else(|| answer(&request))
            }
        });
        Web { address, visits, visited, own }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a page.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// Puts a feed at `path`, with an item for each of these links.
    pub(crate) fn put_feed(&self, path: &str, links: &[String]) {
        let item = |link: &String| format!("<item><title>News of {link}</title><link>{link}</link></item>");
        let items: String = links.iter().rev().map(item).collect();
        let feed =
            format!("<rss version=\"2.0\"><channel><title>Harbour feed</title>{items}</channel></rss>");
        self.own.lock().unwrap().insert(path.to_owned(), Response::new(200, "application/rss+xml", feed));
    }

    /// Waits until a page was asked for.
    pub(crate) async fn visited(&self, path: &str) {
        loop {
            let next = self.visited.notified();
            tokio::pin!(next);
            next.as_mut().enable();
            if self.visits(path) > 0 {
                return;
            }
            next.await;
        }
    }

    /// How often a page was asked for.
    pub(crate) fn visits(&self, path: &str) -> usize {
        self.visits.lock().unwrap().iter().filter(|visited| visited[1..] == *path).count()
    }
}

/// Large enough to be over any limit of a page; it is cut off long before its end.
const HUGE_BYTES: usize = 50 * 1024 * 1024;

fn answer(request: &Request) -> Response {
    let html = |text: &str| Response::new(200, "text/html; charset=utf-8", text);
    match request.path.trim_start_matches('/') {
        "bridge" => html(include_str!("../fixtures/pages/bridge.html")),
        "council" => html(include_str!("../fixtures/pages/council.html")),
        "hostile" => html(include_str!("../fixtures/pages/hostile.html")),
        "gazette" => html(include_str!("../../docs/sample/gazette.html")),
        "courier" => html(include_str!("../../docs/sample/tidegate.html")),
        "post" => html(include_str!("../../docs/sample/post.html")),
        "times" => html(include_str!("../../docs/sample/times.html")),
        "front" => html(include_str!("../fixtures/pages/front.html")),
        "login" => html(include_str!("../fixtures/pages/login.html")),
        "empty" => html(""),
        "guarded" => Response::new(403, "text/html", include_str!("../fixtures/pages/guarded.html")),
        "paper.pdf" => Response::new(200, "application/pdf", "%PDF-1.7\n%…\n"),
        "picture.png" => Response::new(200, "image/png", b"\x89PNG\r\n\x1a\n".as_slice()),
        "huge" => {
            let mut body = b"<html><body><p>".to_vec();
            body.resize(HUGE_BYTES, b'x');
            Response::new(200, "text/html", body)
        }
        "to-private" => Response::new(302, "text/html", "").header("location", "http://10.0.0.1/secret"),
        "members" => Response::new(302, "text/html", "").header("location", "/login"),
        _ => Response::new(404, "text/html", "<h1>No such page</h1>"),
    }
}
