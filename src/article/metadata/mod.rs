//! Who published the article, when, under what headline: structured data cross-checked with what is printed.

mod authors;
mod dates;
mod language;
mod linked;
mod origin;
mod outlet;
mod title;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;
use url::Url;

use crate::entities;
use crate::features::Claims;
use crate::page::Page;
use crate::{Article, Dated, Paragraph};

pub(crate) use authors::is_byline;
pub(crate) use language::spoken;
pub(crate) use linked::Linked;

/// What a page says of its article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) url: Option<Url>,
    pub(crate) outlet: Option<String>,
    pub(crate) title: String,
    pub(crate) authors: Vec<String>,
    pub(crate) published: Option<Dated>,
    pub(crate) modified: Option<Dated>,
    pub(crate) language: String,
    pub(crate) origin: Option<String>,
}

impl Facts {
    /// The article with these facts.
    pub(crate) fn into_article(self, paragraphs: Vec<Paragraph>) -> Article {
        Article {
            url: self.url,
            outlet: self.outlet,
            title: self.title,
            authors: self.authors,
            published: self.published,
            modified: self.modified,
            language: self.language,
            origin: self.origin,
            paragraphs,
        }
    }
}

/// The page and its structured data, read once.
pub(crate) struct Sources<'a> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) linked: Linked,
    pub(crate) url: Option<&'a Url>,
}

impl<'a> Sources<'a> {
    pub(crate) fn of(page: &'a Page<'a>, url: Option<&'a Url>) -> Sources<'a> {
        Sources { page, linked: linked::read(&page.linked_data), url }
    }

    /// The first of the named meta elements that is there and not empty.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.metas(name).next())
    }

    fn metas<'b>(&'b self, name: &'b str) -> impl Iterator<Item = String> + 'b {
        let named = self.page.metas.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, content)| entities::clean(content)).filter(|content| !content.is_empty())
    }

    /// What blocks are compared with.
    pub(crate) fn claims(&self) -> Claims {
        Claims {
            title: title::claimed(self).unwrap_or_default(),
            description: self
                .linked
                .description
                .clone()
                .or_else(|| self.meta(&["og:description", "description", "twitter:description"]))
                .unwrap_or_default(),
            body: self.linked.body.as_deref().map(entities::clean).unwrap_or_default(),
        }
    }

    /// Whether structured data call the page an article.
    pub(crate) fn is_article(&self) -> bool {
        self.linked.is_article
            || self.meta(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"))
    }

    /// Gathers all facts. `first` and `last` say which blocks the story spans, `text` is some of it.
    pub(crate) fn facts(&self, span: Option<(usize, usize)>, text: &str) -> Facts {
        let language = language::of(self, text);
        let url = outlet::address(self);
        let outlet = outlet::name(self, url.as_ref());
        let title = title::of(self, outlet.as_deref(), span);
        let (published, modified) = self.dates(span, &language);
        let authors = authors::of(self, outlet.as_deref(), span);
        let origin = origin::of(self, span, outlet.as_deref());
        Facts { url, outlet, title, authors, published, modified, language, origin }
    }

    fn dates(&self, span: Option<(usize, usize)>, language: &str) -> (Option<Dated>, Option<Dated>) {
        let machine = |text: &Option<String>| text.as_deref().and_then(dates::machine);
        let mut published = machine(&self.linked.published);
        let mut modified = machine(&self.linked.modified);
        let meta = |names: &[&str]| {
            names.iter().find_map(|name| self.metas(name).find_map(|text| dates::machine(&text)))
        };
        let better = |old: Option<Dated>, new: Option<Dated>| match (old, new) {
            // An instant says more than its day.
            (Some(Dated::Day(day)), Some(new @ Dated::Instant { .. })) if new.day() == day => Some(new),
            (None, new) => new,
            (old, _) => old,
        };
        published = better(published, meta(&PUBLISHED));
        modified = better(modified, meta(&MODIFIED));
        published = better(published, self.item_date("datePublished"));
        modified = better(modified, self.item_date("dateModified"));
        if published.is_none() {
            published = self.printed_date(span, language);
        }
        if published.is_none() {
            published = self.address_date();
        }
        let modified = match (published, modified) {
            (Some(published), Some(modified)) if !later(modified, published) => None,
            (_, modified) => modified,
        };
        (published.or(modified), modified.filter(|_| published.is_some()))
    }

    /// `itemprop` with `content`, `datetime` or text.
    fn item_date(&self, property: &str) -> Option<Dated> {
        self.page.marks.iter().filter(|mark| mark.element.attr("itemprop") == Some(property)).find_map(
            |mark| {
                ["content", "datetime", "title"]
                    .iter()
                    .find_map(|attribute| mark.element.attr(attribute).and_then(dates::machine))
                    .or_else(|| dates::visible(&text_of(mark.node), dates::Order::DayFirst))
            },
        )
    }

    /// `<time>`, `<abbr class="published">`, or a line with a date near the headline or the end.
    fn printed_date(&self, span: Option<(usize, usize)>, language: &str) -> Option<Dated> {
        let us = language == "en"
            && !self.url.and_then(Url::host_str).is_some_and(|host| {
                [".uk", ".au", ".nz", ".ie", ".za", ".in", ".ke", ".ng", ".na"]
                    .iter()
                    .any(|end| host.ends_with(end))
            });
        let order = if us { dates::Order::MonthFirst } else { dates::Order::DayFirst };
        let (first, last) = span.unwrap_or((0, self.page.blocks.len()));
        let near = |block: usize| block <= first + 2 && block + 40 >= first;
        let marked = |near_only: bool| {
            self.page.marks.iter().filter(|mark| !near_only || near(mark.block as usize)).find_map(|mark| {
                let classes = mark.element.attr("class").unwrap_or_default();
                let dated = mark.element.name() == "time"
                    || ["publish", "date", "datum", "time"].iter().any(|part| classes.contains(part));
                if !dated {
                    return None;
                }
                ["datetime", "content", "title"]
                    .iter()
                    .find_map(|attribute| mark.element.attr(attribute).and_then(dates::machine))
                    .or_else(|| dates::visible(&text_of(mark.node), order))
            })
        };
        let printed =
            |from: usize, to: usize| {
                self.page.blocks.get(from..to.min(self.page.blocks.len()))?.iter().find_map(|block| {
                    (block.chars < 120).then(|| dates::visible(&block.text, order)).flatten()
                })
            };
        marked(true)
            .or_else(|| printed(first.saturating_sub(15), first + 2))
            .or_else(|| marked(false))
            .or_else(|| printed(last.saturating_sub(1), last + 6))
    }

    /// `/2024/03/05/` in the address.
    fn address_date(&self) -> Option<Dated> {
        let url = self.url?;
        let parts: Vec<&str> = url.path().split(['/', '-', '_']).collect();
        parts.windows(3).find_map(|window| {
            let [year, month, day] = window else { return None };
            let digits =
                |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            (digits(year, 4) && digits(month, 2) && digits(day, 2))
                .then(|| dates::machine(&window.join("-")))
                .flatten()
        })
    }
}

const PUBLISHED: [&str; 22] = [
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.available",
    "article.published",
    "article:published",
    "cxenseparse:recs:publishtime",
    "cXenseParse:publishtime",
    "citation_publication_date",
    "og:published_time",
];

const MODIFIED: [&str; 7] = [
    "article:modified_time",
    "og:updated_time",
    "dateModified",
    "last-modified",
    "dcterms.modified",
    "article.updated",
    "lastmod",
];

fn later(one: Dated, other: Dated) -> bool {
    match (one, other) {
        (Dated::Instant { at: one, .. }, Dated::Instant { at: other, .. }) => one > other,
        _ => one.day() > other.day(),
    }
}

/// What blocks are compared with, where nothing else of the page is wanted.
pub(crate) fn claims(page: &Page<'_>, url: Option<&Url>) -> Claims {
    Sources::of(page, url).claims()
}

/// The text under a node, at most about 400 bytes, white space squeezed; scripts and styles left out.
fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    let mut inside = 0;
    for edge in node.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element)
                    if matches!(element.name(), "script" | "style" | "svg" | "noscript") =>
                {
                    inside += 1
                }
                Node::Element(element) if matches!(element.name(), "br" | "p" | "div" | "li") => {
                    text.push_str(" \n")
                }
                Node::Text(words) if inside == 0 => {
                    text.push_str(words);
                    if text.len() > 400 {
                        break;
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value()
                    && matches!(element.name(), "script" | "style" | "svg" | "noscript")
                {
                    inside -= 1;
                }
            }
        }
    }
    entities::squeeze(&text)
}
