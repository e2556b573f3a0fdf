//! Stopping while people wait for answers.

use crate::support::{ADA, Bot, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_end_in_time_is_taken_back_and_its_asker_told() {
    let stage = Stage::set("stopping").await;
    let never = stage.discord.brief(ADA, &stage.web.link("never"));
    stage.discord.until("the fetch", |_| (stage.web.visits("never") > 0).then_some(())).await;
    let Stage { discord, bot, .. } = stage;
    let home = bot.home().to_owned();
    assert!(bot.terminate().await.success(), "{}", Bot::log(&home));
    let seen = discord.private_answer(&never).await;
    assert!(seen.content().contains("started anew"), "{seen:?}");
    discord.assert_lawful();
    assert_eq!(Bot::stats(&home).split(' ').next(), Some("0"), "nothing half-read is kept");
}
