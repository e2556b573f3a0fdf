//! Settings: raw environment strings become typed values, once, with all faults told at once.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use sayso_commands::Allowance;
use url::Url;

/// Everything that can be set. `.env.example` tells each setting's meaning and default.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The bot's token; needed by `sayso run` only.
    pub(crate) token: Option<Token>,
    /// Where Discord's REST and gateway are, instead of discord.com (a stand-in for tests and for trying out).
    pub(crate) api_base: Option<Url>,
    /// The folder of the record.
    pub(crate) data: PathBuf,
    /// Address of a page or a mailbox at which a site's operator reaches whoever runs this bot.
    pub(crate) contact: Option<String>,
    /// A file that is the clock; only with a stand-in on this machine.
    pub(crate) clock: Option<PathBuf>,
    /// Loopback addresses that may be fetched although private addresses are refused.
    pub(crate) allow_loopback: Vec<SocketAddr>,
    /// Where `/healthz`, `/readyz` and `/metrics` are answered; nowhere unless set.
    pub(crate) health: Option<SocketAddr>,
    /// Which events are logged, in `tracing_subscriber::EnvFilter` syntax.
    pub(crate) log: String,
    /// Whether logs are JSON lines rather than text for people.
    pub(crate) log_json: bool,
    /// How often people and servers may ask in a minute.
    pub(crate) allowance: Allowance,
    /// How many times faster than the world's the program's own clock goes (tests alone).
    pub(crate) clock_speed: Option<u32>,
}

/// A bot token. It has neither `Display` nor a telling `Debug`, so that no log can hold it.
#[derive(Clone)]
pub(crate) struct Token(String);

impl Token {
    /// The token itself, for the one place that hands it to Discord.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The faults of all settings, one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

/// Serenity's HTTP tracing is noisy and names tokens' routes: warnings only.
const LOG_DEFAULT: &str = "info,serenity=warn,poise=warn,sled=warn";

impl Config {
    /// Reads `.env` (where there is one; real environment variables win) and the environment.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub(crate) fn from_env() -> Result<Config, ConfigError> {
        match dotenvy::dotenv() {
            Ok(_) => {}
            Err(error) if error.not_found() => {}
            Err(error) => {
                return Err(ConfigError(vec![format!(
                    ".env cannot be read: {error}; mend that line or remove the file"
                )]));
            }
        }
        Config::from_settings(|name| std::env::var(name).ok())
    }

    /// The settings by a function from name to raw value.
    fn from_settings(setting: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        let setting =
            |name: &str| setting(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let mut faults = Vec::new();
        let token = secret(&setting, "DISCORD_TOKEN").unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let mut parsed = |name: &str| {
            let text = setting(name)?;
            let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            if url.is_none() {
                faults.push(format!(
                    "{name} is `{text}`, which is no http(s) address; give one like http://127.0.0.1:3200"
                ));
            }
            url
        };
        let api_base = parsed("DISCORD_API_BASE");
        let clock = setting("SAYSO_CLOCK_FILE").map(PathBuf::from);
        if clock.is_some() && !api_base.as_ref().is_some_and(is_at_home) {
            faults.push(
                "SAYSO_CLOCK_FILE is set, which is for tests against a stand-in on this machine only; take it away, or \
                 give DISCORD_API_BASE a loopback address"
                    .to_owned(),
            );
        }
        let allow_loopback = setting("SAYSO_ALLOW_LOOPBACK")
            .iter()
            .flat_map(|list| list.split(','))
            .filter_map(|text| loopback(text.trim()).map_err(|fault| faults.push(fault)).ok())
            .collect();
        let anywhere = match setting("SAYSO_HEALTH_ANYWHERE").as_deref() {
            None | Some("no") => false,
            Some("yes") => true,
            Some(other) => {
                faults.push(format!("SAYSO_HEALTH_ANYWHERE is `{other}`; it can be `yes` or `no`"));
                false
            }
        };
        let health = setting("SAYSO_HEALTH_ADDR")
            .and_then(|text| health(&text, anywhere).map_err(|fault| faults.push(fault)).ok());
        let log_json = match setting("SAYSO_LOG_FORMAT").as_deref() {
            None | Some("human") => false,
            Some("json") => true,
            Some(other) => {
                faults.push(format!("SAYSO_LOG_FORMAT is `{other}`; it can be `human` or `json`"));
                false
            }
        };
        let clock_speed = setting("SAYSO_CLOCK_SPEED")
            .and_then(|text| clock_speed(&text, api_base.is_some()).map_err(|fault| faults.push(fault)).ok());
        let default = Allowance::default();
        let mut a_minute = |name: &str, default: u32| {
            let Some(text) = setting(name) else { return default };
            text.parse().ok().filter(|number| (1..=60_000).contains(number)).unwrap_or_else(|| {
                faults.push(format!("{name} is `{text}`; it can be a number from 1 to 60000"));
                default
            })
        };
        let allowance = Allowance {
            commands: a_minute("SAYSO_COMMANDS_A_MINUTE", default.commands),
            server_commands: a_minute("SAYSO_SERVER_COMMANDS_A_MINUTE", default.server_commands),
            fetches: a_minute("SAYSO_FETCHES_A_MINUTE", default.fetches),
            presses: a_minute("SAYSO_PRESSES_A_MINUTE", default.presses),
        };
        if !faults.is_empty() {
            return Err(ConfigError(faults));
        }
        Ok(Config {
            allowance,
            clock_speed,
            token,
            api_base,
            clock,
            data: setting("SAYSO_DATA").unwrap_or_else(|| "data".to_owned()).into(),
            contact: setting("SAYSO_CONTACT"),
            allow_loopback,
            health,
            log: setting("SAYSO_LOG").unwrap_or_else(|| LOG_DEFAULT.to_owned()),
            log_json,
        })
    }
}

/// A secret from the setting itself, or from the file that `NAME_FILE` names (Docker and systemd hand over
/// secrets as files).
fn secret(setting: &impl Fn(&str) -> Option<String>, name: &str) -> Result<Option<Token>, String> {
    if let Some(token) = setting(name) {
        return Ok(Some(Token(token)));
    }
    let Some(path) = setting(&format!("{name}_FILE")) else { return Ok(None) };
    match std::fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => Ok(Some(Token(text.trim().to_owned()))),
        Ok(_) => Err(format!("{name}_FILE names {path}, which is empty; write the token into it")),
        Err(error) => Err(format!(
            "{name}_FILE names {path}, which cannot be read ({error}); mend the path or its rights"
        )),
    }
}

/// How many times faster the clock goes. With the real Discord it goes as the world's: it would be posted to at wrong
/// times.
fn clock_speed(text: &str, with_standin: bool) -> Result<u32, String> {
    match text.parse() {
        Ok(speed @ 1..=1000) if with_standin => Ok(speed),
        Ok(1..=1000) => {
            Err("SAYSO_CLOCK_SPEED is for tests against a stand-in; remove it, or set DISCORD_API_BASE"
                .to_owned())
        }
        _ => Err(format!("SAYSO_CLOCK_SPEED is `{text}`; it can be a number from 1 to 1000")),
    }
}

/// Whether an address leads to this machine.
fn is_at_home(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    match text.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(address),
        Ok(_) => Err(format!(
            "SAYSO_ALLOW_LOOPBACK names {text}, which is no loopback address; only those can be allowed"
        )),
        Err(_) => Err(format!("SAYSO_ALLOW_LOOPBACK names `{text}`; give address:port, like 127.0.0.1:8080")),
    }
}

fn health(text: &str, anywhere: bool) -> Result<SocketAddr, String> {
    match text.parse::<SocketAddr>() {
        Ok(address) if anywhere || address.ip().is_loopback() => Ok(address),
        Ok(_) => Err(format!(
            "SAYSO_HEALTH_ADDR is {text}, which others than this machine may reach; give a loopback address, or set \
             SAYSO_HEALTH_ANYWHERE=yes where a firewall or a container's own network stands before it"
        )),
        Err(_) => Err(format!("SAYSO_HEALTH_ADDR is `{text}`; give address:port, like 127.0.0.1:9464")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_settings(|name| {
            settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_is_needed_for_the_defaults() {
        let config = check(&[("DISCORD_TOKEN", "  ")]).unwrap();
        assert!(config.token.is_none(), "a blank setting is not set");
        assert_eq!(config.data, PathBuf::from("data"));
        assert!(!config.log_json);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let error = check(&[
            ("DISCORD_API_BASE", "discord"),
            ("SAYSO_ALLOW_LOOPBACK", "10.0.0.1:80, localhost"),
            ("SAYSO_LOG_FORMAT", "xml"),
            ("SAYSO_FETCHES_A_MINUTE", "0"),
            ("DISCORD_TOKEN_FILE", "/nowhere/token"),
        ])
        .unwrap_err();
        let lines: Vec<&str> = error.0.iter().map(String::as_str).collect();
        assert_eq!(lines.len(), 6, "{error}");
        for (line, name) in lines.iter().zip([
            "DISCORD_TOKEN_FILE",
            "DISCORD_API_BASE",
            "10.0.0.1:80",
            "localhost",
            "SAYSO_LOG_FORMAT",
            "SAYSO_FETCHES_A_MINUTE",
        ]) {
            assert!(line.contains(name), "{line}");
        }
    }

    #[test]
    fn the_clock_is_a_file_at_home_only() {
        let set = |base| check(&[("SAYSO_CLOCK_FILE", "/tmp/clock"), ("DISCORD_API_BASE", base)]);
        assert_eq!(set("http://127.0.0.1:3200").unwrap().clock, Some(PathBuf::from("/tmp/clock")));
        for base in ["", "https://discord.com", "http://localhost:3200", "http://10.0.0.1"] {
            assert!(set(base).unwrap_err().to_string().contains("SAYSO_CLOCK_FILE"), "{base}");
        }
    }

    #[test]
    fn monitors_are_answered_at_home_unless_it_is_said_otherwise() {
        let set = |address, anywhere| {
            check(&[("SAYSO_HEALTH_ADDR", address), ("SAYSO_HEALTH_ANYWHERE", anywhere)])
                .map(|config| config.health.map(|address| address.to_string()))
        };
        assert_eq!(set("", ""), Ok(None), "off unless set");
        assert_eq!(set("127.0.0.1:9464", ""), Ok(Some("127.0.0.1:9464".to_owned())));
        assert_eq!(set("0.0.0.0:9464", "yes"), Ok(Some("0.0.0.0:9464".to_owned())));
        for (address, anywhere, fault) in [
            ("0.0.0.0:9464", "", "SAYSO_HEALTH_ANYWHERE=yes"),
            ("[::]:9464", "no", "SAYSO_HEALTH_ANYWHERE=yes"),
            ("9464", "", "address:port"),
            ("127.0.0.1:9464", "true", "`yes` or `no`"),
        ] {
            let error = set(address, anywhere).unwrap_err().to_string();
            assert!(error.contains(fault), "{address} {anywhere}: {error}");
        }
    }

    #[test]
    fn the_clock_goes_faster_against_a_stand_in_alone() {
        let set = |speed, base| {
            check(&[("SAYSO_CLOCK_SPEED", speed), ("DISCORD_API_BASE", base)])
                .map(|config| config.clock_speed)
        };
        assert_eq!(set("", ""), Ok(None));
        assert_eq!(set("144", "http://127.0.0.1:1"), Ok(Some(144)));
        for (speed, base) in [("144", ""), ("0", "http://127.0.0.1:1"), ("fast", "http://127.0.0.1:1")] {
            assert!(
                set(speed, base).unwrap_err().to_string().contains("SAYSO_CLOCK_SPEED"),
                "{speed} {base}"
            );
        }
    }

    #[test]
    fn the_token_shows_nowhere() {
        let config = check(&[("DISCORD_TOKEN", "MTIzNDU2.secret")]).unwrap();
        assert!(!format!("{config:?}").contains("secret"));
        assert_eq!(config.token.unwrap().reveal(), "MTIzNDU2.secret");
    }
}
