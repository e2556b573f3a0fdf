//! What “he” and “she” tell of the names before them: whether they are people, and of which gender.

use crate::cast::{Cast, Named};
use crate::items::{Item, Kind};
use crate::lexicon::{Class, Lexicon};
use crate::names::Gender;
use crate::quotes::Quote;

/// Where “he” and “she” stand outside quotations, by paragraph.
#[derive(Debug, Default)]
pub(crate) struct Votes {
    paragraphs: Vec<Narration>,
}

/// The narration of one paragraph.
#[derive(Debug, Default)]
struct Narration {
    /// Ends of sentences outside quotations, as scalars.
    ends: Vec<usize>,
    /// First and last scalars of the quotations.
    quoted: Vec<(usize, usize)>,
    pronouns: Vec<(usize, Gender)>,
}

impl Narration {
    fn sentence(&self, scalar: usize) -> usize {
        self.ends.partition_point(|end| *end <= scalar)
    }

    fn is_quoted(&self, scalar: usize) -> bool {
        let after = self.quoted.partition_point(|(start, _)| *start <= scalar);
        after > 0 && scalar < self.quoted[after - 1].1
    }
}

impl Votes {
    /// Remembers the pronouns of the next paragraph. In languages whose things are he and she too nothing is told.
    pub(crate) fn read(&mut self, items: &[Item], quotes: &[Quote], lexicon: &Lexicon) {
        let mut narration =
            Narration { quoted: quotes.iter().map(|q| (q.start, q.end)).collect(), ..Narration::default() };
        if matches!(lexicon.code, "en" | "es") {
            for item in items {
                if narration.is_quoted(item.start) {
                    continue;
                }
                match item.kind {
                    Kind::Mark('.' | '!' | '?') => narration.ends.push(item.end),
                    Kind::Word if lexicon.is(Class::PronounM, &item.word) => {
                        narration.pronouns.push((item.start, Gender::Male));
                    }
                    Kind::Word if lexicon.is(Class::PronounF, &item.word) => {
                        narration.pronouns.push((item.start, Gender::Female));
                    }
                    _ => {}
                }
            }
        }
        self.paragraphs.push(narration);
    }

    /// Gives members without a gender the one that the pronouns after them tell, where only one name can be meant.
    pub(crate) fn count(&self, cast: &mut Cast) {
        let mut told = vec![(0_i32, 0_i32); cast.members.len()];
        for (at, narration) in self.paragraphs.iter().enumerate() {
            for (scalar, gender) in &narration.pronouns {
                let Some(member) = meant(cast, at as i32, *scalar, narration) else { continue };
                match gender {
                    Gender::Male => told[member].0 += 1,
                    Gender::Female => told[member].1 += 1,
                }
            }
        }
        for (member, (he, she)) in cast.members.iter_mut().zip(told) {
            let gender = match (he, she) {
                (he, she) if he > 2 * she => Gender::Male,
                (he, she) if she > 2 * he => Gender::Female,
                _ => continue,
            };
            if !member.told {
                member.told = true;
                member.person += 2;
            }
            member.gender = member.gender.or(Some(gender));
        }
    }
}

/// The one member that can be a person and is named in this sentence or the one before.
fn meant(cast: &Cast, paragraph: i32, scalar: usize, narration: &Narration) -> Option<usize> {
    /// More names than that before one pronoun tell nothing.
    const NAMES_MAX: usize = 8;
    let here = narration.sentence(scalar);
    let mut only: Option<usize> = None;
    let near = |s: &&Named| s.paragraph == paragraph && narration.sentence(s.start) + 1 >= here;
    for span in cast.before(paragraph, scalar).iter().rev().take(NAMES_MAX).take_while(near) {
        let member = &cast.members[span.member];
        if narration.is_quoted(span.start)
            || span.possessive
            || span.oblique
            || member.outlet
            || member.person < 0
        {
            continue;
        }
        if only.is_some_and(|m| m != span.member) {
            return None;
        }
        only = Some(span.member);
    }
    only
}
