//! An article becomes an entry: which terms stand in which of its statements, and what it is about.

use std::collections::{BTreeMap, HashMap};

use sayso_people::{folded as name_folded, keys};

use crate::entry::{Entry, Line, PRINTS_MAX};
use crate::payload::{NAMED, Places, payload};
use crate::stems::Stems;
use crate::stopwords::is_stopword;
use crate::words::{Word, words};

/// What is known of an article when it is written.
#[derive(Debug, Clone, Default)]
pub struct Draft<'a> {
    /// When it came out, in milliseconds since 1970.
    pub at_ms: i64,
    /// When it was read last.
    pub read_at_ms: i64,
    /// When it was read first.
    pub first_read_at_ms: i64,
    /// Whether its text is kept whole.
    pub text_kept: bool,
    /// The outlet's name; empty where the page has none.
    pub outlet: &'a str,
    /// The language's code.
    pub language: &'a str,
    /// The title.
    pub title: &'a str,
    /// The statements.
    pub sentences: Vec<Sentence<'a>>,
}

/// What is known of a statement when it is written.
#[derive(Debug, Clone, Default)]
pub struct Sentence<'a> {
    /// Its number in its article.
    pub number: u16,
    /// The speaker as resolved, named or described.
    pub speaker: Option<&'a str>,
    /// Whether the speaker is one of a name, and not an unnamed source.
    pub is_named: bool,
    /// The office or role as printed.
    pub role: Option<&'a str>,
    /// As in [`Line`].
    pub kind: u8,
    /// As in [`Line`].
    pub act: u8,
    /// As in [`Line`].
    pub quotation: u8,
    /// The statement's own words, a text a piece.
    pub own: Vec<&'a str>,
    /// The paragraph that it stands in.
    pub around: &'a str,
    /// Fingerprints of its words, by which the same utterance is found in other articles.
    pub prints: Vec<u32>,
}

/// Topics of one article at most.
const TOPICS_MAX: usize = 12;

/// Words of a statement that count; a page cannot make an entry without end.
const WORDS_MAX: usize = 2_000;

/// A statement of at most so many words is found by its paragraph's too: “This is a disaster” does not say of what.
/// For longer ones the paragraph is mostly the statement, and would double what is kept.
const SHORT_WORDS_MAX: usize = 15;

/// A mark before a term that is a name, folded over spellings and scripts. No word begins with it.
pub(crate) const NAME_MARK: char = '@';

/// The terms with their places: those in the title where it has the term, and in each statement that has it.
type Terms = BTreeMap<String, (Option<Vec<u32>>, BTreeMap<u32, Places>)>;

impl Draft<'_> {
    /// The entry of it.
    pub fn entry(&self) -> Entry {
        let stems = Stems::default();
        let mut entry = Entry {
            at_ms: self.at_ms,
            read_at_ms: self.read_at_ms,
            first_read_at_ms: self.first_read_at_ms,
            text_kept: self.text_kept,
            outlet: short(self.outlet),
            language: short(self.language),
            ..Entry::default()
        };
        let mut found = Terms::new();
        let mut topics = Topics::default();
        let title = words(self.title);
        topics.look(&title, 3);
        for (term, place) in self.placed(&stems, &title) {
            found.entry(term).or_default().0.get_or_insert_default().extend(place);
        }
        let mut sentences: Vec<&Sentence<'_>> = self.sentences.iter().collect();
        sentences.sort_by_key(|sentence| sentence.number);
        sentences.dedup_by_key(|sentence| sentence.number);
        for (at, sentence) in (0..).zip(sentences) {
            let own: Vec<Word> = sentence.own.iter().flat_map(|piece| words(piece)).take(WORDS_MAX).collect();
            topics.look(&own, 1);
            for (term, place) in self.placed(&stems, &own) {
                places(&mut found, term, at).stands(place);
            }
            if own.len() <= SHORT_WORDS_MAX {
                let around: Vec<Word> = words(sentence.around).into_iter().take(WORDS_MAX).collect();
                for (term, place) in self.placed(&stems, &around) {
                    places(&mut found, term, at).stands_around(place);
                }
            }
            for text in [sentence.speaker, sentence.role].into_iter().flatten() {
                for word in words(text).iter().take(WORDS_MAX) {
                    self.terms(&stems, word).for_each(|term| places(&mut found, term, at).bits |= NAMED);
                }
            }
            entry.lines.push(line(sentence, own.len()));
        }
        for (term, (title, lines)) in found {
            let lines = lines.iter().map(|(line, places)| (*line, places));
            entry.terms.push((term, payload(title.as_deref(), lines)));
        }
        entry.topics = topics.best();
        entry
    }

    /// The terms of a text's words, each with its place there; names have none, since a stem stands beside each.
    fn placed<'a>(
        &'a self,
        stems: &'a Stems,
        words: &'a [Word],
    ) -> impl Iterator<Item = (String, Option<u32>)> + 'a {
        (0..).zip(words).flat_map(|(place, word)| {
            self.terms(stems, word).map(move |term| {
                let place = (!term.starts_with(NAME_MARK)).then_some(place);
                (term, place)
            })
        })
    }

    /// What a word is indexed as: its stem, and where it may be a name, the name in one spelling.
    fn terms<'a>(&'a self, stems: &'a Stems, word: &'a Word) -> impl Iterator<Item = String> + 'a {
        let stop = is_stopword(&word.folded);
        let stem = (!stop).then(|| stems.stem(&word.folded, self.language));
        // German writes every noun with a capital, which would make names of all of them.
        let name = (!stop && word.is_capital() && !self.language.starts_with("de"))
            .then(|| name_term(&word.printed))
            .flatten();
        stem.into_iter().chain(name)
    }
}

/// The term of a word that may be a name; none where it is too short to be told from others.
pub(crate) fn name_term(word: &str) -> Option<String> {
    let folded = name_folded(word);
    (folded.len() >= 3).then(|| format!("{NAME_MARK}{folded}"))
}

fn places(found: &mut Terms, term: String, line: u32) -> &mut Places {
    found.entry(term).or_default().1.entry(line).or_default()
}

fn line(sentence: &Sentence<'_>, length: usize) -> Line {
    let name = sentence.speaker.filter(|name| sentence.is_named && !keys(name).is_empty());
    let mut prints: Vec<u32> = sentence.prints.iter().copied().take(PRINTS_MAX).collect();
    prints.sort_unstable();
    prints.dedup();
    Line {
        number: sentence.number,
        length: u8::try_from(length).unwrap_or(u8::MAX),
        name: name.map(short),
        role: sentence.role.map(short),
        kind: sentence.kind & 15,
        act: sentence.act & 15,
        quotation: sentence.quotation & 15,
        prints,
    }
}

/// A name of any length, as far as it is kept for finding.
fn short(text: &str) -> String {
    text.chars().take(120).collect()
}

/// Runs of words that may be what an article is about, and how often they stand there.
#[derive(Default)]
struct Topics(HashMap<String, (u32, String)>);

impl Topics {
    /// Pairs of words beside each other that both mean something, and runs of capitalised words.
    fn look(&mut self, words: &[Word], weight: u32) {
        let means = |word: &Word| word.folded.chars().count() >= 3 && !is_stopword(&word.folded);
        for pair in words.windows(2).filter(|pair| pair.iter().all(means)) {
            self.note(pair, weight);
        }
        for run in words.windows(3).filter(|run| run.iter().all(|word| means(word) && word.is_capital())) {
            self.note(run, weight);
        }
        if weight > 1 {
            words.iter().filter(|word| means(word) && word.folded.chars().count() >= 4).for_each(|word| {
                self.note(std::slice::from_ref(word), weight);
            });
        }
    }

    fn note(&mut self, run: &[Word], weight: u32) {
        let join = |part: fn(&Word) -> &str| run.iter().map(part).collect::<Vec<_>>().join(" ");
        let folded = join(|word| &word.folded);
        let found = self.0.entry(folded).or_insert_with(|| (0, join(|word| &word.printed)));
        found.0 += weight;
    }

    /// Those that stand there most often; the longer before the shorter.
    fn best(self) -> Vec<String> {
        let mut all: Vec<(u32, String)> = self.0.into_values().filter(|(count, _)| *count > 1).collect();
        all.sort_by(|(one, a), (other, b)| other.cmp(one).then(b.len().cmp(&a.len())).then_with(|| a.cmp(b)));
        all.truncate(TOPICS_MAX);
        all.into_iter().map(|(_, printed)| short(&printed)).collect()
    }
}
