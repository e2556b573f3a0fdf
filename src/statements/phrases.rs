//! Slavic descriptions in the subject's form: who speaks «в областном минздраве» is областной минздрав.

use crate::cases;
use crate::lexicon::{Class, Lexicon, normal};

/// A case that words before a description ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Genitive,
    Dative,
    Instrumental,
    Locative,
}

/// What adjectives agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Male,
    Female,
    Neuter,
    Plural,
}

/// An ending in some case, the ending of the first form, and what adjectives then agree with.
type Row = (&'static str, &'static str, Form);

/// The case after `before`, in small letters, where a speaker follows it: a preposition, «за словами», «по данным».
pub(crate) fn case_after(before: &str, lexicon: &Lexicon) -> Option<Case> {
    match (lexicon.code, before) {
        ("uk", "в" | "у" | "на" | "при") | ("ru", "в" | "во" | "на" | "при") => {
            Some(Case::Locative)
        }
        ("uk", "із" | "зі" | "з") => Some(Case::Instrumental),
        ("ru", "согласно") => Some(Case::Dative),
        (
            "uk",
            "словами"
            | "даними"
            | "інформацією"
            | "версією"
            | "повідомленням"
            | "оцінками"
            | "оцінкою"
            | "думку"
            | "від"
            | "до"
            | "слів",
        ) => Some(Case::Genitive),
        (
            "ru",
            "словам"
            | "данным"
            | "информации"
            | "версии"
            | "сообщению"
            | "оценкам"
            | "оценке"
            | "мнению"
            | "от"
            | "слов"
            | "признанию"
            | "утверждению",
        ) => Some(Case::Genitive),
        _ => None,
    }
}

/// The subject's form of a description whose head stands in another case; `case` where the words before it tell which.
/// `None` where nothing is to be changed.
pub(crate) fn in_first_form(
    words: &[&str],
    head: usize,
    case: Option<Case>,
    lexicon: &Lexicon,
) -> Option<String> {
    // In a case that is known the first word that does not look like an adjective is the noun.
    let head = case
        .and_then(|case| {
            words[..=head.min(words.len() - 1)].iter().position(|w| agreement(&normal(w), case).is_none())
        })
        .unwrap_or(head);
    let printed = normal(words.get(head)?);
    let adjectives = &words[..head];
    if !adjectives.iter().all(|w| is_adjectival(&normal(w))) {
        return None;
    }
    let by = |rows: Rows| case.and_then(|case| by_case(&printed, case, rows, adjectives, lexicon));
    let (base, form) =
        by(Rows::Sure).or_else(|| by_lexicon(&printed, lexicon)).or_else(|| by(Rows::Likely))?;
    let fixed: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| match at {
            _ if at == head && word.chars().next().is_some_and(char::is_uppercase) => capitalised(&base),
            _ if at == head => base.clone(),
            _ if at < head => adjective(word, form, lexicon),
            _ => (*word).to_owned(),
        })
        .collect();
    Some(fixed.join(" "))
}

/// The first form of a noun that the lexicon has.
fn by_lexicon(printed: &str, lexicon: &Lexicon) -> Option<(String, Form)> {
    let base = lexicon.first_form(printed)?;
    let known = [Class::Role, Class::RoleF, Class::Anonymous, Class::Organization, Class::Outlet];
    // «Автори», «третє»: a plural, or an adjective that agrees with another noun, stands in a first form of its own.
    let plural = cases::ends_in_consonant(base) && printed.ends_with(['и', 'ы'])
        || base.strip_suffix(['а', 'я']) == Some(printed);
    let ordinal = base.ends_with(['й', 'а', 'я'])
        && printed.ends_with(['є', 'е', 'о'])
        && lexicon.is(Class::Anonymous, base);
    if base == printed
        || plural
        || ordinal
        || lexicon.is(Class::Indefinite, printed)
        || lexicon.any(&known, printed) && !is_case_form(printed, base)
    {
        return None;
    }
    let neuter = base.ends_with(['о', 'е'])
        || ["ння", "ття", "лля", "ддя", "сся", "ччя", "жжя", "ззя"].iter().any(|e| base.ends_with(e));
    let female =
        !neuter && base.ends_with(['а', 'я', 'ь']) && !base.ends_with("ель") && !base.ends_with("арь");
    let form = if neuter {
        Form::Neuter
    } else if female {
        Form::Female
    } else {
        Form::Male
    };
    Some((base.to_owned(), form))
}

/// Data files list some oblique forms too; these endings tell them from first forms.
pub(crate) fn is_case_form(word: &str, base: &str) -> bool {
    base.ends_with("ство") && (word.ends_with("ства") || word.ends_with("ству"))
        || base.ends_with(['а', 'я']) && !word.ends_with(['а', 'я'])
        || ["ові", "еві", "ом", "ем", "ою", "ею", "ами", "ями", "ах", "ях", "і", "у", "ю"]
            .iter()
            .any(|e| word.ends_with(e))
}

/// Which endings are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    Sure,
    Likely,
}

/// The first form of a noun in a case that is known; adjectives before it tell its gender where the ending does not.
fn by_case(
    printed: &str,
    case: Case,
    rows: Rows,
    adjectives: &[&str],
    lexicon: &Lexicon,
) -> Option<(String, Form)> {
    /// Shorter words are no bodies: МЗС, МИД.
    const LETTERS_MIN: usize = 4;
    if printed.chars().count() < LETTERS_MIN || lexicon.is(Class::Indefinite, printed) {
        return None;
    }
    if INDECLINABLE.contains(&printed) {
        return (!adjectives.is_empty()).then(|| (printed.to_owned(), Form::Neuter));
    }
    if let Some(first) = VOWELS_GONE
        .iter()
        .find(|(stem, _)| printed.strip_prefix(stem).is_some_and(|ending| ending.chars().count() <= 3))
        .map(|(_, first)| *first)
        .filter(|first| *first != printed)
    {
        return Some((first.to_owned(), Form::Male));
    }
    let told = adjectives.last().and_then(|word| agreement(&normal(word), case));
    let agrees = |form: Form| match told {
        None => true,
        Some(Agreement::Plural) => form == Form::Plural,
        Some(Agreement::Female) => form == Form::Female,
        Some(Agreement::MaleOrNeuter) => matches!(form, Form::Male | Form::Neuter),
    };
    let (sure, likely) = endings(case, lexicon.code);
    // «обвинувачення»: endings that are sure tell too that a noun stays as it is.
    if rows == Rows::Likely && sure.iter().any(|(ending, ..)| printed.ends_with(ending)) {
        return None;
    }
    let chosen = if rows == Rows::Sure { sure } else { likely };
    chosen
        .iter()
        .filter(|(_, _, form)| agrees(*form))
        .find_map(|(ending, first, form)| {
            let stem = printed.strip_suffix(ending)?;
            (stem.chars().count() + first.chars().count() >= 3).then(|| (format!("{stem}{first}"), *form))
        })
        .filter(|(first, _)| first != printed)
}

/// Nouns of speakers that no case changes.
const INDECLINABLE: &[&str] = &[
    "коммюнике",
    "комюніке",
    "бюро",
    "радио",
    "радіо",
    "досье",
    "досьє",
    "резюме",
    "медиа",
    "медіа",
    "интервью",
    "інтерв'ю",
];

/// Nouns of speakers whose last vowel goes in other cases.
const VOWELS_GONE: &[(&str, &str)] = &[
    ("висновк", "висновок"),
    ("списк", "список"),
    ("уривк", "уривок"),
    ("заголовк", "заголовок"),
    ("відділк", "відділок"),
    ("отрывк", "отрывок"),
];

/// What an adjective's ending tells of its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    MaleOrNeuter,
    Female,
    Plural,
}

/// Whether a word before a noun may be its adjective, in any case.
fn is_adjectival(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ий", "ій", "ый", "ой", "а", "я", "е", "є", "і", "ї", "ые", "ие", "ого", "его", "ього", "ому", "ему",
        "ьому", "им", "ім", "ым", "ом", "ем", "ём", "ої", "ьої", "ою", "ею", "ей", "ую", "юю", "их", "іх",
        "ых", "ими", "ыми", "іми", "у", "ю",
    ];
    ENDINGS.iter().any(|e| word.ends_with(e))
}

fn agreement(word: &str, case: Case) -> Option<Agreement> {
    let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    let (male, female, plural): (&[&str], &[&str], &[&str]) = match case {
        Case::Locative => (&["ому", "єму", "ім", "ом", "ем", "ём"], &["ій", "ой", "ей"], &["их", "іх", "ых"]),
        Case::Genitive => (&["ого", "его"], &["ої", "ьої", "ой", "ей"], &["их", "іх", "ых"]),
        Case::Dative => (&["ому", "ему"], &["ій", "ой", "ей"], &["им", "ім", "ым"]),
        Case::Instrumental => (&["им", "ім", "ым"], &["ою", "ею", "ой", "ей"], &["ими", "іми", "ыми"]),
    };
    if ends(male) {
        Some(Agreement::MaleOrNeuter)
    } else if ends(female) {
        Some(Agreement::Female)
    } else {
        ends(plural).then_some(Agreement::Plural)
    }
}

/// Endings that tell the first form, then those that are right more often than not.
fn endings(case: Case, code: &str) -> (&'static [Row], &'static [Row]) {
    use Form::{Female as F, Male as M, Neuter as N, Plural as P};
    match (code, case) {
        ("uk", Case::Locative) => (
            &[
                ("ннях", "ння", P),
                ("іях", "ії", P),
                ("ствах", "ства", P),
                ("ах", "и", P),
                ("ях", "і", P),
                ("нні", "ння", N),
                ("тті", "ття", N),
                ("стві", "ство", N),
                ("цтві", "цтво", N),
                ("ії", "ія", F),
                ("ості", "ість", F),
                ("иці", "иця", F),
                ("арні", "арня", F),
                ("турі", "тура", F),
                ("ужбі", "ужба", F),
                ("фірмі", "фірма", F),
                ("аді", "ада", F),
                ("алаті", "алата", F),
                ("теці", "тека", F),
                ("лці", "лка", F),
                ("пці", "пка", F),
                ("рці", "рка", F),
                ("вці", "вка", F),
                ("тці", "тка", F),
                ("дці", "дка", F),
                ("сці", "ска", F),
                ("нці", "нка", F),
                ("лізі", "ліга", F),
            ],
            &[("ові", "", M), ("ї", "й", M), ("і", "", M), ("у", "", M), ("ці", "ка", F), ("і", "а", F)],
        ),
        ("uk", Case::Instrumental) => (
            &[
                ("нням", "ння", N),
                ("ттям", "ття", N),
                ("ством", "ство", N),
                ("цтвом", "цтво", N),
                ("ією", "ія", F),
                ("істю", "ість", F),
                ("ою", "а", F),
                ("ею", "я", F),
            ],
            &[("єм", "й", M), ("ом", "", M), ("ем", "", M)],
        ),
        ("uk", Case::Genitive) => (
            &[
                ("ння", "ння", N),
                ("ття", "ття", N),
                ("ства", "ство", N),
                ("цтва", "цтво", N),
                ("ії", "ія", F),
                ("ості", "ість", F),
            ],
            &[("и", "а", F), ("і", "я", F), ("у", "", M), ("а", "", M), ("ю", "й", M), ("я", "й", M)],
        ),
        ("ru", Case::Locative) => (
            &[
                ("ениях", "ения", P),
                ("иях", "ии", P),
                ("ствах", "ства", P),
                ("ках", "ки", P),
                ("гах", "ги", P),
                ("ах", "ы", P),
                ("ях", "и", P),
                ("ении", "ение", N),
                ("ании", "ание", N),
                ("янии", "яние", N),
                ("ятии", "ятие", N),
                ("ствии", "ствие", N),
                ("ии", "ия", F),
                ("стве", "ство", N),
                ("ости", "ость", F),
                ("асти", "асть", F),
                ("тье", "тья", F),
                ("письме", "письмо", N),
                ("деле", "дело", N),
                ("туре", "тура", F),
                ("ужбе", "ужба", F),
                ("школе", "школа", F),
                ("газете", "газета", F),
                ("палате", "палата", F),
                ("лиге", "лига", F),
                ("банке", "банк", M),
                ("парке", "парк", M),
                ("штабе", "штаб", M),
                ("ке", "ка", F),
            ],
            &[("е", "", M), ("у", "", M), ("е", "а", F), ("и", "ь", F)],
        ),
        ("ru", Case::Dative) => (
            &[
                ("ению", "ение", N),
                ("анию", "ание", N),
                ("ству", "ство", N),
                ("ии", "ия", F),
                ("ости", "ость", F),
            ],
            &[("у", "", M), ("ю", "ь", M), ("е", "а", F)],
        ),
        ("ru", Case::Genitive) => (
            &[
                ("ения", "ение", N),
                ("ания", "ание", N),
                ("ства", "ство", N),
                ("ии", "ия", F),
                ("ости", "ость", F),
                ("теля", "тель", M),
            ],
            &[("ы", "а", F), ("и", "а", F), ("а", "", M)],
        ),
        _ => (&[], &[]),
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// An adjective in another case as it agrees with the first form of its noun.
fn adjective(word: &str, form: Form, lexicon: &Lexicon) -> String {
    const OBLIQUE: &[&str] = &[
        "ього", "ьому", "ьої", "ьою", "ого", "ому", "его", "ему", "ими", "ыми", "ій", "ої", "ою", "ой", "ей",
        "ую", "их", "ых", "ім", "им", "ым", "ом", "ем", "ём", "у",
    ];
    let lower = normal(word);
    let Some(ending) =
        OBLIQUE.iter().find(|e| lower.strip_suffix(**e).is_some_and(|stem| stem.chars().count() >= 3))
    else {
        return word.to_owned();
    };
    let stem: String = word.chars().take(word.chars().count() - ending.chars().count()).collect();
    // «внутренней справке»: soft endings stay soft.
    let soft = stem.ends_with('н')
        && matches!(*ending, "ей" | "его" | "ему" | "ем" | "ём" | "юю" | "ього" | "ьому" | "ьої" | "ьою");
    format!("{stem}{}", first_ending(&normal(&stem), form, soft, lexicon.code))
}

fn first_ending(stem: &str, form: Form, soft: bool, code: &str) -> &'static str {
    /// Russian adjectives of bodies whose ending bears the stress.
    const STRESSED: &[&str] =
        &["областн", "городск", "краев", "портов", "судов", "налогов", "мостов", "больш"];
    let velar = stem.ends_with(['г', 'к', 'х', 'ж', 'ч', 'ш', 'щ']);
    match (code, form) {
        ("uk", Form::Male) if soft => "ій",
        ("uk", Form::Female) if soft => "я",
        ("uk", Form::Neuter) if soft => "є",
        (_, Form::Female) if soft => "яя",
        (_, Form::Neuter) if soft => "ее",
        (_, Form::Male) if soft => "ий",
        (_, Form::Plural) if soft && code != "uk" => "ие",
        ("uk", Form::Male) => "ий",
        ("uk", Form::Female) => "а",
        ("uk", Form::Neuter) => "е",
        ("uk", Form::Plural) => "і",
        (_, Form::Male) if STRESSED.contains(&stem) => "ой",
        (_, Form::Male) if velar => "ий",
        (_, Form::Male) => "ый",
        (_, Form::Female) => "ая",
        (_, Form::Neuter) => "ое",
        (_, Form::Plural) if velar => "ие",
        (_, Form::Plural) => "ые",
    }
}

/// Whether a body's name goes on in small letters after its first word, an adjective in some case («Бережанському музеї»).
pub(crate) fn is_adjective_of(word: &str, noun: &str, lexicon: &Lexicon) -> bool {
    const ENDINGS: &[&str] = &[
        "ий", "ій", "их", "ого", "ої", "ый", "ых", "ая", "ой", "ому", "им", "ім", "ом", "ым", "ою", "а", "е",
        "і", "ие", "ые", "ое",
    ];
    let bodies = [Class::Organization, Class::Document, Class::Outlet];
    let noun_is_body = lexicon.any(&bodies, noun) || lexicon.any_in_case(&bodies, noun);
    ENDINGS.iter().any(|e| word.ends_with(e)) && noun_is_body && !cases::looks_finite(noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(language: &str, before: &str, phrase: &str, head: usize) -> String {
        let lexicon = crate::lexicon::of(language);
        let words: Vec<&str> = phrase.split(' ').collect();
        in_first_form(&words, head, case_after(before, lexicon), lexicon).unwrap_or_else(|| phrase.to_owned())
    }

    #[test]
    fn who_speaks_in_a_body_is_the_body() {
        let cases = [
            ("ru", "в", "областном минздраве", 1, "областной минздрав"),
            ("ru", "в", "управлении транспорта", 0, "управление транспорта"),
            ("ru", "в", "служебном отчёте", 1, "служебный отчёт"),
            ("ru", "в", "городской прокуратуре", 1, "городская прокуратура"),
            ("ru", "согласно", "обвинительному заключению", 1, "обвинительное заключение"),
            ("ru", "по", "сведениям", 0, "сведениям"),
            ("uk", "в", "палаці", 0, "палац"),
            ("uk", "у", "профспілці", 0, "профспілка"),
            ("uk", "у", "Бережанському музеї", 1, "Бережанський музей"),
            ("uk", "у", "Повітряних силах", 1, "Повітряні сили"),
            ("uk", "в", "доповідній записці", 1, "доповідна записка"),
            ("uk", "в", "обласній адміністрації", 1, "обласна адміністрація"),
            ("uk", "із", "висновком управління", 0, "висновок управління"),
            ("uk", "у", "холдингу", 0, "холдинг"),
            ("uk", "у", "заяві", 0, "заява"),
            ("ru", "во", "внутренней справке", 1, "внутренняя справка"),
            ("ru", "в", "статье", 0, "статья"),
        ];
        for (language, before, printed, head, told) in cases {
            assert_eq!(first(language, before, printed, head), told);
        }
    }

    #[test]
    fn what_stands_in_its_first_form_stays() {
        let cases = [
            ("uk", "сказали", "Автори документа", 0),
            ("uk", "а", "Третє джерело", 0),
            ("uk", "а", "колег", 0),
            ("ru", "и", "областной минздрав", 1),
        ];
        for (language, before, printed, head) in cases {
            assert_eq!(first(language, before, printed, head), printed);
        }
    }
}
