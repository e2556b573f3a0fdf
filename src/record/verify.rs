//! The proof of a record: every entry whole, and every entry's companions there.

use crate::address::ArticleId;
use crate::error::RecordError;
use crate::keys;
use crate::record::{ArticleEntry, Record, read_statement};
use crate::store::{KeyRange, Keyspace, Proof, Store, bad_entry, walk};

impl Record {
    /// Reads everything: each value's checksum, the counts and sums that were written with each commit,
    /// that each value is what it should be, each statement in the index, and nothing in the index
    /// without its statement. Writers wait during the second half of it.
    ///
    /// # Errors
    /// Where the store cannot be read at all; damage found is in the proof.
    pub fn verify(&self) -> Result<Proof, RecordError> {
        let mut proof = self.store.verify()?;
        let store = &*self.store;
        store.at_rest(&mut || {
            articles(store, &mut proof)?;
            statements(store, &mut proof)?;
            index(store, &mut proof)?;
            aliases(store, &mut proof)
        })?;
        Ok(proof)
    }
}

/// What is wrong with an entry, by its key and its value.
type Check<'a> = &'a dyn Fn(&[u8], &[u8]) -> Result<(), RecordError>;

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

fn articles(store: &dyn Store, proof: &mut Proof) -> Result<(), RecordError> {
    each(store, Keyspace::Articles, proof, &|key, value| {
        let entry = article_entry(key, value)?;
        let id = keys::article_of(Keyspace::Articles, key)
            .ok_or_else(|| bad_entry(Keyspace::Articles, key, "not an article's key"))?;
        for number in 0..entry.statements {
            for (space, key) in [
                (Keyspace::Statements, keys::statement(&id, number)),
                (Keyspace::Latest, keys::latest(entry.at_ms, &id, number)),
            ] {
                if store.get(space, &key)?.is_none() {
                    return Err(bad_entry(space, &key, "it is missing, its article is there"));
                }
            }
        }
        Ok(())
    })
}

fn statements(store: &dyn Store, proof: &mut Proof) -> Result<(), RecordError> {
    each(store, Keyspace::Statements, proof, &|key, value| {
        read_statement(key, value)?;
        let (id, number) = keys::read_statement(key)
            .ok_or_else(|| bad_entry(Keyspace::Statements, key, "not a statement's key"))?;
        belongs(store, Keyspace::Statements, key, &id, number).map(drop)
    })
}

fn index(store: &dyn Store, proof: &mut Proof) -> Result<(), RecordError> {
    each(store, Keyspace::Latest, proof, &|key, _| {
        let (at_ms, id, number) = keys::read_latest(key)
            .ok_or_else(|| bad_entry(Keyspace::Latest, key, "not a key of the index"))?;
        if belongs(store, Keyspace::Latest, key, &id, number)? != at_ms {
            return Err(bad_entry(Keyspace::Latest, key, "its article has another time"));
        }
        Ok(())
    })
}

fn aliases(store: &dyn Store, proof: &mut Proof) -> Result<(), RecordError> {
    each(store, Keyspace::Aliases, proof, &|key, value| {
        if store.get(Keyspace::Articles, value)?.is_none() {
            return Err(bad_entry(Keyspace::Aliases, key, "its article is missing"));
        }
        Ok(())
    })
}

/// The article's time, where it has a statement of this number.
fn belongs(
    store: &dyn Store,
    space: Keyspace,
    key: &[u8],
    id: &ArticleId,
    number: u16,
) -> Result<i64, RecordError> {
    let Some(article) = store.get(Keyspace::Articles, id.bytes())? else {
        return Err(bad_entry(space, key, "its article is missing"));
    };
    let entry = article_entry(id.bytes(), &article)?;
    if number >= entry.statements {
        return Err(bad_entry(space, key, "its article has fewer statements"));
    }
    Ok(entry.at_ms)
}

fn article_entry(key: &[u8], value: &[u8]) -> Result<ArticleEntry, RecordError> {
    serde_json::from_slice(value).map_err(|error| bad_entry(Keyspace::Articles, key, error))
}
