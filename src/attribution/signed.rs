//! Quotations signed with a name: `“We stay.” — Ana Ruiz`. Collections of voices print them paragraph after paragraph,
//! and the training corpus has none, so the form itself decides.

use crate::join::{CONTENT, CUE, Found, Range, SOURCE};
use crate::quotes::Quotation;
use crate::words::{Kind, Word, is_point, kind, paragraphs};

/// A longer line after the dash is a sentence, not a name.
const SIGNATURE_WORDS_MAX: usize = 12;
/// The form leaves little doubt; all 24 in the development articles were right.
const CONFIDENCE: f32 = 0.9;

/// Adds the signed quotations, in place of what else was found in their paragraphs.
pub(crate) fn add(text: &[char], words: &[Word], quotation: &[Quotation], kept: &mut Vec<(f32, Found)>) {
    let read = |range: Range| Some((range, read(text, words, quotation, range)?));
    let signed: Vec<(Range, Found)> = paragraphs(words).filter_map(read).collect();
    if signed.is_empty() {
        return;
    }
    kept.retain(|(_, f)| {
        let inside = |&(start, end): &Range| {
            let touches = |&(i, j): &Range| i < end && j > start;
            (start..end).contains(&f.anchor) || f.spans[CONTENT].first().is_some_and(touches)
        };
        let after = signed.partition_point(|((start, _), _)| *start <= f.anchor);
        let near = signed[after.saturating_sub(2)..(after + 2).min(signed.len())].iter();
        !near.map(|(range, _)| range).any(inside)
    });
    kept.extend(signed.into_iter().map(|(_, found)| (CONFIDENCE, found)));
    kept.sort_by_key(|(_, f)| f.spans[CUE].first().copied());
}

/// The paragraph as quotation, dash and name, if it is these and nothing else.
fn read(text: &[char], words: &[Word], quotation: &[Quotation], (start, end): Range) -> Option<Found> {
    let is_mark = |k: usize| matches!(quotation[k], Quotation::Open | Quotation::Close);
    let point = |k: usize, points: &str| is_point(text, &words[k], points);
    if !is_mark(start) {
        return None;
    }
    let close = (start + 2..end).rev().find(|&k| is_mark(k))?;
    let dashes = (close + 1..end).take_while(|&k| point(k, "―—–-")).count();
    let name = close + 1 + dashes;
    let stop = if point(end - 1, ".") { end - 1 } else { end };
    let plausible = (1..=2).contains(&dashes)
        && name < stop
        && stop - name <= SIGNATURE_WORDS_MAX
        && text[words[name].start].is_uppercase()
        && (name..stop).all(|k| kind(text[words[k].start]) == Kind::Letter || point(k, ",.’'-()&"));
    plausible.then(|| {
        let mut spans: [Vec<Range>; 3] = Default::default();
        spans[SOURCE].push((name, stop));
        spans[CONTENT].push((start, close + 1));
        spans[CUE].push((close + 1, name));
        Found { anchor: close + 1, sure: [1.0; 3], spans, ..Found::default() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let chars: Vec<char> = text.chars().collect();
        let words = crate::words::words(&chars);
        let quotation = crate::quotes::quotations(&chars, &words);
        let mut kept = Vec::new();
        add(&chars, &words, &quotation, &mut kept);
        let slice = |(i, j): Range| chars[words[i].start..words[j - 1].end].iter().collect::<String>();
        let got: Vec<String> = kept.iter().map(|(_, f)| slice(f.spans[SOURCE][0])).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn a_name_under_a_quotation_is_its_source() {
        check(
            "“We stay.” — Ana Ruiz\n“I do not.”― Bo Lund, Ahlby.\n\n\"Why not?\" -- Cy Ek",
            &["Ana Ruiz", "Bo Lund, Ahlby", "Cy Ek"],
        );
    }

    #[test]
    fn what_goes_on_after_the_dash_is_no_name() {
        check(
            "“We stay” — and so they did, for as long as the two of them could bear the cold and the wind.",
            &[],
        );
        check("He said “we stay” — Ana Ruiz", &[]);
        check("“We stay” —", &[]);
        check("“", &[]);
    }
}
