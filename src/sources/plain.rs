//! Text without markup: entities decoded, tags gone, one line.

use crate::markup::{Token, Tokens};

/// The longest title that is kept, in characters; what is over is cut at a word.
const TITLE_CHARS_MAX: usize = 300;

/// The longest entity that is looked for, in bytes.
const ENTITY_BYTES_MAX: usize = 12;

/// Named entities that stand in titles of feeds.
const NAMED: [(&str, char); 24] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("hellip", '\u{2026}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("sbquo", '\u{201a}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("bdquo", '\u{201e}'),
    ("laquo", '\u{ab}'),
    ("raquo", '\u{bb}'),
    ("shy", '\u{ad}'),
    ("euro", '\u{20ac}'),
    ("pound", '\u{a3}'),
    ("copy", '\u{a9}'),
    ("deg", '\u{b0}'),
    ("middot", '\u{b7}'),
    ("bull", '\u{2022}'),
];

/// Decodes entities; what is none stays as it stands.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let decoded = after.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';').and_then(|end| {
            let c = entity(&after[..end])?;
            Some((c, &after[end + 1..]))
        });
        rest = match decoded {
            Some((c, after)) => {
                out.push(c);
                after
            }
            None => {
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    NAMED.iter().find(|(named, _)| *named == name).map(|(_, c)| *c)
}

/// A title as one line of plain text; `None` where nothing is left.
///
/// Feeds put plain text, text with entities and whole markup into the same place, whatever they say it is.
pub(crate) fn line(text: &str) -> Option<String> {
    // A title is cut anyway: no more than this is worth looking at.
    let text = &text[..text.char_indices().nth(TITLE_CHARS_MAX * 8).map_or(text.len(), |(at, _)| at)];
    let mut bare = String::new();
    for token in Tokens::of_html(text) {
        match token {
            Token::Text(piece) => bare.push_str(&decode(piece)),
            Token::Raw(piece) => bare.push_str(piece),
            // Blocks part words, inline elements do not.
            Token::Open(tag) => bare.push_str(if is_inline(tag.name) { "" } else { " " }),
            Token::Close(name) => bare.push_str(if is_inline(name) { "" } else { " " }),
        }
    }
    let is_unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let spaced: String =
        bare.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_unseen(*c)).collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    (!line.is_empty()).then(|| cut(line))
}

fn is_inline(name: &str) -> bool {
    [
        "a", "b", "i", "em", "strong", "span", "sup", "sub", "u", "mark", "q", "cite", "abbr", "code",
        "small", "font",
    ]
    .iter()
    .any(|inline| name.eq_ignore_ascii_case(inline))
}

/// Cuts at a word; the sign that says so is one of the characters.
fn cut(line: String) -> String {
    if line.char_indices().nth(TITLE_CHARS_MAX).is_none() {
        return line;
    }
    let end = line.char_indices().nth(TITLE_CHARS_MAX - 1).map_or(line.len(), |(at, _)| at);
    let kept = &line[..end];
    let at = kept.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}\u{2026}", line[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_of_plain_text() {
        let cases = [
            ("  Ferry\n to  stop ", Some("Ferry to stop")),
            ("Salt &amp; bread", Some("Salt & bread")),
            ("<b>Ferry</b> to <i>stop</i>", Some("Ferry to stop")),
            ("Ferry<br>to stop", Some("Ferry to stop")),
            ("&#8220;No&#x201D;, she said", Some("\u{201c}No\u{201d}, she said")),
            ("1 < 2 & 3", Some("1 < 2 & 3")),
            ("&unknown; &#xffffff; &;", Some("&unknown; &#xffffff; &;")),
            ("a\u{202e}b\u{0}c", Some("abc")),
            ("<img src=x>", None),
            ("", None),
        ];
        for (text, line_of_it) in cases {
            assert_eq!(line(text).as_deref(), line_of_it, "{text:?}");
        }
    }

    #[test]
    fn long_titles_are_cut_at_a_word() {
        let title = line(&"word ".repeat(100_000)).expect("a title");
        assert!(title.ends_with("word\u{2026}") && title.chars().count() <= TITLE_CHARS_MAX);
        assert_eq!(line(&"x".repeat(1000)).expect("a title").chars().count(), TITLE_CHARS_MAX);
        let whole = "x".repeat(TITLE_CHARS_MAX);
        assert_eq!(line(&whole), Some(whole));
    }
}
