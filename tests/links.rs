//! A link becomes a card: by the command and by the menu, for all and for one, read and remembered.

use serde_json::json;

use crate::support::{ADA, BEN, SILENT, Seen, Stage};

/// Quotations of fixtures/pages/bridge.html, with their speakers.
const BRIDGE: [(&str, &str); 3] = [
    ("Ana Ruiz", "The bridge was never inspected after the flood"),
    ("Ole Vale", "We will close it tonight and open it when it is safe"),
    ("Mira Lund", "My lorries crossed it every morning for nine years"),
];

/// The quotation stands in curly marks in a block quote, with a link to a place in the article, under its speaker.
fn assert_quoted(seen: &Seen, speaker: &str, words: &str, link: &str) {
    let text = seen.description();
    let line =
        text.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("`{words}` in\n{text}"));
    assert!(line.starts_with("> “"), "{line}");
    assert!(line.contains(&format!(" [↗](<{link}#:~:text=")), "{line}");
    let before = &text[..text.find(words).unwrap()];
    let heading = before.lines().rev().find(|line| line.starts_with("**")).unwrap_or_default();
    assert!(heading.contains(speaker), "`{words}` is said by `{heading}`\n{text}");
}

#[tokio::test]
async fn a_link_becomes_a_card_and_is_remembered() {
    let stage = Stage::set("links-public").await;
    let link = stage.web.link("bridge");
    let asked = stage.discord.brief(ADA, &link);
    let seen = stage.discord.answer(&asked).await;
    assert!(!seen.private);
    for (speaker, words) in BRIDGE {
        assert_quoted(&seen, speaker, words, &link);
    }
    let embed = &seen.message["embeds"][0];
    assert_eq!(embed["title"], "Harbour bridge closed after inspectors find cracks");
    let author = embed["author"]["name"].as_str().unwrap();
    assert!(
        author.starts_with("The Harbour Argus (127.0.0.1)") && author.ends_with("published 4 March 2025"),
        "{author}"
    );
    assert_eq!(seen.button("Open article")["url"], json!(link));
    assert!(!seen.description().contains("from the record"), "{}", seen.description());
    let sent = stage.discord.sent(&asked);
    let kinds: Vec<_> = sent.iter().map(|(method, body)| (method.as_str(), body["type"].as_u64())).collect();
    assert_eq!(
        kinds,
        [("POST", Some(5)), ("PATCH", None)],
        "acknowledged at once, then the deferral is edited"
    );

    let again = stage.discord.answer(&stage.discord.brief(BEN, &link)).await;
    assert!(again.description().contains("from the record, read <t:"), "{}", again.description());
    assert_eq!(stage.web.visits("bridge"), 1, "the record answers without fetching");
    stage.strike().await;
}

#[tokio::test]
async fn a_private_answer_and_the_menu_can_be_posted() {
    let stage = Stage::set("links-private").await;
    let link = stage.web.link("bridge");
    let asked = stage.discord.slash(ADA, "brief", &[("link", json!(link)), ("private", json!(true))]);
    let seen = stage.discord.answer(&asked).await;
    assert!(seen.private);
    assert_quoted(&seen, BRIDGE[0].0, BRIDGE[0].1, &link);

    let message = format!("**look** at [this](<{link}>), and at https://argus.example/other");
    let asked = stage.discord.menu(BEN, "Brief this link", &message);
    let private = stage.discord.answer(&asked).await;
    assert!(private.private, "the menu answers the one who asked");
    assert_quoted(&private, BRIDGE[1].0, BRIDGE[1].1, &link);

    let posted = stage.discord.press(BEN, &private, "Post here");
    let seen = stage.discord.answers(&posted, 2).await;
    let public: Vec<&Seen> = seen.iter().filter(|seen| !seen.private).collect();
    assert_eq!(public.len(), 1, "{seen:?}");
    assert_quoted(public[0], BRIDGE[2].0, BRIDGE[2].1, &link);
    let labels = |seen: &Seen| seen.buttons().iter().map(|b| b["label"].clone()).collect::<Vec<_>>();
    assert!(!labels(public[0]).contains(&json!("Post here")));
    assert!(
        !labels(seen.iter().find(|seen| seen.private).unwrap()).contains(&json!("Post here")),
        "posted once"
    );

    let asked = stage.discord.menu(SILENT, "Brief this link", &link);
    let private = stage.discord.answer(&asked).await;
    let refused = stage.discord.answer(&stage.discord.press(SILENT, &private, "Post here")).await;
    assert!(refused.private && refused.content().contains("may not write in this channel"), "{refused:?}");

    let asked = stage.discord.menu(ADA, "Brief this link", "no link here");
    let refused = stage.discord.answer(&asked).await;
    assert!(refused.private && refused.content().starts_with("That message has no link"), "{refused:?}");
    stage.strike().await;
}

#[tokio::test]
async fn a_hostile_page_is_shown_and_does_nothing() {
    let stage = Stage::set("links-hostile").await;
    let asked = stage.discord.brief(ADA, &stage.web.link("hostile"));
    let seen = stage.discord.answer(&asked).await;
    let text = seen.description();
    assert!(text.contains(r"\@everyone \*\*free\*\* \[coins\]\(https\://evil.example\)"), "{text}");
    for power in ["[coins](", "<@42>", "<@&", " @everyone", "**free**", "\u{202E}", "\u{200B}"] {
        assert!(!seen.message["embeds"].to_string().contains(power), "{power} in {text}");
    }
    stage.strike().await;
}
