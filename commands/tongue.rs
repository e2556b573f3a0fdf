//! The languages of sayso's own words. One file of `locales/` is one language, named by Discord's code for it.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;
use sayso_servers::{DateForm, Profile};
use unic_langid::LanguageIdentifier;

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The language of everything that has no other: Discord's default too.
const ENGLISH: &str = "en";

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FILES.iter().map(|(code, text)| Language::read(code, text)).collect());

struct Language {
    code: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// A line that cannot be read is left out; a test holds every file to having none.
    fn read(code: &'static str, text: &str) -> Language {
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _unreadable)| readable);
        let identifier: LanguageIdentifier = code.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks that isolate directions are invisible characters, which sayso sends nowhere.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Language { code, bundle }
    }

    fn form(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (name, attribute) = key.split_once('.').map_or((key, None), |(name, part)| (name, Some(part)));
        let message = self.bundle.get_message(name)?;
        let pattern = match attribute {
            Some(part) => message.get_attribute(part)?.value(),
            None => message.value()?,
        };
        let mut faults = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut faults).into_owned();
        if !faults.is_empty() {
            tracing::error!(language = self.code, key, ?faults, "a line of sayso's own lacks a value");
        }
        Some(text)
    }
}

/// A language that sayso answers in, and how a server wants days and long quotations in it. Copying is free.
#[derive(Clone, Copy)]
pub(crate) struct Tongue {
    language: &'static Language,
    dates: DateForm,
    excerpt_words: u32,
}

impl Tongue {
    fn of(language: &'static Language) -> Tongue {
        let usual = Profile::default();
        Tongue { language, dates: usual.date_form, excerpt_words: usual.excerpt_words }
    }

    /// The same as a server wants it.
    pub(crate) fn like(self, profile: &Profile) -> Tongue {
        Tongue { dates: profile.date_form, excerpt_words: profile.excerpt_words, ..self }
    }

    /// The language that a server has chosen for all that is posted there, else English, as the server wants it.
    pub(crate) fn of_server(profile: &Profile) -> Tongue {
        let chosen = profile.language.as_deref().and_then(Tongue::exactly);
        chosen.unwrap_or_else(Tongue::english).like(profile)
    }

    /// The longest quotation that is shown, in words.
    pub(crate) fn excerpt_words(self) -> usize {
        usize::try_from(self.excerpt_words).unwrap_or(usize::MAX)
    }

    /// English.
    pub(crate) fn english() -> Tongue {
        Tongue::exactly(ENGLISH).expect("locales/en.ftl is part of the program")
    }

    /// The language of a Discord locale (“uk”, “en-GB”): itself, else another of the same language, else English.
    pub(crate) fn nearest(locale: &str) -> Tongue {
        let language = |code: &str| code.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let same = || Tongue::all().find(|tongue| language(tongue.code()) == language(locale));
        Tongue::exactly(locale).or_else(same).unwrap_or_else(Tongue::english)
    }

    /// The language with exactly this code.
    pub(crate) fn exactly(code: &str) -> Option<Tongue> {
        Tongue::all().find(|tongue| tongue.code() == code)
    }

    /// All languages, by their codes.
    pub(crate) fn all() -> impl Iterator<Item = Tongue> {
        LANGUAGES.iter().map(Tongue::of)
    }

    /// Discord's code of the language, the name of its file.
    pub(crate) fn code(self) -> &'static str {
        self.language.code
    }

    /// The line of a key (`key`, or `key.attribute`), which must exist: a test finds every literal one.
    pub(crate) fn say(self, key: &str) -> String {
        self.form(key, None)
    }

    /// The line of a key with values in it. Words of others among them must have been escaped.
    pub(crate) fn say_with<'a, const N: usize>(
        self,
        key: &str,
        values: [(&'a str, FluentValue<'a>); N],
    ) -> String {
        self.form(key, Some(&values.into_iter().collect()))
    }

    /// The line of a key that this language may lack.
    pub(crate) fn find(self, key: &str) -> Option<String> {
        self.language.form(key, None)
    }

    /// A day as the server wants it: spelt out, “4 March 2025”, or in numbers.
    pub(crate) fn day(self, day: Date) -> String {
        if self.dates == DateForm::Numbers {
            return day.to_string();
        }
        let month = self.say(&format!("month-{}", day.month()));
        let (number, year) = (day.day().to_string(), day.year().to_string());
        self.say_with("day", [("day", number.into()), ("month", month.into()), ("year", year.into())])
    }

    /// What this language lacks is said in English, and what that lacks too is a fault that shows its key.
    fn form(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let found = self.language.form(key, args).or_else(|| Tongue::english().language.form(key, args));
        found.unwrap_or_else(|| {
            tracing::error!(key, "a line of sayso's own is missing");
            key.to_owned()
        })
    }
}

impl std::fmt::Debug for Tongue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tongue({})", self.code())
    }
}

#[cfg(test)]
mod tests;
