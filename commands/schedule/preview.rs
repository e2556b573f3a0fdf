//! `/schedule preview`: a digest as it would be posted now, for the admin alone.

use super::meant;
use crate::complaint::Complaint;
use crate::digest::laid_out;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::{Context, Error, choose};

#[poise::command(slash_command)]
pub(super) async fn preview(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::schedules"]
    digest: String,
) -> Result<(), Error> {
    ask(ctx, Terms::admin(), Question::Preview { digest }).await
}

/// A page of what is new since the digest's last post.
pub(crate) async fn sheet(asked: &Asked, typed: &str, index: usize) -> Result<Sheet, Complaint> {
    let settings = asked.settings().await?;
    let (slug, schedule) = meant(&settings, typed)?;
    let from = asked.data.told_until(asked.home(), &slug, &schedule).await;
    let (found, _) = asked.data.digest_of(asked.home(), &settings, &slug, from, asked.now).await?;
    Ok(laid_out(slug.to_string(), &found, asked.tongue, index))
}
