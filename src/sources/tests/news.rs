//! New headlines told from known ones.

use std::collections::HashSet;

use sayso_sources::{FIRST_MAX, FRESH_MAX, Feed, Headline, Mark, Sifted, Wishes, sift};
use url::Url;

/// `path | title | day of March 2026 | guid`, a dash for nothing.
fn feed(lines: &[&str]) -> Feed {
    let headlines = lines.iter().map(|line| {
        let fields: Vec<&str> = line.split(" | ").collect();
        let [path, title, day, guid] = fields[..] else { panic!("{line}") };
        let given = |field: &str| (field != "-").then(|| field.to_owned());
        Headline {
            url: Url::parse(&format!("https://example.org{path}")).expect(path),
            title: given(title),
            published: given(day).map(|day| format!("2026-03-{day}T12:00:00Z").parse().expect("a date")),
            guid: given(guid),
        }
    });
    let headlines = headlines.collect();
    Feed { title: None, site: None, headlines, left_out: 0, wishes: Wishes::default() }
}

fn paths(headlines: &[Headline]) -> Vec<&str> {
    headlines.iter().map(|headline| headline.url.path()).collect()
}

/// Sifts one feed after the other, keeping the marks; gives what the last one brought.
fn after(feeds: &[&[&str]]) -> Sifted {
    let mut seen: HashSet<Mark> = HashSet::new();
    let mut last = Sifted::default();
    for (n, lines) in feeds.iter().enumerate() {
        last = sift(&feed(lines), n == 0, |mark| seen.contains(mark));
        seen.extend(&last.marks);
    }
    last
}

const FERRY: &str = "/ferry | Harbour board: ferry to stop in May | 10 | g1";

#[test]
fn the_same_again_is_nothing_new() {
    // What the second reading has, what is fresh, what has changed.
    let cases: &[(&str, &[&str], &[&str])] = &[
        (FERRY, &[], &[]),
        // A new date, a new id, a new guid and date.
        ("/ferry | Harbour board: ferry to stop in May | 11 | g1", &[], &[]),
        ("/ferry | Harbour board: ferry to stop in May | 10 | g2", &[], &[]),
        ("/ferry | Harbour board: ferry to stop in May | 12 | g9", &[], &[]),
        (
            "/ferry?utm_source=x | \u{201c}Harbour board\u{201d} \u{2014} ferry to stop in May | 10 | g1",
            &[],
            &[],
        ),
        // A corrected title: known, and worth reading again.
        ("/ferry | Harbour board: ferry to stop in June | 10 | g1", &[], &["/ferry"]),
        ("/ferry | Harbour board: ferry to stop in June | 12 | g9", &[], &["/ferry"]),
        // A new address under the old id, or under the old title on its day.
        ("/ferry-2 | Harbour board: ferry to stop in June | 10 | g1", &[], &["/ferry-2"]),
        ("/ferry-2 | Harbour board: ferry to stop in May | 10 | g9", &[], &["/ferry-2"]),
        // The same words on another day, elsewhere, are other news.
        ("/ferry-2 | Harbour board: ferry to stop in May | 12 | g9", &["/ferry-2"], &[]),
        ("/mill | Mill to close | 10 | g2", &["/mill"], &[]),
    ];
    for (second, fresh, changed) in cases {
        let sifted = after(&[&[FERRY], &[second]]);
        assert_eq!(
            (paths(&sifted.fresh), paths(&sifted.changed)),
            (fresh.to_vec(), changed.to_vec()),
            "{second}"
        );
    }
}

#[test]
fn a_known_item_is_known_by_its_new_properties_too() {
    // The id changes, then the address: each step is known by what stayed.
    let sifted = after(&[
        &[FERRY],
        &["/ferry | Harbour board: ferry to stop in May | 10 | g2"],
        &["/ferry-2 | Ferry: the board decides | 11 | g2"],
        &["/ferry-2 | Ferry: the board has decided | 12 | g3"],
    ]);
    assert!(sifted.fresh.is_empty(), "{sifted:?}");
}

#[test]
fn what_all_items_share_tells_nothing() {
    // One guid for all, one address for all, one title for all: each item is new all the same.
    let cases: [[&str; 2]; 4] = [
        ["/a | Mill to close | 10 | same", "/b | Bridge to open | 10 | same"],
        ["/live | Mill to close | 10 | g1", "/live | Bridge to open | 10 | g2"],
        [
            "/a | What we know this morning so far | 10 | g1",
            "/b | What we know this morning so far | 10 | g2",
        ],
        ["/a | - | - | -", "/b | - | - | -"],
    ];
    for [first, second] in cases {
        assert_eq!(after(&[&[], &[first, second]]).fresh.len(), 2, "{first}");
        let third = first.replace("/a", "/c").replace("Mill", "Market");
        assert_eq!(after(&[&[first, second], &[&third, first, second]]).fresh.len(), 1, "{first}");
    }
    // A ticker of one item that leads to the front page.
    let ticker = |title: &str| format!("/ | {title} | 10 | -");
    assert_eq!(after(&[&[&ticker("Mill to close")], &[&ticker("Bridge to open")]]).fresh.len(), 1);
}

#[test]
fn nothing_floods() {
    let lines: Vec<String> = (0..300).map(|n| format!("/{n} | Item {n} | - | i{n}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let first = after(&[&lines]);
    assert_eq!((first.fresh.len(), first.held_back), (FIRST_MAX, 300 - FIRST_MAX));
    assert_eq!(paths(&first.fresh), ["/0", "/1", "/2", "/3", "/4"]);
    // What was held back does not come later.
    assert!(after(&[&lines, &lines]).fresh.is_empty());
    let rebuilt = after(&[&[FERRY], &lines]);
    assert_eq!((rebuilt.fresh.len(), rebuilt.held_back), (FRESH_MAX, 100));
    assert!(after(&[&[FERRY], &lines, &lines]).fresh.is_empty());
    // An item that stands there twice is one.
    assert_eq!(after(&[&[], &[FERRY, FERRY]]).fresh.len(), 1);
}
