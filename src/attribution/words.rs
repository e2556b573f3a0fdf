//! A text as words with offsets: the unit in which the engine thinks.
//!
//! `training/text.py` has the same rules; the parity test keeps the two alike.

use unicode_normalization::char::is_combining_mark;

/// Longer runs of letters are cut, so that one line of a megabyte stays bounded work.
const WORD_CHARS_MAX: usize = 64;

/// Format characters that show nothing: zero width, bidi, soft hyphen, variation selectors, tags.
const INVISIBLE: [(u32, u32); 13] = [
    (0xAD, 0xAD),
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0x2066, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFFF9, 0xFFFB),
    (0xE0001, 0xE007F),
];
const BYTE_ORDER_MARK: u32 = 0xFEFF;
const IDEOGRAPHS: [(u32, u32); 4] =
    [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFF)];

/// What a character does to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// White space or a control character: ends a word.
    Space,
    /// Shows nothing: neither begins nor ends a word.
    Invisible,
    /// Letter, digit or combining mark.
    Letter,
    /// A word by itself.
    Ideograph,
    /// Punctuation and everything else: a word by itself.
    Point,
}

/// A word of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// First scalar.
    pub(crate) start: usize,
    /// One past the last scalar.
    pub(crate) end: usize,
    /// Number of its paragraph, a paragraph being a line that holds a word.
    pub(crate) paragraph: u32,
}

pub(crate) fn kind(c: char) -> Kind {
    if c.is_ascii_alphanumeric() {
        return Kind::Letter;
    }
    let n = u32::from(c);
    let within = |ranges: &[(u32, u32)]| ranges.iter().any(|&(a, b)| (a..=b).contains(&n));
    if n == BYTE_ORDER_MARK || within(&INVISIBLE) {
        Kind::Invisible
    } else if c.is_whitespace() || c.is_control() {
        Kind::Space
    } else if within(&IDEOGRAPHS) {
        Kind::Ideograph
    } else if c.is_alphanumeric() || is_combining_mark(c) {
        Kind::Letter
    } else {
        Kind::Point
    }
}

/// The words of a text; `''` and ` `` ` are one word, as they are one quotation mark.
pub(crate) fn words(text: &[char]) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let (mut paragraph, mut seen, mut i) = (0, false, 0);
    while i < text.len() {
        let c = text[i];
        if c == '\n' {
            paragraph += u32::from(seen);
            seen = false;
            i += 1;
            continue;
        }
        let end = match kind(c) {
            Kind::Space | Kind::Invisible => {
                i += 1;
                continue;
            }
            Kind::Letter => letters(text, i),
            Kind::Point if matches!(c, '\'' | '`') && text.get(i + 1) == Some(&c) => i + 2,
            Kind::Point | Kind::Ideograph => i + 1,
        };
        out.push(Word { start: i, end, paragraph });
        seen = true;
        i = end;
    }
    out
}

/// The paragraphs as ranges of words.
pub(crate) fn paragraphs(words: &[Word]) -> impl Iterator<Item = (usize, usize)> {
    let mut end = 0;
    words.chunk_by(|a, b| a.paragraph == b.paragraph).map(move |paragraph| {
        let start = end;
        end += paragraph.len();
        (start, end)
    })
}

/// Whether a word is one of these signs.
pub(crate) fn is_point(text: &[char], word: &Word, points: &str) -> bool {
    word.end - word.start == 1 && points.contains(text[word.start])
}

/// End of the run of letters that begins at `start`, invisible characters inside it included.
fn letters(text: &[char], start: usize) -> usize {
    let run = text[start + 1..].iter().take(WORD_CHARS_MAX - 1);
    let mut end = start + 1;
    for (k, &c) in run.enumerate() {
        match kind(c) {
            Kind::Letter => end = start + k + 2,
            Kind::Invisible => {}
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let chars: Vec<char> = text.chars().collect();
        let got: Vec<String> = words(&chars).iter().map(|w| chars[w.start..w.end].iter().collect()).collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn punctuation_and_ideographs_stand_alone() {
        check("U.S. aid, she’s sure", &["U", ".", "S", ".", "aid", ",", "she", "’", "s", "sure"]);
        check("''Well,'' he said", &["''", "Well", ",", "''", "he", "said"]);
        check("东京 said", &["东", "京", "said"]);
    }

    #[test]
    fn invisible_characters_neither_begin_nor_break_words() {
        check("\u{200e}mi\u{ad}nister\u{200b} said", &["mi\u{ad}nister", "said"]);
    }

    #[test]
    fn a_paragraph_is_a_line_with_a_word() {
        let chars: Vec<char> = "one\n\n \u{200b}\ntwo\nthree".chars().collect();
        let got: Vec<u32> = words(&chars).iter().map(|w| w.paragraph).collect();
        assert_eq!(got, [0, 1, 2]);
    }

    #[test]
    fn an_endless_word_is_cut() {
        let chars: Vec<char> = "a".repeat(200).chars().collect();
        assert_eq!(words(&chars).len(), 4);
    }
}
