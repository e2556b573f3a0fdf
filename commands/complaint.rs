//! What went wrong, in words for people: one line that says what, why, and what next, in their language.

mod of_reading;
mod of_settings;

use poise::FrameworkError;
use sayso_newsroom::{ReadError, RecordError, SourceError};
use sayso_schedule::NotAWhen;
use sayso_servers::Refusal;

use crate::answer::Answer;
use crate::limits::TooFast;
use crate::plain::escaped_within;
use crate::tongue::Tongue;
use crate::{Data, Error};

/// Longest complaint; a message holds 2000 characters.
const LINE_MAX: usize = 1000;

/// Why somebody does not get what was asked for.
#[derive(Debug)]
pub(crate) enum Complaint {
    /// The link gave no brief.
    Read(ReadError),
    /// The message has no link.
    NoLink,
    /// The record has lost the article of a button.
    Forgotten,
    /// A button whose question is not kept any more, or of another server.
    Outlived,
    /// A button of another version, or no button of ours.
    UnknownButton,
    /// The presser may not write in this channel.
    MayNotPost,
    /// Discord did not take the answer.
    NotPosted,
    /// Too much at once.
    Busy,
    /// The bot stops before the answer was ready.
    Stopping,
    /// The person, or the server, asks too fast.
    TooFast(TooFast),
    /// The person has had too many pages fetched.
    FetchesTooFast(TooFast),
    /// The command is for the server's admins.
    NotAdmin,
    /// The command is for the server's editors.
    NotEditor,
    /// Deleting is for administrators.
    NotOwner,
    /// The command is of use in a server only.
    NoServer,
    /// Something that was typed is no good: the key of a line that says why, and the text itself where it helps.
    Typed(&'static str, String),
    /// A setting was refused.
    Refused(Refusal),
    /// sayso lacks rights in a channel that it is to post to: the keys of their names.
    Lacks(Vec<&'static str>),
    /// A channel that sayso cannot see, that is no channel for posts, or that is another server's.
    NoChannel,
    /// No source was found at an address.
    NoSource(SourceError),
    /// What was typed is no time to post at.
    NotAWhen(NotAWhen),
    /// Discord shows a form of a command that is not ours any more.
    Changed,
    /// A fault of ours.
    Fault,
}

impl From<ReadError> for Complaint {
    fn from(error: ReadError) -> Complaint {
        Complaint::Read(error)
    }
}

impl From<Refusal> for Complaint {
    fn from(refusal: Refusal) -> Complaint {
        Complaint::Refused(refusal)
    }
}

impl From<SourceError> for Complaint {
    fn from(error: SourceError) -> Complaint {
        Complaint::NoSource(error)
    }
}

impl From<RecordError> for Complaint {
    fn from(error: RecordError) -> Complaint {
        Complaint::Read(ReadError::Record(error))
    }
}

impl Complaint {
    /// The line, with everything that markdown could act on escaped: it may hold words of a page.
    pub(crate) fn line(&self, tongue: Tongue) -> String {
        let text = self.words(tongue);
        let mut letters = text.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let line = format!("{first}{}", letters.as_str());
        let stop = if line.ends_with(['.', '!', '?']) { "" } else { "." };
        escaped_within(&format!("{line}{stop}"), LINE_MAX)
    }

    fn words(&self, tongue: Tongue) -> String {
        match self {
            Complaint::Read(error) => of_reading::words(error, tongue),
            Complaint::NoLink => tongue.say("no-link"),
            Complaint::Forgotten => tongue.say("forgotten"),
            Complaint::Outlived => tongue.say("outlived"),
            Complaint::UnknownButton => tongue.say("unknown-button"),
            Complaint::MayNotPost => tongue.say("may-not-post"),
            Complaint::NotPosted => tongue.say("not-posted"),
            Complaint::Busy => tongue.say("busy"),
            Complaint::Stopping => tongue.say("stopping"),
            Complaint::TooFast(TooFast { wait_s }) => {
                tongue.say_with("too-fast", [("seconds", (*wait_s).into())])
            }
            Complaint::FetchesTooFast(TooFast { wait_s }) => {
                tongue.say_with("fetches-too-fast", [("seconds", (*wait_s).into())])
            }
            Complaint::NotAdmin => tongue.say("not-admin"),
            Complaint::NotOwner => tongue.say("not-owner"),
            Complaint::NotEditor => tongue.say("not-editor"),
            Complaint::NoServer => tongue.say("no-server"),
            Complaint::Typed(key, typed) => tongue.say_with(key, [("typed", typed.as_str().into())]),
            Complaint::Refused(refusal) => of_settings::words(refusal, tongue),
            Complaint::Lacks(rights) => {
                let rights: Vec<String> =
                    rights.iter().map(|right| tongue.say(&format!("right-{right}"))).collect();
                tongue.say_with("lacks-rights", [("rights", rights.join(", ").into())])
            }
            Complaint::NoChannel => tongue.say("no-channel"),
            Complaint::NoSource(SourceError::Address(error)) => of_reading::of_fetching(error, tongue),
            Complaint::NoSource(SourceError::NoFeed { asked }) => {
                tongue.say_with("no-feed", [("count", asked.len().into())])
            }
            Complaint::NoSource(SourceError::Fault(error)) => of_reading::words(error, tongue),
            Complaint::NotAWhen(error) => tongue.say_with("not-a-when", [("said", error.to_string().into())]),
            Complaint::Changed => tongue.say("changed"),
            Complaint::Fault => tongue.say("fault"),
        }
    }

    /// Notes what the operator should see: faults as errors, the rest as everyday events. Of what people typed
    /// nothing is noted.
    pub(crate) fn log(&self) {
        match self {
            Complaint::Read(error @ (ReadError::Record(_) | ReadError::Fault)) => {
                tracing::error!(%error, "an answer failed");
            }
            Complaint::Fault => tracing::error!("an answer failed"),
            Complaint::Busy | Complaint::NotPosted | Complaint::Stopping => {
                tracing::warn!(reason = %self.class(), "an answer was refused");
            }
            _ => tracing::info!(reason = %self.class(), "an answer was refused"),
        }
    }

    /// What kind of complaint it is, without a word that somebody typed. The errors of reading name hosts alone.
    fn class(&self) -> String {
        match self {
            Complaint::Read(error) => error.to_string(),
            Complaint::NoSource(SourceError::Address(error)) => error.to_string(),
            Complaint::NoSource(SourceError::Fault(error)) => error.to_string(),
            Complaint::NoSource(SourceError::NoFeed { .. }) => "no feed at that address".to_owned(),
            Complaint::Typed(key, _) => (*key).to_owned(),
            Complaint::Lacks(rights) => format!("lacks rights: {}", rights.join(", ")),
            Complaint::Refused(_) => "no such setting".to_owned(),
            Complaint::NotAWhen(_) => "no time to post at".to_owned(),
            // The rest holds nothing but numbers.
            other => format!("{other:?}"),
        }
    }
}

/// The framework's error face: what the commands have not told people themselves. Never fails.
pub async fn on_error(error: FrameworkError<'_, Data, Error>) {
    let told = match error {
        FrameworkError::Command { error, .. } | FrameworkError::EventHandler { error, .. } => {
            // A command or press has told it with its request; anything else is told here.
            tracing::debug!(%error, "Discord could not be answered");
            Ok(())
        }
        FrameworkError::CommandPanic { ctx: poise::Context::Application(ctx), .. } => {
            // What it panicked with can hold what was typed; the place was logged when it did.
            tracing::error!(
                interaction = ctx.interaction.id.get(),
                command = %ctx.command().qualified_name,
                "a command panicked"
            );
            Answer::to_broken(ctx).complain(&Complaint::Fault).await
        }
        FrameworkError::ArgumentParse { ctx: poise::Context::Application(ctx), .. }
        | FrameworkError::CommandStructureMismatch { ctx, .. } => {
            Answer::to_command(ctx).complain(&Complaint::Changed).await
        }
        FrameworkError::UnknownInteraction { framework, interaction, .. } => {
            Answer::to_unknown(&framework.serenity_context.http, interaction)
                .complain(&Complaint::Changed)
                .await
        }
        other => {
            tracing::error!(error = %other, "the framework failed");
            Ok(())
        }
    };
    if let Err(error) = told {
        tracing::error!(%error, "Discord could not be answered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_one_sentence_line_without_markdown() {
        let english = Tongue::english();
        let line = Complaint::NoLink.line(english);
        assert!(line.starts_with("That message") && line.ends_with('.') && !line.contains('\n'), "{line}");
        assert_eq!(
            Complaint::Busy.line(english),
            "Too many people are asking right now; try again in a minute."
        );
        let typed = Complaint::Typed("unknown-topic", "**x** @everyone".to_owned()).line(english);
        assert!(typed.contains(r"\*\*x\*\* \@everyone"), "{typed}");
    }
}
