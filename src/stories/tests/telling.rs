//! One small story: its timeline, and what of it is new in a period.

use jiff::civil::date;
use jiff::tz::TimeZone;
use sayso_statements::{Act, Quotation};
use sayso_stories::{
    Change, ChangeClass, Decision, LINES_MAX, Period, Relation, Remark, What, relations, summary, timeline,
};

use crate::support::{remark, said_on};

const ANA: Option<&str> = Some("Ana Ruiz");
const BEN: Option<&str> = Some("Ben Holm");

fn story() -> Vec<Remark> {
    let mut wire = remark(
        "wire",
        "Corrie Post",
        4,
        BEN,
        Act::Say,
        "“The figures were altered on the night of the raid”",
    );
    wire.printed.origin = Some("AP".to_owned());
    let mut pickup = remark("pickup", "Gazette", 5, BEN, Act::Say, "“The figures were altered … the raid”");
    pickup.printed.origin = Some("The Associated Press".to_owned());
    vec![
        remark("old", "Post", 1, BEN, Act::Say, "“I have asked the ministry for the figures of the raid”"),
        wire,
        pickup,
        remark("own", "Herald", 5, BEN, Act::Say, "“the figures were altered on the night of the raid”"),
        remark("again", "Herald", 5, BEN, Act::Say, "the ministry should answer"),
        remark("denial", "Post", 5, ANA, Act::Deny, "that the figures of the raid were altered"),
        remark("unnamed", "Post", 5, None, Act::Say, "“Nobody slept that week in the ministry”"),
        remark("declined", "Post", 5, Some("Cy Dale"), Act::Decline, "declined to comment on the raid"),
        remark(
            "old again",
            "Herald",
            5,
            BEN,
            Act::Say,
            "“I have asked the ministry for the figures of the raid”",
        ),
    ]
}

fn period(from: i8, until: i8) -> Period {
    let at = |day| date(2031, 5, day).at(0, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
    Period { from: at(from), until: at(until) }
}

#[test]
fn a_summary_has_what_is_new_one_line_a_speaker() {
    let remarks = story();
    let links = relations(&remarks);
    let summed = summary(period(3, 6), &remarks, &links);
    let lines: Vec<(&str, usize, usize, usize)> = summed
        .lines
        .iter()
        .map(|line| (line.id.as_str(), line.outlets.len(), line.origins, line.more))
        .collect();
    // Ben's own words first (three outlets, the two agency prints one origin), then the unnamed one's, then the paraphrase.
    assert_eq!(lines, [("wire", 3, 2, 1), ("unnamed", 1, 1, 0), ("denial", 1, 1, 0)]);
    assert_eq!(summed.declined.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["declined"]);
    assert_eq!(summed.known, 1, "what was said on the 1st and printed again is not new");
    let denied: Vec<&str> = summed.denied.iter().map(|pointer| pointer.earlier.as_str()).collect();
    assert_eq!(denied, ["wire"], "once for all prints, and not what is about the figures otherwise");
    assert!(summed.denied.iter().all(|pointer| pointer.later.id == "denial"));
    assert!(!summed.is_empty());
    for line in &summed.lines {
        let source = remarks.iter().find(|remark| remark.id == line.id).unwrap();
        assert_eq!(line.statement, source.statement, "shown as printed");
        assert_eq!(line.link, source.link);
    }
}

#[test]
fn nothing_new_is_an_empty_summary() {
    let remarks = story();
    let links = relations(&remarks);
    assert!(summary(period(6, 9), &remarks, &links).is_empty());
    assert!(summary(period(3, 6), &[], &[]).is_empty());
    // Printed again word for word, and paraphrased again.
    let mut known = vec![
        remark("a", "Post", 1, ANA, Act::Say, "the harbour pilots would decide on the strike next week"),
        remark("b", "Herald", 4, ANA, Act::Say, "the harbour pilots decide next week on the strike"),
    ];
    assert!(summary(period(3, 6), &known, &[]).is_empty());
    known[1].speaker = Some("Somebody else".to_owned());
    assert_eq!(summary(period(3, 6), &known, &[]).lines.len(), 1);
}

#[test]
fn a_rejected_link_counts_for_nothing() {
    let remarks = story();
    let mut links = relations(&remarks);
    assert!(links.iter().any(|link| link.relation == Relation::Denies));
    links.iter_mut().for_each(|link| link.editor = Some(Decision::Rejected));
    assert!(summary(period(3, 6), &remarks, &links).denied.is_empty());
    let linked = timeline(&remarks, &links, &[], &TimeZone::UTC).into_iter().flat_map(|day| day.entries);
    assert!(
        linked
            .into_iter()
            .all(|entry| matches!(&entry.what, What::Statement { links, .. } if links.is_empty()))
    );
}

#[test]
fn a_full_summary_counts_whom_it_leaves_out() {
    let names: Vec<String> = (0..LINES_MAX + 3).map(|at| format!("Speaker {at}")).collect();
    let remarks: Vec<Remark> = names
        .iter()
        .map(|name| {
            remark(
                name,
                "Post",
                4,
                Some(name),
                Act::Say,
                &format!("“My own words, {name}, and my own reasons”"),
            )
        })
        .collect();
    let summed = summary(period(3, 6), &remarks, &[]);
    assert_eq!((summed.lines.len(), summed.more_speakers), (LINES_MAX, 3));
}

#[test]
fn a_timeline_goes_day_by_day() {
    let remarks = story();
    let links = relations(&remarks);
    let change = Change {
        article: "Post-1".to_owned(),
        outlet: "Post".to_owned(),
        at: period(1, 5).until,
        class: ChangeClass::Corrected,
        statements: vec!["old".to_owned()],
        line: "“figures” was “names”".to_owned(),
        link: None,
    };
    let days = timeline(&remarks, &links, &[change], &TimeZone::UTC);
    let told: Vec<(String, Vec<String>)> = days
        .iter()
        .map(|day| {
            let entries = day.entries.iter().map(|entry| match &entry.what {
                What::Statement { remark, prints, .. } => {
                    format!("{} ×{}", remarks[*remark].id, prints.len())
                }
                What::Change(_) => "change".to_owned(),
            });
            (day.date.to_string(), entries.collect())
        })
        .collect();
    let day =
        |date: &str, entries: &[&str]| (date.to_owned(), entries.iter().map(|&e| e.to_owned()).collect());
    assert_eq!(
        told,
        [
            day("2031-05-01", &["old ×2"]),
            day("2031-05-04", &["wire ×3"]),
            day("2031-05-05", &["change", "again ×1", "denial ×1", "unnamed ×1", "declined ×1"]),
        ]
    );
}

#[test]
fn a_dated_statement_stands_on_its_day_and_zones_part_days() {
    let late = said_on(
        remark("late", "Post", 9, ANA, Act::Say, "“We knew of it for a long time”"),
        date(2031, 5, 3),
    );
    let noon = remark("noon", "Post", 9, BEN, Act::Say, "“I did not know of it at all”");
    let remarks = [late, noon];
    let days = |zone: TimeZone| -> Vec<String> {
        timeline(&remarks, &[], &[], &zone).iter().map(|day| day.date.to_string()).collect()
    };
    assert_eq!(days(TimeZone::UTC), ["2031-05-03", "2031-05-09"]);
    let far_east = TimeZone::fixed(jiff::tz::offset(14));
    assert_eq!(days(far_east), ["2031-05-03", "2031-05-10"]);
}

#[test]
fn a_paraphrase_with_quoted_words_folds_into_the_quotation_that_it_cuts() {
    let whole = remark(
        "whole",
        "Post",
        4,
        ANA,
        Act::Say,
        "“The plan is a reckless piece of work, and it will cost lives”",
    );
    let mut mixed =
        remark("mixed", "Herald", 4, ANA, Act::Say, "the plan was “a reckless piece of work” and too late");
    mixed.statement.quotation = Quotation::Mixed;
    let mut short = remark("short", "Gazette", 4, ANA, Act::Say, "a vote on the “plan” was due on Monday");
    short.statement.quotation = Quotation::Mixed;
    let summed = summary(period(3, 6), &[whole, mixed, short], &[]);
    let lines: Vec<(&str, usize, usize)> =
        summed.lines.iter().map(|line| (line.id.as_str(), line.outlets.len(), line.more)).collect();
    assert_eq!(lines, [("whole", 2, 1)]);
}

#[test]
fn what_was_printed_after_the_period_is_not_shown_in_it() {
    let cut = remark("cut", "Post", 4, ANA, Act::Say, "“We will never leave the harbour”");
    let whole =
        remark("whole", "Herald", 8, ANA, Act::Say, "“We will never leave the harbour to anyone at all”");
    let summed = summary(period(3, 6), &[cut, whole], &[]);
    assert_eq!(summed.lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["cut"]);
    assert_eq!(summed.statements, 1);
}
