//! `/privacy`: what is stored, about whom, for how long, and how to have it deleted.

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::sheet::Sheet;
use crate::{Context, Error};

#[poise::command(
    slash_command,
    subcommands("policy"),
    subcommand_required,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn privacy(_: Context<'_>) -> Result<(), Error> {
    // Discord offers the subcommands alone.
    Ok(())
}

#[poise::command(slash_command)]
async fn policy(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::private(), |asked| async move {
        let title = asked.tongue.say("privacy-policy.title");
        Ok::<_, Complaint>(Reply::sheet(Sheet::single(title, asked.tongue.say("privacy-policy"))))
    })
    .await
}
