//! Words that stand one after another.
//!
//! The index has the place of each word in a statement's own words, in the paragraph of a short one and in the title,
//! by its stem. Of the speaker's name it knows only that a word stands there, so that what is found may stand there;
//! whoever has the text looks.

use std::collections::HashSet;

use crate::payload::{AROUND, NAMED, PLACES_MAX, STANDS, Stand};
use crate::query::Phrase;
use crate::search::Finder;
use crate::stopwords::is_stopword;

/// Where a phrase would begin: the text in the upper half, the word in the lower.
type Start = u32;

const TITLE: u32 = 1 << 16;
const PARAGRAPH: u32 = 2 << 16;
const SPEAKER: u32 = 3 << 16;

/// Some word of the text.
const ANYWHERE: u32 = 0xffff;

impl Finder<'_> {
    /// The statements in which the words of a phrase may stand one after another, in growing order. None where fewer
    /// than two of them are in the index.
    pub(crate) fn with_phrase(&self, phrase: &Phrase) -> Option<Vec<u32>> {
        let telling = (0..).zip(&phrase.words).filter(|(_, word)| !is_stopword(word));
        let mut words: Vec<(u32, Vec<String>)> =
            telling.map(|(at, word)| (at, self.stems.all(word))).collect();
        if words.len() < 2 {
            return None;
        }
        // The rarest word leads; of the others, only what stands beside it is looked at.
        let length = |terms: &[String]| -> usize {
            terms.iter().map(|term| self.index.postings.length_bytes(term)).sum()
        };
        words.sort_by_key(|(_, terms)| length(terms));
        let mut found: Option<Vec<(u32, Start)>> = None;
        for (at, terms) in &words {
            let starts = self.starts(terms, *at, found.as_deref());
            found = Some(found.map_or_else(|| starts.clone(), |before| meet(&before, &starts)));
        }
        let mut lines: Vec<u32> = found?.into_iter().map(|(line, _)| line).collect();
        lines.dedup();
        Some(lines)
    }

    /// Where a phrase would begin whose word number `at` is one of the terms, in articles that `within` names.
    fn starts(&self, terms: &[String], at: u32, within: Option<&[(u32, Start)]>) -> Vec<(u32, Start)> {
        let slot_of = |(line, _): &(u32, Start)| self.index.line(*line).map(|(line, _)| line.slot);
        let within: Option<HashSet<u32>> = within.map(|found| found.iter().filter_map(slot_of).collect());
        let mut found = Vec::new();
        for term in terms {
            self.index.postings.walk(term, |slot, stand| {
                if within.as_ref().is_some_and(|within| !within.contains(&slot)) {
                    return;
                }
                let slot = usize::try_from(slot).ok().and_then(|slot| self.index.slots.get(slot));
                let Some(slot) = slot.filter(|slot| slot.is_alive) else { return };
                match stand {
                    Stand::Title(places) => {
                        let lines = slot.first_line..slot.first_line + u32::from(slot.statements);
                        lines.for_each(|line| put(&mut found, line, TITLE, places, at));
                    }
                    Stand::Line(number, bits, places, around) => {
                        let line = slot.first_line + number;
                        if bits & STANDS != 0 {
                            put(&mut found, line, 0, places, at);
                        }
                        if bits & AROUND != 0 {
                            put(&mut found, line, PARAGRAPH, around, at);
                        }
                        if bits & NAMED != 0 {
                            found.push((line, SPEAKER | ANYWHERE));
                        }
                    }
                }
            });
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn put(found: &mut Vec<(u32, Start)>, line: u32, text: u32, places: &[u32], at: u32) {
    // Of a word that stands there so often, not every place is known.
    if places.len() >= PLACES_MAX || places.is_empty() {
        return found.push((line, text | ANYWHERE));
    }
    let starts = places.iter().filter_map(|place| place.checked_sub(at)).filter(|start| *start < ANYWHERE);
    found.extend(starts.map(|start| (line, text | start)));
}

/// The beginnings that both lists have.
fn meet(one: &[(u32, Start)], other: &[(u32, Start)]) -> Vec<(u32, Start)> {
    let mut found = Vec::new();
    let mut rest = other;
    for starts in one.chunk_by(|one, other| one.0 == other.0) {
        let Some((line, _)) = starts.first() else { continue };
        rest = &rest[rest.partition_point(|(its, _)| its < line)..];
        let others = &rest[..rest.partition_point(|(its, _)| its == line)];
        let both =
            starts.iter().flat_map(|(_, start)| others.iter().filter_map(|(_, its)| both(*start, *its)));
        found.extend(both.map(|start| (*line, start)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The beginning that two words agree on, where they do.
fn both(one: Start, other: Start) -> Option<Start> {
    let is_same_text = one >> 16 == other >> 16;
    match (one & ANYWHERE, other & ANYWHERE) {
        (ANYWHERE, _) if is_same_text => Some(other),
        (_, ANYWHERE) if is_same_text => Some(one),
        _ => (one == other).then_some(one),
    }
}
