//! `/source list`: what is followed, and how it is doing.

use jiff::Timestamp;
use sayso_newsroom::{FeedId, SourceInfo};
use sayso_servers::Source;

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error};

/// Sources on a page.
const ENTRIES_MAX: usize = 10;

#[poise::command(slash_command)]
pub(super) async fn list(ctx: Context<'_>) -> Result<(), Error> {
    ask(ctx, Terms::admin(), Question::Sources).await
}

/// A page of the list.
pub(crate) async fn sheet(asked: &Asked, index: usize) -> Result<Sheet, Complaint> {
    let (settings, tongue) = (asked.settings().await?, asked.tongue);
    if settings.sources.is_empty() {
        return Ok(Sheet::single(tongue.say("sources"), tongue.say("no-sources")));
    }
    let infos = asked.data.newsroom().followed(asked.home()).await?;
    let entry = |source: &Source| {
        let id = FeedId::of(&source.feed);
        let info = infos.iter().find(|info| info.feed == id || info.address == source.feed);
        entry(source, info, asked.now, tongue)
    };
    let entries: Vec<String> = settings.sources.values().map(entry).collect();
    Ok(Sheet::of_entries(tongue.say("sources"), &entries, ENTRIES_MAX, "", index))
}

fn entry(source: &Source, info: Option<&SourceInfo>, now: Timestamp, tongue: Tongue) -> String {
    let name = escaped_within(&source.name, 160);
    let host = escaped_within(source.feed.host_str().unwrap_or_default(), 120);
    let mut parts = Vec::new();
    if let Some(pause) = source.paused.filter(|pause| pause.holds(now)) {
        parts.push(match pause.until {
            Some(until) => tongue.say_with("paused-until", [("until", at(until).into())]),
            None => tongue.say("paused"),
        });
    }
    match info {
        None => parts.push(tongue.say("source-not-read")),
        Some(info) => {
            if let Some(trouble) = &info.trouble {
                parts.push(tongue.say_with("source-trouble", [("why", escaped_within(trouble, 200).into())]));
            }
            if let Some(answered) = info.answered_at {
                parts.push(tongue.say_with("source-answered", [("when", at(answered).into())]));
            }
            match info.next {
                Some(next) => parts.push(tongue.say_with("source-next", [("when", at(next).into())])),
                None => parts.push(tongue.say("source-given-up")),
            }
        }
    }
    if let Some(channel) = source.post_to {
        parts.push(format!("→ <#{channel}>"));
    }
    format!("**{name}** ({host})\n{}", parts.join(" · "))
}

/// A time as each reader's Discord shows it.
fn at(time: Timestamp) -> String {
    format!("<t:{}:R>", time.as_second())
}
