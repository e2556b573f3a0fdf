//! One request and its answer, under limits of time and size. Follows no redirect and judges no status.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, Response, redirect};
use tokio::time::{Instant, timeout};
use url::Url;

use crate::guard::Guard;
use crate::kind;
use crate::names::{self, Names, Pin, Pins};
use crate::{FetchError, Limits, Settings, SettingsError, Step, Trouble, Validators, Want};

/// Makes exchanges.
pub(crate) struct Exchange {
    client: Client,
    names: Arc<dyn Names>,
    pins: Arc<Pins>,
    pub(crate) guard: Guard,
    pub(crate) limits: Limits,
}

/// An answer whose body has not come yet.
pub(crate) struct Answer {
    response: Response,
    host: String,
    _pin: Option<Pin>,
}

/// What is left of the time of a visit.
pub(crate) struct Time {
    deadline: Instant,
    total: Duration,
}

/// What to do with a body that is too large.
#[derive(Clone, Copy)]
pub(crate) enum Over {
    /// Nothing of it is of use.
    Refuse,
    /// The beginning will do.
    Cut,
}

impl Time {
    pub(crate) fn new(total: Duration) -> Self {
        Self { deadline: Instant::now() + total, total }
    }

    /// Time that was spent waiting for a turn does not count.
    pub(crate) fn give_back(&mut self, waited: Duration) {
        self.deadline += waited;
    }

    /// Runs a step for at most `limit`, and at most what is left in all.
    async fn run<T>(
        &self,
        step: Step,
        limit: Duration,
        work: impl Future<Output = T>,
    ) -> Result<T, FetchError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let (limit, step, named) =
            if left < limit { (left, Step::Whole, self.total) } else { (limit, step, limit) };
        let late = |_| FetchError::TimedOut { step, limit_ms: millis(named) };
        timeout(limit, work).await.map_err(late)
    }
}

impl Exchange {
    pub(crate) fn new(settings: &Settings, names: Arc<dyn Names>) -> Result<Self, SettingsError> {
        let pins = Arc::new(Pins::default());
        let client = Client::builder()
            .user_agent(settings.user_agent())
            .no_proxy()
            .referer(false)
            .redirect(redirect::Policy::none())
            .connect_timeout(settings.limits.connect)
            .pool_max_idle_per_host(settings.per_host.min(4))
            .pool_idle_timeout(Duration::from_secs(30))
            .dns_resolver(Arc::clone(&pins))
            .build()
            .map_err(|error| SettingsError::Client(error.without_url().to_string()))?;
        let guard = Guard { ports: settings.ports.clone(), allow: settings.allow.clone() };
        Ok(Self { client, names, pins, guard, limits: settings.limits.clone() })
    }

    /// Sends a request to an address that the guard has let pass, and waits for the head of the answer.
    pub(crate) async fn send(
        &self,
        url: &Url,
        want: Want,
        known: &Validators,
        time: &Time,
    ) -> Result<Answer, FetchError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let lookup = names::pin(&self.pins, &*self.names, &self.guard, url);
        let pin = time.run(Step::Lookup, self.limits.connect, lookup).await??;
        let send = self.client.get(url.clone()).headers(headers(want, known)).send();
        // The client ends the connecting itself, with its own error; so this is the time for the head.
        let sent = time.run(Step::Head, self.limits.connect + self.limits.read, send).await?;
        let response = sent.map_err(|error| self.name(&error, &host))?;
        tracing::debug!(host, status = response.status().as_u16(), "answered");
        Ok(Answer { response, host, _pin: pin })
    }

    /// Names a failure of the client by what it is about.
    fn name(&self, error: &reqwest::Error, host: &str) -> FetchError {
        let host = host.to_owned();
        if error.is_connect() {
            if error.is_timeout() {
                return FetchError::TimedOut { step: Step::Connect, limit_ms: millis(self.limits.connect) };
            }
            // rustls tells of certificates and of what is no TLS in this way.
            let encryption = has_io(error, |kind| kind == io::ErrorKind::InvalidData);
            let trouble = if encryption { Trouble::Encryption } else { Trouble::NoConnection };
            return FetchError::Unreachable { host, trouble };
        }
        FetchError::Broken { host, what: fault(error) }
    }
}

impl Answer {
    pub(crate) fn status(&self) -> reqwest::StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Reads the body, at most `bytes_max` after decompression. Where an overlong body is refused, its kind is looked
    /// at first: a film is called a film and not a large page.
    pub(crate) async fn body(
        mut self,
        bytes_max: usize,
        over: Over,
        limits: &Limits,
        time: &Time,
    ) -> Result<Vec<u8>, FetchError> {
        let too_large = FetchError::TooLarge { limit_bytes: bytes_max };
        let refuses = matches!(over, Over::Refuse);
        if refuses && self.response.content_length().is_some_and(|length| length > bytes_max as u64) {
            return Err(too_large);
        }
        let mut body = Vec::new();
        let mut looked = !refuses;
        loop {
            let next = time.run(Step::Body, limits.read, self.response.chunk()).await?;
            let broken =
                |error: reqwest::Error| FetchError::Broken { host: self.host.clone(), what: fault(&error) };
            let chunk = next.map_err(broken)?;
            if let Some(chunk) = &chunk {
                let room = bytes_max - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return if refuses { Err(too_large) } else { Ok(body) };
                }
            }
            if !looked && (chunk.is_none() || body.len() >= kind::MAGIC_BYTES) {
                looked = true;
                if let Some(kind) = kind::by_magic(&body) {
                    return Err(FetchError::NotAPage { kind });
                }
            }
            if chunk.is_none() {
                return Ok(body);
            }
        }
    }
}

/// What is asked for, and the marks of the version that is known.
fn headers(want: Want, known: &Validators) -> HeaderMap {
    let accept = match want {
        Want::Page => "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
        Want::Feed => {
            "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,\
                       text/xml;q=0.9,*/*;q=0.5"
        }
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    let marks = [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)];
    for (name, mark) in marks {
        // A mark that cannot stand in a header is left out: the answer is then a whole page, which is no harm.
        if let Some(value) = mark.as_ref().and_then(|mark| HeaderValue::from_str(mark).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// What is wrong with an answer.
fn fault(error: &reqwest::Error) -> &'static str {
    // hyper has no type for it that is told apart; the hostile server of the tests holds this to its words.
    if causes(error).any(|error| error.to_string().contains("head is too large")) {
        "its head is too large"
    } else if error.is_decode() {
        "it broke off, or its compression is not sound"
    } else if has_io(error, |_| true) {
        "the connection was cut"
    } else {
        "it is no sound HTTP, or it broke off"
    }
}

/// What lies beneath an error, outermost first.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |error| {
        // An error of the system gives as its source what is beneath the one that it wraps, and leaves that out.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => (**error).source(),
        }
    })
}

/// Whether an error of the system lies beneath, of a kind that `is` takes.
fn has_io(error: &reqwest::Error, is: impl Fn(io::ErrorKind) -> bool) -> bool {
    causes(error).any(|error| error.downcast_ref::<io::Error>().is_some_and(|error| is(error.kind())))
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
