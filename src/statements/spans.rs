//! The attributions of a plain text: the trained engine's where it was trained (English), the rules' elsewhere.

use std::ops::Range;

use sayso_attribution::{Attribution, Engine, Span};

use crate::candidates::Candidate;
use crate::finding::{SCALARS_MAX, Spoken};
use crate::lexicon::{self, Family};

/// The attributions of `text` (paragraphs on lines of their own) in order of their cues. Spans are in Unicode
/// scalars of the text, sorted, never empty; a content's quotation marks belong to it.
///
/// Total: odd text gives few or no attributions. Of a text of another language than English the first
/// 1.5 million scalars are read.
pub fn attributions(text: &str, engine: &Engine) -> Vec<Attribution> {
    let language = sayso_article::read_text(text, None).map(|article| article.language).unwrap_or_default();
    let lexicon = lexicon::of(&language);
    if lexicon.family == Family::English {
        return engine.attributions(text);
    }
    let (mut starts, mut paragraphs, mut at) = (Vec::new(), Vec::new(), 0);
    for line in text.split('\n') {
        let chars: Vec<char> = line.chars().collect();
        let length = chars.len();
        if at + length > SCALARS_MAX {
            break;
        }
        if !line.trim().is_empty() {
            starts.push(at);
            paragraphs.push(chars);
        }
        at += length + 1;
    }
    let spoken = Spoken::read(&[], paragraphs, lexicon, "");
    let place = |paragraph: usize, range: &Range<usize>| Span {
        start: starts[paragraph] + range.start,
        end: starts[paragraph] + range.end,
    };
    let mut found: Vec<Attribution> =
        spoken.candidates.iter().map(|candidate| attribution(candidate, &spoken, &place)).collect();
    found.retain(|attribution| !attribution.content.is_empty());
    found.sort_by_key(|a| a.cue.first().or(a.content.first()).copied());
    found
}

fn attribution(
    candidate: &Candidate,
    spoken: &Spoken,
    place: &impl Fn(usize, &Range<usize>) -> Span,
) -> Attribution {
    let here = |range: &Option<Range<usize>>| -> Vec<Span> {
        range
            .iter()
            .filter(|range| !range.is_empty())
            .map(|range| place(candidate.paragraph, range))
            .collect()
    };
    let mut content: Vec<Span> = candidate
        .pieces
        .iter()
        .filter(|(_, range)| !range.is_empty())
        .map(|(paragraph, range)| place(*paragraph, &with_marks(&spoken.passages[*paragraph].chars, range)))
        .collect();
    content.sort_unstable();
    Attribution {
        source: here(&candidate.source),
        cue: here(&candidate.cue),
        content,
        confidence: candidate.confidence,
    }
}

/// The range with the quotation marks that touch it.
fn with_marks(chars: &[char], range: &Range<usize>) -> Range<usize> {
    const MARKS: &str = "\"“”„‟«»‹›‘’‚";
    let marked = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| MARKS.contains(*c));
    let start = if marked(range.start.checked_sub(1)) { range.start - 1 } else { range.start };
    let end = if marked(Some(range.end)) { range.end + 1 } else { range.end };
    start..end
}
