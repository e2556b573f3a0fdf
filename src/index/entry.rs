//! What is kept of one article for finding: its statements' terms, speakers and kinds. One value, written in the
//! same batch as the article.
//!
//! ```text
//! analysis u8 | flags u8 | at, read, first read (signed ms) | outlet | language | names | roles |
//! statements: number, words, name + 1, role + 1, kind, act, quotation, fingerprints (four bytes each) |
//! terms, sorted: letters shared with the one before, the rest, payload |
//! topics
//! ```
//!
//! Numbers take seven bits a byte. What a payload is, [`crate::payload`] tells.

use crate::bytes::{Reader, put_number, put_signed, put_text};
use crate::payload::{Stand, read_payload};

/// The number of this analysis. Entries of another are made anew when an index is loaded.
pub const ANALYSIS: u8 = 2;

/// Set where the article's text is still kept whole.
const TEXT_KEPT: u8 = 1;

/// What is kept of an article for finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// When the article came out, in milliseconds since 1970; what orders the latest.
    pub at_ms: i64,
    /// When it was read last.
    pub read_at_ms: i64,
    /// When it was read first.
    pub first_read_at_ms: i64,
    /// Whether its text is still kept whole.
    pub text_kept: bool,
    /// The outlet's name; empty where the page has none.
    pub outlet: String,
    /// The language's code.
    pub language: String,
    /// The statements, by number.
    pub lines: Vec<Line>,
    /// Two- and three-word topics of it, as printed.
    pub topics: Vec<String>,
    /// Sorted, each once.
    pub(crate) terms: Vec<(String, Vec<u8>)>,
}

/// What is kept of a statement for finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its number in its article.
    pub number: u16,
    /// How many words it has, up to 255.
    pub length: u8,
    /// The speaker's name; none for one without a name.
    pub name: Option<String>,
    /// The office or role as printed.
    pub role: Option<String>,
    /// What the speaker is, as the caller numbers it, below 16.
    pub kind: u8,
    /// What kind of act it is, as the caller numbers it, below 16.
    pub act: u8,
    /// Whether the words are the speaker's own, as the caller numbers it, below 16.
    pub quotation: u8,
    /// Fingerprints of its words, sorted, at most [`PRINTS_MAX`].
    pub prints: Vec<u32>,
}

/// Fingerprints of a statement at most.
pub const PRINTS_MAX: usize = 256;

/// Bytes that are no entry of this analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadEntry {
    /// Made by another analysis: to be made anew.
    OtherAnalysis(u8),
    /// Not an entry at all.
    Damaged,
}

impl Entry {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![ANALYSIS, if self.text_kept { TEXT_KEPT } else { 0 }];
        for time in [self.at_ms, self.read_at_ms, self.first_read_at_ms] {
            put_signed(&mut out, time);
        }
        put_text(&mut out, &self.outlet);
        put_text(&mut out, &self.language);
        let names = distinct(self.lines.iter().filter_map(|line| line.name.as_deref()));
        let roles = distinct(self.lines.iter().filter_map(|line| line.role.as_deref()));
        for list in [&names, &roles] {
            put_number(&mut out, list.len() as u64);
            list.iter().for_each(|text| put_text(&mut out, text));
        }
        put_number(&mut out, self.lines.len() as u64);
        for line in &self.lines {
            let place = |list: &[&str], text: &Option<String>| {
                let at = text.as_ref().and_then(|text| list.iter().position(|its| its == text));
                at.map_or(0, |at| at as u64 + 1)
            };
            put_number(&mut out, line.number.into());
            out.push(line.length);
            put_number(&mut out, place(&names, &line.name));
            put_number(&mut out, place(&roles, &line.role));
            out.extend([line.kind, line.act, line.quotation]);
            put_number(&mut out, line.prints.len() as u64);
            line.prints.iter().for_each(|print| out.extend(print.to_be_bytes()));
        }
        put_number(&mut out, self.terms.len() as u64);
        let mut before = "";
        for (term, payload) in &self.terms {
            let shared = shared(before, term);
            put_number(&mut out, shared as u64);
            put_text(&mut out, &term[shared..]);
            put_number(&mut out, payload.len() as u64);
            out.extend(payload);
            before = term;
        }
        put_number(&mut out, self.topics.len() as u64);
        self.topics.iter().for_each(|topic| put_text(&mut out, topic));
        out
    }

    /// Of bytes.
    ///
    /// # Errors
    /// [`BadEntry`] where they are of another analysis or no entry.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadEntry> {
        match bytes.first() {
            Some(&ANALYSIS) => {}
            Some(&other) => return Err(BadEntry::OtherAnalysis(other)),
            None => return Err(BadEntry::Damaged),
        }
        read(Reader(&bytes[1..])).ok_or(BadEntry::Damaged)
    }
}

fn read(mut from: Reader<'_>) -> Option<Entry> {
    let mut entry = Entry { text_kept: from.byte()? & TEXT_KEPT != 0, ..Entry::default() };
    (entry.at_ms, entry.read_at_ms, entry.first_read_at_ms) =
        (from.signed()?, from.signed()?, from.signed()?);
    from.text()?.clone_into(&mut entry.outlet);
    from.text()?.clone_into(&mut entry.language);
    let texts = |from: &mut Reader<'_>| -> Option<Vec<String>> {
        (0..from.small()?).map(|_| from.text().map(str::to_owned)).collect()
    };
    let (names, roles) = (texts(&mut from)?, texts(&mut from)?);
    for _ in 0..from.small()? {
        let number = u16::try_from(from.number()?).ok()?;
        let length = from.byte()?;
        let (name, role) = (named(&names, from.small()?)?, named(&roles, from.small()?)?);
        let (kind, act, quotation) = (from.byte()?, from.byte()?, from.byte()?);
        let prints = prints(&mut from)?;
        entry.lines.push(Line { number, length, name, role, kind, act, quotation, prints });
    }
    let mut before = String::new();
    for _ in 0..from.small()? {
        let shared = usize::try_from(from.number()?).ok()?;
        let rest = from.text()?;
        let term = format!("{}{rest}", before.get(..shared)?);
        let length = usize::try_from(from.number()?).ok()?;
        let payload = from.bytes(length)?;
        places(payload, entry.lines.len())?;
        before.clone_from(&term);
        entry.terms.push((term, payload.to_vec()));
    }
    entry.topics = texts(&mut from)?;
    from.0.is_empty().then_some(entry)
}

/// The text of a place plus one; none inside for zero, none outside for a place that is not there.
fn named(list: &[String], place: u32) -> Option<Option<String>> {
    match place.checked_sub(1) {
        None => Some(None),
        Some(at) => list.get(usize::try_from(at).ok()?).cloned().map(Some),
    }
}

fn prints(from: &mut Reader<'_>) -> Option<Vec<u32>> {
    let count = usize::try_from(from.small()?).ok().filter(|count| *count <= PRINTS_MAX)?;
    let (prints, _) = from.bytes(count * 4)?.as_chunks();
    Some(prints.iter().map(|print| u32::from_be_bytes(*print)).collect())
}

/// That bytes are a whole payload of an article of so many statements; none where they are not.
fn places(payload: &[u8], lines: usize) -> Option<()> {
    let mut from = Reader(payload);
    let mut is_within = true;
    read_payload(&mut from, |stand| {
        if let Stand::Line(at, ..) = stand {
            is_within &= usize::try_from(at).is_ok_and(|at| at < lines);
        }
    })?;
    (is_within && from.0.is_empty()).then_some(())
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut list: Vec<&str> = Vec::new();
    for text in texts {
        if !list.contains(&text) {
            list.push(text);
        }
    }
    list
}

/// Bytes that two texts begin with in common, up to a whole character.
fn shared(one: &str, other: &str) -> usize {
    let mut length = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    while !other.is_char_boundary(length) || !one.is_char_boundary(length) {
        length -= 1;
    }
    length
}
