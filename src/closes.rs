//! Why Discord closed a connection for good.
//!
//! serenity 0.12 hands on the close codes 4004, 4013 and 4014 alone. After 4010, 4011 and 4012, which are as final, it
//! goes on connecting until Discord resets the token; all that it does about them is to log. So its log is listened to.

use std::fmt::{self, Debug, Write as _};
use std::sync::LazyLock;

use tokio::sync::watch;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, Filter};

/// What serenity's shard says of a final close code, as it begins.
const WORDS: [(&str, u16); 3] = [
    ("Sent invalid shard data.", 4010),
    ("Shard has too many guilds.", 4011),
    ("Unknown unclean close 4012", 4012),
];

/// The latest final code that was heard; 0 for none.
static HEARD: LazyLock<watch::Sender<u16>> = LazyLock::new(|| watch::channel(0).0);

/// Waits until Discord has closed a connection with a final code that serenity does not hand on. Tells why, and what
/// next.
pub(crate) async fn final_one() -> anyhow::Error {
    let mut heard = HEARD.subscribe();
    // The sender is never dropped.
    let code = heard.wait_for(|code| *code != 0).await.map(|code| *code).unwrap_or_default();
    anyhow::anyhow!(told(code))
}

fn told(code: u16) -> &'static str {
    match code {
        4010 => {
            "Discord refused the connection's number (close code 4010, invalid shard); another sayso may run with this \
             token and other settings: stop it, then start this one again"
        }
        4011 => {
            "Discord wants more connections for this many servers (close code 4011, sharding required); start sayso again, \
             it asks Discord how many it needs"
        }
        _ => {
            "Discord does not speak this version of its gateway any more (close code 4012); look for an update of sayso"
        }
    }
}

/// Listens to serenity's log, whatever of it is written.
pub(crate) struct Listener;

impl Listener {
    /// The layer with its filter: warnings of serenity's gateway alone.
    pub(crate) fn layer<S>() -> impl Layer<S>
    where
        S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    {
        Listener.with_filter(OfGateway)
    }
}

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words(String::new());
        event.record(&mut words);
        if let Some((_, code)) = WORDS.iter().find(|(said, _)| words.0.contains(said)) {
            HEARD.send_replace(*code);
        }
    }
}

struct OfGateway;

impl<S> Filter<S> for OfGateway {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("serenity::gateway")
    }
}

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a string cannot fail.
            let _: fmt::Result = write!(self.0, "{value:?}");
        }
    }
}
