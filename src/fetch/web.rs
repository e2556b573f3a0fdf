//! The web, politely: one visit from the turn at the host to the page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::StatusCode;
use reqwest::header;
use tokio::time::Instant;
use url::Url;

use crate::address::hides;
use crate::exchange::{Answer, Exchange, Over, Time};
use crate::pace::{Pace, Turn};
use crate::robots::{ROBOTS_BYTES_MAX, Robots};
use crate::settings::PRODUCT_TOKEN;
use crate::{
    Fetch, FetchError, Names, Page, Polled, Refusal, Settings, SettingsError, SystemNames, Validators, Want,
};
use crate::{charset, headers, kind, verdict};

/// How long a robots.txt is believed (RFC 9309 §2.4).
const ROBOTS_AGE_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The robots.txt of all hosts together, in bytes; the oldest go first.
const ROBOTS_CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// How long a host is left alone that answers 429 and does not say how long.
const HOLD_UNSAID: Duration = Duration::from_secs(60);

/// The longest target of a redirect that is followed, in bytes.
const LOCATION_BYTES_MAX: usize = 8192;

/// Brings pages from the web.
///
/// A visit waits for its turn at the host, asks its robots.txt for leave, and follows redirects one by one: at each
/// hop the address guard, robots.txt and, at another host, the turn come again. The redirects within a host are one
/// visit. It sends no cookies and no referrer, goes through no proxy, and keeps nothing partial.
pub struct WebFetcher {
    exchange: Exchange,
    pace: Pace,
    robots: Mutex<HashMap<String, (Arc<Robots>, Instant)>>,
}

/// What a hop brought.
enum Hop {
    Moved { to: Url, for_good: bool },
    Here(Answer),
}

impl WebFetcher {
    /// Makes a fetcher that looks names up as the system does.
    ///
    /// # Errors
    /// Settings that cannot be.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        Self::with_names(settings, Arc::new(SystemNames))
    }

    /// Makes a fetcher with its own way to look names up.
    ///
    /// # Errors
    /// Settings that cannot be.
    pub fn with_names(settings: &Settings, names: Arc<dyn Names>) -> Result<Self, SettingsError> {
        settings.check()?;
        let exchange = Exchange::new(settings, names)?;
        Ok(Self { exchange, pace: Pace::new(settings), robots: Mutex::default() })
    }

    /// Whether an address may be asked at all, before any name is looked up.
    ///
    /// # Errors
    /// [`FetchError::Refused`], with the rule that it breaks.
    pub fn judge(&self, url: &Url) -> Result<(), FetchError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        self.exchange.guard.judge(url).map_err(|why| FetchError::Refused { host, why, redirected: false })
    }

    async fn visit(&self, start: &Url, want: Want, known: &Validators) -> Result<Polled, FetchError> {
        let limits = &self.exchange.limits;
        let mut time = Time::new(limits.total);
        let mut turn: Option<Turn> = None;
        let mut url = without_fragment(start);
        let mut for_good = true;
        let mut moved_to = None;
        for hop in 0..=limits.redirects_max {
            let mark = |error| if hop > 0 { redirected(error) } else { error };
            self.judge(&url).map_err(mark)?;
            turn = Some(self.turn_at(&url, turn, &mut time).await?);
            let hop = self.hop(&url, want, known, &time).await.map_err(mark)?;
            match hop {
                Hop::Moved { to, for_good: this } => {
                    for_good &= this;
                    if for_good {
                        moved_to = Some(to.clone());
                    }
                    url = to;
                }
                Hop::Here(answer) => {
                    let polled = self.read(start, url, answer, want, known, &time).await?;
                    return Ok(Polled { moved_to, ..polled });
                }
            }
        }
        drop(turn);
        Err(FetchError::TooManyRedirects { host: host_of(&url), limit: limits.redirects_max })
    }

    /// The turn at the host of `url`: the one at hand where it is the same host, else a new one after giving it back.
    async fn turn_at(&self, url: &Url, turn: Option<Turn>, time: &mut Time) -> Result<Turn, FetchError> {
        let host = host_of(url);
        if let Some(turn) = turn.filter(|turn| turn.host == host) {
            return Ok(turn);
        }
        let begin = Instant::now();
        let turn = self.pace.turn(&host).await?;
        time.give_back(begin.elapsed());
        Ok(turn)
    }

    /// Asks one address, with leave of its robots.txt.
    async fn hop(&self, url: &Url, want: Want, known: &Validators, time: &Time) -> Result<Hop, FetchError> {
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        match self.robots_of(url, time).await {
            Ok(robots) if !robots.allows(path, want) => {
                return Err(FetchError::BlockedByRobots { host: host_of(url) });
            }
            // What is published for programs may be read unless it is said otherwise.
            Err(FetchError::RobotsUnavailable { .. }) if want == Want::Feed => {}
            Ok(_) => {}
            Err(error) => return Err(error),
        }
        self.ask(url, want, known, time).await
    }

    async fn ask(&self, url: &Url, want: Want, known: &Validators, time: &Time) -> Result<Hop, FetchError> {
        let answer = self.exchange.send(url, want, known, time).await?;
        let status = answer.status();
        let for_good = matches!(status.as_u16(), 301 | 308);
        if !for_good && !matches!(status.as_u16(), 302 | 303 | 307) {
            return Ok(Hop::Here(answer));
        }
        let Some(location) = answer.headers().get(header::LOCATION) else { return Ok(Hop::Here(answer)) };
        match target(url, location.as_bytes()) {
            Some(to) => Ok(Hop::Moved { to, for_good }),
            None => {
                Err(FetchError::Refused { host: host_of(url), why: Refusal::Malformed, redirected: true })
            }
        }
    }

    /// Reads the answer at the end of the redirects.
    async fn read(
        &self,
        start: &Url,
        url: Url,
        answer: Answer,
        want: Want,
        known: &Validators,
        time: &Time,
    ) -> Result<Polled, FetchError> {
        let (status, heads) = (answer.status(), answer.headers().clone());
        let limits = &self.exchange.limits;
        let asked_for_versions = *known != Validators::default();
        let fresh_for = headers::fresh_for(&heads);
        if status == StatusCode::NOT_MODIFIED && asked_for_versions {
            let validators = headers::validators(&heads, Some(known));
            return Ok(Polled { page: None, validators, fresh_for, moved_to: None });
        }
        if !status.is_success() || status == StatusCode::PARTIAL_CONTENT {
            // What cannot be read of it is not missed: the status says enough.
            let body =
                answer.body(verdict::BODY_BYTES_MAX, Over::Cut, limits, time).await.unwrap_or_default();
            return Err(self.failure(&url, status, &heads, &body));
        }
        let content_type = headers::text(&heads, header::CONTENT_TYPE);
        if let Some(kind) = content_type.and_then(kind::by_header) {
            return Err(FetchError::NotAPage { kind });
        }
        let body = answer.body(limits.body_bytes_max, Over::Refuse, limits, time).await?;
        if verdict::is_challenge(&heads, &body) {
            return Err(FetchError::BotCheck { status: status.as_u16() });
        }
        if verdict::is_login(start, &url) {
            return Err(FetchError::LoginWall { status: status.as_u16() });
        }
        let text = charset::decode(content_type, &body);
        if text.trim().is_empty() {
            return Err(FetchError::Empty);
        }
        let html = kind::of_text(content_type, &text).accept(want)?;
        let page = Page { url, body: text, html };
        let validators = headers::validators(&heads, None);
        Ok(Polled { page: Some(page), validators, fresh_for, moved_to: None })
    }

    /// Names a failing status, and leaves the host alone where it asked for it.
    fn failure(
        &self,
        url: &Url,
        status: StatusCode,
        heads: &reqwest::header::HeaderMap,
        body: &[u8],
    ) -> FetchError {
        let host = host_of(url);
        let said = headers::retry_after(heads);
        let hold = match status.as_u16() {
            429 => Some(said.unwrap_or(HOLD_UNSAID)),
            503 => said,
            _ => None,
        };
        if let Some(span) = hold {
            self.pace.hold(&host, span);
        }
        match (verdict::of_failure(status, heads, body), hold) {
            (check @ FetchError::BotCheck { .. }, _) => check,
            (_, Some(span)) => FetchError::AskedToWait { host, seconds: span.as_secs() },
            (failure, None) => failure,
        }
    }

    /// The robots.txt of a host, kept for a day. A copy that is older stands in while the site has a fault.
    async fn robots_of(&self, url: &Url, time: &Time) -> Result<Arc<Robots>, FetchError> {
        let origin = url.origin().ascii_serialization();
        let kept = self.robots.lock().unwrap_or_else(PoisonError::into_inner).get(&origin).cloned();
        if let Some((robots, since)) = &kept
            && since.elapsed() < ROBOTS_AGE_MAX
        {
            return Ok(Arc::clone(robots));
        }
        match (self.fetch_robots(url, time).await, kept) {
            (Ok(robots), _) => {
                let robots = Arc::new(robots);
                self.keep_robots(origin, Arc::clone(&robots));
                Ok(robots)
            }
            (Err(FetchError::RobotsUnavailable { .. }), Some((robots, _))) => Ok(robots),
            (Err(error), _) => Err(error),
        }
    }

    /// Asks for robots.txt. Its redirects are followed without a turn at the other host: it is one small file a day.
    async fn fetch_robots(&self, page: &Url, time: &Time) -> Result<Robots, FetchError> {
        let nothing_forbidden = Ok(Robots::default());
        let limits = &self.exchange.limits;
        let Ok(mut url) = page.join("/robots.txt") else { return nothing_forbidden };
        for hop in 0..=limits.redirects_max {
            // A robots.txt that leads nowhere allowed is one that is not there.
            if self.judge(&url).is_err() {
                return nothing_forbidden;
            }
            let answer = match self.ask(&url, Want::Feed, &Validators::default(), time).await {
                Ok(Hop::Moved { to, .. }) => {
                    url = to;
                    continue;
                }
                Ok(Hop::Here(answer)) => answer,
                Err(FetchError::Refused { .. }) if hop > 0 => return nothing_forbidden,
                Err(FetchError::Refused { why: Refusal::Malformed, .. }) => return nothing_forbidden,
                Err(error) => return Err(error),
            };
            return match answer.status().as_u16() {
                200..=299 => {
                    let body = answer.body(ROBOTS_BYTES_MAX, Over::Cut, limits, time).await?;
                    Ok(Robots::parse(&String::from_utf8_lossy(&body), PRODUCT_TOKEN))
                }
                429 => Err(self.failure(&url, answer.status(), answer.headers(), &[])),
                status @ 500.. => Err(FetchError::RobotsUnavailable { host: host_of(page), status }),
                _ => nothing_forbidden,
            };
        }
        nothing_forbidden
    }

    fn keep_robots(&self, origin: String, robots: Arc<Robots>) {
        let mut cache = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(origin, (robots, Instant::now()));
        let size = |cache: &HashMap<String, (Arc<Robots>, Instant)>| -> usize {
            cache.iter().map(|(origin, (robots, _))| origin.len() + robots.size_bytes()).sum()
        };
        while size(&cache) > ROBOTS_CACHE_BYTES_MAX && cache.len() > 1 {
            let oldest = cache.iter().min_by_key(|(_, (_, since))| *since).map(|(origin, _)| origin.clone());
            let Some(oldest) = oldest else { break };
            cache.remove(&oldest);
        }
    }
}

#[async_trait]
impl Fetch for WebFetcher {
    async fn page(&self, url: &Url) -> Result<Page, FetchError> {
        let polled = self.visit(url, Want::Page, &Validators::default()).await?;
        // Without marks there is nothing that could be unmodified.
        polled.page.ok_or(FetchError::Status(304))
    }

    async fn poll(&self, url: &Url, want: Want, known: &Validators) -> Result<Polled, FetchError> {
        self.visit(url, want, known).await
    }
}

/// The target of a redirect; `None` where it is malformed or hides something.
fn target(from: &Url, location: &[u8]) -> Option<Url> {
    let location = std::str::from_utf8(location).ok()?;
    if location.is_empty() || location.len() > LOCATION_BYTES_MAX || location.contains(hides) {
        return None;
    }
    Some(without_fragment(&from.join(location).ok()?))
}

/// The same address without its fragment, which is for the reader of the page and not for the server.
fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

fn redirected(error: FetchError) -> FetchError {
    match error {
        FetchError::Refused { host, why, .. } => FetchError::Refused { host, why, redirected: true },
        error => error,
    }
}

/// The host for pace and messages: `example.org.` is `example.org`.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.strip_suffix('.').unwrap_or(host).to_owned()
}
