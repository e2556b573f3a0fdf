//! Cards of invented articles, as snapshots; and what holds for the card of any brief.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use sayso_article::{BlockKind, Paragraph};
use sayso_newsroom::{
    Act, Article, Brief, Dated, Piece, Quotation, Reading, Speaker, SpeakerKind, Statement,
};
use serde_json::Value;
use serenity::all::UserId;

use super::*;
use crate::fuzzed::cards::{unescaped, without_own_markup};
use crate::plain::tests::shown;
use crate::reply::{Reply, Seen};

/// An article of the Harbour Argus with these paragraphs.
fn article(title: &str, paragraphs: &[String]) -> Article {
    Article {
        url: Some("https://www.argus.example/harbour/bridge?id=7".parse().unwrap()),
        outlet: Some("The Harbour Argus".to_owned()),
        title: title.to_owned(),
        authors: vec!["Ilse Marten".to_owned()],
        published: Some(Dated::Day(date(2025, 3, 4))),
        modified: None,
        language: "en".to_owned(),
        origin: None,
        paragraphs: paragraphs
            .iter()
            .map(|text| Paragraph { text: text.clone(), kind: BlockKind::Paragraph })
            .collect(),
    }
}

/// The statement whose words are the first in `paragraphs[paragraph]` that read `words`.
fn statement(paragraphs: &[String], paragraph: usize, words: &str, name: &str) -> Statement {
    let text = &paragraphs[paragraph];
    let start =
        text[..text.find(words).unwrap_or_else(|| panic!("`{words}` stands in `{text}`"))].chars().count();
    let place = i32::try_from(paragraph).unwrap();
    Statement {
        paragraph: place,
        speaker: Speaker {
            mention: None,
            name: Some(name.to_owned()),
            kind: SpeakerKind::Person,
            role: None,
        },
        via: vec![],
        cue: Some("said".to_owned()),
        act: Act::Say,
        quotation: Quotation::Direct,
        pieces: vec![Piece {
            paragraph: place,
            start,
            end: start + words.chars().count(),
            text: words.to_owned(),
        }],
        said_on: None,
        confidence: 0.95,
    }
}

fn reading(brief: Brief, from_record: bool) -> Reading {
    Reading {
        id: "00112233445566778899aabbccddeeff".parse().unwrap(),
        brief,
        read_at: Timestamp::from_second(1_741_100_000).unwrap(),
        from_record,
        corrected: 0,
    }
}

fn paragraphs(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// All pages as a person reads their source.
fn pages(reading: &Reading) -> String {
    let of = sheet(reading, 0, Tongue::english()).of;
    (0..of)
        .map(|index| sheet(reading, index, Tongue::english()))
        .map(|page| format!("{}\n# {}\n{}\n", page.author, page.title, page.text))
        .collect::<Vec<_>>()
        .join("--------\n")
}

#[test]
fn an_article_with_every_kind_of_speaker() {
    let texts = paragraphs(&[
        "“The bridge was never inspected,” harbour master Ana Ruiz said on Monday. “Not once. Not since the flood.”",
        "The ministry claims that the bridge is safe for lorries.",
        "“I have no idea what the plan is,” a senior official told the Courier.",
        "Ruiz said the ministry had “lost” the reports.",
        "The ministry declined to comment on the reports.",
    ]);
    let mut ruiz = statement(&texts, 0, "The bridge was never inspected,", "Ana Ruiz");
    ruiz.pieces.push(statement(&texts, 0, "Not once. Not since the flood.", "").pieces.remove(0));
    ruiz.speaker.role = Some("harbour master".to_owned());
    ruiz.said_on = Some(date(2025, 3, 3));
    let mut ministry = statement(&texts, 1, "the bridge is safe for lorries", "The ministry");
    ministry.speaker.kind = SpeakerKind::Organization;
    ministry.quotation = Quotation::Indirect;
    ministry.cue = Some("claims".to_owned());
    let mut official = statement(&texts, 2, "I have no idea what the plan is,", "a senior official");
    official.speaker.kind = SpeakerKind::Anonymous;
    official.via = vec!["the Courier".to_owned()];
    let mut mixed = statement(&texts, 3, "the ministry had “lost” the reports", "Ana Ruiz");
    mixed.quotation = Quotation::Mixed;
    let mut declined = statement(&texts, 4, "declined to comment on the reports", "The ministry");
    declined.quotation = Quotation::Indirect;
    declined.act = Act::Decline;
    let brief = Brief::new(
        article("Bridge “never inspected”", &texts),
        vec![ruiz, ministry, official, mixed, declined],
    );
    insta::assert_snapshot!(pages(&reading(brief.clone(), true)));
    let reply = Reply::card(&reading(brief, false), 0, UserId::new(42), Seen::ByAsker, Tongue::english());
    insta::assert_json_snapshot!(serde_json::to_value(reply.into_edit()).unwrap());
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let texts = paragraphs(&[
        "“@everyone **free** [coins](https://evil.example) <@42> <#7> <:x:9> `rm` ||look|| www.evil.example,” he said.",
        "# Big news - 1. ~~none~~ > at all",
    ]);
    let words = texts[0].trim_start_matches('“').trim_end_matches(",” he said.");
    let mut crier = statement(&texts, 0, words, "**Town** _crier_ <@&5> \u{202E}reirc");
    crier.speaker.role = Some("> # chief\n# liar".to_owned());
    crier.via = vec!["[the](https://evil.example) Gazette".to_owned()];
    let mut heading = statement(&texts, 1, &texts[1], "@here");
    heading.quotation = Quotation::Indirect;
    heading.cue = Some("boasted* of".to_owned());
    let mut article = article("# @everyone [win](https://evil.example) **now**", &texts);
    article.outlet = Some("**Argus** \u{202E}sugrA".to_owned());
    insta::assert_snapshot!(pages(&reading(Brief::new(article, vec![crier, heading]), false)));
}

#[test]
fn an_article_without_statements() {
    let texts = paragraphs(&["Rain fell on the harbour."]);
    let mut article = article("", &texts);
    article.url = None;
    article.outlet = None;
    article.published = None;
    let reading = reading(Brief::new(article, vec![]), false);
    insta::assert_snapshot!(pages(&reading));
    let reply = Reply::card(&reading, 0, UserId::new(42), Seen::ByAll, Tongue::english());
    insta::assert_json_snapshot!(serde_json::to_value(reply.into_edit()).unwrap());
}

#[test]
fn many_statements_are_turned_over_pages() {
    let texts: Vec<String> =
        (1..=19).map(|n| format!("“Мости потребують догляду, пункт {n}!” — каже Олена Руїз.")).collect();
    let statements: Vec<Statement> = (0..19)
        .map(|n| {
            let words = format!("Мости потребують догляду, пункт {}!", n + 1);
            let name = if n < 11 { "Олена Руїз".to_owned() } else { format!("Свідок {n}") };
            statement(&texts, n, &words, &name)
        })
        .collect();
    let reading = reading(Brief::new(article("Мости", &texts), statements), true);
    insta::assert_snapshot!(pages(&reading));
    let middle = Reply::card(&reading, 1, UserId::new(42), Seen::ByAll, Tongue::english());
    insta::assert_json_snapshot!(serde_json::to_value(middle.into_edit()).unwrap());
    assert_eq!(
        sheet(&reading, 99, Tongue::english()).index,
        2,
        "beyond the last page there is the last page"
    );
}

#[test]
fn a_long_quotation_is_cut_at_a_sentence_and_marked() {
    let long = format!("We saw it. {} if it rains. Nobody came.", ["word"; 80].join(" "));
    let endless = ["more"; 120].join(" ");
    let texts = paragraphs(&[&format!("“{long}” she said."), &format!("“{endless}” he said.")]);
    let statements =
        vec![statement(&texts, 0, &long, "Ana Ruiz"), statement(&texts, 1, &endless, "Ole Vale")];
    insta::assert_snapshot!(pages(&reading(Brief::new(article("Long", &texts), statements), false)));
}

#[test]
fn another_outlets_news_says_whose_it_is() {
    let texts = paragraphs(&["“One thing.”", "“Another thing.”", "“A third.”"]);
    let check = |via: [&str; 3], expected: &str| {
        let words = ["One thing.", "Another thing.", "A third."];
        let mut statements: Vec<Statement> =
            (0..3).map(|at| statement(&texts, at, words[at], "Ana Ruiz")).collect();
        for (statement, via) in statements.iter_mut().zip(via) {
            statement.via = via.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        }
        let page =
            sheet(&reading(Brief::new(article("Relay", &texts), statements), false), 0, Tongue::english());
        assert_eq!(
            page.author,
            format!("The Harbour Argus (argus.example){expected} · published 4 March 2025")
        );
    };
    check(["officials, the Courier", "the Courier", ""], ", relaying the Courier");
    check(["the Courier", "", ""], "");
    check(["European officials", "European officials", ""], "");
}

/// Text as hostile pages have it: anything, with Discord's markup among it.
fn text() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        4 => any::<String>(),
        2 => "[a-zа-я ]{0,120}",
        1 => "[a-z. ]{0,1500}",
        2 => prop::sample::select(vec![
            "@everyone", "<@1>", "<@&2>", "<#3>", "<:a:4>", "</x:5>", "<t:6:R>", "**", "__", "~~", "||", "```", "`",
            "\n# ", "\n> ", "\n- ", "[x](https://e.example)", "https://e.example/a", "www.e.example", "\\", "\u{202E}",
            "\u{200B}", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "🦢🦢🦢", "_", "1. ", ". ", "”", "“", "(", ")",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(bit, 0..6).prop_map(|bits| bits.concat())
}

fn kind() -> impl Strategy<Value = SpeakerKind> {
    prop::sample::select(vec![SpeakerKind::Person, SpeakerKind::Anonymous, SpeakerKind::Outlet])
}

prop_compose! {
    fn any_statement(paragraphs: Vec<String>)(
        places in prop::collection::vec((0..paragraphs.len(), any::<(u16, u16)>()), 1..3),
        name in prop::option::of(text()),
        role in prop::option::of(text()),
        via in prop::collection::vec(text(), 0..2),
        cue in prop::option::of(prop_oneof![text(), Just("claimed".to_owned())]),
        kind in kind(),
        direct in any::<bool>(),
        confidence in 0.0_f32..1.0,
    ) -> Option<Statement> {
        let pieces: Vec<Piece> = places.iter().filter_map(|(paragraph, (start, length))| {
            let letters: Vec<char> = paragraphs[*paragraph].chars().collect();
            let start = usize::from(*start) % letters.len().max(1);
            let end = (start + usize::from(*length) % 700 + 1).min(letters.len());
            let place = i32::try_from(*paragraph).unwrap();
            (start < end).then(|| Piece { paragraph: place, start, end, text: letters[start..end].iter().collect() })
        }).collect();
        let first = pieces.first()?.paragraph;
        Some(Statement {
            paragraph: first,
            speaker: Speaker { mention: None, name: name.clone(), kind, role: role.clone() },
            via: via.clone(),
            cue: cue.clone(),
            act: Act::Deny,
            quotation: if direct { Quotation::Direct } else { Quotation::Indirect },
            pieces,
            said_on: None,
            confidence,
        })
    }
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let paragraphs = prop::collection::vec(text(), 1..5);
    let brief = paragraphs.prop_flat_map(|paragraphs| {
        let statements = prop::collection::vec(any_statement(paragraphs.clone()), 0..24);
        (text(), prop::option::of(text()), "[a-z()|]{0,900}", Just(paragraphs), statements)
    });
    (brief, any::<bool>()).prop_map(|((title, outlet, path, paragraphs, statements), from_record)| {
        let mut article = article(&title, &paragraphs);
        article.outlet = outlet;
        article.url = format!("https://argus.example/{path}").parse().ok();
        reading(Brief::new(article, statements.into_iter().flatten().collect()), from_record)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_card_keeps_the_limits_and_the_words(reading in any_reading()) {
        let of = sheet(&reading, 0, Tongue::english()).of;
        let mut all = String::new();
        for index in 0..of {
            let page = sheet(&reading, index, Tongue::english());
            prop_assert!((1..=AUTHOR_MAX).contains(&utf16_len(&page.author)));
            prop_assert!((1..=TITLE_MAX).contains(&utf16_len(&page.title)));
            prop_assert!((1..=DESCRIPTION_MAX).contains(&utf16_len(&page.text)));
            let bare = unescaped(&without_own_markup(&page.text));
            for power in ['@', '<', '#', '[', ']', '(', ')', '`', '|', '~', ':'] {
                prop_assert!(!bare.contains(power), "{power} in {bare}");
            }
            for line in bare.lines() {
                prop_assert!(!line.trim_start_matches("> ").starts_with('-'), "{line}");
            }
            prop_assert!(!unescaped(&page.title).contains(['@', '<', '#', '[', '*', '_', '`', '|', '~']));
            all += &shown(&page.text);
        }
        for statement in reading.brief.sections().iter().flat_map(|section| &section.entries) {
            if let Shown::Quotation(words) = &statement.shown {
                let words = visible(words);
                match excerpt(&words, 60) {
                    Excerpt::Whole(words) => {
                        let quoted = format!("“{}”", words);
                        prop_assert!(all.contains(&quoted), "{}", quoted);
                    }
                    Excerpt::First(words) => {
                        let quoted = format!("“{} …”", words);
                        prop_assert!(all.contains(&quoted), "{}", quoted);
                    }
                    Excerpt::Parts(parts, _) => {
                        let quoted = format!("“{}", parts.join(" … "));
                        prop_assert!(all.contains(&quoted), "{}", quoted);
                    }
                    Excerpt::Nothing { .. } => {}
                }
            }
        }
    }

    #[test]
    fn any_message_allows_no_mention_and_fits(reading in any_reading(), page in 0_usize..4) {
        let reply = Reply::card(&reading, page, UserId::new(u64::MAX), Seen::ByAsker, Tongue::english());
        let sent = [
            serde_json::to_value(reply.clone().into_edit()).unwrap(),
            serde_json::to_value(reply.clone().into_first(Seen::ByAsker)).unwrap(),
            serde_json::to_value(reply.into_follow_up(Seen::ByAll)).unwrap(),
        ];
        for message in sent {
            prop_assert_eq!(&message["allowed_mentions"]["parse"], &Value::Array(vec![]));
            for kind in ["users", "roles"] {
                prop_assert!(message["allowed_mentions"][kind].as_array().is_none_or(Vec::is_empty));
            }
            let buttons = message["components"][0]["components"].as_array().cloned().unwrap_or_default();
            prop_assert!((1..=5).contains(&buttons.len()));
            let mut ids: Vec<&str> = buttons.iter().filter_map(|button| button["custom_id"].as_str()).collect();
            prop_assert!(ids.iter().all(|id| (1..=100).contains(&id.len())));
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            prop_assert_eq!(ids.len(), count);
        }
    }
}
