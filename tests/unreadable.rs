//! Links that give no brief: each gets one clear line that only the asker sees, and nothing is kept.

use crate::support::{ADA, Bot, Discord, Web, folder};

/// A page, and what its line must say.
const PAGES: [(&str, &str); 9] = [
    ("missing", "404"),
    ("guarded", "bot check"),
    ("paper.pdf", "pdf"),
    ("picture.png", "picture"),
    ("empty", "empty page"),
    ("front", "no article"),
    ("huge", "larger than"),
    ("to-private", "10.0.0.1"),
    ("members", "login"),
];

/// Links that no web server needs to be asked for.
const NO_PAGES: [(&str, &str); 5] = [
    ("the bridge story", "not a web address"),
    ("http://10.0.0.1/secret", "private or reserved network"),
    ("http://169.254.169.254/latest/meta-data", "private or reserved network"),
    ("http://[::1]/", "private or reserved network"),
    ("ftp://argus.example/a", "only http and https"),
];

#[tokio::test]
async fn each_gets_one_private_line_and_nothing_is_kept() {
    let discord = Discord::start().await;
    // A host for each: hosts are visited at a distance.
    let mut webs = Vec::new();
    for host in 1..=PAGES.len() {
        webs.push(Web::start(u8::try_from(host).unwrap()).await);
    }
    let home = folder("unreadable");
    let bot = Bot::start(&discord, &webs.iter().collect::<Vec<_>>(), home.clone());
    discord.ready(1).await;

    let pages = PAGES.iter().zip(&webs).map(|((path, words), web)| (web.link(path), *words));
    let links: Vec<(String, &str)> =
        pages.chain(NO_PAGES.iter().map(|(link, words)| ((*link).to_owned(), *words))).collect();
    let asked: Vec<_> = links.iter().map(|(link, _)| discord.brief(ADA, link)).collect();
    for ((link, words), asked) in links.iter().zip(&asked) {
        let seen = discord.private_answer(asked).await;
        let line = seen.content().replace('\\', "").to_lowercase();
        assert!(line.contains(words), "{link}: {line}");
        assert_eq!(line.lines().count(), 1, "{link}: {line}");
        assert!(seen.message["embeds"].as_array().is_none_or(Vec::is_empty));
    }
    assert!(bot.terminate().await.success());
    discord.assert_lawful();
    let stats = Bot::stats(&home);
    assert!(stats.starts_with("0 articles, 0 statements,"), "nothing is kept: {stats}");
}
