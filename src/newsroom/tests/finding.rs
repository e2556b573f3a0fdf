//! Feeds that are looked for.

use sayso_newsroom::{FetchError, Record, SourceError, SourceSaid};

use crate::paper::{Paper, article, hour, rss, ruiz};

/// Paths with what is there.
type Pages = Vec<(&'static str, String)>;

fn map(of: &str) -> String {
    format!("<sitemapindex><sitemap><loc>{of}</loc></sitemap></sitemapindex>")
}

fn news_map(path: &str) -> String {
    format!(
        "<urlset xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>https://argus.example/{path}\
         </loc><news:news><news:title>Harbour closed</news:title></news:news></url></urlset>"
    )
}

#[tokio::test]
async fn a_feed_is_found_wherever_it_is() {
    let feed = rss("argus.example", &[("a", "Harbour closed", "a", -1)]);
    let page = |head: &str| format!("<html><head>{head}</head><body>Argus</body></html>");
    let link = "<link rel=alternate type=application/rss+xml title=News href=/news.rss>";
    let comments = "<link rel=alternate type=application/rss+xml title=Comments href=/comments/feed>";
    let cases: [(&str, Pages, &str); 6] = [
        ("https://argus.example/feed.xml", vec![("/feed.xml", feed.clone())], "/feed.xml"),
        ("argus.example", vec![("/", page(link)), ("/news.rss", feed.clone())], "/news.rss"),
        (
            "argus.example/politics/",
            vec![("/politics/", page(comments)), ("/comments/feed", feed.clone()), ("/feed", feed.clone())],
            "/feed",
        ),
        ("argus.example", vec![("/", page("")), ("/atom.xml", feed.clone())], "/atom.xml"),
        (
            "argus.example",
            vec![
                ("/", page("")),
                ("/robots.txt", "User-agent: *\nSitemap: https://argus.example/maps.xml\n".to_owned()),
                ("/maps.xml", map("https://argus.example/news/map.xml")),
                ("/news/map.xml", news_map("a")),
            ],
            "/news/map.xml",
        ),
        // The named one is broken, the usual one is there.
        ("argus.example", vec![("/", page(link)), ("/news.rss", page("")), ("/rss", feed.clone())], "/rss"),
    ];
    for (given, there, expected) in cases {
        let paper = Paper::new();
        for (path, body) in there {
            paper.put(&format!("https://argus.example{path}"), body);
        }
        let found = paper.newsroom(Record::in_memory()).find_source(given, hour(0)).await.expect(given);
        assert_eq!(found.feed.path(), expected, "{given}: {:?}", found.asked);
        assert_eq!((found.items, found.first.len()), (1, 1));
        assert_eq!(found.asked.last().map(|asked| &asked.said), Some(&SourceSaid::Feed(1)));
    }
}

#[tokio::test]
async fn where_there_is_none_the_search_ends_and_says_what_it_asked() {
    let paper = Paper::new();
    paper.put("https://argus.example/", "<html><body>Argus</body></html>");
    let newsroom = paper.newsroom(Record::in_memory());
    let Err(SourceError::NoFeed { asked }) = newsroom.find_source("argus.example", hour(0)).await else {
        panic!()
    };
    assert!((3..=12).contains(&asked.len()), "{asked:?}");
    // A site that is not there is not asked again and again.
    paper.fail(
        "https://gone.example/",
        FetchError::Unreachable {
            host: "gone.example".to_owned(),
            trouble: sayso_fetch::Trouble::NoSuchHost,
        },
    );
    let missing = newsroom.find_source("gone.example", hour(0)).await;
    assert!(matches!(missing, Err(SourceError::Address(FetchError::Unreachable { .. }))), "{missing:?}");
    assert_eq!(paper.asked("https://gone.example/feed"), 0);
    assert!(matches!(newsroom.find_source("no address", hour(0)).await, Err(SourceError::Address(_))));
    // A page that names a thousand feeds does not make a thousand visits.
    let links: String =
        (0..1000).map(|n| format!("<link rel=alternate type=application/rss+xml href=/{n}>")).collect();
    paper.put("https://many.example/", format!("<html><head>{links}</head></html>"));
    let Err(SourceError::NoFeed { asked }) = newsroom.find_source("many.example", hour(0)).await else {
        panic!()
    };
    assert_eq!(asked.len(), 12);
}

#[tokio::test]
async fn a_dry_run_shows_what_would_be_posted_and_keeps_nothing() {
    let paper = Paper::new();
    paper.put(
        "https://argus.example/feed",
        rss(
            "argus.example",
            &[
                ("closed", "A door that is closed to programs", "1", -1),
                ("a", "Harbour closed", "2", -2),
                ("b", "Harbour open", "3", -3),
            ],
        ),
    );
    paper.fail("https://argus.example/closed", FetchError::Forbidden);
    paper.put(
        "https://argus.example/a",
        article("Harbour closed", &ruiz("The harbour will stay closed until the pier is safe")),
    );
    let newsroom = paper.newsroom(Record::in_memory());
    let trial = newsroom.try_source("https://argus.example/feed", hour(0)).await.expect("a feed");
    assert_eq!((trial.found.items, trial.found.newest), (3, Some(hour(-1))));
    assert_eq!(trial.articles.len(), 2);
    assert!(trial.articles[0].brief.is_err());
    let brief = trial.articles[1].brief.as_ref().expect("a brief");
    assert_eq!(brief.article().title, "Harbour closed");
    assert_eq!(brief.statements().len(), 1);
    let stats = newsroom.record().stats().expect("the record");
    assert_eq!((stats.articles, stats.commits), (0, 0));
}
