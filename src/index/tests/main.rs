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

#[test]
fn words_of_a_phrase_stand_one_after_another() {
    let mut index = Index::new();
    let said = [
        "The altered documents prove nothing",
        "Documents were altered; the altered ones are documents",
        "We altered the documents",
        "no no no no no no no no altered no no documents no no no",
        "This is a disaster",
    ];
    let mut sentences: Vec<Sentence<'_>> =
        (0..).zip(said).map(|(number, words)| sentence(number, "Ana Ruiz", words)).collect();
    // A short statement is found by its paragraph, too.
    sentences[4].around = "“This is a disaster”, she said of the altered documents.";
    sentences[1].role = Some("documents master");
    index.put([1; 16], &entry("Harbour papers: ferry strike goes on", 1, sentences), 1);
    let check = |phrase: &str, expected: &[u16]| {
        let mut found: Vec<u16> = asked(&index, phrase).into_iter().map(|(_, number)| number).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{phrase}");
    };
    check("\"altered documents\"", &[0, 4]);
    check("\"ferry strike\"", &[0, 1, 2, 3, 4]);
    check("\"strike ferry\"", &[]);
    check("\"harbour strike\"", &[]);
    check("\"documents master\"", &[1]);
    let long = format!("{} altered harbour documents", "never ".repeat(20));
    index.put([2; 16], &entry("", 1, vec![sentence(0, "Ana Ruiz", &long)]), 2);
    let in_long = |phrase: &str| asked(&index, phrase).contains(&(2, 0));
    assert!(in_long("\"altered harbour\"") && in_long("\"never altered harbour documents\""));
    assert!(!in_long("\"altered documents\"") && !in_long("\"documents harbour\""));
    // Of a word that stands there more often than its places are kept, every place may be one.
    assert!(in_long("\"never documents\""));
}

#[test]
fn the_same_words_are_found_by_their_fingerprints() {
    let mut index = Index::new();
    let with = |number, prints: &[u32]| Sentence {
        prints: prints.to_vec(),
        ..sentence(number, "Ana Ruiz", "ferry")
    };
    index.put([1; 16], &entry("", 9, vec![with(0, &[1, 2, 3]), with(1, &[7])]), 1);
    index.put([2; 16], &entry("", 5, vec![with(0, &[2, 3, 1])]), 2);
    index.put([3; 16], &entry("", 1, vec![with(0, &[3])]), 3);
    let alike = |index: &Index, limit| -> Vec<(u8, u16, f32)> {
        let found = index.alike(&[1, 2, 3, 4], limit);
        found.iter().map(|found| (found.article[0], found.number, found.score)).collect()
    };
    assert_eq!(alike(&index, 9), [(2, 0, 3.0), (1, 0, 3.0), (3, 0, 1.0)]);
    assert_eq!(alike(&index, 1), [(2, 0, 3.0)]);
    index.remove([2; 16], 4);
    assert_eq!(alike(&index, 9), [(1, 0, 3.0), (3, 0, 1.0)]);
    let made = entry("", 0, vec![with(0, &[u32::MAX, 0, 0])]);
    assert_eq!(Entry::decode(&made.encode()).unwrap().lines[0].prints, [0, u32::MAX]);
}

#[test]
fn a_topic_counts_the_statements_of_its_articles_that_stand() {
    let mut index = Index::new();
    let said = |words| vec![sentence(0, "Ana Ruiz", words), sentence(1, "Ana Ruiz", "no")];
    index.put([1; 16], &entry("Ferry strike", 5, said("yes")), 1);
    index.put([2; 16], &entry("Ferry strike", 9, said("no")), 2);
    index.put([3; 16], &entry("Ferry tickets", 9, said("no")), 3);
    let told = |index: &Index| -> Vec<(String, usize, i64)> {
        let found = index.complete_topics("ferry ", 9);
        found.into_iter().map(|topic| (topic.text, topic.statements, topic.last_at_ms)).collect()
    };
    let named = |all: &[(&str, usize, i64)]| -> Vec<(String, usize, i64)> {
        all.iter().map(|(text, count, at)| ((*text).to_owned(), *count, *at)).collect()
    };
    assert_eq!(told(&index)[1..], named(&[("Ferry strike", 4, 9), ("Ferry tickets", 2, 9)]));
    index.remove([2; 16], 4);
    index.remove([3; 16], 5);
    assert_eq!(told(&index)[1..], named(&[("Ferry strike", 2, 5)]));
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
    fn a_phrase_is_found_where_its_words_follow_each_other(
        statements in prop::collection::vec(
            prop::collection::vec(prop::sample::select(&WORDS[..]), 16..24), 0..6),
        phrase in prop::collection::vec(prop::sample::select(&WORDS[..]), 2..4),
    ) {
        let mut index = Index::new();
        let texts: Vec<String> = statements.iter().map(|words| words.join(" ")).collect();
        let sentences = (0..).zip(&texts).map(|(number, text)| sentence(number, "Ana Ruiz", text)).collect();
        index.put([1; 16], &entry("", 0, sentences), 1);
        let holds = |words: &Vec<&str>| words.windows(phrase.len()).any(|some| some == phrase);
        // Seven places of a word are kept: who has one more often may be found without the phrase.
        let is_certain = |words: &Vec<&str>| {
            WORDS.iter().all(|word| words.iter().filter(|its| *its == word).count() < 7)
        };
        let found = asked(&index, &format!("\"{}\"", phrase.join(" ")));
        for (number, words) in (0..).zip(&statements) {
            let is_found = found.contains(&(1, number));
            prop_assert!(is_found || !holds(words), "missed in {:?}", words);
            prop_assert!(!is_found || holds(words) || !is_certain(words), "not in {:?}", words);
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
