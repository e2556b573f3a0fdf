//! Which of the days that an article names is that of an utterance, if any: learnt from the corpus.
//!
//! [`occasions`](crate::occasions) says which days can be meant and why; a choice among these and none, by weights over
//! [`hashed`](crate::hashed) features (softmax), says which is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::Quotation;
use crate::candidates::Candidate;
use crate::hashed::{Slots, Weights};
use crate::resolve::{Resolved, Resolver, Who};

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_bytes!("dating.bin")));

/// A reason for a day: a word for it, and how far off it stands.
#[derive(Debug, Clone)]
pub(crate) struct Reason {
    pub(crate) why: &'static str,
    /// Paragraphs or statements between.
    pub(crate) far: usize,
    pub(crate) day: Date,
}

/// The days that an utterance may have been made on, none first, with the features of each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Days {
    pub(crate) days: Vec<Option<Date>>,
    pub(crate) features: Vec<Vec<usize>>,
}

impl Days {
    /// The likeliest.
    pub(crate) fn best(&self) -> Option<Date> {
        let (at, _) = WEIGHTS.likeliest(&self.features)?;
        self.days.get(at).copied().flatten()
    }
}

/// What a whole article tells of its days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// Three paragraphs begin with the hour.
    pub(crate) live: bool,
    /// Paragraphs that tell of a dated occasion, and paragraphs that name any.
    pub(crate) dated: usize,
    pub(crate) events: usize,
    pub(crate) published: Date,
}

/// The days that `reasons` speak for, and none.
pub(crate) fn days(
    resolver: &Resolver<'_>,
    candidate: &Candidate,
    resolved: &Resolved,
    reasons: &[Reason],
    page: Page,
) -> Days {
    let told = told(resolver, candidate, resolved, page);
    let mut by_day: BTreeMap<Date, Vec<&Reason>> = BTreeMap::new();
    for reason in reasons {
        by_day.entry(reason.day).or_default().push(reason);
    }
    let mut out = Days { days: vec![None], features: vec![nothing(&told, reasons, resolver.lexicon.code)] };
    for (day, reasons) in by_day {
        out.days.push(Some(day));
        out.features.push(something(day, &reasons, &told, page, resolver.lexicon.code));
    }
    out
}

/// What the utterance tells of itself, in words that all languages share.
fn told(resolver: &Resolver<'_>, candidate: &Candidate, resolved: &Resolved, page: Page) -> Vec<String> {
    let kind = resolved.speaker.kind.name();
    let act = format!("{:?}", candidate.act).to_lowercase();
    let words = match candidate.quotation {
        Quotation::Direct => "direct",
        _ => "reported",
    };
    let first =
        resolver.passages.get(candidate.paragraph).is_some_and(|p| p.sentence_of(candidate.place().1) == 0);
    let size = |n: usize| match n {
        0..=2 => n.to_string(),
        3..=5 => "some".to_owned(),
        _ => "many".to_owned(),
    };
    let pronoun = resolved.speaker.mention.is_none();
    vec![
        kind.to_owned(),
        act,
        words.to_owned(),
        format!("{kind}, {words}"),
        format!("dated {}", size(page.dated)),
        format!("events {}", size(page.events)),
        format!("paragraph {}", candidate.paragraph.min(4)),
        format!("live {}", page.live),
        if first { "opens" } else { "goes on" }.to_owned(),
        if candidate.cue.is_some() { "cue" } else { "no cue" }.to_owned(),
        if candidate.inside { "inside" } else { "outside" }.to_owned(),
        if pronoun { "implied" } else { "told" }.to_owned(),
        if resolved.who == Who::Unknown { "unknown" } else { "known" }.to_owned(),
    ]
}

/// A distance in a word.
fn far(distance: usize) -> String {
    match distance {
        0..=3 => distance.to_string(),
        4..=6 => "near".to_owned(),
        7..=11 => "far".to_owned(),
        _ => "very far".to_owned(),
    }
}

/// The features of no day at all.
fn nothing(told: &[String], reasons: &[Reason], language: &str) -> Vec<usize> {
    let mut slots = Slots::apart(language);
    slots.both(&["none"]);
    for mark in told {
        slots.both(&["none", mark]);
    }
    slots.shared(&["none", "of", &reasons.len().min(5).to_string()]);
    slots.found()
}

/// The features of a day with the reasons for it.
fn something(day: Date, reasons: &[&Reason], told: &[String], page: Page, language: &str) -> Vec<usize> {
    let mut slots = Slots::apart(language);
    let ago = match (page.published - day).get_days() {
        days @ 0..=2 => days.to_string(),
        3..=7 => "week".to_owned(),
        days if days < 0 => "later".to_owned(),
        _ => "long".to_owned(),
    };
    slots.both(&["ago", &ago]);
    for reason in reasons {
        let far = far(reason.far);
        slots.both(&["why", reason.why]);
        slots.both(&["why", reason.why, &far]);
        slots.shared(&["why", reason.why, "ago", &ago]);
        slots.shared(&["why", reason.why, &far, "ago", &ago]);
        for mark in told {
            slots.shared(&["why", reason.why, mark]);
            slots.shared(&["why", reason.why, &far, mark]);
        }
        for other in reasons.iter().filter(|other| other.why < reason.why) {
            slots.shared(&["both", reason.why, other.why]);
        }
    }
    slots.found()
}
