//! `/setup delete-server`: deletes everything of a server, asked twice.

use serenity::all::{ButtonStyle, Permissions};

use crate::button::Button;
use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Asked, Terms, respond};
use crate::{Context, Data, Error};

#[poise::command(slash_command, rename = "delete-server")]
pub(super) async fn delete(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        may(&asked).await?;
        Ok(question(&asked, "erase-sure", "button-erase", Button::Erase { owner: asked.user }))
    })
    .await
}

/// Asks a second time, after the first yes.
pub(crate) async fn ask_again(asked: &Asked) -> Result<Reply, Complaint> {
    may(asked).await?;
    Ok(question(asked, "erase-really", "button-erase-really", Button::EraseNow { owner: asked.user }))
}

/// Deletes everything of the server, for the one who was asked twice whether it is meant.
pub(crate) async fn erase(asked: &Asked) -> Result<Reply, Complaint> {
    may(asked).await?;
    let erased = asked.data.erase(asked.home()).await?;
    Ok(Reply::line(asked.tongue.say_with("erased", [("count", erased.into())])))
}

fn question(asked: &Asked, line: &str, label: &str, button: Button) -> Reply {
    let row = vec![(asked.tongue.say(label), button, ButtonStyle::Danger)];
    Reply::line(asked.tongue.say(line)).with_row(row)
}

impl Data {
    /// Deletes everything of a server; tells how many entries that were.
    pub(crate) async fn erase(&self, server: u64) -> Result<u64, Complaint> {
        self.newsroom.forget_asked(server).await?;
        self.newsroom.unfollow_all(server).await?;
        let servers = self.servers.clone();
        let erased = crate::respond::blocking(move || servers.erase(server)).await??;
        tracing::info!(server, erased, "everything of a server was deleted");
        Ok(erased)
    }

    /// Deletes what is kept of a server that the bot left long enough ago; else its job stays, or is a leftover.
    ///
    /// # Errors
    /// [`Error::Newsroom`], [`Error::Posting`]: it is done at the next look then.
    pub async fn end_of_left(&self, job: sayso_outbox::Job) -> Result<(), Error> {
        let (now, server, servers) = ((self.now)(), job.server, self.servers.clone());
        let settings = crate::digests::in_record(move || servers.settings(server)).await?;
        if settings.left_at.is_some_and(|left| sayso_servers::over_at(left) <= now) {
            let erased = self.erase(server).await;
            erased.map_err(|complaint| {
                Error::Posting(format!("a server's data was not deleted: {complaint:?}"))
            })?;
        }
        let record = self.newsroom.record().clone();
        crate::digests::in_record(move || record.remove_job(&job)).await
    }
}

/// Deleting is for the server's administrators and its owner: managing it is not enough.
async fn may(asked: &Asked) -> Result<(), Complaint> {
    if asked.permissions.contains(Permissions::ADMINISTRATOR) {
        return Ok(());
    }
    let guild = asked.guild.ok_or(Complaint::NoServer)?;
    match asked.http.get_guild(guild).await {
        Ok(found) if found.owner_id == asked.user => Ok(()),
        _ => Err(Complaint::NotOwner),
    }
}
