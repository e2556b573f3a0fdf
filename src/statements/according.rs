//! Cues that are no verbs with a subject before them: “according to”, «за його словами», “so Vale”.

use std::ops::Range;

use crate::Act;
use crate::clauses::{Clause, Form};
use crate::german;
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::passage::{Head, View};

impl View<'_> {
    /// German “…, so Vale.”
    pub(crate) fn so(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
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
        (subject.start == at + 1 && free)
            .then(|| Clause::new(Form::Finite, Act::Say, at..at + 1, at..subject.end, Some(subject)))
    }

    /// «відмовився» without words of speaking near refuses something else.
    pub(crate) fn is_bare_refusal(&self, cue: &Range<usize>, range: &Range<usize>) -> bool {
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

    pub(crate) fn according(&self, cue: Range<usize>, range: &Range<usize>) -> Option<Clause> {
        if cue.end >= range.end
            || self.lexicon.verbs.has(self.word(cue.end))
            || self.any(cue.end, &[Class::Auxiliary]) && !self.is_article(cue.end)
            || self.any(cue.end, &[Class::Complementiser])
        {
            return None;
        }
        let end = self.mention_end(cue.end, range.end).min(range.end);
        let end = match (cue.end..end).find(|i| self.mark(*i, ',')) {
            Some(comma) if !self.mark(end, ',') && !self.any(comma + 1, &[Class::Relative]) => comma,
            Some(comma) if !self.mark(end, ',') && self.lexicon.family != Family::English => comma,
            Some(comma)
                if !self.any(comma + 1, &[Class::Relative, Class::Definite, Class::Title])
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
            let end = self.german_mention_end(cue.end, stop);
            if end == stop && self.mark(stop, ',') { self.german_relative_end(stop, range.end) } else { end }
        } else if self.lexicon.family == Family::English
            && (cue.end..=end).any(|i| matches!(self.word(i), "who" | "whom"))
        {
            // “According to a diplomat who was briefed on it, …”
            (end..range.end).find(|i| self.mark(*i, ',')).unwrap_or(range.end)
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
            || self.is_possessive(source.start)
            || self.lexicon.family == Family::English && matches!(self.word(source.start), "him" | "them");
        if !headed
            || (cue.len() == 1
                && matches!(self.word(cue.start), "per")
                && !(cue.start == range.start || self.mark(cue.start - 1, ',')))
        {
            return None;
        }
        let whole = cue.start..end;
        Some(Clause::according(cue, whole, source))
    }

    /// “nach Polizeiangaben”, “laut israelischen Armeeangaben”: whose account it is stands in one word with it.
    pub(crate) fn according_compound(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
        const ADJECTIVES_MAX: usize = 2;
        if !matches!(self.word(at), "nach" | "laut" | "gemäß") {
            return None;
        }
        let plain = |i: &usize| self.items()[*i].is_word() && !self.items()[*i].capital;
        let adjective = |i: &usize| plain(i) && self.word(*i).ends_with("en");
        let noun = at + 1 + (at + 1..range.end).take(ADJECTIVES_MAX).take_while(adjective).count();
        let is_account = noun < range.end && self.account_at(noun).is_some();
        is_account.then(|| Clause::according(at..at + 1, at..noun + 1, at + 1..noun + 1))
    }

    /// «за його словами», «по её словам», “seinen Worten nach”: the source is a possessive.
    pub(crate) fn according_possessive(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
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
        Some(Clause::according(at..end, at..end, owner..owner + 1))
    }

    /// “Nach Angaben eines Ingenieurs, der anonym bleiben möchte, wurde …”: the verb of the sentence follows the source,
    /// so that a comma in between opens a relative clause. Where the source ends then; `comma` where none opens.
    fn german_relative_end(&self, comma: usize, right: usize) -> usize {
        if !(self.is_article(comma + 1)
            || self.any(comma + 1, &[Class::Relative])
            || self.any(comma + 1, &[Class::Preposition]) && self.is_article(comma + 2))
        {
            return comma;
        }
        (comma + 2..right.min(comma + 30))
            .find(|i| {
                self.mark(*i, ',')
                    && self.items().get(i + 1).is_some_and(|next| next.is_word() && !next.capital)
                    && !self.is_article(i + 1)
                    && !self.any(i + 1, &[Class::Conjunction, Class::Relative, Class::Complementiser])
            })
            .unwrap_or(comma)
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
                // “Ein weiterer” at the head of a sentence has no noun yet.
                seen |= !self.is_article(at);
                continue;
            }
            let attribute =
                self.is_article(at) || self.any(at, &[Class::Of, Class::Relative, Class::Conjunction]);
            let adjective = ["en", "er", "em", "es", "e"].iter().any(|e| item.word.ends_with(e))
                && self.items().get(at + 1).is_some_and(|n| n.capital)
                && at + 1 < end
                && !self.lexicon.is(Class::Auxiliary, &item.word);
            // “Einer von ihnen”
            let pronoun =
                matches!(item.word.as_str(), "ihnen" | "uns") && at > start && self.word(at - 1) == "von";
            if seen && !attribute && !adjective && !pronoun {
                return at;
            }
        }
        end
    }

    /// “Einem Bericht der Reederei zufolge”: the source stands before.
    pub(crate) fn according_after(&self, at: usize, range: &Range<usize>) -> Option<Clause> {
        if !self.is(at, Class::AccordingAfter) || at == range.start {
            return None;
        }
        let start = (range.start..at)
            .rev()
            .find(|i| matches!(self.items()[*i].kind, Kind::Mark(_)))
            .map_or(range.start, |i| i + 1);
        // “Der Schaden beträgt ersten Schätzungen zufolge …”, “sie wird Polizeiangaben zufolge …”
        let adjective = |i: &usize| {
            const ENDINGS: &[&str] =
                &["sten", "igen", "igten", "lichen", "ischen", "enden", "ellen", "eigenen"];
            !self.items()[*i].capital && ENDINGS.iter().any(|ending| self.word(*i).ends_with(ending))
        };
        let is_account = german::is_account(self.word(at - 1));
        let start = if is_account {
            (start..at - 1).rev().take_while(adjective).last().unwrap_or(at - 1)
        } else {
            start
        };
        let source = start..at;
        let whole = source.len() <= 10
            && !source.is_empty()
            && source.clone().all(|i| self.items()[i].is_word() || self.items()[i].quote().is_some());
        let begins = self.is_article(start) || self.items()[start].capital || is_account;
        (whole && begins).then(|| Clause::according(at..at + 1, start..at + 1, source))
    }

    /// “In der Vorlage heißt es”, “aus Regierungskreisen verlautete”: the place is the source.
    pub(crate) fn german_place(&self, cue: &Range<usize>, range: &Range<usize>) -> Option<Range<usize>> {
        let impersonal =
            self.word(cue.end - 1) == "es" || matches!(self.word(cue.start), "verlautet" | "verlautete");
        if self.lexicon.family != Family::German || !impersonal {
            return None;
        }
        let places = |i: usize| {
            matches!(self.word(i), "aus" | "in" | "im" | "bei" | "beim" | "von" | "vom" | "seitens")
        };
        let floor = range.start.max(cue.start.saturating_sub(14));
        if let Some(at) = (floor..cue.start).find(|i| places(*i)) {
            let stop = (at + 1..cue.start).find(|i| !self.items()[*i].is_word()).unwrap_or(cue.start);
            return Some(at + 1..self.german_mention_end(at + 1, stop)).filter(|s| !s.is_empty());
        }
        let at = (cue.end..range.end.min(cue.end + 3)).find(|i| places(*i))?;
        Some(at + 1..self.mention_end(at + 1, range.end)).filter(|s| !s.is_empty())
    }
}
