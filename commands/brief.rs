//! `/brief`: who said what behind a link.

use crate::answer::Answer;
use crate::reply::{Reply, Seen};
use crate::{Context, Error};

/// Short brief of a link: what it reports and who said it
#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn brief(
    ctx: Context<'_>,
    #[description = "Address of the article"]
    #[max_length = 2000]
    link: String,
    #[description = "Only you see the answer"] private: Option<bool>,
) -> Result<(), Error> {
    let mut answer = Answer::to_command(ctx);
    let _working = match ctx.data().begin() {
        Ok(permit) => permit,
        Err(busy) => return answer.complain(&busy).await,
    };
    let seen = if private == Some(true) { Seen::ByAsker } else { Seen::ByAll };
    answer.wait(seen).await?;
    match ctx.data().brief(&link).await {
        Ok(reading) => answer.give(Reply::card(&reading, 0, ctx.interaction.user.id, seen)).await,
        Err(complaint) => answer.complain(&complaint).await,
    }
}
