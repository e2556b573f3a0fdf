//! Presses of the buttons under an answer. They work from the record alone, so they outlive a restart.

use std::sync::Arc;

use poise::{BoxFuture, FrameworkContext};
use sayso_newsroom::{ArticleId, Reading, RecordError};
use serenity::all::{
    ChannelType, ComponentInteraction, ComponentInteractionDataKind, FullEvent, Interaction, MessageFlags,
    Permissions, UserId,
};
use tracing::Instrument as _;

use crate::answer::Answer;
use crate::button::Button;
use crate::complaint::Complaint;
use crate::question::{self, QuestionId};
use crate::reply::{Reply, Seen};
use crate::respond::{Asked, Told, blocking, logged, settle};
use crate::{Data, Error, desk, narrow, setup};

/// Answers presses of buttons, and notes where the bot is; every other event passes.
pub fn on_event<'a>(
    framework: FrameworkContext<'a, Data, Error>,
    event: &'a FullEvent,
) -> BoxFuture<'a, Result<(), Error>> {
    Box::pin(async move {
        match event {
            FullEvent::InteractionCreate { interaction: Interaction::Component(press) } => {
                let span = tracing::info_span!("asked", interaction = press.id.get(), command = "a button");
                logged(on_press(framework, press)).instrument(span).await
            }
            FullEvent::GuildCreate { guild, .. } => {
                let (servers, server) = (framework.user_data.servers().clone(), guild.id.get());
                noted(server, blocking(move || servers.is_there(server)).await);
                Ok(())
            }
            // A server that is away for a while is told with `unavailable`.
            FullEvent::GuildDelete { incomplete, .. } if !incomplete.unavailable => {
                let (data, server) = (framework.user_data, incomplete.id.get());
                let (servers, now) = (data.servers().clone(), (data.now)());
                noted(server, blocking(move || servers.left(server, now)).await);
                tracing::info!(
                    server,
                    "the bot has left a server; what is kept of it is deleted in thirty days"
                );
                Ok(())
            }
            _ => Ok(()),
        }
    })
}

fn noted(server: u64, noting: Result<Result<(), RecordError>, Complaint>) {
    match noting {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(server, %error, "whether the bot is in a server was not noted"),
        Err(_) => tracing::error!(server, "noting whether the bot is in a server panicked"),
    }
}

async fn on_press(
    framework: FrameworkContext<'_, Data, Error>,
    press: &ComponentInteraction,
) -> Result<(), Error> {
    let data = framework.user_data;
    let http = &framework.serenity_context.http;
    let asked = Asked::by_press(data, &Arc::clone(http), press).await;
    let mut answer = Answer::to_press(http, press).in_tongue(asked.tongue);
    let admitted = data.begin().and_then(|permit| {
        data.limits.press(asked.user.get(), asked.now).map_err(Complaint::TooFast).map(|()| permit)
    });
    let _working = match admitted {
        Ok(permit) => permit,
        Err(complaint) => return answer.complain(&complaint).await,
    };
    match Button::from_id(&press.data.custom_id) {
        Some(Button::Turn { article, page, owner }) => {
            turn(answer, press, owner, async |seen| {
                let reading = recall(&asked, article).await?;
                Ok(Reply::card(&reading, page, asked.user, seen, asked.tongue))
            })
            .await
        }
        Some(Button::Page { question, page, owner }) => {
            turn(answer, press, owner, async |seen| of_question(&asked, question, page, seen).await).await
        }
        Some(Button::Post { article, .. }) => {
            post(answer, press, async || {
                let reading = recall(&asked, article).await?;
                Ok(Reply::card(&reading, 0, asked.user, Seen::ByAll, asked.tongue))
            })
            .await
        }
        Some(Button::Erase { owner }) if owner == asked.user => {
            answer.wait_in_place().await?;
            match setup::ask_again(&asked).await {
                Ok(reply) => answer.give(reply).await,
                Err(complaint) => answer.complain(&complaint).await,
            }
        }
        Some(Button::EraseNow { owner }) if owner == asked.user => {
            answer.wait_in_place().await?;
            match setup::erase(&asked).await {
                Ok(reply) => answer.give(reply).await,
                Err(complaint) => answer.complain(&complaint).await,
            }
        }
        Some(Button::Erase { .. } | Button::EraseNow { .. }) => answer.complain(&Complaint::NotOwner).await,
        Some(Button::Share { question, .. }) => {
            post(answer, press, async || of_question(&asked, question, 0, Seen::ByAll).await).await
        }
        Some(Button::Narrow { question, by, owner }) => {
            turn(answer, press, owner, async |seen| {
                narrow::reply(&asked, question, by, chosen(press), seen).await
            })
            .await
        }
        Some(Button::Undo { decision }) => privately(answer, &asked, desk::undo(&asked, decision)).await,
        Some(Button::Report { article, page }) => {
            privately(answer, &asked, desk::report_what(&asked, article, page)).await
        }
        Some(Button::Reported { article }) => {
            in_place(answer, &asked, desk::report_kept(&asked, article, chosen(press))).await
        }
        Some(Button::Queue { done, statement }) => {
            in_place(answer, &asked, desk::act_on(&asked, done, statement, chosen(press))).await
        }
        None => answer.complain(&Complaint::UnknownButton).await,
    }
}

/// What was chosen from a menu; nothing for a button.
fn chosen(press: &ComponentInteraction) -> Option<&str> {
    match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().map(String::as_str),
        _ => None,
    }
}

/// Answers for the presser alone.
async fn privately(
    mut answer: Answer<'_>,
    asked: &Asked,
    work: impl Future<Output = Result<Told, Complaint>>,
) -> Result<(), Error> {
    answer.wait(Seen::ByAsker).await?;
    let outcome = work.await;
    settle(&mut answer, asked, outcome).await
}

/// Answers in the place of the message that was pressed, which its presser alone sees.
async fn in_place(
    mut answer: Answer<'_>,
    asked: &Asked,
    work: impl Future<Output = Result<Told, Complaint>>,
) -> Result<(), Error> {
    answer.wait_in_place().await?;
    let outcome = work.await;
    settle(&mut answer, asked, outcome).await
}

async fn recall(asked: &Asked, article: ArticleId) -> Result<Reading, Complaint> {
    let reading = asked.data.newsroom.recall(article).await?.ok_or(Complaint::Forgotten)?;
    asked.as_edited(reading).await
}

/// A page of a kept question's answer, for one who may ask it.
async fn of_question(asked: &Asked, id: QuestionId, page: usize, seen: Seen) -> Result<Reply, Complaint> {
    let question = question::kept(asked, id).await?;
    question.rights().check(asked).await?;
    question::reply(asked, &question, page, seen).await
}

/// Who asked for the answer turns it; anybody else gets a copy that only they see, so that nobody turns a page
/// under another's eyes.
async fn turn(
    mut answer: Answer<'_>,
    press: &ComponentInteraction,
    owner: UserId,
    page: impl AsyncFnOnce(Seen) -> Result<Reply, Complaint>,
) -> Result<(), Error> {
    let seen = if owner == press.user.id && !is_private(press) { Seen::ByAll } else { Seen::ByAsker };
    if owner == press.user.id {
        answer.wait_in_place().await?;
    } else {
        answer.wait(Seen::ByAsker).await?;
    }
    match page(seen).await {
        Ok(reply) => answer.give(reply).await,
        Err(complaint) => answer.complain(&complaint).await,
    }
}

/// Posts a private answer for all, and takes the button off the private one.
async fn post(
    mut answer: Answer<'_>,
    press: &ComponentInteraction,
    first_page: impl AsyncFnOnce() -> Result<Reply, Complaint>,
) -> Result<(), Error> {
    if !may_post(press) {
        return answer.complain(&Complaint::MayNotPost).await;
    }
    answer.wait_in_place().await?;
    let reply = match first_page().await {
        Ok(reply) => reply,
        Err(complaint) => return answer.complain(&complaint).await,
    };
    if let Err(error) = answer.add(reply.clone(), Seen::ByAll).await {
        answer.complain(&Complaint::NotPosted).await?;
        return Err(error);
    }
    answer.give(reply).await
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
