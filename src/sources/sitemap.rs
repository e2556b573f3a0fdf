//! Site maps with news, and indexes of site maps.

use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use crate::feed::{newest_first, web_address};
use crate::markup::{Token, Tokens, local};
use crate::{Feed, Headline, ITEMS_MAX, Unreadable, Wishes, plain};

/// Addresses of an index that are kept.
const MAPS_MAX: usize = 50;

/// Reads a site map. An entry without a title of news is kept with its address alone.
pub(crate) fn read(body: &str, base: &Url) -> Result<Feed, Unreadable> {
    let mut headlines = Vec::new();
    let mut left_out = 0;
    let mut name = None;
    let mut entry = Entry::default();
    let mut tokens = Tokens::of(body);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(tag) => match (local(tag.name), tag.name.split_once(':').map(|(prefix, _)| prefix)) {
                ("url", None) => entry = Entry::default(),
                ("loc", None) => entry.address = web_address(&tokens.text(tag), base),
                ("lastmod", _) => entry.changed = date(&tokens.text(tag)),
                ("publication_date", _) => entry.published = date(&tokens.text(tag)),
                // Pictures and videos have titles too.
                ("title", Some("news" | "n") | None) => entry.title = plain::line(&tokens.text(tag)),
                ("name", Some("news" | "n")) => name = name.or(plain::line(&tokens.text(tag))),
                _ => {}
            },
            Token::Close("url") => match std::mem::take(&mut entry).headline() {
                Some(headline) => headlines.push(headline),
                None => left_out += 1,
            },
            _ => {}
        }
        if headlines.len() > ITEMS_MAX {
            return Err(Unreadable::TooLarge);
        }
    }
    newest_first(&mut headlines);
    Ok(Feed { title: name, site: base.join("/").ok(), headlines, left_out, wishes: Wishes::default() })
}

#[derive(Default)]
struct Entry {
    address: Option<Url>,
    title: Option<String>,
    published: Option<Timestamp>,
    changed: Option<Timestamp>,
}

impl Entry {
    fn headline(self) -> Option<Headline> {
        let published = self.published.or(self.changed);
        Some(Headline { url: self.address?, title: self.title, published, guid: None })
    }
}

/// Reads an index: those that call themselves news first, then the newest.
pub(crate) fn read_index(body: &str, base: &Url) -> Vec<Url> {
    let mut maps: Vec<(bool, Option<Timestamp>, Url)> = Vec::new();
    let mut tokens = Tokens::of(body);
    while let Some(token) = tokens.next() {
        let Token::Open(tag) = token else { continue };
        match local(tag.name) {
            "loc" => {
                if let Some(url) = web_address(&tokens.text(tag), base)
                    && maps.len() < ITEMS_MAX
                {
                    maps.push((url.path().to_ascii_lowercase().contains("news"), None, url));
                }
            }
            "lastmod" => {
                if let Some(map) = maps.last_mut() {
                    map.1 = date(&tokens.text(tag));
                }
            }
            _ => {}
        }
    }
    maps.sort_by_key(|(news, changed, _)| std::cmp::Reverse((*news, *changed)));
    let mut urls: Vec<Url> = maps.into_iter().map(|(_, _, url)| url).collect();
    urls.dedup();
    urls.truncate(MAPS_MAX);
    urls
}

/// A date with its time and zone, or a day alone, which begins at midnight in UTC.
fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let day = || Some(text.parse::<Date>().ok()?.at(0, 0, 0, 0).in_tz("UTC").ok()?.timestamp());
    text.parse().ok().or_else(day)
}
