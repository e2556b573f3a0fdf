//! What feeds, site maps and pages say.

use std::fmt::Write;

use sayso_sources::{Feed, Found, Unreadable, discover, read, site_maps_in_robots, well_known};
use url::Url;

use crate::{base, or_dash};

fn shown(feed: &Feed) -> String {
    let mut out = format!("title {}\nsite {}\n", or_dash(feed.title.as_ref()), or_dash(feed.site.as_ref()));
    if let Some(ttl) = feed.wishes.ttl {
        let _ = writeln!(out, "ttl {}", ttl.as_secs());
    }
    let bits = |set: u32| (0..32).filter(|n| set >> n & 1 == 1).collect::<Vec<u32>>();
    let (hours, days) = (bits(feed.wishes.skip_hours), bits(feed.wishes.skip_days.into()));
    if !hours.is_empty() || !days.is_empty() {
        let _ = writeln!(out, "skip hours {hours:?} days {days:?}");
    }
    let _ = writeln!(out, "left out {}", feed.left_out);
    for headline in &feed.headlines {
        let (date, title) = (or_dash(headline.published), or_dash(headline.title.as_ref()));
        let _ = writeln!(out, "{date} | {title} | {}", headline.url);
    }
    out
}

#[test]
fn headlines_of_every_format() {
    let cases = [
        (include_str!("../fixtures/rss.xml"), include_str!("../fixtures/rss.expected")),
        // Its second item is undated, so the order of the feed stays; its address is relative.
        (include_str!("../fixtures/atom.xml"), include_str!("../fixtures/atom.expected")),
        (include_str!("../fixtures/rdf.xml"), include_str!("../fixtures/rdf.expected")),
        (include_str!("../fixtures/json.json"), include_str!("../fixtures/json.expected")),
        (include_str!("../fixtures/news-sitemap.xml"), include_str!("../fixtures/news-sitemap.expected")),
    ];
    for (body, expected) in cases {
        match read(body, &base()) {
            Ok(Found::Feed(feed)) => assert_eq!(shown(&feed), expected),
            other => panic!("{other:?} of {body}"),
        }
    }
}

#[test]
fn rss_of_any_version_is_read() {
    for version in
        ["", " version='2.0'", " version=\"0.91\"", " version = \"2.0.1\"", " version='0.93' a='b'", " a='b'"]
    {
        let body = format!(
            "<rss{version}><channel><title>T</title><item><title>A</title><link>https://example.org/a</link></item></channel></rss>"
        );
        let found = read(&body, &base());
        let Ok(Found::Feed(feed)) = found else { panic!("{version:?}: {found:?}") };
        assert_eq!(feed.headlines.len(), 1, "{version:?}");
    }
}

/// A feed that is no XML gives the items that are whole.
#[test]
fn broken_feeds_give_what_is_whole() {
    let item = |title: &str, rest: &str| {
        format!("<item><title>{title}</title><link>https://example.org/a?x=1&amp;y=2</link>{rest}</item>")
    };
    let rss = |items: &str| {
        format!(
            "<rss version='2.0'><channel><title>Post</title><link>https://example.org/</link>{items}</channel></rss>"
        )
    };
    let cases = [
        (
            rss(&item("Salt & bread", "<pubDate>Tue, 10 Mar 2026 08:30:00 EST</pubDate>")),
            "2026-03-10T13:30:00Z | Salt & bread",
        ),
        (rss(&item("1 < 2", "")), "- | 1 < 2"),
        (rss(&item("<b>Bold", "")), "- | Bold"),
        (rss(&item("A", "<description><p>a<br>b</p></description>")), "- | A"),
        (rss(&item("A", "")).replace("&amp;", "&"), "- | A"),
        // The last item did not come to its end, or the list did not.
        (rss(&(item("A", "") + "<item><title>B")).replace("</channel></rss>", ""), "- | A"),
        (rss(&item("A", "")).replace("</channel></rss>", ""), "- | A"),
        (format!("<br />\n<b>Warning</b>: line 3<br/>{}", rss(&item("A", ""))), "- | A"),
    ];
    for (body, expected) in cases {
        let found = read(&body, &base());
        let Ok(Found::Feed(feed)) = found else { panic!("{found:?} of {body}") };
        assert_eq!(
            shown(&feed),
            format!(
                "title Post\nsite https://example.org/\nleft out 0\n{expected} | https://example.org/a?x=1&y=2\n"
            ),
            "{body}"
        );
    }
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Court</title><link rel='self' href='/atom'/><link href='/'/>
        <entry><title>No & no</title><link rel='replies' href='/1#c'/><link rel='alternate' href='/1'/><id>x1</id>
        <updated>2026-03-10T11:00:00Z</updated></entry></feed>";
    let Ok(Found::Feed(feed)) = read(atom, &base()) else { panic!("unreadable") };
    assert_eq!(
        shown(&feed),
        "title Court\nsite https://post.example.org/\nleft out 0\n2026-03-10T11:00:00Z | No & no | https://post.example.org/1\n"
    );
    assert_eq!(feed.headlines[0].guid.as_deref(), Some("x1"));
}

#[test]
fn an_index_of_site_maps_leads_to_the_news_first() {
    let index = "<?xml version='1.0'?><sitemapindex>
        <sitemap><loc>https://example.org/a.xml</loc><lastmod>2026-03-01</lastmod></sitemap>
        <sitemap><loc>https://example.org/b.xml</loc><lastmod>2026-03-09T00:00:00Z</lastmod></sitemap>
        <sitemap><loc>https://example.org/news.xml</loc></sitemap></sitemapindex>";
    let urls = ["https://example.org/news.xml", "https://example.org/b.xml", "https://example.org/a.xml"];
    let urls = urls.map(|url| Url::parse(url).expect(url)).to_vec();
    assert_eq!(read(index, &base()), Ok(Found::SiteMaps(urls)));
}

#[test]
fn what_is_no_feed_is_named() {
    let cases = [
        ("<!DOCTYPE html><p>x", Unreadable::Page),
        ("\u{feff}\n<html><rss>", Unreadable::Page),
        ("words", Unreadable::NotAFeed),
        ("", Unreadable::NotAFeed),
        ("{\"a\": 1}", Unreadable::NotAFeed),
        ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [", Unreadable::Malformed),
        ("<catalog/>", Unreadable::NotAFeed),
        ("<rss version='2.0'><channel><title>x", Unreadable::Malformed),
        ("<rss version='2.0'><channel><item><title>a & b</title></item></channel>", Unreadable::Malformed),
        ("<feed><entry><title>&", Unreadable::Malformed),
    ];
    for (body, error) in cases {
        assert_eq!(read(body, &base()), Err(error), "{body:?}");
    }
}

#[test]
fn the_feeds_that_a_page_names() {
    let page = Url::parse("https://site.example.org/").expect("an address");
    let mut out = String::new();
    for candidate in discover(include_str!("../fixtures/page.html"), &page) {
        let _ = writeln!(out, "{:?} | {} | {}", candidate.certainty, or_dash(candidate.title), candidate.url);
    }
    assert_eq!(out, include_str!("../fixtures/page.expected"));
}

#[test]
fn where_feeds_mostly_are() {
    let page = Url::parse("https://site.example.org/a/b?c#d").expect("an address");
    let urls: Vec<String> = well_known(&page).into_iter().map(String::from).collect();
    assert_eq!(
        urls,
        [
            "https://site.example.org/feed",
            "https://site.example.org/rss",
            "https://site.example.org/atom.xml",
            "https://site.example.org/news-sitemap.xml"
        ]
    );
    let robots =
        "User-agent: *\nSitemap: https://site.example.org/all.xml\nsitemap : /news/map.xml # x\nSITEMAP:\n";
    let maps: Vec<String> = site_maps_in_robots(robots, &page).into_iter().map(String::from).collect();
    assert_eq!(maps, ["https://site.example.org/news/map.xml", "https://site.example.org/all.xml"]);
}
