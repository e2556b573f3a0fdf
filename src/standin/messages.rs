//! Messages in channels: posting, reading back, changing
//! (<https://discord.com/developers/docs/resources/message>).

use serde_json::{Value, json};

use crate::form::File;
use crate::server::{Channel, GUILD, bot_user};
use crate::state::State;

const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;
const EMBED_LINKS: u64 = 1 << 14;
const READ_MESSAGE_HISTORY: u64 = 1 << 16;

const UNKNOWN_CHANNEL: u32 = 10003;
const UNKNOWN_MESSAGE: u32 = 10008;
const THREAD_ARCHIVED: u32 = 50083;
const MISSING_ACCESS: u32 = 50001;
const MISSING_PERMISSIONS: u32 = 50013;

/// Most messages of one reading.
const PAGE_MAX: usize = 100;

/// An answer of REST: its status and its JSON.
pub(crate) type Answer = (u16, Value);

pub(crate) fn refuse(status: u16, code: u32) -> Answer {
    (status, json!({"message": "refused", "code": code}))
}

/// The channel of a path, where the bot may do all of this in it.
pub(crate) fn permitted(state: &State, channel: &str, rights: u64) -> Result<Channel, Answer> {
    if state.server.kicked {
        return Err(refuse(403, MISSING_ACCESS));
    }
    let Some(channel) = state.server.channel(channel) else { return Err(refuse(404, UNKNOWN_CHANNEL)) };
    if !channel.allows(VIEW_CHANNEL) {
        return Err(refuse(403, MISSING_ACCESS));
    }
    if !channel.allows(rights) {
        return Err(refuse(403, MISSING_PERMISSIONS));
    }
    Ok(channel.clone())
}

/// `POST /channels/{id}/messages`.
pub(crate) fn post(state: &mut State, channel: &str, body: &Value, files: Vec<File>) -> Answer {
    let rights = SEND_MESSAGES
        | if body["embeds"].as_array().is_some_and(|it| !it.is_empty()) { EMBED_LINKS } else { 0 };
    let channel = match permitted(state, channel, rights) {
        Ok(channel) => channel,
        Err(refused) => return refused,
    };
    if channel.archived {
        return refuse(400, THREAD_ARCHIVED);
    }
    // Discord's window for this is some minutes; here it is for ever.
    let nonce = body["nonce"].as_str().filter(|_| body["enforce_nonce"] == true).map(str::to_owned);
    if let Some(id) = nonce.as_ref().and_then(|nonce| state.nonces.get(nonce)).copied() {
        return (200, state.messages.get(&id).cloned().unwrap_or_default());
    }
    let id = place(state, channel.id, body, 0, files);
    if let Some(message) = state.messages.get_mut(&id) {
        message["nonce"] = body["nonce"].clone();
    }
    if let Some(nonce) = nonce {
        state.nonces.insert(nonce, id);
    }
    (200, state.messages.get(&id).cloned().unwrap_or_default())
}

/// `GET /channels/{id}/messages?after=…&limit=…`: newest first.
pub(crate) fn read_back(state: &State, channel: &str, query: &str) -> Answer {
    let channel = match permitted(state, channel, READ_MESSAGE_HISTORY) {
        Ok(channel) => channel,
        Err(refused) => return refused,
    };
    let asked = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse::<u64>().ok())
    };
    let limit = asked("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(50).min(PAGE_MAX);
    let (after, before) = (asked("after"), asked("before"));
    let all = state.channel(channel.id).into_iter();
    let fitting =
        all.filter(|seen| after.is_none_or(|id| seen.id > id) && before.is_none_or(|id| seen.id < id));
    let mut found: Vec<Value> = fitting.map(|seen| seen.message).collect();
    if after.is_some() {
        // The nearest to `after`, and those newest first, as Discord does.
        found.truncate(limit);
    }
    found.reverse();
    found.truncate(limit);
    (200, Value::Array(found))
}

/// `PATCH /channels/{id}/messages/{id}`.
pub(crate) fn change(state: &mut State, channel: &str, id: &str, body: &Value, files: Vec<File>) -> Answer {
    if let Err(refused) = permitted(state, channel, 0) {
        return refused;
    }
    match id.parse().ok().filter(|id| state.messages.contains_key(id)) {
        None => refuse(404, UNKNOWN_MESSAGE),
        Some(id) => {
            fill(state, id, body, files);
            (200, state.messages.get(&id).cloned().unwrap_or_default())
        }
    }
}

/// `PATCH /channels/{id}`: opens a thread again, or archives it.
pub(crate) fn change_thread(state: &mut State, channel: &str, body: &Value) -> Answer {
    let known = match permitted(state, channel, SEND_MESSAGES) {
        Ok(known) => known,
        Err(refused) => return refused,
    };
    let threads = state.server.channels.iter_mut().filter(|it| it.id == known.id && it.parent.is_some());
    match (threads.last(), body["archived"].as_bool()) {
        (Some(thread), Some(archived)) => {
            thread.archived = archived;
            (200, thread.told())
        }
        _ => refuse(403, MISSING_PERMISSIONS),
    }
}

/// `DELETE /channels/{id}/messages/{id}`.
pub(crate) fn remove(state: &mut State, channel: &str, id: &str) -> Answer {
    if let Err(refused) = permitted(state, channel, 0) {
        return refused;
    }
    match id.parse().ok().and_then(|id: u64| state.messages.remove(&id)) {
        None => refuse(404, UNKNOWN_MESSAGE),
        Some(_) => (204, Value::Null),
    }
}

/// `POST /channels/{id}/threads` and `POST /channels/{id}/messages/{id}/threads`. In a forum the first message comes
/// with it.
pub(crate) fn open_thread(state: &mut State, channel: &str, body: &Value, files: Vec<File>) -> Answer {
    let parent = match permitted(state, channel, SEND_MESSAGES) {
        Ok(parent) => parent,
        Err(refused) => return refused,
    };
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    let thread = Channel {
        id: state.id(),
        name,
        kind: 11,
        parent: Some(parent.id),
        allowed: parent.allowed,
        guild: parent.guild,
        archived: false,
    };
    let mut told = thread.told();
    told["thread_metadata"] = json!({"archived": false, "auto_archive_duration": 1440,
        "archive_timestamp": "2025-03-04T12:00:00+00:00", "locked": false});
    let id = thread.id;
    state.server.channels.push(thread);
    if body["message"].is_object() {
        let first = place(state, id, &body["message"], 0, files);
        told["message"] = state.messages.get(&first).cloned().unwrap_or_default();
    }
    (201, told)
}

/// A message of the bot's with what `body` says.
pub(crate) fn place(state: &mut State, channel: u64, body: &Value, flags: u64, files: Vec<File>) -> u64 {
    let id = state.id();
    let mut new = message(id, channel, &bot_user(), "", flags);
    new["guild_id"] = json!(GUILD.to_string());
    state.messages.insert(id, new);
    fill(state, id, body, files);
    id
}

/// Puts the parts that `body` names into a message, with what Discord adds to them.
pub(crate) fn fill(state: &mut State, id: u64, body: &Value, files: Vec<File>) {
    let mut attached: Vec<Value> = Vec::new();
    for file in files {
        let number = state.id();
        let url = format!("{}/files/{number}/{}", state.base, file.name);
        attached.push(
            json!({"id": number.to_string(), "filename": file.name, "size": file.bytes.len(), "url": url,
            "proxy_url": url, "content_type": "image/png"}),
        );
        state.files.insert(number, file);
    }
    let Some(message) = state.messages.get_mut(&id) else { return };
    for part in ["content", "embeds", "components"] {
        if !body[part].is_null() {
            message[part] = body[part].clone();
        }
    }
    if !attached.is_empty() || body["attachments"].is_array() {
        message["attachments"] = Value::Array(attached);
    }
    let attached = message["attachments"].as_array().cloned().unwrap_or_default();
    for embed in message["embeds"].as_array_mut().into_iter().flatten() {
        embed["type"] = json!("rich");
        for part in ["image", "thumbnail"] {
            let name = embed[part]["url"].as_str().and_then(|url| url.strip_prefix("attachment://"));
            let file = name.and_then(|name| attached.iter().find(|file| file["filename"] == name));
            if let Some(url) = file.map(|file| file["url"].clone()) {
                embed[part]["url"] = url;
            }
        }
    }
}

/// A message as Discord tells it.
pub(crate) fn message(id: u64, channel: u64, author: &Value, content: &str, flags: u64) -> Value {
    json!({"id": id.to_string(), "channel_id": channel.to_string(), "author": author, "content": content,
        "timestamp": "2025-03-04T12:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [], "pinned": false,
        "type": 0, "flags": flags})
}
