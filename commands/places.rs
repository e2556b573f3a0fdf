//! Channels of a server, and what sayso lacks there.

use serenity::all::{
    Channel, ChannelId, ChannelType, GuildChannel, GuildId, Http, Member, PartialGuild, Permissions, UserId,
};

use crate::complaint::Complaint;
use crate::respond::Asked;

/// Rights that a post needs, with the keys of their names.
const NEEDED: [(Permissions, &str); 3] = [
    (Permissions::VIEW_CHANNEL, "view-channel"),
    (Permissions::EMBED_LINKS, "embed-links"),
    (Permissions::READ_MESSAGE_HISTORY, "read-history"),
];

/// A server as Discord tells it, as far as rights need it.
struct Ground {
    guild: PartialGuild,
    own: Member,
}

impl Ground {
    async fn of(http: &Http, guild: GuildId) -> serenity::Result<Ground> {
        // Known from the first READY on; a bot's user has the number of its application.
        let bot = http.application_id().ok_or(serenity::Error::Other("not connected to Discord yet"))?;
        let own = http.get_member(guild, UserId::new(bot.get())).await?;
        Ok(Ground { guild: http.get_guild(guild).await?, own })
    }

    /// The keys of the rights that sayso lacks in a channel. `parent` is that of a thread, which has none of its own.
    fn lacks(&self, channel: &GuildChannel, parent: Option<&GuildChannel>) -> Vec<&'static str> {
        let has = self.guild.user_permissions_in(parent.unwrap_or(channel), &self.own);
        let send = if parent.is_some() {
            (Permissions::SEND_MESSAGES_IN_THREADS, "send-in-threads")
        } else {
            (Permissions::SEND_MESSAGES, "send-messages")
        };
        if has.administrator() {
            return Vec::new();
        }
        NEEDED
            .into_iter()
            .chain([send])
            .filter(|(right, _)| !has.contains(*right))
            .map(|(_, key)| key)
            .collect()
    }
}

/// What sayso may do in a channel.
///
/// # Errors
/// Where Discord does not tell.
pub(crate) async fn own_rights(http: &Http, channel: &GuildChannel) -> serenity::Result<Permissions> {
    let ground = Ground::of(http, channel.guild_id).await?;
    let is_thread = !matches!(channel.kind, ChannelType::Text | ChannelType::News);
    match channel.parent_id.filter(|_| is_thread) {
        Some(parent) => match http.get_channel(parent).await? {
            Channel::Guild(parent) => Ok(ground.guild.user_permissions_in(&parent, &ground.own)),
            _ => Ok(Permissions::empty()),
        },
        None => Ok(ground.guild.user_permissions_in(channel, &ground.own)),
    }
}

/// Makes sure that sayso may post to a channel, and that it is the asker's server's.
///
/// # Errors
/// Which rights are missing, or that it is no channel to post to.
pub(crate) async fn must_post(asked: &Asked, channel: ChannelId) -> Result<(), Complaint> {
    match lacking(asked, channel).await? {
        lacks if lacks.is_empty() => Ok(()),
        lacks => Err(Complaint::Lacks(lacks)),
    }
}

/// What sayso lacks in a channel of the asker's server.
///
/// # Errors
/// That it is no channel to post to, or that Discord does not tell.
pub(crate) async fn lacking(asked: &Asked, channel: ChannelId) -> Result<Vec<&'static str>, Complaint> {
    let guild = asked.guild.ok_or(Complaint::NoServer)?;
    let Ok(Channel::Guild(found)) = asked.http.get_channel(channel).await else {
        return Err(Complaint::NoChannel);
    };
    let fits = matches!(
        found.kind,
        ChannelType::Text
            | ChannelType::News
            | ChannelType::PublicThread
            | ChannelType::PrivateThread
            | ChannelType::NewsThread
    );
    if found.guild_id != guild || !fits {
        return Err(Complaint::NoChannel);
    }
    let is_thread = !matches!(found.kind, ChannelType::Text | ChannelType::News);
    let parent = match found.parent_id.filter(|_| is_thread) {
        Some(parent) => match asked.http.get_channel(parent).await {
            Ok(Channel::Guild(parent)) => Some(parent),
            _ => return Err(Complaint::NoChannel),
        },
        None => None,
    };
    let ground = Ground::of(&asked.http, guild).await.map_err(|error| {
        tracing::warn!(%error, "Discord did not tell what sayso may do in a server");
        Complaint::NoChannel
    })?;
    Ok(ground.lacks(&found, parent.as_ref()))
}
