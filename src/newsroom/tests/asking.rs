//! Questions to what was read.

use std::sync::Arc;

use jiff::tz::TimeZone;
use sayso_newsroom::{
    Desk, Newsroom, Order, Period, Query, Record, Shown, StatementId, StoryRule, StoryWords, Subject,
    Verdict, What,
};

use crate::paper::{Paper, article, hour, ruiz};

const LONG: &str = "We have forty berths at the northern quay and every single one of them is taken tonight";
const CUT: &str = "every single one of them is taken tonight";

/// Three outlets: two print one quotation, one of them cut; the third prints another and a denial.
async fn read() -> (Arc<Paper>, Newsroom) {
    let paper = Paper::new();
    let denial = "Hugo Brandt, the harbour master, denied that the northern quay had forty berths.";
    for (address, title, said) in [
        ("https://argus.example/a", "Harbour closed", ruiz(LONG)),
        ("https://herald.example/b", "No berth left in the bay", ruiz(CUT)),
        ("https://courier.example/c", "Master of the harbour speaks", denial.to_owned()),
        ("https://courier.example/d", "Budget", ruiz("The budget for schools will not be cut this year")),
    ] {
        paper.put(address, article(title, &said));
    }
    let newsroom = paper.newsroom(Record::in_memory());
    for (at, address) in
        ["argus.example/a", "herald.example/b", "courier.example/c", "courier.example/d"].iter().enumerate()
    {
        newsroom.brief(&format!("https://{address}"), hour(at as i64)).await.expect(address);
    }
    (paper, newsroom)
}

fn words(words: &str) -> Query {
    Query { words: words.to_owned(), ..Query::default() }
}

#[tokio::test]
async fn who_said_is_answered_with_places_and_each_utterance_once() {
    let (_, newsroom) = read().await;
    let found = newsroom.who_said(words("taken tonight"), hour(9), 25, None).await.expect("an answer");
    assert_eq!((found.quotes.len(), found.utterances.len(), found.outlets), (2, 1, 2));
    let utterance = &found.utterances[0];
    assert_eq!(found.quotes[utterance.longest].words().trim_end_matches(','), LONG);
    assert_eq!((utterance.prints.len(), utterance.origins.len(), utterance.speakers.len()), (2, 2, 1));
    for quote in &found.quotes {
        assert!(quote.around()[0].contains(&quote.statement().pieces[0].text));
        assert!(quote.link().is_some_and(|link| link.contains("#:~:text=")), "{:?}", quote.link());
        let section = quote.section();
        assert_eq!(section.name, Some("Ana Ruiz"));
        assert!(matches!(section.entries[0].shown, Shown::Quotation(_)));
        assert_eq!(section.entries[0].link.as_deref(), quote.link());
        let again =
            newsroom.statement(quote.id(), Query::default()).await.expect("the record").expect("kept");
        assert_eq!(again.words(), quote.words());
    }

    let found = newsroom.said("Ruiz", Query::default(), hour(9), 25, None).await.expect("an answer");
    assert_eq!((found.speaker.as_deref(), found.quotes.len()), (Some("Ana Ruiz"), 3));
    let speakers = newsroom.complete(Subject::Speaker, "Ru", 5, Desk::default()).await.expect("completed");
    assert_eq!(speakers[0].text, "Ana Ruiz");
    let unknown = "00112233445566778899aabbccddeeff-7".parse::<StatementId>().expect("a number");
    assert_eq!(newsroom.statement(unknown, Query::default()).await.expect("the record"), None);
}

#[tokio::test]
async fn words_that_do_not_stand_in_their_article_leave_by_no_answer() {
    let (_, newsroom) = read().await;
    let record = newsroom.record();
    let address = "https://argus.example/a".parse().expect("an address");
    let mut kept = record.by_address(&address).expect("the record").expect("kept");
    // Damage, or a fault of ours: the record holds words that nobody said.
    kept.statements[0].pieces[0].text = "We have sold the northern quay and every berth of it".to_owned();
    record.keep(&address, &kept.article, &kept.statements, hour(5)).expect("kept");
    let damaged = record.search(&words("sold"), hour(9), 25, None).expect("the record");
    assert_eq!(damaged.hits.len(), 1, "the record has it");
    let found = newsroom.who_said(words("sold"), hour(9), 25, None).await.expect("an answer");
    assert_eq!(found.statements, 1);
    assert!(found.quotes.iter().all(|quote| !quote.words().contains("sold")), "{found:?}");
    let false_words = "We have sold the northern quay and every berth of it";
    let found = newsroom.verify(false_words, None, Query::default(), hour(9)).await.expect("a check");
    assert!(!matches!(found.check().verdict, Verdict::WordForWord | Verdict::CutShort), "{found:?}");
}

#[tokio::test]
async fn a_quotation_is_looked_up_in_everything_that_was_read() {
    let (paper, newsroom) = read().await;
    let cases = [
        (CUT, Some("Ana Ruiz"), Verdict::WordForWord),
        ("forty berths at the northern quay and every single one", Some("Ruiz"), Verdict::CutShort),
        (
            "We have fourteen berths at the northern quay and every single one of them is taken tonight",
            Some("Ana Ruiz"),
            Verdict::Altered,
        ),
        (LONG, Some("Hugo Brandt"), Verdict::OtherSpeaker),
        ("The sea is a cruel mistress and will have its due of us", Some("Ana Ruiz"), Verdict::NotFound),
    ];
    for (quotation, speaker, verdict) in cases {
        let found = newsroom.verify(quotation, speaker, Query::default(), hour(9)).await.expect("a check");
        assert_eq!(found.check().verdict, verdict, "{quotation}: {:?}", found.check());
        assert_eq!((found.articles(), found.outlets()), (4, 3));
        if let Some(nearest) = &found.check().nearest {
            let heading = &found.candidates()[nearest.candidate].heading;
            assert!(heading.url.is_some());
        }
    }
    // An outlet that takes the words out is found with what it had said.
    paper.put(
        "https://argus.example/a",
        article("Harbour closed", &ruiz("We have no berth left at the northern quay")),
    );
    paper.put(
        "https://herald.example/b",
        article("No berth left in the bay", &ruiz("Nobody knows when the quay will open")),
    );
    for at in 9..40 {
        newsroom.round(hour(at), 100, 1).await.expect("a round");
    }
    let found = newsroom.verify(LONG, Some("Ana Ruiz"), Query::default(), hour(40)).await.expect("a check");
    assert_eq!(found.check().verdict, Verdict::Withdrawn, "{:?}", found.check());

    let history = newsroom.changes("https://argus.example/a").await.expect("the record").expect("kept");
    assert_eq!(history.revisions.len(), 1);
    assert_eq!(history.revisions[0].1.changes.len(), 2, "one went, one came: {:?}", history.revisions);
    assert!(newsroom.changes("https://argus.example/never").await.expect("the record").is_none());
}

#[tokio::test]
async fn a_statement_is_traced_and_outlets_are_compared() {
    let (_, newsroom) = read().await;
    let found = newsroom.who_said(words("taken tonight"), hour(9), 25, None).await.expect("an answer");
    let cut = found.quotes.iter().find(|quote| quote.heading().outlet.as_deref() == Some("herald.example"));
    let trace =
        newsroom.trace(cut.expect("the cut").id(), Query::default(), hour(9)).await.expect("the record");
    let trace = trace.expect("kept");
    let outlets: Vec<_> = trace
        .utterance
        .prints
        .iter()
        .map(|at| trace.quotes[*at].heading().outlet.clone().expect("an outlet"))
        .collect();
    assert_eq!(outlets.len(), 2, "{outlets:?}");
    assert_eq!(trace.utterance.origins.len(), 2);

    let outlets = ["argus.example", "herald.example", "nowhere.example"].map(str::to_owned).to_vec();
    let compared = newsroom.compare(words("berths taken tonight"), outlets, hour(9)).await.expect("compared");
    assert_eq!(compared.sides.len(), 3);
    assert!(compared.sides[2].answer.quotes.is_empty());
    assert_eq!(compared.shared.len(), 1, "{compared:?}");
    assert_eq!((compared.sides[0].named, compared.sides[0].unnamed), (1, 0));
}

#[tokio::test]
async fn a_story_has_its_days_and_its_news() {
    let (paper, newsroom) = read().await;
    let story = || Query {
        story: StoryWords {
            any: vec!["quay".to_owned(), "berth".to_owned()],
            none: vec!["budget".to_owned()],
        },
        order: Order::Latest,
        ..Query::default()
    };
    let told = newsroom.timeline(story(), TimeZone::UTC, Vec::new(), hour(9)).await.expect("a timeline");
    assert_eq!(told.quotes.len(), 3, "{told:?}");
    let entries: Vec<_> = told.days.iter().flat_map(|day| &day.entries).collect();
    assert_eq!(entries.len(), 2, "one quotation of two outlets, and the denial: {entries:?}");
    let prints: usize = entries
        .iter()
        .map(|entry| match &entry.what {
            What::Statement { prints, .. } => prints.len(),
            What::Change(_) => 0,
        })
        .sum();
    assert_eq!(prints, 3);

    let digest = |from, until| Period { from: hour(from), until: hour(until) };
    let news = newsroom.digest(story(), digest(-2, 9), Vec::new(), hour(9)).await.expect("a digest");
    assert_eq!(news.statements, 3, "{news:?}");
    assert!(!news.is_empty() && news.lines.iter().any(|line| line.outlets.len() == 2), "{news:?}");
    let quiet = newsroom.digest(story(), digest(9, 33), Vec::new(), hour(33)).await.expect("a digest");
    assert!(quiet.is_empty(), "{quiet:?}");

    // What an article changes stands on the timeline.
    paper
        .put("https://argus.example/a", article("Harbour closed", &ruiz(&LONG.replace("forty", "fourteen"))));
    for at in 9..30 {
        newsroom.round(hour(at), 100, 1).await.expect("a round");
    }
    let told = newsroom.timeline(story(), TimeZone::UTC, Vec::new(), hour(30)).await.expect("a timeline");
    assert_eq!((told.changes.len(), told.changed.len()), (1, 1), "{:?}", told.changes);
    assert_eq!(told.changes[0].line, "the words of Ana Ruiz were changed");

    let id = told.quotes.iter().find(|quote| quote.words().contains("fourteen")).expect("the quote").id();
    let why = newsroom.why_in_story(id, StoryRule::typed("Harbour", "berths", "")).await.expect("the record");
    assert!(why.is_some_and(|why| why.contains("berths")));
}
