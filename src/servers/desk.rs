//! What a server's editors decided: who corrected what, when, with both versions. Nothing is rewritten; what is undone
//! stays in the list, and counts no more.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use sayso_record::{ArticleId, Corrections, Desk, Fix, GuildStore, RecordError, Split, StatementId};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// Most decisions of a server, those that were undone too.
pub const DECISIONS_MAX: usize = 1_000;

/// Most reports of members that wait for the editors of a server.
pub const REPORTS_MAX: usize = 200;

/// Most statements that are remembered as put aside in the queue; of more, the oldest come up again.
const ASIDE_MAX: usize = 500;

/// Longest note of an editor, in Unicode scalars.
pub const NOTE_CHARS_MAX: usize = 300;

/// Statements that one split may name.
pub const SPLIT_MAX: usize = 200;

/// Names in the record.
const DECISIONS: &str = "desk/decision/";
const REPORTS: &str = "desk/report/";
const ASIDE: &str = "desk/aside";

/// Entries that are read at a time.
const AT_ONCE: usize = 200;

/// One decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The Discord number of who made it; none where that person had it deleted.
    pub who: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// What was decided.
    pub what: Decided,
    /// What the editor added.
    #[serde(default)]
    pub note: String,
    /// Who undid it and when, where it was undone.
    #[serde(default)]
    pub undone: Option<Undone>,
}

/// That a decision counts no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// The Discord number of who undid it; none where that person had it deleted.
    pub who: Option<u64>,
    /// When.
    pub at: Timestamp,
}

/// What was decided. Statements are named by their numbers as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "do")]
pub enum Decided {
    /// A statement has another speaker, kind or day.
    Fix {
        /// Which.
        statement: String,
        /// What it was before, as far as it changed.
        before: Fix,
        /// What it is.
        after: Fix,
    },
    /// A statement is not shown.
    HideStatement {
        /// Which.
        statement: String,
    },
    /// Nothing of an article is shown.
    HideArticle {
        /// Which, by its number as text.
        article: String,
    },
    /// One statement stands to another in a way that the rules do not see.
    Link {
        /// The later one.
        later: String,
        /// The earlier one.
        earlier: String,
        /// How the later stands to the earlier.
        relation: Tie,
    },
    /// Two names are one speaker.
    Merge {
        /// The name that is shown.
        keep: String,
        /// The name that joins it.
        merge: String,
    },
    /// Statements under one name are another speaker's.
    Split {
        /// The name as it is printed.
        name: String,
        /// The name that these statements have instead.
        becomes: String,
        /// The statements.
        statements: Vec<String>,
    },
}

/// How a later statement stands to an earlier one, by an editor's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// Somebody else says that it is not so.
    Denies,
    /// Somebody else says that it is so.
    Confirms,
    /// The same speaker takes it back.
    WalksBack,
    /// The same speaker says it again.
    Repeats,
    /// The two have nothing to do with each other, whatever the rules say.
    Unrelated,
}

/// What a member reported as wrong. Who did is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The statement, by its number as text.
    pub statement: String,
    /// When it was reported first.
    pub at: Timestamp,
}

/// All decisions of a server, and what follows from them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    all: BTreeMap<u32, Decision>,
    desk: Desk,
    corrections: Arc<Corrections>,
}

impl Decisions {
    /// Reads them. Blocks.
    pub(crate) fn read(store: &GuildStore) -> Result<Decisions, RecordError> {
        let (mut all, mut cursor) = (BTreeMap::new(), None);
        loop {
            let (page, next) = store.scan::<Decision>(DECISIONS, AT_ONCE, cursor.as_ref())?;
            all.extend(page.into_iter().filter_map(|(name, decision)| Some((number_of(&name)?, decision))));
            cursor = next;
            if cursor.is_none() {
                return Ok(Decisions::of(all));
            }
        }
    }

    fn of(all: BTreeMap<u32, Decision>) -> Decisions {
        let (mut desk, mut corrections) = (Desk::default(), Corrections::default());
        for decision in all.values().filter(|decision| decision.undone.is_none()) {
            lay(&decision.what, &mut desk, &mut corrections);
        }
        Decisions { all, desk, corrections: Arc::new(corrections) }
    }

    /// What they say of names.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// What they say of single statements.
    pub fn corrections(&self) -> &Arc<Corrections> {
        &self.corrections
    }

    /// The relations that they set: the later statement, the earlier one, and how they stand. Of two words on one pair
    /// the last counts.
    pub fn ties(&self) -> Vec<(&str, &str, Tie)> {
        let mut ties: Vec<(&str, &str, Tie)> = Vec::new();
        for decision in self.all.values().filter(|decision| decision.undone.is_none()) {
            if let Decided::Link { later, earlier, relation } = &decision.what {
                ties.retain(|(one, other, _)| (*one, *other) != (later.as_str(), earlier.as_str()));
                ties.push((later, earlier, *relation));
            }
        }
        ties
    }

    /// The decision of a number.
    pub fn get(&self, number: u32) -> Option<&Decision> {
        self.all.get(&number)
    }

    /// The decision of a number with its name in the record.
    pub(crate) fn named(&self, number: u32) -> Option<(String, &Decision)> {
        Some((name_of(number), self.all.get(&number)?))
    }

    /// All with their numbers, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = (u32, &Decision)> {
        self.all.iter().rev().map(|(number, decision)| (*number, decision))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether an editor has looked at a statement: fixed, confirmed or hidden it.
    pub fn knows(&self, id: &StatementId) -> bool {
        self.corrections.fixes.contains_key(id) || self.corrections.hides(id)
    }

    /// How many a person made or undid.
    pub fn of_person(&self, who: u64) -> usize {
        self.all.values().filter(|decision| is_by(decision, who)).count()
    }

    /// The same list with one more decision, its number, and what is to be written.
    pub(crate) fn with(&self, decision: Decision) -> Result<(Decisions, u32, String), Refusal> {
        if self.all.len() >= DECISIONS_MAX {
            return Err(Refusal::DecisionsFull(DECISIONS_MAX));
        }
        let number = self.all.keys().next_back().map_or(1, |last| last.saturating_add(1));
        let mut all = self.all.clone();
        all.insert(number, decision);
        Ok((Decisions::of(all), number, name_of(number)))
    }

    /// The same list with one decision undone; none where there is no such, or it was undone before.
    pub(crate) fn without(&self, number: u32, undone: Undone) -> Option<Decisions> {
        let mut all = self.all.clone();
        let decision = all.get_mut(&number).filter(|decision| decision.undone.is_none())?;
        decision.undone = Some(undone);
        Some(Decisions::of(all))
    }

    /// The numbers of those that name a person, each without that name.
    pub(crate) fn forgetting(&self, who: u64) -> Vec<(String, Decision)> {
        let own = self.all.iter().filter(|(_, decision)| is_by(decision, who));
        let forget = |(number, decision): (&u32, &Decision)| {
            let mut decision = decision.clone();
            decision.who = decision.who.filter(|its| *its != who);
            if let Some(undone) = &mut decision.undone {
                undone.who = undone.who.filter(|its| *its != who);
            }
            (name_of(*number), decision)
        };
        own.map(forget).collect()
    }
}

fn is_by(decision: &Decision, who: u64) -> bool {
    decision.who == Some(who) || decision.undone.is_some_and(|undone| undone.who == Some(who))
}

/// Lays one decision over those before it.
fn lay(what: &Decided, desk: &mut Desk, corrections: &mut Corrections) {
    match what {
        Decided::Fix { statement, before, after } => {
            let Ok(id) = statement.parse::<StatementId>() else { return };
            if let Some(speaker) = &after.speaker {
                let name = before.speaker.as_ref().and_then(|speaker| speaker.name.clone());
                list_under(desk, name, speaker.name.as_deref(), statement);
            }
            corrections.fixes.entry(id).or_default().then(after);
        }
        Decided::HideStatement { statement } => {
            corrections.hidden.extend(statement.parse::<StatementId>());
        }
        Decided::HideArticle { article } => {
            corrections.hidden_articles.extend(article.parse::<ArticleId>());
        }
        // A ring would leave nobody shown.
        Decided::Merge { keep, merge } if desk.shown(keep) != merge => {
            desk.merges.push((keep.clone(), merge.clone()));
        }
        Decided::Split { name, becomes, statements } => {
            for statement in statements {
                list_under(desk, Some(name.clone()), Some(becomes), statement);
            }
        }
        Decided::Merge { .. } | Decided::Link { .. } => {}
    }
}

/// Lists a statement under another name than the printed one. Where it was listed under a third before, it is no more.
fn list_under(desk: &mut Desk, printed: Option<String>, becomes: Option<&str>, statement: &str) {
    let mut first = None;
    for split in &mut desk.splits {
        if split.statements.iter().any(|its| its == statement) {
            first.get_or_insert_with(|| split.name.clone());
            split.statements.retain(|its| its != statement);
        }
    }
    desk.splits.retain(|split| !split.statements.is_empty());
    let name = first.or(printed).unwrap_or_default();
    desk.splits.push(Split {
        name,
        becomes: becomes.unwrap_or_default().to_owned(),
        statements: vec![statement.to_owned()],
    });
}

fn name_of(number: u32) -> String {
    format!("{DECISIONS}{number:010}")
}

fn number_of(name: &str) -> Option<u32> {
    name.strip_prefix(DECISIONS)?.parse().ok()
}

/// What members reported, the oldest first. Blocks.
pub(crate) fn reports(store: &GuildStore) -> Result<Vec<Report>, RecordError> {
    let (mut reports, _) = store.scan::<Report>(REPORTS, REPORTS_MAX, None)?;
    reports.sort_by_key(|(_, report)| report.at);
    Ok(reports.into_iter().map(|(_, report)| report).collect())
}

/// Keeps a report; of one statement the first is kept. Blocks.
pub(crate) fn report(store: &GuildStore, report: &Report) -> Result<bool, RecordError> {
    let name = format!("{REPORTS}{}", report.statement);
    if store.get::<Report>(&name)?.is_some() {
        return Ok(true);
    }
    if store.scan::<Report>(REPORTS, REPORTS_MAX, None)?.0.len() >= REPORTS_MAX {
        return Ok(false);
    }
    store.put(&name, report)?;
    Ok(true)
}

/// Takes a report away: somebody has looked at it. Blocks.
pub(crate) fn settle(store: &GuildStore, statement: &str) -> Result<(), RecordError> {
    store.delete(&format!("{REPORTS}{statement}"))
}

/// Statements that were put aside in the queue. Blocks.
pub(crate) fn aside(store: &GuildStore) -> Result<HashSet<String>, RecordError> {
    Ok(store.get::<Vec<String>>(ASIDE)?.unwrap_or_default().into_iter().collect())
}

/// Puts a statement aside. Blocks.
pub(crate) fn put_aside(store: &GuildStore, statement: &str) -> Result<(), RecordError> {
    let mut aside = store.get::<Vec<String>>(ASIDE)?.unwrap_or_default();
    aside.retain(|known| known != statement);
    aside.push(statement.to_owned());
    let surplus = aside.len().saturating_sub(ASIDE_MAX);
    aside.drain(..surplus);
    store.put(ASIDE, &aside)
}

#[cfg(test)]
mod tests;
