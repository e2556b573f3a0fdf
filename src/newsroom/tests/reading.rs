//! Links that are asked for.

use sayso_newsroom::{FetchError, ReadError, Record};

use crate::paper::{Paper, article, hour, ruiz};

const STORY: &str = "https://argus.example/story";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_new_link_is_fetched_and_read_once() {
    let paper = Paper::new();
    for number in 0..40 {
        let page = article("Harbour closed", &ruiz("The harbour will stay closed until the pier is safe"));
        paper.put(&format!("{STORY}?utm_source=reader{number}"), page);
    }
    let newsroom = paper.newsroom(Record::in_memory());
    let mut asking = Vec::new();
    for number in 0..40 {
        let newsroom = newsroom.clone();
        // Whatever stands behind the address, it is the same link.
        asking.push(tokio::spawn(async move {
            newsroom.brief(&format!("{STORY}?utm_source=reader{number}"), hour(0)).await
        }));
    }
    let mut titles = std::collections::HashSet::new();
    for asked in asking {
        let reading = asked.await.expect("no panic");
        titles
            .insert(reading.map(|reading| reading.brief.article().title.clone()).map_err(|e| e.to_string()));
    }
    assert_eq!(titles.len(), 1);
    let asked = (0..40).map(|n| paper.asked(&format!("{STORY}?utm_source=reader{n}"))).sum::<usize>();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_failure_is_shared_too_and_not_remembered() {
    let paper = Paper::new();
    paper.fail(STORY, FetchError::Forbidden);
    let newsroom = paper.newsroom(Record::in_memory());
    let (a, b) = tokio::join!(newsroom.brief(STORY, hour(0)), newsroom.brief(STORY, hour(0)));
    for failed in [a, b] {
        assert!(matches!(failed, Err(ReadError::Fetch(FetchError::Forbidden))));
    }
    assert_eq!(paper.asked(STORY), 1);
    paper.put(STORY, article("Harbour closed", &ruiz("The harbour will stay closed until the pier is safe")));
    assert!(newsroom.brief(STORY, hour(0)).await.is_ok());
    assert!(newsroom.brief(STORY, hour(1)).await.expect("kept").from_record);
    assert_eq!(paper.asked(STORY), 2);
}
