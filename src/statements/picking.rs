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

/// A choice that was made, for the trainer.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
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
    let likely = likely(features).into_iter().enumerate();
    likely.max_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// How likely each is meant; together 1.
fn likely(features: &[Vec<usize>]) -> Vec<f32> {
    let sums: Vec<f32> = features.iter().map(|slots| WEIGHTS.sum(slots)).collect();
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let parts: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
    let all: f32 = parts.iter().sum();
    parts.into_iter().map(|part| part / all.max(f32::MIN_POSITIVE)).collect()
}

impl Resolver<'_> {
    /// Notes a choice, where the trainer asks for it.
    pub(crate) fn note(&self, names: impl Iterator<Item = Option<String>>, features: &[Vec<usize>]) {
        if let Some(choices) = &self.choices {
            choices.borrow_mut().push(Choice { among: names.zip(features.iter().cloned()).collect() });
        }
    }

    /// The features of each who can be meant, with what the rules score them.
    pub(crate) fn features(&self, asking: Asking, scored: &[(i32, Resolved)]) -> Vec<Vec<usize>> {
        let most = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
        let recent = self.recent(asking.paragraph, asking.place);
        let kind = asking.kind();
        let of = |(score, one): &(i32, Resolved)| {
            let mut slots = Slots::apart(&kind);
            self.tell(&mut slots, asking, &recent, one);
            let (behind, score) = ((most - score).min(9).to_string(), score.clamp(&-3, &14).to_string());
            for parts in [["behind", &behind], ["score", &score]] {
                slots.own(&parts);
                slots.shared(&parts);
            }
            if scored.len() == 1 {
                slots.shared(&["alone"]);
            }
            slots.found()
        };
        scored.iter().map(of).collect()
    }

    fn tell(&self, slots: &mut Slots<'_>, asking: Asking, recent: &[Named], one: &Resolved) {
        let mut both = |parts: &[&str]| {
            slots.own(parts);
            slots.shared(parts);
        };
        let language = self.lexicon.code;
        let here = (asking.paragraph, asking.place);
        let back = self.history.iter().rev().take(12).position(|earlier| earlier.who == one.who);
        let spoke = back.map_or("never".to_owned(), |back| back.min(5).to_string());
        let shortly = || self.history.iter().rev().take(HISTORY_MAX).filter(|earlier| earlier.who == one.who);
        let last = shortly().next();
        let spoken = last.map_or("never".to_owned(), |last| self.far((last.paragraph, last.place), here));
        let times = shortly().count().min(4).to_string();
        both(&["spoke", &spoke]);
        both(&["spoke", &spoke, language]);
        both(&["spoken", &spoken]);
        both(&["spoke", &spoke, &spoken]);
        both(&["times", &times]);

        let named = match one.who {
            Who::Member(member) => recent.iter().find(|named| named.member == member),
            _ => None,
        };
        let nearest = named.and_then(|named| recent.iter().position(|other| other == named));
        let nearest = nearest.map_or("not".to_owned(), |nearest| nearest.min(4).to_string());
        let distance = named
            .map_or("not".to_owned(), |named| self.far((named.paragraph.max(0) as usize, named.start), here));
        both(&["named", &distance]);
        both(&["named", &distance, &spoke]);
        both(&["nearest", &nearest]);
        both(&["nearest", &nearest, &spoke]);
        if let Some(named) = named {
            let quoted =
                self.passages.get(named.paragraph.max(0) as usize).is_some_and(|p| p.is_quoted(named.start));
            let how = match (quoted, named.possessive, named.oblique, self.leads(*named)) {
                (true, ..) => "quoted",
                (_, true, ..) => "possessive",
                (_, _, true, leads) => {
                    if leads {
                        "oblique, first"
                    } else {
                        "oblique"
                    }
                }
                (_, _, _, true) => "first",
                _ => "aside",
            };
            both(&["how", how]);
            both(&["how", how, &distance]);
        }
        if let Who::Member(member) = one.who {
            let member = &self.cast.members[member];
            let before =
                member.places.partition_point(|place| *place < (asking.paragraph as i32, asking.place));
            both(&["often", &before.min(6).to_string()]);
            if member.places.first().is_some_and(|(paragraph, _)| *paragraph < 0) {
                both(&["in the title"]);
            }
            both(&["person", &member.person.clamp(-2, 4).to_string()]);
        }
        let gender = match (one.gender, asking.wanted.gender) {
            (Some(a), Some(b)) if a == b => "agrees",
            (Some(_), Some(_)) => "differs",
            (None, Some(_)) => "unknown",
            _ => "not asked",
        };
        let kind = format!("{:?}", one.speaker.kind).to_lowercase();
        both(&["gender", gender]);
        both(&["gender", gender, &kind]);
        both(&["kind", &kind]);
        both(&["many", if one.plural { "many" } else { "one" }]);
        if self.carries_on {
            both(&["carries on", &spoke]);
        }
        let first = self.passages.get(asking.paragraph).is_some_and(|p| p.sentence_of(asking.place) == 0);
        both(&["opens", if first { "paragraph" } else { "no" }, &spoke]);
    }

    /// A distance in a word.
    fn far(&self, from: (usize, usize), to: (usize, usize)) -> String {
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
