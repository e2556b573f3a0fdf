//! Posts as the outbox keeps them, sent by serenity and looked for again: the outbox's way to Discord.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sayso_metrics::Metrics;
use sayso_outbox::{
    Failure, Looked, Notice, Outbox, Outgoing, Poster, SendError, Trouble, marker, snowflake,
};
use sayso_servers::{Servers, Settings, Use};
use serde::{Deserialize, Serialize};
use serenity::all::{
    Channel, ChannelId, CreateForumPost, CreateMessage, GuildId, Http, HttpError, Message, MessageId,
    MessagePagination, Nonce, Permissions,
};

use crate::counting::counted;
use crate::reply::{self, Reply};
use crate::respond::blocking;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{admins, places};

/// How long one request to Discord may take: within the 25 seconds that the outbox allows.
const REQUEST_MAX: Duration = Duration::from_secs(20);

/// How long to wait where Discord asks for a pause and the answer does not say how long.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// Threads of our own whose first message one look reads.
const THREADS_MAX: usize = 20;

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
    /// The name of the thread that it opens where it goes to a forum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) thread: Option<String>,
    /// When the article was read, where it is one that is posted as it comes: how long it waited is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) read_at: Option<Timestamp>,
}

impl Body {
    /// A page as a message of a post.
    pub(crate) fn of(sheet: Sheet, mention: Option<u64>) -> Body {
        let Sheet { author, title, url, text, .. } = sheet;
        Body { author, title, url: url.map(String::from), text, mention, thread: None, read_at: None }
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
    now: fn() -> Timestamp,
}

impl DiscordPoster {
    /// Posts by `http`; what is to be told to admins goes where the settings of `servers` say.
    pub fn new(http: Arc<Http>, servers: Servers, now: fn() -> Timestamp) -> DiscordPoster {
        DiscordPoster { http, servers, now }
    }

    async fn page(&self, channel: u64, after: u64) -> Result<Vec<Message>, serenity::Error> {
        let after = MessagePagination::After(MessageId::new(after.max(1)));
        within(self.http.get_messages(channel_id(channel), Some(after), Some(PAGE))).await
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

    /// Channels in which an admin may be told something, the best first: those for it, where the source or digest is
    /// posted, and where Discord itself speaks to the server.
    async fn places_to_tell(&self, settings: &Settings, notice: &Notice) -> Result<Vec<u64>, Trouble> {
        let logs = settings.profile.channels.iter().filter(|(_, used)| used.to == Use::Log);
        let mut places: Vec<u64> = logs.map(|(channel, _)| *channel).collect();
        let is_lost = matches!(notice.failure, Some(Failure::ChannelGone | Failure::Forbidden));
        places.extend(Some(notice.channel).filter(|channel| *channel != 0 && !is_lost));
        let asking = self.http.get_guild(GuildId::new(notice.server.max(1)));
        match within(asking).await {
            Ok(guild) => places.extend(guild.system_channel_id.map(ChannelId::get)),
            Err(error) => match refused(&error) {
                SendError::ChannelGone | SendError::Forbidden => self.has_left(notice.server).await,
                _ => return Err(Trouble { retry_after: None }),
            },
        }
        Ok(places)
    }

    /// The server does not know the bot: it was taken off it while it was not connected.
    async fn has_left(&self, server: u64) {
        let (servers, now) = (self.servers.clone(), (self.now)());
        if let Ok(Err(error)) = blocking(move || servers.left(server, now)).await {
            tracing::error!(server, %error, "that a server was left could not be noted");
        }
    }

    /// Opens a thread in a forum with a message; where the forum wants a tag, with its first.
    async fn open_thread(&self, forum: u64, body: &Body, message: CreateMessage) -> serenity::Result<u64> {
        const TAG_REQUIRED: isize = 40067;
        let name = body.thread.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| "sayso".to_owned());
        let post = CreateForumPost::new(name, message);
        let open = |post: CreateForumPost<'static>| async move {
            self.http.create_forum_post(channel_id(forum), &post, None).await
        };
        let opened = match open(post.clone()).await {
            Err(error) if code(&error) == Some(TAG_REQUIRED) => {
                let tag = match self.http.get_channel(channel_id(forum)).await? {
                    Channel::Guild(found) => {
                        found.available_tags.iter().find(|tag| !tag.moderated).map(|tag| tag.id)
                    }
                    _ => None,
                };
                open(tag.into_iter().fold(post, CreateForumPost::add_applied_tag)).await
            }
            opened => opened,
        };
        // A thread in a forum has the number of its first message.
        Ok(opened?.id.get())
    }

    /// Sends to a channel or thread; a thread that was archived is opened again.
    async fn send_to(&self, channel: u64, message: &CreateMessage) -> serenity::Result<u64> {
        const ARCHIVED: isize = 50083;
        let send = || self.http.send_message(channel_id(channel), Vec::new(), message);
        let sent = match send().await {
            Err(error) if code(&error) == Some(ARCHIVED) => {
                let open = serde_json::json!({"archived": false});
                self.http.edit_thread(channel_id(channel), &open, None).await?;
                send().await
            }
            sent => sent,
        };
        Ok(sent?.id.get())
    }

    /// Looks among the threads of a forum for one of our own that was opened after a time and begins with the mark.
    async fn look_in_forum(&self, message: &Outgoing, after: Timestamp) -> serenity::Result<Looked> {
        // Bots of before 2016 have another number than their application.
        let bot = self.http.get_current_user().await?.id;
        let active = self.http.get_guild_active_threads(GuildId::new(message.server.max(1))).await?;
        let ours = active.threads.into_iter().filter(|thread| {
            thread.parent_id.map(ChannelId::get) == Some(message.channel)
                && thread.id.get() >= snowflake(after)
                && thread.owner_id == Some(bot)
        });
        for thread in ours.take(THREADS_MAX) {
            let first = MessageId::new(thread.id.get());
            let first = self.http.get_message(thread.id, first).await?;
            if reply::has_marker(&first, &message.marker) {
                return Ok(Looked::Found(thread.id.get()));
            }
        }
        Ok(Looked::Absent)
    }
}

#[async_trait]
impl Poster for DiscordPoster {
    async fn send(&self, message: &Outgoing) -> Result<u64, SendError> {
        let body: Body = serde_json::from_str(&message.body)
            .map_err(|error| SendError::Refused(format!("its body cannot be read: {error}")))?;
        let in_thread = message.in_forum && message.part > 0;
        let channel = match message.first.filter(|_| in_thread) {
            Some(thread) => thread,
            None if in_thread => return Err(SendError::Refused("its thread is not known".to_owned())),
            None => message.channel,
        };
        let opens = message.in_forum && !in_thread;
        let post = reply::post(&body, message.server, channel, &message.marker, !opens);
        let sent = if opens {
            within(self.open_thread(channel, &body, post)).await
        } else {
            within(self.send_to(channel, &post)).await
        };
        if let Some(read_at) = body.read_at.filter(|_| sent.is_ok()) {
            Metrics::global().read_to_posted((self.now)().duration_since(read_at).as_secs_f64());
        }
        sent.map_err(|error| refused(&error))
    }

    async fn look(&self, message: &Outgoing, after: Timestamp) -> Result<Looked, Trouble> {
        let (channel, marker) = match (message.in_forum, message.part, message.first) {
            (true, 0, _) => return looked(within(self.look_in_forum(message, after)).await),
            (true, _, Some(thread)) => (thread, &message.marker),
            (true, _, None) => return Ok(Looked::Unreadable),
            (false, _, _) => (message.channel, &message.marker),
        };
        let mut from = snowflake(after);
        for _ in 0..PAGES_MAX {
            let page = match self.page(channel, from).await {
                Ok(page) => page,
                Err(error) => return looked(Err(error)),
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
        let settings = match blocking(move || servers.settings(server)).await {
            Ok(Ok(settings)) => settings,
            _ => return Err(Trouble { retry_after: None }),
        };
        // With a nonce: where the answer is lost it is told again, and stands there once all the same.
        let name = format!("notice|{}|{}", notice.line, notice.since.as_millisecond());
        let line = Reply::line(admins::words(notice, Tongue::of_server(&settings.profile))).into_message();
        let line = line.nonce(Nonce::String(marker(server, &name, 0))).enforce_nonce(true);
        for place in self.places_to_tell(&settings, notice).await? {
            match within(self.http.send_message(channel_id(place), Vec::new(), &line)).await {
                Ok(_) => return Ok(()),
                Err(error) => match refused(&error) {
                    SendError::ChannelGone | SendError::Forbidden | SendError::Refused(_) => {}
                    // It may be there: another place would have it twice.
                    _ => return Err(Trouble { retry_after: None }),
                },
            }
        }
        let (outbox, kept) = (Outbox::new(self.servers.record().clone()), notice.clone());
        match blocking(move || outbox.keep_unheard(&kept)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Trouble { retry_after: None }),
        }
    }
}

/// What an answer to a look means.
fn looked(answer: serenity::Result<Looked>) -> Result<Looked, Trouble> {
    answer.or_else(|error| match refused(&error) {
        SendError::ChannelGone | SendError::Forbidden => Ok(Looked::Unreadable),
        SendError::Slow { retry_after, .. } => Err(Trouble { retry_after: Some(retry_after) }),
        _ => Err(Trouble { retry_after: None }),
    })
}

/// A request that does not take for ever.
async fn within<T>(asking: impl Future<Output = serenity::Result<T>>) -> serenity::Result<T> {
    const SILENCE: &str = "Discord gave no answer in time";
    tokio::time::timeout(REQUEST_MAX, counted(asking)).await.unwrap_or(Err(serenity::Error::Other(SILENCE)))
}

/// Discord's own code of a refusal.
pub(crate) fn code(error: &serenity::Error) -> Option<isize> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => Some(response.error.code),
        _ => None,
    }
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
        let post = serde_json::to_value(reply::post(&body, 5, 6, "mark-22", true)).unwrap();
        assert_eq!(post["nonce"], "mark-22");
        assert_eq!(post["enforce_nonce"], true);
        assert_eq!(post["content"], "<@&7>");
        assert_eq!(post["allowed_mentions"]["roles"], serde_json::json!(["7"]));
        assert!(post["allowed_mentions"]["parse"].as_array().is_none_or(Vec::is_empty));
        assert!(post["embeds"][0]["author"]["url"].as_str().unwrap().contains("mark-22"), "{post}");
    }
}
