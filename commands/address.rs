//! The first web address in what people wrote.

use serenity::all::Message;

/// The first http(s) address of a message: in its text, else in what it forwards, else of its embeds.
pub(crate) fn in_message(message: &Message) -> Option<&str> {
    let forwarded = message.message_snapshots.iter();
    let texts = std::iter::once(&message.content).chain(forwarded.clone().map(|snapshot| &snapshot.content));
    let embeds = message.embeds.iter().chain(forwarded.flat_map(|snapshot| &snapshot.embeds));
    texts.chain(embeds.filter_map(|embed| embed.url.as_ref())).find_map(|text| first(text))
}

/// The first http(s) address in `text`, without the marks that people and markdown put round one.
pub(crate) fn first(text: &str) -> Option<&str> {
    let start = starts(text).next()?;
    let text = &text[start..];
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|'))
        .unwrap_or(text.len());
    Some(without_tail(&text[..end]))
}

/// Where an address may start: at its scheme, in any case, with a host after it.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().map(|(at, _)| at).filter(|at| {
        let rest = &text[*at..];
        ["http://", "https://"].iter().any(|scheme| {
            rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                && rest[scheme.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '[')
        })
    })
}

/// An address seldom ends in punctuation; a closing bracket belongs to it only where it was opened in it.
fn without_tail(address: &str) -> &str {
    let mut address = address;
    while let Some(last) = address.chars().next_back() {
        let belongs = match last {
            ')' => address.matches('(').count() >= address.matches(')').count(),
            ']' => address.contains('['),
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '’' | '”' | '»' | '…' => false,
            _ => true,
        };
        if belongs {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_without_its_surroundings() {
        for (text, expected) in [
            ("look: https://argus.example/a, and more", Some("https://argus.example/a")),
            ("<https://argus.example/a>", Some("https://argus.example/a")),
            ("**https://argus.example/a**", Some("https://argus.example/a")),
            ("[this](https://argus.example/a)", Some("https://argus.example/a")),
            ("(https://argus.example/a_(b))", Some("https://argus.example/a_(b)")),
            ("HTTPS://ARGUS.example/É?x=1#y two http://b.example", Some("HTTPS://ARGUS.example/É?x=1#y")),
            ("||https://argus.example||", Some("https://argus.example")),
            ("ftp://argus.example http:// argus.example", None),
            ("", None),
        ] {
            assert_eq!(first(text), expected, "{text}");
        }
    }
}
