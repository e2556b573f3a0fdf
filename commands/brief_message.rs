//! Message menu **Brief this link**: who said what behind the first link of a message.

use serenity::all::Message;

use crate::answer::Answer;
use crate::complaint::Complaint;
use crate::reply::{Reply, Seen};
use crate::{Context, Error, address};

/// The answer is private, with a button to post it: the message was somebody else's.
#[poise::command(
    context_menu_command = "Brief this link",
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn brief_message(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    let mut answer = Answer::to_command(ctx);
    let _working = match ctx.data().begin() {
        Ok(permit) => permit,
        Err(busy) => return answer.complain(&busy).await,
    };
    let Some(link) = address::in_message(&message) else {
        return answer.complain(&Complaint::NoLink).await;
    };
    answer.wait(Seen::ByAsker).await?;
    match ctx.data().brief(link).await {
        Ok(reading) => answer.give(Reply::card(&reading, 0, ctx.interaction.user.id, Seen::ByAsker)).await,
        Err(complaint) => answer.complain(&complaint).await,
    }
}
