//! Which characters are quotation marks, dashes, apostrophes, symbols, or nothing at all.

use unicode_normalization::char::is_combining_mark;

/// Characters that are not seen: soft hyphens, zero-width and bidi controls, variation selectors, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Part of a word: a letter, a digit, or an accent on one.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Every way to print an apostrophe; U+02BC counts as a letter elsewhere.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '＇' | '‛')
}

/// A hyphen or minus sign that can stand before a number; no em dash, which only ever parts clauses.
pub(crate) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '–' | '‑' | '‐')
}

/// A character that says something by itself, as a word does: `%`, `$`, `§`, `+` …
pub(crate) fn is_symbol(c: char) -> bool {
    matches!(
        c,
        '%' | '‰'
            | '$'
            | '¢'
            | '£'
            | '¥'
            | '¤'
            | '&'
            | '+'
            | '='
            | '°'
            | '§'
            | '№'
            | '×'
            | '÷'
            | '±'
            | '\u{20A0}'..='\u{20CF}'
    )
}

/// A script without spaces between its words: each character is taken as a word.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
