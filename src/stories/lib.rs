//! What belongs to a story, how its statements stand to each other, and what is new in it.
//!
//! Pure and total: no I/O, no clock (time is an argument), no panic from any text. Knows nothing of the record, of
//! pages or of Discord: plain values in, plain values out, each with the reason why.
//!
//! In reading order: `story` (words, not-words, belonging), `remark` (a statement with where it was printed),
//! `topic` (what a statement is about), `relation` (denies, confirms, walks back, repeats) and
//! `answer` (answers to what was said just before), `timeline`,
//! `summary` (what is new in a period).
//!
//! # Example
//!
//! ```
//! use sayso_stories::{Story, belongs};
//!
//! let story = Story::typed("Tide gate", "tide gate, barrage*", "football");
//! let reason = belongs(&story, "The barrages were never inspected", "A memo", &[]).unwrap();
//! assert_eq!(reason.found, "barrages");
//! assert!(belongs(&story, "We won", "Football by the tide gate", &[]).is_none());
//! ```

mod answer;
mod phrase;
mod relation;
mod remark;
mod story;
mod summary;
mod timeline;
mod topic;

pub use relation::{Decision, Link, Relation, Rule, Why, relate, relations};
pub use remark::{Printed, Remark};
pub use story::{Judgement, Page, Part, Reason, Story, belongs};
pub use summary::{LINES_MAX, Line, Period, Pointer, Summary, summary};
pub use timeline::{Change, ChangeClass, Day, Entry, What, timeline};
