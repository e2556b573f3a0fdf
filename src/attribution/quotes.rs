//! Which words stand inside quotation marks, whatever marks the outlet uses and however badly it pairs them.

use crate::words::{Kind, Word, kind};

/// A word's place in the quotations of its paragraph. The numbers are rows of the model's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotation {
    /// Outside of any.
    Outside = 0,
    /// Inside one that its paragraph closes.
    Inside = 1,
    /// An opening mark.
    Open = 2,
    /// A closing mark.
    Close = 3,
    /// Inside one that its paragraph leaves open, as quotations of several paragraphs do.
    Unclosed = 4,
}

/// The state of every word.
pub(crate) fn quotations(text: &[char], words: &[Word]) -> Vec<Quotation> {
    let mut states = Vec::with_capacity(words.len());
    for paragraph in words.chunk_by(|a, b| a.paragraph == b.paragraph) {
        states_of_paragraph(text, paragraph, &mut states);
    }
    states
}

fn states_of_paragraph(text: &[char], words: &[Word], states: &mut Vec<Quotation>) {
    let first = states.len();
    let mut opened: Option<(usize, Mark)> = None;
    for (k, word) in words.iter().enumerate() {
        states.push(match (mark(&text[word.start..word.end]), opened) {
            (None, None) => Quotation::Outside,
            (None, Some(_)) => Quotation::Inside,
            (Some(m), opener) if opens(text, word, m, opener.map(|(_, m)| m)) => {
                opened = Some((k, m));
                Quotation::Open
            }
            (Some(_), _) => {
                opened = None;
                Quotation::Close
            }
        });
    }
    if let Some((k, _)) = opened {
        for state in &mut states[first + k + 1..] {
            if *state == Quotation::Inside {
                *state = Quotation::Unclosed;
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// „ and ‟ and two backticks, which only open.
    Low,
    /// «
    LeftAngle,
    /// “, which closes „.
    LeftCurl,
    /// ”
    RightCurl,
    /// »
    RightAngle,
    /// " and '' and ＂, which open and close.
    Straight,
}

fn mark(word: &[char]) -> Option<Mark> {
    Some(match word {
        ['\u{201e}' | '\u{201f}'] | ['`', '`'] => Mark::Low,
        ['\u{ab}'] => Mark::LeftAngle,
        ['\u{201c}'] => Mark::LeftCurl,
        ['\u{201d}'] => Mark::RightCurl,
        ['\u{bb}'] => Mark::RightAngle,
        ['"' | '\u{ff02}'] | ['\'', '\''] => Mark::Straight,
        _ => return None,
    })
}

/// Whether a mark opens, by its form, by what is open already and by the space around it.
fn opens(text: &[char], word: &Word, m: Mark, opener: Option<Mark>) -> bool {
    let before = word.start.checked_sub(1).map_or(' ', |k| text[k]);
    let after = text.get(word.end).copied().unwrap_or(' ');
    let before_kind = kind(before);
    let left = before_kind != Kind::Letter && !".,;:!?%)]}\u{2026}".contains(before);
    let right = kind(after) != Kind::Space && !".,;:!?)]}\u{2026}".contains(after);
    match (m, opener) {
        (Mark::Low, _) => true,
        (Mark::LeftAngle, opener) => opener != Some(Mark::RightAngle),
        (Mark::LeftCurl, Some(Mark::Low)) => text[word.start] != '\u{201c}',
        (Mark::LeftCurl, _) => true,
        (Mark::RightCurl | Mark::RightAngle, None) => {
            left && right && matches!(before_kind, Kind::Space | Kind::Invisible)
        }
        (Mark::RightCurl | Mark::RightAngle, Some(_)) => false,
        (Mark::Straight, None) => left || right,
        (Mark::Straight, Some(_)) => left && right && before_kind == Kind::Space,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `o` outside, `i` inside, `(` and `)` the marks, `u` unclosed: one letter a word.
    fn check(text: &str, expected: &str) {
        let chars: Vec<char> = text.chars().collect();
        let got: String = quotations(&chars, &crate::words::words(&chars))
            .into_iter()
            .map(|q| match q {
                Quotation::Outside => 'o',
                Quotation::Inside => 'i',
                Quotation::Open => '(',
                Quotation::Close => ')',
                Quotation::Unclosed => 'u',
            })
            .collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn every_style_of_marks_is_one_style() {
        check("“Go on,” he said", "(iii)oo");
        check("\"Go on,\" he said", "(iii)oo");
        check("''Go on,'' he said", "(iii)oo");
        check("„Geh weg“, sagt er", "(ii)ooo");
        check("«Иди» — сказал он", "(i)ooo");
        check("»Geh«, sagt er", "(i)ooo");
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        check("“One two\n\n“Three,” he said", "(uu(ii)oo");
    }

    #[test]
    fn a_stray_closing_mark_changes_nothing_after_it() {
        check("stray” words here", "o)oo");
        check("stray\" words \"here\"", "o)o(i)");
    }
}
