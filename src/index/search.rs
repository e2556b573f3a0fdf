//! Finding statements.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::ArticleKey;
use crate::draft::name_term;
use crate::index::{Index, LineAt, NONE, Slot};
use crate::payload::{AROUND, NAMED, STANDS, Stand};
use crate::query::{Phrase, Words};
use crate::rank::Ranking;
use crate::stems::Stems;
use crate::stopwords::is_stopword;

/// What is looked for. Everything that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Words and phrases. Words of a phrase stand one after another by their stems, where they stand in the statement
    /// itself or in the title, whatever the stop words between them; that the phrase stands there is for the caller
    /// to look at, who has the text.
    pub words: Words,
    /// At least one of these, where there is any: the words of a story.
    pub any: Vec<Phrase>,
    /// None of these: the not-words of a story.
    pub none: Vec<Phrase>,
    /// Speakers, outlets, kinds, times.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// The present, in milliseconds since 1970: what freshness counts from.
    pub now_ms: i64,
    /// How many of the first are wanted; counts are of all.
    pub take: usize,
}

/// What a statement must be besides its words. What is empty or none asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One of these names, by number.
    pub names: Option<Vec<u32>>,
    /// Statements that count for the speaker although they stand under another name.
    pub also: HashSet<(ArticleKey, u16)>,
    /// Statements that do not count for the speaker although they stand under the name.
    pub except: HashSet<(ArticleKey, u16)>,
    /// Statements that are not to be found.
    pub hidden: HashSet<(ArticleKey, u16)>,
    /// Articles none of whose statements is to be found.
    pub hidden_articles: HashSet<ArticleKey>,
    /// One of these outlets, by number.
    pub outlets: Option<Vec<u32>>,
    /// The kinds of speakers, a bit each; 0 for all.
    pub kinds: u16,
    /// The kinds of acts, a bit each; 0 for all.
    pub acts: u16,
    /// Direct, mixed, indirect, a bit each; 0 for all.
    pub quotations: u16,
    /// Of articles that came out at this millisecond or later.
    pub since_ms: Option<i64>,
    /// Of articles that came out before this millisecond.
    pub until_ms: Option<i64>,
    /// Of articles that were read first at this millisecond or before: what a second page needs to go on from
    /// the same list.
    pub known_ms: Option<i64>,
    /// Of articles that were read last at this millisecond or later: what was read before is kept for others.
    pub read_since_ms: Option<i64>,
    /// Of these articles alone.
    pub of: Option<HashSet<ArticleKey>>,
}

/// The order of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The best first; the latest where no words were asked for.
    #[default]
    Best,
    /// The latest first.
    Latest,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matches {
    /// The first of them, in order.
    pub first: Vec<Match>,
    /// How many there are.
    pub statements: usize,
    /// Of how many articles.
    pub articles: usize,
    /// Of how many outlets.
    pub outlets: usize,
    /// Nothing had all words: these have some of them.
    pub is_loose: bool,
}

/// A statement that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Its article.
    pub article: ArticleKey,
    /// Its number there.
    pub number: u16,
    /// When the article came out, in milliseconds since 1970.
    pub at_ms: i64,
    /// How well it fits; 0 where no words were asked for.
    pub score: f32,
}

/// Statements with what each scores, in growing order of their places.
type Scored = Vec<(u32, f32)>;

impl Index {
    /// The statements that fit a request.
    pub fn search(&self, request: &Request, ranking: &Ranking) -> Matches {
        let finder = Finder { index: self, request, ranking, stems: Stems::default() };
        finder.find()
    }
}

pub(crate) struct Finder<'a> {
    pub(crate) index: &'a Index,
    request: &'a Request,
    ranking: &'a Ranking,
    pub(crate) stems: Stems,
}

impl Finder<'_> {
    fn find(&self) -> Matches {
        let words = self.words();
        let has_words = !words.is_empty();
        let (mut found, is_loose) = if has_words {
            self.with_words(&words)
        } else if let Some(names) = &self.request.filter.names {
            (self.of_names(names), false)
        } else {
            (self.everything(), false)
        };
        for phrase in self.request.words.all.iter().filter(|phrase| phrase.is_several()) {
            if let Some(lines) = self.with_phrase(phrase) {
                found.retain(|(line, _)| lines.binary_search(line).is_ok());
            }
        }
        if !self.request.any.is_empty() {
            let any = self.any_of(&self.request.any);
            found.retain(|(line, _)| any.binary_search(line).is_ok());
        }
        let none = self.any_of_all(&[&self.request.none, &self.request.words.none]);
        if !none.is_empty() {
            found.retain(|(line, _)| none.binary_search(line).is_err());
        }
        let mut matches = self.ordered(found, has_words);
        matches.is_loose = is_loose && matches.statements > 0;
        matches
    }

    /// The words asked for, each as the terms that it may be; words of phrases that tell nothing are left out.
    fn words(&self) -> Vec<Vec<String>> {
        let words = self.request.words.all.iter().flat_map(|phrase| &phrase.words);
        words.filter(|word| !is_stopword(word)).map(|word| self.terms(word)).collect()
    }

    fn terms(&self, word: &str) -> Vec<String> {
        let mut terms = self.stems.all(word);
        terms.extend(name_term(word));
        terms
    }

    /// Statements with all words; where there are none, those with at least half of them.
    fn with_words(&self, words: &[Vec<String>]) -> (Scored, bool) {
        let mut lists: Vec<Scored> = words.iter().map(|terms| self.with_any(terms)).collect();
        lists.sort_by_key(Vec::len);
        let all = lists.iter().skip(1).fold(lists[0].clone(), |found, list| both(&found, list));
        if !all.is_empty() || lists.len() < 2 || self.request.words.all.iter().any(Phrase::is_several) {
            return (all, false);
        }
        let least = lists.len().div_ceil(2);
        let mut some: Vec<(u32, f32, usize)> = Vec::new();
        for (line, score) in lists.into_iter().flatten() {
            some.push((line, score, 1));
        }
        some.sort_unstable_by_key(|(line, _, _)| *line);
        some.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
                kept.2 += 1;
            }
            same
        });
        let some = some.into_iter().filter(|(_, _, count)| *count >= least);
        (some.map(|(line, score, _)| (line, score)).collect(), true)
    }

    /// Statements that have one of the terms, scored by the one that tells most.
    fn with_any(&self, terms: &[String]) -> Scored {
        let mean = self.index.words as f32 / self.index.alive.max(1) as f32;
        let mut found = Scored::new();
        for term in terms {
            let list = self.with_term(term);
            let rarity = Ranking::rarity(list.len(), self.index.alive);
            let scored = list.into_iter().map(|(line, weight)| {
                let length = f32::from(self.index.length(line));
                (line, rarity * self.ranking.share(weight, length, mean))
            });
            found =
                if found.is_empty() { scored.collect() } else { either(&found, &scored.collect::<Vec<_>>()) };
        }
        found
    }

    /// Statements that have a term, with its weight, of articles that stand.
    fn with_term(&self, term: &str) -> Scored {
        let ranking = self.ranking;
        let mut found = Scored::new();
        self.index.postings.walk(term, |slot, stand| {
            let slot = usize::try_from(slot).ok().and_then(|slot| self.index.slots.get(slot));
            let Some(slot) = slot.filter(|slot| slot.is_alive) else { return };
            match stand {
                Stand::Title(_) => {
                    let lines = slot.first_line..slot.first_line + u32::from(slot.statements);
                    found.extend(lines.map(|line| (line, ranking.title)));
                }
                Stand::Line(at, bits, ..) => {
                    let mut weight = f32::from(bits & STANDS);
                    weight += if bits & AROUND != 0 { ranking.around } else { 0.0 };
                    weight += if bits & NAMED != 0 { ranking.named } else { 0.0 };
                    let line = slot.first_line + at;
                    // The title has put the article's statements at the end, in order.
                    let tail = found.len().saturating_sub(usize::from(slot.statements));
                    match found[tail..].binary_search_by_key(&line, |(its, _)| *its) {
                        Ok(at) => found[tail + at].1 += weight,
                        Err(_) => found.push((line, weight)),
                    }
                }
            }
        });
        found
    }

    fn of_names(&self, names: &[u32]) -> Scored {
        let mut lines: Vec<u32> =
            names.iter().flat_map(|name| self.index.names.lines_of(*name)).copied().collect();
        for (article, number) in &self.request.filter.also {
            lines.extend(self.line_of(article, *number));
        }
        lines.sort_unstable();
        lines.dedup();
        lines.into_iter().map(|line| (line, 0.0)).collect()
    }

    fn line_of(&self, article: &ArticleKey, number: u16) -> Option<u32> {
        let slot = self.index.slot(article)?;
        (slot.first_line..slot.first_line + u32::from(slot.statements))
            .find(|line| self.index.line(*line).is_some_and(|(line, _)| line.number == number))
    }

    fn everything(&self) -> Scored {
        let lines = u32::try_from(self.index.lines.len()).unwrap_or(u32::MAX);
        (0..lines).map(|line| (line, 0.0)).collect()
    }

    /// Places of statements that have one of the phrases.
    fn any_of(&self, phrases: &[Phrase]) -> Vec<u32> {
        let mut found = Vec::new();
        for phrase in phrases {
            let words = phrase.words.iter().filter(|word| !is_stopword(word));
            let mut lists: Vec<Scored> = words.map(|word| self.with_any(&self.terms(word))).collect();
            lists.sort_by_key(Vec::len);
            let Some(first) = lists.first() else { continue };
            let all = lists.iter().skip(1).fold(first.clone(), |found, list| both(&found, list));
            found.extend(all.into_iter().map(|(line, _)| line));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn any_of_all(&self, lists: &[&Vec<Phrase>]) -> Vec<u32> {
        let mut found: Vec<u32> = lists.iter().flat_map(|phrases| self.any_of(phrases)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether what all statements of an article share fits.
    fn article_fits(&self, slot: &Slot) -> bool {
        let filter = &self.request.filter;
        filter.since_ms.is_none_or(|since| slot.at_ms >= since)
            && filter.until_ms.is_none_or(|until| slot.at_ms < until)
            && filter.known_ms.is_none_or(|known| slot.first_read_at_ms <= known)
            && filter.read_since_ms.is_none_or(|since| slot.read_at_ms >= since)
            && filter.of.as_ref().is_none_or(|of| of.contains(&slot.article))
            && !filter.hidden_articles.contains(&slot.article)
            && filter.outlets.as_ref().is_none_or(|outlets| outlets.contains(&slot.outlet))
    }

    /// Whether a statement of an article that fits does so, too.
    fn line_fits(&self, line: &LineAt, slot: &Slot) -> bool {
        let filter = &self.request.filter;
        let has = |mask: u16, sort: u8| mask == 0 || mask >> (sort & 15) & 1 == 1;
        let place = (slot.article, line.number);
        has(filter.kinds, line.sorts >> 4)
            && has(filter.acts, line.sorts)
            && has(filter.quotations, line.quotation)
            && !filter.hidden.contains(&place)
            && filter.names.as_ref().is_none_or(|names| {
                filter.also.contains(&place)
                    || (line.name != NONE && names.contains(&line.name) && !filter.except.contains(&place))
            })
    }

    fn ordered(&self, found: Scored, has_words: bool) -> Matches {
        let by_score = has_words && self.request.order == Order::Best;
        let before = |one: &Match, other: &Match| -> Ordering {
            let best = if by_score { other.score.total_cmp(&one.score) } else { Ordering::Equal };
            best.then(other.at_ms.cmp(&one.at_ms))
                .then(one.article.cmp(&other.article))
                .then(one.number.cmp(&other.number))
        };
        let take = self.request.take;
        let mut all: Vec<Match> = Vec::new();
        let (mut statements, mut articles, mut outlets) = (0, 0, HashSet::new());
        // Statements of one article lie together: what they share is asked once, and counted once.
        let (mut last, mut fits, mut is_counted, mut lift) = (u32::MAX, false, false, 1.0);
        for (place, score) in found {
            let Some((line, slot)) = self.index.line(place) else { continue };
            if line.slot != last {
                (last, fits, is_counted) = (line.slot, self.article_fits(slot), false);
                if fits && by_score {
                    lift = self.ranking.lift(slot.at_ms, self.request.now_ms);
                }
            }
            if !fits || !self.line_fits(line, slot) {
                continue;
            }
            statements += 1;
            if !is_counted {
                is_counted = true;
                articles += 1;
                outlets.insert(slot.outlet);
            }
            let score = score * lift;
            let (article, number, at_ms) = (slot.article, line.number, slot.at_ms);
            all.push(Match { article, number, at_ms, score });
            // What cannot be among the first goes early, or a question for everything would copy everything.
            if all.len() >= take.saturating_mul(2).saturating_add(4_096) {
                only_first(&mut all, take, before);
            }
        }
        only_first(&mut all, take, before);
        all.sort_unstable_by(before);
        Matches { first: all, statements, articles, outlets: outlets.len(), is_loose: false }
    }
}

/// Leaves the first `take` of a list, in any order.
fn only_first(all: &mut Vec<Match>, take: usize, before: impl Fn(&Match, &Match) -> Ordering) {
    if take > 0 && take < all.len() {
        all.select_nth_unstable_by(take - 1, before);
    }
    all.truncate(take);
}

/// What is in both lists, with both scores.
fn both(one: &[(u32, f32)], other: &[(u32, f32)]) -> Scored {
    let mut found = Scored::new();
    let mut rest = other;
    for (line, score) in one {
        // The shorter list leads: jumping through the longer is cheaper than walking it.
        let at = rest.partition_point(|(its, _)| its < line);
        rest = &rest[at..];
        if let Some((_, its)) = rest.first().filter(|(its, _)| its == line) {
            found.push((*line, score + its));
        }
    }
    found
}

/// What is in either list, with the better score.
fn either(one: &[(u32, f32)], other: &[(u32, f32)]) -> Scored {
    let mut found = Scored::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one, other);
    loop {
        match (one.first(), other.first()) {
            (Some(a), Some(b)) => match a.0.cmp(&b.0) {
                Ordering::Less => {
                    found.push(*a);
                    one = &one[1..];
                }
                Ordering::Greater => {
                    found.push(*b);
                    other = &other[1..];
                }
                Ordering::Equal => {
                    found.push((a.0, a.1.max(b.1)));
                    (one, other) = (&one[1..], &other[1..]);
                }
            },
            (Some(_), None) => {
                found.extend(one);
                return found;
            }
            _ => {
                found.extend(other);
                return found;
            }
        }
    }
}
