//! What a statement is about: its words with a meaning of their own, without their endings.

use std::collections::BTreeSet;

use sayso_quotations::{Qualifier, qualifying, tokens};

/// A word of fewer letters says too little, unless it is a number or a name.
const LETTERS_MIN: usize = 4;

/// Of a longer word, so many letters are compared: endings of six languages fall off.
const STEM_LETTERS: usize = 5;

/// Long words that say nothing of what a sentence is about, in six languages.
const EMPTY: &str = include_str!("empty.txt");

/// The stems of a text.
pub(crate) fn stems(text: &str) -> BTreeSet<String> {
    let words = tokens(text).into_iter().enumerate();
    let telling = words.filter(|(at, word)| {
        let letters = word.folded.chars().count();
        let number = word.folded.chars().all(|c| c.is_numeric());
        (number || letters >= LETTERS_MIN || (word.capital && *at > 0 && letters > 1))
            && !is_empty(&word.folded)
    });
    telling.map(|(_, word)| stem(&word.folded)).collect()
}

fn stem(word: &str) -> String {
    let word = word.rsplit('\'').find(|part| part.chars().count() >= LETTERS_MIN).unwrap_or(word);
    word.chars().take(STEM_LETTERS).collect()
}

fn is_empty(word: &str) -> bool {
    static WORDS: std::sync::LazyLock<std::collections::HashSet<&'static str>> =
        std::sync::LazyLock::new(|| EMPTY.split_whitespace().collect());
    WORDS.contains(word)
}

/// Whether a text says no to something: an odd number of negations.
pub(crate) fn is_negative(text: &str, language: &str) -> bool {
    let found = qualifying(text, language);
    found.iter().filter(|(kind, _)| *kind == Qualifier::Not).count() % 2 == 1
}
