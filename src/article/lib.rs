//! A page becomes an article: its own paragraphs in order, and who published it when.
//!
//! Knows nothing of where the page came from (no network), of speakers or of Discord.
//! Total: any bytes that are text give an [`Article`] or a named reason why not.
//!
//! # Example
//!
//! ```
//! use url::Url;
//!
//! let page = "<html><head><title>Ferry waits at the quay</title></head><body><article><h1>Ferry waits at the quay</h1>
//!     <p>The harbour board meets on Tuesday, and the ferry will wait for its decision at the quay until then.</p>
//!     <p>Passengers were told on Monday morning, when the first of them were standing at the gate with their bags.</p>
//!     <p>“Nobody brought it to me, not once,” the master of the ferry said, and shut the window of the bridge.</p>
//!     </article></body></html>";
//! let article = sayso_article::read(page, Url::parse("https://argus.example/ferry").ok().as_ref())?;
//! assert_eq!(article.title, "Ferry waits at the quay");
//! assert!(article.paragraphs[2].text.starts_with("“Nobody brought it to me"));
//! # Ok::<(), sayso_article::Unreadable>(())
//! ```

mod body;
mod budget;
mod dated;
mod embedded;
mod entities;
mod features;
mod hints;
mod junk;
mod kinds;
pub mod learning;
mod metadata;
mod notes;
mod page;
mod phrases;
mod plain;
mod raw;
mod scorer;
mod tags;
mod words;

pub use dated::{Dated, NotADate};
pub use kinds::PageKind;
pub use notes::correction_notes;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::body::{Line, Role};
use crate::metadata::Sources;
use crate::page::Page;
use crate::scorer::Scorer;
use crate::words::Words;

/// A page read as an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The page is something else.
    #[error("no article: the page is {0}")]
    Not(PageKind),
    /// The page's markup is deeper or larger than any real page's.
    #[error("the page's markup is beyond the limits ({0}); nothing of it was read")]
    BeyondLimits(&'static str),
}

/// An article with what stands round its paragraphs: the standfirst and the headings between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// The article; its paragraphs are without standfirst and headings.
    pub article: Article,
    /// The summary printed before the text, by paragraph.
    pub standfirst: Vec<String>,
    /// The headings between the paragraphs, in order.
    pub headings: Vec<Heading>,
}

/// A heading inside a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The index of the paragraph that it stands before; the number of paragraphs where it stands last.
    pub before: usize,
    /// Its text.
    pub text: String,
}

impl Story {
    /// Characters of all paragraphs.
    fn chars(&self) -> usize {
        self.article.paragraphs.iter().map(|paragraph| paragraph.text.chars().count()).sum()
    }

    /// Everything a reader reads of the story below the headline, a line each, in the page's order:
    /// standfirst, headings and paragraphs.
    pub fn lines(&self) -> Vec<&str> {
        let mut lines: Vec<&str> = self.standfirst.iter().map(String::as_str).collect();
        let mut headings = self.headings.iter().peekable();
        for (index, paragraph) in self.article.paragraphs.iter().enumerate() {
            while let Some(heading) = headings.next_if(|heading| heading.before <= index) {
                lines.push(&heading.text);
            }
            lines.push(&paragraph.text);
        }
        lines.extend(headings.map(|heading| heading.text.as_str()));
        lines
    }
}

/// Reads the article out of an HTML page. `url` is the address it came from, where one is known.
///
/// # Errors
/// [`Unreadable`] names what the page is instead of an article.
pub fn read(html: &str, url: Option<&Url>) -> Result<Article, Unreadable> {
    read_story(html, url).map(|story| story.article)
}

/// As [`read`], with the standfirst and the headings beside the paragraphs.
///
/// # Errors
/// As [`read`].
pub fn read_story(html: &str, url: Option<&Url>) -> Result<Story, Unreadable> {
    read_with(scorer::built_in(), html, url)
}

fn read_with(scorer: &Scorer, html: &str, url: Option<&Url>) -> Result<Story, Unreadable> {
    let tree = budget::parse(html)?;
    let page = page::take_apart(&tree);
    if page.blocks.len() > budget::BLOCKS_MAX {
        return Err(Unreadable::BeyondLimits("more than 20,000 blocks of text"));
    }
    let sources = Sources::of(&page, url);
    let claims = sources.claims();
    let words = Words::of(page.blocks.iter().map(|block| block.text.as_str()));
    let scores = scorer.score(&page, &claims, &words);
    let lines = body::pick(&page, &claims, &words, &scores);
    let mut story = compose(&page, &lines);
    let is_text = |line: &&Line| line.role != Role::Heading;
    let ends = lines.iter().find(is_text).zip(lines.last());
    let mut span = ends.map(|(first, last)| (first.block, last.block + 1));
    if story.chars() < STORY_CHARS_MIN
        && let Some(hidden) = out_of_scripts(&page, &sources)
        && hidden.chars() > story.chars() * 2
    {
        (story, span) = (hidden, None);
    }
    if let Some(kind) = kinds::misread(&page, &sources, &story) {
        return Err(Unreadable::Not(kind));
    }
    let text = story.article.paragraphs.iter().take(12).map(|paragraph| paragraph.text.as_str());
    let facts = sources.facts(span, &text.collect::<Vec<_>>().join(" "));
    let paragraphs = std::mem::take(&mut story.article.paragraphs);
    story.article = facts.into_article(paragraphs);
    Ok(story)
}

/// A page whose story is shorter than this, in characters, may hold the real one in a script.
const STORY_CHARS_MIN: usize = 300;

/// The lines as a story, without facts yet.
fn compose(page: &Page<'_>, lines: &[Line]) -> Story {
    let mut story = Story::default();
    for line in lines {
        let text = page.blocks[line.block].text.clone();
        match line.role {
            Role::Standfirst => story.standfirst.push(text),
            Role::Heading => story.headings.push(Heading { before: story.article.paragraphs.len(), text }),
            Role::Paragraph(kind) => story.article.paragraphs.push(Paragraph { text, kind }),
        }
    }
    story
}

/// The story that the page holds only in its linked data or in a script.
fn out_of_scripts(page: &Page<'_>, sources: &Sources<'_>) -> Option<Story> {
    let linked = sources.linked.body.as_deref().filter(|body| body.len() > STORY_CHARS_MIN);
    let html = match linked {
        Some(body) if body.contains("<p") => body.to_owned(),
        Some(body) if body.contains('\n') => {
            let paragraphs = plain::read(body, None).ok()?.paragraphs;
            return Some(Story { article: Article { paragraphs, ..Article::default() }, ..Story::default() });
        }
        _ => match embedded::story(&page.scripts) {
            Some(html) => html,
            None => {
                let paragraph = Paragraph { text: entities::clean(linked?), kind: BlockKind::Paragraph };
                let article = Article { paragraphs: vec![paragraph], ..Article::default() };
                return Some(Story { article, ..Story::default() });
            }
        },
    };
    let tree = budget::parse(&html).ok()?;
    let page = page::take_apart(&tree);
    if page.blocks.len() > budget::BLOCKS_MAX {
        return None;
    }
    Some(compose(&page, &body::pick_all(&page)))
}

/// Makes an article of plain text: paragraphs are separated by blank lines (by line breaks where there is no
/// blank line), the first short line that stands alone and is no sentence is the title.
///
/// # Errors
/// [`Unreadable::NoArticle`] where there is no text.
pub fn read_text(text: &str, url: Option<&Url>) -> Result<Article, Unreadable> {
    plain::read(text, url)
}
