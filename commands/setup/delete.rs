//! `/setup delete-server`: deletes everything of a server, asked twice.

use serenity::all::{ButtonStyle, Permissions};

use crate::button::Button;
use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Asked, Terms, blocking, respond};
use crate::{Context, Error};

#[poise::command(slash_command, rename = "delete-server")]
pub(super) async fn delete(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        may(&asked)?;
        let sure = Button::Erase { owner: asked.user };
        let row = vec![(asked.tongue.say("button-erase"), sure, ButtonStyle::Danger)];
        Ok(Reply::line(asked.tongue.say("erase-sure")).with_row(row))
    })
    .await
}

/// Deletes everything of the server, for the one who was asked whether it is meant.
pub(crate) async fn erase(asked: &Asked) -> Result<Reply, Complaint> {
    may(asked)?;
    let home = asked.home();
    asked.data.newsroom().unfollow_all(home).await?;
    let servers = asked.data.servers().clone();
    let erased = blocking(move || servers.erase(home)).await??;
    tracing::info!(server = home, erased, "everything of a server was deleted");
    Ok(Reply::line(asked.tongue.say_with("erased", [("count", erased.into())])))
}

/// Deleting is for the server's administrators: managing it is not enough.
fn may(asked: &Asked) -> Result<(), Complaint> {
    if asked.permissions.contains(Permissions::ADMINISTRATOR) { Ok(()) } else { Err(Complaint::NotOwner) }
}
