//! “His sister, Celia, … Ms. Dunmow said”: a surname with a title that is none of those who are printed with it in full.

use crate::cast::{Cast, Mention};
use crate::lexicon::{Lexicon, normal};
use crate::member::Member;
use crate::names;

/// What a surname with a title tells of who bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// Somebody in the cast.
    Known(usize),
    /// Somebody whom the article has called by a given name alone.
    Relative(usize),
    /// Somebody new: nobody in the cast has this gender.
    New,
}

impl Cast {
    /// Who “Mrs Tollgate” is where every Tollgate printed in full is a man. `None` where the title decides nothing.
    pub(crate) fn titled(&self, mention: &Mention, lexicon: &Lexicon) -> Option<Bearer> {
        /// How many paragraphs before the surname the given name may stand.
        const PARAGRAPHS_MAX: i32 = 3;
        let ([stem], true, Some(gender)) = (mention.stems.as_slice(), mention.titled, mention.gender) else {
            return None;
        };
        let mut bearers = self
            .members
            .iter()
            .filter(|m| m.stems.len() > 1 && m.is_person() && m.stems.last() == Some(stem));
        let first = bearers.next()?;
        let other = |m: &Member| {
            let given = m.name.split_whitespace().next().unwrap_or_default();
            m.likely_gender(lexicon).is_some_and(|g| g != gender)
                && names::likely_gender(given, lexicon) != Some(gender)
        };
        if !other(first) || !bearers.all(other) {
            return None;
        }
        let alone = |m: &Member| m.stems.len() == 1 && !m.outlet;
        if let Some(same) =
            self.members.iter().position(|m| alone(m) && m.stems[0] == *stem && m.gender == Some(gender))
        {
            return Some(Bearer::Known(same));
        }
        let near = |place: &(i32, usize)| {
            *place < mention.place && place.0 >= 0 && place.0 + PARAGRAPHS_MAX >= mention.place.0
        };
        let given = |m: &Member| {
            let told = m.gender.or_else(|| names::first_name(&normal(&m.name), lexicon));
            told == Some(gender) || told.is_none() && (m.is_person() || m.person == 0)
        };
        (0..self.members.len())
            .filter(|at| alone(&self.members[*at]) && self.members[*at].stems[0] != *stem)
            .filter(|at| given(&self.members[*at]))
            .filter_map(|at| self.members[at].places.iter().filter(|p| near(p)).max().map(|p| (*p, at)))
            .max()
            .map_or(Some(Bearer::New), |(_, at)| Some(Bearer::Relative(at)))
    }
}
