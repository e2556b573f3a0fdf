//! Words, marks and whole quotations of a stretch of text, in order; and where its sentences end.

use std::ops::Range;

use crate::lexicon::{Class, Family, Lexicon, normal};
use crate::quotes::Quote;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, with its apostrophes and hyphens.
    Word,
    /// A number.
    Number,
    /// A single mark.
    Mark(char),
    /// A whole quotation: its index in the paragraph.
    Quote(usize),
}

/// One item of a paragraph; offsets count Unicode scalars.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The normal form of a word or number; empty for the rest.
    pub(crate) word: String,
    /// Begins with a capital.
    pub(crate) capital: bool,
}

impl Item {
    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.kind, Kind::Mark('—' | '–' | '―' | '-'))
    }

    pub(crate) fn quote(&self) -> Option<usize> {
        match self.kind {
            Kind::Quote(at) => Some(at),
            _ => None,
        }
    }

    /// The word without an English possessive ending.
    pub(crate) fn bare(&self) -> &str {
        self.word
            .strip_suffix("'s")
            .or_else(|| self.word.strip_suffix("s'").map(|_| &self.word[..self.word.len() - 1]))
            .unwrap_or(&self.word)
    }
}

/// The items that have a scalar of `range`.
pub(crate) fn touched(items: &[Item], range: &Range<usize>) -> Range<usize> {
    items.partition_point(|i| i.end <= range.start)..items.partition_point(|i| i.start < range.end)
}

/// The items that have no scalar outside of `range`.
pub(crate) fn inside(items: &[Item], range: &Range<usize>) -> Range<usize> {
    items.partition_point(|i| i.start < range.start)..items.partition_point(|i| i.end <= range.end)
}

/// Zero-width, bidi and soft-hyphen characters: kept in the text, ignored in comparisons.
pub(crate) fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

fn is_inner(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '-' | '‑' | '‐')
}

/// Cuts `range` of `chars` into items; the quotations in `quotes` become one item each.
pub(crate) fn cut(chars: &[char], range: Range<usize>, quotes: &[Quote], lexicon: &Lexicon) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = range.start;
    let mut next = quotes.partition_point(|q| q.start < range.start);
    while at < range.end {
        if let Some(quote) = quotes.get(next)
            && quote.start == at
            && quote.end <= range.end
        {
            items.push(Item {
                kind: Kind::Quote(next),
                start: at,
                end: quote.end,
                word: String::new(),
                capital: false,
            });
            at = quote.end.max(at + 1);
            next += 1;
            continue;
        }
        let limit = quotes.get(next).map_or(range.end, |q| q.start.min(range.end)).max(at + 1);
        let c = chars[at];
        if c.is_whitespace() || is_format(c) {
            at += 1;
        } else if c.is_alphanumeric() {
            let end = word_end(chars, at, limit);
            let end =
                if lexicon.family == Family::English { with_apostrophe(chars, at, end, limit) } else { end };
            words(chars, at, end, lexicon, &mut items);
            at = end;
        } else {
            items.push(Item {
                kind: Kind::Mark(c),
                start: at,
                end: at + 1,
                word: String::new(),
                capital: false,
            });
            at += 1;
        }
    }
    items
}

fn word_end(chars: &[char], start: usize, limit: usize) -> usize {
    let mut at = start;
    let number = chars[start].is_numeric();
    while at < limit {
        let c = chars[at];
        let next = chars.get(at + 1).filter(|_| at + 1 < limit).copied();
        let inside = next.is_some_and(char::is_alphanumeric);
        // Letters with stops between them (U.S., a.m.), and stops or commas within numbers.
        let initials = c == '.' && at > start && is_initials(&chars[start..at]) && inside;
        let digits = number && matches!(c, '.' | ',' | ':') && next.is_some_and(|n| n.is_numeric());
        if c.is_alphanumeric()
            || is_format(c)
            || is_combining(c)
            || (is_inner(c) && inside)
            || initials
            || digits
        {
            at += 1;
        } else {
            break;
        }
    }
    // The last stop of “U.S.” belongs to it.
    if at < limit
        && chars[at] == '.'
        && at > start + 2
        && is_initials(&chars[start..at])
        && chars[start..at].contains(&'.')
    {
        at += 1;
    }
    at
}

/// “The bakers' guild”: the apostrophe of a plural's possessive belongs to its word.
fn with_apostrophe(chars: &[char], start: usize, end: usize, limit: usize) -> usize {
    let possessive = end > start + 2
        && end + 2 < limit
        && chars[end - 1] == 's'
        && matches!(chars[end], '\'' | '’')
        && chars[end + 1] == ' '
        && chars[end + 2].is_alphabetic();
    end + usize::from(possessive)
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_initials(chars: &[char]) -> bool {
    chars.len() <= 12
        && chars.split(|c| *c == '.').all(|part| part.len() <= 1 && part.iter().all(|c| c.is_alphabetic()))
}

/// Pushes the word between `start` and `end`, cut where Romance languages join words.
fn words(chars: &[char], start: usize, end: usize, lexicon: &Lexicon, items: &mut Vec<Item>) {
    let mut from = start;
    if lexicon.family == Family::Romance && lexicon.code == "fr" {
        let reach = end.min(start + 9);
        if let Some(apostrophe) = (start..reach).find(|i| matches!(chars[*i], '\'' | '’')) {
            let head = normal(&chars[start..apostrophe].iter().collect::<String>());
            if matches!(
                head.as_str(),
                "l" | "d" | "qu" | "s" | "n" | "j" | "c" | "m" | "t" | "lorsqu" | "puisqu" | "jusqu"
            ) {
                word(chars, start, apostrophe + 1, items);
                from = apostrophe + 1;
            }
        }
        if let Some(hyphen) = (from..end).rev().take(6).find(|i| matches!(chars[*i], '-' | '‑')) {
            let tail = normal(&chars[hyphen + 1..end].iter().collect::<String>());
            if matches!(tail.as_str(), "il" | "elle" | "ils" | "elles" | "on" | "je" | "nous") {
                let mut stem = hyphen;
                if stem >= from + 2 && chars[stem - 1] == 't' && matches!(chars[stem - 2], '-' | '‑') {
                    stem -= 2;
                }
                if stem > from {
                    word(chars, from, stem, items);
                }
                word(chars, hyphen + 1, end, items);
                return;
            }
        }
    }
    if from < end {
        word(chars, from, end, items);
    }
}

fn word(chars: &[char], start: usize, end: usize, items: &mut Vec<Item>) {
    let text: String = chars[start..end].iter().collect();
    let kind = if chars[start].is_numeric() { Kind::Number } else { Kind::Word };
    let capital = chars[start].is_uppercase();
    items.push(Item { kind, start, end, word: normal(&text), capital });
}

/// The longest run of items that is taken for one sentence.
const SENTENCE_ITEMS_MAX: usize = 200;

/// Ranges of `items` that are sentences, their last mark included.
pub(crate) fn sentences(
    chars: &[char],
    items: &[Item],
    quotes: &[Quote],
    lexicon: &Lexicon,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..items.len() {
        let next = items.get(at + 1);
        let ends = match items[at].kind {
            Kind::Mark('.') => ends_at_stop(items, at, lexicon),
            Kind::Mark('!' | '?' | '…' | '。') => next.is_none_or(|n| {
                n.capital || n.quote().is_some() || n.kind == Kind::Number || n.is_mark('¿') || n.is_mark('¡')
            }),
            Kind::Quote(q) => next.is_some_and(|_| quote_ends(chars, items, at, &quotes[q], lexicon)),
            _ => false,
        };
        if ends || at + 1 - start >= SENTENCE_ITEMS_MAX {
            found.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < items.len() {
        found.push(start..items.len());
    }
    found
}

fn ends_at_stop(items: &[Item], at: usize, lexicon: &Lexicon) -> bool {
    let Some(next) = items.get(at + 1) else { return true };
    if items[at + 1].is_mark('.') {
        return false;
    }
    let starts = next.capital
        || next.quote().is_some()
        || next.kind == Kind::Number
        || next.is_dash()
        || matches!(next.kind, Kind::Mark('¿' | '¡' | '['));
    let Some(before) = at.checked_sub(1).map(|i| &items[i]) else { return starts };
    let attached = before.end == items[at].start && before.is_word();
    if lexicon.family == Family::German
        && before.kind == Kind::Number
        && before.end - before.start <= 2
        && before.end == items[at].start
        && next.capital
    {
        return false;
    }
    let short = attached
        && (before.end - before.start == 1 && before.capital
            || lexicon.is(Class::Abbreviation, &before.word)
                && (before.word != "no" || next.kind == Kind::Number));
    starts && !short
}

/// Whether a sentence ends with the quotation at `at`: its last mark is inside, and what follows is no teller's clause.
fn quote_ends(chars: &[char], items: &[Item], at: usize, quote: &Quote, lexicon: &Lexicon) -> bool {
    let last = (quote.inner_start..quote.inner_end).rev().map(|i| chars[i]).find(|c| !is_format(*c));
    if !last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '…')) {
        return false;
    }
    let next = &items[at + 1];
    if next.quote().is_some() || next.capital && at > 0 && items[at - 1].is_mark(':') {
        return true;
    }
    if !(next.capital || next.kind == Kind::Number) {
        return false;
    }
    if last == Some('.') && lexicon.family == Family::English {
        return true;
    }
    // “What?” Ana said: the clause after the quotation holds a verb of saying and nothing to be said.
    let mut end = at + 1;
    while end < items.len()
        && end < at + 14
        && !matches!(items[end].kind, Kind::Mark('.' | '!' | '?' | ':' | ';') | Kind::Quote(_))
    {
        end += 1;
    }
    if items.get(end).is_some_and(|i| i.is_mark(':')) {
        return true;
    }
    let clause = &items[at + 1..end];
    let verb = (0..clause.len())
        .rev()
        .find(|i| lexicon.verbs.longest(clause[*i..].iter().map(|t| t.word.as_str())).is_some());
    verb.is_none_or(|v| clause.len() - v > 6)
}
