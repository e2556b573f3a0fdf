//! Words as they are compared: letters and digits in lower case, without what an editor changes first.

use std::collections::HashMap;

use sayso_article::Article;

/// The words of a text, folded. An apostrophe inside a word goes, so that its kinds do not tell words apart.
pub(crate) fn words(text: &str) -> Vec<String> {
    let is_break = |c: char| !c.is_alphanumeric() && !is_silent(c);
    text.split(is_break).map(fold_word).filter(|word| !word.is_empty()).collect()
}

/// One word, folded; empty where it holds neither letter nor digit.
pub(crate) fn fold_word(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Apostrophes, soft hyphens and what else stands in a word without being seen or heard.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            | '\u{300}'..='\u{36f}'
    )
}

/// The words of an article, in which sequences of words can be looked up.
pub(crate) struct Text {
    paragraphs: Vec<Vec<String>>,
    /// Where each word stands: paragraph and index.
    places: HashMap<String, Vec<(usize, usize)>>,
}

impl Text {
    /// The headline and the paragraphs, each apart.
    pub(crate) fn of(article: &Article) -> Text {
        let texts = std::iter::once(&article.title).chain(article.paragraphs.iter().map(|p| &p.text));
        let paragraphs: Vec<Vec<String>> = texts.map(|text| words(text)).collect();
        let mut places: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (number, paragraph) in paragraphs.iter().enumerate() {
            for (index, word) in paragraph.iter().enumerate() {
                places.entry(word.clone()).or_default().push((number, index));
            }
        }
        Text { paragraphs, places }
    }

    /// Whether these words stand one after the other in one paragraph.
    pub(crate) fn holds(&self, words: &[String]) -> bool {
        let Some(word) = words.iter().min_by_key(|word| self.places.get(*word).map_or(0, Vec::len)) else {
            return true;
        };
        let offset = words.iter().position(|own| own == word).unwrap_or_default();
        self.places.get(word).is_some_and(|places| {
            places.iter().any(|(paragraph, index)| {
                let Some(start) = index.checked_sub(offset) else { return false };
                self.paragraphs[*paragraph][start..].starts_with(words)
            })
        })
    }

    /// Whether the words are the same, paragraph by paragraph.
    pub(crate) fn says_the_same(&self, other: &Text) -> bool {
        self.paragraphs == other.paragraphs
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.paragraphs.iter().map(Vec::len).sum()
    }
}
