//! A text becomes its attributions: who is the source, which words are the cue, what is the content.
//!
//! Knows nothing of articles, names or acts: spans only. Small trained networks do the work, one for English and one
//! for five other languages (see `model/MODEL_CARD.md`): an encoder reads windows of the text, a tagger finds the
//! words that may be cues, a role head reads source and content for each, a verifier says how likely the whole is
//! right, and an antecedent head points at the words that name the speaker.
//!
//! In reading order: `words` and `quotes` (a text as the networks see it), `pieces` and `unigram` (their
//! vocabularies), `weights`, `table`, `vector`, `panels` and `linear` (arithmetic), `encoder`, `roles`, `crf`
//! and `antecedents` (the network), `join` (candidates to attributions), `signed` (quotations with a name under them),
//! `transcript` (lines with a label), `model`, `engine`.
//!
//! # Example
//!
//! ```
//! let engine = sayso_attribution::Engine::embedded()?;
//! let text = "“Nobody inspected the bolts,” said Ana Ruiz, the chief engineer.";
//! let found = engine.attributions(text);
//! let words = |span: &sayso_attribution::Span| -> String {
//!     text.chars().skip(span.start).take(span.end - span.start).collect()
//! };
//! assert_eq!(words(&found[0].cue[0]), "said");
//! assert!(words(&found[0].source[0]).starts_with("Ana Ruiz"));
//! # Ok::<(), sayso_attribution::ModelError>(())
//! ```

mod antecedents;
mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
mod crf;
mod encoder;
mod engine;
mod join;
mod linear;
mod model;
#[cfg(target_arch = "x86_64")]
mod panels;
#[cfg(test)]
mod parity;
mod pieces;
mod quotes;
mod roles;
mod signed;
#[cfg(target_arch = "x86_64")]
mod stepped;
mod table;
mod transcript;
mod unigram;
mod vector;
#[cfg(target_arch = "x86_64")]
mod vnni;
mod weights;
mod words;

pub use engine::Engine;

/// The trained weights, as `training/` wrote them.
static MODEL: &[u8] = include_bytes!("model/attribution.bin");
/// Those of the other languages.
static MULTILINGUAL: &[u8] = include_bytes!("model/multilingual.bin");

/// A half-open range of Unicode scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First scalar.
    pub start: usize,
    /// One past the last scalar.
    pub end: usize,
}

/// One attribution: a source says (thinks, wants, shows) a content, by a cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The source's spans; empty where the text names none.
    pub source: Vec<Span>,
    /// The cue's spans.
    pub cue: Vec<Span>,
    /// The content's spans, quotation marks included.
    pub content: Vec<Span>,
    /// Calibrated probability that the attribution is right.
    pub confidence: f32,
    /// Words that may name the speaker, in the source or elsewhere, the likeliest first; few or none.
    pub meant: Vec<Meant>,
}

/// A word that may name the speaker of an attribution: of a name, or the head of a description.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meant {
    /// The word.
    pub word: Span,
    /// How likely the word is the one, from 0 to 1; those of all words of a text are at most 1 together.
    pub likely: f32,
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The bytes are not a model of this version.
    #[error("the attribution model cannot be read: {0}; rebuild it with `sayso train CORPUS`")]
    Damaged(String),
}
