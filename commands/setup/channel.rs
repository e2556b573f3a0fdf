//! `/setup channel`: what a channel is for.

use sayso_servers::{ChannelUse, Use};
use serenity::all::ChannelId;

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::source::story as story_of;
use crate::{Context, Error, choose, places};

/// What a channel can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum For {
    #[name = "answers for all"]
    Answers,
    #[name = "private answers"]
    PrivateAnswers,
    #[name = "news as it comes"]
    AsItComes,
    #[name = "log for admins"]
    Log,
}

impl From<For> for Use {
    fn from(chosen: For) -> Use {
        match chosen {
            For::Answers => Use::Answers,
            For::PrivateAnswers => Use::PrivateAnswers,
            For::AsItComes => Use::AsItComes,
            For::Log => Use::Log,
        }
    }
}

#[poise::command(slash_command)]
pub(super) async fn channel(
    ctx: Context<'_>,
    #[channel_types("Text", "News", "PublicThread", "PrivateThread", "NewsThread", "Forum")]
    channel: ChannelId,
    #[rename = "use"] use_for: For,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let place = match use_for {
            For::AsItComes | For::Log => Some(places::must_post(&asked, channel).await?),
            For::Answers | For::PrivateAnswers => None,
        };
        if use_for == For::Log && place.is_some_and(|place| place.is_forum) {
            return Err(Complaint::Typed("no-log-in-forum", String::new()));
        }
        asked
            .change(format!("/setup channel {channel}"), move |settings| {
                let story = story_of(settings, story.as_deref())?;
                place.map(|place| place.note(settings));
                match use_for {
                    // As everywhere: nothing needs to be kept.
                    For::Answers => drop(settings.profile.channels.remove(&channel.get())),
                    other => {
                        let to = ChannelUse { to: other.into(), story };
                        settings.profile.channels.insert(channel.get(), to);
                    }
                }
                Ok(())
            })
            .await?;
        asked.reopen_news(channel).await?;
        let values = [("channel", format!("<#{channel}>").into())];
        Ok(Reply::line(asked.tongue.say_with("channel-set", values)))
    })
    .await
}
