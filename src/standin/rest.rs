//! REST: every request is recorded, held to the rules, and answered
//! (<https://discord.com/developers/docs/reference>).

use std::time::Instant;

use serde_json::{Value, json};

use crate::form::{self, File};
use crate::http::{Request, Response};
use crate::messages::{Answer, refuse};
use crate::server::{APPLICATION, GUILD, bot_member, bot_user};
use crate::state::{Loss, Sent, State};
use crate::{interaction, judge, messages};

/// `Missing Access`: what a bot meets on a server that it is not on.
const MISSING_ACCESS: u32 = 50001;

/// What becomes of a request's answer.
pub(crate) enum Answered {
    /// It is sent.
    With(Response),
    /// The connection breaks in its place.
    Broken,
    /// It never comes, and the connection stands.
    Never,
}

/// Records a request, holds it to the rules, and answers it.
pub(crate) fn answer(state: &mut State, request: &Request) -> Answered {
    if let Some(file) = request.path.strip_prefix("/files/") {
        return Answered::With(fetched(state, file));
    }
    let path = request.path.trim_start_matches("/api/v10");
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let (body, files) = form::read(request);
    for breach in judge::breaches(&request.method, path, &body) {
        state.breaches.push(format!("{} {path}: {breach}", request.method));
    }
    let asked = Question { method: &request.method, path, query, body: &body };
    let lost = loss(state, &request.method, path);
    let (status, answer) = match (&lost, fault(state, &request.method, path)) {
        (Some(Loss { heard: false, .. }), _) => (0, Value::Null),
        (_, Some(failed)) => failed,
        (_, None) => obey(state, &asked, files),
    };
    let (method, path) = (request.method.clone(), path.to_owned());
    let told = if lost.is_some() { 0 } else { status };
    state.requests.push(Sent { method, path, body, status: told, at: Instant::now() });
    match lost {
        Some(Loss { hangs: true, .. }) => Answered::Never,
        Some(Loss { hangs: false, .. }) => Answered::Broken,
        None => Answered::With(response(state, status, &answer)),
    }
}

fn response(state: &State, status: u16, answer: &Value) -> Response {
    if status == 204 {
        return Response { status, headers: vec![], body: vec![] };
    }
    let response = Response::new(status, "application/json", answer.to_string());
    let response = match &state.date {
        Some(date) => response.header("date", date),
        None => response,
    };
    if status == 429 {
        response.header("retry-after", "1").header("x-ratelimit-scope", "user")
    } else {
        response
    }
}

/// Whether the answer to a request is lost.
fn loss(state: &mut State, method: &str, path: &str) -> Option<Loss> {
    let fits = |loss: &Loss| loss.method == method && path.ends_with(&loss.path);
    let at = state.losses.iter().position(fits)?;
    state.losses[at].times -= 1;
    let loss = state.losses[at].clone();
    state.losses.retain(|loss| loss.times > 0);
    Some(loss)
}

struct Question<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    body: &'a Value,
}

/// A file that came with a message.
fn fetched(state: &State, path: &str) -> Response {
    let number = path.split('/').next().and_then(|number| number.parse::<u64>().ok());
    match number.and_then(|number| state.files.get(&number)) {
        Some(file) => Response::new(200, "image/png", file.bytes.clone()),
        None => Response::new(404, "text/plain", "no such file"),
    }
}

fn fault(state: &mut State, method: &str, path: &str) -> Option<Answer> {
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

fn obey(state: &mut State, asked: &Question<'_>, files: Vec<File>) -> Answer {
    let Question { method, path, query, body } = *asked;
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        ("GET", ["gateway"]) => (200, json!({"url": state.gateway_url})),
        ("GET", ["gateway", "bot"]) => {
            let limit = json!({"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1});
            (200, json!({"url": state.gateway_url, "shards": 1, "session_start_limit": limit}))
        }
        ("GET", ["users", "@me"]) => (200, bot_user()),
        ("GET", ["users", "@me", "guilds"]) => servers_told(state, query),
        ("GET", ["oauth2", "applications", "@me"]) => (200, application(state)),
        ("PUT", ["applications", _, "commands"]) => register(state, body),
        ("POST", ["interactions", _, token, "callback"]) => {
            interaction::acknowledge(state, token, body, files)
        }
        ("POST", ["webhooks", _, token]) => interaction::follow_up(state, token, body, files),
        ("GET", ["webhooks", _, token, "messages", "@original"]) => interaction::original(state, token),
        ("PATCH", ["webhooks", _, token, "messages", "@original"]) => {
            interaction::edit(state, token, body, files)
        }
        ("DELETE", ["webhooks", _, token, "messages", "@original"]) => interaction::delete(state, token),
        ("GET", ["channels", channel]) => channel_told(state, channel),
        ("PATCH", ["channels", channel]) => messages::change_thread(state, channel, body),
        ("POST", ["channels", channel, "messages"]) => messages::post(state, channel, body, files),
        ("GET", ["channels", channel, "messages"]) => messages::read_back(state, channel, query),
        ("PATCH", ["channels", channel, "messages", id]) => messages::change(state, channel, id, body, files),
        ("DELETE", ["channels", channel, "messages", id]) => messages::remove(state, channel, id),
        ("POST", ["channels", channel, "threads"] | ["channels", channel, "messages", _, "threads"]) => {
            messages::open_thread(state, channel, body, files)
        }
        ("GET", ["applications", _, "guilds", _, "commands", command, "permissions"]) => {
            given(state, command)
        }
        ("GET", ["guilds", guild, rest @ ..]) => server_told(state, guild, rest),
        _ => {
            state.breaches.push(format!("{method} {path}: the bot has no business there"));
            (404, json!({"message": "404: Not Found", "code": 0}))
        }
    }
}

fn channel_told(state: &State, channel: &str) -> Answer {
    match messages::permitted(state, channel, 0) {
        Ok(channel) => (200, channel.told()),
        Err(refused) => refused,
    }
}

/// The servers that the bot is on, in the order of their numbers, by pages.
fn servers_told(state: &State, query: &str) -> Answer {
    let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str| asked(name).and_then(|number| number.parse::<u64>().ok());
    let (after, limit) = (number("after").unwrap_or(0), number("limit").unwrap_or(200).min(200));
    let told = |(id, name): (u64, String)| {
        json!({"id": id.to_string(), "name": name, "icon": null, "banner": null,
        "owner": false, "permissions": "0", "features": []})
    };
    let servers = state.server.all().filter(|(id, _)| *id > after);
    (200, servers.take(usize::try_from(limit).unwrap_or(200)).map(told).collect())
}

fn application(state: &State) -> Value {
    json!({"id": APPLICATION.to_string(), "name": "sayso", "icon": null, "description": "", "bot_public": true,
        "bot_require_code_grant": false, "verify_key": "0".repeat(64), "team": null, "owner": null,
        "flags": state.application_flags, "role_connections_verification_url": null,
        "integration_types_config": {}, "approximate_guild_count": state.server.all().count(),
        "approximate_user_install_count": 0, "guild": null, "redirect_uris": [], "interactions_endpoint_url": null})
}

fn server_told(state: &State, guild: &str, rest: &[&str]) -> Answer {
    let known = state.server.all().find(|(id, _)| guild == id.to_string());
    let Some((id, name)) = known else { return refuse(403, MISSING_ACCESS) };
    match rest {
        [] => (200, state.server.told_as(id, &name)),
        ["channels"] => (200, state.server.channels_of(id)),
        ["roles"] => (200, state.server.roles(id)),
        ["members", id] if *id == APPLICATION.to_string() => (200, bot_member()),
        _ => refuse(404, 0),
    }
}

/// Whom a command was given to; where nothing was changed, Discord knows of nothing.
fn given(state: &State, command: &str) -> Answer {
    const UNKNOWN_COMMAND_PERMISSIONS: u32 = 10066;
    if state.given_to.is_empty() {
        return refuse(404, UNKNOWN_COMMAND_PERMISSIONS);
    }
    let role = |role: &u64| json!({"id": role.to_string(), "type": 1, "permission": true});
    let permissions: Vec<Value> = state.given_to.iter().map(role).collect();
    let (application, guild) = (APPLICATION.to_string(), GUILD.to_string());
    (
        200,
        json!({"id": command, "application_id": application, "guild_id": guild, "permissions": permissions}),
    )
}

fn register(state: &mut State, body: &Value) -> Answer {
    let mut commands = body.as_array().cloned().unwrap_or_default();
    for command in &mut commands {
        if command["type"].is_null() {
            command["type"] = json!(1);
        }
        // A menu entry is sent without a description and told with an empty one.
        if command["description"].is_null() {
            command["description"] = json!("");
        }
        command["id"] = json!(state.id().to_string());
        command["application_id"] = json!(APPLICATION.to_string());
        command["version"] = json!(state.id().to_string());
    }
    state.commands = Some(body.clone());
    state.registered += 1;
    (200, Value::Array(commands))
}
