//! The people of the server: what they type and press becomes INTERACTION_CREATE.

use std::time::Duration;

use serde_json::{Value, json};

use super::state::{Conversation, Seen};
use super::{APPLICATION, CHANNEL, Discord, GUILD};

/// Somebody in the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    id: u64,
    name: &'static str,
    /// Rights in the channel, as Discord counts them.
    permissions: u64,
}

const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;

pub(crate) const ADA: Person =
    Person { id: 800_000_000_000_000_001, name: "ada", permissions: VIEW_CHANNEL | SEND_MESSAGES };
pub(crate) const BEN: Person =
    Person { id: 800_000_000_000_000_002, name: "ben", permissions: VIEW_CHANNEL | SEND_MESSAGES };
/// May read the channel and not write in it.
pub(crate) const SILENT: Person =
    Person { id: 800_000_000_000_000_003, name: "silent", permissions: VIEW_CHANNEL };

/// A question that was put to the bot.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    token: String,
}

impl Discord {
    /// `/name` with options.
    pub(crate) fn slash(&self, person: Person, name: &str, options: &[(&str, Value)]) -> Asked {
        let options: Vec<Value> = options
            .iter()
            .map(|(name, value)| json!({"name": name, "type": if value.is_boolean() { 5 } else { 3 }, "value": value}))
            .collect();
        let data = json!({"id": "920000000000000001", "name": name, "type": 1, "options": options});
        self.interact(person, 2, data, None)
    }

    /// `/brief link:…`, for all.
    pub(crate) fn brief(&self, person: Person, link: &str) -> Asked {
        self.slash(person, "brief", &[("link", json!(link))])
    }

    /// The menu entry `name` on a message of Ben's.
    pub(crate) fn menu(&self, person: Person, name: &str, content: &str) -> Asked {
        let target = self.shared.change(super::state::State::id);
        let message = message(target, BEN.user(), content, 0);
        let data = json!({"id": "920000000000000002", "name": name, "type": 3, "target_id": target.to_string(),
            "resolved": {"messages": {target.to_string(): message}}});
        self.interact(person, 2, data, None)
    }

    /// Presses a button, as it stands on a message that the person sees.
    pub(crate) fn press(&self, person: Person, seen: &Seen, label: &str) -> Asked {
        let button = seen.button(label);
        assert_ne!(button["disabled"], json!(true), "nobody can press {label}, which is disabled");
        self.press_id(person, seen, button["custom_id"].as_str().unwrap())
    }

    /// Presses a button with this id.
    pub(crate) fn press_id(&self, person: Person, seen: &Seen, custom_id: &str) -> Asked {
        self.interact(person, 3, json!({"custom_id": custom_id, "component_type": 2}), Some(seen))
    }

    fn interact(&self, person: Person, kind: u8, data: Value, pressed: Option<&Seen>) -> Asked {
        self.shared.change(|state| {
            let id = state.id();
            let token = format!("token-{id}");
            let pressed = pressed.map(|seen| (seen.id, state.messages[&seen.id].clone()));
            let mut interaction = json!({
                "id": id.to_string(), "application_id": APPLICATION.to_string(), "type": kind, "data": data,
                "guild_id": GUILD.to_string(), "guild": {"id": GUILD.to_string(), "locale": "en-US", "features": []},
                "channel_id": CHANNEL.to_string(),
                "channel": {"id": CHANNEL.to_string(), "type": 0, "name": "general", "permissions": person.permissions.to_string()},
                "member": {"user": person.user(), "nick": null, "avatar": null, "roles": [], "deaf": false, "mute": false,
                    "joined_at": "2024-01-01T00:00:00+00:00", "flags": 0, "pending": false,
                    "permissions": person.permissions.to_string()},
                "token": token, "version": 1, "app_permissions": "2147483647", "locale": "en-US", "guild_locale": "en-US",
                "entitlements": [], "authorizing_integration_owners": {"0": GUILD.to_string()}, "context": 0,
                "attachment_size_limit": 10_485_760,
            });
            let conversation = Conversation::begin(pressed.as_ref().map(|(id, _)| *id));
            if let Some((_, message)) = pressed {
                interaction["message"] = message;
            }
            state.conversations.insert(token.clone(), conversation);
            state.dispatch("INTERACTION_CREATE", interaction);
            Asked { token }
        })
    }

    /// Waits for the answer: the message that stands when something other than “thinking” is to be seen. Where there
    /// are several, the last.
    pub(crate) async fn answer(&self, asked: &Asked) -> Seen {
        self.until("an answer", |state| state.seen(&asked.token).pop()).await
    }

    /// Waits until so many messages have come of a question.
    pub(crate) async fn answers(&self, asked: &Asked, count: usize) -> Vec<Seen> {
        self.until("answers", |state| Some(state.seen(&asked.token)).filter(|seen| seen.len() >= count)).await
    }

    /// Waits until nothing is left of the answer but one message that only the asker sees.
    pub(crate) async fn private_answer(&self, asked: &Asked) -> Seen {
        self.until("a private answer alone", |state| {
            let mut seen = state.seen(&asked.token);
            seen.pop().filter(|last| last.private && seen.is_empty())
        })
        .await
    }

    /// How long after the question each of the bot's requests for it came, in order.
    pub(crate) fn delays(&self, asked: &Asked) -> Vec<Duration> {
        self.look(|state| {
            let own = state.requests.iter().filter(|sent| sent.path.contains(&asked.token));
            own.map(|sent| sent.at - state.conversations[&asked.token].asked).collect()
        })
    }

    /// The bodies of the bot's requests for this question, in order, with their method.
    pub(crate) fn sent(&self, asked: &Asked) -> Vec<(String, Value)> {
        self.look(|state| {
            let own = state.requests.iter().filter(|sent| sent.path.contains(&asked.token));
            own.map(|sent| (sent.method.clone(), sent.body.clone())).collect()
        })
    }
}

impl Person {
    pub(crate) fn user(self) -> Value {
        json!({"id": self.id.to_string(), "username": self.name, "discriminator": "0", "global_name": null,
            "avatar": null, "bot": false, "public_flags": 0})
    }

    pub(crate) fn id(self) -> u64 {
        self.id
    }
}

/// A message as Discord tells it.
pub(crate) fn message(id: u64, author: Value, content: &str, flags: u64) -> Value {
    json!({"id": id.to_string(), "channel_id": CHANNEL.to_string(), "author": author, "content": content,
        "timestamp": "2025-03-04T12:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [], "pinned": false,
        "type": 0, "flags": flags})
}
