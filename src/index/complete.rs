//! What a beginning may become: speakers, topics, outlets.

use std::collections::BTreeSet;

use sayso_people::{Desk, folded as name_folded, same, search_tokens};

use crate::index::{Index, NONE};
use crate::words::words;

/// Names that are looked at for one beginning; the shortest beginnings fit more.
const NAMES_MAX: usize = 4_000;

/// Names that are sorted into speakers, of those that fit.
const SPEAKERS_MAX: usize = 80;

/// What a beginning may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The text to put in: a speaker's most frequent spelling, a topic or an outlet as printed.
    pub text: String,
    /// Statements that stand under it; of a topic, those of the articles that are about it.
    pub statements: usize,
    /// Of how many outlets; 0 for an outlet itself.
    pub outlets: usize,
    /// A speaker's office as printed last; none where none is printed, and for topics and outlets.
    pub office: Option<String>,
    /// When the last of its articles came out, in milliseconds since 1970.
    pub last_at_ms: i64,
}

/// A topic of some articles.
#[derive(Debug, Clone)]
pub(crate) struct Topic {
    pub(crate) printed: Box<str>,
    /// Its articles, in the order in which they came; those that went among them.
    pub(crate) slots: Vec<u32>,
}

impl Index {
    /// Speakers of whom some word begins as typed, in any script; those with most statements first. Spellings of
    /// one speaker are one.
    pub fn complete_speakers(&self, typed: &str, limit: usize, desk: &Desk) -> Vec<Completion> {
        let tokens = search_tokens(typed);
        if tokens.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(usize, u32)> = self
            .names
            .typed(&tokens, NAMES_MAX)
            .into_iter()
            .map(|name| (self.names.lines_of(name).len(), name))
            .collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.truncate(SPEAKERS_MAX);
        // The most frequent spelling leads; those that are one speaker with it join it.
        let mut speakers: Vec<Vec<u32>> = Vec::new();
        for (_, name) in found {
            let text = self.name(name);
            let joined = speakers.iter().position(|speaker| {
                let Some(&lead) = speaker.first() else { return false };
                let (shown, lead_shown) = (desk.shown(text), desk.shown(self.name(lead)));
                // Judging a pair takes long beside looking at its keys, and merged names have keys of others.
                let may_be = !desk.merges.is_empty() || self.names.may_be_one(name, lead);
                shown == lead_shown || (may_be && same(shown, lead_shown).is_same())
            });
            match joined {
                Some(at) => speakers[at].push(name),
                None if speakers.len() < limit => speakers.push(vec![name]),
                // Rarer spellings of these are found with their speaker.
                None => break,
            }
        }
        let mut all: Vec<Completion> =
            speakers.iter().filter_map(|names| self.speaker(names, desk)).collect();
        all.sort_by(|one, other| {
            other.statements.cmp(&one.statements).then_with(|| one.text.cmp(&other.text))
        });
        all
    }

    fn speaker(&self, names: &[u32], desk: &Desk) -> Option<Completion> {
        let text = desk.shown(self.name(*names.first()?)).to_owned();
        // Spellings that begin otherwise than what was typed are the speaker's too.
        let mut names = names.to_vec();
        names.extend(self.one_speaker(&text, desk));
        names.sort_unstable();
        names.dedup();
        self.summary(text, &names)
    }

    /// How often and where some names stand, and the office printed last; none where nothing stands under them.
    pub fn summary(&self, text: String, names: &[u32]) -> Option<Completion> {
        let mut found = Completion { text, statements: 0, outlets: 0, office: None, last_at_ms: i64::MIN };
        let (mut outlets, mut office_at) = (BTreeSet::new(), i64::MIN);
        for line in names.iter().flat_map(|name| self.names.lines_of(*name)) {
            let Some((line, slot)) = self.line(*line) else { continue };
            found.statements += 1;
            outlets.insert(slot.outlet);
            found.last_at_ms = found.last_at_ms.max(slot.at_ms);
            if line.role != NONE && slot.at_ms >= office_at {
                office_at = slot.at_ms;
                found.office = Some(self.roles.text(line.role).to_owned());
            }
        }
        found.outlets = outlets.len();
        (found.statements > 0).then_some(found)
    }

    /// Outlets of which some word begins as typed; those with most statements first. An empty text asks for all.
    pub fn complete_outlets(&self, typed: &str, limit: usize) -> Vec<Completion> {
        let wanted = name_folded(typed);
        let counted = self.outlets.iter().filter_map(|(number, text)| {
            let statements = *self.outlet_lines.get(usize::try_from(number).ok()?)?;
            let joined: String = search_tokens(text).concat();
            let fits = joined.starts_with(&wanted)
                || search_tokens(text).iter().any(|token| token.starts_with(&wanted));
            (fits && statements > 0 && !text.is_empty()).then_some((statements, number, text))
        });
        let mut found: Vec<(u32, u32, &str)> = counted.collect();
        found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.2.cmp(other.2)));
        found.truncate(limit);
        let mut last = vec![i64::MIN; self.outlet_lines.len()];
        for slot in self.articles() {
            if let Some(last) = usize::try_from(slot.outlet).ok().and_then(|outlet| last.get_mut(outlet)) {
                *last = slot.at_ms.max(*last);
            }
        }
        let last_of = |outlet: u32| usize::try_from(outlet).ok().and_then(|outlet| last.get(outlet)).copied();
        let completion = |(statements, number, text): (u32, u32, &str)| Completion {
            text: text.to_owned(),
            statements: usize::try_from(statements).unwrap_or(usize::MAX),
            outlets: 0,
            office: None,
            last_at_ms: last_of(number).unwrap_or(i64::MIN),
        };
        found.into_iter().map(completion).collect()
    }

    /// Topics that begin as typed; those of most articles are taken, and those of most statements come first.
    pub fn complete_topics(&self, typed: &str, limit: usize) -> Vec<Completion> {
        let wanted = words(typed).iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
        if wanted.is_empty() {
            return Vec::new();
        }
        // A beginning is a range of the sorted topics, which are bounded in number.
        let range = self.topics.range(wanted.clone()..).take_while(|(key, _)| key.starts_with(&wanted));
        let mut found: Vec<&Topic> = range.map(|(_, topic)| topic).collect();
        let most = |one: &&Topic, other: &&Topic| {
            other.slots.len().cmp(&one.slots.len()).then_with(|| one.printed.cmp(&other.printed))
        };
        if limit > 0 && limit < found.len() {
            found.select_nth_unstable_by(limit - 1, most);
        }
        found.truncate(limit);
        let mut all: Vec<Completion> = found.into_iter().filter_map(|topic| self.about(topic)).collect();
        all.sort_by(|one, other| {
            other.statements.cmp(&one.statements).then_with(|| one.text.cmp(&other.text))
        });
        all
    }

    /// How many statements the articles about a topic have; none where none of them stands.
    fn about(&self, topic: &Topic) -> Option<Completion> {
        let text = topic.printed.to_string();
        let mut found = Completion { text, statements: 0, outlets: 0, office: None, last_at_ms: i64::MIN };
        let mut outlets: Vec<u32> = Vec::new();
        let slots = topic.slots.iter().filter_map(|slot| self.slots.get(usize::try_from(*slot).ok()?));
        for slot in slots.filter(|slot| slot.is_alive && slot.statements > 0) {
            found.statements += usize::from(slot.statements);
            found.last_at_ms = found.last_at_ms.max(slot.at_ms);
            if !outlets.contains(&slot.outlet) {
                outlets.push(slot.outlet);
            }
        }
        found.outlets = outlets.len();
        (found.statements > 0).then_some(found)
    }
}
