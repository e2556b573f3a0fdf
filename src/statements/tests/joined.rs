//! What the trained engine finds, beside what the rules find: here the tests say what it has found.

use sayso_attribution::{Attribution, Span};

use crate::{article, check_places};

/// A source (none where it is empty), a cue, and contents, as they stand in the text.
type Spans<'a> = (&'a str, &'a str, &'a [&'a str]);

/// `speaker | act | pieces` of a paragraph in which the engine has found these.
fn told(language: &str, text: &str, found: &[Spans<'_>]) -> Vec<String> {
    let span = |part: &str| {
        let start = text[..text.find(part).unwrap_or_else(|| panic!("{part} in {text}"))].chars().count();
        Span { start, end: start + part.chars().count() }
    };
    let attribution = |(source, cue, content): &Spans<'_>| Attribution {
        source: Some(*source).filter(|s| !s.is_empty()).map(span).into_iter().collect(),
        cue: vec![span(cue)],
        content: content.iter().map(|part| span(part)).collect(),
        confidence: 0.9,
        meant: Vec::new(),
    };
    let attributions: Vec<Attribution> = found.iter().map(attribution).collect();
    let article = article(language, "A title", "2024-03-06", &[text]);
    let statements = sayso_statements::find_with(&article, |_, _| attributions);
    check_places(&article, &statements);
    let line = |s: &sayso_statements::Statement| {
        let pieces: Vec<&str> = s.pieces.iter().map(|p| p.text.as_str()).collect();
        format!("{} | {:?} | {}", s.speaker.name.as_deref().unwrap_or("?"), s.act, pieces.join(" … "))
    };
    statements.iter().map(line).collect()
}

#[test]
fn hopes_and_plans_are_no_statements() {
    for (language, text, found) in [
        (
            "en",
            "The residents hope that the gate will open on Monday.",
            ("The residents", "hope", "that the gate will open on Monday"),
        ),
        (
            "de",
            "Die Anwohner hoffen, dass das Tor am Montag aufgeht.",
            ("Die Anwohner", "hoffen", "dass das Tor am Montag aufgeht"),
        ),
        (
            "fr",
            "Les riverains craignent que la vanne ne cède.",
            ("Les riverains", "craignent", "que la vanne ne cède"),
        ),
        (
            "uk",
            "Мешканці сподіваються, що ворота відчинять у понеділок.",
            ("Мешканці", "сподіваються", "що ворота відчинять у понеділок"),
        ),
    ] {
        let (source, cue, content) = found;
        assert_eq!(told(language, text, &[(source, cue, &[content])]), [""; 0], "{text}");
    }
}

#[test]
fn people_decline_to_say_and_papers_leave_out() {
    let would_not = "The ministry did not say how many people had a key.";
    assert_eq!(
        told("en", would_not, &[("The ministry", "did not say", &["how many people had a key"])]),
        ["The ministry | Decline | did not say how many people had a key"]
    );
    let left_out = "The statement did not say how many people had a key.";
    assert_eq!(
        told("en", left_out, &[("The statement", "did not say", &["how many people had a key"])]),
        [""; 0]
    );
}

#[test]
fn a_cue_that_the_rules_do_not_know_is_taken_from_the_engine() {
    let text = "Le président du club, Jean Morel, tempère : rien ne sera signé avant décembre.";
    let found: [Spans<'_>; 1] =
        [("Le président du club, Jean Morel,", "tempère", &["rien ne sera signé avant décembre"])];
    assert_eq!(told("fr", text, &found), ["Jean Morel | Say | rien ne sera signé avant décembre"]);
}

#[test]
fn contents_that_the_engine_tells_apart_are_two_statements() {
    let text = "Ana Ruiz said that the gate was safe and promised to publish the report.";
    let found: [Spans<'_>; 2] = [
        ("Ana Ruiz", "said", &["that the gate was safe"]),
        ("Ana Ruiz", "promised", &["to publish the report"]),
    ];
    let told = told("en", text, &found);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], "Ana Ruiz | Say | the gate was safe");
    assert!(told[1].starts_with("Ana Ruiz | Promise | "), "{told:?}");
}

#[test]
fn a_relative_word_stands_for_what_is_before_it() {
    let text = "Le maire, qui exige le remboursement de la subvention, part demain.";
    let found: [Spans<'_>; 1] = [("qui", "exige", &["le remboursement de la subvention"])];
    assert_eq!(told("fr", text, &found), ["Le maire | Demand | le remboursement de la subvention"]);
}

#[test]
fn who_would_not_tell_declines() {
    let text = "La direction n’a pas précisé si les négociations reprendraient avant mardi.";
    let found: [Spans<'_>; 1] =
        [("La direction", "n’a pas précisé", &["si les négociations reprendraient avant mardi"])];
    let told = told("fr", text, &found);
    assert!(told.len() == 1 && told[0].contains(" | Decline | "), "{told:?}");
}

#[test]
fn a_span_that_takes_in_more_than_the_source_is_cut_to_it() {
    for (text, (source, cue, content), expected) in [
        (
            "MEDLIN – Astren on Thursday told three diplomats that the port was closed.",
            ("MEDLIN – Astren", "told", "that the port was closed"),
            "Astren | Say | the port was closed",
        ),
        (
            "Ruth Wexham, who took office promising “the quietest house in town,” left on Monday.",
            ("who took office", "promising", "“the quietest house in town,”"),
            "Ruth Wexham | Promise | the quietest house in town,",
        ),
        (
            "Maps came from the board, whose chair, Wendell Olm, grumbled that the road had shrunk.",
            ("the board, whose chair, Wendell Olm,", "grumbled", "that the road had shrunk"),
            "Wendell Olm | Say | the road had shrunk",
        ),
    ] {
        assert_eq!(told("en", text, &[(source, cue, &[content])]), [expected], "{text}");
    }
    let text = "Der Umbau hat nach Angaben des Betreibers zwei Jahre gedauert.";
    let found = ("Angaben des Betreibers", "nach", &["zwei Jahre gedauert"][..]);
    assert_eq!(told("de", text, &[found]), ["der Betreiber | Say | zwei Jahre gedauert"]);
}

#[test]
fn nobody_is_a_captain_in_their_own_words() {
    let text = "Ruth Olm told the inquest that the captain had said the engine was “dead”.";
    let found = [
        ("Ruth Olm", "told", &["that the captain had said the engine was “dead”"][..]),
        ("the captain", "said", &["the engine was “dead”"][..]),
    ];
    assert_eq!(told("en", text, &found), ["the captain | Say | the engine was “dead”"]);
}
