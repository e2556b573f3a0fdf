//! Names and descriptions of commands, options and choices in every language, out of `locales/`.
//!
//! A command's own words are `cmd-source-add` (its name) and `cmd-source-add.about`; a menu entry's are
//! `menu-brief-this-link`. An option's are `opt-link` and `opt-link.about`, where `cmd-brief.link` tells better what
//! it is for in one command. A choice's are `choice-paraphrase`.

use std::borrow::Cow;

use poise::{Command, CommandParameter};

use crate::tongue::Tongue;
use crate::{Data, Error};

/// Gives a command its words in all languages.
pub(crate) fn name(mut command: Command<Data, Error>) -> Command<Data, Error> {
    if let Some(entry) = command.context_menu_name.clone() {
        command.name_localizations = localised(&format!("menu-{}", key_part(&entry)), &entry);
        return command;
    }
    name_typed(&mut command, "cmd");
    command
}

fn name_typed(command: &mut Command<Data, Error>, above: &str) {
    let key = format!("{above}-{}", command.name);
    command.name_localizations = localised(&key, &command.name);
    let about = format!("{key}.about");
    command.description = Some(Tongue::english().say(&about).into());
    command.description_localizations = localised(&about, "");
    for parameter in &mut command.parameters {
        name_option(parameter, &key);
    }
    for below in &mut command.subcommands {
        name_typed(below, &key);
    }
}

fn name_option(parameter: &mut CommandParameter<Data, Error>, command: &str) {
    let shared = format!("opt-{}", parameter.name);
    let special = format!("{command}.{}", parameter.name);
    let about = if Tongue::english().find(&special).is_some() { special } else { format!("{shared}.about") };
    parameter.name_localizations = localised(&shared, &parameter.name);
    parameter.description = Some(Tongue::english().say(&about).into());
    parameter.description_localizations = localised(&about, "");
    for choice in parameter.choices.to_mut() {
        choice.localizations = localised(&format!("choice-{}", key_part(&choice.name)), &choice.name);
    }
}

/// The words of a key in all languages but English, where they differ from `english`.
fn localised(key: &str, english: &str) -> Cow<'static, [(Cow<'static, str>, Cow<'static, str>)]> {
    Tongue::all()
        .filter(|tongue| tongue.code() != Tongue::english().code())
        .filter_map(|tongue| Some((tongue.code().into(), tongue.find(key)?.into())))
        .filter(|(_, words): &(Cow<'_, str>, Cow<'_, str>)| words != english)
        .collect()
}

/// “Brief this link” as a part of a key: “brief-this-link”.
fn key_part(words: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    words.trim_end_matches('?').chars().map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Discord's rules for names that are typed
    /// (<https://discord.com/developers/docs/interactions/application-commands>).
    fn assert_name(name: &str) {
        let fits = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_' | '\'');
        assert!((1..=32).contains(&name.chars().count()) && name.chars().all(fits), "{name:?} is no name");
    }

    fn assert_about(command: &str, about: Option<&str>, more: &[(Cow<'_, str>, Cow<'_, str>)]) {
        for about in about.into_iter().chain(more.iter().map(|(_, about)| about.as_ref())) {
            assert!((1..=100).contains(&about.chars().count()), "{command}: {about:?}");
            assert!(!about.contains("cmd-") && !about.contains("opt-"), "{command}: {about} is a key");
        }
    }

    fn check(command: &Command<Data, Error>, key: &str) {
        let languages = Tongue::all().count() - 1;
        let english = |key: &str| Tongue::english().find(key).unwrap_or_else(|| panic!("{key} is missing"));
        assert_eq!(english(key), command.name);
        assert_name(&command.name);
        command.name_localizations.iter().for_each(|(_, name)| assert_name(name));
        assert_about(key, command.description.as_deref(), &command.description_localizations);
        assert_eq!(command.description_localizations.len(), languages, "{key}");
        for option in &command.parameters {
            assert_eq!(english(&format!("opt-{}", option.name)), option.name);
            assert_name(&option.name);
            option.name_localizations.iter().for_each(|(_, name)| assert_name(name));
            assert_about(key, option.description.as_deref(), &option.description_localizations);
            for choice in option.choices.iter() {
                let key = format!("choice-{}", key_part(&choice.name));
                assert_eq!(english(&key), choice.name);
                assert!((1..=100).contains(&choice.name.chars().count()));
            }
            for language in Tongue::all() {
                let named = |name: &str, words: &[(Cow<'_, str>, Cow<'_, str>)]| {
                    let own = words.iter().find(|(code, _)| code == language.code());
                    own.map_or(name.to_owned(), |(_, words)| words.to_string())
                };
                let names: Vec<String> =
                    command.parameters.iter().map(|it| named(&it.name, &it.name_localizations)).collect();
                let mut once = names.clone();
                once.sort_unstable();
                once.dedup();
                assert_eq!(once.len(), names.len(), "{key} has two options of one name: {names:?}");
            }
        }
        for below in &command.subcommands {
            check(below, &format!("{key}-{}", below.name));
        }
    }

    #[test]
    fn every_command_has_its_words_in_every_language() {
        let commands = crate::all();
        for command in &commands {
            match &command.context_menu_name {
                Some(entry) => {
                    let key = format!("menu-{}", key_part(entry));
                    assert_eq!(Tongue::english().find(&key).as_deref(), Some(entry.as_ref()), "{key}");
                    let long = command.name_localizations.iter().find(|(_, name)| name.chars().count() > 32);
                    assert!(long.is_none() && entry.len() <= 32, "{entry}: {long:?}");
                }
                None => check(command, &format!("cmd-{}", command.name)),
            }
        }
        for language in Tongue::all() {
            let mut names: Vec<String> = commands
                .iter()
                .map(|it| {
                    let own = it.name_localizations.iter().find(|(code, _)| code == language.code());
                    own.map_or(it.name.to_string(), |(_, name)| name.to_string())
                })
                .collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{language:?}: two commands have one name");
        }
    }
}
