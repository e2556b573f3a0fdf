//! What a server's editors decided, as the newsroom takes it.

use std::sync::Arc;

use sayso_newsroom::{Decision, Query, Relation, Rule, StoryLink, Why};
use sayso_servers::{Decisions, Tie};

/// A query for all that the editors leave to be shown.
pub(crate) fn query(decisions: &Decisions) -> Query {
    Query {
        desk: decisions.desk().clone(),
        corrections: Arc::clone(decisions.corrections()),
        ..Query::default()
    }
}

/// The relations that they set, and those that they took away.
pub(crate) fn links(decisions: &Decisions) -> Vec<StoryLink> {
    let link = |(later, earlier, tie): (&str, &str, Tie)| {
        let (relation, decision) = match tie {
            Tie::Denies => (Relation::Denies, Decision::Confirmed),
            Tie::Confirms => (Relation::Confirms, Decision::Confirmed),
            Tie::WalksBack => (Relation::WalksBack, Decision::Confirmed),
            Tie::Repeats => (Relation::Repeats, Decision::Confirmed),
            Tie::Unrelated => (Relation::Denies, Decision::Rejected),
        };
        StoryLink {
            earlier: earlier.to_owned(),
            later: later.to_owned(),
            relation,
            why: Why { rule: Rule::Editor, cue: None, common: Vec::new() },
            editor: Some(decision),
        }
    };
    decisions.ties().into_iter().map(link).collect()
}
