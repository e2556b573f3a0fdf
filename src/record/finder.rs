//! The index in memory beside the store, and how it stays in step with it.
//!
//! What is on the disk is one entry an article, in the same batch as the article. Here all of them lie in the
//! form in which they are searched; it is read when it is first asked for, and every commit is put in after it is
//! acknowledged, by the number of the commit, so that the order in which threads come does not matter.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use sayso_index::{Entry, Index};

use crate::address::ArticleId;
use crate::error::RecordError;
use crate::indexing::entry_of;
use crate::keys;
use crate::record::{ATTEMPTS, ArticleEntry, Record};
use crate::store::{Batch, Expect, KeyRange, Keyspace, walk};

/// Articles whose entries are made anew in one commit: some 200 KB.
const ARTICLES_AT_ONCE: usize = 64;

/// The index in memory; none before it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Finder(RwLock<Option<Index>>);

impl Finder {
    /// Puts what a commit wrote in, where the index is in memory.
    pub(crate) fn put(&self, id: &ArticleId, entry: &Entry, sequence: u64) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = &mut *state {
            index.put(*id.bytes(), entry, sequence);
            if index.is_worn() {
                // It is read again when it is next asked for.
                *state = None;
            }
        }
    }

    /// Takes an article out that a commit removed.
    pub(crate) fn remove(&self, id: &ArticleId, sequence: u64) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = &mut *state {
            index.remove(*id.bytes(), sequence);
        }
    }

    /// Lets the index go; it is read again when it is next asked for.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What making an index whole did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reindexed {
    /// Articles whose entries were made anew.
    pub made: u64,
    /// Entries without an article that were removed.
    pub removed: u64,
    /// Articles that cannot be read, and so cannot be found by their words.
    pub unreadable: u64,
}

impl Record {
    /// Reads the index into memory where it is not there: at the start, so that the first question does not wait.
    /// Articles that lack their entry, or have one of another analysis, get it; tells how many did now.
    ///
    /// # Errors
    /// Where the store cannot be read, or such an entry not be written.
    pub fn warm(&self) -> Result<Reindexed, RecordError> {
        self.loaded()
    }

    /// Makes every article's entry anew.
    ///
    /// # Errors
    /// Where the store cannot be read or written; what was done until then stays, and doing it again goes on.
    pub fn reindex(&self) -> Result<Reindexed, RecordError> {
        self.finder.forget();
        let mut done = Reindexed::default();
        let articles = self.keys_of(Keyspace::Articles)?;
        let present: HashSet<Vec<u8>> = articles.iter().cloned().collect();
        self.remove_orphans(&present, &mut done)?;
        self.index_all_again(&articles, &mut done)?;
        self.finder.forget();
        Ok(done)
    }

    /// Runs `look` on the index, which is read before where it is not in memory.
    pub(crate) fn with_index<T>(&self, look: impl FnOnce(&Index) -> T) -> Result<T, RecordError> {
        loop {
            let state = self.finder.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(index) = &*state {
                return Ok(look(index));
            }
            drop(state);
            self.loaded()?;
        }
    }

    /// Reads the index where it is not in memory, and makes it whole.
    fn loaded(&self) -> Result<Reindexed, RecordError> {
        let mut state = self.finder.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut done = Reindexed::default();
        if state.is_none() {
            let mut index = Index::new();
            let stale = self.read_index(&mut index)?;
            done = self.mend(&mut index, &stale)?;
            *state = Some(index);
        }
        Ok(done)
    }

    /// Reads all entries; the keys of those that have to be made anew.
    fn read_index(&self, index: &mut Index) -> Result<Vec<Vec<u8>>, RecordError> {
        let mut stale = Vec::new();
        let store = &*self.store;
        store.at_rest(&mut || {
            *index = Index::new();
            stale.clear();
            let sequence = store.stats()?.sequence;
            let bad = std::cell::RefCell::new(&mut stale);
            walk(
                store,
                Keyspace::Index,
                &KeyRange::all(),
                &mut |key, value| {
                    match (<[u8; 16]>::try_from(key.as_slice()), Entry::decode(&value)) {
                        (Ok(article), Ok(entry)) => index.put(article, &entry, sequence),
                        _ => bad.borrow_mut().push(key),
                    }
                    Ok(())
                },
                &mut |key, _| {
                    bad.borrow_mut().push(key);
                    Ok(())
                },
            )
        })?;
        Ok(stale)
    }

    /// Makes the index whole: entries that are stale, articles that have none, entries that have no article.
    fn mend(&self, index: &mut Index, stale: &[Vec<u8>]) -> Result<Reindexed, RecordError> {
        let entries = index.size().articles as u64;
        let articles = self.store.stats()?.entries.get(Keyspace::Articles.index()).copied().unwrap_or(0);
        if stale.is_empty() && entries == articles {
            return Ok(Reindexed::default());
        }
        let articles = self.keys_of(Keyspace::Articles)?;
        let present: HashSet<Vec<u8>> = articles.iter().cloned().collect();
        let mut done = Reindexed::default();
        self.remove_orphans(&present, &mut done)?;
        let stale: HashSet<&Vec<u8>> = stale.iter().collect();
        let is_there =
            |key: &[u8]| <[u8; 16]>::try_from(key).is_ok_and(|article| index.slot(&article).is_some());
        let missing: Vec<Vec<u8>> =
            articles.into_iter().filter(|key| stale.contains(key) || !is_there(key)).collect();
        self.index_all_again(&missing, &mut done)?;
        tracing::info!(
            made = done.made,
            removed = done.removed,
            unreadable = done.unreadable,
            "the index was made whole"
        );
        self.read_index(index)?;
        Ok(done)
    }

    fn keys_of(&self, space: Keyspace) -> Result<Vec<Vec<u8>>, RecordError> {
        let keys = std::cell::RefCell::new(Vec::new());
        let note = |key| {
            keys.borrow_mut().push(key);
            Ok(())
        };
        walk(&*self.store, space, &KeyRange::all(), &mut |key, _| note(key), &mut |key, _| {
            keys.borrow_mut().push(key);
            Ok(())
        })?;
        Ok(keys.into_inner())
    }

    fn remove_orphans(&self, present: &HashSet<Vec<u8>>, done: &mut Reindexed) -> Result<(), RecordError> {
        for key in self.keys_of(Keyspace::Index)?.into_iter().filter(|key| !present.contains(key)) {
            let mut batch = Batch::new();
            batch.expect(Keyspace::Articles, key.clone(), Expect::Absent);
            batch.delete(Keyspace::Index, key);
            match self.store.commit(batch) {
                Ok(_) => done.removed += 1,
                // The article came in between.
                Err(RecordError::Conflict) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Makes the entries of some articles anew, many in one commit.
    fn index_all_again(&self, keys: &[Vec<u8>], done: &mut Reindexed) -> Result<(), RecordError> {
        for some in keys.chunks(ARTICLES_AT_ONCE) {
            match self.index_again(some) {
                // One of them was written in between: each by itself.
                Err(RecordError::Conflict) => {
                    for key in some {
                        self.index_one_again(key, done)?;
                    }
                }
                other => {
                    let (made, unreadable) = other?;
                    done.made += made;
                    done.unreadable += unreadable;
                }
            }
        }
        Ok(())
    }

    fn index_one_again(&self, key: &Vec<u8>, done: &mut Reindexed) -> Result<(), RecordError> {
        for _ in 0..ATTEMPTS {
            match self.index_again(std::slice::from_ref(key)) {
                Err(RecordError::Conflict) => {}
                other => {
                    let (made, unreadable) = other?;
                    done.made += made;
                    done.unreadable += unreadable;
                    return Ok(());
                }
            }
        }
        Err(RecordError::Conflict)
    }

    /// Makes the entries of articles that can be read anew in one commit; how many, and how many cannot be read.
    fn index_again(&self, keys: &[Vec<u8>]) -> Result<(u64, u64), RecordError> {
        let mut batch = Batch::new();
        let mut unreadable = 0;
        for key in keys {
            let bytes = match self.store.get(Keyspace::Articles, key) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => continue,
                Err(RecordError::BadEntry { .. }) => {
                    unreadable += 1;
                    continue;
                }
                Err(other) => return Err(other),
            };
            match self.entry_again(key, &bytes) {
                Some(entry) => {
                    batch.put(Keyspace::Index, key.clone(), entry.encode());
                    batch.expect(Keyspace::Articles, key.clone(), Expect::Is(bytes));
                }
                None => unreadable += 1,
            }
        }
        let made = batch.writes.len() as u64;
        if made > 0 {
            self.store.commit(batch)?;
        }
        Ok((made, unreadable))
    }

    /// The entry of an article as it lies; none where it or a statement of it cannot be read.
    fn entry_again(&self, key: &[u8], bytes: &[u8]) -> Option<Entry> {
        let id = keys::article_of(Keyspace::Articles, key)?;
        let kept: ArticleEntry = serde_json::from_slice(bytes).ok()?;
        let statements = self.statements_of(&id, &kept).ok()?;
        let statements: Vec<_> = statements.iter().map(|(number, its)| (*number, its)).collect();
        Some(entry_of(&kept, &statements))
    }
}
