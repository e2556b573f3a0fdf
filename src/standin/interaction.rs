//! Answers to interactions and follow-ups
//! (<https://discord.com/developers/docs/interactions/receiving-and-responding>).

use serde_json::Value;

use crate::form::File;
use crate::messages::{Answer, fill, place, refuse};
use crate::state::{Conversation, EPHEMERAL, State};

const UNKNOWN_INTERACTION: u32 = 10062;
const UNKNOWN_MESSAGE: u32 = 10008;
const ALREADY_ACKNOWLEDGED: u32 = 40060;

/// `POST /interactions/{id}/{token}/callback`.
pub(crate) fn acknowledge(state: &mut State, token: &str, body: &Value, files: Vec<File>) -> Answer {
    let Some(conversation) = state.conversations.get(token) else { return refuse(404, UNKNOWN_INTERACTION) };
    if conversation.acknowledged.is_some() {
        return refuse(400, ALREADY_ACKNOWLEDGED);
    }
    let (pressed, channel) = (conversation.pressed, conversation.channel);
    let (kind, data) = (body["type"].as_u64().unwrap_or(0), &body["data"]);
    let flags = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL;
    let original = match (kind, pressed) {
        (4 | 5, _) => Some(place(state, channel, data, flags, files)),
        (7, Some(id)) => {
            fill(state, id, data, files);
            pressed
        }
        (6, _) => pressed,
        _ => None,
    };
    let Some(conversation) = state.conversations.get_mut(token) else {
        return refuse(404, UNKNOWN_INTERACTION);
    };
    conversation.acknowledged = Some(kind);
    conversation.original = original;
    conversation.thinking = kind == 5;
    conversation.messages.extend(original.filter(|_| matches!(kind, 4 | 5)));
    conversation.edits += usize::from(kind == 7);
    match kind {
        8 => conversation.choices = Some(data["choices"].clone()),
        9 => conversation.modal = Some(data.clone()),
        _ => {}
    }
    (204, Value::Null)
}

/// `POST /webhooks/{application}/{token}`. The first follow-up of a deferral takes the deferral's place, and its
/// privacy; every other is a message more. After a deferral that was deleted before it was filled in there is none
/// (as Discord has been seen to do).
pub(crate) fn follow_up(state: &mut State, token: &str, body: &Value, files: Vec<File>) -> Answer {
    let Some(conversation) = state.conversations.get(token).filter(|it| it.acknowledged.is_some()) else {
        return refuse(404, UNKNOWN_INTERACTION);
    };
    match (conversation.thinking, conversation.original) {
        (true, Some(original)) => return edit_message(state, token, original, body, files),
        (true, None) => return refuse(404, UNKNOWN_MESSAGE),
        (false, _) => {}
    }
    let (channel, flags) = (conversation.channel, body["flags"].as_u64().unwrap_or(0) & EPHEMERAL);
    let id = place(state, channel, body, flags, files);
    if let Some(conversation) = state.conversations.get_mut(token) {
        conversation.messages.push(id);
    }
    told(state, id)
}

/// `GET /webhooks/{application}/{token}/messages/@original`.
pub(crate) fn original(state: &State, token: &str) -> Answer {
    match state.conversations.get(token).and_then(|conversation| conversation.original) {
        Some(original) => told(state, original),
        None => refuse(404, UNKNOWN_MESSAGE),
    }
}

/// `PATCH /webhooks/{application}/{token}/messages/@original`.
pub(crate) fn edit(state: &mut State, token: &str, body: &Value, files: Vec<File>) -> Answer {
    match state.conversations.get(token).and_then(|conversation| conversation.original) {
        Some(original) => edit_message(state, token, original, body, files),
        None => refuse(404, UNKNOWN_MESSAGE),
    }
}

/// `DELETE /webhooks/{application}/{token}/messages/@original`.
pub(crate) fn delete(state: &mut State, token: &str) -> Answer {
    let original = state.conversations.get_mut(token).and_then(|conversation| {
        let original = conversation.original.take()?;
        conversation.messages.retain(|message| *message != original);
        Some(original)
    });
    match original.and_then(|id| state.messages.remove(&id)) {
        Some(_) => (204, Value::Null),
        None => refuse(404, UNKNOWN_MESSAGE),
    }
}

fn edit_message(state: &mut State, token: &str, id: u64, body: &Value, files: Vec<File>) -> Answer {
    fill(state, id, body, files);
    if let Some(Conversation { thinking, edits, .. }) = state.conversations.get_mut(token) {
        *thinking = false;
        *edits += 1;
    }
    told(state, id)
}

fn told(state: &State, id: u64) -> Answer {
    (200, state.messages.get(&id).cloned().unwrap_or_default())
}
