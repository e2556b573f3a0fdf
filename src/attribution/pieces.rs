//! Words to word pieces: the vocabulary that an encoder was trained with.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::ModelError;
use crate::quotes::Quotation;
use crate::unigram::Unigram;
use crate::weights::{Weights, damaged};
use crate::words::{Kind, kind};

/// A word gives at most this many pieces; only its first is read by the heads.
pub(crate) const PIECES_A_WORD_MAX: usize = 8;

/// The vocabulary of a model.
#[derive(Debug)]
pub(crate) enum Pieces {
    /// Uncased, longest match first: MiniLM's.
    Matched(WordPieces),
    /// Cased, by probability: multilingual-e5's.
    Weighed(Unigram),
}

impl Pieces {
    pub(crate) fn read(w: &Weights) -> Result<Pieces, ModelError> {
        let lines = w.text("vocabulary")?;
        let pieces = if w.has("scores") {
            Unigram::read(lines, &w.floats("scores")?).map(Pieces::Weighed)
        } else {
            WordPieces::read(lines).map(Pieces::Matched)
        };
        pieces.ok_or_else(|| damaged("its vocabulary"))
    }

    /// The pieces that stand around a window.
    pub(crate) fn borders(&self) -> [u16; 2] {
        match self {
            Pieces::Matched(p) => [p.begin, p.end],
            Pieces::Weighed(p) => [p.begin, p.end],
        }
    }

    /// Appends the pieces of a word to `out`; `spaced` where white space or nothing goes before it.
    pub(crate) fn of(&self, word: &[char], quotation: Quotation, spaced: bool, out: &mut Vec<u16>) {
        match self {
            Pieces::Matched(p) => p.of(word, quotation, out),
            Pieces::Weighed(p) => p.of(word, quotation, spaced, out),
        }
    }
}

/// An uncased WordPiece vocabulary.
#[derive(Debug)]
pub(crate) struct WordPieces {
    /// Pieces that begin a word.
    first: HashMap<Box<str>, u16>,
    /// Pieces that go on, without their `##`.
    further: HashMap<Box<str>, u16>,
    unknown: u16,
    begin: u16,
    end: u16,
}

impl WordPieces {
    /// Reads one piece a line, in the order of their numbers; `None` where a needed one is missing.
    fn read(lines: &str) -> Option<WordPieces> {
        let (mut first, mut further) = (HashMap::new(), HashMap::new());
        for (number, line) in lines.lines().enumerate() {
            let number = u16::try_from(number).ok()?;
            match line.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => further.insert(rest.into(), number),
                _ => first.insert(line.into(), number),
            };
        }
        let of = |name: &str| first.get(name).copied();
        let (unknown, begin, end) = (of("[UNK]")?, of("[CLS]")?, of("[SEP]")?);
        Some(WordPieces { first, further, unknown, begin, end })
    }

    /// Appends the pieces of a word to `out`.
    fn of(&self, word: &[char], quotation: Quotation, out: &mut Vec<u16>) {
        match quotation {
            Quotation::Open => self.cut("\u{201c}", out),
            Quotation::Close => self.cut("\u{201d}", out),
            _ => self.cut(&fold(word), out),
        }
    }

    /// Longest match first; a word that cannot be matched to its end is unknown as a whole.
    fn cut(&self, word: &str, out: &mut Vec<u16>) {
        let before = out.len();
        let mut rest = word;
        while !rest.is_empty() {
            let table = if rest.len() == word.len() { &self.first } else { &self.further };
            let found = rest
                .char_indices()
                .map(|(k, c)| k + c.len_utf8())
                .rev()
                .find_map(|end| table.get(&rest[..end]).map(|&piece| (piece, end)));
            let Some((piece, end)) = found else {
                out.truncate(before);
                break;
            };
            out.push(piece);
            rest = &rest[end..];
        }
        if out.len() == before {
            out.push(self.unknown);
        }
        out.truncate(before + PIECES_A_WORD_MAX);
    }
}

/// Lower case, without accents and invisible characters.
fn fold(word: &[char]) -> String {
    let plain: String = word.iter().filter(|&&c| kind(c) != Kind::Invisible).collect();
    if plain.is_ascii() {
        return plain.to_ascii_lowercase();
    }
    plain.to_lowercase().nfd().filter(|&c| !is_combining_mark(c) && kind(c) != Kind::Invisible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, quotation: Quotation, expected: &[u16]) {
        let pieces = WordPieces::read("[UNK]\n[CLS]\n[SEP]\nsay\n##s\n##ing\n“\n”\nresume\n##").unwrap();
        let mut got = Vec::new();
        pieces.of(&word.chars().collect::<Vec<_>>(), quotation, &mut got);
        assert_eq!(got, expected, "{word:?}");
    }

    #[test]
    fn words_are_cut_and_quotation_marks_made_alike() {
        check("Says", Quotation::Outside, &[3, 4]);
        check("sayings", Quotation::Outside, &[3, 5, 4]);
        check("Résumé", Quotation::Outside, &[8]);
        check("''", Quotation::Open, &[6]);
        check("\"", Quotation::Close, &[7]);
        check("sayx", Quotation::Outside, &[0]);
        check("\u{301}", Quotation::Outside, &[0]);
    }
}
