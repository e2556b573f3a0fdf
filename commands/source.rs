//! `/source`: what a server follows. A file a subcommand, or two that belong together.

mod add;
mod edit;
mod list;
mod opml;
mod pause;
mod remove;
mod test;

pub(crate) use list::sheet as list_sheet;

use sayso_servers::{Settings, Slug, Source};

use crate::complaint::Complaint;
use crate::{Context, Error};

#[poise::command(
    slash_command,
    subcommands(
        "add::add",
        "test::test",
        "list::list",
        "edit::edit",
        "pause::pause",
        "pause::resume",
        "remove::remove",
        "opml::import",
        "opml::export"
    ),
    subcommand_required,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(crate) async fn source(_: Context<'_>) -> Result<(), Error> {
    // Discord offers the subcommands alone.
    Ok(())
}

/// The source that was meant by what was typed.
fn meant(settings: &Settings, typed: &str) -> Result<(Slug, Source), Complaint> {
    let found = settings.source(typed).ok_or_else(|| Complaint::Typed("unknown-source", typed.to_owned()))?;
    Ok((found.0.clone(), found.1.clone()))
}

/// The story that was meant by what was typed, where anything was.
pub(crate) fn story(settings: &Settings, typed: Option<&str>) -> Result<Option<Slug>, Complaint> {
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else { return Ok(None) };
    let found = settings.story(typed).ok_or_else(|| Complaint::Typed("unknown-story", typed.to_owned()))?;
    Ok(Some(found.0.clone()))
}
