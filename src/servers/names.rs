//! Names that people give, and the slugs under which what they name is kept.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// Longest name of a story or a source, in Unicode scalars: it stands in suggestions, which hold 100.
pub const NAME_CHARS_MAX: usize = 80;

/// Longest list of words that is looked for, in Unicode scalars.
pub const WORDS_CHARS_MAX: usize = 300;

/// Longest slug, in Unicode scalars.
const SLUG_CHARS_MAX: usize = 40;

/// What something is kept under: the letters and digits of its first name, with dashes between. It stays when the name
/// changes, so that what refers to it goes on doing so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// The slug of a name that no other of `taken` has: a number is added where one has.
    pub fn new<'a>(name: &str, taken: impl Iterator<Item = &'a Slug> + Clone) -> Slug {
        let mut slug = String::new();
        for c in name.to_lowercase().chars() {
            if c.is_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug: String = slug.chars().take(SLUG_CHARS_MAX).collect();
        let slug = match slug.trim_end_matches('-') {
            "" => "unnamed".to_owned(),
            slug => slug.to_owned(),
        };
        let numbered = (2_u32..).map(|number| format!("{slug}-{number}"));
        let mut free = std::iter::once(slug.clone()).chain(numbered).map(Slug);
        free.find(|slug| taken.clone().all(|other| other != slug)).unwrap_or(Slug(slug))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name as it may be kept: on one line, without characters that cannot be seen, within [`NAME_CHARS_MAX`].
///
/// # Errors
/// [`Refusal::NoName`], [`Refusal::LongName`].
pub fn checked_name(typed: &str) -> Result<String, Refusal> {
    let name = seen(typed);
    match name.chars().count() {
        0 => Err(Refusal::NoName),
        1..=NAME_CHARS_MAX => Ok(name),
        _ => Err(Refusal::LongName),
    }
}

/// Words that are looked for, as they may be kept; empty where none were typed.
///
/// # Errors
/// [`Refusal::LongWords`].
pub fn checked_words(typed: &str) -> Result<String, Refusal> {
    let words = seen(typed);
    if words.chars().count() > WORDS_CHARS_MAX { Err(Refusal::LongWords) } else { Ok(words) }
}

/// What can be seen of a text, on one line. Marks that turn the direction or join invisibly are left out.
fn seen(typed: &str) -> String {
    let hidden = |c: char| {
        matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
    };
    let lines: String = typed
        .chars()
        .filter(|c| !hidden(*c))
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .collect();
    lines.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The one thing that was meant by what was typed: by its slug, by its name in any case, or by the beginning of the
/// name where only one begins so.
pub fn only_like<'a, T: 'a>(
    typed: &str,
    named: impl Iterator<Item = (&'a Slug, &'a str, T)> + Clone,
) -> Option<(&'a Slug, T)> {
    let typed = seen(typed).to_lowercase();
    if typed.is_empty() {
        return None;
    }
    let found = |fits: &dyn Fn(&str, &str) -> bool| {
        let mut fitting = named.clone().filter(|(slug, name, _)| fits(slug.as_str(), &name.to_lowercase()));
        let first = fitting.next();
        (first, fitting.next().is_some())
    };
    let exactly = |slug: &str, name: &str| slug == typed || name == typed;
    let begins = |_: &str, name: &str| name.starts_with(&typed);
    let (exact, _) = found(&exactly);
    let found = match exact {
        Some(exact) => Some(exact),
        None => {
            let (first, more) = found(&begins);
            first.filter(|_| !more)
        }
    };
    found.map(|(slug, _, value)| (slug, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_the_names_letters_and_nobody_elses() {
        let slug = |name: &str, taken: &[Slug]| Slug::new(name, taken.iter()).to_string();
        assert_eq!(slug("The Harbour: Bridge!", &[]), "the-harbour-bridge");
        assert_eq!(slug("Міст через гавань", &[]), "міст-через-гавань");
        assert_eq!(slug("***", &[]), "unnamed");
        let taken = [Slug::new("Bridge", [].iter()), Slug("bridge-2".to_owned())];
        assert_eq!(slug("bridge", &taken), "bridge-3");
        assert_eq!(slug(&"x".repeat(6000), &[]).len(), SLUG_CHARS_MAX);
    }

    #[test]
    fn names_are_one_line_without_tricks() {
        assert_eq!(checked_name(" a\u{202E}b\n c\u{200B} ").unwrap(), "ab c");
        assert_eq!(checked_name(" \u{200B}\n"), Err(Refusal::NoName));
        assert_eq!(checked_name(&"x".repeat(81)), Err(Refusal::LongName));
        assert_eq!(checked_words("").unwrap(), "");
        assert_eq!(checked_words(&"x".repeat(301)), Err(Refusal::LongWords));
    }

    #[test]
    fn what_was_meant_is_found_by_slug_name_or_the_only_beginning() {
        let slugs = [Slug("old-bridge".to_owned()), Slug("old-town".to_owned()), Slug("bridge".to_owned())];
        let names = ["Old bridge", "Old town", "Bridge"];
        let all = || slugs.iter().zip(names).map(|(slug, name)| (slug, name, name));
        for (typed, meant) in [
            ("old-town", Some("Old town")),
            ("OLD BRIDGE", Some("Old bridge")),
            ("bri", Some("Bridge")),
            ("old", None),
            ("", None),
            ("harbour", None),
        ] {
            assert_eq!(only_like(typed, all()).map(|(_, name)| name), meant, "{typed}");
        }
    }
}
