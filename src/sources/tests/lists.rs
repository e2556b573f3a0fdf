//! Lists of sources, in and out.

use std::fmt::Write;

use proptest::prelude::*;
use sayso_sources::Unreadable;
use sayso_sources::opml::{Outline, read, write};
use url::Url;

use crate::or_dash;

#[test]
fn a_list_of_another_reader() {
    let list = read(include_str!("../fixtures/list.opml")).expect("a list");
    let mut out = format!("left out {}\n", list.left_out);
    for outline in &list.outlines {
        let folders = outline.folders.join(" > ");
        let _ = writeln!(
            out,
            "{folders} | {} | {} | {}",
            or_dash(outline.title.as_ref()),
            outline.feed,
            or_dash(outline.site.as_ref())
        );
    }
    assert_eq!(out, include_str!("../fixtures/list.expected"));
}

#[test]
fn what_is_no_list_is_named() {
    assert_eq!(read("<html><outline xmlUrl='https://example.org/'>"), Err(Unreadable::NotAFeed));
    assert_eq!(read(""), Err(Unreadable::NotAFeed));
    assert_eq!(read(&" ".repeat(6 * 1024 * 1024)), Err(Unreadable::TooLarge));
}

#[test]
fn a_list_has_an_end() {
    let entries: String = (0..3000).map(|n| format!("<outline xmlUrl='https://example.org/{n}'/>")).collect();
    let list = read(&format!("<opml><body>{entries}</body></opml>")).expect("a list");
    assert_eq!((list.outlines.len(), list.left_out), (1000, 2000));
    let deep = read(&format!(
        "<opml>{}<outline xmlUrl='https://example.org/'/>",
        "<outline text='x'>".repeat(50_000)
    ));
    assert_eq!(deep.expect("a list").outlines[0].folders.len(), 8);
}

prop_compose! {
    fn outline()(n in 0_u32..1_000_000, title in proptest::option::of("[\\S&&[^\\p{C}]][^\\p{C}\\s]{0,20}"),
                 folders in prop::collection::vec("[a-zA-Z\u{456}&<>\"']{1,6}", 0..3), site: bool) -> Outline {
        let url = |text: String| Url::parse(&text).expect("an address");
        Outline {
            feed: url(format!("https://example.org/feed?n={n}&x=\"<>'")),
            title,
            site: site.then(|| url(format!("https://example.org/{n}"))),
            folders,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(outlines in prop::collection::vec(outline(), 0..6)) {
        let mut outlines = outlines;
        // A list has each feed once; and names that look like markup or entities come back as what they look like.
        outlines.sort_by(|a, b| a.feed.cmp(&b.feed));
        outlines.dedup_by(|a, b| a.feed == b.feed);
        let looks_marked = |text: &str| text.contains('<') || text.contains('&');
        for outline in &mut outlines {
            outline.title = outline.title.take().filter(|title| !looks_marked(title));
            outline.folders.retain(|folder| !looks_marked(folder));
        }
        let list = read(&write("My <list> & \"more\"", &outlines)).expect("a list");
        prop_assert_eq!(list.left_out, 0);
        for (read, written) in list.outlines.iter().zip(&outlines) {
            prop_assert_eq!(&read.feed, &written.feed);
            prop_assert_eq!(&read.site, &written.site);
            prop_assert_eq!(&read.folders, &written.folders);
            let named = written.title.clone().or_else(|| Some(written.feed.to_string()));
            prop_assert_eq!(read.title.as_deref().map(str::len), named.as_deref().map(str::len));
        }
        prop_assert_eq!(list.outlines.len(), outlines.len());
    }
}
