//! Speakers without a name at their cue: roles, bodies, documents, outlets and the unnamed.

use std::cmp::Reverse;
use std::ops::Range;

use crate::cases;
use crate::german;
use crate::items::Kind;
use crate::lexicon::{Class, Family, normal};
use crate::member::Member;
use crate::names::{self, Gender};
use crate::passage::{Head, View};
use crate::phrases;
use crate::resolve::{HISTORY_MAX, Resolved, Resolver, Wanted, Who, item_possessive, names_key, same_role};
use crate::roles::RoleMention;
use crate::{Speaker, SpeakerKind};

/// “The 47-year-old”, “der 47-Jährige”, «47-річна»: whoever was spoken of, by age.
fn is_age(word: &str) -> bool {
    const ENDS: &[&str] = &["-year-old", "-jährige", "-jähriger", "-річний", "-річна", "-летний", "-летняя"];
    ENDS.iter()
        .any(|end| word.strip_suffix(end).is_some_and(|age| age.len() <= 3 && age.parse::<u8>().is_ok()))
}

/// A mention without a name, taken apart.
pub(crate) struct Description<'v> {
    paragraph: usize,
    place: usize,
    view: &'v View<'v>,
    /// The mention as printed.
    text: String,
    /// Its items.
    range: Range<usize>,
    /// Those of the description itself, without labels, asides and what is told after a comma.
    plain: Range<usize>,
    head_at: usize,
    head: Option<Head>,
    /// The head's word.
    word: String,
    definite: bool,
    indefinite: bool,
    plural: bool,
}

impl Description<'_> {
    /// “Her lawyer”, “Rask's lawyer”.
    fn is_owned(&self) -> bool {
        let start = self.plain.start;
        self.view.is_possessive(start)
            || item_possessive(self.view, start)
            || (start..self.head_at).any(|i| item_possessive(self.view, i))
    }

    /// The description as printed.
    fn printed(&self) -> String {
        let items = self.view.items();
        let span = items[self.plain.start].start..items[self.plain.end - 1].end;
        self.view.passage.text(&span).trim_end_matches([',', ' ']).to_owned()
    }
}

impl Resolver<'_> {
    /// Who is meant by a mention without a name: somebody or something known, else the description itself.
    pub(crate) fn described(
        &self,
        paragraph: usize,
        view: &View<'_>,
        range: Range<usize>,
        text: String,
        place: usize,
    ) -> Resolved {
        let told = self.description(paragraph, view, range, text, place);
        let other = |one: &Resolved| self.may_be_noun(one);
        self.known(&told).filter(other).unwrap_or_else(|| {
            let fresh = self.fresh(&told);
            self.told_before(&told, fresh.speaker.kind).filter(other).unwrap_or(fresh)
        })
    }

    /// Takes a mention without a name apart.
    pub(crate) fn description<'v>(
        &self,
        paragraph: usize,
        view: &'v View<'v>,
        range: Range<usize>,
        text: String,
        place: usize,
    ) -> Description<'v> {
        let start = self.past_clause_words(view, self.past_label(view, &range), range.end);
        let start = self.past_one_of(view, start, range.end);
        let stop = self.without_circumstance(view, start, self.relative_start(view, &(start..range.end)));
        // “The witness, a driver, …”: what is told of somebody unnamed is no part of the description; a list of names is.
        let comma = (start + 1..stop).find(|i| {
            view.mark(*i, ',')
                && view.items().get(i + 1).is_some_and(|n| n.is_word() && !n.capital)
                && !view.any(i + 1, &[Class::Conjunction])
        });
        let stop = comma.unwrap_or(stop);
        let stop = if self.lexicon.family == Family::German && view.is_article(start) && start + 1 < stop {
            view.german_mention_end(start, stop).max(start + 1)
        } else {
            stop
        };
        let plain = start..stop;
        let (head_at, head) = self.head_of(view, &plain);
        let word = view.items()[head_at].bare().to_owned();
        let definite = view.any(plain.start, &[Class::Definite])
            || self.lexicon.family == Family::Slavic && !view.any(plain.start, &[Class::Indefinite]);
        let indefinite = view.any(plain.start, &[Class::Indefinite]) && !definite;
        let plural = view.any(head_at, &[Class::Plural, Class::Group])
            && !self.is_singular(view, &plain, head_at, range.end)
            || self.lexicon.family == Family::English && word.ends_with('s') && head == Some(Head::Role);
        Description {
            paragraph,
            place,
            view,
            text,
            range,
            plain,
            head_at,
            head,
            word,
            definite,
            indefinite,
            plural,
        }
    }

    /// Somebody or something that the article names and that the description means.
    fn known(&self, told: &Description<'_>) -> Option<Resolved> {
        let &Description { paragraph, place, view, head_at, head, indefinite, plural, .. } = told;
        if let Some(whose) = view.account_at(told.plain.end - 1) {
            let member = self
                .cast
                .lookup_stems(&[cases::stem(whose, self.lexicon)])
                .or_else(|| self.generic_body((paragraph, place), whose))?;
            return Some(self.member(member, Some(told.text.clone()), None, paragraph, place, 0.85));
        }
        if matches!(head, Some(Head::Outlet))
            && !indefinite
            && let Some(outlet) = self.last_outlet(paragraph, place)
        {
            let outlet = self.plain(Some(told.text.clone()), outlet, SpeakerKind::Outlet, paragraph, 0.85);
            return Some(Resolved { place, ..outlet });
        }
        if matches!(head, Some(Head::Body)) {
            if let Some(member) = self.body((paragraph, place), &told.plain, view, head_at) {
                return Some(self.member(member, Some(told.text.clone()), None, paragraph, place, 0.85));
            }
            if !indefinite
                && !plural
                && let Some(name) = self.introduced((paragraph, place), &told.plain, view, head_at)
            {
                let text = Some(told.text.clone());
                let named = self.plain(text, name, SpeakerKind::Organization, paragraph, 0.8);
                return Some(Resolved { place, ..named });
            }
        }
        self.of_age(told).or_else(|| self.in_role(told))
    }

    /// “Polizeiangaben”: whoever gives the account, as somebody new.
    fn of_account(&self, told: &Description<'_>) -> Option<Resolved> {
        let whose = told.view.account_at(told.plain.end - 1)?;
        let noun = &told.view.items()[told.plain.end - 1];
        // Of reports it is the reports that speak: “Medienberichte”.
        let of_outlets = noun.word.ends_with("berichten") || noun.word.ends_with("meldungen");
        let named = if of_outlets { noun.end - noun.start - 1 } else { whose.chars().count() };
        let name: String = self.passages[told.paragraph].chars[noun.start..].iter().take(named).collect();
        let is_body = |word: &str| self.lexicon.any(&[Class::Generic, Class::Organization], word);
        let kind = if of_outlets {
            SpeakerKind::Outlet
        } else if self.lexicon.any(&[Class::Plural, Class::Role, Class::Anonymous], whose)
            && !is_body(whose)
            && !is_body(whose.trim_end_matches('n'))
        {
            SpeakerKind::Group
        } else {
            SpeakerKind::Organization
        };
        let giver = self.plain(Some(told.text.clone()), name, kind, told.paragraph, 0.85);
        Some(Resolved { place: told.place, ..giver })
    }

    /// “La intérprete, de 44 años,”, “the actor, 44,”: an age tells of somebody whom the article has named.
    fn of_age(&self, told: &Description<'_>) -> Option<Resolved> {
        let &Description { paragraph, place, view, head, .. } = told;
        let stop = told.plain.end;
        let aged = || {
            matches!(head, Some(Head::Role) | None)
                && view.mark(stop, ',')
                && (stop + 1..told.range.end.min(stop + 3)).any(|i| view.items()[i].kind == Kind::Number)
        };
        if !told.definite || told.plural || !(is_age(&told.word) || aged()) {
            return None;
        }
        let text = || Some(told.text.clone());
        let gender = self.grammatical_gender(view, told.plain.start, &told.word);
        let wanted = Wanted { gender, either: false, things: false, many: false };
        if let Some(member) = self.named_just_before(paragraph, place, gender) {
            return Some(self.member(member, text(), None, paragraph, place, 0.85));
        }
        let salient = self.salient_person(paragraph, place, wanted, text());
        Some(match self.leading_person(paragraph, place, gender) {
            Some(member) if salient.who == Who::Unknown => {
                self.member(member, text(), None, paragraph, place, 0.7)
            }
            _ => salient,
        })
    }

    /// Whoever bears the role that the description tells.
    fn in_role(&self, told: &Description<'_>) -> Option<Resolved> {
        let &Description { paragraph, place, view, indefinite, .. } = told;
        let (start, stop) = (told.plain.start, told.plain.end);
        if !matches!(told.head, Some(Head::Role) | None) || indefinite || told.plural {
            return None;
        }
        let headline = paragraph + 1 == self.passages.len();
        let role = RoleMention {
            paragraph,
            place,
            head: told.head_at,
            range: &told.plain,
            text: &told.text,
            owned: told.is_owned(),
            // Headlines drop their articles.
            definite: told.definite || headline,
            headline,
            inverted: start > 0
                && (self.lexicon.verbs.has(view.word(start - 1))
                    || view.any(start - 1, &[Class::Auxiliary]) && !view.is_article(start - 1)),
            aside: stop < told.range.end && view.mark(stop, ','),
        };
        self.by_role(view, &role)
    }

    /// Somebody or something new, by the description itself.
    pub(crate) fn fresh(&self, told: &Description<'_>) -> Resolved {
        if let Some(giver) = self.of_account(told) {
            return giver;
        }
        let &Description { paragraph, place, view, head_at, head, plural, .. } = told;
        let (start, stop) = (told.plain.start, told.plain.end);
        let before = start.checked_sub(1).map(|b| view.word(b)).unwrap_or_default();
        let case = phrases::case_after(before, self.lexicon);
        // «в палаці», «у гідрометцентрі»: what somebody speaks in is a body.
        let inside = head.is_none() && case == Some(phrases::Case::Locative);
        let counted = view.any(start, &[Class::Counted]);
        let kind = match self.kind_of(view, head_at, head, plural) {
            SpeakerKind::Anonymous if inside => SpeakerKind::Organization,
            // “Three fishermen” are some people, “the fishermen” a group.
            SpeakerKind::Group if counted => SpeakerKind::Anonymous,
            SpeakerKind::Organization if head.is_none() && self.is_somebody(view, &told.plain) => {
                SpeakerKind::Anonymous
            }
            kind => kind,
        };
        let name = self.in_first_form(told, kind, before, case, counted);
        let gender = (start..=head_at.min(stop - 1))
            .find_map(|i| names::role_gender(view.word(i), self.lexicon))
            .or_else(|| self.grammatical_gender(view, start, &told.word).filter(|_| !plural));
        Resolved {
            who: Who::Described(names_key(&name)),
            speaker: Speaker { mention: Some(told.text.clone()), name: Some(name), kind, role: None },
            gender,
            plural,
            paragraph,
            place,
            learnt: None,
            confidence: if head.is_some() { 0.88 } else { 0.6 },
        }
    }

    /// The description in the form of a subject, after the word `before` with its case, and with its owner's name.
    fn in_first_form(
        &self,
        told: &Description<'_>,
        kind: SpeakerKind,
        before: &str,
        case: Option<phrases::Case>,
        counted: bool,
    ) -> String {
        let Description { view, plain, word, plural, .. } = told;
        let printed = told.printed();
        let one_of = matches!(view.word(plain.start + 1), "з" | "із" | "зі" | "из");
        // «два источника»: after a number the noun stands in its own form.
        let one_of = one_of || counted && !matches!(view.word(plain.start), "один" | "одна");
        let words: Vec<&str> = printed.split(' ').collect();
        let name = match self.lexicon.family {
            Family::Slavic if kind != SpeakerKind::Person && !plural && !one_of => {
                let at = words
                    .iter()
                    .position(|w| normal(w).trim_matches(|c: char| !c.is_alphanumeric()) == *word);
                at.and_then(|at| phrases::in_first_form(&words, at, case, self.lexicon))
            }
            Family::German if !plural => german::first_form(&words, self.lexicon)
                .or_else(|| german::first_form_after(before, &words, self.lexicon)),
            _ => None,
        };
        let name = name.unwrap_or(printed);
        if view.is_possessive(plain.start) {
            self.owner_named(told.paragraph, told.place, view, plain, &name)
        } else {
            name
        }
    }

    /// “The official”, “the statement” of whom the article has told before.
    fn told_before(&self, told: &Description<'_>, kind: SpeakerKind) -> Option<Resolved> {
        if !told.definite || told.plural {
            return None;
        }
        let bare = told.plain.len() <= 2 && told.plain.end == told.range.end;
        let last = || self.last_such(&told.word, kind, told.paragraph).filter(|_| bare);
        let same = |one: &&Resolved| self.may_be(one, told.view, &(told.plain.start..told.head_at));
        let earlier = self.earlier(&told.word, kind, told.paragraph).filter(same).or_else(last)?;
        let text = Some(told.text.clone());
        Some(self.taken_up(earlier.clone(), text, told.paragraph, told.place, earlier.confidence))
    }

    /// The last person of that gender whom the paragraph has named before `place` as somebody who does something.
    fn named_just_before(&self, paragraph: usize, place: usize, gender: Option<Gender>) -> Option<usize> {
        let here = self.cast.before(paragraph as i32, place).iter().rev();
        here.take_while(|s| s.paragraph == paragraph as i32)
            .find(|s| {
                self.cast.members[s.member].is_person()
                    && !s.possessive
                    && self.agreement(self.gender(s.member), gender).is_some()
            })
            .map(|s| s.member)
    }

    /// The person of that gender whom the article has named most before `place`.
    fn leading_person(&self, paragraph: usize, place: usize, gender: Option<Gender>) -> Option<usize> {
        let named = self.people_named(paragraph, place, gender);
        named.max_by_key(|(times, at)| (*times, Reverse(*at))).map(|(_, at)| at)
    }

    /// The last head before the first preposition, comma or relative word; so “a ministry official” is an official.
    pub(crate) fn head_of(&self, view: &View<'_>, range: &Range<usize>) -> (usize, Option<Head>) {
        let mut best = None;
        for at in range.clone() {
            let linking = view.any(at, &[Class::Of, Class::Preposition, Class::Relative, Class::Conjunction])
                && !view.is_article(at)
                || view.mark(at, ',');
            let quoted = view.any(at, &[Class::Of])
                && at > range.start
                && matches!(
                    view.word(at - 1),
                    "one"
                        | "some"
                        | "many"
                        | "several"
                        | "two"
                        | "three"
                        | "four"
                        | "five"
                        | "most"
                        | "all"
                        | "both"
                        | "none"
                        | "each"
                        | "einer"
                        | "eine"
                        | "un"
                        | "une"
                        | "uno"
                        | "una"
                        | "один"
                        | "одна"
                );
            // “A Ministry of Justice spokesperson”: the “of” inside a name.
            let capital = |i: usize| view.items().get(i).is_some_and(|i| i.is_word() && i.capital);
            let inside = self.lexicon.family == Family::English
                && view.word(at) == "of"
                && at > range.start
                && capital(at - 1)
                && capital(at + 1);
            // “Un vétéran de l'équipe”: the noun before “of” is the head, known or not.
            let noun = self.lexicon.family == Family::Romance
                && at == range.start + 2
                && view.is_article(range.start)
                && view.is_romance_of(at)
                && !view.any(range.start + 1, &[Class::Indefinite, Class::Adverb]);
            if linking && at > range.start && (best.is_some() || noun) && !quoted && !inside {
                break;
            }
            // “Der Bund der Landwirte”: the genitive tells more of the noun before it.
            if self.lexicon.family == Family::German
                && at > range.start + 1
                && matches!(view.word(at), "der" | "des")
                && view.items()[at - 1].capital
                && view.items()[range.start].is_word()
                && view.is_article(range.start)
            {
                return best.map_or((at - 1, None), |(i, h)| (i, Some(h)));
            }
            if let Some(head) = view.head(at).or_else(|| self.head_in_case(view.word(at)))
                && !item_possessive(view, at)
                && head != Head::Pronoun
            {
                // Slavic and Romance put the head first, English and German last; “another” is one only without a noun.
                let first_wins = matches!(self.lexicon.family, Family::Slavic | Family::Romance);
                let weak = best.is_some_and(|(at, _)| view.any(at, &[Class::Indefinite]));
                if best.is_none() || !first_wins || weak {
                    best = Some((at, head));
                }
            }
        }
        match best {
            Some((at, head)) => (at, Some(head)),
            None if self.lexicon.family == Family::Romance && view.is_article(range.start) => {
                ((range.start + 1).min(range.end - 1), None)
            }
            None => (range.end - 1, None),
        }
    }

    /// What a Slavic noun in another case is the head of.
    pub(crate) fn head_in_case(&self, word: &str) -> Option<Head> {
        if self.lexicon.is(Class::Indefinite, word) {
            return None;
        }
        let base = self.lexicon.first_form(word).filter(|_| self.lexicon.family == Family::Slavic)?;
        let any = |classes: &[Class]| self.lexicon.any(classes, base);
        if any(&[Class::Role, Class::RoleF, Class::Anonymous]) {
            Some(Head::Role)
        } else if any(&[Class::Outlet]) {
            Some(Head::Outlet)
        } else if any(&[Class::Document]) {
            Some(Head::Document)
        } else {
            any(&[Class::Organization]).then_some(Head::Body)
        }
    }

    /// “One of the people, a senior official involved in the talks, told …”: the description follows the comma.
    fn past_one_of(&self, view: &View<'_>, start: usize, end: usize) -> usize {
        const ITEMS_MAX: usize = 8;
        if self.lexicon.family != Family::English || view.word(start) != "one" || view.word(start + 1) != "of"
        {
            return start;
        }
        let reach = end.min(start + ITEMS_MAX);
        (start + 2..reach)
            .find(|i| view.mark(*i, ','))
            .filter(|comma| matches!(view.word(comma + 1), "a" | "an") && comma + 2 < end)
            .map_or(start, |comma| comma + 1)
    }

    /// Whether a description with an unknown noun is of a person: “una carnicera de la calle Ancha”, “eine Abiturientin”.
    fn is_somebody(&self, view: &View<'_>, range: &Range<usize>) -> bool {
        let noun = range.start + 1;
        if !view.is_article(range.start) || noun >= range.end {
            return false;
        }
        match self.lexicon.family {
            Family::German => {
                let word = view.word(noun);
                view.any(range.start, &[Class::Indefinite])
                    || ["er", "in", "or", "ist", "ent", "eur"].iter().any(|e| word.ends_with(e))
            }
            _ => !view.items()[noun].capital,
        }
    }

    /// The gender that an article or a noun's ending tells of somebody unnamed.
    pub(crate) fn grammatical_gender(&self, view: &View<'_>, start: usize, head: &str) -> Option<Gender> {
        match (self.lexicon.family, view.word(start)) {
            (Family::Slavic, _) => cases::noun_gender(self.lexicon.first_form(head).unwrap_or(head)),
            (Family::German, "der" | "ein") | (Family::Romance, "un" | "le" | "el") => Some(Gender::Male),
            (Family::German, "die" | "eine") | (Family::Romance, "une" | "una" | "la") => {
                Some(Gender::Female)
            }
            _ => None,
        }
    }

    /// German forms that are plurals elsewhere: “der Politiker”, “die Abgeordnete forderte”.
    fn is_singular(&self, view: &View<'_>, range: &Range<usize>, head: usize, end: usize) -> bool {
        if self.lexicon.family != Family::German {
            return false;
        }
        let singular_verb = |at: usize| {
            let word = view.word(at);
            self.lexicon.verbs.has(word) && !word.ends_with("en")
        };
        let article = view.word(range.start);
        match article {
            "der" | "das" | "ein" | "dem" | "einem" | "eine" | "einer" => true,
            "die" => {
                (view.word(head).ends_with('e') || view.word(head).ends_with("in"))
                    && (singular_verb(end) || range.start > 0 && singular_verb(range.start - 1))
            }
            _ => false,
        }
    }

    pub(crate) fn kind_of(
        &self,
        view: &View<'_>,
        head_at: usize,
        head: Option<Head>,
        plural: bool,
    ) -> SpeakerKind {
        match head {
            Some(Head::Document) => SpeakerKind::Document,
            Some(Head::Body) => SpeakerKind::Organization,
            Some(Head::Outlet) => SpeakerKind::Outlet,
            // “Police said”, “la policía”: many people, and a body all the same.
            Some(Head::Role) if names::is_organization(view.word(head_at), self.lexicon) => {
                SpeakerKind::Organization
            }
            Some(Head::Role) if plural && view.any(head_at, &[Class::Group]) => SpeakerKind::Group,
            Some(Head::Role) => SpeakerKind::Anonymous,
            Some(Head::Name) | Some(Head::Pronoun) => SpeakerKind::Organization,
            // “Another described …”
            None if view.any(head_at, &[Class::Indefinite]) => SpeakerKind::Anonymous,
            None if self.lexicon.family != Family::Slavic && view.items()[head_at].capital => {
                SpeakerKind::Organization
            }
            None => SpeakerKind::Anonymous,
        }
    }

    /// “His office” becomes “Edvin Halloran's office” where the owner is clear (English only).
    pub(crate) fn owner_named(
        &self,
        paragraph: usize,
        place: usize,
        view: &View<'_>,
        range: &Range<usize>,
        name: &str,
    ) -> String {
        if self.lexicon.family != Family::English {
            return name.to_owned();
        }
        let pronoun = match view.word(range.start) {
            "his" => "he",
            "her" => "she",
            _ => return name.to_owned(),
        };
        let owner = self.pronoun(paragraph, place, pronoun, String::new());
        match owner.speaker.name {
            Some(owner) if range.len() > 1 => {
                let rest = view
                    .passage
                    .text(&(view.items()[range.start + 1].start..view.items()[range.end - 1].end));
                format!("{owner}'s {}", rest.trim_end_matches([',', ' ']))
            }
            _ => name.to_owned(),
        }
    }

    pub(crate) fn last_outlet(&self, paragraph: usize, place: usize) -> Option<String> {
        if let Some(relay) = &self.relay {
            return Some(relay.clone());
        }
        let own = self.outlet.as_deref().map(names_key);
        let others = |m: &&Member| own.as_deref() != Some(&names_key(&m.name));
        // “The Meridian reported … told the magazine”: where no name is an outlet's by its words, who has reported or been
        // told.
        let reporter = |m: &Member| {
            m.reports && !m.is_person() && !m.stems.iter().any(|s| names::is_organization(s, self.lexicon))
        };
        let last = |is_meant: &dyn Fn(&Member) -> bool| {
            let meant = self.cast.members.iter().filter(|m| is_meant(m)).filter(others);
            let placed = meant.filter_map(|m| {
                m.places
                    .iter()
                    .rfind(|(p, s)| *p >= 0 && (*p as usize, *s) < (paragraph, place))
                    .map(|at| (at, &m.name))
            });
            placed.max().map(|(_, name)| name.clone())
        };
        last(&|m| m.outlet).or_else(|| last(&reporter))
    }

    /// Whether the words before a description's noun say nothing that an earlier one denies: “the foreign ministry” is
    /// not “the defence ministry”.
    fn may_be(&self, earlier: &Resolved, view: &View<'_>, before: &Range<usize>) -> bool {
        let Who::Described(known) = &earlier.who else { return true };
        let known: Vec<String> = known.split(' ').map(|word| cases::stem(word, self.lexicon)).collect();
        let tells = |i: &usize| {
            view.items()[*i].is_word()
                && !view.is_article(*i)
                && !view.is_possessive(*i)
                && !view.any(*i, &[Class::Of, Class::Preposition, Class::Demonstrative, Class::Adverb])
        };
        let mut words =
            before.clone().filter(tells).map(|i| cases::stem(view.items()[i].bare(), self.lexicon));
        self.lexicon.family == Family::Romance || words.all(|word| known.contains(&word))
    }

    /// “The official”, “the statement” after one has spoken.
    pub(crate) fn earlier(&self, word: &str, kind: SpeakerKind, paragraph: usize) -> Option<&Resolved> {
        let stem = cases::stem(word, self.lexicon);
        self.history.iter().rev().take(HISTORY_MAX).find(|r| r.speaker.kind == kind && paragraph.saturating_sub(r.paragraph) <= 6 && matches!(&r.who, Who::Described(d) if d.split(' ').any(|w| same_role(&cases::stem(w, self.lexicon), &stem, self.lexicon))))
    }
}
