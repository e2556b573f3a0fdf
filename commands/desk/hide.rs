//! `/desk hide`: a statement or an article is not shown in this server any more.

use sayso_servers::Decided;

use crate::desk::{Meant, checked_note, decide, meant};
use crate::respond::{Terms, respond};
use crate::{Context, Error, statement};

#[poise::command(slash_command)]
pub(super) async fn hide(
    ctx: Context<'_>,
    #[max_length = 2000]
    #[autocomplete = "statement::offered"]
    what: String,
    #[max_length = 300] note: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move {
        let note = checked_note(note.as_deref())?;
        let decided = match meant(&asked, &what).await? {
            Meant::Article(reading) => Decided::HideArticle { article: reading.id.to_string() },
            Meant::Statement(quote) => Decided::HideStatement { statement: quote.id().to_string() },
        };
        decide(&asked, decided, &note).await
    })
    .await
}
