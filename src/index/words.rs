//! A text in folded words: lower case, accents and apostrophes gone, `ё` as `е`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest word that is kept, in characters; what is longer is no word of a language.
const WORD_CHARS_MAX: usize = 40;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded.
    pub(crate) folded: String,
    /// As printed.
    pub(crate) printed: String,
}

impl Word {
    /// Whether it begins with a capital letter.
    pub(crate) fn is_capital(&self) -> bool {
        self.printed.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The words of a text in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut printed = String::new();
    for c in text.chars().chain([' ']) {
        if is_inside(c, &printed) {
            printed.push(c);
        } else if !printed.is_empty() {
            let printed = std::mem::take(&mut printed);
            push(&mut words, printed);
        }
    }
    words
}

/// Letters, digits and marks, and an apostrophe between letters.
fn is_inside(c: char, before: &str) -> bool {
    c.is_alphanumeric()
        || (!before.is_empty()
            && (is_combining_mark(c) || matches!(c, '\'' | '’' | 'ʼ' | '\u{ad}' | '\u{200d}')))
}

fn push(words: &mut Vec<Word>, printed: String) {
    let printed = printed.trim_end_matches(['\'', '’', 'ʼ']).to_owned();
    let folded = folded(&printed);
    if folded.is_empty() || folded.chars().count() > WORD_CHARS_MAX {
        return;
    }
    if is_unspaced(&folded) {
        // Chinese, Japanese and Thai put no spaces between words: pairs of letters stand for them.
        let letters: Vec<char> = folded.chars().collect();
        let pairs = letters.windows(2.min(letters.len()));
        words
            .extend(pairs.map(|pair| Word { folded: pair.iter().collect(), printed: pair.iter().collect() }));
        return;
    }
    words.push(Word { folded, printed });
}

fn is_unspaced(word: &str) -> bool {
    word.chars()
        .any(|c| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

/// A word in the form in which words are compared: lower case, Latin accents gone, `ß` as `ss`, `ё` as `е`,
/// apostrophes and invisible characters gone. Cyrillic letters with marks of their own (`й`, `ї`) stay.
pub fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.nfc().flat_map(char::to_lowercase) {
        match c {
            'ё' => out.push('е'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            '\u{400}'..='\u{52f}' => out.push(c),
            _ if c.is_alphanumeric() => {
                out.extend(std::iter::once(c).nfd().filter(|part| part.is_alphanumeric()));
            }
            _ => {}
        }
    }
    out
}

/// Whether the words of `phrase` stand one after another in `text`, folded; an empty phrase stands nowhere.
pub fn holds_phrase(text: &str, phrase: &str) -> bool {
    let phrase: Vec<String> = words(phrase).into_iter().map(|word| word.folded).collect();
    if phrase.is_empty() {
        return false;
    }
    let text: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    text.windows(phrase.len()).any(|found| found == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_text_falls_into_folded_words() {
        check("The Café’s “ALTERED” docs, 2023!", &["the", "cafes", "altered", "docs", "2023"]);
        check("Straße Übergröße", &["strasse", "ubergrosse"]);
        check("Ёлка и ещё", &["елка", "и", "еще"]);
        check("об’єкт його", &["обєкт", "його"]);
        check("e\u{301}te\u{301} и\u{306}", &["ete", "й"]);
        check("", &[]);
        check("…—“”", &[]);
        check(&"x".repeat(1_000), &[]);
        check("新聞報", &["新聞", "聞報"]);
    }

    #[test]
    fn a_phrase_is_found_across_marks_and_case() {
        assert!(holds_phrase("He said: “All documents — fake”.", "documents fake"));
        assert!(holds_phrase("Café au lait", "cafe AU"));
        assert!(!holds_phrase("all the documents", "all documents"));
        assert!(!holds_phrase("anything", "…"));
    }
}
