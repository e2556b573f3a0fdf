//! One entry cannot be read: it is told, the rest goes on, and a new reading heals it.

use std::sync::{Arc, Mutex};

use sayso_record::{
    Ack, Batch, Cursor, Job, KeyRange, Keyspace, MemoryStore, Proof, Record, RecordError, Scanned, Store,
    StoreStats,
};

use crate::fixtures::{article, at, statements, url};

/// A store in which some entries cannot be read until they are written again.
#[derive(Default)]
struct Damaged {
    store: MemoryStore,
    unreadable: Mutex<Vec<(Keyspace, Vec<u8>)>>,
}

impl Damaged {
    /// Damages the first entry of a keyspace.
    fn damage(&self, space: Keyspace) {
        let page = self.store.scan(space, &KeyRange::all(), 1, None).unwrap();
        self.unreadable.lock().unwrap().push((space, page.entries[0].0.clone()));
    }

    fn is_unreadable(&self, space: Keyspace, key: &[u8]) -> bool {
        self.unreadable.lock().unwrap().iter().any(|(bad, its_key)| *bad == space && its_key == key)
    }
}

impl Store for Damaged {
    fn commit(&self, batch: Batch) -> Result<Ack, RecordError> {
        for (space, key, _) in &batch.expectations {
            self.get(*space, key)?;
        }
        let written = batch.writes.clone();
        let ack = self.store.commit(batch)?;
        let mut unreadable = self.unreadable.lock().unwrap();
        unreadable
            .retain(|(space, key)| !written.iter().any(|(to, its_key, _)| to == space && its_key == key));
        Ok(ack)
    }

    fn get(&self, space: Keyspace, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        if self.is_unreadable(space, key) {
            return Err(RecordError::BadEntry {
                place: space.name().to_owned(),
                why: "damaged for a test".to_owned(),
            });
        }
        self.store.get(space, key)
    }

    fn scan(&self, space: Keyspace, range: &KeyRange, limit: usize, cursor: Option<&Cursor>) -> Scanned {
        let mut page = self.store.scan(space, range, limit, cursor)?;
        let (bad, good) = page.entries.into_iter().partition(|(key, _)| self.is_unreadable(space, key));
        page.entries = good;
        let bad: Vec<(Vec<u8>, Vec<u8>)> = bad;
        page.damaged = bad.into_iter().map(|(key, _)| (key, "damaged for a test".to_owned())).collect();
        Ok(page)
    }

    fn at_rest(&self, reading: &mut dyn FnMut() -> Result<(), RecordError>) -> Result<(), RecordError> {
        self.store.at_rest(reading)
    }

    fn verify(&self) -> Result<Proof, RecordError> {
        let mut proof = self.store.verify()?;
        proof.problem_count += self.unreadable.lock().unwrap().len() as u64;
        Ok(proof)
    }

    fn stats(&self) -> Result<StoreStats, RecordError> {
        self.store.stats()
    }
}

fn two_articles() -> (Arc<Damaged>, Record) {
    let store = Arc::new(Damaged::default());
    let record = Record::on(store.clone());
    for (second, name) in [(0, "a"), (1, "b")] {
        let asked = url(&format!("https://{name}.example/"));
        record.keep(&asked, &article(None, name), &statements(3), at(second)).unwrap();
    }
    (store, record)
}

#[test]
fn a_damaged_entry_is_told_and_healed_by_the_next_reading() {
    for space in [Keyspace::Articles, Keyspace::Statements] {
        let (store, record) = two_articles();
        store.damage(space);
        let read = |name: &str| record.by_address(&url(&format!("https://{name}.example/")));
        let (bad, good): (Vec<_>, Vec<_>) = ["a", "b"].into_iter().partition(|name| read(name).is_err());
        assert_eq!((bad.len(), good.len()), (1, 1), "{space:?}: the other article is unharmed");
        let error = read(bad[0]).unwrap_err();
        assert!(
            matches!(error, RecordError::BadEntry { .. }) && !error.to_string().contains('\n'),
            "{error}"
        );
        assert!(record.latest(9, None).unwrap().0.len() >= 5, "the latest go on without it");
        assert!(!record.verify().unwrap().is_good());

        let asked = url(&format!("https://{}.example/", bad[0]));
        record.keep(&asked, &article(None, "again"), &statements(2), at(9)).unwrap();
        assert_eq!(read(bad[0]).unwrap().unwrap().article.title, "again");
        assert!(record.verify().unwrap().is_good(), "{space:?}: nothing of the damaged one is left");
    }
}

#[test]
fn an_export_refuses_a_damaged_entry_and_a_salvage_counts_it() {
    let (store, record) = two_articles();
    let mut whole = Vec::new();
    record.export(&mut whole).unwrap();
    store.damage(Keyspace::Statements);
    assert!(matches!(record.export(&mut Vec::new()), Err(RecordError::BadEntry { .. })));
    let mut salvaged = Vec::new();
    let summary = record.salvage(&mut salvaged).unwrap();
    assert_eq!((summary.left_out, summary.statements, summary.articles), (1, 5, 2));
    // What was saved is an export like any other.
    let other = Record::in_memory();
    assert_eq!(other.import(&mut salvaged.as_slice()).unwrap().statements, 5);
}

#[test]
fn an_import_brings_back_an_article_that_cannot_be_read() {
    let (store, record) = two_articles();
    let mut export = Vec::new();
    record.export(&mut export).unwrap();
    store.damage(Keyspace::Articles);
    let summary = record.import(&mut export.as_slice()).unwrap();
    assert_eq!((summary.articles, summary.articles_present), (1, 1));
    assert!(record.verify().unwrap().is_good());
}

#[test]
fn a_damaged_setting_is_told_and_erased() {
    let store = Arc::new(Damaged::default());
    let record = Record::on(store.clone());
    let guild = record.guild(1);
    guild.put("language", &"uk").unwrap();
    record.guild(2).put("language", &"de").unwrap();
    store.damage(Keyspace::Guilds);
    assert!(matches!(guild.get::<String>("language"), Err(RecordError::BadEntry { .. })));
    assert!(matches!(guild.scan::<String>("", 9, None), Err(RecordError::BadEntry { .. })));
    assert_eq!(guild.erase().unwrap(), 1);
    assert_eq!(guild.get::<String>("language").unwrap(), None);
    assert_eq!(record.guild(2).get::<String>("language").unwrap().as_deref(), Some("de"));
}

#[test]
fn a_damaged_job_is_still_due_and_can_be_taken() {
    let store = Arc::new(Damaged::default());
    let record = Record::on(store.clone());
    let job = Job::new(at(0), 1, "schedule/1");
    record.put_job(&job).unwrap();
    store.damage(Keyspace::Due);
    assert!(!record.verify().unwrap().is_good());
    assert_eq!(record.due(at(0), 9).unwrap(), std::slice::from_ref(&job));
    record.move_job(&job, at(60)).unwrap();
    assert_eq!(record.due(at(0), 9).unwrap(), []);
    assert!(record.verify().unwrap().is_good());
}
