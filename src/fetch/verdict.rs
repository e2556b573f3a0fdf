//! What an answer that is no page means: by its status, its headers and the beginning of its body.

use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap};
use url::Url;

use crate::FetchError;
use crate::headers::text;

/// Bytes of the body of a failed answer that are looked at.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;

/// A challenge page is short; an article that writes about one is not.
const CHALLENGE_BYTES_MAX: usize = 16 * 1024;

/// Headers that the guards of web sites set on their challenges and on nothing else: name, and how its value begins.
const CHALLENGE_HEADERS: [(&str, &str); 6] = [
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", ""),
    ("x-vercel-mitigated", ""),
    ("x-datadome", ""),
    ("x-kpsdk-ct", ""),
    ("x-px-block", ""),
];

/// Servers that answer 403 or 503 only to whom they take for a program.
const CHALLENGE_SERVERS: [&str; 5] = ["cloudflare", "akamaighost", "datadome", "ddos-guard", "sucuri"];

/// What stands in challenges and in no article: scripts and elements of their makers.
const CHALLENGE_MARKS: [&str; 12] = [
    "_cf_chl_opt",
    "cf-chl-",
    "captcha-delivery.com",
    "_incapsula_resource",
    "px-captcha",
    "/_sec/cp_challenge",
    "awswafcookiedomainlist",
    "challenge.js\"></script>",
    "within.website/x/cmd/anubis",
    "geo.captcha-delivery",
    "ddos-guard.net/check",
    "kpsdk",
];

/// What is said in them, weighed only where the status says that something is wrong.
const CHALLENGE_WORDS: [&str; 10] = [
    "just a moment",
    "captcha",
    "are you a robot",
    "are you human",
    "verify you are human",
    "unusual traffic",
    "enable javascript and cookies",
    "checking your browser",
    "bot detection",
    "automated access",
];

/// Why an answer with a failing status is no page. `body` is its beginning.
pub(crate) fn of_failure(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> FetchError {
    let code = status.as_u16();
    let words = String::from_utf8_lossy(body).to_ascii_lowercase();
    let says = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
    let server = text(headers, header::SERVER).unwrap_or_default().to_ascii_lowercase();
    let suspected = matches!(code, 401 | 403 | 405 | 406 | 429 | 503);
    let guarded = matches!(code, 403 | 503) && CHALLENGE_SERVERS.iter().any(|name| server.starts_with(name));
    if challenge_header(headers) || suspected && (guarded || says(&CHALLENGE_MARKS) || says(&CHALLENGE_WORDS))
    {
        return FetchError::BotCheck { status: code };
    }
    match code {
        401 | 402 | 407 => FetchError::LoginWall { status: code },
        403 if says(&["type=\"password\"", "type='password'", "type=password"]) => {
            FetchError::LoginWall { status: code }
        }
        403 => FetchError::Forbidden,
        404 | 410 => FetchError::NotFound { status: code },
        500..=599 => FetchError::ServerFault { status: code },
        _ => FetchError::Status(code),
    }
}

/// Whether an answer that calls itself well is a challenge all the same.
pub(crate) fn is_challenge(headers: &HeaderMap, body: &[u8]) -> bool {
    if challenge_header(headers) {
        return true;
    }
    if body.len() > CHALLENGE_BYTES_MAX {
        return false;
    }
    let words = String::from_utf8_lossy(body).to_ascii_lowercase();
    CHALLENGE_MARKS.iter().any(|mark| words.contains(mark))
}

fn challenge_header(headers: &HeaderMap) -> bool {
    let begins = |(name, start): &(&str, &str)| {
        headers
            .get(*name)
            .is_some_and(|value| value.as_bytes().to_ascii_lowercase().starts_with(start.as_bytes()))
    };
    CHALLENGE_HEADERS.iter().any(begins)
}

/// Whether a redirect from `asked` ended at a page for signing in.
pub(crate) fn is_login(asked: &Url, came: &Url) -> bool {
    const STEPS: [&str; 12] = [
        "login",
        "log-in",
        "signin",
        "sign-in",
        "logon",
        "sso",
        "oauth",
        "oauth2",
        "authorize",
        "auth",
        "account-login",
        "anmelden",
    ];
    const HOSTS: [&str; 6] = ["login.", "signin.", "accounts.", "auth.", "sso.", "id."];
    let step = |url: &Url| {
        let mut path = url.path_segments().into_iter().flatten();
        path.any(|part| {
            let part = part.to_ascii_lowercase();
            STEPS.contains(&part.split('.').next().unwrap_or_default())
        })
    };
    let host =
        |url: &Url| url.host_str().is_some_and(|host| HOSTS.iter().any(|start| host.starts_with(start)));
    asked.as_str() != came.as_str() && (step(came) && !step(asked) || host(came) && !host(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderName;

    fn map(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value")))
            .collect()
    }

    #[test]
    fn failures_by_name() {
        type Case<'a> = (u16, &'a [(&'static str, &'a str)], &'a str, FetchError);
        let bot = |status| FetchError::BotCheck { status };
        let cases: [Case<'_>; 18] = [
            (404, &[("server", "cloudflare")], "", FetchError::NotFound { status: 404 }),
            (410, &[], "", FetchError::NotFound { status: 410 }),
            (403, &[("server", "cloudflare")], "<title>Just a moment...</title>", bot(403)),
            (403, &[("server", "cloudflare")], "", bot(403)),
            (503, &[("server", "cloudflare")], "", bot(503)),
            (403, &[("cf-mitigated", "challenge")], "", bot(403)),
            (405, &[("x-amzn-waf-action", "captcha")], "", bot(405)),
            (429, &[("x-vercel-mitigated", "challenge")], "", bot(429)),
            (403, &[("server", "AkamaiGHost")], "Access Denied", bot(403)),
            (403, &[], "<div id=\"px-captcha\">", bot(403)),
            (403, &[], "Please verify you are human.", bot(403)),
            (403, &[("server", "nginx")], "<h1>403 Forbidden</h1>", FetchError::Forbidden),
            (403, &[], "<input type=\"password\">", FetchError::LoginWall { status: 403 }),
            (401, &[], "", FetchError::LoginWall { status: 401 }),
            (402, &[], "", FetchError::LoginWall { status: 402 }),
            (
                500,
                &[("server", "cloudflare")],
                "captcha service down",
                FetchError::ServerFault { status: 500 },
            ),
            (451, &[], "", FetchError::Status(451)),
            (418, &[], "are you a robot", FetchError::Status(418)),
        ];
        for (status, headers, body, error) in cases {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(
                of_failure(status, &map(headers), body.as_bytes()),
                error,
                "{status} {headers:?} {body:?}"
            );
        }
    }

    #[test]
    fn a_challenge_that_calls_itself_well() {
        let none = map(&[]);
        assert!(is_challenge(&map(&[("cf-mitigated", "challenge")]), b""));
        assert!(is_challenge(&none, b"<script src=\"/_Incapsula_Resource?x\">"));
        assert!(!is_challenge(
            &none,
            b"<p>The captcha was just a moment old, and are you a robot? she asked."
        ));
        let article = format!("<script>window._cf_chl_opt</script>{}", "<p>words</p>".repeat(3000));
        assert!(!is_challenge(&none, article.as_bytes()));
    }

    #[test]
    fn sent_to_sign_in() {
        let cases = [
            ("https://example.org/story", "https://example.org/login?next=/story", true),
            ("https://example.org/story", "https://example.org/account/signin.php", true),
            ("https://example.org/story", "https://accounts.example.org/x", true),
            ("https://example.org/story", "https://example.org/story-of-a-login", false),
            ("https://example.org/login", "https://example.org/login/", false),
            ("https://example.org/story", "https://example.org/story", false),
        ];
        for (asked, came, login) in cases {
            let url = |text: &str| Url::parse(text).expect(text);
            assert_eq!(is_login(&url(asked), &url(came)), login, "{came}");
        }
    }
}
