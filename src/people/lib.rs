//! Whether two printed names are one person, whatever the spelling or the script.
//!
//! Pure and total: no I/O, no clock, no panic from any text. Knows nothing of articles or of the record: names go
//! in as they are printed. Precision comes first: two people who share a surname are never one here, and a
//! description (“a senior official”) is nobody's name.
//!
//! In reading order: `letters` (any script as Latin letters), `name` (given name, family name, “Jr.”),
//! `given` (forms of one given name), `cases` (inflected Slavic forms), `sounds` (what two spellings have in
//! common), `alike` (the judgement), `typed` (what somebody begins to type), `desk` (what editors decided).
//!
//! # Example
//!
//! ```
//! use sayso_people::same;
//!
//! assert!(same("Volodymyr Zelenskyy", "Володимир Зеленський").is_same());
//! assert!(!same("Ana Ruiz", "Eva Ruiz").is_same());
//! ```

mod alike;
mod cases;
mod desk;
mod given;
mod letters;
mod name;
mod sounds;
mod typed;

pub use alike::{Reason, Verdict, keys, same};
pub use desk::{Desk, Split};
pub use typed::{folded, search_tokens};
