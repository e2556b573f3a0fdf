//! What the admin commands offer while somebody types: the server's stories, sources and digests, and time zones.

use jiff::tz;
use serenity::all::CreateAutocompleteResponse;

use crate::Context;
use crate::suggest::{Candidate, suggest};

/// Zones that are looked up for what was typed.
const ZONES_MAX: usize = 25;

/// Stories by name.
pub(crate) async fn stories(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    suggest(ctx, typed, |asked| async move {
        let settings = asked.settings().await?;
        let named = settings.stories.iter();
        Ok(named
            .map(|(slug, story)| Candidate { shown: story.name.clone(), sent: slug.to_string() })
            .collect())
    })
    .await
}

/// Sources by name.
pub(crate) async fn sources(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    suggest(ctx, typed, |asked| async move {
        let settings = asked.settings().await?;
        let named = settings.sources.iter();
        Ok(named
            .map(|(slug, source)| Candidate { shown: source.name.clone(), sent: slug.to_string() })
            .collect())
    })
    .await
}

/// Digests by name, with their times.
pub(crate) async fn schedules(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    suggest(ctx, typed, |asked| async move {
        let settings = asked.settings().await?;
        let named = settings.schedules.iter();
        Ok(named
            .map(|(slug, schedule)| Candidate {
                shown: format!("{slug} — {}", schedule.when),
                sent: slug.to_string(),
            })
            .collect())
    })
    .await
}

/// Zones by city.
pub(crate) async fn zones(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let like = sayso_schedule::zones_like(typed, tz::db(), ZONES_MAX);
    suggest(ctx, "", |_| async move { Ok(like.into_iter().map(Candidate::plain).collect()) }).await
}
