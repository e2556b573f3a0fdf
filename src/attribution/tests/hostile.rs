//! No text hurts: spans stay inside their paragraph, in order, and the work stays in proportion to the text.

use std::sync::OnceLock;

use proptest::prelude::*;
use sayso_attribution::{Attribution, Engine};

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::embedded().unwrap())
}

/// What both networks tell of a text, the English one first.
fn check(text: &str) -> [Vec<Attribution>; 2] {
    ["en", "de"].map(|language| check_in(language, text))
}

fn check_in(language: &str, text: &str) -> Vec<Attribution> {
    let chars: Vec<char> = text.chars().collect();
    let told = engine().attributions_in(language, text);
    for a in &told {
        assert!(!a.content.is_empty() && !a.cue.is_empty());
        assert!((0.0..=1.0).contains(&a.confidence));
        assert!(a.meant.iter().map(|meant| meant.likely).sum::<f32>() <= 1.001);
        assert!(a.meant.iter().all(|m| m.word.start < m.word.end && m.word.end <= chars.len()));
        for spans in [&a.source, &a.cue, &a.content] {
            assert!(spans.windows(2).all(|w| w[0].end <= w[1].start), "unsorted in {text:?}");
            for s in spans {
                assert!(s.start < s.end && s.end <= chars.len(), "outside of {text:?}");
                assert!(!chars[s.start..s.end].contains(&'\n'), "over a paragraph's end in {text:?}");
            }
        }
    }
    let starts: Vec<_> = told.iter().map(|a| a.cue[0].start).collect();
    assert!(starts.is_sorted());
    told
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[A-Za-z]{1,9} ",
        3 => prop::sample::select(vec![
            "said ", "Ana Ruiz ", "according to ", "told ", ": ", "she ", "that ", ", ", ". ", "\n\n", "\n",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            "“", "”", "\"", "''", "``", "«", "»", "„", "‘", "’", "—", "―", "-", "(", ")", "...",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "\u{200b}", "\u{202e}", "\u{feff}", "\u{ad}", "\u{0}", "🧑‍🚀", "东京", "Київ ", "مرحبا ", "сказав ", "sagte ", "№", "½", "e\u{301}", "ﬁ", "İ",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_spans_inside_its_paragraphs(parts in prop::collection::vec(fragment(), 0..120)) {
        check(&parts.concat());
    }
}

#[test]
fn texts_without_words_have_no_attributions() {
    for text in ["", " ", "\n\n\n", "\u{200b}\u{feff}", "“”", "\0\0"] {
        assert!(check(text).iter().all(Vec::is_empty), "{text:?}");
    }
}

#[test]
fn thousands_of_quotation_marks_are_read() {
    check(&"“".repeat(3000));
    check(&"\" ' '' ”".repeat(500));
    check(&"“Yes,” she said. ".repeat(200));
}

#[test]
fn a_line_without_an_end_is_read() {
    check(&"word ".repeat(4000));
    check(&"x".repeat(100_000));
}

#[test]
fn the_same_text_gives_the_same_attributions() {
    let text = "“We stay,” said Ana Ruiz. The board denied that it knew.";
    assert_eq!(check(text), check(text));
    assert_eq!(engine().attributions(text), check_in("en", text));
}
