//! The people of the server: what they type and press becomes INTERACTION_CREATE.

use serde_json::{Value, json};

use crate::Discord;
use crate::messages::message;
use crate::server::{APPLICATION, Channel, EDITORS, GUILD, OTHER_GUILD, ROLE, role};
use crate::state::{Conversation, Seen, State};

/// Somebody in the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: u64,
    /// Their name.
    pub name: &'static str,
    /// Rights in every channel, as Discord counts them.
    pub permissions: u64,
    /// The language that their Discord is set to.
    pub locale: &'static str,
    /// The server that they are in.
    pub guild: u64,
    /// Their roles.
    pub roles: &'static [u64],
}

const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;
const MANAGE_GUILD: u64 = 1 << 5;

impl Person {
    /// A member.
    pub const ADA: Person = Person {
        id: 800_000_000_000_000_001,
        name: "ada",
        permissions: VIEW_CHANNEL | SEND_MESSAGES,
        locale: "en-US",
        guild: GUILD,
        roles: &[ROLE],
    };
    /// Another member.
    pub const BEN: Person = Person { id: 800_000_000_000_000_002, name: "ben", ..Person::ADA };
    /// May read the channel and not write in it.
    pub const SILENT: Person =
        Person { id: 800_000_000_000_000_003, name: "silent", permissions: VIEW_CHANNEL, ..Person::ADA };
    /// May manage the server.
    pub const MIA: Person = Person {
        id: 800_000_000_000_000_004,
        name: "mia",
        permissions: VIEW_CHANNEL | SEND_MESSAGES | MANAGE_GUILD,
        ..Person::ADA
    };
    /// A member whose Discord speaks Ukrainian.
    pub const OLES: Person =
        Person { id: 800_000_000_000_000_005, name: "oles", locale: "uk", ..Person::ADA };

    /// A member who has the editors' role.
    pub const EDITH: Person =
        Person { id: 800_000_000_000_000_006, name: "edith", roles: &[ROLE, EDITORS], ..Person::ADA };
    /// May manage another server, and is in that one only.
    pub const STRANGER: Person =
        Person { id: 800_000_000_000_000_007, name: "stranger", guild: OTHER_GUILD, ..Person::MIA };

    /// Everybody above but the stranger.
    pub const ALL: [Person; 6] =
        [Person::ADA, Person::BEN, Person::SILENT, Person::MIA, Person::OLES, Person::EDITH];

    fn user(self) -> Value {
        json!({"id": self.id.to_string(), "username": self.name, "discriminator": "0", "global_name": null,
            "avatar": null, "bot": false, "public_flags": 0})
    }

    fn member(self) -> Value {
        let roles: Vec<String> = self.roles.iter().map(ToString::to_string).collect();
        json!({"user": self.user(), "nick": null, "avatar": null, "roles": roles, "deaf": false,
            "mute": false, "joined_at": "2024-01-01T00:00:00+00:00", "flags": 0, "pending": false,
            "permissions": self.permissions.to_string()})
    }
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Sends a command with options as Discord tells them (`{"name", "type", "value"}`, nested for subcommands).
    Slash {
        /// The command.
        name: String,
        /// Its options.
        options: Value,
    },
    /// Types into an option: the options so far, one of them with `"focused": true`.
    Complete {
        /// The command.
        name: String,
        /// Its options.
        options: Value,
    },
    /// Chooses an entry of a message's menu.
    Menu {
        /// The entry.
        name: String,
        /// The message.
        message: u64,
    },
    /// Presses a button, or chooses `values` from a select menu.
    Press {
        /// The message that it stands on.
        message: u64,
        /// Its id.
        custom_id: String,
        /// What was chosen; none for a button.
        values: Option<Vec<String>>,
    },
    /// Sends a form.
    Submit {
        /// The form's id.
        custom_id: String,
        /// Each field's id and text.
        fields: Vec<(String, String)>,
    },
}

/// A question that was put to the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The interaction's token, by which [`State::seen`] finds what came of it.
    pub token: String,
}

impl Discord {
    /// Somebody does something in a channel.
    pub fn act(&self, person: Person, channel: u64, act: &Act) -> Asked {
        self.shared.change(|state| interact(state, person, channel, act))
    }

    /// Somebody writes a message. Tells its number.
    pub fn write(&self, person: Person, channel: u64, content: &str) -> u64 {
        self.shared.change(|state| {
            let id = state.id();
            state.messages.insert(id, message(id, channel, &person.user(), content, 0));
            id
        })
    }

    /// The message that stands when something other than “thinking” is to be seen. Where there are several, the last.
    pub async fn answer(&self, asked: &Asked) -> Seen {
        self.until(|state| state.seen(&asked.token).pop()).await
    }

    /// The choices that an autocompletion came to.
    pub async fn choices(&self, asked: &Asked) -> Value {
        self.until(|state| state.conversations.get(&asked.token)?.choices.clone()).await
    }
}

fn interact(state: &mut State, person: Person, channel: u64, act: &Act) -> Asked {
    let id = state.id();
    let token = format!("token-{id}");
    let (kind, data) = data(state, act);
    let pressed = match act {
        Act::Press { message, .. } => state.messages.get(message).cloned().map(|shown| (*message, shown)),
        _ => None,
    };
    let place = state.server.channel(&channel.to_string()).cloned();
    let allowed = place.as_ref().map_or(0, |channel| channel.allowed);
    let mut told_channel = place.as_ref().map_or(Value::Null, Channel::told);
    if told_channel.is_object() {
        told_channel["permissions"] = json!(person.permissions.to_string());
    }
    let mut interaction = json!({
        "id": id.to_string(), "application_id": APPLICATION.to_string(), "type": kind, "data": data,
        "guild_id": person.guild.to_string(), "guild": {"id": person.guild.to_string(), "locale": "en-US", "features": []},
        "channel_id": channel.to_string(), "channel": told_channel, "member": person.member(),
        "token": token, "version": 1, "app_permissions": allowed.to_string(), "locale": person.locale,
        "guild_locale": "en-US", "entitlements": [], "context": 0, "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": person.guild.to_string()},
    });
    let conversation = Conversation::begin(person.id, channel, pressed.as_ref().map(|(id, _)| *id));
    if let Some((_, shown)) = pressed {
        interaction["message"] = shown;
    }
    state.conversations.insert(token.clone(), conversation);
    state.dispatch("INTERACTION_CREATE", interaction);
    Asked { token }
}

/// The type of the interaction, and its data.
fn data(state: &State, act: &Act) -> (u8, Value) {
    match act {
        Act::Slash { name, options } => (2, typed(state, name, options)),
        Act::Complete { name, options } => (4, typed(state, name, options)),
        Act::Menu { name, message } => {
            let id = message.to_string();
            let shown = state.messages.get(message).cloned().unwrap_or_default();
            let resolved = json!({"messages": {id.as_str(): shown}});
            (
                2,
                json!({"id": "920000000000000002", "name": name, "type": 3, "target_id": id, "resolved": resolved}),
            )
        }
        Act::Press { custom_id, values: None, .. } => {
            (3, json!({"custom_id": custom_id, "component_type": 2}))
        }
        Act::Press { custom_id, values: Some(values), .. } => {
            (3, json!({"custom_id": custom_id, "component_type": 3, "values": values}))
        }
        Act::Submit { custom_id, fields } => {
            let row = |(id, text): &(String, String)| json!({"type": 1, "components": [{"type": 4, "custom_id": id, "value": text}]});
            let rows: Vec<Value> = fields.iter().map(row).collect();
            (5, json!({"custom_id": custom_id, "components": rows}))
        }
    }
}

fn typed(state: &State, name: &str, options: &Value) -> Value {
    let mut data = json!({"id": "920000000000000001", "name": name, "type": 1, "options": options});
    let mut named = Vec::new();
    walk(options, &mut named);
    for (kind, id) in named {
        let (group, told) = match kind {
            7 => ("channels", state.server.channel(&id).map(Channel::told)),
            8 => ("roles", id.parse().ok().map(|id| role(id, "readers", 0))),
            _ => continue,
        };
        if let Some(mut told) = told {
            told["permissions"] = json!("2147483647");
            data["resolved"][group][id] = told;
        }
    }
    data
}

/// The channels and roles that options name, with the options' types.
fn walk(options: &Value, found: &mut Vec<(u64, String)>) {
    for option in options.as_array().into_iter().flatten() {
        if let (Some(kind), Some(value)) = (option["type"].as_u64(), option["value"].as_str()) {
            found.push((kind, value.to_owned()));
        }
        walk(&option["options"], found);
    }
}
