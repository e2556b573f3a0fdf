//! A text becomes its attributions: who is the source, which words are the cue, what is the content.
//!
//! Knows nothing of articles, names or acts: spans only.

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
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The bytes are not a model of this version.
    #[error("the attribution model cannot be read: {0}; rebuild it with `sayso train CORPUS`")]
    Damaged(String),
}

/// The trained engine. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct Engine {}

impl Engine {
    /// The engine with the weights that are built into the program.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] where the weights do not match their checksum.
    pub fn embedded() -> Result<Engine, ModelError> {
        Ok(Engine {})
    }

    /// The attributions of `text` (paragraphs separated by blank lines), in order of their cues.
    pub fn attributions(&self, text: &str) -> Vec<Attribution> {
        let _ = text;
        Vec::new()
    }
}
