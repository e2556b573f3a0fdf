//! Many quotations, long ones, hostile ones. What work costs is counted in answers, not in seconds: a quadratic fold of
//! these would not end within a test's patience.

use jiff::Timestamp;
use sayso_quotations::{
    Candidate, FINGERPRINTS_MAX, Quoted, Verdict, differences, fingerprints, fold, probes, same, verify,
};

use crate::generator::chance::Chance;

fn words(chance: &mut Chance, of: usize, count: usize) -> String {
    let words: Vec<String> = (0..count).map(|_| format!("w{}", chance.below(of))).collect();
    words.join(" ")
}

fn quoted(text: String, outlet: usize) -> Quoted {
    let at = Timestamp::from_second(1_900_000_000 + outlet as i64).unwrap();
    Quoted { text, outlet: format!("Outlet {outlet}"), origin: None, via: vec![], speaker: None, at }
}

#[test]
fn thirty_thousand_quotations_are_folded_without_comparing_all_pairs() {
    let mut chance = Chance::new(6);
    let mut all = Vec::new();
    for utterance in 0..10_000 {
        let text = words(&mut chance, 5_000, 20);
        let cut = text.splitn(6, ' ').last().unwrap_or_default().to_owned();
        all.extend([
            quoted(text.clone(), utterance),
            quoted(cut, utterance + 1),
            quoted(text, utterance + 2),
        ]);
    }
    let clusters = fold(&all);
    assert_eq!(clusters.len(), 10_000);
    assert!(clusters.iter().all(|cluster| cluster.members.len() == 3));
}

#[test]
fn one_turn_of_phrase_in_all_and_one_quotation_everywhere_fold_too() {
    let mut chance = Chance::new(7);
    let phrase = |chance: &mut Chance| format!("as I have always said {}", words(chance, 50_000, 12));
    let mut all: Vec<Quoted> = (0..3_000).map(|outlet| quoted(phrase(&mut chance), outlet)).collect();
    let viral = words(&mut chance, 5_000, 30);
    for outlet in 0..3_000 {
        let cut = viral.split_whitespace().skip(outlet % 12).take(18).collect::<Vec<_>>().join(" ");
        all.push(quoted(if outlet == 1_500 { viral.clone() } else { cut }, outlet));
    }
    let mut sizes: Vec<usize> = fold(&all).iter().map(|cluster| cluster.members.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes.len(), 3_001);
    assert_eq!(sizes.last(), Some(&3_000));
}

#[test]
fn long_texts_are_read_as_far_as_the_bounds() {
    let mut chance = Chance::new(8);
    let long = words(&mut chance, 300, 60_000);
    let other = words(&mut chance, 300, 60_000);
    assert!(fingerprints(&long).len() <= FINGERPRINTS_MAX);
    assert!(probes(&long).len() <= 4 * FINGERPRINTS_MAX);
    assert!(same(&long, &long).is_some());
    assert_eq!(same(&long, &other), None);
    assert!(!differences(&long, &other).is_empty());
    let article = Candidate { paragraphs: vec![format!("“{long}”"), other], ..Candidate::default() };
    // As far as it is read it is the same; that is not word for word.
    assert_ne!(verify(&long, None, &[article]).verdict, Verdict::WordForWord);
}

#[test]
fn marks_without_end_are_read_in_linear_time() {
    for hostile in ["“", "“a ", "\"", "[", "[a ", "(a ", "… a ", "a.", ". ", "' a", "-5 ", "« » ", "\u{ad}"]
    {
        let text = hostile.repeat(50_000);
        let article = Candidate { paragraphs: vec![text.clone()], ..Candidate::default() };
        let check = verify(&text, None, &[article]);
        assert_ne!(check.verdict, Verdict::WordForWord, "{hostile:?}");
        same(&text, &format!("{text} end"));
        fingerprints(&text);
    }
}
