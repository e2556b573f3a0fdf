//! `/setup`: the settings of a server. A file a subcommand, or a few that belong together.

mod channel;
mod delete;
mod language;
mod show;
mod stories;
mod time;
mod values;

pub(crate) use delete::{ask_again, erase};
pub(crate) use show::sheet as show_sheet;

use crate::{Context, Error};

#[poise::command(
    slash_command,
    subcommands(
        "show::show",
        "stories::add",
        "stories::edit",
        "time::time",
        "language::language",
        "values::editors",
        "channel::channel",
        "values::excerpts",
        "values::retention",
        "delete::delete"
    ),
    subcommand_required,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(crate) async fn setup(_: Context<'_>) -> Result<(), Error> {
    // Discord offers the subcommands alone.
    Ok(())
}
