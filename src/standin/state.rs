//! What the stand-in knows.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::form::File;
use crate::server::Server;

/// Everything, behind one lock.
pub struct State {
    /// Where the gateway listens.
    pub gateway_url: String,
    /// Where REST listens; files that were sent can be fetched there.
    pub base: String,
    /// Every request, in order.
    pub requests: Vec<Sent>,
    /// Where a request broke Discord's rules.
    pub breaches: Vec<String>,
    /// Failures still to come.
    pub faults: Vec<Fault>,
    /// Answers still to be lost.
    pub losses: Vec<Loss>,
    /// The `d` of every IDENTIFY.
    pub identifies: Vec<Value>,
    /// The `d` of every RESUME.
    pub resumes: Vec<Value>,
    /// How many of them went on with a session.
    pub resumed: usize,
    /// How often the bot's heart is to beat.
    pub(crate) heartbeat_ms: u64,
    /// Heartbeats so far.
    pub heartbeats: usize,
    /// The commands as last registered, and how often they were.
    pub commands: Option<Value>,
    /// See [`State::commands`].
    pub registered: usize,
    /// What IDENTIFY is answered with instead of READY.
    pub refuse_with: Option<u16>,
    /// Roles that the commands were given to.
    pub given_to: Vec<u64>,
    /// The time that REST tells with every answer, as HTTP writes it; none is told where there is none.
    pub date: Option<String>,
    /// What the application has switched on, as Discord counts it.
    pub application_flags: u64,
    /// What has come of each interaction, by its token.
    pub conversations: HashMap<String, Conversation>,
    /// Every message that stands, by number: those of channels and the answers that one person sees.
    pub messages: BTreeMap<u64, Value>,
    /// The server.
    pub server: Server,
    pub(crate) files: HashMap<u64, File>,
    /// Messages by author's nonce, for `enforce_nonce`.
    pub(crate) nonces: HashMap<String, u64>,
    /// Milliseconds since 1970 by which new numbers are made; none: numbers only grow.
    pub(crate) now_ms: Option<u64>,
    session: Option<Session>,
    last_id: u64,
}

/// A request of the bot's, with the status that it was answered with.
#[derive(Debug, Clone)]
pub struct Sent {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without `/api/v10` and without the query.
    pub path: String,
    /// The JSON of the body; null where there is none.
    pub body: Value,
    /// What it was answered with; 0 where the answer was lost.
    pub status: u16,
    /// When it came.
    pub at: Instant,
}

/// A failure to come: the next `times` requests that fit get this answer.
#[derive(Debug, Clone)]
pub struct Fault {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// How the path ends.
    pub path: &'static str,
    /// The status.
    pub status: u16,
    /// Discord's own code in the body.
    pub code: u32,
    /// How often.
    pub times: u32,
}

/// An answer to be lost: the next `times` requests that fit get none.
#[derive(Debug, Clone)]
pub struct Loss {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// How the path ends.
    pub path: String,
    /// Whether Discord does what is asked all the same.
    pub heard: bool,
    /// Whether the connection stays open without a word, rather than breaking.
    pub hangs: bool,
    /// How often.
    pub times: u32,
}

/// What has come of one interaction.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// When the person asked.
    pub asked: Instant,
    /// Who asked.
    pub person: u64,
    /// In which channel.
    pub channel: u64,
    /// What others see of the question (“ada used /brief”), where it is shown.
    pub shown: Option<String>,
    /// The type of the first answer.
    pub acknowledged: Option<u64>,
    /// The message that `@original` names.
    pub original: Option<u64>,
    /// Whether the original is still “thinking”.
    pub thinking: bool,
    /// Every message that came of it and still stands, the original first where it is new.
    pub messages: Vec<u64>,
    /// The message whose button was pressed.
    pub pressed: Option<u64>,
    /// How often the original was edited.
    pub edits: usize,
    /// The choices of an autocompletion.
    pub choices: Option<Value>,
    /// The form that was opened.
    pub modal: Option<Value>,
}

/// A message as somebody in the channel sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its number.
    pub id: u64,
    /// Whether only the asker sees it.
    pub private: bool,
    /// The message as Discord tells it.
    pub message: Value,
}

impl Seen {
    /// The text of the first embed.
    pub fn description(&self) -> &str {
        self.message["embeds"][0]["description"].as_str().unwrap_or_default()
    }

    /// The text outside embeds.
    pub fn content(&self) -> &str {
        self.message["content"].as_str().unwrap_or_default()
    }

    /// All buttons and menus.
    pub fn buttons(&self) -> Vec<Value> {
        let rows = self.message["components"].as_array().cloned().unwrap_or_default();
        rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default()).collect()
    }

    /// The button with this label; null where there is none.
    pub fn button(&self, label: &str) -> Value {
        self.buttons().into_iter().find(|button| button["label"] == label).unwrap_or_default()
    }
}

impl Conversation {
    /// A question put now, by pressing a button of the message `pressed` where there is one.
    pub(crate) fn begin(person: u64, channel: u64, pressed: Option<u64>) -> Conversation {
        Conversation {
            asked: Instant::now(),
            person,
            channel,
            shown: None,
            acknowledged: None,
            original: None,
            thinking: false,
            messages: Vec::new(),
            pressed,
            edits: 0,
            choices: None,
            modal: None,
        }
    }
}

/// Short, so that tests meet a heartbeat.
const HEARTBEAT_MS: u64 = 1000;
/// Discord's own, which leaves time to read a crowd of servers.
pub(crate) const DISCORDS_HEARTBEAT_MS: u64 = 41_250;
/// Discord's epoch, 2015-01-01, in milliseconds since 1970.
const EPOCH_MS: u64 = 1_420_070_400_000;

/// The flag of a message that only the asker sees.
pub(crate) const EPHEMERAL: u64 = 1 << 6;

struct Session {
    id: String,
    sequence: u64,
    /// Dispatches so far, for a RESUME.
    history: Vec<(u64, Value)>,
    connection: Option<UnboundedSender<Out>>,
}

/// What goes out on the gateway's connection.
pub(crate) enum Out {
    Payload(Value),
    /// The end, with a code or without a word.
    HangUp(Option<u16>),
}

impl State {
    pub(crate) fn new(gateway_url: String, base: String) -> State {
        State {
            gateway_url,
            base,
            requests: Vec::new(),
            breaches: Vec::new(),
            faults: Vec::new(),
            losses: Vec::new(),
            identifies: Vec::new(),
            resumes: Vec::new(),
            resumed: 0,
            heartbeat_ms: HEARTBEAT_MS,
            heartbeats: 0,
            commands: None,
            registered: 0,
            refuse_with: None,
            given_to: Vec::new(),
            date: None,
            application_flags: 0,
            conversations: HashMap::new(),
            messages: BTreeMap::new(),
            server: Server::default(),
            files: HashMap::new(),
            nonces: HashMap::new(),
            now_ms: None,
            session: None,
            last_id: 910_000_000_000_000_000,
        }
    }

    /// A new id, larger than all before. Where it is told the time, the id tells it too, as Discord's do.
    pub(crate) fn id(&mut self) -> u64 {
        let least = self.now_ms.map_or(0, |now| now.saturating_sub(EPOCH_MS) << 22);
        self.last_id = (self.last_id + 1).max(least);
        self.last_id
    }

    /// Whether the bot's connection stands.
    pub fn is_connected(&self) -> bool {
        self.session.as_ref().and_then(|it| it.connection.as_ref()).is_some_and(|it| !it.is_closed())
    }

    pub(crate) fn hang_up(&mut self, code: Option<u16>) {
        if let Some(connection) = self.session.as_mut().and_then(|session| session.connection.take()) {
            drop(connection.send(Out::HangUp(code)));
        }
    }

    pub(crate) fn forget_session(&mut self) {
        self.session = None;
    }

    /// Forgets what was dispatched: nothing of it can be asked for by a RESUME any more.
    pub(crate) fn forget_history(&mut self) {
        if let Some(session) = &mut self.session {
            session.history.clear();
        }
        let latest: Vec<u64> = self.messages.keys().rev().take(2_000).copied().collect();
        let oldest = latest.last().copied().unwrap_or(0);
        self.messages = self.messages.split_off(&oldest);
        self.conversations.retain(|_, it| it.messages.iter().any(|id| *id >= oldest));
        self.nonces.retain(|_, id| *id >= oldest);
        self.files.clear();
    }

    /// Begins a session.
    pub(crate) fn identify(&mut self, data: Value, connection: UnboundedSender<Out>) -> String {
        self.identifies.push(data);
        let id = format!("session-{}", self.identifies.len());
        let connection = Some(connection);
        self.session = Some(Session { id: id.clone(), sequence: 0, history: Vec::new(), connection });
        id
    }

    /// Goes on with a session: sends again what was missed. False where there is no such session.
    pub(crate) fn resume(&mut self, data: Value, connection: UnboundedSender<Out>) -> bool {
        let (id, seen) = (data["session_id"].clone(), data["seq"].as_u64().unwrap_or(0));
        self.resumes.push(data);
        let Some(session) = self.session.as_mut().filter(|session| id == session.id.as_str()) else {
            return false;
        };
        for (_, missed) in session.history.iter().filter(|(sequence, _)| *sequence > seen) {
            drop(connection.send(Out::Payload(missed.clone())));
        }
        session.connection = Some(connection);
        self.resumed += 1;
        self.dispatch("RESUMED", json!({}));
        true
    }

    /// Sends an event, now or at the next RESUME. Without a session nobody hears it.
    pub(crate) fn dispatch(&mut self, kind: &str, data: Value) {
        let Some(session) = self.session.as_mut() else { return };
        session.sequence += 1;
        let payload = json!({"op": 0, "t": kind, "s": session.sequence, "d": data});
        session.history.push((session.sequence, payload.clone()));
        if let Some(connection) = &session.connection {
            drop(connection.send(Out::Payload(payload)));
        }
    }

    /// What has come of the interaction `token`, as its asker sees it. The message whose button was pressed counts
    /// where it was edited.
    pub fn seen(&self, token: &str) -> Vec<Seen> {
        let Some(conversation) = self.conversations.get(token) else { return Vec::new() };
        let pressed = conversation.pressed.filter(|_| conversation.edits > 0);
        let thinking = conversation.original.filter(|_| conversation.thinking);
        let ids = pressed.iter().chain(&conversation.messages).filter(|id| Some(**id) != thinking);
        ids.filter_map(|id| self.message(*id)).collect()
    }

    /// A message that stands.
    pub fn message(&self, id: u64) -> Option<Seen> {
        let message = self.messages.get(&id)?.clone();
        Some(Seen { id, private: message["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0, message })
    }

    /// The bytes of a file that was sent, by its address.
    pub fn file(&self, url: &str) -> Option<&[u8]> {
        let number = url.split_once("/files/")?.1.split('/').next()?.parse::<u64>().ok()?;
        self.files.get(&number).map(|file| file.bytes.as_slice())
    }

    /// The public messages of a channel, oldest first.
    pub fn channel(&self, id: u64) -> Vec<Seen> {
        let id = id.to_string();
        let own = self.messages.iter().filter(|(_, message)| message["channel_id"] == id.as_str());
        own.filter_map(|(id, _)| self.message(*id)).filter(|seen| !seen.private).collect()
    }
}
