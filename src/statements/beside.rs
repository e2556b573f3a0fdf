//! What stands beside a proper name: offices, titles, appositions, ages, and whom it cites.

use crate::items::{Item, Kind};
use crate::lexicon::{Class, Family, Lexicon};
use crate::names::{self, Gender};
use crate::phrases;

/// “Politico, citing four sources”, “Source: Politico”, «пише Balt Tribune»: who relays others is a news organisation.
pub(crate) fn cites(items: &[Item], start: usize, end: usize, lexicon: &Lexicon) -> bool {
    let source = start >= 2
        && items[start - 1].is_mark(':')
        && start - 2 == 0
        && lexicon.is(Class::LabelSource, &items[start - 2].word);
    let citing = (end..items.len().min(end + 2)).any(|i| {
        (i == end || items[end].is_mark(','))
            && lexicon.phrases(Class::Citing).longest(items[i..].iter().map(|w| w.word.as_str())).is_some()
    });
    // A name in foreign letters that reports is hardly anything else.
    let foreign = lexicon.family == Family::Slavic
        && items[start..end].iter().all(|i| i.word.is_ascii())
        && (items.get(end).is_some_and(|i| lexicon.verbs.has(&i.word))
            || start > 0 && lexicon.verbs.has(&items[start - 1].word));
    let inner = start > 0
        && lexicon.any(
            &[
                Class::PossessiveM,
                Class::PossessiveF,
                Class::PossessiveN,
                Class::PossessiveP,
                Class::Preposition,
            ],
            &items[start - 1].word,
        );
    source || citing && !inner || foreign
}

/// Whether the lower-case words before `at` begin with a role («глава делегации», «министр рыболовства»).
pub(crate) fn follows_role(items: &[Item], at: usize, lexicon: &Lexicon) -> bool {
    /// How many words may stand between the role and the name.
    const WORDS_MAX: usize = 4;
    (at.saturating_sub(WORDS_MAX)..at)
        .rev()
        .take_while(|i| items[*i].is_word() && !lexicon.verbs.has(&items[*i].word))
        .any(|i| lexicon.is_role_form(&items[i].word))
}

/// What the words after a name tell: an age or “who” make it a person, “which” makes it none.
pub(crate) fn person_after(items: &[Item], end: usize, lexicon: &Lexicon) -> i32 {
    let comma = |i: usize| items.get(i).is_some_and(|i| i.is_mark(',') || i.is_mark(')'));
    let opening = items.get(end).is_some_and(|i| i.is_mark(',') || i.is_mark('('));
    let Some(next) = items.get(end + 1).filter(|_| opening) else { return 0 };
    let age = next.kind == Kind::Number
        && next.word.parse::<u32>().is_ok_and(|n| (5..=110).contains(&n))
        && (comma(end + 2) || items.get(end + 2).is_some_and(|i| matches!(i.word.as_str(), "ans" | "años")));
    match next.word.as_str() {
        _ if age => 3,
        "who" | "whom" | "whose" if lexicon.family == Family::English => 2,
        "which" if lexicon.family == Family::English => -2,
        _ => 0,
    }
}

/// The rank printed before a lone name that is part of how the person is called.
pub(crate) fn rank_before(chars: &[char], items: &[Item], name: usize) -> Option<String> {
    const RANKS: &[&str] = &[
        "lord",
        "lady",
        "baroness",
        "sir",
        "dame",
        "madam",
        "queen",
        "king",
        "prince",
        "princess",
        "father",
        "sister",
        "brother",
        "pope",
        "saint",
        "saint",
        "mother",
        "uncle",
        "aunt",
        "schwester",
        "bruder",
        "pater",
        "königin",
        "könig",
        "prinz",
        "prinzessin",
        "père",
        "sœur",
        "frère",
        "reine",
        "roi",
        "sor",
        "fray",
        "reina",
        "rey",
        "padre",
        "hermana",
        "tía",
        "tío",
        "отець",
        "сестра",
        "брат",
        "отец",
        "don",
        "doña",
        "captain",
        "nan",
    ];
    let before = &items[name.checked_sub(1)?];
    (before.capital && RANKS.contains(&before.word.as_str()))
        .then(|| chars[before.start..before.end].iter().collect())
}

/// The role printed right before a name (“Defence Minister”, “the deputy premier,”), its gender, and whether a title stands there.
pub(crate) fn role_before(
    chars: &[char],
    items: &[Item],
    from: usize,
    name: usize,
    lexicon: &Lexicon,
) -> (Option<String>, Option<Gender>, bool) {
    let mut start = from;
    let titled = (from..name).any(|i| lexicon.is(Class::Title, &items[i].word))
        || name > 0 && lexicon.is(Class::Title, &items[name - 1].word);
    let title_gender = name
        .checked_sub(1)
        .and_then(|i| names::title_gender(&items[i].word))
        .or_else(|| name.checked_sub(2).and_then(|i| names::title_gender(&items[i].word)));
    let mut end = name;
    // “His mother, Hanna Rask,”: an apposition before the name.
    if end == start && end > 0 && items[end - 1].is_mark(',') {
        end -= 1;
        start = end;
    }
    // Extend to the left over the words of the noun phrase.
    let mut steps = 0;
    while start > 0 && steps < 8 {
        let item = &items[start - 1];
        if !item.is_word()
            || lexicon.any(&[Class::Conjunction, Class::Relative], &item.word)
            || lexicon.any(&[Class::Auxiliary, Class::Modal], &item.word)
                && !lexicon.any(&[Class::Definite, Class::Indefinite], &item.word)
            || lexicon.verbs.has(&item.word)
            // «за словами керівника порту»
            || phrases::case_after(&item.word, lexicon) == Some(phrases::Case::Genitive)
        {
            break;
        }
        // “After calling referee Jonas Petersen …”: a verb's form is no part of the office.
        if lexicon.family == Family::English
            && steps > 0
            && item.word.ends_with("ing")
            && !names::is_role(&item.word, lexicon)
            && start >= 2
            && lexicon.any(
                &[Class::Of, Class::Preposition, Class::Conjunction, Class::Auxiliary],
                &items[start - 2].word,
            )
        {
            break;
        }
        let stop = lexicon.any(
            &[
                Class::Definite,
                Class::Indefinite,
                Class::PossessiveM,
                Class::PossessiveF,
                Class::PossessiveN,
                Class::PossessiveP,
                Class::Possessive1,
            ],
            &item.word,
        );
        let linking = lexicon.any(&[Class::Of, Class::Preposition], &item.word);
        if linking
            && !(lexicon.is(Class::Of, &item.word)
                && steps > 0
                && start >= 2
                && names::is_role(&items[start - 2].word, lexicon))
        {
            break;
        }
        start -= 1;
        steps += 1;
        // “die Anwältin des Mannes”: a genitive goes on to its noun.
        let genitive = lexicon.family == Family::German
            && matches!(item.word.as_str(), "des" | "der")
            && start > 0
            && items[start - 1].capital
            && names::is_role(&items[start - 1].word, lexicon);
        if stop && !genitive {
            break;
        }
    }
    let words: Vec<&Item> = items[start..end].iter().filter(|i| i.is_word()).collect();
    let is_role = |word: &str| {
        names::is_role(word, lexicon) || lexicon.is(Class::Kin, word) || lexicon.is_role_form(word)
    };
    if !words.iter().any(|i| is_role(&i.word)) {
        return (None, title_gender, titled);
    }
    // «взяти під варту капрала Раска»: a Slavic office begins with its noun or that noun's adjective.
    let apart = |at: usize| {
        let word = &words[at].word;
        lexicon.family == Family::Slavic
            && !is_role(word)
            && words.get(at + 1).is_none_or(|next| !may_be_adjective(word, &next.word))
    };
    let skip = (0..words.len())
        .take_while(|&at| {
            let word = &words[at].word;
            lexicon.any(&[Class::Definite, Class::Indefinite], word)
                || names::is_plain(word, lexicon)
                || apart(at)
        })
        .count();
    let Some(first) = words.get(skip) else { return (None, title_gender, titled) };
    let gender = words.iter().find_map(|i| names::role_gender(&i.word, lexicon)).or(title_gender);
    let last = words[words.len() - 1];
    let role: String = chars[first.start..last.end].iter().collect();
    (Some(role), gender, titled)
}

/// Whether a Slavic word can be an adjective of the next one, in any case.
fn may_be_adjective(word: &str, next: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ий", "ій", "ый", "ой", "ей", "их", "ых", "им", "ім", "ым", "ом", "ими", "ыми", "ого", "его", "ої",
        "єї", "ому", "ему", "ою", "ею", "а", "я", "е", "є", "і", "ї", "ие", "ые", "ое",
    ];
    let ends = |word: &str, endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    ends(word, ENDINGS) || ends(word, &["у", "ю"]) && ends(next, &["у", "ю"])
}

/// The role printed as an apposition after a name (“Ana Ruiz, the deputy premier,”).
pub(crate) fn role_after(
    chars: &[char],
    items: &[Item],
    end: usize,
    lexicon: &Lexicon,
) -> Option<(String, Option<Gender>)> {
    let comma = items.get(end)?;
    if !(comma.is_mark(',') || comma.is_mark('(')) {
        return None;
    }
    let mut start = end + 1;
    // “Kessel, 51, a former harbour engineer”
    if items.get(start).is_some_and(|i| i.kind == Kind::Number) {
        start += 1;
        if items.get(start).is_some_and(|i| i.is_mark(',')) {
            start += 1;
        }
    }
    // German articles are relative pronouns too (“Ana Ruiz, die Sprecherin der Stadt,”). A clause that one opens comes after a
    // comma and ends with its verb, which has no capital.
    let german = lexicon.family == Family::German;
    let stop = (start..items.len().min(start + 14)).find(|i| {
        !items[*i].is_word()
            || lexicon.verbs.has(&items[*i].word)
            || !german && lexicon.is(Class::Relative, &items[*i].word)
    })?;
    let words = &items[start..stop];
    if german && lexicon.is(Class::Relative, &words.first()?.word) && !words.last()?.capital {
        return None;
    }
    let head = words
        .iter()
        .take(5)
        .position(|i| names::is_role(i.bare(), lexicon) || lexicon.is(Class::Kin, i.bare()))?;
    if words[..head].iter().any(|i| {
        lexicon.any(
            &[Class::Preposition, Class::Conjunction, Class::PronounM, Class::PronounF, Class::Auxiliary],
            &i.word,
        )
    }) {
        return None;
    }
    if !(items
        .get(stop)
        .is_some_and(|i| matches!(i.kind, Kind::Mark(',' | '.' | ')' | ';' | '—' | '–' | ':' | '-')))
        || lexicon.verbs.has(&items[stop].word))
    {
        return None;
    }
    let skip =
        words.iter().take_while(|i| lexicon.any(&[Class::Definite, Class::Indefinite], &i.word)).count();
    let (first, last) = (words.get(skip)?, words.last()?);
    let gender = words.iter().find_map(|i| names::role_gender(&i.word, lexicon));
    Some((chars[first.start..last.end].iter().collect(), gender))
}
