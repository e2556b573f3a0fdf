//! Where events go: lines for people or JSON lines, on standard error, without secrets.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::closes::Listener;
use crate::config::Config;

/// What stands in a log in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// Paths of Discord's in which a number and then a secret follow: with the token of an interaction anybody may
/// answer in the bot's name for fifteen minutes. Errors of the HTTP client name the whole address.
const BEFORE_TOKENS: [&str; 2] = ["/interactions/", "/webhooks/"];

/// Starts logging as the settings ask.
///
/// # Errors
/// Where SAYSO_LOG is no filter.
pub(crate) fn start(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).with_context(|| {
        format!("SAYSO_LOG is `{}`, which is no filter; give one like `info,serenity=warn`", config.log)
    })?;
    let token = config.token.as_ref().map(|token| token.reveal().into());
    let written = tracing_subscriber::fmt::layer().with_writer(Discreet { token });
    let written = if config.log_json { written.json().boxed() } else { written.boxed() };
    tracing_subscriber::registry().with(written.with_filter(filter)).with(Listener::layer()).init();
    Ok(())
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
