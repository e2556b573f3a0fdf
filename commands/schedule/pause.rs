//! `/schedule pause` and `/schedule resume`.

use sayso_servers::Pause;

use super::{meant, next};
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose, moments};

#[poise::command(slash_command)]
pub(super) async fn pause(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::schedules"]
    digest: String,
    #[max_length = 40] until: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let until = moments::after(until.as_deref(), &asked.settings().await?.zone(), asked.now)?;
        let now = asked.now;
        let slug = asked
            .change(format!("/schedule pause {digest}"), move |settings| {
                let (slug, mut changed) = meant(settings, &digest)?;
                changed.paused = Some(Pause { until });
                settings.schedules.insert(slug.clone(), changed);
                settings.plan(&slug, now);
                Ok(slug)
            })
            .await?;
        let values = [("name", slug.as_str().to_owned().into())];
        Ok(Reply::line(asked.tongue.say_with("digest-paused", values)))
    })
    .await
}

/// A digest that had stopped because Discord refused it goes on too.
#[poise::command(slash_command)]
pub(super) async fn resume(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::schedules"]
    digest: String,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let now = asked.now;
        let (slug, next) = asked
            .change(format!("/schedule resume {digest}"), move |settings| {
                let (slug, mut changed) = meant(settings, &digest)?;
                changed.paused = None;
                settings.schedules.insert(slug.clone(), changed);
                settings.plan(&slug, now);
                let next = next(settings, &settings.schedules[&slug], 3);
                Ok((slug, next))
            })
            .await?;
        asked.reopen(&slug).await?;
        let values = [("name", slug.as_str().to_owned().into()), ("next", next.into())];
        Ok(Reply::line(asked.tongue.say_with("digest-resumed", values)))
    })
    .await
}
