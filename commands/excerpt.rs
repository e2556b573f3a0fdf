//! How much of a long quotation is shown: whole sentences, or nothing.
//!
//! A cut inside a sentence can lose the *not*, the *if* or the *reportedly* that made it true; a cut at the
//! end of a sentence cannot.

use crate::plain::utf16_len;

/// Longest quotation shown whole, in words (the usual measure of a short excerpt of somebody's work).
const WORDS_MAX: usize = 60;
/// Longest first sentence that is shown although it is longer than [`WORDS_MAX`].
const SENTENCE_WORDS_MAX: usize = 90;
/// Longest text shown, in UTF-16 units: one quotation with its speaker must fit into one card, and escaping
/// may double it.
const UNITS_MAX: usize = 900;

/// What is shown of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excerpt<'a> {
    /// All of it.
    Whole(&'a str),
    /// Its first sentences; more follows in the article.
    First(&'a str),
    /// Nothing: its first sentence alone is too long, and a cut inside could change the sense.
    Nothing {
        /// How long the text is.
        words: usize,
    },
}

/// What to show of `text`, which must be free of characters that cannot be seen.
pub(crate) fn excerpt(text: &str) -> Excerpt<'_> {
    let words = count_words(text);
    if words <= WORDS_MAX && utf16_len(text) <= UNITS_MAX {
        return Excerpt::Whole(text);
    }
    let fits = |part: &&str, words_max| count_words(part) <= words_max && utf16_len(part) <= UNITS_MAX;
    let sentences: Vec<&str> = sentence_ends(text).map(|end| text[..end].trim_end()).collect();
    let longest = sentences.iter().rev().find(|part| fits(part, WORDS_MAX));
    let first = sentences.first().filter(|part| fits(part, SENTENCE_WORDS_MAX));
    match longest.or(first) {
        Some(part) if part.len() == text.len() => Excerpt::Whole(text),
        Some(part) => Excerpt::First(part),
        None => Excerpt::Nothing { words },
    }
}

fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Byte offsets at which a sentence has certainly ended: after `.`, `!`, `?` or `…` (and closing marks), before a
/// space and a new beginning, outside inner quotation marks and brackets. The end of the text counts.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut open = 0_i32;
    let mut ends = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '“' | '«' | '(' | '[' | '„' => open += 1,
            '”' | '»' | ')' | ']' => open -= 1,
            ' ' if open == 0 && ends_sentence(&text[..at]) && begins(&text[at + 1..]) => ends.push(at),
            _ => {}
        }
    }
    ends.push(text.len());
    ends.into_iter()
}

fn begins(rest: &str) -> bool {
    let mut letters = rest.chars().skip_while(|c| !c.is_alphanumeric());
    letters.next().is_some_and(|c| !c.is_lowercase())
}

fn ends_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(['”', '»', ')', ']', '’', '"', '\'']);
    if before.ends_with(['!', '?', '。', '؟']) {
        return true;
    }
    let Some(before) = before.strip_suffix('.') else { return false };
    !is_abbreviation(before.rsplit(char::is_whitespace).next().unwrap_or(before))
}

/// Whether the full stop after `word` may belong to an abbreviation: initials, titles (“Gen.”), short words in
/// scripts that abbreviate with them (“тис.”). In doubt it does: a missed end only shows less.
fn is_abbreviation(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let short = letters.chars().count();
    let capital = letters.chars().next().is_some_and(char::is_uppercase);
    letters.contains('.') || short <= 1 || (capital && short <= 4) || (!letters.is_ascii() && short <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Excerpt<'_>) {
        assert_eq!(excerpt(text), expected);
    }

    #[test]
    fn sixty_words_are_shown_whole() {
        let text = ["word"; 60].join(" ");
        check(&text, Excerpt::Whole(&text));
    }

    #[test]
    fn a_long_quotation_is_cut_at_the_end_of_a_sentence() {
        let first =
            "We never met Gen. Vale in the U.S. before the vote. Nobody asked us (Really. Nobody.) to come.";
        let text = format!("{first} And {}.", ["word"; 60].join(" "));
        check(&text, Excerpt::First(first));
    }

    #[test]
    fn one_sentence_of_ninety_words_is_shown_and_a_longer_one_is_not() {
        let text = format!("{}.", ["word"; 90].join(" "));
        check(&text, Excerpt::Whole(&text));
        let text = format!("{} if it rains.", ["word"; 90].join(" "));
        check(&text, Excerpt::Nothing { words: 93 });
    }

    #[test]
    fn a_word_without_end_is_not_shown() {
        check(&"a".repeat(5000), Excerpt::Nothing { words: 1 });
    }
}
