//! Feeds that are no XML: a bare ampersand, an unclosed tag, an end that did not come. The strict reader refuses them
//! whole; here the items that are whole are read.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use url::Url;

use crate::feed::{guid, newest_first, web_address};
use crate::markup::{Tag, Token, Tokens, local};
use crate::{Feed, Headline, Wishes, plain};

/// Reads what is whole of a broken feed; `None` where no item is.
pub(crate) fn read(body: &str, base: &Url, wishes: Wishes) -> Option<Feed> {
    let mut feed = Feed { title: None, site: None, headlines: Vec::new(), left_out: 0, wishes };
    let mut item: Option<Item> = None;
    let mut tokens = Tokens::of(body);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(tag) if is_item(tag.name) => item = Some(Item::default()),
            Token::Close(name) if is_item(name) => match item.take().and_then(|item| item.headline(base)) {
                Some(headline) => feed.headlines.push(headline),
                None => feed.left_out += 1,
            },
            Token::Open(tag) => match &mut item {
                Some(item) => item.take(tag, &mut tokens, base),
                None => head(&mut feed, tag, &mut tokens, base),
            },
            _ => {}
        }
    }
    newest_first(&mut feed.headlines);
    (!feed.headlines.is_empty()).then_some(feed)
}

fn is_item(name: &str) -> bool {
    matches!(local(name), "item" | "entry")
}

/// What stands before the items.
fn head(feed: &mut Feed, tag: Tag<'_>, tokens: &mut Tokens<'_>, base: &Url) {
    match tag.name {
        "title" if feed.title.is_none() => feed.title = plain::line(&tokens.text(tag)),
        "link" if feed.site.is_none() => feed.site = link(tag, tokens, base),
        _ => {}
    }
}

#[derive(Default)]
struct Item {
    link: Option<Url>,
    title: Option<String>,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    guid: Option<String>,
}

impl Item {
    fn take(&mut self, tag: Tag<'_>, tokens: &mut Tokens<'_>, base: &Url) {
        match tag.name {
            "title" => self.title = self.title.take().or_else(|| plain::line(&tokens.text(tag))),
            "link" => self.link = self.link.take().or_else(|| link(tag, tokens, base)),
            "guid" | "id" => self.guid = self.guid.take().or_else(|| guid(tokens.text(tag).trim())),
            "pubDate" | "published" | "dc:date" | "issued" => self.published = date(&tokens.text(tag)),
            "updated" | "modified" => self.updated = date(&tokens.text(tag)),
            _ => {}
        }
    }

    fn headline(self, base: &Url) -> Option<Headline> {
        let by_guid = || web_address(self.guid.as_deref().filter(|guid| guid.starts_with("http"))?, base);
        let url = self.link.clone().or_else(by_guid)?;
        let published = self.published.or(self.updated);
        Some(Headline { url, title: self.title, published, guid: self.guid })
    }
}

/// A link by its text, as in RSS, or by its attribute, as in Atom.
fn link(tag: Tag<'_>, tokens: &mut Tokens<'_>, base: &Url) -> Option<Url> {
    match tag.value("href") {
        Some(href) if matches!(tag.value("rel"), None | Some("alternate" | "")) => {
            web_address(&plain::decode(href), base)
        }
        Some(_) => None,
        None => web_address(&tokens.text(tag), base),
    }
}

fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let by_mail = || rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok();
    text.parse().ok().or_else(by_mail)
}
