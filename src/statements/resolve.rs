//! From mention to speaker: names, roles, pronouns, the unnamed; a guess is never printed as a name.

use std::ops::Range;

use crate::candidates::{Candidate, Settled};
use crate::cast::{Cast, Named};
use crate::lexicon::{Class, Family, Lexicon, normal};
use crate::names::{self, Gender};
use crate::passage::{Head, Passage, View};
use crate::{Speaker, SpeakerKind};

/// Who a speaker is, for comparing speakers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// A member of the cast.
    Member(usize),
    /// An unnamed source by its description.
    Described(String),
    /// Nobody could tell.
    Unknown,
}

/// A resolved speaker with what later mentions need.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) speaker: Speaker,
    pub(crate) who: Who,
    pub(crate) gender: Option<Gender>,
    pub(crate) plural: bool,
    pub(crate) paragraph: usize,
    pub(crate) place: usize,
    /// A role noun that this mention gives its member.
    pub(crate) learnt: Option<String>,
    /// How sure the resolution is.
    pub(crate) confidence: f32,
}

/// What a pronoun asks of whom it means.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    gender: Option<Gender>,
    /// One woman or several people (German “sie”).
    either: bool,
    things: bool,
    many: bool,
}

/// Resolves the mentions of one article in reading order.
pub(crate) struct Resolver<'a> {
    pub(crate) passages: &'a [Passage],
    pub(crate) cast: &'a Cast,
    pub(crate) lexicon: &'static Lexicon,
    /// The outlet that a page names once as its source.
    pub(crate) relay: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) history: Vec<Resolved>,
    /// Roles that a later or earlier sentence gives a member (“The lawyer for Rask”, then her name).
    pub(crate) learnt: Vec<(usize, String)>,
}

/// How many earlier speakers are looked at.
const HISTORY_MAX: usize = 40;

impl Resolver<'_> {
    fn view(&self, paragraph: usize) -> View<'_> {
        View { passage: &self.passages[paragraph], lexicon: self.lexicon, cast: self.cast }
    }

    /// The speaker of `candidate`; remembered for the pronouns after it.
    pub(crate) fn resolve(&mut self, candidate: &Candidate) -> Resolved {
        let resolved = match (&candidate.speaker, &candidate.source) {
            (Some(settled), source) => self.settled(settled, candidate, source.clone()),
            (None, Some(source)) => self.mention(candidate.paragraph, source),
            (None, None) => self.nobody(candidate),
        };
        if let (Who::Member(member), Some(head)) = (&resolved.who, &resolved.learnt) {
            if self.learnt.len() < HISTORY_MAX {
                self.learnt.push((*member, head.clone()));
            }
        }
        if !candidate.inside && resolved.who != Who::Unknown {
            self.history.push(resolved.clone());
        }
        resolved
    }

    fn settled(&self, settled: &Settled, candidate: &Candidate, source: Option<Range<usize>>) -> Resolved {
        let mention = source.map(|s| self.passages[candidate.paragraph].text(&s));
        match settled {
            Settled::Name(name) => {
                let stems: Vec<String> =
                    name.split_whitespace().map(|w| names::stem(&normal(w), self.lexicon)).collect();
                match self.cast.lookup_stems(&stems) {
                    Some(member) => {
                        self.member(member, mention, None, candidate.paragraph, candidate.place().1, 0.97)
                    }
                    None => self.plain(mention, name.clone(), SpeakerKind::Person, candidate.paragraph, 0.9),
                }
            }
            Settled::Outlet => {
                let name = self.outlet.clone().or_else(|| mention.clone()).unwrap_or_default();
                self.plain(mention, name, SpeakerKind::Outlet, candidate.paragraph, 0.95)
            }
        }
    }

    fn plain(
        &self,
        mention: Option<String>,
        name: String,
        kind: SpeakerKind,
        paragraph: usize,
        confidence: f32,
    ) -> Resolved {
        Resolved {
            who: Who::Described(names_key(&name)),
            speaker: Speaker { mention, name: Some(name), kind, role: None },
            gender: None,
            plural: false,
            paragraph,
            place: 0,
            learnt: None,
            confidence,
        }
    }

    pub(crate) fn unknown(&self, mention: Option<String>, paragraph: usize) -> Resolved {
        Resolved {
            speaker: Speaker { mention, name: None, kind: SpeakerKind::Anonymous, role: None },
            who: Who::Unknown,
            gender: None,
            plural: false,
            paragraph,
            place: 0,
            learnt: None,
            confidence: 0.3,
        }
    }

    fn member(
        &self,
        at: usize,
        mention: Option<String>,
        role: Option<String>,
        paragraph: usize,
        place: usize,
        confidence: f32,
    ) -> Resolved {
        let member = &self.cast.members[at];
        let kind = if member.outlet {
            SpeakerKind::Outlet
        } else if member.is_person() {
            SpeakerKind::Person
        } else {
            SpeakerKind::Organization
        };
        let role = if kind == SpeakerKind::Person { member.roles.first().cloned().or(role) } else { None };
        Resolved {
            speaker: Speaker { mention, name: Some(member.name.clone()), kind, role },
            who: Who::Member(at),
            gender: self.gender(at),
            plural: false,
            paragraph,
            place,
            learnt: None,
            confidence,
        }
    }

    fn gender(&self, member: usize) -> Option<Gender> {
        let member = &self.cast.members[member];
        member.gender.or_else(|| {
            member
                .name
                .split_whitespace()
                .next()
                .filter(|_| member.is_person())
                .and_then(|first| names::likely_gender(first, self.lexicon))
        })
    }

    /// A quotation without a source goes on with the speaker before it.
    fn nobody(&self, candidate: &Candidate) -> Resolved {
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

    /// Resolves the mention at `source` in `paragraph`.
    pub(crate) fn mention(&self, paragraph: usize, source: &Range<usize>) -> Resolved {
        let passage = &self.passages[paragraph];
        let view = self.view(paragraph);
        let text = passage.text(source).trim_end_matches([',', ' ']).to_owned();
        let first = view.items().partition_point(|i| i.start < source.start);
        let last = view.items().partition_point(|i| i.start < source.end);
        if first >= last {
            return self.unknown(Some(text), paragraph);
        }
        let range = first..last;
        if range.len() == 1 && view.is_possessive(first) {
            let gender = if view.any(first, &[Class::PossessiveF]) {
                Some(Gender::Female)
            } else if view.any(first, &[Class::PossessiveM]) {
                Some(Gender::Male)
            } else {
                None
            };
            let many = view.any(first, &[Class::PossessiveP]) && gender.is_none();
            return self.salient(
                paragraph,
                source.start,
                Wanted {
                    gender,
                    either: self.lexicon.family == Family::German && gender == Some(Gender::Female),
                    things: false,
                    many,
                },
                Some(text),
            );
        }
        if range.len() == 1 && view.is_pronoun(first) && !view.any(first, &[Class::Definite]) {
            return self.pronoun(paragraph, source.start, view.word(first), text);
        }
        let apposed = range.len() > 1 && view.mark(first + 1, ',');
        if view.is_pronoun(first)
            && !view.is_article(first)
            && !view.any(first, &[Class::PronounN, Class::Pronoun1])
            && (!apposed || self.named(&view, &range).is_none())
        {
            return self.pronoun(paragraph, source.start, view.word(first), text);
        }
        if let Some(member) = self.named(&view, &range) {
            let role = self.role_in(&view, &range);
            return self.member(member, Some(text), role, paragraph, source.start, 0.95);
        }
        self.described(paragraph, &view, range, text, source.start)
    }

    /// The cast member whose name is the mention's head.
    fn named(&self, view: &View<'_>, range: &Range<usize>) -> Option<usize> {
        let stop = self.relative_start(view, range);
        let items = view.items();
        let paragraph = view_paragraph(self.passages, view) as i32;
        let (from, to) = (items[range.start].start, items[stop - 1].end);
        let first = self.cast.spans.partition_point(|s| (s.paragraph, s.start) < (paragraph, from));
        let (head_at, head) = self.head_of(view, &(range.start..stop));
        let mut best: Option<(i32, usize)> = None;
        for span in self.cast.spans[first..].iter().take_while(|s| s.paragraph == paragraph && s.end <= to) {
            let at = items.partition_point(|i| i.end <= span.start).min(stop - 1);
            let member = if span.single { self.nearest_namesake(span.member, view, at) } else { span.member };
            let person = self.cast.members[member].is_person();
            let segment = (range.start..at).rev().find(|i| view.mark(*i, ',')).map_or(range.start, |c| c + 1);
            let linked = (segment + usize::from(segment == range.start)..at)
                .any(|i| view.any(i, &[Class::Of, Class::Preposition]) && !view.is_article(i));
            // “officials in London, Brussels and Kyiv” go on listing.
            let listed = segment > range.start
                && !person
                && (range.start + 1..segment)
                    .any(|i| view.any(i, &[Class::Of, Class::Preposition]) && !view.is_article(i));
            // “Northbank residents”, “Reform League officials”: the name only describes.
            let describes = head_at > at
                && head_at < stop
                && matches!(head, Some(Head::Role | Head::Document | Head::Body | Head::Outlet))
                && items[head_at].start >= span.end
                && !items[head_at].capital
                && !(at..head_at).any(|i| view.mark(i, ','));
            if linked
                || listed
                || describes
                || span.possessive
                || self.is_possessed(view, range.start, at, member)
            {
                continue;
            }
            let whole = span.start == from && span.end == to;
            let score = i32::from(person) * 2 + i32::from(whole) + i32::from(!span.single);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, member));
            }
        }
        best.map(|(_, member)| member)
    }

    /// Of several people with one surname: the one whom a title tells, else the one named last.
    fn nearest_namesake(&self, member: usize, view: &View<'_>, at: usize) -> usize {
        let Some(stem) = self.cast.members[member].stems.last() else { return member };
        let title = at.checked_sub(1).and_then(|i| {
            names::title_gender(view.word(i))
                .or_else(|| at.checked_sub(2).and_then(|i| names::title_gender(view.word(i))))
        });
        let here = (view_paragraph(self.passages, view) as i32, view.items()[at].start);
        let mut found: Vec<usize> = self.cast.namesakes(stem).collect();
        if found.len() < 2 || !found.contains(&member) {
            return member;
        }
        if let Some(gender) = title {
            found.retain(|m| self.gender(*m).is_none_or(|g| g == gender));
        }
        let full_before = |m: usize| self.cast.members[m].full_places.iter().rfind(|p| **p < here).copied();
        let spoke = self.history.iter().rev().take(HISTORY_MAX).find_map(|r| match r.who {
            Who::Member(m) if found.contains(&m) => Some((m, (r.paragraph as i32, r.place))),
            _ => None,
        });
        let named = found.iter().filter_map(|m| full_before(*m).map(|p| (*m, p))).max_by_key(|(_, p)| *p);
        match (spoke, named) {
            (Some((_, at_spoke)), Some((m, at_named))) if at_named > at_spoke => m,
            (Some((m, _)), _) => m,
            (None, Some((m, _))) => m,
            (None, None) => found.first().copied().unwrap_or(member),
        }
    }

    /// «адвокатка Раска»: a name in the genitive after a role of another gender belongs to the role.
    fn is_possessed(&self, view: &View<'_>, first: usize, name: usize, member: usize) -> bool {
        if self.lexicon.family != Family::Slavic || name == first {
            return false;
        }
        let role = (first..name).rev().find_map(|i| names::role_gender(view.word(i), self.lexicon));
        role.is_some() && self.gender(member).is_some() && role != self.gender(member)
    }

    /// Where a relative clause begins in the mention.
    fn relative_start(&self, view: &View<'_>, range: &Range<usize>) -> usize {
        (range.start + 1..range.end)
            .find(|i| {
                view.mark(i - 1, ',')
                    && (self.is_aside(view, *i, range.end)
                        || view.any(*i, &[Class::Relative])
                        || view.any(i + 1, &[Class::Relative]) && view.any(*i, &[Class::Preposition]))
            })
            .map_or(range.end, |i| i - 1)
    }

    /// “, reached by telephone”: words after a comma that are no apposition.
    fn is_aside(&self, view: &View<'_>, at: usize, end: usize) -> bool {
        self.lexicon.family == Family::English
            && !view.items()[at].capital
            && view.items()[at].is_word()
            && !view.is_article(at)
            && !view.is_possessive(at)
            && (view.word(at).ends_with("ed")
                || view.word(at).ends_with("ing")
                || view.headed(at..(at + 4).min(end)).is_none())
    }

    fn role_in(&self, view: &View<'_>, range: &Range<usize>) -> Option<String> {
        let head = range.clone().find(|i| names::is_role(view.items()[*i].bare(), self.lexicon))?;
        Some(view.passage.text(&(view.items()[head].start..view.items()[head].end)))
    }

    fn described(
        &self,
        paragraph: usize,
        view: &View<'_>,
        range: Range<usize>,
        text: String,
        place: usize,
    ) -> Resolved {
        let stop = self.without_circumstance(view, range.start, self.relative_start(view, &range));
        let plain = range.start..stop;
        let name = view
            .passage
            .text(&(view.items()[plain.start].start..view.items()[stop - 1].end))
            .trim_end_matches([',', ' '])
            .to_owned();
        let (head_at, head) = self.head_of(view, &plain);
        let word = view.items()[head_at].bare().to_owned();
        let definite = view.any(plain.start, &[Class::Definite])
            || self.lexicon.family == Family::Slavic && !view.any(plain.start, &[Class::Indefinite]);
        let owned = view.is_possessive(plain.start)
            || item_possessive(view, plain.start)
            || (plain.start..head_at).any(|i| item_possessive(view, i));
        let indefinite = view.any(plain.start, &[Class::Indefinite]) && !definite;
        let plural = view.any(head_at, &[Class::Plural, Class::Group])
            || self.lexicon.family == Family::English && word.ends_with('s') && head == Some(Head::Role);
        if matches!(head, Some(Head::Outlet))
            && !indefinite
            && let Some(outlet) = self.last_outlet(paragraph, place)
        {
            return Resolved {
                speaker: Speaker {
                    mention: Some(text),
                    name: Some(outlet.clone()),
                    kind: SpeakerKind::Outlet,
                    role: None,
                },
                who: Who::Described(names_key(&outlet)),
                gender: None,
                plural: false,
                paragraph,
                place,
                learnt: None,
                confidence: 0.85,
            };
        }
        if matches!(head, Some(Head::Body))
            && let Some(member) = self.body(&plain, view, head_at)
        {
            return self.member(member, Some(text), None, paragraph, place, 0.85);
        }
        if matches!(head, Some(Head::Role) | None) && !indefinite && !plural {
            if let Some(resolved) =
                self.by_role(paragraph, place, view, &plain, head_at, &text, owned, definite)
            {
                return resolved;
            }
        }
        let kind = self.kind_of(view, head_at, head, plural);
        let name = if self.lexicon.family == Family::Slavic && kind != SpeakerKind::Person && !plural {
            let words: Vec<&str> = name.split(' ').collect();
            let at =
                words.iter().position(|w| normal(w).trim_matches(|c: char| !c.is_alphanumeric()) == word);
            at.and_then(|at| names::nominative_description(&words, at, self.lexicon)).unwrap_or(name)
        } else {
            name
        };
        let name = if owned && view.is_possessive(plain.start) {
            self.owner_named(paragraph, place, view, &plain, &name)
        } else {
            name
        };
        let earlier = (definite && !plural).then(|| self.earlier(&word, kind, paragraph)).flatten();
        if let Some(earlier) = earlier {
            let mut resolved = earlier.clone();
            resolved.speaker.mention = Some(text);
            resolved.paragraph = paragraph;
            resolved.place = place;
            return resolved;
        }
        let gender = (plain.start..=head_at.min(stop - 1))
            .find_map(|i| names::role_gender(view.word(i), self.lexicon));
        Resolved {
            who: Who::Described(names_key(&name)),
            speaker: Speaker { mention: Some(text), name: Some(name), kind, role: None },
            gender,
            plural,
            paragraph,
            place,
            learnt: None,
            confidence: if head.is_some() { 0.88 } else { 0.6 },
        }
    }

    /// Cuts “у четвер”, “on his page” and the like off the end of a description.
    fn without_circumstance(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        if self.lexicon.family != Family::Slavic {
            return end;
        }
        (start + 1..end)
            .find(|i| {
                view.any(*i, &[Class::Preposition])
                    && (i + 1..end.min(i + 4))
                        .any(|n| view.any(n, &[Class::Time, Class::Weekday, Class::Venue]))
            })
            .unwrap_or(end)
    }

    /// The last head before the first preposition, comma or relative word; so “a ministry official” is an official.
    pub(crate) fn head_of(&self, view: &View<'_>, range: &Range<usize>) -> (usize, Option<Head>) {
        let mut best = None;
        for at in range.clone() {
            let linking = view.any(at, &[Class::Of, Class::Preposition, Class::Relative, Class::Conjunction])
                && !view.is_article(at)
                || view.mark(at, ',');
            let quoted = view.any(at, &[Class::Of])
                && at > range.start
                && matches!(
                    view.word(at - 1),
                    "one"
                        | "some"
                        | "many"
                        | "several"
                        | "two"
                        | "three"
                        | "four"
                        | "five"
                        | "most"
                        | "all"
                        | "both"
                        | "none"
                        | "each"
                        | "einer"
                        | "eine"
                        | "un"
                        | "une"
                        | "uno"
                        | "una"
                        | "один"
                        | "одна"
                );
            if linking && at > range.start && best.is_some() && !quoted {
                break;
            }
            if let Some(head) = view.head(at).or_else(|| self.head_in_case(view.word(at)))
                && !item_possessive(view, at)
                && head != Head::Pronoun
            {
                // Slavic and Romance put the head first, English and German last.
                let first_wins = matches!(self.lexicon.family, Family::Slavic | Family::Romance);
                if best.is_none() || !first_wins {
                    best = Some((at, head));
                }
            }
        }
        match best {
            Some((at, head)) => (at, Some(head)),
            None => (range.end - 1, None),
        }
    }

    /// What a Slavic noun in another case is the head of.
    fn head_in_case(&self, word: &str) -> Option<Head> {
        let base = self.lexicon.first_form(word).filter(|_| self.lexicon.family == Family::Slavic)?;
        let any = |classes: &[Class]| self.lexicon.any(classes, base);
        if any(&[Class::Role, Class::RoleF, Class::Anonymous]) {
            Some(Head::Role)
        } else if any(&[Class::Outlet]) {
            Some(Head::Outlet)
        } else if any(&[Class::Document]) {
            Some(Head::Document)
        } else {
            any(&[Class::Organization]).then_some(Head::Body)
        }
    }

    fn kind_of(&self, view: &View<'_>, head_at: usize, head: Option<Head>, plural: bool) -> SpeakerKind {
        match head {
            Some(Head::Document) => SpeakerKind::Document,
            Some(Head::Body) => SpeakerKind::Organization,
            Some(Head::Outlet) => SpeakerKind::Outlet,
            Some(Head::Role) if plural && view.any(head_at, &[Class::Group]) => SpeakerKind::Group,
            Some(Head::Role) => SpeakerKind::Anonymous,
            Some(Head::Name) | Some(Head::Pronoun) => SpeakerKind::Organization,
            None if view.items()[head_at].capital => SpeakerKind::Organization,
            None => SpeakerKind::Anonymous,
        }
    }

    /// “His office” becomes “Edvin Halloran's office” where the owner is clear (English only).
    fn owner_named(
        &self,
        paragraph: usize,
        place: usize,
        view: &View<'_>,
        range: &Range<usize>,
        name: &str,
    ) -> String {
        if self.lexicon.family != Family::English {
            return name.to_owned();
        }
        let pronoun = match view.word(range.start) {
            "his" => "he",
            "her" => "she",
            _ => return name.to_owned(),
        };
        let owner = self.pronoun(paragraph, place, pronoun, String::new());
        match owner.speaker.name {
            Some(owner) if range.len() > 1 => {
                let rest = view
                    .passage
                    .text(&(view.items()[range.start + 1].start..view.items()[range.end - 1].end));
                format!("{owner}'s {}", rest.trim_end_matches([',', ' ']))
            }
            _ => name.to_owned(),
        }
    }

    fn last_outlet(&self, paragraph: usize, place: usize) -> Option<String> {
        if let Some(relay) = &self.relay {
            return Some(relay.clone());
        }
        let own = self.outlet.as_deref().map(names_key);
        self.cast
            .members
            .iter()
            .filter(|m| m.outlet && own.as_deref() != Some(&names_key(&m.name)))
            .filter_map(|m| {
                m.places
                    .iter()
                    .rfind(|(p, s)| *p >= 0 && (*p as usize, *s) < (paragraph, place))
                    .map(|at| (at, m.name.clone()))
            })
            .max()
            .map(|(_, name)| name)
    }

    /// The body that “the ministry” or “the company” means.
    fn body(&self, range: &Range<usize>, view: &View<'_>, head_at: usize) -> Option<usize> {
        let head = names::stem(view.items()[head_at].bare(), self.lexicon);
        let words: Vec<String> = range
            .clone()
            .filter(|i| view.items()[*i].is_word() && !view.is_article(*i))
            .map(|i| names::stem(view.items()[i].bare(), self.lexicon))
            .collect();
        let mut found = self.cast.members.iter().enumerate().filter(|(_, m)| {
            !m.is_person()
                && !m.outlet
                && m.stems.len() > 1
                && m.stems.contains(&head)
                && words.iter().all(|w| m.stems.contains(w))
        });
        let first = found.next().map(|(i, _)| i);
        if first.is_some() {
            return first;
        }
        // “The company” after a body with a name of its own has spoken.
        let generic = matches!(
            head.as_str(),
            "company"
                | "firm"
                | "unternehmen"
                | "firma"
                | "konzern"
                | "компані"
                | "компания"
                | "entreprise"
                | "société"
                | "empresa"
                | "compañía"
                | "operator"
                | "club"
                | "platform"
                | "компан"
                | "фірм"
                | "фирм"
        );
        if generic && words.len() == 1 {
            return self
                .history
                .iter()
                .rev()
                .find_map(|r| match r.who {
                    Who::Member(m) if !self.cast.members[m].is_person() && !self.cast.members[m].outlet => {
                        Some(m)
                    }
                    _ => None,
                })
                .or_else(|| {
                    // Else the body named last.
                    self.cast
                        .members
                        .iter()
                        .enumerate()
                        .filter(|(_, m)| m.person <= 0 && !m.outlet)
                        .filter_map(|(i, m)| {
                            m.places
                                .iter()
                                .filter(|p| p.0 >= 0 && (p.0 as usize) <= view_paragraph(self.passages, view))
                                .next_back()
                                .map(|p| (*p, i))
                        })
                        .max()
                        .map(|(_, i)| i)
                });
        }
        None
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one mention")]
    fn by_role(
        &self,
        paragraph: usize,
        place: usize,
        view: &View<'_>,
        range: &Range<usize>,
        head_at: usize,
        text: &str,
        owned: bool,
        definite: bool,
    ) -> Option<Resolved> {
        let head = names::stem(view.items()[head_at].bare(), self.lexicon);
        if head.chars().count() < 2 || !(definite || owned) {
            return None;
        }
        let words: Vec<String> = range
            .clone()
            .filter(|i| {
                view.items()[*i].is_word() && !view.any(*i, &[Class::Definite, Class::Of, Class::Preposition])
            })
            .map(|i| names::stem(view.items()[i].bare(), self.lexicon))
            .collect();
        let gender = names::role_gender(&view.items()[head_at].word, self.lexicon);
        let mut best: Option<(i64, usize)> = None;
        for (at, member) in self.cast.members.iter().enumerate().filter(|(_, m)| m.is_person()) {
            let hit = member.role_words.iter().any(|w| same_role(w, &head, self.lexicon))
                || self.learnt.iter().any(|(m, w)| *m == at && *w == head);
            if !hit || gender.is_some() && self.gender(at).is_some() && gender != self.gender(at) {
                continue;
            }
            let more = words.iter().filter(|w| member.role_words.contains(w)).count() as i64;
            let recent = member
                .places
                .iter()
                .rfind(|p| p.0 >= 0 && (p.0 as usize, p.1) < (paragraph, place))
                .map_or(-1, |p| i64::from(p.0));
            let spoke = self.history.iter().rev().take(HISTORY_MAX).any(|r| r.who == Who::Member(at));
            let score = more * 100 + recent * 2 + i64::from(spoke);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, at));
            }
        }
        if let Some((_, at)) = best {
            return Some(self.member(at, Some(text.to_owned()), None, paragraph, place, 0.9));
        }
        if !definite || owned {
            return None;
        }
        // An unnamed source with this head spoke before.
        let word = view.items()[head_at].bare().to_owned();
        if let Some(earlier) = self.history.iter().rev().take(HISTORY_MAX).find(|r| matches!(&r.who, Who::Described(d) if d.split(' ').any(|w| names::stem(w, self.lexicon) == names::stem(&word, self.lexicon)))) {
            let mut resolved = earlier.clone();
            resolved.speaker.mention = Some(text.to_owned());
            resolved.paragraph = paragraph;
            resolved.place = place;
            resolved.confidence = 0.85;
            return Some(resolved);
        }
        // A name that first comes soon after, without a role of its own.
        let soon = self
            .cast
            .members
            .iter()
            .enumerate()
            .filter(|(_, m)| m.is_person() && m.stems.len() > 1 && m.roles.is_empty())
            .filter_map(|(i, m)| m.places.iter().find(|p| p.0 >= 0).map(|p| ((p.0 as usize, p.1), i)))
            .filter(|((p, s), _)| (*p, *s) > (paragraph, place) && *p <= paragraph + 1)
            .min();
        if let Some((_, at)) = soon
            && (gender.is_none() || self.gender(at).is_none() || gender == self.gender(at))
        {
            let mut resolved = self.member(at, Some(text.to_owned()), None, paragraph, place, 0.7);
            resolved.learnt = Some(head);
            return Some(resolved);
        }
        let base = self.lexicon.first_form(view.word(head_at)).unwrap_or(view.word(head_at));
        let gender = gender.or_else(|| names::role_gender(base, self.lexicon));
        if self.lexicon.is(Class::Epithet, base) {
            let found = self.salient(
                paragraph,
                place,
                Wanted { gender, either: false, things: false, many: false },
                Some(text.to_owned()),
            );
            if matches!(found.who, Who::Member(_)) {
                return Some(Resolved { confidence: 0.7, ..found });
            }
        }
        let last = self.history.last().filter(|r| {
            r.paragraph == paragraph
                && !r.plural
                && matches!(r.who, Who::Member(m) if self.cast.members[m].is_person())
        })?;
        (gender.is_none() || last.gender.is_none() || gender == last.gender).then(|| {
            let mut resolved = last.clone();
            resolved.speaker.mention = Some(text.to_owned());
            resolved.confidence = 0.6;
            resolved
        })
    }

    /// “The official”, “the statement” after one has spoken.
    fn earlier(&self, word: &str, kind: SpeakerKind, paragraph: usize) -> Option<&Resolved> {
        let stem = names::stem(word, self.lexicon);
        self.history.iter().rev().take(HISTORY_MAX).find(|r| r.speaker.kind == kind && paragraph.saturating_sub(r.paragraph) <= 6 && matches!(&r.who, Who::Described(d) if d.split(' ').any(|w| names::stem(w, self.lexicon) == stem)))
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
    fn salient(&self, paragraph: usize, place: usize, wanted: Wanted, mention: Option<String>) -> Resolved {
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

    fn pronoun_score_speaker(
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
    fn recent(&self, paragraph: usize, place: usize) -> Vec<Named> {
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
    fn mention_score(&self, at: Named, paragraph: usize, place: usize) -> i32 {
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

fn view_paragraph(passages: &[Passage], view: &View<'_>) -> usize {
    passages.iter().position(|p| std::ptr::eq(p, view.passage)).unwrap_or(0)
}

fn item_possessive(view: &View<'_>, at: usize) -> bool {
    view.items().get(at).is_some_and(|i| i.word.ends_with("'s") || i.word.ends_with("s'"))
}

fn same_role(word: &str, head: &str, lexicon: &Lexicon) -> bool {
    word == head
        || lexicon.family == Family::German && head.chars().count() >= 5 && word.ends_with(head)
        || lexicon.family == Family::English && word.rsplit_once('-').is_some_and(|(_, t)| t == head)
}

/// A name without its article, folded, for comparing.
pub(crate) fn names_key(name: &str) -> String {
    let folded: Vec<String> = name.split_whitespace().map(normal).collect();
    let skip = usize::from(
        folded.len() > 1
            && matches!(
                folded[0].as_str(),
                "the"
                    | "a"
                    | "an"
                    | "der"
                    | "die"
                    | "das"
                    | "ein"
                    | "eine"
                    | "le"
                    | "la"
                    | "el"
                    | "un"
                    | "une"
                    | "una"
                    | "los"
                    | "las"
                    | "les"
            ),
    );
    folded[skip..].join(" ")
}
