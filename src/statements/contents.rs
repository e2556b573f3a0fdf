//! What is said: the extent of a cue clause's content, before it, after it or round it.

use std::ops::Range;

use crate::Act;
use crate::clauses::{Clause, Form};
use crate::items::Kind;
use crate::lexicon::{Class, Family};
use crate::passage::View;

/// Participles that lead to a question which somebody else has put.
const ASKED: &[&str] = &[
    "asked",
    "pressed",
    "questioned",
    "quizzed",
    "gefragt",
    "befragt",
    "angesprochen",
    "interrogé",
    "interrogée",
    "questionné",
    "questionnée",
    "preguntado",
    "preguntada",
    "interrogado",
    "interrogada",
    "спрошенный",
    "спрошенная",
];

type Content = (Vec<Range<usize>>, bool, f32);

impl View<'_> {
    /// The scalar ranges that clause `index` says, whether they are quotations only, and how sure that is.
    pub(crate) fn content(&self, clauses: &[Clause], index: usize, range: &Range<usize>) -> Option<Content> {
        let clause = &clauses[index];
        match clause.form {
            Form::Decline => self.predicate(clauses, index, range).map(|r| (r, false, 0.85)),
            Form::According => self.according_content(clauses, index, range),
            _ => self.said(clauses, index, range),
        }
    }

    /// First item that may belong to the content before clause `index`.
    fn left_edge(&self, clauses: &[Clause], index: usize, range: &Range<usize>) -> usize {
        let clause = &clauses[index];
        let mut left = range.start;
        for (i, other) in clauses.iter().enumerate().take(index) {
            // A tail clause takes all before it; others own what they have said.
            if i < index && other.end <= clause.start && self.owns_rest(other) && clause.coordinate {
                left = left.max(other.end);
            }
        }
        left
    }

    fn owns_rest(&self, clause: &Clause) -> bool {
        clause.content.is_some() || clause.form == Form::Decline
    }

    fn said(&self, clauses: &[Clause], index: usize, range: &Range<usize>) -> Option<Content> {
        let clause = &clauses[index];
        let left = self.left_edge(clauses, index, range);
        let before = self.before(clause, left);
        let after = clause.content.map(|from| (from, self.content_end(clauses, index, from, range.end)));
        let quote_before = before.as_ref().is_some_and(|b| self.ends_in_quote(b));
        let inverted = clause.subject.as_ref().is_some_and(|s| s.start >= clause.cue.end) && !clause.shared;
        match (before, after) {
            (Some(before), Some((from, end))) if quote_before => {
                let mut pieces = self.quoted_or_whole(before.clone())?;
                let next_quote = self.quote(from).is_some()
                    || (self.any(from, &[Class::Conjunction]) && self.quote(from + 1).is_some());
                if next_quote && !clause.that {
                    pieces.extend(self.pieces(from..end)?.0);
                } else if clause.that
                    || clause.addressee.is_none()
                        && !inverted
                        && !self.is_adverbial(from, end)
                        && clause.act != Act::Say
                {
                    return self.pieces(from..end).map(|(p, d)| (p, d, 0.8));
                }
                Some((pieces, self.only_quotes(&before), 0.95))
            }
            (Some(before), Some((from, end))) if inverted || self.is_inserted(clause, from) => {
                let mut pieces = vec![self.span(before)?];
                if self.is_inserted(clause, from) {
                    pieces.extend(self.span(from..end));
                }
                Some((pieces, false, 0.8))
            }
            (_, Some((from, end))) => {
                let (pieces, direct) = self.pieces(from..end)?;
                let sure = if direct {
                    0.95
                } else if clause.that {
                    0.92
                } else {
                    0.8
                };
                Some((pieces, direct, sure))
            }
            (Some(before), None) => {
                let mut pieces = self.quoted_or_whole(before.clone())?;
                if !quote_before && self.mark(clause.end, ',') && self.mark(clause.start.wrapping_sub(1), ',')
                {
                    let rest = clause.end + 1..self.content_end(clauses, index, clause.end + 1, range.end);
                    let words = rest.clone().filter(|i| self.items()[*i].is_word()).count();
                    if words >= 2 && !self.any(rest.start, &[Class::Conjunction, Class::Relative]) {
                        if self.any(before.start, &[Class::Preposition, Class::Adverb])
                            && !self.is_article(before.start)
                        {
                            pieces.clear();
                        }
                        pieces.extend(self.span(rest));
                        return Some((pieces, false, 0.8));
                    }
                }
                let mut end = clause.end;
                if let Some(addressee) = &clause.addressee {
                    end = end.max(addressee.end);
                }
                pieces.extend(self.resumed(clauses, index, end, range));
                Some((pieces, self.only_quotes(&before), if quote_before { 0.95 } else { 0.85 }))
            }
            (None, None) => None,
        }
    }

    /// After “…”, she said[, “…”]: the words that go on.
    fn resumed(
        &self,
        clauses: &[Clause],
        index: usize,
        from: usize,
        range: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let mut at = from;
        let limit = clauses.get(index + 1).map_or(range.end, |next| next.start).min(range.end);
        let mut words = 0;
        while at < limit && self.quote(at).is_none() {
            words += usize::from(self.items()[at].is_word());
            if self.mark(at, ';') || words > 14 {
                return Vec::new();
            }
            at += 1;
        }
        if at >= limit {
            return Vec::new();
        }
        // Only where a comma, a dash or “and” leads into the quotation, not “of the “poetry””.
        let lead = at > from
            && (matches!(self.items()[at - 1].kind, Kind::Mark(',' | ':' | '—' | '–' | '.'))
                || self.any(at - 1, &[Class::Conjunction]));
        let piece = self.quote(at).map(|q| q.inner_start..q.inner_end);
        if lead || at == from { piece.into_iter().collect() } else { Vec::new() }
    }

    /// “The requests, he said, were sent”: the clause stands between commas and the sentence goes on.
    fn is_inserted(&self, clause: &Clause, from: usize) -> bool {
        clause.start > 0
            && self.mark(clause.start - 1, ',')
            && from > clause.end
            && self.mark(clause.end, ',')
            && !clause.that
            && clause.form == Form::Finite
    }

    fn is_adverbial(&self, from: usize, end: usize) -> bool {
        from >= end
            || self.any(from, &[Class::Preposition, Class::Adverb, Class::Time]) && !self.is_article(from)
    }

    /// The items before a clause that may be its content.
    fn before(&self, clause: &Clause, left: usize) -> Option<Range<usize>> {
        let mut end = clause.start;
        while end > left
            && (self.mark(end - 1, ',')
                || self.dash(end - 1)
                || self.any(end - 1, &[Class::Conjunction]) && clause.shared)
        {
            end -= 1;
        }
        let mut start = left;
        while start < end
            && (self.mark(start, ',') || self.dash(start) || self.any(start, &[Class::Conjunction]))
        {
            start += 1;
        }
        let led = clause.start > left
            && (self.mark(clause.start - 1, ',')
                || self.dash(clause.start - 1)
                || self.quote(clause.start - 1).is_some());
        let fronted = self.lexicon.family == Family::German
            && clause.act != Act::Say
            && clause.subject.as_ref().is_some_and(|s| s.start >= clause.cue.end);
        if start >= end
            || !(led || fronted)
            || clause.shared && clause.content.is_some() && !self.ends_in_quote(&(start..end))
        {
            return None;
        }
        // “Asked if he should go, she laughed”: what was asked is not what is answered.
        if ASKED.contains(&self.word(start)) && !(start..end).any(|i| self.quote(i).is_some()) {
            return None;
        }
        let quoted = (start..end).any(|i| self.quote(i).is_some());
        let words = (start..end)
            .filter(|i| self.items()[*i].is_word() || self.items()[*i].kind == Kind::Number)
            .count();
        let inserted = words >= 1 && self.mark(clause.end, ',');
        if quoted || words >= 3 || inserted { Some(start..end) } else { None }
    }

    fn ends_in_quote(&self, range: &Range<usize>) -> bool {
        let mut at = range.end;
        while at > range.start
            && matches!(self.items()[at - 1].kind, Kind::Mark(',' | '.' | '—' | '–' | '-' | '!' | '?'))
        {
            at -= 1;
        }
        at > range.start && self.quote(at - 1).is_some()
    }

    fn only_quotes(&self, range: &Range<usize>) -> bool {
        let at = self.direct_start(range);
        (at..range.end).all(|i| !self.items()[i].is_word() && self.items()[i].kind != Kind::Number)
    }

    /// Where words before a quotation are only its introduction (“In Madrid: “…””), the quotation alone is meant.
    fn direct_start(&self, range: &Range<usize>) -> usize {
        let quote = range.clone().find(|i| self.quote(*i).is_some());
        match quote {
            Some(at)
                if at > range.start
                    && (self.mark(at - 1, ':')
                        || at - range.start <= 1
                            && (self.any(range.start, &[Class::Conjunction, Class::Adverb])
                                || self.items()[range.start].kind == Kind::Number)) =>
            {
                at
            }
            _ => range.start,
        }
    }

    fn quoted_or_whole(&self, range: Range<usize>) -> Option<Vec<Range<usize>>> {
        let start = self.direct_start(&range);
        if self.only_quotes(&range) {
            let quotes: Vec<Range<usize>> =
                (start..range.end).filter_map(|i| self.quote(i)).map(|q| q.start..q.end).collect();
            return Some(quotes).filter(|q| !q.is_empty());
        }
        Some(vec![self.span(range)?])
    }

    /// The scalar ranges of the items `range`: single quotations, or one stretch.
    fn pieces(&self, range: Range<usize>) -> Option<(Vec<Range<usize>>, bool)> {
        if range.is_empty() {
            return None;
        }
        let lead = usize::from(
            self.any(range.start, &[Class::Conjunction]) && self.quote(range.start + 1).is_some(),
        );
        let only = (range.start + lead..range.end)
            .all(|i| !self.items()[i].is_word() && self.items()[i].kind != Kind::Number);
        if only {
            let quotes: Vec<Range<usize>> =
                range.clone().filter_map(|i| self.quote(i)).map(|q| q.start..q.end).collect();
            return Some((quotes, true)).filter(|(q, _)| !q.is_empty());
        }
        self.span(range).map(|r| (vec![r], false))
    }

    /// One past the last item of the content that begins at `from`.
    fn content_end(&self, clauses: &[Clause], index: usize, from: usize, right: usize) -> usize {
        let clause = &clauses[index];
        let mut end = right;
        if let Some(prefix) = clause.prefix.filter(|p| *p > from) {
            end = prefix;
        }
        for other in clauses.iter().skip(index + 1).filter(|c| c.start >= from) {
            let parts = other.coordinate
                && !(self.any(other.start.wrapping_sub(1), &[Class::Conjunction])
                    && other.start.wrapping_sub(1) < from);
            let last = other.addressee.as_ref().map_or(other.end, |a| a.end.max(other.end)) + 1 >= right;
            let tail = other.content.is_none()
                && other.form == Form::Finite
                && self.mark(other.start.wrapping_sub(1), ',')
                && (!clause.that || last);
            if (parts || tail || other.form == Form::Participle) && other.start > from {
                end = end.min(other.start);
                break;
            }
        }
        if self.lexicon.family == Family::Slavic && !clause.that && clause.act != Act::Say {
            end = self.before_second_verb(clause, from, end);
        }
        while end > from
            && (matches!(self.items()[end - 1].kind, Kind::Mark(',' | ';' | '—' | '–'))
                || self.any(end - 1, &[Class::Conjunction]) && end < right)
        {
            end -= 1;
        }
        // A direct quotation ends with its mark, unless the sentence builds on (“a handful” of arrests).
        if let Some(quote) = self.quote(from)
            && !clause.that
        {
            let whole = quote.inner_end - quote.inner_start > 0
                && self.passage.chars[quote.inner_start].is_uppercase();
            let next = from + 1;
            let stops = next >= end || !self.items()[next].is_word() || whole;
            if stops {
                let mut last = next;
                while last < end
                    && (self.quote(last).is_some()
                        || matches!(self.items()[last].kind, Kind::Mark(_))
                            && last + 1 < end
                            && self.quote(last + 1).is_some())
                {
                    last += 1;
                }
                return last;
            }
        }
        end.max(from)
    }

    /// «застерегла … і дозволила …»: a second verb in the cue's form ends what the cue says.
    fn before_second_verb(&self, clause: &Clause, from: usize, end: usize) -> usize {
        let ending = |at: usize| {
            ["ла", "ли", "ло", "в", "л"]
                .into_iter()
                .find(|e| self.word(at).chars().count() > 4 && self.word(at).ends_with(e))
        };
        let Some(form) = ending(clause.cue.start) else { return end };
        (from + 1..end.saturating_sub(1))
            .find(|i| {
                matches!(self.word(*i), "і" | "й" | "та" | "и")
                    && ending(i + 1) == Some(form)
                    && self.head(i + 1).is_none()
            })
            .unwrap_or(end)
    }

    /// The predicate of “declined to comment on the memo”; in other word orders the sentence without its subject.
    fn predicate(&self, clauses: &[Clause], index: usize, range: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let clause = &clauses[index];
        let mut end = clauses.get(index + 1).map_or(range.end, |next| {
            if next.coordinate || next.form == Form::Participle { next.start } else { range.end }
        });
        for at in clause.cue.end..end {
            let joins = self.any(at, &[Class::Conjunction]) && self.mark(at - 1, ',')
                || self.mark(at, ';')
                || self.mark(at, ',') && self.any(at + 1, &[Class::Conjunction]);
            if joins {
                end = at;
                break;
            }
        }
        while end > clause.cue.end && self.any(end - 1, &[Class::Conjunction]) {
            end -= 1;
        }
        if self.lexicon.family == Family::English {
            return Some(vec![self.span(clause.cue.start..end)?]);
        }
        let left = self.left_edge(clauses, index, range);
        let subject =
            clause.subject.clone().filter(|_| !clause.shared).unwrap_or(clause.cue.start..clause.cue.start);
        let mut pieces = Vec::new();
        if subject.end <= clause.cue.start {
            let asked = self.fronts_question(left, subject.start);
            if asked {
                return self.span(left..end).map(|whole| vec![whole]);
            }
            let lead = subject.start > left + 1 && !self.mark(subject.start - 1, ',');
            if lead {
                pieces.extend(self.span(left..subject.start));
            }
            pieces.extend(self.span(subject.end..end));
        } else {
            pieces.extend(self.span(left..subject.start));
            pieces.extend(self.span(subject.end..end.max(subject.end)));
        }
        Some(pieces).filter(|p| !p.is_empty())
    }

    /// «Чи оголошуватимуть ситуацію, він не уточнив», “Ob …, ließ er offen”: what is left open stands first.
    fn fronts_question(&self, left: usize, subject: usize) -> bool {
        // Not all of `[whether]`: «Коли його спитали, він відмовився …» begins with when it was, not with what is left open.
        const WORDS: &[&str] = &[
            "чи",
            "скільки",
            "хто",
            "де",
            "чому",
            "куди",
            "який",
            "яка",
            "яке",
            "які",
            "кого",
            "якій",
            "якою",
            "сколько",
            "кто",
            "где",
            "почему",
            "куда",
            "какой",
            "какая",
            "какое",
            "какие",
            "каком",
            "будет",
            "ob",
            "wer",
            "wann",
            "wo",
            "wie",
            "warum",
            "was",
            "welche",
            "welcher",
            "welches",
            "woher",
            "wohin",
        ];
        let led = self.lexicon.family == Family::Slavic || self.lexicon.family == Family::German;
        led && subject > left + 2
            && self.mark(subject - 1, ',')
            && (left..left + 2).any(|i| WORDS.contains(&self.word(i)))
    }

    fn according_content(&self, clauses: &[Clause], index: usize, range: &Range<usize>) -> Option<Content> {
        let clause = &clauses[index];
        let mut after = clause.end;
        while after < range.end && (self.mark(after, ',') || self.dash(after)) {
            after += 1;
        }
        let rest_end = clauses
            .iter()
            .skip(index + 1)
            .filter(|c| c.start > after && c.coordinate)
            .map(|c| c.start)
            .min()
            .unwrap_or(range.end);
        let rest =
            (after..rest_end).filter(|i| self.items()[*i].is_word() || self.quote(*i).is_some()).count();
        let mut left = range.start;
        if clauses.iter().take(index).any(|c| self.owns_rest(c)) {
            // Inside somebody's words: the phrase belongs to them.
            let owner = clauses.iter().take(index).rev().find(|c| self.owns_rest(c))?;
            if clause.coordinate || rest == 0 {
                return None;
            }
            left = owner.content.unwrap_or(owner.end);
        }
        let before = left..clause.start;
        let before_words =
            before.clone().filter(|i| self.items()[*i].is_word() || self.quote(*i).is_some()).count();
        let introduces = before_words <= 3
            && self.any(left, &[Class::Adverb, Class::Conjunction, Class::Boundary, Class::Preposition])
            || before_words == 0
            || before_words <= 2 && self.mark(clause.start - 1, ',');
        let mut pieces = Vec::new();
        if !introduces && before_words >= 2 {
            pieces.extend(self.quoted_or_whole(before.clone())?);
        }
        // “Die Stadt hat nach Recherchen des Boten seit Mai davon gewusst”: the source stands in the midst of the words.
        let amidst = self.lexicon.family == Family::German
            && rest >= 2
            && clause.start > range.start
            && self.items()[clause.start - 1].is_word();
        if rest >= 1 && (introduces || amidst || self.mark(clause.end, ',')) {
            pieces.extend(self.pieces(after..rest_end)?.0);
        }
        let direct =
            pieces.len() == 1 && self.only_quotes(&(if introduces { after..rest_end } else { before }));
        Some((pieces, direct, 0.9)).filter(|(p, ..)| !p.is_empty())
    }
}
