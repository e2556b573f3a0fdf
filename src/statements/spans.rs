//! The attributions of a plain text: the trained engine's in English, the rules' and the engine's together elsewhere.

use std::ops::Range;

use sayso_attribution::{Attribution, Engine, Span};

use crate::candidates::Candidate;
use crate::finding::{SCALARS_MAX, Spoken};
use crate::found::source_of;
use crate::free;
use crate::fusion::{SCALARS_MAX as ENGINE_SCALARS_MAX, paragraph_at};
use crate::german;
use crate::lexicon::{self, Family, Lexicon};
use crate::passage::Passage;

/// In other languages than English, where rules stand behind it, the engine must be at least this sure.
const CONFIDENCE_MIN: f32 = 0.7;

/// Share of the shorter of two contents that makes them the same.
const OVERLAP: f32 = 0.5;

/// The attributions of `text` (paragraphs on lines of their own) in order of their cues. Spans are in Unicode
/// scalars of the text, sorted, never empty; a content's quotation marks belong to it.
///
/// English is read by the engine alone; other languages by the engine, to which the rules add what it missed; every
/// language by the rules alone where no engine is given.
///
/// Total and bounded: odd text gives few or no attributions. The engine, and what tells the language, read the
/// paragraphs of the first 100,000 scalars; the rules read 1.5 million, in English those behind the engine's; what
/// stands behind these is not read.
pub fn attributions(text: &str, engine: Option<&Engine>) -> Vec<Attribution> {
    let (near, far) = text.split_at(whole_paragraphs(text, ENGINE_SCALARS_MAX));
    let language = sayso_article::read_text(near, None).map(|article| article.language).unwrap_or_default();
    let lexicon = lexicon::of(&language);
    let Some(engine) = engine else {
        let (passages, starts, mut found) = rules(text, 0, lexicon);
        carry_on(&mut found, &passages, &starts, lexicon);
        return found;
    };
    let read = engine.attributions_in(lexicon.code, near);
    let offset = near.chars().count();
    if lexicon.family == Family::English {
        let behind = if far.is_empty() { Vec::new() } else { rules(far, offset, lexicon).2 };
        return read.into_iter().chain(behind).collect();
    }
    let (passages, starts, ruled) = rules(text, 0, lexicon);
    let mut found: Vec<Attribution> = read.into_iter().filter(|a| a.confidence >= CONFIDENCE_MIN).collect();
    found.iter_mut().for_each(|a| keep_one_source(a, &passages, &starts, lexicon));
    let known = found.len();
    for attribution in ruled {
        let same = |other: &Attribution| {
            touch(&other.cue, &attribution.cue)
                || shared(&other.content, &attribution.content)
                    > OVERLAP * size(&other.content).min(size(&attribution.content))
        };
        if first_scalar(&attribution) >= offset || !found[..known].iter().any(same) {
            found.push(attribution);
        }
    }
    found.sort_by_key(first_scalar);
    carry_on(&mut found, &passages, &starts, lexicon);
    found
}

/// Bytes of the whole lines that fit in so many scalars; of a longer first line what fits, up to a space.
fn whole_paragraphs(text: &str, scalars: usize) -> usize {
    let Some((cut, _)) = text.char_indices().nth(scalars) else { return text.len() };
    let end = text[..cut].rfind('\n').or_else(|| text[..cut].rfind(' '));
    end.map_or(cut, |at| at + 1)
}

/// What the rules read in `text`, which begins `offset` scalars into the whole: the paragraphs made ready, where each
/// begins, and the attributions.
fn rules(
    text: &str,
    offset: usize,
    lexicon: &'static Lexicon,
) -> (Vec<Passage>, Vec<usize>, Vec<Attribution>) {
    let (mut starts, mut paragraphs, mut at) = (Vec::new(), Vec::new(), 0);
    for line in text.split('\n') {
        let chars: Vec<char> = line.chars().collect();
        let length = chars.len();
        if at + length > SCALARS_MAX {
            break;
        }
        if !line.trim().is_empty() {
            starts.push(offset + at);
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
    found.sort_by_key(first_scalar);
    (spoken.passages, starts, found)
}

/// Adds the sentences that carry on the attribution before them; its source is theirs.
fn carry_on(found: &mut Vec<Attribution>, passages: &[Passage], starts: &[usize], lexicon: &Lexicon) {
    let mut told = vec![Vec::new(); passages.len()];
    for (number, a) in found.iter().enumerate() {
        for span in a.cue.iter().chain(&a.content) {
            let Some((paragraph, start)) = paragraph_at(starts, span.start) else { continue };
            told[paragraph].push((span.start - start..span.end.saturating_sub(start), number));
        }
    }
    let fresh: Vec<Attribution> = free::sentences(passages, lexicon, &told)
        .into_iter()
        .map(|free| Attribution {
            source: found[free.after].source.clone(),
            cue: Vec::new(),
            content: vec![Span {
                start: starts[free.paragraph] + free.range.start,
                end: starts[free.paragraph] + free.range.end,
            }],
            confidence: free::CONFIDENCE,
            meant: Vec::new(),
        })
        .collect();
    found.extend(fresh);
    found.sort_by_key(first_scalar);
}

/// Of a source in several parts leaves [the one that speaks](source_of), and none of one that says nothing itself.
fn keep_one_source(a: &mut Attribution, passages: &[Passage], starts: &[usize], lexicon: &Lexicon) {
    let Some(cue) = a.cue.first() else { return };
    a.source = source_of(a).into_iter().collect();
    if lexicon.family != Family::German {
        return;
    }
    let Some((paragraph, start)) = paragraph_at(starts, cue.start) else { return };
    let items = &passages[paragraph].items;
    let local = |s: &Span| s.start.checked_sub(start).map(|from| from..s.end - start);
    let cues: Vec<Range<usize>> = a.cue.iter().filter_map(local).collect();
    a.source.retain(|s| local(s).is_none_or(|source| !german::is_silent(items, &source, &cues, lexicon)));
}

/// Where an attribution stands among the others.
fn first_scalar(a: &Attribution) -> usize {
    a.cue.first().or(a.content.first()).map_or(0, |span| span.start)
}

fn size(spans: &[Span]) -> f32 {
    spans.iter().map(|s| s.end - s.start).sum::<usize>() as f32
}

/// Scalars that two lists of spans share.
fn shared(a: &[Span], b: &[Span]) -> f32 {
    let both = |a: &Span, b: &Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    a.iter().flat_map(|x| b.iter().map(move |y| both(x, y))).sum::<usize>() as f32
}

fn touch(a: &[Span], b: &[Span]) -> bool {
    shared(a, b) > 0.0
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
        meant: Vec::new(),
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
