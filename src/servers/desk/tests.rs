//! Decisions are kept with both versions, are undone, and concern no other server.

use sayso_record::{Fix, Record, StatementId};

use super::*;
use crate::Servers;

const ONE: &str = "00112233445566778899aabbccddeeff-1";
const TWO: &str = "00112233445566778899aabbccddeeff-2";

fn now() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn decision(what: Decided) -> Decision {
    Decision { who: Some(5), at: now(), what, note: String::new(), undone: None }
}

fn speaker(name: &str) -> Fix {
    let speaker = format!(r#"{{"speaker":{{"mention":null,"name":"{name}","kind":"person","role":null}}}}"#);
    serde_json::from_str(&speaker).unwrap()
}

fn fix(before: &str, after: &str) -> Decided {
    Decided::Fix { statement: ONE.to_owned(), before: speaker(before), after: speaker(after) }
}

fn merge(keep: &str, merge: &str) -> Decided {
    Decided::Merge { keep: keep.to_owned(), merge: merge.to_owned() }
}

#[test]
fn decisions_outlive_a_restart_are_undone_and_concern_no_other_server() {
    let record = Record::in_memory();
    let servers = Servers::new(record.clone());
    let id: StatementId = ONE.parse().unwrap();
    assert_eq!(servers.decide(7, decision(fix("Ada Lane", "Ben Moss"))).unwrap(), 1);
    let hide = Decided::HideStatement { statement: TWO.to_owned() };
    assert_eq!(servers.decide(7, decision(hide)).unwrap(), 2);
    assert!(servers.decisions(8).unwrap().is_empty());

    let anew = Servers::new(record);
    let decisions = anew.decisions(7).unwrap();
    assert_eq!(decisions.corrections().fixes[&id], speaker("Ben Moss"));
    assert_eq!(decisions.desk().split("Ada Lane", ONE), Some("Ben Moss"));
    assert!(decisions.corrections().hides(&TWO.parse().unwrap()) && decisions.knows(&id));

    assert!(anew.undo(7, 1, 6, now()).unwrap());
    assert!(!anew.undo(7, 1, 6, now()).unwrap(), "once is enough");
    assert!(!anew.undo(8, 2, 6, now()).unwrap(), "another server's");
    let decisions = anew.decisions(7).unwrap();
    assert!(!decisions.knows(&id) && decisions.desk().splits.is_empty());
    assert_eq!(decisions.get(1).unwrap().undone.unwrap().who, Some(6), "both versions stay");

    assert_eq!((decisions.of_person(5), decisions.of_person(6)), (2, 1));
    anew.forget_editor(7, 5).unwrap();
    let decisions = anew.decisions(7).unwrap();
    assert_eq!((decisions.of_person(5), decisions.of_person(6), decisions.len()), (0, 1, 2));
    anew.erase(7).unwrap();
    assert!(anew.decisions(7).unwrap().is_empty());
}

#[test]
fn of_several_words_on_one_statement_the_last_counts() {
    let record = Record::in_memory();
    let servers = Servers::new(record);
    servers.decide(7, decision(fix("Ada Lane", "Ben Moss"))).unwrap();
    servers.decide(7, decision(fix("Ben Moss", "Cleo Park"))).unwrap();
    let decisions = servers.decisions(7).unwrap();
    let desk = decisions.desk();
    assert_eq!((desk.split("Ada Lane", ONE), desk.splits.len()), (Some("Cleo Park"), 1), "{desk:?}");
    servers.undo(7, 2, 5, now()).unwrap();
    assert_eq!(servers.decisions(7).unwrap().desk().split("Ada Lane", ONE), Some("Ben Moss"));

    for relation in [Tie::Denies, Tie::Unrelated] {
        let link = Decided::Link { later: TWO.to_owned(), earlier: ONE.to_owned(), relation };
        servers.decide(7, decision(link)).unwrap();
    }
    assert_eq!(servers.decisions(7).unwrap().ties(), [(TWO, ONE, Tie::Unrelated)]);
}

#[test]
fn merges_in_a_ring_leave_one_shown() {
    let servers = Servers::new(Record::in_memory());
    servers.decide(7, decision(merge("Ada Lane", "A. Lane"))).unwrap();
    servers.decide(7, decision(merge("A. Lane", "Ada Lane"))).unwrap();
    let decisions = servers.decisions(7).unwrap();
    assert_eq!(decisions.desk().shown("A. Lane"), decisions.desk().shown("Ada Lane"));
}

#[test]
fn reports_are_kept_once_and_are_settled_and_bounded() {
    let servers = Servers::new(Record::in_memory());
    let report =
        |number: usize| Report { statement: format!("00112233445566778899aabbccddeeff-{number}"), at: now() };
    assert!(servers.report(7, &report(1)).unwrap() && servers.report(7, &report(1)).unwrap());
    assert_eq!(servers.reports(7).unwrap().len(), 1);
    assert!(servers.reports(8).unwrap().is_empty());
    servers.settle_report(7, &report(1).statement).unwrap();
    assert!(servers.reports(7).unwrap().is_empty());
    for number in 0..REPORTS_MAX {
        assert!(servers.report(7, &report(number)).unwrap());
    }
    assert!(!servers.report(7, &report(REPORTS_MAX)).unwrap());

    for number in 0..=ASIDE_MAX {
        servers.put_aside(7, &number.to_string()).unwrap();
    }
    let aside = servers.aside(7).unwrap();
    assert!(aside.len() == ASIDE_MAX && !aside.contains("0") && aside.contains("1"));
}
