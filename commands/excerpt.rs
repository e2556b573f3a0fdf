//! How much of a long quotation is shown: whole sentences, else a sentence with a stretch left out of its middle.
//!
//! What is left out never holds a word by which the rest would say something else: a *not*, an *if*, a *some*, a
//! *reportedly*. Every part that is shown is a slice of the words, cut between two of them.

use std::ops::Range;

use crate::plain::utf16_len;
use crate::qualifiers::{is_qualifier, takes_back};

/// Longest text shown, in UTF-16 units: one quotation with its speaker must fit into one card, and escaping
/// may double it.
const UNITS_MAX: usize = 900;

/// Stretches that are left out of one sentence at most: with more it would be sayso's sentence, not the speaker's.
const GAPS_MAX: usize = 2;

/// Words that stay at the beginning and at the end of a sentence, and those that stay before and after a word that
/// changes the sense of what follows.
const HEAD: usize = 3;
/// See [`HEAD`].
const TAIL: usize = 3;
/// See [`HEAD`].
const BEFORE: usize = 2;
/// See [`HEAD`].
const AFTER: usize = 4;

/// Fewer words are not left out: the gap would take as much room.
const GAP_WORDS_MIN: usize = 2;

/// What is shown of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Excerpt<'a> {
    /// All of it.
    Whole(&'a str),
    /// Its first sentences; more follows in the article.
    First(&'a str),
    /// Parts of its beginning, between which something is left out, and whether more follows in the article.
    Parts(Vec<&'a str>, bool),
    /// Nothing: it is too long, and any cut could change the sense.
    Nothing {
        /// How long the text is.
        words: usize,
    },
}

/// What to show of `text`, which must be free of characters that cannot be seen, in at most `words_max` words.
pub(crate) fn excerpt(text: &str, words_max: usize) -> Excerpt<'_> {
    let words = count_words(text);
    let fits = |part: &str| count_words(part) <= words_max && utf16_len(part) <= UNITS_MAX;
    if fits(text) {
        return Excerpt::Whole(text);
    }
    // Sentences may be left out that do not take back what stands before them.
    let beginnings: Vec<&str> = sentence_ends(text)
        .filter(|end| !takes_back(&text[*end..]))
        .map(|end| text[..end].trim_end())
        .collect();
    if let Some(longest) = beginnings.iter().rev().find(|part| fits(part)) {
        return Excerpt::First(longest);
    }
    let shortest = beginnings.first().copied().unwrap_or(text);
    match parts(shortest, words_max) {
        Some(parts) if utf16_len(&parts.concat()) <= UNITS_MAX => {
            Excerpt::Parts(parts, shortest.len() < text.len())
        }
        _ => Excerpt::Nothing { words },
    }
}

/// A text without one or two stretches of its middle, within so many words; none where that cannot be.
fn parts(text: &str, words_max: usize) -> Option<Vec<&str>> {
    let words = places(text);
    let surplus = words.len().checked_sub(words_max).filter(|surplus| *surplus > 0)?;
    let mut runs = free_runs(text, &words);
    runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
    let mut gaps = Vec::new();
    let mut left = surplus;
    for run in runs.into_iter().take(GAPS_MAX) {
        let gap = gap(text, &words, run, left.max(GAP_WORDS_MIN));
        left = left.saturating_sub(gap.len());
        gaps.push(gap);
        if left == 0 {
            break;
        }
    }
    if left > 0 || gaps.iter().any(|gap| !is_balanced(&text[words[gap.start].start..words[gap.end - 1].end]))
    {
        return None;
    }
    gaps.sort_by_key(|gap| gap.start);
    let (mut parts, mut from) = (Vec::new(), 0);
    for gap in gaps {
        parts.push(text[from..words[gap.start].start].trim_end());
        from = words[gap.end].start;
    }
    parts.push(&text[from..]);
    Some(parts)
}

/// Runs of words, by number, that may be left out: neither at an end, nor beside a word that changes the sense.
fn free_runs(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut stays = vec![false; words.len()];
    let ends = words.len().saturating_sub(TAIL);
    for at in 0..words.len() {
        stays[at] |= at < HEAD || at >= ends;
        if is_qualifier(&text[words[at].clone()]) {
            let until = (at + AFTER + 1).min(words.len());
            stays[at.saturating_sub(BEFORE)..until].fill(true);
        }
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in (0..words.len()).filter(|at| !stays[*at]) {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end = at + 1,
            None => runs.push(at..at + 1),
        }
    }
    runs.retain(|run| run.len() >= GAP_WORDS_MIN);
    runs
}

/// The part of a run that is left out: as few words as must be, from comma to comma where there are such.
fn gap(text: &str, words: &[Range<usize>], run: Range<usize>, least: usize) -> Range<usize> {
    let pauses = |at: usize| text[words[at].clone()].ends_with([',', ';', ':', '—', '–', ')']);
    let mut best: Option<Range<usize>> = None;
    for start in run.clone().filter(|at| *at > 0 && pauses(at - 1)) {
        let end = (start + least..=run.end).find(|end| pauses(end - 1));
        if let Some(end) = end.filter(|end| best.as_ref().is_none_or(|best| end - start < best.len())) {
            best = Some(start..end);
        }
    }
    best.unwrap_or_else(|| run.end.saturating_sub(least).max(run.start)..run.end)
}

/// Whether every mark that is opened in a text is closed in it, or the other way round.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_i32;
    for c in text.chars() {
        match c {
            '“' | '«' | '(' | '[' | '„' => open += 1,
            '”' | '»' | ')' | ']' => open -= 1,
            '"' => return false,
            _ => {}
        }
        if open < 0 {
            return false;
        }
    }
    open == 0
}

/// The places of the words of a text, in bytes.
fn places(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(|word| start(word)..start(word) + word.len()).collect()
}

fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Byte offsets at which a sentence has certainly ended: after `.`, `!`, `?` or `…` (and closing marks), before a
/// space and a new beginning, outside inner quotation marks and brackets. The end of the text counts.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut open = 0_i32;
    let mut ends = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '“' | '«' | '(' | '[' | '„' => open += 1,
            '”' | '»' | ')' | ']' => open -= 1,
            ' ' if open == 0 && ends_sentence(&text[..at]) && begins(&text[at + 1..]) => ends.push(at),
            _ => {}
        }
    }
    ends.push(text.len());
    ends.into_iter()
}

fn begins(rest: &str) -> bool {
    let mut letters = rest.chars().skip_while(|c| !c.is_alphanumeric());
    letters.next().is_some_and(|c| !c.is_lowercase())
}

fn ends_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(['”', '»', ')', ']', '’', '"', '\'']);
    if before.ends_with(['!', '?', '。', '؟']) {
        return true;
    }
    let Some(before) = before.strip_suffix('.') else { return false };
    !is_abbreviation(before.rsplit(char::is_whitespace).next().unwrap_or(before))
}

/// Whether the full stop after `word` may belong to an abbreviation: initials, titles (“Gen.”), short words in
/// scripts that abbreviate with them (“тис.”). In doubt it does: a missed end only shows less.
fn is_abbreviation(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let short = letters.chars().count();
    let capital = letters.chars().next().is_some_and(char::is_uppercase);
    letters.contains('.') || short <= 1 || (capital && short <= 4) || (!letters.is_ascii() && short <= 4)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: Excerpt<'_>) {
        assert_eq!(excerpt(text, 60), expected);
    }

    #[test]
    fn sixty_words_are_shown_whole() {
        let text = ["word"; 60].join(" ");
        check(&text, Excerpt::Whole(&text));
    }

    #[test]
    fn a_long_quotation_is_cut_at_the_end_of_a_sentence() {
        let first =
            "We never met Gen. Vale in the U.S. before the vote. Nobody asked us (Really. Nobody.) to come.";
        let text = format!("{first} And {}.", ["word"; 60].join(" "));
        check(&text, Excerpt::First(first));
    }

    #[test]
    fn a_sentence_is_not_left_out_that_takes_back_the_one_before() {
        let text = "We will leave the port. But only if the others leave it before us and nobody comes back.";
        assert_eq!(excerpt(text, 10), Excerpt::Nothing { words: 18 });
        let text = "We will leave the port. The others leave it before us and nobody of them comes back.";
        assert_eq!(excerpt(text, 10), Excerpt::First("We will leave the port."));
    }

    #[test]
    fn a_long_sentence_loses_a_stretch_of_its_middle_that_changes_nothing() {
        for (text, most, parts) in [
            (
                "The pier was built in nineteen sixty, by the same crew that built the northern quay, and it is \
                 not safe for the ferries.",
                16,
                vec!["The pier was built in nineteen sixty,", "and it is not safe for the ferries."],
            ),
            (
                "Міст збудували в шістдесятих роках, коли через гавань ходило вдесятеро менше кораблів, і він не \
                 витримає ще однієї зими.",
                14,
                vec!["Міст збудували в шістдесятих роках,", "і він не витримає ще однієї зими."],
            ),
        ] {
            assert_eq!(excerpt(text, most), Excerpt::Parts(parts, false));
        }
    }

    #[test]
    fn what_cannot_be_cut_is_not_shown() {
        check(&"a".repeat(5000), Excerpt::Nothing { words: 1 });
        let text = "Some may appear not to know if, reportedly, no one is there unless somebody might be.";
        assert_eq!(excerpt(text, 5), Excerpt::Nothing { words: 16 });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn parts_are_slices_in_order_and_leave_out_no_qualifier(
            picked in proptest::collection::vec(0_usize..16, 1..140),
            most in 5_usize..=90,
        ) {
            let all = [
                "port", "crew,", "not", "if", "safe.", "The", "some", "“quay”", "(and", "pier)", "may", "reportedly",
                "according", "ships;", "don’t", "winter",
            ];
            let text = picked.iter().map(|at| all[*at]).collect::<Vec<_>>().join(" ");
            let (parts, more) = match excerpt(&text, most) {
                Excerpt::Whole(part) => (vec![part], false),
                Excerpt::First(part) => (vec![part], true),
                Excerpt::Parts(parts, more) => (parts, more),
                Excerpt::Nothing { .. } => return Ok(()),
            };
            prop_assert!(parts.iter().map(|part| count_words(part)).sum::<usize>() <= most);
            let mut from = 0;
            for part in &parts {
                let at = from + text[from..].find(part).expect("a slice, after the one before");
                prop_assert!(!text[from..at].split_whitespace().any(is_qualifier), "{:?}", &text[from..at]);
                from = at + part.len();
            }
            prop_assert!(more || from == text.len());
        }
    }
}
