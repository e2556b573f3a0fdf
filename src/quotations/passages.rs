//! A candidate made ready: its statements and its paragraphs as words, each word knowing its place and whether it
//! stands in quotation marks.

use std::ops::Range;

use crate::candidate::{Candidate, Form, Said, Slice};
use crate::marked::marked;
use crate::words::{Bracket, Word, Words, words};

/// Words in order that are read as one: all pieces of a statement, or one paragraph.
#[derive(Debug)]
pub(crate) struct Passage {
    /// Index of the candidate.
    pub(crate) candidate: usize,
    /// The statement; none for a paragraph.
    pub(crate) said: Option<usize>,
    /// The words, without leave for ellipses and brackets: what is not there is not there.
    pub(crate) words: Words,
    /// Of each word: its paragraph and what quotation it belongs to.
    pub(crate) of: Vec<Of>,
}

/// What a word of a passage belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Of {
    pub(crate) paragraph: i32,
    /// Of its paragraph.
    pub(crate) sentence: usize,
    /// The quotation that it stands in, by a number of its own in the passage; none outside of marks.
    pub(crate) quotation: Option<usize>,
    /// In an editor's square brackets.
    pub(crate) bracketed: bool,
}

/// One paragraph read once.
struct Line {
    paragraph: i32,
    words: Words,
    marked: Vec<Range<usize>>,
}

/// All passages of a candidate, its statements first.
pub(crate) fn passages(candidate: &Candidate, index: usize) -> Vec<Passage> {
    let paragraphs =
        std::iter::once(candidate.title.as_str()).chain(candidate.paragraphs.iter().map(String::as_str));
    let lines: Vec<Line> = (-1..)
        .zip(paragraphs)
        .map(|(at, text)| Line { paragraph: at, words: words(text), marked: marked(text) })
        .collect();
    let said = candidate.said.iter().enumerate().map(|(at, said)| of_statement(&lines, said, index, at));
    let whole = lines.iter().map(|line| {
        let taken = line.words.words.iter().map(|word| (line, word, line.quotation(word)));
        collect(index, None, taken)
    });
    said.chain(whole).filter(|passage| !passage.words.words.is_empty()).collect()
}

impl Line {
    /// The number of the marked stretch that holds a word.
    fn quotation(&self, word: &Word) -> Option<usize> {
        let at = self.marked.partition_point(|span| span.end < word.end);
        self.marked.get(at).filter(|span| span.start <= word.start).map(|_| at)
    }
}

fn of_statement(lines: &[Line], said: &Said, candidate: usize, at: usize) -> Passage {
    let mut taken = Vec::new();
    for piece in &said.pieces {
        let line = usize::try_from(i64::from(piece.paragraph) + 1).ok().and_then(|line| lines.get(line));
        let Some(line) = line else { continue };
        let first = line.words.words.partition_point(|word| word.start < piece.start);
        for word in line.words.words[first..].iter().take_while(|word| word.end <= piece.end) {
            let quotation = match said.form {
                Form::Direct => Some(0),
                // Stretches of several paragraphs must not share a number.
                Form::Mixed | Form::Indirect => {
                    line.quotation(word).map(|span| span * lines.len() + line_number(line))
                }
            };
            taken.push((line, word, quotation));
        }
    }
    collect(candidate, Some(at), taken.into_iter())
}

fn line_number(line: &Line) -> usize {
    usize::try_from(line.paragraph + 1).unwrap_or(0)
}

fn collect<'a>(
    candidate: usize,
    said: Option<usize>,
    taken: impl Iterator<Item = (&'a Line, &'a Word, Option<usize>)>,
) -> Passage {
    let mut passage = Passage { candidate, said, words: Words::default(), of: Vec::new() };
    for (line, word, quotation) in taken {
        let bracketed = matches!(word.bracket, Some(Bracket::Square(_)));
        passage.words.words.push(Word { gap_after: false, bracket: None, ..word.clone() });
        passage.of.push(Of { paragraph: line.paragraph, sentence: word.sentence, quotation, bracketed });
    }
    passage
}

impl Passage {
    /// The passage without the words in square brackets, and the indices of those kept; none where it has no such.
    pub(crate) fn without_brackets(&self) -> Option<(Words, Vec<usize>)> {
        if !self.of.iter().any(|of| of.bracketed) {
            return None;
        }
        let kept: Vec<usize> = (0..self.of.len()).filter(|at| !self.of[*at].bracketed).collect();
        let words = kept.iter().map(|at| self.words.words[*at].clone()).collect();
        Some((Words { words, gap_first: false }, kept))
    }

    /// The slices that hold these words, one for each run of words that stand together; a mark after the last word
    /// of a sentence is not part of them.
    pub(crate) fn slices(&self, candidate: &Candidate, at: &[usize]) -> Vec<Slice> {
        let together = |a: &usize, b: &usize| {
            *b == *a + 1 && self.of[*a].paragraph == self.of[*b].paragraph && !self.cue_between(candidate, *a)
        };
        at.chunk_by(together).filter_map(|run| self.slice(candidate, run)).collect()
    }

    /// Whether the words before and after are of two pieces of the statement.
    fn cue_between(&self, candidate: &Candidate, at: usize) -> bool {
        let Some(said) = self.said.and_then(|said| candidate.said.get(said)) else { return false };
        let piece = |at: usize| {
            let (of, word) = (self.of[at], &self.words.words[at]);
            said.pieces
                .iter()
                .position(|p| p.paragraph == of.paragraph && p.start <= word.start && word.end <= p.end)
        };
        piece(at) != piece(at + 1)
    }

    fn slice(&self, candidate: &Candidate, run: &[usize]) -> Option<Slice> {
        let (first, last) = (run.first()?, run.last()?);
        let (start, end) = (self.words.words[*first].start, self.words.words[*last].end);
        candidate.cut(self.candidate, self.of[*first].paragraph, start..end)
    }
}
