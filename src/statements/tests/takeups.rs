//! Whom words mean that take somebody up: “ce dernier”, „dieser“, “the source”, a subject that is not printed, and on
//! which day it was.

use crate::{article, check_places, find};

/// The names of the speakers, in order, with ` < ` before each relayer.
fn speakers(language: &str, paragraphs: &[&str]) -> Vec<String> {
    let article = article(language, "A title", "2024-03-06", paragraphs);
    let found = find(&article);
    check_places(&article, &found);
    let told = |s: &sayso_statements::Statement| {
        let via: String = s.via.iter().map(|v| format!(" < {v}")).collect();
        format!("{}{via}", s.speaker.name.as_deref().unwrap_or("?"))
    };
    found.iter().map(told).collect()
}

#[test]
fn what_was_named_last_is_meant() {
    let told = speakers(
        "de",
        &["Kritik kam vom Fahrgastverband Takt. Dieser nannte den Plan „einen schlechten Scherz“."],
    );
    assert_eq!(told, ["Fahrgastverband Takt"]);
    let told = speakers(
        "fr",
        &[
            "Le maire Paul Sené a reçu l’entraîneur Marc Oriol. Ce dernier a déclaré que le club resterait en ville.",
        ],
    );
    assert_eq!(told, ["Marc Oriol"]);
}

#[test]
fn the_source_is_the_unnamed_one_who_spoke_before() {
    let told = speakers(
        "en",
        &[
            "A town hall insider said the seal would stay in the harbour until spring.",
            "“Nobody wants to be the one who moves it,” the source added.",
        ],
    );
    assert_eq!(told, ["A town hall insider", "A town hall insider"]);
}

#[test]
fn words_of_a_clause_are_no_source() {
    let told = speakers(
        "es",
        &[
            "La ministra Marta Arregui compareció el lunes. Aseguró que la oferta del Gobierno es justa y pidió \
           calma.",
        ],
    );
    assert!(!told.is_empty() && told.iter().all(|name| name == "Marta Arregui"), "{told:?}");
}

#[test]
fn an_outlet_may_tell_in_its_next_sentence_whom_it_has_it_from() {
    let told = speakers(
        "en",
        &[
            "The Harbour Chronicle reported that six names had been on the list. It cites two Whitehall sources.",
        ],
    );
    assert_eq!(told, ["two Whitehall sources < Harbour Chronicle"]);
}

#[test]
fn short_forms_of_names_are_the_full_names() {
    let told = speakers(
        "es",
        &[
            "El fiscal Héctor Zamarripa Luna habló ayer. Zamarripa aseguró que hubo omisiones graves.",
            "El portavoz, Julio Belinchón, lo negó. Belinchón añadió que recurrirán la sentencia.",
        ],
    );
    assert!(told.contains(&"Héctor Zamarripa Luna".to_owned()), "{told:?}");
    assert!(told.contains(&"Julio Belinchón".to_owned()), "{told:?}");
    let told = speakers(
        "en",
        &["Thornbury Partners bought the brewery. Thornbury said that it would keep all 200 jobs."],
    );
    assert_eq!(told, ["Thornbury Partners"]);
}

#[test]
fn the_body_before_its_place_is_the_source() {
    let told =
        speakers("ru", &["В прокуратуре Лесогорья уточнили, что представление внесено на имя главы города."]);
    assert_eq!(told, ["прокуратура Лесогорья"]);
}

#[test]
fn a_day_in_the_sentence_and_the_day_of_a_trial_date_what_is_said() {
    let article = article(
        "en",
        "A title",
        "2024-03-06",
        &[
            "The trial of Tom Brandt opened at the county court on Monday. “I was asleep,” Brandt told the court.",
            "The harbour master, Mara Lind, said on Tuesday that the boat would be sold.",
        ],
    );
    let found = find(&article);
    let day = |words: &str| {
        let of = found.iter().find(|s| s.pieces.iter().any(|p| p.text.contains(words)));
        of.and_then(|s| s.said_on).map(|day| day.to_string())
    };
    assert_eq!(day("asleep").as_deref(), Some("2024-03-04"));
    assert_eq!(day("be sold").as_deref(), Some("2024-03-05"));
}
