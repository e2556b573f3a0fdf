//! The stages joined: a link becomes a brief that is kept, and is answered from the record ever after.
//!
//! Knows every stage and nothing of Discord. Its API is plain values; it is the only place that re-exports,
//! so that commands name the types of a brief without knowing the stages.

mod reading;

pub use reading::{Newsroom, ReadError, Reading, brief_page, read_page};
pub use sayso_article::{Article, Dated, Story, Unreadable};
pub use sayso_attribution::{Attribution, Engine, ModelError, Span};
pub use sayso_briefing::{Brief, Counts, Entry, Section, Shown, Style, story_json};
pub use sayso_fetch::{
    Fetch, FetchError, Page, Polled, Settings as WebSettings, Shelf, Validators, Want, WebFetcher,
    parse_address, text_of_bytes,
};
pub use sayso_record::{ArticleId, Opening, Record, RecordError};
pub use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement, attributions};
