//! A stand-in of Discord on loopback: as much of the gateway and of REST as a bot with commands, buttons and posts
//! meets.
//!
//! It does what Discord's documentation says, records what it is sent, holds that to Discord's rules, and fails
//! where it is asked to. The tests of sayso run on it, and so does `sayso try`. It knows nothing of sayso.
//!
//! # Layout
//!
//! [`Discord`] is the handle. `gateway` and `rest` are what the bot meets, on the ground of `http` and `form`;
//! `people` is what the bot cannot see: who types and presses, from code or on the `page`; `judge` knows the rules; `state` holds everything,
//! `server` what a server is from its first day.
//!
//! # Example
//!
//! ```
//! use sayso_standin::{Discord, GENERAL, Person};
//!
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
//! let discord = Discord::start().await?;
//! let message = discord.write(Person::BEN, GENERAL, "Who said that?");
//! assert!(discord.base().starts_with("http://127.0.0.1:"), "what a bot's DISCORD_API_BASE is set to");
//! assert_eq!(discord.look(|state| state.message(message).unwrap().content().to_owned()), "Who said that?");
//! # Ok::<(), std::io::Error>(())
//! # })?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod form;
mod gateway;
mod http;
mod interaction;
mod judge;
mod messages;
mod page;
mod people;
mod rest;
mod server;
mod state;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::rest::Answered;
use crate::server::Server;

pub use http::{Request, Response, serve};
pub use people::{Act, Asked, Person};
pub use server::{
    APPLICATION, Channel, EDITORS, GENERAL, GUILD, NEWS, OTHER_GUILD, PRIVATE, ROLE, crowd_channel,
    crowd_server,
};
pub use state::{Conversation, Fault, Loss, Seen, Sent, State};

/// The stand-in. Cloning gives another handle to the same one.
#[derive(Clone)]
pub struct Discord {
    base: String,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Counts changes, for those who wait for one.
    changes: watch::Sender<u64>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while it was held ended one request; what it holds is still whole enough to look at.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and tells those who wait.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.changes.send_modify(|count| *count += 1);
        changed
    }
}

impl Discord {
    /// Opens REST and the gateway on ports of their own on 127.0.0.1. They answer for as long as the runtime lives.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start() -> io::Result<Discord> {
        let rest = TcpListener::bind("127.0.0.1:0").await?;
        let gateway = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", rest.local_addr()?);
        let state = State::new(format!("ws://{}", gateway.local_addr()?), base.clone());
        let shared = Arc::new(Shared { state: Mutex::new(state), changes: watch::channel(0).0 });
        gateway::open(gateway, Arc::clone(&shared));
        let handled = Arc::clone(&shared);
        http::serve_or_break(rest, move |request| {
            let shared = Arc::clone(&handled);
            async move {
                match shared.change(|state| rest::answer(state, &request)) {
                    Answered::With(response) => Some(response),
                    Answered::Broken => None,
                    Answered::Never => std::future::pending().await,
                }
            }
        });
        Ok(Discord { base, shared })
    }

    /// What `DISCORD_API_BASE` is set to.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Looks at the state as it is.
    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.shared.lock())
    }

    /// Waits until `seen` finds what it looks for.
    pub async fn until<T>(&self, mut seen: impl FnMut(&State) -> Option<T>) -> T {
        let mut changes = self.shared.changes.subscribe();
        loop {
            changes.borrow_and_update();
            if let Some(found) = seen(&self.shared.lock()) {
                return found;
            }
            if changes.changed().await.is_err() {
                // The sender lives as long as this handle.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Lets the next requests that fit fail.
    pub fn fail(&self, fault: Fault) {
        self.shared.change(|state| state.faults.push(fault));
    }

    /// Lets the answers to the next requests that fit be lost.
    pub fn lose(&self, loss: Loss) {
        self.shared.change(|state| state.losses.push(loss));
    }

    /// Lets nothing fail any more.
    pub fn recover(&self) {
        self.shared.change(|state| {
            state.faults.clear();
            state.losses.clear();
        });
    }

    /// Sets the time, in milliseconds since 1970, that the numbers of new messages tell.
    pub fn set_time(&self, ms: u64) {
        self.shared.change(|state| state.now_ms = Some(ms));
    }

    /// Forgets every nonce, as Discord does after some minutes.
    pub fn forget_nonces(&self) {
        self.shared.change(|state| state.nonces.clear());
    }

    /// Answers every IDENTIFY from now on by closing with this code.
    pub fn refuse_with(&self, code: u16) {
        self.shared.change(|state| state.refuse_with = Some(code));
    }

    /// Gives the commands to a role, as a server's owner does in Integrations.
    pub fn give_commands_to(&self, role: u64) {
        self.shared.change(|state| state.given_to.push(role));
    }

    /// Ends the gateway's connection with a close code, or without a word where there is none.
    pub fn drop_connection(&self, code: Option<u16>) {
        self.shared.change(|state| state.hang_up(code));
    }

    /// Forgets the session: the next RESUME is answered by INVALID_SESSION.
    pub fn forget_session(&self) {
        self.shared.change(State::forget_session);
    }

    /// Tells a time with every answer of REST from now on, as HTTP writes it.
    pub fn tell_time(&self, date: &str) {
        self.shared.change(|state| state.date = Some(date.to_owned()));
    }

    /// Switches things of the application on, as Discord counts its flags.
    pub fn set_application_flags(&self, flags: u64) {
        self.shared.change(|state| state.application_flags = flags);
    }

    /// Puts the bot on so many further servers, each with 30 channels and 20 roles, of which READY tells. Its heart
    /// beats as slowly as at Discord from then on.
    pub fn gather(&self, crowd: u64) {
        self.shared.change(|state| state.server.gather(crowd));
        self.beat_slowly();
    }

    /// Asks for a heartbeat as seldom as Discord does, on connections from now on: a bot with much to read misses one
    /// of those that come every second, and connects anew.
    pub fn beat_slowly(&self) {
        self.shared.change(|state| state.heartbeat_ms = state::DISCORDS_HEARTBEAT_MS);
    }

    /// Forgets the requests so far, so that days of them fit into memory.
    pub fn forget_requests(&self) {
        self.shared.change(|state| {
            state.requests.clear();
            state.forget_history();
        });
    }

    /// Changes a channel: its name, or what the bot may do there. An unknown number changes nothing.
    pub fn change_channel(&self, id: u64, change: impl FnOnce(&mut Channel)) {
        self.shared.change(|state| state.server.channels.iter_mut().find(|it| it.id == id).map(change));
    }

    /// Deletes a channel, and tells the bot.
    pub fn delete_channel(&self, id: u64) {
        self.shared.change(|state| {
            let Some(at) = state.server.channels.iter().position(|channel| channel.id == id) else { return };
            let gone = state.server.channels.remove(at);
            state.dispatch("CHANNEL_DELETE", gone.told());
        });
    }

    /// Deletes a role, and tells the bot.
    pub fn delete_role(&self, id: u64) {
        self.shared.change(|state| {
            state.server.lost_roles.push(id);
            let told = serde_json::json!({"guild_id": GUILD.to_string(), "role_id": id.to_string()});
            state.dispatch("GUILD_ROLE_DELETE", told);
        });
    }

    /// Changes the server: whether it has a system channel, for one.
    pub fn change_server(&self, change: impl FnOnce(&mut Server)) {
        self.shared.change(|state| change(&mut state.server));
    }

    /// Invites the bot to the server that it was taken off, and tells it.
    pub fn invite(&self) {
        self.shared.change(|state| {
            state.server.kicked = false;
            let name =
                state.server.all().find(|(id, _)| *id == GUILD).map(|(_, name)| name).unwrap_or_default();
            let created = state.server.created(GUILD, &name);
            state.dispatch("GUILD_CREATE", created);
        });
    }

    /// Takes the bot off the server, and tells it.
    pub fn kick(&self) {
        self.shared.change(|state| {
            state.server.kicked = true;
            state.dispatch("GUILD_DELETE", serde_json::json!({"id": GUILD.to_string()}));
        });
    }
}
