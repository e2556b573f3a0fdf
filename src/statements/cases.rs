//! Forms of words: stems that cases share, first forms of names and descriptions, genders that endings tell.

use crate::items::Item;
use crate::lexicon::{Class, Family, Lexicon};
use crate::names::{Gender, first_name, is_role};

/// The subject's form of a description whose head stands in another case (Slavic).
pub(crate) fn nominative_description(words: &[&str], head: usize, lexicon: &Lexicon) -> Option<String> {
    let printed = crate::lexicon::normal(words.get(head)?);
    let base = lexicon.first_form(&printed)?;
    let known = [Class::Role, Class::RoleF, Class::Anonymous, Class::Organization, Class::Outlet];
    if base == printed
        || lexicon.is(Class::Indefinite, &printed)
        || lexicon.any(&known, &printed) && !is_case_form(&printed, base)
    {
        return None;
    }
    let neuter = base.ends_with(['о', 'е'])
        || ["ння", "ття", "лля", "ддя", "сся", "ччя", "жжя", "ззя"].iter().any(|e| base.ends_with(e));
    let female =
        !neuter && base.ends_with(['а', 'я', 'ь']) && !base.ends_with("ель") && !base.ends_with("арь");
    let fixed: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            if at == head {
                return if word.chars().next().is_some_and(char::is_uppercase) {
                    capitalised(base)
                } else {
                    base.to_owned()
                };
            }
            if at > head {
                return (*word).to_owned();
            }
            adjective_nominative(word, female, neuter, lexicon)
        })
        .collect();
    Some(fixed.join(" "))
}

/// Data files list some oblique forms too; these endings tell them from first forms.
pub(crate) fn is_case_form(word: &str, base: &str) -> bool {
    base.ends_with("ство") && (word.ends_with("ства") || word.ends_with("ству"))
        || base.ends_with(['а', 'я']) && !word.ends_with(['а', 'я'])
        || ["ові", "еві", "ом", "ем", "ою", "ею", "ами", "ями", "ах", "ях", "і", "у", "ю"]
            .iter()
            .any(|e| word.ends_with(e))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn adjective_nominative(word: &str, female: bool, neuter: bool, lexicon: &Lexicon) -> String {
    const OBLIQUE: &[&str] = &["ого", "ому", "им", "ым", "ої", "ій", "ою", "ой", "ую", "у", "его", "ему"];
    let Some(stem) = OBLIQUE.iter().find_map(|e| word.strip_suffix(e)).filter(|s| s.chars().count() >= 3)
    else {
        return word.to_owned();
    };
    let ending = match (lexicon.code, female, neuter) {
        ("uk", true, _) => "а",
        ("uk", _, true) => "е",
        ("uk", ..) => "ий",
        (_, true, _) => "ая",
        (_, _, true) => "ое",
        _ => "ый",
    };
    format!("{stem}{ending}")
}

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

/// Whether the words of a person's name look like an oblique case.
pub(crate) fn looks_oblique(words: &[String], gender: Option<Gender>, lexicon: &Lexicon) -> bool {
    let Some(first) = words.first() else { return false };
    if first_name(&crate::lexicon::normal(first), lexicon).is_some() {
        return false;
    }
    let ends = |list: &[&str]| list.iter().any(|e| first.ends_with(e));
    match gender {
        Some(Gender::Female) => {
            !ends(&["а", "я"]) && ends(&["и", "і", "ї", "у", "ю", "ою", "ею", "єю", "ы", "ой", "ей", "е"])
        }
        _ => ends(&["у", "ю", "ом", "ем", "єм", "ові", "еві", "єві", "ою", "ею"]),
    }
}

/// The subject's form of a name that is only printed in another case.
pub(crate) fn nominative(
    words: &[String],
    gender: Option<Gender>,
    oblique: bool,
    surnames: &[&str],
    lexicon: &Lexicon,
) -> String {
    if words.len() < 2 || !(oblique || looks_oblique(words, gender, lexicon)) {
        return words.join(" ");
    }
    let last = words.len() - 1;
    let male = gender != Some(Gender::Female);
    let mut fixed: Vec<String> = words.to_vec();
    for (at, word) in fixed.iter_mut().enumerate() {
        let lower = crate::lexicon::normal(word);
        if at == last
            && let Some(seen) = surnames.iter().find(|s| {
                crate::lexicon::normal(s) != lower
                    && !crate::lexicon::normal(s).starts_with(&lower)
                    && stem(&crate::lexicon::normal(s), lexicon) == stem(&lower, lexicon)
            })
        {
            *word = (*seen).to_owned();
            continue;
        }
        if at < last && first_name(&lower, lexicon).is_some() {
            continue;
        }
        let male = male && !(at < last && ["ою", "ею", "єю"].iter().any(|e| lower.ends_with(e)));
        *word = nominative_word(word, male, at == last);
    }
    fixed.join(" ")
}

fn nominative_word(word: &str, male: bool, surname: bool) -> String {
    let swap = |ending: &str, with: &str| word.strip_suffix(ending).map(|s| format!("{s}{with}"));
    let rules: &[(&str, &str)] = if male {
        &[
            ("ського", "ський"),
            ("ському", "ський"),
            ("ським", "ський"),
            ("цького", "цький"),
            ("цькому", "цький"),
            ("цьким", "цький"),
            ("ского", "ский"),
            ("скому", "ский"),
            ("ским", "ский"),
            ("ового", "овий"),
            ("ія", "ій"),
            ("ію", "ій"),
            ("ієм", "ій"),
            ("ея", "ей"),
            ("ею", "ей"),
            ("еєм", "ей"),
            ("ая", "ай"),
            ("аю", "ай"),
            ("аєм", "ай"),
            ("ия", "ий"),
            ("ию", "ий"),
            ("енка", "енко"),
            ("енку", "енко"),
            ("енком", "енко"),
            ("ові", ""),
            ("еві", ""),
            ("ем", ""),
            ("ом", ""),
            ("ым", ""),
            ("им", ""),
            ("а", ""),
            ("я", "ь"),
            ("у", ""),
            ("ю", "ь"),
        ]
    } else if surname {
        &[
            ("ської", "ська"),
            ("ській", "ська"),
            ("ську", "ська"),
            ("ською", "ська"),
            ("цької", "цька"),
            ("цьку", "цька"),
            ("цькою", "цька"),
            ("ской", "ская"),
            ("скую", "ская"),
            ("ової", "ова"),
            ("ову", "ова"),
            ("овою", "ова"),
            ("овой", "ова"),
            ("евой", "ева"),
            ("иной", "ина"),
            ("ину", "ина"),
        ]
    } else {
        &[
            ("ії", "ія"),
            ("ію", "ія"),
            ("ією", "ія"),
            ("ии", "ия"),
            ("ию", "ия"),
            ("ией", "ия"),
            ("ою", "а"),
            ("ею", "я"),
            ("ой", "а"),
            ("и", "а"),
            ("ы", "а"),
            ("у", "а"),
            ("ю", "я"),
            ("і", "а"),
            ("е", "а"),
        ]
    };
    rules.iter().find_map(|(ending, with)| swap(ending, with)).unwrap_or_else(|| word.to_owned())
}

/// Whether the role words before a Slavic name stand in an oblique case (“капрала Даніла Раска”).
pub(crate) fn role_is_oblique(items: &[Item], from: usize, name: usize, lexicon: &Lexicon) -> bool {
    if lexicon.family != Family::Slavic || from > name || name == 0 {
        return false;
    }
    let word = &items[name - 1].word;
    if !items[name - 1].is_word() || is_role(word, lexicon) || lexicon.verbs.has(word) {
        return false;
    }
    // A form of a role noun that is not its first form.
    let key = stem(word, lexicon);
    let chars: Vec<char> = key.chars().collect();
    chars.len() >= 3
        && ["", "а", "ь", "й", "к", "ка", "ець", "ник", "я"]
            .iter()
            .any(|e| is_role(&format!("{key}{e}"), lexicon))
}
