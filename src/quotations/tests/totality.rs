//! Any text gives an answer, and what is shown is a slice of what was read.

use proptest::prelude::*;
use sayso_quotations::{
    Candidate, Form, Said, Spot, Verdict, differences, fingerprints, probes, qualifying, same, tokens, verify,
};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() }
}

/// Text of few words and many marks, so that things meet.
const BUSY: &str =
    "((a|b|not|it's|U\\.S\\.|5|-5|…|\\.\\.\\.|\\[a\\]|\\[|\\]|\\(b\\)|“|”|'|\"|\\?|\\.)[ \u{a0}]?){0,24}";

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_two_texts(one in "\\PC{0,80}", other in "\\PC{0,80}") {
        two(&one, &other);
    }

    #[test]
    fn any_two_busy_texts(one in BUSY, other in BUSY) {
        two(&one, &other);
    }

    #[test]
    fn any_candidate(claim in BUSY, paragraphs in proptest::collection::vec(BUSY, 0..4), pieces in proptest::collection::vec((-2..5_i32, 0..40_usize, 0..40_usize), 0..4), form in 0..3_usize) {
        let spots = pieces.iter().map(|(paragraph, start, end)| Spot { paragraph: *paragraph, start: *start, end: *end });
        let said = Said { pieces: spots.collect(), form: [Form::Direct, Form::Mixed, Form::Indirect][form], ..Said::default() };
        let candidate = Candidate { paragraphs, said: vec![said], ..Candidate::default() };
        let check = verify(&claim, None, std::slice::from_ref(&candidate));
        let shown = check.nearest.iter().flat_map(|near| near.pieces.iter().chain(near.left_out.iter().map(|out| &out.words)));
        for slice in shown {
            let text = candidate.paragraph(slice.spot.paragraph).unwrap();
            let cut: String = text.chars().skip(slice.spot.start).take(slice.spot.end - slice.spot.start).collect();
            prop_assert_eq!(&cut, &slice.text);
        }
        if check.verdict == Verdict::WordForWord {
            // The real words without all marks are those asked for, letter by letter.
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
            let real: String = check.nearest.iter().flat_map(|near| &near.pieces).map(|piece| letters(&piece.text)).collect();
            prop_assert_eq!(real, letters(&claim));
        }
    }

    #[test]
    fn a_quotation_is_the_same_as_itself(text in "\\PC{0,80}") {
        if !tokens(&text).is_empty() {
            prop_assert!(same(&text, &text).is_some());
            prop_assert!(differences(&text, &text).is_empty());
        }
    }

    #[test]
    fn six_words_in_common_share_a_fingerprint(before in "([a-z]{2,5} ){0,9}", common in "([a-z]{2,5} ){6,12}", after in "([a-z]{2,5} ){0,9}", end in "([a-z]{2,5} ){0,9}") {
        let (one, other) = (fingerprints(&format!("{before}{common}{after}")), fingerprints(&format!("{common}{end}")));
        prop_assert!(one.iter().any(|hash| other.contains(hash)));
    }

    #[test]
    fn what_contains_a_quotation_finds_it(before in "([a-z]{2,5} ){0,9}", cut in "([a-z]{2,5} ){3,6}", after in "([a-z]{2,5} ){0,9}") {
        let asked = probes(&format!("{before}{cut}{after}"));
        prop_assert!(fingerprints(&cut).iter().all(|hash| asked.contains(hash)));
    }
}

fn two(one: &str, other: &str) {
    let (how, back) = (same(one, other), same(other, one));
    assert_eq!(how.is_some(), back.is_some(), "one way only: {one} | {other}");
    let ends = [one.chars().count(), other.chars().count()];
    for edit in how.iter().flat_map(|how| &how.edits).chain(&differences(one, other)) {
        assert!(edit.ours.start <= edit.ours.end && edit.ours.end <= ends[0], "{one} | {other}: {edit:?}");
        assert!(
            edit.theirs.start <= edit.theirs.end && edit.theirs.end <= ends[1],
            "{one} | {other}: {edit:?}"
        );
    }
    qualifying(one, "en");
    qualifying(other, "xx");
}
