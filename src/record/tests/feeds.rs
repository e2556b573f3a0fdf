//! What is kept of feeds.

use sayso_record::{FeedId, FeedNote, MARKS_MAX, Record};
use serde::{Deserialize, Serialize};
use url::Url;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct State {
    etag: String,
}

type Note<'a> = FeedNote<'a, State, String, String>;

fn address(path: &str) -> Url {
    format!("https://argus.example/{path}").parse().unwrap()
}

fn mark(number: u128) -> [u8; 16] {
    number.to_be_bytes()
}

#[test]
fn a_feed_is_known_while_somebody_follows_it() {
    let record = Record::in_memory();
    let feeds = record.feeds();
    let id = feeds.follow(&address("feed"), 7).unwrap();
    assert_eq!(feeds.follow(&address("feed?utm_source=x"), 7).unwrap(), id);
    feeds.follow(&address("feed"), u64::MAX).unwrap();
    let other = feeds.follow(&address("other"), 7).unwrap();
    assert_eq!(feeds.followers(&id).unwrap(), [7, u64::MAX]);
    let mut both = vec![id, other];
    both.sort_unstable();
    assert_eq!(feeds.followed_by(7).unwrap(), both);
    assert_eq!(feeds.followed_by(u64::MAX).unwrap(), [id]);
    assert_eq!(feeds.followed_by(8).unwrap(), []);

    let state = State { etag: "W/\"1\"".to_owned() };
    let waiting = ["a".to_owned()];
    feeds
        .note(&id, &Note { state: Some(&state), marks: &[mark(1)], wait: &waiting, ..Note::default() })
        .unwrap();
    assert!(!feeds.unfollow(&id, 7).unwrap());
    assert_eq!(feeds.state::<State>(&id).unwrap(), Some(state));
    assert!(feeds.unfollow(&id, u64::MAX).unwrap());
    assert_eq!(feeds.state::<State>(&id).unwrap(), None);
    assert_eq!(feeds.address(&id).unwrap(), None);
    assert!(feeds.marks(&id).unwrap().is_empty());
    assert!(feeds.waiting::<String>(&id, 9).unwrap().is_empty());
    assert_eq!(feeds.followed_by(7).unwrap(), [other], "the other feed stays");
    assert_eq!(feeds.address(&other).unwrap(), Some(address("other")));
}

#[test]
fn marks_are_bounded_and_the_newest_stay() {
    let feeds = Record::in_memory().feeds();
    let id = feeds.follow(&address("feed"), 1).unwrap();
    let mut written = 0_u128;
    for batch in [1, 127, 128, 129, 300, MARKS_MAX, 5, 40_000] {
        let marks: Vec<_> = (written..written + batch as u128).map(mark).collect();
        written += batch as u128;
        feeds.note(&id, &Note { marks: &marks, ..Note::default() }).unwrap();
        let kept = feeds.marks(&id).unwrap();
        let newest = (0..written).rev().take(MARKS_MAX);
        assert!(newest.map(mark).all(|mark| kept.contains(&mark)), "of {written}");
        assert!(kept.len() <= MARKS_MAX + 128);
    }
}

#[test]
fn items_wait_in_order_until_they_are_done() {
    let feeds = Record::in_memory().feeds();
    let id = feeds.follow(&address("feed"), 1).unwrap();
    let items = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    feeds.note(&id, &Note { wait: &items(&["a", "b", "c"]), ..Note::default() }).unwrap();
    feeds.note(&id, &Note { wait: &items(&["d"]), done: &[0], ..Note::default() }).unwrap();
    feeds.note(&id, &Note { again: &[(1, "b, again".to_owned())], ..Note::default() }).unwrap();
    let waiting: Vec<(u64, String)> = feeds.waiting(&id, 2).unwrap();
    assert_eq!(waiting, [(1, "b, again".to_owned()), (2, "c".to_owned())]);
    let tell = [(1, "new/x".to_owned(), "told".to_owned())];
    feeds.note(&id, &Note { done: &[1, 2, 3], tell: &tell, ..Note::default() }).unwrap();
    assert!(feeds.waiting::<String>(&id, 9).unwrap().is_empty());
}

#[test]
fn a_feed_that_moves_takes_everything_along() {
    let record = Record::in_memory();
    let feeds = record.feeds();
    let id = feeds.follow(&address("old"), 1).unwrap();
    feeds.follow(&address("old"), 2).unwrap();
    let state = State { etag: "1".to_owned() };
    feeds
        .note(
            &id,
            &Note { state: Some(&state), marks: &[mark(5)], wait: &["a".to_owned()], ..Note::default() },
        )
        .unwrap();
    let new = feeds.move_to(&id, &address("new")).unwrap();
    assert_eq!(new, FeedId::of(&address("new")));
    assert_eq!(feeds.followers(&new).unwrap(), [1, 2]);
    assert_eq!(feeds.followed_by(2).unwrap(), [new]);
    assert_eq!(feeds.state::<State>(&new).unwrap(), Some(state));
    assert!(feeds.marks(&new).unwrap().contains(&mark(5)));
    assert_eq!(feeds.waiting::<String>(&new, 9).unwrap().len(), 1);
    assert_eq!((feeds.address(&id).unwrap(), feeds.followers(&id).unwrap()), (None, vec![]));

    // Where the new address is followed already, its own state stands.
    let third = feeds.follow(&address("third"), 3).unwrap();
    assert_eq!(feeds.move_to(&new, &address("third")).unwrap(), third);
    assert_eq!(feeds.followers(&third).unwrap(), [1, 2, 3]);
    assert_eq!(feeds.state::<State>(&third).unwrap(), None);
    assert_eq!(feeds.move_to(&third, &address("third")).unwrap(), third);
}
