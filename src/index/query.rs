//! What somebody asks: words, “phrases”, and words that must not stand there.

use crate::words::words;

/// Words and phrases of a question at most; what is more is left out.
const PARTS_MAX: usize = 16;

/// The longest question that is looked at, in characters.
const CHARS_MAX: usize = 500;

/// The words of a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Words and phrases that a statement, its paragraph, its article's title or its speaker must have.
    pub all: Vec<Phrase>,
    /// Words and phrases that it must not have.
    pub none: Vec<Phrase>,
}

/// A word, or several that stand one after another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    /// As typed, without its quotation marks.
    pub text: String,
    /// Its words, folded.
    pub words: Vec<String>,
}

impl Phrase {
    /// A phrase of a text.
    pub fn new(text: &str) -> Self {
        let words = words(text).into_iter().map(|word| word.folded).collect();
        Phrase { text: text.trim().to_owned(), words }
    }

    /// Whether it has several words, so that their order counts.
    pub fn is_several(&self) -> bool {
        self.words.len() > 1
    }
}

impl Words {
    /// Reads a question: `altered documents`, `"altered documents"`, `documents -casualties`. Quotation marks of
    /// any language do; one without its partner is no mark. Anything typed is a question.
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(CHARS_MAX).collect();
        let mut found = Words::default();
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let (negated, after) = match rest.strip_prefix(['-', '−']) {
                Some(after) if after.starts_with(|c: char| !c.is_whitespace()) => (true, after),
                _ => (false, rest),
            };
            let (part, next, is_phrase) = part(after);
            rest = if next.len() < rest.len() { next } else { &rest[c.len_utf8()..] };
            let phrases = if is_phrase {
                vec![Phrase::new(part)]
            } else {
                words(part).iter().map(|word| Phrase::new(&word.printed)).collect()
            };
            let list = if negated { &mut found.none } else { &mut found.all };
            list.extend(phrases.into_iter().filter(|phrase| !phrase.words.is_empty()));
        }
        found.all.truncate(PARTS_MAX);
        found.none.truncate(PARTS_MAX);
        found
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.none.is_empty()
    }
}

/// The first part of a text, what follows it, and whether it stood in quotation marks.
fn part(text: &str) -> (&str, &str, bool) {
    const PAIRS: [(char, &[char]); 6] = [
        ('"', &['"', '”', '“']),
        ('“', &['”', '“', '"']),
        ('„', &['“', '”', '"']),
        ('«', &['»']),
        ('»', &['«']),
        ('‘', &['’']),
    ];
    let Some(first) = text.chars().next() else { return ("", "", false) };
    if let Some((open, close)) = PAIRS.iter().find(|(open, _)| *open == first) {
        let inside = &text[open.len_utf8()..];
        if let Some((phrase, after)) = inside.split_once(*close) {
            return (phrase, after, true);
        }
        return ("", inside, false);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    // A mark in the middle of a word begins a phrase too: `fake"all documents"`.
    let end = text[..end]
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '"' | '“' | '„' | '«' | '»'))
        .map_or(end, |(at, _)| at);
    let (word, after) = text.split_at(end);
    (word, after.trim_start(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, all: &[&str], none: &[&str]) {
        let found = Words::parse(text);
        let texts =
            |phrases: &[Phrase]| phrases.iter().map(|phrase| phrase.words.join(" ")).collect::<Vec<_>>();
        assert_eq!(
            (texts(&found.all), texts(&found.none)),
            (
                all.iter().map(|text| (*text).to_owned()).collect(),
                none.iter().map(|text| (*text).to_owned()).collect(),
            ),
            "{text}"
        );
    }

    #[test]
    fn a_question_falls_into_words_and_phrases() {
        check("altered Documents", &["altered", "documents"], &[]);
        check("\"altered documents\" fake", &["altered documents", "fake"], &[]);
        check("«змінені документи» -втрати", &["змінені документи"], &["втрати"]);
        check("„alle Dokumente“ -“no evidence”", &["alle dokumente"], &["no evidence"]);
        check("an \"unclosed phrase", &["an", "unclosed", "phrase"], &[]);
        check("one - two -", &["one", "two"], &[]);
        check("well-known", &["well", "known"], &[]);
        check("", &[], &[]);
        check("\"\" - … “”", &[], &[]);
        assert!(Words::parse(&"word ".repeat(1_000)).all.len() <= PARTS_MAX);
    }
}
