//! Cue clauses: where a sentence says that somebody says, and which side of it is said.

use std::ops::Range;

use crate::Act;
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::passage::{Head, View};

/// How a cue takes its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A finite verb with its subject.
    Finite,
    /// A participle that shares a subject (“adding that”).
    Participle,
    /// The predicate itself is the statement (“declined to comment”).
    Decline,
    /// A phrase before its source (“according to”).
    According,
    /// A name, a colon and the words.
    Colon,
}

/// A cue with its subject and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub(crate) form: Form,
    pub(crate) act: Act,
    /// The cue's items.
    pub(crate) cue: Range<usize>,
    /// First item of subject, auxiliaries and cue together.
    pub(crate) start: usize,
    /// One past the last item of subject and cue together.
    pub(crate) end: usize,
    /// The source's mention, where one is printed in the sentence.
    pub(crate) subject: Option<Range<usize>>,
    /// The subject is taken over from the clause before.
    pub(crate) shared: bool,
    /// Whom it was said to.
    pub(crate) addressee: Option<Range<usize>>,
    /// Where the content after the cue begins, if there is any.
    pub(crate) content: Option<usize>,
    /// A complementiser stands before the content.
    pub(crate) that: bool,
    /// The clause is joined to the one before by “and” or the like.
    pub(crate) coordinate: bool,
    /// The separable prefix of a German verb, where there is one.
    pub(crate) prefix: Option<usize>,
    /// Who relays it within the clause (“was quoted by the paper as saying”).
    pub(crate) relay: Option<Range<usize>>,
}

impl Clause {
    /// A clause by the items of its cue, of subject and cue together, and of its subject, with nothing told beside these.
    pub(crate) fn new(
        form: Form,
        act: Act,
        cue: Range<usize>,
        whole: Range<usize>,
        subject: Option<Range<usize>>,
    ) -> Clause {
        Clause {
            form,
            act,
            cue,
            start: whole.start,
            end: whole.end,
            subject,
            shared: false,
            addressee: None,
            content: None,
            that: false,
            coordinate: false,
            prefix: None,
            relay: None,
        }
    }

    /// “According to” and the like: the items of the cue, of cue and source together, and of the source.
    pub(crate) fn according(cue: Range<usize>, whole: Range<usize>, source: Range<usize>) -> Clause {
        Clause::new(Form::According, Act::Say, cue, whole, Some(source))
    }
}

/// The clause before: its end and its subject.
pub(crate) type Before = Option<(usize, Option<Range<usize>>)>;

impl View<'_> {
    /// The cue clauses of the sentence `range`, in order.
    pub(crate) fn clauses(&self, range: Range<usize>) -> Vec<Clause> {
        let mut found: Vec<Clause> = Vec::new();
        if self.is_question(&range) {
            return found;
        }
        let mut at = range.start;
        while at < range.end {
            let before = found.last().map(|c| (c.end, c.subject.clone()));
            match self.clause_at(at, &range, before) {
                Some(clause) => {
                    at = clause.cue.end.max(at + 1);
                    found.push(clause);
                }
                None => at += 1,
            }
        }
        found
    }

    pub(crate) fn clause_at(&self, at: usize, range: &Range<usize>, before: Before) -> Option<Clause> {
        if !self.items()[at].is_word() {
            return None;
        }
        if let Some(len) = self.phrase(at, Class::Decline) {
            return self.decline(at..at + len, range, before);
        }
        if let Some(clause) = self.quoting(at, range).or_else(|| self.reported(at, range)) {
            return Some(clause);
        }
        if let Some(clause) = self.according_possessive(at, range) {
            return Some(clause);
        }
        if let Some(clause) = self.according_after(at, range).or_else(|| self.according_compound(at, range)) {
            return Some(clause);
        }
        if let Some(len) = self.phrase(at, Class::According)
            && let Some(clause) = self.according(at..at + len, range)
        {
            return Some(clause);
        }
        if let Some((len, act)) = self.lexicon.participles.longest(self.words_from(at))
            && at > range.start
            && let Some(clause) = self.participle(at..at + len, act, range, before.clone())
        {
            return Some(clause);
        }
        if let Some(clause) = self.split_verb(at, range, &before) {
            return Some(clause);
        }
        if let Some(clause) = self.so(at, range) {
            return Some(clause);
        }
        if let Some((len, act)) = self.verb_at(at) {
            return self.finite(at..at + len, act, range, before);
        }
        // A document shows.
        let len = self.phrase(at, Class::Show)?;
        self.finite(at..at + len, Act::Say, range, before)
            .filter(|c| c.subject.clone().is_some_and(|s| self.headed_by_document(s)) && c.content.is_some())
    }

    /// Whether the mention's last head before a preposition is a document.
    pub(crate) fn headed_by_document(&self, mention: Range<usize>) -> bool {
        let mut last = None;
        for at in mention {
            if last.is_some() && self.any(at, &[Class::Of, Class::Preposition, Class::Relative]) {
                break;
            }
            last = self.head(at).or(last);
        }
        last == Some(Head::Document)
    }

    /// “teilte … mit”, “ließ … unbeantwortet”: the verb whose other half stands at the end of the clause.
    pub(crate) fn split_verb(&self, at: usize, range: &Range<usize>, before: &Before) -> Option<Clause> {
        let word = self.word(at);
        let end_of = |prefix: &str| {
            (at + 1..range.end.min(at + 40))
                .take_while(|i| !matches!(self.items()[*i].kind, Kind::Mark(';' | ':')))
                .find(|i| {
                    self.word(*i) == prefix
                        && (i + 1 >= range.end
                            || !self.items()[i + 1].is_word()
                            || self.any(i + 1, &[Class::Conjunction]))
                })
        };
        for end in self.lexicon.decline_ends(word) {
            let denied = |to: usize| {
                matches!(end.as_str(), "unbeantwortet" | "offen")
                    || (at..to).any(|i| self.any(i, &[Class::Negation]))
            };
            if let Some(prefix) = end_of(end).filter(|to| denied(*to)) {
                let mut clause = self.decline(at..at + 1, range, before.clone())?;
                clause.prefix = Some(prefix);
                return Some(clause);
            }
        }
        let (prefix, act) =
            self.lexicon.prefixes(word).iter().find_map(|(p, act)| end_of(p).map(|e| (e, *act)))?;
        let mut clause = self.finite(at..at + 1, act, range, before.clone())?;
        clause.prefix = Some(prefix);
        let open = clause.end.max(at + 1);
        clause.content = None;
        clause.that = false;
        let leads =
            self.mark(prefix + 1, ',') || self.mark(prefix + 1, ':') || self.quote(prefix + 1).is_some();
        if prefix + 1 < range.end && leads {
            clause.end = clause.end.max(prefix + 1);
            self.complement(&mut clause, range.end);
        }
        // The object stands between: “wies die Vorwürfe zurück”.
        if clause.content.is_none()
            && open < prefix
            && (clause.start == range.start || clause.act != Act::Say)
        {
            clause.content = Some(open);
        }
        clause.end = clause.end.max(open);
        Some(clause)
    }

    pub(crate) fn decline(&self, cue: Range<usize>, range: &Range<usize>, before: Before) -> Option<Clause> {
        let (group, _) = self.verb_group(cue.start, range.start);
        if self.is_bare_refusal(&cue, range) {
            return None;
        }
        // “Rehusó detallar el precio”: a sentence that begins with the verb implies its subject.
        let implied = self.lexicon.code == "es" && group == range.start;
        let own = self.subject(&cue, group, range, before.clone()).filter(|_| !implied);
        // “Confirmed that she had written it but declined to …”
        let carried = own.as_ref().is_some_and(|(_, shared)| *shared);
        let mut subject = own.map(|(s, _)| s).or_else(|| {
            self.subject_before(range.start, group)
                .filter(|s| self.is_article(s.start) || self.is_possessive(s.start))
        });
        if subject.is_none() && self.lexicon.family == Family::Slavic {
            subject = self.place_of_speech(group, range);
        }
        // “Seinen Namen wollte er nicht nennen”: who declines stands inside the cue.
        if self.lexicon.family == Family::German
            && let Some(inside) = cue.clone().find(|i| self.is_pronoun(*i) && !self.is_article(*i))
        {
            subject = Some(inside..inside + 1);
        }
        // «Прессекретар голови на запитання не відповів»: what is refused stands between subject and verb.
        if self.lexicon.family == Family::Slavic
            && let Some(whole) = &mut subject
            && whole.end <= cue.start
            && let Some(at) = (whole.start + 1..whole.end)
                .find(|i| matches!(self.word(*i), "на" | "від" | "от" | "про" | "о" | "об"))
            && self.headed(whole.start..at).is_some()
        {
            whole.end = at;
        }
        let borrowed = subject.is_none() && before.is_some();
        if borrowed {
            subject = before.and_then(|(_, s)| s);
        }
        let shared = borrowed || carried;
        let start = if shared { group } else { subject.as_ref().map_or(group, |s| s.start.min(group)) };
        let end = subject.as_ref().filter(|_| !shared).map_or(cue.end, |s| s.end.max(cue.end));
        Some(Clause {
            shared,
            content: Some(cue.start),
            coordinate: shared || self.is_coordinate(start, range.start),
            ..Clause::new(Form::Decline, Act::Decline, cue, start..end, subject)
        })
    }

    pub(crate) fn participle(
        &self,
        cue: Range<usize>,
        act: Act,
        range: &Range<usize>,
        before: Before,
    ) -> Option<Clause> {
        let mut lead = cue.start;
        while lead > range.start && self.any(lead - 1, &[Class::Adverb, Class::Conjunction]) {
            lead -= 1;
        }
        let free = lead > range.start
            && (self.mark(lead - 1, ',') || self.dash(lead - 1) || self.quote(lead - 1).is_some());
        let joined = lead < cue.start && self.any(lead, &[Class::Conjunction]);
        if !(free || joined) {
            return None;
        }
        let subject = match before.and_then(|(_, s)| s) {
            Some(subject) => Some(subject),
            None => self.subject_of_sentence(range.start, lead),
        };
        let whole = lead..cue.end;
        let mut clause = Clause {
            shared: true,
            coordinate: true,
            ..Clause::new(Form::Participle, act, cue, whole, subject)
        };
        self.complement(&mut clause, range.end);
        clause.subject.is_some().then_some(clause).filter(|c| c.content.is_some())
    }

    /// The noun phrase at the head of the sentence, for a participle after a clause without a cue.
    pub(crate) fn subject_of_sentence(&self, left: usize, right: usize) -> Option<Range<usize>> {
        let mut at = left;
        while at < right
            && (self.any(at, &[Class::Adverb, Class::Conjunction]) || self.mark(at, ','))
            && !self.is_article(at)
        {
            at += 1;
        }
        if at >= right || self.any(at, &[Class::Preposition]) && !self.is_article(at) {
            return None;
        }
        let end = self.mention_end(at, right);
        self.headed(at..end).filter(|h| *h != Head::Document).map(|_| at..end)
    }
}

/// Verbs that a person in a document's clause rather governs (“shows that he planned and instructed”).
pub(crate) fn act_like(view: &View<'_>, cue: &Range<usize>) -> bool {
    view.verb_at(cue.start).is_some_and(|(_, act)| act != Act::Say)
}
