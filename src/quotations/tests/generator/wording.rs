//! Words cut, bracketed, changed, dropped, swapped, put in. A word is what stands between spaces.

use super::chance::Chance;

const ELLIPSES: [&str; 6] = ["…", "...", ". . .", "[…]", "[...]", "(…)"];

/// An editor's insertion, in each language.
const INSERTED: [(&str, &str); 6] = [
    ("en", "[the minister]"),
    ("uk", "[міністр]"),
    ("ru", "[министр]"),
    ("de", "[der Minister]"),
    ("fr", "[le ministre]"),
    ("es", "[el ministro]"),
];

pub(crate) fn split(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Whether something stands between spaces that is no word (a dash), so that words cannot be counted.
pub(crate) fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// Cut at one end or both; at least `least` words are left.
pub(crate) fn cut_at_ends(words: &[String], least: usize, chance: &mut Chance) -> Vec<String> {
    let spare = words.len() - least;
    let all = chance.between(1, spare);
    let head = match chance.below(3) {
        0 => 0,
        1 => all,
        _ => chance.between(0, all),
    };
    words[head..words.len() - (all - head)].to_vec()
}

/// Words taken out of the middle for an ellipsis; at least `side` words stand on each side.
pub(crate) fn cut_in_the_middle(words: &[String], side: usize, chance: &mut Chance) -> Vec<String> {
    let from = chance.between(side, words.len() - side - 2);
    let to = chance.between(from + 2, words.len() - side);
    let ellipsis = chance.pick(&ELLIPSES).to_string();
    [&words[..from], &[ellipsis], &words[to..]].concat()
}

/// One word or two replaced by an editor's, or an editor's put in.
pub(crate) fn bracketed(words: &[String], language: &str, chance: &mut Chance) -> Vec<String> {
    let inserted =
        INSERTED.iter().find(|(name, _)| *name == language).map_or("[sic]", |(_, text)| text).to_owned();
    let at = chance.below(words.len() - 2);
    let replaced = chance.below(3);
    [&words[..at], &[inserted], &words[at + replaced..]].concat()
}

/// One real word changed to another of the language.
pub(crate) fn changed(words: &[String], vocabulary: &[String], chance: &mut Chance) -> Vec<String> {
    let mut words = words.to_vec();
    let at = real(&words, chance);
    loop {
        let other = chance.pick(vocabulary);
        if bare(other) != bare(&words[at]) {
            words[at] = other.clone();
            return words;
        }
    }
}

/// One real word dropped, not at an end and not where it is doubled.
pub(crate) fn dropped(words: &[String], chance: &mut Chance) -> Vec<String> {
    let mut words = words.to_vec();
    loop {
        let at = real(&words, chance);
        if says(&words[..at])
            && says(&words[at + 1..])
            && bare(&words[at]) != bare(&words[at - 1])
            && bare(&words[at]) != bare(&words[at + 1])
        {
            words.remove(at);
            return words;
        }
    }
}

/// One word of the language put in, not at an end.
pub(crate) fn put_in(words: &[String], vocabulary: &[String], chance: &mut Chance) -> Vec<String> {
    let mut words = words.to_vec();
    loop {
        let at = chance.between(1, words.len() - 1);
        // What follows must be a word: behind the last it would only make the quotation longer.
        if bare(&words[at]).is_empty() {
            continue;
        }
        let word = chance.pick(vocabulary).clone();
        // “I I talk to everybody” is a slip of the printer's, no other utterance.
        let twice = |beside: &String| bare(beside).to_lowercase() == bare(&word).to_lowercase();
        if !words[at - 1..=at].iter().any(twice) {
            words.insert(at, word);
            return words;
        }
    }
}

/// Two neighbours swapped.
pub(crate) fn swapped(words: &[String], chance: &mut Chance) -> Vec<String> {
    let mut words = words.to_vec();
    loop {
        let at = real(&words, chance);
        if at + 1 < words.len()
            && !bare(&words[at + 1]).is_empty()
            && bare(&words[at]) != bare(&words[at + 1])
        {
            words.swap(at, at + 1);
            return words;
        }
    }
}

/// Whether there is a word among these: a question mark after a space is none.
fn says(words: &[String]) -> bool {
    words.iter().any(|word| !bare(word).is_empty())
}

fn real(words: &[String], chance: &mut Chance) -> usize {
    loop {
        let at = chance.below(words.len());
        if !bare(&words[at]).is_empty() {
            return at;
        }
    }
}

/// The words of texts that are nothing but letters, four at least.
pub(crate) fn vocabulary(texts: &[String]) -> Vec<String> {
    let mut words: Vec<String> = texts.iter().flat_map(|text| split(text)).collect();
    words.retain(|word| word.chars().all(char::is_alphabetic) && word.chars().count() >= 4);
    words.sort();
    words.dedup();
    words
}
