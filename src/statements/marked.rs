//! Names in quotation marks («Северный телеграф», компания «Полярсоль», der „Grenzkurier“): members of the cast like others.

use crate::cases;
use crate::cast::Mention;
use crate::items::Item;
use crate::lexicon::{Class, Family, Lexicon, normal};
use crate::names;
use crate::quotes::Quote;

/// The longest name in marks, in scalars and in words.
const NAME_SCALARS_MAX: usize = 40;
const NAME_WORDS_MAX: usize = 6;

/// Takes the names in marks of one paragraph, whose other names `mentions` has from `from` on, in place of the words
/// found inside them.
pub(crate) fn collect(
    paragraph: i32,
    chars: &[char],
    items: &[Item],
    quotes: &[Quote],
    lexicon: &Lexicon,
    from: usize,
    mentions: &mut Vec<Mention>,
) {
    // English prints scare quotes far more often than names in marks.
    if lexicon.family == Family::English {
        return;
    }
    let found: Vec<Mention> =
        quotes.iter().filter_map(|quote| name_in(paragraph, chars, items, quote, lexicon)).collect();
    let own = mentions.split_off(from);
    mentions.extend(own.into_iter().filter(|mention| {
        let at = found.partition_point(|name| name.end <= mention.place.1);
        found.get(at).is_none_or(|name| mention.end <= name.place.1)
    }));
    mentions.extend(found);
}

fn name_in(
    paragraph: i32,
    chars: &[char],
    items: &[Item],
    quote: &Quote,
    lexicon: &Lexicon,
) -> Option<Mention> {
    let inner = chars.get(quote.inner_start..quote.inner_end)?;
    let plain = inner.len() <= NAME_SCALARS_MAX
        && inner.first().is_some_and(|c| c.is_uppercase())
        && !inner.last().is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…'))
        && !quote.dash
        && !quote.continues
        && !quote.continued;
    let text: String = inner.iter().collect();
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if !plain || words.is_empty() || words.len() > NAME_WORDS_MAX {
        return None;
    }
    let normals: Vec<String> = words.iter().map(|w| normal(w)).collect();
    let before = items[..items.partition_point(|i| i.start < quote.start)].last().filter(|i| i.is_word());
    let after = items.get(items.partition_point(|i| i.start < quote.end)).filter(|i| i.is_word());
    let noun = |classes: &[Class]| {
        before
            .is_some_and(|item| lexicon.any(classes, &item.word) || lexicon.any_in_case(classes, &item.word))
    };
    let named_outlet = normals.iter().any(|w| names::is_outlet_word(w, lexicon));
    let outlet = noun(&[Class::Outlet]) || named_outlet;
    let body = noun(&[Class::Organization])
        || before.is_some_and(|item| !item.word.is_empty() && names::is_organization(&item.word, lexicon));
    let speaks = after.is_some_and(|item| lexicon.verbs.has(&item.word));
    if !(outlet || body || speaks) {
        return None;
    }
    Some(Mention {
        place: (paragraph, quote.inner_start),
        end: quote.inner_end,
        possessive: false,
        doubtful: false,
        stems: normals.iter().map(|w| cases::stem(w, lexicon)).collect(),
        words,
        person: -8,
        outlet,
        gender: None,
        role: None,
        // After its kind (“газета «…»”) a name stands in its first form, as a subject does.
        subject: noun(&[Class::Outlet, Class::Organization]) || speaks,
        told: false,
        oblique: false,
        rank: None,
        titled: false,
        alone_at: None,
    })
}
