//! What can be set, with the values that are meant for everybody.

use std::net::SocketAddr;
use std::time::Duration;

/// How long and how much: every wait and every body has an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Looking up a name, and connecting: each.
    pub connect: Duration,
    /// From the connection to the first line of the answer, and between two pieces of the body.
    pub read: Duration,
    /// One visit, redirects and robots.txt included, waiting for a turn not. A server that drips a byte at a time
    /// escapes every other limit.
    pub total: Duration,
    /// A body after decompression, in bytes.
    pub body_bytes_max: usize,
    /// Redirects that are followed on one visit.
    pub redirects_max: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(10),
            total: Duration::from_secs(20),
            body_bytes_max: 5 * 1024 * 1024,
            redirects_max: 5,
        }
    }
}

/// How the web is visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the owner of this bot can be reached: an address of a page or of mail. It stands in the `User-Agent`;
    /// may be empty, then the page of the project stands alone.
    pub contact: String,
    /// Loopback sockets that are let through although loopback is refused, for tests and for trying the program out.
    /// Exact addresses with their ports; anything but loopback is an error.
    pub allow: Vec<SocketAddr>,
    /// The ports of the web.
    pub ports: Vec<u16>,
    /// Time and size.
    pub limits: Limits,
    /// From the start of one visit of a host to the start of the next.
    pub pause: Duration,
    /// Visits of one host at a time.
    pub per_host: usize,
    /// Visits at a time in all.
    pub in_all: usize,
    /// How long a request may wait for its turn before it is told that the host is busy.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: String::new(),
            allow: Vec::new(),
            ports: vec![80, 443, 8080, 8443],
            limits: Limits::default(),
            pause: Duration::from_secs(2),
            per_host: 1,
            in_all: 64,
            patience: Duration::from_secs(30),
        }
    }
}

/// The word by which robots.txt names us.
pub(crate) const PRODUCT_TOKEN: &str = "saysobot";

impl Settings {
    pub(crate) fn user_agent(&self) -> String {
        let (version, home) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
        match self.contact.trim() {
            "" => format!("{PRODUCT_TOKEN}/{version} (+{home})"),
            contact => format!("{PRODUCT_TOKEN}/{version} (+{home}; {contact})"),
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if let Some(socket) = self.allow.iter().find(|socket| !socket.ip().is_loopback()) {
            return Err(SettingsError::NotLoopback(*socket));
        }
        let printable = self.contact.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        if !printable || self.contact.contains(['(', ')']) || self.contact.len() > 200 {
            return Err(SettingsError::Contact);
        }
        if self.per_host == 0 || self.in_all == 0 {
            return Err(SettingsError::NoVisits);
        }
        Ok(())
    }
}

/// Why no fetcher can be made of the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Only loopback sockets may be exempt from the address guard.
    #[error("{0} is no loopback address, and only those can be let through. Take it off the list")]
    NotLoopback(SocketAddr),
    /// The contact cannot stand in a header.
    #[error(
        "the contact must be at most 200 plain ASCII characters without brackets. Give a link or a mail address"
    )]
    Contact,
    /// With no visits at a time nothing would ever be read.
    #[error("the number of visits at a time must be at least 1")]
    NoVisits,
    /// The HTTP client does not start; the text is its own.
    #[error("the HTTP client does not start: {0}")]
    Client(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_can_be_let_through() {
        for (socket, good) in [
            ("127.0.0.1:80", true),
            ("127.9.9.9:1", true),
            ("[::1]:443", true),
            ("10.0.0.1:80", false),
            ("0.0.0.0:80", false),
            ("169.254.169.254:80", false),
            ("1.1.1.1:80", false),
            ("[::ffff:127.0.0.1]:80", false),
        ] {
            let socket: SocketAddr = socket.parse().expect("a socket");
            let settings = Settings { allow: vec![socket], ..Settings::default() };
            assert_eq!(settings.check(), if good { Ok(()) } else { Err(SettingsError::NotLoopback(socket)) });
        }
    }

    #[test]
    fn the_agent_names_the_bot_its_page_and_its_owner() {
        let settings = Settings { contact: "mailto:ana@example.org".into(), ..Settings::default() };
        let agent = settings.user_agent();
        assert!(agent.starts_with("saysobot/0.") && agent.ends_with("; mailto:ana@example.org)"), "{agent}");
        assert!(!Settings::default().user_agent().contains(';'));
        for contact in ["a\r\nCookie: b", "a)", "\u{43f}\u{43e}\u{448}\u{442}\u{430}"] {
            let settings = Settings { contact: contact.into(), ..Settings::default() };
            assert_eq!(settings.check(), Err(SettingsError::Contact), "{contact:?}");
        }
    }
}
