//! Finite verbs of saying: on which side their subject stands, whether it is shared, implied, or a place.

use std::ops::Range;

use crate::Act;
use crate::cases;
use crate::clauses::{Before, Clause, Form, act_like};
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::passage::{Head, View};

impl View<'_> {
    pub(crate) fn finite(
        &self,
        cue: Range<usize>,
        act: Act,
        range: &Range<usize>,
        before: Before,
    ) -> Option<Clause> {
        let word = &self.items()[cue.start];
        if word.capital
            && cue.start > range.start
            && self.lexicon.family != Family::German
            && self.items()[cue.start - 1].is_word()
        {
            return None;
        }
        if self.is_noun_here(cue.start) && self.lexicon.family == Family::English {
            return None;
        }
        if self.lexicon.family == Family::German
            && self.word(cue.end) == "zu"
            && self.any(cue.end + 1, &[Class::Auxiliary])
        {
            return None;
        }
        if matches!(self.word(cue.end), "nothing" | "nichts" | "rien" | "nada" | "нічого" | "ничего")
        {
            return None;
        }
        if self.is_reduced(&cue, range) {
            return None;
        }
        let (group, real) = self.verb_group(cue.start, range.start);
        let group = self.auxiliary_before(cue.start, range.start).map_or(group, |at| at.min(group));
        let negated_after = self.lexicon.family == Family::German
            && (cue.end..range.end.min(cue.end + 4))
                .take_while(|i| self.items()[*i].is_word())
                .any(|i| self.is(i, Class::Negation));
        if !real || negated_after {
            return None;
        }
        let passive =
            (group..cue.start).any(|i| self.is(i, Class::Passive)) && self.lexicon.family == Family::English;
        if passive && !self.word(cue.start).ends_with("ing") {
            return None;
        }
        let place = self.german_place(&cue, range).map(|p| (p, false));
        let Some((subject, shared)) = place.or_else(|| self.subject(&cue, group, range, before)) else {
            return self.dropped(cue, act, group, range);
        };
        if !shared && self.is_nobody(&subject, range, cue.end) {
            return None;
        }
        let start = if shared { group } else { subject.start.min(group) };
        if self.is_hypothetical(start, range.start) {
            return None;
        }
        let end = if shared { cue.end } else { subject.end.max(cue.end) };
        let mut clause = Clause {
            shared,
            coordinate: shared || self.is_coordinate(start, range.start),
            ..Clause::new(Form::Finite, act, cue, start..end, Some(subject))
        };
        if start > range.start && self.is(start - 1, Class::As) && !clause.coordinate {
            return self.parenthetical(clause, range);
        }
        self.complement(&mut clause, range.end);
        if clause.content.is_none()
            && clause.act != Act::Say
            && let Some(auxiliary) = self
                .auxiliary_before(clause.cue.start, range.start)
                .filter(|_| self.lexicon.family == Family::German)
            && clause.subject.as_ref().is_some_and(|s| s.end <= auxiliary)
            && auxiliary + 1 < clause.cue.start
        {
            // “Zwei Gutachter hatten zusätzliche Proben verlangt”: the object stands between.
            clause.prefix = Some(clause.cue.start);
            clause.content = Some(auxiliary + 1);
        }
        self.is_speech(&clause, range).then_some(clause)
    }

    /// “One roadie, asked about the swan, replied”, “told of the remark, he said”: a passive participle, and “asked for
    /// asylum”, which is no speech.
    fn is_reduced(&self, cue: &Range<usize>, range: &Range<usize>) -> bool {
        if self.lexicon.family != Family::English || cue.len() > 1 {
            return false;
        }
        let participle = matches!(self.word(cue.start), "asked" | "told" | "read" | "quoted" | "questioned");
        let comma = cue.start == range.start || self.mark(cue.start - 1, ',');
        let quoted = cue.start >= range.start + 2 && self.quote(cue.start - 2).is_some();
        let goes_on = (cue.end..range.end.min(cue.end + 24)).any(|i| self.mark(i, ','));
        let asked_for = self.word(cue.start).starts_with("ask")
            && self.word(cue.end) == "for"
            && !(cue.end..range.end).any(|i| self.quote(i).is_some());
        participle && comma && !quoted && goes_on || asked_for
    }

    /// “a pour sa part promis”: the auxiliary of a Romance participle, a few words before it.
    pub(crate) fn auxiliary_before(&self, verb: usize, left: usize) -> Option<usize> {
        let word = self.word(verb);
        let participle = ["é", "ée", "és", "i", "is", "it", "u", "ado", "ido", "cho", "to"]
            .iter()
            .any(|e| word.ends_with(e));
        let german = self.lexicon.family == Family::German
            && (word.starts_with("ge")
                || matches!(
                    word,
                    "berichtet"
                        | "bestritten"
                        | "mitgeteilt"
                        | "verlangt"
                        | "bezeichnet"
                        | "versprochen"
                        | "zurückgewiesen"
                        | "eingeräumt"
                        | "angekündigt"
                        | "argumentiert"
                        | "erklärt"
                        | "gefordert"
                        | "moniert"
                        | "dementiert"
                        | "bestätigt"
                ));
        if !(german || self.lexicon.family == Family::Romance && participle) {
            return None;
        }
        (left.max(verb.saturating_sub(if german { 8 } else { 5 }))..verb)
            .rev()
            .take_while(|i| {
                self.items()[*i].is_word()
                    && !self.any(*i, &[Class::Negation, Class::Complementiser, Class::Conjunction])
            })
            .find(|i| {
                matches!(self.word(*i), "a" | "ont" | "avait" | "avaient" | "ha" | "han" | "había" | "habían")
            })
    }

    /// “As Kessel said, …”, «як повідомила Коровай», “wie die Leitung mitteilte”.
    pub(crate) fn parenthetical(&self, mut clause: Clause, range: &Range<usize>) -> Option<Clause> {
        clause.start -= 1;
        let mut end = clause.end;
        while end < range.end && self.items()[end].is_word() && end < clause.end + 10 {
            end += 1;
        }
        let led = clause.start == range.start
            || self.mark(clause.start - 1, ',')
            || clause.start > range.start && self.any(clause.start - 1, &[Class::Conjunction, Class::Adverb]);
        let leading = clause.start <= range.start + 1;
        if !led || self.any(clause.cue.end, &[Class::Complementiser]) {
            return None;
        }
        if leading {
            clause.content = Some(end + 1).filter(|c| self.mark(end, ',') && c + 1 < range.end);
            return clause.content.is_some().then_some(clause);
        }
        clause.end = clause.end.max(end.min(range.end));
        Some(clause)
    }

    /// Where the first prepositional phrase of a mention begins.
    pub(crate) fn before_preposition(&self, mention: &Range<usize>) -> usize {
        (mention.start + 1..mention.end)
            .find(|i| self.any(*i, &[Class::Preposition]) && !self.is_article(*i))
            .unwrap_or(mention.end)
    }

    /// Verbs whose subject their form implies (es, uk, ru), or whose place is the source («у звіті йдеться»).
    pub(crate) fn dropped(
        &self,
        cue: Range<usize>,
        act: Act,
        group: usize,
        range: &Range<usize>,
    ) -> Option<Clause> {
        if !(self.lexicon.family == Family::Slavic || self.lexicon.code == "es") {
            return None;
        }
        let place =
            if self.lexicon.family == Family::Slavic { self.place_of_speech(group, range) } else { None };
        let heads = group == range.start
            || self.says_after(group, range)
            || self.any(group - 1, &[Class::Conjunction, Class::Adverb, Class::Time]);
        if place.is_none() && (!heads || self.is_impersonal(&cue)) {
            return None;
        }
        if self.is_hypothetical(group, range.start) {
            return None;
        }
        let before = place.as_ref().is_some_and(|p| p.start < group);
        let start = place
            .as_ref()
            .map_or(group, |p| if before { p.start.saturating_sub(1).max(range.start) } else { group });
        let end = place.as_ref().map_or(cue.end, |p| p.end.max(cue.end));
        let mut clause = Clause {
            coordinate: self.is_coordinate(group, range.start) && place.is_none(),
            ..Clause::new(Form::Finite, act, cue, start..end, place)
        };
        self.complement(&mut clause, range.end);
        let said = clause.that
            || clause.content.is_some_and(|c| self.quote(c).is_some())
            || self.quote_before(&clause, range);
        let tail = clause.subject.is_some() && clause.content.is_none() && clause.start > range.start;
        (said
            || tail
            || clause.subject.is_none()
                && clause.act != Act::Say
                && clause.content.is_some()
                && clause.start == range.start)
            .then_some(clause)
    }

    /// Impersonal forms name no speaker («сказано», «йдеться»).
    pub(crate) fn is_impersonal(&self, cue: &Range<usize>) -> bool {
        let word = self.word(cue.start);
        ["но", "то", "ться", "тся"].iter().any(|e| word.ends_with(e))
            && !word.ends_with("ало")
            && !word.ends_with("ило")
    }

    /// «У звіті йдеться», «в мерії повідомили»: the body or document after “in”.
    pub(crate) fn place_of_speech(&self, verb: usize, range: &Range<usize>) -> Option<Range<usize>> {
        let prepositions = |i: usize| matches!(self.word(i), "в" | "у" | "на" | "во");
        let nouns = [Class::Organization, Class::Document, Class::Outlet];
        let known = |i: usize| self.lexicon.any_in_case(&nouns, self.word(i));
        let noun = |from: usize| {
            (from + 1..(from + 5).min(range.end)).take_while(|i| self.items()[*i].is_word()).any(known)
        };
        let floor = range.start.max(verb.saturating_sub(24));
        let lead = (floor..verb).rev().find(|i| prepositions(*i) && noun(*i));
        if let Some(at) = lead {
            let mut end = at + 1;
            while end < verb && self.items()[end].is_word() && !self.any(end, &[Class::Adverb])
                || end < verb && self.quote(end).is_some()
            {
                end += 1;
            }
            return Some(at + 1..end);
        }
        let at = (verb + 1..range.end.min(verb + 4))
            .take_while(|i| self.items()[*i].is_word())
            .find(|i| prepositions(*i) && noun(*i))?;
        Some(at + 1..self.mention_end(at + 1, range.end))
    }

    /// The subject of a finite cue, and whether it is shared with the clause before.
    pub(crate) fn subject(
        &self,
        cue: &Range<usize>,
        group: usize,
        range: &Range<usize>,
        before: Before,
    ) -> Option<(Range<usize>, bool)> {
        let floor = range.start;
        // “« … », a-t-elle ajouté”: the subject hangs on the auxiliary.
        if self.lexicon.family == Family::Romance
            && let Some(at) = (group + 1..cue.start).find(|i| {
                let start = self.items()[*i].start;
                self.is_pronoun(*i) && matches!(self.passage.chars[start - 1], '-' | '‑')
            })
        {
            return Some((at..at + 1, false));
        }
        if group > floor && self.any(group - 1, &[Class::Conjunction]) && !self.inverts(cue, group, range) {
            let lead = group - 1;
            if let Some((_, Some(subject))) = &before {
                if self.headed_by_document(subject.clone()) && act_like(self, cue) {
                    return None;
                }
                return Some((subject.clone(), true));
            }
            return self.subject_of_sentence(floor, lead).filter(|_| lead > floor + 1).map(|s| (s, true));
        }
        let prior = self.subject_before(floor, group);
        let good = prior.filter(|s| {
            self.headed(s.clone()).is_some()
                || (self.is_strong(cue)
                    && self.lexicon.family == Family::English
                    && (self.is_article(s.start)
                        || self.is_possessive(s.start)
                        || self.items()[s.start].capital))
        });
        let after = if self.inverts(cue, group, range)
            || good.is_none() && (self.lexicon.family != Family::English || self.says_after(group, range))
        {
            self.subject_after(cue.end, range.end)
                .filter(|s| self.may_follow(s) || self.inverts(cue, group, range))
        } else {
            None
        };
        let speaks = |s: &Range<usize>| {
            matches!(
                self.headed(s.start..self.before_preposition(s)),
                Some(Head::Name | Head::Role | Head::Body | Head::Pronoun | Head::Outlet)
            )
        };
        if self.lexicon.family == Family::German
            && let Some(before) = &good
            && !speaks(before)
            && let Some(after) = self.subject_after(cue.end, range.end)
            && after.start == cue.end
            && speaks(&after)
        {
            return Some((after, false));
        }
        match (good, after) {
            (_, Some(after)) if self.inverts(cue, group, range) => Some((after, false)),
            (Some(before), _) => Some((before, false)),
            (None, Some(after)) => Some((after, false)),
            (None, None) => self.last_words(cue, group, range).map(|s| (s, false)),
        }
    }

    /// Whether a Romance noun phrase after its verb can be its subject rather than its object (“a annoncé sa démission”,
    /// “reclamó una reunión inmediata”).
    fn may_follow(&self, subject: &Range<usize>) -> bool {
        if self.lexicon.family != Family::Romance {
            return true;
        }
        let object = self.headed(subject.start..self.before_preposition(subject)).is_none()
            && (self.is_possessive(subject.start)
                || self.is_article(subject.start)
                || self.items()[subject.start].kind == Kind::Number)
            && !(self.mark(subject.end, ',') || self.mark(subject.end, ':'))
            && !subject.clone().any(|i| self.items()[i].capital);
        !object
    }

    /// “…, прогнозує гідрометцентр.”: after an inverted verb all words to the end of the sentence are its subject.
    pub(crate) fn last_words(
        &self,
        cue: &Range<usize>,
        group: usize,
        range: &Range<usize>,
    ) -> Option<Range<usize>> {
        let end = range.end - usize::from(range.end > cue.end && self.mark(range.end - 1, '.'));
        let start = (cue.end..end).find(|i| !self.is_told_to(*i)).unwrap_or(cue.end);
        let words = start..end;
        (self.lexicon.family != Family::English
            && self.says_after(group, range)
            && !words.is_empty()
            && words.len() <= 4
            && words.clone().all(|i| self.items()[i].is_word())
            && !self.any(
                words.start,
                &[
                    Class::Preposition,
                    Class::Complementiser,
                    Class::Adverb,
                    Class::Conjunction,
                    Class::Negation,
                ],
            )
            && words.clone().any(|i| self.word(i).chars().count() > 3))
        .then_some(words)
    }

    pub(crate) fn says_after(&self, group: usize, range: &Range<usize>) -> bool {
        group > range.start
            && (self.quote(group - 1).is_some() || self.mark(group - 1, ',') || self.dash(group - 1))
    }

    /// «Рятувальники шукають людей, які …, повідомила служба»: the words before the first comma are a clause of their own.
    fn has_own_verb(&self, subject: &Range<usize>, group: usize) -> bool {
        self.lexicon.family == Family::Slavic
            && (subject.start + 1..group)
                .take_while(|i| !self.mark(*i, ','))
                .any(|i| cases::looks_finite(self.word(i)) && self.head(i).is_none())
    }

    /// “Ana Ruiz, the deputy premier, said”: a subject before the comma before the verb.
    pub(crate) fn interrupted_subject(&self, group: usize, range: &Range<usize>) -> Option<Range<usize>> {
        self.subject_before(range.start, group).filter(|s| {
            let first = self.head(s.start).is_some()
                || self.is_article(s.start)
                || self.is_possessive(s.start)
                || self.items()[s.start].capital;
            first && self.headed(s.clone()).is_some() && !self.is_pronoun(s.start)
        })
    }

    /// Whether the subject stands after the verb.
    pub(crate) fn inverts(&self, cue: &Range<usize>, group: usize, range: &Range<usize>) -> bool {
        let directly = self.says_after(group, range);
        if directly
            && self.quote(group - 1).is_none()
            && self.interrupted_subject(group, range).is_some_and(|s| !self.has_own_verb(&s, group))
        {
            return false;
        }
        match self.lexicon.family {
            Family::English => {
                directly && self.quote(group - 1).is_some()
                    || directly
                        && self.subject_after(cue.end, range.end).is_some_and(|s| {
                            let quoted = group >= range.start + 2 && self.quote(group - 2).is_some();
                            quoted
                                || s.end
                                    >= range.end
                                        - usize::from(self.items()[range.end - 1].kind == Kind::Mark('.'))
                        })
                        && !self.is_pronoun(cue.end)
            }
            _ => {
                if directly
                    && (self.quote(group - 1).is_some()
                        || group >= range.start + 2 && self.quote(group - 2).is_some()
                        || group >= range.start + 3 && self.quote(group - 3).is_some())
                {
                    return true;
                }
                if directly && self.lexicon.family != Family::German {
                    return self
                        .subject_after(cue.end, range.end)
                        .filter(|s| self.may_follow(s))
                        .is_some_and(|s| {
                            s.end + 1 >= range.end || self.mark(s.end, ',') || self.mark(s.end, '.')
                        });
                }
                // A pronoun right after the verb is its subject; so is a name where the clause does not begin with one.
                let pronoun = self.is_pronoun(cue.end)
                    && !self.any(cue.end, &[Class::Pronoun1])
                    && self.lexicon.family == Family::German;
                let fronted = self
                    .any(range.start, &[Class::Preposition, Class::Adverb, Class::Demonstrative])
                    && !self.is_article(range.start)
                    || self.any(range.start, &[Class::Demonstrative]) && group == range.start + 1;
                pronoun || (self.lexicon.family == Family::German && (directly || fronted))
            }
        }
    }
}
