//! What the stand-in knows.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

/// Everything, behind one lock.
pub(crate) struct State {
    pub(crate) gateway_url: String,
    /// Every request, in order.
    pub(crate) requests: Vec<Sent>,
    /// Where a request broke Discord's rules.
    pub(crate) breaches: Vec<String>,
    pub(crate) faults: Vec<Fault>,
    /// The `d` of every IDENTIFY and RESUME.
    pub(crate) identifies: Vec<Value>,
    pub(crate) resumes: Vec<Value>,
    pub(crate) resumed: usize,
    pub(crate) heartbeats: usize,
    /// The commands as last registered, and how often they were.
    pub(crate) commands: Option<Value>,
    pub(crate) registered: usize,
    /// What IDENTIFY is answered with instead of READY.
    pub(crate) refuse_with: Option<u16>,
    pub(crate) conversations: HashMap<String, Conversation>,
    pub(crate) messages: BTreeMap<u64, Value>,
    session: Option<Session>,
    last_id: u64,
}

/// A request of the bot's, with the status that it was answered with.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) status: u16,
    pub(crate) at: Instant,
}

/// A failure to come: the next `times` requests that fit get this answer.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) method: &'static str,
    /// How the path ends.
    pub(crate) path: &'static str,
    pub(crate) status: u16,
    /// Discord's own code in the body.
    pub(crate) code: u32,
    pub(crate) times: u32,
}

/// What has come of one interaction.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) asked: Instant,
    /// The type of the first answer.
    pub(crate) acknowledged: Option<u64>,
    /// The message that `@original` names.
    pub(crate) original: Option<u64>,
    /// Whether the original is still “thinking”.
    pub(crate) thinking: bool,
    /// Every message that came of it and still stands, the original first where it is new.
    pub(crate) messages: Vec<u64>,
    /// The message whose button was pressed.
    pub(crate) pressed: Option<u64>,
    /// How often the original was edited.
    pub(crate) edits: usize,
}

/// A message as somebody in the channel sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) id: u64,
    /// Whether only the asker sees it.
    pub(crate) private: bool,
    pub(crate) message: Value,
}

impl Seen {
    /// The text of the first embed.
    pub(crate) fn description(&self) -> &str {
        self.message["embeds"][0]["description"].as_str().unwrap_or_default()
    }

    /// The text outside embeds.
    pub(crate) fn content(&self) -> &str {
        self.message["content"].as_str().unwrap_or_default()
    }

    /// All buttons.
    pub(crate) fn buttons(&self) -> Vec<Value> {
        let rows = self.message["components"].as_array().cloned().unwrap_or_default();
        rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default()).collect()
    }

    /// The button with this label.
    pub(crate) fn button(&self, label: &str) -> Value {
        let found = self.buttons().into_iter().find(|button| button["label"] == label);
        found.unwrap_or_else(|| panic!("no button {label} in {}", self.message))
    }
}

impl Conversation {
    /// A question put now, by pressing a button of the message `pressed` where there is one.
    pub(crate) fn begin(pressed: Option<u64>) -> Conversation {
        Conversation {
            asked: Instant::now(),
            acknowledged: None,
            original: None,
            thinking: false,
            messages: Vec::new(),
            pressed,
            edits: 0,
        }
    }
}

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
    pub(crate) fn new(gateway_url: String) -> State {
        State {
            gateway_url,
            requests: Vec::new(),
            breaches: Vec::new(),
            faults: Vec::new(),
            identifies: Vec::new(),
            resumes: Vec::new(),
            resumed: 0,
            heartbeats: 0,
            commands: None,
            registered: 0,
            refuse_with: None,
            conversations: HashMap::new(),
            messages: BTreeMap::new(),
            session: None,
            last_id: 910_000_000_000_000_000,
        }
    }

    /// A new id, larger than all before.
    pub(crate) fn id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn is_connected(&self) -> bool {
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
        self.dispatch("RESUMED", serde_json::json!({}));
        true
    }

    /// Sends an event, now or at the next RESUME.
    pub(crate) fn dispatch(&mut self, kind: &str, data: Value) {
        let session = self.session.as_mut().expect("a bot has identified itself");
        session.sequence += 1;
        let payload = serde_json::json!({"op": 0, "t": kind, "s": session.sequence, "d": data});
        session.history.push((session.sequence, payload.clone()));
        if let Some(connection) = &session.connection {
            drop(connection.send(Out::Payload(payload)));
        }
    }

    /// What has come of the interaction `token`, as its asker sees it. The message whose button was pressed counts
    /// where it was edited.
    pub(crate) fn seen(&self, token: &str) -> Vec<Seen> {
        let Some(conversation) = self.conversations.get(token) else { return Vec::new() };
        let pressed = conversation.pressed.filter(|_| conversation.edits > 0);
        let thinking = conversation.original.filter(|_| conversation.thinking);
        let ids = pressed.iter().chain(&conversation.messages).filter(|id| Some(**id) != thinking);
        ids.filter_map(|id| {
            let message = self.messages.get(id)?.clone();
            Some(Seen { id: *id, private: message["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0, message })
        })
        .collect()
    }
}
