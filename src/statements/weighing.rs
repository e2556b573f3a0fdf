//! What tells that somebody is the speaker: the features of [`pointing`](crate::pointing).

use std::ops::Range;

use crate::candidates::Candidate;
use crate::cases;
use crate::hashed::Slots;
use crate::lexicon::{Class, normal};
use crate::names::{self, Gender};
use crate::passage::{Head, View};
use crate::pointing::Possible;
use crate::resolve::{Resolved, Resolver, Who};

/// Who says that somebody is the speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The rules.
    Rules,
    /// The source's own words, as the description of somebody new.
    Source,
    /// The engine alone.
    Engine,
}

/// What the source's words tell of whom they mean.
struct Told {
    /// How the source is printed, in a word.
    printed: &'static str,
    /// What its head is.
    head: &'static str,
    gender: Option<Gender>,
    /// The stems of its telling words.
    words: Vec<String>,
}

/// What is the same for all options of a choice.
struct Beside<'a> {
    told: Told,
    rules: &'a Possible,
    /// The rules' confidence in twentieths.
    sure: String,
    /// How likely the engine takes the rules' for the speaker, and the likeliest of the others.
    ruled: &'static str,
    other: &'static str,
}

impl Resolver<'_> {
    /// The features of each of the options, of which the rules' comes first, and of none of them.
    pub(crate) fn weigh(&self, candidate: &Candidate, options: &[Possible]) -> Vec<Vec<usize>> {
        let Some((rules, others)) = options.split_first() else { return Vec::new() };
        let beside = Beside {
            told: self.told(candidate, &rules.one),
            rules,
            sure: format!("{:.0}", (rules.one.confidence * 20.0).floor()),
            ruled: step(rules.likely),
            other: step(others.iter().map(|option| option.likely).fold(0.0, f32::max)),
        };
        let of = |option: &Possible| {
            let mut slots = Slots::apart(match option.by {
                By::Rules => "rules",
                By::Source => "source",
                By::Engine => "engine",
            });
            self.tell_likely(&mut slots, &beside, option);
            self.tell_fit(&mut slots, &beside, option);
            self.tell_place(&mut slots, &beside, candidate, option);
            slots.found()
        };
        options.iter().map(of).chain([self.none_of_them(&beside)]).collect()
    }

    /// How likely the engine takes it for the speaker, beside what the rules and the engine think of the others.
    fn tell_likely(&self, slots: &mut Slots<'_>, beside: &Beside<'_>, option: &Possible) {
        let Beside { told, sure, ruled, other, .. } = beside;
        let (likely, printed) = (step(option.likely), told.printed);
        slots.own(&["likely", likely]);
        slots.own(&["likely", likely, printed]);
        slots.own(&["likely", likely, printed, self.lexicon.family.name()]);
        slots.own(&["likely", likely, sure]);
        slots.own(&["likely", likely, sure, printed]);
        slots.own(&["likely", likely, "rules", ruled]);
        slots.own(&["likely", likely, "other", other]);
        slots.own(&["likely", likely, "rules", ruled, sure]);
        slots.own(&["sure", sure, printed]);
    }

    /// Whether it is such a one as the source's words mean.
    fn tell_fit(&self, slots: &mut Slots<'_>, beside: &Beside<'_>, option: &Possible) {
        let (told, one) = (&beside.told, &option.one);
        let (likely, printed) = (step(option.likely), told.printed);
        let (kind, ruled) = (kind_of(one), kind_of(&beside.rules.one));
        slots.own(&["kind", kind, printed]);
        slots.own(&["kind", kind, "for", ruled, printed]);
        slots.own(&["kind", kind, "for", ruled, likely]);
        slots.own(&["head", told.head, kind]);
        slots.own(&["head", told.head, kind, printed]);
        slots.own(&["head", told.head, likely]);
        let gender = match (told.gender, one.gender) {
            (Some(a), Some(b)) if a == b => "agrees",
            (Some(_), Some(_)) => "differs",
            (Some(_), None) => "unknown",
            (None, _) => "not told",
        };
        let words = self.shared_words(&told.words, one);
        let marks = self.set_off(one, &beside.rules.one);
        for mark in [Some(gender), words].into_iter().flatten().chain(marks) {
            slots.own(&[mark]);
            slots.own(&[mark, likely]);
            slots.own(&[mark, printed]);
        }
    }

    /// Where it is named or described, and whether what has the name does something.
    fn tell_place(
        &self,
        slots: &mut Slots<'_>,
        beside: &Beside<'_>,
        candidate: &Candidate,
        option: &Possible,
    ) {
        let told = &beside.told;
        let far = self.far_back(candidate, &option.one);
        slots.own(&["far", &far]);
        slots.own(&["far", &far, told.printed]);
        slots.own(&["far", &far, step(option.likely)]);
        if let Who::Member(member) = option.one.who {
            let member = &self.cast.members[member];
            let person = member.person.clamp(-2, 3).to_string();
            let acts = if member.acts { "acts" } else { "does nothing" };
            slots.own(&["member", acts, &person]);
            slots.own(&["member", acts, &person, told.head]);
            slots.own(&["member", acts, &person, told.printed]);
        }
    }

    /// What tells that nobody of them is the speaker.
    fn none_of_them(&self, beside: &Beside<'_>) -> Vec<usize> {
        let Beside { told, rules, sure, ruled, other } = beside;
        let (printed, kind) = (told.printed, kind_of(&rules.one));
        let mut slots = Slots::apart("none");
        slots.own(&["sure", sure]);
        slots.own(&["sure", sure, printed]);
        slots.own(&["rules", ruled, "other", other]);
        slots.own(&["rules", ruled, "other", other, printed]);
        slots.own(&["rules", ruled, sure]);
        slots.own(&["kind", kind, printed]);
        slots.own(&["kind", kind, printed, self.lexicon.family.name()]);
        slots.found()
    }

    /// What the source's words tell.
    fn told(&self, candidate: &Candidate, rules: &Resolved) -> Told {
        let Some((view, items)) = self.source_items(candidate) else {
            return Told { printed: "not", head: "none", gender: None, words: Vec::new() };
        };
        let source = candidate.source.clone().unwrap_or_default();
        let mut names = self.cast.within(candidate.paragraph as i32, source);
        let named = names.any(|name| rules.who == Who::Member(name.member));
        let (head_at, head) = self.head_of(&view, &items);
        let tells = |i: &usize| {
            view.items()[*i].is_word()
                && !view.is_article(*i)
                && !view.is_possessive(*i)
                && !view.any(*i, &[Class::Of, Class::Preposition, Class::Demonstrative])
        };
        Told {
            printed: if named { "named" } else { printed(&view, items.start, items.len()) },
            head: head_word(head),
            gender: pronoun_gender(&view, &items)
                .or_else(|| names::role_gender(view.word(head_at), self.lexicon))
                .or_else(|| self.grammatical_gender(&view, items.start, view.word(head_at))),
            words: items.filter(tells).map(|i| cases::stem(view.items()[i].bare(), self.lexicon)).collect(),
        }
    }

    /// How far back somebody is named or described, in a word.
    fn far_back(&self, candidate: &Candidate, one: &Resolved) -> String {
        let here = candidate.place();
        let place = match one.who {
            Who::Member(member) => {
                let places = &self.cast.members[member].places;
                let before = places.partition_point(|place| *place < (here.0 as i32, here.1));
                let last = before.checked_sub(1).map(|at| places[at]);
                last.and_then(|(paragraph, scalar)| Some((usize::try_from(paragraph).ok()?, scalar)))
            }
            Who::Described(_) if (one.paragraph, one.place) <= here => Some((one.paragraph, one.place)),
            _ => None,
        };
        place.map_or("behind".to_owned(), |place| self.far(place, here))
    }

    /// How many of the source's words somebody's name or description has; none of no words or no name.
    fn shared_words(&self, words: &[String], one: &Resolved) -> Option<&'static str> {
        let stem = |word: &str| cases::stem(&normal(word), self.lexicon);
        let known: Vec<String> = one.speaker.name.as_deref()?.split_whitespace().map(stem).collect();
        match (words.iter().filter(|word| known.contains(word)).count(), words.len()) {
            (_, 0) => None,
            (0, _) => Some("has none of the words"),
            (shared, all) if shared == all => Some("has the words"),
            _ => Some("has some of the words"),
        }
    }

    /// What sets somebody off from whom the rules name.
    fn set_off(&self, one: &Resolved, ruled: &Resolved) -> impl Iterator<Item = &'static str> {
        let both = one.gender.is_some() && ruled.gender.is_some();
        let holds = [
            (both && ruled.gender != one.gender, "of another gender"),
            (both && ruled.gender == one.gender, "of its gender"),
            (one.plural != ruled.plural, "of another number"),
            (is_longer(one, ruled), "longer"),
            (is_longer(ruled, one), "shorter"),
            (self.history.last().is_some_and(|last| last.who == one.who), "spoke last"),
            (self.history.iter().any(|earlier| earlier.who == one.who), "spoke"),
            (matches!(one.who, Who::Member(_)), "has a name"),
        ];
        holds.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark)
    }
}

/// The gender that a pronoun or a possessive alone tells: “she”, “her”.
pub(crate) fn pronoun_gender(view: &View<'_>, items: &Range<usize>) -> Option<Gender> {
    let first = items.start;
    if items.len() != 1 || view.is_article(first) {
        return None;
    }
    let male = view.any(first, &[Class::PronounM, Class::PossessiveM]);
    let female = view.any(first, &[Class::PronounF, Class::PossessiveF]);
    match (male, female) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// How a source is printed whose words do not name whom the rules name.
fn printed(view: &View<'_>, first: usize, len: usize) -> &'static str {
    if view.is_possessive(first) {
        if len == 1 { "possessive" } else { "owned" }
    } else if view.is_pronoun(first) && !view.is_article(first) {
        "pronoun"
    } else if view.any(first, &[Class::Indefinite]) {
        "indefinite"
    } else if view.any(first, &[Class::Definite]) {
        if len == 2 { "definite" } else { "definite and more" }
    } else if len == 1 {
        "bare"
    } else {
        "more"
    }
}

/// Whether somebody's name is another's with more before it: “Congreso Ximo Perelló”.
fn is_longer(one: &Resolved, other: &Resolved) -> bool {
    let (name, short) = (one.speaker.name.as_deref(), other.speaker.name.as_deref());
    name.zip(short).is_some_and(|(name, short)| name.ends_with(short))
}

fn head_word(head: Option<Head>) -> &'static str {
    match head {
        Some(Head::Name) => "name",
        Some(Head::Role) => "role",
        Some(Head::Body) => "body",
        Some(Head::Document) => "document",
        Some(Head::Outlet) => "outlet",
        Some(Head::Pronoun) => "pronoun",
        None => "unknown",
    }
}

/// The kind in a word.
fn kind_of(one: &Resolved) -> &'static str {
    if one.who == Who::Unknown { "nobody" } else { one.speaker.kind.name() }
}

/// A likelihood in a word.
fn step(likely: f32) -> &'static str {
    match likely {
        0.97.. => "97",
        0.9.. => "90",
        0.75.. => "75",
        0.5.. => "50",
        0.3.. => "30",
        0.15.. => "15",
        0.05.. => "5",
        _ => "0",
    }
}
