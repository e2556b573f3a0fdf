//! Which quotations are one utterance, and whether a quotation is what was said.
//!
//! Pure and total: no I/O, no clock, no panic from any text; time and memory grow with the length of the texts up to
//! stated bounds. Knows nothing of pages, of the record or of Discord: plain words in, plain values out.
//!
//! In reading order: `marks` and `words` (a text as comparable words with their places), `align` and `same`
//! (one utterance, cut or bracketed), `differences` (words that differ), `fingerprints` (finding without comparing
//! all pairs), `origin` and `fold` (one cluster for all outlets); `candidate`, `marked` and `passages`
//! (what a quotation is checked against), `hits`, `joined`, `qualifiers`, `nearest`, `check` and `verify`.
//!
//! # Example
//!
//! ```
//! use sayso_quotations::{SameKind, same};
//!
//! let how = same("“We have to leave [the coast] – now”", "We have to leave it — now, and tonight.").unwrap();
//! assert_eq!(how.kind, SameKind::CutOfSecond);
//! ```

mod align;
mod candidate;
mod check;
mod differences;
mod fingerprints;
mod fold;
mod hits;
mod joined;
mod marked;
mod marks;
mod nearest;
mod origin;
mod passages;
mod qualifiers;
mod same;
mod verify;
mod words;

pub use candidate::{Candidate, Fit, Form, Said, Slice, Spot, Status};
pub use check::{Check, Difference, LeftOut, Looked, Lost, Nearest, Qualifier, Verdict};
pub use differences::differences;
pub use fingerprints::{FINGERPRINTS_MAX, fingerprints, probes};
pub use fold::{Altered, Cluster, Member, Quoted, fold};
pub use marked::marked;
pub use origin::origin;
pub use qualifiers::qualifying;
pub use same::{Edit, EditKind, How, SameKind, same};
pub use verify::{Matcher, verify};
pub use words::{Token, WORDS_MAX, tokens};
