//! Channels, rights and servers go: posting stops there, and an admin learns of it in a place that still works.

use serde_json::json;

use sayso_standin::{Channel, GENERAL, NEWS};

use crate::posting::{attempts, daily, digests, hours_pass, schedule};
use crate::support::{Discord, MIA, Seen, Stage};

const SEND_MESSAGES: u64 = 1 << 11;

/// Waits for a line of the bot's in a channel that has these words.
async fn told_in(discord: &Discord, channel: u64, words: &str) -> Seen {
    discord
        .until(&format!("“{words}”"), |state| {
            state.channel(channel).into_iter().find(|seen| seen.content().contains(words))
        })
        .await
}

#[tokio::test]
async fn a_deleted_channel_is_given_up_and_told_once() {
    let stage = daily("refusals-deleted").await;
    stage.discord.delete_channel(NEWS);
    stage.at("2025-03-04T08:06:00Z");
    let told = told_in(&stage.discord, GENERAL, "is gone").await;
    assert!(told.content().contains(&format!("<#{NEWS}>")) && told.content().contains("/schedule edit"));
    hours_pass(&stage, 4, 9).await;
    hours_pass(&stage, 5, 9).await;
    assert_eq!(attempts(&stage, NEWS), 1, "nobody knocks twice");
    let lines = stage.discord.look(|state| {
        state.channel(GENERAL).into_iter().filter(|seen| seen.content().contains("is gone")).count()
    });
    assert_eq!(lines, 1);
    stage.strike().await;
}

#[tokio::test]
async fn a_lost_permission_is_told_and_mended_by_resume() {
    let stage = daily("refusals-permission").await;
    stage.discord.change_channel(NEWS, |channel| channel.allowed &= !SEND_MESSAGES);
    stage.at("2025-03-04T08:06:00Z");
    told_in(&stage.discord, GENERAL, "may not post in").await;
    hours_pass(&stage, 4, 9).await;
    hours_pass(&stage, 5, 9).await;
    assert_eq!(attempts(&stage, NEWS), 1);
    stage.discord.change_channel(NEWS, |channel| channel.allowed |= SEND_MESSAGES);
    let asked = stage.discord.slash(MIA, "schedule resume", &[("digest", json!("digest"))]);
    assert!(stage.discord.private_answer(&asked).await.content().contains("goes on"));
    hours_pass(&stage, 6, 8).await;
    assert_eq!(digests(&stage, NEWS).len(), 1);
    stage.strike().await;
}

#[tokio::test]
async fn a_thread_that_sleeps_is_opened_before_it_is_posted_to() {
    const THREAD: u64 = 900_000_000_000_000_777;
    let stage = Stage::set_at("refusals-archived", "2025-03-04T07:30:00Z", &[]).await;
    stage.discord.change_server(|server| {
        let news = server.channels.iter().find(|channel| channel.id == NEWS).unwrap().clone();
        server.channels.push(Channel { id: THREAD, kind: 11, parent: Some(NEWS), ..news });
    });
    schedule(&stage, "08:00", THREAD, &[]).await;
    stage.discord.change_channel(THREAD, |thread| thread.archived = true);
    stage.at("2025-03-04T08:06:00Z");
    stage.pass_until(5, "the digest", |state| (state.channel(THREAD).len() == 1).then_some(())).await;
    let opened = stage.discord.look(|state| {
        let path = format!("/channels/{THREAD}");
        state.requests.iter().filter(|sent| sent.method == "PATCH" && sent.path == path).count()
    });
    assert_eq!(opened, 1, "{}", stage.discord.told());
    stage.strike().await;
}

#[tokio::test]
async fn a_server_that_took_the_bot_off_is_left_alone() {
    let mut stage = Stage::set_at("refusals-kicked", "2025-03-04T07:30:00Z", &[]).await;
    schedule(&stage, "08:00", NEWS, &[]).await;
    // While the connection was away: nobody tells the bot.
    stage.discord.change_server(|server| server.kicked = true);
    let before = stage.discord.look(|state| state.requests.len());
    stage.at("2025-03-04T08:06:00Z");
    stage.discord.until("the refusal", |state| (state.requests.len() > before).then_some(())).await;
    for (number, day) in (2..).zip(5..8) {
        stage.restart_as(number).await;
        stage.at(&format!("2025-03-{day:02}T08:06:00Z"));
    }
    assert_eq!(attempts(&stage, NEWS), 1);
    let asked = stage.discord.look(|state| state.requests.len()) - before;
    assert!(asked < 40, "{asked} requests in three days\n{}", stage.discord.told());
    stage.strike().await;
}
