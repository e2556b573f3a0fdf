//! `/schedule add`: a digest at certain times.

use sayso_servers::{Form, Schedule};
use serenity::all::{ChannelId, CreateAutocompleteResponse, RoleId};

use super::{IfEmpty, next, when as times, zone};
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::source::story as story_of;
use crate::suggest::{Candidate, suggest};
use crate::{Context, Error, choose, places};

#[poise::command(slash_command)]
pub(super) async fn add(
    ctx: Context<'_>,
    #[max_length = 64]
    #[autocomplete = "whens"]
    when: String,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
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
        let (when, zone) = (times(&when)?, zone(timezone.as_deref())?);
        // Where none is named: that of the story, else here.
        let settings = asked.settings().await?;
        let of_story =
            story_of(&settings, story.as_deref())?.and_then(|slug| settings.stories[&slug].channel);
        let of_story = of_story.filter(|channel| *channel != 0).map(ChannelId::new);
        let channel = channel.or(of_story).unwrap_or(asked.channel);
        let place = places::must_post(&asked, channel).await?;
        let now = asked.now;
        let what = format!("/schedule add {when}");
        let (slug, next) = asked
            .change(what, move |settings| {
                let schedule = Schedule {
                    when,
                    zone,
                    story: story_of(settings, story.as_deref())?,
                    channel: place.note(settings),
                    form: Form::Full,
                    mention: mention.map(RoleId::get),
                    if_empty: if_empty.map(Into::into).unwrap_or_default(),
                    language: None,
                    paused: None,
                    planned: None,
                    told_until: now,
                    last: None,
                    added_at: now,
                };
                let slug = settings.add_schedule(schedule, now)?;
                let next = next(settings, &settings.schedules[&slug], 3);
                Ok((slug, next))
            })
            .await?;
        let values = [
            ("name", slug.as_str().to_owned().into()),
            ("channel", format!("<#{channel}>").into()),
            ("next", next.into()),
        ];
        Ok(Reply::line(asked.tongue.say_with("digest-added", values)))
    })
    .await
}

/// What was typed, with the next time that it would come; else examples.
pub(super) async fn whens(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let typed = typed.trim().to_owned();
    suggest(ctx, "", |asked| async move {
        let zone = asked.settings().await?.zone();
        let shown = |text: &str| {
            let when = super::when(text).ok()?;
            let due = when.next(&zone, asked.now)?.at.to_zoned(zone.clone());
            let shown = format!("{when} → {}", due.strftime("%a %-d %b %H:%M %Z"));
            Some(Candidate { shown, sent: when.to_string() })
        };
        let examples = ["07:30", "weekdays 08:00", "mondays 09:15", "every 6 hours", "hourly"];
        Ok(match shown(&typed) {
            Some(meant) => vec![meant],
            None => examples.into_iter().filter_map(shown).collect(),
        })
    })
    .await
}
