//! A story over time, and what is new in it.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sayso_record::{ArticleId, Desk, Order, Query, Record, RecordError, SearchCursor, StatementId};
use sayso_stories::{
    Change, ChangeClass, Day, Line, Link, Period, Pointer, Printed, Remark, Story, belongs, relations,
    summary, timeline,
};

use crate::changes::{ChangeKind, Revision, StatementChange};
use crate::checking::heading;
use crate::folding::speakers;
use crate::questions::{answer, history};
use crate::quote::Quote;
use crate::reading::blocking;
use crate::{Newsroom, ReadError};

/// Statements of a story that are looked at, the latest.
const QUOTES_MAX: usize = 400;

/// Statements that one search gives.
const QUOTES_AT_ONCE: usize = 200;

/// Articles whose changes are looked at.
const HISTORIES_MAX: usize = 60;

/// A story in order of time. The days name quotes, links and changes by their numbers.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// What was said.
    pub quotes: Vec<Quote>,
    /// Which of it denies, confirms, walks back or repeats which; the ids are those of the quotes, as text.
    pub links: Vec<Link>,
    /// What articles changed.
    pub changes: Vec<Change>,
    /// The same changes in full.
    pub changed: Vec<StatementChange>,
    /// Day by day, the earliest first.
    pub days: Vec<Day>,
    /// Older statements of the story that were not looked at.
    pub older: usize,
}

/// What is new over a period.
#[derive(Debug, Clone)]
pub struct Digest {
    /// The period.
    pub period: Period,
    /// What was said, one line a speaker, the weightiest first.
    pub lines: Vec<DigestLine>,
    /// Who denied what: the later statement, and the earlier one where it is known.
    pub denied: Vec<(DigestLine, Option<DigestLine>)>,
    /// Who confirmed what.
    pub confirmed: Vec<(DigestLine, Option<DigestLine>)>,
    /// Who moved: the later statement takes the earlier back.
    pub moved: Vec<(DigestLine, Option<DigestLine>)>,
    /// Who would not comment or did not respond.
    pub declined: Vec<DigestLine>,
    /// Speakers with something new for whom there was no room.
    pub more_speakers: usize,
    /// Statements in the period, with all their prints.
    pub statements: usize,
    /// Of those, repeats of what was known.
    pub known: usize,
}

/// A line of a digest.
#[derive(Debug, Clone, PartialEq)]
pub struct DigestLine {
    /// The statement, in the longest form that is printed.
    pub quote: Quote,
    /// When it was printed first.
    pub at: Timestamp,
    /// All outlets that print it, the earliest first.
    pub outlets: Vec<String>,
    /// From how many independent origins.
    pub origins: usize,
    /// Further new statements of the same speaker.
    pub more: usize,
}

impl Digest {
    /// Whether there is nothing to say; then nothing is posted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.denied.is_empty() && self.confirmed.is_empty() && self.moved.is_empty()
    }
}

impl Newsroom {
    /// What was said, denied, confirmed, taken back and changed, day by day in a zone.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn timeline(
        &self,
        query: Query,
        zone: TimeZone,
        now: Timestamp,
    ) -> Result<Timeline, ReadError> {
        let record = self.record.clone();
        Ok(self.at_desk(move || lay_out(&record, &query, &zone, now)).await??)
    }

    /// Why a statement belongs to a story, in one line; none where it does not, or is not kept.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn why_in_story(&self, id: StatementId, story: Story) -> Result<Option<String>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || {
            let Some(cited) = record.statement(&id)? else { return Ok(None) };
            let Some(kept) = record.get(&id.article)? else { return Ok(None) };
            let words: Vec<&str> = cited.statement.pieces.iter().map(|piece| piece.text.as_str()).collect();
            let paragraphs: Vec<String> = kept.article.paragraphs.into_iter().map(|p| p.text).collect();
            let reason = belongs(&story, &words.join(" "), &kept.article.title, &paragraphs);
            Ok::<_, RecordError>(reason.map(|reason| reason.to_string()))
        })
        .await??)
    }

    /// What is new over a period, of a story or of all that fits a query (its own times do not count). `decided` are
    /// links on which editors have decided; they stand in the place of those that the rules find.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn digest(
        &self,
        query: Query,
        period: Period,
        decided: Vec<Link>,
        now: Timestamp,
    ) -> Result<Digest, ReadError> {
        let record = self.record.clone();
        Ok(self.at_desk(move || sum_up(&record, &query, period, &decided, now)).await??)
    }
}

fn lay_out(record: &Record, query: &Query, zone: &TimeZone, now: Timestamp) -> Result<Timeline, RecordError> {
    let (quotes, older) = latest(record, query, now)?;
    let remarks = remarks(&quotes, &query.desk);
    let links = relations(&remarks);
    let (changes, changed) = changes(record, &quotes)?;
    let days = timeline(&remarks, &links, &changes, zone);
    Ok(Timeline { quotes, links, changes, changed, days, older })
}

fn sum_up(
    record: &Record,
    query: &Query,
    period: Period,
    decided: &[Link],
    now: Timestamp,
) -> Result<Digest, RecordError> {
    // What was said before the period tells what is new in it.
    let query = Query { since: None, until: Some(period.until), ..query.clone() };
    let (quotes, _) = latest(record, &query, now)?;
    let remarks = remarks(&quotes, &query.desk);
    let mut links = relations(&remarks);
    let same = |one: &Link, other: &Link| one.earlier == other.earlier && one.later == other.later;
    links.retain(|link| !decided.iter().any(|decided| same(decided, link)));
    links.extend_from_slice(decided);
    let found = summary(period, &remarks, &links);
    let by_id: HashMap<String, &Quote> = quotes.iter().map(|quote| (quote.id().to_string(), quote)).collect();
    let line = |line: Line| {
        let quote = (*by_id.get(&line.id)?).clone();
        let Line { at, outlets, origins, more, .. } = line;
        Some(DigestLine { quote, at, outlets, origins, more })
    };
    let pairs = |pointers: Vec<Pointer>| -> Vec<(DigestLine, Option<DigestLine>)> {
        let pair = |pointer: Pointer| Some((line(pointer.later)?, pointer.earlier_line.and_then(line)));
        pointers.into_iter().filter_map(pair).collect()
    };
    Ok(Digest {
        period,
        lines: found.lines.into_iter().filter_map(line).collect(),
        denied: pairs(found.denied),
        confirmed: pairs(found.confirmed),
        moved: pairs(found.moved),
        declined: found.declined.into_iter().filter_map(line).collect(),
        more_speakers: found.more_speakers,
        statements: found.statements,
        known: found.known,
    })
}

/// The latest quotes that fit a query, and how many older ones there are.
fn latest(record: &Record, query: &Query, now: Timestamp) -> Result<(Vec<Quote>, usize), RecordError> {
    let query = Query { order: Order::Latest, ..query.clone() };
    let (mut quotes, mut cursor): (Vec<Quote>, Option<SearchCursor>) = (Vec::new(), None);
    loop {
        let found = answer(record, &query, now, QUOTES_AT_ONCE, cursor.as_ref())?;
        quotes.extend(found.quotes);
        cursor = found.next;
        if cursor.is_none() || quotes.len() >= QUOTES_MAX {
            quotes.truncate(QUOTES_MAX);
            let older = if cursor.is_some() { found.statements.saturating_sub(quotes.len()) } else { 0 };
            return Ok((quotes, older));
        }
    }
}

fn remarks(quotes: &[Quote], desk: &Desk) -> Vec<Remark> {
    let keys = speakers(quotes, desk);
    let remark = |(quote, speaker): (&Quote, Option<String>)| Remark {
        id: quote.id().to_string(),
        statement: quote.statement().clone(),
        speaker,
        link: quote.link().map(str::to_owned),
        printed: Printed {
            article: quote.id().article.to_string(),
            outlet: quote.heading().outlet.clone().unwrap_or_default(),
            origin: quote.origin().map(str::to_owned),
            language: quote.heading().language.clone(),
            at: quote.at(),
        },
    };
    quotes.iter().zip(keys).map(remark).collect()
}

/// What the articles of these quotes changed, in statements.
fn changes(record: &Record, quotes: &[Quote]) -> Result<(Vec<Change>, Vec<StatementChange>), RecordError> {
    let mut articles: Vec<ArticleId> = Vec::new();
    for id in quotes.iter().map(|quote| quote.id().article) {
        if !articles.contains(&id) && articles.len() < HISTORIES_MAX {
            articles.push(id);
        }
    }
    let (mut found, mut full) = (Vec::new(), Vec::new());
    for id in articles {
        let Some(history) = history(record, &id)? else { continue };
        let heading = heading(history.brief.article());
        for (at, Revision { changes, notices, .. }) in history.revisions {
            for change in changes {
                found.push(Change {
                    article: id.to_string(),
                    outlet: heading.outlet.clone().unwrap_or_default(),
                    at,
                    class: class(&change, !notices.is_empty()),
                    statements: Vec::new(),
                    line: line(&change),
                    link: heading.url.as_ref().map(ToString::to_string),
                });
                full.push(change);
            }
        }
    }
    Ok((found, full))
}

fn class(change: &StatementChange, has_notices: bool) -> ChangeClass {
    match change.kind {
        _ if change.notice.is_some() => ChangeClass::Corrected,
        ChangeKind::Removed => ChangeClass::Withdrawn,
        ChangeKind::Altered | ChangeKind::Speaker | ChangeKind::Marks if has_notices => {
            ChangeClass::Corrected
        }
        _ => ChangeClass::Updated,
    }
}

/// A change in one line: whose statement, and what became of it.
fn line(change: &StatementChange) -> String {
    let statement = change.before.as_ref().or(change.after.as_ref());
    let speaker = statement.and_then(|s| s.speaker.name.as_deref()).unwrap_or("an unclear speaker");
    match change.kind {
        ChangeKind::Added => format!("a statement of {speaker} was added"),
        ChangeKind::Removed => format!("a statement of {speaker} was taken out"),
        ChangeKind::Altered => format!("the words of {speaker} were changed"),
        ChangeKind::Speaker => {
            let now =
                change.after.as_ref().and_then(|s| s.speaker.name.as_deref()).unwrap_or("nobody by name");
            format!("a statement of {speaker} was given to {now}")
        }
        ChangeKind::Marks => format!("the quotation marks of a statement of {speaker} were changed"),
    }
}
