//! Articles that change after they were read.

use proptest::prelude::*;
use sayso_newsroom::{
    Act, Article, Brief, ChangeKind, FetchError, News, Newsroom, Piece, Quotation, Record, Revision, Speaker,
    SpeakerKind, Statement, WordChange, changes,
};

use crate::paper::{Paper, article, article_with, hour, rss, ruiz};

/// A brief of a text in which each `name: words` line is a paragraph and a statement; a line without a name is a
/// paragraph alone. Words in quotation marks are the speaker's own.
fn brief(lines: &str) -> Brief {
    let mut article = Article { title: "A title".to_owned(), ..Article::default() };
    let mut statements = Vec::new();
    for (number, line) in lines.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        let (name, words) = line.split_once(": ").map_or((None, line), |(name, words)| (Some(name), words));
        let own = words.starts_with('"');
        let text = format!("{words} — so it was said at {number}.");
        if let Some(name) = name {
            let inner = words.trim_matches('"');
            let start = text[..text.find(inner).expect("it is in it")].chars().count();
            statements.push(Statement {
                paragraph: number as i32,
                speaker: Speaker {
                    mention: None,
                    name: Some(name.to_owned()),
                    kind: SpeakerKind::Person,
                    role: None,
                },
                via: Vec::new(),
                cue: Some("said".to_owned()),
                act: Act::Say,
                quotation: if own { Quotation::Direct } else { Quotation::Indirect },
                pieces: vec![Piece {
                    paragraph: number as i32,
                    start,
                    end: start + inner.chars().count(),
                    text: inner.to_owned(),
                }],
                said_on: None,
                confidence: 1.0,
            });
        }
        let kind = sayso_article::BlockKind::Paragraph;
        article.paragraphs.push(sayso_article::Paragraph { text, kind });
    }
    let all = statements.len();
    let brief = Brief::new(article, statements);
    assert_eq!(brief.statements().len(), all);
    brief
}

/// The changes in a form that reads at a glance.
fn told(before: &str, after: &str) -> Vec<String> {
    let words = |statement: &Statement| statement.pieces[0].text.clone();
    changes(&brief(before), &brief(after))
        .iter()
        .map(|change| match change.kind {
            ChangeKind::Added => format!("+ {}", words(change.after.as_ref().expect("a statement"))),
            ChangeKind::Removed => format!("- {}", words(change.before.as_ref().expect("a statement"))),
            ChangeKind::Altered => {
                let parts = change.words.iter().map(|word| match word {
                    WordChange::Kept(text) => text.clone(),
                    WordChange::Removed(text) => format!("[-{text}-]"),
                    WordChange::Added(text) => format!("[+{text}+]"),
                });
                parts.collect::<Vec<_>>().join(" ")
            }
            ChangeKind::Speaker => {
                let name =
                    |s: &Option<Statement>| s.as_ref().and_then(|s| s.speaker.name.clone()).expect("a name");
                format!("{} > {}", name(&change.before), name(&change.after))
            }
            ChangeKind::Marks => "marks".to_owned(),
        })
        .collect()
}

#[test]
fn what_an_editor_changes_without_a_word_is_left_out() {
    let before = "Ana Ruiz: \"The pier won't be safe until May\"\n Hugo Brandt: the ferries are full";
    for after in [
        before,
        "Ana Ruiz: \"The  pier won\u{2019}t be safe, until May!\"\n Hugo Brandt: The ferries are full",
        "Updated 14:05, Ostrava Bay\n Ana Ruiz: \"The pier won't be safe until May\"\n Hugo Brandt: the ferries are full",
        "Hugo Brandt: the ferries are full\n Ana Ruiz: \"The pier won't be safe until May\"",
        "Ruiz: \"The pier won't be safe until May\"\n Hugo Brandt: the ferries are full",
    ] {
        assert_eq!(told(before, after), Vec::<String>::new(), "{after}");
    }
}

#[test]
fn a_reading_that_only_takes_it_otherwise_is_no_change() {
    // The words still stand there, only nobody is found to say them; and the other way round.
    let said = "Ana Ruiz: \"The pier will not be safe until May\"\n Hugo Brandt: the ferries are full";
    let unsaid = "\"The pier will not be safe until May\"\n Hugo Brandt: the ferries are full";
    assert_eq!(told(said, unsaid), Vec::<String>::new());
    assert_eq!(told(unsaid, said), Vec::<String>::new());
}

#[test]
fn changes_are_told_statement_by_statement_and_word_by_word() {
    let before = "Ana Ruiz: \"We have forty berths and all are taken\"\n Hugo Brandt: the ferries are full";
    let cases: [(&str, &[&str]); 6] = [
        (
            "Ana Ruiz: \"We have fourteen berths and all are taken\"\n Hugo Brandt: the ferries are full",
            &["We have [-forty-] [+fourteen+] berths and all are taken"],
        ),
        ("Ana Ruiz: \"We have forty berths and all are taken\"", &["- the ferries are full"]),
        (
            "Ana Ruiz: \"We have forty berths and all are taken\"\n Hugo Brandt: the ferries are full\n Mia Sand: nobody told the captains",
            &["+ nobody told the captains"],
        ),
        (
            "Mia Sand: \"We have forty berths and all are taken\"\n Hugo Brandt: the ferries are full",
            &["Ana Ruiz > Mia Sand"],
        ),
        ("Ana Ruiz: We have forty berths and all are taken\n Hugo Brandt: the ferries are full", &["marks"]),
        (
            "Ana Ruiz: \"We have no berths and not one is free\"\n Hugo Brandt: the roads are closed",
            &[
                "- We have forty berths and all are taken",
                "the [-ferries-] [+roads+] are [-full-] [+closed+]",
                "+ We have no berths and not one is free",
            ],
        ),
    ];
    for (after, expected) in cases {
        assert_eq!(told(before, after), expected, "{after}");
    }
}

#[test]
fn a_note_goes_with_the_change_that_it_speaks_of() {
    let before = brief(
        "Ana Ruiz: \"We have forty berths and all are taken\"\n Hugo Brandt: the ferries are full today",
    );
    let after =
        brief("Ana Ruiz: \"We have fourteen berths and all are taken\"\n Hugo Brandt: the ferries are full");
    let note = "Correction: the mayor spoke of fourteen berths.".to_owned();
    let revision = Revision::between(&before, &after, std::slice::from_ref(&note));
    let noted: Vec<_> = revision.changes.iter().map(|change| change.notice.as_ref()).collect();
    assert_eq!(noted, [Some(&note), None]);
    assert!(!revision.is_empty() && revision.headline.is_none());
}

#[test]
fn thousands_of_statements_are_compared_in_bounded_work() {
    let lines = |word: &str| {
        let line = |n: usize| {
            format!("Ana Ruiz: the {word} number {n} of the harbour is {} and {} again", n * 7, n % 13)
        };
        (0..2_000).map(line).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(changes(&brief(&lines("berth")), &brief(&lines("berth"))), []);
    assert_eq!(changes(&brief(&lines("berth")), &brief(&lines("quay"))).len(), 2_000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_two_texts_are_compared(
        before in "(Ana: |Bo: |)[a-c \"'\u{301}0-2]{0,30}(\n(Ana: |)[a-c \"]{1,20}){0,5}",
        after in "(Ana: |Bo: |)[a-c \"'\u{301}0-2]{0,30}(\n(Ana: |)[a-c \"]{1,20}){0,5}",
    ) {
        let solid = |text: &str| -> String {
            let line = |line: &&str| line.split(": ").last().is_some_and(|words| !words.trim_matches(['"', ' ']).is_empty());
            text.lines().map(str::trim).filter(line).collect::<Vec<_>>().join("\n")
        };
        let (before, after) = (brief(&solid(&before)), brief(&solid(&after)));
        prop_assert_eq!(changes(&before, &before), vec![]);
        for change in changes(&before, &after) {
            prop_assert_eq!(change.before.is_some(), change.kind != ChangeKind::Added);
            prop_assert_eq!(change.after.is_some(), change.kind != ChangeKind::Removed);
        }
    }
}

const FEED: &str = "https://argus.example/feed";
const STORY: &str = "https://argus.example/a";

async fn reading(paper: &std::sync::Arc<Paper>) -> Newsroom {
    paper.put(STORY, article("Harbour closed", &ruiz("We have forty berths and every one of them is taken")));
    paper.put(FEED, rss("argus.example", &[("a", "Harbour closed for weeks to come", "a", -1)]));
    let newsroom = paper.newsroom(Record::in_memory());
    newsroom.follow(7, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    assert_eq!(newsroom.round(hour(0), 100, 1).await.expect("a round").read.len(), 1);
    newsroom
}

#[tokio::test]
async fn an_article_that_changes_is_told_of_with_its_note_and_kept() {
    let paper = Paper::new();
    let newsroom = reading(&paper).await;
    let note = "<p><em>Correction: An earlier version of this article gave a wrong number. There are fourteen berths.</em></p>";
    let said = ruiz("We have fourteen berths and every one of them is taken");
    paper.put(STORY, article_with("Harbour closed", &said, note));
    let report = newsroom.round(hour(5), 100, 1).await.expect("a round");
    let [changed] = &report.changed[..] else { panic!("{report:?}") };
    assert_eq!(changed.followers, [7]);
    let [change] = &changed.revision.changes[..] else { panic!("{changed:?}") };
    assert_eq!(change.kind, ChangeKind::Altered);
    assert!(change.notice.as_ref().is_some_and(|note| note.contains("fourteen berths")), "{change:?}");
    let kept = newsroom.recall(changed.id).await.expect("the record").expect("kept");
    assert!(kept.brief.article().paragraphs[1].text.contains("fourteen"));
    let news = newsroom.news(7, 10, hour(5)).await.expect("the news");
    assert_eq!(news[0].news, News::Changed { article: changed.id, statements: 1, corrected: true });

    // It is told once, and read ever more seldom.
    let mut told = 0;
    for at in 6..400 {
        told += newsroom.round(hour(at), 100, 1).await.expect("a round").changed.len();
    }
    assert_eq!(told, 0);
    assert_eq!(paper.asked(STORY), 5, "first, and at the ages of 6 h, 1 d, 3 d and 7 d");
}

#[tokio::test]
async fn what_does_not_change_what_was_said_is_not_told() {
    let paper = Paper::new();
    let newsroom = reading(&paper).await;
    let said = ruiz("We have forty berths, and every one of them is taken");
    paper.put(STORY, article_with("Harbour  closed", &said, "<p><a href=/more>Read more</a></p>"));
    for at in 1..400 {
        let report = newsroom.round(hour(at), 100, 1).await.expect("a round");
        assert!(report.changed.is_empty() && report.gone.is_empty(), "{report:?}");
    }
}

#[tokio::test]
async fn an_article_that_goes_is_told_of_and_a_wall_is_no_revision() {
    let paper = Paper::new();
    let newsroom = reading(&paper).await;
    // A wall, a front page, a fault: none is a revision.
    paper.put(STORY, "<html><body><h1>Harbour closed</h1><p>Subscribe to read on.</p></body></html>");
    let report = newsroom.round(hour(5), 100, 1).await.expect("a round");
    assert!(report.changed.is_empty() && report.gone.is_empty());
    assert_eq!(paper.asked(STORY), 2);
    paper.fail(STORY, FetchError::NotFound { status: 404 });
    let mut gone = Vec::new();
    for at in 6..400 {
        gone.extend(newsroom.round(hour(at), 100, 1).await.expect("a round").gone);
    }
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].followers, [7]);
    let kept = newsroom.recall(gone[0].id).await.expect("the record").expect("it stays kept");
    assert!(kept.brief.article().paragraphs[1].text.contains("forty"));
}
