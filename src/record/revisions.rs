//! What an article said before it changed.

use jiff::Timestamp;
use sayso_article::Article;
use sayso_statements::Statement;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::address::ArticleId;
use crate::error::RecordError;
use crate::keys;
use crate::record::{ArticleEntry, Cut, Numbered, Record, json};
use crate::store::{Batch, Expect, KeyRange, Keyspace, VALUE_BYTES_MAX, bad_entry, walk};

/// The most earlier versions that are kept of one article: the first one, and the newest others.
pub const REVISIONS_MAX: usize = 50;

/// An earlier version of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// When it was read last.
    pub read_at: Timestamp,
    /// The article as it was then.
    pub article: Article,
    /// What was said in it, by number, in the order of the page.
    pub statements: Numbered,
    /// What was cut out of its text when its time was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

impl Record {
    /// The earlier versions of an article, the latest first; none where it never changed. What is damaged is
    /// left out; [`Record::verify`] names it.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn revisions(&self, id: &ArticleId) -> Result<Vec<Revision>, RecordError> {
        let mut found = Vec::new();
        walk(
            &*self.store,
            Keyspace::Revisions,
            &KeyRange::prefix(id.bytes()),
            &mut |key, value| {
                found.extend(read_revision(&key, &value));
                Ok(())
            },
            &mut |_, _| Ok(()),
        )?;
        Ok(found)
    }

    /// Adds a version to a batch, and takes the ones too many away.
    pub(crate) fn add_revision(
        &self,
        batch: &mut Batch,
        id: &ArticleId,
        mut revision: Revision,
    ) -> Result<(), RecordError> {
        let mut there = Vec::new();
        let page =
            self.store.scan(Keyspace::Revisions, &KeyRange::prefix(id.bytes()), REVISIONS_MAX + 8, None)?;
        there.extend(
            page.entries.into_iter().map(|(key, _)| key).chain(page.damaged.into_iter().map(|(key, _)| key)),
        );
        there.sort_unstable();
        // The first version stays: what an outlet printed at first is asked for most.
        if there.len() >= REVISIONS_MAX {
            let too_many = there.len() + 1 - REVISIONS_MAX;
            let end = there.len() - 1;
            for key in there.drain(end.saturating_sub(too_many)..end) {
                batch.delete(Keyspace::Revisions, key);
            }
        }
        // Two readings in one millisecond, or a clock that stood still.
        let mut at_ms = revision.read_at.as_millisecond();
        while there.contains(&keys::revision(id, at_ms)) {
            at_ms = at_ms.saturating_add(1);
        }
        let key = keys::revision(id, at_ms);
        let mut bytes = json(&revision)?;
        if bytes.len() > VALUE_BYTES_MAX {
            // The text is what cannot be had again; its statements can be found in it.
            revision.statements.clear();
            bytes = json(&revision)?;
        }
        batch.expect(Keyspace::Revisions, key.clone(), Expect::Absent);
        batch.put(Keyspace::Revisions, key, bytes);
        Ok(())
    }
}

pub(crate) fn read_revision(key: &[u8], value: &[u8]) -> Result<Revision, RecordError> {
    serde_json::from_slice(value).map_err(|error| bad_entry(Keyspace::Revisions, key, error))
}

/// What a text was, whether it is still kept whole or not: a number for the title and for each paragraph.
pub(crate) fn fingerprints(kept: &ArticleEntry) -> Vec<u64> {
    match &kept.cut {
        Some(cut) => cut.fingerprints.clone(),
        None => fingerprints_of(&kept.article),
    }
}

/// The numbers of a whole text: the first eight bytes of each part's SHA-256.
pub(crate) fn fingerprints_of(article: &Article) -> Vec<u64> {
    let texts = std::iter::once(&article.title).chain(article.paragraphs.iter().map(|part| &part.text));
    texts
        .map(|text| {
            Sha256::digest(text).iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
        })
        .collect()
}

/// The statements of a list without their numbers.
pub(crate) fn without_numbers(statements: Numbered) -> Vec<Statement> {
    statements.into_iter().map(|(_, statement)| statement).collect()
}
