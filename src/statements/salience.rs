//! Whom a pronoun or an implied subject means: gender, nearness, and who was speaking.

use crate::SpeakerKind;
use crate::candidates::Candidate;
use crate::cast::Named;
use crate::lexicon::{Class, Family, normal};
use crate::names::{self, Gender};
use crate::resolve::{Resolved, Resolver, Wanted, Who};

impl Resolver<'_> {
    /// A quotation without a source goes on with the speaker before it.
    pub(crate) fn nobody(&self, candidate: &Candidate) -> Resolved {
        if let Some(cue) = &candidate.cue
            && !candidate.goes_on
        {
            let word = normal(&self.passages[candidate.paragraph].text(cue));
            let word = word.split_whitespace().last().unwrap_or_default();
            let gender = if self.lexicon.family == Family::Slavic { names::past_gender(word) } else { None };
            return self.salient(
                candidate.paragraph,
                cue.start,
                Wanted { gender, either: false, things: false, many: false },
                None,
            );
        }
        let last = self.history.last().filter(|r| candidate.paragraph.saturating_sub(r.paragraph) <= 1);
        match last {
            Some(last) => {
                let mut resolved = last.clone();
                resolved.speaker.mention = None;
                resolved.paragraph = candidate.paragraph;
                resolved.confidence = (last.confidence * 0.8).min(0.75);
                resolved
            }
            None => self.unknown(None, candidate.paragraph),
        }
    }

    /// Who a pronoun at (`paragraph`, `place`) means.
    pub(crate) fn pronoun(&self, paragraph: usize, place: usize, word: &str, text: String) -> Resolved {
        let is = |class| self.lexicon.is(class, word);
        let mention = Some(text).filter(|t| !t.is_empty());
        let either = is(Class::PronounF) && is(Class::PronounP);
        let gender = match (is(Class::PronounM), is(Class::PronounF)) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        };
        let things = is(Class::PronounN) && gender.is_none();
        let many = is(Class::PronounP) && !either;
        self.salient(paragraph, place, Wanted { gender, either, things, many }, mention)
    }

    /// The most salient speaker before (`paragraph`, `place`) that fits.
    pub(crate) fn salient(
        &self,
        paragraph: usize,
        place: usize,
        wanted: Wanted,
        mention: Option<String>,
    ) -> Resolved {
        let Wanted { gender, either, things, many } = wanted;
        let mut scored: Vec<(i32, Resolved)> = Vec::new();
        for earlier in self.history.iter().rev().take(12) {
            let score = self.pronoun_score_speaker(earlier, paragraph, gender, things, many).or_else(|| {
                if either {
                    self.pronoun_score_speaker(earlier, paragraph, None, false, true).map(|s| s - 1)
                } else {
                    None
                }
            });
            scored.extend(score.map(|s| (s, earlier.clone())));
        }
        for named in self.recent(paragraph, place) {
            let member = &self.cast.members[named.member];
            let fits = if things || many {
                !member.is_person() && !member.outlet
            } else {
                (member.person >= 2
                    || member.person == 1 && gender.is_some() && self.gender(named.member) == gender)
                    && !member.outlet
            };
            let known = self.gender(named.member);
            if !fits || gender.is_some() && known.is_some() && known != gender {
                continue;
            }
            let agrees = if known.is_some() && known == gender { 3 } else { 0 };
            let score = self.mention_score(named, paragraph, place) - if things || many { 2 } else { 0 };
            match scored.iter_mut().find(|(_, r)| r.who == Who::Member(named.member)) {
                Some(known) => known.0 += score,
                None => scored.push((
                    score + agrees,
                    self.member(named.member, None, None, paragraph, named.start, 0.85),
                )),
            }
        }
        let best = scored.iter().map(|(s, _)| *s).max();
        match best.and_then(|best| scored.into_iter().find(|(s, _)| *s == best && *s > 0)) {
            Some((score, mut resolved)) => {
                resolved.speaker.mention = mention;
                resolved.paragraph = paragraph;
                resolved.place = place;
                resolved.confidence = if score >= 8 {
                    0.9
                } else if score >= 4 {
                    0.8
                } else {
                    0.6
                };
                resolved
            }
            None => self.unknown(mention, paragraph),
        }
    }

    pub(crate) fn pronoun_score_speaker(
        &self,
        earlier: &Resolved,
        paragraph: usize,
        gender: Option<Gender>,
        things: bool,
        many: bool,
    ) -> Option<i32> {
        let distance = paragraph.saturating_sub(earlier.paragraph);
        if distance > 3 {
            return None;
        }
        let kind = earlier.speaker.kind;
        let individual =
            matches!(kind, SpeakerKind::Person) || kind == SpeakerKind::Anonymous && !earlier.plural;
        let fits = if things {
            matches!(kind, SpeakerKind::Organization | SpeakerKind::Document | SpeakerKind::Outlet)
        } else if many {
            earlier.plural || matches!(kind, SpeakerKind::Group | SpeakerKind::Organization)
        } else {
            individual
        };
        if !fits || gender.is_some() && earlier.gender.is_some() && gender != earlier.gender {
            return None;
        }
        let fit = if gender.is_some() && gender == earlier.gender { 3 } else { 0 };
        Some(
            match distance {
                0 => 10,
                1 => 4,
                _ => 1,
            } + fit,
        )
    }

    /// The last mention of each member shortly before (`paragraph`, `place`).
    pub(crate) fn recent(&self, paragraph: usize, place: usize) -> Vec<Named> {
        let end = self.cast.spans.partition_point(|s| (s.paragraph, s.start) < (paragraph as i32, place));
        let mut found: Vec<Named> = Vec::new();
        for span in self.cast.spans[..end]
            .iter()
            .rev()
            .take(60)
            .take_while(|s| s.paragraph + 2 > paragraph as i32 && s.paragraph >= 0)
        {
            if !found.iter().any(|f| f.member == span.member) {
                found.push(*span);
            }
        }
        found
    }

    /// How salient a mention is for a pronoun at (`paragraph`, `place`).
    pub(crate) fn mention_score(&self, at: Named, paragraph: usize, place: usize) -> i32 {
        let Some(passage) = self.passages.get(at.paragraph as usize) else { return 0 };
        if passage.quotes.iter().any(|q| q.start <= at.start && at.start < q.end) {
            return -4;
        }
        let sentence_of = |scalar: usize| {
            passage.sentences.iter().position(|s| s.end > s.start && passage.items[s.end - 1].end > scalar)
        };
        let there = sentence_of(at.start);
        if at.paragraph as usize != paragraph {
            return if there == Some(passage.sentences.len().saturating_sub(1)) { 2 } else { 1 };
        }
        // The first person named in its sentence counts as the subject.
        let leads = !at.possessive
            && there.is_some_and(|s| {
                let start = passage.items[passage.sentences[s].start].start;
                let from =
                    self.cast.spans.partition_point(|x| (x.paragraph, x.start) < (at.paragraph, start));
                !self.cast.spans[from..]
                    .iter()
                    .take_while(|x| (x.paragraph, x.start) < (at.paragraph, at.start))
                    .any(|x| !x.possessive && self.cast.members[x.member].is_person())
            });
        match sentence_of(place).zip(there) {
            Some((here, there)) if here == there => {
                if leads {
                    5
                } else {
                    1
                }
            }
            Some((here, there)) if here == there + 1 => {
                if leads {
                    6
                } else {
                    1
                }
            }
            _ => {
                if leads {
                    3
                } else {
                    0
                }
            }
        }
    }
}
