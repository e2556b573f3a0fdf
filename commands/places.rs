//! Channels of a server, and what sayso lacks there.

use sayso_servers::Settings;
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
        const POST: (Permissions, &str) = (Permissions::SEND_MESSAGES, "send-messages");
        const ANSWER: (Permissions, &str) = (Permissions::SEND_MESSAGES_IN_THREADS, "send-in-threads");
        const OPEN: (Permissions, &str) = (Permissions::CREATE_PUBLIC_THREADS, "create-threads");
        let send: &[(Permissions, &str)] = match (channel.kind, parent) {
            (ChannelType::Forum, _) => &[POST, ANSWER, OPEN],
            (_, Some(_)) => &[ANSWER],
            (_, None) => &[POST],
        };
        if has.administrator() {
            return Vec::new();
        }
        NEEDED
            .into_iter()
            .chain(send.iter().copied())
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
    match channel.parent_id.filter(|_| is_thread(channel)) {
        Some(parent) => match http.get_channel(parent).await? {
            Channel::Guild(parent) => Ok(ground.guild.user_permissions_in(&parent, &ground.own)),
            _ => Ok(Permissions::empty()),
        },
        None => Ok(ground.guild.user_permissions_in(channel, &ground.own)),
    }
}

/// A channel that sayso may post to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which.
    pub(crate) channel: ChannelId,
    /// Whether it is a forum, where every post is a thread.
    pub(crate) is_forum: bool,
}

impl Place {
    /// Notes in the settings which kind of channel it is: posts are made without asking Discord first.
    pub(crate) fn note(self, settings: &mut Settings) -> u64 {
        let channel = self.channel.get();
        if self.is_forum {
            settings.profile.forums.insert(channel);
        }
        channel
    }
}

/// Makes sure that sayso may post to a channel, and that it is the asker's server's.
///
/// # Errors
/// Which rights are missing, or that it is no channel to post to.
pub(crate) async fn must_post(asked: &Asked, channel: ChannelId) -> Result<Place, Complaint> {
    match looked_at(asked, channel).await? {
        (is_forum, lacks) if lacks.is_empty() => Ok(Place { channel, is_forum }),
        (_, lacks) => Err(Complaint::Lacks(lacks)),
    }
}

/// The same where a channel was given.
///
/// # Errors
/// As [`must_post`].
pub(crate) async fn must_post_where(
    asked: &Asked,
    channel: Option<ChannelId>,
) -> Result<Option<Place>, Complaint> {
    match channel {
        Some(channel) => must_post(asked, channel).await.map(Some),
        None => Ok(None),
    }
}

/// What sayso lacks in a channel of the asker's server.
///
/// # Errors
/// That it is no channel to post to, or that Discord does not tell.
pub(crate) async fn lacking(asked: &Asked, channel: ChannelId) -> Result<Vec<&'static str>, Complaint> {
    Ok(looked_at(asked, channel).await?.1)
}

fn is_thread(channel: &GuildChannel) -> bool {
    use ChannelType::{NewsThread, PrivateThread, PublicThread};
    matches!(channel.kind, PublicThread | PrivateThread | NewsThread)
}

/// Whether a channel is a forum, and what sayso lacks there.
async fn looked_at(asked: &Asked, channel: ChannelId) -> Result<(bool, Vec<&'static str>), Complaint> {
    let guild = asked.guild.ok_or(Complaint::NoServer)?;
    let Ok(Channel::Guild(found)) = asked.http.get_channel(channel).await else {
        return Err(Complaint::NoChannel);
    };
    let is_forum = found.kind == ChannelType::Forum;
    let fits = matches!(found.kind, ChannelType::Text | ChannelType::News) || is_thread(&found) || is_forum;
    if found.guild_id != guild || !fits {
        return Err(Complaint::NoChannel);
    }
    let parent = match found.parent_id.filter(|_| is_thread(&found)) {
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
    Ok((is_forum, ground.lacks(&found, parent.as_ref())))
}
