//! The same words otherwise printed: other marks, dashes, spaces, capitals, punctuation.

use super::chance::Chance;

const MARKS: [(&str, &str); 7] =
    [("“", "”"), ("\"", "\""), ("«", "»"), ("„", "“"), ("« ", " »"), ("‘", "’"), ("", "")];

const DASHES: [&str; 4] = [" – ", " — ", " - ", "—"];

/// One of the ways in which another outlet prints the same words.
pub(crate) fn reprinted(text: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..chance.between(1, 3) {
        text = match chance.below(7) {
            0 => in_other_marks(&text, chance),
            1 => with_other_dashes(&text, chance),
            2 => with_other_apostrophes(&text, chance),
            3 => with_other_spaces(&text, chance),
            4 => with_other_capitals(&text, chance),
            5 => with_other_commas(&text, chance),
            _ => with_another_end(&text, chance),
        };
    }
    text
}

fn in_other_marks(text: &str, chance: &mut Chance) -> String {
    let (open, close) = chance.pick(&MARKS);
    let inner = text.replace(['“', '”', '„', '«', '»', '"'], if chance.one_in(2) { "\"" } else { "”" });
    format!("{open}{}{close}", inner.trim_matches(['"', '”']))
}

fn with_other_dashes(text: &str, chance: &mut Chance) -> String {
    let dash = chance.pick(&DASHES);
    [" – ", " — ", " - "].iter().fold(text.to_owned(), |text, printed| text.replace(printed, dash))
}

fn with_other_apostrophes(text: &str, chance: &mut Chance) -> String {
    // Only inside of words: elsewhere the same sign is a quotation mark.
    let chars: Vec<char> = text.chars().collect();
    let other = *chance.pick(&['\'', '’', 'ʼ', '`']);
    let inside = |at: usize| {
        at > 0 && chars[at - 1].is_alphabetic() && chars.get(at + 1).is_some_and(|c| c.is_alphabetic())
    };
    let swap = |(at, c): (usize, &char)| if matches!(c, '\'' | '’') && inside(at) { other } else { *c };
    chars.iter().enumerate().map(swap).collect()
}

fn with_other_spaces(text: &str, chance: &mut Chance) -> String {
    let space = chance.pick(&["\u{a0}", "  ", "\u{202f}", "\n"]);
    let nth = chance.between(1, 4);
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = String::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            out.push_str(if at % nth == 0 { space } else { " " });
        }
        out.push_str(word);
    }
    out
}

fn with_other_capitals(text: &str, chance: &mut Chance) -> String {
    match chance.below(3) {
        0 => text.to_uppercase().replace("SS", "ss"),
        1 => text.to_lowercase(),
        _ => {
            let mut chars = text.chars();
            chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
        }
    }
}

fn with_other_commas(text: &str, chance: &mut Chance) -> String {
    match chance.below(3) {
        0 => text.replace(", ", " "),
        1 => text.replace(", ", "; "),
        _ => text.replacen(' ', ", ", 1),
    }
}

fn with_another_end(text: &str, chance: &mut Chance) -> String {
    let bare = text.trim_end_matches(['.', ',', '!']);
    if bare.ends_with('?') || bare.ends_with('…') || bare.is_empty() {
        return text.to_owned();
    }
    format!("{bare}{}", chance.pick(&["", ".", ",", "!", ";"]))
}
