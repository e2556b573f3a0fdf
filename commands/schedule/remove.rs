//! `/schedule remove`.

use super::meant;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose};

#[poise::command(slash_command)]
pub(super) async fn remove(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::schedules"]
    digest: String,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let slug = asked
            .change(format!("/schedule remove {digest}"), move |settings| {
                let (slug, _) = meant(settings, &digest)?;
                settings.schedules.remove(&slug);
                Ok(slug)
            })
            .await?;
        asked.drop_line(&slug).await?;
        let values = [("name", slug.as_str().to_owned().into())];
        Ok(Reply::line(asked.tongue.say_with("digest-removed", values)))
    })
    .await
}
