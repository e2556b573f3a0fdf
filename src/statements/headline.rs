//! The headline's statements: “Kessel: We were not told”, “Pilots to walk out, union says”, words that the article quotes.

use std::collections::HashSet;
use std::ops::Range;

use crate::candidates::Candidate;
use crate::items::{Kind, inside};
use crate::lexicon::{Class, Family, normal};
use crate::passage::{Head, View};
use crate::resolve::{Resolved, Resolver, Who};
use crate::{Act, Quotation};

/// The longest speaker before a headline's colon, in items.
const SPEAKER_ITEMS_MAX: usize = 7;

/// The fewest words of a headline's statement that has no cue but a colon.
const WORDS_MIN: usize = 3;

/// The statements of the headline, each with the resolution that the article's own words give it, if any. The headline
/// is passage `at`; `candidates` and `resolved` are the article's.
pub(crate) fn read(
    resolver: &Resolver<'_>,
    at: usize,
    candidates: &[Candidate],
    resolved: &[Resolved],
) -> Vec<(Candidate, Option<Resolved>)> {
    let view = resolver.view(at);
    if view.items().is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Candidate, Option<Resolved>)> = Vec::new();
    for mut candidate in view
        .read(at)
        .into_iter()
        .filter(|c| c.cue.is_some() && names_somebody(&view, c) && !is_told_of(&view, c))
    {
        before_as(&view, &mut candidate);
        found.push((candidate, None));
    }
    if found.is_empty() {
        found.extend(colon(resolver, &view, at).or_else(|| dash(resolver, &view, at)).map(|c| (c, None)));
    }
    if found.is_empty() {
        found.extend(quoted(resolver, &view, at, candidates, resolved));
    }
    found
}

/// “Minister told of ‘chaos’”: in headlines “told” without whom to is a passive without its auxiliary.
fn is_told_of(view: &View<'_>, candidate: &Candidate) -> bool {
    let Some(cue) = &candidate.cue else { return false };
    let at = view.items().partition_point(|i| i.start < cue.start);
    view.word(at) == "told" && matches!(view.word(at + 1), "of" | "to" | "about")
}

/// Whether the source is more than a pronoun. Nobody is named before a headline, and whom “she says” means there is a
/// guess; a wrong speaker is worse than a missing statement.
fn names_somebody(view: &View<'_>, candidate: &Candidate) -> bool {
    let Some(source) = &candidate.source else { return false };
    !matches!(view.headed(inside(view.items(), source)), Some(Head::Pronoun))
}

/// “Vale demands Kessel's head as premier hunts for copies”: what happens beside it is not what she demands.
fn before_as(view: &View<'_>, candidate: &mut Candidate) {
    let Some((_, piece)) = candidate.pieces.last_mut().filter(|_| view.lexicon.family == Family::English)
    else {
        return;
    };
    let items = view.items();
    let Range { start: first, end: last } = inside(items, piece);
    let aside =
        (first + 1..last.saturating_sub(2)).find(|i| view.word(*i) == "as" && !view.is_article(i + 1));
    if let Some(at) = aside {
        piece.end = items[at - 1].end;
    }
}

/// “Speaker: words”, the speaker being somebody of the article.
fn colon(resolver: &Resolver<'_>, view: &View<'_>, at: usize) -> Option<Candidate> {
    let items = view.items();
    let colon = (1..items.len()).find(|i| view.mark(*i, ':'))?;
    let left =
        (0..colon).rev().find(|i| matches!(items[*i].kind, Kind::Mark('!' | '?' | '.'))).map_or(0, |i| i + 1);
    let source = left..colon;
    let content = colon + 1..items.len();
    speaks(resolver, view, at, &source).then(|| candidate(view, at, source, colon..colon + 1, content))?
}

/// «Слова — речниця»: how Ukrainian and Russian headlines end with their speaker.
fn dash(resolver: &Resolver<'_>, view: &View<'_>, at: usize) -> Option<Candidate> {
    if view.lexicon.family != Family::Slavic {
        return None;
    }
    let items = view.items();
    let dash = (1..items.len().saturating_sub(1)).rev().find(|i| view.dash(*i))?;
    let source = dash + 1..items.len();
    speaks(resolver, view, at, &source).then(|| candidate(view, at, source, dash..dash + 1, 0..dash))?
}

/// Whether the items name a person, body or role of the article.
fn speaks(resolver: &Resolver<'_>, view: &View<'_>, at: usize, source: &Range<usize>) -> bool {
    let items = view.items();
    let plain = !source.is_empty()
        && source.len() <= SPEAKER_ITEMS_MAX
        && view.phrase(source.start, Class::Label).is_none()
        && source.clone().all(|i| {
            (items[i].is_word() && !view.lexicon.verbs.has(&items[i].word))
                || view.quote(i).is_some()
                || view.mark(i, '.')
        });
    let Some(span) = view.span(source.clone()).filter(|_| plain) else { return false };
    let spoke = |who: &Who| resolver.history.iter().any(|r| r.who == *who);
    match view.headed(source.clone()) {
        None | Some(Head::Pronoun | Head::Document) => false,
        Some(_) => {
            let told = resolver.mention(at, &span);
            match &told.who {
                Who::Member(member) => {
                    let member = &resolver.cast.members[*member];
                    member.is_person() || member.outlet || spoke(&told.who)
                }
                Who::Described(_) => spoke(&told.who),
                Who::Unknown => false,
            }
        }
    }
}

fn candidate(
    view: &View<'_>,
    at: usize,
    source: Range<usize>,
    cue: Range<usize>,
    content: Range<usize>,
) -> Option<Candidate> {
    let words = content.clone().filter(|i| view.items()[*i].is_word()).count();
    let quotes: Vec<usize> = content.clone().filter(|i| view.quote(*i).is_some()).collect();
    let whole = words == 0 && quotes.len() == 1;
    let (piece, quotation) = match quotes.first().and_then(|i| view.quote(*i)).filter(|_| whole) {
        Some(quote) => (quote.inner_start..quote.inner_end, Quotation::Direct),
        None if words >= WORDS_MIN || !quotes.is_empty() => {
            (view.span(content)?, if quotes.is_empty() { Quotation::Indirect } else { Quotation::Mixed })
        }
        None => return None,
    };
    Some(Candidate {
        quotation,
        ..Candidate::plain(
            at,
            view.span(source),
            Some(view.items()[cue.start].start..view.items()[cue.end - 1].end),
            piece,
        )
    })
}

/// A quotation without a speaker in the headline, whose words the article quotes somebody with.
fn quoted(
    resolver: &Resolver<'_>,
    view: &View<'_>,
    at: usize,
    candidates: &[Candidate],
    resolved: &[Resolved],
) -> Option<(Candidate, Option<Resolved>)> {
    let quote = (0..view.items().len()).find_map(|i| view.quote(i))?;
    let range = quote.inner_start..quote.inner_end;
    let words = words(&view.passage.text(&range));
    if words.len() < WORDS_MIN {
        return None;
    }
    let (_, speaker) = candidates
        .iter()
        .zip(resolved)
        .filter(|(c, r)| c.quotation != Quotation::Indirect && r.who != Who::Unknown)
        .map(|(c, r)| (shared(&words, c, resolver), r))
        .filter(|(shared, _)| *shared * 10 >= words.len() * 8)
        .max_by_key(|(shared, _)| *shared)?;
    let mut speaker = speaker.clone();
    speaker.speaker.mention = None;
    speaker.confidence = speaker.confidence.min(0.8);
    let act = if view.passage.text(&range).trim_end().ends_with('?') { Act::Ask } else { Act::Say };
    let candidate =
        Candidate { act, quotation: Quotation::Direct, ..Candidate::plain(at, None, None, range) };
    Some((candidate, Some(speaker)))
}

/// How many of `words` the candidate's content has.
fn shared(words: &HashSet<String>, candidate: &Candidate, resolver: &Resolver<'_>) -> usize {
    let said: HashSet<String> = candidate
        .pieces
        .iter()
        .filter_map(|(paragraph, range)| Some(self::words(&resolver.passages.get(*paragraph)?.text(range))))
        .flatten()
        .collect();
    words.intersection(&said).count()
}

fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(normal).collect()
}
