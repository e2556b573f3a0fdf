//! The parts of a printed name.

use crate::letters::{CHARS_MAX, Script, latin, script};

/// A printed name in its parts, each in lower-case Latin letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The words as printed, without titles and suffix, given names first.
    pub(crate) words: Vec<Word>,
    /// The family name, without particles; the only word where there is one.
    pub(crate) family: Word,
    /// The first given name; none where the family name stands alone.
    pub(crate) given: Option<Word>,
    /// Names and initials in between, without patronymics.
    pub(crate) middle: Vec<Word>,
    /// The patronymic of a Slavic name.
    pub(crate) patronymic: Option<Word>,
    /// “Jr.”, “III” and the like, in one form.
    pub(crate) generation: Option<&'static str>,
}

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// As printed, in lower case.
    pub(crate) printed: String,
    /// In Latin letters.
    pub(crate) latin: String,
    /// Its alphabet.
    pub(crate) script: Script,
}

impl Word {
    fn new(printed: &str) -> Option<Self> {
        let latin = latin(printed);
        let lower = printed.to_lowercase();
        (!latin.is_empty()).then(|| Word { printed: lower, latin, script: script(printed) })
    }

    /// Whether it is an initial: “J.”, “J.K.”, “В”.
    pub(crate) fn is_initial(&self) -> bool {
        let letters = self.printed.chars().filter(|c| c.is_alphabetic()).count();
        letters == 1 || (self.printed.contains('.') && letters <= 3)
    }
}

/// Words before a name that are no part of it.
const TITLES: &[&str] = &[
    "the",
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "sir",
    "dame",
    "lord",
    "lady",
    "herr",
    "frau",
    "mme",
    "m",
    "sr",
    "sra",
    "don",
    "dona",
    "pan",
    "pani",
    "pán",
    "пан",
    "пані",
    "г-н",
    "г-жа",
    "господин",
    "госпожа",
    "д-р",
];

/// Words that join a family name and do not tell one from another.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "da", "do", "dos", "das", "di", "du", "del", "della", "la", "le", "el",
    "al", "ul", "bin", "ibn", "bint", "ben", "ter", "ten", "zu", "zur", "af", "av", "y", "e", "фон", "ван",
    "де", "дер", "ді", "ди", "ла", "ле", "дю", "да", "аль", "ель", "эль", "ібн", "ибн", "бен",
];

fn generation(word: &str) -> Option<&'static str> {
    Some(match word.trim_end_matches('.').to_lowercase().as_str() {
        "jr" | "jnr" | "junior" | "молодший" | "младший" | "мол" | "мл" | "filho" | "hijo" | "fils" => {
            "jr"
        }
        "sr" | "snr" | "senior" | "старший" | "ст" => "sr",
        "ii" => "ii",
        "iii" => "iii",
        "iv" => "iv",
        _ => return None,
    })
}

/// The parts of a printed name; none where the text is no name: nothing in it, or a description.
pub(crate) fn read(text: &str) -> Option<Name> {
    let text: String = text.chars().take(CHARS_MAX).collect();
    if is_description(&text) {
        return None;
    }
    let (text, mut suffix) = turned(&text);
    let mut words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '"' | '“' | '”' | '«' | '»'))
        .map(without_possessive)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    while words.len() > 1 && is_title(words[0]) {
        words.remove(0);
    }
    while words.len() > 1 && suffix.is_none() {
        match generation(words[words.len() - 1]) {
            Some(found) => {
                suffix = Some(found);
                words.pop();
            }
            None => break,
        }
    }
    let words: Vec<Word> = words.into_iter().flat_map(initials_apart).filter_map(|w| Word::new(&w)).collect();
    arrange(words, suffix)
}

/// “Ruiz, Ana” as “Ana Ruiz”; “King, Jr.” as “King” and its suffix.
fn turned(text: &str) -> (String, Option<&'static str>) {
    match text.split_once(',') {
        Some((before, after)) => match generation(after.trim()) {
            Some(suffix) => (before.to_owned(), Some(suffix)),
            None if after.contains(',') || after.split_whitespace().count() > 3 => (before.to_owned(), None),
            None => (format!("{after} {before}"), None),
        },
        None => (text.to_owned(), None),
    }
}

fn is_title(word: &str) -> bool {
    let bare = word.trim_end_matches('.').to_lowercase();
    // “M.” before a name may be an initial; the French title is told by nothing, so it stays.
    bare.chars().count() > 1 && TITLES.contains(&bare.as_str())
}

fn without_possessive(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    ["'s", "’s", "ʼs"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

/// “J.K.” as two initials.
fn initials_apart(word: &str) -> Vec<String> {
    let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
    let apart = parts.len() > 1 && parts[..parts.len() - 1].iter().all(|part| part.chars().count() == 1);
    if apart { parts.into_iter().map(str::to_owned).collect() } else { vec![word.to_owned()] }
}

/// A description instead of a name: it begins in lower case, with a number or with an article.
fn is_description(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "a", "an", "one", "another", "some", "several", "two", "three", "four", "five", "ein", "eine",
        "einer", "un", "une", "una", "uno", "один", "одна", "одне", "одно", "another",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    let Some(letter) = first.chars().find(|c| c.is_alphanumeric()) else { return true };
    let begins_small = letter.is_lowercase() && !PARTICLES.contains(&first.to_lowercase().as_str());
    let is_number = letter.is_numeric() && first.chars().all(|c| !c.is_alphabetic());
    let several = text.split_whitespace().nth(1).is_some();
    (begins_small && !text.split_whitespace().skip(1).any(begins_large))
        || is_number
        || (several && BEGINNINGS.contains(&first.to_lowercase().as_str()) && letter.is_uppercase())
        || (begins_small && several && BEGINNINGS.contains(&first))
}

fn begins_large(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

fn arrange(words: Vec<Word>, generation: Option<&'static str>) -> Option<Name> {
    let mut words = family_last(words);
    let all = words.clone();
    let patronymic = words
        .iter()
        .skip(1)
        .position(is_patronymic)
        .map(|at| at + 1)
        // “Іван Маркович” has a family name that sounds like a patronymic.
        .filter(|&at| at + 1 < words.len())
        .map(|at| words.remove(at));
    let family = words.pop()?;
    let mut rest = words.into_iter().filter(|word| !PARTICLES.contains(&word.printed.as_str()));
    let given = rest.next();
    let middle = rest.collect();
    Some(Name { words: all, family, given, middle, patronymic, generation })
}

/// “Путин Владимир Владимирович” with the family name at the end.
fn family_last(mut words: Vec<Word>) -> Vec<Word> {
    if words.len() == 3 && is_patronymic(&words[2]) && !is_patronymic(&words[1]) {
        words.rotate_left(1);
    }
    words
}

/// A Slavic patronymic, in any case.
pub(crate) fn is_patronymic(word: &Word) -> bool {
    const CYRILLIC: &[&str] = &["ович", "евич", "йович", "івн", "ївн", "овн", "евн", "ичн"];
    const CASES: &[&str] = &["ем", "еві", "ою", "ей", "ой", "ою", "а", "у", "е", "и", "і", "ы", ""];
    const LATIN: &[&str] = &[
        "ovich", "evich", "ovych", "evych", "ovitch", "evitch", "owitsch", "ewitsch", "ivna", "yivna",
        "ovna", "evna",
    ];
    match word.script {
        Script::Cyrillic => CASES.iter().any(|case| {
            word.printed.strip_suffix(case).is_some_and(|stem| CYRILLIC.iter().any(|end| stem.ends_with(end)))
        }),
        Script::Latin => word.latin.len() > 6 && LATIN.iter().any(|end| word.latin.ends_with(end)),
        Script::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String, usize, bool, Option<&'static str>)> {
        let name = read(text)?;
        let given = name.given.map(|word| word.latin).unwrap_or_default();
        Some((given, name.family.latin, name.middle.len(), name.patronymic.is_some(), name.generation))
    }

    #[test]
    fn a_name_falls_into_its_parts() {
        for (text, given, family, middle, patronymic, generation) in [
            ("John Kirby", "john", "kirby", 0, false, None),
            ("Dr. Ana Ruiz’s", "ana", "ruiz", 0, false, None),
            ("Robert F. Kennedy Jr.", "robert", "kennedy", 1, false, Some("jr")),
            ("Kennedy, Robert", "robert", "kennedy", 0, false, None),
            ("Ursula von der Leyen", "ursula", "leyen", 0, false, None),
            ("Владимир Владимирович Путин", "vladimir", "putin", 0, true, None),
            ("Путин Владимир Владимирович", "vladimir", "putin", 0, true, None),
            ("J.K. Rowling", "j", "rowling", 1, false, None),
            ("Zelensky", "", "zelensky", 0, false, None),
        ] {
            let expected = Some((given.to_owned(), family.to_owned(), middle, patronymic, generation));
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_description_is_no_name() {
        for text in
            ["", "…", "a senior official", "officials", "Another senior U.S. official", "four sources", "17"]
        {
            assert_eq!(parts(text), None, "{text}");
        }
        assert!(parts("de Gaulle").is_some() && parts("bell hooks").is_none());
    }
}
