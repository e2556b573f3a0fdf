//! Words with a capital before a name that are no part of it: «Вину Лапшин не признал», “Torhüter Aron Ringsvold”.

use std::collections::HashMap;

use crate::cases;
use crate::cast::Mention;
use crate::declension;
use crate::lexicon::{Family, Lexicon};
use crate::names;

/// Cuts from the mentions' beginnings what other mentions of the article, or the grammar of names, tell to be none of them.
/// `paragraphs` are the texts that the mentions' places count in; the last one is the title's.
pub(crate) fn trim(mentions: &mut [Mention], paragraphs: &[&[char]], lexicon: &Lexicon) {
    let mut known: HashMap<Vec<String>, usize> = HashMap::new();
    for mention in mentions.iter().filter(|m| m.words.len() > 1) {
        *known.entry(mention.stems.clone()).or_default() += 1;
    }
    for mention in mentions.iter_mut() {
        let Some(cut) = openers(mention, &known, lexicon) else { continue };
        let (paragraph, start) = mention.place;
        let at = if paragraph < 0 { paragraphs.len() - 1 } else { paragraph as usize };
        let Some(chars) = paragraphs.get(at) else { continue };
        mention.place.1 = after_words(chars, start, cut).min(mention.end);
        mention.words.drain(..cut);
        mention.stems.drain(..cut);
        // «Председатель Верхней Савойны Бернар Ростан»: what led to the words before led to him.
        mention.oblique = false;
    }
}

/// How many of a mention's first words are none of the name.
fn openers(mention: &Mention, known: &HashMap<Vec<String>, usize>, lexicon: &Lexicon) -> Option<usize> {
    let words = mention.words.len();
    let first = crate::lexicon::normal(&mention.words[0]);
    if words < 2 || names::first_name(&first, lexicon).is_some() {
        return None;
    }
    let once = known.get(&mention.stems).is_none_or(|seen| *seen < 2);
    let elsewhere = |cut: &usize| known.contains_key(&mention.stems[*cut..]);
    if words > 2 && once && !is_patronymic(&mention.words[1]) {
        let slavic = lexicon.family == Family::Slavic;
        let given = |cut: &usize| {
            let name = &mention.words[*cut];
            if !name.starts_with(char::is_uppercase) {
                false
            } else if slavic {
                words - cut == 2 && declension::is_given_name(name, lexicon) || elsewhere(cut)
            } else {
                elsewhere(cut) && names::first_name(&crate::lexicon::normal(name), lexicon).is_some()
            }
        };
        // «Полянії Роксана Білецька»: the genitive of a place before a name in the subject's form.
        let place =
            slavic && words == 3 && is_genitive(&first) && mention.words[1..].iter().all(|w| !is_genitive(w));
        return (1..words - 1).find(given).or(place.then_some(1));
    }
    // «Вину Лапшин»: no given name stands in another case than its surname.
    let case_differs = lexicon.family == Family::Slavic
        && first.ends_with(['у', 'ю', 'ы', 'и'])
        && cases::ends_in_consonant(&mention.words[1]);
    let surname = |stems: &&Vec<String>| stems.last() == mention.stems.last() && **stems != mention.stems;
    (words == 2 && once && case_differs && known.keys().any(|stems| surname(&stems))).then_some(1)
}

fn is_genitive(word: &str) -> bool {
    ["ії", "ии", "ої", "ой", "у", "ю", "и", "ы"].iter().any(|e| word.ends_with(e))
}

/// Where the word after the first `cut` ones begins.
fn after_words(chars: &[char], start: usize, cut: usize) -> usize {
    let mut at = start;
    for _ in 0..cut {
        let space = chars[at.min(chars.len())..].iter().position(|c| c.is_whitespace());
        at += space.unwrap_or(0);
        at += chars[at.min(chars.len())..].iter().take_while(|c| c.is_whitespace()).count();
    }
    at
}

/// «Львовна», «Петрович»: names after the father's, in any case.
pub(crate) fn is_patronymic(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ович",
        "евич",
        "йович",
        "івна",
        "ївна",
        "овна",
        "евна",
        "ична",
        "ича",
        "ичем",
        "ичу",
        "івни",
        "ївни",
        "овны",
        "евны",
        "івною",
        "овной",
        "івні",
        "овне",
    ];
    let word = word.to_lowercase();
    ENDINGS.iter().any(|e| word.ends_with(e))
}
