//! What every store must do; run on each engine.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use sayso_record::{
    Ack, BATCH_OPS_MAX, Batch, Cursor, Expect, KeyRange, Keyspace, MemoryStore, PAGE_ENTRIES_MAX,
    RecordError, SledOptions, SledStore, Store, VALUE_BYTES_MAX,
};

use crate::numbers::Numbers;

const SPACE: Keyspace = Keyspace::Guilds;

/// One thing that every store must do, on an empty one.
type Check<'a> = &'a dyn Fn(&dyn Store);

/// Runs the whole suite, each check on an empty store that `fresh` makes.
fn conformance(fresh: &dyn Fn(Check<'_>)) {
    for check in [
        reads_what_was_written,
        long_values_shrink_and_grow,
        a_batch_is_all_or_nothing,
        expectations_look_at_the_state_before_the_batch,
        refuses_what_is_too_large,
        scans_page_by_page,
        ranges_have_sharp_ends,
        one_of_many_racers_wins,
        behaves_as_a_map_in_random_use,
    ] {
        fresh(&check);
    }
}

#[test]
fn the_store_in_memory_conforms() {
    conformance(&|check| check(&MemoryStore::new()));
}

#[test]
fn the_store_on_sled_conforms_before_and_after_a_restart() {
    conformance(&|check| {
        let folder = tempfile::tempdir().unwrap();
        let open = || SledStore::open(folder.path(), SledOptions::default()).unwrap();
        let store = open();
        check(&store);
        let before = contents(&store);
        drop(store);
        let store = open();
        assert_eq!(contents(&store), before, "a restart changes nothing");
        let proof = store.verify().unwrap();
        assert!(proof.is_good(), "{:?}", proof.problems);
    });
}

type Contents = Vec<(Keyspace, Vec<u8>, Vec<u8>)>;

fn contents(store: &dyn Store) -> Contents {
    let mut all = Vec::new();
    for space in Keyspace::ALL {
        let mut cursor = None;
        loop {
            let page = store.scan(space, &KeyRange::all(), PAGE_ENTRIES_MAX, cursor.as_ref()).unwrap();
            assert_eq!(page.damaged, []);
            all.extend(page.entries.into_iter().map(|(key, value)| (space, key, value)));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    all
}

fn put(store: &dyn Store, key: &[u8], value: &[u8]) -> Ack {
    let mut batch = Batch::new();
    batch.put(SPACE, key, value);
    store.commit(batch).unwrap()
}

fn keys(store: &dyn Store, range: &KeyRange) -> Vec<Vec<u8>> {
    store
        .scan(SPACE, range, PAGE_ENTRIES_MAX, None)
        .unwrap()
        .entries
        .into_iter()
        .map(|(key, _)| key)
        .collect()
}

fn reads_what_was_written(store: &dyn Store) {
    assert_eq!(store.get(SPACE, b"a").unwrap(), None);
    let first = put(store, b"a", b"1");
    assert_eq!(store.get(SPACE, b"a").unwrap().as_deref(), Some(&b"1"[..]));
    assert_eq!(store.get(Keyspace::Articles, b"a").unwrap(), None, "keyspaces are apart");
    let second = put(store, b"a", b"");
    assert_eq!(store.get(SPACE, b"a").unwrap().as_deref(), Some(&b""[..]), "empty is not absent");
    assert!(second.sequence > first.sequence);
    let mut batch = Batch::new();
    batch.delete(SPACE, b"a");
    batch.delete(SPACE, b"never there");
    store.commit(batch).unwrap();
    assert_eq!(store.get(SPACE, b"a").unwrap(), None);
    assert_eq!(contents(store), []);
}

fn long_values_shrink_and_grow(store: &dyn Store) {
    let mut numbers = Numbers(7);
    for length in [10, 100_000, 4_090, 4_091, 9_000, 60_000, 0, 8_171] {
        let value = numbers.bytes(length);
        put(store, b"long", &value);
        put(store, b"long\0", &value);
        assert_eq!(store.get(SPACE, b"long").unwrap(), Some(value.clone()));
        assert_eq!(store.get(SPACE, b"long\0").unwrap(), Some(value));
    }
    let mut batch = Batch::new();
    batch.put(SPACE, b"twice", numbers.bytes(20_000));
    batch.put(SPACE, b"twice", b"short".to_vec());
    batch.delete(SPACE, b"long");
    store.commit(batch).unwrap();
    assert_eq!(store.get(SPACE, b"twice").unwrap().as_deref(), Some(&b"short"[..]), "the last write counts");
    assert_eq!(keys(store, &KeyRange::all()), [b"long\0".to_vec(), b"twice".to_vec()]);
}

fn a_batch_is_all_or_nothing(store: &dyn Store) {
    put(store, b"there", b"1");
    for expect in [Expect::Absent, Expect::Is(b"2".to_vec()), Expect::Is(Vec::new())] {
        let mut batch = Batch::new();
        batch.put(SPACE, b"new", b"x");
        batch.expect(SPACE, b"there", expect);
        batch.delete(SPACE, b"there");
        assert!(matches!(store.commit(batch), Err(RecordError::Conflict)));
        assert_eq!(keys(store, &KeyRange::all()), [b"there".to_vec()]);
    }
    let mut batch = Batch::new();
    batch.expect(SPACE, b"there", Expect::Is(b"1".to_vec()));
    batch.expect(SPACE, b"new", Expect::Absent);
    batch.put(SPACE, b"new", b"x");
    batch.put(Keyspace::Articles, b"new", b"y");
    batch.delete(SPACE, b"there");
    store.commit(batch).unwrap();
    assert_eq!(keys(store, &KeyRange::all()), [b"new".to_vec()]);
    assert_eq!(store.get(Keyspace::Articles, b"new").unwrap().as_deref(), Some(&b"y"[..]));
}

fn expectations_look_at_the_state_before_the_batch(store: &dyn Store) {
    let long = vec![b'l'; 30_000];
    let mut batch = Batch::new();
    batch.put(SPACE, b"a", long.clone());
    batch.expect(SPACE, b"a", Expect::Absent);
    store.commit(batch).unwrap();
    let mut batch = Batch::new();
    batch.expect(SPACE, b"a", Expect::Is(long));
    store.commit(batch).unwrap();
}

fn refuses_what_is_too_large(store: &dyn Store) {
    let refused = |fill: &dyn Fn(&mut Batch)| {
        let mut batch = Batch::new();
        batch.put(SPACE, b"beside", b"x");
        fill(&mut batch);
        assert!(matches!(store.commit(batch), Err(RecordError::TooLarge { .. })));
    };
    refused(&|batch| batch.put(SPACE, b"k", vec![0; VALUE_BYTES_MAX + 1]));
    refused(&|batch| batch.put(SPACE, vec![0; 257], b"v"));
    refused(&|batch| batch.expect(SPACE, vec![0; 257], Expect::Absent));
    refused(&|batch| (0..BATCH_OPS_MAX).for_each(|_| batch.delete(SPACE, b"k")));
    refused(&|batch| (0..5).for_each(|_| batch.put(SPACE, b"k", vec![0; VALUE_BYTES_MAX])));
    assert_eq!(contents(store), []);
    let mut batch = Batch::new();
    batch.put(SPACE, vec![255; 256], vec![1; VALUE_BYTES_MAX]);
    store.commit(batch).unwrap();
    assert_eq!(store.get(SPACE, &[255; 256]).unwrap(), Some(vec![1; VALUE_BYTES_MAX]));
}

fn scans_page_by_page(store: &dyn Store) {
    let mut batch = Batch::new();
    let all: Vec<Vec<u8>> = (0_u16..2_500).map(|number| number.to_be_bytes().to_vec()).collect();
    all.iter().for_each(|key| batch.put(SPACE, key.clone(), key.clone()));
    store.commit(batch).unwrap();
    for limit in [1, 7, 1_000, usize::MAX] {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = store.scan(SPACE, &KeyRange::all(), limit, cursor.as_ref()).unwrap();
            assert!(page.entries.len() <= limit.min(PAGE_ENTRIES_MAX));
            seen.extend(page.entries.into_iter().map(|(key, _)| key));
            cursor = page.next;
            if cursor.is_none() || (limit == 1 && seen.len() > 20) {
                break;
            }
        }
        assert_eq!(seen, all[..seen.len()]);
        assert!(limit == 1 || seen.len() == all.len());
    }
    let page = store.scan(SPACE, &KeyRange::all(), 0, None).unwrap();
    assert_eq!(page.entries.len(), 1, "a page goes on by at least one entry");
}

fn ranges_have_sharp_ends(store: &dyn Store) {
    for key in [&b"a"[..], b"a\0", b"ab", b"b", b"\xff", b"\xff\xff"] {
        put(store, key, b"x");
    }
    assert_eq!(keys(store, &KeyRange::prefix(b"a")), [b"a".to_vec(), b"a\0".to_vec(), b"ab".to_vec()]);
    assert_eq!(keys(store, &KeyRange::prefix(b"\xff")), [b"\xff".to_vec(), b"\xff\xff".to_vec()]);
    assert_eq!(keys(store, &KeyRange { from: b"a\0".to_vec(), to: Some(b"b".to_vec()) }).len(), 2);
    let empty = Vec::<Vec<u8>>::new();
    assert_eq!(keys(store, &KeyRange { from: b"b".to_vec(), to: Some(b"a".to_vec()) }), empty);
    assert_eq!(keys(store, &KeyRange { from: b"b".to_vec(), to: Some(b"b".to_vec()) }), empty);
    let after = |key: &[u8]| {
        let page = store.scan(SPACE, &KeyRange::prefix(b"a"), 9, Some(&Cursor(key.to_vec()))).unwrap();
        page.entries.len()
    };
    assert_eq!((after(b"a"), after(b"ab"), after(b"b"), after(b"")), (2, 0, 0, 3));
}

fn one_of_many_racers_wins(store: &dyn Store) {
    put(store, b"counter", b"0");
    let won = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let known = store.get(SPACE, b"counter").unwrap().unwrap();
                    let next = std::str::from_utf8(&known).unwrap().parse::<u64>().unwrap() + 1;
                    let mut batch = Batch::new();
                    batch.expect(SPACE, b"counter", Expect::Is(known));
                    batch.put(SPACE, b"counter", next.to_string());
                    match store.commit(batch) {
                        Ok(_) => drop(won.fetch_add(1, Ordering::SeqCst)),
                        Err(RecordError::Conflict) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    let counter = store.get(SPACE, b"counter").unwrap().unwrap();
    assert_eq!(counter, won.load(Ordering::SeqCst).to_string().into_bytes(), "no update is lost");
}

fn behaves_as_a_map_in_random_use(store: &dyn Store) {
    let mut numbers = Numbers(11);
    let mut model = BTreeMap::new();
    for _ in 0..120 {
        let mut batch = Batch::new();
        for _ in 0..numbers.below(12) {
            let space = Keyspace::ALL[usize::try_from(numbers.below(5)).unwrap()];
            let length = numbers.below(4);
            let key: Vec<u8> = numbers.bytes(length).into_iter().map(|byte| byte % 3).collect();
            if numbers.below(3) == 0 {
                batch.delete(space, key.clone());
                model.remove(&(space, key));
            } else {
                let length = [5, 600, 4_100, 13_000][usize::try_from(numbers.below(4)).unwrap()];
                let value = numbers.bytes(length);
                batch.put(space, key.clone(), value.clone());
                model.insert((space, key), value);
            }
        }
        store.commit(batch).unwrap();
    }
    let expected: Contents = model.into_iter().map(|((space, key), value)| (space, key, value)).collect();
    assert_eq!(contents(store), expected);
    let counts: u64 = store.stats().unwrap().entries.iter().sum();
    assert_eq!(counts, expected.len() as u64);
    assert_eq!(store.verify().unwrap().entries, counts);
}
