//! As much of an HTTP/1.1 server as a stand-in needs. It trusts its clients: never on anything but loopback.

use std::future::Future;
use std::io;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The longest body that is read, in bytes: Discord takes 25 MiB.
const BODY_BYTES_MAX: usize = 26 << 20;

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// `content-type`, where one was sent.
    pub kind: String,
    /// The body, as it came.
    pub body: Vec<u8>,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer with a body of a content type.
    pub fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Response {
        Response { status, headers: vec![("content-type".to_owned(), kind.to_owned())], body: body.into() }
    }

    /// The same with one header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Response {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Answers every request with `handle`, for as long as the runtime lives.
pub fn serve<H, F>(listener: TcpListener, handle: H)
where
    H: Fn(Request) -> F + Clone + Send + 'static,
    F: Future<Output = Response> + Send,
{
    serve_or_break(listener, move |request| {
        let answering = handle(request);
        async move { Some(answering.await) }
    });
}

/// The same, with a connection that breaks where `handle` has no answer.
pub(crate) fn serve_or_break<H, F>(listener: TcpListener, handle: H)
where
    H: Fn(Request) -> F + Clone + Send + 'static,
    F: Future<Output = Option<Response>> + Send,
{
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let handle = handle.clone();
            // A client that breaks off ends its own connection and nothing else.
            tokio::spawn(async move { drop(converse(stream, handle).await) });
        }
    });
}

async fn converse<H, F>(stream: TcpStream, handle: H) -> io::Result<()>
where
    H: Fn(Request) -> F,
    F: Future<Output = Option<Response>>,
{
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = request(&mut stream).await? {
        let Some(response) = handle(request).await else { return Ok(()) };
        let mut head = format!("HTTP/1.1 {} -\r\n", response.status);
        for (name, value) in &response.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if response.status != 204 {
            head += &format!("content-length: {}\r\n", response.body.len());
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).await?;
        stream.write_all(&response.body).await?;
        stream.flush().await?;
    }
    Ok(())
}

async fn request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let (mut length, mut kind) = (0, String::new());
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        } else if name.eq_ignore_ascii_case("content-type") {
            value.trim().clone_into(&mut kind);
        }
    }
    if length > BODY_BYTES_MAX {
        return Ok(None);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Request { method, path, kind, body }))
}
