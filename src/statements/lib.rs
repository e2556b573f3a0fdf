//! An article becomes who said what: statements with their speakers, chains, acts and places.
//!
//! Pure and total: no I/O, no clock, no panic from any text. Knows nothing of pages or of Discord.
//!
//! In reading order: `lexicon` (words of six languages), `quotes`, `items` and `passage` (a paragraph made ready),
//! `names`, `cases`, `declension` and `phrases` (Slavic forms), `german`, `mentions`, `leading`, `openers`, `member`, `cast`
//! and `relatives` (whom the article names), `clauses`, `subjects`, `contents` and `rules` (spans), `interview`,
//! `candidates`, `resolve` (who it is: `described`, `latter`, `roles`, `bodies`, `salience`, `picking`, `pointing`), `chains` and
//! `cited`, `dates`, `occasions` and `dating` (when), `headline`, `fusion` (the trained engine's spans beside the rules'), `found` (which of
//! them are statements; `speech` tells what is said from what is hoped), `free` (sentences that carry on), `finding`
//! (all together), `spans` (the attributions of a plain text).
//!
//! # Example
//!
//! ```
//! use sayso_attribution::Engine;
//! use sayso_statements::{Quotation, find};
//!
//! let text = "“Nobody inspected the bolts,” said Ana Ruiz, the chief engineer.\n\nThe ferry waits at the quay until Tuesday.";
//! let article = sayso_article::read_text(text, None)?;
//! let statements = find(&article, &Engine::embedded()?);
//! assert_eq!(statements[0].speaker.name.as_deref(), Some("Ana Ruiz"));
//! assert_eq!(statements[0].quotation, Quotation::Direct);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod according;
mod beside;
mod bodies;
mod candidates;
mod cases;
mod cast;
mod chains;
mod cited;
mod clauses;
mod complements;
mod contents;
mod dates;
mod dating;
mod declension;
mod described;
mod extents;
mod finding;
mod finite;
mod found;
mod free;
mod fusion;
mod german;
mod hashed;
mod headline;
mod interview;
mod items;
mod latter;
mod leading;
pub mod learning;
mod lexicon;
mod marked;
mod member;
mod mentions;
mod names;
mod nested;
mod occasions;
mod openers;
mod passage;
mod phrases;
mod picking;
mod pointing;
mod polarity;
mod quotes;
mod relatives;
mod resolve;
mod roles;
mod rules;
mod salience;
mod spans;
mod speech;
mod subjects;
mod votes;
mod weighing;

pub use finding::{find, find_with};
pub use spans::attributions;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One statement: somebody said, wrote or showed something, once, round one cue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Index of the first piece's paragraph; −1 for the headline's statement.
    pub paragraph: i32,
    /// Who said it.
    pub speaker: Speaker,
    /// Who relayed it, nearest to the speaker first, without the page's own outlet.
    pub via: Vec<String>,
    /// The cue as printed (“said”, “according to”), where one is printed.
    pub cue: Option<String>,
    /// What kind of act it is.
    pub act: Act,
    /// Whether the words are the speaker's own.
    pub quotation: Quotation,
    /// The pieces of the utterance in order of the page; never empty. Each is a verbatim slice of its paragraph.
    pub pieces: Vec<Piece>,
    /// The day of the utterance, where the page dates it.
    pub said_on: Option<Date>,
    /// Calibrated: of statements with 0.9, nine in ten are right.
    pub confidence: f32,
}

/// A verbatim slice of one paragraph (or of the headline).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Index of the paragraph; −1 for the headline.
    pub paragraph: i32,
    /// First Unicode scalar of the slice in its paragraph.
    pub start: usize,
    /// One past the last Unicode scalar.
    pub end: usize,
    /// The slice.
    pub text: String,
}

/// Who said it, as printed and as resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// What is printed at the cue (“she”); none where nothing is.
    pub mention: Option<String>,
    /// The resolved speaker: a person's full name as the article gives it anywhere, or the description
    /// of an unnamed source as printed. None where the speaker is not clear.
    pub name: Option<String>,
    /// What the speaker is.
    pub kind: SpeakerKind,
    /// The office or role as printed.
    pub role: Option<String>,
}

/// What a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerKind {
    /// A named individual.
    Person,
    /// One or more unnamed individuals.
    Anonymous,
    /// A described collective.
    Group,
    /// An institution.
    Organization,
    /// A memo, a report, a court file.
    Document,
    /// A news organisation.
    Outlet,
}

impl SpeakerKind {
    /// The kind in a word, as JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            SpeakerKind::Person => "person",
            SpeakerKind::Anonymous => "anonymous",
            SpeakerKind::Group => "group",
            SpeakerKind::Organization => "organization",
            SpeakerKind::Document => "document",
            SpeakerKind::Outlet => "outlet",
        }
    }
}

/// What kind of act a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Says, writes, states.
    Say,
    /// Denies; the text is the thing denied.
    Deny,
    /// Confirms.
    Confirm,
    /// Asks.
    Ask,
    /// Declines to comment or does not respond; the text is the predicate.
    Decline,
    /// Warns.
    Warn,
    /// Demands.
    Demand,
    /// Promises.
    Promise,
    /// Accuses.
    Accuse,
}

/// Whether the words are the speaker's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quotation {
    /// The whole content stands in quotation marks.
    Direct,
    /// Paraphrase with quoted words in it.
    Mixed,
    /// Paraphrase.
    Indirect,
}
