//! A store in memory: the model that engines are compared with, and the record of a program that keeps nothing.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use crate::error::RecordError;
use crate::store::{
    Ack, Batch, Cursor, KeyRange, Keyspace, PAGE_ENTRIES_MAX, Page, Proof, Scanned, Store, StoreStats,
    bad_entry,
};
use crate::values;

/// A [`Store`] that ends with its process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    gate: RwLock<()>,
}

#[derive(Debug, Default)]
struct State {
    sequence: u64,
    spaces: [BTreeMap<Vec<u8>, Vec<u8>>; Keyspace::ALL.len()],
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is made of whole steps, so a panicked holder leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, String> {
    values::unseal(key, sealed).map(|(_, bytes)| bytes.to_vec()).map_err(|bad| bad.to_string())
}

impl Store for MemoryStore {
    fn commit(&self, batch: Batch) -> Result<Ack, RecordError> {
        batch.check()?;
        let _gate = self.gate.write().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        for (space, key, expect) in &batch.expectations {
            let found = match state.spaces[space.index()].get(key) {
                Some(sealed) => Some(read(key, sealed).map_err(|why| bad_entry(*space, key, why))?),
                None => None,
            };
            if !expect.holds(found.as_deref()) {
                return Err(RecordError::Conflict);
            }
        }
        for (space, key, value) in batch.writes {
            let map = &mut state.spaces[space.index()];
            match value {
                Some(value) => drop(map.insert(key.clone(), values::seal(&key, 0, &value))),
                None => drop(map.remove(&key)),
            }
        }
        state.sequence += 1;
        Ok(Ack { sequence: state.sequence })
    }

    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        match self.state().spaces[space.index()].get(key) {
            Some(sealed) => read(key, sealed).map(Some).map_err(|why| bad_entry(space, key, why)),
            None => Ok(None),
        }
    }

    fn scan(&self, space: Keyspace, range: &KeyRange, limit: usize, cursor: Option<&Cursor>) -> Scanned {
        let mut page = Page::default();
        let Some(from) = range.start(cursor) else { return Ok(page) };
        let to = range.to.clone().map_or(Bound::Unbounded, Bound::Excluded);
        let (limit, mut filled_bytes) = (limit.clamp(1, PAGE_ENTRIES_MAX), 0);
        let state = self.state();
        let mut entries = state.spaces[space.index()].range((Bound::Included(from), to)).peekable();
        let mut count = 0;
        while let Some((key, sealed)) = entries.next() {
            count += 1;
            let full = page.add(key.clone(), read(key, sealed), &mut filled_bytes);
            if (full || count == limit) && entries.peek().is_some() {
                page.next = Some(Cursor(key.clone()));
                break;
            }
        }
        Ok(page)
    }

    fn at_rest(&self, reading: &mut dyn FnMut() -> Result<(), RecordError>) -> Result<(), RecordError> {
        let _gate = self.gate.read().unwrap_or_else(PoisonError::into_inner);
        reading()
    }

    fn verify(&self) -> Result<Proof, RecordError> {
        let mut proof = Proof::default();
        let state = self.state();
        for space in Keyspace::ALL {
            for (key, sealed) in &state.spaces[space.index()] {
                match read(key, sealed) {
                    Ok(_) => proof.entries += 1,
                    Err(why) => proof.problem(bad_entry(space, key, why).to_string()),
                }
            }
        }
        Ok(proof)
    }

    fn stats(&self) -> Result<StoreStats, RecordError> {
        let state = self.state();
        let entries = state.spaces.iter().map(|map| map.len() as u64).collect();
        Ok(StoreStats { sequence: state.sequence, entries, disk_bytes: 0 })
    }
}
