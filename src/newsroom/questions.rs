//! Who said what: questions to the record, answered with nothing but checked quotes.

use jiff::Timestamp;
use sayso_record::{
    ArticleId, Completed, Desk, Found, Order, Query, Record, RecordError, SearchCursor, StatementId, Subject,
};

use crate::changes::Revision;
use crate::folding::{Utterance, utterances};
use crate::quote::{Quote, Reader};
use crate::reading::blocking;
use crate::state::PageState;
use crate::{Brief, Newsroom, ReadError, parse_address};

/// What a question finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The quotes, in the order that was asked for.
    pub quotes: Vec<Quote>,
    /// The same, each utterance once whatever its outlets cut, in the order of the first of its quotes.
    pub utterances: Vec<Utterance>,
    /// Where to go on; none at the end.
    pub next: Option<SearchCursor>,
    /// How many statements there are in all.
    pub statements: usize,
    /// Of how many articles.
    pub articles: usize,
    /// Of how many outlets.
    pub outlets: usize,
    /// Nothing has all words that were asked for: these have some.
    pub is_loose: bool,
    /// The speaker who was meant, as shown.
    pub speaker: Option<String>,
    /// Other speakers whom the typed name fits.
    pub other_speakers: Vec<Completed>,
}

/// What an article changed after its publication.
#[derive(Debug, Clone)]
pub struct ArticleHistory {
    /// The article as it was read last.
    pub id: ArticleId,
    /// The same, as a brief.
    pub brief: Brief,
    /// When it was read first, and last.
    pub first_read_at: Timestamp,
    /// When it was read last.
    pub read_at: Timestamp,
    /// Every change that says something else, the earliest first: when the new text was read, and how it differs
    /// from the one before.
    pub revisions: Vec<(Timestamp, Revision)>,
}

impl Newsroom {
    /// Statements that fit a query: words, speaker, outlet, kinds, time, story. Up to `limit`, from `cursor` on.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn who_said(
        &self,
        query: Query,
        now: Timestamp,
        limit: usize,
        cursor: Option<SearchCursor>,
    ) -> Result<Answer, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || answer(&record, &query, now, limit, cursor.as_ref())).await??)
    }

    /// What a speaker said, the latest first, each with the office as printed there. `query` narrows it down.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn said(
        &self,
        speaker: &str,
        query: Query,
        now: Timestamp,
        limit: usize,
        cursor: Option<SearchCursor>,
    ) -> Result<Answer, ReadError> {
        let query = Query { speaker: Some(speaker.to_owned()), order: Order::Latest, ..query };
        self.who_said(query, now, limit, cursor).await
    }

    /// The statement of a number, for buttons and links, as the editors of `query` have it; none where it is not kept,
    /// or they hid it.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn statement(&self, id: StatementId, query: Query) -> Result<Option<Quote>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || match record.statement(&id)? {
            Some(cited) => Reader::new(&record, &query).quote(cited),
            None => Ok(None),
        })
        .await??)
    }

    /// What a beginning may become: speakers, topics, outlets.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn complete(
        &self,
        subject: Subject,
        typed: &str,
        limit: usize,
        desk: Desk,
    ) -> Result<Vec<Completed>, ReadError> {
        let (record, typed) = (self.record.clone(), typed.to_owned());
        Ok(blocking(move || record.complete(subject, &typed, limit, &desk)).await??)
    }

    /// What the article at a link changed since it was read first; none where it was never read.
    ///
    /// # Errors
    /// [`ReadError::Fetch`] where the link is none, [`ReadError::Record`].
    pub async fn changes(&self, link: &str) -> Result<Option<ArticleHistory>, ReadError> {
        let (record, address) = (self.record.clone(), parse_address(link)?);
        Ok(blocking(move || match record.by_address(&address)? {
            Some(kept) => history(&record, &kept.id),
            None => Ok(None),
        })
        .await??)
    }

    /// The same for an article of the record.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn changes_of(&self, id: ArticleId) -> Result<Option<ArticleHistory>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || history(&record, &id)).await??)
    }
}

pub(crate) fn answer(
    record: &Record,
    query: &Query,
    now: Timestamp,
    limit: usize,
    cursor: Option<&SearchCursor>,
) -> Result<Answer, RecordError> {
    let found = record.search(query, now, limit, cursor)?;
    let Found { hits, next, statements, articles, outlets, is_loose, speaker, other_speakers } = found;
    let quotes = Reader::new(record, query).quotes(hits)?;
    let utterances = utterances(&quotes, &query.desk);
    Ok(Answer { quotes, utterances, next, statements, articles, outlets, is_loose, speaker, other_speakers })
}

/// The versions of an article, each compared with the one before.
pub(crate) fn history(record: &Record, id: &ArticleId) -> Result<Option<ArticleHistory>, RecordError> {
    let Some(kept) = record.get(id)? else { return Ok(None) };
    let (first_read_at, read_at) = (kept.first_read_at, kept.read_at);
    // The latest come first; a text that was cut when its time was over cannot be compared.
    let mut versions: Vec<(Timestamp, Brief)> = record
        .revisions(id)?
        .into_iter()
        .filter(|version| version.cut.is_none())
        .map(|version| {
            let statements = version.statements.into_iter().map(|(_, statement)| statement).collect();
            (version.read_at, Brief::new(version.article, statements))
        })
        .collect();
    versions.reverse();
    let whole = kept.cut.is_none();
    let brief = Brief::new(kept.article, kept.statements);
    if whole {
        versions.push((read_at, brief.clone()));
    }
    let noted = record.feeds().page::<PageState>(id)?;
    let notices = |at| noted.as_ref().map(|page| page.notices_of(at)).unwrap_or_default();
    let revisions = versions
        .windows(2)
        .map(|pair| (pair[1].0, Revision::between(&pair[0].1, &pair[1].1, &notices(pair[1].0))))
        .filter(|(_, revision)| !revision.is_empty())
        .collect();
    Ok(Some(ArticleHistory { id: *id, brief, first_read_at, read_at, revisions }))
}
