//! Where each term stands: for each article that has it, the distance to the article before and the payload of
//! its entry, all terms' lists in the order in which articles came.

use std::collections::HashMap;

use crate::bytes::{Reader, put_number};
use crate::payload::{Stand, read_payload};

/// Bytes of the longest number.
const NUMBER_BYTES_MAX: usize = 5;

/// Lists of all terms.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    places: HashMap<Box<str>, u32>,
    lists: Vec<List>,
}

#[derive(Debug, Default)]
struct List {
    bytes: Vec<u8>,
    last: u32,
}

impl Postings {
    /// Adds a term of the article in a slot; slots come in growing order.
    pub(crate) fn add(&mut self, term: &str, slot: u32, payload: &[u8]) {
        let place = match self.places.get(term) {
            Some(place) => *place,
            None => {
                // Four thousand million terms do not fit into memory before this could fail.
                let place = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
                self.places.insert(term.into(), place);
                self.lists.push(List::default());
                place
            }
        };
        let Some(list) = usize::try_from(place).ok().and_then(|place| self.lists.get_mut(place)) else {
            return;
        };
        if list.bytes.capacity() - list.bytes.len() < payload.len() + NUMBER_BYTES_MAX {
            // By a sixteenth, not twice as much: all lists together are most of the index.
            list.bytes.reserve_exact(payload.len() + NUMBER_BYTES_MAX + list.bytes.len() / 16);
        }
        put_number(&mut list.bytes, u64::from(slot - list.last));
        list.bytes.extend(payload);
        list.last = slot;
    }

    /// Calls `each` for every text that has a term, with the slot of its article.
    pub(crate) fn walk(&self, term: &str, mut each: impl FnMut(u32, Stand<'_>)) {
        let Some(list) = self.list(term) else { return };
        let (mut from, mut slot) = (Reader(&list.bytes), 0);
        // The bytes were made by `add` of entries that were looked at, so that they end where a list ends.
        while let Some(apart) = from.small() {
            slot += apart;
            if read_payload(&mut from, |stand| each(slot, stand)).is_none() {
                return;
            }
        }
    }

    /// How long the list of a term is, in bytes: about how often it stands somewhere.
    pub(crate) fn length_bytes(&self, term: &str) -> usize {
        self.list(term).map_or(0, |list| list.bytes.len())
    }

    fn list(&self, term: &str) -> Option<&List> {
        self.places.get(term).and_then(|at| self.lists.get(usize::try_from(*at).ok()?))
    }

    /// How many terms there are.
    pub(crate) fn terms(&self) -> usize {
        self.lists.len()
    }

    /// Bytes of all lists and terms, with what they take beside, about.
    pub(crate) fn size_bytes(&self) -> usize {
        let lists: usize = self.lists.iter().map(|list| list.bytes.capacity() + 32).sum();
        let terms: usize = self.places.keys().map(|term| term.len() + 24 + 8).sum();
        lists + terms
    }
}
