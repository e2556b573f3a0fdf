//! What editors of a server decide, laid over answers; and how an article came here.

use std::sync::Arc;

use jiff::tz::TimeZone;
use sayso_newsroom::{
    Corrections, Decision, Desk, Fix, Newsroom, Query, Quotation, Record, Relation, Rule, Speaker,
    SpeakerKind, StatementId, StoryLink, Verdict, What, Why,
};

use crate::paper::{Paper, article, hour, rss, ruiz};

const WORDS: &str = "The harbour will stay closed until the pier is safe again";
const PAGE: &str = "https://argus.example/a";

async fn read() -> (Newsroom, StatementId) {
    let paper = Paper::new();
    paper.put(PAGE, article("Harbour closed", &ruiz(WORDS)));
    let newsroom = paper.newsroom(Record::in_memory());
    newsroom.brief(PAGE, hour(0)).await.expect("read");
    let found = newsroom.who_said(words(), hour(1), 5, None).await.expect("an answer");
    (newsroom, found.quotes[0].id())
}

fn words() -> Query {
    Query { words: "pier safe again".to_owned(), ..Query::default() }
}

fn with(corrections: Corrections, desk: Desk) -> Query {
    Query { corrections: Arc::new(corrections), desk, ..words() }
}

fn speaker(name: &str) -> Speaker {
    Speaker { mention: None, name: Some(name.to_owned()), kind: SpeakerKind::Person, role: None }
}

#[tokio::test]
async fn a_correction_changes_who_said_it_and_never_the_words() {
    let (newsroom, id) = read().await;
    let fix =
        Fix { speaker: Some(speaker("Hugo Brandt")), quotation: Some(Quotation::Indirect), ..Fix::default() };
    let query = with(Corrections { fixes: [(id, fix)].into(), ..Corrections::default() }, Desk::default());
    let found = newsroom.who_said(query.clone(), hour(1), 5, None).await.expect("an answer");
    let quote = &found.quotes[0];
    assert_eq!(quote.section().name, Some("Hugo Brandt"));
    assert_eq!(quote.as_read().and_then(|read| read.speaker.name.as_deref()), Some("Ana Ruiz"));
    assert_eq!(quote.words().trim_end_matches(','), WORDS);
    let reading = newsroom.known(PAGE).await.expect("the record").expect("kept");
    let edited =
        newsroom.as_edited(reading.clone(), query.clone()).await.expect("the record").expect("shown");
    assert_eq!((edited.corrected, reading.corrected), (1, 0));
    let check = newsroom.verify(WORDS, Some("Ana Ruiz"), query, hour(1)).await.expect("a check");
    assert_eq!(check.check().verdict, Verdict::OtherSpeaker, "{:?}", check.check());

    let plain = newsroom.who_said(words(), hour(1), 5, None).await.expect("an answer");
    assert_eq!(plain.quotes[0].section().name, Some("Ana Ruiz"), "nothing was rewritten");
    assert_eq!(plain.quotes[0].as_read(), None);
    assert!(newsroom.is_quoted_there(id).await.expect("the record"));
}

#[tokio::test]
async fn what_is_hidden_is_neither_found_nor_counted() {
    let (newsroom, id) = read().await;
    let statement = Corrections { hidden: [id].into(), ..Corrections::default() };
    let whole = Corrections { hidden_articles: [id.article].into(), ..Corrections::default() };
    for corrections in [statement, whole.clone()] {
        let query = with(corrections, Desk::default());
        let found = newsroom.who_said(query.clone(), hour(1), 5, None).await.expect("an answer");
        assert_eq!((found.statements, found.quotes.len()), (0, 0));
        assert_eq!(newsroom.statement(id, query).await.expect("the record"), None);
    }
    let query = with(whole, Desk::default());
    let reading = newsroom.known(PAGE).await.expect("the record").expect("kept");
    assert_eq!(newsroom.as_edited(reading, query.clone()).await.expect("the record"), None);
    let check = newsroom.verify(WORDS, None, query, hour(1)).await.expect("a check");
    assert_eq!(check.check().verdict, Verdict::NotFound);
}

#[tokio::test]
async fn names_that_are_one_speaker_are_shown_as_one_and_relations_are_taken() {
    let paper = Paper::new();
    paper.put(PAGE, article("Harbour closed", &ruiz(WORDS)));
    paper.put(
        "https://herald.example/b",
        article("Harbour shut", &ruiz("The ferries will sail from the northern quay")),
    );
    let newsroom = paper.newsroom(Record::in_memory());
    for (at, page) in [PAGE, "https://herald.example/b"].iter().enumerate() {
        newsroom.brief(page, hour(at as i64)).await.expect("read");
    }
    let desk = Desk { merges: vec![("The mayor".to_owned(), "Ana Ruiz".to_owned())], ..Desk::default() };
    let query = Query { desk, ..Query::default() };
    let told =
        newsroom.timeline(query.clone(), TimeZone::UTC, Vec::new(), hour(9)).await.expect("a timeline");
    assert!(told.quotes.iter().all(|quote| quote.section().name == Some("The mayor")), "{told:?}");
    let id = |words: &str| {
        let own = told.quotes.iter().find(|quote| quote.words().contains(words));
        own.expect("the quote").id().to_string()
    };
    let link = StoryLink {
        earlier: id("pier"),
        later: id("ferries"),
        relation: Relation::WalksBack,
        why: Why { rule: Rule::Editor, cue: None, common: Vec::new() },
        editor: Some(Decision::Confirmed),
    };
    let told = newsroom.timeline(query, TimeZone::UTC, vec![link], hour(9)).await.expect("a timeline");
    let linked = told.days.iter().flat_map(|day| &day.entries).any(|entry| match &entry.what {
        What::Statement { links, .. } => !links.is_empty(),
        What::Change(_) => false,
    });
    assert!(linked, "{told:?}");
}

#[tokio::test]
async fn how_an_article_came_here_or_why_not_is_known() {
    const FEED: &str = "https://argus.example/feed";
    let paper = Paper::new();
    paper.put(PAGE, article("Harbour closed", &ruiz(WORDS)));
    paper.put("https://argus.example/wall", "<html><body><p>Subscribe to read on.</p></body></html>");
    let items = [("a", "Harbour closed", "a", -2), ("wall", "For subscribers", "wall", -3)];
    paper.put(FEED, rss("argus.example", &items));
    let newsroom = paper.newsroom(Record::in_memory());
    let feed = newsroom.follow(7, &FEED.parse().expect("an address"), hour(0)).await.expect("followed");
    newsroom.round(hour(0), 100, 1).await.expect("a round");

    let known = newsroom.provenance(PAGE, vec![feed]).await.expect("the record");
    let heard = known.heard.expect("read");
    assert_eq!((heard.feeds.as_slice(), heard.first_read_at), ([feed].as_slice(), hour(0)));
    assert!(heard.request.is_some_and(|request| request.len() == 8));
    let words = vec!["harbour".to_owned(), "swans".to_owned()];
    let found = newsroom.words_that_find(heard.article, None, words, hour(1)).await.expect("the record");
    assert_eq!(found, ["harbour"]);

    let known = newsroom.provenance("https://argus.example/wall", vec![feed]).await.expect("the record");
    assert_eq!((known.heard, known.listed.len(), known.unread.len()), (None, 0, 1));
    let (of, note) = &known.unread[0];
    assert!(*of == feed && note.at == hour(0) && !note.why.is_empty() && note.request.len() == 8, "{note:?}");
    let known = newsroom.provenance("https://argus.example/wall", Vec::new()).await.expect("the record");
    assert!(known.unread.is_empty(), "of the feeds that are asked for alone");
}
