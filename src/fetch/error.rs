//! Why a page did not come: cases that a caller can act on, each one line for people (what, why, what next).
//!
//! Addresses appear in these lines by host only: paths and queries may hold secrets.

use std::fmt;

/// Why a page did not come. Each says in one line what happened, why, and what next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The text is no address of a web page.
    #[error("this is not a web address: {0}. Give a link such as https://example.org/story")]
    NotAnAddress(&'static str),
    /// The address is one that is never asked, whoever wants it.
    #[error("{} is not fetched: {why}. Give the public address of the page", place(host, *redirected))]
    Refused {
        /// The host as dialled (punycode), empty where there is none.
        host: String,
        /// The rule that it breaks.
        why: Refusal,
        /// Whether a server sent us there.
        redirected: bool,
    },
    /// The site sends its visitors on and on.
    #[error(
        "{host} redirects more than {limit} times, perhaps in a circle. Open the link and give its last address"
    )]
    TooManyRedirects {
        /// The host that was asked last.
        host: String,
        /// How many redirects are followed.
        limit: u8,
    },
    /// robots.txt forbids it.
    #[error(
        "{host} asks programs not to read this page (robots.txt), so it was not read. Read it in a browser"
    )]
    BlockedByRobots {
        /// The host.
        host: String,
    },
    /// robots.txt could not be had because of a fault at the site; until it can, nothing may be read (RFC 9309).
    #[error(
        "{host} cannot say now whether programs may read it (its robots.txt gives {status}). Try again later"
    )]
    RobotsUnavailable {
        /// The host.
        host: String,
        /// The status that robots.txt gave.
        status: u16,
    },
    /// The site asked for a pause (429 or 503 with `Retry-After`), now or on an earlier visit.
    #[error("{host} asks us to wait: it has had too many visits. Try again in {}", spell(*seconds))]
    AskedToWait {
        /// The host.
        host: String,
        /// How long it wants to be left alone, in seconds.
        seconds: u64,
    },
    /// Too many requests for this host are waiting here already.
    #[error(
        "too many pages of {host} are being read at once, and it is visited one by one. Try again in a minute"
    )]
    Busy {
        /// The host.
        host: String,
    },
    /// The site lets in browsers with a person only.
    #[error(
        "the site checks that a person is reading (bot check, status {status}), so the page did not come. \
             Open it in a browser and give its text"
    )]
    BotCheck {
        /// The status of the answer.
        status: u16,
    },
    /// The page is for people who are signed in or have paid.
    #[error(
        "the page wants a login or a subscription (status {status}). Open it in a browser and give its text"
    )]
    LoginWall {
        /// The status of the answer; 200 where we were sent to a login page.
        status: u16,
    },
    /// The site refuses us and does not say why (403 without the marks of a bot check).
    #[error(
        "the site refuses to show this page to programs (status 403). Open it in a browser and give its text"
    )]
    Forbidden,
    /// There is no such page (404), or no more (410).
    #[error("there is no page at this address {}. Check the link", if *status == 410 { "any more (410)" } else { "(404)" })]
    NotFound {
        /// 404 or 410.
        status: u16,
    },
    /// The site is out of order (5xx).
    #[error("the site has a fault of its own (status {status}). Try again later")]
    ServerFault {
        /// The status.
        status: u16,
    },
    /// Another status that is no page.
    #[error("the site answered with status {0} instead of a page. Check the link")]
    Status(u16),
    /// The body is over the limit, counted after decompression.
    #[error("the page is larger than {} and was cut off. Give the text itself", spell_bytes(*limit_bytes))]
    TooLarge {
        /// The limit, in bytes.
        limit_bytes: usize,
    },
    /// Something else is at this address.
    #[error("this is {kind}, not a page with an article. Give the address of the article")]
    NotAPage {
        /// What it is.
        kind: Kind,
    },
    /// The answer has no body.
    #[error("the site answered with an empty page. Open the link in a browser to see whether it is there")]
    Empty,
    /// A time limit passed.
    #[error("the site took too long: {step} within {} s. Try again later", limit_ms.div_ceil(1000))]
    TimedOut {
        /// What was being waited for.
        step: Step,
        /// The limit that passed, in milliseconds.
        limit_ms: u64,
    },
    /// No connection came about.
    #[error("{host} cannot be reached: {trouble}. Check the link, or try again later")]
    Unreachable {
        /// The host.
        host: String,
        /// What stands in the way.
        trouble: Trouble,
    },
    /// The answer broke off, or is not HTTP, or cannot be unpacked. Nothing of it is kept.
    #[error("the answer of {host} is broken: {what}. Try again later")]
    Broken {
        /// The host.
        host: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl FetchError {
    /// Whether the same request may well succeed later, without anybody's doing.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::RobotsUnavailable { .. }
                | Self::AskedToWait { .. }
                | Self::Busy { .. }
                | Self::ServerFault { .. }
                | Self::TimedOut { .. }
                | Self::Unreachable { .. }
                | Self::Broken { .. }
        )
    }

    /// A short stable word for the case, for logs and other programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnAddress(_) => "not-an-address",
            Self::Refused { .. } => "refused-address",
            Self::TooManyRedirects { .. } => "too-many-redirects",
            Self::BlockedByRobots { .. } => "blocked-by-robots",
            Self::RobotsUnavailable { .. } => "robots-unavailable",
            Self::AskedToWait { .. } => "asked-to-wait",
            Self::Busy { .. } => "busy",
            Self::BotCheck { .. } => "bot-check",
            Self::LoginWall { .. } => "login-wall",
            Self::Forbidden => "forbidden",
            Self::NotFound { .. } => "not-found",
            Self::ServerFault { .. } => "server-fault",
            Self::Status(_) => "status",
            Self::TooLarge { .. } => "too-large",
            Self::NotAPage { .. } => "not-a-page",
            Self::Empty => "empty",
            Self::TimedOut { .. } => "timed-out",
            Self::Unreachable { .. } => "unreachable",
            Self::Broken { .. } => "broken",
        }
    }
}

/// The rule that a refused address breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither http nor https.
    #[error("only http and https addresses are read")]
    Scheme,
    /// A user name or password stands before the host.
    #[error("it carries a user name or password")]
    Userinfo,
    /// The port is none of the web's.
    #[error("port {0} is not a port of the web")]
    Port(u16),
    /// An address of a private, local or reserved network, written as such or found by name.
    #[error("it is an address inside a private or reserved network")]
    NotPublic,
    /// A name that has a meaning inside a network only.
    #[error("it is a name inside a private network")]
    LocalName,
    /// A redirect whose target cannot be read or hides characters that parsers drop or take differently.
    #[error("the redirect's target is malformed")]
    Malformed,
}

/// What stands in the way of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The name is not known to the name service.
    #[error("no such host is known")]
    NoSuchHost,
    /// Nothing listens, or the way there is closed.
    #[error("it takes no connection")]
    NoConnection,
    /// The certificate or the encryption is at fault.
    #[error("its certificate or encryption is not sound")]
    Encryption,
}

/// What was being waited for when the time was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Step {
    /// The name service.
    #[error("its name was not found")]
    Lookup,
    /// The connection.
    #[error("no connection came about")]
    Connect,
    /// The status line and headers.
    #[error("it did not begin to answer")]
    Head,
    /// The next piece of the body.
    #[error("the page did not go on")]
    Body,
    /// All of it: it kept coming, too slowly.
    #[error("the page did not come to its end")]
    Whole,
}

/// What is at an address instead of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A picture.
    Picture,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// A feed or site map.
    Feed,
    /// Data for programs (JSON, XML, CSV).
    Data,
    /// A packed file or an office document.
    Archive,
    /// Code or styles.
    Code,
    /// Anything else.
    Other,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::Audio => "a sound recording",
            Self::Video => "a video",
            Self::Feed => "a feed",
            Self::Data => "data for programs",
            Self::Archive => "a packed file or office document",
            Self::Code => "program code or a style sheet",
            Self::Other => "a file of another kind",
        })
    }
}

fn place(host: &str, redirected: bool) -> String {
    match (host.is_empty(), redirected) {
        (true, false) => "this address".into(),
        (true, true) => "the address that the page redirects to".into(),
        (false, false) => format!("`{host}`"),
        (false, true) => format!("the page redirects to `{host}`, which"),
    }
}

/// A span of time for people: "40 s", "3 min", "2 h".
fn spell(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{} s", seconds.max(1)),
        120..7200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

fn spell_bytes(bytes: usize) -> String {
    const MIB: usize = 1024 * 1024;
    if bytes >= MIB { format!("{} MiB", bytes / MIB) } else { format!("{} KiB", bytes / 1024) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_is_one_line_that_reads_as_a_sentence() {
        let host = || "example.org".to_owned();
        let cases = [
            (
                FetchError::Refused { host: host(), why: Refusal::Port(22), redirected: false },
                "`example.org` is not fetched: port 22 is not a port of the web. Give the public address of the page",
            ),
            (
                FetchError::Refused { host: "10.0.0.1".into(), why: Refusal::NotPublic, redirected: true },
                "the page redirects to `10.0.0.1`, which is not fetched: it is an address inside a private or \
                 reserved network. Give the public address of the page",
            ),
            (
                FetchError::AskedToWait { host: host(), seconds: 601 },
                "example.org asks us to wait: it has had too many visits. Try again in 11 min",
            ),
            (
                FetchError::NotAPage { kind: Kind::Pdf },
                "this is a PDF document, not a page with an article. Give the address of the article",
            ),
            (
                FetchError::TimedOut { step: Step::Head, limit_ms: 10_000 },
                "the site took too long: it did not begin to answer within 10 s. Try again later",
            ),
            (
                FetchError::TooLarge { limit_bytes: 5 * 1024 * 1024 },
                "the page is larger than 5 MiB and was cut off. Give the text itself",
            ),
            (
                FetchError::NotFound { status: 410 },
                "there is no page at this address any more (410). Check the link",
            ),
        ];
        for (error, line) in cases {
            assert_eq!(error.to_string(), line);
        }
    }
}
