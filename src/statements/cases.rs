//! Forms of words: stems that cases share, first forms of names and descriptions, genders that endings tell.

use crate::items::Item;
use crate::lexicon::{Family, Lexicon};
use crate::names::{Gender, is_role};

/// Whether a Slavic word looks like a finite verb («перебиває», «написала», «признаётся»).
pub(crate) fn looks_finite(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ає",
        "яє",
        "ує",
        "ює",
        "ить",
        "їть",
        "ють",
        "ють",
        "ається",
        "ється",
        "иться",
        "ться",
        "ала",
        "яла",
        "ила",
        "ула",
        "лась",
        "лася",
        "лося",
        "лися",
        "лся",
        "лись",
        "ав",
        "яв",
        "ив",
        "ував",
        "ал",
        "ял",
        "ил",
        "ает",
        "яет",
        "ует",
        "ают",
        "яют",
        "уют",
        "ется",
        "ится",
        "ются",
        "ятся",
        "ёт",
        "ёт",
    ];
    const NOUNS: &[&str] = &[
        "журнал",
        "капітал",
        "капитал",
        "материал",
        "матеріал",
        "персонал",
        "генерал",
        "адмирал",
        "адмірал",
        "филиал",
        "канал",
        "трибунал",
        "вокзал",
        "склад",
        "тил",
        "тыл",
        "школа",
        "сила",
        "села",
        "правила",
        "зала",
        "скала",
        "состав",
        "устав",
        "склав",
        "став",
        "став",
        "вустав",
        "актив",
        "архив",
        "архів",
        "коллектив",
        "колектив",
        "кооператив",
        "отлив",
        "залив",
        "розлив",
        "мотив",
        "прорив",
        "перерив",
        "комунал",
        "телеканал",
        "радиоканал",
        "квартал",
        "держав",
        "справ",
    ];
    word.chars().count() >= 4
        && ENDINGS.iter().any(|e| word.ends_with(e))
        && !NOUNS.iter().any(|n| word.ends_with(n))
}

/// In Slavic past tenses the verb beside a name tells its gender.
pub(crate) fn gender_of_verb(items: &[Item], start: usize, end: usize, lexicon: &Lexicon) -> Option<Gender> {
    if lexicon.family != Family::Slavic {
        return None;
    }
    let verb = |item: &Item| lexicon.verbs.has(&item.word).then(|| past_gender(&item.word)).flatten();
    items.get(end).and_then(verb).or_else(|| start.checked_sub(1).and_then(|i| verb(&items[i])))
}

/// Whether a Ukrainian or Russian word, in small letters, ends in a vowel.
pub(crate) fn ends_in_vowel(word: &str) -> bool {
    word.ends_with(['а', 'е', 'є', 'и', 'і', 'ї', 'о', 'у', 'ю', 'я', 'ы', 'э', 'ё'])
}

/// Whether it ends in a hard consonant, as many nouns and names of men do in their first form.
pub(crate) fn ends_in_consonant(word: &str) -> bool {
    word.ends_with(char::is_alphabetic) && !ends_in_vowel(word) && !word.ends_with(['ь', 'й'])
}

/// The gender of a Slavic past tense form.
pub(crate) fn past_gender(word: &str) -> Option<Gender> {
    let word = word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")).unwrap_or(word);
    if word.ends_with("ла") {
        Some(Gender::Female)
    } else if word.ends_with('в')
        || word.ends_with('л')
        || word.ends_with("ріг")
        || word.ends_with("іс")
        || word.ends_with("ік")
    {
        Some(Gender::Male)
    } else {
        None
    }
}

const ENDINGS: &[&str] = &[
    "ового",
    "ому",
    "ого",
    "ові",
    "еві",
    "єві",
    "ими",
    "ыми",
    "ами",
    "ями",
    "ий",
    "ый",
    "ой",
    "ою",
    "ею",
    "єю",
    "ої",
    "ій",
    "им",
    "ым",
    "ім",
    "ом",
    "ем",
    "єм",
    "их",
    "ых",
    "ая",
    "яя",
    "ую",
    "ие",
    "а",
    "я",
    "у",
    "ю",
    "о",
    "е",
    "є",
    "і",
    "ї",
    "и",
    "ы",
    "ь",
    "й",
];

/// The part of a word that its cases share.
pub(crate) fn stem(word: &str, lexicon: &Lexicon) -> String {
    match lexicon.family {
        Family::Slavic => {
            for ending in ENDINGS {
                if let Some(stem) = word.strip_suffix(ending)
                    && stem.chars().count() >= 3
                {
                    return stem.to_owned();
                }
            }
            word.to_owned()
        }
        Family::German => match word.strip_suffix('s') {
            Some(stem) if stem.chars().count() >= 4 => stem.to_owned(),
            _ => word.to_owned(),
        },
        _ => word.to_owned(),
    }
}

/// The grammatical gender of a Slavic noun in its first form; people's nouns in -а may be men's too.
pub(crate) fn noun_gender(word: &str) -> Option<Gender> {
    match word.chars().last()? {
        'а' | 'я'
            if [
                "суддя",
                "судья",
                "староста",
                "колега",
                "коллега",
                "голова",
                "глава",
                "бариста",
                "убивця",
                "дядя",
            ]
            .contains(&word) =>
        {
            None
        }
        'а' | 'я' => Some(Gender::Female),
        'ь' => word.ends_with("ель").then_some(Gender::Male),
        last if last.is_alphabetic() && !"оеєиіїыуюэ".contains(last) => Some(Gender::Male),
        _ => None,
    }
}

/// The gender that a Slavic surname's ending tells beside the first name's.
pub(crate) fn gender_of_surname(words: &[String]) -> Option<Gender> {
    let [first, .., last] = words else { return None };
    let first_consonant = first.chars().last().is_some_and(|c| !"аяоеєиіїыьую".contains(c));
    let ends = |list: &[&str]| list.iter().any(|e| last.ends_with(e));
    if first_consonant {
        return Some(Gender::Male);
    }
    (ends(&[
        "ова",
        "ева",
        "єва",
        "ина",
        "іна",
        "ська",
        "цька",
        "ская",
        "цкая",
        "ої",
        "овой",
        "евой",
        "иной",
        "ской",
        "цкой",
        "ською",
        "цькою",
        "ську",
        "цьку",
        "скую",
        "ову",
        "еву",
    ]))
    .then_some(Gender::Female)
}

/// Whether the role words before a Slavic name stand in an oblique case (“капрала Даніла Раска”, «за словами керівника
/// порту Томаса Егелунда»).
pub(crate) fn role_is_oblique(items: &[Item], name: usize, lexicon: &Lexicon) -> bool {
    /// A longer office hardly stands between a role and a name.
    const WORDS_MAX: usize = 6;
    if lexicon.family != Family::Slavic {
        return false;
    }
    for item in items[..name].iter().rev().take(WORDS_MAX) {
        let word = &item.word;
        if !item.is_word() || is_role(word, lexicon) || lexicon.verbs.has(word) {
            return false;
        }
        if is_role_in_case(word, lexicon)
            || crate::phrases::case_after(word, lexicon) == Some(crate::phrases::Case::Genitive)
        {
            return true;
        }
    }
    false
}

/// A form of a role noun that is not its first form.
fn is_role_in_case(word: &str, lexicon: &Lexicon) -> bool {
    let key = stem(word, lexicon);
    key.chars().count() >= 3
        && ["", "а", "ь", "й", "к", "ка", "ець", "ник", "я"]
            .iter()
            .any(|e| is_role(&format!("{key}{e}"), lexicon))
}
