//! Who the words beside a verb of saying name: the source's mention, before or after it.

use std::ops::Range;

use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::names;
use crate::passage::{Head, View};

/// How far a mention may reach.
const MENTION_ITEMS_MAX: usize = 40;

impl View<'_> {
    /// The mention that ends right before item `verb`; `left` is the first item of the clause's sentence.
    pub(crate) fn subject_before(&self, left: usize, verb: usize) -> Option<Range<usize>> {
        let mut end = verb;
        let mut hops = 0;
        while end > left && (self.mark(end - 1, ',') || self.dash(end - 1) || self.mark(end - 1, ')')) {
            let closing = self.items()[end - 1].kind;
            let opening = if closing == Kind::Mark(')') { Kind::Mark('(') } else { closing };
            let mut at = end - 1;
            let floor = left.max(end.saturating_sub(MENTION_ITEMS_MAX));
            while at > floor && !(self.items()[at - 1].kind == opening) {
                if self.quote(at - 1).is_some_and(|q| q.inner_end - q.inner_start > 60)
                    || self.mark(at - 1, ':')
                    || self.mark(at - 1, ';')
                {
                    return None;
                }
                at -= 1;
            }
            if at <= left || at <= floor || self.items()[at - 1].kind != opening {
                return None;
            }
            if !self.may_interrupt(at, end - 1) {
                return None;
            }
            end = at - 1;
            // “Dorothy Rowe, 58, of Nether Fold, denies”
            if end >= left + 2 && self.items()[end - 1].kind == Kind::Number && self.mark(end - 2, ',') {
                end -= 2;
            }
            hops += 1;
            if hops > 3 {
                return None;
            }
        }
        let segment = self.mention_start(left, end);
        let start = self.past_adverbials(segment, end);
        if start >= end {
            // “The bank, which …, to the paper's questions did not reply”: an adverbial between subject and verb.
            let comma = segment > left && self.mark(segment - 1, ',') && segment < verb;
            return if comma { self.subject_before(left, segment).map(|s| s.start..s.end) } else { None };
        }
        // “An hour later she said”
        let last = end - 1;
        if last > start && self.is_pronoun(last) && !self.is_article(last) && hops == 0 {
            return Some(last..end);
        }
        if hops > 0
            && (start..end).any(|i| {
                self.any(i, &[Class::Auxiliary, Class::Modal])
                    && !self.is_article(i)
                    && self.lexicon.family != Family::Romance
            })
        {
            return None;
        }
        if self.is_pronoun(start)
            && !self.is_article(start)
            && hops == 0
            && !self.any(start, &[Class::Pronoun1])
            && self.items()[start + 1..end].iter().all(|i| i.is_word() && !i.capital)
        {
            return Some(start..start + 1);
        }
        let stop = if hops > 0 { verb - 1 } else { verb };
        Some(start..stop)
    }

    /// Whether the items `from..to` between two commas may stand between a subject and its verb.
    fn may_interrupt(&self, from: usize, to: usize) -> bool {
        if from >= to {
            return false;
        }
        let relative = self.any(from, &[Class::Relative]) || self.any(from + 1, &[Class::Relative]);
        let blocked = self
            .any(from, &[Class::Hypothetical, Class::Modal, Class::Auxiliary, Class::Complementiser])
            || self.lexicon.verbs.has(self.word(from))
                && !self.items()[from].capital
                && !(self.lexicon.family == Family::English
                    && matches!(self.word(from), "asked" | "told" | "quoted" | "questioned" | "briefed"))
            || self.is_pronoun(from) && !self.is_article(from);
        relative || !blocked
    }

    /// Walks back from `end` to the first item of the noun phrase.
    fn mention_start(&self, left: usize, end: usize) -> usize {
        let mut start = end;
        let mut list = false;
        let floor = left.max(end.saturating_sub(MENTION_ITEMS_MAX));
        while start > floor {
            let item = &self.items()[start - 1];
            if start > floor + 1
                && start < end
                && self.any(start - 1, &[Class::Conjunction])
                && self.mark(start - 2, ',')
                && self.items()[start].capital
            {
                // “London, Brussels, and Kyiv”
                list = true;
                start -= 2;
                continue;
            }
            if list && item.is_mark(',') && start >= 2 && self.items()[start - 2].capital {
                start -= 1;
                continue;
            }
            match item.kind {
                Kind::Word => {}
                Kind::Number => {}
                Kind::Mark('.')
                    if start >= 2 && self.items()[start - 2].end - self.items()[start - 2].start <= 3 => {}
                Kind::Mark('&' | '/') => {}
                Kind::Quote(q) if self.is_name_quote(q) => {}
                _ => break,
            }
            if item.kind == Kind::Word && self.ends_phrase(start - 1, end, floor) {
                break;
            }
            start -= 1;
        }
        start
    }

    /// A short quotation inside a noun phrase: a name («Вісник», the “Review”).
    pub(crate) fn is_name_quote(&self, quote: usize) -> bool {
        let quote = &self.passage.quotes[quote];
        quote.inner_end - quote.inner_start <= 40
            && self.passage.chars[quote.inner_start].is_uppercase()
            && !matches!(self.passage.chars[quote.inner_end - 1], '.' | ',' | '!' | '?')
            && !quote.dash
    }

    /// Whether the word at `at` cannot belong to a noun phrase that ends at `end`.
    fn ends_phrase(&self, at: usize, end: usize, floor: usize) -> bool {
        let word = self.word(at);
        let before_is_word = at > floor && self.items()[at - 1].is_word();
        // German relative clauses stand behind commas.
        let article = self.lexicon.family == Family::German && self.is_article(at);
        if self.lexicon.is(Class::Relative, word) && before_is_word && at + 1 < end && !article {
            // A restrictive clause stays, unless the word is a complementiser after a verb.
            let after_verb = self.lexicon.verbs.has(self.word(at - 1));
            let noun = self.head(at - 1).is_some();
            return after_verb || !noun || self.follows_addressee(at);
        }
        if self.lexicon.family == Family::German && word == "wie" {
            return true;
        }
        if self.any(at, &[Class::Conjunction]) {
            let joint = at > floor && at + 1 < end && (self.joins(at, end) || self.joins_within(at, end));
            return !joint;
        }
        if self.any(at, &[Class::Boundary, Class::Hypothetical, Class::Complementiser])
            && !self.any(at, &[Class::Of])
        {
            return true;
        }
        // “A Western diplomat briefed on the talks”
        let reduced = self.lexicon.family == Family::English
            && word.ends_with("ed")
            && at > floor
            && self.head(at - 1) == Some(Head::Role)
            && self.any(at + 1, &[Class::Preposition])
            && at + 2 < end;
        if reduced {
            return false;
        }
        if self.lexicon.verbs.has(word) && !self.is_noun_here(at) {
            return !(at + 1 < end && self.head(at).is_some());
        }
        false
    }

    /// Whether the complementiser at `at` follows whom something is told (“told the Gazette that colleagues …”).
    fn follows_addressee(&self, at: usize) -> bool {
        const PHRASE_ITEMS_MAX: usize = 8;
        let before = (0..at).rev().take(PHRASE_ITEMS_MAX).take_while(|i| self.items()[*i].is_word());
        self.any(at, &[Class::Complementiser])
            && before.into_iter().any(|i| self.lexicon.verbs.has(self.word(i)) && !self.is_noun_here(i))
    }

    /// “Ana Ruiz and Piet Oduya”: two like things.
    fn joins(&self, at: usize, end: usize) -> bool {
        if !matches!(self.word(at), "and" | "und" | "et" | "y" | "e" | "і" | "й" | "та" | "и")
            || self.items()[at - 1].kind != Kind::Word
        {
            return false;
        }
        let left = &self.items()[at - 1];
        let right_words = end - at - 1;
        let alike = left.capital == self.items()[at + 1].capital || self.is_article(at + 1);
        alike && right_words <= 6 && (left.capital || self.head(at - 1).is_some()) && !self.is_pronoun(at + 1)
    }

    /// “Co-founder and CEO Dana Voss”, “four current and former aides”: two offices of one person, two attributes of one noun.
    fn joins_within(&self, at: usize, end: usize) -> bool {
        if at == 0
            || at + 2 >= end
            || !matches!(self.word(at), "and" | "und" | "et" | "y" | "і" | "й" | "та" | "и")
        {
            return false;
        }
        let (left, right) = (self.head(at - 1), self.head(at + 1));
        let offices = left == Some(Head::Role)
            && right == Some(Head::Role)
            && !self.any(at - 1, &[Class::Plural, Class::Group])
            && (at + 2..end.min(at + 5))
                .take_while(|i| self.items()[*i].is_word())
                .any(|i| self.head(i) == Some(Head::Name));
        let attributes = self.lexicon.family == Family::English
            && left.is_none()
            && right.is_none()
            && !self.items()[at - 1].capital
            && !self.items()[at + 1].capital
            && self.items()[at - 1].is_word()
            && !self.is_article(at + 1)
            && self.head(at + 2) == Some(Head::Role);
        offices || attributes
    }

    /// Whether the cue-like word at `at` is a noun (“the claims”, “its report”).
    pub(crate) fn is_noun_here(&self, at: usize) -> bool {
        if at == 0 {
            return false;
        }
        let before = &self.items()[at - 1];
        before.is_word()
            && (self.is_article(at - 1)
                || self.is_possessive(at - 1)
                || before.word.ends_with("'s")
                || self.any(at - 1, &[Class::Preposition])
                    && !self.any(at - 1, &[Class::Boundary, Class::Relative]))
    }

    /// Skips “On Tuesday”, “However”, “In a letter” at the head of a clause.
    fn past_adverbials(&self, start: usize, end: usize) -> usize {
        let mut at = start;
        loop {
            let before = at;
            // “7.56pm A man in a canoe”
            if at + 1 < end
                && self.items()[at].kind == Kind::Number
                && (self.items()[at + 1].capital || self.is_article(at + 1))
            {
                at += 1;
            }
            while at + 1 < end
                && (self.any(at, &[Class::Adverb, Class::Conjunction, Class::Boundary, Class::Time])
                    || self.phrase(at, Class::Today).is_some()
                    || self.phrase(at, Class::Yesterday).is_some())
                && !self.is_pronoun(at)
                && !self.is_article(at)
            {
                at += 1;
            }
            if at + 1 < end && self.any(at, &[Class::Preposition]) && !self.is_article(at) {
                match self.phrase_after_preposition(at, end) {
                    Some(next) => at = next,
                    None => return end,
                }
            }
            if at == before {
                return at;
            }
        }
    }

    /// Where the noun phrase after a leading prepositional phrase begins.
    fn phrase_after_preposition(&self, at: usize, end: usize) -> Option<usize> {
        let mut found = None;
        for i in at + 2..end {
            if self.any(i - 1, &[Class::Of, Class::Preposition]) || !self.items()[i].is_word() {
                continue;
            }
            let starts = self.is_article(i) || self.is_possessive(i) || self.is_pronoun(i);
            let name = self.items()[i].capital
                && !self.items()[i - 1].capital
                && self.lexicon.family != Family::German
                || self.head(i) == Some(Head::Name) && self.head(i - 1) != Some(Head::Name);
            let after_time = self.any(i - 1, &[Class::Time, Class::Weekday, Class::Month])
                && !self.any(i, &[Class::Time, Class::Weekday]);
            if starts || name || after_time {
                found = Some(i);
                break;
            }
        }
        found
    }

    /// The mention that begins at or soon after item `from`, within `right`.
    pub(crate) fn subject_after(&self, from: usize, right: usize) -> Option<Range<usize>> {
        let english = self.lexicon.family == Family::English;
        let limit = right.min(from + if english { 3 } else { 14 });
        let mut at = from;
        while at < limit {
            let item = &self.items()[at];
            if item.quote().is_some_and(|q| self.is_name_quote(q)) && at == from {
                if self.is_told_by_name(at) && at + 1 < limit && self.items()[at + 1].is_word() {
                    at += 1;
                    continue;
                }
                return Some(at..at + 1);
            }
            // «рассказал Meridian Post один из собеседников»
            if self.lexicon.family == Family::Slavic && at == from && item.capital && item.word.is_ascii() {
                let end = (at..limit).find(|i| {
                    let next = &self.items()[*i];
                    !(next.is_word() && next.word.is_ascii())
                });
                if let Some(end) = end.filter(|end| self.starts_mention(*end, right)) {
                    at = end;
                    continue;
                }
            }
            // «заявив у середу, 12 березня, міністр»
            if !english
                && self.mark(at, ',')
                && self.items().get(at + 1).is_some_and(|i| i.kind == Kind::Number)
                && let Some(month) = (at + 2..at + 4).find(|i| self.is(*i, Class::Month))
            {
                at = month + 1 + usize::from(self.mark(month + 1, ','));
                continue;
            }
            if !item.is_word()
                && item.kind != Kind::Number
                && !item.quote().is_some_and(|q| self.is_name_quote(q))
            {
                return None;
            }
            let preposition = self.lexicon.family == Family::Romance && self.any(at, &[Class::Preposition]);
            let adverb = self.any(at, &[Class::Adverb, Class::Auxiliary, Class::Time]);
            if adverb && !preposition && !self.is_article(at) && !self.is_pronoun(at) {
                at += 1;
                continue;
            }
            // «розповів газеті камердинер», «заявил журналистам спикер»: whom it was told to stands before who told it.
            if self.is_told_to(at) {
                at += 1;
                while at < limit && self.items()[at].quote().is_some_and(|q| self.is_name_quote(q)) {
                    at += 1;
                }
                continue;
            }
            if self.is_article(at) && self.any(at + 1, &[Class::Time, Class::Weekday]) {
                at += 2;
                continue;
            }
            if self.any(at, &[Class::Preposition]) && !self.is_article(at) {
                at += 2;
                while at < limit && (self.is_article(at - 1) || self.is_possessive(at - 1)) {
                    at += 1;
                }
                if self.lexicon.family == Family::Romance {
                    at = self.past_complements(at, limit);
                }
                continue;
            }
            if self.any(at, &[Class::Complementiser, Class::Conjunction, Class::Relative])
                && !self.is_article(at)
            {
                return None;
            }
            if self.starts_mention(at, right) {
                return Some(at..self.mention_end(at, right));
            }
            if english {
                return None;
            }
            at += 1;
        }
        None
    }

    /// Whether the word is the French or Spanish “of”, alone or grown together with its article.
    pub(crate) fn is_romance_of(&self, at: usize) -> bool {
        matches!(self.word(at), "de" | "du" | "des" | "d'" | "del")
    }

    /// “Lors d'une conférence de presse”, “a la agencia Norte”: where a phrase whose first noun ends before `at` ends.
    fn past_complements(&self, at: usize, limit: usize) -> usize {
        let of = |i: usize| self.is_romance_of(i);
        let is_name = |i: usize| names::is_name_word(self.items(), i, self.lexicon);
        let mut end = at;
        if self.is(at - 1, Class::Outlet) {
            while end < limit && self.items()[end].capital && is_name(end) && !of(end) {
                end += 1;
            }
            // A name of three words or more may be the outlet's and the speaker's.
            return if end - at <= 1 { end } else { at };
        }
        while end + 1 < limit && of(end) {
            end += 1;
            while end + 1 < limit && (self.is_article(end) || self.is_possessive(end)) {
                end += 1;
            }
            end += 1;
        }
        end
    }

    /// Whether a Slavic noun in the dative names the press or an outlet.
    pub(crate) fn is_told_to(&self, at: usize) -> bool {
        if self.lexicon.family != Family::Slavic {
            return false;
        }
        let word = self.word(at);
        let dative = ["ам", "ям", "у", "ю", "і", "ї", "е", "и", "ові"].iter().any(|e| word.ends_with(e));
        let press = self.lexicon.is(Class::Press, word);
        let outlet = self
            .lexicon
            .first_form(word)
            .is_some_and(|first| first != word && self.lexicon.is(Class::Outlet, first));
        dative && (press || outlet)
    }

    /// Whether the Slavic name in marks at `at` stands in the dative («рассказали «Деловому курьеру» два источника»).
    pub(crate) fn is_told_by_name(&self, at: usize) -> bool {
        let Some(quote) = self.quote(at).filter(|_| self.lexicon.family == Family::Slavic) else {
            return false;
        };
        let text = self.passage.text(&(quote.inner_start..quote.inner_end));
        let dative =
            ["у", "ю", "ові", "еві", "єві", "ому", "ему", "ям", "ам", "ій", "ой", "ей", "і", "ї", "е"];
        text.split_whitespace().next().is_some_and(|word| {
            let word = crate::lexicon::normal(word);
            dative.iter().any(|e| word.ends_with(e))
        })
    }

    /// Whether a source's mention can begin at `at`.
    fn starts_mention(&self, at: usize, right: usize) -> bool {
        if self.is_pronoun(at) {
            return true;
        }
        match self.lexicon.family {
            Family::Slavic => {
                let nominative = self.head(at).is_some();
                let attribute = (1..=3)
                    .take_while(|n| {
                        at + n < right
                            && self.items()[at + n].is_word()
                            && !self.any(at + n, &[Class::Preposition])
                    })
                    .any(|n| self.head(at + n).is_some());
                // «два источника», «троє співрозмовників»
                let counted = self.any(at, &[Class::Indefinite])
                    && at + 1 < right
                    && (self.lexicon.first_form(self.word(at + 1)).is_some()
                        || self.lexicon.is_role_form(self.word(at + 1)));
                nominative
                    || counted
                    || ((self.is_possessive(at)
                        || self.is_adjective(at)
                            && !self.lexicon.is_role_form(self.word(at))
                            && self.lexicon.first_form(self.word(at)).is_none())
                        && attribute)
            }
            Family::German => {
                let article = self.is_article(at) || self.is_possessive(at);
                article
                    && !matches!(
                        self.word(at),
                        "dem" | "den" | "einem" | "einen" | "des" | "eines" | "ihrem" | "seinem"
                    )
                    && self.headed(at..(at + 6).min(right)).is_some()
                    || self.head(at).is_some() && !self.is_article(at)
            }
            _ => {
                self.is_article(at)
                    || self.is_possessive(at)
                    || self.items()[at].capital
                    || self.items()[at].kind == Kind::Number
                    || self.headed(at..(at + 4).min(right)).is_some()
            }
        }
    }

    /// Slavic adjectives and ordinals in the subject's case.
    fn is_adjective(&self, at: usize) -> bool {
        let word = self.word(at);
        ["ий", "ій", "ый", "ой", "а", "я", "ая", "яя", "е", "і", "ие", "ые"].iter().any(|e| word.ends_with(e))
            && word.chars().count() > 3
    }

    /// Whether the item can open a noun phrase.
    pub(crate) fn determines(&self, at: usize) -> bool {
        self.is_article(at) || self.is_possessive(at) || self.any(at, &[Class::Indefinite, Class::Counted])
    }

    /// Walks back from the noun at `at` to where its phrase begins, not before `left`.
    pub(crate) fn phrase_start(&self, at: usize, left: usize) -> usize {
        /// Items before the noun that a phrase may have.
        const BEFORE_MAX: usize = 3;
        let ends = |i: usize| {
            let joins = [Class::Preposition, Class::Conjunction, Class::Relative, Class::Auxiliary];
            !self.items()[i].is_word()
                || !self.is_article(i) && self.any(i, &joins)
                || self.lexicon.verbs.has(self.word(i))
        };
        let left = left.max(at.saturating_sub(BEFORE_MAX));
        let mut start = at;
        while start > left && !self.determines(start) && !ends(start - 1) {
            start -= 1;
        }
        start
    }

    /// Walks forward from `start` to the end of the noun phrase, appositions included.
    pub(crate) fn mention_end(&self, start: usize, right: usize) -> usize {
        if self.is_pronoun(start) {
            return start + 1;
        }
        let mut at = start + 1;
        let limit = right.min(start + MENTION_ITEMS_MAX);
        while at < limit {
            let item = &self.items()[at];
            let joined = match item.kind {
                Kind::Word | Kind::Number => !self.stops_phrase(at, start, limit),
                Kind::Mark('.') => {
                    self.items()[at - 1].end - self.items()[at - 1].start <= 3
                        && item.start == self.items()[at - 1].end
                        && at + 1 < limit
                }
                Kind::Mark('&' | '/' | '(' | ')') => false,
                Kind::Quote(q) => self.is_name_quote(q),
                _ => false,
            };
            if !joined {
                break;
            }
            at += 1;
        }
        if self.lexicon.family == Family::German {
            at = self.german_mention_end(start, at).max(start + 1);
        }
        self.with_apposition(at, right)
    }

    fn stops_phrase(&self, at: usize, start: usize, limit: usize) -> bool {
        if self.lexicon.family == Family::German
            && self.is_article(at)
            && self.head(at - 1).is_none_or(|h| h == Head::Name)
            && at > start
        {
            return true;
        }
        if self.lexicon.is(Class::Relative, self.word(at)) && !self.is_article(at) {
            return false;
        }
        if self.any(at, &[Class::Conjunction]) {
            return !(self.joins_within(at, limit)
                || at + 1 < limit
                    && self.items()[at + 1].capital
                    && self.items()[at - 1].capital
                    && self.word(at).len() <= 4
                    && self.joins(at, limit.min(at + 6)));
        }
        if self.any(at, &[Class::Complementiser, Class::Hypothetical]) && !self.is_article(at) {
            return true;
        }
        if self.any(at, &[Class::Of, Class::Preposition]) && !self.is_article(at) {
            let next = (at + 1..limit.min(at + 4))
                .find(|i| !self.is_article(*i) && !self.any(*i, &[Class::Last]))
                .unwrap_or(at + 1);
            let time = self
                .any(next, &[Class::Time, Class::Weekday, Class::Month, Class::Venue, Class::Press])
                || self.items().get(next).is_some_and(|i| i.kind == Kind::Number)
                || self.word(next) == "condition";
            return time
                || !self.any(at, &[Class::Of])
                || at == start + 1
                    && self.items()[start].capital
                    && self.head(start) == Some(Head::Name)
                    && self.lexicon.family == Family::English
                    && self.word(at) != "of";
        }
        if self.any(at, &[Class::Adverb, Class::Weekday])
            || self.phrase(at, Class::Yesterday).is_some()
            || self.phrase(at, Class::Today).is_some()
        {
            return !self.items()[at].capital || self.any(at, &[Class::Weekday]);
        }
        self.is_pronoun(at)
            || self.any(at, &[Class::Auxiliary, Class::Modal]) && !self.is_article(at)
            || (self.lexicon.verbs.has(self.word(at)) && self.head(at).is_none() && !self.is_noun_here(at))
    }

    /// Takes in “, the deputy premier,” after a name or a role, and “, who …,”.
    fn with_apposition(&self, at: usize, right: usize) -> usize {
        if !self.mark(at, ',') || at + 1 >= right {
            return at;
        }
        let next = at + 1;
        let relative = self.any(next, &[Class::Relative])
            || self.any(next + 1, &[Class::Relative]) && self.any(next, &[Class::Preposition]);
        let noun = (self.is_article(next)
            || self.is_possessive(next)
            || self.head(next).is_some()
            || self.is(next, Class::Title) && self.items()[next].capital
            || self.items()[next].kind == Kind::Number)
            && !self.is_pronoun(next)
            && self.headed(next..(next + 6).min(right)).is_some();
        if !(relative || noun) {
            return at;
        }
        let close = (next..right.min(next + 24)).find(|i| {
            matches!(self.items()[*i].kind, Kind::Mark(',' | '.' | ';' | ':' | '!' | '?' | '—' | '–'))
                || self.quote(*i).is_some()
        });
        let end = close.unwrap_or(right.min(next + 24));
        let verb = (next..end).any(|i| self.lexicon.verbs.has(self.word(i)) && !self.is_noun_here(i));
        // A clause of its own (“…, some 4,000 homes would stand in water”) is no apposition.
        let finite = (next..end)
            .take_while(|i| !self.any(*i, &[Class::Relative]))
            .any(|i| self.any(i, &[Class::Modal, Class::Auxiliary]));
        if (verb || finite) && !relative { at } else { end }
    }
}
