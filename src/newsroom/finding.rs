//! The feed of an address that people give: looked for in bounded steps, each of which can be told.

use std::collections::HashSet;

use jiff::Timestamp;
use sayso_briefing::Brief;
use sayso_fetch::{FetchError, Page, Validators, Want, parse_address};
use sayso_sources::{Certainty, FIRST_MAX, Feed, Found, Headline, discover, site_maps_in_robots, well_known};
use url::Url;

use crate::reading::brief_page;
use crate::{Newsroom, ReadError};

/// Addresses that are asked in search of one feed, all together.
const ASKED_MAX: usize = 12;

/// Articles of a feed that are tried before it is said that none can be read.
const TRIED_MAX: usize = 3;

/// A feed that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundSource {
    /// Its address: what is to be followed.
    pub feed: Url,
    /// Its name, by its own word.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<Url>,
    /// How many items it has.
    pub items: usize,
    /// The date of the newest that is not dated into the future.
    pub newest: Option<Timestamp>,
    /// What the first reading would take: its newest items.
    pub first: Vec<Headline>,
    /// What was asked on the way, in order.
    pub asked: Vec<Asked>,
}

/// An address that was asked in search of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The address.
    pub address: Url,
    /// What was there.
    pub said: Said,
}

/// What was at an address.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A feed, or a site map with articles: the number of its items.
    Feed(usize),
    /// A feed without a single item that can be read.
    EmptyFeed,
    /// A page that names so many feeds.
    Page(usize),
    /// An index of so many site maps.
    SiteMaps(usize),
    /// A robots.txt that names so many site maps.
    Robots(usize),
    /// Nothing: why, in one line.
    Nothing(String),
}

/// Why no feed was found.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    /// The address is none, or is never asked.
    #[error(transparent)]
    Address(#[from] FetchError),
    /// There is none that can be read.
    #[error(
        "no feed was found there: {} asked, none of them is a feed with items. Give the address of the feed itself",
        if asked.len() == 1 { "1 address".to_owned() } else { format!("{} addresses", asked.len()) }
    )]
    NoFeed {
        /// What was asked.
        asked: Vec<Asked>,
    },
    /// A fault of sayso itself.
    #[error(transparent)]
    Fault(ReadError),
}

/// A dry run of a source: what would be read and posted. Nothing of it is kept.
#[derive(Debug, Clone)]
pub struct SourceTrial {
    /// The feed, and how it was found.
    pub found: FoundSource,
    /// The articles that were tried, up to the first that could be read.
    pub articles: Vec<TrialArticle>,
}

/// An article of a dry run.
#[derive(Debug, Clone)]
pub struct TrialArticle {
    /// What the feed says of it.
    pub headline: Headline,
    /// What would be posted, or why it cannot be read.
    pub brief: Result<Brief, ReadError>,
}

impl Newsroom {
    /// Finds the feed of an address that a person gave: the feed itself, a page of the site, or its host alone.
    ///
    /// # Errors
    /// [`SourceError`], with everything that was asked.
    pub async fn find_source(&self, address: &str, now: Timestamp) -> Result<FoundSource, SourceError> {
        let start = parse_address(address)?;
        let mut search = Search {
            newsroom: self,
            now,
            asked: Vec::new(),
            seen: HashSet::new(),
            pages: Vec::new(),
            fault: None,
            refused: None,
        };
        let found = search.run(start).await;
        if let Some(fault) = search.fault {
            return Err(SourceError::Fault(fault));
        }
        let asked = search.asked;
        match found {
            Some(found) => Ok(FoundSource { asked, ..found }),
            None => {
                // An address that may never be asked says more than that there is no feed.
                Err(search.refused.map_or(SourceError::NoFeed { asked }, SourceError::Address))
            }
        }
    }

    /// Runs a source dry: finds its feed, reads its first article that can be read, and keeps nothing.
    ///
    /// # Errors
    /// As [`Newsroom::find_source`].
    pub async fn try_source(&self, address: &str, now: Timestamp) -> Result<SourceTrial, SourceError> {
        let found = self.find_source(address, now).await?;
        let mut articles = Vec::new();
        for headline in found.first.iter().take(TRIED_MAX) {
            let brief = self.try_article(&headline.url).await;
            let read = brief.is_ok();
            articles.push(TrialArticle { headline: headline.clone(), brief });
            if read {
                break;
            }
        }
        Ok(SourceTrial { found, articles })
    }

    async fn try_article(&self, url: &Url) -> Result<Brief, ReadError> {
        let page = self.fetch.page(url).await?;
        let engine = self.engine.clone();
        Ok(self.at_desk(move || brief_page(&page.body, page.html, Some(&page.url), &engine)).await??)
    }
}

/// A search for a feed.
struct Search<'a> {
    newsroom: &'a Newsroom,
    now: Timestamp,
    asked: Vec<Asked>,
    seen: HashSet<Url>,
    /// Feeds that pages named, the likeliest first.
    pages: Vec<Url>,
    fault: Option<ReadError>,
    refused: Option<FetchError>,
}

impl Search<'_> {
    /// The address itself, what its page names, where feeds mostly are, and what robots.txt names.
    async fn run(&mut self, start: Url) -> Option<FoundSource> {
        if let Some(found) = self.ask(&start).await {
            return Some(found);
        }
        for url in std::mem::take(&mut self.pages) {
            if let Some(found) = self.ask(&url).await {
                return Some(found);
            }
        }
        // Where the very site is not there, its other addresses are not either.
        let silent =
            matches!(self.asked.first(), Some(Asked { said: Said::Nothing(_), .. })) && !self.answers();
        if silent {
            return None;
        }
        for url in well_known(&start) {
            if let Some(found) = self.ask(&url).await {
                return Some(found);
            }
        }
        for url in self.robots(&start).await {
            if let Some(found) = self.ask(&url).await {
                return Some(found);
            }
        }
        None
    }

    /// Whether the site answered at all, with a page or an error of its own.
    fn answers(&self) -> bool {
        !matches!(self.refused, Some(FetchError::Refused { .. } | FetchError::Unreachable { .. }))
    }

    /// Asks an address, and the first map of an index of site maps.
    async fn ask(&mut self, url: &Url) -> Option<FoundSource> {
        let mut url = url.clone();
        // An index may name an index; a third is none.
        for _ in 0..3 {
            let page = self.page(&url).await?;
            let at = page.url.clone();
            let body = page.body.clone();
            let found = match self.newsroom.found(page).await {
                Ok(found) => found,
                Err(fault) => {
                    self.fault = Some(fault);
                    return None;
                }
            };
            match found {
                Ok(Found::Feed(feed)) if feed.headlines.is_empty() => {
                    self.said(url, Said::EmptyFeed);
                    return None;
                }
                Ok(Found::Feed(feed)) => {
                    self.said(url.clone(), Said::Feed(feed.headlines.len()));
                    return Some(self.found(url, feed));
                }
                Ok(Found::SiteMaps(maps)) => {
                    self.said(url, Said::SiteMaps(maps.len()));
                    url = maps.into_iter().next()?;
                }
                Err(sayso_sources::Unreadable::Page) => {
                    let candidates = discover(&body, &at);
                    self.said(url, Said::Page(candidates.len()));
                    let feeds = candidates.into_iter().filter(|feed| feed.certainty != Certainty::Comments);
                    // Of the pages on the way the first is the one that was meant.
                    self.pages.extend(feeds.map(|feed| feed.url));
                    return None;
                }
                Err(error) => {
                    self.said(url, Said::Nothing(error.to_string()));
                    return None;
                }
            }
        }
        None
    }

    async fn page(&mut self, url: &Url) -> Option<Page> {
        if self.asked.len() >= ASKED_MAX || !self.seen.insert(url.clone()) {
            return None;
        }
        let polled = self.newsroom.fetch.poll(url, Want::Feed, &Validators::default()).await;
        match polled {
            Ok(polled) => polled.page,
            Err(error) => {
                self.said(url.clone(), Said::Nothing(error.to_string()));
                if self.asked.len() == 1 {
                    self.refused = Some(error);
                }
                None
            }
        }
    }

    /// The site maps that robots.txt names.
    async fn robots(&mut self, start: &Url) -> Vec<Url> {
        let Ok(robots) = start.join("/robots.txt") else { return Vec::new() };
        let Some(page) = self.page(&robots).await else { return Vec::new() };
        let maps = site_maps_in_robots(&page.body, &page.url);
        self.said(robots, Said::Robots(maps.len()));
        maps
    }

    fn said(&mut self, address: Url, said: Said) {
        self.asked.push(Asked { address, said });
    }

    fn found(&self, feed: Url, found: Feed) -> FoundSource {
        let dates = found.headlines.iter().filter_map(|headline| headline.published);
        FoundSource {
            feed,
            items: found.headlines.len(),
            newest: dates.filter(|date| *date <= self.now).max(),
            title: found.title,
            site: found.site,
            first: found.headlines.into_iter().take(FIRST_MAX).collect(),
            asked: Vec::new(),
        }
    }
}
