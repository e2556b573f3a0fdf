//! All entries in memory, in the form in which they are searched.

use std::collections::{BTreeMap, HashMap};

use sayso_people::Desk;

use crate::ArticleKey;
use crate::complete::Topic;
use crate::entry::Entry;
use crate::names::{Names, Texts};
use crate::postings::Postings;
use crate::prints::Prints;
use crate::words::words;

/// No name, no role.
pub(crate) const NONE: u32 = u32::MAX;

/// Topics held at most; those of one article only go first.
const TOPICS_MAX: usize = 40_000;

/// An index over all statements.
#[derive(Debug, Default)]
pub struct Index {
    pub(crate) slots: Vec<Slot>,
    by_article: HashMap<ArticleKey, u32>,
    /// The number of the commit that took an article away, so that an older one does not bring it back.
    removed: HashMap<ArticleKey, u64>,
    pub(crate) lines: Vec<LineAt>,
    pub(crate) postings: Postings,
    pub(crate) prints: Prints,
    pub(crate) names: Names,
    pub(crate) roles: Texts,
    pub(crate) outlets: Texts,
    /// Statements that stand, of each outlet.
    pub(crate) outlet_lines: Vec<u32>,
    pub(crate) topics: BTreeMap<String, Topic>,
    /// Statements that stand.
    pub(crate) alive: usize,
    /// Words of the statements that stand.
    pub(crate) words: u64,
}

/// One reading of an article in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The article.
    pub article: ArticleKey,
    /// When it came out, in milliseconds since 1970.
    pub at_ms: i64,
    /// When it was read last.
    pub read_at_ms: i64,
    /// When it was read first.
    pub first_read_at_ms: i64,
    /// Whether its text is kept whole.
    pub text_kept: bool,
    /// Its statements.
    pub statements: u16,
    pub(crate) outlet: u32,
    pub(crate) first_line: u32,
    pub(crate) sequence: u64,
    pub(crate) is_alive: bool,
}

/// One statement in the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineAt {
    pub(crate) slot: u32,
    pub(crate) name: u32,
    pub(crate) role: u32,
    pub(crate) number: u16,
    pub(crate) length: u8,
    /// Kind and act, four bits each.
    pub(crate) sorts: u8,
    pub(crate) quotation: u8,
}

/// Counts of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Articles that stand.
    pub articles: usize,
    /// Statements that stand.
    pub statements: usize,
    /// Statements of readings that were replaced; they go when the index is made anew.
    pub gone: usize,
    /// Distinct terms.
    pub terms: usize,
    /// Distinct names of speakers.
    pub names: usize,
    /// Bytes in memory, about.
    pub bytes: usize,
}

impl Index {
    /// An index of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an article's entry in, in the place of an older one. `sequence` is the number of the commit that
    /// wrote it: an entry of an older commit than the one that is there is passed over.
    pub fn put(&mut self, article: ArticleKey, entry: &Entry, sequence: u64) {
        if !self.clear(&article, sequence) {
            return;
        }
        let (Ok(slot), Ok(first_line)) = (u32::try_from(self.slots.len()), u32::try_from(self.lines.len()))
        else {
            return;
        };
        let (outlet, is_new) = self.outlets.number(&entry.outlet);
        if is_new {
            self.outlet_lines.push(0);
        }
        let statements = u16::try_from(entry.lines.len()).unwrap_or(u16::MAX);
        for (line, at) in entry.lines.iter().take(usize::from(statements)).zip(first_line..) {
            let name = line.name.as_ref().map_or(NONE, |name| self.names.note(name, at));
            let role = line.role.as_ref().map_or(NONE, |role| self.roles.number(role).0);
            let sorts = (line.kind & 15) << 4 | line.act & 15;
            let (number, length, quotation) = (line.number, line.length, line.quotation);
            self.lines.push(LineAt { slot, name, role, number, length, sorts, quotation });
            line.prints.iter().for_each(|print| self.prints.add(*print, at));
            self.words += u64::from(length);
        }
        self.alive += usize::from(statements);
        *self.lines_of_outlet(outlet) += u32::from(statements);
        for (term, payload) in &entry.terms {
            self.postings.add(term, slot, payload);
        }
        entry.topics.iter().for_each(|topic| self.note_topic(topic, slot));
        self.by_article.insert(article, slot);
        self.slots.push(Slot {
            article,
            at_ms: entry.at_ms,
            read_at_ms: entry.read_at_ms,
            first_read_at_ms: entry.first_read_at_ms,
            text_kept: entry.text_kept,
            statements,
            outlet,
            first_line,
            sequence,
            is_alive: true,
        });
    }

    /// Takes an article out, by the commit that removed it.
    pub fn remove(&mut self, article: ArticleKey, sequence: u64) {
        if self.clear(&article, sequence) {
            self.removed.insert(article, sequence);
        }
    }

    /// Makes room for what a commit did to an article; false where a later commit was here already.
    fn clear(&mut self, article: &ArticleKey, sequence: u64) -> bool {
        if self.removed.get(article).is_some_and(|later| *later > sequence) {
            return false;
        }
        self.removed.remove(article);
        let Some(&at) = self.by_article.get(article) else { return true };
        let Some(slot) = usize::try_from(at).ok().and_then(|at| self.slots.get_mut(at)) else { return true };
        if slot.sequence > sequence {
            return false;
        }
        slot.is_alive = false;
        let slot = *slot;
        self.by_article.remove(article);
        self.alive -= usize::from(slot.statements);
        *self.lines_of_outlet(slot.outlet) -= u32::from(slot.statements);
        let lines = self.lines.iter().skip(usize::try_from(slot.first_line).unwrap_or(usize::MAX));
        let words: u64 = lines.take(usize::from(slot.statements)).map(|line| u64::from(line.length)).sum();
        self.words -= words;
        true
    }

    fn lines_of_outlet(&mut self, outlet: u32) -> &mut u32 {
        let at = usize::try_from(outlet).unwrap_or(usize::MAX);
        // Every outlet has its number from the entry that brought it.
        if self.outlet_lines.len() <= at {
            self.outlet_lines.resize(at + 1, 0);
        }
        &mut self.outlet_lines[at]
    }

    fn note_topic(&mut self, topic: &str, slot: u32) {
        let folded = words(topic).iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
        if folded.is_empty() {
            return;
        }
        let found =
            self.topics.entry(folded).or_insert_with(|| Topic { printed: topic.into(), slots: Vec::new() });
        if found.slots.last() != Some(&slot) {
            found.slots.push(slot);
        }
        if self.topics.len() > TOPICS_MAX {
            // What one article alone is about goes; half of the room is then free again, or the rest counts twice.
            let mut least = 1;
            while self.topics.len() > TOPICS_MAX / 2 {
                self.topics.retain(|_, topic| topic.slots.len() > least);
                least *= 2;
            }
        }
    }

    /// The slot of an article that stands.
    pub fn slot(&self, article: &ArticleKey) -> Option<&Slot> {
        let at = self.by_article.get(article)?;
        self.slots.get(usize::try_from(*at).ok()?)
    }

    /// The articles that stand, in the order in which they came.
    pub fn articles(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| slot.is_alive)
    }

    /// The names, by number, that are one speaker with `name`.
    pub fn one_speaker(&self, name: &str, desk: &Desk) -> Vec<u32> {
        self.names.one_speaker(name, desk)
    }

    /// The name of a number, as printed; empty where there is none.
    pub fn name(&self, number: u32) -> &str {
        self.names.texts.text(number)
    }

    /// The outlets, by number, whose names hold the words of `outlet`, one beginning with the last of them.
    pub fn outlets_like(&self, outlet: &str) -> Vec<u32> {
        let wanted: Vec<String> = words(outlet).into_iter().map(|word| word.folded).collect();
        let joined = wanted.concat();
        if joined.is_empty() {
            return Vec::new();
        }
        let all: Vec<(u32, String)> = self
            .outlets
            .iter()
            .map(|(number, text)| (number, words(text).into_iter().map(|word| word.folded).collect()))
            .collect();
        // The whole name counts before names that it is a part of: “Times” is not “The Moscow Times”.
        let exact: Vec<u32> =
            all.iter().filter(|(_, text)| *text == joined).map(|(number, _)| *number).collect();
        if !exact.is_empty() {
            return exact;
        }
        all.into_iter().filter(|(_, text)| text.contains(&joined)).map(|(number, _)| number).collect()
    }

    /// Whether so much of it is of readings that were replaced that it is worth being made anew.
    pub fn is_worn(&self) -> bool {
        let gone = self.lines.len() - self.alive;
        gone > 20_000 && gone > self.alive / 2
    }

    /// Counts.
    pub fn size(&self) -> Size {
        let topic = |(key, topic): (&String, &Topic)| {
            key.len() + topic.printed.len() + topic.slots.capacity() * 4 + 104
        };
        let topics: usize = self.topics.iter().map(topic).sum();
        let bytes = self.slots.capacity() * size_of::<Slot>()
            + self.lines.capacity() * size_of::<LineAt>()
            + self.by_article.capacity() * 28
            + self.postings.size_bytes()
            + self.prints.size_bytes()
            + self.names.size_bytes()
            + self.roles.size_bytes()
            + self.outlets.size_bytes()
            + topics;
        Size {
            articles: self.by_article.len(),
            statements: self.alive,
            gone: self.lines.len() - self.alive,
            terms: self.postings.terms(),
            names: self.names.lines.len(),
            bytes,
        }
    }

    /// How many words a statement has, 255 at most.
    pub(crate) fn length(&self, line: u32) -> u8 {
        usize::try_from(line).ok().and_then(|line| self.lines.get(line)).map_or(0, |line| line.length)
    }

    pub(crate) fn line(&self, line: u32) -> Option<(&LineAt, &Slot)> {
        let line = self.lines.get(usize::try_from(line).ok()?)?;
        let slot = self.slots.get(usize::try_from(line.slot).ok()?)?;
        slot.is_alive.then_some((line, slot))
    }
}
