//! `/source remove`: follows a source no more. What was read of it stays in the record, which is of all servers.

use sayso_newsroom::FeedId;

use super::meant;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose};

#[poise::command(slash_command)]
pub(super) async fn remove(
    ctx: Context<'_>,
    #[max_length = 700]
    #[autocomplete = "choose::sources"]
    source: String,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let gone = asked
            .change(format!("/source remove {source}"), move |settings| {
                let (slug, gone) = meant(settings, &source)?;
                settings.sources.remove(&slug);
                Ok(gone)
            })
            .await?;
        asked.data.newsroom().unfollow(asked.home(), FeedId::of(&gone.feed)).await?;
        let values = [("name", escaped_within(&gone.name, 200).into())];
        Ok(Reply::line(asked.tongue.say_with("source-removed", values)))
    })
    .await
}
