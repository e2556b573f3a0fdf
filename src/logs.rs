//! Where events go: lines for people or JSON lines, on standard error, without secrets and without what people type.

use std::borrow::Cow;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, filter_fn};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::closes::Listener;
use crate::config::Config;

/// What stands in a log in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// Paths of Discord's in which a number and then a secret follow: with the token of an interaction anybody may
/// answer in the bot's name for fifteen minutes. Errors of the HTTP client name the whole address.
const BEFORE_TOKENS: [&str; 2] = ["/interactions/", "/webhooks/"];

/// Libraries that see Discord's own words: below a warning they write whole messages, with what people type and with
/// the tokens of interactions. They are held there whatever SAYSO_LOG says.
const TALKATIVE: [&str; 11] = [
    "h2",
    "hyper",
    "hyper_util",
    "poise",
    "reqwest",
    "rustls",
    "serenity",
    "tokio_tungstenite",
    "tracing",
    "tungstenite",
    "want",
];

/// Starts logging as the settings ask.
///
/// # Errors
/// Where SAYSO_LOG is no filter.
pub(crate) fn start(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).with_context(|| {
        format!("SAYSO_LOG is `{}`, which is no filter; give one like `info,serenity=warn`", config.log)
    })?;
    let token = config.token.as_ref().map(|token| token.reveal().into());
    let filter = filter.and(filter_fn(is_discreet));
    let written = fmt::layer().with_writer(Discreet { token });
    let written = if config.log_json { written.json().boxed() } else { written.boxed() };
    tracing_subscriber::registry().with(written.with_filter(filter)).with(Listener::layer()).init();
    panic::set_hook(Box::new(note_panic));
    Ok(())
}

/// Whether an event, or a span that would stand before events, comes from where nothing private is told.
fn is_discreet(metadata: &Metadata<'_>) -> bool {
    let source = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= Level::WARN || !TALKATIVE.contains(&source)
}

/// Logs a panic in the place of the hook that prints it: what it says may hold the text that it failed on.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place =
        panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
    let payload = panic.payload();
    let said = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    tracing::error!(
        place,
        why = without_texts(said.unwrap_or_default()),
        "a part of sayso panicked; please report it"
    );
}

/// What a panic says before it quotes anything: “byte index 3 is not a char boundary; it is inside”.
fn without_texts(said: &str) -> &str {
    said.split(['`', '"', '\'', '\n']).next().unwrap_or_default().trim_end()
}

/// Standard error, with the secrets taken out of what is written. The bot's token comes first.
#[derive(Clone)]
struct Discreet {
    token: Option<Arc<str>>,
}

impl<'a> MakeWriter<'a> for Discreet {
    type Writer = Discreet;

    fn make_writer(&'a self) -> Discreet {
        self.clone()
    }
}

impl Write for Discreet {
    /// An event comes as one piece, so that no secret is cut in two.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        io::stderr().lock().write_all(without_secrets(&text, self.token.as_deref()).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

/// `text` without the bot's token and without those of interactions and webhooks.
fn without_secrets<'a>(text: &'a str, token: Option<&str>) -> Cow<'a, str> {
    let is_told = |token: &&str| !token.is_empty() && text.contains(*token);
    let mut text =
        token.filter(is_told).map_or(Cow::Borrowed(text), |token| text.replace(token, HIDDEN).into());
    for before in BEFORE_TOKENS {
        if text.contains(before) {
            text = after_numbers(&text, before).into();
        }
    }
    text
}

/// `text` with the part of each path hidden that follows `before`, a number and a slash.
fn after_numbers(text: &str, before: &str) -> String {
    let mut parts = text.split(before);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept += before;
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        kept += number;
        match rest.strip_prefix('/') {
            Some(secret) if digits > 0 => {
                let is_of_token = |c: char| c.is_ascii_alphanumeric() || "-_.%".contains(c);
                kept = kept + "/" + HIDDEN + secret.trim_start_matches(is_of_token);
            }
            _ => kept += rest,
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_quotes_is_left_out() {
        assert_eq!(without_texts("no entry"), "no entry");
        let sliced = panic::catch_unwind(|| {
            "Nobody brought it to me: “é”"["Nobody brought it to me: ".len() + 1..].len()
        });
        let payload = sliced.unwrap_err();
        let said = payload.downcast_ref::<String>().unwrap();
        assert!(said.contains("Nobody brought"), "{said}");
        assert!(!without_texts(said).contains("Nobody"), "{}", without_texts(said));
    }

    #[test]
    fn no_secret_is_logged() {
        let check = |line, logged| assert_eq!(without_secrets(line, Some("MTIz.abc.DEF")), logged);
        check("nothing of the kind", "nothing of the kind");
        check("Bot MTIz.abc.DEF, MTIz.abc.DEF", "Bot [hidden], [hidden]");
        check(
            "sending (https://discord.com/api/v10/interactions/12/aW50-ZX_J/callback): timed out",
            "sending (https://discord.com/api/v10/interactions/12/[hidden]/callback): timed out",
        );
        check(
            "/webhooks/1/a.b/messages/@original and /webhooks/2/c",
            "/webhooks/1/[hidden]/messages/@original and /webhooks/2/[hidden]",
        );
        check("/interactions/ and /webhooks/12", "/interactions/ and /webhooks/12");
        assert_eq!(without_secrets("whatever", Some("")), "whatever");
    }
}
