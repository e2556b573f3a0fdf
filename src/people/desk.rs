//! What a server's editors decided about names, laid over the rules: nothing is rewritten, both versions stay.

use serde::{Deserialize, Serialize};

use crate::alike::same;

/// Merges and splits of one server, in the order in which they were made; a later one counts before an earlier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Desk {
    /// Names that were found to be one speaker: the name that is shown, and the name that joins it.
    #[serde(default)]
    pub merges: Vec<(String, String)>,
    /// Statements under one name that were found to be another speaker's.
    #[serde(default)]
    pub splits: Vec<Split>,
}

/// Statements under a name that are another speaker's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The name as it is printed.
    pub name: String,
    /// The name that these statements are listed under instead.
    pub becomes: String,
    /// The statements, each by its number in the record, as text.
    pub statements: Vec<String>,
}

impl Desk {
    /// The most merges and splits that are looked at; a desk is made by hand.
    pub const DECISIONS_MAX: usize = 1_000;

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.merges.is_empty() && self.splits.is_empty()
    }

    /// The name that a name is listed under: that of its merge, else itself. Merges of merges are followed.
    pub fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        let mut shown = name;
        // Each step follows another merge, so a ring ends.
        for _ in 0..self.merges.len().min(Self::DECISIONS_MAX) {
            match self.merges.iter().rev().find(|(keep, merge)| *merge == shown && *keep != shown) {
                Some((keep, _)) => shown = keep,
                None => break,
            }
        }
        shown
    }

    /// Whether two names are one speaker: by a merge, or by the rules.
    pub fn same(&self, one: &str, other: &str) -> bool {
        let (one, other) = (self.shown(one), self.shown(other));
        one == other || same(one, other).is_same()
    }

    /// The name that a statement under a name was given by a split; none where it was given none.
    pub fn split(&self, name: &str, statement: &str) -> Option<&str> {
        let splits = self.splits.iter().rev().take(Self::DECISIONS_MAX);
        splits
            .filter(|split| split.name == name)
            .find(|split| split.statements.iter().any(|its| its == statement))
            .map(|split| split.becomes.as_str())
    }
}
