//! `/source add`: follows a feed, found by itself where the address of a site is given.

use sayso_newsroom::FoundSource;
use sayso_servers::{NAME_CHARS_MAX, Source};
use serenity::all::ChannelId;

use super::story as story_of;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose, places};

#[poise::command(slash_command)]
pub(super) async fn add(
    ctx: Context<'_>,
    #[max_length = 700] address: String,
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
        let post_to = places::must_post_where(&asked, post_to).await?;
        asked.may_fetch()?;
        let found = asked.data.newsroom().find_source(&address, asked.now).await?;
        let now = asked.now;
        let (feed, items) = (found.feed.clone(), found.items);
        let named = name.unwrap_or_else(|| name_of(&found));
        let what = format!("/source add {}", found.feed);
        let (feed_kept, shown) = asked
            .change(what, move |settings| {
                let story = story_of(settings, story.as_deref())?;
                let source = Source {
                    name: named,
                    address: found.site.unwrap_or_else(|| found.feed.clone()),
                    feed: found.feed.clone(),
                    story,
                    post_to: post_to.map(|place| place.note(settings)),
                    words: words.unwrap_or_default(),
                    paused: None,
                    added_at: now,
                };
                let slug = settings.add_source(source)?;
                Ok((found.feed, settings.sources[&slug].name.clone()))
            })
            .await?;
        asked.data.newsroom().follow(asked.home(), &feed_kept, now).await?;
        let values = [
            ("name", escaped_within(&shown, 200).into()),
            ("feed", escaped_within(feed.as_str(), 700).into()),
            ("items", items.into()),
        ];
        Ok(Reply::line(asked.tongue.say_with("source-added", values)))
    })
    .await
}

/// A name for a source that was given none: the feed's own, else its host's.
pub(super) fn name_of(found: &FoundSource) -> String {
    let host = found.feed.host_str().unwrap_or_default();
    let title = found.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    title.unwrap_or(host.strip_prefix("www.").unwrap_or(host)).chars().take(NAME_CHARS_MAX).collect()
}
