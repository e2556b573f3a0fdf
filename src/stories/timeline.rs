//! The timeline of a story: statements, relations and changes of articles in order, by day.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sayso_quotations::fold;
use serde::{Deserialize, Serialize};

use crate::relation::{Decision, Link};
use crate::remark::Remark;

/// A change of an article after publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The caller's name for the article; not looked into.
    pub article: String,
    /// Who carries it.
    pub outlet: String,
    /// When it was noticed.
    pub at: Timestamp,
    /// Its class.
    pub class: ChangeClass,
    /// The statements that it touches, by their ids.
    pub statements: Vec<String>,
    /// What changed, in one line.
    pub line: String,
    /// The link to the article.
    pub link: Option<String>,
}

/// Classes of changes, after the handbook of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// The outlet says that something was wrong.
    Corrected,
    /// Mended without a change of fact.
    Refiled,
    /// Taken out, or the article taken down.
    Withdrawn,
    /// More or other text.
    Updated,
}

/// One day of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day in the zone that was asked for; of a dated statement, the day it was said.
    pub date: Date,
    /// What happened, in order.
    pub entries: Vec<Entry>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was printed or noticed.
    pub at: Timestamp,
    /// What it was.
    pub what: What,
}

/// What happened; numbers are indices into what was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody said something.
    Statement {
        /// The earliest print of it.
        remark: usize,
        /// All prints of the same quotation, this one too, in order of time.
        prints: Vec<usize>,
        /// From how many independent origins.
        origins: usize,
        /// The relations in which it is the later one, by index.
        links: Vec<usize>,
    },
    /// An article changed.
    Change(
        /// Which.
        usize,
    ),
}

/// Lays out statements, their relations and changes of articles in order, by day. The same quotation of several
/// outlets is one entry, on the day of its earliest print; links that an editor has rejected are left out.
pub fn timeline(remarks: &[Remark], links: &[Link], changes: &[Change], zone: &TimeZone) -> Vec<Day> {
    let mut days: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
    let mut later: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, link) in links.iter().enumerate().filter(|(_, link)| link.editor != Some(Decision::Rejected)) {
        later.entry(&link.later).or_default().push(at);
    }
    for print in prints(remarks) {
        let first = print.members[0];
        let linked = print.members.iter().filter_map(|at| later.get(remarks[*at].id.as_str()));
        let linked: Vec<usize> = linked.flatten().copied().collect();
        let what =
            What::Statement { remark: first, links: linked, prints: print.members, origins: print.origins };
        let entry = Entry { at: remarks[first].printed.at, what };
        days.entry(remarks[first].day(zone)).or_default().push(entry);
    }
    for (at, change) in changes.iter().enumerate() {
        let entry = Entry { at: change.at, what: What::Change(at) };
        days.entry(zone.to_datetime(change.at).date()).or_default().push(entry);
    }
    days.into_iter()
        .map(|(date, mut entries)| {
            entries.sort_by_key(|entry| entry.at);
            Day { date, entries }
        })
        .collect()
}

/// The prints of one utterance.
pub(crate) struct Prints {
    /// Indices in order of time; never empty.
    pub(crate) members: Vec<usize>,
    /// The one with the most words.
    pub(crate) longest: usize,
    pub(crate) origins: usize,
    /// The outlets in order of time.
    pub(crate) outlets: Vec<String>,
}

/// Folds what is quoted; a paraphrase stands for itself, unless the same article repeats it to the letter.
pub(crate) fn prints(remarks: &[Remark]) -> Vec<Prints> {
    let quoted: Vec<usize> = (0..remarks.len()).filter(|at| remarks[*at].is_quoted()).collect();
    let texts: Vec<_> = quoted.iter().map(|at| remarks[*at].quoted()).collect();
    let mut found: Vec<Prints> = Vec::new();
    for cluster in fold(&texts) {
        let members: Vec<usize> = cluster.members.iter().map(|member| quoted[member.index]).collect();
        let outlets = outlets(remarks, &members);
        found.push(Prints {
            longest: quoted[cluster.longest],
            origins: cluster.origins.len(),
            members,
            outlets,
        });
    }
    let mut paraphrases: HashMap<(Option<&str>, String), Vec<usize>> = HashMap::new();
    for (at, remark) in remarks.iter().enumerate().filter(|(_, remark)| !remark.is_quoted()) {
        let key =
            remark.speaker.as_deref().map_or_else(|| format!("{}\u{0}{}", remark.id, at), |_| remark.text());
        paraphrases.entry((remark.speaker.as_deref(), key)).or_default().push(at);
    }
    for mut members in paraphrases.into_values() {
        members.sort_by_key(|at| (remarks[*at].printed.at, *at));
        let quoted: Vec<_> = members.iter().map(|at| remarks[*at].quoted()).collect();
        let origins: HashSet<String> = quoted
            .iter()
            .map(|one| sayso_quotations::origin(&one.outlet, one.origin.as_deref(), &one.via))
            .collect();
        let outlets = outlets(remarks, &members);
        found.push(Prints { longest: members[0], origins: origins.len(), members, outlets });
    }
    found.sort_by_key(|print| (remarks[print.members[0]].printed.at, print.members[0]));
    found
}

fn outlets(remarks: &[Remark], members: &[usize]) -> Vec<String> {
    let mut outlets: Vec<String> = Vec::new();
    for at in members {
        let outlet = &remarks[*at].printed.outlet;
        if !outlets.contains(outlet) {
            outlets.push(outlet.clone());
        }
    }
    outlets
}
