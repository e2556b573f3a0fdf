//! What follows a cue: whom it was said to, and where the words begin that were said.

use crate::Act;
use crate::clauses::Clause;
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::passage::View;

impl View<'_> {
    /// Finds addressee and content after the cue.
    pub(crate) fn complement(&self, clause: &mut Clause, right: usize) {
        let mut at = clause.end;
        let tell = self.phrase(clause.cue.start, Class::Tell).is_some();
        let object = matches!(
            clause.act,
            Act::Ask | Act::Demand | Act::Accuse | Act::Deny | Act::Confirm | Act::Promise | Act::Warn
        );
        let from = at;
        while at < right
            && self.any(at, &[Class::Adverb])
            && !self.is_article(at)
            && !self.any(at, &[Class::Complementiser])
        {
            at += 1;
        }
        if at >= right || matches!(self.items()[at].kind, Kind::Mark('.' | '!' | '?' | ';')) {
            return;
        }
        if let Some(len) = self.phrase(at, Class::Complementiser) {
            clause.that = true;
            clause.content = Some(at + len).filter(|c| *c < right);
            return;
        }
        // «розповіли «Стрічці», що …»: the name of whom it was told to.
        let named = self.items()[at].quote().is_some_and(|q| self.is_name_quote(q));
        if named
            && self.lexicon.family != Family::English
            && self.mark(at + 1, ',')
            && let Some(len) = self.phrase(at + 2, Class::Complementiser)
        {
            clause.addressee = Some(at..at + 1);
            clause.that = true;
            clause.content = Some(at + 2 + len).filter(|c| *c < right);
            return;
        }
        // «рассказали «Деловому курьеру» два источника»
        if named && self.is_told_by_name(at) && self.items().get(at + 1).is_some_and(|i| i.is_word()) {
            clause.addressee = Some(at..at + 1);
            return;
        }
        if self.quote(at).is_some()
            && !self.items()[at].quote().is_some_and(|q| self.is_name_quote(q) && tell)
        {
            clause.content = Some(at);
            return;
        }
        if self.mark(at, ':') {
            clause.content = Some(at + 1).filter(|c| *c < right);
            return;
        }
        if self.mark(at, ',') || self.dash(at) {
            self.complement_after_comma(clause, at, right);
            return;
        }
        if tell && self.addressee(clause, at, right) {
            if clause.act == Act::Warn
                && !clause.that
                && clause.content.is_none_or(|c| !matches!(self.items()[c - 1].kind, Kind::Mark(_)))
            {
                clause.addressee = None;
                clause.content = Some(at);
            }
            return;
        }
        let counted = self.items().get(at + 1).is_some_and(|i| i.kind == Kind::Number);
        let call = self.is(clause.cue.start, Class::Call);
        let adverbial = !counted
            && !call
            && self.any(at, &[Class::Preposition, Class::Adverb, Class::Time])
            && !self.is_article(at)
            || self.phrase(at, Class::Today).is_some()
            || self.phrase(at, Class::Yesterday).is_some()
            || self.is_time_of(at) && self.word(at) != "the";
        // “Demanded on Wednesday that …”
        let dated = adverbial
            && self.any(at + 1, &[Class::Weekday, Class::Time])
            && self.that_soon(at, right, 6).is_some();
        if adverbial && (!object || dated || self.any(at, &[Class::Time])) {
            self.complement_after_adverbial(clause, at, right);
            return;
        }
        if object {
            if let Some(that) = self.that_soon(at, right, 10) {
                let addressed =
                    self.lexicon.family != Family::English || matches!(clause.act, Act::Warn | Act::Promise);
                if addressed
                    && matches!(clause.act, Act::Warn | Act::Promise | Act::Confirm | Act::Deny | Act::Say)
                {
                    clause.addressee = Some(at..that);
                    clause.that = true;
                    clause.content = Some(that + self.phrase(that, Class::Complementiser).unwrap_or(1));
                    return;
                }
            }
            clause.content = Some(if self.quote(from).is_some() { from } else { at });
            return;
        }
        if self.lexicon.family != Family::English
            && let Some(that) = self.that_soon(at, right, 12)
        {
            clause.that = true;
            clause.addressee = Some(at..that);
            clause.content = Some(that + self.phrase(that, Class::Complementiser).unwrap_or(1));
            return;
        }
        // “sagte der Zeitung, das Papier sei …”
        if self.lexicon.family == Family::German
            && let Some(comma) = (at..right.min(at + 7)).find(|i| self.mark(*i, ','))
            && comma + 1 < right
            && (self.is_outlet(at..comma) || (at..comma).any(|i| self.any(i, &[Class::Press])))
        {
            clause.addressee = Some(at..comma);
            clause.content = Some(comma + 1);
            return;
        }
        clause.content = Some(at);
    }

    pub(crate) fn complement_after_comma(&self, clause: &mut Clause, comma: usize, right: usize) {
        let next = comma + 1;
        if next >= right {
            return;
        }
        if self.quote(next).is_some() {
            clause.content = Some(next);
            return;
        }
        if self.lexicon.family != Family::English {
            if let Some(len) =
                self.phrase(next, Class::Complementiser).or_else(|| self.phrase(next, Class::Whether))
            {
                clause.that = self.phrase(next, Class::Complementiser).is_some();
                let skip = if clause.that { len } else { 0 };
                clause.content = Some(next + skip).filter(|c| *c < right);
                return;
            }
            // German clauses after a comma need no complementiser.
            if self.lexicon.family == Family::German
                && !self.any(next, &[Class::Relative, Class::Conjunction])
            {
                clause.content = Some(next);
                return;
            }
            if self.lexicon.family == Family::German && self.is_article(next) {
                clause.content = Some(next);
                return;
            }
        }
        // “said, without giving details, that …”
        let close = (next..right.min(next + 14)).find(|i| self.mark(*i, ','));
        if let Some(close) = close {
            if self.phrase(close + 1, Class::Complementiser).is_some()
                && (self.any(next, &[Class::Preposition, Class::Adverb, Class::Relative])
                    || self.phrase(next, Class::Citing).is_some())
            {
                clause.that = true;
                clause.content = Some(close + 2).filter(|c| *c < right);
            } else if self.quote(close + 1).is_some() {
                clause.content = Some(close + 1);
            }
        }
    }

    pub(crate) fn complement_after_adverbial(&self, clause: &mut Clause, at: usize, right: usize) {
        if let Some(that) = self.that_soon(at, right, 18) {
            clause.that = true;
            clause.content =
                Some(that + self.phrase(that, Class::Complementiser).unwrap_or(1)).filter(|c| *c < right);
            return;
        }
        if let Some(quote) = (at..right.min(at + 18)).find(|i| {
            self.quote(*i).is_some()
                && (self.mark(i - 1, ':')
                    || self.mark(i - 1, ',')
                    || self.lexicon.family == Family::English
                        && !self.any(i - 1, &[Class::Preposition, Class::Definite, Class::Indefinite]))
        }) {
            clause.content = Some(quote);
            return;
        }
        // “said on Tuesday the bridge would close”
        let mut next = at;
        while next < right
            && self.items()[next].is_word()
            && (self
                .any(next, &[Class::Preposition, Class::Adverb, Class::Time, Class::Last, Class::Weekday])
                || self.phrase(next, Class::Yesterday).is_some()
                || self.phrase(next, Class::Today).is_some()
                || self.is_time_of(next))
            && (next == at || !self.is_article(next) || self.is_time_of(next))
        {
            next += self.phrase(next, Class::Today).unwrap_or(1);
        }
        let next = next.min(right);
        let timed = next > at
            && (at..next).any(|i| {
                self.any(i, &[Class::Time, Class::Weekday])
                    || self.phrase(i, Class::Yesterday).is_some()
                    || self.phrase(i, Class::Today).is_some()
            });
        if timed && next < right && self.items()[next].is_word() {
            clause.content = Some(next);
        } else if timed && self.mark(next, ',') && self.lexicon.family == Family::German {
            self.complement_after_comma(clause, next, right);
        } else if timed && self.mark(next, ':') {
            clause.content = Some(next + 1);
        } else if !timed && self.lexicon.family == Family::German {
            if let Some(comma) = (at..right.min(at + 14)).find(|i| self.mark(*i, ',') || self.mark(*i, ':')) {
                if self.mark(comma, ':') {
                    clause.content = Some(comma + 1)
                } else {
                    self.complement_after_comma(clause, comma, right)
                }
            }
        } else if !timed
            && !(at..right).any(|i| self.quote(i).is_some())
            && self.lexicon.family == Family::English
            && self.word(at) != "to"
            && !self.any(at, &[Class::Of])
        {
            clause.content = Some(at);
        }
    }

    /// “This week”, “that night”: a demonstrative before a time.
    fn is_time_of(&self, at: usize) -> bool {
        self.lexicon.family == Family::English
            && matches!(self.word(at), "this" | "that" | "last" | "the" | "late" | "early")
            && self.any(at + 1, &[Class::Time, Class::Weekday])
    }

    /// The complementiser within `reach` items, before any other stop.
    pub(crate) fn that_soon(&self, at: usize, right: usize, reach: usize) -> Option<usize> {
        (at..right.min(at + reach))
            .take_while(|i| {
                self.quote(*i).is_none_or(|_| self.items()[*i].quote().is_some_and(|q| self.is_name_quote(q)))
                    && !self.mark(*i, ':')
                    && !self.mark(*i, ';')
                    // “said in a statement, adding that …”: the next cue's.
                    && (*i == at
                        || !self.mark(i - 1, ',')
                        || self.lexicon.participles.longest(self.words_from(*i)).is_none())
            })
            .find(|i| {
                self.phrase(*i, Class::Complementiser).is_some()
                    && (self.lexicon.family != Family::English
                        || !self.any(i.wrapping_sub(1), &[Class::Preposition]))
            })
    }

    /// Reads the addressee of “told”; tells whether the complement is settled.
    pub(crate) fn addressee(&self, clause: &mut Clause, at: usize, right: usize) -> bool {
        let mut end = at;
        while end < right {
            let item = &self.items()[end];
            match item.kind {
                Kind::Mark('.' | '!' | '?' | ';' | ',' | ':') => break,
                Kind::Quote(q) if !self.is_name_quote(q) => break,
                _ => {}
            }
            if end > at {
                if self.phrase(end, Class::Complementiser).is_some() {
                    break;
                }
                // “Told Channel Six that”
                let fresh = !item.capital
                    && (self.is_pronoun(end) || self.is_article(end) || self.is_possessive(end))
                    && !self
                        .any(end - 1, &[Class::Preposition, Class::Of, Class::Definite, Class::Conjunction]);
                if fresh && self.lexicon.family == Family::English {
                    break;
                }
                if self.word(end) == "to" && self.lexicon.family == Family::English {
                    clause.act = Act::Demand;
                    clause.content = Some(at);
                    return true;
                }
                if self.any(end, &[Class::Whether]) && self.lexicon.family == Family::English {
                    break;
                }
            }
            end += 1;
        }
        clause.addressee = Some(at..end);
        let Some(item) = self.items().get(end).filter(|_| end < right) else { return true };
        if let Some(len) = self.phrase(end, Class::Complementiser) {
            clause.that = true;
            clause.content = Some(end + len).filter(|c| *c < right);
        } else if item.is_mark(':') {
            clause.content = Some(end + 1).filter(|c| *c < right);
        } else if item.is_mark(',') {
            self.complement_after_comma(clause, end, right);
        } else if item.is_word() || item.quote().is_some() {
            clause.content = Some(end);
        }
        true
    }
}
