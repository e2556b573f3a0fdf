//! Text of a page made harmless for a Discord message: what it shows is what it is.
//!
//! Two steps: [`visible`] drops what has no ink or lies about the order of letters, [`escaped_within`] takes away
//! every power that Discord's markdown gives to a character. The visible words stay verbatim.

use unicode_width::UnicodeWidthChar as _;

/// Most marks that one letter may carry: more is “zalgo” text that runs over its neighbours. No
/// orthography stacks more.
const MARKS_MAX: usize = 4;

/// Length as Discord counts it: UTF-16 code units.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// `text` for places without markdown (author line): its visible words, at most `max` UTF-16 units.
pub(crate) fn plain(text: &str, max: usize) -> String {
    clipped(&visible(text), max, char::len_utf16)
}

/// `text` for places with markdown: its visible words, with every character that markdown could act on
/// escaped, at most `max` UTF-16 units; a longer text ends in `…`.
pub(crate) fn escaped_within(text: &str, max: usize) -> String {
    let seen = visible(text);
    let safe = escape(&clipped(&seen, max, |c| c.len_utf16() + usize::from(is_markup(c))));
    if utf16_len(&safe) <= max {
        return safe;
    }
    // A full stop was escaped too, which few are: then all are counted so.
    escape(&clipped(&seen, max, |c| c.len_utf16() + usize::from(is_markup(c) || c == '.')))
}

/// The visible words of `text`: one line, without control characters, bidi overrides, invisible characters,
/// and marks beyond the fourth on a letter.
pub(crate) fn visible(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut before = ' ';
    let mut marks = 0;
    for c in text.chars() {
        let c = if is_line_break(c) { ' ' } else { c };
        if is_joiner(c) && joins_after(before) {
            kept.push(c);
            continue;
        }
        if c.is_control() || is_invisible(c) {
            continue;
        }
        if c.width() == Some(0) {
            marks += 1;
            if marks > MARKS_MAX {
                continue;
            }
        } else {
            marks = 0;
        }
        if c == ' ' && before == ' ' {
            continue;
        }
        kept.push(c);
        before = c;
    }
    kept.truncate(kept.trim_end().len());
    kept
}

/// White space that would begin a new line, where headings and lists get their meaning.
fn is_line_break(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a joiner after `before` belongs to the spelling: in Arabic and Indic scripts, and inside emoji.
fn joins_after(before: char) -> bool {
    matches!(before, '\u{0600}'..='\u{109F}' | '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Characters without ink that hide text, turn its direction, or smuggle (tags): Unicode 16, chapters 9.2,
/// 23.2 and 23.9. Emoji selectors (U+FE0F) stay.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn is_markup(c: char) -> bool {
    matches!(
        c,
        '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '#' | '-' | '[' | ']' | '(' | ')' | '<' | '@' | ':'
    )
}

/// A backslash before everything that markdown could act on. `1.` at the start would begin a list and
/// `www.` may become a link: their full stops are escaped too.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        if is_markup(c) || (c == '.' && (is_list_number(&safe) || ends_in_www(&safe))) {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

fn is_list_number(start: &str) -> bool {
    !start.is_empty() && start.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_in_www(start: &str) -> bool {
    start.len() >= 3 && start.as_bytes()[start.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// As much of `text` as `max` units hold, measured by `units`; what is cut is marked by `…`.
fn clipped(text: &str, max: usize, units: impl Fn(char) -> usize) -> String {
    if text.chars().map(&units).sum::<usize>() <= max {
        return text.to_owned();
    }
    let mut left = max.saturating_sub(1);
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = units(*c) <= left;
            left = left.saturating_sub(units(*c));
            fits
        })
        .collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        escaped_within(text, usize::MAX)
    }

    /// What Discord shows of escaped text.
    pub(crate) fn shown(escaped: &str) -> String {
        let mut shown = String::new();
        let mut chars = escaped.chars().peekable();
        while let Some(c) = chars.next() {
            match chars.peek() {
                Some(next) if c == '\\' && !next.is_alphanumeric() && !next.is_whitespace() => {
                    shown.extend(chars.next());
                }
                _ => shown.push(c),
            }
        }
        shown
    }

    #[test]
    fn markdown_and_mentions_lose_their_power() {
        for (text, safe) in [
            ("**bold** _it_ ~~no~~ ||spoiler||", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|spoiler\|\|"),
            ("@everyone <@1> <#2> <:e:3>", r"\@everyone \<\@1\> \<\#2\> \<\:e\:3\>"),
            ("[free](https://x.example)", r"\[free\]\(https\://x.example\)"),
            ("# Title", r"\# Title"),
            ("> quote", r"\> quote"),
            ("- item", r"\- item"),
            ("12. item", r"12\. item"),
            ("see WWW.x.example", r"see WWW\.x.example"),
            (r"back\slash `code`", r"back\\slash \`code\`"),
        ] {
            assert_eq!(escaped(text), safe);
            assert_eq!(shown(safe), text);
        }
    }

    #[test]
    fn what_has_no_ink_is_dropped() {
        for (text, seen) in [
            ("a\u{202E}b\u{2066}c\u{200F}d\u{61C}", "abcd"),
            ("zero\u{200B}\u{FEFF}\u{2060}width\u{AD}", "zerowidth"),
            ("two\nlines\r\n\u{2028}and\u{85}more", "two lines and more"),
            ("bell\u{7}\u{1B}[31m", "bell[31m"),
            ("tag\u{E0041}\u{E007F}", "tag"),
            ("l\u{200D}atin\u{200C}", "latin"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("👩\u{200D}🚒 ❤\u{FE0F}\u{200D}🔥", "👩\u{200D}🚒 ❤\u{FE0F}\u{200D}🔥"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}\u{301}"),
        ] {
            assert_eq!(visible(text), seen);
        }
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(plain("abcdef", 6), "abcdef");
        assert_eq!(plain("abcdef", 5), "abcd…");
        assert_eq!(plain("🦢🦢🦢", 5), "🦢🦢…");
        assert_eq!(escaped_within("a:b:c", 6), r"a\:b…");
        assert_eq!(escaped_within("0.ab", 4), r"0\.…", "the full stop of a list's number is escaped too");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn escaping_changes_nothing_that_is_seen(text in any::<String>()) {
            prop_assert_eq!(shown(&escaped(&text)), visible(&text));
        }

        #[test]
        fn within_is_within(text in any::<String>(), max in 1_usize..80) {
            prop_assert!(utf16_len(&escaped_within(&text, max)) <= max);
            prop_assert!(utf16_len(&plain(&text, max)) <= max);
        }
    }
}
