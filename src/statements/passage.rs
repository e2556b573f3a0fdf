//! A paragraph made ready for the rules: its characters, quotations, items and sentences.

use std::ops::Range;

use crate::Act;
use crate::cases;
use crate::cast::Cast;
use crate::items::{self, Item};
use crate::lexicon::{Class, Family, Lexicon};
use crate::names;
use crate::quotes::Quote;

/// A paragraph made ready.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) chars: Vec<char>,
    pub(crate) quotes: Vec<Quote>,
    pub(crate) items: Vec<Item>,
    pub(crate) sentences: Vec<Range<usize>>,
}

impl Passage {
    pub(crate) fn new(chars: Vec<char>, quotes: Vec<Quote>, lexicon: &Lexicon) -> Passage {
        let items = items::cut(&chars, 0..chars.len(), &quotes, lexicon);
        let sentences = items::sentences(&chars, &items, &quotes, lexicon);
        Passage { chars, quotes, items, sentences }
    }

    /// The sentence that the scalar stands in, or the next one.
    pub(crate) fn sentence_of(&self, scalar: usize) -> usize {
        self.sentences.partition_point(|s| s.end > s.start && self.items[s.end - 1].end <= scalar)
    }

    /// Whether the scalar stands in a quotation.
    pub(crate) fn is_quoted(&self, scalar: usize) -> bool {
        let after = self.quotes.partition_point(|q| q.start <= scalar);
        after > 0 && scalar < self.quotes[after - 1].end
    }

    /// The text between two scalars; none where the second does not come after the first.
    pub(crate) fn text(&self, range: &Range<usize>) -> String {
        let end = range.end.min(self.chars.len());
        self.chars[range.start.min(end)..end].iter().collect()
    }
}

/// A passage with the words and names that its rules look at.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) passage: &'a Passage,
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) cast: &'a Cast,
}

/// What the head of a noun phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    Name,
    Pronoun,
    Role,
    Body,
    Document,
    Outlet,
}

impl<'a> View<'a> {
    pub(crate) fn items(&self) -> &'a [Item] {
        &self.passage.items
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.passage.items.get(at).map_or("", |i| i.word.as_str())
    }

    pub(crate) fn is(&self, at: usize, class: Class) -> bool {
        self.items().get(at).is_some_and(|i| i.is_word() && self.lexicon.is(class, &i.word))
    }

    pub(crate) fn any(&self, at: usize, classes: &[Class]) -> bool {
        self.items().get(at).is_some_and(|i| i.is_word() && self.lexicon.any(classes, &i.word))
    }

    pub(crate) fn mark(&self, at: usize, mark: char) -> bool {
        self.items().get(at).is_some_and(|i| i.is_mark(mark))
    }

    pub(crate) fn dash(&self, at: usize) -> bool {
        self.items().get(at).is_some_and(Item::is_dash)
    }

    pub(crate) fn quote(&self, at: usize) -> Option<&'a Quote> {
        self.items().get(at).and_then(Item::quote).map(|q| &self.passage.quotes[q])
    }

    /// The words from `at` on, for looking up phrases.
    pub(crate) fn words_from(&self, at: usize) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.passage.items[at.min(self.passage.items.len())..].iter().map(|i| i.word.as_str())
    }

    /// The verb of saying at `at`: how many words it has, and its act. “Insisted on Saturday” is not “insisted on”.
    pub(crate) fn verb_at(&self, at: usize) -> Option<(usize, Act)> {
        // German prints nouns with a capital: “Versprechen habe man genug gehört”.
        let item = self.items().get(at)?;
        let noun = self.lexicon.family == Family::German
            && item.capital
            && (item.word.ends_with("en") || at > 0 && self.items()[at - 1].is_word());
        if noun {
            return None;
        }
        let (len, act) = self.lexicon.verbs.longest(self.words_from(at))?;
        let dated = len > 1
            && self.any(at + len - 1, &[Class::Preposition])
            && self.any(at + len, &[Class::Weekday, Class::Month, Class::Time]);
        if dated { self.lexicon.verbs.longest(self.words_from(at).take(1)) } else { Some((len, act)) }
    }

    /// The length of the longest phrase of `class` at `at`.
    pub(crate) fn phrase(&self, at: usize, class: Class) -> Option<usize> {
        self.lexicon.phrases(class).longest(self.words_from(at)).map(|(len, ())| len)
    }

    pub(crate) fn is_pronoun(&self, at: usize) -> bool {
        self.any(at, &[Class::PronounM, Class::PronounF, Class::PronounN, Class::PronounP, Class::Pronoun1])
    }

    pub(crate) fn is_possessive(&self, at: usize) -> bool {
        self.any(
            at,
            &[
                Class::PossessiveM,
                Class::PossessiveF,
                Class::PossessiveN,
                Class::PossessiveP,
                Class::Possessive1,
            ],
        )
    }

    pub(crate) fn is_article(&self, at: usize) -> bool {
        self.any(at, &[Class::Definite, Class::Indefinite])
    }

    /// What the word at `at` can be the head of.
    pub(crate) fn head(&self, at: usize) -> Option<Head> {
        let item = self.items().get(at)?;
        if let Some(quote) = item.quote() {
            // «Північне зерно» не надало …: a name in marks, right before its verb.
            let named = self.is_name_quote(quote)
                && (self.items().get(at + 1).is_some_and(|n| n.is_word() && !n.capital)
                    || self.is_member(&self.passage.quotes[quote]));
            return named.then_some(Head::Name);
        }
        if !item.is_word() {
            return None;
        }
        let word = item.bare();
        if matches!(word, "один" | "одна" | "одне" | "одно")
            && matches!(self.word(at + 1), "з" | "із" | "зі" | "из")
        {
            return Some(Head::Role);
        }
        let counted = matches!(word, "двоє" | "троє" | "четверо" | "двое" | "трое");
        if counted && self.items().get(at + 1).is_some_and(Item::is_word) {
            return Some(Head::Role);
        }
        if self.is_pronoun(at) {
            return Some(Head::Pronoun);
        }
        // “Alois Bergmann”: many German surnames are trades.
        if self.lexicon.family == Family::German
            && item.capital
            && at > 0
            && self.items()[at - 1].capital
            && (names::first_name(self.items()[at - 1].bare(), self.lexicon).is_some()
                || names::is_name_word(self.items(), at - 1, self.lexicon) && self.is_known_name(at - 1))
            && self.is_known_name(at)
        {
            return Some(Head::Name);
        }
        if self.lexicon.family == Family::German && self.any_word(word, &[Class::Generic]) {
            return Some(Head::Body);
        }
        if self.any_word(
            word,
            &[
                Class::Role,
                Class::RoleM,
                Class::RoleF,
                Class::Anonymous,
                Class::Plural,
                Class::Group,
                Class::Kin,
                Class::Press,
            ],
        ) || names::is_role(word, self.lexicon)
        {
            return Some(Head::Role);
        }
        if self.any_word(word, &[Class::Outlet]) {
            return Some(Head::Outlet);
        }
        if self.any_word(word, &[Class::Document]) {
            return Some(Head::Document);
        }
        if names::is_organization(word, self.lexicon)
            || self.lexicon.family != Family::Slavic && self.any_word(word, &[Class::Generic])
        {
            return Some(Head::Body);
        }
        if names::is_name_word(self.items(), at, self.lexicon) && self.is_known_name(at) {
            return Some(Head::Name);
        }
        None
    }

    /// Whether the cast has the quotation's words as a name.
    pub(crate) fn is_member(&self, quote: &Quote) -> bool {
        let text = self.passage.text(&(quote.inner_start..quote.inner_end));
        let stems: Vec<String> = text
            .split_whitespace()
            .map(|word| cases::stem(&crate::lexicon::normal(word), self.lexicon))
            .collect();
        self.cast.lookup_stems(&stems).is_some_and(|m| !self.cast.members[m].is_person())
    }

    fn any_word(&self, word: &str, classes: &[Class]) -> bool {
        self.lexicon.any(classes, word)
    }

    /// Whether the capital word at `at` is part of a name of the cast.
    pub(crate) fn is_known_name(&self, at: usize) -> bool {
        let stem = cases::stem(self.items()[at].bare(), self.lexicon);
        self.cast.knows(&stem)
    }

    /// The first head in `range`.
    pub(crate) fn headed(&self, range: Range<usize>) -> Option<Head> {
        range.clone().find_map(|i| self.head(i))
    }

    /// The scalars that items `range` cover, without marks at the ends that are not the content's own.
    pub(crate) fn span(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (mut from, mut to) = (range.start, range.end.min(self.items().len()));
        let strip = |i: usize| {
            matches!(self.items()[i].kind, items::Kind::Mark(',' | '.' | ':' | ';' | '—' | '–' | '―' | '-'))
        };
        while from < to && strip(from) {
            from += 1;
        }
        while to > from && strip(to - 1) {
            to -= 1;
        }
        // “(…)” and “)” alone at the end stay with their words.
        (from < to).then(|| self.items()[from].start..self.items()[to - 1].end)
    }
}
