//! `/brief`: who said what behind a link.

use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error};

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn brief(
    ctx: Context<'_>,
    #[max_length = 2000] link: String,
    private: Option<bool>,
) -> Result<(), Error> {
    respond(ctx, Terms::public(private), |asked| async move {
        let reading = asked.brief(&link).await?;
        Ok(Reply::card(&reading, 0, asked.user, asked.seen, asked.tongue))
    })
    .await
}
