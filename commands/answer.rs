//! One interaction and its answer: acknowledged at once, then filled in, or taken back and complained about.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sayso_metrics::Metrics;
use serenity::all::{
    Builder as _, CommandInteraction, ComponentInteraction, CreateInteractionResponse,
    CreateInteractionResponseMessage, Http, HttpError, InteractionId,
};
use tokio::time::Instant;

use crate::complaint::Complaint;
use crate::counting::counted;
use crate::reply::{Reply, Seen};
use crate::tongue::Tongue;
use crate::{Context, Error};

/// How long one request to Discord may take, with the rate limiter's waiting; serenity itself sets no limit.
const REQUEST_S_MAX: u64 = 20;

/// Discord's code for a second acknowledgement of one interaction.
const ALREADY_ACKNOWLEDGED: isize = 40060;

/// The answer to one interaction.
pub(crate) struct Answer<'a> {
    http: &'a Http,
    id: InteractionId,
    token: &'a str,
    /// Where poise notes that something was sent, so that a panic's complaint goes the right way.
    sent: Option<&'a AtomicBool>,
    stands: Stands,
    tongue: Tongue,
}

/// What stands in the chat so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Nothing: Discord waits, three seconds.
    Nothing,
    /// “sayso is thinking …”, for those who will see the answer.
    Thinking(Seen),
    /// The message whose button was pressed.
    Card,
}

impl<'a> Answer<'a> {
    /// To a command.
    pub(crate) fn to_command(ctx: Context<'a>) -> Answer<'a> {
        let http = &ctx.framework.serenity_context.http;
        Answer { sent: Some(ctx.has_sent_initial_response), ..Answer::to_unknown(http, ctx.interaction) }
    }

    /// To a command that is not one of ours.
    pub(crate) fn to_unknown(http: &'a Http, command: &'a CommandInteraction) -> Answer<'a> {
        let tongue = Tongue::nearest(&command.locale);
        Answer { http, id: command.id, token: &command.token, sent: None, stands: Stands::Nothing, tongue }
    }

    /// To the press of a button.
    pub(crate) fn to_press(http: &'a Http, press: &'a ComponentInteraction) -> Answer<'a> {
        let tongue = Tongue::nearest(&press.locale);
        Answer { http, id: press.id, token: &press.token, sent: None, stands: Stands::Nothing, tongue }
    }

    /// In a language other than the asker's own: the server's.
    pub(crate) fn in_tongue(self, tongue: Tongue) -> Answer<'a> {
        Answer { tongue, ..self }
    }

    /// To a command that broke off: what was sent before is not known better than that it was.
    pub(crate) fn to_broken(ctx: Context<'a>) -> Answer<'a> {
        let sent = ctx.has_sent_initial_response.load(Ordering::SeqCst);
        let stands = if sent { Stands::Thinking(Seen::ByAll) } else { Stands::Nothing };
        Answer { stands, ..Answer::to_command(ctx) }
    }

    /// Acknowledges: the answer will come, for those who `seen` names.
    pub(crate) async fn wait(&mut self, seen: Seen) -> Result<(), Error> {
        let flags = CreateInteractionResponseMessage::new();
        let flags = if seen == Seen::ByAsker { flags.ephemeral(true) } else { flags };
        self.acknowledge(CreateInteractionResponse::Defer(flags)).await?;
        self.stands = Stands::Thinking(seen);
        Ok(())
    }

    /// Acknowledges the press of a button: its message will change.
    pub(crate) async fn wait_in_place(&mut self) -> Result<(), Error> {
        self.acknowledge(CreateInteractionResponse::Acknowledge).await?;
        self.stands = Stands::Card;
        Ok(())
    }

    /// Fills the answer in. A fault of Discord's is met with one more try, which changes nothing if the first
    /// was heard after all.
    pub(crate) async fn give(&self, reply: Reply) -> Result<(), Error> {
        let (edit, files) = reply.into_edit_with_files();
        again("filling in the answer", || {
            self.http.edit_original_interaction_response(self.token, &edit, files.clone())
        })
        .await
    }

    /// Adds one more message.
    pub(crate) async fn add(&self, reply: Reply, seen: Seen) -> Result<(), Error> {
        let message = reply.into_follow_up(seen);
        within("adding a message", message.execute(self.http, (None, self.token))).await
    }

    /// Tells the asker alone what went wrong. An answer that everybody was waiting for is taken back first.
    pub(crate) async fn complain(&mut self, complaint: &Complaint) -> Result<(), Error> {
        complaint.log();
        let line = Reply::line(complaint.line(self.tongue));
        match self.stands {
            Stands::Nothing => {
                let message = line.into_first(Seen::ByAsker);
                self.acknowledge(CreateInteractionResponse::Message(message)).await
            }
            Stands::Thinking(Seen::ByAsker) => self.give(line).await,
            Stands::Thinking(Seen::ByAll) => {
                // The first message after a deferral takes its place and its publicity (discord-api-docs#2866), and
                // after a deleted deferral there may be none at all (#2739): so it is filled in, then deleted.
                // This line is seen by all for a moment, or for good where Discord does not let it be deleted.
                self.give(Reply::line(self.tongue.say("taken-back"))).await?;
                self.add(line, Seen::ByAsker).await?;
                again("taking the answer back", || self.http.delete_original_interaction_response(self.token))
                    .await
            }
            Stands::Card => self.add(line, Seen::ByAsker).await,
        }
    }

    async fn acknowledge(&self, response: CreateInteractionResponse) -> Result<(), Error> {
        let begin = Instant::now();
        let sending = again("acknowledging", || {
            self.http.create_interaction_response(self.id, self.token, &response, Vec::new())
        })
        .await;
        Metrics::global().acknowledged(sending.is_ok(), begin.elapsed().as_secs_f64());
        if let Some(sent) = self.sent.filter(|_| sending.is_ok()) {
            sent.store(true, Ordering::SeqCst);
        }
        sending
    }
}

/// Sends a request that may be sent twice: once more where Discord had a fault of its own.
async fn again<T, F>(doing: &'static str, mut request: impl FnMut() -> F) -> Result<(), Error>
where
    F: Future<Output = serenity::Result<T>>,
{
    match within(doing, request()).await {
        Err(Error::Discord { source, .. }) if is_fault(&source) => {
            tracing::warn!(error = %source, "Discord failed at {doing}; trying once more");
            within(doing, request()).await
        }
        outcome => outcome,
    }
}

/// Sends a request. What Discord sends back is not needed, so it does not matter whether serenity can read it.
async fn within<T>(
    doing: &'static str,
    request: impl Future<Output = serenity::Result<T>>,
) -> Result<(), Error> {
    match tokio::time::timeout(Duration::from_secs(REQUEST_S_MAX), counted(request)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(serenity::Error::Json(error))) => {
            tracing::debug!(%error, "Discord did as asked; its answer could not be read after {doing}");
            Ok(())
        }
        Ok(Err(source)) => Err(Error::Discord { doing, source: Box::new(source) }),
        Err(_) => Err(Error::Silence { doing, limit_s: REQUEST_S_MAX }),
    }
}

fn is_fault(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            response.status_code.is_server_error() && response.error.code != ALREADY_ACKNOWLEDGED
        }
        serenity::Error::Http(HttpError::Request(error)) => error.is_connect(),
        _ => false,
    }
}
