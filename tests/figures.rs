//! How long people wait. Nothing is asserted about time: machines differ.
//!
//! `cargo test --release --test outside figures -- --nocapture` prints the figures.

use std::time::Duration;

use crate::support::{ADA, Asked, Bot, Discord, Stage, Web, folder};

const KNOWN: usize = 200;
/// Hosts are visited at a distance of seconds, so each new link is on a host of its own.
const NEW: u8 = 20;

#[tokio::test]
async fn every_question_is_acknowledged_and_then_answered() {
    let stage = Stage::set("figures-known").await;
    let link = stage.web.link("bridge");
    stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    let mut asked = Vec::new();
    for _ in 0..KNOWN {
        asked.push(stage.discord.brief(ADA, &link));
        stage.discord.answer(asked.last().unwrap()).await;
    }
    print("from the record", &stage.discord, &asked);
    stage.strike().await;

    let discord = Discord::start().await;
    let mut webs = Vec::new();
    for host in 1..=NEW {
        webs.push(Web::start(100 + host).await);
    }
    let bot = Bot::start(&discord, &webs.iter().collect::<Vec<_>>(), folder("figures-new"));
    discord.ready(1).await;
    let mut asked = Vec::new();
    for web in &webs {
        asked.push(discord.brief(ADA, &web.link("bridge")));
        discord.answer(asked.last().unwrap()).await;
    }
    print("new links, fetched and read", &discord, &asked);
    assert!(bot.terminate().await.success());
    discord.assert_lawful();
}

/// Two requests came of each question: the acknowledgement and the card.
fn print(what: &str, discord: &Discord, asked: &[Asked]) {
    let delays: Vec<Vec<Duration>> = asked.iter().map(|asked| discord.delays(asked)).collect();
    assert!(delays.iter().all(|delays| delays.len() == 2), "an acknowledgement and a card each");
    for (at, name) in ["acknowledgement", "card"].iter().enumerate() {
        let mut times: Vec<Duration> = delays.iter().map(|delays| delays[at]).collect();
        times.sort_unstable();
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        println!("{what}, {} times, question to {name}: median {median:.1?}, worst {worst:.1?}", times.len());
    }
}
