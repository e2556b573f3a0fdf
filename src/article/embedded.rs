//! Stories that a page holds only inside a script, for the page's own program to draw.
//!
//! Used where the page itself shows no story: the longest string of any script that is HTML with paragraphs.

use crate::budget;

/// Strings looked at in all scripts at most, and their bytes.
const STRINGS_MAX: usize = 20_000;
/// A story's paragraphs and bytes at least.
const PARAGRAPHS_MIN: usize = 3;
const STORY_BYTES_MIN: usize = 500;

/// The HTML of the story that the scripts hold, where they hold one.
pub(crate) fn story(scripts: &[&str]) -> Option<String> {
    let mut best: Option<String> = None;
    let mut looked_at = 0;
    for script in scripts {
        for raw in strings(script) {
            looked_at += 1;
            if looked_at > STRINGS_MAX {
                break;
            }
            if raw.len() < STORY_BYTES_MIN || raw.len() > budget::PAGE_BYTES_MAX {
                continue;
            }
            // A string inside a string is escaped twice.
            let mut text = unescape(raw);
            if text.contains("\\u003c") || text.contains("\\\"") {
                text = longest_inside(&text).unwrap_or(text);
            }
            let paragraphs = text.matches("<p").count();
            let longer = best.as_ref().is_none_or(|best| best.len() < text.len());
            if paragraphs >= PARAGRAPHS_MIN && text.len() >= STORY_BYTES_MIN && longer {
                best = Some(text);
            }
        }
    }
    best
}

/// The longest string literal with paragraphs inside an unescaped text.
fn longest_inside(text: &str) -> Option<String> {
    let inside = strings(text).filter(|raw| raw.len() >= STORY_BYTES_MIN).map(unescape);
    inside.filter(|text| text.matches("<p").count() >= PARAGRAPHS_MIN).max_by_key(String::len)
}

/// The contents of the double-quoted strings of a script, still escaped.
fn strings(script: &str) -> impl Iterator<Item = &str> {
    let mut rest = script;
    std::iter::from_fn(move || {
        let start = rest.find('"')? + 1;
        let bytes = rest.as_bytes();
        let mut at = start;
        while at < bytes.len() && bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let end = at.min(bytes.len());
        let found = rest.get(start..end)?;
        rest = rest.get((end + 1).min(bytes.len())..)?;
        Some(found)
    })
}

/// Undoes the escapes of a JavaScript or JSON string.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    let mut high = None;
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'r' | 't') => text.push('\n'),
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                let unit = u32::from_str_radix(&digits, 16).unwrap_or(0xfffd);
                match (high.take(), unit) {
                    (_, 0xd800..=0xdbff) => high = Some(unit),
                    (Some(first), 0xdc00..=0xdfff) => {
                        let code = 0x10000 + ((first - 0xd800) << 10) + (unit - 0xdc00);
                        text.extend(char::from_u32(code));
                    }
                    _ => text.extend(char::from_u32(unit)),
                }
            }
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_inside_a_script_is_found() {
        let paragraph =
            format!("\\u003cp\\u003eThe tide turned. {}\\u003c/p\\u003e", "It did so again. ".repeat(20));
        let once = format!("window.s={{\"a\":\"x\",\"body\":\"{}\"}}", paragraph.repeat(3));
        assert!(story(&[&once]).unwrap().starts_with("<p>The tide turned."));
        let twice = format!("push([1,\"{}\"])", once.replace('\\', "\\\\").replace('"', "\\\""));
        assert!(story(&[&twice]).unwrap().starts_with("<p>The tide turned."));
        assert_eq!(story(&["var a = \"short <p>\";", "\"unclosed \\", "\\\\\"\\u12", "\"ї\\"]), None);
        assert_eq!(unescape("\\ud83d\\ude00\\/"), "😀/");
    }
}
