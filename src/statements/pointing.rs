//! Whom the engine points at: the words that it takes for the speaker's name or description, as somebody.
//!
//! Where both disagree, the rules are the better judges unless the engine is very sure; then it is right nearly twice as
//! often as they are. That they agree or not says more of who is right than anything that the rules know themselves.

use std::ops::Range;

use crate::SpeakerKind;
use crate::candidates::{Candidate, Meant};
use crate::found::overlap;
use crate::lexicon::Class;
use crate::passage::View;
use crate::resolve::{Resolved, Resolver, Who};

/// The engine is believed against the rules where it is so sure of somebody. On the train articles, read by heads that had
/// not seen them, 81 speakers became right by it and 21 wrong.
const SURE: f32 = 0.9;
/// From here on its word counts. Where both name the same speaker, 95 of a hundred were right there; where they do not, the
/// rules were right of 36 in a hundred, of 57 down to [`DOUBTED_MIN`], and of half below it where a pronoun or nothing stands
/// for the speaker.
const LIKELY: f32 = 0.75;
const DOUBTED_MIN: f32 = 0.4;
/// What stays of the doubt where both agree, and of the confidence where they do not.
const AGREED: f32 = 0.4;
const DISPUTED: f32 = 0.55;
const DOUBTED: f32 = 0.75;
/// The rules that are so confident know at least whether it is somebody or something.
const KIND_KNOWN: f32 = 0.7;

impl Resolver<'_> {
    /// The rules' `resolved` beside the one whom the engine takes for the speaker: where that is somebody else, surely, who
    /// can be meant, it is the speaker; agreement and its absence move the confidence.
    pub(crate) fn heard(&self, candidate: &Candidate, resolved: Resolved) -> Resolved {
        let source = candidate.source.as_ref();
        let printed = |member: usize| {
            let mut names =
                source.into_iter().flat_map(|s| self.cast.within(candidate.paragraph as i32, s.clone()));
            names.any(|name| name.member == member)
        };
        if candidate.speaker.is_some() || matches!(resolved.who, Who::Member(member) if printed(member)) {
            return resolved;
        }
        let Some((one, likely)) = self.likeliest(candidate) else { return resolved };
        if one.who == resolved.who {
            let doubt = if likely >= LIKELY { AGREED } else { 1.0 };
            return Resolved { confidence: 1.0 - (1.0 - resolved.confidence) * doubt, ..resolved };
        }
        // Where the rules know nobody, less will do.
        let least = if resolved.who == Who::Unknown { LIKELY } else { SURE };
        if likely >= least && self.may_be_meant(candidate, &resolved, &one) {
            let mention = resolved.speaker.mention.clone();
            let place = candidate.place().1;
            return self.taken_up(one, mention, candidate.paragraph, place, likely.min(0.95));
        }
        let taken_up = self.source_items(candidate).is_none_or(|(view, items)| view.is_pronoun(items.start));
        let share = match likely {
            likely if likely >= LIKELY => DISPUTED,
            likely if likely >= DOUBTED_MIN || taken_up => DOUBTED,
            _ => 1.0,
        };
        Resolved { confidence: resolved.confidence * share, ..resolved }
    }

    /// The items of the source.
    fn source_items(&self, candidate: &Candidate) -> Option<(View<'_>, Range<usize>)> {
        let source = candidate.source.as_ref()?;
        let view = self.view(candidate.paragraph);
        let at = |scalar: usize| view.items().partition_point(|i| i.start < scalar);
        let items = at(source.start)..at(source.end);
        Some((view, items))
    }

    /// Whether `one` can be the speaker instead of the rules' `resolved`.
    fn may_be_meant(&self, candidate: &Candidate, resolved: &Resolved, one: &Resolved) -> bool {
        // “His widow”, “another source”
        let apart = self.source_items(candidate).is_some_and(|(view, items)| {
            items.len() > 1
                && (view.is_possessive(items.start) || view.any(items.start, &[Class::Indefinite]))
        });
        let alike = || is_somebody(resolved) == is_somebody(one) && resolved.plural == one.plural;
        !apart
            && self.barred.as_ref() != Some(&one.who)
            && !is_longer(one, resolved)
            && self.agreement(resolved.gender, one.gender).is_some()
            && (resolved.who == Who::Unknown || resolved.confidence < KIND_KNOWN || alike())
    }

    /// Who is pointed at most elsewhere than in the source itself, with how likely.
    fn likeliest(&self, candidate: &Candidate) -> Option<(Resolved, f32)> {
        let own = |m: &Meant| {
            m.paragraph == candidate.paragraph
                && candidate.source.as_ref().is_some_and(|s| overlap(s, &m.word))
        };
        let mut found: Vec<(Resolved, f32)> = Vec::new();
        for meant in candidate.meant.iter().filter(|meant| !own(meant)) {
            let Some(one) = self.somebody_at(meant) else { continue };
            match found.iter_mut().find(|(known, _)| known.who == one.who) {
                Some((_, likely)) => *likely += meant.likely,
                None => found.push((one, meant.likely)),
            }
        }
        found.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))
    }

    /// The member of the cast in whose name the word stands, else who has spoken by a mention that has it.
    fn somebody_at(&self, meant: &Meant) -> Option<Resolved> {
        let before = self.cast.before(meant.paragraph as i32, meant.word.end).last();
        let named = before.filter(|s| s.paragraph == meant.paragraph as i32 && meant.word.start < s.end);
        if let Some(named) = named {
            return Some(self.member(named.member, None, None, meant.paragraph, meant.word.start, 0.8));
        }
        let spoke = |one: &&Resolved| {
            let length = one.speaker.mention.as_ref().map_or(0, |mention| mention.chars().count());
            one.paragraph == meant.paragraph && (one.place..one.place + length).contains(&meant.word.start)
        };
        self.history.iter().rev().find(spoke).cloned()
    }
}

/// Whether somebody's name is another's with more before it: “Congreso Ximo Perelló”.
fn is_longer(one: &Resolved, other: &Resolved) -> bool {
    let (name, short) = (one.speaker.name.as_deref(), other.speaker.name.as_deref());
    name.zip(short).is_some_and(|(name, short)| name.ends_with(short))
}

/// Whether people are meant, not a body or a paper.
fn is_somebody(one: &Resolved) -> bool {
    matches!(one.speaker.kind, SpeakerKind::Person | SpeakerKind::Anonymous | SpeakerKind::Group)
}
