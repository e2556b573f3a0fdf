//! `/status`: whether it works, what is followed, and what is in the record.

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::sheet::Sheet;
use crate::{Context, Error};

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn status(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::private(), |asked| async move {
        let (stats, tongue) = (asked.record(|record| record.stats()).await?, asked.tongue);
        let values = [("articles", stats.articles.into()), ("statements", stats.statements.into())];
        let mut lines = vec![tongue.say_with("status-record", values)];
        if asked.guild.is_some() {
            let settings = asked.settings().await?;
            let followed = asked.data.newsroom().followed(asked.home()).await?;
            let failing = followed.iter().filter(|info| info.trouble.is_some()).count();
            let waiting: usize = followed.iter().map(|info| info.waiting).sum();
            let values = [
                ("sources", settings.sources.len().into()),
                ("failing", failing.into()),
                ("waiting", waiting.into()),
            ];
            lines.push(tongue.say_with("status-sources", values));
            let next = settings.schedules.values().filter_map(|schedule| schedule.planned).min();
            let next = next.map_or_else(|| tongue.say("none"), |at| format!("<t:{}:R>", at.as_second()));
            let values = [("digests", settings.schedules.len().into()), ("next", next.into())];
            lines.push(tongue.say_with("status-digests", values));
        }
        Ok::<_, Complaint>(Reply::sheet(Sheet::single(tongue.say("status"), lines.join("\n"))))
    })
    .await
}
