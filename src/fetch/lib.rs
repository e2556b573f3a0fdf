//! The only door to the web: polite, bounded, no private addresses.
//!
//! Knows nothing of articles: it brings bytes made text, or a named reason why not. Reads no clock and no
//! environment; waiting is `tokio::time`, and dates in headers are measured against the server's own `Date`.
//!
//! # Layout
//!
//! [`parse_address`] takes what people paste; [`WebFetcher`] brings it: [`guard`] judges each address, `names` looks
//! hosts up once and lets reqwest dial only what was judged, `pace` keeps the distance between visits, `robots` asks
//! for leave, `exchange` is one request under its limits, `verdict`, `kind` and `charset` say what came.
//! [`Shelf`] brings pages without a web.
//!
//! # Example
//!
//! ```
//! use sayso_fetch::{Fetch as _, FetchError, Shelf, parse_address};
//!
//! let url = parse_address("<https://argus.example/ferry>")?;
//! let shelf = Shelf::new().with(&url, "<p>The ferry waits.</p>");
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! assert_eq!(shelf.page(&url).await?.body, "<p>The ferry waits.</p>");
//! # Ok::<(), FetchError>(())
//! # })?;
//! assert!(matches!(parse_address("the ferry"), Err(FetchError::NotAnAddress(_))));
//! # Ok::<(), FetchError>(())
//! ```

mod address;
mod bytes;
mod charset;
mod error;
mod exchange;
pub mod guard;
mod headers;
mod kind;
mod names;
mod pace;
mod robots;
mod settings;
mod shelf;
mod verdict;
mod web;

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

pub use crate::address::parse_address;
pub use crate::bytes::text_of_bytes;
pub use crate::error::{FetchError, Kind, Refusal, Step, Trouble};
pub use crate::names::{Names, SystemNames};
pub use crate::robots::Robots;
pub use crate::settings::{Limits, Settings, SettingsError};
pub use crate::shelf::Shelf;
pub use crate::web::WebFetcher;

/// A fetched page, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The address after redirects, without its fragment.
    pub url: Url,
    /// The body as text.
    pub body: String,
    /// Whether the server (or the bytes) said that it is HTML; otherwise it is plain text (or, of a poll for a
    /// feed, XML or JSON).
    pub html: bool,
}

/// What is wanted of an address; it decides which contents are taken and how robots.txt is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A page for reading: HTML or plain text. All of robots.txt counts.
    Page,
    /// A feed, site map or the page that leads to one. Of robots.txt only a group that names us counts: feeds are
    /// published for programs.
    Feed,
}

/// The marks of a version of a page, kept byte for byte as the server gave them and returned untouched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

/// The answer to a conditional request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polled {
    /// The page; `None` where the server said that it has not changed (304).
    pub page: Option<Page>,
    /// The marks to send next time. After a 304 the ones that were sent, unless the server renewed them.
    pub validators: Validators,
    /// For how long the server calls this fresh (`Cache-Control: max-age`, else `Expires`), capped at 24 h.
    pub fresh_for: Option<Duration>,
    /// Where the address has moved for good: the end of the leading run of 301 and 308 redirects. One answer is no
    /// proof; the caller decides after how many it believes it.
    pub moved_to: Option<Url>,
}

/// Brings pages. A trait because there are two: the web, and a shelf of pages for tests and demonstrations.
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Brings the page at `url`.
    async fn page(&self, url: &Url) -> Result<Page, FetchError>;

    /// Brings what is at `url` unless it is still the version of `known`.
    ///
    /// As provided, it asks for the page each time and knows no versions.
    async fn poll(&self, url: &Url, want: Want, known: &Validators) -> Result<Polled, FetchError> {
        let (_, _) = (want, known);
        let page = self.page(url).await?;
        Ok(Polled { page: Some(page), validators: Validators::default(), fresh_for: None, moved_to: None })
    }
}
