//! Scheduled digests arrive once, whatever stops the bot or becomes of Discord's answers. A second schedule that always
//! has something to say tells that time has passed: where its posts are there, nothing else is still to come.

use serde_json::{Value, json};

use sayso_standin::{GENERAL, NEWS, ROLE, State};

use crate::support::{ADA, Fault, Loss, MIA, Seen, Stage, channel, role};

pub(crate) const SAY_SO: i64 = 1;

/// The requests that were made to post to a channel.
pub(crate) fn attempts(stage: &Stage, to: u64) -> usize {
    stage.discord.look(|state| requests(state, to))
}

fn requests(state: &State, to: u64) -> usize {
    let path = format!("/channels/{to}/messages");
    state.requests.iter().filter(|sent| sent.method == "POST" && sent.path == path).count()
}

/// Adds a digest and waits for the private answer.
pub(crate) async fn schedule(stage: &Stage, when: &str, to: u64, more: &[(&str, Value)]) {
    let mut options = vec![("when", json!(when)), ("channel", channel(to)), ("if-empty", json!(SAY_SO))];
    options.extend(more.iter().cloned());
    let told = stage.discord.private_answer(&stage.discord.slash(MIA, "schedule add", &options)).await;
    assert!(told.content().contains("is posted to"), "{told:?}");
}

/// A stage with a daily digest for the channel of news at eight, and an hourly one elsewhere.
pub(crate) async fn daily(name: &str) -> Stage {
    let stage = Stage::set_at(name, "2025-03-04T07:30:00Z", &[]).await;
    schedule(&stage, "08:00", NEWS, &[]).await;
    schedule(&stage, "hourly", GENERAL, &[]).await;
    stage
}

/// Lets an hour of a day in March 2025 come, and waits until the hourly digest says so, twice: what was due before it
/// is done then.
pub(crate) async fn hours_pass(stage: &Stage, day: u32, hour: u32) {
    for hour in [hour, hour + 1] {
        let before = digests(stage, GENERAL).len();
        stage.at(&format!("2025-03-{day:02}T{hour:02}:06:00Z"));
        stage
            .pass_until(20, "the hourly digest", |state| (count(state, GENERAL) > before).then_some(()))
            .await;
    }
}

fn is_digest(seen: &Seen) -> bool {
    seen.message["embeds"][0]["title"] == "What was said"
}

/// The digests in a channel.
pub(crate) fn digests(stage: &Stage, of: u64) -> Vec<Seen> {
    stage.discord.look(|state| state.channel(of).into_iter().filter(is_digest).collect())
}

fn count(state: &State, of: u64) -> usize {
    state.channel(of).iter().filter(|seen| is_digest(seen)).count()
}

/// Requests whose answer was lost.
fn lost(state: &State) -> usize {
    state.requests.iter().filter(|sent| sent.status == 0).count()
}

fn hangs(heard: bool) -> Loss {
    Loss { method: "POST", path: format!("/channels/{NEWS}/messages"), heard, hangs: true, times: 1 }
}

#[tokio::test]
async fn a_digest_comes_at_its_time_and_pings_the_role_alone() {
    let stage = Stage::set_at("posting-digest", "2025-03-04T07:30:00Z", &[]).await;
    schedule(&stage, "08:00", NEWS, &[("mention", role(ROLE))]).await;
    stage.discord.answer(&stage.discord.brief(ADA, &stage.web.link("bridge"))).await;
    // Neither a lost connection nor a lost session holds it up.
    stage.discord.drop_connection(Some(4000));
    stage.discord.forget_session();
    stage.at("2025-03-04T08:06:00Z");
    let posts = stage.discord.posts(NEWS, 1).await;
    assert_eq!(posts[0].content(), format!("<@&{ROLE}>"));
    assert!(posts[0].description().contains("“The bridge was never inspected after the flood"), "{posts:?}");
    let sent = stage.discord.look(|state| {
        let posts =
            state.requests.iter().rev().find(|sent| sent.path == format!("/channels/{NEWS}/messages"));
        posts.unwrap().body.clone()
    });
    assert_eq!(sent["allowed_mentions"]["roles"], json!([ROLE.to_string()]), "{sent}");

    // The role goes; the digest comes all the same, once, and tells nothing a second time.
    stage.discord.delete_role(ROLE);
    stage.at("2025-03-05T08:06:00Z");
    let posts = stage.discord.posts(NEWS, 2).await;
    assert!(posts[1].description().contains("Nothing new since"), "{posts:?}");
    assert_eq!(attempts(&stage, NEWS), 2);
    stage.discord.ready(2).await;
    stage.strike().await;
}

#[tokio::test]
async fn a_kill_before_the_message_is_there_loses_nothing() {
    let mut stage = daily("posting-kill-before").await;
    stage.discord.lose(hangs(false));
    stage.at("2025-03-04T08:06:00Z");
    stage.discord.lost_requests(1).await;
    stage.restart().await;
    // What was under way is looked for before it is sent anew; other channels do not wait for that.
    stage.pass_until(20, "a second request", |state| (requests(state, NEWS) == 2).then_some(())).await;
    hours_pass(&stage, 4, 9).await;
    assert_eq!((digests(&stage, NEWS).len(), attempts(&stage, NEWS)), (1, 2));
    stage.strike().await;
}

#[tokio::test]
async fn a_kill_before_the_answer_is_there_doubles_nothing() {
    let mut stage = daily("posting-kill-after").await;
    // Discord knows the nonce again.
    stage.discord.lose(hangs(true));
    stage.at("2025-03-04T08:06:00Z");
    stage.discord.lost_requests(1).await;
    stage.restart().await;
    stage.at("2025-03-04T08:06:35Z");
    stage.discord.until("a second request", |state| (requests(state, NEWS) == 2).then_some(())).await;
    hours_pass(&stage, 4, 9).await;
    assert_eq!((digests(&stage, NEWS).len(), attempts(&stage, NEWS)), (1, 2));

    // Discord knows it no more: the channel itself is read.
    stage.discord.lose(hangs(true));
    stage.at("2025-03-05T08:06:00Z");
    stage.discord.lost_requests(2).await;
    stage.discord.forget_nonces();
    stage.restart_as(3).await;
    // While Discord may still know the nonce, it is asked by sending again: that time is over here.
    stage.at("2025-03-05T08:12:00Z");
    let path = format!("/channels/{NEWS}/messages");
    let looks = |state: &State| {
        state.requests.iter().filter(|sent| sent.method == "GET" && sent.path == path).count()
    };
    stage.pass_until(20, "a look at the channel", |state| (looks(state) > 0).then_some(())).await;
    hours_pass(&stage, 5, 9).await;
    assert_eq!((digests(&stage, NEWS).len(), attempts(&stage, NEWS)), (2, 3));
    assert_eq!(stage.discord.look(looks), 1, "{}", stage.discord.told());

    // The answer came, and then the end.
    stage.at("2025-03-06T08:06:00Z");
    stage.discord.posts(NEWS, 3).await;
    stage.restart_as(4).await;
    hours_pass(&stage, 6, 9).await;
    assert_eq!(digests(&stage, NEWS).len(), 3);
    assert!(attempts(&stage, NEWS) <= 5, "{}", stage.discord.told());
    stage.strike().await;
}

#[tokio::test]
async fn limits_and_faults_of_discord_are_waited_for() {
    let stage = daily("posting-faults").await;
    let fails = |status, code, times| Fault { method: "POST", path: "/messages", status, code, times };
    stage.discord.fail(fails(429, 0, 2));
    stage.at("2025-03-04T08:06:00Z");
    stage.discord.until("both refusals", |state| state.faults.is_empty().then_some(())).await;
    let refused = attempts(&stage, NEWS);
    stage.pass_until(3, "the digest", |state| (count(state, NEWS) == 1).then_some(())).await;
    hours_pass(&stage, 4, 9).await;
    assert_eq!((digests(&stage, NEWS).len(), attempts(&stage, NEWS)), (1, refused + 1));

    let breaks = Loss { hangs: false, ..hangs(true) };
    stage.discord.lose(breaks.clone());
    stage.at("2025-03-05T08:06:00Z");
    stage.discord.lost_requests(1).await;
    stage.discord.lose(breaks);
    stage.pass_until(3, "a second request", |state| (lost(state) == 2).then_some(())).await;
    hours_pass(&stage, 5, 9).await;
    assert_eq!(digests(&stage, NEWS).len(), 2);
    assert!(attempts(&stage, NEWS) <= 6, "{}", stage.discord.told());
    stage.strike().await;
}

#[tokio::test]
async fn after_an_outage_of_hours_there_is_one_digest_and_no_burst() {
    let stage = Stage::set_at("posting-outage", "2025-03-04T07:30:00Z", &[]).await;
    schedule(&stage, "hourly", NEWS, &[]).await;
    for method in ["POST", "GET"] {
        stage.discord.fail(Fault { method, path: "/messages", status: 503, code: 0, times: u32::MAX });
    }
    let failed = |state: &State| state.requests.iter().filter(|sent| sent.status == 503).count();
    let begin = stage.now();
    stage.pass_until(600, "eighteen tries", |state| (failed(state) >= 18).then_some(())).await;
    let hours = stage.now().duration_since(begin).as_hours();
    assert!(hours >= 3, "eighteen requests in {hours} hours");
    stage.discord.recover();
    // The admin is told that one did not come, and the next tells of all the time.
    stage
        .pass_until(60, "the line for the admin", |state| {
            let mut told = state.channel(NEWS).into_iter();
            told.find(|seen| seen.content().contains("could not be made in time"))
        })
        .await;
    stage.pass_until(60, "two digests", |state| (count(state, NEWS) == 2).then_some(())).await;
    let posts = digests(&stage, NEWS);
    // An id tells the time in milliseconds above its lowest 22 bits.
    let minutes = ((posts[1].id >> 22) - (posts[0].id >> 22)) / 60_000;
    assert!(minutes >= 25, "the one after the catching up came {minutes} minutes later");
    stage.strike().await;
}
