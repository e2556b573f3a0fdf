//! Which institution “the ministry”, “das Unternehmen” or «компанія» means.

use std::ops::Range;

use crate::cases;
use crate::lexicon::{Class, Family};
use crate::passage::View;
use crate::resolve::{HISTORY_MAX, Resolver, Who};

/// How many paragraphs back a body may have spoken for a bare “the company” to mean it.
const SPOKE_PARAGRAPHS_MAX: usize = 4;

impl Resolver<'_> {
    /// The member that the description in `range` with its head at `head_at` means.
    pub(crate) fn body(
        &self,
        (paragraph, place): (usize, usize),
        range: &Range<usize>,
        view: &View<'_>,
        head_at: usize,
    ) -> Option<usize> {
        let printed = view.items()[head_at].bare();
        let head = cases::stem(printed, self.lexicon);
        let words: Vec<String> = range
            .clone()
            .filter(|i| view.items()[*i].is_word() && !view.is_article(*i))
            .map(|i| cases::stem(view.items()[i].bare(), self.lexicon))
            .collect();
        let named = self.cast.members.iter().position(|m| {
            !m.is_person()
                && !m.outlet
                && m.stems.len() > 1
                && m.stems.contains(&head)
                && words.iter().all(|w| m.stems.contains(w))
        });
        if named.is_some() {
            return named;
        }
        let base = self.lexicon.first_form(printed).filter(|_| self.lexicon.family == Family::Slavic);
        let generic = self.lexicon.is(Class::Generic, printed)
            || base.is_some_and(|base| self.lexicon.is(Class::Generic, base));
        if !generic || words.len() != 1 {
            return None;
        }
        let is_body = |m: usize| !self.cast.members[m].is_person() && !self.cast.members[m].outlet;
        // The body that has spoken; else the one named last that acts or has a body's name.
        self.history
            .iter()
            .rev()
            .take(HISTORY_MAX)
            .take_while(|r| paragraph.saturating_sub(r.paragraph) <= SPOKE_PARAGRAPHS_MAX)
            .find_map(|r| match r.who {
                Who::Member(m) if is_body(m) => Some(m),
                _ => None,
            })
            .or_else(|| {
                (0..self.cast.members.len())
                    .filter(|m| is_body(*m) && self.cast.members[*m].acts)
                    .filter_map(|m| {
                        let places = &self.cast.members[m].places;
                        let before = places.partition_point(|p| *p < (paragraph as i32, place));
                        before.checked_sub(1).map(|at| (places[at], m))
                    })
                    .max()
                    .map(|(_, m)| m)
            })
    }
}
