//! The rules: a passage's sentences become candidates.

use std::ops::Range;

use crate::candidates::Candidate;
use crate::cases;
use crate::clauses::{Clause, Form};
use crate::items::Kind;
use crate::lexicon::{Class, Family, normal};
use crate::passage::{Head, View};
use crate::quotes::Quote;
use crate::{Act, Quotation};

impl View<'_> {
    /// The candidates of paragraph `paragraph`, in order.
    pub(crate) fn read(&self, paragraph: usize) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for (at, sentence) in self.passage.sentences.iter().enumerate() {
            let sentence = self.past_label(sentence.clone());
            if sentence.is_empty() {
                continue;
            }
            if self.is_quotation_only(&sentence) {
                self.go_on(paragraph, &sentence, at, &mut found);
                continue;
            }
            let before = found.len();
            self.point_back(paragraph, at, &sentence, &mut found);
            if found.len() == before {
                self.sentence(paragraph, &sentence, at, &mut found);
            }
            if found.len() == before {
                self.loose_quotes(paragraph, &sentence, at, &mut found);
            }
        }
        found
    }

    /// «Собеседник сообщил «Рубежу»»: what is taken for content is the name of a body or an outlet.
    pub(crate) fn only_names(&self, candidate: &Candidate, outlet: &str) -> bool {
        let [(paragraph, piece)] = candidate.pieces.as_slice() else { return false };
        let at = self.passage.quotes.partition_point(|quote| quote.inner_start < piece.start);
        self.passage.quotes.get(at).filter(|_| candidate.paragraph == *paragraph).is_some_and(|quote| {
            quote.inner_end <= piece.end
                && (piece.end - piece.start) - (quote.inner_end - quote.inner_start) <= 6
                && (self.is_member(quote) || self.is_own_outlet(quote, outlet))
        })
    }

    /// Whether the words in marks are a case of the page's own outlet («Рубежу» of «Рубеж и рынок»).
    fn is_own_outlet(&self, quote: &Quote, outlet: &str) -> bool {
        let stems = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() > 2)
                .map(|word| cases::stem(&normal(word), self.lexicon))
                .collect()
        };
        let own = stems(outlet);
        let words = stems(&self.passage.text(&(quote.inner_start..quote.inner_end)));
        !words.is_empty() && words.iter().all(|word| own.contains(word))
    }

    /// Skips “Details:” and a dash at the head of a sentence.
    fn past_label(&self, range: Range<usize>) -> Range<usize> {
        let mut start = range.start;
        while start < range.end && self.dash(start) {
            start += 1;
        }
        if start == 0 {
            start = self.past_dateline(range.end);
        }
        if start == 0
            && let Some(len) = self.phrase(start, Class::Label)
            && self.mark(start + len, ':')
        {
            start += len + 1;
        }
        if start == 0
            && let Some(colon) = (1..range.end.min(5)).find(|i| self.mark(*i, ':'))
            && self.items()[..colon].iter().all(|i| i.capital || !i.is_word())
            && self.items().get(colon + 1).is_some_and(|i| i.is_word() && i.capital)
        {
            start = colon + 1;
        }
        start..range.end
    }

    /// “CORRIE, May 2 (GW) - Pilots …”: where the story begins behind the place and the day.
    pub(crate) fn past_dateline(&self, right: usize) -> usize {
        /// The longest dateline, in items.
        const ITEMS_MAX: usize = 14;
        let items = self.items();
        let shouted = items.first().is_some_and(|i| {
            i.end - i.start > 2 && self.passage.chars[i.start..i.end].iter().all(|c| c.is_uppercase())
        });
        let dash = (1..right.min(ITEMS_MAX)).find(|i| self.dash(*i)).filter(|_| shouted);
        let plain = |i: &usize| {
            let item = &items[*i];
            item.capital || item.kind == Kind::Number || matches!(item.kind, Kind::Mark(_))
        };
        match dash {
            Some(at) if (0..at).filter(|i| !plain(i)).count() <= 1 => {
                let next = (at..right).find(|i| !self.dash(*i)).unwrap_or(right);
                if items.get(next).is_some_and(|i| i.capital || i.quote().is_some()) { next } else { 0 }
            }
            _ => 0,
        }
    }

    fn is_quotation_only(&self, range: &Range<usize>) -> bool {
        range.clone().all(|i| !self.items()[i].is_word() && self.items()[i].kind != Kind::Number)
            && range.clone().any(|i| self.quote(i).is_some())
    }

    /// A sentence that is only a quotation carries on the one before, or stands alone.
    fn go_on(&self, paragraph: usize, range: &Range<usize>, at: usize, found: &mut Vec<Candidate>) {
        let pieces: Vec<(usize, Range<usize>)> = range
            .clone()
            .filter_map(|i| self.quote(i))
            .map(|q| (paragraph, q.inner_start..q.inner_end))
            .collect();
        if let Some(last) = found.iter_mut().rev().find(|c| !c.inside)
            && last.quotation == Quotation::Direct
            && last.sentence.end == at
        {
            last.pieces.extend(pieces);
            last.sentence.end = at + 1;
            return;
        }
        let long = pieces.iter().map(|(_, r)| r.end - r.start).sum::<usize>() >= 12;
        let continued = range.clone().filter_map(|i| self.quote(i)).next().is_some_and(|q| q.continued);
        if !(long || continued) {
            return;
        }
        found.push(Candidate {
            pieces,
            quotation: Quotation::Direct,
            sentence: at..at + 1,
            goes_on: true,
            confidence: 0.6,
            ..Candidate::plain(paragraph, None, None, 0..0)
        });
    }

    /// A quotation in a sentence without a cue: an utterance only where it is a whole sentence beside a subject.
    fn loose_quotes(&self, paragraph: usize, range: &Range<usize>, at: usize, found: &mut Vec<Candidate>) {
        let Some(first) = range.clone().find(|i| self.quote(*i).is_some()) else { return };
        let Some(quote) = self.quote(first) else { return };
        let inner = &self.passage.chars[quote.inner_start..quote.inner_end];
        let last = inner.last().copied().unwrap_or(' ');
        let sentence_like = inner.first().is_some_and(|c| c.is_uppercase())
            && matches!(last, '.' | '!' | '?' | '…' | ',')
            && inner.iter().filter(|c| c.is_whitespace()).count() >= 2;
        let colon = first > range.start && self.mark(first - 1, ':');
        let heads = first == range.start && sentence_like && last == ',';
        if !(colon && (sentence_like || inner.len() > 12) || heads || quote.dash) {
            return;
        }
        let words = if colon { range.start..first - 1 } else { first + 1..range.end };
        let source = if colon { self.colon_source(&words) } else { self.after_quote(&words) };
        let short = colon && words.len() <= 10;
        if !colon && source.is_none() && !quote.dash {
            return;
        }
        let cue = colon.then(|| self.items()[first - 1].start..self.items()[first - 1].end);
        found.push(Candidate {
            pieces: range
                .clone()
                .filter_map(|i| self.quote(i))
                .filter(|q| colon || q.start >= quote.start)
                .map(|q| (paragraph, q.inner_start..q.inner_end))
                .collect(),
            act: if last == '?' { Act::Ask } else { Act::Say },
            quotation: Quotation::Direct,
            sentence: at..at + 1,
            goes_on: source.is_none(),
            confidence: if source.is_some() && short { 0.85 } else { 0.5 },
            ..Candidate::plain(paragraph, source.as_ref().and_then(|s| self.span(s.clone())), cue, 0..0)
        });
    }

    fn colon_source(&self, words: &Range<usize>) -> Option<Range<usize>> {
        if words.is_empty() || self.any(words.start, &[Class::Preposition]) && !self.is_article(words.start) {
            return None;
        }
        let end = self.tight_end(words.start, self.mention_end(words.start, words.end));
        // A short noun phrase before a colon speaks even where its noun is none that the lexicon knows.
        let short = end == words.end
            && words.len() <= 5
            && self.is_article(words.start)
            && words.clone().all(|i| self.items()[i].is_word() && !self.lexicon.verbs.has(self.word(i)));
        (short || self.headed(words.start..end).is_some()).then_some(words.start..end)
    }

    /// “…,” the lawyer grins: a noun phrase right after the quotation.
    fn after_quote(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let mut at = words.start;
        while at < words.end && (self.mark(at, ',') || self.dash(at)) {
            at += 1;
        }
        // «— Я плачу, — показывает Лимонов»: any verb may tell.
        if self.lexicon.family == Family::Slavic
            && at < words.end
            && cases::looks_finite(self.word(at))
            && self.head(at).is_none()
        {
            return self.subject_after(at + 1, words.end);
        }
        if at >= words.end
            || self.any(at, &[Class::Conjunction, Class::Relative, Class::Preposition])
                && !self.is_article(at)
        {
            return None;
        }
        let end = self.tight_end(at, self.mention_end(at, words.end));
        let lower =
            !self.items()[at].capital || self.lexicon.family != Family::English || self.is_known_name(at);
        (lower && self.headed(at..end).is_some()).then_some(at..end)
    }

    /// Cuts a mention after its head where words follow that are no part of a noun phrase.
    fn tight_end(&self, start: usize, end: usize) -> usize {
        let Some(head) = (start..end).find(|i| self.head(*i).is_some()) else { return end };
        if self.is_pronoun(head) {
            return head + 1;
        }
        let mut at = head + 1;
        while at < end {
            let item = &self.items()[at];
            let part = !item.is_word()
                || item.capital
                || self.head(at).is_some()
                || self.is_article(at)
                || self.is_possessive(at)
                || self.any(at, &[Class::Of, Class::Preposition, Class::Relative])
                || self.any(at, &[Class::Conjunction])
                    && at + 1 < end
                    && matches!(self.head(at + 1), Some(Head::Role | Head::Name))
                || self.any(
                    at - 1,
                    &[Class::Of, Class::Preposition, Class::Relative, Class::Definite, Class::Indefinite],
                );
            if !part {
                break;
            }
            at += 1;
        }
        at
    }

    /// “Das bestätigte Adair”, «Про це повідомила Коровай»: the cue points at the sentence before.
    fn point_back(&self, paragraph: usize, at: usize, range: &Range<usize>, found: &mut Vec<Candidate>) {
        let Some(previous) = at.checked_sub(1).map(|i| self.passage.sentences[i].clone()) else { return };
        let len = match self.phrase(range.start, Class::Demonstrative) {
            Some(len) if self.lexicon.family != Family::English => len,
            _ => return,
        };
        let Some((cue_len, cue_at, act)) = (range.start + len..range.end.min(range.start + len + 7))
            .find_map(|i| self.verb_at(i).map(|(l, a)| (l, i, a)))
        else {
            return;
        };
        let direct = (range.start + len..cue_at).all(|i| {
            self.any(i, &[Class::Auxiliary, Class::Adverb, Class::Preposition, Class::Time, Class::Weekday])
        });
        if !direct && self.lexicon.family == Family::German {
            return;
        }
        let negative = (range.start..range.end).any(|i| self.is(i, Class::Negation));
        let cue = cue_at..cue_at + cue_len;
        let subject =
            self.subject_after(cue.end, range.end).or_else(|| self.subject_before(range.start + len, cue_at));
        let (Some(subject), false, Some(content)) = (subject, negative, self.span(previous)) else { return };
        if found.iter().any(|c| c.sentence.contains(&(at - 1))) {
            return;
        }
        found.push(Candidate {
            quotation: self.quotation_of(&content, false),
            act,
            sentence: at..at + 1,
            confidence: 0.75,
            ..Candidate::plain(paragraph, self.span(subject), self.span(cue), content)
        });
    }

    fn sentence(&self, paragraph: usize, range: &Range<usize>, at: usize, found: &mut Vec<Candidate>) {
        let mut clauses = self.clauses(range.clone());
        if clauses.is_empty() {
            if let Some(clause) = self.colon_line(range) {
                clauses.push(clause);
            } else {
                return;
            }
        }
        let relays = self.inserted_relays(&mut clauses, range);
        let first = found.len();
        for index in 0..clauses.len() {
            let Some((pieces, direct, confidence)) = self.content(&clauses, index, range) else { continue };
            let clause = &clauses[index];
            if pieces.is_empty() {
                continue;
            }
            let quotation = self.quotation_of_pieces(&pieces, direct && !clause.that);
            // “zeigte sich skeptisch”: one word is nobody's statement.
            if quotation == Quotation::Indirect && clause.act == Act::Say && self.is_one_word(&pieces) {
                continue;
            }
            let pieces = pieces.into_iter().map(|r| (paragraph, self.without_marks(r, quotation))).collect();
            found.push(Candidate {
                paragraph,
                source: clause.subject.clone().and_then(|s| self.span(s)),
                cue: self.span(clause.cue.clone()).or_else(|| {
                    Some(self.items()[clause.cue.start].start..self.items()[clause.cue.end - 1].end)
                }),
                pieces,
                act: clause.act,
                quotation,
                addressee: clause.addressee.clone().and_then(|a| self.span(a)),
                relay: relays
                    .iter()
                    .cloned()
                    .chain(clause.relay.clone().and_then(|r| self.span(r)))
                    .collect(),
                speaker: None,
                sentence: at..at + 1,
                inside: false,
                goes_on: false,
                confidence,
                meant: Vec::new(),
            });
        }
        self.drop_embedded_requests(first, found);
    }

    fn is_one_word(&self, pieces: &[Range<usize>]) -> bool {
        let words = |r: &Range<usize>| {
            self.items().iter().filter(|i| i.is_word() && i.start < r.end && i.end > r.start).count()
        };
        pieces.iter().map(words).sum::<usize>() < 2
    }

    /// “said that members had asked Washington for briefings”: a request inside somebody's words is part of them.
    fn drop_embedded_requests(&self, first: usize, found: &mut Vec<Candidate>) {
        let embedded: Vec<bool> = (first..found.len())
            .map(|i| {
                matches!(found[i].act, Act::Ask | Act::Demand)
                    && found[i].quotation == Quotation::Indirect
                    && (first..found.len()).any(|o| o != i && found[o].holds(&found[i]))
            })
            .collect();
        let mut at = first;
        for drop in embedded {
            if drop {
                found.remove(at);
            } else {
                at += 1;
            }
        }
    }

    /// Takes out “, the newspaper writes,” where another cue clause has the content; gives the relays' mentions.
    fn inserted_relays(&self, clauses: &mut Vec<Clause>, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut relays = Vec::new();
        if clauses.len() < 2 {
            return relays;
        }
        let mut at = 0;
        while at < clauses.len() {
            let clause = &clauses[at];
            let outlet = clause.subject.clone().is_some_and(|s| self.is_outlet(s));
            let parenthetical = clause.content.is_none()
                && matches!(clause.form, Form::Finite)
                && (clause.start == range.start || self.mark(clause.start - 1, ','))
                && self.mark(clause.end, ',');
            let other = clauses
                .iter()
                .enumerate()
                .any(|(i, c)| i != at && c.cue.start > clause.cue.start && c.form != Form::Participle);
            if outlet && parenthetical && other {
                if let Some(span) = clause.subject.clone().and_then(|s| self.span(s)) {
                    relays.push(span);
                }
                let removed = clauses.remove(at);
                // The next clause's subject may stand before the inserted words.
                if let Some(next) = clauses.get_mut(at)
                    && let Some(subject) = &next.subject
                    && subject.start <= removed.start
                    && subject.end >= removed.start
                {
                    let end = removed.start.saturating_sub(1).max(subject.start + 1);
                    next.subject = Some(subject.start..end);
                }
            } else {
                at += 1;
            }
        }
        relays
    }

    /// Whether the mention names a news organisation.
    pub(crate) fn is_outlet(&self, mention: Range<usize>) -> bool {
        let compound = |i: usize| {
            self.lexicon.family == Family::German
                && self.items()[i].capital
                && self.word(i).rsplit_once('-').is_some_and(|(_, tail)| self.lexicon.is(Class::Outlet, tail))
        };
        mention.clone().any(|i| self.is(i, Class::Outlet) || compound(i))
            || mention.clone().any(|i| {
                self.items()[i].capital && {
                    let stem = cases::stem(self.items()[i].bare(), self.lexicon);
                    self.cast.lookup_stems(&[stem]).is_some_and(|m| self.cast.members[m].outlet)
                }
            })
    }

    /// “Judge Speke: “Do you wish …”” is read by its colon.
    fn colon_line(&self, range: &Range<usize>) -> Option<Clause> {
        let colon = range.clone().take(12).find(|i| self.mark(*i, ':'))?;
        self.quote(colon + 1).filter(|_| colon + 1 < range.end)?;
        let subject = range.start..colon;
        let starts = !subject.is_empty()
            && !self.any(subject.start, &[Class::Preposition])
            && !subject
                .clone()
                .any(|i| self.any(i, &[Class::Auxiliary, Class::Conjunction, Class::Relative]));
        if !starts || self.headed(subject.clone()).is_none() && !self.items()[subject.start].capital {
            return None;
        }
        let question = self.quote(colon + 1).is_some_and(|q| self.passage.chars[q.inner_end - 1] == '?');
        let act = if question { Act::Ask } else { Act::Say };
        Some(Clause {
            content: Some(colon + 1),
            ..Clause::new(Form::Colon, act, colon..colon + 1, subject.start..colon + 1, Some(subject))
        })
    }

    pub(crate) fn quotation_of_pieces(&self, pieces: &[Range<usize>], direct: bool) -> Quotation {
        let kinds: Vec<Quotation> = pieces.iter().map(|p| self.quotation_of(p, direct)).collect();
        if kinds.iter().all(|k| *k == Quotation::Direct) {
            Quotation::Direct
        } else if kinds.iter().all(|k| *k == Quotation::Indirect) {
            Quotation::Indirect
        } else {
            Quotation::Mixed
        }
    }

    /// How much of the scalars `range` stands in quotation marks.
    pub(crate) fn quotation_of(&self, range: &Range<usize>, direct: bool) -> Quotation {
        let mut quoted = false;
        let mut bare = false;
        let first = self.items().partition_point(|i| i.end <= range.start);
        for item in self.items()[first..].iter().take_while(|i| i.start < range.end) {
            match item.kind {
                Kind::Quote(_) => quoted = true,
                Kind::Word | Kind::Number => bare = true,
                Kind::Mark(_) => {}
            }
        }
        match (quoted, bare) {
            (true, false) if direct => Quotation::Direct,
            (true, _) => Quotation::Mixed,
            _ => Quotation::Indirect,
        }
    }

    /// A direct piece loses its outer marks; others keep theirs.
    pub(crate) fn without_marks(&self, range: Range<usize>, quotation: Quotation) -> Range<usize> {
        if quotation != Quotation::Direct {
            return range;
        }
        let after = self.passage.quotes.partition_point(|q| q.start <= range.start);
        match after.checked_sub(1).map(|at| &self.passage.quotes[at]).filter(|q| range.end <= q.end) {
            Some(quote) => quote.inner_start..quote.inner_end,
            None => range,
        }
    }
}
