//! A web on loopback of many hosts, of which some behave badly: all names lead to one socket.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use sayso_fetch::Names;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a host does with a request.
pub(crate) enum Reply {
    /// Answers with these bytes, as this type.
    Body(&'static str, String),
    /// A status and further headers, without a body.
    Status(&'static str, String),
    /// Says nothing.
    Silence,
    /// Sends a byte at a time.
    Drip,
    /// Sends a body without end.
    Endless,
    /// Sends headers without end.
    Headers,
    /// Tears the connection down.
    Reset,
}

/// A server; it stops with its runtime.
pub(crate) struct Server {
    pub(crate) socket: SocketAddr,
    /// Requests that were answered.
    pub(crate) requests: Arc<AtomicUsize>,
}

impl Server {
    /// Starts a server that answers each host and path as `answer` says.
    pub(crate) async fn start(
        answer: impl Fn(&str, &str) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (socket, requests) = (listener.local_addr()?, Arc::new(AtomicUsize::new(0)));
        let (answer, count) = (Arc::new(answer), Arc::clone(&requests));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, count) = (Arc::clone(&answer), Arc::clone(&count));
                tokio::spawn(async move {
                    // A client that goes away is no fault here.
                    let _ = serve(stream, &*answer, &count).await;
                });
            }
        });
        Ok(Server { socket, requests })
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: &(dyn Fn(&str, &str) -> Reply + Send + Sync),
    count: &AtomicUsize,
) -> io::Result<()> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        head.extend_from_slice(&buffer[..read]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    count.fetch_add(1, Ordering::Relaxed);
    let path = head.split(' ').nth(1).unwrap_or_default();
    let host =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
    let host = host.unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    match answer(host, path) {
        Reply::Body(kind, body) => {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body.as_bytes()).await?;
            stream.shutdown().await
        }
        Reply::Status(status, headers) => {
            let head =
                format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            stream.shutdown().await
        }
        Reply::Silence => stream.read_u8().await.map(drop),
        Reply::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>").await?;
            loop {
                tokio::time::sleep(Duration::from_millis(200)).await;
                stream.write_all(b" ").await?;
            }
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>").await?;
            loop {
                stream.write_all(&[b'x'; 16 * 1024]).await?;
            }
        }
        Reply::Headers => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(b"X-More: and more and more and more and more and more\r\n").await?;
            }
        }
        Reply::Reset => stream.set_zero_linger(),
    }
}

/// A name service by which every name is here.
pub(crate) struct Everywhere;

#[async_trait]
impl Names for Everywhere {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])
    }
}
