//! The words of each language, read once from data files: one engine, six vocabularies.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::Act;

/// A kind of word or phrase; each is a section of the data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    According,
    AccordingAfter,
    Citing,
    Show,
    Complementiser,
    Whether,
    Negation,
    Nobody,
    Hypothetical,
    /// Finite forms of the mood of reported speech.
    Reported,
    Modal,
    Auxiliary,
    Passive,
    Adverb,
    Conjunction,
    Boundary,
    Relative,
    Of,
    Preposition,
    Definite,
    Indefinite,
    PossessiveM,
    PossessiveF,
    PossessiveN,
    PossessiveP,
    Possessive1,
    PronounM,
    PronounF,
    PronounN,
    PronounP,
    Pronoun1,
    Demonstrative,
    Title,
    Role,
    RoleM,
    RoleF,
    Kin,
    Anonymous,
    Plural,
    Group,
    Organization,
    Document,
    Outlet,
    OutletName,
    Venue,
    Press,
    Time,
    Weekday,
    Month,
    MonthShort,
    Today,
    Yesterday,
    Last,
    Ago,
    Label,
    LabelSource,
    LabelBackground,
    Abbreviation,
    FirstNameM,
    FirstNameF,
    Decline,
    Prefix,
    Weak,
    Tell,
    Claim,
    ClaimVerb,
    As,
    Call,
    Epithet,
    Carry,
    Generic,
    /// Numbers that make people few enough to be persons.
    Counted,
    /// Words for a business, whatever its trade.
    Company,
    /// Nouns for somebody unnamed that tell nothing of them.
    AnySource,
    /// Nouns for any document.
    AnyDocument,
    /// Occasions at which people speak (“the trial”).
    Event,
    /// Words by which somebody speaks of himself, in any case.
    FirstPerson,
}

const SECTIONS: &[(&str, Class)] = &[
    ("according", Class::According),
    ("according.after", Class::AccordingAfter),
    ("citing", Class::Citing),
    ("show", Class::Show),
    ("complementiser", Class::Complementiser),
    ("whether", Class::Whether),
    ("negation", Class::Negation),
    ("nobody", Class::Nobody),
    ("hypothetical", Class::Hypothetical),
    ("reported", Class::Reported),
    ("modal", Class::Modal),
    ("auxiliary", Class::Auxiliary),
    ("passive", Class::Passive),
    ("adverb", Class::Adverb),
    ("conjunction", Class::Conjunction),
    ("boundary", Class::Boundary),
    ("relative", Class::Relative),
    ("of", Class::Of),
    ("preposition", Class::Preposition),
    ("definite", Class::Definite),
    ("indefinite", Class::Indefinite),
    ("possessive.m", Class::PossessiveM),
    ("possessive.f", Class::PossessiveF),
    ("possessive.n", Class::PossessiveN),
    ("possessive.p", Class::PossessiveP),
    ("possessive.1", Class::Possessive1),
    ("pronoun.m", Class::PronounM),
    ("pronoun.f", Class::PronounF),
    ("pronoun.n", Class::PronounN),
    ("pronoun.p", Class::PronounP),
    ("pronoun.1", Class::Pronoun1),
    ("demonstrative", Class::Demonstrative),
    ("title", Class::Title),
    ("role", Class::Role),
    ("role.m", Class::RoleM),
    ("role.f", Class::RoleF),
    ("kin", Class::Kin),
    ("anonymous", Class::Anonymous),
    ("plural", Class::Plural),
    ("group", Class::Group),
    ("organization", Class::Organization),
    ("document", Class::Document),
    ("outlet", Class::Outlet),
    ("outletname", Class::OutletName),
    ("venue", Class::Venue),
    ("press", Class::Press),
    ("time", Class::Time),
    ("weekday", Class::Weekday),
    ("month", Class::Month),
    ("month.short", Class::MonthShort),
    ("today", Class::Today),
    ("yesterday", Class::Yesterday),
    ("last", Class::Last),
    ("ago", Class::Ago),
    ("label", Class::Label),
    ("label.source", Class::LabelSource),
    ("label.background", Class::LabelBackground),
    ("abbreviation", Class::Abbreviation),
    ("firstname.m", Class::FirstNameM),
    ("firstname.f", Class::FirstNameF),
    ("decline", Class::Decline),
    ("prefix", Class::Prefix),
    ("weak", Class::Weak),
    ("tell", Class::Tell),
    ("claim", Class::Claim),
    ("claim.verb", Class::ClaimVerb),
    ("as", Class::As),
    ("call", Class::Call),
    ("epithet", Class::Epithet),
    ("carry", Class::Carry),
    ("generic", Class::Generic),
    ("counted", Class::Counted),
    ("company", Class::Company),
    ("source.any", Class::AnySource),
    ("document.any", Class::AnyDocument),
    ("event", Class::Event),
    ("first.person", Class::FirstPerson),
];

const ACTS: &[(&str, Act)] = &[
    ("say", Act::Say),
    ("deny", Act::Deny),
    ("confirm", Act::Confirm),
    ("ask", Act::Ask),
    ("warn", Act::Warn),
    ("demand", Act::Demand),
    ("promise", Act::Promise),
    ("accuse", Act::Accuse),
];

/// Phrases found by their first word; the longest that fits wins.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_first: HashMap::new() }
    }
}

impl<T: Copy> Phrases<T> {
    fn insert(&mut self, phrase: &str, value: T) {
        let mut words = phrase.split_whitespace().map(str::to_owned);
        if let Some(first) = words.next() {
            let entry = self.by_first.entry(first).or_default();
            entry.push((words.collect(), value));
            entry.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    /// The longest phrase that begins with the first of `words`: how many words it has and its value.
    pub(crate) fn longest<'a>(&self, mut words: impl Iterator<Item = &'a str> + Clone) -> Option<(usize, T)> {
        let entry = self.by_first.get(words.next()?)?;
        entry
            .iter()
            .find(|(rest, _)| {
                rest.is_empty() || rest.iter().map(String::as_str).eq(words.clone().take(rest.len()))
            })
            .map(|(rest, value)| (rest.len() + 1, *value))
    }

    /// Whether the single word `word` is an entry.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.by_first.get(word).is_some_and(|entries| entries.iter().any(|(rest, _)| rest.is_empty()))
    }
}

/// How a language's grammar differs where the rules need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Subject before verb; inversion only round quotations (en).
    English,
    /// Verb second, split prefixes, reported speech in its own mood (de).
    German,
    /// Free order, case endings, gender in past tenses, no articles (uk, ru).
    Slavic,
    /// Inversion in incises, elision (fr, es).
    Romance,
}

impl Family {
    /// The family in a word, for features.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Family::English => "English",
            Family::German => "German",
            Family::Slavic => "Slavic",
            Family::Romance => "Romance",
        }
    }
}

/// All the words of one language.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// BCP 47 primary subtag.
    pub(crate) code: &'static str,
    /// Its grammar.
    pub(crate) family: Family,
    /// Finite forms of verbs of saying with their acts.
    pub(crate) verbs: Phrases<Act>,
    /// Participles that carry on with a shared subject (“adding that”).
    pub(crate) participles: Phrases<Act>,
    /// Separable verbs: the finite form, its prefix at the end of the clause, the act.
    splits: HashMap<String, Vec<(String, Act)>>,
    /// Predicates of declining with something between (“ließ … unbeantwortet”).
    split_declines: HashMap<String, Vec<String>>,
    /// Stems of role nouns, for languages with cases.
    role_stems: HashSet<String>,
    /// The first form of a noun by its stem, for languages with cases.
    first_forms: HashMap<String, String>,
    classes: Vec<Phrases<()>>,
    /// Days of the week and months: their place in the week or year.
    ordinals: HashMap<String, usize>,
}

impl Lexicon {
    fn read(code: &'static str, family: Family, files: [&str; 2]) -> Lexicon {
        let mut lexicon = Lexicon {
            code,
            family,
            verbs: Phrases::default(),
            participles: Phrases::default(),
            splits: HashMap::new(),
            split_declines: HashMap::new(),
            role_stems: HashSet::new(),
            first_forms: HashMap::new(),
            classes: SECTIONS.iter().map(|_| Phrases::default()).collect(),
            ordinals: HashMap::new(),
        };
        let mut section = "";
        let lines = files.into_iter().flat_map(str::lines).map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = name;
                continue;
            }
            let (key, entries) = match line.split_once(": ") {
                Some((key, entries)) if key.len() <= 8 && !key.contains(['(', ',', ' ']) => (key, entries),
                _ => ("", line),
            };
            for (ordinal, entry) in entries
                .split(',')
                .enumerate()
                .flat_map(|(at, group)| expand(group).into_iter().map(move |e| (at, e)))
            {
                lexicon.insert(section, key, &entry);
                if matches!(section, "weekday" | "month" | "month.short") {
                    lexicon.ordinals.insert(entry, ordinal);
                }
            }
        }
        lexicon
    }

    fn insert(&mut self, section: &str, key: &str, entry: &str) {
        let act_of = |name: &str| ACTS.iter().find(|(n, _)| *n == name).map(|(_, act)| *act);
        if section == "participle" {
            self.participles.insert(entry, act_of(key).unwrap_or(Act::Say));
            return;
        }
        if let Some((verb, prefix)) = entry.split_once(" … ") {
            match act_of(section) {
                Some(act) => self.splits.entry(verb.to_owned()).or_default().push((prefix.to_owned(), act)),
                None => self.split_declines.entry(verb.to_owned()).or_default().push(prefix.to_owned()),
            }
            return;
        }
        if let Some(act) = act_of(section) {
            self.verbs.insert(entry, act);
            if self.family == Family::Slavic
                && let Some(stem) = entry.strip_suffix("ла")
            {
                for ending in ["ло", "ли"] {
                    self.verbs.insert(&format!("{stem}{ending}"), act);
                }
            }
            return;
        }
        if matches!(section, "role" | "anonymous" | "kin") && self.family == Family::Slavic {
            self.role_stems.insert(crate::cases::stem(entry, self));
        }
        if matches!(section, "role" | "role.f" | "anonymous" | "organization" | "document" | "outlet")
            && self.family == Family::Slavic
        {
            let stem = crate::cases::stem(entry, self);
            self.first_forms.entry(stem).or_insert_with(|| entry.to_owned());
        }
        if section == "role" && key.is_empty() && self.family == Family::German {
            for ending in ["in", "s", "n", "en", "es", "innen"] {
                self.classes[class_index(Class::Role)].insert(&format!("{entry}{ending}"), ());
            }
        }
        let full = if key.is_empty() { section.to_owned() } else { format!("{section}.{key}") };
        if let Some(at) = SECTIONS.iter().position(|(name, _)| *name == full) {
            self.classes[at].insert(entry, ());
        }
    }

    /// Whether `word` (normalised) belongs to `class`.
    pub(crate) fn is(&self, class: Class, word: &str) -> bool {
        self.phrases(class).has(word)
    }

    /// Whether `word` belongs to one of `classes`.
    pub(crate) fn any(&self, classes: &[Class], word: &str) -> bool {
        classes.iter().any(|class| self.is(*class, word))
    }

    /// The prefixes that the finite form `word` may have at the end of its clause.
    pub(crate) fn prefixes(&self, word: &str) -> &[(String, Act)] {
        self.splits.get(word).map_or(&[], Vec::as_slice)
    }

    /// The ends of a predicate of declining that begins with `word`.
    pub(crate) fn decline_ends(&self, word: &str) -> &[String] {
        self.split_declines.get(word).map_or(&[], Vec::as_slice)
    }

    /// The subject's form of a known noun.
    pub(crate) fn first_form(&self, word: &str) -> Option<&str> {
        self.first_forms.get(&crate::cases::stem(&normal(word), self)).map(String::as_str)
    }

    /// Whether `word` is any case of a noun of one of `classes`.
    pub(crate) fn any_in_case(&self, classes: &[Class], word: &str) -> bool {
        self.first_form(word).is_some_and(|first| self.any(classes, first))
    }

    /// Whether `word` is any case of a role noun.
    pub(crate) fn is_role_form(&self, word: &str) -> bool {
        self.role_stems.contains(&crate::cases::stem(word, self))
    }

    /// The place of a weekday in its week, of a month in its year; both count from 0.
    pub(crate) fn ordinal(&self, word: &str) -> Option<usize> {
        self.ordinals.get(word).copied()
    }

    /// The phrases of `class`.
    pub(crate) fn phrases(&self, class: Class) -> &Phrases<()> {
        &self.classes[class_index(class)]
    }
}

/// The sections stand in the order of the classes.
fn class_index(class: Class) -> usize {
    class as usize
}

/// `stem(a|b)` becomes stema and stemb; `~` is the empty ending.
fn expand(entry: &str) -> Vec<String> {
    let entry = normal(entry.trim());
    let Some((stem, rest)) = entry.split_once('(') else {
        return if entry.is_empty() { Vec::new() } else { vec![entry] };
    };
    let Some((endings, tail)) = rest.split_once(')') else { return vec![entry] };
    endings
        .split('|')
        .map(|ending| format!("{stem}{}{tail}", if ending == "~" { "" } else { ending }))
        .collect()
}

/// The form in which words are compared: lower case, no format characters, one kind of apostrophe.
pub(crate) fn normal(word: &str) -> String {
    word.chars()
        .filter(|c| !crate::items::is_format(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '’' | 'ʼ' | '`' | '‘') { '\'' } else { c })
        .collect()
}

/// A language's lexicon out of its two files, read when it is first asked for.
macro_rules! lexicon {
    ($code:literal, $family:ident) => {
        LazyLock::new(|| {
            let general = include_str!(concat!("lexicon/", $code, ".txt"));
            let people = include_str!(concat!("lexicon/people/", $code, ".txt"));
            Lexicon::read($code, Family::$family, [general, people])
        })
    };
}

static ENGLISH: LazyLock<Lexicon> = lexicon!("en", English);
static UKRAINIAN: LazyLock<Lexicon> = lexicon!("uk", Slavic);
static RUSSIAN: LazyLock<Lexicon> = lexicon!("ru", Slavic);
static GERMAN: LazyLock<Lexicon> = lexicon!("de", German);
static FRENCH: LazyLock<Lexicon> = lexicon!("fr", Romance);
static SPANISH: LazyLock<Lexicon> = lexicon!("es", Romance);

/// The words of the language with this primary subtag; English where it is not one of the six.
pub(crate) fn of(language: &str) -> &'static Lexicon {
    match language.split(['-', '_']).next().unwrap_or_default() {
        "uk" => &UKRAINIAN,
        "ru" => &RUSSIAN,
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        _ => &ENGLISH,
    }
}
