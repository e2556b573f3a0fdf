//! Names judged in pairs.

use proptest::prelude::*;
use sayso_people::{Desk, Split, Verdict, folded, keys, same, search_tokens};

/// Every pair of each line of a table.
fn pairs(table: &str) -> Vec<(&str, &str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(|line| {
            let names: Vec<&str> = line.split('\t').collect();
            let each =
                |at: usize| names[at + 1..].iter().map(|other| (names[at], *other)).collect::<Vec<_>>();
            (0..names.len()).flat_map(each).collect::<Vec<_>>()
        })
        .collect()
}

fn wrong(pairs: &[(&str, &str)], is_right: fn(Verdict) -> bool) -> Vec<String> {
    let told = |(one, other): &(&str, &str)| format!("{one} / {other}: {:?}", same(one, other));
    pairs.iter().filter(|(one, other)| !is_right(same(one, other))).map(told).collect()
}

#[test]
fn spellings_of_one_person_are_the_same() {
    let pairs = pairs(include_str!("same.tsv"));
    assert!(pairs.len() >= 150, "{}", pairs.len());
    let wrong = wrong(&pairs, Verdict::is_same);
    let found = 1.0 - wrong.len() as f64 / pairs.len() as f64;
    assert!(found >= 0.97, "found {found:.3} of {}: {wrong:#?}", pairs.len());
}

#[test]
fn different_people_are_never_the_same() {
    let pairs = pairs(include_str!("different.tsv"));
    assert!(pairs.len() >= 150, "{}", pairs.len());
    assert_eq!(wrong(&pairs, |verdict| !verdict.is_same()), Vec::<String>::new());
}

/// People of different lines are different too: some fifteen thousand pairs more.
#[test]
fn no_two_lines_are_one_person() {
    let lines: Vec<Vec<&str>> = include_str!("same.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    for (at, line) in lines.iter().enumerate() {
        for other in &lines[at + 1..] {
            for (one, other) in line.iter().flat_map(|one| other.iter().map(move |other| (one, other))) {
                assert!(!same(one, other).is_same(), "{one} / {other}: {:?}", same(one, other));
            }
        }
    }
}

#[test]
fn names_that_do_not_say_are_unclear() {
    let pairs = pairs(include_str!("unclear.tsv"));
    assert_eq!(wrong(&pairs, |verdict| matches!(verdict, Verdict::Unclear(_))), Vec::<String>::new());
}

#[test]
fn candidates_share_a_key() {
    for (one, other) in pairs(include_str!("same.tsv")) {
        if same(one, other).is_same() {
            let (ones, others) = (keys(one), keys(other));
            assert!(ones.iter().any(|key| others.contains(key)), "{one} {ones:?} / {other} {others:?}");
        }
    }
}

#[test]
fn a_beginning_in_any_script_is_one() {
    for (name, typed) in [
        ("Volodymyr Zelensky", "Зел"),
        ("Володимир Зеленський", "zel"),
        ("Володимир Зеленський", "Sel"),
        ("Jürgen Müller", "mul"),
        ("Михайло Подоляк", "Podol"),
        ("Valerii Zaluzhnyi", "залуж"),
    ] {
        let typed = folded(typed);
        assert!(search_tokens(name).iter().any(|token| token.starts_with(&typed)), "{name} {typed}");
    }
    assert!(search_tokens("… —").is_empty());
}

#[test]
fn a_desk_merges_follows_merges_and_splits() {
    let mut desk = Desk::default();
    assert!(desk.is_empty() && !desk.same("Ana Ruiz", "Ana Maria Gil"));
    desk.merges.push(("Ana Ruiz".to_owned(), "Ana Maria Gil".to_owned()));
    desk.merges.push(("Ana Gil".to_owned(), "Ana Ruiz".to_owned()));
    assert_eq!(desk.shown("Ana Maria Gil"), "Ana Gil");
    assert!(desk.same("Ana Maria Gil", "Ana Gil"));
    // A ring of merges ends.
    desk.merges.push(("Ana Maria Gil".to_owned(), "Ana Gil".to_owned()));
    assert!(!desk.shown("Ana Gil").is_empty());
    desk.splits.push(Split {
        name: "John Smith".to_owned(),
        becomes: "John Smith (pilot)".to_owned(),
        statements: vec!["a-1".to_owned()],
    });
    assert_eq!(desk.split("John Smith", "a-1"), Some("John Smith (pilot)"));
    assert_eq!(desk.split("John Smith", "a-2"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged_both_ways_alike(one in ".{0,60}", other in ".{0,60}") {
        prop_assert_eq!(same(&one, &other).is_same(), same(&other, &one).is_same());
        let _ = (keys(&one), search_tokens(&other));
    }

    #[test]
    fn a_name_is_the_same_as_itself(given in "[A-ZА-Я][a-zа-я]{2,8}", family in "[A-ZА-Я][a-zа-я]{2,10}") {
        let name = format!("{given} {family}");
        prop_assert!(same(&name, &name).is_same());
        prop_assert!(same(&name, &name.to_uppercase()).is_same());
    }
}
