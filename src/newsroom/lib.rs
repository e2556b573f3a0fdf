//! The stages joined: a link becomes a brief that is kept, and is answered from the record ever after; feeds are
//! followed, and articles read again while they are young.
//!
//! Knows every stage and nothing of Discord. Its API is plain values; it is the only place that re-exports,
//! so that commands name the types of a brief without knowing the stages.
//!
//! In reading order: `reading` (one link), `flights` (the same link once), `following` and `finding` (which feeds),
//! `round` (what is due), `looking` (a feed), `items` (its articles), `rereading` and `changes` (what they say later),
//! `told` (what waits for the servers), `state` (what is remembered of all that), `folded` (words as compared).

mod changes;
mod counting;
mod finding;
mod flights;
mod folded;
mod following;
mod items;
mod looking;
mod reading;
mod rereading;
mod round;
mod state;
mod told;

pub use changes::{ChangeKind, Revision, StatementChange, WordChange, changes};
pub use counting::Counted;
pub use finding::{Asked, FoundSource, Said as SourceSaid, SourceError, SourceTrial, TrialArticle};
pub use following::SourceInfo;
pub use reading::{Newsroom, ReadError, Reading, brief_page, read_page};
pub use round::{ChangedArticle, GoneArticle, ReadArticle, RoundReport, SourceNotice, UnreadItem};
pub use sayso_article::{Article, Dated, PageKind, Story, Unreadable};
pub use sayso_attribution::{Attribution, Engine, ModelError, Span};
pub use sayso_briefing::{Brief, Counts, Entry, Passed, Section, Shown, Style, story_json};
pub use sayso_fetch::{
    Fetch, FetchError, Page, Polled, Settings as WebSettings, Shelf, Validators, Want, WebFetcher,
    parse_address, text_of_bytes,
};
pub use sayso_record::{ArticleId, FeedId, Opening, Record, RecordError};
pub use sayso_sources::{Headline, Notice, Stop, opml};
pub use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement, attributions};
pub use told::{News, Waiting};
