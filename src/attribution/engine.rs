//! The engine: the network that a text's language asks for.

use std::sync::OnceLock;

use crate::linear::Kernels;
use crate::model::Model;
use crate::weights::Weights;
use crate::{Attribution, ModelError};

/// Languages of the multilingual network, as ISO 639-1 codes.
const OTHERS: [&str; 5] = ["de", "es", "fr", "ru", "uk"];

/// The trained engine: a network for English, and one for German, Spanish, French, Russian and Ukrainian that is made
/// ready when it is first asked for. They hold about 40 and 35 MB; share the engine behind an `Arc`.
pub struct Engine {
    english: Model,
    others: OnceLock<Option<Model>>,
}

/// One engine serves every thread.
const _: fn() = || {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Engine>();
};

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("others", &self.others.get().is_some()).finish_non_exhaustive()
    }
}

impl Engine {
    /// The engine with the weights that are built into the program.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] where the weights do not match their checksums.
    pub fn embedded() -> Result<Engine, ModelError> {
        let english = Model::read(crate::MODEL, &Kernels::fast())?;
        // Checked now, so that making it ready later has no way to fail.
        Weights::read(crate::MULTILINGUAL)?;
        Ok(Engine { english, others: OnceLock::new() })
    }

    /// Whether the engine was trained for the language, an ISO 639-1 code.
    pub fn reads(language: &str) -> bool {
        language == "en" || OTHERS.contains(&language)
    }

    /// The attributions of an English `text` (paragraphs on lines of their own), in order of their cues.
    ///
    /// Total: odd text gives few or no attributions, never an error. Time and memory are linear in the text. Spans
    /// are in Unicode scalars, sorted, inside the text and never empty.
    pub fn attributions(&self, text: &str) -> Vec<Attribution> {
        self.english.attributions(text)
    }

    /// The attributions of a `text` in `language` (an ISO 639-1 code), as [`Engine::attributions`] gives them; none
    /// where the engine was not trained for it. The first text in another language than English takes about a fifth
    /// of a second longer.
    pub fn attributions_in(&self, language: &str, text: &str) -> Vec<Attribution> {
        self.network(language).map_or_else(Vec::new, |network| network.attributions(text))
    }

    /// Runs the encoder for `language` alone and tells how many word pieces it read: what speed is measured against.
    pub fn encode(&self, language: &str, text: &str) -> usize {
        self.network(language).map_or(0, |network| network.encode(text))
    }

    /// The network for a language.
    pub(crate) fn network(&self, language: &str) -> Option<&Model> {
        match language {
            "en" => Some(&self.english),
            other if OTHERS.contains(&other) => {
                // Coarser steps were shown to cost nothing in English only.
                let read = || Model::read(crate::MULTILINGUAL, &Kernels::new()).ok();
                self.others.get_or_init(read).as_ref()
            }
            _ => None,
        }
    }
}
