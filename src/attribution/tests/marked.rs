//! Attributions against paragraphs of ours that people marked (`fixtures/marked.txt`).
//!
//! `{3s:…}` is the source, `{3c:…}` the cue, `{3t:…}` a piece of the content of the third attribution.

use std::collections::BTreeMap;

use sayso_attribution::{Engine, Span};

/// Source, cue and content of one attribution.
type Marked = [Vec<Span>; 3];

fn read(marked: &str) -> (String, Vec<Marked>) {
    let (mut text, mut at) = (String::new(), 0);
    let mut gold: BTreeMap<usize, Marked> = BTreeMap::new();
    let mut rest = marked;
    while let Some((before, mark)) = rest.split_once('{') {
        let (name, mark) = mark.split_once(':').unwrap();
        let (inside, after) = mark.split_once('}').unwrap();
        let (number, role) = name.split_at(name.len() - 1);
        let start = at + before.chars().count();
        at = start + inside.chars().count();
        text.push_str(before);
        text.push_str(inside);
        let role = "sct".find(role).unwrap();
        gold.entry(number.parse().unwrap()).or_default()[role].push(Span { start, end: at });
        rest = after;
    }
    text.push_str(rest);
    (text, gold.into_values().collect())
}

/// Share of scalars in either that are in both.
fn alike(a: &[Span], b: &[Span]) -> f64 {
    let all = |spans: &[Span]| -> std::collections::HashSet<usize> {
        spans.iter().flat_map(|s| s.start..s.end).collect()
    };
    let (a, b) = (all(a), all(b));
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}

/// How many of the marked ones are told, how many there are, how many are told; and the cues of those missed.
fn compare(marked: &str, language: &str, engine: &Engine) -> (usize, usize, usize, Vec<Vec<Span>>) {
    let (text, gold) = read(marked);
    let told = engine.attributions_in(language, &text);
    let right =
        |g: &&Marked| told.iter().any(|a| alike(&a.content, &g[2]) >= 0.5 && alike(&a.source, &g[0]) >= 0.5);
    let missed: Vec<_> = gold.iter().filter(|g| !right(g)).map(|g| g[1].clone()).collect();
    (gold.len() - missed.len(), gold.len(), told.len(), missed)
}

#[test]
fn who_said_what_is_found() {
    let engine = Engine::embedded().unwrap();
    let (found, gold, told, missed) = compare(include_str!("../fixtures/marked.txt"), "en", &engine);
    assert!(found >= 17, "only {found} of {gold} found; not the ones with cues at {missed:?}");
    assert!(told <= gold + 3, "{told} told for {gold}");
}

#[test]
fn who_said_what_is_found_in_five_other_languages() {
    let engine = Engine::embedded().unwrap();
    let (mut found, mut gold, mut told) = (0, 0, 0);
    let mut missed = Vec::new();
    for part in include_str!("../fixtures/marked-others.txt").split("# ").skip(1) {
        let (language, text) = part.split_once('\n').unwrap();
        let here = compare(text, language, &engine);
        (found, gold, told) = (found + here.0, gold + here.1, told + here.2);
        missed.push((language, here.3));
    }
    assert_eq!(gold, 20);
    assert!(found >= 16, "only {found} of {gold} found; not the ones with cues at {missed:?}");
    assert!(told <= gold + 2, "{told} told for {gold}");
}

#[test]
fn a_language_that_the_engine_was_not_trained_for_has_no_attributions() {
    let engine = Engine::embedded().unwrap();
    assert!(engine.attributions_in("pt", "«Ficamos», disse Ana Ruiz.").is_empty());
    assert!(!Engine::reads("pt") && Engine::reads("uk") && Engine::reads("en"));
}

#[test]
fn an_interrupted_quotation_is_one_content() {
    let text = "“We looked at every plate,” Ana Ruiz told reporters. “There is nothing left to repair.”";
    let told = Engine::embedded().unwrap().attributions(text);
    assert_eq!(told.len(), 1, "{told:?}");
    let slice = |s: &Span| text.chars().skip(s.start).take(s.end - s.start).collect::<String>();
    let content: Vec<_> = told[0].content.iter().map(slice).collect();
    assert_eq!(content, ["“We looked at every plate,”", "“There is nothing left to repair.”"]);
    assert_eq!(told[0].source.iter().map(slice).collect::<Vec<_>>(), ["Ana Ruiz"]);
    assert!(told[0].confidence > 0.7, "{}", told[0].confidence);
}

#[test]
fn plain_reports_hold_no_attribution() {
    let text = "The ferry was built in 1961 and carried 300 people a day. It lay at the quay all winter.";
    assert!(Engine::embedded().unwrap().attributions(text).is_empty());
}

#[test]
fn the_words_that_name_a_speaker_are_pointed_at() {
    let engine = Engine::embedded().unwrap();
    for (language, text, cue, name) in [
        (
            "en",
            "Ana Ruiz inspected the dam for three hours on Monday, alone and in the rain.\n\n“It will hold,” she said.",
            "said",
            "Ana Ruiz",
        ),
        (
            "de",
            "Anna Reiß besichtigte am Montag drei Stunden lang den Damm.\n\n„Er hält“, sagte sie.",
            "sagte",
            "Anna Reiß",
        ),
        (
            "uk",
            "Олена Гай три години оглядала греблю в понеділок.\n\n«Вона витримає», — сказала вона.",
            "сказала",
            "Олена Гай",
        ),
    ] {
        let chars: Vec<char> = text.chars().collect();
        let words = |span: &Span| chars[span.start..span.end].iter().collect::<String>();
        let found = engine.attributions_in(language, text);
        let said =
            found.iter().find(|a| words(&a.cue[0]) == cue).unwrap_or_else(|| panic!("{text}: {found:?}"));
        let likely: f32 =
            said.meant.iter().filter(|m| name.contains(&words(&m.word))).map(|m| m.likely).sum();
        assert!(likely > 0.5, "{name} in {text}: {:?}", said.meant);
    }
}
