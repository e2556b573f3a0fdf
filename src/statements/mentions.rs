//! Proper names in the text, with what stands beside them: offices, titles, appositions, gender.

use crate::beside::{cites, person_after, rank_before, role_after, role_before};
use crate::cases;
use crate::cast::Mention;
use crate::items::{Item, Kind};
use crate::leading::Run;
use crate::lexicon::{Class, Family, Lexicon};
use crate::names;

const PARTICLES: &[&str] = &[
    "de", "des", "del", "della", "di", "da", "dos", "das", "du", "van", "von", "der", "den", "bin", "ibn",
    "al", "el", "la", "le", "zu", "dei", "degli", "delle", "dello", "ten", "ter", "af", "of",
];

/// Collects the proper names of one paragraph.
pub(crate) fn collect(
    paragraph: i32,
    chars: &[char],
    items: &[Item],
    lexicon: &Lexicon,
    mentions: &mut Vec<Mention>,
) {
    let mut at = 0;
    while at < items.len() {
        if !names::is_name_word(items, at, lexicon) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        while end < items.len() && end - start < 8 {
            let joined = items[end].start <= items[end - 1].end + 2 && !between(chars, items, end);
            let linked = joined && links_name(items, start, end, lexicon) || is_initial(items, end, lexicon);
            let and = items[end].is_mark('&');
            // “Republic Now”: an adverb with a capital goes on with a name.
            let adverb = lexicon.family == Family::English
                && items[end].capital
                && start > 0
                && lexicon.is(Class::Adverb, &items[end].word);
            // “Rastros de la Mixteca”, “Bank of the West”
            let article = linked
                && items
                    .get(end + 1)
                    .is_some_and(|n| matches!(n.word.as_str(), "la" | "los" | "las" | "el" | "the"))
                && matches!(items[end].word.as_str(), "de" | "of")
                && items.get(end + 2).is_some_and(|n| n.capital && n.is_word());
            if joined && (adverb || names::is_name_word(items, end, lexicon)) {
                end += 1;
            } else if article {
                end += 3;
            } else if (linked || and) && items.get(end + 1).is_some_and(|n| n.capital && n.is_word()) {
                end += 2;
            } else {
                break;
            }
        }
        if !is_dateline(chars, items, start..end.min(items.len())) {
            mention(paragraph, chars, items, start..end.min(items.len()), lexicon, mentions);
        }
        at = end.max(start + 1);
    }
}

/// “VARDIA CITY, April 9 –”: where a paragraph was written, in capitals before a comma, a bracket or a dash.
fn is_dateline(chars: &[char], items: &[Item], range: std::ops::Range<usize>) -> bool {
    range.start == 0
        && items.get(range.end).is_some_and(|i| matches!(i.kind, Kind::Mark(',' | '(' | '—' | '–')))
        && items[range]
            .iter()
            .filter(|i| i.is_word())
            .all(|i| i.end - i.start > 2 && chars[i.start..i.end].iter().all(|c| !c.is_lowercase()))
}

/// “de”, “van”, “of” between the words of one name.
fn links_name(items: &[Item], start: usize, at: usize, lexicon: &Lexicon) -> bool {
    let word = items[at].word.as_str();
    let article = lexicon.family == Family::German
        && matches!(word, "der" | "den" | "das" | "des" | "la" | "le")
        && !matches!(items[at - 1].word.as_str(), "van" | "von");
    // “am Dorfrand von Kleinriesa”: a common noun before “von”.
    let common = lexicon.family == Family::German
        && word == "von"
        && at == start + 1
        && names::first_name(&items[start].word, lexicon).is_none()
        && start > 0
        && (lexicon.any(&[Class::Definite, Class::Indefinite, Class::Preposition], &items[start - 1].word)
            || matches!(items[start - 1].word.as_str(), "am" | "im" | "zum" | "zur" | "vom" | "beim"));
    PARTICLES.contains(&word)
        && !article
        && !common
        && (word != "of" || items[start..at].iter().any(|i| lexicon.is(Class::Organization, &i.word)))
}

/// The stop after an initial or a title.
fn is_initial(items: &[Item], at: usize, lexicon: &Lexicon) -> bool {
    let before = &items[at - 1];
    let length = before.end - before.start;
    items[at].is_mark('.')
        && before.end == items[at].start
        && (length == 1 || length <= 3 && lexicon.is(Class::Title, &before.word))
}

fn between(chars: &[char], items: &[Item], at: usize) -> bool {
    chars[items[at - 1].end..items[at].start]
        .iter()
        .any(|c| !c.is_whitespace() && !crate::items::is_format(*c))
}

fn mention(
    paragraph: i32,
    chars: &[char],
    items: &[Item],
    range: std::ops::Range<usize>,
    lexicon: &Lexicon,
    mentions: &mut Vec<Mention>,
) {
    let Some(Run { start, end, role_start, .. }) = Run::cut(chars, items, range, lexicon) else { return };
    let words = |i: usize| items[i].word.as_str();
    let sentence_start = start == 0
        || matches!(items[start - 1].kind, Kind::Mark('.' | '!' | '?' | '“' | '„' | '«' | '‘' | '"'));
    if end - start == 1 && names::is_plain(words(start), lexicon) {
        return;
    }
    // “Bergmann” is a miner or the Bergmann whom the article has named in full, “Monje” a monk or Ricardo Monje.
    let bare = start == 0 || matches!(items[start - 1].kind, Kind::Mark(_) | Kind::Quote(_));
    let trade = end - start == 1
        && names::is_role(words(start), lexicon)
        && match lexicon.family {
            Family::German => bare || !is_doubtful(items, start, lexicon),
            _ => items[start].capital && (bare || !is_determined(&items[start - 1], lexicon)),
        };
    if end - start == 1
        && !trade
        && (names::is_role(words(start), lexicon) || names::is_common(words(start), lexicon))
    {
        return;
    }
    let span: Vec<&Item> = items[start..end].iter().filter(|i| i.is_word()).collect();
    // “F. L. G.” stands for a name that is printed elsewhere.
    if span.iter().all(|i| i.end - i.start == 1) {
        return;
    }
    // “The Sheriff's Office”: only at the end the ending is no part of the name.
    let texts: Vec<String> = span
        .iter()
        .enumerate()
        .map(|(nth, i)| if nth + 1 < span.len() { text_of(chars, i) } else { printed(chars, i, lexicon) })
        .collect();
    let stems: Vec<String> = span.iter().map(|i| cases::stem(i.bare(), lexicon)).collect();
    let before = start.checked_sub(1).map(words).unwrap_or_default();
    let after = items.get(end);
    let organisation = span
        .iter()
        .any(|i| names::is_organization(i.bare(), lexicon) || lexicon.is(Class::Document, i.bare()))
        || items[start..end].iter().any(|i| i.is_mark('&'))
        || lexicon.family == Family::German && lexicon.is(Class::Generic, before);
    let (title_role, gender_hint, known) =
        role_before(chars, items, role_start.unwrap_or(start), start, lexicon);
    let outlet = span.len() <= 4
        && (span.iter().any(|i| names::is_outlet_word(i.bare(), lexicon))
            && (span.len() > 1
                || names::is_wire(span[0].bare())
                || !lexicon.is(Class::OutletName, span[0].bare())
                    && !names::is_common(span[0].bare(), lexicon))
            || lexicon.is(Class::Outlet, before) && title_role.is_none()
            || cites(items, start, end, lexicon)
            // «Голова агентства Інгер Соллі» leads the agency, «журналіст газети» writes for it.
            || title_role.is_none()
                && lexicon.any_in_case(&[Class::Outlet], before));
    let apposition = role_after(chars, items, end, lexicon);
    let mut person = person_after(items, end, lexicon);
    if title_role.is_some() || known {
        person += 3;
    }
    if apposition.is_some() {
        person += 2;
    }
    let first = names::first_name(span[0].bare(), lexicon);
    if first.is_some() && span.len() > 1 {
        person += 3;
    }
    if organisation {
        person -= 6;
    }
    let article = matches!(lexicon.family, Family::English | Family::Romance)
        && lexicon.is(Class::Definite, before)
        && role_start.is_none()
        && (lexicon.family == Family::English || first.is_none() && title_role.is_none());
    if article {
        person -= 3;
    }
    let verb_after = after.is_some_and(|i| lexicon.verbs.has(&i.word));
    let verb_before = start > 0 && role_start.is_none() && lexicon.verbs.has(before);
    if verb_after || verb_before {
        person += i32::from(span.len() > 1);
    }
    let oblique =
        (lexicon.is(Class::Preposition, before) || lexicon.is(Class::Of, before)) && role_start.is_none();
    if oblique && span.len() == 1 {
        person -= 1;
    }
    // “off Ferring Head”, “in Port Lasur”: somewhere, not somebody.
    let place = match lexicon.code {
        "en" => matches!(before, "in" | "at" | "off" | "near" | "outside" | "across" | "throughout"),
        "de" => before == "in",
        "es" => before == "en",
        "fr" => before == "dans",
        _ => false,
    };
    if place && span.len() > 1 && role_start.is_none() && first.is_none() && title_role.is_none() {
        person -= 2;
    }
    let gender = gender_hint
        .or(first)
        .or_else(|| apposition.as_ref().and_then(|(_, g)| *g))
        .or_else(|| cases::gender_of_verb(items, start, end, lexicon));
    let role = title_role.or_else(|| apposition.map(|(role, _)| role));
    if sentence_start
        && span.len() == 1
        && span[0].word.chars().count() < 3
        && !texts[0].chars().all(char::is_uppercase)
    {
        return;
    }
    let titled = start
        .checked_sub(1)
        .map(|i| if items[i].kind == Kind::Mark('.') { i.saturating_sub(1) } else { i })
        .is_some_and(|i| names::title_gender(words(i)).is_some());
    let case_oblique = cases::role_is_oblique(items, start, lexicon) || oblique;
    mentions.push(Mention {
        place: (paragraph, items[start].start),
        end: items[end - 1].end,
        possessive: items[end - 1].word.ends_with("'s") || items[end - 1].word.ends_with("s'"),
        doubtful: trade
            || span.len() == 1
                && (sentence_start || lexicon.family == Family::German && is_doubtful(items, start, lexicon)),
        words: texts,
        stems,
        person,
        outlet,
        gender,
        role,
        // “Ein Bedienfehler teilte …” reads so in an inverted sentence; a noun after an article is no name.
        subject: (verb_after || verb_before)
            && !trade
            && !(lexicon.family == Family::German
                && span.len() == 1
                && start > 0
                && is_doubtful(items, start, lexicon)),
        told: lexicon.is(Class::Tell, before)
            || start > 1
                && lexicon.is(Class::Preposition, before)
                && lexicon.is(Class::Venue, words(start - 2)),
        oblique: case_oblique,
        rank: (span.len() == 1).then(|| rank_before(chars, items, start)).flatten(),
        titled: span.len() == 1 && titled,
        alone_at: None,
    });
}

/// Whether a word before a noun tells that it is a common noun: an article, a possessive, a preposition.
fn is_determined(before: &Item, lexicon: &Lexicon) -> bool {
    const CLASSES: &[Class] = &[
        Class::Definite,
        Class::Indefinite,
        Class::PossessiveM,
        Class::PossessiveF,
        Class::Possessive1,
        Class::Preposition,
        Class::Negation,
    ];
    lexicon.any(CLASSES, &before.word)
}

/// German prints all nouns with capitals: after an article, an adjective or a number one is hardly a name.
fn is_doubtful(items: &[Item], at: usize, lexicon: &Lexicon) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| &items[i]) else { return true };
    let determined = is_determined(before, lexicon);
    let adjective = before.is_word()
        && !before.capital
        && ["en", "er", "em", "es", "e"].iter().any(|e| before.word.ends_with(e))
        && !lexicon.verbs.has(&before.word)
        && !lexicon.is(Class::PronounM, &before.word);
    determined || adjective || before.kind == Kind::Number || !before.is_word()
}

fn text_of(chars: &[char], item: &Item) -> String {
    chars[item.start..item.end].iter().collect()
}

fn printed(chars: &[char], item: &Item, lexicon: &Lexicon) -> String {
    let text = text_of(chars, item);
    if lexicon.family == Family::English {
        for suffix in ["'s", "’s", "'S", "’S", "’", "'"] {
            if let Some(bare) = text.strip_suffix(suffix) {
                return bare.to_owned();
            }
        }
    }
    text
}
