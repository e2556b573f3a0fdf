//! What a word counts as in its language.

use std::cell::OnceCell;

use rust_stemmers::{Algorithm, Stemmer};

/// The stemmers, each made when it is first asked for.
#[derive(Default)]
pub(crate) struct Stems {
    english: OnceCell<Stemmer>,
    german: OnceCell<Stemmer>,
    french: OnceCell<Stemmer>,
    spanish: OnceCell<Stemmer>,
    russian: OnceCell<Stemmer>,
}

/// Languages whose words are written in Latin letters, and for which there is a stemmer.
const LATIN: [&str; 4] = ["en", "de", "fr", "es"];

/// The same in Cyrillic letters.
const CYRILLIC: [&str; 2] = ["uk", "ru"];

impl Stems {
    /// The stem of a folded word in a language (its code, with or without a region); the word itself where the
    /// language has no stemmer here or the word is written in another alphabet.
    pub(crate) fn stem(&self, word: &str, language: &str) -> String {
        let code = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let native = if is_cyrillic(word) { CYRILLIC.contains(&&*code) } else { LATIN.contains(&&*code) };
        if word.chars().any(|c| c.is_ascii_digit()) {
            return word.to_owned();
        }
        // A foreign word in a text is stemmed as one of the language that it is most often of.
        let code = match (native, is_cyrillic(word)) {
            (true, _) => code.as_str(),
            (false, true) => "uk",
            (false, false) => "en",
        };
        let by = |cell: &OnceCell<Stemmer>, algorithm| {
            cell.get_or_init(|| Stemmer::create(algorithm)).stem(word).into_owned()
        };
        match code {
            "en" => by(&self.english, Algorithm::English),
            "de" => by(&self.german, Algorithm::German),
            "fr" => by(&self.french, Algorithm::French),
            "es" => by(&self.spanish, Algorithm::Spanish),
            "ru" => by(&self.russian, Algorithm::Russian),
            _ => ukrainian(word),
        }
    }

    /// What a word of a question may count as, since a question does not say its language: each once.
    pub(crate) fn all(&self, word: &str) -> Vec<String> {
        let codes: &[&str] = if is_cyrillic(word) { &CYRILLIC } else { &LATIN };
        let mut stems: Vec<String> = Vec::new();
        for stem in codes.iter().map(|code| self.stem(word, code)) {
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        stems
    }
}

pub(crate) fn is_cyrillic(word: &str) -> bool {
    word.chars().next().is_some_and(|c| matches!(c, '\u{400}'..='\u{52f}'))
}

/// Endings of Ukrainian nouns, adjectives, participles and verbs; the longest that fits is cut. Light on purpose: what is cut is
/// inflection, not the making of words.
const UKRAINIAN: &[&str] = &[
    "юватимуть",
    "ений",
    "ена",
    "ене",
    "ені",
    "ених",
    "еним",
    "еного",
    "аний",
    "ана",
    "ане",
    "ані",
    "аних",
    "аним",
    "аного",
    "атимуть",
    "увати",
    "ювати",
    "ованого",
    "ований",
    "ами",
    "ями",
    "ого",
    "ому",
    "ими",
    "іми",
    "ість",
    "ості",
    "істю",
    "ють",
    "уть",
    "ать",
    "ять",
    "ити",
    "ати",
    "яти",
    "іти",
    "ила",
    "ило",
    "или",
    "ала",
    "ало",
    "али",
    "яла",
    "яло",
    "яли",
    "іла",
    "іло",
    "іли",
    "ться",
    "тися",
    "лася",
    "лися",
    "вся",
    "ою",
    "ею",
    "єю",
    "ах",
    "ях",
    "ів",
    "їв",
    "ей",
    "ий",
    "ій",
    "их",
    "іх",
    "ої",
    "ую",
    "юю",
    "ою",
    "им",
    "ім",
    "ом",
    "ем",
    "єм",
    "ам",
    "ям",
    "ав",
    "ив",
    "яв",
    "ує",
    "ює",
    "ає",
    "є",
    "а",
    "я",
    "о",
    "е",
    "и",
    "і",
    "ї",
    "у",
    "ю",
    "ь",
    "й",
];

/// A folded Ukrainian word without its ending, and with the vowel that its forms exchange: `кіт`, `кота`.
fn ukrainian(word: &str) -> String {
    const STEM_CHARS_MIN: usize = 3;
    let length = word.chars().count();
    let cut = UKRAINIAN
        .iter()
        .filter(|end| length >= end.chars().count() + STEM_CHARS_MIN && word.ends_with(**end))
        .max_by_key(|end| end.len())
        .map_or(word, |end| &word[..word.len() - end.len()]);
    // `документообіг` and its genitive differ in the last vowel only: і stands for о or е of an open syllable.
    let mut letters: Vec<char> = cut.chars().collect();
    if letters.len() > STEM_CHARS_MIN
        && let Some(at) = letters.iter().rposition(|c| "аеєиіїоуюя".contains(*c))
        && at + 2 == letters.len()
        && letters[at] == 'і'
    {
        letters[at] = 'о';
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_count_as_one() {
        let stems = Stems::default();
        for (language, forms) in [
            ("en", "document documents documented"),
            ("de", "dokument dokumente dokumenten"),
            ("fr", "continu continue continues"),
            ("es", "documento documentos"),
            ("ru", "документ документы документов документами документу"),
            ("uk", "документ документи документів документами документу документом документах"),
            ("uk", "президент президента президентом президенту президентів"),
            ("uk", "війна війни війну війною"),
            ("uk", "військовий військового військовому військових військові"),
        ] {
            let mut found: Vec<String> = forms.split(' ').map(|form| stems.stem(form, language)).collect();
            found.dedup();
            assert_eq!(found.len(), 1, "{language}: {found:?}");
        }
        assert_ne!(stems.stem("порт", "uk"), stems.stem("портрет", "uk"));
        assert_eq!(stems.stem("2023", "en"), "2023");
    }

    #[test]
    fn a_question_is_stemmed_in_every_language_of_its_alphabet() {
        let stems = Stems::default();
        let all = stems.all("documents");
        assert!(all.contains(&stems.stem("documents", "en")) && all.len() <= 4);
        assert!(stems.all("документи").contains(&stems.stem("документи", "ru")));
    }
}
