//! Cards of random statements, by the million: hostile names, mentions, markdown, bidi marks, every script, and
//! statements whose words do not stand on their page. Whatever comes of them is held to Discord's limits and to the
//! promise that every word in quotation marks is a slice of its page.

use jiff::Timestamp;
use jiff::civil::date;
use sayso_newsroom::{
    Act, Article, BlockKind, Brief, Dated, Paragraph, Piece, Quotation, Reading, Speaker, SpeakerKind,
    Statement,
};
use serde_json::Value;
use serenity::all::UserId;

use crate::card::{self, AUTHOR_MAX, TITLE_MAX};
use crate::plain::{utf16_len, visible};
use crate::posting::Body;
use crate::reply::{self, Reply, Seen};
use crate::sheet::{DESCRIPTION_MAX, Sheet};
use crate::tongue::Tongue;

/// What all embeds of a message may have together.
const EMBEDS_MAX: usize = 6000;

/// A word that stands in no paragraph, and in every statement that lies.
const LIE: &str = "zqlie";

/// Words of many scripts, and everything that Discord or a screen might act on.
const BITS: [&str; 56] = [
    "the",
    "bridge",
    "was",
    "never",
    "inspected",
    "we",
    "will",
    "close",
    "it",
    "tonight",
    "Мости",
    "потребують",
    "догляду",
    "не",
    "знаю",
    "Brücke",
    "straße",
    "l’État",
    "ñandú",
    "قال",
    "الوزير",
    "إن",
    "אמר",
    "השר",
    "पुल",
    "बंद",
    "桥梁",
    "从未",
    "橋は",
    "สะพาน",
    "@everyone",
    "@here",
    "<@1>",
    "<@&2>",
    "<#3>",
    "<:a:4>",
    "</x:5>",
    "<t:6:R>",
    "**",
    "__",
    "~~",
    "||",
    "```",
    "\n# ",
    "\n> ",
    "\n- ",
    "[x](https://e.example)",
    "www.e.example",
    "\\",
    "\u{202E}",
    "\u{200B}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩\u{200D}🚒",
    "“",
    "”",
    "1. ",
];

/// What was built and looked at.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Pages of cards.
    pub cards: u64,
    /// Quotations on them, each found on its page.
    pub quotations: u64,
    /// Statements whose words did not stand on their page, and which no card showed.
    pub withheld: u64,
}

/// Builds at least `count` cards from the numbers that begin at `seed`.
///
/// # Panics
/// Where a card breaks a promise; the seed of its article is told.
pub fn cards(seed: u64, count: u64) -> Tally {
    let mut tally = Tally::default();
    let mut article = 0;
    while tally.cards < count {
        let mut dice = Dice(seed.wrapping_add(article).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        article += 1;
        let tongue = if dice.one_in(2) { Tongue::english() } else { Tongue::nearest("uk") };
        let (reading, lies) = reading(&mut dice);
        assert!(
            reading.brief.withheld() >= lies,
            "article {article} of {seed}: a lie was taken for a quotation"
        );
        tally.withheld += reading.brief.withheld() as u64;
        let of = card::sheet(&reading, 0, tongue).of;
        for index in 0..of {
            let page = card::sheet(&reading, index, tongue);
            tally.quotations += judge(&page, &reading, &format!("article {article} of {seed}, page {index}"));
            let reply = Reply::card(&reading, index, UserId::new(u64::MAX), Seen::ByAsker, tongue);
            message(&serde_json::to_value(reply.into_edit()).unwrap_or_default());
            let post = reply::post(&Body::of(page, None), u64::MAX, u64::MAX, "mark-of-22-characters-", true);
            message(&serde_json::to_value(post).unwrap_or_default());
            tally.cards += 1;
        }
    }
    tally
}

/// Whether words are what was said with stretches left out: they begin where it begins, go on in its order, are cut
/// between words with a `…` in each gap, and end where it ends unless a last `…` says that more follows. What was said
/// may have such signs of its own, so that each is tried as a word and as a gap.
fn is_cut_of(words: &str, said: &str) -> bool {
    let said: Vec<&str> = said.split_whitespace().collect();
    // Whether the words up to here may end before the word of that number.
    let mut ends = vec![false; said.len() + 1];
    ends[0] = true;
    for (nth, word) in words.split_whitespace().enumerate() {
        let mut next = vec![false; said.len() + 1];
        let mut is_open = false;
        for (at, its) in said.iter().enumerate() {
            is_open |= ends[at] && word == "…" && nth > 0;
            next[at + 1] = is_open || (ends[at] && *its == word);
        }
        ends = next;
    }
    ends.last().is_some_and(|whole| *whole)
}

/// Holds a page to the limits and to the words of its article. Tells how many quotations stand on it.
fn judge(page: &Sheet, reading: &Reading, place: &str) -> u64 {
    for (what, text, max) in [
        ("author", &page.author, AUTHOR_MAX),
        ("title", &page.title, TITLE_MAX),
        ("text", &page.text, DESCRIPTION_MAX),
    ] {
        assert!((1..=max).contains(&utf16_len(text)), "{place}: the {what} has {} units", utf16_len(text));
        assert!(!text.contains(LIE), "{place}: words that nobody said: {text}");
        assert!(
            !text.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')),
            "{place}: {text:?}"
        );
    }
    let bare = unescaped(&without_own_markup(&page.text));
    for power in ['@', '<', '#', '[', ']', '(', ')', '`', '|', '~', ':'] {
        assert!(!bare.contains(power), "{place}: {power} has its power in {bare}");
    }
    assert!(
        !unescaped(&page.title).contains(['@', '<', '#', '[', '*', '_', '`', '|', '~']),
        "{place}: {}",
        page.title
    );
    let said = said(reading);
    let mut quotations = 0;
    for line in page.text.lines().filter_map(|line| line.strip_prefix("> “")) {
        let words = line.split(" [↗](<").next().unwrap_or_default();
        // The mark that closes it is sayso's own: that before what stands beside, whose underscore has its power as no
        // page's has, or the last one.
        let close = words.find("” — _").or_else(|| words.rfind('”'));
        let words = shown(&words[..close.unwrap_or(words.len())]);
        let whole = said.contains(&words);
        let cut = said.iter().any(|said| is_cut_of(&words, said));
        assert!(whole || cut, "{place}: not on its page: {words:?}");
        quotations += 1;
    }
    quotations
}

/// What a reader may see in quotation marks: slices of the article's paragraphs, cut here anew by their places.
fn said(reading: &Reading) -> Vec<String> {
    let paragraphs = &reading.brief.article().paragraphs;
    let slice = |piece: &Piece| -> String {
        let paragraph = usize::try_from(piece.paragraph).ok().and_then(|at| paragraphs.get(at));
        let text = paragraph.map_or("", |paragraph| paragraph.text.as_str());
        text.chars().skip(piece.start).take(piece.end - piece.start).collect()
    };
    let statements = reading.brief.statements().iter();
    let direct = statements.filter(|statement| statement.quotation == Quotation::Direct);
    direct
        .map(|statement| {
            let pieces: Vec<String> = statement.pieces.iter().map(slice).collect();
            visible(pieces.join(" … ").trim_end_matches(','))
        })
        .collect()
}

/// Holds a message to what Discord takes, and to mentioning nobody.
fn message(message: &Value) {
    let allowed = &message["allowed_mentions"];
    for kind in ["parse", "users", "roles"] {
        assert!(
            allowed.is_object() && allowed[kind].as_array().is_none_or(Vec::is_empty),
            "mentions: {allowed}"
        );
    }
    let text = |value: &Value| utf16_len(value.as_str().unwrap_or_default());
    let embeds = message["embeds"].as_array().map_or(&[][..], Vec::as_slice);
    let all =
        embeds.iter().map(|it| text(&it["title"]) + text(&it["description"]) + text(&it["author"]["name"]));
    assert!(all.sum::<usize>() <= EMBEDS_MAX, "{message}");
    let buttons = message["components"][0]["components"].as_array().cloned().unwrap_or_default();
    assert!(buttons.len() <= 5, "{message}");
    let mut ids: Vec<&str> = buttons.iter().filter_map(|button| button["custom_id"].as_str()).collect();
    assert!(ids.iter().all(|id| (1..=100).contains(&id.len())), "{ids:?}");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{message}");
    assert!(
        buttons.iter().all(|button| text(&button["url"]) <= 512 && text(&button["label"]) <= 80),
        "{message}"
    );
}

/// sayso's own words on a card that have a colon.
const OWN_COLONS: [&str; 5] =
    ["the outlet’s verb: “", "дієслово видання: «", "не названо: ", "цього сервера: ", "одним реченням: "];

/// A page's text without what sayso itself puts there: links to places, times, colons in its own words.
pub(crate) fn without_own_markup(text: &str) -> String {
    let mut rest = text.replace(" (continued)", "").replace(" (далі)", "");
    for own in OWN_COLONS {
        rest = rest.replace(own, &own.replace(':', ""));
    }
    while let Some(start) = rest.find(" [↗](<") {
        let length = rest[start..].find(">)").expect("a link of ours ends") + 2;
        rest.replace_range(start..start + length, "");
    }
    rest.replace("<t:1741100000:R>", "")
}

/// The characters of `text` that no backslash stands before.
pub(crate) fn unescaped(text: &str) -> String {
    let mut bare = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            c => bare.push(c),
        }
    }
    bare
}

/// What Discord shows of escaped text.
fn shown(escaped: &str) -> String {
    let mut shown = String::new();
    let mut chars = escaped.chars();
    while let Some(c) = chars.next() {
        shown.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    shown
}

/// An article with its statements, and how many of these lie.
fn reading(dice: &mut Dice) -> (Reading, usize) {
    let paragraphs: Vec<String> = (0..dice.below(4) + 1).map(|_| dice.text(90)).collect();
    let letters: Vec<Vec<char>> = paragraphs.iter().map(|text| text.chars().collect()).collect();
    let (mut lies, mut statements) = (0, Vec::new());
    for _ in 0..dice.below(24) {
        let Some(mut statement) = statement(dice, &letters) else { continue };
        if dice.one_in(4) {
            lie(dice, &mut statement);
            lies += 1;
        }
        statements.push(statement);
    }
    let kept = |text: &String| Paragraph { text: text.clone(), kind: BlockKind::Paragraph };
    let path: String = (0..dice.below(300)).map(|_| *dice.of(&['a', '(', ')', '|', '-', '*'])).collect();
    let article = Article {
        url: format!("https://argus.example/{path}").parse().ok().filter(|_| !dice.one_in(8)),
        outlet: Some(dice.text(12)).filter(|_| !dice.one_in(8)),
        title: dice.text(30),
        authors: vec![],
        published: Some(Dated::Day(date(2025, 3, 4))),
        modified: None,
        language: (*dice.of(&["en", "uk", "ar", "de"])).to_owned(),
        origin: Some(dice.text(6)).filter(|_| dice.one_in(4)),
        paragraphs: paragraphs.iter().map(kept).collect(),
    };
    let id = format!("{:032x}", dice.next()).parse().expect("32 hexadecimal digits");
    let read_at = Timestamp::from_second(1_741_100_000).expect("a time");
    (
        Reading {
            id,
            brief: Brief::new(article, statements),
            read_at,
            from_record: dice.one_in(2),
            corrected: 0,
        },
        lies,
    )
}

/// A statement of slices of the paragraphs; none where the dice fell on nothing.
fn statement(dice: &mut Dice, letters: &[Vec<char>]) -> Option<Statement> {
    let mut pieces = Vec::new();
    for _ in 0..dice.below(2) + 1 {
        let at = dice.below(letters.len());
        let start = dice.below(letters[at].len().max(1));
        let end = (start + dice.below(700) + 1).min(letters[at].len());
        if start < end {
            let paragraph = i32::try_from(at).unwrap_or_default();
            pieces.push(Piece { paragraph, start, end, text: letters[at][start..end].iter().collect() });
        }
    }
    let kinds = [SpeakerKind::Person, SpeakerKind::Anonymous, SpeakerKind::Outlet, SpeakerKind::Document];
    let acts = [Act::Say, Act::Deny, Act::Confirm, Act::Ask, Act::Warn, Act::Promise];
    let quotations = [Quotation::Direct, Quotation::Direct, Quotation::Mixed, Quotation::Indirect];
    Some(Statement {
        paragraph: pieces.first()?.paragraph,
        speaker: Speaker {
            mention: None,
            name: Some(dice.text(8)).filter(|_| !dice.one_in(6)),
            kind: *dice.of(&kinds),
            role: Some(dice.text(8)).filter(|_| dice.one_in(3)),
        },
        via: (0..dice.below(3)).map(|_| dice.text(5)).collect(),
        cue: Some(if dice.one_in(2) { "claimed".to_owned() } else { dice.text(3) }),
        act: *dice.of(&acts),
        quotation: *dice.of(&quotations),
        pieces,
        said_on: Some(date(2025, 3, 3)).filter(|_| dice.one_in(2)),
        confidence: if dice.one_in(4) { 0.2 } else { 0.9 },
    })
}

/// Puts words into the speaker's mouth.
fn lie(dice: &mut Dice, statement: &mut Statement) {
    let at = dice.below(statement.pieces.len());
    let piece = &mut statement.pieces[at];
    piece.text = match dice.below(3) {
        0 => format!("{} {LIE}", piece.text),
        1 => format!("{LIE} {}", piece.text),
        _ => LIE.to_owned(),
    };
}

/// Numbers that are as good as random, the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `limit`, which must not be 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or_default()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// Up to so many words; one in sixteen is a scalar of any kind.
    fn text(&mut self, words_max: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.below(words_max + 1) {
            let any = u32::try_from(self.next() % 0x11_0000).ok().and_then(char::from_u32);
            match any.filter(|_| self.one_in(16)) {
                Some(any) => text.push(any),
                None => text += self.of::<&str>(&BITS),
            }
            if !self.one_in(5) {
                text.push(' ');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo run -p sayso-commands --features fuzzed --example cards -- 1000000` builds a million.
    #[test]
    fn thousands_of_cards_keep_every_promise() {
        let tally = cards(1, 2_000);
        assert!(tally.cards >= 2_000 && tally.quotations > 1_000 && tally.withheld > 500, "{tally:?}");
    }
}
