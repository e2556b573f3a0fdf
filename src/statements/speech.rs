//! Whether an attribution is speech, something said, written or shown, and no wish, fear or plan: learnt from the corpus.
//!
//! A logistic model over [`hashed`](crate::hashed) features: the words of the cue and their beginnings, what stands
//! before and after it, how the content begins. Every language has features of its own; a few are shared.

use std::ops::Range;
use std::sync::LazyLock;

use crate::hashed::{Slots, Weights, logistic};

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_bytes!("speech.bin")));

/// Scalars before the cue that are looked at, and words of them.
const BEFORE: (usize, usize) = (40, 4);
/// Scalars after the cue that are looked at.
const AFTER: usize = 25;

/// The spans of an attribution in its paragraph.
pub(crate) struct Spans<'a> {
    pub(crate) source: Option<&'a Range<usize>>,
    pub(crate) cue: &'a Range<usize>,
    pub(crate) content: &'a [Range<usize>],
    /// What the lexicon knows of it, in words that all languages share.
    pub(crate) marks: Vec<String>,
}

/// How likely the attribution is speech, from 0 to 1.
pub(crate) fn probability(language: &str, chars: &[char], spans: &Spans<'_>) -> f32 {
    logistic(WEIGHTS.sum(&features(language, chars, spans)))
}

/// The slots of the features.
pub(crate) fn features(language: &str, chars: &[char], spans: &Spans<'_>) -> Vec<usize> {
    let mut slots = Slots::apart(language);
    let quoted = spans.content.iter().any(|r| cut(chars, r).iter().any(|c| "\"“”«»„‘".contains(*c)));
    let quoted = if quoted { "quoted" } else { "plain" };
    cue(&mut slots, &words(cut(chars, spans.cue)), quoted);
    slots.own(&["language"]);

    let content: Vec<String> = spans.content.first().map(|r| words(cut(chars, r))).unwrap_or_default();
    let length: usize = spans.content.iter().map(|r| words(cut(chars, r)).len()).sum();
    let length = (length / 3).min(6).to_string();
    slots.own(&["opens", content.first().map_or("", String::as_str)]);
    slots.own(&["opens two", &content.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(" ")]);
    slots.shared(&["length", &length]);
    slots.shared(&["length", &length, quoted]);
    slots.shared(&[quoted]);
    slots.own(&[quoted]);
    for mark in &spans.marks {
        slots.shared(&["mark", mark]);
        slots.shared(&["mark", mark, quoted]);
    }
    let leads = spans.content.first().is_some_and(|r| r.start < spans.cue.start);
    slots.shared(&["order", if leads { "content first" } else { "cue first" }]);

    let source = spans.source.map(|r| cut(chars, r)).unwrap_or_default();
    let capital = source.first().is_some_and(|c| c.is_uppercase());
    slots.shared(&["source", if source.is_empty() { "none" } else { "some" }]);
    slots.shared(&["source", if capital { "capital" } else { "small" }]);
    slots.own(&["source opens", words(source).first().map_or("", String::as_str)]);

    let before = words(cut(chars, &(spans.cue.start.saturating_sub(BEFORE.0)..spans.cue.start)));
    for (back, word) in before.iter().rev().take(BEFORE.1).enumerate() {
        slots.own(&["before", word]);
        if back == 0 {
            slots.own(&["right before", word]);
        }
    }
    let after = words(cut(chars, &(spans.cue.end..spans.cue.end + AFTER)));
    slots.own(&["right after", after.first().map_or("", String::as_str)]);
    slots.found()
}

/// What the words of the cue tell.
fn cue(slots: &mut Slots<'_>, words: &[String], quoted: &str) {
    for word in words {
        slots.own(&["cue", word]);
        let letters: Vec<char> = word.chars().collect();
        for length in [4, 5, 6] {
            if letters.len() > length {
                slots.own(&["cue begins", &letters[..length].iter().collect::<String>()]);
            }
        }
        if letters.len() > 4 {
            slots.own(&["cue ends", &letters[letters.len() - 3..].iter().collect::<String>()]);
        }
    }
    slots.own(&["whole cue", &words.join(" ")]);
    if let Some(last) = words.last() {
        slots.own(&["last of cue", &last.chars().take(5).collect::<String>(), quoted]);
    }
}

fn cut<'a>(chars: &'a [char], range: &Range<usize>) -> &'a [char] {
    let end = range.end.min(chars.len());
    &chars[range.start.min(end)..end]
}

/// Runs of letters and digits in lower case, and every other mark for itself.
fn words(chars: &[char]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for c in chars {
        if c.is_alphanumeric() {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.extend(c.to_lowercase()),
                None => words.push(c.to_lowercase().collect()),
            }
            open = true;
        } else {
            open = false;
            if !c.is_whitespace() {
                words.push(c.to_string());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_spans_have_features_too() {
        let chars: Vec<char> = "oh".chars().collect();
        let spans = Spans { source: Some(&(5..9)), cue: &(7..7), content: &[1..90, 4..4], marks: Vec::new() };
        let odd = probability("xx", &chars, &spans);
        assert!((0.0..=1.0).contains(&odd));
    }
}
