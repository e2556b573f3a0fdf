//! `/source edit`: another name, words, story or channel.

use serenity::all::ChannelId;

use super::{meant, story as story_of};
use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose, places};

#[poise::command(slash_command)]
pub(super) async fn edit(
    ctx: Context<'_>,
    #[max_length = 700]
    #[autocomplete = "choose::sources"]
    source: String,
    #[max_length = 80] name: Option<String>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    #[rename = "post-to"]
    #[channel_types("Text", "News", "PublicThread", "PrivateThread", "NewsThread", "Forum")]
    post_to: Option<ChannelId>,
    #[max_length = 300] words: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        if name.is_none() && story.is_none() && post_to.is_none() && words.is_none() {
            return Err(Complaint::Typed("nothing-to-change", String::new()));
        }
        let place = places::must_post_where(&asked, post_to).await?;
        let shown = asked
            .change(format!("/source edit {source}"), move |settings| {
                let (slug, mut changed) = meant(settings, &source)?;
                if let Some(name) = name {
                    changed.name = name;
                }
                if let Some(story) = story_of(settings, story.as_deref())? {
                    changed.story = Some(story);
                }
                if let Some(place) = place {
                    changed.post_to = Some(place.note(settings));
                }
                if let Some(words) = words {
                    changed.words = words;
                }
                settings.change_source(&slug, changed)?;
                Ok(settings.sources[&slug].name.clone())
            })
            .await?;
        if let Some(channel) = post_to {
            asked.reopen_news(channel).await?;
        }
        let values = [("name", escaped_within(&shown, 200).into())];
        Ok(Reply::line(asked.tongue.say_with("source-changed", values)))
    })
    .await
}
