//! `/privacy`: what is stored, about whom, for how long, and how to have it deleted.

use sayso_servers::ChangeError;

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, blocking, respond};
use crate::sheet::Sheet;
use crate::{Context, Error};

#[poise::command(
    slash_command,
    subcommands("policy", "mine", "delete_mine"),
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

#[poise::command(slash_command)]
async fn mine(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::private(), |asked| async move {
        let changes = asked.settings().await?.history.of(asked.user.get());
        let decisions = asked.decisions().await?.of_person(asked.user.get());
        let values = [("changes", changes.into()), ("decisions", decisions.into())];
        Ok::<_, Complaint>(Reply::line(asked.tongue.say_with("privacy-mine", values)))
    })
    .await
}

/// The changes stay, without who made them; the questions of a private chat are deleted.
#[poise::command(slash_command, rename = "delete-mine")]
async fn delete_mine(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::private(), |asked| async move {
        let (servers, home, who) = (asked.data.servers().clone(), asked.home(), asked.user.get());
        let own = who;
        let forgetting = move || {
            servers.change(home, |settings| {
                settings.history.forget(who);
                Ok::<_, Complaint>(())
            })
        };
        match blocking(forgetting).await? {
            Ok(()) => {}
            Err(ChangeError::Refused(complaint)) => return Err(complaint),
            Err(ChangeError::Record(error)) => return Err(error.into()),
        }
        let servers = asked.data.servers().clone();
        blocking(move || servers.forget_editor(home, who)).await??;
        asked.record(move |record| record.guild(own).erase()).await?;
        Ok(Reply::line(asked.tongue.say("privacy-deleted")))
    })
    .await
}
