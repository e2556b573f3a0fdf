//! What is kept, and finding it again. Only this crate knows sled.
//!
//! Knows nothing of pages, of the network, of the clock or of Discord beyond a server's number.
//! In reading order: [`Record`] is what the program uses; [`Store`] is what it asks of an engine;
//! `keys` and `values` are how things lie there; `sled_store` is the engine.
//!
//! # Example
//!
//! ```
//! use sayso_article::Article;
//! use sayso_record::Record;
//! use url::Url;
//!
//! let record = Record::in_memory();
//! let url = Url::parse("https://argus.example/ferry")?;
//! let article = Article { url: Some(url.clone()), title: "The ferry waits".to_owned(), ..Article::default() };
//! let id = record.keep_redirected(&url, &url, &article, &[], "2026-11-29T08:00:00Z".parse()?)?;
//! assert_eq!(record.get(&id)?.unwrap().article.title, "The ferry waits");
//! assert_eq!(record.by_address(&Url::parse("https://argus.example/ferry#top")?)?.unwrap().id, id);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod backup;
mod caught;
mod change;
mod corrections;
mod due;
mod error;
mod feeds;
mod finder;
mod folder;
mod guild;
mod import;
mod indexing;
mod keeping;
mod keys;
mod mark;
mod memory_store;
mod migration;
mod nightly;
mod number;
mod parts;
mod record;
mod restore;
mod retention;
mod revisions;
mod search;
mod sled_files;
mod sled_proof;
mod sled_store;
mod sled_writer;
mod store;
mod tally;
mod values;
mod verify;

pub use address::{ArticleId, NotAnArticleId, normalised};
pub use backup::{ExportSummary, check_export};
pub use change::Change;
pub use corrections::{Corrections, Fix};
pub use due::{Job, SHARED};
pub use error::RecordError;
pub use feeds::{FeedId, FeedNote, Feeds, MARKS_MAX, NEWS_JOB, NotAFeedId};
pub use finder::Reindexed;
pub use folder::free_bytes;
pub use guild::{GuildStore, Settings};
pub use import::ImportSummary;
pub use memory_store::MemoryStore;
pub use migration::{Migrated, Migration};
pub use nightly::Nightly;
pub use number::{NotAStatementId, StatementId};
pub use record::{Cut, Kept, KeptPart, Record, STATEMENTS_MAX, Said, Stats};
pub use restore::{Opening, Restoration};
pub use retention::{Pruned, Retention};
pub use revisions::{REVISIONS_MAX, Revision};
pub use sayso_people::{Desk, Split};
pub use search::{Cited, Completed, Found, Heading, Order, Query, SearchCursor, StoryWords, Subject};
pub use sled_store::{SledOptions, SledStore};
pub use store::{
    Ack, BATCH_BYTES_MAX, BATCH_OPS_MAX, Batch, Cursor, Expect, KEY_BYTES_MAX, KeyRange, Keyspace,
    PAGE_BYTES_MAX, PAGE_ENTRIES_MAX, Page, Proof, Scanned, Store, StoreStats, VALUE_BYTES_MAX,
};
