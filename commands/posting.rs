//! Posts as the outbox keeps them, sent by serenity and looked for again: the outbox's way to Discord.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sayso_outbox::{Looked, Notice, Outgoing, Poster, SendError, Trouble, snowflake};
use sayso_servers::{Servers, Use};
use serde::{Deserialize, Serialize};
use serenity::all::{
    Channel, ChannelId, GuildId, Http, HttpError, Message, MessageId, MessagePagination, Permissions,
};

use crate::places;
use crate::reply::{self, Reply};
use crate::sheet::Sheet;
use crate::tongue::Tongue;

/// How long one request to Discord may take: within the 25 seconds that the outbox allows.
const REQUEST_MAX: Duration = Duration::from_secs(20);

/// How long to wait where Discord asks for a pause and the answer does not say how long.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// Messages in one look at a channel, and how many looks there are at most.
const PAGE: u8 = 100;
/// See [`PAGE`].
const PAGES_MAX: usize = 3;

/// One message of a post, as the outbox keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Body {
    /// The line above the title, without markdown.
    pub(crate) author: String,
    /// Markdown.
    pub(crate) title: String,
    /// Where the title leads.
    pub(crate) url: Option<String>,
    /// Markdown.
    pub(crate) text: String,
    /// The role that is pinged.
    pub(crate) mention: Option<u64>,
}

impl Body {
    /// A page as a message of a post.
    pub(crate) fn of(sheet: Sheet, mention: Option<u64>) -> Body {
        let Sheet { author, title, url, text, .. } = sheet;
        Body { author, title, url: url.map(String::from), text, mention }
    }

    /// As the outbox keeps it.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Discord, as far as posts go.
pub struct DiscordPoster {
    http: Arc<Http>,
    servers: Servers,
}

impl DiscordPoster {
    /// Posts by `http`; what is to be told to admins goes where the settings of `servers` say.
    pub fn new(http: Arc<Http>, servers: Servers) -> DiscordPoster {
        DiscordPoster { http, servers }
    }

    async fn page(&self, channel: u64, after: u64) -> Result<Vec<Message>, serenity::Error> {
        let after = MessagePagination::After(MessageId::new(after.max(1)));
        let asking = self.http.get_messages(channel_id(channel), Some(after), Some(PAGE));
        tokio::time::timeout(REQUEST_MAX, asking)
            .await
            .unwrap_or(Err(serenity::Error::Other("Discord gave no answer in time")))
    }

    /// Whether the history of a channel may be read: where it may not, Discord tells of no message at all.
    async fn may_read(&self, channel: u64) -> bool {
        let Ok(Ok(Channel::Guild(found))) =
            tokio::time::timeout(REQUEST_MAX, self.http.get_channel(channel_id(channel))).await
        else {
            return false;
        };
        let rights = places::own_rights(&self.http, &found).await;
        rights.is_ok_and(|rights| {
            rights.administrator()
                || rights.contains(Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY)
        })
    }

    /// Channels in which an admin may be told something, the best first.
    async fn places_to_tell(&self, server: u64) -> Vec<u64> {
        let settings = self.servers.known(server);
        let logs = settings.iter().flat_map(|settings| settings.profile.channels.iter());
        let mut places: Vec<u64> = logs.filter(|(_, used)| used.to == Use::Log).map(|(id, _)| *id).collect();
        if let Ok(Ok(guild)) =
            tokio::time::timeout(REQUEST_MAX, self.http.get_guild(GuildId::new(server.max(1)))).await
        {
            places.extend(guild.system_channel_id.map(ChannelId::get));
        }
        places
    }
}

#[async_trait]
impl Poster for DiscordPoster {
    async fn send(&self, message: &Outgoing) -> Result<u64, SendError> {
        let body: Body = serde_json::from_str(&message.body)
            .map_err(|error| SendError::Refused(format!("its body cannot be read: {error}")))?;
        let post = reply::post(&body, message.server, message.channel, &message.marker);
        let sending = self.http.send_message(channel_id(message.channel), Vec::new(), &post);
        match tokio::time::timeout(REQUEST_MAX, sending).await {
            Ok(Ok(sent)) => Ok(sent.id.get()),
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(SendError::Lost),
        }
    }

    async fn look(&self, channel: u64, after: Timestamp, marker: &str) -> Result<Looked, Trouble> {
        let mut from = snowflake(after);
        for _ in 0..PAGES_MAX {
            let page = match self.page(channel, from).await {
                Ok(page) => page,
                Err(error) => match refused(&error) {
                    SendError::ChannelGone | SendError::Forbidden => return Ok(Looked::Unreadable),
                    SendError::Slow { retry_after, .. } => {
                        return Err(Trouble { retry_after: Some(retry_after) });
                    }
                    _ => return Err(Trouble { retry_after: None }),
                },
            };
            if let Some(found) = page.iter().find(|message| reply::has_marker(message, marker)) {
                return Ok(Looked::Found(found.id.get()));
            }
            if page.is_empty() && !self.may_read(channel).await {
                return Ok(Looked::Unreadable);
            }
            if page.len() < usize::from(PAGE) {
                return Ok(Looked::Absent);
            }
            from = page.iter().map(|message| message.id.get()).max().unwrap_or(from);
        }
        Ok(Looked::Unreadable)
    }

    async fn tell(&self, notice: &Notice) -> Result<(), Trouble> {
        let (servers, server) = (self.servers.clone(), notice.server);
        let settings =
            tokio::task::spawn_blocking(move || servers.settings(server).ok()).await.ok().flatten();
        let chosen = settings.and_then(|settings| Tongue::exactly(settings.profile.language.as_deref()?));
        let tongue = chosen.unwrap_or_else(Tongue::english);
        let line = Reply::line(words(notice, tongue)).into_message();
        for place in self.places_to_tell(notice.server).await {
            let sending = self.http.send_message(channel_id(place), Vec::new(), &line);
            if let Ok(Ok(_)) = tokio::time::timeout(REQUEST_MAX, sending).await {
                return Ok(());
            }
        }
        Err(Trouble { retry_after: None })
    }
}

/// What is told to an admin.
fn words(notice: &Notice, tongue: Tongue) -> String {
    let key = match &notice.failure {
        None => "notice-uncertain",
        Some(sayso_outbox::Failure::ChannelGone) => "notice-channel-gone",
        Some(sayso_outbox::Failure::Forbidden) => "notice-forbidden",
        Some(sayso_outbox::Failure::Refused(_)) => "notice-refused",
        Some(sayso_outbox::Failure::Expired) => "notice-expired",
        Some(sayso_outbox::Failure::GaveUp) => "notice-gave-up",
    };
    tongue.say_with(key, [("channel", format!("<#{}>", notice.channel).into())])
}

fn channel_id(channel: u64) -> ChannelId {
    // Zero is no channel, and serenity's ids panic at it.
    ChannelId::new(channel.max(1))
}

/// What Discord's answer means for a post.
fn refused(error: &serenity::Error) -> SendError {
    const UNKNOWN_CHANNEL: isize = 10003;
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            match (response.status_code.as_u16(), response.error.code) {
                (_, UNKNOWN_CHANNEL) | (404, _) => SendError::ChannelGone,
                (429, _) => SendError::Slow { retry_after: PAUSE, global: false },
                (401, _) => SendError::NotSent,
                (403, _) => SendError::Forbidden,
                (400..=499, _) => SendError::Refused(response.error.message.clone()),
                _ => SendError::Lost,
            }
        }
        serenity::Error::Http(HttpError::Request(error)) if error.is_connect() => SendError::NotSent,
        _ => SendError::Lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_survives_the_outbox() {
        let body =
            Body { title: "t".to_owned(), text: "“x”".to_owned(), mention: Some(7), ..Body::default() };
        assert_eq!(serde_json::from_str::<Body>(&body.to_text()).unwrap(), body);
    }

    #[test]
    fn a_post_has_its_mark_and_pings_nobody_but_the_role() {
        let body = Body {
            author: "Argus".to_owned(),
            title: "t".to_owned(),
            text: "@everyone".to_owned(),
            mention: Some(7),
            ..Body::default()
        };
        let post = serde_json::to_value(reply::post(&body, 5, 6, "mark-22")).unwrap();
        assert_eq!(post["nonce"], "mark-22");
        assert_eq!(post["enforce_nonce"], true);
        assert_eq!(post["content"], "<@&7>");
        assert_eq!(post["allowed_mentions"]["roles"], serde_json::json!(["7"]));
        assert!(post["allowed_mentions"]["parse"].as_array().is_none_or(Vec::is_empty));
        assert!(post["embeds"][0]["author"]["url"].as_str().unwrap().contains("mark-22"), "{post}");
    }
}
