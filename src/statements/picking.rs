//! Whom of several a pronoun, an implied subject or “the minister” means: learnt from the corpus.
//!
//! A choice by weights over [`hashed`](crate::hashed) features (softmax): who spoke before and how far back, who is named
//! where and how, what the rules think of each. The rules of [`salience`](crate::salience) say who can be meant at all.

use std::sync::LazyLock;

use crate::cast::Named;
use crate::hashed::{Slots, Weights};
use crate::names::Gender;
use crate::resolve::{HISTORY_MAX, Resolved, Resolver, Wanted, Who};
use crate::salience::Distance;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_bytes!("picking.bin")));

/// Which model a choice was made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// This one.
    Picking,
    /// That of [`pointing`](crate::pointing).
    Pointing,
}

/// A choice that was made, for the trainer.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) asked: Asked,
    /// The names of those who could be meant, with the features of each.
    pub(crate) among: Vec<(Option<String>, Vec<usize>)>,
}

/// The place of a mention, and what it asks of whom it means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    pub(crate) paragraph: usize,
    pub(crate) place: usize,
    pub(crate) wanted: Wanted,
    pub(crate) kind: Mentioned,
}

/// How somebody is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mentioned {
    /// By a pronoun.
    Pronoun,
    /// Not at all.
    Implied,
    /// By a role noun.
    Role,
}

/// The likeliest, and how likely; none of none.
pub(crate) fn best(features: &[Vec<usize>]) -> Option<(usize, f32)> {
    WEIGHTS.likeliest(features)
}

impl Resolver<'_> {
    /// Notes a choice, where the trainer asks for it.
    pub(crate) fn note(
        &self,
        asked: Asked,
        names: impl Iterator<Item = Option<String>>,
        features: &[Vec<usize>],
    ) {
        if let Some(choices) = &self.choices {
            choices.borrow_mut().push(Choice { asked, among: names.zip(features.iter().cloned()).collect() });
        }
    }

    /// The features of each who can be meant, with what the rules score them.
    pub(crate) fn features(&self, asking: Asking, scored: &[(i32, Resolved)]) -> Vec<Vec<usize>> {
        let most = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
        let recent = self.recent(asking.paragraph, asking.place);
        let kind = asking.kind();
        let of = |(score, one): &(i32, Resolved)| {
            let mut slots = Slots::apart(&kind);
            let spoke = self.tell_spoken(&mut slots, asking, one);
            self.tell_named(&mut slots, asking, &recent, one, &spoke);
            self.tell_kind(&mut slots, asking, one, &spoke);
            slots.both(&["behind", &(most - score).min(9).to_string()]);
            slots.both(&["score", &score.clamp(&-3, &14).to_string()]);
            if scored.len() == 1 {
                slots.shared(&["alone"]);
            }
            slots.found()
        };
        scored.iter().map(of).collect()
    }

    /// How far back and how often somebody spoke; the first of these in a word.
    fn tell_spoken(&self, slots: &mut Slots<'_>, asking: Asking, one: &Resolved) -> String {
        /// Speakers whose order tells something.
        const ORDERED: usize = 12;
        let earlier = self.history.iter().rev().take(HISTORY_MAX).enumerate();
        let turns: Vec<(usize, &Resolved)> = earlier.filter(|(_, earlier)| earlier.who == one.who).collect();
        let last = turns.first();
        let back = last.filter(|(back, _)| *back < ORDERED);
        let spoke = back.map_or("never".to_owned(), |(back, _)| back.min(&5).to_string());
        let here = (asking.paragraph, asking.place);
        let spoken =
            last.map_or("never".to_owned(), |(_, last)| self.far((last.paragraph, last.place), here));
        slots.both(&["spoke", &spoke]);
        slots.both(&["spoke", &spoke, self.lexicon.code]);
        slots.both(&["spoken", &spoken]);
        slots.both(&["spoke", &spoke, &spoken]);
        slots.both(&["times", &turns.len().min(4).to_string()]);
        spoke
    }

    /// Where and how somebody is named shortly before, and how often so far.
    fn tell_named(
        &self,
        slots: &mut Slots<'_>,
        asking: Asking,
        recent: &[Named],
        one: &Resolved,
        spoke: &str,
    ) {
        let member = match one.who {
            Who::Member(member) => Some(member),
            _ => None,
        };
        let nearest = recent.iter().position(|named| Some(named.member) == member);
        let named = nearest.map(|at| recent[at]);
        let nearest = nearest.map_or("not".to_owned(), |nearest| nearest.min(4).to_string());
        let place = |named: Named| (named.paragraph.max(0) as usize, named.start);
        let here = (asking.paragraph, asking.place);
        let distance = named.map_or("not".to_owned(), |named| self.far(place(named), here));
        slots.both(&["named", &distance]);
        slots.both(&["named", &distance, spoke]);
        slots.both(&["nearest", &nearest]);
        slots.both(&["nearest", &nearest, spoke]);
        if let Some(named) = named {
            let (paragraph, start) = place(named);
            let quoted = self.passages.get(paragraph).is_some_and(|p| p.is_quoted(start));
            let how = match (quoted, named.possessive, named.oblique, self.leads(named)) {
                (true, ..) => "quoted",
                (_, true, ..) => "possessive",
                (_, _, true, true) => "oblique, first",
                (_, _, true, false) => "oblique",
                (_, _, _, true) => "first",
                _ => "aside",
            };
            slots.both(&["how", how]);
            slots.both(&["how", how, &distance]);
        }
        if let Some(member) = member.map(|member| &self.cast.members[member]) {
            let before =
                member.places.partition_point(|place| *place < (asking.paragraph as i32, asking.place));
            slots.both(&["often", &before.min(6).to_string()]);
            if member.places.first().is_some_and(|(paragraph, _)| *paragraph < 0) {
                slots.both(&["in the title"]);
            }
            slots.both(&["person", &member.person.clamp(-2, 4).to_string()]);
        }
    }

    /// Whether gender, kind and number go with the mention, and where that stands.
    fn tell_kind(&self, slots: &mut Slots<'_>, asking: Asking, one: &Resolved, spoke: &str) {
        let gender = match (one.gender, asking.wanted.gender) {
            (Some(a), Some(b)) if a == b => "agrees",
            (Some(_), Some(_)) => "differs",
            (None, Some(_)) => "unknown",
            _ => "not asked",
        };
        let kind = one.speaker.kind.name();
        slots.both(&["gender", gender]);
        slots.both(&["gender", gender, kind]);
        slots.both(&["kind", kind]);
        slots.both(&["many", if one.plural { "many" } else { "one" }]);
        if self.carries_on {
            slots.both(&["carries on", spoke]);
        }
        let first = self.passages.get(asking.paragraph).is_some_and(|p| p.sentence_of(asking.place) == 0);
        slots.both(&["opens", if first { "paragraph" } else { "no" }, spoke]);
    }

    /// A distance in a word.
    pub(crate) fn far(&self, from: (usize, usize), to: (usize, usize)) -> String {
        match self.distance(from, to) {
            Some(Distance::Sentences(sentences)) => format!("s{}", sentences.min(4)),
            Some(Distance::JustBefore) => "just before".to_owned(),
            Some(Distance::Paragraphs(paragraphs)) => format!("p{paragraphs}"),
            None => "far".to_owned(),
        }
    }
}

impl Asking {
    /// What kind of mention it is, in a word.
    fn kind(&self) -> String {
        let Wanted { gender, either, things, many } = self.wanted;
        let gender = match gender {
            Some(Gender::Male) => "he",
            Some(Gender::Female) if either => "she or they",
            Some(Gender::Female) => "she",
            None if things => "it",
            None if many => "they",
            None => "somebody",
        };
        let kind = match self.kind {
            Mentioned::Pronoun => "",
            Mentioned::Implied => ", implied",
            Mentioned::Role => ", role",
        };
        format!("{gender}{kind}")
    }
}
