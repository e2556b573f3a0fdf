//! What readers ask of what was read: four pages of one invented story, each on a host of its own.

use serde_json::{Value, json};

use crate::support::{ADA, BEN, Bot, Discord, MIA, OLES, SILENT, Seen, Web, folder};

/// A bot that has read the story.
struct Newsstand {
    discord: Discord,
    bot: Bot,
    webs: Vec<(&'static str, Web)>,
}

impl Newsstand {
    async fn open(name: &str) -> Newsstand {
        let discord = Discord::start().await;
        let mut webs = Vec::new();
        for (host, page) in (40..).zip(["gazette", "courier", "post", "times"]) {
            webs.push((page, Web::start(host).await));
        }
        let hosts: Vec<&Web> = webs.iter().map(|(_, web)| web).collect();
        let bot = Bot::start(&discord, &hosts, folder(name));
        discord.ready(1).await;
        for ((page, web), reader) in webs.iter().zip([ADA, BEN, MIA, OLES]) {
            discord.answer(&discord.brief(reader, &web.link(page))).await;
        }
        Newsstand { discord, bot, webs }
    }

    async fn ask(&self, name: &str, options: &[(&str, Value)]) -> Seen {
        self.discord.answer(&self.discord.slash(ADA, name, options)).await
    }

    fn link(&self, page: &str) -> String {
        let (_, web) = self.webs.iter().find(|(name, _)| *name == page).unwrap();
        web.link(page)
    }

    async fn close(self) {
        assert!(self.bot.terminate().await.success());
        self.discord.assert_lawful();
    }
}

fn title(seen: &Seen) -> &str {
    seen.message["embeds"][0]["title"].as_str().unwrap_or_default()
}

#[track_caller]
fn has(seen: &Seen, words: &[&str]) {
    for words in words {
        assert!(seen.description().contains(words), "{words:?} is missing in\n{}", seen.description());
    }
}

#[tokio::test]
async fn who_said_what_and_what_somebody_said() {
    let stand = Newsstand::open("questions-who").await;
    let seen = stand.ask("whosaid", &[("topic", json!("memo"))]).await;
    has(&seen, &["**Delia Farrow**", "never", "[↗](<http://127.0.0.", "articles of"]);
    assert!(!seen.private);

    let seen = stand.ask("said", &[("speaker", json!("Farrow"))]).await;
    assert_eq!(title(&seen), "Delia Farrow");
    has(&seen, &["“Nobody brought it to me, not once", "Harbour Minister", "also in 1 article"]);
    assert!(!seen.description().contains("He thanked us"), "another speaker's words");
    has(&seen, &[&stand.link("courier"), &stand.link("post")]);

    let asked = stand.discord.slash(
        BEN,
        "said",
        &[("speaker", json!("Tomas Egelund")), ("since", json!("2025-10-18"))],
    );
    let seen = stand.discord.answer(&asked).await;
    has(&seen, &["I did not understand what I was told"]);
    assert!(!seen.description().contains("read, filed and acted upon"), "older than was asked for");

    let offered = stand.discord.offered(BEN, "said", "speaker", "eg").await;
    assert!(offered.iter().any(|it| it.starts_with("Tomas Egelund — ")), "{offered:?}");
    let offered = stand.discord.offered(BEN, "said", "speaker", "фарр").await;
    assert!(offered.iter().any(|it| it.starts_with("Delia Farrow — ")), "in any script: {offered:?}");

    let asked = stand.discord.slash(OLES, "said", &[("speaker", json!("Farrow"))]);
    has(&stand.discord.answer(&asked).await, &["також у 1 статті", "16 жовтня 2025"]);
    stand.close().await;
}

#[tokio::test]
async fn a_quotation_is_checked_and_never_called_real_when_it_is_not() {
    let stand = Newsstand::open("questions-verify").await;
    let check = async |person, quotation: &str, speaker: Option<&str>| {
        let mut options = vec![("quotation", json!(quotation))];
        options.extend(speaker.map(|speaker| ("speaker", json!(speaker))));
        stand.discord.answer(&stand.discord.slash(person, "verify", &options)).await
    };
    let real = "I was told, and I did not understand what I was told";
    let seen = check(ADA, real, Some("Egelund")).await;
    assert_eq!(title(&seen), "Word for word");
    has(
        &seen,
        &["**Tomas Egelund**", "“I was told, and I did not understand what I was told”", "of 4 outlets"],
    );
    let seen = check(ADA, "I was told, and I did understand what I was told", Some("Egelund")).await;
    assert_eq!(title(&seen), "Altered");
    has(&seen, &["__not__"]);
    assert_eq!(title(&check(ADA, real, Some("Ruth Amadi")).await), "Other speaker");
    assert_eq!(title(&check(BEN, "We have always loved the sea gulls", None).await), "Not found");
    let seen = check(BEN, "I was told", Some("Egelund")).await;
    assert_ne!(title(&seen), "Not found");
    assert_ne!(title(&seen), "Word for word", "a part is not the whole");
    for odd in ["", " \u{202E} ", "“”"] {
        let asked = stand.discord.slash(BEN, "verify", &[("quotation", json!(odd))]);
        let told = stand.discord.private_answer(&asked).await;
        assert!(told.content().contains("no words"), "{odd:?}: {told:?}");
    }

    let asked =
        stand.discord.menu(MIA, "Check this quotation", &format!("look: “{real}” https://example.org/x"));
    let seen = stand.discord.answer(&asked).await;
    assert!(seen.private);
    assert_eq!(title(&seen), "Word for word");
    let asked = stand.discord.menu(MIA, "Who said this?", "he thanked us and then he thanked us again");
    let seen = stand.discord.answer(&asked).await;
    assert!(seen.private);
    has(&seen, &["engineer"]);
    stand.close().await;
}

#[tokio::test]
async fn a_story_is_told_in_order_compared_and_traced() {
    let stand = Newsstand::open("questions-story").await;
    let seen = stand.ask("timeline", &[("about", json!("gate"))]).await;
    has(&seen, &["**16 October 2025**"]);
    let picture = &seen.message["embeds"][0]["image"]["url"];
    assert!(picture.as_str().is_some_and(|url| url.ends_with("timeline.png")), "{picture}");

    let outlets = [
        ("topic", json!("memo")),
        ("first", json!("Saltmarsh Courier")),
        ("second", json!("Northshore Post")),
    ];
    let seen = stand.ask("compare", &outlets).await;
    has(&seen, &["**Saltmarsh Courier** — ", "**Northshore Post** — "]);

    let seen = stand.ask("trace", &[("statement", json!("Nobody brought it to me, not once"))]).await;
    has(&seen, &["printed in 2 articles", "Delia Farrow"]);

    let seen = stand.ask("digest", &[("since", json!("2025-10-16"))]).await;
    has(&seen, &["Tomas Egelund"]);
    let told = stand
        .discord
        .private_answer(&stand.discord.slash(ADA, "digest", &[("since", json!("**soon**"))]))
        .await;
    assert!(told.content().contains("is no time that sayso reads"), "{told:?}");
    let seen = stand.ask("story", &[]).await;
    has(&seen, &["follows no story yet"]);
    let told =
        stand.discord.private_answer(&stand.discord.slash(SILENT, "story", &[("story", json!("x"))])).await;
    assert!(told.content().contains("is no story of this server"), "{told:?}");
    stand.close().await;
}
