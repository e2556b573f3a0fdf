//! Whom a pronoun or an implied subject means: gender, nearness, and who was speaking.

use std::ops::Range;

use crate::SpeakerKind;
use crate::candidates::Candidate;
use crate::cases;
use crate::cast::Named;
use crate::items::Kind;
use crate::lexicon::{Class, Family, normal};
use crate::names::Gender;
use crate::passage::{Head, View};
use crate::picking::{self, Asked, Asking, Mentioned};
use crate::resolve::{Resolved, Resolver, Wanted, Who};

impl Resolver<'_> {
    /// A quotation without a source goes on with the speaker before it.
    pub(crate) fn nobody(&self, candidate: &Candidate) -> Resolved {
        if let Some(colon) = candidate.cue.as_ref().filter(|c| self.is_colon(candidate.paragraph, c)) {
            return self
                .written(candidate.paragraph, colon.start)
                .unwrap_or_else(|| self.unknown(None, candidate.paragraph));
        }
        if let Some(cue) = &candidate.cue
            && !candidate.goes_on
        {
            let word = normal(&self.passages[candidate.paragraph].text(cue));
            let word = word.split_whitespace().last().unwrap_or_default();
            let gender = if self.lexicon.family == Family::Slavic { cases::past_gender(word) } else { None };
            // An implied subject is who has just spoken, a body too.
            let last = self.history.last().filter(|r| {
                r.paragraph == candidate.paragraph
                    && (gender.is_none() || r.gender.is_none() || r.gender == gender)
                    && self
                        .distance((r.paragraph, r.place), (candidate.paragraph, cue.start))
                        .is_some_and(Distance::is_near)
            });
            if let Some(last) = last.filter(|_| self.lexicon.family != Family::English) {
                return self.taken_up(last.clone(), None, candidate.paragraph, cue.start, 0.85);
            }
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

    fn is_colon(&self, paragraph: usize, cue: &Range<usize>) -> bool {
        cue.len() == 1 && self.passages[paragraph].chars.get(cue.start) == Some(&':')
    }

    /// “In the log, on 3 January, a hand has noted: …”: the document that the sentence before the colon names.
    fn written(&self, paragraph: usize, colon: usize) -> Option<Resolved> {
        let view = self.view(paragraph);
        let sentence = view.passage.sentences.get(view.passage.sentence_of(colon))?.clone();
        let end = view.items().partition_point(|i| i.start < colon).min(sentence.end);
        let document =
            |i: &usize| view.head(*i).or_else(|| self.head_in_case(view.word(*i))) == Some(Head::Document);
        let head = (sentence.start..end).find(document)?;
        let mut start = head;
        while start > sentence.start
            && head - start < 3
            && view.items()[start - 1].is_word()
            && !view.any(start - 1, &[Class::Preposition, Class::Conjunction, Class::Relative])
            && !self.lexicon.verbs.has(view.word(start - 1))
        {
            start -= 1;
            if view.is_article(start) || view.is_possessive(start) {
                break;
            }
        }
        let stop = view.mention_end(head, end);
        let stop = (head + 1..stop).find(|i| !view.items()[*i].is_word()).unwrap_or(stop).max(head + 1);
        let place = view.items()[start].start;
        let text = view.passage.text(&(place..view.items()[stop - 1].end));
        let mut found = self.described(paragraph, &view, start..stop, text, place);
        found.confidence = found.confidence.min(0.7);
        Some(found)
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
        // “A spokesperson said … They added”: English has one “they” for one and for many.
        if many
            && self.carries_on
            && self.lexicon.family == Family::English
            && let Some(last) = self.history.last().filter(|r| {
                r.paragraph == paragraph && r.speaker.kind == SpeakerKind::Anonymous && r.gender.is_none()
            })
        {
            return self.taken_up(last.clone(), mention, paragraph, place, 0.8);
        }
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
        let scored = self.candidates_for(paragraph, place, wanted);
        self.best_of(scored, paragraph, place, wanted, mention)
    }

    /// All whom the words may mean, with their scores.
    pub(crate) fn candidates_for(
        &self,
        paragraph: usize,
        place: usize,
        wanted: Wanted,
    ) -> Vec<(i32, Resolved)> {
        let mut scored: Vec<(i32, Resolved)> = Vec::new();
        let mut add = |score: i32, of: Resolved| match scored.iter_mut().find(|(_, r)| r.who == of.who) {
            Some(known) => known.0 = known.0.max(score) + 1,
            None => scored.push((score, of)),
        };
        for earlier in self.history.iter().rev().take(12) {
            let score = self.speaker_score(earlier, paragraph, place, wanted).or_else(|| {
                let many = Wanted { gender: None, many: true, either: false, ..wanted };
                wanted.either.then(|| self.speaker_score(earlier, paragraph, place, many).map(|s| s - 1))?
            });
            if let Some(score) = score {
                add(score, earlier.clone());
            }
        }
        for named in self.recent(paragraph, place) {
            if let Some(score) = self.named_score(named, paragraph, place, wanted) {
                add(score, self.member(named.member, None, None, paragraph, named.start, 0.85));
            }
        }
        if !(wanted.things || wanted.many) {
            for (sentence, member) in self.leading_roles(paragraph, place) {
                let agreement = self.agreement(self.gender(member), wanted.gender);
                if let Some(agreement) = agreement {
                    let score = nearness(Distance::Sentences(sentence)) + agreement;
                    add(score, self.member(member, None, None, paragraph, place, 0.8));
                }
            }
        }
        if !(wanted.things || wanted.many) {
            for (sentence, unnamed) in self.leading_strangers(paragraph, place) {
                if let Some(agreement) = self.agreement(unnamed.gender, wanted.gender) {
                    let body = unnamed.speaker.kind == SpeakerKind::Organization;
                    if body && self.lexicon.family == Family::English {
                        continue;
                    }
                    let thing = if body { 1 } else { 0 };
                    add(nearness(Distance::Sentences(sentence)) + agreement - thing, unnamed);
                }
            }
        }
        scored
    }

    /// “A stagehand who worked with her thirty years had a story.”: somebody unnamed at the head of this sentence or
    /// the one before; how many sentences back.
    fn leading_strangers(&self, paragraph: usize, place: usize) -> Vec<(usize, Resolved)> {
        let Some(passage) = self.passages.get(paragraph) else { return Vec::new() };
        let view = self.view(paragraph);
        let here = passage.sentence_of(place);
        let mut found = Vec::new();
        for sentence in here.saturating_sub(1)..=here {
            let Some(range) = passage.sentences.get(sentence).cloned() else { continue };
            let Some(first) = range.clone().find(|i| passage.items[*i].is_word()) else { continue };
            let single =
                matches!(view.word(first), "a" | "an" | "one" | "ein" | "eine" | "un" | "une" | "una");
            let first = if single { first } else { self.past_circumstance(&view, first, range.end) };
            let head = (first..range.end.min(first + 7))
                .take_while(|i| passage.items[*i].is_word())
                .find(|i| view.head(*i).is_some());
            let Some(head) = head.filter(|_| passage.items[first].start < place) else { continue };
            let end = view.mention_end(first, range.end).max(head + 1);
            if passage.items[end - 1].end > place {
                continue;
            }
            let text = passage.text(&(passage.items[first].start..passage.items[end - 1].end));
            let start = passage.items[first].start;
            match view.head(head) {
                Some(Head::Role) if single => {
                    let unnamed = self.described(paragraph, &view, first..end, text, start);
                    if unnamed.speaker.kind == SpeakerKind::Anonymous {
                        found.push((here - sentence, unnamed));
                    }
                }
                Some(Head::Role | Head::Body) => {
                    let known = self.subject_known(paragraph, &view, first..head + 1, head);
                    found.extend(known.map(|known| (here - sentence, known)));
                }
                _ => {}
            }
        }
        found
    }

    /// “Au passage à niveau, un cheminot …”: where the subject begins after a circumstance with its comma.
    fn past_circumstance(&self, view: &View<'_>, first: usize, end: usize) -> usize {
        const ITEMS_MAX: usize = 9;
        let opens = view.any(first, &[Class::Preposition]) && !view.is_article(first);
        let hour = view.items()[first].kind == Kind::Number;
        let reach = end.min(first + ITEMS_MAX);
        let stop = (first + 1..reach).find(|i| {
            opens && view.mark(*i, ',') || hour && (view.mark(*i, ':') || view.dash(*i) || view.mark(*i, '.'))
        });
        stop.filter(|_| opens || hour).map_or(first, |i| i + 1).min(end.saturating_sub(1))
    }

    /// The subject of a sentence that names nobody (“Der Koch hat …”, “La Fundación anunció …”), as far as a pronoun
    /// after it can mean it: a role that nobody with a name bears, or a body.
    fn subject_known(
        &self,
        paragraph: usize,
        view: &View<'_>,
        range: Range<usize>,
        head: usize,
    ) -> Option<Resolved> {
        let start = view.items()[range.start].start;
        let span = start..view.items()[range.end - 1].end;
        let text = self.with_complements(view, head, view.word(head)).map_or_else(
            || view.passage.text(&span),
            |more| format!("{}{more}", view.passage.text(&(start..view.items()[head].start))),
        );
        let body = view.head(head) == Some(Head::Body);
        let plural = view.any(head, &[Class::Plural, Class::Group]);
        let named = self.named(view, &range).is_some() || plural || view.passage.is_quoted(span.start);
        let bearer = || self.role_bearer(paragraph, start, view, &range, head).is_some();
        if body {
            let known = self.body((paragraph, start), &range, view, head);
            let gender = self.grammatical_gender(view, range.start, view.word(head));
            let found = match known {
                Some(member) => self.member(member, None, None, paragraph, start, 0.75),
                None if named => return None,
                None => {
                    let fuller = self.introduced((paragraph, start), &range, view, head);
                    self.plain(None, fuller.unwrap_or(text), SpeakerKind::Organization, paragraph, 0.7)
                }
            };
            return Some(Resolved { gender, place: start, ..found });
        }
        if named || bearer() || !(view.is_article(range.start) || self.lexicon.family == Family::Slavic) {
            return None;
        }
        let gender = self.grammatical_gender(view, range.start, view.word(head));
        // “Osei is not convinced. The biologist finds …”: the role may be the person's just named.
        let person = self.only_person(paragraph, start);
        if person.is_some_and(|member| self.agreement(self.gender(member), gender).is_some()) {
            return None;
        }
        let found = self.plain(None, text, SpeakerKind::Anonymous, paragraph, 0.7);
        Some(Resolved { gender, place: start, ..found })
    }

    /// The most salient person with a name: whom an epithet (“the billionaire”) means.
    pub(crate) fn salient_person(
        &self,
        paragraph: usize,
        place: usize,
        wanted: Wanted,
        mention: Option<String>,
    ) -> Resolved {
        let mut scored = self.candidates_for(paragraph, place, wanted);
        scored.retain(|(_, r)| matches!(r.who, Who::Member(m) if self.cast.members[m].is_person()));
        self.best_of(scored, paragraph, place, wanted, mention)
    }

    fn best_of(
        &self,
        mut scored: Vec<(i32, Resolved)>,
        paragraph: usize,
        place: usize,
        wanted: Wanted,
        mention: Option<String>,
    ) -> Resolved {
        scored.retain(|(_, r)| self.barred.as_ref() != Some(&r.who));
        scored.sort_by_key(|(score, _)| -score);
        let kind = if mention.is_none() { Mentioned::Implied } else { Mentioned::Pronoun };
        let features = self.features(Asking { paragraph, place, wanted, kind }, &scored);
        self.note(Asked::Picking, scored.iter().map(|(_, one)| one.speaker.name.clone()), &features);
        match picking::best(&features) {
            Some((at, sure)) => {
                self.taken_up(scored.swap_remove(at).1, mention, paragraph, place, sure.clamp(0.3, 0.95))
            }
            None => match self
                .topic(paragraph, place, wanted)
                .filter(|member| self.barred != Some(Who::Member(*member)))
            {
                Some(member) => self.member(member, mention, None, paragraph, place, 0.6),
                None => self.unknown(mention, paragraph),
            },
        }
    }

    /// `resolved` as the one whom a later mention means.
    pub(crate) fn taken_up(
        &self,
        mut resolved: Resolved,
        mention: Option<String>,
        paragraph: usize,
        place: usize,
        confidence: f32,
    ) -> Resolved {
        resolved.speaker.mention = mention;
        resolved.paragraph = paragraph;
        resolved.place = place;
        resolved.confidence = confidence;
        resolved.learnt = None;
        resolved
    }

    /// What the genders add: none where they contradict.
    pub(crate) fn agreement(&self, known: Option<Gender>, wanted: Option<Gender>) -> Option<i32> {
        match (known, wanted) {
            (Some(known), Some(wanted)) if known != wanted => None,
            (Some(_), Some(_)) => Some(3),
            _ => Some(0),
        }
    }

    fn speaker_score(
        &self,
        earlier: &Resolved,
        paragraph: usize,
        place: usize,
        wanted: Wanted,
    ) -> Option<i32> {
        let kind = earlier.speaker.kind;
        let individual = kind == SpeakerKind::Person || kind == SpeakerKind::Anonymous && !earlier.plural;
        let fits = if wanted.things {
            matches!(kind, SpeakerKind::Organization | SpeakerKind::Document | SpeakerKind::Outlet)
        } else if wanted.many {
            earlier.plural || matches!(kind, SpeakerKind::Group | SpeakerKind::Organization)
        } else {
            individual
        };
        // Elsewhere than in English things are he and she too.
        let thing = !(fits || wanted.things || wanted.many)
            && self.lexicon.family != Family::English
            && matches!(kind, SpeakerKind::Organization | SpeakerKind::Document);
        if !(fits || thing) {
            return None;
        }
        let agreement = self.agreement(earlier.gender, wanted.gender)?;
        let distance = self.distance((earlier.paragraph, earlier.place), (paragraph, place))?;
        // “They” are rather people than one body.
        let body = wanted.many && !earlier.plural && kind == SpeakerKind::Organization;
        Some(nearness(distance) + 1 + agreement - if thing || body { 2 } else { 0 })
    }

    fn named_score(&self, named: Named, paragraph: usize, place: usize, wanted: Wanted) -> Option<i32> {
        let member = &self.cast.members[named.member];
        let known = self.gender(named.member);
        let fits = if wanted.things || wanted.many {
            !member.is_person() && !member.outlet
        } else {
            !member.outlet
                && (member.person >= 2
                    || member.person == 1 && wanted.gender.is_some() && known == wanted.gender)
        };
        if !fits {
            return None;
        }
        let agreement = self.agreement(known, wanted.gender)?;
        let passage = self.passages.get(named.paragraph as usize)?;
        if passage.is_quoted(named.start) {
            return None;
        }
        let distance = self.distance((named.paragraph as usize, named.start), (paragraph, place))?;
        let aside = if self.leads(named) { 0 } else { 5 };
        let thing = if wanted.things || wanted.many { 2 } else { 0 };
        Some(nearness(distance) + agreement - aside - thing)
    }

    pub(crate) fn distance(&self, from: (usize, usize), to: (usize, usize)) -> Option<Distance> {
        let sentence = |(paragraph, scalar): (usize, usize)| {
            self.passages.get(paragraph).map(|passage| passage.sentence_of(scalar))
        };
        match to.0.checked_sub(from.0)? {
            0 => Some(Distance::Sentences(sentence(to)?.checked_sub(sentence(from)?)?)),
            1 => {
                let last = self.passages[from.0].sentences.len().saturating_sub(1);
                Some(if sentence(from)? >= last { Distance::JustBefore } else { Distance::Paragraphs(1) })
            }
            paragraphs @ 2..=3 => Some(Distance::Paragraphs(paragraphs)),
            _ => None,
        }
    }

    /// Whether the first person named in its sentence: it counts as the subject.
    pub(crate) fn leads(&self, named: Named) -> bool {
        let Some(passage) = self.passages.get(named.paragraph as usize) else { return false };
        let Some(sentence) = passage.sentences.get(passage.sentence_of(named.start)) else { return false };
        let start = passage.items[sentence.start].start;
        let from = self.cast.spans.partition_point(|x| (x.paragraph, x.start) < (named.paragraph, start));
        !named.possessive
            && !self.cast.spans[from..]
                .iter()
                .take_while(|x| (x.paragraph, x.start) < (named.paragraph, named.start))
                .any(|x| {
                    !x.possessive && self.cast.members[x.member].is_person() && !passage.is_quoted(x.start)
                })
    }

    /// The last mention of each member shortly before (`paragraph`, `place`).
    pub(crate) fn recent(&self, paragraph: usize, place: usize) -> Vec<Named> {
        let mut found: Vec<Named> = Vec::new();
        for span in self
            .cast
            .before(paragraph as i32, place)
            .iter()
            .rev()
            .take(60)
            .take_while(|s| s.paragraph + 4 > paragraph as i32 && s.paragraph >= 0)
        {
            if !found.iter().any(|f| f.member == span.member) {
                found.push(*span);
            }
        }
        found
    }

    /// Sentences shortly before that begin with a role (“The minister, interviewed on the slipway, …”): how many
    /// sentences back, and whose role it is.
    fn leading_roles(&self, paragraph: usize, place: usize) -> Vec<(usize, usize)> {
        /// How far back a role noun is looked for, in sentences.
        const BACK_MAX: usize = 3;
        let Some(passage) = self.passages.get(paragraph) else { return Vec::new() };
        let view = self.view(paragraph);
        let here = passage.sentence_of(place);
        let mut found = Vec::new();
        for sentence in here.saturating_sub(BACK_MAX)..=here {
            let Some(range) = passage.sentences.get(sentence) else { continue };
            // “6.48pm The mayor was asked …”
            let first = range.start + usize::from(passage.items[range.start].kind == Kind::Number);
            if first >= range.end {
                continue;
            }
            let item = &passage.items[first];
            if item.start >= place || !view.any(first, &[Class::Definite]) {
                continue;
            }
            let head = (first + 1..range.end.min(first + 4))
                .take_while(|i| passage.items[*i].is_word())
                .find(|i| view.head(*i) == Some(Head::Role));
            if let Some(head) = head
                && let Some(member) = self.role_bearer(paragraph, item.start, &view, &(first..head + 1), head)
            {
                found.push((here - sentence, member));
            }
        }
        found
    }

    /// The people of that gender whom the article has named before, with how often: (times, member).
    pub(crate) fn people_named(
        &self,
        paragraph: usize,
        place: usize,
        gender: Option<Gender>,
    ) -> impl Iterator<Item = (usize, usize)> {
        let before = (paragraph as i32, place);
        let people = self.cast.members.iter().enumerate().filter(|(_, m)| m.is_person());
        people
            .filter(move |(at, _)| self.agreement(self.gender(*at), gender).is_some())
            .map(move |(at, m)| (m.places.partition_point(|p| *p < before), at))
            .filter(|(times, _)| *times > 0)
    }

    /// The person whom the article is about: named far more often than all others that fit.
    fn topic(&self, paragraph: usize, place: usize, wanted: Wanted) -> Option<usize> {
        if wanted.things || wanted.many {
            return None;
        }
        let mut counts: Vec<(usize, usize)> = self.people_named(paragraph, place, wanted.gender).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        match counts.as_slice() {
            [(_, only)] => Some(*only),
            [(most, first), (next, _), ..] if *most >= 2 * next => Some(*first),
            _ => None,
        }
    }
}

/// How far a mention stands before a pronoun.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Distance {
    /// In its paragraph: sentences between.
    Sentences(usize),
    /// In the last sentence of the paragraph before.
    JustBefore,
    /// Paragraphs between.
    Paragraphs(usize),
}

impl Distance {
    /// In the same sentence or the next.
    fn is_near(self) -> bool {
        matches!(self, Distance::Sentences(0 | 1))
    }
}

/// What the distance is worth.
fn nearness(distance: Distance) -> i32 {
    match distance {
        Distance::Sentences(0) => 9,
        Distance::Sentences(1) => 8,
        Distance::Sentences(2) => 6,
        Distance::Sentences(3) => 5,
        Distance::Sentences(_) | Distance::JustBefore => 4,
        Distance::Paragraphs(1) => 3,
        Distance::Paragraphs(2) => 2,
        Distance::Paragraphs(_) => 1,
    }
}
