//! Words to the unigram pieces of sentencepiece, as the multilingual encoder was trained with them: cased, and the cut
//! is the one whose pieces are most probable together.
//!
//! `training/text.py` has the same rules; the parity test keeps the two alike.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::pieces::PIECES_A_WORD_MAX;
use crate::quotes::Quotation;
use crate::words::{Kind, kind};

/// Stands for the white space before a word.
const SPACE: char = '\u{2581}';
/// How much less probable than the rarest piece an unknown letter is, as a logarithm.
const UNKNOWN_COST: f64 = 10.0;

/// The vocabulary.
#[derive(Debug)]
pub(crate) struct Unigram {
    /// Number and log-probability of each piece.
    pieces: HashMap<Box<str>, (u16, f32)>,
    /// Letters of the longest piece.
    longest: usize,
    unknown: u16,
    unknown_score: f64,
    open: u16,
    close: u16,
    pub(crate) begin: u16,
    pub(crate) end: u16,
}

impl Unigram {
    /// Reads one piece a line, in the order of their numbers, and their log-probabilities; `None` where the two do
    /// not fit or a needed piece is missing.
    pub(crate) fn read(lines: &str, scores: &[f32]) -> Option<Unigram> {
        let mut pieces = HashMap::with_capacity(scores.len());
        let (mut longest, mut lowest) = (1, 0.0f32);
        let mut count = 0;
        for (number, (line, &score)) in lines.lines().zip(scores).enumerate() {
            pieces.insert(line.into(), (u16::try_from(number).ok()?, score));
            longest = longest.max(line.chars().count());
            lowest = lowest.min(score);
            count += 1;
        }
        let of = |name: &str| pieces.get(name).map(|&(number, _)| number);
        let (begin, end, unknown) = (of("<s>")?, of("</s>")?, of("<unk>")?);
        let (open, close) = (of("\u{2581}\u{201c}")?, of("\u{201d}")?);
        let unknown_score = f64::from(lowest) - UNKNOWN_COST;
        (count == scores.len() && count == lines.lines().count()).then_some(Unigram {
            pieces,
            longest,
            unknown,
            unknown_score,
            open,
            close,
            begin,
            end,
        })
    }

    /// Appends the pieces of a word to `out`; `spaced` where white space or nothing goes before it.
    pub(crate) fn of(&self, word: &[char], quotation: Quotation, spaced: bool, out: &mut Vec<u16>) {
        match quotation {
            Quotation::Open => out.push(self.open),
            Quotation::Close => out.push(self.close),
            _ => self.cut(&fold(word, spaced), out),
        }
    }

    /// The best cut of a folded word (Viterbi), its first pieces only where it has many.
    fn cut(&self, word: &str, out: &mut Vec<u16>) {
        let ends: Vec<usize> = word.char_indices().map(|(k, c)| k + c.len_utf8()).collect();
        if ends.is_empty() {
            out.push(self.unknown);
            return;
        }
        // For each place between letters: the best score up to it, where its last piece begins, which one that is.
        let mut best = vec![(f64::NEG_INFINITY, 0, self.unknown); ends.len() + 1];
        best[0].0 = 0.0;
        for i in 0..ends.len() {
            let start = if i == 0 { 0 } else { ends[i - 1] };
            let before = best[i].0;
            for j in i + 1..=ends.len().min(i + self.longest) {
                let known = self.pieces.get(&word[start..ends[j - 1]]).filter(|(k, _)| *k > self.unknown);
                let (piece, score) = match known {
                    Some(&(piece, score)) => (piece, before + f64::from(score)),
                    None if j == i + 1 => (self.unknown, before + self.unknown_score),
                    None => continue,
                };
                if score > best[j].0 {
                    best[j] = (score, i, piece);
                }
            }
        }
        let (from, mut j) = (out.len(), ends.len());
        while j > 0 {
            let (_, i, piece) = best[j];
            out.push(piece);
            j = i;
        }
        out[from..].reverse();
        out.truncate(from + PIECES_A_WORD_MAX);
    }
}

/// Compatible forms made one, without invisible characters, and with a sign for the space before.
fn fold(word: &[char], spaced: bool) -> String {
    let seen = word.iter().copied().filter(|&c| kind(c) != Kind::Invisible);
    let folded = seen.nfkc().filter(|&c| !matches!(kind(c), Kind::Invisible | Kind::Space));
    let mut out: String = spaced.then_some(SPACE).into_iter().chain(folded).collect();
    if out.chars().count() == usize::from(spaced) {
        out.clear();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, quotation: Quotation, spaced: bool, expected: &[u16]) {
        let lines =
            "<s>\n<pad>\n</s>\n<unk>\n\u{2581}\u{201c}\n\u{201d}\n\u{2581}\n\u{2581}sag\nte\nt\ne\nsagte\nfi";
        let scores = [0.0, 0.0, 0.0, 0.0, -5.0, -5.0, -3.0, -6.0, -4.0, -3.0, -3.0, -8.0, -5.0];
        let pieces = Unigram::read(lines, &scores).unwrap();
        let mut got = Vec::new();
        pieces.of(&word.chars().collect::<Vec<_>>(), quotation, spaced, &mut got);
        assert_eq!(got, expected, "{word:?}");
    }

    #[test]
    fn words_are_cut_where_it_is_most_probable() {
        check("sagte", Quotation::Outside, true, &[7, 8]);
        check("sagte", Quotation::Outside, false, &[11]);
        check("\u{fb01}", Quotation::Outside, false, &[12]);
        check("tx", Quotation::Outside, true, &[6, 9, 3]);
        check("\u{201e}", Quotation::Open, true, &[4]);
        check("\u{201c}", Quotation::Close, false, &[5]);
        check("\u{200b}", Quotation::Outside, true, &[3]);
        check("<s>", Quotation::Outside, false, &[3, 3, 3]);
    }

    #[test]
    fn a_vocabulary_needs_its_marks_and_as_many_scores() {
        assert!(Unigram::read("<s>\n</s>\n<unk>", &[0.0; 3]).is_none());
        assert!(Unigram::read("<s>\n</s>\n<unk>\n\u{2581}\u{201c}\n\u{201d}", &[0.0; 4]).is_none());
    }
}
