//! Answers in the asker's language, or in the server's; who may choose it; how much may be asked.

use serde_json::json;

use crate::support::{ADA, Bot, Discord, EDITH, EDITORS, MIA, OLES, SILENT, STRANGER, Stage, Web, folder};

#[tokio::test]
async fn answers_are_in_the_askers_language_or_the_servers() {
    let mut stage = Stage::set("languages").await;
    let link = stage.web.link("bridge");
    let seen = stage.discord.answer(&stage.discord.brief(OLES, &link)).await;
    assert!(seen.description().contains("3 прямі цитати"), "{}", seen.description());
    assert_eq!(seen.button("Відкрити статтю")["url"], json!(link));
    let told = stage.discord.private_answer(&stage.discord.brief(OLES, "bridge")).await;
    assert!(told.content().starts_with("Це не вебадреса"), "{told:?}");

    let set = stage.discord.slash(MIA, "setup language", &[("language", json!("uk"))]);
    let told = stage.discord.private_answer(&set).await;
    assert!(told.content().contains("Українська"), "{told:?}");
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    assert!(seen.description().contains("3 прямі цитати"), "the server's language goes before the asker's");
    let seen = stage.discord.answer(&stage.discord.brief(STRANGER, &link)).await;
    assert!(seen.description().contains("3 direct quotations"), "another server is not concerned");

    stage.restart().await;
    assert_eq!(stage.discord.look(|state| state.registered), 1, "an unchanged set is not registered again");
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    assert!(seen.description().contains("3 прямі цитати"), "settings outlive a restart");
    let set = stage.discord.slash(MIA, "setup language", &[("language", json!("each-own"))]);
    stage.discord.private_answer(&set).await;
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    assert!(seen.description().contains("3 direct quotations"), "{}", seen.description());
    stage.strike().await;
}

#[tokio::test]
async fn languages_are_offered_and_others_refused() {
    let stage = Stage::set("languages-offered").await;
    assert_eq!(stage.discord.offered(MIA, "setup language", "language", "укр").await, ["Українська"]);
    assert_eq!(stage.discord.offered(MIA, "setup language", "language", "").await.len(), 3);
    for typed in ["xx", "", "**uk** @everyone \u{202E}", &"x".repeat(6000)] {
        let set = stage.discord.slash(MIA, "setup language", &[("language", json!(typed))]);
        let told = stage.discord.private_answer(&set).await;
        assert!(told.content().contains("does not speak"), "{told:?}");
        assert!(!told.content().contains("**uk**"), "{told:?}");
    }
    stage.strike().await;
}

#[tokio::test]
async fn admin_commands_are_for_admins_and_those_they_were_given_to() {
    let stage = Stage::set("rights").await;
    let set = |person| stage.discord.slash(person, "setup language", &[("language", json!("uk"))]);
    for person in [ADA, SILENT, EDITH] {
        let told = stage.discord.private_answer(&set(person)).await;
        assert!(told.content().contains("may manage the server"), "{told:?}");
    }
    stage.discord.give_commands_to(EDITORS);
    let told = stage.discord.private_answer(&set(ADA)).await;
    assert!(told.content().contains("may manage the server"), "{told:?}");
    let told = stage.discord.private_answer(&set(EDITH)).await;
    assert!(told.content().contains("Українська"), "given to the role in Integrations: {told:?}");
    stage.strike().await;
}

#[tokio::test]
async fn who_asks_too_fast_is_told_when_to_ask_again() {
    let discord = Discord::start().await;
    let web = Web::start(1).await;
    let bot = Bot::start_limited(&discord, &[&web], folder("limits"));
    discord.ready(1).await;
    let link = web.link("bridge");
    for _ in 0..10 {
        discord.answer(&discord.brief(ADA, &link)).await;
    }
    let told = discord.private_answer(&discord.brief(ADA, &link)).await;
    assert!(told.content().contains("too many questions"), "{told:?}");
    let seen = discord.answer(&discord.brief(OLES, &link)).await;
    assert!(!seen.private, "others are not concerned");

    for page in ["council", "hostile", "missing", "front", "login"] {
        discord.answer(&discord.brief(SILENT, &web.link(page))).await;
    }
    let told = discord.private_answer(&discord.brief(SILENT, &web.link("empty"))).await;
    assert!(told.content().contains("too many new pages"), "{told:?}");
    let seen = discord.answer(&discord.brief(SILENT, &link)).await;
    assert!(!seen.private, "what is in the record costs nothing");
    assert!(bot.terminate().await.success());
    discord.assert_lawful();
}
