//! Every language says everything, with the same values; every key that is used exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

use super::*;

/// Keys with the values (`$count`) that their text names.
fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    let (mut message, mut part) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = |text: &str| text.split('=').next().unwrap_or_default().trim().to_owned();
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            message = name(line);
            part.clone_from(&message);
        } else if let Some(attribute) = line.trim_start().strip_prefix('.') {
            part = format!("{message}.{}", name(attribute));
        }
        let values: &mut BTreeSet<String> = keys.entry(part.clone()).or_default();
        values.extend(line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
        }));
    }
    keys.retain(|key, _| !key.is_empty());
    keys
}

#[test]
fn every_language_can_be_read_and_says_everything() {
    let english = keys(FILES.iter().find(|(code, _)| *code == ENGLISH).unwrap().1);
    for (code, text) in FILES {
        if let Err((_, faults)) = FluentResource::try_new((*text).to_owned()) {
            panic!("locales/{code}.ftl: {faults:?}");
        }
        assert!(code.parse::<LanguageIdentifier>().is_ok(), "{code} is no language");
        let own = keys(text);
        let missing: Vec<_> = english.keys().filter(|key| !own.contains_key(*key)).collect();
        let surplus: Vec<_> = own.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{code} lacks {missing:?}, English lacks {surplus:?}"
        );
        for (key, values) in &own {
            let unknown: Vec<_> = values.difference(&english[key]).collect();
            assert!(unknown.is_empty(), "{code}: {key} names {unknown:?}, which nobody gives");
            let args: FluentArgs = values.iter().map(|name| (name.as_str(), FluentValue::from(3))).collect();
            let text = Tongue::exactly(code).unwrap().language.form(key, Some(&args));
            assert!(text.is_some_and(|text| !text.trim().is_empty()), "{code}: {key} says nothing");
        }
    }
}

/// Literal keys in calls, also where the call is broken over lines.
fn used(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in [".say(", ".say_with("] {
        for rest in source.split(call).skip(1) {
            if let Some(key) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                found.push(key.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_key_that_is_used_exists() {
    let english = keys(FILES.iter().find(|(code, _)| *code == ENGLISH).unwrap().1);
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
                for key in used(&fs::read_to_string(&path).unwrap()) {
                    assert!(english.contains_key(&key), "{}: {key} is no key", path.display());
                    count += 1;
                }
            }
        }
    }
    assert!(count > 10, "only {count} uses were found");
}

#[test]
fn a_locale_finds_its_language() {
    for (locale, code) in
        [("uk", "uk"), ("en-US", "en"), ("en-GB", "en"), ("uk-UA", "uk"), ("xx", "en"), ("", "en")]
    {
        assert_eq!(Tongue::nearest(locale).code(), code, "{locale}");
    }
}

#[test]
fn numbers_and_days_are_spelt_by_each_language() {
    let uk = Tongue::exactly("uk").unwrap();
    let en = Tongue::english();
    let count = |tongue: Tongue, count: usize| tongue.say_with("count-statements", [("count", count.into())]);
    assert_eq!([count(en, 1), count(en, 5)], ["1 statement", "5 statements"]);
    assert_eq!(
        [count(uk, 1), count(uk, 3), count(uk, 11), count(uk, 22)],
        ["1 висловлювання", "3 висловлювання", "11 висловлювань", "22 висловлювання"]
    );
    let day = jiff::civil::date(2025, 3, 4);
    assert_eq!([en.day(day), uk.day(day)], ["4 March 2025", "4 березня 2025"]);
    let numbers = Profile { date_form: DateForm::Numbers, ..Profile::default() };
    assert_eq!(uk.like(&numbers).day(day), "2025-03-04");
}
