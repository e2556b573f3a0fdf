//! The stand-in of Discord, as tests wait for it: whatever does not come in time is told with all that was sent.

use std::fmt::Write as _;
use std::ops::Deref;
use std::time::Duration;

use sayso_standin::{Act, GENERAL, Person, State};
use serde_json::{Value, json};

pub(crate) use sayso_standin::{Asked, EDITORS, Fault, Loss, Seen};

pub(crate) const ADA: Person = Person::ADA;
pub(crate) const BEN: Person = Person::BEN;
/// May read the channel and not write in it.
pub(crate) const SILENT: Person = Person::SILENT;
/// May manage the server.
pub(crate) const MIA: Person = Person::MIA;
/// Reads Discord in Ukrainian.
pub(crate) const OLES: Person = Person::OLES;
/// Has the editors' role.
pub(crate) const EDITH: Person = Person::EDITH;
/// May manage another server.
pub(crate) const STRANGER: Person = Person::STRANGER;

/// How long anything may take before a test gives up, far beyond what it does take: machines are slow at times.
const DEADLINE: Duration = Duration::from_secs(120);

/// The stand-in. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Discord(sayso_standin::Discord);

impl Deref for Discord {
    type Target = sayso_standin::Discord;

    fn deref(&self) -> &sayso_standin::Discord {
        &self.0
    }
}

impl Discord {
    pub(crate) async fn start() -> Discord {
        Discord(sayso_standin::Discord::start().await.unwrap())
    }

    /// Waits until `seen` finds what it looks for.
    pub(crate) async fn until<T>(&self, what: &str, seen: impl FnMut(&State) -> Option<T>) -> T {
        match tokio::time::timeout(DEADLINE, self.0.until(seen)).await {
            Ok(found) => found,
            Err(_) => panic!("waited in vain for {what}; what the bot sent:\n{}", self.told()),
        }
    }

    /// Waits until bots have identified themselves so many times and the commands are registered. Returns the commands.
    pub(crate) async fn ready(&self, times: usize) -> Value {
        self.until("READY and the commands", |state| {
            state.commands.clone().filter(|_| state.identifies.len() == times && state.is_connected())
        })
        .await
    }

    /// `/name` with options; `/name of-subcommand` too.
    pub(crate) fn slash(&self, person: Person, name: &str, options: &[(&str, Value)]) -> Asked {
        let (name, options) = typed(name, options, None);
        self.act(person, GENERAL, &Act::Slash { name, options })
    }

    /// What is offered while `text` is typed into an option of `/name`.
    pub(crate) async fn offered(&self, person: Person, name: &str, option: &str, text: &str) -> Vec<String> {
        let (name, options) = typed(name, &[(option, json!(text))], Some(option));
        let asked = self.act(person, GENERAL, &Act::Complete { name, options });
        let choices =
            self.until("suggestions", |state| state.conversations.get(&asked.token)?.choices.clone()).await;
        let choices = choices.as_array().cloned().unwrap_or_default();
        choices.iter().map(|choice| choice["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// `/brief link:…`, for all.
    pub(crate) fn brief(&self, person: Person, link: &str) -> Asked {
        self.slash(person, "brief", &[("link", json!(link))])
    }

    /// The menu entry `name` on a message of Ben's.
    pub(crate) fn menu(&self, person: Person, name: &str, content: &str) -> Asked {
        let message = self.write(BEN, GENERAL, content);
        self.act(person, GENERAL, &Act::Menu { name: name.to_owned(), message })
    }

    /// Presses a button, as it stands on a message that the person sees.
    pub(crate) fn press(&self, person: Person, seen: &Seen, label: &str) -> Asked {
        let button = seen.button(label);
        assert!(button.is_object(), "no button {label} in {}", seen.message);
        assert_ne!(button["disabled"], json!(true), "nobody can press {label}, which is disabled");
        self.press_id(person, seen, button["custom_id"].as_str().unwrap())
    }

    /// Presses a button with this id.
    pub(crate) fn press_id(&self, person: Person, seen: &Seen, custom_id: &str) -> Asked {
        let act = Act::Press { message: seen.id, custom_id: custom_id.to_owned(), values: None };
        self.act(person, GENERAL, &act)
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

    /// Waits until a channel has so many public messages.
    pub(crate) async fn posts(&self, channel: u64, count: usize) -> Vec<Seen> {
        self.until("posts", |state| Some(state.channel(channel)).filter(|seen| seen.len() >= count)).await
    }

    /// Waits until so many requests have come whose answer was lost.
    pub(crate) async fn lost_requests(&self, count: usize) {
        let lost = |state: &State| state.requests.iter().filter(|sent| sent.status == 0).count();
        self.until("requests whose answers are lost", |state| (lost(state) >= count).then_some(())).await;
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

    /// Everything that was sent was within Discord's rules.
    pub(crate) fn assert_lawful(&self) {
        let breaches = self.look(|state| state.breaches.clone());
        assert!(breaches.is_empty(), "{}\n{}", breaches.join("\n"), self.told());
    }

    /// The requests so far, for the message of a failing test.
    pub(crate) fn told(&self) -> String {
        self.look(|state| {
            state.requests.iter().fold(String::new(), |mut told, request| {
                let body = request.body.to_string();
                let body: String = body.chars().take(300).collect();
                let _ = writeln!(told, "{} {} {} {body}", request.status, request.method, request.path);
                told
            })
        })
    }
}

/// A channel as an option of its own type.
pub(crate) fn channel(id: u64) -> Value {
    json!({"channel": id.to_string()})
}

/// A role as an option of its own type.
pub(crate) fn role(id: u64) -> Value {
    json!({"role": id.to_string()})
}

/// The command, and its options as Discord tells them: in its subcommand where it has one.
fn typed(name: &str, options: &[(&str, Value)], focused: Option<&str>) -> (String, Value) {
    let told = |(name, value): &(&str, Value)| {
        let (kind, value) = match value {
            Value::Bool(_) => (5, value.clone()),
            Value::Number(_) => (4, value.clone()),
            Value::Object(named) if named.contains_key("channel") => (7, named["channel"].clone()),
            Value::Object(named) if named.contains_key("role") => (8, named["role"].clone()),
            _ => (3, value.clone()),
        };
        let mut option = json!({"name": name, "type": kind, "value": value});
        if focused == Some(*name) {
            option["focused"] = json!(true);
        }
        option
    };
    let options: Vec<Value> = options.iter().map(told).collect();
    match name.split_once(' ') {
        Some((name, below)) => (name.to_owned(), json!([{"name": below, "type": 1, "options": options}])),
        None => (name.to_owned(), Value::Array(options)),
    }
}
