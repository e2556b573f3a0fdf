//! The stages joined: a link becomes a brief that is kept, and is answered from the record ever after; feeds are
//! followed, and articles read again while they are young.
//!
//! Knows every stage and nothing of Discord. Its API is plain values; it is the only place that re-exports,
//! so that commands name the types of a brief without knowing the stages.
//!
//! In reading order: `reading` (one link), `flights` (the same link once), `following` and `finding` (which feeds),
//! `round` (what is due), `looking` (a feed), `items` (its articles), `rereading` and `changes` (what they say later),
//! `told` (what waits for the servers), `known` (what has come to them), `state` (what is remembered of all that), `folded` (words as compared); then
//! the answers: `quote` (what may be shown), `overlay` (what editors decided), `questions`, `provenance` (how it came here), `folding` (the same words of several outlets), `checking`
//! (did they really say that), `histories` and `stories`.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//!
//! use sayso_newsroom::{Engine, Newsroom, Record, Shelf, parse_address};
//!
//! let link = "https://argus.example/bridge";
//! let paragraph = "“Nobody inspected the bolts,” said Ana Ruiz, the chief engineer, on Tuesday at the harbour.";
//! let page = format!("<html><body><article><h1>The bridge</h1>{}</article></body></html>", format!("<p>{paragraph}</p>").repeat(3));
//! let shelf = Shelf::new().with(&parse_address(link)?, &page);
//! let newsroom = Newsroom::new(Arc::new(shelf), Arc::new(Engine::embedded().unwrap()), Record::in_memory(), 1);
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let now = "2026-11-29T08:00:00Z".parse().unwrap();
//! let first = newsroom.brief(link, now).await?;
//! assert!(first.brief.statements().iter().any(|it| it.speaker.name.as_deref() == Some("Ana Ruiz")));
//! assert!(newsroom.brief(link, now).await?.from_record, "a page is read once");
//! # Ok::<(), sayso_newsroom::ReadError>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod changes;
mod checking;
mod counting;
mod finding;
mod flights;
mod folded;
mod folding;
mod following;
mod histories;
mod items;
mod known;
mod looking;
mod overlay;
mod provenance;
mod questions;
mod quote;
mod reading;
mod rereading;
mod round;
mod state;
mod stories;
mod told;

pub use changes::{ChangeKind, Revision, StatementChange, WordChange, changes};
pub use checking::{CheckedIn, Verification};
pub use counting::Counted;
pub use finding::{Asked, FoundSource, Said as SourceSaid, SourceError, SourceTrial, TrialArticle};
pub use folding::{Utterance, utterances};
pub use following::SourceInfo;
pub use histories::{Comparison, Side, Trace};
pub use known::NeededBy;
pub use provenance::{Heard, Listed, Provenance, UnreadNote};
pub use questions::{Answer, ArticleHistory};
pub use quote::Quote;
pub use reading::{Newsroom, ReadError, Reading, brief_page, read_page};
pub use round::{ChangedArticle, GoneArticle, ReadArticle, RoundReport, SourceNotice, UnreadItem};
pub use sayso_article::{Article, BlockKind, Dated, PageKind, Paragraph, Story, Unreadable};
pub use sayso_attribution::{Attribution, Engine, ModelError, Span};
pub use sayso_briefing::{Brief, Counts, Entry, Passed, Section, Shown, Style, story_json};
pub use sayso_fetch::{
    Fetch, FetchError, Page, Polled, Settings as WebSettings, Shelf, Validators, Want, WebFetcher,
    parse_address, text_of_bytes,
};
pub use sayso_quotations::{
    Check, Difference, EditKind, LeftOut, Lost, Nearest, Qualifier, Slice, Spot, Verdict, differences,
};
pub use sayso_record::{
    ArticleId, Completed, Corrections, Desk, FeedId, Fix, Heading, Opening, Order, Pruned, Query, Record,
    RecordError, Retention, SearchCursor, SledOptions, Split, StatementId, StoryWords, Subject, free_bytes,
};
pub use sayso_sources::{Headline, Notice, Stop, opml};
pub use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement, attributions};
pub use sayso_stories::{
    Change as StoryChange, ChangeClass, Day, Decision, Entry as StoryEntry, Link as StoryLink, Period,
    Relation, Rule, Story as StoryRule, What, Why,
};
pub use stories::{Digest, DigestLine, Since, Timeline, is_of_story};
pub use told::{News, Waiting};
