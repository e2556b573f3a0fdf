//! The article's cast: everybody and everything it names, with the roles it gives them.

use std::collections::HashMap;
use std::ops::Range;

use crate::declension;
use crate::items::cut;
use crate::lexicon::{Family, Lexicon};
use crate::marked;
use crate::member::{Form, Member, role_words};
use crate::mentions::collect;
use crate::names::{self, Gender};
use crate::openers;
use crate::quotes::Quote;
use crate::relatives::Bearer;
use crate::votes::Votes;

/// Everybody and everything that the article names.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    pub(crate) members: Vec<Member>,
    /// Every mention of a member, in order of places.
    pub(crate) spans: Vec<Named>,
    by_stem: HashMap<String, Vec<usize>>,
}

/// Where a member is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    /// The paragraph; −1 for the title.
    pub(crate) paragraph: i32,
    /// First scalar.
    pub(crate) start: usize,
    /// One past the last scalar.
    pub(crate) end: usize,
    pub(crate) member: usize,
    /// A possessive ending follows (“Vale's”).
    pub(crate) possessive: bool,
    /// The name has one word only.
    pub(crate) single: bool,
    /// It follows a preposition.
    pub(crate) oblique: bool,
}

/// The most names that an article's cast has; a page with more is a list, not a story.
const MEMBERS_MAX: usize = 600;

/// One proper name in the text.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) place: (i32, usize),
    pub(crate) end: usize,
    pub(crate) possessive: bool,
    /// German common nouns look like this: one word after an article or an adjective.
    pub(crate) doubtful: bool,
    pub(crate) words: Vec<String>,
    pub(crate) stems: Vec<String>,
    pub(crate) person: i32,
    pub(crate) outlet: bool,
    pub(crate) gender: Option<Gender>,
    pub(crate) role: Option<String>,
    pub(crate) subject: bool,
    /// Something is told to it.
    pub(crate) told: bool,
    pub(crate) oblique: bool,
    pub(crate) rank: Option<String>,
    /// A lone surname after a courtesy title.
    pub(crate) titled: bool,
    /// Where the text prints it alone first, if it does so more than twice.
    pub(crate) alone_at: Option<(i32, usize)>,
}

impl Cast {
    /// The mentions that begin before a place, in order of places.
    pub(crate) fn before(&self, paragraph: i32, place: usize) -> &[Named] {
        &self.spans[..self.spans.partition_point(|s| (s.paragraph, s.start) < (paragraph, place))]
    }

    /// The mentions in a stretch of a paragraph, in scalars.
    pub(crate) fn within(&self, paragraph: i32, stretch: Range<usize>) -> impl Iterator<Item = &Named> {
        let rest = &self.spans[self.before(paragraph, stretch.start).len()..];
        rest.iter().take_while(move |s| s.paragraph == paragraph && s.end <= stretch.end)
    }

    /// Whether some name has this word.
    pub(crate) fn knows(&self, stem: &str) -> bool {
        self.by_stem.contains_key(stem)
    }

    /// Reads the names out of all paragraphs; `title` is read too.
    pub(crate) fn read(
        title: &[char],
        paragraphs: &[Vec<char>],
        quotes: &[Vec<Quote>],
        lexicon: &Lexicon,
    ) -> Cast {
        let mut mentions = Vec::new();
        let mut votes = Votes::default();
        for (at, (chars, quotes)) in paragraphs.iter().zip(quotes).enumerate() {
            let items = cut(chars, 0..chars.len(), &[], lexicon);
            let from = mentions.len();
            collect(at as i32, chars, &items, lexicon, &mut mentions);
            marked::collect(at as i32, chars, &items, quotes, lexicon, from, &mut mentions);
            votes.read(&items, quotes, lexicon);
        }
        let items = cut(title, 0..title.len(), &[], lexicon);
        collect(-1, title, &items, lexicon, &mut mentions);
        let texts: Vec<&[char]> = paragraphs.iter().map(Vec::as_slice).chain([title]).collect();
        openers::trim(&mut mentions, &texts, lexicon);
        mark_frequent(&mut mentions);
        let mut cast = Cast::default();
        // Full names first, so that surnames and first names find them.
        let sure: HashMap<&[String], usize> = mentions
            .iter()
            .filter(|m| !m.doubtful && m.words.len() == 1)
            .fold(HashMap::new(), |mut counts, m| {
                *counts.entry(m.stems.as_slice()).or_default() += 1;
                counts
            });
        for full in [true, false] {
            for mention in mentions.iter().filter(|m| (m.words.len() > 1) == full) {
                let seen = sure.get(mention.stems.as_slice()).copied().unwrap_or(0);
                let inner_capital = mention.words[0].chars().skip(1).any(char::is_uppercase);
                let common = !full
                    && !mention.subject
                    && !mention.outlet
                    && !inner_capital
                    && (lexicon.family == Family::German && seen < 2 || mention.doubtful && seen == 0);
                cast.add(mention, common, lexicon);
            }
            cast.spans.sort_unstable();
            votes.count(&mut cast);
        }
        for member in &mut cast.members {
            member.places.sort_unstable();
            member.full_places.sort_unstable();
            member.settle(lexicon);
        }
        cast
    }

    /// `common`: it is a name only if a fuller name has it.
    fn add(&mut self, mention: &Mention, common: bool, lexicon: &Lexicon) {
        let titled = self.titled(mention, lexicon);
        let known = match titled {
            Some(Bearer::Known(at) | Bearer::Relative(at)) => Some(at),
            Some(Bearer::New) => None,
            None => self
                .namesake(mention, lexicon)
                .or_else(|| {
                    self.lookup_stems(&mention.stems).filter(|at| !self.only_longer(*at, mention, lexicon))
                })
                .or_else(|| self.abbreviated(mention)),
        };
        if known.is_none() && (common || self.members.len() >= MEMBERS_MAX) {
            return;
        }
        let at = known.unwrap_or_else(|| {
            self.members.push(Member {
                name: mention.words.join(" "),
                stems: mention.stems.clone(),
                person: i32::from(mention.words.len() >= 2),
                outlet: false,
                gender: None,
                told: false,
                reports: false,
                acts: false,
                roles: Vec::new(),
                role_words: Vec::new(),
                places: Vec::new(),
                forms: Vec::new(),
                rank: None,
                full_places: Vec::new(),
            });
            let at = self.members.len() - 1;
            self.index(at, &mention.stems);
            at
        });
        if let Some(Bearer::Relative(at)) = titled {
            self.give_surname(at, mention);
        }
        let member = &mut self.members[at];
        // “the Vale case” says nothing against a person who is named in full elsewhere.
        let short = mention.words.len() < member.stems.len();
        member.person += if short { mention.person.max(0) } else { mention.person };
        member.outlet |= mention.outlet;
        member.reports |= mention.subject || mention.told;
        member.acts |= mention.subject || mention.person <= -5;
        member.gender = member.gender.or(mention.gender);
        member.rank = member.rank.take().or_else(|| mention.rank.clone());
        member.places.push(mention.place);
        self.spans.push(Named {
            paragraph: mention.place.0,
            start: mention.place.1,
            end: mention.end,
            member: at,
            possessive: mention.possessive,
            single: mention.words.len() == 1,
            oblique: mention.oblique,
        });
        if mention.words.len() > 1 {
            member.full_places.push(mention.place);
        }
        if member.forms.len() < 64 {
            member.forms.push(Form {
                text: mention.words.clone(),
                subject: mention.subject,
                oblique: mention.oblique,
            });
        }
        if let Some(role) = &mention.role
            && !member.roles.contains(role)
            && member.roles.len() < 8
        {
            member.role_words.extend(role_words(role, lexicon));
            member.roles.push(role.clone());
        }
    }

    /// “Northgrid” is not short for “Northgrid Updates”, which the article names once and later: nobody's given name, and
    /// printed alone again and again.
    fn only_longer(&self, at: usize, mention: &Mention, lexicon: &Lexicon) -> bool {
        let member = &self.members[at];
        lexicon.family != Family::German
            && mention.alone_at.is_some_and(|first| member.full_places.iter().all(|full| first < *full))
            && member.stems.len() > 1
            && member.stems.first() == mention.stems.first()
            && member.stems.last() != mention.stems.last()
            && member.full_places.len() == 1
            && member.gender.is_none()
            && member.roles.is_empty()
            && !member.outlet
            && names::first_name(&crate::lexicon::normal(&mention.words[0]), lexicon).is_none()
    }

    /// A member called by a given name alone gets the surname that a title has told.
    fn give_surname(&mut self, at: usize, mention: &Mention) {
        let member = &mut self.members[at];
        let given = member.name.clone();
        member.stems.extend(mention.stems.iter().cloned());
        member.person += 3;
        member.forms.push(Form {
            text: [vec![given], mention.words.clone()].concat(),
            subject: false,
            oblique: false,
        });
        self.index(at, &mention.stems);
    }

    /// Lets the member be found by these stems.
    fn index(&mut self, at: usize, stems: &[String]) {
        /// A stem that more names have tells nobody apart.
        const MEMBERS_A_STEM_MAX: usize = 64;
        for stem in stems {
            let known = self.by_stem.entry(stem.clone()).or_default();
            if known.len() < MEMBERS_A_STEM_MAX {
                known.push(at);
            }
        }
    }

    /// The member whose name `stems` is a part of: the whole, the last word, else the first.
    pub(crate) fn lookup_stems(&self, stems: &[String]) -> Option<usize> {
        let last = stems.last()?;
        let candidates = self.by_stem.get(last)?;
        if stems.len() == 1 {
            let of = |m: &usize| &self.members[*m];
            let full = || candidates.iter().filter(move |m| of(m).stems.len() > 1);
            return full()
                .find(|m| of(m).person >= 1 && of(m).stems.last() == Some(last))
                .or_else(|| {
                    full().find(|m| (of(m).person >= 1 || of(m).outlet) && of(m).stems.first() == Some(last))
                })
                .or_else(|| full().find(|m| of(m).person >= 1 && of(m).first_surname() == Some(last)))
                // “Norwind” for Norwind Capital.
                .or_else(|| {
                    full().find(|m| {
                        of(m).stems.first() == Some(last)
                            && of(m).stems.last().is_some_and(|s| names::is_company_word(s))
                    })
                })
                .or_else(|| candidates.iter().find(|m| of(m).stems.len() == 1))
                .or_else(|| {
                    full().find(|m| {
                        of(m).person > -6
                            && of(m).person < 1
                            && of(m).stems.last() == Some(last)
                            && of(m).outlet
                    })
                })
                .copied();
        }
        candidates
            .iter()
            .find(|m| {
                let full = &self.members[**m].stems;
                full.len() >= stems.len()
                    && (full.ends_with(stems) || (alike(&full[0], &stems[0]) && full.last() == stems.last()))
            })
            .copied()
            .or_else(|| self.without_surname(stems))
    }

    /// The person whose given name and patronymic these are: «Тамара Львовна».
    fn without_surname(&self, stems: &[String]) -> Option<usize> {
        /// What `cases::stem` leaves of patronymics.
        const PATRONYMICS: &[&str] = &["ович", "евич", "йович", "івн", "ївн", "овн", "евн", "ичн"];
        let [given, patronymic] = stems else { return None };
        if !PATRONYMICS.iter().any(|e| patronymic.ends_with(e)) {
            return None;
        }
        let named = self.by_stem.get(given)?;
        named
            .iter()
            .find(|m| {
                let member = &self.members[**m];
                member.person > 0 && member.stems.len() > stems.len() && member.stems.starts_with(stems)
            })
            .copied()
    }

    /// Whom a bare surname means that several people share: the one whom a title or the form tells, else the one
    /// named in full before it in the paragraph, else the one whom the article introduced first.
    fn namesake(&self, mention: &Mention, lexicon: &Lexicon) -> Option<usize> {
        let [stem] = mention.stems.as_slice() else { return None };
        let mut found: Vec<usize> = self
            .by_stem
            .get(stem)?
            .iter()
            .copied()
            .filter(|m| {
                let member = &self.members[*m];
                member.stems.len() > 1
                    && member.person > -2
                    && !member.outlet
                    && member.stems.last() == Some(stem)
            })
            .collect();
        if found.len() < 2 {
            return None;
        }
        if let Some(gender) = mention.gender {
            let of = |m: &usize| self.members[*m].likely_gender(lexicon);
            if found.iter().any(|m| of(m) == Some(gender)) {
                found.retain(|m| of(m) == Some(gender));
            } else {
                found.retain(|m| of(m).is_none());
            }
        }
        if lexicon.family == Family::Slavic {
            // «Короткова» is not «Коротков», but «Шемет» may be the one who is printed as «Ярослава Шемета».
            let word = &mention.words[0];
            let same = |m: &usize| {
                let member = &self.members[*m];
                let gender = member.likely_gender(lexicon);
                member.forms.iter().filter_map(|f| f.text.last().map(|last| (f, last))).any(|(f, last)| {
                    last == word || f.oblique && declension::is_case_of(last, word, gender, lexicon)
                })
            };
            if found.iter().any(same) {
                found.retain(same);
            }
        }
        let here = mention.place;
        found
            .iter()
            .filter_map(|m| {
                let places = &self.members[*m].full_places;
                places.iter().filter(|p| p.0 == here.0 && **p < here).max().map(|p| (*p, *m))
            })
            .max()
            .map(|(_, m)| m)
            .or_else(|| {
                found
                    .iter()
                    .filter_map(|m| self.members[*m].full_places.iter().min().map(|p| (*p, *m)))
                    .min()
                    .map(|(_, m)| m)
            })
    }

    /// “TBR” for “Tin Bridge Review”, “T. B.” is read elsewhere.
    fn abbreviated(&self, mention: &Mention) -> Option<usize> {
        let [word] = mention.words.as_slice() else { return None };
        if word.chars().count() < 2 || !word.chars().all(char::is_uppercase) {
            return None;
        }
        self.by_initials(word)
    }

    /// The member whose words begin with the letters of `initials`.
    pub(crate) fn by_initials(&self, initials: &str) -> Option<usize> {
        let letters: Vec<char> =
            initials.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        (letters.len() >= 2)
            .then(|| {
                self.members.iter().position(|m| {
                    let heads: Vec<char> = m
                        .stems
                        .iter()
                        .filter(|s| !matches!(s.as_str(), "of" | "the" | "for" | "and"))
                        .filter_map(|s| s.chars().next())
                        .collect();
                    heads == letters
                        || (heads.len() == letters.len() + 1
                            && heads[1..] == letters[..]
                            && m.stems[0] == "the")
                })
            })
            .flatten()
    }
}

/// Marks the names of one word that stand alone more than twice.
fn mark_frequent(mentions: &mut [Mention]) {
    const ALONE_MIN: usize = 3;
    let mut alone: HashMap<String, Vec<(i32, usize)>> = HashMap::new();
    for mention in mentions.iter().filter(|m| m.words.len() == 1 && m.place.0 >= 0) {
        alone.entry(mention.stems[0].clone()).or_default().push(mention.place);
    }
    for mention in mentions.iter_mut().filter(|m| m.words.len() == 1) {
        let places = alone.get(&mention.stems[0]).filter(|places| places.len() >= ALONE_MIN);
        mention.alone_at = places.and_then(|places| places.iter().min().copied());
    }
}

/// Whether two stems of given names may be one name's: «Гордій» and «Гордієм» leave stems of different lengths.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || long.strip_prefix(short).is_some_and(|rest| matches!(rest, "і" | "и" | "е"))
}
