//! The index seen from outside: entries as bytes, replacement, ranking, and questions against a plain model.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sayso_index::{
    BadEntry, Draft, Entry, Filter, Index, Order, Phrase, Ranking, Request, Sentence, Words, folded,
};
use sayso_people::Desk;

fn sentence<'a>(number: u16, speaker: &'a str, words: &'a str) -> Sentence<'a> {
    Sentence {
        number,
        speaker: Some(speaker),
        is_named: true,
        own: vec![words],
        around: words,
        ..Sentence::default()
    }
}

fn entry(title: &str, at_ms: i64, sentences: Vec<Sentence<'_>>) -> Entry {
    Draft { title, language: "en", outlet: "Gazette", at_ms, text_kept: true, sentences, ..Draft::default() }
        .entry()
}

fn asked(index: &Index, text: &str) -> Vec<(u8, u16)> {
    let request = Request { words: Words::parse(text), take: 50, ..Request::default() };
    let found = index.search(&request, &Ranking::default());
    assert_eq!(found.first.len(), found.statements.min(50));
    found.first.iter().map(|found| (found.article[0], found.number)).collect()
}

#[test]
fn an_entry_goes_to_bytes_and_back_and_no_other_bytes_are_one() {
    let made = entry(
        "Harbour leak",
        -5,
        vec![
            sentence(7, "Ana Ruiz", "The documents, the documents!"),
            Sentence {
                role: Some("harbour master"), ..sentence(9, "Єва Ґалаґан", "Документи змінено")
            },
        ],
    );
    let bytes = made.encode();
    assert_eq!(Entry::decode(&bytes).as_ref(), Ok(&made));
    for cut in 0..bytes.len() {
        assert!(Entry::decode(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    let mut other = bytes.clone();
    other[0] += 1;
    assert_eq!(Entry::decode(&other), Err(BadEntry::OtherAnalysis(other[0])));
    assert_eq!(Entry::decode(&[]), Err(BadEntry::Damaged));
}

#[test]
fn a_new_reading_replaces_the_old_and_an_older_commit_does_not() {
    let mut index = Index::new();
    index.put([1; 16], &entry("Old", 1, vec![sentence(0, "Ana Ruiz", "ferry")]), 5);
    index.put([1; 16], &entry("New", 2, vec![sentence(0, "Ana Ruiz", "tunnel")]), 9);
    index.put([1; 16], &entry("Late", 3, vec![sentence(0, "Ana Ruiz", "bridge")]), 7);
    assert_eq!((asked(&index, "ferry"), asked(&index, "bridge")), (vec![], vec![]));
    assert_eq!(asked(&index, "tunnel"), [(1, 0)]);
    assert_eq!((index.size().statements, index.size().gone), (1, 1));
    index.remove([1; 16], 12);
    index.put([1; 16], &entry("Late", 3, vec![sentence(0, "Ana Ruiz", "bridge")]), 11);
    assert_eq!(index.size().statements, 0, "what a later commit removed stays away");
    assert!(index.complete_speakers("ruiz", 9, &Desk::default()).is_empty());
}

#[test]
fn own_words_come_before_surroundings_and_new_before_old() {
    const DAY: i64 = 86_400_000;
    let mut index = Index::new();
    let plain = |words| vec![sentence(0, "Ana Ruiz", words)];
    index.put([1; 16], &entry("Ferry", 0, plain("Nothing of it here at all")), 1);
    index.put([2; 16], &entry("Other", 0, plain("The ferry leaves when it leaves")), 2);
    index.put([3; 16], &entry("Other", 99 * DAY, plain("The ferry leaves when it leaves")), 3);
    let request =
        Request { words: Words::parse("ferries"), take: 9, now_ms: 100 * DAY, ..Request::default() };
    let order = |request: &Request| -> Vec<u8> {
        index.search(request, &Ranking::default()).first.iter().map(|found| found.article[0]).collect()
    };
    assert_eq!(order(&request), [3, 2, 1]);
    let known = Filter { until_ms: Some(DAY), ..Filter::default() };
    assert_eq!(order(&Request { filter: known, ..request.clone() }), [2, 1]);
    assert_eq!(order(&Request { order: Order::Latest, ..request })[0], 3);
}

#[test]
fn topics_of_many_articles_stay_when_room_is_short() {
    let mut index = Index::new();
    for number in 0..9_000_u32 {
        let title =
            format!("grain{number} price{number} harvest{number} market{number} tender{number} ferry strike");
        let mut article = [0; 16];
        article[..4].copy_from_slice(&number.to_be_bytes());
        index.put(article, &entry(&title, i64::from(number), vec![sentence(0, "Ana Ruiz", "no")]), 1);
    }
    let found = index.complete_topics("ferry", 5);
    assert_eq!(found.first().map(|topic| topic.text.as_str()), Some("ferry strike"));
    assert_eq!(found[0].statements, 9_000);
}

/// What `Index` finds for one or two words, found by looking at every statement.
fn model(articles: &[Vec<Vec<&str>>], words: &[&str]) -> BTreeSet<(u8, u16)> {
    let mut found = BTreeSet::new();
    for (article, statements) in (0..).zip(articles) {
        for (number, own) in (0..).zip(statements) {
            if words.iter().all(|word| own.contains(word)) {
                found.insert((article, number));
            }
        }
    }
    found
}

const WORDS: [&str; 7] = ["ferry", "tunnel", "bridge", "harbor", "tram", "metro", "depot"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_found_that_is_not_said_and_nothing_said_is_missed(
        articles in prop::collection::vec(
            prop::collection::vec(prop::collection::vec(prop::sample::select(&WORDS[..]), 0..5), 0..6), 0..9),
        asked_words in prop::collection::vec(prop::sample::select(&WORDS[..]), 1..3),
    ) {
        let mut index = Index::new();
        for (article, statements) in (0..).zip(&articles) {
            let texts: Vec<String> = statements.iter().map(|words| words.join(" ")).collect();
            let sentences = (0..).zip(&texts).map(|(number, text)| sentence(number, "Ana Ruiz", text)).collect();
            index.put([article; 16], &entry("", 0, sentences), 1);
        }
        let expected = model(&articles, &asked_words);
        let request = Request { words: Words::parse(&asked_words.join(" ")), take: 100, ..Request::default() };
        let found = index.search(&request, &Ranking::default());
        let places: BTreeSet<(u8, u16)> = found.first.iter().map(|found| (found.article[0], found.number)).collect();
        if found.is_loose {
            prop_assert!(expected.is_empty());
        } else {
            prop_assert_eq!(places, expected);
        }
    }

    #[test]
    fn any_text_and_any_bytes_are_stood(text in ".{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Entry::decode(&bytes);
        let made = entry(&text, 0, vec![sentence(0, &text, &text)]);
        prop_assert_eq!(Entry::decode(&made.encode()), Ok(made.clone()));
        let mut index = Index::new();
        index.put([0; 16], &made, 1);
        let _ = (asked(&index, &text), index.complete_speakers(&text, 9, &Desk::default()));
        let _ = (index.complete_topics(&text, 9), index.complete_outlets(&text, 9), index.outlets_like(&text));
        prop_assert_eq!(folded(&folded(&text)), folded(&text));
        let _ = Phrase::new(&text);
    }
}
