//! `sayso check`: each verdict, on its good side and on its bad one.

use std::process::Output;

use sayso_standin::NEWS;
use serde_json::json;

use crate::support::{Bot, Discord, Fault, MIA, Web, channel, command, folder};

/// What it prints, and its exit status.
async fn checked(home: &std::path::Path, settings: &[(&str, &str)]) -> (String, Option<i32>) {
    let mut command = command(home);
    command.arg("check").envs(settings.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let Output { status, stdout, stderr } = output;
    (String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap(), status.code())
}

/// The lines of a verdict.
fn lines<'a>(told: &'a str, what: &str) -> Vec<&'a str> {
    told.lines()
        .filter(|line| line.get(6..).is_some_and(|rest| rest.starts_with(&format!("{what}:"))))
        .collect()
}

#[tokio::test]
async fn all_is_well_and_each_fault_is_told_with_its_mend() {
    let discord = Discord::start().await;
    discord.tell_time(&now(0));
    let home = folder("check");
    let good = [
        ("DISCORD_TOKEN", "MTIz.invented.token"),
        ("DISCORD_API_BASE", discord.base()),
        ("SAYSO_CONTACT", "https://operator.example"),
    ];
    let (told, status) = checked(&home, &good).await;
    assert_eq!(status, Some(0), "{told}");
    for what in ["settings", "data folder", "disk", "record", "token", "clock", "intents", "permissions"] {
        assert!(lines(&told, what).iter().any(|line| line.starts_with("ok  ")), "{what} is not well: {told}");
    }
    assert!(!told.contains("MTIz"), "{told}");

    // Worth a hand, and no reason not to start.
    discord.set_application_flags(1 << 18);
    discord.tell_time(&now(-120));
    let (told, status) = checked(&home, &good[..2]).await;
    assert_eq!(status, Some(0), "{told}");
    for (what, mend) in
        [("settings", "SAYSO_CONTACT"), ("clock", "ahead of Discord's"), ("intents", "Message Content")]
    {
        assert!(
            matches!(lines(&told, what)[..], [line] if line.starts_with("warn") && line.contains(mend)),
            "{told}"
        );
    }

    discord.tell_time(&now(3600));
    discord.fail(Fault { method: "GET", path: "/gateway/bot", status: 401, code: 0, times: 1 });
    let (told, status) = checked(&home, &good).await;
    assert_eq!(status, Some(1), "{told}");
    assert!(lines(&told, "token")[0].starts_with("FAIL") && told.contains("Reset Token"), "{told}");
    let (told, status) = checked(&home, &good).await;
    assert_eq!(status, Some(1), "{told}");
    assert!(lines(&told, "clock")[0].starts_with("FAIL") && told.contains(" s behind Discord"), "{told}");
    discord.tell_time(&now(0));

    let (told, status) = checked(&home, &[("DISCORD_API_BASE", discord.base())]).await;
    assert_eq!(status, Some(1), "{told}");
    assert!(lines(&told, "token")[0].contains("DISCORD_TOKEN is not set"), "{told}");

    // A file where a folder should be: neither the folder nor the record can be had.
    std::fs::write(home.join("file"), "").unwrap();
    let blocked = home.join("file/data");
    let (told, status) = checked(&home, &[good[0], good[1], ("SAYSO_DATA", blocked.to_str().unwrap())]).await;
    assert_eq!(status, Some(1), "{told}");
    for what in ["data folder", "record"] {
        assert!(lines(&told, what)[0].starts_with("FAIL"), "{told}");
    }

    let (told, status) =
        checked(&home, &[("SAYSO_LOG_FORMAT", "xml"), ("SAYSO_ALLOW_LOOPBACK", "10.0.0.1:80")]).await;
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("SAYSO_LOG_FORMAT") && told.contains("10.0.0.1:80"), "{told}");
}

#[tokio::test]
async fn a_channel_that_cannot_be_posted_to_is_named_with_its_server() {
    let discord = Discord::start().await;
    let web = Web::start(1).await;
    let home = folder("check-rights");
    let bot = Bot::start(&discord, &[&web], home.clone());
    discord.ready(1).await;
    let options = [("when", json!("07:30")), ("channel", channel(NEWS))];
    discord.answer(&discord.slash(MIA, "schedule add", &options)).await;
    let open = [("DISCORD_TOKEN", "MTIz.invented.token"), ("DISCORD_API_BASE", discord.base())];
    let (told, status) = checked(&home, &open).await;
    assert_eq!(status, Some(1), "{told}");
    assert!(lines(&told, "record")[0].contains("open in another process"), "{told}");
    assert!(bot.terminate().await.success());

    let (told, _) = checked(&home, &open).await;
    assert!(told.contains("channels for posts: 1, with all that posts need"), "{told}");
    // EMBED_LINKS and READ_MESSAGE_HISTORY.
    discord.change_channel(NEWS, |channel| channel.allowed &= !((1 << 14) | (1 << 16)));
    let (told, status) = checked(&home, &open).await;
    assert_eq!(status, Some(0), "{told}");
    let [line] = lines(&told, "permissions")[..] else { panic!("{told}") };
    assert!(line.starts_with("warn") && line.contains("Harbour News"), "{line}");
    assert!(line.contains("#news") && line.contains("Embed Links, Read Message History"), "{line}");
    discord.assert_lawful();
}

/// The time so many seconds from now, as HTTP writes it.
#[expect(clippy::disallowed_methods, reason = "Discord's clock is compared with the machine's")]
fn now(offset_s: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(offset_s);
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap()
}
