//! Who relayed a statement: clauses round it, the outlet that was told, the page's default relay.

use std::ops::Range;

use sayso_article::Article;

use crate::candidates::Candidate;
use crate::cases;
use crate::cast::Cast;
use crate::items::touched;
use crate::lexicon::{Class, Family, Lexicon};
use crate::member::Member;
use crate::names;
use crate::passage::{Passage, View};
use crate::resolve::{Resolved, Resolver, Who, names_key};
use crate::{Act, Quotation, Speaker, SpeakerKind};

/// The chain of candidate `at`, nearest to the speaker first, without the page's own outlet.
pub(crate) fn chain(
    resolver: &Resolver<'_>,
    article: &Article,
    candidates: &[Candidate],
    resolved: &[Resolved],
    at: usize,
) -> Vec<String> {
    let candidate = &candidates[at];
    let view = resolver.view(candidate.paragraph);
    let around = outers(candidates, at);
    let mut via: Vec<String> = around.iter().filter_map(|i| resolved[*i].speaker.name.clone()).collect();
    let seen = candidate.source.as_ref().and_then(|source| view.published_by(source));
    via.extend(
        candidate
            .relay
            .iter()
            .chain(&seen)
            .filter_map(|r| resolver.mention(candidate.paragraph, r).speaker.name),
    );
    let outermost = around.last().map_or(candidate, |i| &candidates[*i]);
    let told = told_outlet(resolver, &view, outermost);
    let place = venue(&view, outermost, article).or_else(|| {
        // “im Gespräch mit der Review” holds for the speaker's other words in the paragraph.
        let before = at.checked_sub(1).filter(|b| {
            candidates[*b].paragraph == candidate.paragraph && resolved[*b].who == resolved[at].who
        })?;
        venue(&view, &candidates[before], article)
    });
    let generic =
        if told.is_none() && place.is_none() { told_paper(resolver, &view, outermost) } else { None };
    let elsewhere = told.is_some() || place.is_some() || resolved[at].speaker.kind == SpeakerKind::Outlet;
    via.extend(told);
    via.extend(place);
    via.extend(generic);
    if !elsewhere && relay_holds(resolver, &view, candidate, &resolved[at].speaker) {
        via.extend(resolver.relay.clone());
    }
    tidy_chain(&mut via, &resolved[at].speaker, article);
    via
}

/// What a paper has told of one unnamed source it has told of the next, and what somebody said to a station goes on: an
/// outlet relays too what follows in its paragraph, or for the unnamed in the next. `told` has the outlets so far.
pub(crate) fn carry(
    resolver: &Resolver<'_>,
    candidates: &[Candidate],
    resolved: &[Resolved],
    at: usize,
    via: &mut Vec<String>,
    told: &mut [Option<String>],
) {
    /// How many candidates back are looked at.
    const BACK_MAX: usize = 4;
    let is_outlet = |name: &String| {
        let key = names_key(name);
        resolver.cast.members.iter().any(|m| m.outlet && names_key(&m.name) == key)
    };
    let own = resolver.outlet.as_deref().map(names_key);
    let is_own = |name: &str| own.as_deref().is_some_and(|own| is_called(own, &names_key(name)));
    let speaker = &resolved[at].speaker;
    let unnamed = |at: usize| resolved[at].speaker.kind == SpeakerKind::Anonymous;
    told[at] =
        via.last().filter(|v| is_outlet(v)).cloned().or_else(|| {
            speaker.name.clone().filter(|name| speaker.kind == SpeakerKind::Outlet && !is_own(name))
        });
    if told[at].is_some() || candidates[at].paragraph + 1 >= resolver.passages.len() {
        return;
    }
    let here = candidates[at].paragraph;
    let before = (at.saturating_sub(BACK_MAX)..at).rev().find(|b| {
        let (near, same) = (candidates[*b].paragraph == here, resolved[*b].who == resolved[at].who);
        let next = candidates[*b].paragraph + 1 == here;
        let outlet = resolved[*b].speaker.kind == SpeakerKind::Outlet;
        told[*b].is_some()
            && (near && same && !outlet && resolved[at].who != Who::Unknown
                || unnamed(at) && (near || next) && (unnamed(*b) || outlet))
    });
    if let Some(before) = before {
        let outlet = told[before].clone();
        via.extend(outlet.clone());
        told[at] = outlet;
    } else if via.is_empty() && resolved[at].who != Who::Unknown {
        // “Camenisch told VRF, adding that …”
        let view = resolver.view(here);
        let outlet = (at.saturating_sub(BACK_MAX)..at)
            .rev()
            .filter(|b| {
                let same_sentence = candidates[*b].sentence == candidates[at].sentence;
                candidates[*b].paragraph == here && same_sentence && resolved[*b].who == resolved[at].who
            })
            .find_map(|b| told_outlet(resolver, &view, &candidates[b]));
        via.extend(outlet.filter(|outlet| !is_own(outlet)));
    }
}

/// “Source: Politico, citing four sources”: who relays what stands in each paragraph, unless it says otherwise.
pub(crate) fn default_relays(
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
) -> Vec<Option<String>> {
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
    // “Source: press service of the governor on Telepost” names no relay.
    let start = (from..end)
        .find(|i| items[*i].capital || view.quote(*i).is_some())
        .filter(|start| (from..*start).all(|i| view.is_article(i) || view.any(i, &[Class::Outlet])))?;
    if let Some(quote) = view.quote(start) {
        return Some(view.passage.text(&(quote.inner_start..quote.inner_end)));
    }
    let linked = |i: usize| view.any(i, &[Class::Of]) && items.get(i + 1).is_some_and(|n| n.capital);
    let stop =
        (start..end).take_while(|i| items[*i].capital || view.is_article(*i) || linked(*i)).last()? + 1;
    let words: Vec<String> = (start..stop).map(|i| cases::stem(items[i].bare(), view.lexicon)).collect();
    if view.cast.lookup_stems(&words).is_some_and(|m| {
        view.cast.members[m].is_person() && stop - start > 1 && view.cast.members[m].person >= 2
    }) {
        // A person is a speaker, not a relay.
        return None;
    }
    Some(view.passage.text(&(items[start].start..items[stop - 1].end)))
}

pub(crate) fn is_relay_line(view: &View<'_>) -> bool {
    view.phrase(0, Class::LabelSource).is_some_and(|len| view.mark(len, ':'))
}

/// The candidates whose content holds candidate `at`, the nearest first.
pub(crate) fn outers(candidates: &[Candidate], at: usize) -> Vec<usize> {
    let low = at.saturating_sub(12);
    let high = candidates.len().min(at + 12);
    let mut found: Vec<usize> =
        (low..high).filter(|i| *i != at && candidates[*i].holds(&candidates[at])).collect();
    found.sort_by_key(|i| candidates[*i].len());
    found
}

/// An outer clause of a chain whose content is nearly its inner statement is not told twice.
pub(crate) fn covers_inner(candidates: &[Candidate], resolved: &[Resolved], at: usize) -> bool {
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
fn told_outlet(resolver: &Resolver<'_>, view: &View<'_>, candidate: &Candidate) -> Option<String> {
    let addressee = candidate.addressee.as_ref()?;
    let items = view.items();
    let range = items.partition_point(|i| i.start < addressee.start)
        ..items.partition_point(|i| i.start < addressee.end);
    let own = is_own(view.word(range.start));
    if own {
        return None;
    }
    // “Channel Six”: by its number, and no channel told of before.
    if range.len() == 2 && view.word(range.start) == "channel" && items[range.start].capital {
        return Some(view.passage.text(addressee));
    }
    if !view.is_outlet(range) {
        return told_station(resolver, view, candidate, addressee);
    }
    let told = resolver.mention(candidate.paragraph, addressee);
    (told.speaker.kind == SpeakerKind::Outlet).then_some(told.speaker.name).flatten()
}

/// “Ferris told KBRX … he told the station”: a body that is told something and called an outlet soon after, or has a call
/// sign for a name.
fn told_station(
    resolver: &Resolver<'_>,
    view: &View<'_>,
    candidate: &Candidate,
    addressee: &Range<usize>,
) -> Option<String> {
    /// The longest call sign, in letters.
    const CALL_SIGN_MAX: usize = 5;
    let told = resolver.mention(candidate.paragraph, addressee);
    let Who::Member(member) = told.who else { return None };
    let member = &resolver.cast.members[member];
    if member.is_person() || member.stems.iter().any(|s| names::is_organization(s, view.lexicon)) {
        return None;
    }
    let letters = member.name.chars().count();
    let sign = letters <= CALL_SIGN_MAX && member.name.chars().all(char::is_uppercase);
    let called = || {
        (candidate.paragraph..resolver.passages.len().saturating_sub(1)).take(2).any(|at| {
            let later = resolver.view(at);
            (1..later.items().len()).any(|i| {
                later.is(i, Class::Outlet)
                    && later.any(i - 1, &[Class::Definite])
                    && (at > candidate.paragraph || later.items()[i].start > addressee.end)
            })
        })
    };
    (sign || called() || is_told_alone(view, member, addressee)).then(|| member.name.clone())
}

/// “Told The Plain Speaker”: what is told something in passing and does nothing in the article has
/// been asked by its reporters.
fn is_told_alone(view: &View<'_>, member: &Member, addressee: &Range<usize>) -> bool {
    let items = touched(view.items(), addressee);
    let first = if view.any(items.start, &[Class::Definite]) { items.start + 1 } else { items.start };
    let named = first < items.end && view.items()[first].capital;
    let whole = items.len() > 1 && view.items()[items.start].capital
        || items.end == first + 1 && view.is(first, Class::OutletName);
    // “Told Lena Harker, her deputy”
    let apposed = view.mark(items.end, ',')
        && (view.is_article(items.end + 1)
            || view.is_possessive(items.end + 1)
            || view.any(items.end + 1, &[Class::Relative]));
    view.lexicon.family == Family::English
        && named
        && whole
        && !member.acts
        && !apposed
        && names::first_name(view.word(first), view.lexicon).is_none()
}

/// Whether the page's default relay holds for this statement. Anonymous sources and documents are its own; bodies and
/// people with names speak in public too: to the press, elsewhere, or without the paper being spoken of.
fn relay_holds(resolver: &Resolver<'_>, view: &View<'_>, candidate: &Candidate, speaker: &Speaker) -> bool {
    let Some(relay) = resolver.relay.as_deref().map(names_key) else { return false };
    let at = candidate.paragraph as i32;
    let outlets = || {
        let named = resolver.cast.within(at, 0..usize::MAX).map(|s| &resolver.cast.members[s.member]);
        named.filter(|m| m.outlet).map(|m| names_key(&m.name))
    };
    let called =
        |i: usize| view.is(i, Class::Outlet) || view.lexicon.any_in_case(&[Class::Outlet], view.word(i));
    match speaker.kind {
        SpeakerKind::Organization => outlets().any(|o| o == relay) || (0..view.items().len()).any(called),
        SpeakerKind::Person => {
            let sentence = candidate.cue.as_ref().map(|cue| view.passage.sentence_of(cue.start));
            let elsewhere = sentence
                .and_then(|at| view.passage.sentences.get(at))
                .is_some_and(|s| s.clone().any(|i| view.any(i, &[Class::Press])));
            outlets().any(|o| o == relay) || !elsewhere && outlets().next().is_none()
        }
        _ => true,
    }
}

/// “This newspaper”, “unserer Zeitung”: the page's own outlet.
fn is_own(word: &str) -> bool {
    matches!(
        word,
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
            | "нашого"
            | "нашої"
            | "нашего"
    )
}

/// “Sagte der Zeitung”, «розповів виданню», “the newspaper's questions”: the outlet that the page relays.
fn told_paper(resolver: &Resolver<'_>, view: &View<'_>, candidate: &Candidate) -> Option<String> {
    let cue = candidate.cue.as_ref()?;
    let items = view.items();
    let sentence = view.passage.sentences.get(view.passage.sentence_of(cue.start))?.clone();
    let inside = |start: usize| {
        candidate.source.as_ref().is_some_and(|s| s.contains(&start))
            || candidate.act != Act::Decline
                && candidate.pieces.iter().any(|(p, r)| *p == candidate.paragraph && r.contains(&start))
    };
    let at = sentence.clone().find(|i| {
        let item = &items[*i];
        let outlet = item.is_word()
            && (view.lexicon.is(Class::Outlet, item.bare())
                || view.lexicon.any_in_case(&[Class::Outlet], &item.word));
        let before = i.checked_sub(1).map_or("", |b| view.word(b));
        let told = match view.lexicon.family {
            Family::Slavic => !view.any(i.saturating_sub(1), &[Class::Indefinite]),
            Family::German => matches!(before, "der" | "dem"),
            Family::Romance => matches!(before, "au" | "al" | "du" | "del" | "le" | "la" | "el" | "l'"),
            Family::English => before == "the",
        };
        outlet && told && !inside(item.start) && !is_own(before)
    })?;
    resolver.last_outlet(candidate.paragraph, items[at].start)
}

/// The other outlet in which it was said (“in an interview with the Review”, “on Harbour Radio”).
fn venue(view: &View<'_>, candidate: &Candidate, article: &Article) -> Option<String> {
    let cue = candidate.cue.as_ref()?;
    let items = view.items();
    let sentence = view.passage.sentences.get(view.passage.sentence_of(cue.start))?;
    let (from, to) = (items[sentence.start].start, items[sentence.end - 1].end);
    let outside = |start: usize, end: usize| {
        let apart = |r: &Range<usize>| end <= r.start || r.end <= start;
        // “Ostertag hatte in einem Interview mit Radio Mitte versichert”: a source's span that took in where it was said.
        let taken_in = |r: &Range<usize>| {
            let from = items.partition_point(|i| i.start <= r.start);
            let to = items.partition_point(|i| i.start < start);
            (from..to).any(|i| {
                view.any(i, &[Class::Venue]) || matches!(view.word(i), "speaking" | "appearing" | "writing")
            })
        };
        candidate.source.as_ref().is_none_or(|r| apart(r) || taken_in(r))
            && candidate.pieces.iter().all(|(p, r)| *p != candidate.paragraph || apart(r))
    };
    let own = article.outlet.as_deref().map(names_key);
    view.cast
        .within(candidate.paragraph as i32, from..to)
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
        let short = own.as_deref().is_some_and(|own| is_called(own, &key));
        let keep = !short && Some(&key) != name.as_ref() && !seen.contains(&key) && !key.is_empty();
        seen.push(key);
        keep
    });
}

/// Whether an outlet may be called so: “the Argus” of the Brennick Argus. Keys of names both.
fn is_called(outlet: &str, key: &str) -> bool {
    outlet == key || outlet.ends_with(&format!(" {key}")) || outlet.starts_with(&format!("{key} "))
}
