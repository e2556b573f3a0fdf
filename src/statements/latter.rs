//! Words that take up what was named last: “ce dernier”, „dieser“, “the latter”, «останній»; “the source”, “the document”.

use std::ops::Range;

use crate::SpeakerKind;
use crate::cast::Named;
use crate::lexicon::{Class, Family, normal};
use crate::names::Gender;
use crate::passage::View;
use crate::resolve::{HISTORY_MAX, Resolved, Resolver, Who};

/// How many paragraphs back “the source” is looked for.
const BACK_MAX: usize = 6;

/// More names than that before the words are not looked at.
const NAMES_MAX: usize = 40;

/// What a demonstrative asks of whom it takes up.
#[derive(Debug, Clone, Copy)]
struct Asked {
    gender: Option<Gender>,
    /// A body may be meant as well as a person.
    bodies: bool,
}

/// What `words` ask, if they take up the one named last.
fn asked(words: &str, family: Family) -> Option<Asked> {
    use Gender::{Female, Male};
    let person = |gender| Some(Asked { gender, bodies: false });
    match (family, words) {
        (Family::German, "dieser") => Some(Asked { gender: Some(Male), bodies: true }),
        (Family::German, "letzterer" | "der letztere" | "ersterer") => person(Some(Male)),
        (Family::German, "letztere" | "die letztere") => person(Some(Female)),
        (Family::English, "the latter") => person(None),
        (Family::Romance, "ce dernier" | "este último" | "este" | "éste") => person(Some(Male)),
        (Family::Romance, "cette dernière" | "esta última" | "esta" | "ésta") => person(Some(Female)),
        (Family::Romance, "celui-ci") => Some(Asked { gender: Some(Male), bodies: true }),
        (Family::Romance, "celle-ci") => Some(Asked { gender: Some(Female), bodies: true }),
        (Family::Slavic, "останній" | "последний" | "тот" | "той") => {
            person(Some(Male))
        }
        (Family::Slavic, "остання" | "последняя" | "та") => person(Some(Female)),
        _ => None,
    }
}

/// Whoever speaks for somebody by office is not called a source.
fn is_spokesperson(description: &str) -> bool {
    ["spokes", "sprecher", "portavoz", "porte-parole", "речни", "пресс"]
        .iter()
        .any(|s| description.contains(s))
}

impl Resolver<'_> {
    /// Whom a mention that only points back means: the one named last in the paragraph or the sentence before it.
    pub(crate) fn latter(
        &self,
        paragraph: usize,
        view: &View<'_>,
        range: &Range<usize>,
        text: &str,
    ) -> Option<Resolved> {
        let words: Vec<String> =
            range.clone().take_while(|i| view.items()[*i].is_word()).map(|i| normal(view.word(i))).collect();
        let asked = asked(&words.join(" "), self.lexicon.family)?;
        let place = view.items()[range.start].start;
        let near = |s: &&Named| s.paragraph >= 0 && s.paragraph + 1 >= paragraph as i32;
        let meant = |s: &&Named| {
            let member = &self.cast.members[s.member];
            let aside = s.possessive || s.oblique && self.lexicon.family == Family::Slavic;
            let person = member.is_person() && self.agreement(self.gender(s.member), asked.gender).is_some();
            !(aside || member.outlet) && (person || asked.bodies && !member.is_person() && member.acts)
        };
        let before = self.cast.before(paragraph as i32, place).iter().rev();
        let named = before.take_while(near).take(NAMES_MAX).find(meant);
        let spoke = self.history.iter().rev().take(HISTORY_MAX).find(|r| {
            r.paragraph + 1 >= paragraph
                && matches!(r.who, Who::Described(_))
                && r.speaker.kind == SpeakerKind::Anonymous
                && !r.plural
                && self.agreement(r.gender, asked.gender).is_some()
        });
        let text = Some(text.to_owned());
        match (named, spoke) {
            (Some(named), Some(spoke))
                if (spoke.paragraph as i32, spoke.place) > (named.paragraph, named.start) =>
            {
                Some(self.taken_up(spoke.clone(), text, paragraph, place, 0.7))
            }
            (Some(named), _) => Some(self.member(named.member, text, None, paragraph, place, 0.75)),
            (None, Some(spoke)) => Some(self.taken_up(spoke.clone(), text, paragraph, place, 0.7)),
            (None, None) => None,
        }
    }

    /// “The source”, “the document”: the last one who spoke, where nobody told of in these words did.
    pub(crate) fn last_such(&self, word: &str, kind: SpeakerKind, paragraph: usize) -> Option<&Resolved> {
        let first = self.lexicon.first_form(word).unwrap_or(word);
        let meant = match kind {
            SpeakerKind::Document => self.lexicon.is(Class::AnyDocument, first),
            SpeakerKind::Anonymous => self.lexicon.is(Class::AnySource, first),
            _ => false,
        };
        let such = |d: &str| {
            kind == SpeakerKind::Document || d.split(' ').any(|w| self.lexicon.is(Class::Anonymous, w))
        };
        let fits = |r: &&Resolved| {
            r.speaker.kind == kind
                && !r.plural
                && matches!(&r.who, Who::Described(d) if such(d) && !is_spokesperson(d))
                && paragraph.saturating_sub(r.paragraph) <= BACK_MAX
        };
        self.history.iter().rev().take(HISTORY_MAX).find(fits).filter(|_| meant)
    }
}
