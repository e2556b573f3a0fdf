//! `/claims`: what was claimed, with who confirms it, denies it or takes it back.

use std::collections::BTreeMap;

use sayso_newsroom::{Decision, Query, Quote, Relation, StoryLink, Timeline};
use serde::{Deserialize, Serialize};

use crate::complaint::Complaint;
use crate::plain::{escaped_within, utf16_len};
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, choose, telling};

/// Claims on a page, and answers that are told of one.
const ENTRIES_MAX: usize = 5;
/// See [`ENTRIES_MAX`].
const ANSWERS_MAX: usize = 5;

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, poise::ChoiceParameter)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// Somebody denies it.
    #[name = "denied"]
    Denied,
    /// Somebody else confirms it.
    #[name = "confirmed"]
    Confirmed,
    /// Who said it takes it back.
    #[name = "taken back"]
    TakenBack,
}

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn claims(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    #[max_length = 300] about: Option<String>,
    state: Option<State>,
    private: Option<bool>,
) -> Result<(), Error> {
    let scope = Scope { story, ..Scope::default() };
    ask(ctx, Terms::public(private), Question::Claims { about, state, scope }).await
}

/// A page of the answer: what was answered last comes first.
pub(crate) async fn sheet(
    asked: &Asked,
    about: Option<&str>,
    state: Option<State>,
    scope: &Scope,
    index: usize,
) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    let query = Query { words: about.unwrap_or_default().to_owned(), ..scope.query(asked).await? };
    let zone = asked.settings().await?.zone();
    let found = asked.data.newsroom().timeline(query, zone, asked.links().await?, asked.now).await?;
    let named = scope.story.as_deref().or(about);
    let title = match named {
        Some(name) => tongue.say_with("claims-title", [("name", escaped_within(name, 120).into())]),
        None => tongue.say("claims-of-all"),
    };
    let entries = entries(&found, state, tongue);
    if entries.is_empty() {
        return Ok(Sheet::single(title, tongue.say("claims-none")));
    }
    let foot = format!("_{}_", tongue.say_with("claims-foot", [("count", entries.len().into())]));
    Ok(Sheet::of_entries(title, &entries, ENTRIES_MAX, &foot, index))
}

fn entries(found: &Timeline, state: Option<State>, tongue: Tongue) -> Vec<String> {
    let by_id: BTreeMap<String, &Quote> =
        found.quotes.iter().map(|quote| (quote.id().to_string(), quote)).collect();
    let mut claims: BTreeMap<&str, Vec<(&StoryLink, &Quote)>> = BTreeMap::new();
    for link in &found.links {
        let counts = link.editor != Some(Decision::Rejected) && link.relation != Relation::Repeats;
        if let Some(later) = by_id.get(&link.later).filter(|_| counts) {
            claims.entry(&link.earlier).or_default().push((link, later));
        }
    }
    let mut told: Vec<(jiff::Timestamp, String)> = Vec::new();
    for (earlier, mut answers) in claims {
        let Some(claim) = by_id.get(earlier) else { continue };
        if !state.is_none_or(|state| answers.iter().any(|(link, _)| state.is(link.relation))) {
            continue;
        }
        answers.sort_by_key(|(_, later)| std::cmp::Reverse(later.at()));
        let last = answers.first().map_or(claim.at(), |(_, later)| later.at());
        let mut entry = telling::whole(claim, tongue);
        for (link, later) in answers.iter().take(ANSWERS_MAX) {
            let line = format!("\n-# {}", answered(link, later, tongue));
            if utf16_len(&entry) + utf16_len(&line) <= telling::ENTRY_MAX {
                entry += &line;
            }
        }
        told.push((last, entry));
    }
    told.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    told.into_iter().map(|(_, entry)| entry).collect()
}

/// “denies: Tomas Egelund — Argus, 16 October 2025 (found by rule)”.
fn answered(link: &StoryLink, later: &Quote, tongue: Tongue) -> String {
    let relation = match link.relation {
        Relation::Denies => tongue.say("relation-denies"),
        Relation::Confirms => tongue.say("relation-confirms"),
        Relation::WalksBack => tongue.say("relation-walks-back"),
        Relation::Repeats => tongue.say("relation-repeats"),
    };
    let how = if link.editor.is_some() { tongue.say("by-editor") } else { tongue.say("by-rule") };
    let (speaker, printed) = (telling::speaker(later, tongue), telling::printed(later.heading(), tongue));
    format!("{relation}: {speaker} — {printed} ({how})")
}

impl State {
    fn is(self, relation: Relation) -> bool {
        matches!(
            (self, relation),
            (State::Denied, Relation::Denies)
                | (State::Confirmed, Relation::Confirms)
                | (State::TakenBack, Relation::WalksBack)
        )
    }
}
