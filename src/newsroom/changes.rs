//! What a later reading of an article says otherwise, statement by statement.
//!
//! Pure. What an editor changes without changing what was said is left out: spaces, marks, capitals, datelines and
//! times outside the statements. So is what only the reading took differently: a statement is gone only where its
//! words are gone from the page, and new only where its words were not there before.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use sayso_briefing::Brief;
use sayso_statements::{Quotation, Statement};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::folded::{Text, fold_word, words};

/// Statements whose words are alike in this part at least are one statement that was altered.
const ALIKE_MIN: f64 = 0.6;

/// The same where the same speaker says it.
const ALIKE_OF_ONE_SPEAKER_MIN: f64 = 0.5;

/// Statements further apart than this, in the order of the page, are not compared word by word: it bounds the work.
const DISTANCE_MAX: usize = 200;

/// The words of one statement that are compared; nobody is quoted at greater length.
const WORDS_MAX: usize = 2_000;

/// What became of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementChange {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// As it was; none for an added one.
    pub before: Option<Statement>,
    /// As it is; none for a removed one.
    pub after: Option<Statement>,
    /// For an altered one, its words in order with what became of them; empty otherwise.
    pub words: Vec<WordChange>,
    /// The correction note of the page that speaks of this change, where there is one.
    pub notice: Option<String>,
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// The statement was not there.
    Added,
    /// The statement is there no more.
    Removed,
    /// Its words are others.
    Altered,
    /// The same words are somebody else's.
    Speaker,
    /// The same words stand in quotation marks where they did not, or the other way round.
    Marks,
}

/// Some words of an altered statement, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordChange {
    /// They stayed.
    Kept(String),
    /// They went.
    Removed(String),
    /// They came.
    Added(String),
}

/// What a later reading of an article says otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// The headline before and after, where its words changed.
    pub headline: Option<(String, String)>,
    /// The changes: those of statements that were there in the order of the old page, then the new ones.
    pub changes: Vec<StatementChange>,
    /// The page's correction notes, each as printed.
    pub notices: Vec<String>,
}

impl Revision {
    /// Compares two readings of one article. `notices` are the correction notes of the new page.
    pub fn between(old: &Brief, new: &Brief, notices: &[String]) -> Revision {
        let mut changes = changes(old, new);
        for change in &mut changes {
            change.notice = notices.iter().find(|notice| speaks_of(notice, change)).cloned();
        }
        let titles = (&old.article().title, &new.article().title);
        let headline = (words(titles.0) != words(titles.1)).then(|| (titles.0.clone(), titles.1.clone()));
        Revision { headline, changes, notices: notices.to_vec() }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.headline.is_none() && self.changes.is_empty()
    }
}

/// What became of the statements of an article between two readings.
pub fn changes(old: &Brief, new: &Brief) -> Vec<StatementChange> {
    let (befores, afters) = (forms(old), forms(new));
    let partner = pair(&befores, &afters);
    let (old_text, new_text) = (Text::of(old.article()), Text::of(new.article()));
    let mut changes = Vec::new();
    for (before, partner) in befores.iter().zip(&partner) {
        match partner {
            Some(after) => changes.extend(altered(before, &afters[*after], &old_text, &new_text)),
            None if before.stands_in(&new_text) => {}
            None => changes.push(change(ChangeKind::Removed, Some(before), None)),
        }
    }
    let taken: HashSet<usize> = partner.into_iter().flatten().collect();
    let added = afters
        .iter()
        .enumerate()
        .filter(|(index, after)| !taken.contains(index) && !after.stands_in(&old_text));
    changes.extend(added.map(|(_, after)| change(ChangeKind::Added, None, Some(after))));
    changes
}

/// A statement in the form that is compared.
struct Form<'a> {
    statement: &'a Statement,
    /// The words of all its pieces, folded.
    words: Vec<String>,
    /// The same words by numbers, sorted, for comparing many.
    bag: Vec<u64>,
    speaker: Vec<String>,
}

fn forms(brief: &Brief) -> Vec<Form<'_>> {
    brief
        .statements()
        .iter()
        .map(|statement| {
            let mut all: Vec<String> = statement.pieces.iter().flat_map(|piece| words(&piece.text)).collect();
            all.truncate(WORDS_MAX);
            let speaker = statement.speaker.name.as_deref().map(words).unwrap_or_default();
            let number = BuildHasherDefault::<DefaultHasher>::default();
            let mut bag: Vec<u64> = all.iter().map(|word| number.hash_one(word)).collect();
            bag.sort_unstable();
            Form { statement, words: all, bag, speaker }
        })
        .collect()
}

impl Form<'_> {
    /// Whether the words of each piece stand in a text, in their order.
    fn stands_in(&self, text: &Text) -> bool {
        self.statement.pieces.iter().all(|piece| text.holds(&words(&piece.text)))
    }

    /// Whether two speakers can be one: one name may be the longer form of the other, and an unclear one is anybody.
    fn may_be_speaker_of(&self, other: &Form<'_>) -> bool {
        let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
        within(&self.speaker, &other.speaker) || within(&other.speaker, &self.speaker)
    }

    /// Twice the words in common over all words: 1 for the same, 0 for none.
    fn alike(&self, other: &Form<'_>) -> f64 {
        let (mut ours, mut theirs) = (self.bag.iter().peekable(), other.bag.iter().peekable());
        let mut common = 0_u32;
        while let (Some(our), Some(their)) = (ours.peek(), theirs.peek()) {
            match our.cmp(their) {
                Ordering::Less => drop(ours.next()),
                Ordering::Greater => drop(theirs.next()),
                Ordering::Equal => {
                    common += 1;
                    ours.next();
                    theirs.next();
                }
            }
        }
        let all = self.bag.len() + other.bag.len();
        if all == 0 { 1.0 } else { f64::from(2 * common) / all as f64 }
    }
}

/// For each old statement, the new one that it became: the same words first, then the likest.
fn pair(befores: &[Form<'_>], afters: &[Form<'_>]) -> Vec<Option<usize>> {
    let mut partner = vec![None; befores.len()];
    let mut taken = vec![false; afters.len()];
    for same_speaker in [true, false] {
        for (index, before) in befores.iter().enumerate() {
            if partner[index].is_some() {
                continue;
            }
            let found = afters.iter().enumerate().position(|(at, after)| {
                !taken[at]
                    && after.words == before.words
                    && (!same_speaker || before.may_be_speaker_of(after))
            });
            if let Some(at) = found {
                (partner[index], taken[at]) = (Some(at), true);
            }
        }
    }
    let mut likest = Vec::new();
    for (index, before) in befores.iter().enumerate().filter(|(index, _)| partner[*index].is_none()) {
        let near = index.saturating_sub(DISTANCE_MAX)..(index + DISTANCE_MAX).min(afters.len());
        for at in near.filter(|at| !taken[*at]) {
            let alike = before.alike(&afters[at]);
            let one = !before.speaker.is_empty() && before.speaker == afters[at].speaker;
            if alike >= if one { ALIKE_OF_ONE_SPEAKER_MIN } else { ALIKE_MIN } {
                likest.push((alike, index, at));
            }
        }
    }
    likest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, index, at) in likest {
        if partner[index].is_none() && !taken[at] {
            (partner[index], taken[at]) = (Some(at), true);
        }
    }
    partner
}

/// What became of a statement that is still there; none where it says the same.
fn altered(before: &Form<'_>, after: &Form<'_>, old_text: &Text, new_text: &Text) -> Option<StatementChange> {
    if before.words != after.words {
        // Both stand in both texts: only the borders of the statement were seen differently.
        if after.stands_in(old_text) && before.stands_in(new_text) {
            return None;
        }
        let mut change = change(ChangeKind::Altered, Some(before), Some(after));
        change.words = word_changes(&printed(before.statement), &printed(after.statement));
        return Some(change);
    }
    if !before.may_be_speaker_of(after) {
        return Some(change(ChangeKind::Speaker, Some(before), Some(after)));
    }
    let marked = |form: &Form<'_>| form.statement.quotation == Quotation::Direct;
    let unmarked = |form: &Form<'_>| form.statement.quotation == Quotation::Indirect;
    let turned = (marked(before) && unmarked(after)) || (unmarked(before) && marked(after));
    turned.then(|| change(ChangeKind::Marks, Some(before), Some(after)))
}

fn change(kind: ChangeKind, before: Option<&Form<'_>>, after: Option<&Form<'_>>) -> StatementChange {
    let own = |form: Option<&Form<'_>>| form.map(|form| form.statement.clone());
    StatementChange { kind, before: own(before), after: own(after), words: Vec::new(), notice: None }
}

/// A statement's words as printed, pieces one after the other.
fn printed(statement: &Statement) -> Vec<&str> {
    statement.pieces.iter().flat_map(|piece| piece.text.split_whitespace()).take(WORDS_MAX).collect()
}

/// The words of both in order; neighbours of one kind are joined.
fn word_changes(before: &[&str], after: &[&str]) -> Vec<WordChange> {
    let fold = |words: &[&str]| words.iter().map(|word| fold_word(word)).collect::<Vec<String>>();
    let mut found = Vec::new();
    for part in capture_diff_slices(Algorithm::Myers, &fold(before), &fold(after)) {
        let (tag, old, new) = part.as_tag_tuple();
        match tag {
            DiffTag::Equal => found.push(WordChange::Kept(after[new].join(" "))),
            DiffTag::Delete => found.push(WordChange::Removed(before[old].join(" "))),
            DiffTag::Insert => found.push(WordChange::Added(after[new].join(" "))),
            DiffTag::Replace => {
                found.push(WordChange::Removed(before[old].join(" ")));
                found.push(WordChange::Added(after[new].join(" ")));
            }
        }
    }
    found
}

/// Whether a correction note speaks of a change: it names a word that changed (a long one, or a number), or several
/// words of the statement.
fn speaks_of(notice: &str, change: &StatementChange) -> bool {
    let notice: HashSet<String> = words(notice).into_iter().collect();
    let telling = |text: &str, chars: usize| -> HashSet<String> {
        let long = |word: &String| word.chars().count() >= chars || word.chars().all(|c| c.is_numeric());
        words(text).into_iter().filter(long).collect()
    };
    let differing = change.words.iter().filter_map(|word| match word {
        WordChange::Removed(text) | WordChange::Added(text) => Some(text),
        WordChange::Kept(_) => None,
    });
    let names = [&change.before, &change.after].into_iter().flatten().filter_map(|s| s.speaker.name.as_ref());
    let names = names.filter(|_| change.kind == ChangeKind::Speaker);
    if differing.chain(names).any(|text| telling(text, 5).iter().any(|word| notice.contains(word))) {
        return true;
    }
    let statement = change.before.as_ref().or(change.after.as_ref());
    let all: HashSet<String> =
        statement.iter().flat_map(|s| &s.pieces).flat_map(|piece| telling(&piece.text, 6)).collect();
    all.iter().filter(|word| notice.contains(*word)).count() >= 3
}
