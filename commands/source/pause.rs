//! `/source pause` and `/source resume`: nothing of a source is posted while it rests.

use sayso_servers::Pause;

use super::meant;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose, moments};

#[poise::command(slash_command)]
pub(super) async fn pause(
    ctx: Context<'_>,
    #[max_length = 700]
    #[autocomplete = "choose::sources"]
    source: String,
    #[max_length = 40] until: Option<String>,
) -> Result<(), Error> {
    set(ctx, source, true, until).await
}

#[poise::command(slash_command)]
pub(super) async fn resume(
    ctx: Context<'_>,
    #[max_length = 700]
    #[autocomplete = "choose::sources"]
    source: String,
) -> Result<(), Error> {
    set(ctx, source, false, None).await
}

async fn set(ctx: Context<'_>, source: String, rests: bool, until: Option<String>) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let zone = asked.settings().await?.zone();
        let until = moments::after(until.as_deref(), &zone, asked.now)?;
        let command = if rests { "pause" } else { "resume" };
        let shown = asked
            .change(format!("/source {command} {source}"), move |settings| {
                let (slug, mut changed) = meant(settings, &source)?;
                changed.paused = rests.then_some(Pause { until });
                settings.change_source(&slug, changed)?;
                Ok(settings.sources[&slug].name.clone())
            })
            .await?;
        let key = if rests { "source-paused" } else { "source-resumed" };
        Ok(Reply::line(asked.tongue.say_with(key, [("name", escaped_within(&shown, 200).into())])))
    })
    .await
}
