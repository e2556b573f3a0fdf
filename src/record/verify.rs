//! The proof of a record: every entry whole, and every entry's companions there.

use std::collections::HashMap;

use sayso_index::{BadEntry, Entry};

use crate::address::ArticleId;
use crate::error::RecordError;
use crate::indexing::entry_of;
use crate::keys;
use crate::record::{ArticleEntry, Record, read_statement};
use crate::revisions::read_revision;
use crate::store::{KeyRange, Keyspace, Proof, Store, bad_entry, walk};

impl Record {
    /// Reads everything: each value's checksum, the counts and sums that were written with each commit,
    /// that each value is what it should be, each statement among the latest and in the index, and nothing
    /// there without its statement. Writers wait meanwhile.
    ///
    /// # Errors
    /// Where the store cannot be read at all; damage found is in the proof.
    pub fn verify(&self) -> Result<Proof, RecordError> {
        let mut proof = self.store.verify()?;
        let store = &*self.store;
        store.at_rest(&mut || {
            let mut companions = Companions::default();
            each(store, Keyspace::Articles, &mut proof, &mut |key, value| companions.article(key, value))?;
            each(store, Keyspace::Statements, &mut proof, &mut |key, value| {
                companions.statement(key, value)
            })?;
            each(store, Keyspace::Latest, &mut proof, &mut |key, _| companions.latest(key))?;
            each(store, Keyspace::Index, &mut proof, &mut |key, value| companions.index(key, value))?;
            each(store, Keyspace::Revisions, &mut proof, &mut |key, value| companions.revision(key, value))?;
            each(store, Keyspace::Aliases, &mut proof, &mut |key, value| companions.alias(key, value))?;
            companions.missing(&mut proof);
            Ok(())
        })?;
        Ok(proof)
    }
}

impl Record {
    /// Makes every article's entry in the index again and compares it with the one that is kept: nothing is found
    /// that is not said, and nothing said that is not found. Takes longer than [`Record::verify`], which compares
    /// numbers and times. Of an article whose text was cut, the statements alone are compared: it is still found by
    /// what stood around them.
    ///
    /// # Errors
    /// Where the store cannot be read at all; what differs is in the proof.
    pub fn verify_index(&self) -> Result<Proof, RecordError> {
        let mut proof = Proof::default();
        let store = &*self.store;
        store.at_rest(&mut || {
            each(store, Keyspace::Articles, &mut proof, &mut |key, value| self.compare_entry(key, value))
        })?;
        Ok(proof)
    }

    fn compare_entry(&self, key: &[u8], value: &[u8]) -> Result<(), RecordError> {
        let bad = |why: &str| bad_entry(Keyspace::Index, key, why);
        let id = keys::article_of(Keyspace::Articles, key).ok_or_else(|| bad("not an article's key"))?;
        let kept: ArticleEntry = serde_json::from_slice(value).map_err(|error| bad(&error.to_string()))?;
        let statements = self.statements_of(&id, &kept)?;
        let statements: Vec<_> = statements.iter().map(|(number, its)| (*number, its)).collect();
        let made = entry_of(&kept, &statements);
        let there = self.store.get(Keyspace::Index, key)?.ok_or_else(|| bad("the entry is missing"))?;
        let is_same = if kept.cut.is_some() {
            Entry::decode(&there).is_ok_and(|there| there.lines == made.lines)
        } else {
            there == made.encode()
        };
        if is_same { Ok(()) } else { Err(bad("it is not what the article says")) }
    }
}

/// What is wrong with an entry, by its key and its value.
type Check<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<(), RecordError>;

/// Calls `check` for each entry of a keyspace; what it finds wrong goes into the proof.
/// Values that cannot be read are in it already.
fn each(store: &dyn Store, space: Keyspace, proof: &mut Proof, check: Check<'_>) -> Result<(), RecordError> {
    let mut note = |key: Vec<u8>, value: Vec<u8>| {
        if let Err(problem) = check(&key, &value) {
            proof.problem(problem.to_string());
        }
        Ok(())
    };
    match walk(store, space, &KeyRange::all(), &mut note, &mut |_, _| Ok(())) {
        // The store's own look has named it.
        Err(error) if error.is_damage() => Ok(()),
        other => other,
    }
}

/// What each article has, and what was found of it. Some 60 bytes an article: keyspaces are read in their
/// own order, since a look-up for each statement took over a minute for 400,000.
#[derive(Default)]
struct Companions(HashMap<ArticleId, Found>);

struct Found {
    at_ms: i64,
    expected: u16,
    /// The statements' numbers, sorted, where they are not 0, 1, 2 …
    numbers: Option<Box<[u16]>>,
    statements: u16,
    latest: u16,
    is_indexed: bool,
}

impl Found {
    fn has(&self, number: u16) -> bool {
        match &self.numbers {
            Some(numbers) => numbers.binary_search(&number).is_ok(),
            None => number < self.expected,
        }
    }
}

impl Companions {
    fn article(&mut self, key: &[u8], value: &[u8]) -> Result<(), RecordError> {
        let bad = |why: String| bad_entry(Keyspace::Articles, key, why);
        let entry: ArticleEntry = serde_json::from_slice(value).map_err(|error| bad(error.to_string()))?;
        let id = keys::article_of(Keyspace::Articles, key)
            .ok_or_else(|| bad("not an article's key".to_owned()))?;
        let numbers = (!entry.order.is_empty()).then(|| {
            let mut numbers = entry.order.clone();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.into_boxed_slice()
        });
        if numbers.as_ref().is_some_and(|numbers| numbers.len() != usize::from(entry.statements)) {
            return Err(bad("its statements' numbers are not as many as its statements".to_owned()));
        }
        let (at_ms, expected) = (entry.at_ms, entry.statements);
        self.0.insert(id, Found { at_ms, expected, numbers, statements: 0, latest: 0, is_indexed: false });
        Ok(())
    }

    fn statement(&mut self, key: &[u8], value: &[u8]) -> Result<(), RecordError> {
        read_statement(key, value)?;
        let place = keys::read_statement(key);
        let (id, number) =
            place.ok_or_else(|| bad_entry(Keyspace::Statements, key, "not a statement's key"))?;
        self.of(Keyspace::Statements, key, &id, number)?.statements += 1;
        Ok(())
    }

    fn latest(&mut self, key: &[u8]) -> Result<(), RecordError> {
        let place = keys::read_latest(key);
        let (at_ms, id, number) =
            place.ok_or_else(|| bad_entry(Keyspace::Latest, key, "not a key of the latest"))?;
        let found = self.of(Keyspace::Latest, key, &id, number)?;
        if found.at_ms != at_ms {
            return Err(bad_entry(Keyspace::Latest, key, "its article has another time"));
        }
        found.latest += 1;
        Ok(())
    }

    fn index(&mut self, key: &[u8], value: &[u8]) -> Result<(), RecordError> {
        let bad = |why: &str| bad_entry(Keyspace::Index, key, why);
        let found = keys::article_of(Keyspace::Index, key).and_then(|id| self.0.get_mut(&id));
        let found = found.ok_or_else(|| bad("its article is missing"))?;
        found.is_indexed = true;
        let entry = match Entry::decode(value) {
            Ok(entry) => entry,
            // It is made anew when the index is next asked for.
            Err(BadEntry::OtherAnalysis(_)) => return Ok(()),
            Err(BadEntry::Damaged) => return Err(bad("not an entry of the index")),
        };
        let as_many = entry.lines.len() == usize::from(found.expected);
        if !as_many || entry.at_ms != found.at_ms || !entry.lines.iter().all(|line| found.has(line.number)) {
            return Err(bad("its article has other statements, or another time"));
        }
        Ok(())
    }

    fn revision(&self, key: &[u8], value: &[u8]) -> Result<(), RecordError> {
        read_revision(key, value)?;
        let id = keys::article_of(Keyspace::Revisions, key);
        if id.is_some_and(|id| self.0.contains_key(&id)) {
            return Ok(());
        }
        Err(bad_entry(Keyspace::Revisions, key, "its article is missing"))
    }

    fn alias(&self, key: &[u8], value: &[u8]) -> Result<(), RecordError> {
        let id = value.try_into().map(ArticleId::from_bytes);
        if id.is_ok_and(|id| self.0.contains_key(&id)) {
            return Ok(());
        }
        Err(bad_entry(Keyspace::Aliases, key, "its article is missing"))
    }

    /// The article of an entry, where it has a statement of this number.
    fn of(
        &mut self,
        space: Keyspace,
        key: &[u8],
        id: &ArticleId,
        number: u16,
    ) -> Result<&mut Found, RecordError> {
        match self.0.get_mut(id) {
            None => Err(bad_entry(space, key, "its article is missing")),
            Some(found) if !found.has(number) => {
                Err(bad_entry(space, key, "its article has no statement of this number"))
            }
            Some(found) => Ok(found),
        }
    }

    /// Keys differ, numbers are those that are expected and times agree, so that equal counts mean equal sets.
    fn missing(&self, proof: &mut Proof) {
        for (id, found) in &self.0 {
            let Found { expected, statements, latest, is_indexed, .. } = found;
            if statements != expected || latest != expected {
                let why =
                    format!("{expected} statements expected, {statements} found, {latest} among the latest");
                proof.problem(bad_entry(Keyspace::Articles, id.bytes(), why).to_string());
            }
            if !is_indexed {
                let why = "its entry in the index is missing";
                proof.problem(bad_entry(Keyspace::Articles, id.bytes(), why).to_string());
            }
        }
    }
}
