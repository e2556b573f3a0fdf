//! Channels of a server, and what sayso lacks there.

use std::collections::BTreeSet;

use sayso_servers::{Servers, Settings};
use serenity::all::{
    Channel, ChannelId, ChannelType, GuildChannel, GuildId, GuildPagination, Http, Member, PartialGuild,
    Permissions, UserId,
};

use crate::Error;
use crate::complaint::Complaint;
use crate::counting::counted;
use crate::plain::visible;
use crate::posting;
use crate::respond::{Asked, blocking};
use crate::tongue::Tongue;

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
        const UNKNOWN_MEMBER: isize = 10007;
        // Known from the first READY on; a bot's user has the number of its application, but for bots of before 2016.
        let bot = http.application_id().ok_or(serenity::Error::Other("not connected to Discord yet"))?;
        match Ground::of_bot(http, guild, UserId::new(bot.get())).await {
            Err(error) if posting::code(&error) == Some(UNKNOWN_MEMBER) => {
                let own = counted(http.get_current_user()).await?.id;
                Ground::of_bot(http, guild, own).await
            }
            found => found,
        }
    }

    async fn of_bot(http: &Http, guild: GuildId, bot: UserId) -> serenity::Result<Ground> {
        let own = counted(http.get_member(guild, bot)).await?;
        Ok(Ground { guild: counted(http.get_guild(guild)).await?, own })
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

/// Servers that Discord tells at a time.
const SERVERS_A_PAGE: u64 = 200;

/// What sayso lacks in the channels of one server that it is to post to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRights {
    /// The server's number.
    pub server: u64,
    /// Its name, without what has no ink.
    pub name: String,
    /// How many channels its settings name.
    pub channels: usize,
    /// A line in English for each of them that sayso cannot post to.
    pub faults: Vec<String>,
}

/// What sayso lacks, server by server, in the channels that the servers' settings name. A server that names none
/// costs no request, any other two and one a channel.
///
/// # Errors
/// Where Discord does not tell on which servers the bot is, or the settings of one cannot be read.
pub async fn rights_by_server(http: &Http, servers: &Servers) -> Result<Vec<ServerRights>, Error> {
    let doing = "asking for servers and rights";
    let failed = |source| Error::Discord { doing, source: Box::new(source) };
    let bot = counted(http.get_current_user()).await.map_err(failed)?.id;
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = counted(http.get_guilds(after, Some(SERVERS_A_PAGE))).await.map_err(failed)?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(GuildPagination::After(last.id));
        for guild in page {
            let (servers, id) = (servers.clone(), guild.id.get());
            let settings = match blocking(move || servers.settings(id)).await {
                Ok(settings) => settings.map_err(|error| Error::newsroom(error.into()))?,
                Err(_) => return Err(Error::Posting("reading settings panicked".to_owned())),
            };
            let channels = channels(&settings);
            let faults =
                if channels.is_empty() { Vec::new() } else { faults(http, guild.id, bot, &channels).await };
            found.push(ServerRights {
                server: id,
                name: visible(&guild.name),
                channels: channels.len(),
                faults,
            });
        }
    }
}

/// Every channel that a server's settings name.
pub(crate) fn channels(settings: &Settings) -> BTreeSet<u64> {
    let named = settings.profile.channels.keys().copied();
    let stories = settings.stories.values().filter_map(|story| story.channel);
    let sources = settings.sources.values().filter_map(|source| source.post_to);
    let digests = settings.schedules.values().map(|schedule| schedule.channel);
    named.chain(stories).chain(sources).chain(digests).collect()
}

/// A line for each channel that cannot be posted to; one line where Discord tells nothing of the server.
async fn faults(http: &Http, guild: GuildId, bot: UserId, channels: &BTreeSet<u64>) -> Vec<String> {
    let ground = match Ground::of_bot(http, guild, bot).await {
        Ok(ground) => ground,
        Err(error) => return vec![format!("Discord does not tell what sayso may do there ({error})")],
    };
    let (english, mut faults) = (Tongue::english(), Vec::new());
    for id in channels {
        let found = counted(http.get_channel(ChannelId::new((*id).max(1)))).await;
        let Ok(Channel::Guild(channel)) = found else {
            faults.push(format!("channel {id} is gone, or sayso lacks View Channel there"));
            continue;
        };
        let is_thread = !matches!(channel.kind, ChannelType::Text | ChannelType::News);
        let parent = match channel.parent_id.filter(|_| is_thread) {
            Some(parent) => match counted(http.get_channel(parent)).await {
                Ok(Channel::Guild(parent)) => Some(parent),
                _ => None,
            },
            None => None,
        };
        let lacks = ground.lacks(&channel, parent.as_ref());
        if !lacks.is_empty() {
            let rights: Vec<String> = lacks.iter().map(|key| english.say(&format!("right-{key}"))).collect();
            faults.push(format!("in #{} sayso lacks {}", visible(&channel.name), rights.join(", ")));
        }
    }
    faults
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
