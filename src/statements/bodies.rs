//! Which institution “the ministry”, “das Unternehmen” or «компанія» means.

use std::ops::Range;

use crate::cases;
use crate::lexicon::{Class, Family};
use crate::names;
use crate::passage::View;
use crate::phrases;
use crate::resolve::{HISTORY_MAX, Resolver, Who};

/// How many paragraphs back a body may have spoken for a bare “the company” to mean it.
const SPOKE_PARAGRAPHS_MAX: usize = 4;

/// How many paragraphs back a body may have been on stage for a bare “the company” to mean it.
const STAGE_PARAGRAPHS_MAX: i32 = 1;

/// The last paragraph that still begins the article.
const LEAD_MAX: usize = 1;

/// How many paragraphs back a bare “the authority” may have been called something fuller.
const INTRODUCED_PARAGRAPHS_MAX: usize = 12;

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
            .filter(|i| view.items()[*i].is_word() && !view.is_article(*i) && !view.is_possessive(*i))
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
        if words.len() == 1 { self.generic_body((paragraph, place), printed) } else { None }
    }

    /// The member that a body's general name (“company”, “behörde”) means at that place.
    pub(crate) fn generic_body(&self, (paragraph, place): (usize, usize), printed: &str) -> Option<usize> {
        let base = self.lexicon.first_form(printed).filter(|_| self.lexicon.family == Family::Slavic);
        let generic = self.lexicon.is(Class::Generic, printed)
            || base.is_some_and(|base| self.lexicon.is(Class::Generic, base));
        if !generic {
            return None;
        }
        // “The company” is no museum and no ministry.
        let company = self.lexicon.is(Class::Company, base.unwrap_or(printed));
        let public = |stem: &String| PUBLIC.iter().any(|p| stem.starts_with(p));
        let is_body = |m: usize| {
            let member = &self.cast.members[m];
            if company && member.stems.iter().any(public) {
                return false;
            }
            let plain = || {
                member.stems.len() == 1
                    && member.stems.iter().all(|s| s.chars().count() < 3 || names::is_plain(s, self.lexicon))
            };
            !member.is_person() && !member.outlet && !plain()
        };
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
            .or_else(|| self.body_named_soon(paragraph, place, is_body))
            .or_else(|| self.body_on_stage(paragraph, place, is_body))
    }

    /// The body that leads a sentence shortly before: “GridCo will publish its route. The company has promised …”.
    fn body_on_stage(
        &self,
        paragraph: usize,
        place: usize,
        is_body: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        /// More names than that before the mention are not looked at.
        const NAMES_MAX: usize = 40;
        let before = self.cast.before(paragraph as i32, place).iter().rev();
        before
            .take(NAMES_MAX)
            .take_while(|s| s.paragraph >= 0 && s.paragraph + STAGE_PARAGRAPHS_MAX >= paragraph as i32)
            .find(|s| is_body(s.member) && !s.oblique && !s.possessive && self.leads(**s))
            .map(|s| s.member)
    }

    /// An article's first sentences say “their union”, the next ones what it is called.
    fn body_named_soon(
        &self,
        paragraph: usize,
        place: usize,
        is_body: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let reach = if paragraph <= LEAD_MAX { paragraph + 1 } else { paragraph };
        (0..self.cast.members.len())
            .filter(|m| is_body(*m) && self.cast.members[*m].person <= -5)
            .filter_map(|m| {
                let places = &self.cast.members[m].places;
                let next = places.iter().find(|p| p.0 >= 0 && (p.0 as usize, p.1) > (paragraph, place))?;
                (next.0 as usize <= reach).then_some((*next, m))
            })
            .min()
            .map(|(_, m)| m)
    }

    /// The fuller words by which the article has called a bare “the authority” before (“the port authority”).
    pub(crate) fn introduced(
        &self,
        (paragraph, place): (usize, usize),
        range: &Range<usize>,
        view: &View<'_>,
        head_at: usize,
    ) -> Option<String> {
        let bare = range
            .clone()
            .filter(|i| view.items()[*i].is_word() && !view.is_article(*i))
            .eq(std::iter::once(head_at));
        if !bare {
            return None;
        }
        let word = view.items()[head_at].bare();
        let first = paragraph.saturating_sub(INTRODUCED_PARAGRAPHS_MAX);
        (first..=paragraph).rev().find_map(|at| {
            let earlier = self.view(at);
            let end = if at == paragraph {
                earlier.items().partition_point(|i| i.start < place)
            } else {
                earlier.items().len()
            };
            (0..end).rev().find_map(|i| self.fuller(&earlier, i, word))
        })
    }

    /// The description at item `at` where its noun is `word` with more words to it.
    fn fuller(&self, view: &View<'_>, at: usize, word: &str) -> Option<String> {
        let item = &view.items()[at];
        if !item.is_word() {
            return None;
        }
        let text = |range: Range<usize>| {
            view.passage.text(&(view.items()[range.start].start..view.items()[range.end - 1].end))
        };
        match self.lexicon.family {
            Family::English => {
                let noun = item.word == word
                    && view.items().get(at + 1).is_none_or(|n| {
                        !n.is_word()
                            || self.lexicon.verbs.has(&n.word)
                            || view.any(
                                at + 1,
                                &[
                                    Class::Auxiliary,
                                    Class::Modal,
                                    Class::Of,
                                    Class::Preposition,
                                    Class::Conjunction,
                                ],
                            )
                    });
                let part = |i: usize| {
                    let before = &view.items()[i];
                    before.is_word()
                        && !names::is_plain(&before.word, self.lexicon)
                        && !self.lexicon.verbs.has(&before.word)
                        && !before.word.ends_with("ly")
                };
                let start = (at.saturating_sub(4)..at).rev().take_while(|i| part(*i)).last()?;
                let opened = start > 0 && view.is_article(start - 1);
                (noun && opened).then(|| text(start..at + 1))
            }
            Family::German => {
                let stem = item.word.strip_suffix('s').unwrap_or(&item.word);
                let found = (item.word.ends_with(word) || stem.ends_with(word))
                    && item.word.chars().count() > word.chars().count() + 2;
                let printed = text(at..at + 1);
                let cut = printed.chars().count() - (item.word.chars().count() - stem.chars().count());
                let keep = if item.word.ends_with(word) { printed.chars().count() } else { cut };
                found.then(|| printed.chars().take(keep).collect())
            }
            Family::Slavic => {
                let same = cases::stem(&item.word, self.lexicon) == cases::stem(word, self.lexicon);
                let before = at.checked_sub(1).map(|i| &view.items()[i]).filter(|b| b.is_word())?;
                let attribute = [
                    "а", "ий", "ый", "ої", "ой", "ою", "ій", "ого", "ому", "ая", "ое", "е", "им", "ым", "у",
                    "ую",
                ]
                .iter()
                .any(|e| before.word.ends_with(e))
                    && before.word.chars().count() > 5
                    && !names::is_plain(&before.word, self.lexicon)
                    && !self.lexicon.verbs.has(&before.word)
                    && !cases::looks_finite(&before.word)
                    && self.lexicon.first_form(&before.word).is_none();
                let words = [text(at - 1..at), text(at..at + 1)];
                let printed: Vec<&str> = words.iter().map(String::as_str).collect();
                (same && attribute).then(|| {
                    phrases::in_first_form(&printed, 1, None, self.lexicon)
                        .unwrap_or_else(|| printed.join(" "))
                })
            }
            Family::Romance => self.with_complements(view, at, word),
        }
    }

    /// “Le ministère de l'industrie”, “el Ayuntamiento de Molinar” for a later “le ministère”, “el Ayuntamiento”.
    pub(crate) fn with_complements(&self, view: &View<'_>, at: usize, word: &str) -> Option<String> {
        const ITEMS_MAX: usize = 7;
        let of = |i: usize| view.is_romance_of(i) && view.items()[i].start > 0;
        let items = view.items();
        if self.lexicon.family != Family::Romance || items[at].word != word || !of(at + 1) {
            return None;
        }
        let limit = items.len().min(at + ITEMS_MAX);
        let mut end = at + 1;
        while end < limit && of(end) {
            let mut noun = end + 1;
            while noun < limit && view.any(noun, &[Class::Definite]) {
                noun += 1;
            }
            if noun >= limit || !items[noun].is_word() || names::is_plain(view.word(noun), self.lexicon) {
                break;
            }
            end = noun + 1;
            if end < limit && !items[end].capital && is_adjective_end(&items[end].word) {
                end += 1;
            }
            while end < limit && items[noun].capital && items[end].is_word() && items[end].capital {
                end += 1;
            }
        }
        (end > at + 1).then(|| view.passage.text(&(items[at].start..items[end - 1].end)))
    }
}

/// How words for institutions begin that are no businesses.
const PUBLIC: &[&str] = &[
    "museum",
    "musée",
    "museo",
    "музе",
    "ministr",
    "minister",
    "министерств",
    "міністерств",
    "universi",
    "университет",
    "університет",
    "police",
    "polizei",
    "policía",
    "полици",
    "поліці",
    "court",
    "gericht",
    "tribunal",
    "council",
    "conseil",
    "consejo",
    "commission",
    "kommission",
    "comisión",
    "комисси",
    "комісі",
    "committee",
    "comité",
    "union",
    "syndicat",
    "sindicato",
    "gewerkschaft",
    "профсоюз",
    "профспілк",
    "association",
    "asociación",
    "ассоциаци",
    "асоціаці",
    "verband",
    "superintendencia",
    "fiscalía",
    "parquet",
    "прокуратур",
];

/// Endings of French and Spanish adjectives of belonging (“sciences naturelles”, “consejo municipal”).
fn is_adjective_end(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "elle", "elles", "aux", "al", "ale", "ales", "ique", "iques", "aire", "aires", "ière", "ières",
        "oles", "ives", "ico", "ica", "icos", "icas", "ario", "aria", "ivo", "iva",
    ];
    word.chars().count() > 4 && ENDS.iter().any(|end| word.ends_with(end))
}
