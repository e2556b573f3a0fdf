//! `/schedule edit`: other times, another zone, channel or role.

use serenity::all::{ChannelId, RoleId};

use super::add::whens;
use super::{IfEmpty, meant, next, when as times, zone};
use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose, places};

#[poise::command(slash_command)]
pub(super) async fn edit(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::schedules"]
    digest: String,
    #[max_length = 64]
    #[autocomplete = "whens"]
    when: Option<String>,
    #[max_length = 64]
    #[autocomplete = "choose::zones"]
    timezone: Option<String>,
    #[channel_types("Text", "News", "PublicThread", "PrivateThread", "NewsThread", "Forum")] channel: Option<
        ChannelId,
    >,
    mention: Option<RoleId>,
    #[rename = "if-empty"] if_empty: Option<IfEmpty>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let when = when.as_deref().map(times).transpose()?;
        let zone = zone(timezone.as_deref())?;
        let nothing = when.is_none() && zone.is_none() && channel.is_none();
        if nothing && mention.is_none() && if_empty.is_none() {
            return Err(Complaint::Typed("nothing-to-change", String::new()));
        }
        let place = places::must_post_where(&asked, channel).await?;
        let now = asked.now;
        let (slug, next) = asked
            .change(format!("/schedule edit {digest}"), move |settings| {
                let (slug, mut changed) = meant(settings, &digest)?;
                changed.when = when.unwrap_or(changed.when);
                changed.zone = zone.or(changed.zone);
                changed.channel = place.map_or(changed.channel, |place| place.note(settings));
                changed.mention = mention.map(RoleId::get).or(changed.mention);
                changed.if_empty = if_empty.map_or(changed.if_empty, Into::into);
                settings.schedules.insert(slug.clone(), changed);
                settings.plan(&slug, now);
                let next = next(settings, &settings.schedules[&slug], 3);
                Ok((slug, next))
            })
            .await?;
        asked.reopen(&slug).await?;
        let values = [("name", slug.as_str().to_owned().into()), ("next", next.into())];
        Ok(Reply::line(asked.tongue.say_with("digest-changed", values)))
    })
    .await
}
