//! REST: commands, answers to interactions, follow-ups
//! (<https://discord.com/developers/docs/interactions/receiving-and-responding>).

use std::time::Instant;

use serde_json::{Value, json};

use super::people::message;
use super::state::{EPHEMERAL, Sent, State};
use super::{APPLICATION, GUILD};
use crate::support::http::{Request, Response};
use crate::support::judge;

/// Records a request, holds it to the rules, and answers it.
pub(crate) fn answer(state: &mut State, request: &Request) -> Response {
    let path = request.path.trim_start_matches("/api/v10").to_owned();
    let body: Value = match request.body.as_slice() {
        [] => Value::Null,
        body => serde_json::from_slice(body).unwrap_or_else(|error| json!({"not JSON": error.to_string()})),
    };
    let bare = path.split('?').next().unwrap_or_default().to_owned();
    for breach in judge::breaches(&request.method, &bare, &body) {
        state.breaches.push(format!("{} {bare}: {breach}", request.method));
    }
    let (status, answer) = match fault(state, &request.method, &bare) {
        Some(failed) => failed,
        None => obey(state, &request.method, &bare, &body),
    };
    state.requests.push(Sent {
        method: request.method.clone(),
        path: bare,
        body,
        status,
        at: Instant::now(),
    });
    if status == 204 {
        return Response { status, headers: vec![], body: vec![] };
    }
    let response = Response::new(status, "application/json", answer.to_string());
    if status == 429 {
        response.header("retry-after", "1").header("x-ratelimit-scope", "user")
    } else {
        response
    }
}

fn fault(state: &mut State, method: &str, path: &str) -> Option<(u16, Value)> {
    let at = state.faults.iter().position(|fault| fault.method == method && path.ends_with(fault.path))?;
    let fault = &mut state.faults[at];
    fault.times -= 1;
    let answer = (
        fault.status,
        json!({"message": "asked to fail", "code": fault.code, "retry_after": 1.0, "global": false}),
    );
    if fault.times == 0 {
        state.faults.remove(at);
    }
    Some(answer)
}

fn obey(state: &mut State, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        ("GET", ["gateway"]) => (200, json!({"url": state.gateway_url})),
        ("GET", ["gateway", "bot"]) => {
            let limit = json!({"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1});
            (200, json!({"url": state.gateway_url, "shards": 1, "session_start_limit": limit}))
        }
        ("PUT", ["applications", _, "commands"]) => register(state, body),
        ("POST", ["interactions", _, token, "callback"]) => acknowledge(state, token, body),
        ("POST", ["webhooks", _, token]) => follow_up(state, token, body),
        ("PATCH", ["webhooks", _, token, "messages", "@original"]) => edit(state, token, body),
        ("DELETE", ["webhooks", _, token, "messages", "@original"]) => delete(state, token),
        _ => {
            state.breaches.push(format!("{method} {path}: the bot has no business there"));
            (404, json!({"message": "404: Not Found", "code": 0}))
        }
    }
}

fn register(state: &mut State, body: &Value) -> (u16, Value) {
    let mut commands = body.as_array().cloned().unwrap_or_default();
    for command in &mut commands {
        if command["type"].is_null() {
            command["type"] = json!(1);
        }
        command["id"] = json!(state.id().to_string());
        command["application_id"] = json!(APPLICATION.to_string());
        command["version"] = json!(state.id().to_string());
        command["default_member_permissions"] = json!(null);
    }
    state.commands = Some(body.clone());
    state.registered += 1;
    (200, Value::Array(commands))
}

const UNKNOWN_INTERACTION: u32 = 10062;
const UNKNOWN_MESSAGE: u32 = 10008;
const ALREADY_ACKNOWLEDGED: u32 = 40060;

fn refuse(status: u16, code: u32) -> (u16, Value) {
    (status, json!({"message": "refused", "code": code}))
}

fn acknowledge(state: &mut State, token: &str, body: &Value) -> (u16, Value) {
    let Some(conversation) = state.conversations.get(token) else { return refuse(404, UNKNOWN_INTERACTION) };
    if conversation.acknowledged.is_some() {
        return refuse(400, ALREADY_ACKNOWLEDGED);
    }
    let pressed = conversation.pressed;
    let kind = body["type"].as_u64().unwrap_or(0);
    let flags = body["data"]["flags"].as_u64().unwrap_or(0) & EPHEMERAL;
    let original = match kind {
        4 | 5 => Some(post(state, &body["data"], flags)),
        6 | 7 => pressed,
        _ => None,
    };
    if let (7, Some(id)) = (kind, pressed) {
        fill(state, id, &body["data"]);
    }
    let conversation = state.conversations.get_mut(token).expect("it was there above");
    conversation.acknowledged = Some(kind);
    conversation.original = original;
    conversation.thinking = kind == 5;
    conversation.messages.extend(original.filter(|_| matches!(kind, 4 | 5)));
    conversation.edits += usize::from(kind == 7);
    (204, Value::Null)
}

/// The first follow-up of a deferral takes the deferral's place, and its privacy; every other is a message more. After
/// a deferral that was deleted before it was filled in there is none (as Discord has been seen to do).
fn follow_up(state: &mut State, token: &str, body: &Value) -> (u16, Value) {
    let Some(conversation) = state.conversations.get(token).filter(|it| it.acknowledged.is_some()) else {
        return refuse(404, UNKNOWN_INTERACTION);
    };
    match (conversation.thinking, conversation.original) {
        (true, Some(original)) => return edit_message(state, token, original, body),
        (true, None) => return refuse(404, UNKNOWN_MESSAGE),
        (false, _) => {}
    }
    let id = post(state, body, body["flags"].as_u64().unwrap_or(0) & EPHEMERAL);
    state.conversations.get_mut(token).expect("it was there above").messages.push(id);
    (200, state.messages[&id].clone())
}

fn edit(state: &mut State, token: &str, body: &Value) -> (u16, Value) {
    match state.conversations.get(token).and_then(|conversation| conversation.original) {
        Some(original) => edit_message(state, token, original, body),
        None => refuse(404, UNKNOWN_MESSAGE),
    }
}

fn edit_message(state: &mut State, token: &str, id: u64, body: &Value) -> (u16, Value) {
    fill(state, id, body);
    let conversation = state.conversations.get_mut(token).expect("the caller found it");
    conversation.thinking = false;
    conversation.edits += 1;
    (200, state.messages[&id].clone())
}

fn delete(state: &mut State, token: &str) -> (u16, Value) {
    let Some(conversation) = state.conversations.get_mut(token) else { return refuse(404, UNKNOWN_MESSAGE) };
    let Some(id) = conversation.original.take() else { return refuse(404, UNKNOWN_MESSAGE) };
    conversation.messages.retain(|message| *message != id);
    state.messages.remove(&id);
    (204, Value::Null)
}

fn post(state: &mut State, body: &Value, flags: u64) -> u64 {
    let id = state.id();
    let author = json!({"id": APPLICATION.to_string(), "username": "sayso", "discriminator": "0000", "avatar": null,
        "bot": true, "global_name": null});
    let mut new = message(id, author, "", flags);
    new["guild_id"] = json!(GUILD.to_string());
    state.messages.insert(id, new);
    fill(state, id, body);
    id
}

/// Puts the parts that `body` names into a message, with what Discord adds to them.
fn fill(state: &mut State, id: u64, body: &Value) {
    let Some(message) = state.messages.get_mut(&id) else { return };
    for part in ["content", "embeds", "components"] {
        if !body[part].is_null() {
            message[part] = body[part].clone();
        }
    }
    for embed in message["embeds"].as_array_mut().into_iter().flatten() {
        embed["type"] = json!("rich");
    }
}
