//! What went wrong, in words for people: one line that says what, why, and what next.

use poise::FrameworkError;
use sayso_newsroom::ReadError;

use crate::answer::Answer;
use crate::plain::escaped_within;
use crate::{Data, Error};

/// Longest complaint; a message holds 2000 characters.
const LINE_MAX: usize = 1000;

/// Why somebody does not get what was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Complaint {
    /// The link gave no brief.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The message has no link.
    #[error("that message has no link in it; choose one that has, or give the address to /brief")]
    NoLink,
    /// The record has lost the article of a button.
    #[error("the record no longer holds this article; give its address to /brief to have it read again")]
    Forgotten,
    /// A button of another version.
    #[error("this button is of an older version of sayso; give the article's address to /brief")]
    UnknownButton,
    /// The presser may not write in this channel.
    #[error("you may not write in this channel, so the brief is not posted here; try another channel")]
    MayNotPost,
    /// Discord did not take the card.
    #[error(
        "Discord did not let the brief be posted here; try again, or ask the server's admins for the rights"
    )]
    NotPosted,
    /// Too much at once.
    #[error("too many people are asking right now; try again in a minute")]
    Busy,
    /// Discord shows a form of a command that is not ours any more.
    #[error("this command has changed since Discord loaded it; reload Discord and try again")]
    Changed,
    /// A fault of ours.
    #[error("that failed by a fault of sayso's own; try again, and please report it if it fails again")]
    Fault,
}

impl Complaint {
    /// The line, with everything that markdown could act on escaped: it may hold words of a page.
    pub(crate) fn line(&self) -> String {
        let text = match self {
            // What the disk says is for the operator.
            Complaint::Read(ReadError::Record(_)) => {
                "sayso's record failed, so nothing was read or kept; try later, and tell the operator if it goes on"
                    .to_owned()
            }
            other => other.to_string(),
        };
        let mut letters = text.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let line = format!("{first}{}", letters.as_str());
        let stop = if line.ends_with(['.', '!', '?']) { "" } else { "." };
        escaped_within(&format!("{line}{stop}"), LINE_MAX)
    }

    /// Notes what the operator should see: faults as errors, the rest as everyday events.
    pub(crate) fn log(&self) {
        match self {
            Complaint::Read(ReadError::Record(_) | ReadError::Fault) | Complaint::Fault => {
                tracing::error!(error = %self, "an answer failed");
            }
            Complaint::Busy | Complaint::NotPosted => tracing::warn!(reason = %self, "an answer was refused"),
            _ => tracing::info!(reason = %self, "an answer was refused"),
        }
    }
}

/// The framework's error face: what the commands have not told people themselves. Never fails.
pub async fn on_error(error: FrameworkError<'_, Data, Error>) {
    let told = match error {
        FrameworkError::Command { error, .. } | FrameworkError::EventHandler { error, .. } => {
            tracing::error!(%error, "Discord could not be answered");
            Ok(())
        }
        FrameworkError::CommandPanic { payload, ctx: poise::Context::Application(ctx), .. } => {
            tracing::error!(command = %ctx.command().name, ?payload, "a command panicked");
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
        let line = Complaint::NoLink.line();
        assert!(line.starts_with("That message") && line.ends_with('.') && !line.contains('\n'), "{line}");
        assert_eq!(Complaint::Busy.line(), "Too many people are asking right now; try again in a minute.");
    }
}
