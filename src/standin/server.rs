//! The one server that the stand-in has: its channels, its role, and what the bot may do where.

use serde_json::{Value, json};

/// The bot's number, as an application and as a user.
pub const APPLICATION: u64 = 900_000_000_000_000_001;
/// The server.
pub const GUILD: u64 = 900_000_000_000_000_002;
/// The channel in which people talk.
pub const GENERAL: u64 = 900_000_000_000_000_003;
/// A channel for posts.
pub const NEWS: u64 = 900_000_000_000_000_004;
/// A channel that the bot cannot see.
pub const PRIVATE: u64 = 900_000_000_000_000_005;
/// A role that people have, and that a post may mention.
pub const ROLE: u64 = 900_000_000_000_000_006;
/// A role that few have.
pub const EDITORS: u64 = 900_000_000_000_000_007;
/// Another server, of which nothing is to be seen but its people.
pub const OTHER_GUILD: u64 = 900_000_000_000_000_008;
/// Who made the server; nobody of [`crate::Person`].
const OWNER: u64 = 800_000_000_000_000_009;

/// All rights that Discord knows today, and a few more, but `ADMINISTRATOR`, which would overrule what a channel denies.
const ALL: u64 = ((1 << 52) - 1) & !(1 << 3);
/// `VIEW_CHANNEL`.
const VIEW_CHANNEL: u64 = 1 << 10;

/// The server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its channels, in the order in which they are shown.
    pub channels: Vec<Channel>,
    /// Whether the bot was taken off it.
    pub kicked: bool,
    /// How many further servers the bot is on, of which each has a channel for posts and nobody who types.
    pub crowd: u64,
    /// The channels for posts of those, by which the rest is told.
    pub(crate) crowd_channels: Vec<Channel>,
    /// Whether it has a channel for notices of Discord's, which is then the general one.
    pub has_system_channel: bool,
    /// Roles that were deleted.
    pub lost_roles: Vec<u64>,
}

/// A text channel.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its number.
    pub id: u64,
    /// Its name, without `#`.
    pub name: String,
    /// Discord's type: 0 text, 5 announcements, 11 thread, 15 forum.
    pub kind: u8,
    /// The channel that a thread belongs to.
    pub parent: Option<u64>,
    /// What the bot may do there, as Discord counts rights.
    pub allowed: u64,
    /// The server that it is in.
    pub guild: u64,
    /// Whether it is a thread that sleeps: nothing is posted there until somebody opens it again.
    pub archived: bool,
}

/// The first server of the crowd; the others follow at a distance of 1,000, their channels between.
const CROWD: u64 = 930_000_000_000_000_000;
/// Channels and roles of a server of the crowd: what a middling server has.
const CROWD_CHANNELS: u64 = 30;
/// See [`CROWD_CHANNELS`].
const CROWD_ROLES: u64 = 20;

/// The number of a server of the crowd, counted from 0.
#[must_use]
pub const fn crowd_server(index: u64) -> u64 {
    CROWD + index * 1000
}

/// Its channel for posts.
#[must_use]
pub const fn crowd_channel(index: u64) -> u64 {
    crowd_server(index) + 1
}

impl Default for Server {
    fn default() -> Server {
        let channel = |id, name: &str, allowed| Channel {
            id,
            name: name.to_owned(),
            kind: 0,
            parent: None,
            allowed,
            guild: GUILD,
            archived: false,
        };
        Server {
            channels: vec![
                channel(GENERAL, "general", ALL),
                channel(NEWS, "news", ALL),
                channel(PRIVATE, "staff", ALL & !VIEW_CHANNEL),
            ],
            kicked: false,
            crowd: 0,
            crowd_channels: Vec::new(),
            has_system_channel: true,
            lost_roles: Vec::new(),
        }
    }
}

impl Server {
    /// The channel of a number, as it stands in a path.
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        let id: u64 = id.parse().ok()?;
        self.channels.iter().find(|channel| channel.id == id).or_else(|| {
            let index = usize::try_from(id.checked_sub(CROWD)? / 1000).ok()?;
            self.crowd_channels.get(index).filter(|channel| channel.id == id)
        })
    }

    /// Puts the bot on so many further servers.
    pub(crate) fn gather(&mut self, crowd: u64) {
        self.crowd = crowd;
        let channel = |index| Channel {
            id: crowd_channel(index),
            name: "news".to_owned(),
            kind: 0,
            parent: None,
            allowed: ALL,
            guild: crowd_server(index),
            archived: false,
        };
        self.crowd_channels = (0..crowd).map(channel).collect();
    }

    /// Numbers and names of all servers that the bot is on, by number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u64, String)> {
        let own = (!self.kicked).then(|| (GUILD, "Harbour News".to_owned()));
        own.into_iter().chain((0..self.crowd).map(|index| (crowd_server(index), format!("Server {index}"))))
    }

    /// A server as REST and GUILD_CREATE tell it.
    pub(crate) fn told_as(&self, id: u64, name: &str) -> Value {
        let mut told = json!({
            "id": id.to_string(), "name": name, "icon": null, "icon_hash": null, "splash": null,
            "discovery_splash": null, "owner_id": OWNER.to_string(), "afk_channel_id": null, "afk_timeout": 300,
            "widget_enabled": false, "widget_channel_id": null, "verification_level": 0,
            "default_message_notifications": 1, "explicit_content_filter": 0, "emojis": [], "features": [],
            "mfa_level": 0, "application_id": null, "system_channel_id": GENERAL.to_string(),
            "system_channel_flags": 0, "rules_channel_id": null, "max_presences": null, "max_members": 1000,
            "vanity_url_code": null, "description": null, "banner": null, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": "en-US", "public_updates_channel_id": null,
            "max_video_channel_users": 25, "nsfw_level": 0, "stickers": [], "premium_progress_bar_enabled": false,
            "safety_alerts_channel_id": null, "incidents_data": null,
        });
        told["roles"] = self.roles(id);
        if !self.has_system_channel {
            told["system_channel_id"] = Value::Null;
        }
        told
    }

    /// The payload of GUILD_CREATE: a server with what only the gateway tells.
    pub(crate) fn created(&self, id: u64, name: &str) -> Value {
        let mut told = self.told_as(id, name);
        for (part, value) in [
            ("joined_at", json!("2024-01-01T00:00:00+00:00")),
            ("large", json!(false)),
            ("unavailable", json!(false)),
            ("member_count", json!(4)),
            ("voice_states", json!([])),
            ("members", json!([bot_member()])),
            ("channels", self.channels_of(id)),
            ("threads", json!([])),
            ("presences", json!([])),
            ("stage_instances", json!([])),
            ("guild_scheduled_events", json!([])),
            ("soundboard_sounds", json!([])),
        ] {
            told[part] = value;
        }
        told
    }

    /// The roles of a server: everybody's, whose number is the server's, and more.
    pub(crate) fn roles(&self, guild: u64) -> Value {
        if guild == GUILD {
            let all = [(GUILD, "@everyone", ALL), (ROLE, "readers", 0)];
            let there = all.into_iter().filter(|(id, ..)| !self.lost_roles.contains(id));
            return there.map(|(id, name, permissions)| role(id, name, permissions)).collect();
        }
        let other = |number: u64| role(guild + 100 + number, "some", 0);
        std::iter::once(role(guild, "@everyone", ALL)).chain((1..CROWD_ROLES).map(other)).collect()
    }

    /// A server's channels as they are told.
    pub(crate) fn channels_of(&self, guild: u64) -> Value {
        if guild == GUILD {
            return self
                .channels
                .iter()
                .filter(|channel| channel.parent.is_none())
                .map(Channel::told)
                .collect();
        }
        let other = |number: u64| Channel {
            id: guild + number,
            name: if number == 1 { "news".to_owned() } else { format!("channel-{number}") },
            kind: 0,
            parent: None,
            allowed: ALL,
            guild,
            archived: false,
        };
        (1..=CROWD_CHANNELS).map(|number| other(number).told()).collect()
    }
}

impl Channel {
    /// Whether the bot may do all of this there.
    pub(crate) fn allows(&self, rights: u64) -> bool {
        self.allowed & rights == rights
    }

    /// The channel as it is told. What the bot may not do there is forbidden to the bot itself.
    pub(crate) fn told(&self) -> Value {
        let forbidden = json!({"id": APPLICATION.to_string(), "type": 1, "allow": "0",
            "deny": (ALL & !self.allowed).to_string()});
        json!({"id": self.id.to_string(), "type": self.kind, "guild_id": self.guild.to_string(), "name": self.name,
            "position": 0, "permission_overwrites": [forbidden], "nsfw": false, "topic": null,
            "parent_id": self.parent.map(|parent| parent.to_string()), "last_message_id": null,
            "rate_limit_per_user": 0, "flags": 0})
    }
}

/// The bot as a user.
pub(crate) fn bot_user() -> Value {
    json!({"id": APPLICATION.to_string(), "username": "sayso", "discriminator": "0000", "avatar": null, "bot": true,
        "global_name": null, "public_flags": 0})
}

/// The bot as a member of the server.
pub(crate) fn bot_member() -> Value {
    json!({"user": bot_user(), "nick": null, "avatar": null, "roles": [], "deaf": false, "mute": false,
        "joined_at": "2024-01-01T00:00:00+00:00", "flags": 0, "pending": false})
}

pub(crate) fn role(id: u64, name: &str, permissions: u64) -> Value {
    json!({"id": id.to_string(), "name": name, "color": 0, "colors": {"primary_color": 0, "secondary_color": null,
        "tertiary_color": null}, "hoist": false, "icon": null, "unicode_emoji": null, "position": 0,
        "permissions": permissions.to_string(), "managed": false, "mentionable": true, "flags": 0})
}
