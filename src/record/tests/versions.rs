//! What an article said before, and statements that keep their numbers.

use sayso_record::Record;

use crate::fixtures::{article, at, statement, statements, url};

#[test]
fn a_changed_text_keeps_the_earlier_version_and_an_unchanged_one_none() {
    let record = Record::in_memory();
    let asked = url("https://harbour.example/ships");
    let id = record.keep(&asked, &article(None, "First"), &statements(3), at(0)).unwrap();
    record.keep(&asked, &article(None, "First"), &statements(2), at(10)).unwrap();
    assert!(record.revisions(&id).unwrap().is_empty(), "the same text is no new version");
    record.keep(&asked, &article(None, "Second"), &statements(2), at(20)).unwrap();
    record.keep(&asked, &article(None, "Third"), &[], at(20)).unwrap();
    let revisions = record.revisions(&id).unwrap();
    let told: Vec<_> = revisions
        .iter()
        .map(|revision| (revision.article.title.as_str(), revision.read_at, revision.statements.len()))
        .collect();
    assert_eq!(told, [("Second", at(20), 2), ("First", at(10), 2)]);
    assert_eq!(record.get(&id).unwrap().unwrap().article.title, "Third");
    assert!(record.verify().unwrap().is_good());
}

#[test]
fn a_statement_keeps_its_number_while_its_words_stand() {
    let record = Record::in_memory();
    let asked = url("https://harbour.example/ships");
    let id = record.keep(&asked, &article(None, "1"), &statements(3), at(0)).unwrap();
    // A new one at the front, the middle one gone, the last one elsewhere on the page.
    let mut moved = statement(2);
    moved.paragraph = 9;
    moved.pieces[0].start += 7;
    let now = [statement(7), moved, statement(0)];
    record.keep(&asked, &article(None, "2"), &now, at(1)).unwrap();
    let kept = record.get(&id).unwrap().unwrap();
    assert_eq!(kept.statements, now, "in the order of the page");
    assert_eq!(kept.numbers, [3, 2, 0]);
    // What went does not give its number to other words.
    record.keep(&asked, &article(None, "3"), &[statement(8), statement(1)], at(2)).unwrap();
    assert_eq!(record.get(&id).unwrap().unwrap().numbers, [4, 5]);
    let gone = sayso_record::StatementId { article: id, number: 2 };
    assert_eq!(record.statement(&gone).unwrap(), None);
    assert!(record.verify().unwrap().is_good());
}

#[test]
fn words_said_twice_have_two_numbers() {
    let record = Record::in_memory();
    let asked = url("https://harbour.example/ships");
    let twice = [statement(0), statement(0)];
    let id = record.keep(&asked, &article(None, "1"), &twice, at(0)).unwrap();
    record.keep(&asked, &article(None, "2"), &twice, at(1)).unwrap();
    assert_eq!(record.get(&id).unwrap().unwrap().numbers, [0, 1]);
    let mut other = statement(0);
    other.speaker.name = Some("Ben Alder".to_owned());
    record.keep(&asked, &article(None, "3"), &[other, statement(0)], at(2)).unwrap();
    assert_eq!(record.get(&id).unwrap().unwrap().numbers, [1, 0], "the speaker decides between equal words");
}

#[test]
fn versions_are_bounded_and_the_first_one_stays() {
    let record = Record::in_memory();
    let asked = url("https://harbour.example/live");
    let first = record.keep(&asked, &article(None, "0"), &[], at(0)).unwrap();
    for reading in 1..=i64::try_from(sayso_record::REVISIONS_MAX).unwrap() + 9 {
        record.keep(&asked, &article(None, &reading.to_string()), &[], at(reading)).unwrap();
    }
    let revisions = record.revisions(&first).unwrap();
    assert_eq!(revisions.len(), sayso_record::REVISIONS_MAX);
    assert_eq!(revisions.last().unwrap().article.title, "0");
    assert_eq!(revisions[0].article.title, "58");
    assert!(record.verify().unwrap().is_good());
}
