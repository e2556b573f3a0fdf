//! What is new in a story over a period: one line a speaker, folded, with who moved and who denied.
//!
//! Every line is a statement as it was printed, to the byte, with its place. Where nothing is new, the summary is empty,
//! and an empty summary is not posted.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use sayso_statements::{Act, Quotation, SpeakerKind, Statement};
use serde::{Deserialize, Serialize};

use crate::relation::{Decision, Link, Relation};
use crate::remark::Remark;
use crate::timeline::{Prints, prints};
use crate::topic::stems;

/// Lines of a summary; what does not fit is counted.
pub const LINES_MAX: usize = 25;

/// Of ten words of meaning in a paraphrase, so many heard before from the same speaker make it no news.
const HEARD_TENTHS: usize = 8;

/// A stretch of time: from the first instant on, up to but without the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first instant in it.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

/// The short brief of a story over a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The period.
    pub period: Period,
    /// What was said, one line a speaker, weightiest first.
    pub lines: Vec<Line>,
    /// Who denied what: the later statement denies the earlier.
    pub denied: Vec<Pointer>,
    /// Who confirmed what.
    pub confirmed: Vec<Pointer>,
    /// Who moved: the later statement walks the earlier back.
    pub moved: Vec<Pointer>,
    /// Who would not comment or did not respond.
    pub declined: Vec<Line>,
    /// Speakers with something new for whom there was no room.
    pub more_speakers: usize,
    /// Statements in the period, with all their prints.
    pub statements: usize,
    /// Of those, repeats of what was known.
    pub known: usize,
}

/// A statement to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The id of the statement.
    pub id: String,
    /// The statement with its pieces, as printed: the longest form of the quotation that is new.
    pub statement: Statement,
    /// The article, as the caller names it.
    pub article: String,
    /// Who carries it.
    pub outlet: String,
    /// The link to the place.
    pub link: Option<String>,
    /// When it was first printed.
    pub at: Timestamp,
    /// All outlets that print it, the earliest first.
    pub outlets: Vec<String>,
    /// From how many independent origins.
    pub origins: usize,
    /// Further new statements of the same speaker in the period.
    pub more: usize,
}

/// Two statements that a relation joins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pointer {
    /// The later statement.
    pub later: Line,
    /// The id of the earlier one.
    pub earlier: String,
    /// The earlier statement, where it is among those given.
    pub earlier_line: Option<Line>,
    /// The link between them, by index.
    pub link: usize,
}

impl Summary {
    /// Whether there is nothing to say; then nothing is posted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
            && self.declined.is_empty()
            && self.denied.is_empty()
            && self.confirmed.is_empty()
            && self.moved.is_empty()
    }
}

impl Period {
    /// Whether an instant is in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// Sums up a period of a story. `remarks` are all statements of the story, those before the period too: they tell what
/// is new. `links` are its relations; what an editor has rejected counts for nothing.
///
/// Ranked: the speaker's own words before a paraphrase, named before unnamed, from many independent origins before
/// few, earlier before later.
pub fn summary(period: Period, remarks: &[Remark], links: &[Link]) -> Summary {
    // What was printed after the period must not be shown in it.
    let mut known = Cow::Borrowed(remarks);
    if remarks.iter().any(|remark| remark.printed.at >= period.until) {
        known.to_mut().retain(|remark| remark.printed.at < period.until);
    }
    let remarks: &[Remark] = &known;
    let all = prints(remarks);
    let told = Told::new(period, remarks, links, &all);
    let mut news = News { period, remarks, heard: heard(period, remarks) };
    let mut summary = Summary {
        period,
        lines: Vec::new(),
        denied: pointers(&told, Relation::Denies),
        confirmed: pointers(&told, Relation::Confirms),
        moved: pointers(&told, Relation::WalksBack),
        declined: Vec::new(),
        more_speakers: 0,
        statements: remarks.iter().filter(|remark| period.holds(remark.printed.at)).count(),
        known: 0,
    };
    let mut fresh: Vec<&Prints> = Vec::new();
    for print in &all {
        let inside = print.members.iter().filter(|at| period.holds(remarks[**at].printed.at)).count();
        if inside > 0 {
            match news.is_new(print) {
                true => fresh.push(print),
                false => summary.known += inside,
            }
        }
    }
    let (declined, said): (Vec<&Prints>, Vec<&Prints>) =
        fresh.into_iter().partition(|print| remarks[print.longest].statement.act == Act::Decline);
    summary.declined = one_a_speaker(remarks, declined);
    summary.lines = one_a_speaker(remarks, said);
    summary.more_speakers = summary.lines.len().saturating_sub(LINES_MAX);
    summary.lines.truncate(LINES_MAX);
    summary.declined.truncate(LINES_MAX);
    summary
}

struct News<'a> {
    period: Period,
    remarks: &'a [Remark],
    /// What a speaker is known to have talked about before, statement by statement.
    heard: HashMap<&'a str, Vec<BTreeSet<String>>>,
}

fn heard(period: Period, remarks: &[Remark]) -> HashMap<&str, Vec<BTreeSet<String>>> {
    let mut heard: HashMap<&str, Vec<BTreeSet<String>>> = HashMap::new();
    for remark in remarks.iter().filter(|remark| remark.printed.at < period.from) {
        if let Some(speaker) = remark.speaker.as_deref() {
            heard.entry(speaker).or_default().push(stems(&remark.text()));
        }
    }
    heard
}

impl News<'_> {
    /// Whether an utterance was first printed in the period and, if it is a paraphrase, says what was not heard before.
    fn is_new(&mut self, print: &Prints) -> bool {
        let first = &self.remarks[print.members[0]];
        if !self.period.holds(first.printed.at) {
            return false;
        }
        let Some(speaker) = first.speaker.as_deref().filter(|_| !first.is_quoted()) else { return true };
        let about = stems(&first.text());
        let before = self.heard.entry(speaker).or_default();
        let known = |heard: &BTreeSet<String>| {
            about.len() >= 3 && 10 * about.intersection(heard).count() >= HEARD_TENTHS * about.len()
        };
        let new = !before.iter().any(known);
        before.push(about);
        new
    }
}

/// The weightiest line of each speaker, weightiest first. Unnamed sources of two articles are never one.
fn one_a_speaker(remarks: &[Remark], prints: Vec<&Prints>) -> Vec<Line> {
    let mut ranked = prints;
    ranked.sort_by_key(|print| rank(remarks, print));
    let mut lines: Vec<Line> = Vec::new();
    let mut line_of: HashMap<String, usize> = HashMap::new();
    for print in ranked {
        let key = speaker_key(&remarks[print.longest]);
        match line_of.get(&key) {
            Some(at) => lines[*at].more += 1,
            None => {
                line_of.insert(key, lines.len());
                lines.push(line(remarks, print));
            }
        }
    }
    lines
}

fn rank(remarks: &[Remark], print: &Prints) -> (u8, bool, usize, Timestamp, usize) {
    let shown = &remarks[print.longest];
    let directness = match shown.statement.quotation {
        Quotation::Direct => 0,
        Quotation::Mixed => 1,
        Quotation::Indirect => 2,
    };
    let unnamed = !is_named(&shown.statement);
    (directness, unnamed, usize::MAX - print.origins, remarks[print.members[0]].printed.at, print.longest)
}

fn is_named(statement: &Statement) -> bool {
    let kind = statement.speaker.kind;
    statement.speaker.name.is_some() && !matches!(kind, SpeakerKind::Anonymous | SpeakerKind::Group)
}

fn speaker_key(remark: &Remark) -> String {
    let name = remark.statement.speaker.name.as_deref().or(remark.statement.speaker.mention.as_deref());
    match (&remark.speaker, name) {
        (Some(key), _) => format!("key {key}"),
        (None, Some(name)) => format!("in {} {name}", remark.printed.article),
        (None, None) => format!("statement {}", remark.id),
    }
}

fn line(remarks: &[Remark], print: &Prints) -> Line {
    let remark = &remarks[print.longest];
    Line {
        id: remark.id.clone(),
        statement: remark.statement.clone(),
        article: remark.printed.article.clone(),
        outlet: remark.printed.outlet.clone(),
        link: remark.link.clone(),
        at: remarks[print.members[0]].printed.at,
        outlets: print.outlets.clone(),
        origins: print.origins,
        more: 0,
    }
}

/// The links of one kind whose later statement is printed in the period; of many prints of the same two, the first.
fn pointers(told: &Told<'_>, relation: Relation) -> Vec<Pointer> {
    let mut found: Vec<Pointer> = Vec::new();
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    for (at, link) in told.links.iter().enumerate() {
        let wanted = link.relation == relation && link.editor != Some(Decision::Rejected);
        let later = told.by_id.get(link.later.as_str()).filter(|_| wanted);
        let Some(&later) = later.filter(|later| told.period.holds(told.remarks[**later].printed.at)) else {
            continue;
        };
        let earlier = told.by_id.get(link.earlier.as_str()).copied();
        let pair = earlier.map(|earlier| (told.print_of[&later], told.print_of[&earlier]));
        if pair.is_none_or(|pair| seen.insert(pair)) {
            let shown = |print: usize| line(told.remarks, &told.prints[print]);
            found.push(Pointer {
                later: shown(told.print_of[&later]),
                earlier: link.earlier.clone(),
                earlier_line: earlier.map(|earlier| shown(told.print_of[&earlier])),
                link: at,
            });
        }
    }
    found
}

/// All that a summary is made of.
struct Told<'a> {
    period: Period,
    remarks: &'a [Remark],
    links: &'a [Link],
    prints: &'a [Prints],
    by_id: HashMap<&'a str, usize>,
    /// Of each statement, the utterance that it prints.
    print_of: HashMap<usize, usize>,
}

impl<'a> Told<'a> {
    fn new(period: Period, remarks: &'a [Remark], links: &'a [Link], prints: &'a [Prints]) -> Told<'a> {
        let by_id = remarks.iter().enumerate().map(|(at, remark)| (remark.id.as_str(), at)).collect();
        let members = prints
            .iter()
            .enumerate()
            .flat_map(|(at, print)| print.members.iter().map(move |member| (*member, at)));
        Told { period, remarks, links, prints, by_id, print_of: members.collect() }
    }
}
