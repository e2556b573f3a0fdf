//! What people paste, made an address.
//!
//! The form only is judged here; where the address leads is judged by the guard, at each hop. The raw text has to be
//! looked at before parsing: the parser of the URL standard drops tabs and newlines and takes a backslash for a
//! slash, so that the host a person sees need not be the host that is dialled.

use url::Url;

use crate::{FetchError, Refusal};

/// The longest address that is taken, in bytes; browsers and servers agree on about this much.
const ADDRESS_BYTES_MAX: usize = 8192;

/// Takes an address as people paste it: with white space, angle brackets, quotation marks or a Markdown link round
/// it, or without its scheme (`example.org/x` becomes `https://example.org/x`).
///
/// # Errors
/// [`FetchError::NotAnAddress`] where the text is none, [`FetchError::Refused`] where it is one that is never read by
/// its form (another scheme, a user name).
pub fn parse_address(text: &str) -> Result<Url, FetchError> {
    let bare = unwrap(text);
    if bare.is_empty() {
        return Err(FetchError::NotAnAddress("there is nothing"));
    }
    if bare.len() > ADDRESS_BYTES_MAX {
        return Err(FetchError::NotAnAddress("it is too long"));
    }
    if bare.contains(hides) {
        return Err(FetchError::NotAnAddress("it has a space, a backslash or an invisible character in it"));
    }
    let url = match scheme(bare) {
        Some("http" | "https") if has_slashes(bare) => Url::parse(bare),
        Some(_) => return Err(refused(String::new(), Refusal::Scheme)),
        None => Url::parse(&format!("https://{}", bare.trim_start_matches("//"))),
    };
    let url = url.map_err(|_| FetchError::NotAnAddress("its host or port is malformed"))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(host, Refusal::Userinfo));
    }
    if scheme(bare).is_none() && !host.contains(['.', ':']) {
        return Err(FetchError::NotAnAddress("it has neither a scheme nor a dot"));
    }
    Ok(url)
}

/// Whether a character must not stand raw in an address: a parser would drop it or take it for another.
pub(crate) fn hides(c: char) -> bool {
    let invisible = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    c == '\\' || c.is_whitespace() || c.is_control() || invisible
}

fn refused(host: String, why: Refusal) -> FetchError {
    FetchError::Refused { host, why, redirected: false }
}

/// Takes off what stands round an address, layer by layer.
fn unwrap(text: &str) -> &str {
    const PAIRS: [(&str, &str); 9] = [
        ("<", ">"),
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("||", "||"),
        ("(", ")"),
        ("[", "]"),
        ("\u{201c}", "\u{201d}"),
        ("\u{ab}", "\u{bb}"),
    ];
    // Only white space at the ends: inside it is refused. Control characters are not white space.
    let mut bare = text.trim_matches([' ', '\t', '\n', '\r', '\u{a0}', '\u{3000}']);
    // Each round takes at least two characters, and nobody means a fifth layer.
    for _ in 0..4 {
        if let Some(target) = markdown_target(bare) {
            bare = target.trim();
            continue;
        }
        let inner = PAIRS.iter().find_map(|(open, close)| bare.strip_prefix(open)?.strip_suffix(close));
        match inner {
            Some(inner) => bare = inner.trim_matches([' ', '\t', '\n', '\r']),
            None => break,
        }
    }
    bare
}

/// `[words](target)` and `![words](target "title")` to the target.
fn markdown_target(text: &str) -> Option<&str> {
    let text = text.strip_prefix('!').unwrap_or(text);
    let (_, rest) = text.strip_prefix('[')?.split_once("](")?;
    let inside = rest.strip_suffix(')')?.trim();
    let target = match inside.split_once([' ', '\t']) {
        Some((target, title)) if title.trim_start().starts_with(['"', '\'']) => target,
        _ => inside,
    };
    Some(target)
}

/// The scheme of an address, where it has one. `example.org:8080` and `localhost:80/x` have none.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    if !formed || is_port {
        return None;
    }
    // Schemes are compared in lower case, and only these two are taken.
    Some(match scheme {
        s if s.eq_ignore_ascii_case("http") => "http",
        s if s.eq_ignore_ascii_case("https") => "https",
        s => s,
    })
}

/// `http:example.org` is an address to a parser and a riddle to people.
fn has_slashes(text: &str) -> bool {
    text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_what_people_paste() {
        let cases = [
            ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
            ("  https://example.org/a \n", "https://example.org/a"),
            ("<https://example.org/a>", "https://example.org/a"),
            ("< https://example.org/a >", "https://example.org/a"),
            ("\"https://example.org/a\"", "https://example.org/a"),
            ("\u{201c}https://example.org/a\u{201d}", "https://example.org/a"),
            ("`https://example.org/a`", "https://example.org/a"),
            ("||https://example.org/a||", "https://example.org/a"),
            ("[the story](https://example.org/a)", "https://example.org/a"),
            ("[the story](<https://example.org/a>)", "https://example.org/a"),
            ("[the (long) story](https://example.org/a \"Title\")", "https://example.org/a"),
            ("![picture](https://example.org/a)", "https://example.org/a"),
            ("example.org/x", "https://example.org/x"),
            ("example.org", "https://example.org/"),
            ("//example.org/x", "https://example.org/x"),
            ("www.example.org:8443/x", "https://www.example.org:8443/x"),
            ("HTTPS://EXAMPLE.ORG/X", "https://example.org/X"),
            ("https://b\u{fc}cher.example/", "https://xn--bcher-kva.example/"),
            ("https://example.org/Main_(page)", "https://example.org/Main_(page)"),
            (
                "https://example.org/\u{43a}\u{438}\u{457}\u{432}",
                "https://example.org/%D0%BA%D0%B8%D1%97%D0%B2",
            ),
            ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ];
        for (text, url) in cases {
            assert_eq!(parse_address(text).map(String::from), Ok(url.into()), "{text:?}");
        }
    }

    #[test]
    fn refuses_the_rest_by_name() {
        let scheme = refused(String::new(), Refusal::Scheme);
        let userinfo = |host: &str| refused(host.into(), Refusal::Userinfo);
        let hidden = FetchError::NotAnAddress("it has a space, a backslash or an invisible character in it");
        let malformed = FetchError::NotAnAddress("its host or port is malformed");
        let cases = [
            ("", FetchError::NotAnAddress("there is nothing")),
            ("<>", FetchError::NotAnAddress("there is nothing")),
            ("hello", FetchError::NotAnAddress("it has neither a scheme nor a dot")),
            ("two words.org", hidden.clone()),
            ("https://exa\tmple.org/", hidden.clone()),
            ("https://exa\u{200b}mple.org/", hidden.clone()),
            ("https://example.org\\@10.0.0.1/", hidden.clone()),
            ("https://example.org/\u{0}", hidden),
            ("mailto:ana@example.org", scheme.clone()),
            ("javascript:alert(1)", scheme.clone()),
            ("data:text/html,x", scheme.clone()),
            ("file:///etc/passwd", scheme.clone()),
            ("https:example.org", scheme.clone()),
            ("C:/page.html", scheme),
            ("https://ana@example.org/", userinfo("example.org")),
            ("https://:secret@example.org/", userinfo("example.org")),
            ("https://example.org:99999/", malformed.clone()),
            ("https://", malformed.clone()),
            ("https://[::1", malformed),
        ];
        for (text, error) in cases {
            assert_eq!(parse_address(text), Err(error), "{text:?}");
        }
        assert_eq!(
            parse_address(&format!("https://example.org/{}", "a".repeat(9000))),
            Err(FetchError::NotAnAddress("it is too long"))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_an_http_address_without_userinfo_or_an_error(text in ".{0,60}") {
            if let Ok(url) = parse_address(&text) {
                prop_assert!(["http", "https"].contains(&url.scheme()));
                prop_assert!(url.username().is_empty() && url.password().is_none() && url.host().is_some());
            }
        }

        #[test]
        fn any_wrapped_address_is_found(path in "[a-z0-9/._~-]{0,30}") {
            let url = format!("https://example.org/{path}");
            let plain = parse_address(&url);
            prop_assert!(plain.is_ok());
            for wrapped in [format!("<{url}>"), format!(" {url}\n"), format!("[x]({url})"), format!("`{url}`")] {
                prop_assert_eq!(&parse_address(&wrapped), &plain);
            }
        }
    }
}
