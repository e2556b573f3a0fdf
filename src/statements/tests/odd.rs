//! Odd and hostile text: no panic, time that grows with the text, every slice verbatim.

use proptest::prelude::*;
use sayso_attribution::{Attribution, Meant, Span};

use crate::{article, check_places, find};

fn survives(language: &str, text: &str) {
    let article = article(language, text.get(..40).unwrap_or("Title"), "2024-03-05", &[text, "", text]);
    let found = find(&article);
    check_places(&article, &found);
}

const LANGUAGES: &[&str] = &["en", "uk", "ru", "de", "fr", "es", "xx", ""];

#[test]
fn odd_texts_are_read() {
    for language in LANGUAGES {
        for text in [
            "",
            " ",
            "\"",
            "“““““",
            "said said said said",
            "“Yes,” “No,” said.",
            "— — — —",
            "«Так, — сказав",
            "\u{202e}“dias eh ,sey”\u{202c} said \u{200b}Ana\u{ad} Ruiz.",
            "’’''``\"\" said Ana",
            "Ana: Ana: Ana: “Ana: “Ana",
            "a\u{300}\u{301}\u{302} “\u{fe0f}” said he",
            "😀 said 😀, “😀”",
            ", , , , said , , ,",
            "according to according to according to",
            "He said he said he said he said that that that that",
            "» » » » said » on Tuesday , citing Politico said",
        ] {
            survives(language, text);
        }
    }
}

#[test]
fn long_texts_end() {
    for (language, piece) in [
        (
            "en",
            "“No,” Ana Ruiz said. He added that Bo Lind, the mayor, had warned it was late, and she laughed. ",
        ),
        ("en", "Ana Ruiz "),
        ("en", "“"),
        ("en", "'x "),
        ("en", "said, "),
        ("en", "the minister, "),
        ("uk", "«Ні, — сказала Ана Руїс. — Так». Вона додала, що мер попередив. "),
        ("ru", "— Нет, — сказал он. "),
        ("de", "„Nein“, sagte Ana Ruiz. Das teilte sie am Montag mit, so Lind. "),
        ("fr", "« Non, a dit Ana Ruiz, jamais », selon le maire. "),
        ("es", "—No —dijo Ana—. Añadió que sí. "),
    ] {
        let text = piece.repeat(20_000 / piece.len());
        survives(language, &text);
    }
}

#[test]
fn many_paragraphs_end() {
    let paragraphs: Vec<String> =
        (0..600).map(|i| format!("“Line {i},” said Person{i} Smith{i}. He left.")).collect();
    let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let article = article("en", "Many", "2024-03-05", &texts);
    let found = find(&article);
    check_places(&article, &found);
    assert!(found.len() >= 570, "{}", found.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_verbatim_slices(language in prop::sample::select(LANGUAGES), text in ".{0,200}") {
        survives(language, &text);
    }

    #[test]
    fn any_order_of_the_trades_words_gives_verbatim_slices(
        language in prop::sample::select(LANGUAGES),
        words in prop::collection::vec(prop::sample::select(WORDS), 0..60),
    ) {
        survives(language, &words.join(" "));
        survives(language, &words.concat());
    }

    #[test]
    fn whatever_the_engine_finds_gives_verbatim_slices(
        language in prop::sample::select(LANGUAGES),
        words in prop::collection::vec(prop::sample::select(WORDS), 1..60),
        found in prop::collection::vec(attribution(), 0..6),
    ) {
        let text = words.join(" ");
        let half = words[words.len() / 2..].join(" ");
        let article = article(language, "Title", "2024-03-05", &[&text, &half]);
        check_places(&article, &sayso_statements::find_with(&article, |_, _| found));
    }
}

/// An attribution with its spans anywhere, behind the text too.
fn attribution() -> impl Strategy<Value = Attribution> {
    const SCALARS: usize = 400;
    let span = || (0..SCALARS, 1..30_usize).prop_map(|(start, len)| Span { start, end: start + len });
    let spans = |least| prop::collection::vec(span(), least..3);
    let meant = prop::collection::vec((span(), 0.0..1.0_f32), 0..5)
        .prop_map(|meant| meant.into_iter().map(|(word, likely)| Meant { word, likely }).collect());
    (spans(0), spans(1), spans(1), meant).prop_map(|(source, cue, content, meant)| Attribution {
        source,
        cue,
        content,
        confidence: 0.95,
        meant,
    })
}

const WORDS: &[&str] = &[
    "“",
    "”",
    "„",
    "«",
    "»",
    "‘",
    "’",
    "\"",
    "'",
    "''",
    "—",
    "– ",
    ",",
    ".",
    "?",
    "!",
    ":",
    ";",
    "(",
    ")",
    "said",
    "told",
    "that",
    "he",
    "she",
    "it",
    "they",
    "Ana Ruiz",
    "Ruiz",
    "the minister",
    "who",
    "and",
    "but",
    "according to",
    "if",
    "not",
    "on Tuesday",
    "9 April",
    "would",
    "declined to",
    "denied",
    "warned",
    "a source",
    "Politico",
    "citing",
    "сказала",
    "він",
    "що",
    "за словами",
    "міністр",
    "Ана Руїс",
    "не",
    "sagte",
    "dass",
    "teilte",
    "mit",
    "laut",
    "so",
    "er",
    "der Sprecher",
    "a déclaré",
    "selon",
    "le maire",
    "que",
    "dijo",
    "según",
    "el alcalde",
    "Source:",
    "Background:",
    "AB:",
    "\u{200b}",
    "\u{202e}",
    "U.S.",
    "19.",
    "7.56pm",
    "his",
    "'s",
    "Ruiz's",
];
