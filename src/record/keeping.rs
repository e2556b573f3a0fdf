//! Keeping an article: its statements with numbers that last, what it said before, and its entry in the index,
//! all in one batch.

use std::collections::HashSet;

use jiff::Timestamp;
use sayso_article::{Article, Dated};
use sayso_statements::Statement;
use url::Url;

use crate::address::{ArticleId, identity};
use crate::error::RecordError;
use crate::indexing::entry_of;
use crate::keys;
use crate::record::{ATTEMPTS, ArticleEntry, Numbered, Record, STATEMENTS_MAX, json};
use crate::revisions::{self, Revision};
use crate::store::{Batch, Expect, KeyRange, Keyspace, walk};

impl Record {
    /// Keeps an article that was read at the address asked for, with its statements, in the place of
    /// what was kept of it before. When this returns it is on the disk, and `asked` leads to it.
    ///
    /// A statement whose words stood in the article before keeps its number; other statements get numbers that
    /// no other had. Where the text differs from the one that is kept, that one becomes a revision.
    ///
    /// # Errors
    /// [`RecordError::TooLarge`], or why it could not be written; then what was kept before stands.
    pub fn keep(
        &self,
        asked: &Url,
        article: &Article,
        statements: &[Statement],
        now: Timestamp,
    ) -> Result<ArticleId, RecordError> {
        self.keep_redirected(asked, asked, article, statements, now)
    }

    /// As [`Record::keep`], for a page that redirects led to: `read_from` is the last address, and the
    /// one that is believed about its own site (a page's word for another site's address is not taken).
    ///
    /// # Errors
    /// As [`Record::keep`].
    pub fn keep_redirected(
        &self,
        asked: &Url,
        read_from: &Url,
        article: &Article,
        statements: &[Statement],
        now: Timestamp,
    ) -> Result<ArticleId, RecordError> {
        let (size, limit) = (statements.len(), STATEMENTS_MAX);
        if size > limit {
            return Err(RecordError::TooLarge { what: "the article (in statements)", size, limit });
        }
        let address = identity(read_from, article.url.as_ref());
        let id = ArticleId::of(address);
        let statements: Vec<Statement> = statements.iter().map(finite).collect();
        for _ in 0..ATTEMPTS {
            let mut batch = Batch::new();
            let before = self.before(&mut batch, &id)?;
            let (mut kept, numbers) = placed(article, &statements, before.as_ref(), now);
            kept.address = Some(address.clone());
            self.write(&mut batch, &id, &kept, &numbers, &statements)?;
            if let Some((old, old_statements)) = &before {
                self.note_revision(&mut batch, &id, &kept, old, old_statements)?;
            }
            for address in [asked, read_from].map(ArticleId::of) {
                // An address that is the article's own needs no alias, and an older one would mislead.
                if address == id {
                    batch.delete(Keyspace::Aliases, *address.bytes());
                } else {
                    batch.put(Keyspace::Aliases, *address.bytes(), *id.bytes());
                }
            }
            let numbered: Vec<_> = numbers.iter().copied().zip(&statements).collect();
            let entry = entry_of(&kept, &numbered);
            batch.put(Keyspace::Index, *id.bytes(), entry.encode());
            match self.store.commit(batch) {
                Err(RecordError::Conflict) => {}
                Err(other) => return Err(other),
                Ok(ack) => {
                    self.finder.put(&id, &entry, ack.sequence);
                    return Ok(id);
                }
            }
        }
        Err(RecordError::Conflict)
    }

    /// Writes an article and its statements.
    pub(crate) fn write(
        &self,
        batch: &mut Batch,
        id: &ArticleId,
        kept: &ArticleEntry,
        numbers: &[u16],
        statements: &[Statement],
    ) -> Result<(), RecordError> {
        for (number, statement) in numbers.iter().zip(statements) {
            batch.put(Keyspace::Statements, keys::statement(id, *number), json(statement)?);
            batch.put(Keyspace::Latest, keys::latest(kept.at_ms, id, *number), []);
        }
        batch.put(Keyspace::Articles, *id.bytes(), json(kept)?);
        Ok(())
    }

    /// What is kept under `id`, with its statements by number; the batch expects it unchanged and takes its
    /// statements and their places among the latest away. What cannot be read is none, and goes whole.
    pub(crate) fn before(
        &self,
        batch: &mut Batch,
        id: &ArticleId,
    ) -> Result<Option<(ArticleEntry, Numbered)>, RecordError> {
        let bytes = match self.store.get(Keyspace::Articles, id.bytes()) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                batch.expect(Keyspace::Articles, *id.bytes(), Expect::Absent);
                return Ok(None);
            }
            Err(RecordError::BadEntry { .. }) => {
                self.replace_unreadable(batch, id)?;
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        let Ok(kept) = serde_json::from_slice::<ArticleEntry>(&bytes) else {
            self.replace_unreadable(batch, id)?;
            return Ok(None);
        };
        for number in kept.numbers() {
            batch.delete(Keyspace::Latest, keys::latest(kept.at_ms, id, number));
            batch.delete(Keyspace::Statements, keys::statement(id, number));
        }
        batch.expect(Keyspace::Articles, *id.bytes(), Expect::Is(bytes));
        // Statements that cannot be read lose their numbers; their words cannot be compared.
        let statements = match self.statements_of(id, &kept) {
            Err(RecordError::BadEntry { .. }) => Vec::new(),
            other => other?,
        };
        Ok(Some((kept, statements)))
    }

    /// The replacement of an entry that is damaged: its statements' places are found by looking at all of them.
    pub(crate) fn replace_unreadable(&self, batch: &mut Batch, id: &ArticleId) -> Result<(), RecordError> {
        let statements = KeyRange::prefix(id.bytes());
        for (space, range) in [(Keyspace::Statements, statements), (Keyspace::Latest, KeyRange::all())] {
            let mut found = Vec::new();
            let mut note = |key: Vec<u8>| {
                if keys::article_of(space, &key) == Some(*id) {
                    found.push(key);
                }
                Ok(())
            };
            let mut damaged = Vec::new();
            walk(&*self.store, space, &range, &mut |key, _| note(key), &mut |key, _| {
                damaged.push(key);
                Ok(())
            })?;
            damaged.into_iter().try_for_each(&mut note)?;
            found.into_iter().for_each(|key| batch.delete(space, key));
        }
        batch.delete(Keyspace::Index, *id.bytes());
        Ok(())
    }

    /// Keeps what the article said before, where its text is another now.
    fn note_revision(
        &self,
        batch: &mut Batch,
        id: &ArticleId,
        kept: &ArticleEntry,
        old: &ArticleEntry,
        old_statements: &Numbered,
    ) -> Result<(), RecordError> {
        if revisions::fingerprints(old) == revisions::fingerprints(kept) {
            return Ok(());
        }
        let revision = Revision {
            read_at: old.read_at,
            article: old.article.clone(),
            statements: old_statements.clone(),
            cut: old.cut.clone(),
        };
        self.add_revision(batch, id, revision)
    }
}

/// The article as it is kept, and the numbers of its statements in the order of the page.
fn placed(
    article: &Article,
    statements: &[Statement],
    before: Option<&(ArticleEntry, Numbered)>,
    now: Timestamp,
) -> (ArticleEntry, Vec<u16>) {
    let first_read_at = before.map_or(now, |(old, _)| old.first_read_at.min(now));
    let (numbers, next) = match before {
        Some((old, old_statements)) => numbers(statements, old_statements, old.next_number()),
        None => ((0..).take(statements.len()).collect(), u16::try_from(statements.len()).unwrap_or(u16::MAX)),
    };
    let in_order = numbers.iter().copied().eq(0..u16::try_from(numbers.len()).unwrap_or(u16::MAX));
    let kept = ArticleEntry {
        read_at: now,
        first_read_at,
        at_ms: ordering_time(article, now).as_millisecond(),
        // `keep` has refused more.
        statements: u16::try_from(statements.len()).unwrap_or(u16::MAX),
        order: if in_order { Vec::new() } else { numbers.clone() },
        next,
        cut: None,
        address: None,
        article: article.clone(),
    };
    (kept, numbers)
}

/// Numbers for the statements of a new reading, and the first that no statement has had. A statement whose
/// words and speaker were there keeps its number, one whose words alone were there does too where no other has
/// a better claim to it.
fn numbers(statements: &[Statement], old: &Numbered, next: u16) -> (Vec<u16>, u16) {
    let mut numbers: Vec<Option<u16>> = vec![None; statements.len()];
    let mut taken = HashSet::new();
    for same_speaker in [true, false] {
        for (statement, number) in statements.iter().zip(&mut numbers).filter(|(_, number)| number.is_none())
        {
            let stood = old.iter().find(|(its, before)| {
                !taken.contains(its)
                    && words_of(before).eq(words_of(statement))
                    && (!same_speaker || before.speaker.name == statement.speaker.name)
            });
            if let Some((its, _)) = stood {
                taken.insert(*its);
                *number = Some(*its);
            }
        }
    }
    let fresh = numbers.iter().filter(|number| number.is_none()).count();
    // After sixty-five thousand numbers the free ones are given again.
    let mut free = if usize::from(u16::MAX - next) > fresh { next } else { 0 };
    let mut last = next;
    let given = numbers
        .into_iter()
        .map(|number| {
            number.unwrap_or_else(|| {
                while !taken.insert(free) {
                    free = free.wrapping_add(1);
                }
                last = last.max(free.saturating_add(1));
                free
            })
        })
        .collect();
    (given, last)
}

/// The words of a statement as they are compared: white space does not count.
fn words_of(statement: &Statement) -> impl Iterator<Item = &str> {
    statement.pieces.iter().flat_map(|piece| piece.text.split_whitespace())
}

/// When an article came out, as far as its order among the latest goes: a page that dates itself into
/// the future would else stay first for ever.
fn ordering_time(article: &Article, now: Timestamp) -> Timestamp {
    let published = match article.published {
        Some(Dated::Instant { at, .. }) => Some(at),
        Some(Dated::Day(day)) => day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|day| day.timestamp()),
        None => None,
    };
    published.map_or(now, |published| published.min(now))
}

/// JSON has no word for a confidence that is not a number, and could not be read back.
fn finite(statement: &Statement) -> Statement {
    let confidence = if statement.confidence.is_finite() { statement.confidence } else { 0.0 };
    Statement { confidence, ..statement.clone() }
}
