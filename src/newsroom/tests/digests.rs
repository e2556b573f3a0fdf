//! What is new to a server goes by when it became known there, and comes once.

use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{ArticleId, Newsroom, Query, Record, Since};

use crate::paper::{Paper, article, hour, rss, ruiz};

const FEED: &str = "https://argus.example/feed";
const SERVER: u64 = 7;
const OTHER: u64 = 8;

async fn round(newsroom: &Newsroom, at: i64) {
    newsroom.round(hour(at), 100, 1).await.expect("a round");
}

/// The words of a server's digest, and what the next one has to know.
async fn digest(
    newsroom: &Newsroom,
    server: u64,
    from: Timestamp,
    told: &[ArticleId],
    now: Timestamp,
) -> (Vec<String>, Vec<ArticleId>) {
    let since = Since { from, told: told.to_vec() };
    let (found, told) =
        newsroom.digest_for(server, Query::default(), since, Vec::new(), now).await.expect("a digest");
    (found.lines.iter().map(|line| line.quote.words()).collect(), told)
}

fn minutes(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).expect("a time")
}

#[tokio::test]
async fn what_was_published_before_the_last_digest_and_read_after_it_is_in_the_next_one_and_no_other() {
    let paper = Paper::new();
    let first = ruiz("The harbour will stay closed until the pier is safe");
    let late = ruiz("Nobody has paid for the cranes since the winter began");
    paper.put("https://argus.example/a", article("Harbour closed", &first));
    // Published at the same hour as the first, and told by the feed a day later.
    paper.put("https://argus.example/late", article("Cranes not paid", &late));
    paper.put(FEED, rss("argus.example", &[("a", "Harbour closed for weeks to come", "a", -1)]));
    let newsroom = paper.newsroom(Record::in_memory());
    newsroom.follow(SERVER, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    round(&newsroom, 0).await;
    let (words, _) = digest(&newsroom, SERVER, hour(-24), &[], hour(1)).await;
    assert_eq!(words, ["The harbour will stay closed until the pier is safe,"]);

    let items = [
        ("late", "Cranes were not paid for since winter", "late", -1),
        ("a", "Harbour closed for weeks to come", "a", -1),
    ];
    paper.put(FEED, rss("argus.example", &items));
    round(&newsroom, 30).await;
    let soon = minutes(hour(30), 1);
    let (words, told) = digest(&newsroom, SERVER, hour(1), &[], soon).await;
    assert_eq!(words, ["Nobody has paid for the cranes since the winter began,"]);
    assert_eq!(told.len(), 1);

    // What was told a minute ago is not told again; what would have been written down late is.
    assert_eq!(digest(&newsroom, SERVER, soon, &told, hour(31)).await.0, Vec::<String>::new());
    assert_eq!(digest(&newsroom, SERVER, soon, &[], hour(31)).await.0.len(), 1);
    assert_eq!(digest(&newsroom, SERVER, hour(31), &[], hour(60)).await.0, Vec::<String>::new());
    // Nobody else's sources are in a server's digest.
    assert_eq!(digest(&newsroom, OTHER, hour(-24), &[], hour(60)).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn what_somebody_had_read_is_new_to_the_server_from_then_on() {
    let paper = Paper::new();
    let said = ruiz("The harbour will stay closed until the pier is safe");
    paper.put("https://argus.example/a", article("Harbour closed", &said));
    let newsroom = paper.newsroom(Record::in_memory());
    let reading = newsroom.brief("https://argus.example/a", hour(0)).await.expect("read");
    for (server, at) in [(Some(SERVER), 5), (Some(SERVER), 9), (None, 6)] {
        newsroom.asked_for(server, reading.id, hour(at)).await.expect("noted");
    }
    assert_eq!(digest(&newsroom, SERVER, hour(2), &[], hour(6)).await.0.len(), 1);
    assert_eq!(digest(&newsroom, SERVER, hour(6), &[], hour(12)).await.0, Vec::<String>::new(), "once");
    let needed = newsroom.needed_by(&reading.id).expect("the record");
    assert_eq!((needed.servers, needed.others), (vec![SERVER], true));
    newsroom.forget_asked(SERVER).await.expect("forgotten");
    assert_eq!(newsroom.needed_by(&reading.id).expect("the record").servers, Vec::<u64>::new());
}
