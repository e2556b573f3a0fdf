//! `/help`: how to use sayso, by example.

use crate::question::{Question, ask};
use crate::respond::Terms;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error};

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn help(ctx: Context<'_>) -> Result<(), Error> {
    ask(ctx, Terms::private(), Question::Help).await
}

/// The pages, in order: for readers, for admins.
const PAGES: [&str; 2] = ["help-readers", "help-admins"];

/// A page of the help.
pub(crate) fn sheet(tongue: Tongue, index: usize) -> Sheet {
    let index = index.min(PAGES.len() - 1);
    let title = tongue.say(&format!("{}.title", PAGES[index]));
    Sheet { title, text: tongue.say(PAGES[index]), index, of: PAGES.len(), ..Sheet::default() }
}
