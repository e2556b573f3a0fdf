//! Entities and tags inside values that should have held plain text (JSON-LD, meta elements).

/// A value as plain text: entities decoded, tags dropped, white space runs made one space.
pub(crate) fn clean(text: &str) -> String {
    let text = if text.contains('&') { decode(text) } else { text.to_owned() };
    let text = if text.contains('<') { without_tags(&text) } else { text };
    squeeze(&text)
}

/// White space runs made one space, none at the ends.
pub(crate) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, character(&rest[1..end])?))) {
            Some((end, character)) => {
                decoded.push(character);
                rest = &rest[end + 1..];
                // Encoded twice: `&amp;quot;`.
                if character == '&'
                    && let Some((end, inner)) = rest
                        .bytes()
                        .take(10)
                        .position(|byte| byte == b';')
                        .and_then(|end| Some((end, character_named(&rest[..end])?)))
                {
                    decoded.pop();
                    decoded.push(inner);
                    rest = &rest[end + 1..];
                }
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character_named(name: &str) -> Option<char> {
    if name.is_empty() || name.contains(' ') { None } else { character(name) }
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "bdquo" => '„',
        "sbquo" => '‚',
        "laquo" => '«',
        "raquo" => '»',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "euro" => '€',
        "pound" => '£',
        "copy" => '©',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "aacute" => 'á',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "ntilde" => 'ñ',
        "ccedil" => 'ç',
        "agrave" => 'à',
        _ => return None,
    })
}

/// Drops what stands in angle brackets and begins like a tag; a paragraph's end becomes a space.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let begins = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match inside.find('>').filter(|_| begins) {
            Some(end) => {
                plain.push(' ');
                rest = &inside[end + 1..];
            }
            None => {
                plain.push('<');
                rest = inside;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_plain_text() {
        for (value, expected) in [
            ("Tide &amp; time", "Tide & time"),
            ("&quot;No&quot;&#8217;s &#x27;x&#39;", "\"No\"’s 'x'"),
            ("a &amp;quot;b&amp;quot;", "a \"b\""),
            ("AT&T & Co; 3 < 4", "AT&T & Co; 3 < 4"),
            ("<p>One</p><p>two</p>", "One two"),
            (" a\u{a0}\n b ", "a b"),
            ("&#0;&#xD800;", "&#0;&#xD800;"),
        ] {
            assert_eq!(clean(value), expected);
        }
    }
}
