//! Presses of the buttons under a card. They work from the record alone, so they outlive a restart.

use poise::{BoxFuture, FrameworkContext};
use sayso_newsroom::ArticleId;
use serenity::all::{
    ChannelType, ComponentInteraction, FullEvent, Interaction, MessageFlags, Permissions, UserId,
};

use crate::answer::Answer;
use crate::button::Button;
use crate::complaint::Complaint;
use crate::reply::{Reply, Seen};
use crate::{Data, Error};

/// Answers presses of buttons; every other event passes.
pub fn on_event<'a>(
    framework: FrameworkContext<'a, Data, Error>,
    event: &'a FullEvent,
) -> BoxFuture<'a, Result<(), Error>> {
    Box::pin(async move {
        match event {
            FullEvent::InteractionCreate { interaction: Interaction::Component(press) } => {
                on_press(framework, press).await
            }
            _ => Ok(()),
        }
    })
}

async fn on_press(
    framework: FrameworkContext<'_, Data, Error>,
    press: &ComponentInteraction,
) -> Result<(), Error> {
    let data = framework.user_data;
    let mut answer = Answer::to_press(&framework.serenity_context.http, press);
    let _working = match data.begin() {
        Ok(permit) => permit,
        Err(busy) => return answer.complain(&busy).await,
    };
    match Button::from_id(&press.data.custom_id) {
        Some(Button::Turn { article, page, owner }) => turn(data, answer, press, article, page, owner).await,
        Some(Button::Post { article, .. }) => post(data, answer, press, article).await,
        None => answer.complain(&Complaint::UnknownButton).await,
    }
}

/// Who asked for the card turns it; anybody else gets a copy that only they see, so that nobody turns a page
/// under another's eyes.
async fn turn(
    data: &Data,
    mut answer: Answer<'_>,
    press: &ComponentInteraction,
    article: ArticleId,
    page: usize,
    owner: UserId,
) -> Result<(), Error> {
    let seen = if owner == press.user.id && !is_private(press) { Seen::ByAll } else { Seen::ByAsker };
    if owner == press.user.id {
        answer.wait_in_place().await?;
    } else {
        answer.wait(Seen::ByAsker).await?;
    }
    match data.recall(article).await {
        Ok(reading) => answer.give(Reply::card(&reading, page, press.user.id, seen)).await,
        Err(complaint) => answer.complain(&complaint).await,
    }
}

/// Posts a private card for all, and takes the button off the private one.
async fn post(
    data: &Data,
    mut answer: Answer<'_>,
    press: &ComponentInteraction,
    article: ArticleId,
) -> Result<(), Error> {
    if !may_post(press) {
        return answer.complain(&Complaint::MayNotPost).await;
    }
    answer.wait_in_place().await?;
    let reading = match data.recall(article).await {
        Ok(reading) => reading,
        Err(complaint) => return answer.complain(&complaint).await,
    };
    let card = Reply::card(&reading, 0, press.user.id, Seen::ByAll);
    if let Err(error) = answer.add(card.clone(), Seen::ByAll).await {
        answer.complain(&Complaint::NotPosted).await?;
        return Err(error);
    }
    answer.give(card).await
}

fn is_private(press: &ComponentInteraction) -> bool {
    press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL))
}

/// Whoever may not write in a channel may not have sayso write there either. Outside servers all may.
fn may_post(press: &ComponentInteraction) -> bool {
    let Some(permissions) = press.member.as_ref().and_then(|member| member.permissions) else { return true };
    let in_thread = press.channel.as_ref().is_some_and(|channel| {
        matches!(
            channel.kind,
            ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread
        )
    });
    let needed = if in_thread { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES };
    permissions.contains(needed) || permissions.administrator()
}
