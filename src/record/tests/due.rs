//! The queue of due work, and writes of a server that are done together.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use sayso_record::{Batch, Job, KeyRange, Keyspace, MemoryStore, Record, RecordError, SHARED, Store};

use crate::fixtures::at;
use crate::numbers::Numbers;

/// Runs a check on a record in memory and on one in a folder.
fn on_both(check: fn(&Record)) {
    check(&Record::in_memory());
    let folder = tempfile::tempdir().unwrap();
    check(&Record::open(folder.path()).unwrap());
    let proof = Record::open(folder.path()).unwrap().verify().unwrap();
    assert!(proof.is_good(), "{:?}", proof.problems);
}

fn names(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.name.as_str()).collect()
}

#[test]
fn what_is_due_comes_earliest_first_and_no_sooner() {
    on_both(|record| {
        for (second, server, name) in
            [(20, 7, "late"), (10, 9, "b"), (10, 8, "a"), (10, 9, "a"), (0, SHARED, "feed")]
        {
            record.put_job(&Job::new(at(second), server, name)).unwrap();
        }
        assert_eq!(record.due(at(-1), 10).unwrap(), []);
        assert_eq!(names(&record.due(at(0), 10).unwrap()), ["feed"], "due at the very time");
        let due = record.due(at(19), 10).unwrap();
        assert_eq!(names(&due), ["feed", "a", "a", "b"]);
        assert_eq!(due[1], Job { at: at(10), server: 8, name: "a".to_owned() });
        assert_eq!(record.due(at(19), 2).unwrap(), due[..2], "as many as asked for");
        assert_eq!(record.due(at(19), 0).unwrap(), []);
        let of_servers = record.due_where(at(30), 2, &mut |job| job.server != SHARED).unwrap();
        assert_eq!(of_servers, due[1..3], "others do not use up the limit");
    });
}

#[test]
fn a_job_moves_once_and_goes_once() {
    on_both(|record| {
        let job = Job::new(at(0), 5, "schedule/1");
        record.put_job(&job).unwrap();
        let moved = record.move_job(&job, at(60)).unwrap();
        assert_eq!(record.due(at(59), 10).unwrap(), []);
        assert_eq!(record.due(at(60), 10).unwrap(), std::slice::from_ref(&moved));
        assert!(
            matches!(record.move_job(&job, at(90)), Err(RecordError::Conflict)),
            "it is not there any more"
        );
        assert_eq!(record.due(at(90), 10).unwrap(), std::slice::from_ref(&moved));
        let same = record.move_job(&moved, at(60)).unwrap();
        assert_eq!(
            record.due(at(90), 10).unwrap(),
            std::slice::from_ref(&same),
            "moved to where it was, it stays"
        );
        record.remove_job(&same).unwrap();
        record.remove_job(&same).unwrap();
        assert_eq!(record.due(at(90), 10).unwrap(), []);
    });
}

#[test]
fn of_many_workers_one_gets_the_job() {
    on_both(|record| {
        record.put_job(&Job::new(at(0), 5, "export")).unwrap();
        let got = thread::scope(|scope| {
            let workers: Vec<_> = (1..=4)
                .map(|worker| {
                    scope.spawn(move || record.move_job(&Job::new(at(0), 5, "export"), at(worker)).is_ok())
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).filter(|got| *got).count()
        });
        assert_eq!(got, 1);
        assert_eq!(record.due(at(9), 10).unwrap().len(), 1);
    });
}

#[test]
fn settings_and_jobs_are_written_together_or_not_at_all() {
    on_both(|record| {
        let guild = record.guild(12);
        let mut change = guild.change();
        change.put("schedule/1", &"daily").unwrap().put_job(at(5), "schedule/1").unwrap();
        change.commit().unwrap();
        assert_eq!(record.due(at(5), 9).unwrap(), [Job::new(at(5), 12, "schedule/1")]);

        let mut stale = guild.change();
        stale.put("schedule/1", &"weekly").unwrap().take_job(at(4), "schedule/1").unwrap();
        assert!(matches!(stale.commit(), Err(RecordError::Conflict)), "not due at that time");
        let mut stale = guild.change();
        stale.replace("schedule/1", Some(&"hourly"), &"weekly").unwrap().put_job(at(6), "x").unwrap();
        assert!(matches!(stale.commit(), Err(RecordError::Conflict)), "not what it was");
        let mut stale = guild.change();
        stale.expect::<String>("schedule/1", None).unwrap().delete("schedule/1").unwrap();
        assert!(matches!(stale.commit(), Err(RecordError::Conflict)), "not absent");
        assert_eq!(guild.get::<String>("schedule/1").unwrap().as_deref(), Some("daily"));
        assert_eq!(record.due(at(9), 9).unwrap().len(), 1);

        let mut change = guild.change();
        change.replace("schedule/1", Some(&"daily"), &"weekly").unwrap();
        change.take_job(at(5), "schedule/1").unwrap().put_job(at(8), "schedule/1").unwrap();
        change.commit().unwrap();
        assert_eq!(guild.get::<String>("schedule/1").unwrap().as_deref(), Some("weekly"));
        assert_eq!(record.due(at(9), 9).unwrap(), [Job::new(at(8), 12, "schedule/1")]);
        let mut change = guild.change();
        change.delete("schedule/1").unwrap().remove_job(at(8), "schedule/1").unwrap();
        change.remove_job(at(8), "never there").unwrap();
        change.commit().unwrap();
        assert_eq!(record.due(at(9), 9).unwrap(), []);
        assert_eq!(guild.get::<String>("schedule/1").unwrap(), None);
    });
}

#[test]
fn the_queue_behaves_as_a_sorted_set_in_random_use() {
    on_both(|record| {
        let (mut numbers, mut model) = (Numbers(3), BTreeSet::new());
        for _ in 0..150 {
            let second = i64::try_from(numbers.below(12)).unwrap();
            let job = Job::new(
                at(second),
                numbers.below(3),
                ["a", "b", "schedule/77"][usize::try_from(numbers.below(3)).unwrap()],
            );
            match numbers.below(3) {
                0 => {
                    record.put_job(&job).unwrap();
                    model.insert(job);
                }
                1 => {
                    let to = at(second + 3);
                    assert_eq!(record.move_job(&job, to).is_ok(), model.remove(&job));
                    if record.due(to, 1_000).unwrap().contains(&Job { at: to, ..job.clone() }) {
                        model.insert(Job { at: to, ..job });
                    }
                }
                _ => {
                    record.remove_job(&job).unwrap();
                    model.remove(&job);
                }
            }
            let now = at(i64::try_from(numbers.below(14)).unwrap());
            let expected: Vec<Job> = model.iter().filter(|job| job.at <= now).cloned().collect();
            assert_eq!(record.due(now, 1_000).unwrap(), expected);
        }
    });
}

#[test]
fn more_than_a_page_that_is_not_wanted_hides_nothing() {
    let record = Record::in_memory();
    for number in 0..2_300 {
        record.put_job(&Job::new(at(0), SHARED, format!("feed/{number:05}"))).unwrap();
    }
    record.put_job(&Job::new(at(1), 4, "schedule/1")).unwrap();
    let found = record.due_where(at(2), 5, &mut |job| job.server != SHARED).unwrap();
    assert_eq!(names(&found), ["schedule/1"]);
    assert_eq!(record.due(at(2), 5_000).unwrap().len(), 2_301);
}

#[test]
fn odd_times_names_and_keys_harm_nothing() {
    on_both(|record| {
        for name in ["", &"x".repeat(201)] {
            assert!(matches!(record.put_job(&Job::new(at(0), 1, name)), Err(RecordError::BadName(_))));
        }
        record.put_job(&Job::new(at(0), u64::MAX, "ж".repeat(100))).unwrap();
        let old: jiff::Timestamp = "-000044-03-15T12:00:00.123456Z".parse().unwrap();
        let job = Job::new(old, 1, "old");
        record.put_job(&job).unwrap();
        record.put_job(&Job::new(jiff::Timestamp::MAX, 1, "never")).unwrap();
        let due = record.due(at(0), 10).unwrap();
        assert_eq!(names(&due), ["old", &"ж".repeat(100)]);
        assert_eq!(due[0], job, "a time before 1970 counts as 1970, and is found again");
        record.move_job(&due[0], at(100)).unwrap();
        assert_eq!(record.due(at(0), 10).unwrap().len(), 1);
    });
    let store = Arc::new(MemoryStore::new());
    let mut batch = Batch::new();
    batch.put(Keyspace::Due, [0; 5], []);
    batch.put(Keyspace::Due, [0; 16], []);
    batch.put(Keyspace::Due, [&[0; 16][..], &[0xFF, 0xFE]].concat(), []);
    batch.put(Keyspace::Due, [&[0; 16][..], b"good"].concat(), []);
    store.commit(batch).unwrap();
    assert_eq!(store.scan(Keyspace::Due, &KeyRange::all(), 9, None).unwrap().entries.len(), 4);
    let found = Record::on(store).due(at(0), 10).unwrap();
    assert!(names(&found).contains(&"good"), "keys that are no jobs' are passed over");
}
