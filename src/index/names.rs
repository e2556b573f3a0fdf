//! Names and outlets by number, and the words by which they are found.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use sayso_people::{Desk, keys, same, search_tokens};

/// Texts by number, each once.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    places: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Texts {
    /// The number of a text, and whether it is new.
    pub(crate) fn number(&mut self, text: &str) -> (u32, bool) {
        if let Some(number) = self.places.get(text) {
            return (*number, false);
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.places.insert(text.into(), number);
        self.texts.push(text.into());
        (number, true)
    }

    /// The number of a text that is there.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.places.get(text).copied()
    }

    /// The text of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|number| self.texts.get(number)).map_or("", |text| text)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(self.texts.iter().map(|text| &**text))
    }

    pub(crate) fn size_bytes(&self) -> usize {
        self.texts.iter().map(|text| text.len() * 2 + 56).sum()
    }
}

fn hashed(key: &String) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Speakers' names as printed.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) texts: Texts,
    /// The statements under each, growing; those of articles that went among them.
    pub(crate) lines: Vec<Vec<u32>>,
    by_key: HashMap<String, Vec<u32>>,
    /// Checksums of each name's keys: names that share none are not one speaker.
    keys: Vec<Vec<u64>>,
    by_token: BTreeMap<String, Vec<u32>>,
}

impl Names {
    /// Notes a statement under a name; the name's number.
    pub(crate) fn note(&mut self, name: &str, line: u32) -> u32 {
        let (number, is_new) = self.texts.number(name);
        if is_new {
            self.lines.push(Vec::new());
            let its_keys = keys(name);
            self.keys.push(its_keys.iter().map(hashed).collect());
            for key in its_keys {
                self.by_key.entry(key).or_default().push(number);
            }
            for token in search_tokens(name) {
                self.by_token.entry(token).or_default().push(number);
            }
        }
        if let Some(lines) = usize::try_from(number).ok().and_then(|number| self.lines.get_mut(number)) {
            lines.push(line);
        }
        number
    }

    /// The statements under a name.
    pub(crate) fn lines_of(&self, name: u32) -> &[u32] {
        usize::try_from(name).ok().and_then(|name| self.lines.get(name)).map_or(&[], |lines| lines)
    }

    /// Whether two names may be one speaker at all.
    pub(crate) fn may_be_one(&self, one: u32, other: u32) -> bool {
        let keys_of = |name: u32| usize::try_from(name).ok().and_then(|name| self.keys.get(name));
        match (keys_of(one), keys_of(other)) {
            (Some(ones), Some(others)) => ones.iter().any(|key| others.contains(key)),
            _ => false,
        }
    }

    /// The names that are one speaker with `name`, by the rules and by what editors decided.
    pub(crate) fn one_speaker(&self, name: &str, desk: &Desk) -> Vec<u32> {
        let shown = desk.shown(name);
        let mut wanted = vec![shown];
        // Names that editors merged into this one, and theirs.
        wanted.extend(
            desk.merges.iter().take(Desk::DECISIONS_MAX).map(|(_, merged)| merged.as_str()).filter(
                |merged| {
                    let becomes = desk.shown(merged);
                    becomes == shown || same(becomes, shown).is_same()
                },
            ),
        );
        let mut found = Vec::new();
        for wanted in wanted {
            let candidates = keys(wanted).into_iter().filter_map(|key| self.by_key.get(&key)).flatten();
            // Most share more than one key, and judging a pair takes long.
            let mut candidates: Vec<u32> = candidates.copied().collect();
            candidates.sort_unstable();
            candidates.dedup();
            let alike = candidates.into_iter().filter(|&number| {
                let text = self.texts.text(number);
                // A name that was merged into another is that one's.
                (desk.shown(text) == text || desk.shown(text) == shown)
                    && (text == wanted || same(text, wanted).is_same())
            });
            found.extend(alike);
            found.extend(self.texts.find(wanted));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The names that have words beginning with each of the typed words.
    pub(crate) fn typed(&self, typed: &[String], limit: usize) -> Vec<u32> {
        let Some((last, whole)) = typed.split_last() else { return Vec::new() };
        let ranges =
            self.by_token.range(last.clone()..).take_while(|(token, _)| token.starts_with(last.as_str()));
        let mut found: Vec<u32> = ranges.flat_map(|(_, names)| names).copied().take(limit).collect();
        found.sort_unstable();
        found.dedup();
        if !whole.is_empty() {
            found.retain(|&number| {
                let tokens = search_tokens(self.texts.text(number));
                whole.iter().all(|word| tokens.iter().any(|token| token.starts_with(word.as_str())))
            });
        }
        found
    }

    pub(crate) fn size_bytes(&self) -> usize {
        let lines: usize = self.lines.iter().map(|lines| lines.capacity() * 4 + 24).sum();
        let tokens: usize =
            self.by_token.iter().map(|(token, names)| token.len() + names.capacity() * 4 + 64).sum();
        let keys: usize = self.by_key.iter().map(|(key, names)| key.len() + names.capacity() * 4 + 64).sum();
        self.texts.size_bytes() + lines + tokens + keys + self.keys.len() * 56
    }
}
