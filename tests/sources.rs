//! A source from the web is followed, read and posted, by a clock of the test's own.

use serde_json::json;

use sayso_standin::{NEWS, State};

use crate::support::{Fault, MIA, Stage, Web, channel};

/// Follows a feed whose articles are posted to the channel for news.
async fn follow(stage: &Stage, links: &[String]) {
    stage.web.put_feed("feed", links);
    let options = [("address", json!(stage.web.link("feed"))), ("post-to", channel(NEWS))];
    let told = stage.discord.private_answer(&stage.discord.slash(MIA, "source add", &options)).await;
    assert!(told.content().contains("Harbour feed"), "{told:?}");
}

#[tokio::test]
async fn what_a_source_brings_is_posted_once_as_it_comes() {
    let (argus, herald) = (Web::start(61).await, Web::start(62).await);
    let mut stage = Stage::set_at("sources-posted", "2025-03-04T10:00:00Z", &[&argus, &herald]).await;
    follow(&stage, &[argus.link("bridge")]).await;
    let posts = stage.discord.posts(NEWS, 1).await;
    assert!(posts[0].description().contains("“The bridge was never inspected after the flood"), "{posts:?}");
    assert!(posts[0].description().contains(&format!("[↗](<{}#:~:text=", argus.link("bridge"))), "{posts:?}");

    stage.web.put_feed("feed", &[argus.link("bridge"), herald.link("council")]);
    stage.at("2025-03-04T12:00:00Z");
    let posts = stage.discord.posts(NEWS, 2).await;
    assert!(posts[1].description().contains("We have waited for item"), "{posts:?}");

    // Neither a restart nor further looks bring anything twice.
    stage.restart().await;
    let looks = stage.web.visits("feed");
    stage.web.put_feed("feed", &[argus.link("bridge"), herald.link("council"), argus.link("hostile")]);
    stage.at("2025-03-04T15:00:00Z");
    let posts = stage.discord.posts(NEWS, 3).await;
    assert_eq!(posts.len(), 3, "{posts:?}");
    assert!(stage.web.visits("feed") > looks);
    stage.strike().await;
}

fn refused(state: &State) -> usize {
    state.requests.iter().filter(|sent| sent.status == 429).count()
}

/// Waits until Discord has asked so many times to wait.
async fn refusals(stage: &Stage, count: usize) {
    stage.pass_until(20, "a refusal", |state| (refused(state) >= count).then_some(())).await;
}

#[tokio::test]
async fn news_that_wait_for_an_earlier_post_are_not_lost_in_its_place_nor_by_a_kill() {
    let (argus, herald) = (Web::start(63).await, Web::start(64).await);
    let mut stage = Stage::set_at("sources-waiting", "2025-03-04T10:00:00Z", &[&argus, &herald]).await;
    // Discord takes no post; what comes meanwhile has to wait.
    let busy = Fault { method: "POST", path: "/messages", status: 429, code: 0, times: u32::MAX };
    stage.discord.fail(busy);
    follow(&stage, &[argus.link("bridge")]).await;
    refusals(&stage, 1).await;
    stage.web.put_feed("feed", &[argus.link("bridge"), herald.link("council")]);
    stage.at("2025-03-04T12:00:00Z");
    refusals(&stage, 2).await;
    herald.visited("council").await;
    stage.restart().await;
    let so_far = stage.discord.look(refused);
    stage.at("2025-03-04T12:10:00Z");
    refusals(&stage, so_far + 1).await;
    stage.discord.recover();
    stage.at("2025-03-04T12:40:00Z");
    let posts = |state: &State| Some(state.channel(NEWS)).filter(|posts| posts.len() >= 2);
    let posts = stage.pass_until(20, "both articles", posts).await;
    assert_eq!(posts.len(), 2, "one message an article: {posts:?}");
    assert!(posts[0].description().contains("never inspected after the flood"), "{posts:?}");
    assert!(posts[1].description().contains("We have waited for item"), "{posts:?}");
    stage.strike().await;
}
