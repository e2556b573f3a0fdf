//! A statement that may be shown: its words were found in the kept article, byte for byte.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;
use sayso_article::Article;
use sayso_briefing::{Brief, Section, place_link};
use sayso_record::{ArticleId, Cited, Heading, Kept, Query, Record, RecordError, StatementId};
use sayso_statements::Statement;

/// A statement of the record whose every piece stands in its article, looked at when the answer was made. There is
/// no other way to one, so that nothing else can be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    id: StatementId,
    /// The statement alone, in what its article has around it.
    brief: Brief,
    /// The agency that the article credits.
    origin: Option<String>,
    heading: Heading,
    at: Timestamp,
    score: f32,
    link: Option<String>,
    around: Vec<String>,
    /// As it was read, where editors corrected it.
    as_read: Option<Box<Statement>>,
    /// The words of the whole article; none where its text was cut when its time was over.
    article_words: Option<usize>,
}

impl Quote {
    /// Checks a statement against its article, and lays over it what the editors of `query` decided.
    fn checked(cited: Cited, kept: &Kept, query: &Query) -> Option<Quote> {
        let Cited { id, mut statement, heading, at, score } = cited;
        if query.corrections.hides(&id) {
            return None;
        }
        let before = statement.clone();
        let is_other = query.corrections.lay_over(&id, &query.desk, &mut statement);
        let as_read = is_other.then(|| Box::new(before));
        // A brief holds nothing but what stands on its page.
        let brief = Brief::new(around(&kept.article, &statement), vec![statement]);
        let statement = brief.statements().first()?;
        let link = place_link(&kept.article, statement);
        let mut paragraphs: Vec<i32> = statement.pieces.iter().map(|piece| piece.paragraph).collect();
        paragraphs.dedup();
        let text = |at: i32| Some(kept.article.paragraphs.get(usize::try_from(at).ok()?)?.text.clone());
        let around = paragraphs.into_iter().filter_map(text).collect();
        let words = |text: &str| text.split_whitespace().count();
        let article_words =
            kept.cut.is_none().then(|| kept.article.paragraphs.iter().map(|it| words(&it.text)).sum());
        let origin = kept.article.origin.clone();
        Some(Quote { id, brief, origin, heading, at, score, link, around, as_read, article_words })
    }

    /// Its identity: a number that stays with the words.
    pub fn id(&self) -> StatementId {
        self.id
    }

    /// The statement: who, by whose relay, what act, which words.
    pub fn statement(&self) -> &Statement {
        // It was there when the quote was made, and a brief does not change.
        self.brief.statements().first().expect("a quote holds its statement")
    }

    /// The quote as a brief shows it: the speaker with role and chain, the words in quotation marks or as a
    /// paraphrase, the link to the place.
    pub fn section(&self) -> Section<'_> {
        let mut section = self.brief.sections().into_iter().next().expect("a quote holds its statement");
        for entry in &mut section.entries {
            entry.link.clone_from(&self.link);
        }
        section
    }

    /// The agency that the article credits, where it does.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The words, pieces joined by an ellipsis between spaces.
    pub fn words(&self) -> String {
        let pieces: Vec<&str> = self.statement().pieces.iter().map(|piece| piece.text.as_str()).collect();
        pieces.join(" \u{2026} ")
    }

    /// The statement as it was read, where editors of the server corrected it.
    pub fn as_read(&self) -> Option<&Statement> {
        self.as_read.as_deref()
    }

    /// How many words its article has; none where its text is not kept any more.
    pub fn article_words(&self) -> Option<usize> {
        self.article_words
    }

    /// The article that it stands in.
    pub fn heading(&self) -> &Heading {
        &self.heading
    }

    /// When the article was published, else read.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// How well it fits the words that were asked for; 0 where none were.
    pub fn score(&self) -> f32 {
        self.score
    }

    /// The address that leads to its place on the page.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// The paragraphs that it stands in: what is said before and after.
    pub fn around(&self) -> &[String] {
        &self.around
    }
}

/// The article with the paragraphs of one statement alone, which is all that has to be looked at.
fn around(article: &Article, statement: &Statement) -> Article {
    let mut paragraphs = article.paragraphs.clone();
    for (index, paragraph) in paragraphs.iter_mut().enumerate() {
        let own = |at: i32| usize::try_from(at) == Ok(index);
        if !statement.pieces.iter().any(|piece| own(piece.paragraph)) {
            paragraph.text.clear();
        }
    }
    Article { paragraphs, ..article.clone() }
}

/// The articles that one answer looks at, each read once.
pub(crate) struct Reader<'a> {
    record: &'a Record,
    query: &'a Query,
    articles: HashMap<ArticleId, Option<Kept>>,
}

impl<'a> Reader<'a> {
    /// What the editors of `query` decided is laid over every quote.
    pub(crate) fn new(record: &'a Record, query: &'a Query) -> Reader<'a> {
        Reader { record, query, articles: HashMap::new() }
    }

    /// The article; none where it is not kept or cannot be read, which keeps no other from an answer.
    pub(crate) fn article(&mut self, id: &ArticleId) -> Result<Option<&Kept>, RecordError> {
        if let Entry::Vacant(place) = self.articles.entry(*id) {
            place.insert(match self.record.get(id) {
                Err(RecordError::BadEntry { place, why }) => {
                    tracing::error!(place, why, "an article cannot be read and is left out of an answer");
                    None
                }
                kept => kept?,
            });
        }
        Ok(self.articles.get(id).and_then(Option::as_ref))
    }

    /// The quote of a statement; none where its words do not stand there.
    pub(crate) fn quote(&mut self, cited: Cited) -> Result<Option<Quote>, RecordError> {
        let id = cited.id;
        let query = self.query;
        let quote = self.article(&id.article)?.and_then(|kept| Quote::checked(cited, kept, query));
        if quote.is_none() && !query.corrections.hides(&id) {
            tracing::warn!(statement = %id, "words that do not stand in their article were left out of an answer");
        }
        Ok(quote)
    }

    pub(crate) fn quotes(&mut self, cited: Vec<Cited>) -> Result<Vec<Quote>, RecordError> {
        cited.into_iter().filter_map(|cited| self.quote(cited).transpose()).collect()
    }
}
