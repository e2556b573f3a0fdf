//! A web of a few pages that change when they are told to, and a newsroom that reads them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sayso_fetch::{Polled, Validators, Want};
use sayso_newsroom::{Engine, Fetch, FetchError, Newsroom, Page, Record};
use url::Url;

/// The engine is the slow part of a test: one for all.
static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| Arc::new(Engine::embedded().expect("the model")));

/// What is at an address.
#[derive(Clone)]
enum There {
    Body(String),
    Fails(FetchError),
    Moved(Url, bool),
    Hangs(Duration),
}

/// The pages by address, and what was asked.
#[derive(Default)]
pub(crate) struct Paper {
    pages: Mutex<HashMap<String, There>>,
    asked: Mutex<Vec<String>>,
}

impl Paper {
    pub(crate) fn new() -> Arc<Paper> {
        Arc::default()
    }

    pub(crate) fn put(&self, address: &str, body: impl Into<String>) {
        self.set(address, There::Body(body.into()));
    }

    pub(crate) fn fail(&self, address: &str, error: FetchError) {
        self.set(address, There::Fails(error));
    }

    /// Redirects for good, or for now.
    pub(crate) fn redirect(&self, address: &str, to: &str, for_good: bool) {
        self.set(address, There::Moved(to.parse().expect("an address"), for_good));
    }

    /// Fails after a long time.
    pub(crate) fn hang(&self, address: &str, span: Duration) {
        self.set(address, There::Hangs(span));
    }

    fn set(&self, address: &str, there: There) {
        self.pages.lock().expect("no poison").insert(address.to_owned(), there);
    }

    /// How often an address was asked for.
    pub(crate) fn asked(&self, address: &str) -> usize {
        self.asked.lock().expect("no poison").iter().filter(|asked| *asked == address).count()
    }

    pub(crate) fn newsroom(self: &Arc<Paper>, record: Record) -> Newsroom {
        Newsroom::new(Arc::clone(self) as Arc<dyn Fetch>, Arc::clone(&ENGINE), record, 2)
    }

    fn at(&self, url: &Url) -> Option<There> {
        self.pages.lock().expect("no poison").get(url.as_str()).cloned()
    }
}

#[async_trait]
impl Fetch for Paper {
    async fn page(&self, url: &Url) -> Result<Page, FetchError> {
        let polled = self.poll(url, Want::Page, &Validators::default()).await?;
        polled.page.ok_or(FetchError::Status(304))
    }

    async fn poll(&self, url: &Url, _: Want, known: &Validators) -> Result<Polled, FetchError> {
        self.asked.lock().expect("no poison").push(url.to_string());
        let (mut url, mut moved_to, mut for_good) = (url.clone(), None, true);
        loop {
            match self.at(&url) {
                Some(There::Body(body)) => {
                    let etag = Some(format!(
                        "\"{:x}\"",
                        body.len() * 31 + body.bytes().map(usize::from).sum::<usize>()
                    ));
                    let html = body.starts_with("<html");
                    let page = (known.etag != etag).then_some(Page { url, body, html });
                    let validators = Validators { etag, last_modified: None };
                    return Ok(Polled { page, validators, fresh_for: None, moved_to });
                }
                Some(There::Moved(to, good)) => {
                    for_good &= good;
                    moved_to = for_good.then(|| to.clone());
                    url = to;
                }
                Some(There::Fails(error)) => return Err(error),
                Some(There::Hangs(span)) => {
                    tokio::time::sleep(span).await;
                    let step = sayso_fetch::Step::Whole;
                    return Err(FetchError::TimedOut { step, limit_ms: 20_000 });
                }
                None => return Err(FetchError::NotFound { status: 404 }),
            }
        }
    }
}

/// A time, so many hours after noon of a day.
pub(crate) fn hour(hours: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-02T12:00:00Z".parse().expect("a time");
    noon.checked_add(SignedDuration::from_hours(hours)).expect("a time")
}

/// The page of an article of three paragraphs, published at `hour(-1)`; `said` stands in the second.
pub(crate) fn article(title: &str, said: &str) -> String {
    article_with(title, said, "")
}

/// The same with a note under the text.
pub(crate) fn article_with(title: &str, said: &str, note: &str) -> String {
    let at = hour(-1);
    format!(
        "<html lang=en><head><title>{title}</title><meta property=og:type content=article>\
         <meta property=article:published_time content={at}><meta property=og:title content='{title}'></head>\
         <body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>\
         <p>The town of Ostrava Bay closed its old harbour on Monday after the pier was found to be unsafe, and the \
         ferries were sent to the northern quay, where the queues were long all day.</p>\
         <p>{said}</p>\
         <p>The northern quay was built forty years ago for a tenth of the ships that now use it, and its road is \
         narrow. Repairs of the pier began in the evening and will take several weeks, depending on the weather.</p>\
         {note}</article></body></html>"
    )
}

/// A statement of Ana Ruiz, in quotation marks.
pub(crate) fn ruiz(words: &str) -> String {
    format!("\u{201c}{words},\u{201d} said Ana Ruiz, the mayor of Ostrava Bay.")
}

/// An RSS feed of these items: path, title, guid, hour of publication.
pub(crate) fn rss(host: &str, items: &[(&str, &str, &str, i64)]) -> String {
    let mut feed = format!("<rss version=\"2.0\"><channel><title>Argus</title><link>https://{host}/</link>");
    for (path, title, guid, at) in items {
        let date =
            jiff::fmt::rfc2822::to_string(&hour(*at).to_zoned(jiff::tz::TimeZone::UTC)).expect("a date");
        feed += &format!(
            "<item><title>{title}</title><link>https://{host}/{path}</link><guid isPermaLink=\"false\">{guid}</guid>\
             <pubDate>{date}</pubDate></item>"
        );
    }
    feed + "</channel></rss>"
}
