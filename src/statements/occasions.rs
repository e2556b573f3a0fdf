//! When statements were made: the date beside the cue, that of the occasion, the hours of a live blog.

use std::ops::Range;

use jiff::civil::Date;

use crate::candidates::Candidate;
use crate::items::Kind;
use crate::lexicon::Family;
use crate::passage::{Passage, View};
use crate::resolve::{Resolved, Resolver, Who};

/// How many paragraphs on a speaker's dated words carry their day.
const CARRY_MAX: usize = 2;

/// The day of each candidate, where the page dates it.
pub(crate) fn days(
    resolver: &Resolver<'_>,
    candidates: &[Candidate],
    resolved: &[Resolved],
    published: Date,
) -> Vec<Option<Date>> {
    let live = is_live_blog(resolver.passages);
    let mut days: Vec<Option<Date>> = Vec::with_capacity(candidates.len());
    for (at, candidate) in candidates.iter().enumerate() {
        let view = resolver.view(candidate.paragraph);
        let own = own_day(&view, candidate, published);
        let day = own
            .or_else(|| {
                (live && begins_with_hour(&resolver.passages[candidate.paragraph])).then_some(published)
            })
            .or_else(|| carried(candidates, resolved, &days, at))
            .or_else(|| told_before(resolver, candidate, &resolved[at], published));
        days.push(day);
    }
    days
}

/// The date in the sentence of the cue, outside of what is said.
fn own_day(view: &View<'_>, candidate: &Candidate, published: Date) -> Option<Date> {
    let cue = candidate.cue.as_ref()?;
    let sentence = sentence_of(view.passage, cue.start)?;
    let mut taken: Vec<Range<usize>> =
        candidate.pieces.iter().filter(|(p, _)| *p == candidate.paragraph).map(|(_, r)| r.clone()).collect();
    // Slavic circumstances stand between subject and verb, where the source's span may hold them.
    if view.lexicon.family != Family::Slavic {
        taken.extend(candidate.source.clone());
    }
    view.date_in(sentence, &taken, published)
}

fn sentence_of(passage: &Passage, scalar: usize) -> Option<Range<usize>> {
    passage.sentences.get(passage.sentence_of(scalar)).cloned()
}

/// A later sentence of the same speaker's carries the day of the one before.
fn carried(
    candidates: &[Candidate],
    resolved: &[Resolved],
    days: &[Option<Date>],
    at: usize,
) -> Option<Date> {
    let who = &resolved[at].who;
    if *who == Who::Unknown {
        return None;
    }
    let low = at.saturating_sub(8);
    let before = (low..at).rev().find(|i| resolved[*i].who == *who)?;
    (candidates[at].paragraph.saturating_sub(candidates[before].paragraph) <= CARRY_MAX)
        .then(|| days[before])
        .flatten()
}

/// “Am Sonntag verteidigte der Regisseur den Einsatz. „…“, sagte er.”: the sentence before dates what its subject says.
fn told_before(
    resolver: &Resolver<'_>,
    candidate: &Candidate,
    resolved: &Resolved,
    published: Date,
) -> Option<Date> {
    let Who::Member(member) = resolved.who else { return None };
    let passage = &resolver.passages[candidate.paragraph];
    let here = passage.sentence_of(candidate.place().1);
    let mut sentences: Vec<(usize, usize)> =
        (here.saturating_sub(2)..here).rev().map(|s| (candidate.paragraph, s)).collect();
    if let Some(before) = candidate.paragraph.checked_sub(1).filter(|_| here == 0) {
        sentences.extend(resolver.passages[before].sentences.len().checked_sub(1).map(|s| (before, s)));
    }
    sentences.into_iter().find_map(|(paragraph, sentence)| {
        let view = resolver.view(paragraph);
        let range = view.passage.sentences.get(sentence)?.clone();
        let (from, to) = (view.items()[range.start].start, view.items()[range.end - 1].end);
        let spans = &resolver.cast.spans;
        let first = spans.partition_point(|s| (s.paragraph, s.start) < (paragraph as i32, from));
        let named = spans[first..]
            .iter()
            .take_while(|s| s.paragraph == paragraph as i32 && s.end <= to)
            .any(|s| s.member == member);
        let quoted: Vec<Range<usize>> = view
            .passage
            .quotes
            .iter()
            .map(|q| q.start..q.end)
            .filter(|q| q.start < to && q.end > from)
            .collect();
        named.then(|| view.date_in(range, &quoted, published)).flatten()
    })
}

/// Three paragraphs that begin with the hour make a live blog.
fn is_live_blog(passages: &[Passage]) -> bool {
    passages.iter().filter(|p| begins_with_hour(p)).take(3).count() == 3
}

/// “7.22pm”, “08:35.”, “7 h 05.”, “10.05 Uhr –”.
fn begins_with_hour(passage: &Passage) -> bool {
    let Some(first) = passage.items.first().filter(|i| i.kind == Kind::Number) else { return false };
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let lead = digits(&first.word);
    let rest = &first.word[lead.min(first.word.len())..];
    let hour = first.word[..lead].parse::<u8>().is_ok_and(|h| h < 25);
    let minutes = rest.strip_prefix(['.', ':', 'h']).is_some_and(|m| digits(m) == 2);
    let spaced = rest.is_empty() && passage.items.get(1).is_some_and(|i| i.word == "h");
    let meridiem = rest.starts_with("am") || rest.starts_with("pm");
    hour && (minutes || spaced || meridiem)
}
