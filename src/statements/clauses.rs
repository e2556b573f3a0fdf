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
}

/// The clause before: its end and its subject.
type Before = Option<(usize, Option<Range<usize>>)>;

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

    /// A question outside all quotations says nothing.
    fn is_question(&self, range: &Range<usize>) -> bool {
        range.end > range.start
            && self.mark(range.end - 1, '?')
            && !(range.clone().any(|i| self.quote(i).is_some()))
    }

    fn clause_at(&self, at: usize, range: &Range<usize>, before: Before) -> Option<Clause> {
        if !self.items()[at].is_word() {
            return None;
        }
        if let Some(len) = self.phrase(at, Class::Decline) {
            return self.decline(at..at + len, range, before);
        }
        if let Some(clause) = self.according_possessive(at, range) {
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
        if let Some((len, act)) = self.lexicon.verbs.longest(self.words_from(at)) {
            return self.finite(at..at + len, act, range, before);
        }
        // A document shows.
        let len = self.phrase(at, Class::Show)?;
        self.finite(at..at + len, Act::Say, range, before)
            .filter(|c| c.subject.clone().is_some_and(|s| self.headed_by_document(s)) && c.content.is_some())
    }

    /// Whether the mention's last head before a preposition is a document.
    fn headed_by_document(&self, mention: Range<usize>) -> bool {
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
    fn split_verb(&self, at: usize, range: &Range<usize>, before: &Before) -> Option<Clause> {
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
            if let Some(prefix) = end_of(end) {
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
        if prefix + 1 < range.end && self.mark(prefix + 1, ',') {
            clause.end = clause.end.max(prefix + 1);
            self.complement(&mut clause, range.end);
        } else if prefix + 1 < range.end && (self.mark(prefix + 1, ':') || self.quote(prefix + 1).is_some()) {
            clause.end = clause.end.max(prefix + 1);
            self.complement(&mut clause, range.end);
        }
        if clause.content.is_none() && open < prefix && clause.start == range.start {
            // The object stands between: “wies die Vorwürfe zurück”.
            clause.content = Some(open);
        } else if clause.content.is_none() && open < prefix && clause.act != Act::Say {
            clause.content = Some(open);
        }
        clause.end = clause.end.max(open);
        Some(clause)
    }

    /// German “…, so Vale.”
    fn so(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
        if self.lexicon.family != Family::German
            || self.word(at) != "so"
            || at == range.start
            || !(self.mark(at - 1, ',') || self.quote(at - 1).is_some())
        {
            return None;
        }
        let subject = self.subject_after(at + 1, range.end)?;
        let free = subject.end >= range.end
            || !self.items()[subject.end].is_word()
            || self.any(subject.end, &[Class::Preposition, Class::Adverb]);
        (subject.start == at + 1 && free).then(|| Clause {
            form: Form::Finite,
            act: Act::Say,
            cue: at..at + 1,
            start: at,
            end: subject.end,
            subject: Some(subject),
            shared: false,
            addressee: None,
            content: None,
            that: false,
            coordinate: false,
            prefix: None,
        })
    }

    fn decline(&self, cue: Range<usize>, range: &Range<usize>, before: Before) -> Option<Clause> {
        let (group, _) = self.verb_group(cue.start, range.start);
        if self.is_bare_refusal(&cue, range) {
            return None;
        }
        let mut subject = self.subject(&cue, group, range, None).map(|(s, _)| s);
        if subject.is_none() && self.lexicon.family == Family::Slavic {
            subject = self.place_of_speech(group, range);
        }
        let shared = subject.is_none() && before.is_some();
        if shared {
            subject = before.and_then(|(_, s)| s);
        }
        let start = if shared { group } else { subject.as_ref().map_or(group, |s| s.start.min(group)) };
        let end = subject.as_ref().filter(|_| !shared).map_or(cue.end, |s| s.end.max(cue.end));
        Some(Clause {
            form: Form::Decline,
            act: Act::Decline,
            start,
            end,
            coordinate: shared || self.is_coordinate(start, range.start),
            subject,
            shared,
            addressee: None,
            content: Some(cue.start),
            that: false,
            cue,
            prefix: None,
        })
    }

    /// «відмовився» without words of speaking near refuses something else.
    fn is_bare_refusal(&self, cue: &Range<usize>, range: &Range<usize>) -> bool {
        const SPEAKING: &[&str] = &[
            "комент",
            "відпов",
            "говор",
            "розкри",
            "розголо",
            "назва",
            "назив",
            "уточн",
            "оцін",
            "розмов",
            "поясн",
            "підтвер",
            "ответ",
            "раскры",
            "разгла",
            "поясн",
            "подтвер",
            "оцен",
            "обсужд",
            "обговор",
            "сказать",
            "казати",
            "беседов",
            "общат",
            "спілку",
        ];
        self.lexicon.family == Family::Slavic
            && cue.len() == 1
            && !range.clone().any(|i| SPEAKING.iter().any(|s| self.word(i).starts_with(s)))
    }

    fn according(&self, cue: Range<usize>, range: &Range<usize>) -> Option<Clause> {
        if cue.end >= range.end
            || self.lexicon.verbs.has(self.word(cue.end))
            || self.any(cue.end, &[Class::Auxiliary]) && !self.is_article(cue.end)
            || self.any(cue.end, &[Class::Complementiser])
        {
            return None;
        }
        let end = self.mention_end(cue.end, range.end).min(range.end);
        let end = match (cue.end..end).find(|i| self.mark(*i, ',')) {
            Some(comma) if !self.mark(end, ',') => comma,
            Some(comma)
                if !self.any(comma + 1, &[Class::Relative, Class::Definite])
                    && self.head(comma + 1) != Some(Head::Name) =>
            {
                comma
            }
            _ => end,
        };
        let end = if self.lexicon.family == Family::German {
            let stop = (cue.end..range.end)
                .find(|i| matches!(self.items()[*i].kind, Kind::Mark(_)))
                .unwrap_or(range.end);
            self.german_mention_end(cue.end, stop)
        } else {
            end
        };
        let source = cue.end..end;
        if source.is_empty() || self.items()[source.start].kind == Kind::Number {
            return None;
        }
        let headed = source.clone().any(|i| {
            self.head(i).is_some()
                || self.items()[i].capital
                || self.items()[i].quote().is_some()
                || self.lexicon.first_form(self.word(i)).is_some()
                || self.lexicon.is_role_form(self.word(i))
        }) || self.is_article(source.start)
            || self.is_possessive(source.start);
        if !headed
            || (cue.len() == 1
                && matches!(self.word(cue.start), "per")
                && !(cue.start == range.start || self.mark(cue.start - 1, ',')))
        {
            return None;
        }
        Some(Clause {
            form: Form::According,
            act: Act::Say,
            start: cue.start,
            end,
            subject: Some(source),
            shared: false,
            addressee: None,
            content: None,
            that: false,
            coordinate: false,
            cue,
            prefix: None,
        })
    }

    /// «за його словами», «по её словам», “seinen Worten nach”: the source is a possessive.
    fn according_possessive(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
        const WORDS: &[&str] = &[
            "словами",
            "словам",
            "даними",
            "данным",
            "твердженням",
            "утверждению",
            "оцінками",
            "оценкам",
            "оценке",
            "оцінкою",
            "мнению",
            "думку",
            "информации",
            "інформацією",
            "подсчетам",
            "версии",
            "версією",
            "worten",
            "angaben",
            "aussage",
            "ansicht",
            "meinung",
        ];
        let owner = if self.is_possessive(at) && self.lexicon.family == Family::German { at } else { at + 1 };
        if owner + 1 >= range.end || !self.is_possessive(owner) || !WORDS.contains(&self.word(owner + 1)) {
            return None;
        }
        let lead = owner > at && matches!(self.word(at), "за" | "по" | "на" | "nach" | "laut" | "зі");
        let tail = matches!(self.word(owner + 2), "nach" | "zufolge") && owner == at;
        if !(lead || tail) {
            return None;
        }
        let end = owner + 2 + usize::from(tail);
        Some(Clause {
            form: Form::According,
            act: Act::Say,
            start: at,
            end,
            subject: Some(owner..owner + 1),
            shared: false,
            addressee: None,
            content: None,
            that: false,
            coordinate: false,
            cue: at..end,
            prefix: None,
        })
    }

    /// German noun phrases end where a lower-case word is neither article, preposition nor adjective.
    pub(crate) fn german_mention_end(&self, start: usize, end: usize) -> usize {
        let mut seen = false;
        for at in start..end {
            let item = &self.items()[at];
            if !item.is_word() {
                continue;
            }
            if item.capital {
                seen = true;
                continue;
            }
            let attribute =
                self.is_article(at) || self.any(at, &[Class::Of, Class::Relative, Class::Conjunction]);
            let adjective = ["en", "er", "em", "es", "e"].iter().any(|e| item.word.ends_with(e))
                && self.items().get(at + 1).is_some_and(|n| n.capital)
                && at + 1 < end
                && !self.lexicon.is(Class::Auxiliary, &item.word);
            if seen && !attribute && !adjective {
                return at;
            }
        }
        end
    }

    fn participle(
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
        let mut clause = Clause {
            form: Form::Participle,
            act,
            start: lead,
            end: cue.end,
            shared: true,
            subject,
            addressee: None,
            content: None,
            that: false,
            coordinate: true,
            cue,
            prefix: None,
        };
        self.complement(&mut clause, range.end);
        clause.subject.is_some().then_some(clause).filter(|c| c.content.is_some())
    }

    /// The noun phrase at the head of the sentence, for a participle after a clause without a cue.
    fn subject_of_sentence(&self, left: usize, right: usize) -> Option<Range<usize>> {
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

    /// Walks back from a verb over its auxiliaries; tells the first item and whether the verb is really said.
    fn verb_group(&self, verb: usize, left: usize) -> (usize, bool) {
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

    fn finite(&self, cue: Range<usize>, act: Act, range: &Range<usize>, before: Before) -> Option<Clause> {
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
        let (group, real) = self.verb_group(cue.start, range.start);
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
        let Some((subject, shared)) = self.subject(&cue, group, range, before) else {
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
            form: Form::Finite,
            act,
            start,
            end,
            coordinate: shared || self.is_coordinate(start, range.start),
            subject: Some(subject),
            shared,
            addressee: None,
            content: None,
            that: false,
            cue,
            prefix: None,
        };
        if start > range.start && self.is(start - 1, Class::As) && !clause.coordinate {
            return self.parenthetical(clause, range);
        }
        self.complement(&mut clause, range.end);
        self.is_speech(&clause, range).then_some(clause)
    }

    /// “As Kessel said, …”, «як повідомила Коровай», “wie die Leitung mitteilte”.
    fn parenthetical(&self, mut clause: Clause, range: &Range<usize>) -> Option<Clause> {
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
    fn before_preposition(&self, mention: &Range<usize>) -> usize {
        (mention.start + 1..mention.end)
            .find(|i| self.any(*i, &[Class::Preposition]) && !self.is_article(*i))
            .unwrap_or(mention.end)
    }

    /// Verbs whose subject their form implies (es, uk, ru), or whose place is the source («у звіті йдеться»).
    fn dropped(&self, cue: Range<usize>, act: Act, group: usize, range: &Range<usize>) -> Option<Clause> {
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
        let mut clause = Clause {
            form: Form::Finite,
            act,
            start: place
                .as_ref()
                .map_or(group, |p| if before { p.start.saturating_sub(1).max(range.start) } else { group }),
            end: place.as_ref().map_or(cue.end, |p| p.end.max(cue.end)),
            coordinate: self.is_coordinate(group, range.start) && place.is_none(),
            subject: place,
            shared: false,
            addressee: None,
            content: None,
            that: false,
            cue,
            prefix: None,
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
    fn is_impersonal(&self, cue: &Range<usize>) -> bool {
        let word = self.word(cue.start);
        ["но", "то", "ться", "тся"].iter().any(|e| word.ends_with(e))
            && !word.ends_with("ало")
            && !word.ends_with("ило")
    }

    /// «У звіті йдеться», «в мерії повідомили»: the body or document after “in”.
    fn place_of_speech(&self, verb: usize, range: &Range<usize>) -> Option<Range<usize>> {
        let prepositions = |i: usize| matches!(self.word(i), "в" | "у" | "на" | "во");
        let known = |i: usize| {
            let word = self.word(i);
            self.lexicon
                .first_form(word)
                .is_some_and(|f| self.lexicon.any(&[Class::Organization, Class::Document, Class::Outlet], f))
        };
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
    fn subject(
        &self,
        cue: &Range<usize>,
        group: usize,
        range: &Range<usize>,
        before: Before,
    ) -> Option<(Range<usize>, bool)> {
        let floor = range.start;
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

    /// “…, прогнозує гідрометцентр.”: after an inverted verb all words to the end of the sentence are its subject.
    fn last_words(&self, cue: &Range<usize>, group: usize, range: &Range<usize>) -> Option<Range<usize>> {
        let end = range.end - usize::from(range.end > cue.end && self.mark(range.end - 1, '.'));
        let words = cue.end..end;
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

    fn says_after(&self, group: usize, range: &Range<usize>) -> bool {
        group > range.start
            && (self.quote(group - 1).is_some() || self.mark(group - 1, ',') || self.dash(group - 1))
    }

    /// “Ana Ruiz, the deputy premier, said”: a subject before the comma before the verb.
    fn interrupted_subject(&self, group: usize, range: &Range<usize>) -> Option<Range<usize>> {
        self.subject_before(range.start, group).filter(|s| {
            let first = self.head(s.start).is_some()
                || self.is_article(s.start)
                || self.is_possessive(s.start)
                || self.items()[s.start].capital;
            first && self.headed(s.clone()).is_some() && !self.is_pronoun(s.start)
        })
    }

    /// Whether the subject stands after the verb.
    fn inverts(&self, cue: &Range<usize>, group: usize, range: &Range<usize>) -> bool {
        let directly = self.says_after(group, range);
        if directly && self.quote(group - 1).is_none() && self.interrupted_subject(group, range).is_some() {
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
                    return self.subject_after(cue.end, range.end).is_some_and(|s| {
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

    pub(crate) fn is_strong(&self, cue: &Range<usize>) -> bool {
        !(cue.len() == 1 && self.is(cue.start, Class::Weak)) && self.phrase(cue.start, Class::Weak).is_none()
    }

    fn is_nobody(&self, subject: &Range<usize>, range: &Range<usize>, end: usize) -> bool {
        self.any(subject.start, &[Class::Nobody])
            || (subject.start > range.start && self.any(subject.start - 1, &[Class::Nobody]))
            || (end < range.end && subject.start >= end && self.any(end, &[Class::Nobody]))
    }

    /// “If he says”: a hypothetical word governs the clause that begins at `start`.
    fn is_hypothetical(&self, start: usize, left: usize) -> bool {
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

    fn is_coordinate(&self, start: usize, left: usize) -> bool {
        start > left
            && (self.any(start - 1, &[Class::Conjunction])
                || self.mark(start - 1, ';')
                || self.dash(start - 1))
    }

    /// Whether a cue that may mean other things means speech here.
    fn is_speech(&self, clause: &Clause, range: &Range<usize>) -> bool {
        let head = clause.subject.as_ref().and_then(|s| self.headed(s.clone()));
        let said_before = self.quote_before(clause, range);
        let said_after = clause.content.is_some_and(|c| self.quote(c).is_some()) || clause.that;
        if self.is(clause.cue.start, Class::Call) && clause.cue.len() == 1 {
            let inner = clause.start > range.start && self.any(clause.start - 1, &[Class::Relative]);
            let quoted =
                clause.content.is_some_and(|c| (c..range.end.min(c + 14)).any(|i| self.quote(i).is_some()));
            return said_before || quoted && !inner && !clause.shared && head.is_some();
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

    fn quote_before(&self, clause: &Clause, range: &Range<usize>) -> bool {
        (range.start.max(clause.start.saturating_sub(3))..clause.start).any(|i| self.quote(i).is_some())
    }

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
            || self.phrase(at, Class::Yesterday).is_some();
        if adverbial && !(object && !self.any(at, &[Class::Time])) {
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
        clause.content = Some(at);
    }

    fn complement_after_comma(&self, clause: &mut Clause, comma: usize, right: usize) {
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
                && self.any(next, &[Class::Preposition, Class::Adverb, Class::Relative])
            {
                clause.that = true;
                clause.content = Some(close + 2).filter(|c| *c < right);
            } else if self.quote(close + 1).is_some() {
                clause.content = Some(close + 1);
            }
        }
    }

    fn complement_after_adverbial(&self, clause: &mut Clause, at: usize, right: usize) {
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
                || self.phrase(next, Class::Yesterday).is_some())
            && !(next > at && self.is_article(next))
        {
            next += 1;
        }
        let timed = next > at
            && (at..next).any(|i| {
                self.any(i, &[Class::Time, Class::Weekday]) || self.phrase(i, Class::Yesterday).is_some()
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
            && clause.coordinate_or_first()
            && !(at..right).any(|i| self.quote(i).is_some())
            && self.lexicon.family == Family::English
            && self.word(at) != "to"
            && !self.any(at, &[Class::Of])
        {
            clause.content = Some(at);
        }
    }

    /// The complementiser within `reach` items, before any other stop.
    fn that_soon(&self, at: usize, right: usize, reach: usize) -> Option<usize> {
        (at..right.min(at + reach))
            .take_while(|i| {
                self.quote(*i).is_none_or(|_| self.items()[*i].quote().is_some_and(|q| self.is_name_quote(q)))
                    && !self.mark(*i, ':')
                    && !self.mark(*i, ';')
            })
            .find(|i| {
                self.phrase(*i, Class::Complementiser).is_some()
                    && (self.lexicon.family != Family::English
                        || !self.any(i.wrapping_sub(1), &[Class::Preposition]))
            })
    }

    /// Reads the addressee of “told”; tells whether the complement is settled.
    fn addressee(&self, clause: &mut Clause, at: usize, right: usize) -> bool {
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
                let fresh = (self.is_pronoun(end) || self.is_article(end) || self.is_possessive(end))
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

/// Verbs that a person in a document's clause rather governs (“shows that he planned and instructed”).
fn act_like(view: &View<'_>, cue: &Range<usize>) -> bool {
    view.lexicon.verbs.longest(view.words_from(cue.start)).is_some_and(|(_, act)| act != Act::Say)
}

impl Clause {
    fn coordinate_or_first(&self) -> bool {
        true
    }
}
