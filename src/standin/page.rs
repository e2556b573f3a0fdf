//! A page on which a person can talk to the bot: channels, messages, commands with their completions, buttons.
//!
//! It is served on loopback and only takes JSON, which a page of another site cannot send here.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::http::{Request, Response, serve};
use crate::people::{Act, Person};
use crate::server::{GENERAL, ROLE};
use crate::state::{Conversation, State};
use crate::{Asked, Discord};

/// How long the page's question for news waits before it is answered with none.
const NEWS_WAIT: Duration = Duration::from_secs(20);
/// Discord's patience with an autocompletion.
const COMPLETION_WAIT: Duration = Duration::from_secs(3);

impl Discord {
    /// Serves the page on `listener` for as long as the runtime lives. Returns its address.
    ///
    /// # Errors
    /// Where the listener has no address.
    pub fn open_page(&self, listener: TcpListener) -> std::io::Result<SocketAddr> {
        let address = listener.local_addr()?;
        let discord = self.clone();
        serve(listener, move |request| {
            let discord = discord.clone();
            async move { discord.serve_page(&request).await }
        });
        Ok(address)
    }

    async fn serve_page(&self, request: &Request) -> Response {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        match (request.method.as_str(), path) {
            ("GET", "/") => Response::new(200, "text/html; charset=utf-8", include_str!("page.html")),
            ("GET", "/view") => told(200, &self.view(query).await),
            ("POST", "/act") if request.kind.starts_with("application/json") => {
                match serde_json::from_slice(&request.body) {
                    Ok(asked) => self.acted(&asked).await,
                    Err(error) => refused(&format!("that is no JSON: {error}")),
                }
            }
            _ => Response::new(404, "text/plain", "there is only one page here: /"),
        }
    }

    /// What a person sees in a channel, as soon as it is another than at the version `after`.
    async fn view(&self, query: &str) -> Value {
        let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let after: i64 = asked("after").and_then(|after| after.parse().ok()).unwrap_or(-1);
        let person = person(asked("person"));
        let channel = asked("channel").and_then(|id| id.parse().ok()).unwrap_or(GENERAL);
        let mut changes = self.shared.changes.subscribe();
        let newer = changes.wait_for(|version| i64::try_from(*version).unwrap_or(i64::MAX) > after);
        // Without news the same is told once more.
        drop(tokio::time::timeout(NEWS_WAIT, newer).await);
        let version = *self.shared.changes.borrow();
        self.look(|state| view(state, person, channel, version))
    }

    async fn acted(&self, asked: &Value) -> Response {
        let person = person(asked["person"].as_str());
        let channel = number(&asked["channel"]).unwrap_or(GENERAL);
        if let Some(content) = asked["write"].as_str() {
            let content: String = content.chars().take(2000).collect();
            return told(200, &json!({"message": self.write(person, channel, &content).to_string()}));
        }
        let Some(act) = act(asked) else { return refused("nothing that can be done") };
        if !self.look(State::is_connected) {
            return refused("the bot is not connected yet; try again in a second");
        }
        let token = self.act(person, channel, &act);
        if let Some(shown) = asked["shown"].as_str() {
            let shown = shown.to_owned();
            self.shared
                .change(|state| state.conversations.get_mut(&token.token).map(|it| it.shown = Some(shown)));
        }
        if matches!(act, Act::Complete { .. }) {
            return self.completed(&token).await;
        }
        told(200, &json!({"token": token.token}))
    }

    async fn completed(&self, asked: &Asked) -> Response {
        match tokio::time::timeout(COMPLETION_WAIT, self.choices(asked)).await {
            Ok(choices) => told(200, &json!({"choices": choices})),
            Err(_) => refused("no choices came within three seconds"),
        }
    }
}

fn told(status: u16, value: &Value) -> Response {
    Response::new(status, "application/json", value.to_string())
}

fn refused(why: &str) -> Response {
    told(400, &json!({"error": why}))
}

fn person(id: Option<&str>) -> Person {
    let id = id.and_then(|id| id.parse().ok());
    Person::ALL.into_iter().find(|person| Some(person.id) == id).unwrap_or(Person::MIA)
}

fn number(value: &Value) -> Option<u64> {
    value.as_str()?.parse().ok()
}

/// What the page asks for as something that somebody does.
fn act(asked: &Value) -> Option<Act> {
    let text = |name: &str| asked[name].as_str().map(str::to_owned);
    let texts = |value: &Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
    };
    if let Some(name) = text("slash") {
        return Some(Act::Slash { name, options: asked["options"].clone() });
    }
    if let Some(name) = text("complete") {
        return Some(Act::Complete { name, options: asked["options"].clone() });
    }
    if let Some(name) = text("menu") {
        return Some(Act::Menu { name, message: number(&asked["message"])? });
    }
    if let Some(message) = number(&asked["press"]) {
        return Some(Act::Press { message, custom_id: text("id")?, values: texts(&asked["values"]) });
    }
    let pair = |field: &Value| Some((field[0].as_str()?.to_owned(), field[1].as_str()?.to_owned()));
    let fields = asked["fields"].as_array()?.iter().map(pair).collect::<Option<_>>()?;
    Some(Act::Submit { custom_id: text("submit")?, fields })
}

fn view(state: &State, person: Person, channel: u64, version: u64) -> Value {
    let people: Vec<Value> = Person::ALL.iter().map(|it| told_person(*it)).collect();
    let channels: Vec<Value> = state.server.channels.iter().map(told_channel).collect();
    json!({
        "version": version, "server": "Harbour News", "role": ROLE.to_string(), "people": people,
        "channels": channels, "commands": state.commands.clone().unwrap_or_else(|| json!([])),
        "messages": messages(state, person, channel), "modal": modal(state, person),
    })
}

fn told_person(person: Person) -> Value {
    let about = match person {
        Person::MIA => "admin",
        Person::OLES => "reads in Ukrainian",
        Person::SILENT => "may only read",
        _ => "member",
    };
    json!({"id": person.id.to_string(), "name": person.name, "about": about, "locale": person.locale,
        "permissions": person.permissions.to_string()})
}

fn told_channel(channel: &crate::Channel) -> Value {
    json!({"id": channel.id.to_string(), "name": channel.name})
}

/// The messages of a channel that the person sees, each with the command that it answers.
fn messages(state: &State, person: Person, channel: u64) -> Vec<Value> {
    let channel = channel.to_string();
    let own = state.messages.iter().filter(|(_, message)| message["channel_id"] == channel.as_str());
    own.filter_map(|(id, _)| {
        let seen = state.message(*id)?;
        let of = |it: &&Conversation| it.messages.contains(id);
        let asked = state.conversations.values().find(of);
        if seen.private && asked.is_none_or(|asked| asked.person != person.id) {
            return None;
        }
        let mut told = seen.message;
        told["private"] = json!(seen.private);
        told["thinking"] = json!(asked.is_some_and(|asked| asked.thinking && asked.original == Some(*id)));
        told["asked"] = json!(asked.and_then(|asked| asked.shown.clone()));
        Some(told)
    })
    .collect()
}

/// The form that was opened last for the person.
fn modal(state: &State, person: Person) -> Value {
    let open = state.conversations.iter().filter(|(_, it)| it.person == person.id && it.modal.is_some());
    match open.max_by_key(|(_, it)| it.asked) {
        Some((token, conversation)) => {
            let mut modal = conversation.modal.clone().unwrap_or_default();
            modal["token"] = json!(token);
            modal
        }
        None => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn private_messages_are_seen_by_their_asker_alone() {
        let discord = Discord::start().await.unwrap();
        let asked =
            discord.act(Person::ADA, GENERAL, &Act::Slash { name: "brief".to_owned(), options: json!([]) });
        let body = json!({"type": 4, "data": {"content": "for you", "flags": 64}});
        discord.shared.change(|state| crate::interaction::acknowledge(state, &asked.token, &body, vec![]));
        discord.write(Person::BEN, GENERAL, "for all");
        let seen = |person: Person| {
            let view = discord.look(|state| view(state, person, GENERAL, 1));
            let messages = view["messages"].as_array().unwrap().clone();
            messages.iter().map(|it| it["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(seen(Person::ADA), ["for you", "for all"]);
        assert_eq!(seen(Person::BEN), ["for all"]);
    }

    #[test]
    fn what_the_page_sends_is_understood_or_refused() {
        let press = json!({"press": "7", "id": "turn:1", "values": ["a"]});
        let expected =
            Act::Press { message: 7, custom_id: "turn:1".to_owned(), values: Some(vec!["a".to_owned()]) };
        assert_eq!(act(&press), Some(expected));
        for odd in [
            json!({}),
            json!({"press": 7}),
            json!({"menu": "a"}),
            json!([]),
            json!({"submit": "a", "fields": [1]}),
        ] {
            assert_eq!(act(&odd), None, "{odd}");
        }
    }
}
