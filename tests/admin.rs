//! What admins set: sources, stories, digests, settings; who may; and what nobody can smuggle in.

use serde_json::{Value, json};

use crate::support::{ADA, MIA, STRANGER, Seen, Stage, channel, role};
use sayso_standin::{GENERAL, NEWS, PRIVATE, ROLE};

/// Asks as the admin and waits for the private answer.
async fn told(stage: &Stage, name: &str, options: &[(&str, Value)]) -> Seen {
    stage.discord.private_answer(&stage.discord.slash(MIA, name, options)).await
}

/// Content and text of an answer.
fn text(seen: &Seen) -> String {
    format!("{}{}", seen.content(), seen.description()).replace('\\', "")
}

#[tokio::test]
async fn stories_and_values_are_set_shown_and_kept() {
    let mut stage = Stage::set("admin-values").await;
    let seen =
        told(&stage, "setup story-add", &[("name", json!("Bridge")), ("words", json!("bridge, cracks"))])
            .await;
    assert!(seen.content().contains("**Bridge**"), "{seen:?}");
    let seen = told(&stage, "setup story-add", &[("name", json!("bridge")), ("words", json!("x"))]).await;
    assert!(seen.content().contains("already"), "{seen:?}");
    told(
        &stage,
        "setup time",
        &[("timezone", json!("Kyiv")), ("quiet-from", json!("22:00")), ("quiet-until", json!("7"))],
    )
    .await;
    told(&stage, "setup editors", &[("role", role(ROLE))]).await;
    told(&stage, "setup excerpts", &[("words", json!(40))]).await;
    told(&stage, "setup channel", &[("channel", channel(NEWS)), ("use", json!(2))]).await;
    stage.restart().await;
    let seen = told(&stage, "setup show", &[]).await;
    for words in
        ["Europe/Kyiv", "22:00–07:00", "40 words", "Bridge", &format!("<@&{ROLE}>"), &format!("<#{NEWS}>")]
    {
        assert!(text(&seen).contains(words), "{words} in {}", text(&seen));
    }
    let other = stage.discord.private_answer(&stage.discord.slash(STRANGER, "setup show", &[])).await;
    assert!(!text(&other).contains("Bridge") && text(&other).contains("UTC"), "{other:?}");
    stage.strike().await;
}

#[tokio::test]
async fn digests_are_added_listed_paused_and_removed() {
    let stage = Stage::set("admin-digests").await;
    let seen =
        told(&stage, "schedule add", &[("when", json!("weekdays 8:00")), ("channel", channel(NEWS))]).await;
    assert!(seen.content().contains("**digest**") && seen.content().contains("<t:"), "{seen:?}");
    let seen = told(&stage, "schedule list", &[]).await;
    assert!(text(&seen).contains("weekdays 08:00"), "{seen:?}");
    assert_eq!(stage.discord.offered(MIA, "schedule pause", "digest", "").await, ["digest — weekdays 08:00"]);
    let seen = told(&stage, "schedule pause", &[("digest", json!("digest"))]).await;
    assert!(seen.content().contains("paused"), "{seen:?}");
    let seen = told(&stage, "schedule resume", &[("digest", json!("digest"))]).await;
    assert!(seen.content().contains("goes on"), "{seen:?}");
    let seen = told(&stage, "schedule edit", &[("digest", json!("digest")), ("when", json!("07:30"))]).await;
    assert!(seen.content().contains("was changed"), "{seen:?}");
    let seen = told(&stage, "schedule remove", &[("digest", json!("digest"))]).await;
    assert!(seen.content().contains("removed"), "{seen:?}");
    for (options, words) in [
        (vec![("when", json!("whenever"))], "not understood"),
        (vec![("when", json!("x".repeat(6000)))], "too long"),
        (vec![("when", json!("07:30")), ("channel", channel(PRIVATE))], "channel"),
        (vec![("when", json!("07:30")), ("timezone", json!("Atlantis"))], "no time zone"),
        (vec![("when", json!("07:30")), ("story", json!("nothing"))], "no story"),
    ] {
        let seen = told(&stage, "schedule add", &options).await;
        assert!(seen.content().contains(words), "{options:?}: {seen:?}");
    }
    stage.strike().await;
}

#[tokio::test]
async fn what_is_no_good_gets_one_private_line_and_changes_nothing() {
    let stage = Stage::set("admin-hostile").await;
    let long = "x".repeat(6000);
    let odd = ["", " \u{202E}\u{200B}", "**x** <@1> @everyone", long.as_str()];
    for typed in odd {
        for (name, option) in [
            ("source add", "address"),
            ("source remove", "source"),
            ("source pause", "source"),
            ("schedule remove", "digest"),
            ("schedule pause", "digest"),
            ("setup time", "timezone"),
            ("setup story-edit", "story"),
        ] {
            let seen = told(&stage, name, &[(option, json!(typed))]).await;
            let line = seen.content();
            assert!(
                !line.is_empty() && line.lines().count() == 1 && line.len() <= 2000,
                "{name} {typed:.20}: {seen:?}"
            );
            assert!(!line.contains("**x**") && !line.contains("<@1>"), "{name}: {line}");
        }
    }
    for person in [ADA] {
        for name in ["source list", "schedule list", "setup show", "source export", "setup delete-server"] {
            let seen = stage.discord.private_answer(&stage.discord.slash(person, name, &[])).await;
            assert!(seen.content().contains("may manage the server"), "{name}: {seen:?}");
        }
    }
    let seen = told(&stage, "setup delete-server", &[]).await;
    assert!(seen.content().contains("administrators"), "managing is not enough: {seen:?}");
    let forged =
        stage.discord.answer(&stage.discord.press_id(MIA, &seen, &format!("erase:{}", MIA.id))).await;
    assert!(forged.content().contains("administrators"), "{forged:?}");
    let seen = told(&stage, "setup show", &[]).await;
    assert!(text(&seen).contains("Sources: 0") && text(&seen).contains("Digests: 0"), "{seen:?}");
    stage.strike().await;
}

#[tokio::test]
async fn a_channel_without_rights_is_named_before_anything_is_set() {
    let stage = Stage::set("admin-rights").await;
    const SEND_MESSAGES: u64 = 1 << 11;
    stage.discord.change_channel(NEWS, |channel| channel.allowed &= !SEND_MESSAGES);
    let seen = told(&stage, "schedule add", &[("when", json!("07:30")), ("channel", channel(NEWS))]).await;
    assert!(seen.content().contains("Send Messages"), "{seen:?}");
    let seen = told(&stage, "schedule add", &[("when", json!("07:30")), ("channel", channel(GENERAL))]).await;
    assert!(seen.content().contains("is posted to"), "{seen:?}");
    stage.strike().await;
}
