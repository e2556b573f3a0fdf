//! A text becomes its words: folded for comparison, each with its place, with the outlet's own ellipses and
//! brackets kept as what they are.
//!
//! Folded away: case, the kind of quotation marks, dashes and apostrophes, punctuation, white space, invisible
//! characters, the full stops of an abbreviation (`U.S.`). Kept: every letter with its accents, numbers with their
//! inner points, minus signs, `%` and currencies, and whether a sentence asks.

use std::hash::Hasher;
use std::ops::Range;

use siphasher::sip::SipHasher13;
use unicode_normalization::UnicodeNormalization;

use crate::marks::{is_apostrophe, is_invisible, is_letter, is_minus, is_symbol, is_unspaced};

/// Words of a text beyond this many are not compared. No quotation in a newspaper is so long; a hostile page's may be.
pub const WORDS_MAX: usize = 4_000;

/// Square brackets round more words than this are not an editor's insertion but text.
const BRACKET_WORDS_MAX: usize = 12;

/// White space between two full stops of an ellipsis.
const ELLIPSIS_SPACES_MAX: usize = 2;

/// One word, or a symbol that counts as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// What is compared: the hash of the folded word.
    pub(crate) id: u64,
    /// First Unicode scalar.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// What stands between it and the next word.
    pub(crate) stop: Stop,
    /// An ellipsis stands after it.
    pub(crate) gap_after: bool,
    /// The brackets that it stands in.
    pub(crate) bracket: Option<Bracket>,
    /// Which sentence it belongs to, counted from 0.
    pub(crate) sentence: usize,
}

/// What ends after a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Stop {
    #[default]
    Nothing,
    /// `.` or `!`.
    Full,
    Question,
}

/// Brackets round words: which kind, and the number of the pair in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bracket {
    Square(usize),
    Round(usize),
}

/// A text as its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) words: Vec<Word>,
    /// An ellipsis stands before the first word.
    pub(crate) gap_first: bool,
}

/// The words of `text`, the first [`WORDS_MAX`] of them.
pub(crate) fn words(text: &str) -> Words {
    let chars: Vec<char> = text.chars().collect();
    let mut reader =
        Reader { chars: &chars, at: 0, out: Words::default(), open: None, pairs: 0, sentence: 0 };
    while reader.at < chars.len() && reader.out.words.len() < WORDS_MAX {
        reader.step();
    }
    reader.out
}

fn id(chars: &[char]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    let mut bytes = [0; 4];
    let mut write = |c: char| hasher.write(c.encode_utf8(&mut bytes).as_bytes());
    if chars.iter().copied().all(is_plain) {
        chars.iter().flat_map(|c| c.to_lowercase()).for_each(&mut write);
    } else {
        folded(chars).for_each(&mut write);
    }
    hasher.finish()
}

/// A letter or digit of the Latin and Cyrillic blocks that is composed already: most of all words have no others, and
/// composing costs more than all the rest of reading.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\0'..='\u{AC}' | '\u{AE}'..='\u{24F}' | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}')
}

fn folded(chars: &[char]) -> impl Iterator<Item = char> {
    let seen = chars.iter().copied().filter(|c| !is_invisible(*c));
    // A minus stands first in a number; in itself it folds to one sign.
    let plain = seen.map(|c| {
        if is_apostrophe(c) {
            '\''
        } else if is_minus(c) {
            '-'
        } else {
            c
        }
    });
    plain.nfc().flat_map(char::to_lowercase).nfc()
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    out: Words,
    /// The bracket that is open, and the index of its first word.
    open: Option<(Bracket, usize)>,
    pairs: usize,
    sentence: usize,
}

impl Reader<'_> {
    fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    fn step(&mut self) {
        let c = self.chars[self.at];
        if is_unspaced(c) || is_symbol(c) {
            self.push(self.at, self.at + 1, None);
        } else if is_letter(c) && !is_apostrophe(c) || self.is_sign() {
            let (end, id) = self.word_end();
            self.push(self.at, end, id);
        } else if let Some(end) = self.ellipsis_end() {
            self.gap();
            self.at = end;
        } else {
            self.punctuation(c);
            self.at += 1;
        }
    }

    /// A minus directly before a number and after a space, an opening mark or nothing.
    fn is_sign(&self) -> bool {
        is_minus(self.chars[self.at])
            && self.get(self.at + 1).is_some_and(char::is_numeric)
            && self
                .at
                .checked_sub(1)
                .and_then(|at| self.get(at))
                .is_none_or(|c| !is_letter(c) && !is_minus(c))
    }

    /// Where the word that begins here ends, and its hash where that is not the one of its characters.
    fn word_end(&self) -> (usize, Option<u64>) {
        if let Some(end) = self.initials_end() {
            let letters: Vec<char> = self.chars[self.at..end].iter().copied().filter(|c| *c != '.').collect();
            return (end, Some(id(&letters)));
        }
        let mut end = self.at + 1;
        while let Some(c) = self.get(end) {
            let next = self.get(end + 1);
            let inner = |wanted: fn(char) -> bool| next.is_some_and(wanted);
            let before = self.chars[end - 1];
            let joins = is_letter(c) && !is_unspaced(c) && !is_apostrophe(c)
                || is_invisible(c)
                || is_apostrophe(c) && is_letter(before) && inner(|n| is_letter(n) && !is_apostrophe(n))
                || matches!(c, '.' | ',' | ':') && before.is_numeric() && inner(char::is_numeric);
            if !joins {
                break;
            }
            end += 1;
        }
        while end > self.at + 1 && is_invisible(self.chars[end - 1]) {
            end -= 1;
        }
        (end, None)
    }

    /// `U.S.`, `т.е.`: single letters, a full stop after each; the last full stop is not part of the word.
    fn initials_end(&self) -> Option<usize> {
        let mut at = self.at;
        let mut letters = 0;
        while self.get(at).is_some_and(char::is_alphabetic) && self.get(at + 1) == Some('.') {
            letters += 1;
            at += 2;
        }
        let last = self.get(at).filter(|c| c.is_alphabetic());
        let ends = |at: usize| self.get(at).is_none_or(|c| !is_letter(c));
        match last {
            Some(_) if letters >= 1 && ends(at + 1) => Some(at + 1),
            None if letters >= 2 => Some(at - 1),
            _ => None,
        }
    }

    /// `…`, `...`, `. . .`: two full stops at least, little space between them.
    fn ellipsis_end(&self) -> Option<usize> {
        let mut end = self.at;
        let mut dots = 0;
        loop {
            // Only between full stops: the space after the last is none of theirs.
            let spaces = if dots == 0 { 0 } else { self.spaces(end) };
            dots += match self.get(end + spaces) {
                Some('.') => 1,
                Some('…' | '⋯') => 3,
                _ => break,
            };
            end += spaces + 1;
        }
        (dots >= 2).then_some(end)
    }

    /// White space from `at` on, as much as may stand inside an ellipsis.
    fn spaces(&self, at: usize) -> usize {
        (0..ELLIPSIS_SPACES_MAX)
            .take_while(|offset| self.get(at + offset).is_some_and(char::is_whitespace))
            .count()
    }

    fn gap(&mut self) {
        match self.out.words.last_mut() {
            Some(word) => word.gap_after = true,
            None => self.out.gap_first = true,
        }
    }

    fn punctuation(&mut self, c: char) {
        match c {
            '[' | '［' => self.open(Bracket::Square),
            '(' | '（' => self.open(Bracket::Round),
            ']' | '］' | ')' | '）' => self.open = None,
            '?' | '？' | '؟' => self.stop(Stop::Question),
            '.' | '!' | '。' | '！' | '।' => self.stop(Stop::Full),
            _ => {}
        }
    }

    fn open(&mut self, kind: fn(usize) -> Bracket) {
        let bracket = kind(self.pairs);
        let close: &[char] =
            if matches!(bracket, Bracket::Square(_)) { &[']', '］'] } else { &[')', '）'] };
        let ahead = self.chars[self.at + 1..].iter().take(40 * BRACKET_WORDS_MAX);
        let Some(length) = ahead.clone().position(|c| close.contains(c)) else { return };
        let spaces = self.chars[self.at + 1..][..length].iter().filter(|c| c.is_whitespace()).count();
        if spaces < BRACKET_WORDS_MAX {
            self.pairs += 1;
            self.open = Some((bracket, self.out.words.len()));
        }
    }

    fn stop(&mut self, stop: Stop) {
        if let Some(word) = self.out.words.last_mut()
            && word.stop != Stop::Question
        {
            word.stop = stop;
        }
    }

    fn push(&mut self, start: usize, end: usize, folded: Option<u64>) {
        let upper =
            self.chars[start..end].iter().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase());
        let ended = self.out.words.last().is_some_and(|word| word.stop != Stop::Nothing);
        self.sentence += usize::from(ended && upper);
        self.out.words.push(Word {
            id: folded.unwrap_or_else(|| id(&self.chars[start..end])),
            start,
            end,
            stop: Stop::Nothing,
            gap_after: false,
            bracket: self.open.map(|(bracket, _)| bracket),
            sentence: self.sentence,
        });
        self.at = end;
    }
}

impl Words {
    /// How many words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The hashes in order.
    pub(crate) fn ids(&self) -> Vec<u64> {
        self.words.iter().map(|word| word.id).collect()
    }

    /// The scalars from the first to the last word of `range`; empty for an empty range.
    pub(crate) fn place(&self, range: Range<usize>) -> Range<usize> {
        match self.words.get(range.clone()) {
            Some([first, .., last]) => first.start..last.end,
            Some([only]) => only.start..only.end,
            _ => {
                let at = self.words.get(range.start).map(|word| word.start);
                let at = at.or(self.words.last().map(|word| word.end)).unwrap_or(0);
                at..at
            }
        }
    }
}

/// The slice of `text` between two Unicode scalars; empty where there are not so many.
pub(crate) fn slice(text: &str, range: &Range<usize>) -> String {
    text.chars().skip(range.start).take(range.end.saturating_sub(range.start)).collect()
}

/// One word of a text as it is compared, for callers who look for words themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word in lower case, composed, with straight apostrophes, without what cannot be seen.
    pub folded: String,
    /// First Unicode scalar in the text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Whether it begins with a capital letter.
    pub capital: bool,
}

/// The words of `text` as [`crate::same`] sees them, the first [`WORDS_MAX`].
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let token = |word: &Word| {
        let printed = &chars[word.start..word.end];
        let stops = printed.contains(&'.') && printed.iter().all(|c| c.is_alphabetic() || *c == '.');
        let kept: Vec<char> = printed.iter().copied().filter(|c| !(stops && *c == '.')).collect();
        let capital = printed.iter().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase());
        Token { folded: folded(&kept).collect(), start: word.start, end: word.end, capital }
    };
    words(text).words.iter().map(token).collect()
}
