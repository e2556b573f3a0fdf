//! How long texts and statements are kept, and the export of every night.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use sayso_record::{Query, Record, Retention};

use crate::fixtures::{article, at, statements, url};

fn days(count: i64) -> Timestamp {
    at(count * 86_400)
}

/// A page of paragraphs of which the statements' pieces are slices.
fn page(title: &str) -> (sayso_article::Article, Vec<sayso_statements::Statement>) {
    let mut page = article(None, title);
    let mut said = statements(2);
    for statement in &mut said {
        let piece = &mut statement.pieces[0];
        let text: Vec<char> =
            page.paragraphs[usize::try_from(piece.paragraph).unwrap()].text.chars().collect();
        (piece.start, piece.end) = (150, 180);
        piece.text = text[150..180].iter().collect();
    }
    page.published = None;
    (page, said)
}

#[test]
fn after_a_week_only_statements_and_their_neighbours_are_left_of_a_text() {
    let record = Record::in_memory();
    let asked = url("https://harbour.example/ships");
    let (page, said) = page("Ships");
    let id = record.keep(&asked, &page, &said, days(0)).unwrap();
    let retention = Retention::default();
    assert_eq!(record.prune(days(6), &retention, 10).unwrap(), sayso_record::Pruned::default());
    let done = record.prune(days(8), &retention, 10).unwrap();
    assert_eq!((done.texts, done.articles, done.is_more), (1, 0, false));
    assert_eq!(record.prune(days(9), &retention, 10).unwrap().texts, 0, "once is enough");

    let kept = record.get(&id).unwrap().unwrap();
    let cut = kept.cut.unwrap();
    assert_eq!(kept.article.paragraphs.len(), page.paragraphs.len());
    assert!(kept.article.paragraphs[5].text.is_empty(), "nobody speaks there");
    for (statement, before) in kept.statements.iter().zip(&said) {
        let (piece, place) = (&statement.pieces[0], usize::try_from(statement.paragraph).unwrap());
        let left: String = kept.article.paragraphs[place]
            .text
            .chars()
            .skip(piece.start)
            .take(piece.end - piece.start)
            .collect();
        assert_eq!((&left, &piece.text), (&before.pieces[0].text, &before.pieces[0].text));
        assert_eq!(cut.original(place, piece.start), Some(150));
        assert!(kept.article.paragraphs[place].text.len() < 200);
    }
    let found = record.search(&Query { words: "ships".to_owned(), ..Query::default() }, days(9), 9, None);
    assert_eq!(found.unwrap().hits.len(), 2, "it is found as before");

    // The same text again is no new version; another is.
    record.keep(&asked, &page, &said, days(10)).unwrap();
    assert!(record.revisions(&id).unwrap().is_empty());
    assert_eq!(record.get(&id).unwrap().unwrap().numbers, [0, 1]);
    record.keep(&asked, &article(None, "Other"), &said, days(11)).unwrap();
    assert_eq!(record.revisions(&id).unwrap().len(), 1);
    let done = record.prune(days(30), &retention, 10).unwrap();
    assert_eq!((done.texts, done.revisions), (1, 1));
    assert!(record.revisions(&id).unwrap()[0].cut.is_some());
    assert!(record.verify().unwrap().is_good() && record.verify_index().unwrap().is_good());
}

#[test]
fn statements_go_with_everything_of_theirs_and_a_step_is_bounded() {
    let record = Record::in_memory();
    for number in 0..5 {
        let asked = url(&format!("https://m.harbour.example/{number}"));
        let canonical = format!("https://www.harbour.example/{number}");
        for reading in 0..2 {
            let page = article(Some(&canonical), &format!("{number} {reading}"));
            record.keep(&asked, &page, &statements(3), days(number * 10 + reading)).unwrap();
        }
    }
    let retention = Retention { text_days: None, statement_days: Some(30) };
    let first = record.prune(days(60), &retention, 2).unwrap();
    assert_eq!((first.articles, first.is_more), (2, true));
    let second = record.prune(days(60), &retention, 2).unwrap();
    assert_eq!((second.articles, second.is_more), (1, false));
    let stats = record.stats().unwrap();
    assert_eq!((stats.articles, stats.statements, stats.aliases), (2, 6, 2));
    assert_eq!(record.search(&Query::default(), days(60), 50, None).unwrap().statements, 6);
    assert!(record.verify().unwrap().is_good());
    let never = Retention { text_days: None, statement_days: None };
    assert_eq!(record.prune(days(9_000), &never, 9).unwrap(), sayso_record::Pruned::default());
}

#[test]
fn every_night_has_one_proved_export() {
    let (folder, exports) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let record = Record::open(folder.path()).unwrap();
    record.keep(&url("https://a.example/"), &article(None, "A"), &statements(3), at(0)).unwrap();
    let first = record.nightly(exports.path(), days(0), 7).unwrap();
    assert!(first.is_new && first.summary.statements == 3);
    let again = record.nightly(exports.path(), days(0) + SignedDuration::from_mins(5), 7).unwrap();
    assert_eq!((again.path.clone(), again.is_new), (first.path.clone(), false));
    // One that was damaged since is made again.
    fs::write(&first.path, "damaged").unwrap();
    let healed = record.nightly(exports.path(), days(0) + SignedDuration::from_mins(9), 7).unwrap();
    assert!(healed.is_new);
    for day in 1..12 {
        record.nightly(exports.path(), days(day), 7).unwrap();
    }
    assert_eq!(fs::read_dir(exports.path()).unwrap().count(), 7);
}

#[test]
fn each_article_lives_as_long_as_it_is_needed_and_answers_can_leave_out_the_old() {
    let record = Record::in_memory();
    let keep = |name: &str, day| {
        let (page, said) = page(name);
        record.keep(&url(&format!("https://harbour.example/{name}")), &page, &said, days(day)).unwrap()
    };
    let (short, long) = (keep("short", 0), keep("long", 0));
    let new = keep("new", 20);
    let least = Retention { text_days: Some(1), statement_days: Some(30) };
    let mut asked = Vec::new();
    let mut life = |id: &sayso_record::ArticleId| {
        asked.push(*id);
        Ok(if *id == long { Retention { text_days: Some(30), statement_days: None } } else { least })
    };
    let done = record.prune_by(days(2), &least, 10, &mut life).unwrap();
    assert_eq!((done.texts, done.articles), (1, 0));
    assert!(record.get(&short).unwrap().unwrap().cut.is_some());
    assert!(record.get(&long).unwrap().unwrap().cut.is_none());
    let done = record.prune_by(days(40), &least, 10, &mut life).unwrap();
    assert_eq!((done.texts, done.articles), (2, 1), "the long text's days are over too");
    assert!(record.get(&short).unwrap().is_none() && record.get(&long).unwrap().is_some());
    assert!(!asked.is_empty() && asked.iter().all(|id| [short, long, new].contains(id)));

    let found = |query: Query| record.search(&query, days(40), 9, None).unwrap().hits.len();
    assert_eq!(found(Query::default()), 4);
    assert_eq!(found(Query { read_since: Some(days(10)), ..Query::default() }), 2);
    assert_eq!(found(Query { of: Some(vec![long]), ..Query::default() }), 2);
    assert_eq!(found(Query { of: Some(Vec::new()), ..Query::default() }), 0);
    assert!(record.verify().unwrap().is_good() && record.verify_index().unwrap().is_good());
}
