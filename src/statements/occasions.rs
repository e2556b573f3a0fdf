//! When statements were made: the date beside the cue, that of the occasion, the hours of a live blog.

use std::ops::Range;

use jiff::civil::Date;

use crate::candidates::Candidate;
use crate::dating::{self, Days, Page, Reason};
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::passage::{Passage, View};
use crate::resolve::{Resolved, Resolver, Who};
use crate::{Act, Quotation, SpeakerKind};

/// The days that each candidate may have been made on, seen from the day of publication.
pub(crate) fn days(
    resolver: &Resolver<'_>,
    candidates: &[Candidate],
    resolved: &[Resolved],
    published: Date,
) -> Vec<Days> {
    let live = is_live_blog(resolver.passages);
    let scenes = scenes(resolver, published);
    let near = beside(resolver, candidates, resolved, published, live);
    let page = Page {
        live,
        dated: scenes.iter().flatten().count(),
        events: (0..resolver.passages.len()).filter(|at| tells_of_event(&resolver.view(*at))).count(),
        published,
    };
    (0..candidates.len())
        .map(|at| {
            let mut reasons = near[at].clone();
            reasons.extend(stage(resolver, &candidates[at], &resolved[at], &scenes, published));
            reasons.extend(around(candidates, resolved, &near, at));
            dating::days(resolver, &candidates[at], &resolved[at], &reasons, page)
        })
        .collect()
}

/// What the words beside each candidate tell of its day.
fn beside(
    resolver: &Resolver<'_>,
    candidates: &[Candidate],
    resolved: &[Resolved],
    published: Date,
    live: bool,
) -> Vec<Vec<Reason>> {
    let one = |(candidate, resolved): (&Candidate, &Resolved)| {
        let view = resolver.view(candidate.paragraph);
        let hour = live && begins_with_hour(&resolver.passages[candidate.paragraph]);
        let reasons = [
            ("own", own_day(&view, candidate, published)),
            ("written", written_day(&view, candidate, resolved, published)),
            ("hour", hour.then_some(published)),
            ("told before", told_before(resolver, candidate, resolved, published)),
        ];
        let reason = |(why, day): (&'static str, Option<Date>)| Some(Reason { why, far: 0, day: day? });
        reasons.into_iter().filter_map(reason).collect()
    };
    candidates.iter().zip(resolved).map(one).collect()
}

/// The days of the utterances before: the same speaker's, and whosever.
fn around(candidates: &[Candidate], resolved: &[Resolved], near: &[Vec<Reason>], at: usize) -> Vec<Reason> {
    /// How many utterances back are looked at.
    const BACK_MAX: usize = 12;
    let here = candidates[at].paragraph;
    let mut reasons = Vec::new();
    let (mut same, mut other) = (false, false);
    for before in (at.saturating_sub(BACK_MAX)..at).rev() {
        let dated = near[before].iter().find(|r| matches!(r.why, "own" | "written" | "hour"));
        let Some(day) = dated.map(|r| r.day) else { continue };
        let far = here.saturating_sub(candidates[before].paragraph);
        let theirs = resolved[at].who != Who::Unknown && resolved[before].who == resolved[at].who;
        if theirs && !same {
            same = true;
            reasons.push(Reason { why: "same speaker", far, day });
        } else if !theirs && !other {
            other = true;
            reasons.push(Reason { why: "other speaker", far, day });
        }
    }
    reasons
}

/// The days that the narration before names: of occasions, the nearest and the first, and of anything.
fn stage(
    resolver: &Resolver<'_>,
    candidate: &Candidate,
    resolved: &Resolved,
    scenes: &[Option<Date>],
    published: Date,
) -> Vec<Reason> {
    /// How many paragraphs back are looked at.
    const BACK_MAX: usize = 14;
    /// The last paragraph that still begins the article.
    const LEAD_MAX: usize = 2;
    /// How many paragraphs back an occasion dates what is said.
    const SCENE_MAX: usize = 3;
    /// How many paragraphs back, and words and marks of each, any day is looked for.
    const NARRATED_MAX: usize = 2;
    const NARRATED_ITEMS_MAX: usize = 300;
    let here = candidate.paragraph;
    if here >= scenes.len() {
        return Vec::new();
    }
    let elsewhere = said_elsewhere(&resolver.view(here), candidate);
    let spoken = matches!(resolved.speaker.kind, SpeakerKind::Person | SpeakerKind::Anonymous);
    let how = match (elsewhere, spoken) {
        (true, _) => 0,
        (_, true) => 1,
        _ => 2,
    };
    let within = |far: usize| here.saturating_sub(far)..=here;
    let scene = |p: usize| Some((p, scenes[p]?));
    // What is said where an occasion has just been told of is said on its day.
    let present = how == 1 && resolved.who != Who::Unknown && candidate.act != Act::Decline;
    let just = within(SCENE_MAX).rev().find_map(scene).filter(|_| present);
    let narrated = within(NARRATED_MAX).rev().find_map(|p| {
        let view = resolver.view(p);
        let end = view.items().partition_point(|i| p < here || i.start < candidate.place().1);
        let items = end.saturating_sub(NARRATED_ITEMS_MAX)..end;
        Some((p, view.date_in(items.clone(), &quoted(&view, &items), published)?))
    });
    let found = [
        (["scene"; 3], just.map(|(_, day)| (here, day))),
        (["stage, elsewhere", "stage, spoken", "stage"], within(BACK_MAX).rev().find_map(scene)),
        (["lead, elsewhere", "lead, spoken", "lead"], (0..=LEAD_MAX.min(here)).find_map(scene)),
        (["narrated, elsewhere", "narrated, spoken", "narrated"], narrated),
    ];
    let reason = |(why, found): ([&'static str; 3], Option<(usize, Date)>)| {
        found.map(|(p, day)| Reason { why: why[how], far: here - p, day })
    };
    found.into_iter().filter_map(reason).collect()
}

/// The quotations that touch a stretch of items, in scalars.
fn quoted(view: &View<'_>, items: &Range<usize>) -> Vec<Range<usize>> {
    let from = view.items().get(items.start).map_or(0, |i| i.start);
    let until = items.end.checked_sub(1).and_then(|last| view.items().get(last)).map_or(0, |i| i.end);
    let first = view.passage.quotes.partition_point(|q| q.end <= from);
    let touched = view.passage.quotes[first..].iter().take_while(|q| q.start < until);
    touched.map(|q| q.start..q.end).collect()
}

/// The date in the sentence of the cue, outside of what is said.
fn own_day(view: &View<'_>, candidate: &Candidate, published: Date) -> Option<Date> {
    let cue = candidate.cue.as_ref()?;
    let sentence = sentence_of(view.passage, cue.start)?;
    let mut taken: Vec<Range<usize>> = candidate
        .pieces
        .iter()
        .filter(|(p, _)| *p == candidate.paragraph)
        .map(|(_, r)| if candidate.quotation == Quotation::Direct { r.clone() } else { past_date(view, r) })
        .collect();
    // Slavic circumstances stand between subject and verb, where the source's span may hold them.
    if view.lexicon.family != Family::Slavic {
        taken.extend(candidate.source.clone());
    }
    view.date_in(sentence, &taken, published)
}

/// “Bestritt am Donnerstagabend, je zugestimmt zu haben”: a span of what is said may begin with the day on which it was.
fn past_date(view: &View<'_>, piece: &Range<usize>) -> Range<usize> {
    const ITEMS_MAX: usize = 4;
    let items = view.items();
    let first = items.partition_point(|i| i.start < piece.start);
    let reach = (first..items.len()).take(ITEMS_MAX).take_while(|i| items[*i].start < piece.end);
    let comma = reach.clone().find(|i| view.mark(*i, ',') || view.any(*i, &[Class::Complementiser]));
    let dated =
        comma.filter(|c| (first..*c).any(|i| view.any(i, &[Class::Weekday, Class::Today, Class::Yesterday])));
    dated.map_or(piece.clone(), |c| items[c].start..piece.end)
}

/// “A study published on Wednesday”, “an email dated 4 March”: the mention of a document dates it.
fn written_day(view: &View<'_>, candidate: &Candidate, resolved: &Resolved, published: Date) -> Option<Date> {
    if !matches!(resolved.speaker.kind, SpeakerKind::Document | SpeakerKind::Outlet) {
        return None;
    }
    let source = candidate.source.as_ref()?;
    let first = view.items().partition_point(|i| i.start < source.start);
    let last = view.items().partition_point(|i| i.end <= source.end);
    view.date_in(first..last, &[], published)
}

/// The days of the occasions that the narration of each paragraph names (“the trial opened on Monday”).
fn scenes(resolver: &Resolver<'_>, published: Date) -> Vec<Option<Date>> {
    let told = |at: usize| {
        let view = resolver.view(at);
        let quoted: Vec<Range<usize>> = view.passage.quotes.iter().map(|q| q.start..q.end).collect();
        let event = |sentence: &Range<usize>| {
            !sentence.clone().any(|i| matches!(view.word(i), "will" | "would" | "wird" | "werden" | "буде"))
                && sentence.clone().any(|i| is_event(&view, i))
        };
        view.passage
            .sentences
            .iter()
            .filter(|s| event(s))
            .find_map(|s| view.date_in(s.clone(), &quoted, published))
    };
    (0..resolver.passages.len()).map(told).collect()
}

/// Whether the narration names an occasion at item `at`.
fn is_event(view: &View<'_>, at: usize) -> bool {
    view.any(at, &[Class::Event]) && !view.passage.is_quoted(view.items()[at].start)
}

fn tells_of_event(view: &View<'_>) -> bool {
    (0..view.items().len()).any(|i| is_event(view, i))
}

/// Whether the sentence of the cue tells of another place where it was said: an outlet, a document, a letter.
fn said_elsewhere(view: &View<'_>, candidate: &Candidate) -> bool {
    candidate.cue.as_ref().and_then(|cue| sentence_of(view.passage, cue.start)).is_some_and(|mut sentence| {
        let inside = |i: usize| {
            let start = view.items()[i].start;
            candidate.pieces.iter().any(|(p, r)| *p == candidate.paragraph && r.contains(&start))
        };
        sentence.any(|i| {
            !inside(i)
                && (view.any(i, &[Class::Outlet, Class::Document])
                    || view.any(i, &[Class::Venue]) && !view.any(i, &[Class::Event]))
        })
    })
}

fn sentence_of(passage: &Passage, scalar: usize) -> Option<Range<usize>> {
    passage.sentences.get(passage.sentence_of(scalar)).cloned()
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
        let named = resolver.cast.within(paragraph as i32, from..to).any(|s| s.member == member);
        named.then(|| view.date_in(range.clone(), &quoted(&view, &range), published)).flatten()
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
