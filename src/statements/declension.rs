//! Slavic names in their cases: which first form the printed forms of a name come from.
//!
//! A first form is right if declining it gives what is printed, so candidates are made by exchanging endings and are
//! then declined. The endings are those of the grammars of Ukrainian and Russian (Український правопис 2019, §§ 69–112;
//! Русская грамматика 1980, §§ 1180–1235), as far as names need them.

use crate::cases::ends_in_vowel;
use crate::lexicon::{Lexicon, normal};
use crate::names::{self, Gender};

/// A printed full name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed<'a> {
    pub(crate) words: &'a [String],
    /// A verb stands beside it.
    pub(crate) subject: bool,
    /// It follows a preposition or a role in another case.
    pub(crate) oblique: bool,
}

/// Cases other than the subject's, in the order in which `declined` gives their forms.
const CASES: usize = 5;

/// The forms of one word in each of the other cases.
type Forms = [Vec<String>; CASES];

/// The first form of the name that `full` prints, with the same number of words each; `bare` are surnames that stand alone
/// and follow no preposition. `None` where nothing speaks for another form than the first one printed.
pub(crate) fn first_form(
    full: &[Printed<'_>],
    bare: &[&str],
    gender: Option<Gender>,
    lexicon: &Lexicon,
) -> Option<Vec<String>> {
    /// Articles print a name in few forms; more of them tell nothing new.
    const FORMS_MAX: usize = 8;
    /// Given name, patronymic, surname.
    const WORDS_MAX: usize = 3;
    let full = &full[..full.len().min(FORMS_MAX)];
    let printed = full.first().filter(|p| (2..=WORDS_MAX).contains(&p.words.len()))?;
    let mut best: Option<(f32, Vec<String>)> = None;
    for seen in full {
        for of in [Gender::Male, Gender::Female] {
            for words in candidates(seen.words, of, lexicon) {
                let score = score(&words, of, full, bare, gender, lexicon);
                if best.as_ref().is_none_or(|(s, _)| score > *s) {
                    best = Some((score, words));
                }
            }
        }
    }
    let as_printed = [Gender::Male, Gender::Female]
        .into_iter()
        .map(|of| score(printed.words, of, full, bare, gender, lexicon))
        .fold(f32::MIN, f32::max);
    best.filter(|(score, _)| *score > as_printed).map(|(_, words)| words)
}

/// How well the first form `words` explains what is printed.
fn score(
    words: &[String],
    of: Gender,
    full: &[Printed<'_>],
    bare: &[&str],
    gender: Option<Gender>,
    lexicon: &Lexicon,
) -> f32 {
    let last = words.len() - 1;
    let first = normal(&words[0]);
    let mut score = match names::first_name(&first, lexicon) {
        Some(known) if known == of => 2.0,
        Some(_) => -2.0,
        None => 0.0,
    };
    score += match gender {
        Some(told) if told == of => 1.0,
        Some(_) => -1.0,
        None => 0.0,
    };
    let forms: Vec<Forms> =
        words.iter().enumerate().map(|(at, w)| declined(&normal(w), of, at == last, lexicon)).collect();
    for seen in full {
        let same = |at: usize| normal(&seen.words[at]) == normal(&words[at]);
        let in_case =
            |case: usize| (0..words.len()).all(|at| forms[at][case].contains(&normal(&seen.words[at])));
        let subject = seen.words.len() == words.len() && (0..words.len()).all(same);
        let other = seen.words.len() == words.len() && (0..CASES).any(in_case);
        score += match (subject, other) {
            // A name that no case changes may follow a preposition.
            (true, true) => 1.0,
            (true, false) => by_place(seen, [2.0, -1.0, 1.0]),
            (false, true) => by_place(seen, [-1.0, 1.5, 0.3]),
            (false, false) => -3.0,
        };
    }
    let surname = normal(&words[last]);
    score -= (0..=last).map(|at| oddity(&normal(&words[at]), &forms[at], of, at == last)).sum::<f32>();
    score + bare.iter().filter(|b| normal(b) == surname).count().min(2) as f32
}

/// What a form adds as a subject, after a preposition or a role in another case, and elsewhere.
fn by_place(seen: &Printed<'_>, [subject, oblique, elsewhere]: [f32; 3]) -> f32 {
    match (seen.subject, seen.oblique) {
        (true, _) => subject,
        (_, true) => oblique,
        _ => elsewhere,
    }
}

/// What speaks against a word, with these other cases, as the first form of a name: names that no case changes are rare, and so are given names
/// that end like other cases or like those of the other gender.
fn oddity(word: &str, forms: &Forms, of: Gender, surname: bool) -> f32 {
    let unchanging = forms.iter().flatten().all(|form| form == word);
    let other_gender = !surname && of == Gender::Female && (!ends_in_vowel(word) || word.ends_with('о'));
    let other_case = ["ом", "ем", "єм", "ою", "ею", "ої", "ой"].iter().any(|e| word.ends_with(e));
    // «Грищенка» is Грищенко's: a surname hardly ends in a consonant and к.
    let cluster = word.strip_suffix('к').is_some_and(|stem| !stem.is_empty() && !ends_in_vowel(stem));
    let letters = word.chars().count() as f32;
    0.2 * f32::from(unchanging)
        + 3.0 * f32::from(other_gender)
        + 1.0 * f32::from(other_case)
        + 0.5 * f32::from(cluster)
        + 0.02 * letters
}

/// First forms that the printed words may come from, the printed ones among them.
fn candidates(words: &[String], of: Gender, lexicon: &Lexicon) -> Vec<Vec<String>> {
    let last = words.len() - 1;
    let mut out = vec![Vec::new()];
    for (at, word) in words.iter().enumerate() {
        let choices = word_candidates(word, of, at == last, lexicon);
        out = out
            .into_iter()
            .flat_map(|before: Vec<String>| {
                choices.iter().map(move |c| before.iter().cloned().chain([c.clone()]).collect())
            })
            .collect();
    }
    out
}

fn word_candidates(word: &str, of: Gender, surname: bool, lexicon: &Lexicon) -> Vec<String> {
    const ENDINGS: &[&str] = &["", "о", "а", "я", "ь", "й", "ий", "ый", "ой", "ая", "ець", "ец", "ок", "ек"];
    /// Of a stem at least so many letters stay.
    const STEM_MIN: usize = 2;
    let letters: Vec<char> = word.chars().collect();
    let lower = normal(word);
    let mut out = vec![word.to_owned()];
    for cut in 0..=3.min(letters.len().saturating_sub(STEM_MIN)) {
        let stem: String = letters[..letters.len() - cut].iter().collect();
        for ending in ENDINGS {
            let shifted = ending.is_empty().then(|| shifted(&stem, lexicon)).flatten();
            for made in [Some(format!("{stem}{ending}")), shifted].into_iter().flatten() {
                let fits = made != word
                    && declined(&normal(&made), of, surname, lexicon).iter().any(|f| f.contains(&lower));
                if fits && !out.contains(&made) {
                    out.push(made);
                }
            }
        }
    }
    out
}

/// The closed syllable of a stem whose vowel changes or goes in other cases: «Федора» and «Федір», «Павла» and «Павел».
fn shifted(stem: &str, lexicon: &Lexicon) -> Option<String> {
    if lexicon.code == "uk" {
        return stem.strip_suffix("ор").map(|head| format!("{head}ір"));
    }
    match stem {
        "Павл" => Some("Павел".to_owned()),
        "Петр" => Some("Пётр".to_owned()),
        "Льв" => Some("Лев".to_owned()),
        _ => None,
    }
}

/// The forms of `word`, in small letters, in the cases after the first: genitive, dative, accusative, instrumental, locative.
fn declined(word: &str, of: Gender, surname: bool, lexicon: &Lexicon) -> Forms {
    let ukrainian = lexicon.code == "uk";
    match of {
        Gender::Male if ukrainian => ukrainian_male(word, surname),
        Gender::Male => russian_male(word, surname),
        Gender::Female if ukrainian => ukrainian_female(word, surname),
        Gender::Female => russian_female(word, surname),
    }
}

/// `stem` with the endings of each case; several for a case stand with bars between them.
fn with(stem: &str, endings: [&str; CASES]) -> Forms {
    endings.map(|case| case.split('|').map(|ending| format!("{stem}{ending}")).collect())
}

fn unchanged(word: &str) -> Forms {
    std::array::from_fn(|_| vec![word.to_owned()])
}

/// The soft consonant before Ukrainian -і: рука, руці.
fn softened(stem: &str) -> String {
    let swap = |from: char, to: char| stem.strip_suffix(from).map(|s| format!("{s}{to}"));
    swap('г', 'з').or_else(|| swap('к', 'ц')).or_else(|| swap('х', 'с')).unwrap_or_else(|| stem.to_owned())
}

fn ukrainian_male(word: &str, surname: bool) -> Forms {
    if surname && let Some(stem) = word.strip_suffix("ий") {
        return with(stem, ["ого", "ому", "ого", "им", "ому|им|ім"]);
    }
    if let Some(stem) = word.strip_suffix("ець") {
        return with(stem, ["ця", "цю|цеві", "ця", "цем", "ці|цеві"]);
    }
    if let Some(stem) = word.strip_suffix("ок")
        && surname
    {
        return with(stem, ["ка", "ку|кові", "ка", "ком", "ку|кові"]);
    }
    if let Some(stem) = word.strip_suffix('й') {
        return with(stem, ["я", "ю|єві", "я", "єм", "ї|єві|ю"]);
    }
    if let Some(stem) = word.strip_suffix('ь') {
        return with(stem, ["я", "ю|еві", "я", "ем", "і|еві|ю"]);
    }
    if let Some(stem) = word.strip_suffix('о') {
        return with(stem, ["а", "у|ові", "а", "ом", "ові|у|і"]);
    }
    if word.ends_with(['а', 'я']) {
        return ukrainian_female(word, false);
    }
    if ends_in_vowel(word) {
        return unchanged(word);
    }
    let open = word.strip_suffix("ір").map_or_else(|| word.to_owned(), |head| format!("{head}ор"));
    let hard = with(&open, ["а", "у|ові|еві", "а", "ом|ем", "ові|у|і|еві"]);
    let soft = with(&open, ["я", "ю|еві", "я", "ем", "еві|ю|і"]);
    if word.ends_with('р') && !surname { joined(hard, soft) } else { hard }
}

fn ukrainian_female(word: &str, surname: bool) -> Forms {
    let adjective = |stem: &&str| {
        ["ськ", "цьк", "зьк", "ов", "ев", "єв", "ин", "ін", "їн"].iter().any(|e| stem.ends_with(e))
    };
    if surname && let Some(stem) = word.strip_suffix('а').filter(adjective) {
        return with(stem, ["ої", "ій", "у", "ою", "ій"]);
    }
    if let Some(stem) = word.strip_suffix("ія") {
        return with(stem, ["ії", "ії", "ію", "ією", "ії"]);
    }
    if let Some(stem) = word.strip_suffix('я') {
        return with(stem, ["і|ї", "і|ї", "ю", "ею|єю", "і|ї"]);
    }
    if let Some(stem) = word.strip_suffix('а') {
        let soft = softened(stem);
        let mut forms = with(stem, ["и|і", "і", "у", "ою|ею", "і"]);
        for case in [1, 4] {
            forms[case] = vec![format!("{soft}і")];
        }
        return forms;
    }
    unchanged(word)
}

fn russian_male(word: &str, surname: bool) -> Forms {
    if surname && let Some(stem) = word.strip_suffix("ий") {
        let velar = stem.ends_with(['г', 'к', 'х', 'ж', 'ч', 'ш', 'щ']);
        let soft = ["его", "ему", "его", "им", "ем"];
        return with(
            stem,
            if velar {
                ["ого|его", "ому|ему", "ого|его", "им", "ом|ем"]
            } else {
                soft
            },
        );
    }
    if surname && let Some(stem) = word.strip_suffix("ый") {
        return with(stem, ["ого", "ому", "ого", "ым", "ом"]);
    }
    if surname && let Some(stem) = word.strip_suffix("ой") {
        return with(stem, ["ого", "ому", "ого", "им|ым", "ом"]);
    }
    match word {
        "лев" => return with("льв", ["а", "у", "а", "ом", "е"]),
        "павел" => return with("павл", ["а", "у", "а", "ом", "е"]),
        "пётр" | "петр" => return with("петр", ["а", "у", "а", "ом", "е"]),
        _ => {}
    }
    if let Some(stem) = word.strip_suffix("ец") {
        return with(stem, ["ца", "цу", "ца", "цом|цем", "це"]);
    }
    if let Some(stem) = word.strip_suffix('й') {
        return with(stem, ["я", "ю", "я", "ем", "е|и"]);
    }
    if let Some(stem) = word.strip_suffix('ь') {
        return with(stem, ["я", "ю", "я", "ем", "е"]);
    }
    if word.ends_with(['а', 'я']) {
        return russian_female(word, false);
    }
    if ends_in_vowel(word) {
        return unchanged(word);
    }
    let possessive = surname && ["ов", "ев", "ёв", "ин", "ын"].iter().any(|e| word.ends_with(e));
    with(word, ["а", "у", "а", if possessive { "ым" } else { "ом|ем" }, "е"])
}

fn russian_female(word: &str, surname: bool) -> Forms {
    if surname && let Some(stem) = word.strip_suffix("ая") {
        return with(stem, ["ой|ей", "ой|ей", "ую", "ой|ей", "ой|ей"]);
    }
    let possessive = |stem: &&str| ["ов", "ев", "ёв", "ин", "ын"].iter().any(|e| stem.ends_with(e));
    if surname && let Some(stem) = word.strip_suffix('а').filter(possessive) {
        return with(stem, ["ой", "ой", "у", "ой|ою", "ой"]);
    }
    if let Some(stem) = word.strip_suffix("ия") {
        return with(stem, ["ии", "ии", "ию", "ией", "ии"]);
    }
    if let Some(stem) = word.strip_suffix('я') {
        return with(stem, ["и", "е", "ю", "ей|ёй", "е"]);
    }
    if let Some(stem) = word.strip_suffix('а') {
        return with(stem, ["ы|и", "е", "у", "ой|ою|ей", "е"]);
    }
    if let Some(stem) = word.strip_suffix('ь') {
        return with(stem, ["и", "и", "ь", "ью", "и"]);
    }
    unchanged(word)
}

fn joined(mut one: Forms, other: Forms) -> Forms {
    for (case, more) in one.iter_mut().zip(other) {
        case.extend(more);
    }
    one
}

/// Whether `word` is a case of a known given name.
pub(crate) fn is_given_name(word: &str, lexicon: &Lexicon) -> bool {
    let known = |name: &str| names::first_name(&normal(name), lexicon);
    known(word).is_some()
        || [Gender::Male, Gender::Female]
            .into_iter()
            .any(|of| word_candidates(word, of, false, lexicon).iter().any(|name| known(name) == Some(of)))
}

/// Whether the surname `printed` may be a case of the surname `first`.
pub(crate) fn is_case_of(printed: &str, first: &str, of: Option<Gender>, lexicon: &Lexicon) -> bool {
    let printed = normal(printed);
    let genders: &[Gender] = match of {
        Some(Gender::Male) => &[Gender::Male],
        Some(Gender::Female) => &[Gender::Female],
        None => &[Gender::Male, Gender::Female],
    };
    genders.iter().any(|of| declined(&normal(first), *of, true, lexicon).iter().any(|f| f.contains(&printed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(language: &str, printed: &[(&str, bool, bool)], bare: &[&str]) -> String {
        let words: Vec<Vec<String>> =
            printed.iter().map(|(t, ..)| t.split(' ').map(str::to_owned).collect()).collect();
        let full: Vec<Printed<'_>> = printed
            .iter()
            .zip(&words)
            .map(|((_, subject, oblique), words)| Printed { words, subject: *subject, oblique: *oblique })
            .collect();
        first_form(&full, bare, None, crate::lexicon::of(language))
            .map_or_else(|| words[0].join(" "), |words| words.join(" "))
    }

    #[test]
    fn a_name_printed_in_another_case_is_told_in_the_first() {
        let cases = [
            ("uk", "Федора Павука", "Федір Павук"),
            ("uk", "Ольги Касян", "Ольга Касян"),
            ("uk", "Сергієві Долинському", "Сергій Долинський"),
            ("uk", "Марти Гелбранд", "Марта Гелбранд"),
            ("uk", "Оленою Бойко", "Олена Бойко"),
            ("uk", "Павла Грищенка", "Павло Грищенко"),
            ("uk", "Марії Коваль", "Марія Коваль"),
            ("ru", "Инны Бражник", "Инна Бражник"),
            ("ru", "Олега Лапшина", "Олег Лапшин"),
            ("ru", "Ольги Петровской", "Ольга Петровская"),
            ("ru", "Павлу Вересову", "Павел Вересов"),
            ("ru", "Андреем Долгим", "Андрей Долгий"),
        ];
        for (language, printed, told) in cases {
            assert_eq!(first(language, &[(printed, false, true)], &[]), told);
        }
    }

    #[test]
    fn a_first_form_stays_as_it_is_printed() {
        let cases = [
            ("uk", "Гордій Бучко"),
            ("uk", "Тарас Жила"),
            ("uk", "Осве Регнар"),
            ("ru", "Ханна Ристо"),
            ("ru", "Никита Гора"),
        ];
        for (language, printed) in cases {
            assert_eq!(first(language, &[(printed, true, false)], &[]), printed);
            assert_eq!(first(language, &[(printed, false, false)], &[]), printed);
        }
    }

    #[test]
    fn several_forms_agree_on_one() {
        let printed = [("Ярослава Шемета", false, true), ("Ярославу Шемету", false, true)];
        assert_eq!(first("ru", &printed, &["Шемет"]), "Ярослав Шемет");
    }
}
