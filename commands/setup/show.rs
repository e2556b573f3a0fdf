//! `/setup show`: all settings, and the rights that sayso lacks, channel by channel.

use sayso_servers::{Settings, Use};
use serenity::all::ChannelId;

use crate::complaint::Complaint;
use crate::places;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error};

/// Lines on a page.
const ENTRIES_MAX: usize = 25;

/// Channels whose rights are looked up: each may cost two requests to Discord.
const CHANNELS_MAX: usize = 20;

/// Changes that are shown.
const CHANGES_MAX: usize = 5;

#[poise::command(slash_command)]
pub(super) async fn show(ctx: Context<'_>) -> Result<(), Error> {
    ask(ctx, Terms::admin(), Question::Setup).await
}

/// A page of the settings.
pub(crate) async fn sheet(asked: &Asked, index: usize) -> Result<Sheet, Complaint> {
    let (settings, tongue) = (asked.settings().await?, asked.tongue);
    let mut entries = values(&settings, tongue);
    for channel in places::channels(&settings).into_iter().take(CHANNELS_MAX) {
        entries.push(channel_line(asked, &settings, channel).await);
    }
    for note in settings.history.newest().take(CHANGES_MAX) {
        let who = note.who.map_or_else(|| tongue.say("somebody"), |who| format!("<@{who}>"));
        let when = format!("<t:{}:R>", note.at.as_second());
        entries.push(format!("-# {when} {who}: {}", escaped_within(&note.what, 300)));
    }
    Ok(Sheet::of_entries(tongue.say("setup"), &entries, ENTRIES_MAX, "", index))
}

fn values(settings: &Settings, tongue: Tongue) -> Vec<String> {
    let profile = &settings.profile;
    let none = || tongue.say("none");
    let language = profile.language.as_deref().and_then(Tongue::exactly);
    let language = language.map_or_else(|| tongue.say("language-each-own"), |it| it.say("language-name"));
    let quiet = profile.quiet.map_or_else(none, |quiet| quiet.to_string());
    let editors = profile.editors.map_or_else(none, |role| format!("<@&{role}>"));
    let text_days = profile.retention.article_text_days.to_string();
    let statements = profile.retention.statement_days;
    let statements = statements.map_or_else(|| tongue.say("for-good"), |days| days.to_string());
    let line = |key: &str, value: String| tongue.say_with(key, [("value", value.into())]);
    let stories: Vec<String> =
        settings.stories.values().take(50).map(|story| escaped_within(&story.name, 60)).collect();
    vec![
        line("show-language", language),
        line("show-zone", escaped_within(&profile.zone, 80)),
        line("show-quiet", quiet),
        line("show-editors", editors),
        line("show-excerpts", profile.excerpt_words.to_string()),
        line("show-dates", tongue.like(profile).day(jiff::civil::date(2025, 3, 4))),
        tongue.say_with("show-retention", [("value", text_days.into()), ("statements", statements.into())]),
        line("show-stories", if stories.is_empty() { none() } else { stories.join(", ") }),
        line("show-sources", settings.sources.len().to_string()),
        line("show-digests", settings.schedules.len().to_string()),
    ]
}

async fn channel_line(asked: &Asked, settings: &Settings, channel: u64) -> String {
    let tongue = asked.tongue;
    let used = settings.profile.channels.get(&channel).map(|used| match used.to {
        Use::Answers => tongue.say("use-answers"),
        Use::PrivateAnswers => tongue.say("use-private"),
        Use::AsItComes => tongue.say("use-as-it-comes"),
        Use::Log => tongue.say("use-log"),
    });
    let state = match places::lacking(asked, ChannelId::new(channel.max(1))).await {
        Ok(lacks) if lacks.is_empty() => tongue.say("rights-all"),
        Ok(lacks) => Complaint::Lacks(lacks).line(tongue),
        Err(complaint) => complaint.line(tongue),
    };
    let parts: Vec<String> = used.into_iter().chain([state]).collect();
    format!("<#{channel}>: {}", parts.join(" · "))
}
