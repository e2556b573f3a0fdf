//! `/verify` and **Check this quotation**: whether somebody really said it.

use sayso_newsroom::{Check, CheckedIn, Nearest, Slice, Verdict, Verification};
use serenity::all::Message;

use crate::complaint::Complaint;
use crate::plain::{escaped_within, utf16_len};
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, choose, offers, telling};

/// Longest quotation that is checked, in UTF-16 units; a message may be longer.
const QUOTATION_MAX: usize = 1_500;
/// Longest shown part of it, of the real words, and of each sentence beside them.
const SHOWN_MAX: usize = 700;
const CONTEXT_MAX: usize = 300;

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn verify(
    ctx: Context<'_>,
    #[max_length = 1500] quotation: String,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    speaker: Option<String>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    private: Option<bool>,
) -> Result<(), Error> {
    let scope = Scope { story, ..Scope::default() };
    ask(ctx, Terms::public(private), Question::Verify { quotation, speaker, scope }).await
}

/// The menu entry: the message's own quotation where it has one in quotation marks, else all of it.
#[poise::command(
    context_menu_command = "Check this quotation",
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn check_message(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    let quotation = quoted_in(&message.content);
    ask(ctx, Terms::private(), Question::Verify { quotation, speaker: None, scope: Scope::default() }).await
}

/// The longest text between quotation marks, else the whole text without links.
pub(crate) fn quoted_in(text: &str) -> String {
    const MARKS: [(char, char); 5] = [('“', '”'), ('«', '»'), ('„', '“'), ('"', '"'), ('‚', '‘')];
    let between = |(open, close): (char, char)| {
        let (_, rest) = text.split_once(open)?;
        Some(rest.split_once(close)?.0)
    };
    let longest = MARKS.into_iter().filter_map(between).max_by_key(|inside| inside.len());
    let unlinked = || {
        let words = text.split_whitespace().filter(|word| !word.contains("://"));
        words.collect::<Vec<_>>().join(" ")
    };
    let quoted = longest.filter(|inside| inside.split_whitespace().count() >= 3).map(str::to_owned);
    let mut found = quoted.unwrap_or_else(unlinked);
    while utf16_len(&found) > QUOTATION_MAX {
        found.pop();
    }
    found
}

/// The answer.
pub(crate) async fn sheet(
    asked: &Asked,
    quotation: &str,
    speaker: Option<&str>,
    scope: &Scope,
) -> Result<Sheet, Complaint> {
    if !quotation.contains(char::is_alphanumeric) {
        return Err(Complaint::Typed("no-quotation", String::new()));
    }
    let scope = scope.query(asked).await?;
    let found = asked.data.newsroom.verify(quotation, speaker, scope, asked.now).await?;
    let title = asked.tongue.say(verdict_key(found.check().verdict));
    Ok(Sheet::single(title, text(quotation, speaker, &found, asked.tongue)))
}

fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WordForWord => "verdict-word-for-word",
        Verdict::SecondHand => "verdict-second-hand",
        Verdict::CutShort => "verdict-cut-short",
        Verdict::Translation => "verdict-translation",
        Verdict::SpeakerUnclear => "verdict-speaker-unclear",
        Verdict::Altered => "verdict-altered",
        Verdict::Joined => "verdict-joined",
        Verdict::Paraphrase => "verdict-paraphrase",
        Verdict::OtherSpeaker => "verdict-other-speaker",
        Verdict::Withdrawn => "verdict-withdrawn",
        Verdict::NotFound => "verdict-not-found",
    }
}

/// What was asked stands without quotation marks: those are for words of a page.
fn text(quotation: &str, speaker: Option<&str>, found: &Verification, tongue: Tongue) -> String {
    let check = found.check();
    let key = verdict_key(check.verdict);
    let mut lines = vec![tongue.say(&format!("{key}.about"))];
    let also: Vec<String> = check.also.iter().map(|verdict| tongue.say(verdict_key(*verdict))).collect();
    if !also.is_empty() {
        lines.push(tongue.say_with("verdict-also", [("verdicts", also.join(" · ").into())]));
    }
    lines.push(String::new());
    lines.push(format!("**{}** {}", tongue.say("asked-about"), marked_claim(quotation, check)));
    if let Some(speaker) = speaker {
        lines.push(format!("-# {}", escaped_within(speaker, 200)));
    }
    if let Some((nearest, article)) = nearest(found) {
        lines.push(String::new());
        lines.extend(real(nearest, article, tongue));
    }
    let looked = [("articles", found.articles().into()), ("outlets", found.outlets().into())];
    lines.push(String::new());
    lines.push(format!("_{}_", tongue.say_with("looked-in", looked)));
    lines.join("\n")
}

fn nearest(found: &Verification) -> Option<(&Nearest, &CheckedIn)> {
    let nearest = found.check().nearest.as_ref()?;
    Some((nearest, found.candidates().get(nearest.candidate)?))
}

/// The words that were asked about; those that the page does not have are underlined.
fn marked_claim(quotation: &str, check: &Check) -> String {
    let letters: Vec<char> = quotation.chars().collect();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for difference in check.nearest.iter().flat_map(|nearest| &nearest.differences) {
        let range = &difference.claimed;
        if range.start < range.end && range.end <= letters.len() {
            marks.push((range.start, range.end));
        }
    }
    if utf16_len(quotation) > SHOWN_MAX {
        return escaped_within(quotation, SHOWN_MAX);
    }
    underlined(&letters, marks)
}

/// Text with some ranges underlined, everything that markdown could act on escaped.
fn underlined(letters: &[char], mut marks: Vec<(usize, usize)>) -> String {
    marks.sort_unstable();
    let part = |from: usize, to: usize| {
        let text: String = letters[from..to].iter().collect();
        let (start, end) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
        let space = |there: bool| if there { " " } else { "" };
        match escaped_within(&text, usize::MAX) {
            shown if shown.is_empty() => space(start || end).to_owned(),
            shown => format!("{}{shown}{}", space(start), space(end)),
        }
    };
    let (mut line, mut at) = (String::new(), 0);
    for (from, to) in marks {
        if from < at {
            continue;
        }
        line += &part(at, from);
        let inside = part(from, to);
        line += &if inside.trim().is_empty() { inside } else { format!("__{}__", inside.trim()) };
        at = to;
    }
    line + &part(at, letters.len())
}

/// The real words with those that differ underlined, the sentences beside them, and where they stand.
fn real(nearest: &Nearest, article: &CheckedIn, tongue: Tongue) -> Vec<String> {
    let said = nearest.said.and_then(|index| article.statements.get(index));
    let speaker = said.and_then(|statement| statement.speaker.name.as_deref());
    let name = speaker.map_or_else(|| tongue.say("speaker-unclear"), |name| escaped_within(name, 200));
    let mut lines = vec![format!("**{name}**")];
    lines.extend(nearest.before.as_ref().map(aside));
    let pieces: Vec<String> = nearest.pieces.iter().map(|piece| printed(piece, nearest)).collect();
    let words = pieces.join(" … ");
    lines.push(if nearest.quoted { format!("> “{words}”") } else { words });
    lines.extend(nearest.after.as_ref().map(aside));
    let left_out: Vec<String> = nearest
        .left_out
        .iter()
        .flat_map(|left| &left.lost)
        .map(|lost| escaped_within(&lost.word, 40))
        .take(6)
        .collect();
    if !left_out.is_empty() {
        lines.push(format!("-# {}", tongue.say_with("lost-words", [("words", left_out.join(", ").into())])));
    }
    if article.earlier {
        lines.push(format!("-# {}", tongue.say("earlier-version")));
    }
    lines.push(format!(
        "-# {} · {}",
        telling::titled(&article.heading, tongue),
        telling::printed(&article.heading, tongue)
    ));
    lines
}

/// One real piece: a verbatim slice, its differing words underlined.
fn printed(piece: &Slice, nearest: &Nearest) -> String {
    let letters: Vec<char> = piece.text.chars().collect();
    if utf16_len(&piece.text) > SHOWN_MAX {
        return escaped_within(&piece.text, SHOWN_MAX);
    }
    let spots = nearest.differences.iter().filter_map(|difference| difference.real.as_ref());
    let own = spots
        .filter(|slice| slice.candidate == piece.candidate && slice.spot.paragraph == piece.spot.paragraph);
    let marks = own.filter_map(|slice| {
        let from = slice.spot.start.checked_sub(piece.spot.start)?;
        let to = slice.spot.end.checked_sub(piece.spot.start)?;
        (from < to && to <= letters.len()).then_some((from, to))
    });
    underlined(&letters, marks.collect())
}

fn aside(slice: &Slice) -> String {
    format!("-# {}", escaped_within(&slice.text, CONTEXT_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_gives_its_longest_quotation_or_itself() {
        for (message, quotation) in [
            ("he said “we never saw it at all” lol", "we never saw it at all"),
            ("Kirby: all documents fake https://example.org/x", "Kirby: all documents fake"),
            ("«Мені її ніхто не приніс» – це правда?", "Мені її ніхто не приніс"),
            ("\"ok\" he never said that", "\"ok\" he never said that"),
            ("", ""),
        ] {
            assert_eq!(quoted_in(message), quotation);
        }
        assert!(utf16_len(&quoted_in(&"слово ".repeat(2_000))) <= QUOTATION_MAX);
    }

    #[test]
    fn differing_words_are_underlined_and_markdown_is_escaped() {
        let letters: Vec<char> = "all *documents* are fake".chars().collect();
        assert_eq!(underlined(&letters, vec![(20, 24)]), "all \\*documents\\* are __fake__");
        assert_eq!(underlined(&letters, vec![(0, 3), (1, 5)]), "__all__ \\*documents\\* are fake");
    }
}
