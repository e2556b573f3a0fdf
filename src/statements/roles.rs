//! Whom a role noun means (“the minister”, “die Sprecherin”, «голкіпер»): who bears the role, who spoke by it before,
//! and, where the article leaves only one person, that one.

use std::ops::Range;

use crate::SpeakerKind;
use crate::cases;
use crate::hashed::Slots;
use crate::lexicon::{Class, Family};
use crate::names;
use crate::passage::View;
use crate::picking::{self, Asked, Asking, Mentioned};
use crate::resolve::{HISTORY_MAX, Resolved, Resolver, Wanted, Who, same_role};

/// A mention whose head is a role noun.
pub(crate) struct RoleMention<'a> {
    pub(crate) paragraph: usize,
    pub(crate) place: usize,
    /// The item of the role noun.
    pub(crate) head: usize,
    /// The items of the description.
    pub(crate) range: &'a Range<usize>,
    pub(crate) text: &'a str,
    /// “Her lawyer”, “Rask's lawyer”.
    pub(crate) owned: bool,
    pub(crate) definite: bool,
    /// It stands in the headline, before everybody: only who bears the role by the article's words can be meant.
    pub(crate) headline: bool,
    /// It follows its verb, as who has been brought in before does (“…, said the farmer”).
    pub(crate) inverted: bool,
    /// Words after a comma tell more of somebody whom the reader does not know yet (“…, who would not give his name”).
    pub(crate) aside: bool,
}

impl Resolver<'_> {
    pub(crate) fn by_role(&self, view: &View<'_>, mention: &RoleMention<'_>) -> Option<Resolved> {
        let head = cases::stem(view.items()[mention.head].bare(), self.lexicon);
        if head.chars().count() < 2 || !(mention.definite || mention.owned) {
            return None;
        }
        let text = || Some(mention.text.to_owned());
        let (paragraph, place) = (mention.paragraph, mention.place);
        let same_head = |d: &str| d.split(' ').any(|w| cases::stem(w, self.lexicon) == head);
        // “A spokesman for the minister … the spokesman”: who has spoken in this paragraph comes before who bears the role.
        let here = self
            .history
            .iter()
            .rev()
            .find(|r| r.paragraph == paragraph && matches!(&r.who, Who::Described(d) if same_head(d)));
        if let Some(earlier) = here.filter(|_| mention.definite && !mention.owned && !mention.headline) {
            return Some(self.taken_up(earlier.clone(), text(), paragraph, place, 0.88));
        }
        if let Some(at) = self.role_bearer(paragraph, place, view, mention.range, mention.head) {
            return Some(self.member(at, text(), None, paragraph, place, 0.9));
        }
        if !mention.definite || mention.owned {
            return None;
        }
        // An unnamed source with this head spoke before.
        if let Some(earlier) = self
            .history
            .iter()
            .rev()
            .take(HISTORY_MAX)
            .find(|r| matches!(&r.who, Who::Described(d) if same_head(d)))
        {
            return Some(self.taken_up(earlier.clone(), text(), paragraph, place, 0.85));
        }
        if mention.aside || mention.headline {
            return None;
        }
        self.elimination(view, mention, &head)
    }

    /// Nobody bears the role by the article's words: who is meant all the same, or somebody new?
    fn elimination(&self, view: &View<'_>, mention: &RoleMention<'_>, head: &str) -> Option<Resolved> {
        let (paragraph, place) = (mention.paragraph, mention.place);
        let word = view.word(mention.head);
        let base = self.lexicon.first_form(word).unwrap_or(word);
        let gender = names::role_gender(&view.items()[mention.head].word, self.lexicon)
            .or_else(|| names::role_gender(base, self.lexicon))
            .or_else(|| cases::noun_gender(base).filter(|_| self.lexicon.family == Family::Slavic))
            .or_else(|| self.grammatical_gender(view, mention.range.start, word));
        let wanted = Wanted { gender, either: false, things: false, many: false };
        // Without articles a noun with more words may just as well bring somebody new.
        let may_be_soon = self.lexicon.family != Family::Slavic || mention.range.len() == 1;
        let agrees = |at: &usize| self.agreement(self.gender(*at), gender).is_some();
        if let Some(at) =
            self.named_soon(paragraph, place).filter(|at| may_be_soon && !mention.inverted && agrees(at))
        {
            let text = Some(mention.text.to_owned());
            return Some(Resolved {
                learnt: Some(head.to_owned()),
                ..self.member(at, text, None, paragraph, place, 0.7)
            });
        }
        let among = self.who_may_bear(paragraph, place, wanted);
        let asking = Asking { paragraph, place, wanted, kind: Mentioned::Role };
        let mut features = self.features(asking, &among);
        let told = self.told_of(view, mention, base);
        for ((_, one), slots) in among.iter().zip(&mut features) {
            slots.extend(self.borne(one, &told));
        }
        features.push(somebody_new(among.len(), &told));
        let names = among.iter().map(|(_, one)| one.speaker.name.clone());
        self.note(Asked::Picking, names.chain([Some(mention.text.to_owned())]), &features);
        let (at, sure) = picking::best(&features)?;
        let (_, chosen) = among.into_iter().nth(at)?;
        Some(self.taken_up(chosen, Some(mention.text.to_owned()), paragraph, place, sure.clamp(0.3, 0.9)))
    }

    /// The people named so far, and the unnamed who spoke before, with what the rules score them.
    fn who_may_bear(&self, paragraph: usize, place: usize, wanted: Wanted) -> Vec<(i32, Resolved)> {
        /// What the rules think of people who are named far away.
        const FAR: i32 = -3;
        /// The most that are looked at.
        const PEOPLE_MAX: usize = 40;
        let mut among = self.candidates_for(paragraph, place, wanted);
        among.retain(|(_, one)| match one.who {
            Who::Member(member) => self.cast.members[member].is_person(),
            _ => one.speaker.kind == SpeakerKind::Anonymous && !one.plural,
        });
        for (at, member) in self.cast.members.iter().enumerate().filter(|(_, m)| m.is_person()) {
            let before = member.places.iter().any(|p| p.0 >= 0 && *p < (paragraph as i32, place));
            let known = among.iter().any(|(_, one)| one.who == Who::Member(at));
            let agrees = self.agreement(self.gender(at), wanted.gender).is_some();
            if before && !known && agrees && among.len() < PEOPLE_MAX {
                among.push((FAR, self.member(at, None, None, paragraph, place, 0.7)));
            }
        }
        among.retain(|(_, one)| self.may_be_noun(one));
        among
    }

    /// What the mention tells of itself, in words that all languages share, and its noun.
    fn told_of(&self, view: &View<'_>, mention: &RoleMention<'_>, base: &str) -> Vec<String> {
        let word = view.word(mention.head);
        let more = mention.head + 1 < mention.range.end
            && view.any(mention.head + 1, &[Class::Of, Class::Preposition]);
        let holds = [
            (self.lexicon.is(Class::Epithet, base) || self.lexicon.is(Class::Epithet, word), "epithet"),
            (mention.inverted, "inverted"),
            (mention.range.len() == 1, "bare"),
            (more, "with more"),
            (mention.range.len() > 3, "long"),
            (mention.paragraph < 2, "at the head"),
            (self.carries_on, "carries on"),
        ];
        let family = self.lexicon.family.name();
        let marks = holds.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark.to_owned());
        let mut told: Vec<String> = marks.collect();
        let together = told.iter().map(|mark| format!("{family}, {mark}")).collect::<Vec<_>>();
        told.extend(together);
        told.extend([family.to_owned(), format!("{} {base}", self.lexicon.code)]);
        told
    }

    /// How well somebody goes with a role that the article gives to nobody.
    fn borne(&self, one: &Resolved, told: &[String]) -> Vec<usize> {
        let mut slots = Slots::apart("borne");
        let roles = match one.who {
            Who::Member(member) if self.cast.members[member].roles.is_empty() => "no role",
            Who::Member(_) => "another role",
            _ => "unnamed",
        };
        slots.own(&[roles]);
        for mark in told {
            slots.own(&[roles, mark]);
        }
        slots.found()
    }

    /// The one person whom the paragraph has named before `place`, outside of quotations: “Alan Stobbart rose first.
    /// “…,” said the farmer.”
    pub(crate) fn only_person(&self, paragraph: usize, place: usize) -> Option<usize> {
        let passage = self.passages.get(paragraph)?;
        let mut people = self
            .cast
            .within(paragraph as i32, 0..place)
            .filter(|s| {
                self.cast.members[s.member].is_person() && !s.possessive && !passage.is_quoted(s.start)
            })
            .map(|s| s.member);
        let only = people.next()?;
        people.all(|member| member == only).then_some(only)
    }

    /// A name without a role that comes soon after: an article's first paragraphs name whom they have described.
    fn named_soon(&self, paragraph: usize, place: usize) -> Option<usize> {
        /// The last paragraph that still begins the article.
        const LEAD_MAX: usize = 1;
        let reach = if paragraph <= LEAD_MAX { paragraph + 1 } else { paragraph };
        self.cast
            .members
            .iter()
            .enumerate()
            .filter(|(_, m)| m.is_person() && m.stems.len() > 1 && m.roles.is_empty())
            .filter_map(|(i, m)| m.places.iter().find(|p| p.0 >= 0).map(|p| ((p.0 as usize, p.1), i)))
            .filter(|((p, s), _)| (*p, *s) > (paragraph, place) && *p <= reach)
            .min()
            .map(|(_, at)| at)
    }

    /// The person to whom the article gives the role at `head_at`, the nearest of several.
    pub(crate) fn role_bearer(
        &self,
        paragraph: usize,
        place: usize,
        view: &View<'_>,
        range: &Range<usize>,
        head_at: usize,
    ) -> Option<usize> {
        let head = cases::stem(view.items()[head_at].bare(), self.lexicon);
        let words: Vec<String> = range
            .clone()
            .filter(|i| {
                view.items()[*i].is_word() && !view.any(*i, &[Class::Definite, Class::Of, Class::Preposition])
            })
            .map(|i| cases::stem(view.items()[i].bare(), self.lexicon))
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
            let before = member.places.partition_point(|p| *p < (paragraph as i32, place));
            let recent = before.checked_sub(1).map_or(-1, |at| i64::from(member.places[at].0));
            let spoke = self.history.iter().rev().take(HISTORY_MAX).any(|r| r.who == Who::Member(at));
            let score = more * 100 + recent * 2 + i64::from(spoke);
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, at));
            }
        }
        best.map(|(_, at)| at)
    }
}

/// What tells that a role noun brings somebody new, where so many people could be meant.
fn somebody_new(people: usize, told: &[String]) -> Vec<usize> {
    let people = people.min(4).to_string();
    let mut slots = Slots::apart("new");
    slots.own(&["people", &people]);
    for mark in told {
        slots.own(&[mark]);
        slots.own(&[mark, &people]);
    }
    slots.found()
}
