//! Message menu **Brief this link**: who said what behind the first link of a message.

use serenity::all::Message;

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, address};

/// The answer is private, with a button to post it: the message was somebody else's.
#[poise::command(
    context_menu_command = "Brief this link",
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn brief_message(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    let terms = Terms::private();
    respond(ctx, terms, |asked| async move {
        let link = address::in_message(&message).ok_or(Complaint::NoLink)?;
        let reading = asked.brief(link).await?;
        Ok(Reply::card(&reading, 0, asked.user, terms.seen, asked.tongue))
    })
    .await
}
