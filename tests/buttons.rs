//! The pages of a card, turned by those who may, before and after a restart.

use serde_json::json;

use crate::support::{ADA, BEN, STRANGER, Seen, Stage};

/// How many people speak in fixtures/pages/council.html, one quotation each.
const SPEAKERS: usize = 12;

/// “Statements 1–8 of 12” from the foot of a card.
fn shown(seen: &Seen) -> String {
    let foot = seen.description().lines().last().unwrap_or_default();
    foot.trim_matches('_').split(" · ").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn pages_turn_and_go_on_turning_after_a_restart() {
    let mut stage = Stage::set("buttons").await;
    let asked = stage.discord.brief(ADA, &stage.web.link("council"));
    let first = stage.discord.answer(&asked).await;
    assert_eq!(shown(&first), format!("Statements 1–8 of {SPEAKERS}"));
    assert_eq!(first.button("Previous")["disabled"], true);

    let second = stage.discord.answer(&stage.discord.press(ADA, &first, "Next")).await;
    assert_eq!(second.id, first.id, "the message itself turns");
    assert_eq!(shown(&second), format!("Statements 9–{SPEAKERS} of {SPEAKERS}"));
    assert_eq!(second.button("Next")["disabled"], true);
    assert!(second.description().contains("We have waited for item 12"), "{}", second.description());

    stage.restart().await;
    let back = stage.discord.answer(&stage.discord.press(ADA, &second, "Previous")).await;
    assert_eq!(back.id, first.id);
    assert_eq!(shown(&back), shown(&first), "a button works after a kill and a restart");
    assert_eq!(stage.web.visits("council"), 1, "from the record");

    let copy = stage.discord.answer(&stage.discord.press(BEN, &back, "Next")).await;
    assert!(copy.private && copy.id != first.id, "somebody else gets a copy of their own");
    assert_eq!(shown(&copy), shown(&second));
    let turned = stage.discord.answer(&stage.discord.press(BEN, &copy, "Previous")).await;
    assert_eq!((turned.id, shown(&turned)), (copy.id, shown(&first)), "which they can turn");
    assert!(turned.private);
    stage.strike().await;
}

#[tokio::test]
async fn kept_questions_turn_their_pages_for_their_own_server_only() {
    let mut stage = Stage::set("buttons-questions").await;
    let first = stage.discord.answer(&stage.discord.slash(ADA, "help", &[])).await;
    assert!(first.private && first.description().contains("/brief"), "{first:?}");
    stage.restart().await;
    let second = stage.discord.answer(&stage.discord.press(ADA, &first, "Next")).await;
    assert_eq!(second.id, first.id);
    assert!(second.description().contains("Integrations"), "{second:?}");
    let id = first.button("Next")["custom_id"].as_str().unwrap().to_owned();
    let told = stage.discord.answer(&stage.discord.press_id(STRANGER, &first, &id)).await;
    assert!(told.private && told.content().contains("of another server"), "{told:?}");

    let posted = stage.discord.press(ADA, &second, "Post here");
    let seen = stage.discord.answers(&posted, 2).await;
    assert_eq!(seen.iter().filter(|seen| !seen.private).count(), 1, "{seen:?}");
    stage.strike().await;
}

#[tokio::test]
async fn buttons_that_cannot_work_say_so() {
    let stage = Stage::set("buttons-stale").await;
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &stage.web.link("council"))).await;
    let unknown = format!("turn:00000000000000000000000000000000:1:{}", ADA.id);
    for (id, words) in [
        (unknown.as_str(), "no longer holds this article"),
        ("vote:7", "older version of sayso"),
        ("page:0123456789abcdef:0:5", "of another server"),
        ("share:0123456789abcdef:5", "of another server"),
        ("", "older version of sayso"),
    ] {
        let told = stage.discord.answer(&stage.discord.press_id(ADA, &seen, id)).await;
        assert!(told.private && told.content().contains(words), "{id}: {told:?}");
    }
    stage.strike().await;
}

#[tokio::test]
async fn a_button_of_another_server_does_nothing_and_says_so() {
    let stage = Stage::set("buttons-forged").await;
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &stage.web.link("council"))).await;
    let asked = stage.discord.answer(&stage.discord.slash(ADA, "whosaid", &[("topic", json!("item"))])).await;
    let kept: Vec<String> = asked
        .buttons()
        .iter()
        .filter_map(|it| it["custom_id"].as_str().map(str::to_owned))
        .filter(|id| ["page:", "narrow:", "share:"].iter().any(|kind| id.starts_with(kind)))
        .collect();
    assert!(!kept.is_empty(), "{asked:?}");
    for id in kept {
        let told = stage.discord.answer(&stage.discord.press_id(STRANGER, &asked, &id)).await;
        assert!(told.private && told.content().contains("of another server"), "{id}: {told:?}");
    }
    let owner = ADA.id;
    for id in
        [format!("erase:{owner}"), format!("erase-now:{owner}"), "undo:0".to_owned(), "undo:1".to_owned()]
    {
        let told = stage.discord.answer(&stage.discord.press_id(STRANGER, &seen, &id)).await;
        let line = told.content();
        assert!(told.private && !line.is_empty() && line.lines().count() == 1, "{id}: {told:?}");
    }
    stage.strike().await;
}
