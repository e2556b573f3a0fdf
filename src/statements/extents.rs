//! Where a description begins and ends: without labels, asides, circumstances and the verb of its clause.

use std::ops::Range;

use crate::cases;
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::names;
use crate::passage::{Head, View};
use crate::resolve::Resolver;

impl Resolver<'_> {
    /// Where a relative clause begins in the mention.
    pub(crate) fn relative_start(&self, view: &View<'_>, range: &Range<usize>) -> usize {
        (range.start + 1..range.end)
            .find(|i| {
                view.phrase(*i, Class::Citing).is_some() && self.lexicon.family != Family::English
                    || view.mark(i - 1, ',')
                        && (self.is_aside(view, *i, range.end)
                            || view.any(*i, &[Class::Relative])
                            || view.any(i + 1, &[Class::Relative])
                                && (view.any(*i, &[Class::Preposition])
                                    || self.lexicon.family == Family::Slavic))
            })
            .map_or(range.end, |i| if view.mark(i - 1, ',') { i - 1 } else { i })
    }

    /// “, reached by telephone”: words after a comma that are no apposition.
    pub(crate) fn is_aside(&self, view: &View<'_>, at: usize, end: usize) -> bool {
        let participle = |endings: &[&str]| {
            view.items()[at].is_word()
                && !view.items()[at].capital
                && view.head(at).is_none()
                && endings.iter().any(|e| view.word(at).ends_with(e))
        };
        match self.lexicon.family {
            Family::Romance if self.lexicon.code == "fr" => {
                return participle(&["é", "ée", "és", "ées", "nte", "nue"]);
            }
            Family::Romance => {
                return participle(&["ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas"]);
            }
            Family::Slavic => {
                return participle(&[
                    "ший",
                    "шая",
                    "шие",
                    "щий",
                    "щая",
                    "щие",
                    "вшего",
                    "щего",
                    "вшей",
                    "щей",
                ]);
            }
            _ => {}
        }
        let after = self.lexicon.family == Family::English
            && view.any(at, &[Class::Preposition])
            && !view.any(at, &[Class::Of])
            && !view.is_article(at);
        after
            || self.lexicon.family == Family::English
                && !view.items()[at].capital
                && view.items()[at].is_word()
                && !view.is_article(at)
                && !view.is_possessive(at)
                && (view.word(at).ends_with("ed")
                    || view.word(at).ends_with("ing")
                    || view.headed(at..(at + 4).min(end)).is_none())
    }

    /// “Quote from the other engineer”: where the description itself begins.
    pub(crate) fn past_label(&self, view: &View<'_>, range: &Range<usize>) -> usize {
        let range = &(past_time(view, range)..range.end);
        let label =
            view.phrase(range.start, Class::Label).filter(|_| !view.any(range.start, &[Class::LabelSource]));
        let labelled = label.is_some_and(|len| range.len() > len);
        let mut at = range.start + label.filter(|_| labelled).unwrap_or(0);
        if let Some(len) = view.phrase(at, Class::According).filter(|len| at + len < range.end) {
            at += len;
        }
        while labelled
            && at + 1 < range.end
            && view.any(at, &[Class::Of, Class::Preposition])
            && !view.is_article(at)
        {
            at += 1;
        }
        at
    }

    /// Cuts what is no part of a description off its end: “у четвер”, «це», a verb of the same clause, a bare “who”.
    pub(crate) fn without_circumstance(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        let mut end = end;
        // “Two men who worked on her”
        if self.lexicon.family == Family::English
            && (start + 1..end.saturating_sub(1))
                .any(|i| matches!(view.word(i), "who" | "whose") && view.head(i - 1).is_some())
        {
            let adverb = |i: &usize| view.any(*i, &[Class::Adverb]);
            return end - (start + 1..end).rev().take_while(adverb).count();
        }
        while end > start + 1
            && view.items()[end - 1].is_word()
            // “Ein zweiter”
            && !(end == start + 2 && view.is_article(start) && self.lexicon.family == Family::German)
            && (!view.any(end - 1, &[Class::Indefinite]) || view.word(end - 1) == "ein")
            && names::is_plain(view.word(end - 1), self.lexicon)
            && view.head(end - 1).is_none()
            // “Republic Now”
            && !(self.lexicon.family == Family::English && view.items()[end - 1].capital && view.items()[end - 2].capital)
            && !view.items()[end - 2].word.ends_with("s'")
        {
            end -= 1;
        }
        if self.lexicon.family != Family::Slavic {
            let end = self.before_venue(view, start, end);
            return self.before_participle(view, start, self.before_verb(view, start, end));
        }
        let head = (start..end).find(|i| {
            view.head(*i).is_some_and(|h| h != Head::Pronoun) || self.head_in_case(view.word(*i)).is_some()
        });
        let head = head.unwrap_or(start);
        (head + 1..end)
            .find(|i| {
                let reflexive = matches!(
                    view.word(i + 1),
                    "своїй"
                        | "своєму"
                        | "своєю"
                        | "своему"
                        | "своей"
                        | "своём"
                        | "своем"
                        | "своїх"
                        | "своих"
                ) && view.any(*i, &[Class::Preposition]);
                let object = matches!(
                    view.word(*i),
                    "його"
                        | "її"
                        | "їх"
                        | "їй"
                        | "йому"
                        | "їм"
                        | "его"
                        | "её"
                        | "ее"
                        | "их"
                        | "ей"
                        | "ему"
                        | "им"
                ) && cases::looks_finite(view.word(i + 1));
                let circumstance = view.any(*i, &[Class::Preposition])
                    && (i + 1..end.min(i + 4)).any(|n| {
                        view.any(n, &[Class::Time, Class::Weekday, Class::Venue])
                            || self.head_in_case(view.word(n)) == Some(Head::Document)
                    });
                // «Мерка у відповідь на запитання»
                let answer = view.any(*i, &[Class::Preposition])
                    && matches!(view.word(i + 1), "відповідь" | "ответ" | "разговоре" | "розмові");
                let after_preposition = view.any(i - 1, &[Class::Preposition, Class::Of]);
                circumstance
                    || reflexive
                    || object
                    || answer
                    || view.any(*i, &[Class::Adverb, Class::Demonstrative, Class::Time, Class::Weekday])
                        && !after_preposition
                    || !after_preposition && cases::looks_finite(view.word(*i)) && view.head(*i).is_none()
            })
            .unwrap_or(end)
    }

    /// “El organismo en su perfil”, “die Behörde in einer Mitteilung”: where it was said is no part of who said it.
    fn before_venue(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        (start + 1..end)
            .find(|i| {
                let next = i + 1 + usize::from(view.is_article(i + 1) || view.is_possessive(i + 1));
                matches!(view.word(*i), "en" | "in" | "dans" | "sur" | "sobre" | "auf" | "on" | "lors" | "im")
                    && next < end
                    && view.is(next, Class::Venue)
                    && (!view.items()[next].capital || self.lexicon.family == Family::German)
                    && (start..*i).any(|h| view.head(h).is_some())
            })
            .unwrap_or(end)
    }

    /// “A study published” (on Wednesday in …): a participle left alone at the end is no part of the description.
    fn before_participle(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        let endings: &[&str] = match self.lexicon.code {
            "en" => &["ed"],
            "fr" => &["é", "ée", "és", "ées", "u", "ue"],
            "es" => &["ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas"],
            _ => return end,
        };
        let last = end - 1;
        let alone = last > start + 1
            && !view.items()[last].capital
            && view.head(last).is_none()
            && view.word(last).chars().count() > 4
            && !view.any(last - 1, &[Class::Of, Class::Preposition])
            && endings.iter().any(|e| view.word(last).ends_with(e))
            && (start..last).any(|i| view.head(i).is_some());
        if alone { last } else { end }
    }

    /// Cuts a description before the verb of its clause (“Der Rechnungshof hatte bereits …”).
    fn before_verb(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        let noun = |i: &usize| {
            view.head(*i).is_some_and(|h| h != Head::Pronoun)
                || self.lexicon.family == Family::German
                    && view.items()[*i].capital
                    && view.items()[*i].is_word()
        };
        let head = match (start + usize::from(view.is_article(start))..end).find(noun) {
            Some(head) => head,
            None if self.lexicon.family == Family::German => start,
            None => return end,
        };
        (head + 1..end)
            .take_while(|i| !view.any(*i, &[Class::Relative]) || view.is_article(*i))
            .find(|i| {
                let finite = view.any(*i, &[Class::Auxiliary]) && !view.is_article(*i)
                    || self.lexicon.family == Family::German
                        && !view.items()[*i].capital
                        && self.lexicon.verbs.has(view.word(*i));
                finite && !view.any(*i, &[Class::Of, Class::Preposition])
            })
            .unwrap_or(end)
    }

    /// Where a description begins after words of its clause that a span took in before it (“hatte die Behörde”, «тим
    /// часом портові профспілки»).
    pub(crate) fn past_clause_words(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        const ITEMS_MAX: usize = 3;
        if self.lexicon.family == Family::English {
            return self.past_english_time(view, start, end);
        }
        // «в самом департаменте»
        let start = start + usize::from(start + 1 < end && names::is_emphatic(view.word(start)));
        let word = |i: usize| {
            view.items()[i].is_word()
                && !view.is_article(i)
                && !view.is_possessive(i)
                && view.head(i).is_none()
                && (view.any(i, &[Class::Auxiliary, Class::Adverb, Class::Time])
                    || self.lexicon.family == Family::German && view.any(i, &[Class::Preposition]))
        };
        let reach = end.min(start + ITEMS_MAX);
        // «Того ж вечора канцелярія»
        let timed = (start..reach.min(end - 1)).rev().find(|i| {
            (view.any(*i, &[Class::Time, Class::Weekday]) || is_part_of_day(view.word(*i)))
                && view.headed(start..i + 1).is_none()
        });
        let first = (timed.map_or(start, |i| i + 1)..end.min(reach + 1)).find(|i| !word(*i)).unwrap_or(start);
        if first < end && (view.is_article(first) || view.headed(first..end).is_some()) {
            first
        } else {
            start
        }
    }

    /// “Afterwards an aide”, “an hour later the company”: past words of time, where an article begins the description anew.
    fn past_english_time(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        const ITEMS_MAX: usize = 4;
        let mut articles = (start + 1..end.min(start + ITEMS_MAX + 1)).filter(|i| view.is_article(*i));
        let Some(article) = articles.next().filter(|article| article + 1 < end) else { return start };
        let before = start..article;
        let circumstance = |i: usize| {
            view.items()[i].is_word()
                && view.head(i).is_none()
                && (i == start || !view.items()[i].capital || view.any(i, &[Class::Month, Class::Weekday]))
        };
        let timed =
            |i: usize| view.any(i, &[Class::Time, Class::Weekday, Class::Month, Class::Adverb, Class::Ago]);
        if before.clone().all(circumstance) && before.into_iter().any(timed) { article } else { start }
    }
}

/// Past the time before an entry of a list or a live blog (“9:40 a.m. A woman”).
fn past_time(view: &View<'_>, range: &Range<usize>) -> usize {
    let item = |i: usize| &view.items()[i];
    let timed = |i: usize| {
        item(i).kind == Kind::Number
            || matches!(item(i).kind, Kind::Mark(_))
            || matches!(view.word(i), "a" | "p" | "m" | "am" | "pm" | "a.m" | "p.m")
    };
    if item(range.start).kind != Kind::Number {
        return range.start;
    }
    range
        .clone()
        .find(|i| !timed(*i) || item(*i).capital)
        .filter(|at| *at > range.start + 1 && item(*at).is_word())
        .unwrap_or(range.start)
}

/// «Того ж вечора», «тем вечером»
fn is_part_of_day(word: &str) -> bool {
    matches!(
        word,
        "вечора"
            | "ранку"
            | "дня"
            | "ночі"
            | "вечера"
            | "утра"
            | "вечером"
            | "утром"
            | "днём"
            | "днем"
    )
}
