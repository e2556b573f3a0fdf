//! Where a site keeps its feeds: what its pages name, and where feeds mostly are.

use std::collections::HashSet;

use url::Url;

use crate::feed::web_address;
use crate::markup::{Token, Tokens};
use crate::plain;

/// Addresses that are worth a request each when a page names no feed.
pub const WELL_KNOWN_MAX: usize = 4;

/// Candidates that are given of one page.
const CANDIDATES_MAX: usize = 20;

/// An address that may be a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The address.
    pub url: Url,
    /// What the page calls it.
    pub title: Option<String>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// How sure it is that an address is a feed of the site's articles; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The page declares it as its feed.
    Declared,
    /// The page links to it, and it looks like a feed.
    Linked,
    /// It is declared, and is one of comments.
    Comments,
}

/// The feeds that a page names, the likeliest first, each once.
#[must_use]
pub fn discover(html: &str, page: &Url) -> Vec<Candidate> {
    let mut base = page.clone();
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for token in Tokens::of_html(html) {
        let Token::Open(tag) = token else { continue };
        let href = || web_address(&plain::decode(tag.value("href")?), &base);
        let candidate = match tag.name.to_ascii_lowercase().as_str() {
            "base" => {
                base = href().unwrap_or(base);
                continue;
            }
            "link" if is_declared(tag.value("rel"), tag.value("type")) => {
                let title = tag.value("title").and_then(plain::line);
                href().map(|url| (certainty(&url, title.as_deref()), url, title))
            }
            "a" => href().filter(looks_like_feed).map(|url| (Certainty::Linked, url, None)),
            _ => None,
        };
        let Some((certainty, url, title)) = candidate else { continue };
        if url != *page && seen.insert(url.clone()) {
            found.push(Candidate { url, title, certainty });
        }
        if found.len() >= CANDIDATES_MAX {
            break;
        }
    }
    found.sort_by_key(|candidate| candidate.certainty);
    found
}

/// Where feeds mostly are, for a page that names none.
#[must_use]
pub fn well_known(page: &Url) -> Vec<Url> {
    const PATHS: [&str; WELL_KNOWN_MAX] = ["/feed", "/rss", "/atom.xml", "/news-sitemap.xml"];
    PATHS.iter().filter_map(|path| page.join(path).ok()).collect()
}

/// The site maps that a robots.txt names, those of news first; at most [`WELL_KNOWN_MAX`].
#[must_use]
pub fn site_maps_in_robots(robots: &str, site: &Url) -> Vec<Url> {
    let lines = robots.lines().filter_map(|line| {
        let line = line.split('#').next()?;
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case("sitemap").then(|| web_address(value, site))?
    });
    let mut maps: Vec<Url> = lines.take(1000).collect();
    maps.sort_by_key(|url| !url.path().to_ascii_lowercase().contains("news"));
    maps.dedup();
    maps.truncate(WELL_KNOWN_MAX);
    maps
}

fn is_declared(rel: Option<&str>, kind: Option<&str>) -> bool {
    const KINDS: [&str; 5] = [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/json",
    ];
    let names = |name: &str| {
        rel.is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case(name)))
    };
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // `application/json` is also what sites call their interfaces for programs: only as a feed does it count.
    match kind.as_str() {
        "application/json" => names("feed"),
        kind => (names("alternate") && KINDS.contains(&kind)) || names("feed"),
    }
}

fn certainty(url: &Url, title: Option<&str>) -> Certainty {
    let title = title.unwrap_or_default().to_lowercase();
    let of_comments = url.path().to_ascii_lowercase().contains("comment")
        || ["comment", "kommentar", "комент", "коммент"].iter().any(|word| title.contains(word));
    if of_comments { Certainty::Comments } else { Certainty::Declared }
}

/// By its path: `/feed`, `/rss/`, `/news.rss`, `/atom.xml`.
fn looks_like_feed(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let is_feed = |word: &str| matches!(word, "feed" | "feeds" | "rss" | "rss2" | "atom" | "rdf");
    match ending {
        "" => is_feed(stem),
        "xml" | "json" => {
            is_feed(stem) || stem.ends_with("-rss") || stem.ends_with("_rss") || stem.starts_with("rss")
        }
        ending => matches!(ending, "rss" | "atom" | "rdf"),
    }
}
