//! How outlets give the same thing, and where a statement came from.

use std::collections::HashSet;

use jiff::Timestamp;
use sayso_record::{Cited, Query, Record, RecordError, StatementId};
use sayso_statements::SpeakerKind;

use crate::folding::{Utterance, utterances};
use crate::questions::{Answer, answer};
use crate::quote::{Quote, Reader};
use crate::reading::blocking;
use crate::{Newsroom, ReadError};

/// Statements of one outlet that are compared with those of others.
const SIDE_QUOTES_MAX: usize = 60;

/// Statements among which the others like one are looked for.
const TRACED_MAX: usize = 120;

/// So few words of a statement are looked for each by itself, too.
const FEW_WORDS_MAX: usize = 10;

/// How outlets give the same thing.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Each outlet in the order asked for, with what it has.
    pub sides: Vec<Side>,
    /// The quotes of all sides, one side after the other.
    pub quotes: Vec<Quote>,
    /// The side of each quote, by number.
    pub side_of: Vec<usize>,
    /// What several of them print, by the numbers of the quotes; that of most outlets first.
    pub shared: Vec<Utterance>,
}

/// One outlet of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// The outlet, as asked for.
    pub outlet: String,
    /// What it has on the topic.
    pub answer: Answer,
    /// How many different speakers in it are named.
    pub named: usize,
    /// How many are not.
    pub unnamed: usize,
}

/// Where a statement came from.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The statement; [`Utterance::prints`] counts it, too.
    pub quote: Quote,
    /// What was looked at: the statement first, then those like it.
    pub quotes: Vec<Quote>,
    /// The utterance that it is, by the numbers of the quotes: first print, all prints, origins, who else is given
    /// as its speaker.
    pub utterance: Utterance,
}

impl Newsroom {
    /// How two to four outlets give the same thing.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn compare(
        &self,
        query: Query,
        outlets: Vec<String>,
        now: Timestamp,
    ) -> Result<Comparison, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || compare(&record, &query, outlets, now)).await??)
    }

    /// Where a statement came from: its first appearance and everyone who printed it; none where it is not kept. Of
    /// `query` counts what editors decided.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn trace(
        &self,
        id: StatementId,
        query: Query,
        now: Timestamp,
    ) -> Result<Option<Trace>, ReadError> {
        let record = self.record.clone();
        Ok(blocking(move || trace(&record, &id, &query, now)).await??)
    }
}

fn compare(
    record: &Record,
    query: &Query,
    outlets: Vec<String>,
    now: Timestamp,
) -> Result<Comparison, RecordError> {
    let mut found = Comparison::default();
    for (number, outlet) in outlets.into_iter().enumerate() {
        let query = Query { outlet: Some(outlet.clone()), ..query.clone() };
        let answer = answer(record, &query, now, SIDE_QUOTES_MAX, None)?;
        let (named, unnamed) = speakers(&answer.quotes);
        found.side_of.extend(answer.quotes.iter().map(|_| number));
        found.quotes.extend(answer.quotes.iter().cloned());
        found.sides.push(Side { outlet, answer, named, unnamed });
    }
    let sides = |utterance: &Utterance| {
        utterance.prints.iter().filter_map(|at| found.side_of.get(*at)).collect::<HashSet<_>>().len()
    };
    let mut shared = utterances(&found.quotes, &query.desk);
    shared.retain(|utterance| sides(utterance) > 1);
    shared.sort_by_key(|utterance| std::cmp::Reverse(sides(utterance)));
    Ok(Comparison { shared, ..found })
}

/// How many different speakers of these are named, and how many are not.
fn speakers(quotes: &[Quote]) -> (usize, usize) {
    let (mut named, mut unnamed) = (HashSet::new(), HashSet::new());
    for quote in quotes {
        let speaker = &quote.statement().speaker;
        let Some(name) = &speaker.name else { continue };
        match speaker.kind {
            SpeakerKind::Anonymous | SpeakerKind::Group => unnamed.insert(name),
            _ => named.insert(name),
        };
    }
    (named.len(), unnamed.len())
}

fn trace(
    record: &Record,
    id: &StatementId,
    query: &Query,
    now: Timestamp,
) -> Result<Option<Trace>, RecordError> {
    let Some(cited) = record.statement(id)? else { return Ok(None) };
    let Some(quote) = Reader::new(record, query).quote(cited)? else { return Ok(None) };
    let text = quote.words();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (mut quotes, mut seen) = (vec![quote.clone()], HashSet::from([*id]));
    let alike: Vec<Cited> =
        record.alike(&text, TRACED_MAX)?.into_iter().filter(|cited| seen.insert(cited.id)).collect();
    quotes.extend(Reader::new(record, query).quotes(alike)?);
    // A few words may share no run with what they were cut from.
    if words.len() <= FEW_WORDS_MAX {
        let few = Query { words: words.join(" "), ..query.clone() };
        let found = answer(record, &few, now, TRACED_MAX, None)?;
        quotes.extend(found.quotes.into_iter().filter(|quote| seen.insert(quote.id())));
    }
    let own = utterances(&quotes, &query.desk).into_iter().find(|utterance| utterance.prints.contains(&0));
    Ok(own.map(|utterance| Trace { quote, quotes, utterance }))
}
