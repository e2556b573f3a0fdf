//! Feeds that are followed.

use std::time::Duration;

use sayso_newsroom::{FetchError, News, Newsroom, Notice, Record, RoundReport, Stop};

use crate::paper::{Paper, article, hour, rss, ruiz};

const FEED: &str = "https://argus.example/feed";
const SERVER: u64 = 7;
const OTHER: u64 = 8;

type Item<'a> = (&'a str, &'a str, &'a str, i64);

fn story(paper: &Paper, path: &str) {
    let said =
        ruiz(&format!("The harbour will stay closed until the pier is safe, and {path} is no way out"));
    paper.put(&format!("https://argus.example/{path}"), article(&format!("Harbour closed: {path}"), &said));
}

async fn round(newsroom: &Newsroom, at: i64) -> RoundReport {
    newsroom.round(hour(at), 100, 1).await.expect("a round")
}

/// The articles that wait for a server, then are taken as told.
async fn told(newsroom: &Newsroom, server: u64, at: i64) -> Vec<String> {
    let news = newsroom.news(server, 100, hour(at)).await.expect("the news");
    newsroom.told(server, news.iter().map(|waiting| waiting.key.clone()).collect()).await.expect("taken");
    let mut titles = Vec::new();
    for waiting in news {
        if let News::Article { article, .. } = waiting.news {
            let reading = newsroom.recall(article).await.expect("the record").expect("kept");
            titles.push(reading.brief.article().title.clone());
        }
    }
    titles.sort();
    titles
}

#[tokio::test]
async fn the_first_reading_never_floods_and_then_only_the_new_is_told_once() {
    let paper = Paper::new();
    let paths = ["a", "b", "c", "d", "e", "f", "g", "h"];
    paths.iter().for_each(|path| story(&paper, path));
    let titles: Vec<String> =
        paths.iter().map(|path| format!("Harbour closed, says the town: {path}")).collect();
    let mut items: Vec<Item<'_>> = paths
        .iter()
        .zip(&titles)
        .enumerate()
        .map(|(n, (path, title))| (*path, title.as_str(), *path, -2 - n as i64))
        .collect();
    paper.put(FEED, rss("argus.example", &items));
    let newsroom = paper.newsroom(Record::in_memory());
    let feed = newsroom.follow(SERVER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");

    let report = round(&newsroom, 0).await;
    assert_eq!((report.looked, report.read.len(), report.unread.len()), (1, 5, 0));
    assert!(report.read.iter().all(|read| read.followers == [SERVER] && read.feed == feed));
    assert_eq!(told(&newsroom, SERVER, 0).await.len(), 5);
    let info = newsroom.source(feed).await.expect("the record").expect("followed");
    assert_eq!((info.title.as_deref(), info.waiting, info.trouble), (Some("Argus"), 0, None));
    assert!(info.next > Some(hour(0)));

    // Nothing new, and it is not even sent again.
    let report = round(&newsroom, 30).await;
    assert_eq!((report.looked, report.unchanged, report.read.len()), (1, 1, 0));

    // One new item; the others have new ids and dates, and one a corrected title.
    story(&paper, "new");
    for item in &mut items {
        (item.2, item.3) = ("changed", item.3 + 1);
    }
    items[0].1 = "Harbour open, says the town: a";
    items.insert(0, ("new", "The pier is safe after all, says the town", "n", 29));
    paper.put(FEED, rss("argus.example", &items));
    let report = round(&newsroom, 60).await;
    assert_eq!((report.looked, report.unchanged, report.read.len()), (1, 0, 1));
    assert_eq!(told(&newsroom, SERVER, 60).await, ["Harbour closed: new"]);
    let report = round(&newsroom, 90).await;
    assert_eq!(report.read, []);
    assert_eq!(told(&newsroom, SERVER, 90).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_read_before_the_end_came_is_told_after_it() {
    let (paper, folder) = (Paper::new(), tempfile::tempdir().expect("a folder"));
    story(&paper, "a");
    paper.put(FEED, rss("argus.example", &[("a", "Harbour closed for weeks to come", "a", -1)]));
    let newsroom = paper.newsroom(Record::open(folder.path()).expect("a record"));
    newsroom.follow(SERVER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    // The article is kept, and the end comes before anybody learns of it.
    newsroom.brief("https://argus.example/a", hour(0)).await.expect("read");
    drop(newsroom);
    let newsroom = paper.newsroom(Record::open(folder.path()).expect("a record"));
    let report = round(&newsroom, 0).await;
    assert_eq!(report.read.len(), 1);
    drop(report);
    drop(newsroom);
    // The report is lost with the process; the news is not, and comes once.
    let newsroom = paper.newsroom(Record::open(folder.path()).expect("a record"));
    assert_eq!(told(&newsroom, SERVER, 1).await.len(), 1);
    drop(newsroom);
    let newsroom = paper.newsroom(Record::open(folder.path()).expect("a record"));
    round(&newsroom, 30).await;
    assert_eq!(told(&newsroom, SERVER, 30).await.len(), 0);
    assert_eq!(paper.asked("https://argus.example/a"), 2, "read, and read again when it was a day old");
}

#[tokio::test]
async fn an_article_of_two_feeds_is_told_once() {
    let paper = Paper::new();
    story(&paper, "a");
    let second = "https://argus.example/politics";
    for feed in [FEED, second] {
        paper.put(feed, rss("argus.example", &[("a", "Harbour closed for weeks to come", feed, -1)]));
    }
    let newsroom = paper.newsroom(Record::in_memory());
    for (server, feed) in [(SERVER, FEED), (SERVER, second), (OTHER, second)] {
        newsroom.follow(server, &feed.parse().expect("an address"), hour(0)).await.expect("followed");
    }
    round(&newsroom, 0).await;
    assert_eq!(told(&newsroom, SERVER, 0).await.len(), 1);
    assert_eq!(told(&newsroom, OTHER, 0).await.len(), 1);
    assert_eq!(paper.asked("https://argus.example/a"), 1);
}

#[tokio::test]
async fn an_item_that_fails_is_tried_again_and_keeps_nobody_waiting() {
    let paper = Paper::new();
    story(&paper, "good");
    paper.fail("https://argus.example/later", FetchError::ServerFault { status: 503 });
    paper.fail("https://argus.example/never", FetchError::Forbidden);
    let items = [
        ("later", "The ferries are late again today", "1", -1),
        ("never", "The ferries are closed to all programs", "2", -2),
        ("good", "The ferries sail from the northern quay", "3", -3),
    ];
    paper.put(FEED, rss("argus.example", &items));
    let newsroom = paper.newsroom(Record::in_memory());
    newsroom.follow(SERVER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    let report = round(&newsroom, 0).await;
    assert_eq!((report.read.len(), report.unread.len()), (1, 1));
    story(&paper, "later");
    assert_eq!(round(&newsroom, 1).await.read.len(), 1);
    assert_eq!(told(&newsroom, SERVER, 1).await, ["Harbour closed: good", "Harbour closed: later"]);

    // One that never comes is given up.
    paper.fail("https://argus.example/lost", FetchError::ServerFault { status: 503 });
    paper.put(FEED, rss("argus.example", &[("lost", "The ferries are lost at sea this time", "4", 2)]));
    let mut unread = 0;
    for at in 2..80 {
        unread += round(&newsroom, at).await.unread.len();
    }
    assert_eq!(unread, 1);
    assert_eq!(paper.asked("https://argus.example/lost"), 6);
}

#[tokio::test]
async fn a_feed_that_moves_fails_or_goes_is_told_of_once() {
    let paper = Paper::new();
    let newsroom = paper.newsroom(Record::in_memory());
    let gone = "https://argus.example/gone";
    let moved = "https://argus.example/moved";
    paper.fail(gone, FetchError::NotFound { status: 410 });
    paper.fail(FEED, FetchError::ServerFault { status: 500 });
    paper.redirect(moved, "https://argus.example/new", true);
    story(&paper, "a");
    paper.put(
        "https://argus.example/new",
        rss("argus.example", &[("a", "Harbour closed for weeks to come", "a", -1)]),
    );
    for feed in [FEED, gone, moved] {
        newsroom.follow(SERVER, &feed.parse().expect("an address"), hour(0)).await.expect("followed");
    }
    let mut notices = Vec::new();
    for at in 0..24 * 20 {
        notices.extend(round(&newsroom, at).await.notices);
    }
    let mut kinds: Vec<String> =
        notices.iter().map(|told| format!("{} {:?}", told.address.path(), told.notice)).collect();
    kinds.sort();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    assert!(kinds[0].starts_with("/feed Failing"), "{kinds:?}");
    assert!(notices.iter().any(|told| told.notice == Notice::Stopped(Stop::Dead)));
    assert!(
        notices
            .iter()
            .any(|told| told.notice == Notice::Stopped(Stop::Gone) && told.address.path() == "/gone")
    );
    let moved_to = Notice::Moved("https://argus.example/new".parse().expect("an address"));
    assert!(notices.iter().any(|told| told.notice == moved_to));

    // All of it waits for the follower, the article once.
    let news = newsroom.news(SERVER, 100, hour(24 * 20)).await.expect("the news");
    assert_eq!(news.iter().filter(|waiting| matches!(waiting.news, News::Source { .. })).count(), 4);
    assert_eq!(news.iter().filter(|waiting| matches!(waiting.news, News::Article { .. })).count(), 1);
    // The feed goes on at its new address, the stopped ones are asked no more.
    let before = (paper.asked("https://argus.example/new"), paper.asked(gone), paper.asked(FEED));
    for at in 24 * 20..24 * 24 {
        round(&newsroom, at).await;
    }
    assert!(paper.asked("https://argus.example/new") > before.0);
    assert_eq!((paper.asked(gone), paper.asked(FEED)), (before.1, before.2));
    // Who follows it again wakes it up.
    paper.put(FEED, rss("argus.example", &[]));
    newsroom.follow(OTHER, &FEED.parse().expect("an address"), hour(24 * 24)).await.expect("followed");
    round(&newsroom, 24 * 24).await;
    assert_eq!(paper.asked(FEED), before.2 + 1);
}

#[tokio::test]
async fn a_feed_that_nobody_follows_is_asked_no_more() {
    let paper = Paper::new();
    paper.put(FEED, rss("argus.example", &[]));
    let newsroom = paper.newsroom(Record::in_memory());
    let feed = newsroom.follow(SERVER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    newsroom.follow(OTHER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    newsroom.unfollow(SERVER, feed).await.expect("unfollowed");
    assert_eq!(round(&newsroom, 0).await.looked, 1);
    newsroom.unfollow_all(OTHER).await.expect("unfollowed");
    assert_eq!(round(&newsroom, 48).await.looked, 0);
    assert_eq!(newsroom.source(feed).await.expect("the record"), None);
    assert_eq!(newsroom.followed(OTHER).await.expect("the record"), []);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_hangs_holds_up_nobody() {
    let paper = Paper::new();
    let newsroom = paper.newsroom(Record::in_memory());
    for number in 0..60 {
        let feed = format!("https://slow.example/{number}");
        paper.hang(&feed, Duration::from_secs(50));
        newsroom.follow(SERVER, &feed.parse().expect("an address"), hour(0)).await.expect("followed");
    }
    story(&paper, "a");
    paper.put(FEED, rss("argus.example", &[("a", "Harbour closed for weeks to come", "a", -1)]));
    newsroom.follow(SERVER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    let begin = tokio::time::Instant::now();
    let report = newsroom.round(hour(0), 1_000, 1).await.expect("a round");
    assert!(begin.elapsed() <= Duration::from_secs(80), "{:?}", begin.elapsed());
    assert_eq!(report.read.len(), 1, "the good one was read");
    assert!(report.left >= 50, "what the host had no time for is still due: {}", report.left);
    // They do not fill the next round either: most are put off.
    let small = newsroom.round(hour(0), 30, 1).await.expect("a round");
    assert!(small.looked <= 2);
}
