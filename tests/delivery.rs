//! What admins set, as it shows: private channels, dates, short quotations, forums, places for what they are told; and
//! how a server ends.

use serde_json::json;

use crate::support::{ADA, Bot, Discord, MIA, Seen, Stage, Web, channel, folder};
use sayso_standin::{GENERAL, NEWS, Person, State};

/// May do everything in the server.
const ROOT: Person = Person { permissions: MIA.permissions | 1 << 3, ..MIA };

const SEND_MESSAGES: u64 = 1 << 11;
const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
const FORUM: u8 = 15;

async fn set(stage: &Stage, name: &str, options: &[(&str, serde_json::Value)]) -> Seen {
    stage.discord.private_answer(&stage.discord.slash(MIA, name, options)).await
}

#[tokio::test]
async fn channels_for_private_answers_dates_and_short_quotations_are_kept_to() {
    let stage = Stage::set("delivery-settings").await;
    let link = stage.web.link("bridge");
    let seen = stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    assert!(!seen.private && seen.description().contains("never inspected"), "{seen:?}");
    assert!(
        seen.message["embeds"][0]["author"]["name"].as_str().unwrap().contains("4 March 2025"),
        "{seen:?}"
    );

    set(&stage, "setup channel", &[("channel", channel(GENERAL)), ("use", json!(1))]).await;
    set(&stage, "setup time", &[("dates", json!(1))]).await;
    set(&stage, "setup excerpts", &[("words", json!(6))]).await;
    let seen = stage.discord.private_answer(&stage.discord.brief(ADA, &link)).await;
    assert!(seen.message["embeds"][0]["author"]["name"].as_str().unwrap().contains("2025-03-04"), "{seen:?}");
    assert!(seen.button("Post here").is_object(), "who may write here may post it: {seen:?}");
    let quoted: Vec<&str> =
        seen.description().split('“').skip(1).filter_map(|it| it.split('”').next()).collect();
    assert!(!quoted.is_empty(), "{seen:?}");
    for words in quoted {
        let shown = words.split_whitespace().filter(|word| *word != "…").count();
        assert!(shown <= 6, "{words}");
    }
    assert!(!seen.description().contains("never inspected after the flood"), "it has eight words: {seen:?}");
    stage.strike().await;
}

#[tokio::test]
async fn a_forum_is_a_place_for_posts_where_threads_may_be_opened() {
    let stage = Stage::set("delivery-forum").await;
    stage.discord.change_channel(NEWS, |news| {
        news.kind = FORUM;
        news.allowed &= !CREATE_PUBLIC_THREADS;
    });
    let digest = [("when", json!("07:30")), ("channel", channel(NEWS))];
    let seen = set(&stage, "schedule add", &digest).await;
    assert!(seen.content().contains("Create Public Threads"), "{seen:?}");
    stage.discord.change_channel(NEWS, |news| news.allowed |= CREATE_PUBLIC_THREADS);
    let seen = set(&stage, "schedule add", &digest).await;
    assert!(seen.content().contains("is posted to"), "{seen:?}");
    let seen = set(&stage, "setup channel", &[("channel", channel(NEWS)), ("use", json!(3))]).await;
    assert!(seen.content().contains("a text channel"), "a forum is no log: {seen:?}");
    stage.strike().await;
}

#[tokio::test]
async fn a_servers_data_goes_after_two_questions_and_only_for_those_who_may() {
    let stage = Stage::set("delivery-erase").await;
    set(&stage, "setup story-add", &[("name", json!("Bridge")), ("words", json!("bridge"))]).await;
    let first = stage.discord.private_answer(&stage.discord.slash(ROOT, "setup delete-server", &[])).await;
    let second = stage.discord.answer(&stage.discord.press(ROOT, &first, "Delete everything")).await;
    assert!(second.content().contains("for good"), "{second:?}");
    let shown = set(&stage, "setup show", &[]).await;
    assert!(shown.description().contains("Bridge"), "one yes is not enough: {shown:?}");
    let forged =
        stage.discord.answer(&stage.discord.press_id(MIA, &second, &format!("erase-now:{}", MIA.id))).await;
    assert!(forged.content().contains("administrators"), "{forged:?}");
    let last = stage.discord.answer(&stage.discord.press(ROOT, &second, "Yes, for good")).await;
    assert!(last.content().contains("was deleted"), "{last:?}");
    let shown = set(&stage, "setup show", &[]).await;
    assert!(!shown.description().contains("Bridge"), "{shown:?}");
    stage.strike().await;
}

#[tokio::test]
async fn every_final_close_code_ends_the_bot_with_one_clear_line() {
    for (code, words) in [
        (4004, "Discord refused the token"),
        (4010, "close code 4010"),
        (4011, "close code 4011"),
        (4012, "close code 4012"),
        (4013, "refused the intents"),
        (4014, "refused the intents"),
    ] {
        let discord = Discord::start().await;
        let web = Web::start(1).await;
        discord.refuse_with(code);
        let home = folder(&format!("delivery-close-{code}"));
        let status = Bot::start(&discord, &[&web], home.clone()).ended().await;
        let log = Bot::log(&home);
        assert_eq!(status.code(), Some(1), "{code}: {log}");
        assert!(log.contains(words), "{code}: {log}");
        assert_eq!(discord.look(|state| state.identifies.len()), 1, "no second try after {code}");
    }
}

#[tokio::test]
async fn a_server_that_is_left_is_noted() {
    let stage = Stage::set("delivery-left").await;
    set(&stage, "setup story-add", &[("name", json!("Bridge")), ("words", json!("bridge"))]).await;
    stage.discord.kick();
    // Asked after it: what was told before has been heard.
    let link = stage.web.link("bridge");
    stage.discord.answer(&stage.discord.brief(ADA, &link)).await;
    let log = Bot::log(stage.bot.home());
    assert!(log.contains("deleted in thirty days"), "{log}");
    stage.strike().await;
}

/// Lets time pass until the bot's log has these words once more.
async fn logged(stage: &Stage, words: &str) {
    let count = || Bot::log(stage.bot.home()).matches(words).count();
    let before = count();
    stage.pass_until(60, words, |_| (count() > before).then_some(())).await;
}

#[tokio::test]
async fn a_servers_data_outlives_the_bot_for_thirty_days_and_no_longer() {
    let stage = Stage::set_at("delivery-thirty-days", "2025-03-04T07:30:00Z", &[]).await;
    set(&stage, "setup story-add", &[("name", json!("Bridge")), ("words", json!("bridge"))]).await;
    stage.discord.kick();
    logged(&stage, "the bot has left a server").await;
    // Back in time, all is as it was, and what was to come does not come.
    stage.at("2025-04-02T07:30:00Z");
    stage.discord.invite();
    let shown = set(&stage, "setup show", &[]).await;
    assert!(shown.description().contains("Bridge"), "{shown:?}");
    stage.at("2025-04-10T07:30:00Z");
    let shown = set(&stage, "setup show", &[]).await;
    assert!(shown.description().contains("Bridge"), "{shown:?}");
    stage.discord.kick();
    logged(&stage, "the bot has left a server").await;
    stage.at("2025-05-10T06:00:00Z");
    assert!(!Bot::log(stage.bot.home()).contains("everything of a server was deleted"), "a day too early");
    logged(&stage, "everything of a server was deleted").await;
    stage.discord.invite();
    let shown = set(&stage, "setup show", &[]).await;
    assert!(!shown.description().contains("Bridge"), "{shown:?}");
    stage.strike().await;
}

/// Follows a feed of one article, which is posted to the channel for news.
async fn follow(stage: &Stage, more: &[(&str, serde_json::Value)]) {
    stage.web.put_feed("feed", &[stage.web.link("bridge")]);
    let mut options = vec![("address", json!(stage.web.link("feed")))];
    options.extend(more.iter().cloned());
    let told = set(stage, "source add", &options).await;
    assert!(told.content().contains("Harbour feed"), "{told:?}");
}

#[tokio::test]
async fn what_no_channel_takes_is_told_at_an_admins_next_command_once() {
    let stage = Stage::set("delivery-unheard").await;
    follow(&stage, &[("post-to", channel(NEWS))]).await;
    stage.discord.delete_channel(NEWS);
    stage.discord.change_channel(GENERAL, |general| general.allowed &= !SEND_MESSAGES);
    let refused = |state: &State, to: u64| {
        let path = format!("/channels/{to}/messages");
        state.requests.iter().filter(|sent| sent.path == path && sent.method == "POST").count()
    };
    stage
        .discord
        .until("the refused post and the refused notice", |state| {
            (refused(state, NEWS) > 0 && refused(state, GENERAL) > 0).then_some(())
        })
        .await;
    // It is kept a moment later: an admin who comes by meanwhile comes by again.
    let mut asked = Vec::new();
    let told = loop {
        let beats = stage.discord.look(|state| state.heartbeats);
        asked.push(stage.discord.slash(MIA, "source list", &[]));
        let found = stage.discord.until("a word to the admin, or some time", |state| {
            let seen = asked.iter().flat_map(|asked| state.seen(&asked.token));
            let told = seen.rev().find(|seen| seen.content().contains("could not tell"));
            (told.is_some() || state.heartbeats > beats + 2).then_some(told)
        });
        if let Some(told) = found.await {
            break told;
        }
    };
    assert!(told.private && told.content().contains("is gone"), "{told:?}");
    let again = set(&stage, "source list", &[]).await;
    assert!(!again.content().contains("could not tell"), "{again:?}");
    let posts = stage.discord.look(|state| (refused(state, NEWS), refused(state, GENERAL)));
    assert_eq!(posts, (1, 1), "no loop");
    stage.strike().await;
}

#[tokio::test]
async fn a_storys_news_stand_in_its_own_thread_of_a_forum() {
    let stage = Stage::set("delivery-thread").await;
    stage.discord.change_channel(NEWS, |news| news.kind = FORUM);
    let story = [("name", json!("Bridge")), ("words", json!("bridge")), ("channel", channel(NEWS))];
    set(&stage, "setup story-add", &story).await;
    follow(&stage, &[]).await;
    let (thread, posts) = stage
        .discord
        .until("the story's thread with the article", |state| {
            let thread = state.server.channels.iter().find(|channel| channel.parent == Some(NEWS))?;
            let posts = state.channel(thread.id);
            (posts.len() >= 2).then(|| (thread.clone(), posts))
        })
        .await;
    assert_eq!(thread.name, "Bridge");
    assert!(posts[0].description().contains("Words of its articles: bridge"), "{posts:?}");
    assert!(posts[1].description().contains("never inspected"), "{posts:?}");
    stage.strike().await;
}
