//! Any script as lower-case Latin letters, one word at a time.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most characters of a name that are looked at; no name is as long, and work stays bounded.
pub(crate) const CHARS_MAX: usize = 200;

/// Which alphabet a word is written in, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Anything else.
    Other,
}

/// The alphabet of the first letter that has one.
pub(crate) fn script(word: &str) -> Script {
    match word.chars().find(|c| c.is_alphabetic()) {
        Some('\u{400}'..='\u{52f}') => Script::Cyrillic,
        Some(c) if (c as u32) < 0x250 || matches!(c, '\u{1e00}'..='\u{1eff}') => Script::Latin,
        _ => Script::Other,
    }
}

/// A word in lower-case Latin letters without accents; what is no letter or digit is left out.
pub(crate) fn latin(word: &str) -> String {
    let mut out = String::new();
    for c in word.nfc().take(CHARS_MAX).flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '\u{400}'..='\u{52f}' => out.push_str(cyrillic(c, out.is_empty())),
            'α'..='ω' | 'ά' | 'έ' | 'ή' | 'ί' | 'ό' | 'ύ' | 'ώ' | 'ϊ' | 'ϋ' => {
                out.push_str(greek(c))
            }
            _ if is_combining_mark(c) => {}
            // Umlauts as German spells them without; `sounds` makes one of both.
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'å' => out.push('a'),
            _ if c.is_alphanumeric() => {
                let letters = deunicode_char(c).unwrap_or_default();
                out.extend(
                    letters.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()),
                );
            }
            _ => {}
        }
    }
    out
}

/// A Cyrillic letter as English spells it, the same for Ukrainian, Russian, Belarusian, Bulgarian and Serbian
/// where they agree. `first` is whether it begins the word.
fn cyrillic(c: char, first: bool) -> &'static str {
    match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'є' => "ye",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'ы' => "i",
        'й' | 'ј' => "y",
        'ї' => {
            if first {
                "yi"
            } else {
                "i"
            }
        }
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'ђ' => "dj",
        'ћ' => "c",
        'џ' => "dz",
        'љ' => "lj",
        'њ' => "nj",
        'ѓ' => "gj",
        'ќ' => "kj",
        'ѕ' => "dz",
        // Soft and hard signs are not heard.
        _ => "",
    }
}

/// A Greek letter as English spells it in names.
fn greek(c: char) -> &'static str {
    match c {
        'α' | 'ά' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' | 'έ' => "e",
        'ζ' => "z",
        'η' | 'ή' | 'ι' | 'ί' | 'ϊ' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ό' | 'ω' | 'ώ' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' | 'ύ' | 'ϋ' => "y",
        'φ' => "ph",
        'χ' => "ch",
        _ => "ps",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_becomes_latin() {
        for (word, expected) in [
            ("Зеленський", "zelenskiy"),
            ("Зеленский", "zelenskiy"),
            ("Müller", "mueller"),
            ("Žižek", "zizek"),
            ("Ørsted", "oersted"),
            ("O’Neil", "oneil"),
            ("Μητσοτάκης", "mitsotakis"),
            ("e\u{301}", "e"),
            ("", ""),
        ] {
            assert_eq!(latin(word), expected, "{word}");
        }
        assert!(!latin("习近平").is_empty());
        assert!(latin(&"я".repeat(10_000)).len() <= CHARS_MAX * 2);
    }
}
