//! Words that may not be lost from a quotation: *not, if, some, may, appears, reportedly, according to*.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::check::Qualifier;
use crate::words::words;

type Phrases = HashMap<u64, Vec<(Vec<u64>, Qualifier)>>;

/// By language, and of all languages together under no name: the phrases by their first word.
static TABLE: LazyLock<HashMap<&'static str, Phrases>> =
    LazyLock::new(|| read(include_str!("qualifiers.txt")));

fn read(file: &'static str) -> HashMap<&'static str, Phrases> {
    let mut table: HashMap<&'static str, Phrases> = HashMap::new();
    let mut language = "";
    for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            language = name;
        } else if let Some((kind, phrases)) = line.split_once(':')
            && let Some(kind) = kind_of(kind)
        {
            for phrase in phrases.split(',') {
                let ids = words(phrase).ids();
                let Some(first) = ids.first().copied() else { continue };
                for name in [language, ""] {
                    let phrases = table.entry(name).or_default().entry(first).or_default();
                    phrases.push((ids.clone(), kind));
                }
            }
        }
    }
    table
}

fn kind_of(name: &str) -> Option<Qualifier> {
    Some(match name {
        "not" => Qualifier::Not,
        "if" => Qualifier::If,
        "some" => Qualifier::Some,
        "may" => Qualifier::May,
        "appears" => Qualifier::Appears,
        "reportedly" => Qualifier::Reportedly,
        "according to" => Qualifier::AccordingTo,
        "only" => Qualifier::Only,
        _ => return None,
    })
}

/// The words of `text` that turn or weaken its sense, with their places in Unicode scalars. `language` is a BCP 47
/// primary subtag; one that is not known is read as English, Ukrainian, Russian, German, French and Spanish at once.
pub fn qualifying(text: &str, language: &str) -> Vec<(Qualifier, Range<usize>)> {
    let words = words(text);
    qualifiers(&words.ids(), language).into_iter().map(|(kind, range)| (kind, words.place(range))).collect()
}

/// The qualifiers among word hashes: the kind, and which words. A language that is not known is read as all six.
pub(crate) fn qualifiers(ids: &[u64], language: &str) -> Vec<(Qualifier, Range<usize>)> {
    let Some(phrases) = TABLE.get(language).or_else(|| TABLE.get("")) else { return Vec::new() };
    let mut found = Vec::new();
    let mut at = 0;
    while at < ids.len() {
        let here = phrases.get(&ids[at]).into_iter().flatten();
        let longest =
            here.filter(|(phrase, _)| ids[at..].starts_with(phrase)).max_by_key(|(phrase, _)| phrase.len());
        match longest {
            Some((phrase, kind)) => {
                found.push((*kind, at..at + phrase.len()));
                at += phrase.len();
            }
            None => at += 1,
        }
    }
    found
}
