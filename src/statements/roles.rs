//! Whom a role noun means (“the minister”, “die Sprecherin”, «голкіпер»): who bears the role, who spoke by it before,
//! and, where the article leaves only one person, that one.

use std::ops::Range;

use crate::cases;
use crate::lexicon::{Class, Family};
use crate::names::{self, Gender};
use crate::passage::View;
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

    /// Nobody bears the role by the article's words: who can be meant all the same?
    fn elimination(&self, view: &View<'_>, mention: &RoleMention<'_>, head: &str) -> Option<Resolved> {
        let (paragraph, place) = (mention.paragraph, mention.place);
        let word = view.word(mention.head);
        let base = self.lexicon.first_form(word).unwrap_or(word);
        let gender = names::role_gender(&view.items()[mention.head].word, self.lexicon)
            .or_else(|| names::role_gender(base, self.lexicon))
            .or_else(|| cases::noun_gender(base).filter(|_| self.lexicon.family == Family::Slavic))
            .or_else(|| self.grammatical_gender(view, mention.range.start, word));
        let text = || Some(mention.text.to_owned());
        let agrees = |known: Option<Gender>| gender.is_none() || known.is_none() || gender == known;
        let last = self.history.last().filter(|r| {
            !r.plural
                && matches!(r.who, Who::Member(m) if self.cast.members[m].is_person())
                && agrees(r.gender)
        });
        if self.carries_on
            && let Some(last) = last.filter(|r| paragraph.saturating_sub(r.paragraph) <= 1)
        {
            return Some(self.taken_up(last.clone(), text(), paragraph, place, 0.8));
        }
        let epithet = self.lexicon.is(Class::Epithet, base) || self.lexicon.is(Class::Epithet, word);
        let wanted = Wanted { gender, either: false, things: false, many: false };
        let salient = self.salient(paragraph, place, wanted, text());
        let person = match salient.who {
            Who::Member(at) => Some(&self.cast.members[at]),
            _ => None,
        };
        if epithet {
            let named = self.salient_person(paragraph, place, wanted, text());
            if matches!(named.who, Who::Member(_)) {
                return Some(Resolved { confidence: named.confidence.min(0.75), ..named });
            }
        }
        if mention.inverted
            && let Some(at) = self.only_person(paragraph, place).filter(|at| agrees(self.gender(*at)))
        {
            return Some(self.member(at, text(), None, paragraph, place, 0.75));
        }
        // Without articles a bare noun may just as well bring somebody new.
        let bare = mention.range.len() == 1;
        if self.lexicon.family == Family::Slavic && !bare {
            return None;
        }
        if let Some(at) = self.named_soon(paragraph, place).filter(|at| agrees(self.gender(*at))) {
            let mut resolved = self.member(at, text(), None, paragraph, place, 0.7);
            resolved.learnt = Some(head.to_owned());
            return Some(resolved);
        }
        // “The secretary of the brotherhood” brings somebody new.
        let described = mention.head + 1 < mention.range.end
            && view.any(mention.head + 1, &[Class::Of, Class::Preposition]);
        if described || self.lexicon.family == Family::Slavic {
            return None;
        }
        let here = salient.paragraph == paragraph && salient.confidence >= 0.8;
        if here
            && person.is_some_and(|m| m.roles.is_empty() && m.places.iter().any(|p| p.0 == paragraph as i32))
        {
            return Some(Resolved { confidence: 0.6, ..salient });
        }
        let last = last.filter(|r| r.paragraph == paragraph)?;
        Some(self.taken_up(last.clone(), text(), paragraph, place, 0.6))
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
