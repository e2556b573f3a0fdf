//! Finding statements again.

use jiff::{SignedDuration, Timestamp};
use sayso_article::{Article, BlockKind, Paragraph};
use sayso_record::{Desk, Order, Query, Record, Split, StatementId, StoryWords, Subject};
use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};

use crate::fixtures::{at, url};

/// An invented statement: speaker, office, act, words.
type Line<'a> = (&'a str, Option<&'a str>, Act, &'a str);

/// Keeps an article of some statements, each its own paragraph.
fn keep(record: &Record, outlet: &str, language: &str, title: &str, hours: i64, lines: &[Line<'_>]) {
    let now = at(hours * 3_600);
    let paragraphs = lines.iter().map(|(name, _, _, words)| Paragraph {
        text: format!("{name}: “{words}”"),
        kind: BlockKind::Paragraph,
    });
    let article = Article {
        url: None,
        outlet: Some(outlet.to_owned()),
        title: title.to_owned(),
        authors: Vec::new(),
        published: None,
        modified: None,
        language: language.to_owned(),
        origin: None,
        paragraphs: paragraphs.collect(),
    };
    let statements: Vec<Statement> = (0..).zip(lines).map(|(place, line)| statement(place, line)).collect();
    let address = url(&format!("https://paper.example/{language}/{hours}/{}", title.len()));
    record.keep(&address, &article, &statements, now).unwrap();
}

fn statement(paragraph: i32, (name, role, act, words): &Line<'_>) -> Statement {
    let kind = if name.starts_with("a ") { SpeakerKind::Anonymous } else { SpeakerKind::Person };
    let start = name.chars().count() + 3;
    Statement {
        paragraph,
        speaker: Speaker {
            mention: None,
            name: Some((*name).to_owned()),
            kind,
            role: role.map(str::to_owned),
        },
        via: Vec::new(),
        cue: None,
        act: *act,
        quotation: if *act == Act::Deny { Quotation::Indirect } else { Quotation::Direct },
        pieces: vec![Piece {
            paragraph,
            start,
            end: start + words.chars().count(),
            text: (*words).to_owned(),
        }],
        said_on: None,
        confidence: 0.9,
    }
}

/// A small record about an invented leak, in three languages.
fn filled() -> Record {
    let record = Record::in_memory();
    let say = Act::Say;
    keep(
        &record,
        "Harbour Post",
        "en",
        "Leak of harbour papers strains alliance",
        0,
        &[
            (
                "Anna Whitlock",
                Some("harbour minister"),
                say,
                "Some of the documents were altered before they were posted",
            ),
            ("a senior official", None, say, "We do not know who altered the charts"),
            ("Anna Whitlock", Some("harbour minister"), Act::Deny, "that the ministry lost any document"),
        ],
    );
    keep(
        &record,
        "Gazette",
        "en",
        "Minister under pressure",
        24,
        &[
            ("Anna Whitlock", Some("deputy premier"), say, "The altered documents prove nothing"),
            ("Peter Whitlock", Some("retired pilot"), say, "My sister has no documents"),
        ],
    );
    keep(
        &record,
        "Вістник",
        "uk",
        "Витік документів",
        48,
        &[
            ("Олександр Береговий", Some("міністр"), say, "Документи змінили вже після витоку"),
            ("a senior official", None, say, "Nothing to add"),
        ],
    );
    keep(
        &record,
        "Вестник",
        "ru",
        "Утечка бумаг",
        50,
        &[
            ("Александр Береговой", Some("министр"), say, "Часть бумаг изменена"),
            ("Oleksandr Berehovyi", None, say, "The papers were changed"),
        ],
    );
    record
}

fn now() -> Timestamp {
    at(60 * 3_600)
}

fn words(record: &Record, query: &Query) -> Vec<String> {
    let found = record.search(query, now(), 25, None).unwrap();
    found.hits.into_iter().map(|cited| cited.statement.pieces[0].text.clone()).collect()
}

fn asking(text: &str) -> Query {
    Query { words: text.to_owned(), ..Query::default() }
}

#[test]
fn words_are_found_in_any_form_and_the_best_come_first() {
    let record = filled();
    let found = words(&record, &asking("altering document"));
    assert_eq!(found[0], "The altered documents prove nothing", "both words, and the later of the two");
    assert_eq!(found.len(), 2);
    assert_eq!(words(&record, &asking("змінені документів")), words(&record, &asking("ДОКУМЕНТ змінили")));
    assert_eq!(words(&record, &asking("документы")).len(), 2, "by the statement's words and by the title's");
    assert!(words(&record, &asking("submarine")).is_empty());
    assert!(words(&record, &asking("the of and")).len() > 5, "words that tell nothing ask for nothing");
}

#[test]
fn a_phrase_stands_word_for_word() {
    let record = filled();
    assert_eq!(words(&record, &asking("“altered documents”")), ["The altered documents prove nothing"]);
    assert_eq!(words(&record, &asking("\"documents altered\"")), Vec::<String>::new());
    assert_eq!(words(&record, &asking("documents -altered")).len(), 2);
    let found = record.search(&asking("\"do not know\" charts"), now(), 25, None).unwrap();
    assert_eq!(found.hits.len(), 1);
}

#[test]
fn where_nothing_has_all_words_some_are_enough_and_it_is_said() {
    let record = filled();
    let found = record.search(&asking("altered submarine"), now(), 25, None).unwrap();
    assert!(found.is_loose && !found.hits.is_empty());
    let found = record.search(&asking("altered documents"), now(), 25, None).unwrap();
    assert!(!found.is_loose);
    assert_eq!((found.statements, found.articles, found.outlets), (2, 2, 2));
}

#[test]
fn one_speaker_is_found_under_all_spellings_and_scripts() {
    let record = filled();
    for typed in ["Oleksandr Berehovyi", "Олександр Береговий", "Александр Береговой", "Береговий", "bereh"]
    {
        let query = Query { speaker: Some(typed.to_owned()), ..Query::default() };
        assert_eq!(words(&record, &query).len(), 3, "{typed}");
    }
    let desk = Desk::default();
    let found = record.of_speaker("Anna Whitlock", &desk, now(), 25, None).unwrap();
    let offices: Vec<_> = found.hits.iter().map(|cited| cited.statement.speaker.role.as_deref()).collect();
    assert_eq!(offices, [Some("deputy premier"), Some("harbour minister"), Some("harbour minister")]);
    assert_eq!(found.hits[0].heading.title, "Minister under pressure");
    let found = record.of_speaker("Whitlock", &desk, now(), 25, None).unwrap();
    assert_eq!(found.speaker.as_deref(), Some("Anna Whitlock"));
    assert_eq!(found.other_speakers[0].text, "Peter Whitlock", "a family name is not enough to be one");
    let found = record.of_speaker("a senior official", &desk, now(), 25, None).unwrap();
    assert!(found.hits.is_empty(), "an unnamed source is nobody's page");
}

#[test]
fn editors_merge_and_split_and_both_versions_are_there() {
    let record = filled();
    let of = |name: &str, desk: &Desk| record.of_speaker(name, desk, now(), 25, None).unwrap().hits;
    let mut desk = Desk::default();
    desk.merges.push(("Anna Whitlock".to_owned(), "Peter Whitlock".to_owned()));
    assert_eq!(of("Anna Whitlock", &desk).len(), 4);
    assert_eq!(of("Peter Whitlock", &desk).len(), 4, "the merged name leads to the speaker");
    assert_eq!(of("Anna Whitlock", &Desk::default()).len(), 3, "another server's record is as it was");
    let wrong = of("Anna Whitlock", &Desk::default())[0].id;
    let mut desk = Desk::default();
    desk.splits.push(Split {
        name: "Anna Whitlock".to_owned(),
        becomes: "Anna Whitlock (sailor)".to_owned(),
        statements: vec![wrong.to_string()],
    });
    assert_eq!(of("Anna Whitlock", &desk).len(), 2);
}

#[test]
fn outlet_kind_act_time_and_story_narrow_down() {
    let record = filled();
    let count = |query: &Query| record.search(query, now(), 25, None).unwrap().statements;
    assert_eq!(count(&Query { outlet: Some("gazette".to_owned()), ..Query::default() }), 2);
    assert_eq!(count(&Query { outlet: Some("Nobody's".to_owned()), ..Query::default() }), 0);
    assert_eq!(count(&Query { kinds: vec![SpeakerKind::Anonymous], ..Query::default() }), 2);
    assert_eq!(count(&Query { acts: vec![Act::Deny, Act::Warn], ..Query::default() }), 1);
    assert_eq!(count(&Query { quotations: vec![Quotation::Indirect], ..Query::default() }), 1);
    let day = Query { since: Some(at(24 * 3_600)), until: Some(at(48 * 3_600)), ..Query::default() };
    assert_eq!(count(&day), 2);
    let story = StoryWords {
        any: vec!["leak".to_owned(), "altered documents".to_owned()],
        none: vec!["charts".to_owned()],
    };
    assert_eq!(count(&Query { story, ..Query::default() }), 3);
    let latest = Query { order: Order::Latest, ..Query::default() };
    let found = record.search(&latest, now(), 25, None).unwrap();
    assert!(found.hits.is_sorted_by(|one, other| one.at >= other.at));
    assert_eq!(found.statements, 9);
}

#[test]
fn pages_follow_each_other_whatever_comes_in_between() {
    let record = filled();
    let query = asking("documents");
    let all = words(&record, &query);
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let found = record.search(&query, now(), 2, cursor.as_ref()).unwrap();
        seen.extend(found.hits.into_iter().map(|cited| cited.statement.pieces[0].text.clone()));
        // A cursor goes through a button as text.
        cursor = found.next.map(|next| next.to_string().parse().unwrap());
        if cursor.is_none() {
            break;
        }
        keep(
            &record,
            "Gazette",
            "en",
            "documents documents",
            61,
            &[("Ina Ray", None, Act::Say, "documents")],
        );
    }
    assert_eq!(seen, all);
    assert!("12".parse::<sayso_record::SearchCursor>().is_err());
}

#[test]
fn beginnings_are_completed_with_counts_and_the_last_office() {
    let record = filled();
    let complete = |subject, typed: &str| {
        let found = record.complete(subject, typed, 25, &Desk::default()).unwrap();
        found.into_iter().map(|found| (found.text, found.statements, found.office)).collect::<Vec<_>>()
    };
    let speakers = complete(Subject::Speaker, "whi");
    assert_eq!(speakers[0], ("Anna Whitlock".to_owned(), 3, Some("deputy premier".to_owned())));
    assert_eq!(speakers[1].0, "Peter Whitlock");
    for typed in ["Bere", "бере", "Oleks", "олекс"] {
        assert_eq!(complete(Subject::Speaker, typed)[0].1, 3, "{typed}");
    }
    assert!(complete(Subject::Speaker, "official").is_empty() && complete(Subject::Speaker, "").is_empty());
    assert_eq!(complete(Subject::Outlet, "gaz"), [("Gazette".to_owned(), 2, None)]);
    assert_eq!(complete(Subject::Outlet, "").len(), 4);
    assert!(
        complete(Subject::Topic, "harb")
            .iter()
            .any(|(text, count, _)| text == "harbour papers" && *count == 3)
    );
}

#[test]
fn every_answer_points_at_its_place() {
    let record = filled();
    for cited in record.search(&asking("documents"), now(), 25, None).unwrap().hits {
        let id: StatementId = cited.id.to_string().parse().unwrap();
        let again = record.statement(&id).unwrap().unwrap();
        assert_eq!((again.statement, again.heading.url), (cited.statement, cited.heading.url.clone()));
        assert!(cited.heading.url.is_some());
    }
    let nobody = StatementId { article: "00".repeat(16).parse().unwrap(), number: 0 };
    assert_eq!(record.statement(&nobody).unwrap(), None);
}

#[test]
fn any_question_has_an_answer() {
    let record = filled();
    for text in
        ["", "\"", "-", "“”", "\u{0}", "((((", "a\u{301}\u{302}", &"w ".repeat(5_000), "-a -b", "«», \"x"]
    {
        let query = Query { words: text.to_owned(), speaker: Some(text.to_owned()), ..Query::default() };
        record.search(&query, now(), usize::MAX, None).unwrap();
        record.search(&asking(text), Timestamp::MIN, 0, None).unwrap();
        for subject in [Subject::Speaker, Subject::Topic, Subject::Outlet] {
            record.complete(subject, text, usize::MAX, &Desk::default()).unwrap();
        }
    }
    let later = now() + SignedDuration::from_hours(24);
    assert!(record.search(&asking("documents"), later, 25, None).unwrap().hits[0].score > 0.0);
}

#[test]
fn the_same_words_are_found_wherever_they_were_printed() {
    let record = Record::in_memory();
    let whole = "We have forty berths at the northern quay and every single one of them is taken tonight";
    let cut = "every single one of them is taken tonight";
    let other = "We have no berths at the southern quay, and nobody asks for one on a night like this";
    let say = Act::Say;
    keep(&record, "Gazette", "en", "Harbour closed", 5, &[("Ana Ruiz", None, say, whole)]);
    keep(
        &record,
        "Post",
        "en",
        "No berth left",
        2,
        &[("Ana Ruiz", None, say, cut), ("Ana Ruiz", None, say, other)],
    );
    let alike = |text: &str, limit: usize| -> Vec<String> {
        let found = record.alike(text, limit).unwrap();
        found.into_iter().map(|cited| cited.statement.pieces[0].text.clone()).collect()
    };
    let both = |mut found: Vec<String>| {
        found.sort();
        found == [whole, cut]
    };
    assert!(both(alike(cut, 9)), "{:?}", alike(cut, 9));
    assert_eq!(alike(whole, 9)[..2], [whole, cut], "what has most in common comes first");
    let bracketed = alike("“Every SINGLE one of [the berths] … is taken tonight.”", 9);
    assert!(bracketed.contains(&cut.to_owned()) && bracketed.contains(&whole.to_owned()), "{bracketed:?}");
    assert_eq!(alike("Nothing of the sort", 9), [""; 0]);
    assert_eq!(alike("", 9), [""; 0]);
}

#[test]
fn a_phrase_counts_what_has_its_words_in_order() {
    let record = filled();
    let ask = |words: &str| {
        let query = Query { words: words.to_owned(), ..Query::default() };
        let found = record.search(&query, now(), 9, None).unwrap();
        (found.statements, found.hits.len())
    };
    assert_eq!(ask("\"altered documents\""), (1, 1));
    assert_eq!(ask("altered documents").0, 2);
    assert_eq!(ask("\"documents altered\""), (0, 0));
    assert_eq!(ask("\"harbour papers\"").0, 3, "the title is every statement's");
}
