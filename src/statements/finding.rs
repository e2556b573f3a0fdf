//! The stages joined: an article's paragraphs become statements in order of their places.

use std::ops::Range;

use jiff::civil::Date;
use sayso_article::Article;
use sayso_attribution::Engine;

use crate::candidates::{Candidate, Settled};
use crate::cast::Cast;
use crate::fusion;
use crate::interview;
use crate::lexicon::{self, Class, Lexicon};
use crate::names;
use crate::passage::{Passage, View};
use crate::quotes;
use crate::resolve::{Resolved, Resolver, Who, names_key};
use crate::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};

/// Scalars of an article that are read; a page beyond that is no article, and what it says at its end can wait.
pub(crate) const SCALARS_MAX: usize = 1_500_000;

/// Finds the statements of `article` in order of their places.
pub fn find(article: &Article, engine: &Engine) -> Vec<Statement> {
    let lexicon = lexicon::of(&article.language);
    let mut budget = SCALARS_MAX;
    let mut paragraphs: Vec<Vec<char>> = Vec::with_capacity(article.paragraphs.len());
    for paragraph in &article.paragraphs {
        let chars: Vec<char> = paragraph.text.chars().take(budget).collect();
        budget -= chars.len();
        paragraphs.push(chars);
    }
    let title: Vec<char> = article.title.chars().take(2_000).collect();
    let Spoken { passages, cast, relays, mut candidates } =
        Spoken::read(&title, paragraphs, lexicon, article.outlet.as_deref().unwrap_or_default());
    fusion::join(&mut candidates, &passages, lexicon, &cast, engine);
    nest(&passages, lexicon, &cast, &mut candidates);
    write(article, &passages, lexicon, &cast, &relays, candidates)
}

/// What the rules read in a text: its paragraphs made ready, whom it names, and the utterances.
pub(crate) struct Spoken {
    pub(crate) passages: Vec<Passage>,
    cast: Cast,
    relays: Vec<Option<String>>,
    pub(crate) candidates: Vec<Candidate>,
}

impl Spoken {
    pub(crate) fn read(
        title: &[char],
        paragraphs: Vec<Vec<char>>,
        lexicon: &'static Lexicon,
        outlet: &str,
    ) -> Spoken {
        let cast = Cast::read(title, &paragraphs, lexicon);
        let found = quotes::find(&paragraphs, lexicon);
        let passages: Vec<Passage> = paragraphs
            .into_iter()
            .zip(found)
            .map(|(chars, quotes)| Passage::new(chars, quotes, lexicon))
            .collect();
        let relays = default_relays(&passages, lexicon, &cast);
        let lines = interview::lines(&passages, lexicon, &cast, outlet);
        let mut candidates: Vec<Candidate> = Vec::new();
        for at in 0..passages.len() {
            if let Ok(line) = lines.binary_search_by_key(&at, |c| c.paragraph) {
                interview_line(&lines[line], &passages, lexicon, &cast, &mut candidates);
                continue;
            }
            let view = View { passage: &passages[at], lexicon, cast: &cast };
            if is_relay_line(&view) {
                continue;
            }
            let before = candidates.len();
            candidates.extend(view.read(at));
            carry_over(&passages, at, before, &mut candidates);
        }
        Spoken { passages, cast, relays, candidates }
    }
}

/// One line of an interview, with what it reports of others.
fn interview_line(
    line: &Candidate,
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    candidates: &mut Vec<Candidate>,
) {
    candidates.push(line.clone());
    if line.speaker != Some(Settled::Outlet) {
        return;
    }
    let view = View { passage: &passages[line.paragraph], lexicon, cast };
    let before = candidates.len();
    // What the interviewer reports of others.
    candidates.extend(
        view.read(line.paragraph).into_iter().filter(|c| {
            c.cue.is_some() && c.source.as_ref().is_some_and(|s| line.pieces[0].1.start <= s.start)
        }),
    );
    // A line that only reports others is no question of the interviewer's.
    if candidates.len() > before && line.act != Act::Ask {
        candidates.remove(before - 1);
    }
}

/// “Source: Politico, citing four sources”: who relays what stands in each paragraph, unless it says otherwise.
fn default_relays(passages: &[Passage], lexicon: &'static Lexicon, cast: &Cast) -> Vec<Option<String>> {
    let mut relay = None;
    let mut relays = Vec::with_capacity(passages.len());
    for passage in passages {
        let view = View { passage, lexicon, cast };
        if let Some(len) = view.phrase(0, Class::Label)
            && view.mark(len, ':')
        {
            if view.phrase(0, Class::LabelSource).is_some() {
                relay = relay_name(&view, len + 1).or(relay);
            } else if view.phrase(0, Class::LabelBackground).is_some() {
                relay = None;
            }
        }
        relays.push(relay.clone());
    }
    relays
}

fn relay_name(view: &View<'_>, from: usize) -> Option<String> {
    let items = view.items();
    let end = (from..items.len())
        .find(|i| view.mark(*i, ',') || view.mark(*i, '.') || view.mark(*i, ';'))
        .unwrap_or(items.len());
    let start = (from..end).find(|i| items[*i].capital || view.quote(*i).is_some())?;
    if let Some(quote) = view.quote(start) {
        return Some(view.passage.text(&(quote.inner_start..quote.inner_end)));
    }
    let stop = (start..end).take_while(|i| items[*i].capital || view.is_article(*i)).last()? + 1;
    let words: Vec<String> = (start..stop).map(|i| names::stem(items[i].bare(), view.lexicon)).collect();
    if view.cast.lookup_stems(&words).is_some_and(|m| {
        view.cast.members[m].is_person() && stop - start > 1 && view.cast.members[m].person >= 2
    }) {
        // A person is a speaker, not a relay.
        return None;
    }
    Some(view.passage.text(&(items[start].start..items[stop - 1].end)))
}

fn is_relay_line(view: &View<'_>) -> bool {
    view.phrase(0, Class::LabelSource).is_some_and(|len| view.mark(len, ':'))
}

/// Joins a quotation that goes on from the paragraph before to its first piece.
fn carry_over(passages: &[Passage], at: usize, before: usize, candidates: &mut Vec<Candidate>) {
    let Some(quote) = passages[at].quotes.first().filter(|q| q.continued) else { return };
    let Some(first) = candidates
        .get(before)
        .filter(|c| c.goes_on && c.pieces.first().is_some_and(|(_, r)| r.start == quote.inner_start))
        .cloned()
    else {
        return;
    };
    let Some(previous) = candidates[..before]
        .iter_mut()
        .rev()
        .find(|c| !c.inside && c.pieces.iter().any(|(p, _)| *p + 1 == at))
    else {
        return;
    };
    previous.pieces.extend(first.pieces);
    candidates.remove(before);
}

/// Speech within direct speech (“He told me once, ‘I am …’”): its own cue clauses, where the inner words stand in marks.
fn nest(passages: &[Passage], lexicon: &'static Lexicon, cast: &Cast, candidates: &mut Vec<Candidate>) {
    let mut inner: Vec<(usize, Vec<Candidate>)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate().filter(|(_, c)| c.quotation == Quotation::Direct) {
        let mut found = Vec::new();
        for (paragraph, range) in &candidate.pieces {
            found.extend(within(&passages[*paragraph], *paragraph, range, lexicon, cast));
        }
        if !found.is_empty() {
            inner.push((at, found));
        }
    }
    for (at, found) in inner.into_iter().rev() {
        for candidate in found.into_iter().rev() {
            candidates.insert(at + 1, candidate);
        }
    }
}

fn within(
    passage: &Passage,
    paragraph: usize,
    range: &Range<usize>,
    lexicon: &'static Lexicon,
    cast: &Cast,
) -> Vec<Candidate> {
    let marks = passage.chars[range.clone()]
        .iter()
        .filter(|c| matches!(c, '“' | '„' | '«' | '"' | '‘' | '\'' | '’' | '‚' | '‹'))
        .count();
    if marks < 2 {
        return Vec::new();
    }
    let shift = range.start;
    let chars: Vec<char> = passage.chars[range.clone()].to_vec();
    let quotes = quotes::find(std::slice::from_ref(&chars), lexicon).pop().unwrap_or_default();
    if quotes.is_empty() || quotes.iter().any(|q| q.dash) {
        return Vec::new();
    }
    let inner = Passage::new(chars, quotes, lexicon);
    let view = View { passage: &inner, lexicon, cast };
    let mut found = view.read(paragraph);
    found.retain(|c| c.quotation == Quotation::Direct && c.cue.is_some() && c.source.is_some());
    found.retain(|c| {
        c.source.as_ref().is_none_or(|s| !lexicon.is(Class::Pronoun1, &lexicon::normal(&inner.text(s))))
    });
    for candidate in &mut found {
        let moved = |r: &mut Range<usize>| *r = r.start + shift..r.end + shift;
        candidate
            .source
            .iter_mut()
            .chain(candidate.cue.iter_mut())
            .chain(candidate.addressee.iter_mut())
            .for_each(moved);
        for (_, piece) in &mut candidate.pieces {
            *piece = piece.start + shift..piece.end + shift;
        }
        candidate.inside = true;
        candidate.confidence *= 0.9;
    }
    found
}

/// Resolves every candidate's speaker and chain and writes the statements.
fn write(
    article: &Article,
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    relays: &[Option<String>],
    candidates: Vec<Candidate>,
) -> Vec<Statement> {
    let mut resolver = Resolver {
        passages,
        cast,
        lexicon,
        relay: None,
        outlet: article.outlet.clone(),
        history: Vec::new(),
        learnt: Vec::new(),
    };
    let published = article.published.map(|p| p.day());
    let mut resolved: Vec<Resolved> = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        resolver.relay = relays.get(candidate.paragraph).cloned().flatten();
        resolved.push(resolver.resolve(candidate));
    }
    let mut statements: Vec<Statement> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        if covers_inner(&candidates, &resolved, at) {
            continue;
        }
        let view = View { passage: &passages[candidate.paragraph], lexicon, cast };
        let mut via = Vec::new();
        for outer in outers(&candidates, at) {
            via.extend(resolved[outer].speaker.name.clone());
        }
        for relay in &candidate.relay {
            resolver.relay = relays[candidate.paragraph].clone();
            via.extend(resolver.mention(candidate.paragraph, relay).speaker.name);
        }
        let outermost = outers(&candidates, at).last().map_or(candidate, |i| &candidates[*i]);
        via.extend(told_outlet(&resolver, &view, outermost, relays));
        via.extend(venue(&view, outermost, article).or_else(|| {
            // “im Gespräch mit der Review” holds for the speaker's other words in the paragraph.
            let before = at.checked_sub(1).filter(|b| {
                candidates[*b].paragraph == candidate.paragraph && resolved[*b].who == resolved[at].who
            })?;
            venue(&view, &candidates[before], article)
        }));
        // Named people and bodies speak in public; a default relay carries what only it has heard.
        let heard = matches!(
            resolved[at].speaker.kind,
            SpeakerKind::Anonymous | SpeakerKind::Group | SpeakerKind::Document
        );
        via.extend(relays.get(candidate.paragraph).cloned().flatten().filter(|_| heard));
        tidy_chain(&mut via, &resolved[at].speaker, article);
        let said_on = published.and_then(|day| said_on(&view, candidate, day));
        statements.extend(statement(passages, candidate, &resolved[at], via, said_on));
    }
    inherit_dates(&mut statements);
    statements.sort_by_key(|s| s.pieces.first().map_or((s.paragraph, 0), |p| (p.paragraph, p.start)));
    statements
}

/// The candidates whose content holds candidate `at`, the nearest first.
fn outers(candidates: &[Candidate], at: usize) -> Vec<usize> {
    let low = at.saturating_sub(12);
    let high = candidates.len().min(at + 12);
    let mut found: Vec<usize> =
        (low..high).filter(|i| *i != at && candidates[*i].holds(&candidates[at])).collect();
    found.sort_by_key(|i| candidates[*i].len());
    found
}

/// An outer clause of a chain whose content is nearly its inner statement is not told twice.
fn covers_inner(candidates: &[Candidate], resolved: &[Resolved], at: usize) -> bool {
    let outer = &candidates[at];
    if outer.quotation == Quotation::Direct {
        return false;
    }
    let low = at.saturating_sub(12);
    let high = candidates.len().min(at + 12);
    (low..high).any(|i| {
        i != at
            && outer.holds(&candidates[i])
            && candidates[i].len() * 10 >= outer.len() * 5
            && resolved[i].who != resolved[at].who
            && resolved[i].who != Who::Unknown
    })
}

/// Telling a news organisation that is not the page's own makes it a relay.
fn told_outlet(
    resolver: &Resolver<'_>,
    view: &View<'_>,
    candidate: &Candidate,
    relays: &[Option<String>],
) -> Option<String> {
    let addressee = candidate.addressee.as_ref()?;
    let items = view.items();
    let range = items.partition_point(|i| i.start < addressee.start)
        ..items.partition_point(|i| i.start < addressee.end);
    let own = matches!(
        view.word(range.start),
        "this"
            | "our"
            | "dieser"
            | "diesem"
            | "unserer"
            | "unserem"
            | "notre"
            | "nuestro"
            | "nuestra"
            | "este"
            | "esta"
            | "нашому"
            | "нашій"
            | "нашему"
            | "нашей"
    );
    if own || !view.is_outlet(range) {
        return None;
    }
    let _ = relays;
    let told = resolver.mention(candidate.paragraph, addressee);
    (told.speaker.kind == SpeakerKind::Outlet).then_some(told.speaker.name).flatten()
}

/// The other outlet in which it was said (“in an interview with the Review”, “on Harbour Radio”).
fn venue(view: &View<'_>, candidate: &Candidate, article: &Article) -> Option<String> {
    let cue = candidate.cue.as_ref()?;
    let items = view.items();
    let at = items.partition_point(|i| i.end <= cue.start);
    let sentence = view.passage.sentences.iter().find(|s| s.contains(&at))?;
    let (from, to) = (items[sentence.start].start, items[sentence.end - 1].end);
    let first =
        view.cast.spans.partition_point(|s| (s.paragraph, s.start) < (candidate.paragraph as i32, from));
    let outside = |start: usize, end: usize| {
        let apart = |r: &Range<usize>| end <= r.start || r.end <= start;
        candidate.source.as_ref().is_none_or(apart)
            && candidate.pieces.iter().all(|(p, r)| *p != candidate.paragraph || apart(r))
    };
    let own = article.outlet.as_deref().map(names_key);
    view.cast.spans[first..]
        .iter()
        .take_while(|s| s.paragraph == candidate.paragraph as i32 && s.end <= to)
        .find(|s| view.cast.members[s.member].outlet && outside(s.start, s.end))
        .map(|s| view.cast.members[s.member].name.clone())
        .filter(|name| own.as_ref() != Some(&names_key(name)))
}

fn tidy_chain(via: &mut Vec<String>, speaker: &Speaker, article: &Article) {
    let own = article.outlet.as_deref().map(names_key);
    let name = speaker.name.as_deref().map(names_key);
    let mut seen: Vec<String> = Vec::new();
    via.retain(|v| {
        let key = names_key(v);
        let short = own.as_deref().is_some_and(|o| o == key || o.ends_with(&format!(" {key}")));
        let keep = !short && Some(&key) != name.as_ref() && !seen.contains(&key) && !key.is_empty();
        seen.push(key);
        keep
    });
}

fn said_on(view: &View<'_>, candidate: &Candidate, published: Date) -> Option<Date> {
    let cue = candidate.cue.as_ref()?;
    let items = view.items();
    let at = items.partition_point(|i| i.end <= cue.start);
    let sentence = view.passage.sentences.iter().find(|s| s.contains(&at))?;
    let taken: Vec<Range<usize>> = candidate
        .pieces
        .iter()
        .filter(|(p, _)| *p == candidate.paragraph)
        .map(|(_, r)| r.clone())
        .chain(candidate.source.clone())
        .collect();
    view.date_in(sentence.clone(), &taken, published)
}

/// A later sentence of the same occasion carries the day of the first.
fn inherit_dates(statements: &mut [Statement]) {
    for at in 1..statements.len() {
        let (before, rest) = statements.split_at_mut(at);
        let (last, this) = (&before[at - 1], &mut rest[0]);
        if this.said_on.is_none()
            && last.speaker.name == this.speaker.name
            && this.paragraph - last.paragraph <= 1
        {
            this.said_on = last.said_on;
        }
    }
}

fn statement(
    passages: &[Passage],
    candidate: &Candidate,
    resolved: &Resolved,
    via: Vec<String>,
    said_on: Option<Date>,
) -> Option<Statement> {
    let pieces: Vec<Piece> = candidate
        .pieces
        .iter()
        .filter(|(p, r)| *p < passages.len() && r.start < r.end && r.end <= passages[*p].chars.len())
        .map(|(p, r)| Piece { paragraph: *p as i32, start: r.start, end: r.end, text: passages[*p].text(r) })
        .collect();
    let first = pieces.first()?;
    let act = if candidate.act == Act::Say
        && candidate.quotation == Quotation::Direct
        && pieces.iter().all(|p| p.text.trim_end().ends_with('?'))
        && candidate.cue.is_none()
    {
        Act::Ask
    } else {
        candidate.act
    };
    Some(Statement {
        paragraph: first.paragraph,
        speaker: resolved.speaker.clone(),
        via,
        cue: candidate.cue.as_ref().map(|c| passages[candidate.paragraph].text(c)),
        act,
        quotation: candidate.quotation,
        pieces,
        said_on,
        confidence: calibrated(candidate.confidence * resolved.confidence),
    })
}

/// How often statements with a raw score were right (words and speaker) on the train articles of the corpus, all six
/// languages together: pairs of raw score and share, straight lines between them.
const RIGHT: &[(f32, f32)] = &[
    (0.0, 0.05),
    (0.3, 0.15),
    (0.5, 0.32),
    (0.6, 0.42),
    (0.7, 0.56),
    (0.8, 0.64),
    (0.85, 0.71),
    (0.9, 0.77),
    (0.95, 0.85),
    (1.0, 0.95),
];

/// The share of statements with this raw score that are right.
fn calibrated(raw: f32) -> f32 {
    let raw = raw.clamp(0.0, 1.0);
    let above = RIGHT.partition_point(|(score, _)| *score < raw).clamp(1, RIGHT.len() - 1);
    let ((x0, y0), (x1, y1)) = (RIGHT[above - 1], RIGHT[above]);
    y0 + (raw - x0) / (x1 - x0) * (y1 - y0)
}
