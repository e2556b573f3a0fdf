//! Feeds and site maps become headlines, and how often to look for them.
//!
//! Opens no connection, reads no clock and rolls no dice: bodies, times and jitter come in as arguments.
//!
//! # Layout
//!
//! [`read`] makes headlines of a feed (`feed`, `rough` where it is broken) or a site map (`sitemap`); [`discover`] and [`well_known`] find where
//! a site keeps them; [`opml`] carries lists of them in and out; `sift` tells the new headlines from the known ones
//! by their [`Mark`]s; [`Rhythm`] says when to look again. `markup` and `plain` are the ground: a scanner of tags
//! that takes what the web calls XML, and text without any.
//!
//! # Example
//!
//! ```
//! use sayso_sources::{Found, read};
//! use url::Url;
//!
//! let feed = r#"<rss version="2.0"><channel><title>Argus</title>
//!     <item><title>The ferry waits</title><link>/ferry</link></item></channel></rss>"#;
//! let Found::Feed(feed) = read(feed, &Url::parse("https://argus.example/feed")?)? else { panic!("a feed") };
//! assert_eq!(feed.headlines[0].url.as_str(), "https://argus.example/ferry");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod discovery;
mod feed;
mod mark;
mod markup;
pub mod opml;
mod plain;
mod rhythm;
mod rough;
mod sift;
mod sitemap;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

pub use crate::discovery::{Candidate, Certainty, WELL_KNOWN_MAX, discover, site_maps_in_robots, well_known};
pub use crate::mark::Mark;
pub use crate::rhythm::{Notice, Outcome, Rhythm, Stop, Turn};
pub use crate::sift::{FIRST_MAX, FRESH_MAX, Sifted, sift};

/// The largest body that is read, in bytes: the parser of feeds needs some 30 bytes of memory for each.
pub const BODY_BYTES_MAX: usize = 5 * 1024 * 1024;

/// Items of a feed that are read; a feed with more is refused, because reading them all cannot be bounded otherwise.
pub const ITEMS_MAX: usize = 10_000;

/// One item of a feed or site map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    /// The address of the article, http or https.
    pub url: Url,
    /// The title as one line of plain text, at most 300 characters; `None` where the source gives none.
    pub title: Option<String>,
    /// When it was published, by the source's word. May lie in the future.
    pub published: Option<Timestamp>,
    /// The name that the source itself gives the item (`guid`, `id`); not to be relied on.
    pub guid: Option<String>,
}

/// What a feed or site map says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name, as one line of plain text.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<Url>,
    /// Its items: newest first where all are dated, else in the order of the feed.
    pub headlines: Vec<Headline>,
    /// Items without an address that can be read.
    pub left_out: usize,
    /// What it says about being asked again.
    pub wishes: Wishes,
}

/// When a feed wants to be asked again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// Not before this has passed (`ttl`, `sy:updatePeriod`).
    pub ttl: Option<Duration>,
    /// Hours of the day in UTC in which it is not to be asked (`skipHours`): bit `n` is the hour `n`.
    pub skip_hours: u32,
    /// Days of the week on which it is not to be asked (`skipDays`): bit 0 is Monday.
    pub skip_days: u8,
}

/// What a body turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A feed, or a site map with articles.
    Feed(Feed),
    /// An index of site maps: where to look, the likeliest first, at most 50.
    SiteMaps(Vec<Url>),
}

/// Why no headlines could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is a page; its feeds can be looked for with [`discover`].
    #[error("this is a page and not a feed. Look for the feeds that it names")]
    Page,
    /// It is something else.
    #[error("this is neither a feed nor a site map. Check the address")]
    NotAFeed,
    /// It calls itself a feed and cannot be parsed.
    #[error("the feed is malformed and cannot be read. Its publisher has to mend it")]
    Malformed,
    /// There is more of it than is read.
    #[error(
        "the feed is too large: over {BODY_BYTES_MAX} bytes or {ITEMS_MAX} items. Look for a shorter one"
    )]
    TooLarge,
}

/// Reads a feed (RSS, Atom, JSON Feed) or a site map that was found at `base`.
///
/// `body` is text already: an encoding that it declares is not heeded again.
///
/// # Errors
/// What it is instead, or why it cannot be read.
pub fn read(body: &str, base: &Url) -> Result<Found, Unreadable> {
    if body.len() > BODY_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let body = body.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if body.starts_with('{') {
        return feed::read_json(body, base).map(Found::Feed);
    }
    match markup::root(body).unwrap_or_default().to_ascii_lowercase().as_str() {
        "rss" | "feed" | "rdf" => feed::read_xml(body, base).map(Found::Feed),
        "urlset" => Ok(Found::Feed(sitemap::read(body, base)?)),
        "sitemapindex" => Ok(Found::SiteMaps(sitemap::read_index(body, base))),
        "html" | "head" | "body" => Err(Unreadable::Page),
        _ => match after_warnings(body) {
            Some(feed) => feed::read_xml(feed, base).map(Found::Feed),
            None => Err(Unreadable::NotAFeed),
        },
    }
}

/// The feed after the warnings that a badly kept server writes before it.
fn after_warnings(body: &str) -> Option<&str> {
    const WARNINGS_BYTES_MAX: usize = 8 * 1024;
    let start = ["<rss", "<feed xmlns"].iter().filter_map(|root| body.find(root)).min()?;
    (start < WARNINGS_BYTES_MAX).then(|| &body[start..])
}
