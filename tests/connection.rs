//! What Discord does to a connection and to a request, and what becomes of the bot.

use crate::support::{ADA, Bot, Discord, Fault, Stage, Web, folder};

#[tokio::test]
async fn a_dropped_connection_is_resumed_and_a_lost_session_begun_again() {
    let stage = Stage::set("connection-dropped").await;
    stage.discord.until("a heartbeat", |state| (state.heartbeats > 0).then_some(())).await;
    for (drops, code) in [(1, Some(4000)), (2, None)] {
        stage.discord.drop_connection(code);
        // Asked while nobody listens: the event is sent again when the session is resumed.
        let asked = stage.discord.brief(ADA, &stage.web.link("bridge"));
        stage.discord.until("RESUME", |state| (state.resumed == drops).then_some(())).await;
        let seen = stage.discord.answer(&asked).await;
        assert!(seen.description().contains("never inspected"), "{seen:?}");
    }
    assert_eq!(stage.discord.look(|state| state.identifies.len()), 1, "resuming needs no new session");

    stage.discord.drop_connection(Some(4000));
    stage.discord.forget_session();
    stage
        .discord
        .until("a second IDENTIFY", |state| {
            (state.identifies.len() == 2 && state.is_connected()).then_some(())
        })
        .await;
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &stage.web.link("bridge"))).await;
    assert!(seen.description().contains("never inspected"), "{seen:?}");
    stage.strike().await;
}

#[tokio::test]
async fn faults_of_discord_end_one_answer_at_most() {
    let stage = Stage::set("connection-faults").await;
    let link = stage.web.link("bridge");
    let fault = |method, path, status, code, times| Fault { method, path, status, code, times };

    stage.discord.fail(fault("PATCH", "@original", 500, 0, 1));
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    assert!(seen.description().contains("never inspected"), "one fault is met with one more try");

    for (failing, requests) in [
        (fault("PATCH", "@original", 503, 0, 2), 3),
        (fault("PATCH", "@original", 429, 0, 1), 2),
        (fault("POST", "/callback", 404, 10062, 1), 1),
        (fault("POST", "/callback", 500, 0, 2), 2),
        (fault("POST", "/callback", 400, 40060, 1), 1),
    ] {
        stage.discord.fail(failing.clone());
        let asked = stage.discord.brief(ADA, &link);
        stage.discord.until("the failure", |state| state.faults.is_empty().then_some(())).await;
        let seen = stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
        assert!(seen.description().contains("never inspected"), "the next is answered after {failing:?}");
        assert_eq!(stage.discord.sent(&asked).len(), requests, "no loop after {failing:?}");
    }
    let log = Bot::log(stage.bot.home());
    assert!(log.contains("Discord could not be answered") && !log.contains("panicked"), "{log}");
    assert!(!log.contains("token-"), "no token of an interaction is logged: {log}");
    stage.strike().await;
}

#[tokio::test]
async fn what_is_final_ends_the_bot_with_a_clear_line() {
    let discord = Discord::start().await;
    let web = Web::start(1).await;
    discord.refuse_with(4004);
    let home = folder("connection-token");
    let status = Bot::start(&discord, &[&web], home.clone()).ended().await;
    assert_eq!(status.code(), Some(1));
    assert!(Bot::log(&home).contains("Discord refused the token"), "{}", Bot::log(&home));
    assert_eq!(discord.look(|state| state.identifies.len()), 1, "no second try");

    let discord = Discord::start().await;
    discord.fail(Fault { method: "GET", path: "/gateway/bot", status: 401, code: 0, times: 1 });
    let home = folder("connection-unauthorised");
    assert_eq!(Bot::start(&discord, &[&web], home.clone()).ended().await.code(), Some(1));
    assert!(Bot::log(&home).contains("Discord refused the token"), "{}", Bot::log(&home));

    // serenity would dial the real Discord where it cannot learn the gateway's address.
    let discord = Discord::start().await;
    discord.fail(Fault { method: "GET", path: "/gateway", status: 500, code: 0, times: 1 });
    let home = folder("connection-gateway");
    assert_eq!(Bot::start(&discord, &[&web], home.clone()).ended().await.code(), Some(1));
    assert!(Bot::log(&home).contains("the real Discord is not used"), "{}", Bot::log(&home));
}
