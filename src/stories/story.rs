//! A story is a name with words and not-words; what belongs to it belongs for a reason that can be told.

use std::fmt;
use std::ops::Range;

use sayso_quotations::{Token, tokens};
use serde::{Deserialize, Serialize};

use crate::phrase::{Needed, Phrase};

/// Paragraphs that say what an article is about; further down a word may stand in passing.
const LEAD_PARAGRAPHS: usize = 3;

/// Paragraphs below the lead that must hold a word for the article to be about it.
const PARAGRAPHS_BELOW_LEAD: usize = 2;

/// Paragraphs that are looked at.
const PARAGRAPHS_MAX: usize = 500;

/// A story that a server follows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Its name.
    pub name: String,
    /// Any of these is enough. An entry is a word or a phrase; `leak*` takes any ending, `leak|breach` either word,
    /// `leak & Pentagon` both, anywhere. Case and the kind of apostrophe count for nothing.
    pub words: Vec<String>,
    /// None of these may stand in the statement, the headline or the first paragraphs.
    pub not_words: Vec<String>,
}

/// An article's words, read once for all its statements.
#[derive(Debug, Clone)]
pub struct Page {
    title: (String, Vec<Token>),
    paragraphs: Vec<(String, Vec<Token>)>,
}

/// Whether a statement belongs to a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// It does, for this reason.
    Belongs(Reason),
    /// A not-word stands there.
    Excluded(Reason),
    /// None of the words stands there, or only in passing.
    Nothing,
}

/// Which entry stands where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The entry as the story has it.
    pub entry: String,
    /// The words that it was found as, as printed.
    pub found: String,
    /// Where.
    pub part: Part,
    /// The place in that text, in Unicode scalars.
    pub place: Range<usize>,
}

/// A part of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The statement itself.
    Statement,
    /// The headline.
    Title,
    /// A paragraph, counted from 0.
    Paragraph(usize),
}

/// The reason why a statement belongs to a story; none where it does not. For many statements of one article,
/// [`Story::judge`] reads the article once.
pub fn belongs(story: &Story, statement: &str, title: &str, paragraphs: &[String]) -> Option<Reason> {
    match story.judge(statement, &Page::new(title, paragraphs)) {
        Judgement::Belongs(reason) => Some(reason),
        Judgement::Excluded(_) | Judgement::Nothing => None,
    }
}

impl Story {
    /// A story from what one types: entries parted by commas, semicolons or line ends.
    ///
    /// ```
    /// use sayso_stories::{Story, belongs};
    /// let story = Story::typed("Harbour", "pilots, harbour & strike*", "football");
    /// let reason = belongs(&story, "the strikers will be back", "Harbour still shut", &[]).unwrap();
    /// assert_eq!(reason.to_string(), "“harbour & strike*” stands in the statement as “strikers”");
    /// assert_eq!(belongs(&story, "our pilots won", "Football: pilots 2, tugs 1", &[]), None);
    /// ```
    pub fn typed(name: &str, words: &str, not_words: &str) -> Story {
        let entries = |text: &str| {
            let parts =
                text.split([',', ';', '\n']).map(|part| part.trim().trim_matches(['"', '“', '”', '«', '»']));
            parts.filter(|part| Needed::read(part).is_some()).map(str::to_owned).collect()
        };
        Story { name: name.trim().to_owned(), words: entries(words), not_words: entries(not_words) }
    }

    /// Whether a statement of an article belongs to this story.
    pub fn judge(&self, statement: &str, page: &Page) -> Judgement {
        let said = (statement.to_owned(), tokens(statement));
        let against = self.not_words.iter().filter_map(|entry| page.first(&said, entry, Page::is_prominent));
        if let Some(reason) = against.min_by_key(|reason| reason.part.order()) {
            return Judgement::Excluded(reason);
        }
        let found = self.words.iter().filter_map(|entry| page.about(&said, entry));
        found.min_by_key(|reason| reason.part.order()).map_or(Judgement::Nothing, Judgement::Belongs)
    }
}

type Text = (String, Vec<Token>);

impl Page {
    /// Reads an article's headline and paragraphs.
    pub fn new(title: &str, paragraphs: &[String]) -> Page {
        let read = |text: &String| (text.clone(), tokens(text));
        Page {
            title: read(&title.to_owned()),
            paragraphs: paragraphs.iter().take(PARAGRAPHS_MAX).map(read).collect(),
        }
    }

    fn parts<'a>(&'a self, said: &'a Text) -> impl Iterator<Item = (Part, &'a Text)> {
        let paragraphs = self.paragraphs.iter().enumerate().map(|(at, text)| (Part::Paragraph(at), text));
        [(Part::Statement, said), (Part::Title, &self.title)].into_iter().chain(paragraphs)
    }

    fn is_prominent(part: Part) -> bool {
        part.order() < 2 + LEAD_PARAGRAPHS
    }

    /// Where all phrases of an entry stand in parts that `counts` takes; the place of the first found.
    fn first(&self, said: &Text, entry: &str, counts: fn(Part) -> bool) -> Option<Reason> {
        let needed = Needed::read(entry)?;
        let places: Option<Vec<Reason>> =
            needed.phrases.iter().map(|phrase| self.place(said, entry, phrase, counts)).collect();
        places?.into_iter().min_by_key(|reason| reason.part.order())
    }

    fn place(&self, said: &Text, entry: &str, phrase: &Phrase, counts: fn(Part) -> bool) -> Option<Reason> {
        let mut parts = self.parts(said).filter(|(part, _)| counts(*part));
        parts.find_map(|(part, (text, words))| {
            let place = phrase.find(words)?;
            let found = text.chars().skip(place.start).take(place.len()).collect();
            Some(Reason { entry: entry.to_owned(), found, part, place })
        })
    }

    /// Why an entry tells what the statement or its article is about.
    fn about(&self, said: &Text, entry: &str) -> Option<Reason> {
        let needed = Needed::read(entry)?;
        let reason = self.first(said, entry, |_| true)?;
        if Page::is_prominent(reason.part) {
            return Some(reason);
        }
        let often = needed.phrases.iter().any(|phrase| {
            self.paragraphs.iter().filter(|(_, words)| phrase.find(words).is_some()).count()
                >= PARAGRAPHS_BELOW_LEAD
        });
        often.then_some(reason)
    }
}

impl Part {
    fn order(self) -> usize {
        match self {
            Part::Statement => 0,
            Part::Title => 1,
            Part::Paragraph(at) => 2 + at,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” stands in ", self.entry)?;
        match self.part {
            Part::Statement => f.write_str("the statement")?,
            Part::Title => f.write_str("the headline")?,
            Part::Paragraph(at) => write!(f, "paragraph {}", at + 1)?,
        }
        write!(f, " as “{}”", self.found)
    }
}
