//! `/setup story-add` and `/setup story-edit`.

use sayso_servers::{Story, StoryState};
use serenity::all::ChannelId;

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error, choose, places};

/// Whether a story goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum State {
    #[name = "running"]
    Running,
    #[name = "resting"]
    Paused,
    #[name = "closed"]
    Closed,
}

impl From<State> for StoryState {
    fn from(state: State) -> StoryState {
        match state {
            State::Running => StoryState::Running,
            State::Paused => StoryState::Paused,
            State::Closed => StoryState::Closed,
        }
    }
}

#[poise::command(slash_command, rename = "story-add")]
pub(super) async fn add(
    ctx: Context<'_>,
    #[max_length = 80] name: String,
    #[max_length = 300] words: String,
    #[channel_types("Text", "News", "PublicThread", "PrivateThread", "NewsThread", "Forum")] channel: Option<
        ChannelId,
    >,
    #[rename = "not-words"]
    #[max_length = 300]
    not_words: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let place = places::must_post_where(&asked, channel).await?;
        let added_at = asked.now;
        let shown = asked
            .change(format!("/setup story-add {name}"), move |settings| {
                let not_words = not_words.unwrap_or_default();
                let channel = place.map(|place| place.note(settings));
                let slug = settings.add_story(Story {
                    name,
                    words,
                    not_words,
                    channel,
                    state: StoryState::Running,
                    rests_since: None,
                    added_at,
                })?;
                Ok(settings.stories[&slug].name.clone())
            })
            .await?;
        let values = [("name", escaped_within(&shown, 200).into())];
        Ok(Reply::line(asked.tongue.say_with("story-added", values)))
    })
    .await
}

#[poise::command(slash_command, rename = "story-edit")]
pub(super) async fn edit(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: String,
    #[max_length = 300] words: Option<String>,
    #[rename = "not-words"]
    #[max_length = 300]
    not_words: Option<String>,
    #[channel_types("Text", "News", "PublicThread", "PrivateThread", "NewsThread", "Forum")] channel: Option<
        ChannelId,
    >,
    state: Option<State>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        if words.is_none() && not_words.is_none() && channel.is_none() && state.is_none() {
            return Err(Complaint::Typed("nothing-to-change", String::new()));
        }
        let place = places::must_post_where(&asked, channel).await?;
        let now = asked.now;
        let shown = asked
            .change(format!("/setup story-edit {story}"), move |settings| {
                let found = settings.story(&story);
                let (slug, there) = found.ok_or(Complaint::Typed("unknown-story", story.clone()))?;
                let (slug, mut changed) = (slug.clone(), there.clone());
                changed.words = words.unwrap_or(changed.words);
                changed.not_words = not_words.unwrap_or(changed.not_words);
                changed.channel = place.map(|place| place.note(settings)).or(changed.channel);
                if let Some(state) = state {
                    changed.set_state(state.into(), now);
                }
                settings.change_story(&slug, changed)?;
                Ok(settings.stories[&slug].name.clone())
            })
            .await?;
        if let Some(channel) = channel {
            asked.reopen_news(channel).await?;
        }
        let values = [("name", escaped_within(&shown, 200).into())];
        Ok(Reply::line(asked.tongue.say_with("story-changed", values)))
    })
    .await
}
