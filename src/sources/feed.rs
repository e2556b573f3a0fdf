//! RSS, Atom and JSON Feed, by feed-rs; what it cannot know of a feed is scanned for here.

use std::borrow::Cow;
use std::io::Read;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use feed_rs::model;
use jiff::Timestamp;
use url::Url;

use crate::markup::{Token, Tokens, local};
use crate::{Feed, Headline, ITEMS_MAX, Unreadable, Wishes, plain, rough};

/// Braces of a JSON Feed at its item cap: an item is an object with a few of its own.
const BRACES_MAX: usize = ITEMS_MAX * 8;

/// The longest id that is kept, in bytes.
const GUID_BYTES_MAX: usize = 2048;

/// Reads RSS or Atom.
pub(crate) fn read_xml(body: &str, base: &Url) -> Result<Feed, Unreadable> {
    // Counted before parsing: the parser makes all of them.
    let items = body.matches("<item").count() + body.matches("<entry").count();
    if items > ITEMS_MAX {
        return Err(Unreadable::TooLarge);
    }
    let plain = without_declarations(body);
    let (before, after) = with_version(&plain);
    let parsed = parse(before.as_bytes().chain(after.as_bytes()), base);
    let wishes = wishes(body);
    match parsed {
        Ok(feed) => Ok(make(feed, base, wishes)),
        Err(Unreadable::Malformed) => rough::read(body, base, wishes).ok_or(Unreadable::Malformed),
        Err(other) => Err(other),
    }
}

/// Reads a JSON Feed.
pub(crate) fn read_json(body: &str, base: &Url) -> Result<Feed, Unreadable> {
    if !body.contains("jsonfeed.org/version") {
        return Err(Unreadable::NotAFeed);
    }
    if body.bytes().filter(|byte| *byte == b'{').count() > BRACES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let feed = parse(body.as_bytes(), base)?;
    Ok(make(feed, base, Wishes::default()))
}

/// A fault of the parser is a fault of this feed and must not become one of the program.
fn parse(body: impl Read, base: &Url) -> Result<model::Feed, Unreadable> {
    let parse = || {
        let builder = feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).sanitize_content(false);
        // An id that is missing stays missing: one made from title and address would say nothing of its own.
        builder.id_generator(|_, _, _| String::new()).build().parse(body)
    };
    let parsed = std::panic::catch_unwind(AssertUnwindSafe(parse)).map_err(|_| Unreadable::Malformed)?;
    parsed.map_err(|_| Unreadable::Malformed)
}

/// Declarations of XML become instructions that nobody heeds.
///
/// The body is text already and must not be decoded again by the encoding that it declares; and a declaration with
/// another encoding after the first 64 bytes makes quick-xml 0.42 panic beneath feed-rs 3.0.
fn without_declarations(body: &str) -> Cow<'_, str> {
    if body.contains("<?xml") { body.replace("<?xml", "<?was").into() } else { body.into() }
}

/// feed-rs takes RSS only with one of the versions it knows; real feeds leave it out or write another. All that follow
/// 0.92 are read as 2.0. Gives the beginning anew and the rest.
fn with_version(body: &str) -> (String, &str) {
    let start = Tokens::of(body).take(16).find_map(|token| match token {
        Token::Open(tag) => Some((tag.name, tag.value("version").map(str::trim))),
        _ => None,
    });
    let Some((name, version)) = start else { return (String::new(), body) };
    let known = matches!(version, Some("2.0" | "" | "0.91" | "0.92"));
    if name != "rss" || known {
        return (String::new(), body);
    }
    let Some((before, after)) = body.split_once("<rss") else { return (String::new(), body) };
    // A second attribute of the same name would be malformed: the old one is renamed.
    let head_end = after.find('>').unwrap_or(after.len());
    let head = after[..head_end].replacen("version", "was", 1);
    (format!("{before}<rss version=\"2.0\"{head}"), &after[head_end..])
}

fn make(feed: model::Feed, base: &Url, wishes: Wishes) -> Feed {
    let ttl =
        feed.ttl.filter(|minutes| *minutes > 0).map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
    let entries = feed.entries.len();
    let mut headlines: Vec<Headline> =
        feed.entries.into_iter().filter_map(|entry| headline(entry, base)).collect();
    let left_out = entries - headlines.len();
    newest_first(&mut headlines);
    let site = feed.links.iter().filter(|link| is_page(link)).find_map(|link| web_address(&link.href, base));
    Feed {
        title: feed.title.and_then(|title| plain::line(&title.content)),
        site,
        headlines,
        left_out,
        wishes: Wishes { ttl: ttl.or(wishes.ttl), ..wishes },
    }
}

fn headline(entry: model::Entry, base: &Url) -> Option<Headline> {
    let linked =
        entry.links.iter().filter(|link| is_page(link)).find_map(|link| web_address(&link.href, base));
    // A guid is a permanent link unless it says otherwise; but only a whole address counts.
    let by_guid = || web_address(&entry.id, base).filter(|_| entry.id.starts_with("http"));
    let url = linked.or_else(by_guid)?;
    let published = entry.published.or(entry.updated);
    Some(Headline {
        url,
        title: entry.title.and_then(|title| plain::line(&title.content)),
        published: published.and_then(|date| Timestamp::from_second(date.timestamp()).ok()),
        guid: guid(&entry.id),
    })
}

/// An id that can be kept.
pub(crate) fn guid(id: &str) -> Option<String> {
    (!id.is_empty() && id.len() <= GUID_BYTES_MAX).then(|| id.to_owned())
}

/// Whether a link leads to the page itself: not to the feed, a recording or a comment form.
fn is_page(link: &model::Link) -> bool {
    matches!(link.rel.as_deref(), None | Some("alternate" | ""))
}

/// An address of the web, made whole.
pub(crate) fn web_address(href: &str, base: &Url) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() || href.len() > 4096 {
        return None;
    }
    let url = base.join(href).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    (is_web && url.password().is_none()).then_some(url)
}

/// Newest first where all are dated; else the feed's own order, which means the same in most feeds.
pub(crate) fn newest_first(headlines: &mut [Headline]) {
    if headlines.iter().all(|headline| headline.published.is_some()) {
        headlines.sort_by_key(|headline| std::cmp::Reverse(headline.published));
    }
}

/// What the head of a channel says about being asked again, before its first item.
fn wishes(body: &str) -> Wishes {
    let mut wishes = Wishes::default();
    let (mut period, mut frequency) = (None, 1);
    let mut tokens = Tokens::of(body);
    while let Some(token) = tokens.next() {
        let Token::Open(tag) = token else { continue };
        match local(tag.name) {
            "item" | "entry" => break,
            "hour" => {
                // 24 is what some write for midnight.
                if let Ok(hour) = tokens.text(tag).trim().parse::<u32>()
                    && hour <= 24
                {
                    wishes.skip_hours |= 1 << (hour % 24);
                }
            }
            "day" => {
                let name = tokens.text(tag).trim().to_ascii_lowercase();
                let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
                if let Some(day) = days.iter().position(|day| *day == name) {
                    wishes.skip_days |= 1 << day;
                }
            }
            "updatePeriod" => period = seconds_of(tokens.text(tag).trim()),
            "updateFrequency" => frequency = tokens.text(tag).trim().parse().unwrap_or(1).max(1),
            _ => {}
        }
    }
    wishes.ttl = period.map(|seconds: u64| Duration::from_secs(seconds / frequency));
    wishes
}

/// A period of the syndication module, in seconds.
fn seconds_of(period: &str) -> Option<u64> {
    const HOUR: u64 = 60 * 60;
    Some(match period {
        "hourly" => HOUR,
        "daily" => 24 * HOUR,
        "weekly" => 7 * 24 * HOUR,
        "monthly" => 30 * 24 * HOUR,
        "yearly" => 365 * 24 * HOUR,
        _ => return None,
    })
}
