//! A story over time, and what is new in it.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sayso_record::{ArticleId, Desk, Heading, Order, Query, Record, RecordError, SearchCursor, StatementId};
use sayso_statements::Statement;
use sayso_stories::{
    Change, ChangeClass, Day, Judgement, Line, Link, Page as StoryPage, Period, Pointer, Printed, Remark,
    Story, belongs, relations, summary, timeline,
};

use crate::changes::{ChangeKind, Revision, StatementChange};
use crate::folding::speakers;
use crate::known::{forget_stale, known};
use crate::questions::{answer, history};
use crate::quote::Quote;
use crate::reading::blocking;
use crate::{Brief, Newsroom, ReadError};

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

/// What a server was told already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Up to when.
    pub from: Timestamp,
    /// Articles of the last minutes before, which were told: others may have been written down later than they came.
    pub told: Vec<ArticleId>,
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
    /// What was said, denied, confirmed, taken back and changed, day by day in a zone. `decided` is as in
    /// [`Newsroom::digest`].
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn timeline(
        &self,
        query: Query,
        zone: TimeZone,
        decided: Vec<Link>,
        now: Timestamp,
    ) -> Result<Timeline, ReadError> {
        let record = self.record.clone();
        Ok(self.at_desk(move || lay_out(&record, &query, &zone, &decided, now)).await??)
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

    /// What has become known to a server since `since.from`, up to `now`, of a story or of all that fits a query (its own
    /// times do not count): whatever the dates of the articles. With it come the articles that a next digest has to be
    /// told of, in its `since.told`. `decided` as in [`Newsroom::digest`].
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn digest_for(
        &self,
        server: u64,
        query: Query,
        since: Since,
        decided: Vec<Link>,
        now: Timestamp,
    ) -> Result<(Digest, Vec<ArticleId>), ReadError> {
        let record = self.record.clone();
        Ok(self.at_desk(move || sum_up_known(&record, server, &query, &since, &decided, now)).await??)
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

fn lay_out(
    record: &Record,
    query: &Query,
    zone: &TimeZone,
    decided: &[Link],
    now: Timestamp,
) -> Result<Timeline, RecordError> {
    let (quotes, older) = latest(record, query, now)?;
    let remarks = remarks(&quotes, &query.desk);
    let links = linked(&remarks, decided);
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
    let links = linked(&remarks, decided);
    Ok(summed_up(period, &quotes, &remarks, &links))
}

/// The relations that the rules find, with those on which editors have decided in their place.
fn linked(remarks: &[Remark], decided: &[Link]) -> Vec<Link> {
    let mut links = relations(remarks);
    let same = |one: &Link, other: &Link| one.earlier == other.earlier && one.later == other.later;
    links.retain(|link| !decided.iter().any(|decided| same(decided, link)));
    links.extend_from_slice(decided);
    links
}

/// An article may be written down as known so long after its time: as long as a round of reading takes, and more.
const LATE_MAX: SignedDuration = SignedDuration::from_mins(10);

/// How far back what is known tells what is new, in days.
const BACKGROUND_DAYS: i64 = 30;

fn sum_up_known(
    record: &Record,
    server: u64,
    query: &Query,
    since: &Since,
    decided: &[Link],
    now: Timestamp,
) -> Result<(Digest, Vec<ArticleId>), RecordError> {
    let own = record.guild(server);
    let back = |from: Timestamp, span| from.checked_sub(span).unwrap_or(Timestamp::MIN);
    let known = known(&own, back(since.from, SignedDuration::from_hours(24 * BACKGROUND_DAYS)))?;
    forget_stale(&own, now)?;
    let may_be_late = back(since.from, LATE_MAX);
    let is_new = |id: &ArticleId, at: Timestamp| at >= may_be_late && at < now && !since.told.contains(id);
    let (fresh, before): (Vec<_>, Vec<_>) =
        known.iter().filter(|(_, at)| **at < now).partition(|(id, at)| is_new(id, **at));
    let ids = |some: &[(&ArticleId, &Timestamp)]| Some(some.iter().map(|(id, _)| **id).collect::<Vec<_>>());
    let query = Query { since: None, until: None, ..query.clone() };
    let (mut quotes, _) = latest(record, &Query { of: ids(&fresh), ..query.clone() }, now)?;
    quotes.extend(latest(record, &Query { of: ids(&before), ..query.clone() }, now)?.0);
    let mut remarks = remarks(&quotes, &query.desk);
    let links = linked(&remarks, decided);
    // Who denied whom goes by when it was printed; what is new, by when it became known.
    let period = Period { from: since.from, until: now };
    let fresh: HashMap<ArticleId, Timestamp> = fresh.into_iter().map(|(id, at)| (*id, *at)).collect();
    let just_before = back(since.from, SignedDuration::from_millis(1));
    for (quote, remark) in quotes.iter().zip(&mut remarks) {
        let id = quote.id().article;
        remark.printed.at = match fresh.get(&id) {
            Some(at) => (*at).max(since.from),
            None => known.get(&id).copied().unwrap_or(just_before).min(just_before),
        };
    }
    let still_late = back(now, LATE_MAX);
    let told = known.iter().filter(|(_, at)| **at >= still_late && **at < now).map(|(id, _)| *id).collect();
    Ok((summed_up(period, &quotes, &remarks, &links), told))
}

fn summed_up(period: Period, quotes: &[Quote], remarks: &[Remark], links: &[Link]) -> Digest {
    let found = summary(period, remarks, links);
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
    Digest {
        period,
        lines: found.lines.into_iter().filter_map(line).collect(),
        denied: pairs(found.denied),
        confirmed: pairs(found.confirmed),
        moved: pairs(found.moved),
        declined: found.declined.into_iter().filter_map(line).collect(),
        more_speakers: found.more_speakers,
        statements: found.statements,
        known: found.known,
    }
}

/// Whether an article is about a story: by its headline, its text, or something that is said in it.
pub fn is_of_story(story: &Story, brief: &Brief) -> bool {
    let article = brief.article();
    let paragraphs: Vec<String> = article.paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect();
    let page = StoryPage::new(&article.title, &paragraphs);
    let words = |statement: &Statement| -> String {
        statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let belongs = |said: &str| matches!(story.judge(said, &page), Judgement::Belongs(_));
    belongs("") || brief.statements().iter().any(|statement| belongs(&words(statement)))
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
        let heading = Heading::of(history.brief.article());
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
