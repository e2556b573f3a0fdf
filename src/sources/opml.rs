//! OPML: lists of sources, in and out.

use std::fmt::Write;

use url::Url;

use crate::feed::web_address;
use crate::markup::{Token, Tokens};
use crate::{BODY_BYTES_MAX, Unreadable, markup, plain};

/// Sources of one list that are taken.
pub const OUTLINES_MAX: usize = 1000;

/// Folders within folders that are kept.
const FOLDERS_MAX: usize = 8;

/// A source in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The address of its feed.
    pub feed: Url,
    /// Its name.
    pub title: Option<String>,
    /// The address of its page.
    pub site: Option<Url>,
    /// The folders that it lies in, the outermost first.
    pub folders: Vec<String>,
}

/// What a list held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlines {
    /// The sources, each feed once, in the order of the list.
    pub outlines: Vec<Outline>,
    /// Entries that name no feed that can be read, are there twice, or are over the limit of 1000.
    pub left_out: usize,
}

/// Reads a list.
///
/// # Errors
/// A text that is no OPML, or too long.
pub fn read(text: &str) -> Result<Outlines, Unreadable> {
    if text.len() > BODY_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    if !markup::root(text).is_some_and(|root| root.eq_ignore_ascii_case("opml")) {
        return Err(Unreadable::NotAFeed);
    }
    let mut list = Outlines { outlines: Vec::new(), left_out: 0 };
    let mut seen = std::collections::HashSet::new();
    // One entry for each open outline: the name of the folder, or nothing for a source.
    let mut open: Vec<Option<String>> = Vec::new();
    for token in Tokens::of(text) {
        match token {
            Token::Open(tag) if tag.name.eq_ignore_ascii_case("outline") => {
                let named = |name: &str| tag.value(name).map(plain::decode);
                let title = ["title", "text"].iter().find_map(|name| plain::line(&named(name)?));
                let feed = named("xmlUrl");
                if let Some(feed) = &feed {
                    let folders = || open.iter().flatten().take(FOLDERS_MAX).cloned().collect();
                    let full = list.outlines.len() >= OUTLINES_MAX;
                    match absolute(feed).filter(|url| !full && seen.insert(url.clone())) {
                        Some(feed) => list.outlines.push(Outline {
                            feed,
                            title: title.clone(),
                            site: named("htmlUrl").as_deref().and_then(absolute),
                            folders: folders(),
                        }),
                        None => list.left_out += 1,
                    }
                }
                if !tag.closed {
                    open.push(title.filter(|_| feed.is_none()));
                }
            }
            Token::Close(name) if name.eq_ignore_ascii_case("outline") => drop(open.pop()),
            _ => {}
        }
    }
    Ok(list)
}

/// Writes a list that other readers of feeds can take. `title` names it.
#[must_use]
pub fn write(title: &str, outlines: &[Outline]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let _ = writeln!(out, "<head><title>{}</title></head>\n<body>", escape(title));
    let mut open: &[String] = &[];
    for outline in outlines {
        let shared = open.iter().zip(&outline.folders).take_while(|(a, b)| a == b).count();
        out.push_str(&"</outline>\n".repeat(open.len() - shared));
        for folder in &outline.folders[shared..] {
            let _ = writeln!(out, "<outline text=\"{}\">", escape(folder));
        }
        open = &outline.folders;
        let title = escape(outline.title.as_deref().unwrap_or(outline.feed.as_str()));
        let feed = escape(outline.feed.as_str());
        let _ = write!(out, "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{feed}\"");
        if let Some(site) = &outline.site {
            let _ = write!(out, " htmlUrl=\"{}\"", escape(site.as_str()));
        }
        out.push_str("/>\n");
    }
    out.push_str(&"</outline>\n".repeat(open.len()));
    out.push_str("</body>\n</opml>\n");
    out
}

/// A whole address of the web: a list has no base.
fn absolute(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    web_address(url.as_str(), &url)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            // What XML 1.0 cannot hold.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
