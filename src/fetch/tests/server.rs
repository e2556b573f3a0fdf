//! A server on loopback that answers as it is told, well or badly.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use sayso_fetch::{Limits, Names, Settings, WebFetcher};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What is sent after a request has been read.
pub(crate) enum Reply {
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// The first bytes, then the second again and again, at once.
    Endless(Vec<u8>, Vec<u8>),
    /// The first bytes, then one byte each time the span is over.
    Drip(Vec<u8>, Duration),
    /// Nothing, and the connection stays open.
    Silence,
    /// These bytes, then the connection is torn down.
    Reset(Vec<u8>),
}

impl Reply {
    /// A whole answer: status line, these headers, this body.
    pub(crate) fn new(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        bytes.extend_from_slice(
            format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes(),
        );
        bytes.extend_from_slice(body);
        Self::Bytes(bytes)
    }

    pub(crate) fn html(body: &str) -> Self {
        Self::new("200 OK", &[("Content-Type", "text/html; charset=utf-8")], body.as_bytes())
    }

    pub(crate) fn status(status: &str) -> Self {
        Self::new(status, &[], b"")
    }

    pub(crate) fn redirect(status: &str, to: &str) -> Self {
        Self::new(status, &[("Location", to)], b"")
    }
}

/// A server; it stops with the runtime of its test.
pub(crate) struct Server {
    pub(crate) socket: SocketAddr,
    /// The heads of the requests, in order.
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server that answers each path as `answer` says. A path that it gives `None` for is not found.
    pub(crate) async fn start(answer: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let socket = listener.local_addr().expect("an address");
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (answer, kept) = (Arc::new(answer), Arc::clone(&heads));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
                tokio::spawn(async move {
                    // A client that goes away is no fault here.
                    let _ = serve(stream, &*answer, &kept).await;
                });
            }
        });
        Self { socket, heads }
    }

    /// The address of a path here.
    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.socket)).expect("an address")
    }

    /// The heads of the requests so far, without those for robots.txt.
    pub(crate) fn heads(&self) -> Vec<String> {
        let heads = self.heads.lock().expect("no poison");
        heads.iter().filter(|head| !head.starts_with("GET /robots.txt ")).cloned().collect()
    }

    /// How often robots.txt was asked for.
    pub(crate) fn robots_asked(&self) -> usize {
        self.heads
            .lock()
            .expect("no poison")
            .iter()
            .filter(|head| head.starts_with("GET /robots.txt "))
            .count()
    }

    /// Settings that let this server through, without pauses and with short limits.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            allow: vec![self.socket],
            pause: Duration::ZERO,
            limits: Limits {
                connect: Duration::from_secs(2),
                read: Duration::from_secs(2),
                total: Duration::from_secs(4),
                body_bytes_max: 256 * 1024,
                redirects_max: 5,
            },
            ..Settings::default()
        }
    }

    /// A fetcher that may ask this server.
    pub(crate) fn fetcher(&self) -> WebFetcher {
        WebFetcher::new(&self.settings()).expect("sound settings")
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: &(dyn Fn(&str) -> Option<Reply> + Send + Sync),
    kept: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    kept.lock().expect("no poison").push(head);
    match answer(&path).unwrap_or_else(|| Reply::status("404 Not Found")) {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Endless(first, again) => {
            stream.write_all(&first).await?;
            loop {
                stream.write_all(&again).await?;
            }
        }
        Reply::Drip(first, span) => {
            stream.write_all(&first).await?;
            let mut ticks = tokio::time::interval(span);
            loop {
                ticks.tick().await;
                stream.write_all(b"x").await?;
            }
        }
        Reply::Silence => {
            // Until the other side gives up.
            stream.read_u8().await.map(|_| ())
        }
        Reply::Reset(bytes) => {
            stream.write_all(&bytes).await?;
            stream.set_zero_linger()
        }
    }
}

/// A name service that knows what it is told, and remembers what it was asked.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) answers: HashMap<String, Vec<IpAddr>>,
    pub(crate) asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Names for Table {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().expect("no poison").push(host.to_owned());
        self.answers.get(host).cloned().ok_or_else(|| io::Error::other("no such host"))
    }
}
