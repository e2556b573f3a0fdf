//! Words of names: what is one, what gender it tells, and the case forms of Slavic names.

use crate::items::Item;
use crate::lexicon::{Class, Family, Lexicon};

/// Grammatical or personal gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    /// he
    Male,
    /// she
    Female,
}

/// Whether the item at `at` can be a word of a proper name.
pub(crate) fn is_name_word(items: &[Item], at: usize, lexicon: &Lexicon) -> bool {
    let item = &items[at];
    if !item.is_word() || !item.capital {
        return false;
    }
    let german_pronoun = lexicon.family == Family::German
        && matches!(
            item.word.as_str(),
            "mir" | "mich" | "dir" | "dich" | "uns" | "euch" | "ihm" | "ihn" | "ihnen"
        );
    if german_pronoun || is_plain(&item.word, lexicon) {
        return false;
    }
    // «Julio Belinchón»: where months are small, one with a capital before a name is a name too.
    let given = matches!(lexicon.family, Family::Romance | Family::Slavic)
        && items.get(at + 1).is_some_and(|next| next.is_word() && next.capital);
    given || !lexicon.any(&[Class::Weekday, Class::Month], &item.word)
}

/// Function words: never a name, capitals or not.
pub(crate) fn is_plain(word: &str, lexicon: &Lexicon) -> bool {
    const CLASSES: &[Class] = &[
        Class::Complementiser,
        Class::Whether,
        Class::Negation,
        Class::Nobody,
        Class::Hypothetical,
        Class::Modal,
        Class::Auxiliary,
        Class::Adverb,
        Class::Conjunction,
        Class::Boundary,
        Class::Relative,
        Class::Of,
        Class::Preposition,
        Class::Definite,
        Class::Indefinite,
        Class::PossessiveM,
        Class::PossessiveF,
        Class::PossessiveN,
        Class::PossessiveP,
        Class::Possessive1,
        Class::PronounM,
        Class::PronounF,
        Class::PronounN,
        Class::PronounP,
        Class::Pronoun1,
        Class::Demonstrative,
        Class::According,
        Class::AccordingAfter,
        Class::Weekday,
        Class::Today,
        Class::Yesterday,
        Class::Last,
        Class::Press,
    ];
    lexicon.any(CLASSES, word)
        || lexicon.family == Family::English && is_contraction(word, lexicon)
        || lexicon.family == Family::Slavic && is_slavic_pronoun(word)
}

/// «сам», «в самой компании»: emphasis before whoever is meant.
pub(crate) fn is_emphatic(word: &str) -> bool {
    matches!(
        word,
        "сам"
            | "сама"
            | "само"
            | "сами"
            | "самі"
            | "самого"
            | "самой"
            | "самої"
            | "самому"
            | "самом"
            | "самій"
            | "самих"
    )
}

/// Pronouns in other cases than the subject's.
fn is_slavic_pronoun(word: &str) -> bool {
    const FORMS: &[&str] = &[
        "мне", "меня", "мной", "нам", "нас", "нами", "вам", "вас", "ему", "ей", "им", "ими", "тебе", "тебя",
        "себе", "себя", "кому", "чему", "мені", "мене", "мною", "йому", "їй", "їм", "ними", "тобі", "тебе",
        "собі", "чому",
    ];
    FORMS.contains(&word) || is_emphatic(word)
}

/// “I've”, “they'll”, “that's”: a pronoun with its verb.
fn is_contraction(word: &str, lexicon: &Lexicon) -> bool {
    word.split_once('\'').is_some_and(|(head, tail)| {
        matches!(tail, "ve" | "d" | "ll" | "m" | "re" | "s")
            && (matches!(head, "you" | "there" | "here" | "what" | "let" | "how")
                || lexicon.any(
                    &[
                        Class::PronounM,
                        Class::PronounF,
                        Class::PronounN,
                        Class::PronounP,
                        Class::Pronoun1,
                        Class::Demonstrative,
                        Class::Relative,
                    ],
                    head,
                ))
    })
}

/// Nouns with an own class that German prints with a capital.
pub(crate) fn is_common(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.any(
        &[
            Class::Document,
            Class::Plural,
            Class::Group,
            Class::Time,
            Class::Venue,
            Class::Label,
            Class::Outlet,
        ],
        word,
    ) || (lexicon.family != Family::English && is_organization(word, lexicon))
        || (lexicon.family == Family::English && lexicon.is(Class::Organization, word))
}

/// Whether `word` names a role (also as the end of a German compound).
pub(crate) fn is_role(word: &str, lexicon: &Lexicon) -> bool {
    const CLASSES: &[Class] = &[Class::Role, Class::RoleM, Class::RoleF];
    let word = word.strip_suffix("'s").unwrap_or(word);
    if lexicon.any(CLASSES, word) {
        return true;
    }
    match lexicon.family {
        Family::German => compound(word, CLASSES, lexicon),
        _ => word.rsplit_once('-').is_some_and(|(_, tail)| lexicon.any(CLASSES, tail)),
    }
}

/// Whether `word` names a body (also as the end of a German compound).
pub(crate) fn is_organization(word: &str, lexicon: &Lexicon) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    lexicon.is(Class::Organization, word)
        || is_company_word(word)
        || (lexicon.family == Family::German
            && (compound(word, &[Class::Organization], lexicon) || is_office(word)))
}

/// Words that companies have in their names in all languages (“Nordlys Capital”, “Cronos Group”).
pub(crate) fn is_company_word(word: &str) -> bool {
    matches!(
        word,
        "capital"
            | "invest"
            | "group"
            | "holding"
            | "holdings"
            | "airlines"
            | "airways"
            | "motors"
            | "systems"
            | "labs"
            | "partners"
            | "industries"
            | "technologies"
            | "logistics"
            | "catering"
            | "ltd"
            | "inc"
            | "corp"
            | "plc"
            | "llc"
            | "gmbh"
            | "ag"
            | "sarl"
    )
}

/// “Wetteramt”, “Schulamt”.
fn is_office(word: &str) -> bool {
    word.ends_with("amt") && word.len() > 5 && !word.ends_with("gesamt")
}

fn compound(word: &str, classes: &[Class], lexicon: &Lexicon) -> bool {
    let ends: Vec<usize> = word.char_indices().map(|(i, _)| i).skip(3).take(40).collect();
    ends.iter().any(|i| word.len() - i >= 4 && lexicon.any(classes, &word[*i..]))
}

/// News agencies and papers whose name is one word.
pub(crate) fn is_wire(word: &str) -> bool {
    matches!(
        word,
        "reuters"
            | "afp"
            | "ap"
            | "bbc"
            | "cnn"
            | "politico"
            | "bloomberg"
            | "axios"
            | "dpa"
            | "efe"
            | "ansa"
            | "укрінформ"
            | "тасс"
            | "интерфакс"
            | "рбк"
            | "bild"
            | "spiegel"
            | "ard"
            | "zdf"
            | "afp-jiji"
    )
}

/// Whether `word` is one that newspapers' names end with, German compounds too (“Grenzkurier”, “Rhein-Stimme”).
pub(crate) fn is_outlet_word(word: &str, lexicon: &Lexicon) -> bool {
    if is_wire(word) || lexicon.is(Class::OutletName, word) {
        return true;
    }
    let german = crate::lexicon::of("de");
    let word = word.strip_suffix('s').unwrap_or(word);
    let tail = word.rsplit('-').next().unwrap_or(word);
    tail != word && german.is(Class::OutletName, tail)
        || word.char_indices().map(|(i, _)| i).skip(3).take(20).any(|i| {
            // Short endings (“post”, “echo”) stand in too many other words.
            word.len() - i >= 4 && &word[i..] != "dienst" && german.is(Class::OutletName, &word[i..])
        })
}

/// Whether a word is printed in capitals alone, as the initials of bodies are.
pub(crate) fn is_initials(chars: &[char], item: &Item) -> bool {
    let word = &chars[item.start..item.end];
    word.len() > 1 && word.iter().all(|c| c.is_uppercase())
}

/// The gender a first name tells.
pub(crate) fn first_name(word: &str, lexicon: &Lexicon) -> Option<Gender> {
    match (lexicon.is(Class::FirstNameM, word), lexicon.is(Class::FirstNameF, word)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// A guess from the ending of a first name, for the resolution of pronouns only.
pub(crate) fn likely_gender(first: &str, lexicon: &Lexicon) -> Option<Gender> {
    if let Some(gender) = first_name(&crate::lexicon::normal(first), lexicon) {
        return Some(gender);
    }
    let last = first.chars().last()?;
    match lexicon.family {
        Family::Slavic => Some(if matches!(last, 'а' | 'я') { Gender::Female } else { Gender::Male }),
        _ if matches!(last, 'a') => Some(Gender::Female),
        _ => None,
    }
}

/// The gender of a role noun, where its form tells it.
pub(crate) fn role_gender(word: &str, lexicon: &Lexicon) -> Option<Gender> {
    if lexicon.is(Class::RoleM, word) {
        return Some(Gender::Male);
    }
    if lexicon.is(Class::RoleF, word) {
        return Some(Gender::Female);
    }
    match lexicon.family {
        Family::German if is_role(word, lexicon) || lexicon.is(Class::Kin, word) => Some(
            if word.ends_with("in") && !word.ends_with("erin")
                || word.ends_with("erin")
                || word.ends_with("ärztin")
            {
                Gender::Female
            } else {
                Gender::Male
            },
        ),
        _ => None,
    }
}

/// The gender of a courtesy title.
pub(crate) fn title_gender(word: &str) -> Option<Gender> {
    match word {
        "mr" | "sir" | "lord" | "herr" | "herrn" | "m" | "monsieur" | "señor" | "sr" | "don" | "пан"
        | "пана" | "господин" | "mr." => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "frau" | "mme" | "madame" | "mlle" | "señora" | "sra"
        | "doña" | "пані" | "госпожа" | "mrs." | "ms." => Some(Gender::Female),
        _ => None,
    }
}
