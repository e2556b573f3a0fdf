//! Did they really say that? A quotation looked up in everything that was read.

use std::collections::HashSet;

use jiff::Timestamp;
use sayso_article::{Article, Dated};
use sayso_quotations::{Candidate, Check, Fit, Form, Said, Slice, Spot, Status, verify};
use sayso_record::{ArticleId, Desk, Heading, Query, Record, RecordError, Subject};
use sayso_statements::{Quotation, Statement};

use crate::folded::words;
use crate::overlay::laid_over;
use crate::quote::Reader;
use crate::{Brief, Newsroom, ReadError};

/// Articles that a quotation is compared with, those that fit best.
const CANDIDATES_MAX: usize = 60;

/// Statements that share runs of words with it whose articles come first.
const ALIKE_MAX: usize = 20;

/// Statements that one search for them gives.
const HITS_MAX: usize = 60;

/// Words of the quotation that are looked for at a time; a longer one is looked for in parts.
const WORDS_AT_ONCE: usize = 10;

/// Parts of it that are looked for.
const PARTS_MAX: usize = 4;

/// Outlets that are counted.
const OUTLETS_MAX: usize = 200;

/// The result of a check, with the articles that it rests on. Its words were compared with the kept articles once
/// more when it was made; there is no other way to one.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    check: Check,
    candidates: Vec<CheckedIn>,
    articles: u64,
    outlets: usize,
}

/// An article that a quotation was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedIn {
    /// The article.
    pub id: ArticleId,
    /// What an answer says of it.
    pub heading: Heading,
    /// When it was published, else read.
    pub at: Timestamp,
    /// Its statements, as the check counts them.
    pub statements: Vec<Statement>,
    /// Whether this is what the article said before it changed.
    pub earlier: bool,
}

impl Verification {
    /// What was found. Its numbers of candidates are those of [`Verification::candidates`].
    pub fn check(&self) -> &Check {
        &self.check
    }

    /// The articles that it was compared with word by word.
    pub fn candidates(&self) -> &[CheckedIn] {
        &self.candidates
    }

    /// In how many articles it was looked for.
    pub fn articles(&self) -> u64 {
        self.articles
    }

    /// Of how many outlets, counted up to 200.
    pub fn outlets(&self) -> usize {
        self.outlets
    }
}

impl Newsroom {
    /// Looks a quotation up in everything that was read. `speaker` is who is said to have said it; `scope` narrows
    /// down where it is looked for (outlet, time, story), its words and speaker do not count.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn verify(
        &self,
        quotation: &str,
        speaker: Option<&str>,
        scope: Query,
        now: Timestamp,
    ) -> Result<Verification, ReadError> {
        let (record, quotation, speaker) =
            (self.record.clone(), quotation.to_owned(), speaker.map(str::to_owned));
        // Comparing is computation, as reading is.
        Ok(self.at_desk(move || look_up(&record, &quotation, speaker.as_deref(), &scope, now)).await??)
    }
}

fn look_up(
    record: &Record,
    quotation: &str,
    speaker: Option<&str>,
    scope: &Query,
    now: Timestamp,
) -> Result<Verification, RecordError> {
    let ids = candidates(record, quotation, speaker, scope, now)?;
    let mut reader = Reader::new(record, scope);
    let (mut compared, mut shown) = (Vec::new(), Vec::new());
    for id in ids {
        if scope.corrections.hidden_articles.contains(&id) {
            continue;
        }
        let Some(kept) = reader.article(&id)? else { continue };
        let at = time_of(&kept.article, kept.first_read_at);
        let (statements, _) = laid_over(kept, scope);
        let brief = Brief::new(kept.article.clone(), statements);
        let earlier = record.revisions(&id)?;
        add(&mut compared, &mut shown, id, at, &brief, None);
        for version in earlier.into_iter().filter(|version| version.cut.is_none()) {
            let statements = version.statements.into_iter().map(|(_, statement)| statement).collect();
            let old = Brief::new(version.article, statements);
            add(&mut compared, &mut shown, id, at, &old, Some(&brief));
        }
    }
    let matcher = |said: &Said| fit(said, speaker, &scope.desk);
    let check = verify(quotation, speaker.is_some().then_some(&matcher), &compared);
    let check = checked(check, &compared);
    let articles = record.stats()?.articles;
    let outlets = record.complete(Subject::Outlet, "", OUTLETS_MAX, &Desk::default())?.len();
    Ok(Verification { check, candidates: shown, articles, outlets })
}

/// The articles in which the words may stand: those that have all of them, then those that have many.
fn candidates(
    record: &Record,
    quotation: &str,
    speaker: Option<&str>,
    scope: &Query,
    now: Timestamp,
) -> Result<Vec<ArticleId>, RecordError> {
    let all: Vec<&str> =
        quotation.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let parts: Vec<&[&str]> = all.chunks(WORDS_AT_ONCE).take(PARTS_MAX).collect();
    let mut queries: Vec<(String, Option<&str>)> = parts.iter().map(|part| (part.join(" "), None)).collect();
    // Long words alone find a quotation in which the short ones were changed, and the speaker finds the nearest.
    let mut long: Vec<&str> = all.iter().copied().filter(|word| word.chars().count() > 4).collect();
    long.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    long.truncate(4);
    queries.push((long.join(" "), None));
    queries.extend(speaker.map(|speaker| (long.join(" "), Some(speaker))));
    queries.extend(speaker.map(|speaker| (String::new(), Some(speaker))));
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    // What shares runs of words with it is nearest, wherever it stands in a long list of what has its words.
    if is_everywhere(scope) {
        let alike = record.alike(quotation, ALIKE_MAX)?.into_iter();
        found.extend(alike.map(|cited| cited.id.article).filter(|id| seen.insert(*id)));
    }
    for (text, speaker) in queries {
        if text.is_empty() && speaker.is_none() {
            continue;
        }
        let query = Query { words: text, speaker: speaker.map(str::to_owned), ..scope.clone() };
        let hits = record.search(&query, now, HITS_MAX, None)?.hits;
        found.extend(hits.into_iter().map(|cited| cited.id.article).filter(|id| seen.insert(*id)));
    }
    found.truncate(CANDIDATES_MAX);
    Ok(found)
}

/// Whether a scope narrows nothing down.
fn is_everywhere(scope: &Query) -> bool {
    let Query {
        words: _,
        speaker: _,
        outlet,
        kinds,
        acts,
        quotations,
        since,
        until,
        read_since,
        of,
        story,
        order: _,
        desk: _,
        corrections: _,
    } = scope;
    let times = since.is_none() && until.is_none() && read_since.is_none() && of.is_none();
    let sorts = kinds.is_empty() && acts.is_empty() && quotations.is_empty();
    outlet.is_none() && times && sorts && story.any.is_empty() && story.none.is_empty()
}

/// Adds a version of an article to those that are compared. Of an earlier one only what is no longer there counts.
fn add(
    compared: &mut Vec<Candidate>,
    shown: &mut Vec<CheckedIn>,
    id: ArticleId,
    at: Timestamp,
    version: &Brief,
    now: Option<&Brief>,
) {
    let article = version.article();
    let present = now.map(|brief| crate::folded::Text::of(brief.article()));
    let gone = |statement: &&Statement| {
        present
            .as_ref()
            .is_none_or(|text| statement.pieces.iter().any(|piece| !text.holds(&words(&piece.text))))
    };
    let statements: Vec<Statement> = version.statements().iter().filter(gone).cloned().collect();
    if now.is_some() && statements.is_empty() {
        return;
    }
    let status = if now.is_some() { Status::Gone } else { Status::Current };
    compared.push(Candidate {
        article: id.to_string(),
        outlet: article.outlet.clone().unwrap_or_default(),
        origin: article.origin.clone(),
        language: article.language.clone(),
        published: Some(at),
        title: article.title.clone(),
        paragraphs: paragraphs(article, now.map(|_| statements.as_slice())),
        said: statements.iter().map(|statement| said(statement, status)).collect(),
    });
    let heading = Heading::of(article);
    shown.push(CheckedIn { id, heading, at, statements, earlier: now.is_some() });
}

/// The paragraphs; of an earlier version only those that hold a statement that is gone.
fn paragraphs(article: &Article, gone: Option<&[Statement]>) -> Vec<String> {
    let holds = |index: usize| {
        gone.is_none_or(|gone| {
            gone.iter().flat_map(|s| &s.pieces).any(|piece| usize::try_from(piece.paragraph) == Ok(index))
        })
    };
    let text = |(index, paragraph): (usize, &sayso_article::Paragraph)| {
        if holds(index) { paragraph.text.clone() } else { String::new() }
    };
    article.paragraphs.iter().enumerate().map(text).collect()
}

fn said(statement: &Statement, status: Status) -> Said {
    let spot = |piece: &sayso_statements::Piece| Spot {
        paragraph: piece.paragraph,
        start: piece.start,
        end: piece.end,
    };
    Said {
        pieces: statement.pieces.iter().map(spot).collect(),
        speaker: statement.speaker.name.clone(),
        via: statement.via.clone(),
        form: match statement.quotation {
            Quotation::Direct => Form::Direct,
            Quotation::Mixed => Form::Mixed,
            Quotation::Indirect => Form::Indirect,
        },
        status,
        translated_from: None,
    }
}

/// Whether a statement is of the speaker who is asked about. A family name alone means whoever bears it.
fn fit(said: &Said, asked: Option<&str>, desk: &Desk) -> Fit {
    let (Some(asked), Some(name)) = (asked, said.speaker.as_deref()) else { return Fit::Unclear };
    let (typed, printed) = (words(asked), words(name));
    let within = !typed.is_empty() && typed.iter().all(|word| printed.contains(word));
    if within || desk.same(name, asked) { Fit::Same } else { Fit::Other }
}

/// Takes out of a check what does not stand in its candidates: nothing, unless there is a fault.
fn checked(mut check: Check, candidates: &[Candidate]) -> Check {
    let stands = |slice: &Slice| {
        let candidate = candidates.get(slice.candidate);
        candidate.and_then(|candidate| cut(candidate, slice.spot)) == Some(slice.text.as_str())
    };
    let sound = check.nearest.as_ref().is_none_or(|nearest| {
        let differing = nearest.differences.iter().filter_map(|difference| difference.real.as_ref());
        let left_out = nearest.left_out.iter().map(|left_out| &left_out.words);
        let beside = nearest.before.iter().chain(&nearest.after);
        nearest.pieces.iter().chain(differing).chain(left_out).chain(beside).all(stands)
    });
    if !sound {
        tracing::error!("a check named words that stand in no article; they are not shown");
        check.nearest = None;
    }
    check
}

fn cut(candidate: &Candidate, spot: Spot) -> Option<&str> {
    let text = candidate.paragraph(spot.paragraph)?;
    let border =
        |scalar: usize| text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).nth(scalar);
    text.get(border(spot.start)?..border(spot.end)?)
}

/// When an article came out, else when it was read first.
pub(crate) fn time_of(article: &Article, read_at: Timestamp) -> Timestamp {
    match article.published {
        Some(Dated::Instant { at, .. }) => at.min(read_at),
        Some(Dated::Day(day)) => day.in_tz("UTC").map_or(read_at, |start| start.timestamp().min(read_at)),
        None => read_at,
    }
}
