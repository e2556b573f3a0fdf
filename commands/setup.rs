//! `/setup`: the settings of a server. A file a subcommand.

mod language;

use crate::{Context, Error};

#[poise::command(
    slash_command,
    subcommands("language::language"),
    subcommand_required,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(crate) async fn setup(_: Context<'_>) -> Result<(), Error> {
    // Discord offers the subcommands alone.
    Ok(())
}
