//! Bodies that mean harm: read or refused, never a panic, never without an end.

use proptest::prelude::*;
use sayso_sources::{BODY_BYTES_MAX, Found, ITEMS_MAX, Unreadable, discover, opml, read};

use crate::base;

const FIXTURES: [&str; 6] = [
    include_str!("../fixtures/rss.xml"),
    include_str!("../fixtures/atom.xml"),
    include_str!("../fixtures/rdf.xml"),
    include_str!("../fixtures/json.json"),
    include_str!("../fixtures/news-sitemap.xml"),
    include_str!("../fixtures/list.opml"),
];

#[test]
fn more_than_is_read_is_refused() {
    let item = "<item><title>A</title><link>https://example.org/a</link></item>";
    let rss = |count: usize| format!("<rss version='2.0'><channel>{}</channel></rss>", item.repeat(count));
    assert!(
        matches!(read(&rss(ITEMS_MAX), &base()), Ok(Found::Feed(feed)) if feed.headlines.len() == ITEMS_MAX)
    );
    assert_eq!(read(&rss(ITEMS_MAX + 1), &base()), Err(Unreadable::TooLarge));
    assert_eq!(read(&" ".repeat(BODY_BYTES_MAX + 1), &base()), Err(Unreadable::TooLarge));
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{}{{}}]}}",
        "{},".repeat(1_000_000)
    );
    assert_eq!(read(&json, &base()), Err(Unreadable::TooLarge));
    let urls = "<url><loc>https://example.org/a</loc></url>".repeat(ITEMS_MAX + 1);
    assert_eq!(read(&format!("<urlset>{urls}</urlset>"), &base()), Err(Unreadable::TooLarge));
    let maps = "<sitemap><loc>https://example.org/a</loc></sitemap>".repeat(ITEMS_MAX * 2);
    assert!(
        matches!(read(&format!("<sitemapindex>{maps}</sitemapindex>"), &base()), Ok(Found::SiteMaps(urls)) if urls.len() <= 50)
    );
}

#[test]
fn entities_are_not_expanded_and_nothing_outside_is_read() {
    let bomb =
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>
        <!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><title>T</title>
        <item><title>&b;&x;</title><link>https://example.org/a</link></item></channel></rss>";
    match read(bomb, &base()) {
        Ok(Found::Feed(feed)) => {
            let title = feed.headlines[0].title.clone().unwrap_or_default();
            assert!(!title.contains("aaaa") && !title.contains("root:"), "{title}");
        }
        other => assert_eq!(other, Err(Unreadable::Malformed)),
    }
}

/// quick-xml 0.42 panics beneath feed-rs 3.0 where a declaration with another encoding comes late.
#[test]
fn a_declaration_in_the_middle_of_a_feed() {
    let late = "<?xml version='1.0' encoding='windows-1251'?>";
    for before in ["", &format!("<!-- {} -->", "x".repeat(100)), &" ".repeat(100)] {
        for inside in ["", late] {
            let body = format!(
                "{before}{late}<rss version='2.0'><channel><title>Порт</title>{inside}</channel></rss>"
            );
            let found = read(&body, &base());
            assert!(
                matches!(&found, Ok(Found::Feed(feed)) if feed.title.as_deref() == Some("Порт")),
                "{found:?}"
            );
        }
    }
}

#[test]
fn deep_wide_and_broken() {
    let pieces = [
        "<a>",
        "<item>",
        "<url><loc>",
        "<!--",
        "<![CDATA[",
        "<outline text='x'>",
        "&amp",
        "<a x='1' ",
        "<title>",
    ];
    for root in [
        "<rss version='2.0'><channel>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<urlset>",
        "<opml>",
        "<html>",
    ] {
        for piece in pieces {
            let body = format!("{root}{}", piece.repeat(9_000));
            let _ = read(&body, &base());
            let _ = opml::read(&body);
            assert!(discover(&body, &base()).len() <= 20);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1024, ..ProptestConfig::default() })]

    /// A fixture with pieces taken out, doubled or put elsewhere.
    #[test]
    fn mutated_fixtures_are_read_or_refused(
        which in 0..FIXTURES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..60, any::<prop::sample::Index>(), "[<>&;/'\"a\u{456}\\]!-]{0,4}"), 1..6),
    ) {
        let mut chars: Vec<char> = FIXTURES[which].chars().collect();
        for (from, len, to, more) in edits {
            let start = from.index(chars.len());
            let end = (start + len).min(chars.len());
            let piece: Vec<char> = chars.drain(start..end).chain(more.chars()).collect();
            let at = to.index(chars.len() + 1);
            chars.splice(at..at, piece);
            if chars.is_empty() {
                break;
            }
        }
        let body: String = chars.into_iter().collect();
        if let Ok(Found::Feed(feed)) = read(&body, &base()) {
            for headline in feed.headlines {
                prop_assert!(matches!(headline.url.scheme(), "http" | "https"));
                prop_assert!(headline.title.is_none_or(|title| !title.contains('\n') && title.chars().count() <= 301));
            }
        }
        let _ = opml::read(&body);
        let _ = discover(&body, &base());
    }
}
