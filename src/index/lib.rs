//! Words and speakers, and which statements they stand in.
//!
//! Pure and total: no I/O, no clock, no panic from any text or bytes. Knows nothing of sled or of Discord. What is
//! kept of an article is one [`Entry`], written beside the article in the same batch; [`Index`] holds all entries
//! in memory in the form in which they are searched, and can be made of them again at any time.
//!
//! In reading order: `words` (a text in folded words), `stems` and `stopwords` (what a word counts as in its
//! language), `draft` (an article becomes an entry), `entry` and `payload` (how it lies as bytes), `query`
//! (what somebody asks), `postings`, `prints`, `names` and `index` (what is held), `rank`, `search` and
//! `phrase` (finding), `alike` (the same words elsewhere), `complete` (what a beginning may become).
//!
//! # Example
//!
//! ```
//! use sayso_index::{Draft, Index, Ranking, Request, Words};
//!
//! let mut index = Index::new();
//! let entry = |title| Draft { title, language: "en", outlet: "Argus", ..Draft::default() }.entry();
//! index.put([1; 16], &entry("The ferry waits"), 1);
//! index.put([2; 16], &entry("The bridge is shut"), 2);
//! let request = Request { words: Words::parse("ferries"), take: 10, ..Request::default() };
//! assert_eq!(index.search(&request, &Ranking::default()).statements, 0, "neither article has a statement");
//! assert_eq!(index.size().articles, 2);
//! ```

mod alike;
mod bytes;
mod complete;
mod draft;
mod entry;
mod index;
mod names;
mod payload;
mod phrase;
mod postings;
mod prints;
mod query;
mod rank;
mod search;
mod stems;
mod stopwords;
mod words;

pub use complete::Completion;
pub use draft::{Draft, Sentence};
pub use entry::{ANALYSIS, BadEntry, Entry, Line, PRINTS_MAX};
pub use index::{Index, Size, Slot};
pub use query::{Phrase, Words};
pub use rank::Ranking;
pub use search::{Filter, Match, Matches, Order, Request};
pub use words::{folded, holds_phrase};

/// The number of an article: the bytes of its identity.
pub type ArticleKey = [u8; 16];
