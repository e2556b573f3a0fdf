//! A page becomes an article: its own paragraphs in order, and who published it when.
//!
//! Knows nothing of where the page came from (no network), of speakers or of Discord.
//! Total: any bytes that are text give an [`Article`] or a named reason why not.

mod dated;

pub use dated::{Dated, NotADate};

use serde::{Deserialize, Serialize};
use url::Url;

/// A page read as an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The canonical address that the page states for itself, else the address it was read from.
    pub url: Option<Url>,
    /// The outlet's name as the page gives it (“Ukrainska Pravda”), else its host without `www.`.
    pub outlet: Option<String>,
    /// The headline, without the site's name.
    pub title: String,
    /// The people (or desks) of the byline, in order.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Dated>,
    /// When it was last changed, where the page says so and it differs from `published`.
    pub modified: Option<Dated>,
    /// BCP 47 primary language subtag, lower case (`en`, `uk`).
    pub language: String,
    /// The agency whose report the page says it carries (“AP”, “Reuters”), where it is not the outlet.
    pub origin: Option<String>,
    /// The article's own paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph of the article's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The text: tags removed, entities decoded, runs of white space made one space; zero-width,
    /// bidi and soft-hyphen characters kept. Places of statements count its Unicode scalars.
    pub text: String,
    /// What kind of block it stood in.
    pub kind: BlockKind,
}

/// The kinds of block that count as paragraphs of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A quotation block that is part of the story (not a pull quote that repeats it).
    QuoteBlock,
    /// An item of a list.
    ListItem,
    /// A paragraph of a live blog's entry.
    LiveEntry,
    /// A line of an interview: question or answer.
    InterviewLine,
}

/// Why a page cannot be read as an article, and what it is instead. Each says in one line what, why, what next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The page holds no article text.
    #[error("the page holds no article text; give the address of a single article")]
    NoArticle,
    /// The page's markup is deeper or larger than any real page's.
    #[error("the page's markup is beyond the limits ({0}); nothing of it was read")]
    BeyondLimits(&'static str),
}

/// Reads the article out of an HTML page. `url` is the address it came from, where one is known.
///
/// # Errors
/// [`Unreadable`] names what the page is instead of an article.
pub fn read(html: &str, url: Option<&Url>) -> Result<Article, Unreadable> {
    let _ = (html, url);
    Err(Unreadable::NoArticle)
}

/// Makes an article of plain text: paragraphs are separated by blank lines, the first short line
/// without a full stop before a blank line is the title.
///
/// # Errors
/// [`Unreadable::NoArticle`] where there is no text.
pub fn read_text(text: &str, url: Option<&Url>) -> Result<Article, Unreadable> {
    let _ = (text, url);
    Err(Unreadable::NoArticle)
}
