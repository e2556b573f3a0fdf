//! The only door to the web: polite, bounded, no private addresses.
//!
//! Knows nothing of articles: it brings bytes made text, or a named reason why not.

use async_trait::async_trait;
use url::Url;

/// A fetched page, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The address after redirects.
    pub url: Url,
    /// The body as text.
    pub body: String,
    /// Whether the server (or the bytes) said that it is HTML; otherwise it is plain text.
    pub html: bool,
}

/// Brings pages. A trait because there are two: the web, and a shelf of pages for tests and demonstrations.
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Brings the page at `url`.
    async fn page(&self, url: &Url) -> Result<Page, FetchError>;
}

/// Why a page did not come. Each says in one line what happened, why, and what next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Placeholder until the cases are told apart.
    #[error("{0}")]
    Failed(String),
}
