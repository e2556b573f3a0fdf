//! The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME, INVALID_SESSION and dispatches
//! (<https://discord.com/developers/docs/events/gateway>), as plain JSON.

use std::borrow::Cow;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::Shared;
use crate::server::APPLICATION;
use crate::state::{Out, State};

/// Accepts connections for as long as the runtime lives.
pub(crate) fn open(listener: TcpListener, shared: Arc<Shared>) {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let shared = Arc::clone(&shared);
            tokio::spawn(async move {
                if let Ok(socket) = tokio_tungstenite::accept_async(stream).await {
                    converse(socket, &shared).await;
                }
            });
        }
    });
}

async fn converse(mut socket: WebSocketStream<TcpStream>, shared: &Shared) {
    let (sender, mut out): (UnboundedSender<Out>, UnboundedReceiver<Out>) = unbounded_channel();
    let heartbeat_ms = shared.lock().heartbeat_ms;
    let hello = json!({"op": 10, "d": {"heartbeat_interval": heartbeat_ms}, "s": null, "t": null});
    drop(sender.send(Out::Payload(hello)));
    loop {
        tokio::select! {
            received = socket.next() => {
                let Some(Ok(Message::Text(text))) = received else { return };
                shared.change(|state| match serde_json::from_str(&text) {
                    Ok(payload) => hear(state, &payload, &sender),
                    Err(error) => state.breaches.push(format!("gateway: not JSON: {error}")),
                });
            }
            going = out.recv() => {
                let sent = match going {
                    Some(Out::Payload(payload)) => socket.send(Message::Text(payload.to_string())).await,
                    Some(Out::HangUp(Some(code))) => {
                        let frame = CloseFrame { code: code.into(), reason: Cow::from("") };
                        drop(socket.close(Some(frame)).await);
                        // The other side answers the close; only then is the connection over.
                        while let Some(Ok(_)) = socket.next().await {}
                        return;
                    }
                    Some(Out::HangUp(None)) | None => return,
                };
                if sent.is_err() {
                    return;
                }
            }
        }
    }
}

/// One payload of the bot's.
fn hear(state: &mut State, payload: &Value, sender: &UnboundedSender<Out>) {
    let answer = |payload: Value| drop(sender.send(Out::Payload(payload)));
    match payload["op"].as_u64() {
        Some(1) => {
            state.heartbeats += 1;
            answer(json!({"op": 11, "d": null, "s": null, "t": null}));
        }
        Some(2) => {
            if let Some(code) = state.refuse_with {
                state.identifies.push(payload["d"].clone());
                drop(sender.send(Out::HangUp(Some(code))));
                return;
            }
            let session = state.identify(payload["d"].clone(), sender.clone());
            let url = state.gateway_url.clone();
            let servers: Vec<(u64, String)> = state.server.all().collect();
            state.dispatch("READY", ready(&session, &url, &servers));
            for (id, name) in servers {
                let created = state.server.created(id, &name);
                state.dispatch("GUILD_CREATE", created);
            }
        }
        Some(6) => {
            if !state.resume(payload["d"].clone(), sender.clone()) {
                answer(json!({"op": 9, "d": false, "s": null, "t": null}));
            }
        }
        // Presence: nothing to say.
        Some(3) => {}
        other => state.breaches.push(format!("gateway: a bot like this sends no opcode {other:?}")),
    }
}

fn ready(session: &str, url: &str, servers: &[(u64, String)]) -> Value {
    let servers: Vec<Value> =
        servers.iter().map(|(id, _)| json!({"id": id.to_string(), "unavailable": true})).collect();
    json!({
        "v": 10,
        "user": {"id": APPLICATION.to_string(), "username": "sayso", "discriminator": "0000", "avatar": null,
            "bot": true, "mfa_enabled": false, "verified": true, "email": null, "flags": 0, "global_name": null},
        "guilds": servers,
        "session_id": session,
        "resume_gateway_url": url,
        "shard": [0, 1],
        "application": {"id": APPLICATION.to_string(), "flags": 0},
    })
}
