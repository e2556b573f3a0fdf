//! Words with a capital that stand before a name, or behind it, and are no part of it: offices, titles, bodies, nouns.

use std::ops::Range;

use crate::beside::follows_role;
use crate::items::{Item, Kind};
use crate::lexicon::{Class, Family, Lexicon};
use crate::names;
use crate::openers::is_patronymic;

/// A run of words with capitals, as it is cut down to a name.
pub(crate) struct Run<'a> {
    chars: &'a [char],
    items: &'a [Item],
    lexicon: &'a Lexicon,
    /// The first item of the name, and one past its last.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Where an office before the name begins.
    pub(crate) role_start: Option<usize>,
}

impl<'a> Run<'a> {
    /// The name in the run; none where nothing is left of it.
    pub(crate) fn cut(
        chars: &'a [char],
        items: &'a [Item],
        range: Range<usize>,
        lexicon: &'a Lexicon,
    ) -> Option<Run<'a>> {
        let mut run = Run { chars, items, lexicon, start: range.start, end: range.end, role_start: None };
        run.before_office();
        run.past_office();
        run.past_body_of_office();
        run.past_titles();
        run.past_plural();
        run.past_shouting();
        run.past_initials();
        run.past_noun_of();
        run.past_trade();
        run.past_somebody_else();
        run.past_german_noun();
        (run.start < run.end && items[run.start].kind != Kind::Mark('.')).then_some(run)
    }

    fn word(&self, at: usize) -> &'a str {
        self.items[at].word.as_str()
    }

    fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the words from `from` on name a body.
    fn names_body(&self, from: usize) -> bool {
        (from..self.end).any(|i| {
            names::is_organization(self.word(i), self.lexicon) && !names::is_company_word(self.word(i))
        })
    }

    fn is_given(&self, at: usize) -> bool {
        names::first_name(self.word(at), self.lexicon).is_some()
    }

    /// The name begins later: what stands before is an office.
    fn begin(&mut self, at: usize) {
        self.role_start = self.role_start.or(Some(self.start));
        self.start = at;
    }

    /// “Stadlers Sprecher”: the role is no part of the name.
    fn before_office(&mut self) {
        while self.lexicon.family == Family::German
            && self.len() > 1
            && names::is_role(self.word(self.end - 1), self.lexicon)
            && self.word(self.end - 2).ends_with('s')
        {
            self.end -= 1;
        }
    }

    fn past_office(&mut self) {
        let office = (self.start..self.end - 1).rev().find(|i| names::is_role(self.word(*i), self.lexicon));
        if let Some(office) = office.filter(|o| !self.names_body(o + 1) && self.items[o + 1].capital) {
            self.begin(office + 1);
        }
    }

    /// «Речник МЗС Юрій Стрілець», «комісарки Союзу Марти Гелбранд»: the body belongs to the role.
    fn past_body_of_office(&mut self) {
        if self.lexicon.family != Family::Slavic {
            return;
        }
        let office = |i: &usize| {
            names::is_role(self.word(*i), self.lexicon) || self.lexicon.is_role_form(self.word(*i))
        };
        let from = match (self.start..self.end - 1).rev().find(office) {
            Some(office) => office + 1,
            None if follows_role(self.items, self.start, self.lexicon) => self.start,
            None => return,
        };
        let is_body = |word: &str| {
            names::is_organization(word, self.lexicon)
                || self.lexicon.any_in_case(&[Class::Organization], word)
        };
        if self.end - from == 3 && is_body(self.word(from)) && !self.names_body(from + 1) {
            self.begin(from + 1);
        }
    }

    /// Titles, labels and function words at the head of a sentence.
    fn past_titles(&mut self) {
        while self.len() > 1 && self.is_title(self.start) {
            self.start += 1;
        }
    }

    fn is_title(&self, at: usize) -> bool {
        let (word, lexicon) = (self.word(at), self.lexicon);
        let german = lexicon.family == Family::German
            && (lexicon.is(Class::Generic, word)
                || lexicon.is(Class::Outlet, word)
                    && !lexicon.is(Class::OutletName, word)
                    && word != "radio");
        lexicon.is(Class::Title, word)
            || lexicon.is(Class::Label, word) && !self.names_body(at + 1)
            || german
            || self.items[at].kind == Kind::Mark('.')
            || names::is_plain(word, lexicon)
    }

    /// “Organisers Big Pond Live”, “Sisters Margaret and Joan”: who they are stands before what they are called.
    fn past_plural(&mut self) {
        let opens = self.start == 0 || matches!(self.items[self.start - 1].kind, Kind::Mark(_));
        if self.lexicon.family != Family::German
            && self.len() >= 2
            && self.lexicon.any(&[Class::Plural, Class::Group], self.word(self.start))
            && !self.names_body(self.start)
            && opens
        {
            self.begin(self.start + 1);
        }
    }

    /// “FURIOUS Jodie Vance”: shouted words are no names beside ones that are not shouted.
    fn past_shouting(&mut self) {
        const LETTERS_MIN: usize = 4;
        let shouted = |i: usize| {
            let item = &self.items[i];
            item.end - item.start >= LETTERS_MIN && names::is_initials(self.chars, item)
        };
        if self.len() >= 3 && shouted(self.start) && !shouted(self.start + 1) {
            self.start += 1;
        }
    }

    /// «министр энергетики и ЖКХ Ольга Коростелёва», «телеканалу NRD Ейде»: initials of a body before a name in Cyrillic.
    fn past_initials(&mut self) {
        let initials = |i: usize| names::is_initials(self.chars, &self.items[i]);
        let ascii = |i: usize| self.word(i).is_ascii();
        if self.lexicon.family == Family::Slavic
            && self.len() >= 2
            && (self.start + 1..self.end).all(|i| self.items[i].is_word() && !initials(i))
            && initials(self.start)
            && (self.len() >= 3 || ascii(self.start) && !ascii(self.start + 1))
        {
            self.begin(self.start + 1);
        }
    }

    /// “Réponse de Mareva Teriitahi”: a noun with a capital, and whose it is.
    fn past_noun_of(&mut self) {
        if self.lexicon.family == Family::Romance
            && self.len() >= 4
            && self.word(self.start + 1) == "de"
            && !self.names_body(self.start)
            && !self.is_given(self.start)
            && self.is_given(self.start + 2)
        {
            self.start += 2;
        }
    }

    /// “Plumber Colm Harte”: what stands before a known given name is no name.
    fn past_trade(&mut self) {
        let before = self.start.checked_sub(1).map(|b| &self.items[b]);
        // “sa sœur Adja Coumba Gaye”
        let kin = before.is_some_and(|b| !b.capital && names::is_role(&b.word, self.lexicon));
        // “la secretaria de Seguridad, Alma Delia Rentería”, “Its director, Wai Ling Chu”
        let apposed = matches!(self.lexicon.family, Family::Romance | Family::English)
            && before.is_some_and(|b| b.is_mark(','));
        if self.len() < 3 || self.names_body(self.start) || self.is_given(self.start) || kin || apposed {
            return;
        }
        if let Some(first) = (self.start + 1..self.end - 1).find(|i| self.is_given(*i)) {
            self.begin(first);
        }
    }

    /// A name of three words whose first one is an office or somebody else's: «Адвокат Баранецької Лев Нечуйвітер»,
    /// “Ortsvorsteher Fiete Granzow”, «Канцлерка Інгрід Моль».
    fn past_somebody_else(&mut self) {
        /// A longer noun is hardly a given name.
        const LETTERS_MIN: usize = 9;
        let unknown =
            |run: &Run<'_>| run.len() == 3 && !run.names_body(run.start) && !run.is_given(run.start);
        let opens = |run: &Run<'_>| {
            run.start == 0 || matches!(run.items[run.start - 1].kind, Kind::Mark('.' | '!' | '?' | ':'))
        };
        match self.lexicon.family {
            Family::German if unknown(self) && self.word(self.start).chars().count() >= LETTERS_MIN => {
                self.begin(self.start + 1);
            }
            Family::Slavic if unknown(self) && !is_patronymic(self.word(self.start + 1)) => {
                let led = self.role_start.is_some() || follows_role(self.items, self.start, self.lexicon);
                if led || opens(self) && !is_patronymic(self.word(self.start + 2)) {
                    self.begin(self.start + 1);
                }
            }
            _ => {}
        }
    }

    /// German prints every noun with a capital: “des Nachbarlandes Lorrimar”, “die Glaziologin Ragna Hinrichs”.
    fn past_german_noun(&mut self) {
        let determined = |at: usize| self.lexicon.any(&[Class::Definite, Class::Indefinite], self.word(at));
        if self.lexicon.family == Family::German
            && self.role_start.is_none()
            && (self.len() == 2 || self.len() == 3)
            && !self.names_body(self.start)
            && !self.lexicon.is(Class::OutletName, self.word(self.start))
            && self.start > 0
            && (determined(self.start - 1) || names::is_common(self.word(self.start), self.lexicon))
            && !self.is_given(self.start)
        {
            self.start += 1;
        }
    }
}
