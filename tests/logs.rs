//! What stands in the logs, and what never does.

use serde_json::{Value, json};

use crate::support::{ADA, BEN, Bot, Discord, MIA, Web, folder};

/// Words that people type, in every place where they can.
const TYPED: &str = "perlustrating marmalade";

#[tokio::test]
async fn a_log_holds_the_interaction_and_neither_secrets_nor_what_people_type() {
    let discord = Discord::start().await;
    let web = Web::start(1).await;
    let home = folder("logs");
    // As much as can be asked for: the libraries' own words too.
    let more = vec![("SAYSO_LOG", "trace".to_owned()), ("SAYSO_LOG_FORMAT", "json".to_owned())];
    let bot = Bot::start_with(&discord, &[&web], home.clone(), more);
    discord.ready(1).await;

    let link = format!("{}?{}", web.link("bridge"), "secret-path=1");
    let brief = discord.brief(ADA, &link);
    discord.answer(&brief).await;
    let asked = [
        brief,
        discord.brief(ADA, TYPED),
        discord.brief(ADA, &web.link("missing/perlustrating")),
        discord.slash(ADA, "whosaid", &[("topic", json!(TYPED))]),
        discord.slash(ADA, "said", &[("speaker", json!(TYPED))]),
        discord.slash(ADA, "verify", &[("quotation", json!(format!("“{TYPED} {TYPED}”")))]),
        discord.slash(MIA, "schedule add", &[("when", json!(TYPED))]),
        discord.slash(MIA, "setup story-add", &[("name", json!(TYPED)), ("words", json!(TYPED))]),
        discord.slash(MIA, "setup language", &[("language", json!(TYPED))]),
        discord.slash(MIA, "setup time", &[("zone", json!(TYPED))]),
        discord.menu(BEN, "Brief this link", TYPED),
        discord.menu(BEN, "Check this quotation", TYPED),
    ];
    for asked in &asked {
        discord.answer(asked).await;
    }
    discord.offered(ADA, "said", "speaker", TYPED).await;
    assert!(bot.terminate().await.success());

    let log = Bot::log(&home);
    for never in
        ["perlustrating", "marmalade", "MTIzNDU2Nzg5MDEyMzQ1Njc4", "token-", "secret-path", "never inspected"]
    {
        let line = log.lines().find(|line| line.contains(never));
        assert!(line.is_none(), "{never:?} is logged: {line:?}");
    }
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let id = asked[0].token.trim_start_matches("token-").parse::<u64>().unwrap();
    let of_request = |event: &&Value| {
        let spans = event["spans"].as_array().cloned().unwrap_or_default();
        spans.iter().any(|span| span["interaction"] == id)
    };
    let of_request: Vec<String> = events.iter().filter(of_request).map(ToString::to_string).collect();
    assert!(of_request.iter().any(|event| event.contains("answered")), "of {id}: {of_request:?}");
}
