//! One link through all the stages.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use sayso_article::{Story, Unreadable};
use sayso_attribution::Engine;
use sayso_briefing::Brief;
use sayso_fetch::{Fetch, FetchError, Page, Validators, Want, parse_address};
use sayso_record::{ArticleId, Kept, Record, RecordError};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use tracing::Span;
use url::Url;

use crate::counting;
use crate::flights::Flights;
use crate::rereading;
use crate::round::Works;

/// Reads links and keeps what they say. Cloning is cheap; clones share everything.
#[derive(Clone)]
pub struct Newsroom {
    pub(crate) fetch: Arc<dyn Fetch>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) record: Record,
    /// One permit a core: reading a page is computation, and more at once would only slow each other.
    desks: Arc<Semaphore>,
    /// Links that are being read.
    readings: Arc<Flights<ArticleId, Result<Reading, ReadError>>>,
    /// What rounds are at work on.
    pub(crate) works: Arc<Mutex<Works>>,
    /// How many of them at once.
    pub(crate) places: Arc<Semaphore>,
}

/// A brief with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Under which it is kept.
    pub id: ArticleId,
    /// The brief.
    pub brief: Brief,
    /// When the page was fetched.
    pub read_at: Timestamp,
    /// Whether it was answered from the record, without fetching.
    pub from_record: bool,
    /// How many of its statements editors of the asking server corrected.
    pub corrected: usize,
}

/// Why a link gave no brief. Each says in one line what happened, why, and what next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// The page did not come.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The page came and is no article.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The record failed.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A fault of sayso itself; the log has more.
    #[error(
        "reading that page failed by a fault of sayso's own; nothing of it was kept; please report it with the link"
    )]
    Fault,
}

impl Newsroom {
    /// Joins the stages. `desks` is how many pages are read at once: the number of cores.
    pub fn new(fetch: Arc<dyn Fetch>, engine: Arc<Engine>, record: Record, desks: usize) -> Newsroom {
        Newsroom {
            fetch,
            engine,
            record,
            desks: Arc::new(Semaphore::new(desks.max(1))),
            readings: Arc::new(Flights::new()),
            works: Arc::default(),
            places: Arc::new(Semaphore::new(crate::round::WORKS_AT_ONCE)),
        }
    }

    /// The brief of `link` as a person pasted it: from the record where it has been read before, else fetched,
    /// read and kept. When this returns, the article is on the disk. Asked for by many at once, it is fetched and
    /// read once.
    ///
    /// # Errors
    /// [`ReadError`]; nothing of the page is kept then.
    pub async fn brief(&self, link: &str, now: Timestamp) -> Result<Reading, ReadError> {
        self.read(parse_address(link)?, now).await
    }

    /// The brief of `link` where the record holds it, without fetching.
    ///
    /// # Errors
    /// [`ReadError::Fetch`] where the link is no address, [`ReadError::Record`] where the record cannot be read.
    pub async fn known(&self, link: &str) -> Result<Option<Reading>, ReadError> {
        let asked = parse_address(link)?;
        let record = self.record.clone();
        Ok(blocking(move || record.by_address(&asked)).await??.map(Reading::from_record))
    }

    /// The brief kept under `id`, for buttons that outlive a restart.
    ///
    /// # Errors
    /// [`ReadError::Record`] where the record cannot be read.
    pub async fn recall(&self, id: ArticleId) -> Result<Option<Reading>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || record.get(&id)).await??.map(Reading::from_record))
    }

    /// The record, for answers that need no page.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// As [`Newsroom::brief`], for an address.
    pub(crate) async fn read(&self, asked: Url, now: Timestamp) -> Result<Reading, ReadError> {
        let outcome = self.readings.join(ArticleId::of(&asked), || self.known_or_new(asked, now)).await;
        counting::reading(&outcome);
        outcome
    }

    async fn known_or_new(&self, asked: Url, now: Timestamp) -> Result<Reading, ReadError> {
        let known = {
            let (record, asked) = (self.record.clone(), asked.clone());
            blocking(move || record.by_address(&asked)).await??
        };
        if let Some(kept) = known {
            return Ok(Reading::from_record(kept));
        }
        let (request, host) = (request_id(&asked, now), asked.host_str().unwrap_or_default().to_owned());
        let outcome = self.fetched(asked, now).await;
        match &outcome {
            Ok(reading) => {
                let statements = reading.brief.statements().len();
                tracing::info!(request, host, article = %reading.id, statements, "an article was read");
            }
            Err(error) => tracing::info!(request, host, %error, "a page was not read"),
        }
        outcome
    }

    async fn fetched(&self, asked: Url, now: Timestamp) -> Result<Reading, ReadError> {
        let polled = self.fetch.poll(&asked, Want::Page, &Validators::default()).await?;
        // Without marks there is nothing that could be unmodified.
        let page = polled.page.ok_or(FetchError::Status(304))?;
        let newsroom = self.clone();
        self.at_desk(move || newsroom.keep(&asked, &page, &polled.validators, now)).await?
    }

    /// Runs what computes, as many at once as there are desks.
    pub(crate) async fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ReadError> {
        // The semaphore is never closed; were it, reading without a permit would still be right.
        let _permit = self.desks.clone().acquire_owned().await.ok();
        blocking(work).await
    }

    fn keep(
        &self,
        asked: &Url,
        page: &Page,
        marks: &Validators,
        now: Timestamp,
    ) -> Result<Reading, ReadError> {
        let brief = brief_page(&page.body, page.html, Some(&page.url), &self.engine)?;
        let id = self.record.keep_redirected(asked, &page.url, brief.article(), brief.statements(), now)?;
        rereading::begin(&self.record, &id, &brief, asked, page, marks, now)?;
        counting::found(&brief, now);
        Ok(Reading { id, brief, read_at: now, from_record: false, corrected: 0 })
    }
}

impl Reading {
    pub(crate) fn from_record(kept: Kept) -> Reading {
        let brief = Brief::new(kept.article, kept.statements);
        Reading { id: kept.id, brief, read_at: kept.read_at, from_record: true, corrected: 0 }
    }
}

/// Reads a page's text as an article with its standfirst and headings. `from` is the address it came from, where
/// one is known.
///
/// # Errors
/// [`Unreadable`] names what the page is instead.
pub fn read_page(body: &str, html: bool, from: Option<&Url>) -> Result<Story, Unreadable> {
    let mut story = if html {
        sayso_article::read_story(body, from)?
    } else {
        Story { article: sayso_article::read_text(body, from)?, standfirst: Vec::new(), headings: Vec::new() }
    };
    if let Some(from) = from
        && !story.article.url.as_ref().is_some_and(|stated| same_site(stated, from))
    {
        story.article.url = Some(from.clone());
    }
    Ok(story)
}

/// Reads a page's text as an article and finds who said what in it.
///
/// # Errors
/// [`Unreadable`] names what the page is instead of an article.
pub fn brief_page(body: &str, html: bool, from: Option<&Url>, engine: &Engine) -> Result<Brief, Unreadable> {
    let Story { article, .. } = read_page(body, html, from)?;
    let statements = sayso_statements::find(&article, engine);
    Ok(Brief::new(article, statements))
}

/// Whether a page may name `stated` as its own address: only a page of the same host (with or without `www`,
/// `m` or `amp` in front) may, or any page could put its words into another outlet's mouth.
fn same_site(stated: &Url, fetched: &Url) -> bool {
    fn site(url: &Url) -> Option<&str> {
        let host = url.host_str()?;
        Some(["www.", "m.", "amp."].iter().find_map(|front| host.strip_prefix(front)).unwrap_or(host))
    }
    site(stated).is_some() && site(stated) == site(fetched)
}

/// The number of one reading in the logs, by which it is found there: 8 hexadecimal digits.
pub(crate) fn request_id(asked: &Url, now: Timestamp) -> String {
    let digest = Sha256::new()
        .chain_update(asked.as_str())
        .chain_update(now.as_millisecond().to_be_bytes())
        .finalize();
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Runs what blocks (the disk, parsing, the engine) where it stalls nobody. A panic there is a fault of ours:
/// it is logged and told as such, and ends nothing but this one reading.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ReadError> {
    let span = Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work)).await.map_err(|_| {
        tracing::error!("reading a page panicked");
        ReadError::Fault
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_name_only_its_own_site() {
        for (stated, fetched, may) in [
            ("https://argus.example/a", "https://www.argus.example/a?x=1", true),
            ("https://argus.example/a", "https://amp.argus.example/a", true),
            ("https://argus.example/a", "https://evil.example/a", false),
            ("https://argus.example/a", "https://argus.example.evil.example/a", false),
        ] {
            assert_eq!(
                same_site(&stated.parse().unwrap(), &fetched.parse().unwrap()),
                may,
                "{stated} of {fetched}"
            );
        }
    }
}
