//! Transcripts: `WALLACE: Will she be there?`, line after line. News pages print them whole, the training corpus has
//! fourteen such lines, so the form itself decides: a label in capitals with a colon, and one that comes back.

use std::collections::BTreeMap;

use crate::join::{self, CONTENT, CUE, Found, Range, SOURCE};
use crate::quotes::Quotation;
use crate::words::{Kind, Word, is_point, kind, paragraphs};

/// A longer label is a headline in capitals.
const LABEL_WORDS_MAX: usize = 6;
/// Fewer lines are captions and notes to the reader.
const LINES_MIN: usize = 3;
/// Paragraphs without a label that one turn may go on for.
const TURN_PARAGRAPHS_MAX: usize = 6;
/// The form leaves little doubt: 9 of 10 such lines in the development articles were annotated.
const CONFIDENCE: f32 = 0.9;

/// A paragraph that begins with a label, in words of the text.
struct Line {
    /// Number of its paragraph, counted from the first.
    paragraph: usize,
    label: Range,
    colon: usize,
}

/// Adds the turns of a transcript, in place of what else was found at their colons or around them.
pub(crate) fn add(text: &[char], words: &[Word], quotation: &[Quotation], kept: &mut Vec<(f32, Found)>) {
    let paragraphs: Vec<Range> = paragraphs(words).collect();
    let lines: Vec<Line> =
        paragraphs.iter().enumerate().filter_map(|(at, &p)| line(text, words, quotation, at, p)).collect();
    if !is_transcript(text, words, &lines) {
        return;
    }
    let turns: Vec<Found> = (0..lines.len())
        .map(|k| turn(text, words, &paragraphs, &lines[k], lines.get(k + 1).map(|next| next.paragraph)))
        .collect();
    kept.retain(|(_, f)| {
        let after = turns.partition_point(|t| t.spans[SOURCE][0].0 <= f.anchor);
        let near = turns[after.saturating_sub(1)..(after + 1).min(turns.len())].iter();
        !near.into_iter().any(|t| stands_for(f, t))
    });
    kept.extend(turns.into_iter().map(|turn| (CONFIDENCE, turn)));
    kept.sort_by_key(|(_, f)| f.spans[CUE].first().copied());
}

fn line(
    text: &[char],
    words: &[Word],
    quotation: &[Quotation],
    paragraph: usize,
    (start, end): Range,
) -> Option<Line> {
    let first = start + usize::from(quotation[start] == Quotation::Open);
    let reach = end.min(first + LABEL_WORDS_MAX + 1);
    let colon = (first..reach).find(|&k| is_point(text, &words[k], ":"))?;
    let capitals = |k: usize| {
        let chars = &text[words[k].start..words[k].end];
        is_point(text, &words[k], ".-'’&")
            || kind(chars[0]) == Kind::Letter && chars.iter().all(|c| c.is_uppercase())
    };
    let named = (first..colon).any(|k| text[words[k].start].is_uppercase());
    (named && (first..colon).all(capitals) && colon + 1 < end).then_some(Line {
        paragraph,
        label: (first, colon),
        colon,
    })
}

/// Whether two speakers take turns: a label comes back, and there is another one.
fn is_transcript(text: &[char], words: &[Word], lines: &[Line]) -> bool {
    let mut times = BTreeMap::<&[char], usize>::new();
    for line in lines {
        *times.entry(&text[words[line.label.0].start..words[line.label.1 - 1].end]).or_default() += 1;
    }
    lines.len() >= LINES_MIN && times.len() > 1 && times.values().any(|&n| n > 1)
}

/// A line with the paragraphs below it, up to the next label. What stands in brackets is the transcriber's.
fn turn(text: &[char], words: &[Word], paragraphs: &[Range], line: &Line, next: Option<usize>) -> Found {
    let further = match next {
        Some(next) if next - line.paragraph <= TURN_PARAGRAPHS_MAX => line.paragraph + 1..next,
        _ => 0..0,
    };
    let aside = |&(start, end): &Range| {
        let first = start + usize::from(end - start > 1 && !is_point(text, &words[start], "(["));
        is_point(text, &words[start], "([") || is_point(text, &words[first], "([")
    };
    let mut spans: [Vec<Range>; 3] = Default::default();
    spans[SOURCE].push(line.label);
    spans[CUE].push((line.colon, line.colon + 1));
    spans[CONTENT].push((line.colon + 1, paragraphs[line.paragraph].1));
    spans[CONTENT].extend(paragraphs[further].iter().filter(|p| !aside(p)));
    Found { anchor: line.colon, sure: [1.0; 3], spans, ..Found::default() }
}

/// Whether something found takes the turn's label in, or most of its first paragraph: then it is the turn, read worse.
fn stands_for(found: &Found, turn: &Found) -> bool {
    let label = [(turn.spans[SOURCE][0].0, turn.anchor + 1)];
    let first = turn.spans[CONTENT][0];
    found.spans.iter().any(|spans| join::shared(spans, &label) > 0)
        || 2 * join::shared(&found.spans[CONTENT], &[first]) > first.1 - first.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(text: &str, mut kept: Vec<(f32, Found)>) -> Vec<(String, String)> {
        let chars: Vec<char> = text.chars().collect();
        let words = crate::words::words(&chars);
        let quotation = crate::quotes::quotations(&chars, &words);
        add(&chars, &words, &quotation, &mut kept);
        let slice = |&(i, j): &Range| chars[words[i].start..words[j - 1].end].iter().collect::<String>();
        let joined = |ranges: &[Range]| ranges.iter().map(slice).collect::<Vec<_>>().join(" | ");
        kept.iter().map(|(_, f)| (joined(&f.spans[SOURCE]), joined(&f.spans[CONTENT]))).collect()
    }

    #[test]
    fn turns_with_their_further_paragraphs_are_statements() {
        let text = "The talk in full:\n\n\"ORTEGA: Will it hold?\n\n\"MAYOR LIND: It will.\n\n\"And longer.\n\n\
                    \"(CROSSTALK)\n\n\"ORTEGA: Thank you.\n\nFollow us.";
        let expected = [
            ("ORTEGA", "Will it hold?"),
            ("MAYOR LIND", "It will. | \"And longer."),
            ("ORTEGA", "Thank you."),
        ];
        let found: Vec<_> = turns(text, Vec::new());
        assert_eq!(found, expected.map(|(s, c)| (s.to_owned(), c.to_owned())));
    }

    #[test]
    fn captions_and_notes_are_no_transcript() {
        for text in [
            "EXCLUSIVE: The bridge.\nCORRECTION: It was Monday.\nUPDATE: It is open.",
            "NOTE: One.\nNOTE: Two.\nNOTE: Three.",
            "Name: Ann\nAge: 4\nName: Bo\nAge: 5",
            "ORTEGA:\nLIND:\nORTEGA:",
            "",
        ] {
            assert!(turns(text, Vec::new()).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_was_found_of_a_turn_gives_way_and_what_is_told_inside_stays() {
        let text = "LIND: The board says no, and I am sure that it will have to think again.\nORTEGA: Why?\nLIND: Money.";
        let found = |anchor: usize, source: Range, content: Range| {
            let spans = [vec![source], vec![content], vec![(anchor, anchor + 1)]];
            (0.8, Found { anchor, sure: [1.0; 3], spans, ..Found::default() })
        };
        let (whole, inside) = (found(1, (0, 1), (2, 9)), found(4, (2, 4), (5, 6)));
        let sources: Vec<String> = turns(text, vec![whole, inside]).into_iter().map(|(s, _)| s).collect();
        assert_eq!(sources, ["LIND", "The board", "ORTEGA", "LIND"]);
    }
}
