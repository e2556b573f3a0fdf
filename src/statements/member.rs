//! Somebody or something that the article names: its printed forms, and which of them is the name.

use crate::cases;
use crate::declension::{self, Printed};
use crate::lexicon::{Class, Family, Lexicon};
use crate::names::{self, Gender};
use crate::phrases;

/// Somebody or something with a name.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The fullest name, as printed, in the form of a subject where one is printed.
    pub(crate) name: String,
    /// The stems of its words.
    pub(crate) stems: Vec<String>,
    /// What speaks for a person (positive) or against (negative).
    pub(crate) person: i32,
    /// It is a news organisation.
    pub(crate) outlet: bool,
    /// The gender, where something tells it.
    pub(crate) gender: Option<Gender>,
    /// It says or does something, or its name is a body's.
    pub(crate) acts: bool,
    /// It reports, or something is told to it (“told KBRX”, “in an interview with Market Hour”).
    pub(crate) reports: bool,
    /// A pronoun after the name has told that it is a person's.
    pub(crate) told: bool,
    /// Roles as printed, the first one first.
    pub(crate) roles: Vec<String>,
    /// The normal words of all roles.
    pub(crate) role_words: Vec<String>,
    /// Where it is named: paragraph (−1 for the title) and scalar.
    pub(crate) places: Vec<(i32, usize)>,
    /// Printed forms with counts, for languages with cases.
    pub(crate) forms: Vec<Form>,
    /// Where the full name stands.
    pub(crate) full_places: Vec<(i32, usize)>,
    /// A rank that stays with a lone first name (“Queen Adela”).
    pub(crate) rank: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) text: Vec<String>,
    pub(crate) subject: bool,
    pub(crate) oblique: bool,
}

impl Member {
    /// Whether it is a person rather than a body or a place.
    pub(crate) fn is_person(&self) -> bool {
        self.person > 0 && !self.outlet
    }

    /// “Zamarripa” of Héctor Zamarripa Luna: the stem of the first of two surnames.
    pub(crate) fn first_surname(&self) -> Option<&String> {
        let last = self.stems.len().checked_sub(2)?;
        self.stems.get(last).filter(|_| last > 0)
    }

    /// The gender that something tells, else the one that the first name suggests.
    pub(crate) fn likely_gender(&self, lexicon: &Lexicon) -> Option<Gender> {
        self.gender.or_else(|| {
            self.name
                .split_whitespace()
                .next()
                .filter(|_| self.is_person())
                .and_then(|first| names::likely_gender(first, lexicon))
        })
    }

    /// Chooses the printed name: the longest, in the subject's form where the language has cases.
    pub(crate) fn settle(&mut self, lexicon: &Lexicon) {
        let longest = self.forms.iter().map(|f| f.text.len()).max().unwrap_or(1);
        let full: Vec<&Form> = self.forms.iter().filter(|f| f.text.len() == longest).collect();
        let person = lexicon.family == Family::Slavic && self.is_person();
        let gender = match full.first() {
            Some(form) if person => self.gender.or_else(|| cases::gender_of_surname(&form.text)),
            _ => self.gender,
        };
        let name = match lexicon.family {
            Family::Slavic if person => self.slavic_person(&full, gender, lexicon),
            Family::Slavic => slavic_body(&full, lexicon),
            _ => as_printed(&full),
        };
        if let Some(name) = name {
            self.name = name;
        }
        self.gender = gender;
        if longest == 1
            && !person
            && let Some(rank) = &self.rank
        {
            self.name = format!("{rank} {}", self.name);
        }
        // “Adairs” is Adair's genitive where the bare form occurs too.
        let bare = full.iter().find(|f| {
            f.text.last().zip(full[0].text.last()).is_some_and(|(a, b)| b.strip_suffix('s') == Some(a))
        });
        if let Some(bare) = bare.filter(|_| lexicon.family == Family::German) {
            self.name = bare.text.join(" ");
        }
    }

    fn slavic_person(&self, full: &[&Form], gender: Option<Gender>, lexicon: &Lexicon) -> Option<String> {
        let printed: Vec<Printed<'_>> =
            full.iter().map(|f| Printed { words: &f.text, subject: f.subject, oblique: f.oblique }).collect();
        let bare: Vec<&str> = self
            .forms
            .iter()
            .filter(|f| f.text.len() == 1 && !f.oblique)
            .filter_map(|f| f.text.first().map(String::as_str))
            .collect();
        let subject = full.iter().find(|f| f.subject && !f.oblique).or(full.iter().find(|f| !f.oblique));
        let words = declension::first_form(&printed, &bare, gender, lexicon)
            .or_else(|| subject.or(full.first()).map(|f| f.text.clone()))?;
        Some(words.join(" "))
    }
}

/// The first of the forms; “RITCHIE VANE'S ex-wife” has a shouted name where the article prints another, and “Vince Tran” is
/// short for Vincent.
fn as_printed(full: &[&Form]) -> Option<String> {
    const SHORT_MIN: usize = 3;
    let shouted =
        |f: &&&Form| f.text.iter().all(|w| w.chars().count() > 1 && w.chars().all(|c| !c.is_lowercase()));
    let first = full.iter().find(|f| !shouted(f)).or(full.first())?;
    let longer = full.iter().find(|f| {
        let (short, long) = (&first.text[0], &f.text[0]);
        f.text.len() > 1
            && short.chars().count() >= SHORT_MIN
            && long != short
            && long.starts_with(short)
            && f.text[1..] == first.text[1..]
    });
    Some(longer.unwrap_or(first).text.join(" "))
}

/// The name of a body, or of a place, in the form of a subject.
fn slavic_body(full: &[&Form], lexicon: &Lexicon) -> Option<String> {
    // “Згідно з повідомленням Міністерства оборони, перевірка …”: an oblique form beside a verb is no subject's.
    let cased = |f: &Form| {
        f.text.iter().any(|w| {
            let word = crate::lexicon::normal(w);
            lexicon.first_form(w).is_some_and(|first| {
                lexicon.is(Class::Organization, first) && phrases::is_case_form(&word, first)
            })
        })
    };
    if let Some(subject) = full.iter().find(|f| f.subject && !f.oblique && !cased(f)) {
        return Some(subject.text.join(" "));
    }
    let words: Vec<&str> = full.first()?.text.iter().map(String::as_str).collect();
    // «Речниця Міністерства оборони»: a body that is only named in other cases.
    let head = words.iter().position(|w| lexicon.any_in_case(&[Class::Organization], w));
    let told = head.and_then(|head| phrases::in_first_form(&words, head, None, lexicon));
    // «за даними Держстату»: one word of a body that is only named in the genitive.
    let genitive = || {
        let [word] = words.as_slice() else { return None };
        let stem = word.strip_suffix('у').filter(|stem| !stem.ends_with("ом"))?;
        // «Мінрозвитку» is the ministry of development in every case.
        let ministry = stem.starts_with("Мін") && stem.ends_with("тк");
        let noun =
            stem.chars().count() > 4 && !cases::ends_in_vowel(stem) && !stem.ends_with('ь') && !ministry;
        (lexicon.code == "uk" && noun && full.iter().all(|f| f.oblique && !f.subject))
            .then(|| stem.to_owned())
    };
    told.or_else(genitive).or_else(|| Some(words.join(" ")))
}

/// The stems of a role's words.
pub(crate) fn role_words(role: &str, lexicon: &Lexicon) -> Vec<String> {
    role.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|w| w.chars().count() > 2)
        .map(|w| cases::stem(&crate::lexicon::normal(w), lexicon))
        .collect()
}
