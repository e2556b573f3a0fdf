//! What the reader commands offer while somebody types: topics, speakers and outlets of the record.

use sayso_newsroom::{Completed, Subject};
use serenity::all::CreateAutocompleteResponse;

use crate::Context;
use crate::suggest::{Candidate, offer};

/// Choices that Discord shows.
const OFFERED_MAX: usize = 25;

/// What the record completes a beginning to.
pub(crate) async fn of(ctx: Context<'_>, typed: &str, subject: Subject) -> CreateAutocompleteResponse {
    let owned = typed.to_owned();
    offer(ctx, |asked| async move {
        let found =
            asked.data.newsroom.complete(subject, &owned, OFFERED_MAX, asked.query().await?.desk).await?;
        Ok(found.into_iter().map(shown).collect())
    })
    .await
}

/// Speakers of the record.
pub(crate) async fn speakers(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    of(ctx, typed, Subject::Speaker).await
}

/// Outlets of the record.
pub(crate) async fn outlets(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    of(ctx, typed, Subject::Outlet).await
}

/// “John Kirby — US NSC, 14”.
fn shown(found: Completed) -> Candidate {
    let office = found.office.map(|office| format!("{office}, ")).unwrap_or_default();
    let shown = format!("{} — {office}{}", found.text, found.statements);
    Candidate { shown, sent: found.text }
}
