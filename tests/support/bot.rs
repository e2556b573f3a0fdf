//! The real binary, as an operator runs it.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use super::{Discord, Web};

/// A running `sayso run`. Dropping it kills it.
pub(crate) struct Bot {
    child: Child,
    home: PathBuf,
    api_base: String,
    allowed: Vec<SocketAddr>,
    more: Settings,
}

/// Names and values of further settings.
type Settings = Vec<(&'static str, String)>;

/// Settings of how much may be asked in a minute.
const NO_LIMITS: [(&str, &str); 4] = [
    ("SAYSO_COMMANDS_A_MINUTE", "60000"),
    ("SAYSO_SERVER_COMMANDS_A_MINUTE", "60000"),
    ("SAYSO_FETCHES_A_MINUTE", "60000"),
    ("SAYSO_PRESSES_A_MINUTE", "60000"),
];

impl Bot {
    /// Starts it against the stand-ins, with its record under `home`.
    pub(crate) fn start(discord: &Discord, webs: &[&Web], home: PathBuf) -> Bot {
        Bot::start_with(discord, webs, home, Vec::new())
    }

    /// The same, with more settings.
    pub(crate) fn start_with(discord: &Discord, webs: &[&Web], home: PathBuf, mut more: Settings) -> Bot {
        let allowed = webs.iter().map(|web| web.address()).collect();
        more.extend(NO_LIMITS.map(|(name, limit)| (name, limit.to_owned())));
        Bot::spawn(discord.base().to_owned(), allowed, home, more)
    }

    /// Starts it with the limits that it has by default: most tests ask more in a minute than a person may.
    pub(crate) fn start_limited(discord: &Discord, webs: &[&Web], home: PathBuf) -> Bot {
        let allowed = webs.iter().map(|web| web.address()).collect();
        Bot::spawn(discord.base().to_owned(), allowed, home, Vec::new())
    }

    fn spawn(api_base: String, allowed: Vec<SocketAddr>, home: PathBuf, more: Settings) -> Bot {
        let log = File::options().create(true).append(true).open(home.join("log")).unwrap();
        let child = command(&home)
            .arg("run")
            .env("DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.invented.for-tests-only")
            .env("DISCORD_API_BASE", &api_base)
            .env(
                "SAYSO_ALLOW_LOOPBACK",
                allowed.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            )
            .envs(more.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Bot { child, home, api_base, allowed, more }
    }

    /// Kills it as a power cut would, and starts it anew with the same record.
    pub(crate) fn restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        *self = Bot::spawn(self.api_base.clone(), self.allowed.clone(), self.home.clone(), self.more.clone());
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) async fn terminate(self) -> ExitStatus {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.ended().await
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        tokio::task::spawn_blocking(move || self.child.wait().unwrap()).await.unwrap()
    }

    /// What it has logged.
    pub(crate) fn log(home: &Path) -> String {
        std::fs::read_to_string(home.join("log")).unwrap_or_default()
    }

    /// What `sayso record stats` says of the record under `home`, which no bot may have open.
    pub(crate) fn stats(home: &Path) -> String {
        let Output { status, stdout, stderr } = command(home).args(["record", "stats"]).output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The binary without anything of the environment that the tests run in.
pub(crate) fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_clear().env("SAYSO_DATA", home.join("record")).env("NO_PROXY", "*").current_dir(home);
    command
}
