//! Who is cited speaks, and who cites relays: “Radio Karsk reported, citing a police source, that …”, “the paper quoted
//! friends of the minister as saying …”, “is reported by the weekly to have told friends …”.

use std::ops::Range;

use crate::candidates::Candidate;
use crate::cast::Cast;
use crate::clauses::{Clause, Form};
use crate::items::{Kind, inside};
use crate::lexicon::{Class, Family, Lexicon};
use crate::passage::{Head, Passage, View};
use crate::{Act, Quotation};

/// How many items a cited mention may have.
const MENTION_ITEMS_MAX: usize = 16;

/// How many items after the cue words such as “unter Berufung auf” may begin.
const CITING_AFTER_MAX: usize = 4;

/// Gives the statements of outlets that cite somebody to whom they cite.
pub(crate) fn cite(
    candidates: &mut [Candidate],
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
) {
    for candidate in candidates.iter_mut().filter(|c| c.speaker.is_none() && c.relay.is_empty()) {
        let view = View { passage: &passages[candidate.paragraph], lexicon, cast };
        view.cited(candidate);
    }
}

impl View<'_> {
    fn cited(&self, candidate: &mut Candidate) {
        let items = self.items();
        let (Some(source), Some(cue)) = (candidate.source.clone(), candidate.cue.clone()) else { return };
        let outlet = inside(items, &source);
        let number = self.passage.sentence_of(cue.start);
        let Some(sentence) = self.passage.sentences.get(number).cloned() else { return };
        if outlet.is_empty() || !self.is_outlet(outlet.clone()) {
            return;
        }
        if self.cited_by(candidate, &outlet, sentence.start) || self.cites_next(candidate, number) {
            return;
        }
        let cue_end = items.partition_point(|i| i.start < cue.end);
        // Next to the cue or the source, so that nobody's own words are read for it.
        let near = (sentence.start..sentence.end).find_map(|at| {
            let len = self.phrase(at, Class::Citing)?;
            let after = at >= outlet.end && at <= outlet.end + 2
                || len > 1 && at >= cue_end && at <= cue_end + CITING_AFTER_MAX;
            // “Selon l'agence Maré, qui cite deux participants, …”
            let inside =
                at >= outlet.start + 3 && self.mark(at - 2, ',') && self.any(at - 1, &[Class::Relative]);
            let beside = after || inside || at.checked_sub(1).is_some_and(|comma| self.mark(comma, ','));
            (beside && !self.passage.is_quoted(items[at].start) && items[at].start != cue.start)
                .then_some((at, len))
        });
        let Some((at, len)) = near else { return };
        let Some(mention) = self.cited_mention(at + len, sentence.end) else { return };
        let (from, to) = (items[at].start, items[mention.end - 1].end);
        for (paragraph, piece) in &mut candidate.pieces {
            if *paragraph != candidate.paragraph || to <= piece.start || piece.end <= from {
                continue;
            }
            if piece.end <= to + 1 {
                // “…, the paper reports, citing figures from the board”
                let last = at.checked_sub(1).filter(|i| self.mark(*i, ',')).unwrap_or(at);
                piece.end = if last > 0 { items[last - 1].end } else { piece.start };
            } else {
                let mut next = mention.end;
                while next < sentence.end
                    && (self.mark(next, ',') || self.any(next, &[Class::Complementiser]))
                {
                    next += 1;
                }
                piece.start = items.get(next).map_or(piece.end, |i| i.start);
            }
        }
        if candidate.pieces.iter().any(|(_, r)| r.start >= r.end) {
            candidate.pieces.retain(|(_, r)| r.start < r.end);
        }
        if let Some(source) = candidate.source.take() {
            let before = 2 + usize::from(self.any(at.saturating_sub(1), &[Class::Relative]));
            let last = at.checked_sub(before).filter(|_| outlet.contains(&at));
            let stop = last.map(|last| items[last].end).filter(|stop| *stop > source.start);
            candidate.relay.push(source.start..stop.unwrap_or(source.end));
        }
        candidate.source = self.span(mention);
    }

    /// “Two commanders, cited by Horn Radio, said …”: whom the words before the comma name speaks.
    fn cited_by(&self, candidate: &mut Candidate, outlet: &Range<usize>, left: usize) -> bool {
        let by = if self.word(outlet.start) == "by" { outlet.start } else { outlet.start.saturating_sub(1) };
        let cited = by >= left + 3
            && self.word(by) == "by"
            && matches!(self.word(by - 1), "cited" | "quoted")
            && self.mark(by - 2, ',');
        let subject = if cited { self.subject_before(left, by - 2) } else { None };
        let Some(subject) = subject.filter(|s| !s.is_empty()) else { return false };
        let items = self.items();
        candidate.relay.push(items[by + 1].start..items[outlet.end - 1].end);
        candidate.source = self.span(subject);
        true
    }

    /// “The Chronicle reports that …. It cites two sources.”: the next sentence tells whom an outlet has it from.
    fn cites_next(&self, candidate: &mut Candidate, sentence: usize) -> bool {
        let Some(next) = self.passage.sentences.get(sentence + 1).cloned() else { return false };
        let opens = self.is_pronoun(next.start) && !self.is_article(next.start)
            || self.any(next.start, &[Class::Definite]) && self.any(next.start + 1, &[Class::Outlet]);
        let reach = next.end.min(next.start + 4);
        let citing = (next.start + 1..reach).find_map(|at| Some(at + self.phrase(at, Class::Citing)?));
        let mention = citing.filter(|_| opens).and_then(|from| self.cited_mention(from, next.end));
        let Some(mention) = mention.filter(|_| candidate.quotation == Quotation::Indirect) else {
            return false;
        };
        candidate.relay.extend(candidate.source.take());
        candidate.source = self.span(mention);
        true
    }

    /// The mention that begins at `from`, up to the next comma.
    fn cited_mention(&self, from: usize, right: usize) -> Option<Range<usize>> {
        let stop = (from..right.min(from + MENTION_ITEMS_MAX))
            .find(|i| matches!(self.items()[*i].kind, Kind::Mark(_)))
            .unwrap_or(right.min(from + MENTION_ITEMS_MAX));
        let stop = (from..stop)
            .find(|i| {
                self.phrase(*i, Class::Complementiser).is_some() && self.any(*i, &[Class::Complementiser])
            })
            .unwrap_or(stop);
        if from >= stop {
            return None;
        }
        let end = self.mention_end(from, stop).max(from + 1).min(stop);
        let known = self.headed(from..end).is_some()
            || (from..end).any(|i| {
                self.lexicon.first_form(self.word(i)).is_some() || self.lexicon.is_role_form(self.word(i))
            })
            || self.is_article(from)
            || self.is_possessive(from);
        known.then_some(from..end)
    }

    /// “Quoted friends of the minister as saying that …”, “was quoted by the paper as saying …”.
    pub(crate) fn quoting(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
        const SAYING: &[&str] = &[
            "saying",
            "telling",
            "adding",
            "warning",
            "writing",
            "asking",
            "promising",
            "denying",
            "claiming",
            "insisting",
        ];
        let quotes = matches!(self.word(at), "quoted" | "quotes" | "quote" | "cited" | "cites");
        if self.lexicon.family != Family::English || !quotes {
            return None;
        }
        let stop = (at + 1..range.end.min(at + MENTION_ITEMS_MAX))
            .find(|i| self.word(*i) == "as" && SAYING.contains(&self.word(i + 1)))?;
        let (group, real) = self.verb_group(at, range.start);
        let subject = self.subject_before(range.start, group);
        let passive = (group..at).any(|i| self.is(i, Class::Passive));
        // “The Ledger, which on Monday quoted …”: the relative word stands for what is before its comma.
        let subject = match subject {
            Some(s) if self.any(s.start, &[Class::Relative]) => s
                .start
                .checked_sub(1)
                .filter(|comma| *comma > range.start && self.mark(*comma, ','))
                .and_then(|comma| self.subject_before(range.start, comma)),
            other => other,
        };
        let by = (passive && self.word(at + 1) == "by").then_some(at + 2..stop);
        let (speaker, relay) = if passive { (subject, by) } else { (Some(at + 1..stop), subject) };
        let speaker = speaker.filter(|s| !s.is_empty() && real)?;
        let act =
            self.lexicon.participles.longest(self.words_from(stop + 1)).map_or(Act::Say, |(_, act)| act);
        let start = relay.iter().chain([&speaker]).map(|r| r.start).min()?.min(group);
        let mut clause = Clause {
            coordinate: self.is_coordinate(start, range.start),
            relay: relay.filter(|r| !r.is_empty()),
            ..Clause::new(Form::Finite, act, at..stop + 2, start..stop + 2, Some(speaker))
        };
        self.complement(&mut clause, range.end);
        Some(clause)
    }

    /// “Is reported by the weekly to have told friends that …”, “is said to have texted”.
    pub(crate) fn reported(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
        let told = matches!(self.word(at), "reported" | "said" | "reputed" | "quoted" | "alleged");
        if self.lexicon.family != Family::English || !told {
            return None;
        }
        let to = (at + 1..range.end.min(at + 10)).find(|i| self.word(*i) == "to")?;
        let by = (self.word(at + 1) == "by").then_some(at + 2..to).filter(|r| !r.is_empty());
        if self.word(to + 1) != "have" || by.is_none() && to != at + 1 {
            return None;
        }
        let (len, act) = self.lexicon.verbs.longest(self.words_from(to + 2))?;
        let (group, real) = self.verb_group(at, range.start);
        let passive = (group..at).any(|i| self.is(i, Class::Passive));
        let subject = self.subject_before(range.start, group).filter(|_| real && passive)?;
        let mut clause = Clause {
            coordinate: self.is_coordinate(subject.start, range.start),
            relay: by,
            ..Clause::new(Form::Finite, act, to + 2..to + 2 + len, subject.start..to + 2 + len, Some(subject))
        };
        self.complement(&mut clause, range.end);
        Some(clause)
    }

    /// The outlet that published or saw a document (“cables published by the weekly De Weekbode”).
    pub(crate) fn published_by(&self, source: &Range<usize>) -> Option<Range<usize>> {
        let items = self.items();
        let Range { start: first, end: last } = inside(items, source);
        let by = (first + 1..last).find(|i| {
            matches!(self.word(*i), "by" | "to" | "von" | "vom" | "dem")
                && !matches!(self.word(i + 1), "this" | "our" | "us")
                && self.is_outlet(i + 1..last)
        })?;
        let document = self.headed(first..by) == Some(Head::Document)
            || (first..by).any(|i| self.head(i) == Some(Head::Document));
        (document && by + 1 < last).then(|| items[by + 1].start..items[last - 1].end)
    }
}
