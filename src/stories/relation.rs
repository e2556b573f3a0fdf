//! One statement denies, confirms, walks back or repeats another: by rule, with the reason kept, for an editor to judge.
//!
//! Precision goes before recall: two statements are related only if the verb of the later one says so (or its words
//! turn the earlier one's round), and enough words of what they are about are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use jiff::tz::TimeZone;
use sayso_quotations::{SameKind, same};
use sayso_statements::Act;
use serde::{Deserialize, Serialize};

use crate::answer::answers;
use crate::remark::Remark;
use crate::topic::{is_negative, stems};

/// Statements to which a statement is compared, at most, the latest first.
const COMPARED_MAX: usize = 64;

/// A stem in more statements than this says nothing of what one is about.
const STATEMENTS_OF_A_STEM_MAX: usize = 400;

/// How the later of two statements stands to the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Somebody else says that it is not so.
    Denies,
    /// Somebody else says that it is so.
    Confirms,
    /// The same speaker takes it back.
    WalksBack,
    /// The same speaker says it again, on another day.
    Repeats,
}

/// A relation between two statements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The id of the earlier statement.
    pub earlier: String,
    /// The id of the later one.
    pub later: String,
    /// How it stands to the earlier.
    pub relation: Relation,
    /// Why.
    pub why: Why,
    /// What an editor has said of it; none where only the rule has spoken.
    pub editor: Option<Decision>,
}

/// An editor's word on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is so.
    Confirmed,
    /// It is not so; the link is kept and not shown.
    Rejected,
}

/// Why two statements are related.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rule.
    pub rule: Rule,
    /// The cue of the later statement as printed.
    pub cue: Option<String>,
    /// What both are about: the beginnings of common words.
    pub common: Vec<String>,
}

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The verb of the later statement says so (“denied”, “confirmed”).
    Verb,
    /// The later statement has the words of the earlier with a *not* more or less.
    Turned,
    /// The later statement says that one was wrong or takes one's words back.
    TakenBack,
    /// The same words.
    SameWords,
    /// It answers what was said just before in the same article: a bare denial, a contradiction beside it.
    Answer,
    /// Set by hand.
    Editor,
}

/// How the later of two statements stands to the earlier; none where no rule is sure.
pub fn relate(earlier: &Remark, later: &Remark) -> Option<Link> {
    Prepared::new(later).to(&Prepared::new(earlier))
}

/// All relations among statements, in the order of the later ones, bare denials last. Pairs are found by the words that
/// they have in common, not by comparing all.
pub fn relations(remarks: &[Remark]) -> Vec<Link> {
    let prepared: Vec<Prepared<'_>> = remarks.iter().map(Prepared::new).collect();
    let mut order: Vec<usize> = (0..remarks.len()).collect();
    order.sort_by_key(|at| (remarks[*at].printed.at, *at));
    let mut seen: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut links = Vec::new();
    for at in order {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for stem in &prepared[at].stems {
            let list = seen.get(stem.as_str()).filter(|list| list.len() <= STATEMENTS_OF_A_STEM_MAX);
            list.into_iter().flatten().for_each(|other| *common.entry(*other).or_default() += 1);
        }
        let mut near: Vec<(usize, usize)> = common.into_iter().filter(|(_, common)| *common >= 2).collect();
        near.sort_by_key(|(other, common)| (usize::MAX - common, usize::MAX - other));
        near.truncate(COMPARED_MAX);
        near.sort_unstable();
        links.extend(near.into_iter().filter_map(|(other, _)| prepared[at].to(&prepared[other])));
        for stem in &prepared[at].stems {
            seen.entry(stem).or_default().push(at);
        }
    }
    let linked: HashSet<String> = links.iter().map(|link| link.later.clone()).collect();
    links.extend(answers(remarks, |later| linked.contains(&later.id)));
    links
}

/// A statement with what the rules ask of it.
struct Prepared<'a> {
    remark: &'a Remark,
    text: String,
    stems: BTreeSet<String>,
}

/// Whether two statements are of one speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speakers {
    Same,
    Different,
    Unclear,
}

impl<'a> Prepared<'a> {
    fn new(remark: &'a Remark) -> Prepared<'a> {
        let text = remark.text();
        let stems = stems(&text);
        Prepared { remark, text, stems }
    }

    fn act(&self) -> Act {
        self.remark.statement.act
    }

    fn to(&self, earlier: &Prepared<'_>) -> Option<Link> {
        if !self.is_after(earlier) {
            return None;
        }
        let common: Vec<String> = self.stems.intersection(&earlier.stems).cloned().collect();
        let (relation, rule) = self.by_rule(earlier, common.len())?;
        Some(Link {
            earlier: earlier.remark.id.clone(),
            later: self.remark.id.clone(),
            relation,
            why: Why { rule, cue: self.remark.statement.cue.clone(), common },
            editor: None,
        })
    }

    /// Later in time, or further down the same page.
    fn is_after(&self, earlier: &Prepared<'_>) -> bool {
        let (one, other) = (self.remark, earlier.remark);
        if one.printed.article == other.printed.article {
            return one.place() > other.place() && !one.is_inside(other) && other.statement.paragraph >= 0;
        }
        let days = (one.statement.said_on, other.statement.said_on);
        match days {
            (Some(one), Some(other)) if one != other => one > other,
            _ => one.printed.at >= other.printed.at,
        }
    }

    fn speakers(&self, earlier: &Prepared<'_>) -> Speakers {
        match (&self.remark.speaker, &earlier.remark.speaker) {
            (Some(one), Some(other)) if one == other => Speakers::Same,
            (Some(_), Some(_)) => Speakers::Different,
            _ => Speakers::Unclear,
        }
    }

    /// Whether so many common stems, being so many tenths of those of the shorter statement, are enough.
    fn shares(&self, earlier: &Prepared<'_>, common: usize, least: usize, tenths: usize) -> bool {
        let shorter = self.stems.len().min(earlier.stems.len());
        common >= least && 10 * common >= tenths * shorter
    }

    /// Whether so many stems of this statement, being so many tenths of all, stand in the earlier.
    fn is_covered(&self, common: usize, least: usize, tenths: usize) -> bool {
        common >= least && 10 * common >= tenths * self.stems.len()
    }

    fn by_rule(&self, earlier: &Prepared<'_>, common: usize) -> Option<(Relation, Rule)> {
        let speakers = self.speakers(earlier);
        // What was denied, asked or left unsaid asserts nothing that could be denied.
        if matches!(earlier.act(), Act::Deny | Act::Ask | Act::Decline) || self.act() == Act::Decline {
            return None;
        }
        let named = self.remark.speaker.is_some();
        // Most of what is denied or confirmed must stand in the earlier statement, the verb of it too: not every word
        // about the raid's figures says that they were altered.
        let topic = self.is_covered(common, 2, 7) || self.is_covered(common, 4, 6);
        match (self.act(), speakers) {
            (Act::Deny, Speakers::Same) if topic => return Some((Relation::WalksBack, Rule::Verb)),
            (Act::Deny, Speakers::Different) if topic => return Some((Relation::Denies, Rule::Verb)),
            (Act::Deny, Speakers::Unclear) if topic && named => return Some((Relation::Denies, Rule::Verb)),
            (Act::Confirm, Speakers::Different) if topic => return Some((Relation::Confirms, Rule::Verb)),
            (Act::Confirm, Speakers::Unclear) if topic && named => {
                return Some((Relation::Confirms, Rule::Verb));
            }
            (Act::Deny | Act::Confirm | Act::Ask, _) => return None,
            _ => {}
        }
        if speakers == Speakers::Same && self.is_another_day(earlier) {
            if common >= 2 && takes_back(&self.text) {
                return Some((Relation::WalksBack, Rule::TakenBack));
            }
            if self.repeats(earlier) {
                return Some((Relation::Repeats, Rule::SameWords));
            }
        }
        let turned = self.shares(earlier, common, 3, 8) && self.is_turned(earlier);
        match speakers {
            Speakers::Same if turned && self.is_another_day(earlier) => {
                Some((Relation::WalksBack, Rule::Turned))
            }
            Speakers::Different if turned => Some((Relation::Denies, Rule::Turned)),
            _ => None,
        }
    }

    /// One says no where the other does not, and the same language is spoken.
    fn is_turned(&self, earlier: &Prepared<'_>) -> bool {
        let (one, other) = (&self.remark.printed.language, &earlier.remark.printed.language);
        one == other && is_negative(&self.text, one) != is_negative(&earlier.text, other)
    }

    fn is_another_day(&self, earlier: &Prepared<'_>) -> bool {
        self.remark.day(&TimeZone::UTC) > earlier.remark.day(&TimeZone::UTC)
    }

    /// The same words on a day that the page itself tells: else it is the same utterance, printed again.
    fn repeats(&self, earlier: &Prepared<'_>) -> bool {
        let dated = self.remark.statement.said_on.is_some() && earlier.remark.statement.said_on.is_some();
        dated
            && same(&self.text, &earlier.text)
                .is_some_and(|how| how.kind != SameKind::Overlap && how.words >= 3)
    }
}

/// Phrases with which one takes back what one has said, in six languages; compared folded.
const TAKEN_BACK: &[&str] = &[
    "take back",
    "took back",
    "taken back",
    "take it back",
    "withdraw my",
    "withdrew my",
    "i misspoke",
    "had misspoken",
    "was wrong to say",
    "were wrong to say",
    "i was wrong",
    "apologise for saying",
    "apologize for saying",
    "apologised for saying",
    "apologized for saying",
    "should not have said",
    "retract my",
    "retracted",
    "беру свої слова назад",
    "забираю свої слова",
    "я помилився",
    "я помилилася",
    "обмовився",
    "обмовилася",
    "беру свои слова назад",
    "беру слова обратно",
    "забираю свои слова",
    "я ошибся",
    "я ошиблась",
    "оговорился",
    "оговорилась",
    "nehme das zurück",
    "nehme zurück",
    "zurückgenommen",
    "habe mich geirrt",
    "habe mich versprochen",
    "je retire",
    "je me suis trompé",
    "je me suis trompée",
    "je me rétracte",
    "ma langue a fourché",
    "me retracto",
    "retiro lo dicho",
    "me equivoqué",
    "me he equivocado",
];

fn takes_back(text: &str) -> bool {
    let fold = |text: &str| {
        let words: Vec<String> = sayso_quotations::tokens(text).into_iter().map(|word| word.folded).collect();
        format!(" {} ", words.join(" "))
    };
    let text = fold(text);
    TAKEN_BACK.iter().any(|phrase| text.contains(&fold(phrase)))
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Relation::Denies => "denies",
            Relation::Confirms => "confirms",
            Relation::WalksBack => "walks back",
            Relation::Repeats => "repeats",
        })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Rule::Verb => write!(f, "by its verb (“{}”)", self.cue.as_deref().unwrap_or("…"))?,
            Rule::Turned => f.write_str("the same words with a “not” more or less")?,
            Rule::TakenBack => f.write_str("it takes words back")?,
            Rule::SameWords => f.write_str("the same words on another day")?,
            Rule::Answer => {
                let cue = self.cue.as_deref().unwrap_or("…");
                return write!(f, "an answer (“{cue}”) to what was said just before");
            }
            Rule::Editor => return f.write_str("set by an editor"),
        }
        if !self.common.is_empty() {
            write!(f, "; both are about {}", self.common.join(", "))?;
        }
        Ok(())
    }
}
