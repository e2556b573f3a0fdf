//! Finding statements again: by words, phrases, speaker, outlet, kind, time and story, and completing what
//! somebody begins to type.
//!
//! ```
//! # use sayso_record::{Query, Record};
//! # let record = Record::in_memory();
//! # let now = jiff::Timestamp::UNIX_EPOCH;
//! let query = Query { words: "\"altered documents\" -casualties".to_owned(), ..Query::default() };
//! let found = record.search(&query, now, 25, None)?;
//! for cited in &found.hits {
//!     println!("{}: {:?} in {}", cited.id, cited.statement.speaker.name, cited.heading.title);
//! }
//! # Ok::<(), sayso_record::RecordError>(())
//! ```

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use sayso_article::{Article, Dated};
use sayso_index::{Completion, Filter, Index, Match, Matches, Phrase, Ranking, Request, Words, holds_phrase};
use sayso_people::{Desk, same, search_tokens};
use sayso_statements::{Act, Quotation, SpeakerKind, Statement};

use crate::address::ArticleId;
use crate::corrections::Corrections;
use crate::error::RecordError;
use crate::indexing::{act_number, kind_number, prints_of, quotation_number, text_of};
use crate::keys;
use crate::number::StatementId;
use crate::record::{ArticleEntry, Record, read_statement};
use crate::store::{Keyspace, bad_entry};

pub use sayso_index::Order;

/// The most statements that one answer gives.
const LIMIT_MAX: usize = 200;

/// Statements that are looked at for a phrase in one answer, so that a phrase of frequent words that never stand
/// beside each other does not take for ever.
const PHRASE_TRIES: usize = 200;

/// Texts of articles that are looked at for it, which take longer.
const PHRASE_ARTICLES: usize = 30;

/// What is looked for. Everything that is given must hold; what is empty or none asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words in any form (`document` finds `documents`), phrases in any quotation marks, and words with a minus
    /// that must not be there. They may stand in the statement, in the paragraph of a short one, in its article's
    /// title, or in the speaker's name and office. Where no statement has all words, those with at least half of them are found.
    pub words: String,
    /// A speaker, in any spelling and script; a family name or a beginning means the speaker of that name with
    /// most statements ([`Found::speaker`] says which).
    pub speaker: Option<String>,
    /// An outlet's name, or a part of it.
    pub outlet: Option<String>,
    /// One of these kinds of speakers.
    pub kinds: Vec<SpeakerKind>,
    /// One of these acts.
    pub acts: Vec<Act>,
    /// One of these: direct, mixed, indirect.
    pub quotations: Vec<Quotation>,
    /// Of articles that came out at this time or later.
    pub since: Option<Timestamp>,
    /// Of articles that came out before this time.
    pub until: Option<Timestamp>,
    /// Of articles that were read last at this time or later; what was read before is kept for others.
    pub read_since: Option<Timestamp>,
    /// Of these articles alone.
    pub of: Option<Vec<ArticleId>>,
    /// Of a story.
    pub story: StoryWords,
    /// The best first, or the latest.
    pub order: Order,
    /// What the server's editors decided about speakers.
    pub desk: Desk,
    /// What they decided about single statements: what they hid is not found.
    pub corrections: Arc<Corrections>,
}

/// A story, as the words that make a statement belong to it: in what it says or what its article's title says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoryWords {
    /// At least one of these words or phrases; none for every statement.
    pub any: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The statements, in order.
    pub hits: Vec<Cited>,
    /// Where to go on; none at the end.
    pub next: Option<SearchCursor>,
    /// How many statements there are in all; of a question with a phrase, those that have its words one after
    /// another, in whatever form, in the statement or the title, or in the paragraph of a short one.
    pub statements: usize,
    /// Of how many articles.
    pub articles: usize,
    /// Of how many outlets.
    pub outlets: usize,
    /// Nothing has all words: these have some.
    pub is_loose: bool,
    /// The speaker that was meant, as shown; none where none was asked for or none is known.
    pub speaker: Option<String>,
    /// Other speakers whom the typed name fits, those with most statements first.
    pub other_speakers: Vec<Completed>,
}

/// A statement with everything that is needed to point at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Cited {
    /// Its identity.
    pub id: StatementId,
    /// The statement; the office in it is the one printed in this article.
    pub statement: Statement,
    /// The article that it stands in.
    pub heading: Heading,
    /// When the article was published, else read: what orders the latest.
    pub at: Timestamp,
    /// How well it fits the words that were asked for; 0 where none were.
    pub score: f32,
}

/// What an answer says of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its title.
    pub title: String,
    /// The outlet.
    pub outlet: Option<String>,
    /// Its own address, where the page names one of its own site, else the one it was read at; none only where
    /// an older sayso kept an article without either.
    pub url: Option<url::Url>,
    /// When it was published, where it says so.
    pub published: Option<Dated>,
    /// Its language's code.
    pub language: String,
}

impl Heading {
    /// What an answer says of `article`.
    pub fn of(article: &Article) -> Heading {
        Heading {
            title: article.title.clone(),
            outlet: article.outlet.clone(),
            url: article.url.clone(),
            published: article.published,
            language: article.language.clone(),
        }
    }
}

/// Where a search goes on: after so many of what was known at a time. As text at most 33 letters, digits and a
/// dot, for a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchCursor {
    /// Statements of the list that were looked at.
    pub skip: usize,
    /// The time of the first page: what was read later is not in the list, and freshness counts from it.
    pub asked_at: Timestamp,
}

/// What is completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Speakers with a name.
    Speaker,
    /// What articles are about.
    Topic,
    /// Outlets.
    Outlet,
}

/// What a beginning may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// The text to put in.
    pub text: String,
    /// Statements that stand under it; of a topic, those of the articles that are about it.
    pub statements: usize,
    /// Of how many outlets; 0 for an outlet itself.
    pub outlets: usize,
    /// A speaker's office as printed last.
    pub office: Option<String>,
    /// When the last of its articles came out.
    pub last_at: Timestamp,
}

impl Completed {
    /// Whether a page of this speaker may be shown without being asked for by name: an office is printed beside
    /// it, or three statements in two outlets have it. Others are private persons.
    pub fn is_public(&self) -> bool {
        self.office.is_some() || (self.statements >= 3 && self.outlets >= 2)
    }
}

impl From<Completion> for Completed {
    fn from(found: Completion) -> Self {
        let Completion { text, statements, outlets, office, last_at_ms } = found;
        let last_at = Timestamp::from_millisecond(last_at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        Completed { text, statements, outlets, office, last_at }
    }
}

impl fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.skip, self.asked_at.as_millisecond())
    }
}

/// A text that is no cursor of a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list of answers; ask again")]
pub struct NotACursor;

impl FromStr for SearchCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (skip, asked_at) = text.split_once('.').ok_or(NotACursor)?;
        let asked_at = asked_at.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Ok(SearchCursor {
            skip: skip.parse().map_err(|_| NotACursor)?,
            asked_at: asked_at.ok_or(NotACursor)?,
        })
    }
}

impl Record {
    /// Up to `limit` statements (at most 200) that fit a query at the time `now`, after `cursor` where one is
    /// given. Each is read whole from the record; what is damaged is left out ([`Record::verify`] names it).
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn search(
        &self,
        query: &Query,
        now: Timestamp,
        limit: usize,
        cursor: Option<&SearchCursor>,
    ) -> Result<Found, RecordError> {
        let limit = limit.clamp(1, LIMIT_MAX);
        let (skip, asked_at) = cursor.map_or((0, now), |cursor| (cursor.skip, cursor.asked_at));
        let phrases = phrases(query);
        let looked_at = if phrases.is_empty() { limit } else { PHRASE_TRIES };
        let (matches, mut found) = self.with_index(|index| {
            let (mut request, found) = request(index, query, asked_at);
            request.filter.known_ms = cursor.is_some().then(|| asked_at.as_millisecond());
            request.take = skip.saturating_add(looked_at);
            (index.search(&request, &Ranking::default()), found)
        })?;
        let Matches { first, statements, articles, outlets, is_loose } = matches;
        (found.statements, found.articles, found.outlets, found.is_loose) =
            (statements, articles, outlets, is_loose);
        let mut reading = Reading::new(self, phrases);
        let mut seen = skip;
        for place in first.iter().skip(skip) {
            if found.hits.len() == limit || reading.articles_left == 0 {
                break;
            }
            seen += 1;
            found.hits.extend(reading.cited(place)?);
        }
        found.next = (seen < statements).then_some(SearchCursor { skip: seen, asked_at });
        Ok(found)
    }

    /// What a speaker said, the latest first, each with the office as printed there.
    ///
    /// # Errors
    /// As [`Record::search`].
    pub fn of_speaker(
        &self,
        speaker: &str,
        desk: &Desk,
        now: Timestamp,
        limit: usize,
        cursor: Option<&SearchCursor>,
    ) -> Result<Found, RecordError> {
        let query = Query {
            speaker: Some(speaker.to_owned()),
            order: Order::Latest,
            desk: desk.clone(),
            ..Query::default()
        };
        self.search(&query, now, limit, cursor)
    }

    /// What a beginning may become, those with most statements first: speakers in any script with the office
    /// printed last, topics, outlets. An empty beginning completes to outlets alone.
    ///
    /// # Errors
    /// As [`Record::search`].
    pub fn complete(
        &self,
        subject: Subject,
        typed: &str,
        limit: usize,
        desk: &Desk,
    ) -> Result<Vec<Completed>, RecordError> {
        let limit = limit.clamp(1, LIMIT_MAX);
        let typed: String = typed.chars().take(100).collect();
        let found = self.with_index(|index| match subject {
            Subject::Speaker => index.complete_speakers(&typed, limit, desk),
            Subject::Topic => index.complete_topics(&typed, limit),
            Subject::Outlet => index.complete_outlets(&typed, limit),
        })?;
        Ok(found.into_iter().map(Completed::from).collect())
    }

    /// Statements that may be the same utterance as a text, whole or cut or in brackets: those that have most runs of
    /// words in common with it, the earliest first among those that have as many. Up to `limit`, at most 200; whether
    /// they are the same, `sayso_quotations::fold` tells.
    ///
    /// # Errors
    /// As [`Record::search`].
    pub fn alike(&self, text: &str, limit: usize) -> Result<Vec<Cited>, RecordError> {
        let prints = prints_of(text);
        let places = self.with_index(|index| index.alike(&prints, limit.min(LIMIT_MAX)))?;
        let mut reading = Reading::new(self, Vec::new());
        places.iter().filter_map(|place| reading.cited(place).transpose()).collect()
    }

    /// The statement of a number, with its article's heading; none where it is not kept, or not any more.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] where it is kept and cannot be read.
    pub fn statement(&self, id: &StatementId) -> Result<Option<Cited>, RecordError> {
        let key = keys::statement(&id.article, id.number);
        let Some(value) = self.store.get(Keyspace::Statements, &key)? else { return Ok(None) };
        let statement = read_statement(&key, &value)?;
        let Some(kept) = self.entry(&id.article)? else { return Ok(None) };
        Ok(Some(cited(*id, statement, &kept, 0.0)))
    }

    fn entry(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, RecordError> {
        let Some(value) = self.store.get(Keyspace::Articles, id.bytes())? else { return Ok(None) };
        serde_json::from_slice(&value)
            .map(Some)
            .map_err(|error| bad_entry(Keyspace::Articles, id.bytes(), error))
    }
}

/// Phrases of several words that a query asks for: that they stand is seen in the text alone.
fn phrases(query: &Query) -> Vec<Phrase> {
    Words::parse(&query.words).all.into_iter().filter(Phrase::is_several).collect()
}

/// The request of a query, and who was meant by the speaker.
fn request(index: &Index, query: &Query, asked_at: Timestamp) -> (Request, Found) {
    let mut found = Found::default();
    let phrases = |texts: &[String]| -> Vec<Phrase> {
        texts.iter().map(|text| Phrase::new(text)).filter(|phrase| !phrase.words.is_empty()).collect()
    };
    let mut filter = Filter {
        kinds: mask(query.kinds.iter().map(|kind| kind_number(*kind))),
        acts: mask(query.acts.iter().map(|act| act_number(*act))),
        quotations: mask(query.quotations.iter().map(|quotation| quotation_number(*quotation))),
        since_ms: query.since.map(Timestamp::as_millisecond),
        until_ms: query.until.map(Timestamp::as_millisecond),
        read_since_ms: query.read_since.map(Timestamp::as_millisecond),
        of: query.of.as_ref().map(|articles| articles.iter().map(|id| *id.bytes()).collect()),
        outlets: query.outlet.as_deref().map(|outlet| index.outlets_like(outlet)),
        hidden: query.corrections.hidden.iter().map(|id| (*id.article.bytes(), id.number)).collect(),
        hidden_articles: query.corrections.hidden_articles.iter().map(|id| *id.bytes()).collect(),
        ..Filter::default()
    };
    if let Some(speaker) = &query.speaker {
        let (names, shown, others) = speaker_of(index, speaker, &query.desk);
        split(index, &mut filter, &names, shown.as_deref().unwrap_or(speaker), &query.desk);
        filter.names = Some(names);
        (found.speaker, found.other_speakers) = (shown, others);
    }
    let request = Request {
        words: Words::parse(&query.words),
        any: phrases(&query.story.any),
        none: phrases(&query.story.none),
        filter,
        order: query.order,
        now_ms: asked_at.as_millisecond(),
        take: 0,
    };
    (request, found)
}

fn mask(numbers: impl Iterator<Item = u8>) -> u16 {
    numbers.fold(0, |mask, number| mask | 1 << (number & 15))
}

/// The names of the speaker that was meant, how it is shown, and whom else the typed name fits.
fn speaker_of(index: &Index, typed: &str, desk: &Desk) -> (Vec<u32>, Option<String>, Vec<Completed>) {
    const OTHERS_MAX: usize = 5;
    let names = index.one_speaker(typed, desk);
    let is_full = search_tokens(typed).len() > 1;
    if !names.is_empty() && is_full {
        return (names, Some(desk.shown(typed).to_owned()), Vec::new());
    }
    let fitting = index.complete_speakers(typed, OTHERS_MAX, desk);
    let Some(first) = fitting.first() else {
        return (names.clone(), (!names.is_empty()).then(|| typed.to_owned()), Vec::new());
    };
    let meant = index.one_speaker(&first.text, desk);
    let others = fitting.iter().skip(1).cloned().map(Completed::from).collect();
    (meant, Some(first.text.clone()), others)
}

/// Statements that editors gave to another speaker, and to this one.
fn split(index: &Index, filter: &mut Filter, names: &[u32], shown: &str, desk: &Desk) {
    for split in desk.splits.iter().take(Desk::DECISIONS_MAX) {
        let places = split.statements.iter().filter_map(|text| text.parse::<StatementId>().ok());
        let places = places.map(|id| (*id.article.bytes(), id.number));
        if split.becomes == shown || same(&split.becomes, shown).is_same() {
            filter.also.extend(places);
        } else if names.iter().any(|name| index.name(*name) == split.name) {
            filter.except.extend(places);
        }
    }
}

/// Statements being read for one answer; each article once.
struct Reading<'a> {
    record: &'a Record,
    entries: HashMap<ArticleId, Option<ArticleEntry>>,
    phrases: Vec<Phrase>,
    articles_left: usize,
}

impl<'a> Reading<'a> {
    fn new(record: &'a Record, phrases: Vec<Phrase>) -> Reading<'a> {
        Reading { record, entries: HashMap::new(), phrases, articles_left: PHRASE_ARTICLES }
    }

    /// The statement of a place; none where it went in between, cannot be read or does not have the phrases.
    fn cited(&mut self, place: &Match) -> Result<Option<Cited>, RecordError> {
        let id = StatementId { article: ArticleId::from_bytes(place.article), number: place.number };
        let key = keys::statement(&id.article, id.number);
        let statement = match self.record.store.get(Keyspace::Statements, &key) {
            Ok(Some(value)) => match read_statement(&key, &value) {
                Ok(statement) => statement,
                Err(_) => return Ok(None),
            },
            Ok(None) | Err(RecordError::BadEntry { .. }) => return Ok(None),
            Err(other) => return Err(other),
        };
        let own = text_of(&statement);
        let missing: Vec<Phrase> =
            self.phrases.iter().filter(|phrase| !holds_phrase(&own, &phrase.text)).cloned().collect();
        if !self.entries.contains_key(&id.article) {
            if !self.phrases.is_empty() {
                self.articles_left = self.articles_left.saturating_sub(1);
            }
            let entry = match self.record.entry(&id.article) {
                Err(RecordError::BadEntry { .. }) => None,
                other => other?,
            };
            self.entries.insert(id.article, entry);
        }
        let Some(Some(kept)) = self.entries.get(&id.article) else { return Ok(None) };
        let stands = missing.iter().all(|phrase| beside(kept, &statement, phrase));
        Ok(stands.then(|| cited(id, statement, kept, place.score)))
    }
}

/// Whether a phrase stands in what surrounds a statement.
fn beside(kept: &ArticleEntry, statement: &Statement, phrase: &Phrase) -> bool {
    let paragraph = usize::try_from(statement.paragraph).ok().and_then(|at| kept.article.paragraphs.get(at));
    let speaker = &statement.speaker;
    let texts = [Some(&kept.article.title), paragraph.map(|paragraph| &paragraph.text)];
    let speaker = [speaker.name.as_ref(), speaker.role.as_ref()];
    texts.into_iter().chain(speaker).flatten().any(|text| holds_phrase(text, &phrase.text))
}

fn cited(id: StatementId, statement: Statement, kept: &ArticleEntry, score: f32) -> Cited {
    let article = &kept.article;
    let of = Heading::of(article);
    let heading = Heading { url: kept.address.clone().or_else(|| of.url.clone()), ..of };
    let at = Timestamp::from_millisecond(kept.at_ms).unwrap_or(kept.read_at);
    Cited { id, statement, heading, at, score }
}
