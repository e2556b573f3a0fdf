//! A stand-in of Discord on loopback: as much of the gateway and of REST as a bot with commands and buttons meets.
//!
//! It does what Discord's documentation says, records what it is sent, holds that to Discord's rules, and fails
//! where a test asks it to.

mod gateway;
mod people;
mod rest;
mod state;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) use people::{ADA, Asked, BEN, SILENT};
pub(crate) use state::{Fault, Seen};

use super::http::serve;
use state::State;

/// How long anything may take before a test gives up, far beyond what it does take: machines are slow at times.
const DEADLINE: Duration = Duration::from_secs(120);

pub(crate) const APPLICATION: u64 = 900_000_000_000_000_001;
pub(crate) const GUILD: u64 = 900_000_000_000_000_002;
pub(crate) const CHANNEL: u64 = 900_000_000_000_000_003;

/// The stand-in. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Discord {
    base: String,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Counts changes, for those who wait for one.
    changes: watch::Sender<u64>,
}

impl Shared {
    /// Changes the state, and tells those who wait.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state.lock().unwrap());
        self.changes.send_modify(|count| *count += 1);
        changed
    }
}

impl Discord {
    /// Opens REST and the gateway on ports of their own.
    pub(crate) async fn start() -> Discord {
        let rest = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", rest.local_addr().unwrap());
        let state = State::new(format!("ws://{}", gateway.local_addr().unwrap()));
        let shared = Arc::new(Shared { state: Mutex::new(state), changes: watch::channel(0).0 });
        gateway::open(gateway, Arc::clone(&shared));
        let handled = Arc::clone(&shared);
        serve(rest, move |request| {
            let shared = Arc::clone(&handled);
            async move { shared.change(|state| rest::answer(state, &request)) }
        });
        Discord { base, shared }
    }

    /// What `DISCORD_API_BASE` is set to.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Waits until `seen` finds what it looks for.
    pub(crate) async fn until<T>(&self, what: &str, mut seen: impl FnMut(&State) -> Option<T>) -> T {
        let mut changes = self.shared.changes.subscribe();
        let found = tokio::time::timeout(DEADLINE, async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = seen(&self.shared.state.lock().unwrap()) {
                    return found;
                }
                changes.changed().await.unwrap();
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => panic!("waited in vain for {what}; what the bot sent:\n{}", self.told()),
        }
    }

    /// Waits until bots have identified themselves and registered their commands so many times. Returns the commands.
    pub(crate) async fn ready(&self, times: usize) -> Value {
        self.until("READY and the commands", |state| {
            state.commands.clone().filter(|_| state.identifies.len() == times && state.registered == times)
        })
        .await
    }

    /// Looks at the state as it is.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.shared.state.lock().unwrap())
    }

    /// Lets the next request that fits fail.
    pub(crate) fn fail(&self, fault: Fault) {
        self.shared.change(|state| state.faults.push(fault));
    }

    /// Answers every IDENTIFY from now on by closing with this code.
    pub(crate) fn refuse_with(&self, code: u16) {
        self.shared.change(|state| state.refuse_with = Some(code));
    }

    /// Ends the gateway's connection with a close code, or without a word where there is none.
    pub(crate) fn drop_connection(&self, code: Option<u16>) {
        self.shared.change(|state| state.hang_up(code));
    }

    /// Forgets the session: the next RESUME is answered by INVALID_SESSION.
    pub(crate) fn forget_session(&self) {
        self.shared.change(State::forget_session);
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
