//! `/schedule list`: the digests, the next three times of each, and how the last one ended.

use jiff::Timestamp;
use sayso_servers::{Outcome, Schedule, Settings, Slug};

use super::next;
use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error};

/// Digests on a page.
const ENTRIES_MAX: usize = 8;

#[poise::command(slash_command)]
pub(super) async fn list(ctx: Context<'_>) -> Result<(), Error> {
    ask(ctx, Terms::admin(), Question::Schedules).await
}

/// A page of the list.
pub(crate) async fn sheet(asked: &Asked, index: usize) -> Result<Sheet, Complaint> {
    let (settings, tongue) = (asked.settings().await?, asked.tongue);
    if settings.schedules.is_empty() {
        return Ok(Sheet::single(tongue.say("digests"), tongue.say("no-digests")));
    }
    let entries: Vec<String> = settings
        .schedules
        .iter()
        .map(|(slug, schedule)| entry(&settings, slug, schedule, asked.now, tongue))
        .collect();
    Ok(Sheet::of_entries(tongue.say("digests"), &entries, ENTRIES_MAX, "", index))
}

fn entry(settings: &Settings, slug: &Slug, schedule: &Schedule, now: Timestamp, tongue: Tongue) -> String {
    let zone = escaped_within(schedule.zone.as_deref().unwrap_or(&settings.profile.zone), 80);
    let when = escaped_within(&schedule.when.to_string(), 120);
    let mut parts = vec![format!("{when} ({zone})"), format!("→ <#{}>", schedule.channel)];
    if let Some(story) = schedule.story.as_ref().and_then(|slug| settings.stories.get(slug)) {
        parts.push(escaped_within(&story.name, 160));
    }
    if let Some(role) = schedule.mention {
        parts.push(format!("<@&{role}>"));
    }
    let mut lines = vec![format!("**{slug}** · {}", parts.join(" · "))];
    if schedule.is_paused(now) {
        lines.push(tongue.say("paused"));
    }
    let next = next(settings, schedule, 3);
    if !next.is_empty() {
        lines.push(tongue.say_with("digest-next", [("next", next.into())]));
    }
    if let Some(last) = schedule.last {
        let ended = match last.outcome {
            Outcome::Posted => tongue.say("ended-posted"),
            Outcome::Empty => tongue.say("ended-empty"),
            Outcome::TooLate => tongue.say("ended-too-late"),
            Outcome::Refused => tongue.say("ended-refused"),
            Outcome::Uncertain => tongue.say("ended-uncertain"),
        };
        let when = format!("<t:{}:R>", last.at.as_second());
        lines.push(tongue.say_with("digest-last", [("when", when.into()), ("ended", ended.into())]));
    }
    lines.join("\n")
}
