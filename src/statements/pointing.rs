//! Who the speaker is after all: whom the rules name, somebody new whom the source describes, or one of those whom the
//! engine points at, by the words that it takes for the speaker's name or description.
//!
//! A choice by weights over [`hashed`](crate::hashed) features (softmax), learnt from our corpus with engines that had not
//! seen the article. One more place stands for none of them, so that what the chosen one gets is how likely it is right.

use std::ops::Range;
use std::sync::LazyLock;

use crate::candidates::{Candidate, Meant};
use crate::found::overlap;
use crate::hashed::Weights;
use crate::items::touched;
use crate::lexicon::Family;
use crate::passage::View;
use crate::picking::Asked;
use crate::resolve::{Resolved, Resolver, Who};
use crate::weighing::{By, pronoun_gender};

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_bytes!("pointing.bin")));

/// Somebody must be at least so likely to be asked about.
const LIKELY_MIN: f32 = 0.05;
/// The most who are asked about beside whom the rules name and the source's own words.
const OTHERS_MAX: usize = 3;

/// Whom the engine points at.
#[derive(Debug, Default)]
struct Pointed {
    /// Those who have a name or are described elsewhere than in the source, the likeliest first.
    others: Vec<(Resolved, f32)>,
    /// How likely the source's own words, its names apart, tell who it is.
    own: f32,
}

impl Pointed {
    fn likely(&self, who: &Who) -> f32 {
        self.others.iter().find(|(one, _)| one.who == *who).map_or(0.0, |(_, likely)| *likely)
    }
}

/// Somebody who may be the speaker.
pub(crate) struct Possible {
    pub(crate) one: Resolved,
    /// How likely the engine takes it for the speaker.
    pub(crate) likely: f32,
    pub(crate) by: By,
}

impl Resolver<'_> {
    /// Chooses between the rules' `resolved`, the source as somebody new, and those whom the engine points at.
    pub(crate) fn heard(&self, candidate: &Candidate, resolved: Resolved) -> Resolved {
        if candidate.speaker.is_some() || candidate.meant.is_empty() {
            return resolved;
        }
        let options = self.options(candidate, &resolved, self.pointed_at(candidate));
        let features = self.weigh(candidate, &options);
        let names = options.iter().map(|option| option.one.speaker.name.clone());
        self.note(Asked::Pointing, names.chain([None]), &features);
        let likely = WEIGHTS.likelihoods(&features);
        // The place of none of them comes last and is left out.
        let best = options.into_iter().zip(likely).max_by(|(_, a), (_, b)| a.total_cmp(b));
        match best {
            Some((Possible { one, by: By::Source | By::Engine, .. }, confidence)) => {
                let mention = resolved.speaker.mention;
                self.taken_up(one, mention, candidate.paragraph, candidate.place().1, confidence)
            }
            Some((_, confidence)) => Resolved { confidence, ..resolved },
            None => resolved,
        }
    }

    /// Who may be the speaker; the rules' is the first.
    fn options(&self, candidate: &Candidate, resolved: &Resolved, pointed: Pointed) -> Vec<Possible> {
        let fresh = self.fresh_source(candidate);
        let own = fresh.as_ref().is_some_and(|fresh| fresh.who == resolved.who);
        let likely = pointed.likely(&resolved.who) + if own { pointed.own } else { 0.0 };
        let mut options = vec![Possible { one: resolved.clone(), likely, by: By::Rules }];
        if let Some(one) = fresh.filter(|_| !own && pointed.own >= LIKELY_MIN) {
            options.push(Possible { one, likely: pointed.own, by: By::Source });
        }
        // “He” is no woman.
        let source = self.source_items(candidate);
        let gender = source.as_ref().and_then(|(view, items)| pronoun_gender(view, items));
        let pronoun = source.as_ref().is_none_or(|(view, items)| view.is_pronoun(items.start));
        for (one, likely) in pointed.others.into_iter().take(OTHERS_MAX) {
            let known = options.iter().any(|option| option.one.who == one.who);
            let other = if pronoun { self.barred.as_ref() != Some(&one.who) } else { self.may_be_noun(&one) };
            let fits = other && self.agreement(one.gender, gender).is_some();
            if likely >= LIKELY_MIN && !known && fits {
                options.push(Possible { one, likely, by: By::Engine });
            }
        }
        options
    }

    /// The source as the description of somebody new.
    fn fresh_source(&self, candidate: &Candidate) -> Option<Resolved> {
        let source = candidate.source.as_ref()?;
        let (view, items) = self.source_items(candidate)?;
        if view.is_pronoun(items.start) || items.len() == 1 && view.is_possessive(items.start) {
            return None;
        }
        let text = view.passage.text(&(source.start..view.items()[items.end - 1].end));
        let told = self.description(candidate.paragraph, &view, items, text, source.start);
        Some(self.fresh(&told))
    }

    /// The items of the source.
    pub(crate) fn source_items(&self, candidate: &Candidate) -> Option<(View<'_>, Range<usize>)> {
        let view = self.view(candidate.paragraph);
        let items = touched(view.items(), candidate.source.as_ref()?);
        (!items.is_empty()).then_some((view, items))
    }

    /// Whom the engine points at for the candidate's speaker.
    fn pointed_at(&self, candidate: &Candidate) -> Pointed {
        let own = |m: &Meant| {
            m.paragraph == candidate.paragraph
                && candidate.source.as_ref().is_some_and(|s| overlap(s, &m.word))
        };
        let mut pointed = Pointed::default();
        for meant in &candidate.meant {
            let one = match self.named_at(meant) {
                None if own(meant) => {
                    pointed.own += meant.likely;
                    continue;
                }
                named => named.or_else(|| self.spoken_at(meant)).or_else(|| self.stranger_at(meant)),
            };
            let Some(one) = one else { continue };
            match pointed.others.iter_mut().find(|(known, _)| known.who == one.who) {
                Some((_, likely)) => *likely += meant.likely,
                None => pointed.others.push((one, meant.likely)),
            }
        }
        pointed.others.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        pointed
    }

    /// The member of the cast in whose name the word stands.
    fn named_at(&self, meant: &Meant) -> Option<Resolved> {
        let before = self.cast.before(meant.paragraph as i32, meant.word.end).last();
        let named = before.filter(|s| s.paragraph == meant.paragraph as i32 && meant.word.start < s.end)?;
        Some(self.member(named.member, None, None, meant.paragraph, meant.word.start, 0.8))
    }

    /// Who has spoken by a mention that has the word.
    fn spoken_at(&self, meant: &Meant) -> Option<Resolved> {
        let spoke = |one: &&Resolved| {
            let length = one.speaker.mention.as_ref().map_or(0, |mention| mention.chars().count());
            one.paragraph == meant.paragraph && (one.place..one.place + length).contains(&meant.word.start)
        };
        self.history.iter().rev().find(spoke).cloned()
    }

    /// Somebody or something without a name in whose description the word stands: “Two hikers with a dog come up the path.”
    fn stranger_at(&self, meant: &Meant) -> Option<Resolved> {
        let passage = self.passages.get(meant.paragraph)?;
        let view = self.view(meant.paragraph);
        let sentence = passage.sentences.get(passage.sentence_of(meant.word.start))?;
        let at = passage.items.partition_point(|i| i.end <= meant.word.start);
        if passage.is_quoted(meant.word.start) || !passage.items.get(at)?.is_word() || view.is_pronoun(at) {
            return None;
        }
        let start = view.phrase_start(at, sentence.start);
        let determined = view.determines(start) || self.lexicon.family == Family::Slavic;
        let end = view.mention_end(start, sentence.end).max(at + 1);
        let place = view.items()[start].start;
        let text = passage.text(&(place..view.items()[end - 1].end));
        determined.then(|| self.fresh(&self.description(meant.paragraph, &view, start..end, text, place)))
    }
}
