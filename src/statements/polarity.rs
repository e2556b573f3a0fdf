//! Whether a verb of saying is a statement: not denied, not hypothetical, not still to come, and said of speech.

use std::ops::Range;

use crate::Act;
use crate::clauses::Clause;
use crate::lexicon::{Class, Family};
use crate::passage::{Head, View};

impl View<'_> {
    /// A question outside all quotations says nothing.
    pub(crate) fn is_question(&self, range: &Range<usize>) -> bool {
        range.end > range.start
            && self.mark(range.end - 1, '?')
            && !(range.clone().any(|i| self.quote(i).is_some()))
    }

    /// Walks back from a verb over its auxiliaries; tells the first item and whether the verb is really said.
    pub(crate) fn verb_group(&self, verb: usize, left: usize) -> (usize, bool) {
        let mut at = verb;
        let mut real = true;
        while at > left && self.items()[at - 1].is_word() {
            let w = at - 1;
            let negation = self.any(w, &[Class::Negation]);
            let modal = self.any(w, &[Class::Modal]);
            if !(negation || modal || self.any(w, &[Class::Auxiliary, Class::Adverb]))
                || (self.is_pronoun(w) && self.lexicon.family != Family::Romance)
                || self.is_article(w) && !negation
            {
                break;
            }
            if self.any(w, &[Class::Preposition, Class::Relative])
                && !modal
                && !negation
                && !self.any(w, &[Class::Adverb])
            {
                break;
            }
            real &= !negation && !modal;
            at = w;
        }
        (at, real)
    }

    pub(crate) fn is_strong(&self, cue: &Range<usize>) -> bool {
        !(cue.len() == 1 && self.is(cue.start, Class::Weak)) && self.phrase(cue.start, Class::Weak).is_none()
    }

    pub(crate) fn is_nobody(&self, subject: &Range<usize>, range: &Range<usize>, end: usize) -> bool {
        self.any(subject.start, &[Class::Nobody])
            || (subject.start > range.start && self.any(subject.start - 1, &[Class::Nobody]))
            || (end < range.end && subject.start >= end && self.any(end, &[Class::Nobody]))
    }

    /// “If he says”: a hypothetical word governs the clause that begins at `start`.
    pub(crate) fn is_hypothetical(&self, start: usize, left: usize) -> bool {
        let mut at = start;
        let floor = left.max(start.saturating_sub(12));
        while at > floor {
            at -= 1;
            if self.mark(at, ',') || self.quote(at).is_some() || self.mark(at, ':') || self.mark(at, ';') {
                return false;
            }
            if self.any(at, &[Class::Hypothetical]) {
                return true;
            }
            if self.lexicon.verbs.has(self.word(at)) {
                return false;
            }
        }
        false
    }

    pub(crate) fn is_coordinate(&self, start: usize, left: usize) -> bool {
        start > left
            && (self.any(start - 1, &[Class::Conjunction])
                || self.mark(start - 1, ';')
                || self.dash(start - 1))
    }

    /// Whether a cue that may mean other things means speech here.
    pub(crate) fn is_speech(&self, clause: &Clause, range: &Range<usize>) -> bool {
        let head = clause.subject.as_ref().and_then(|s| self.headed(s.clone()));
        let said_before = self.quote_before(clause, range);
        let said_after = clause.content.is_some_and(|c| self.quote(c).is_some()) || clause.that;
        if self.is(clause.cue.start, Class::Call) && clause.cue.len() == 1 {
            // «Місцеві називають міст «Старим паном»»: a nickname.
            let nickname = !said_before
                && clause.content.is_some_and(|c| {
                    (c..range.end.min(c + 14)).find_map(|i| self.quote(i)).is_some_and(|q| {
                        let inner = &self.passage.chars[q.inner_start..q.inner_end];
                        inner[0].is_uppercase() && inner.iter().filter(|c| c.is_whitespace()).count() <= 1
                    })
                });
            if nickname {
                return false;
            }
            let inner = clause.start > range.start && self.any(clause.start - 1, &[Class::Relative]);
            let quoted =
                clause.content.is_some_and(|c| (c..range.end.min(c + 14)).any(|i| self.quote(i).is_some()));
            // “Die Warnungen hätten vorgelegen, kritisierte der Abgeordnete.”
            let reported = clause.content.is_none()
                && clause.start > range.start
                && self.mark(clause.start - 1, ',')
                && (range.start..clause.start).any(|i| self.is(i, Class::Reported));
            return said_before || reported || quoted && !inner && !clause.shared && head.is_some();
        }
        if clause.act == Act::Say && !self.is_strong(&clause.cue) {
            let person =
                matches!(head, Some(Head::Name | Head::Pronoun | Head::Role | Head::Body | Head::Outlet));
            let tail = clause.content.is_none()
                && clause.start > range.start
                && (self.mark(clause.start - 1, ',') || said_before);
            return said_before || said_after || (tail && person);
        }
        if clause.act == Act::Deny
            && self.is(clause.cue.start, Class::ClaimVerb)
            && !clause.that
            && !said_before
        {
            let object = clause.content.map_or(range.start..clause.start, |c| c..range.end);
            return object.clone().any(|i| self.is(i, Class::Claim))
                || (range.clone()).any(|i| self.is(i, Class::Claim));
        }
        if clause.act != Act::Say {
            return clause.content.is_some() || said_before || clause.start > range.start;
        }
        true
    }

    pub(crate) fn quote_before(&self, clause: &Clause, range: &Range<usize>) -> bool {
        (range.start.max(clause.start.saturating_sub(3))..clause.start).any(|i| self.quote(i).is_some())
    }
}
