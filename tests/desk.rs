//! What a server's editors correct, explain and take away as a file: seen from outside, and by another server.

use serde_json::{Value, json};

use crate::support::{
    ADA, BEN, Bot, Discord, EDITH, EDITORS, MIA, OLES, SILENT, STRANGER, Seen, Web, channel, folder, role,
};
use sayso_standin::{Act, GENERAL, NEWS, Person};

/// A bot that has read two pages of one story, for a server with editors.
struct Newsroom {
    discord: Discord,
    bot: Bot,
    webs: Vec<(&'static str, Web)>,
}

impl Newsroom {
    async fn open(name: &str) -> Newsroom {
        let discord = Discord::start().await;
        let mut webs = Vec::new();
        for (host, page) in (60..).zip(["courier", "post"]) {
            webs.push((page, Web::start(host).await));
        }
        let hosts: Vec<&Web> = webs.iter().map(|(_, web)| web).collect();
        let bot = Bot::start(&discord, &hosts, folder(name));
        discord.ready(1).await;
        for ((page, web), reader) in webs.iter().zip([ADA, BEN]) {
            discord.answer(&discord.brief(reader, &web.link(page))).await;
        }
        let room = Newsroom { discord, bot, webs };
        room.own(MIA, "setup editors", &[("role", role(EDITORS))]).await;
        room
    }

    /// The answer that its asker alone sees.
    async fn own(&self, person: Person, name: &str, options: &[(&str, Value)]) -> Seen {
        self.discord.private_answer(&self.discord.slash(person, name, options)).await
    }

    /// What comes of an editor's decision: the private answer and the public line.
    async fn decide(&self, person: Person, name: &str, options: &[(&str, Value)]) -> (Seen, Seen) {
        both(self.discord.answers(&self.discord.slash(person, name, options), 2).await)
    }

    async fn said(&self, person: Person, speaker: &str) -> Seen {
        self.discord.answer(&self.discord.slash(person, "said", &[("speaker", json!(speaker))])).await
    }

    fn link(&self, page: &str) -> String {
        self.webs.iter().find(|(name, _)| *name == page).unwrap().1.link(page)
    }

    async fn close(self) {
        assert!(self.bot.terminate().await.success());
        self.discord.assert_lawful();
    }
}

/// The private one, and the one that all see.
fn both(seen: Vec<Seen>) -> (Seen, Seen) {
    let (private, public): (Vec<Seen>, Vec<Seen>) = seen.into_iter().partition(|seen| seen.private);
    (private.into_iter().next().unwrap(), public.into_iter().next_back().unwrap())
}

fn text(seen: &Seen) -> String {
    format!("{}\n{}", seen.content(), seen.description()).replace('\\', "")
}

#[track_caller]
fn has(seen: &Seen, words: &[&str]) {
    for words in words {
        assert!(text(seen).contains(words), "{words:?} is missing in\n{}", text(seen));
    }
}

/// The id of the first menu whose id begins so.
fn menu(seen: &Seen, begins: &str) -> Value {
    let found = seen
        .buttons()
        .into_iter()
        .find(|it| it["type"] == 3 && it["custom_id"].as_str().is_some_and(|id| id.starts_with(begins)));
    found.unwrap_or_else(|| panic!("no menu {begins} in {}", seen.message))
}

fn choose(room: &Newsroom, person: Person, seen: &Seen, menu: &Value, value: &str) -> crate::support::Asked {
    let custom_id = menu["custom_id"].as_str().unwrap().to_owned();
    let act = Act::Press { message: seen.id, custom_id, values: Some(vec![value.to_owned()]) };
    room.discord.act(person, GENERAL, &act)
}

/// In both pages, in the first alone, in the second alone.
const WORDS: &str = "Nobody brought it to me, not once";
const AMADI: &str = "looking at the sea and seeing a postcard";
const EGELUND: &str = "read, filed and acted upon";

#[tokio::test]
async fn a_speaker_is_corrected_for_one_server_told_in_public_and_undone() {
    let mut room = Newsroom::open("desk-fix").await;
    let fix = [
        ("statement", json!(AMADI)),
        ("speaker", json!("Tomas Egelund")),
        ("note", json!("**checked** @everyone")),
    ];
    for person in [ADA, SILENT] {
        has(&room.own(person, "desk fix", &fix).await, &["for the server's editors"]);
    }
    let (own, line) = room.decide(EDITH, "desk fix", &fix).await;
    has(&own, &["Kept."]);
    has(
        &line,
        &["Ruth Amadi → **Tomas Egelund**", AMADI, &format!("<@{}>", EDITH.id), "**checked** @everyone"],
    );
    assert!(line.description().contains(r"\@everyone"), "{line:?}");

    let seen = room.said(BEN, "Egelund").await;
    has(&seen, &[AMADI, "corrected by an editor of this server; read as Ruth Amadi"]);
    assert!(!text(&room.said(BEN, "Ruth Amadi").await).contains(AMADI), "it is listed under one speaker");
    let seen = room.discord.answer(&room.discord.brief(BEN, &room.link("courier"))).await;
    has(&seen, &["1 statement corrected by editors of this server"]);
    let other = room.said(STRANGER, "Ruth Amadi").await;
    has(&other, &[AMADI]);
    assert!(!text(&other).contains("corrected"), "another server is not concerned: {}", text(&other));

    room.bot.restart();
    room.discord.ready(2).await;
    has(&room.said(BEN, "Egelund").await, &[AMADI]);
    let told = room.discord.answer(&room.discord.press(BEN, &line, "Undo")).await;
    assert!(told.private && text(&told).contains("for the server's editors"), "{told:?}");
    let told = room.discord.answer(&room.discord.press(STRANGER, &line, "Undo")).await;
    assert!(told.private && text(&told).contains("nothing to undo"), "{told:?}");
    // The line that was pressed is among them.
    let (own, line_too) = both(room.discord.answers(&room.discord.press(EDITH, &line, "Undo"), 3).await);
    has(&own, &["Undone."]);
    assert!(line_too.message["embeds"][0]["title"].as_str().unwrap().starts_with("Undone: "));
    has(&room.said(BEN, "Ruth Amadi").await, &[AMADI]);
    let told = room.discord.answer(&room.discord.press(EDITH, &line, "Undo")).await;
    has(&told, &["nothing to undo"]);

    let mine = room.own(EDITH, "privacy mine", &[]).await;
    has(&mine, &["1 correction"]);
    room.own(EDITH, "privacy delete-mine", &[]).await;
    has(&room.own(EDITH, "privacy mine", &[]).await, &["0 corrections"]);
    room.close().await;
}

#[tokio::test]
async fn names_are_merged_and_split_and_statements_hidden_and_related() {
    let room = Newsroom::open("desk-names").await;
    room.own(MIA, "setup channel", &[("channel", channel(NEWS)), ("use", json!(3))]).await;
    let merge = [("keep", json!("Delia Farrow")), ("merge", json!("Tomas Egelund"))];
    let own = room.own(EDITH, "desk merge-speakers", &merge).await;
    let logged =
        room.discord.until("a line in the log", |state| Some(state.channel(NEWS).pop()?.message)).await;
    assert_eq!(logged["embeds"][0]["title"], "Two names, one speaker", "{logged}");
    has(&room.said(BEN, "Delia Farrow").await, &[EGELUND, WORDS]);
    has(&room.said(STRANGER, "Tomas Egelund").await, &[EGELUND]);
    has(&room.discord.answer(&room.discord.press(EDITH, &own, "Undo")).await, &["Undone."]);
    assert!(!text(&room.said(BEN, "Delia Farrow").await).contains(EGELUND));

    let split =
        [("speaker", json!("Delia Farrow")), ("statements", json!(WORDS)), ("name", json!("Dora Farrow"))];
    room.own(EDITH, "desk split-speaker", &split).await;
    has(&room.said(BEN, "Dora Farrow").await, &[WORDS]);

    let offered = room.discord.offered(EDITH, "desk hide", "what", "filed and acted").await;
    assert!(offered.iter().any(|it| it.starts_with("Tomas Egelund: ")), "{offered:?}");
    room.own(EDITH, "desk hide", &[("what", json!(EGELUND))]).await;
    let seen = room.discord.answer(&room.discord.slash(BEN, "whosaid", &[("topic", json!("filed"))])).await;
    assert!(!text(&seen).contains(EGELUND), "{}", text(&seen));
    room.own(EDITH, "desk hide", &[("what", json!(room.link("post")))]).await;
    let told = room.discord.private_answer(&room.discord.brief(BEN, &room.link("post"))).await;
    has(&told, &["editors hid that article"]);
    let seen = room.discord.answer(&room.discord.brief(STRANGER, &room.link("post"))).await;
    assert!(!seen.private, "{seen:?}");
    let why = room.own(MIA, "why", &[("what", json!(room.link("post")))]).await;
    has(&why, &["editors hid it"]);

    for (options, words) in [
        (
            vec![("statement", json!(WORDS)), ("relation", json!(0)), ("other", json!(WORDS))],
            "one and the same",
        ),
        (vec![("statement", json!("")), ("relation", json!(0)), ("other", json!(WORDS))], "No statement"),
    ] {
        has(&room.own(EDITH, "desk link", &options).await, &[words]);
    }
    room.close().await;
}

#[tokio::test]
async fn an_editors_relation_stands_in_claims_of_that_server() {
    let room = Newsroom::open("desk-link").await;
    let link = [("statement", json!(EGELUND)), ("relation", json!(0)), ("other", json!(AMADI))];
    let (_, line) = room.decide(EDITH, "desk link", &link).await;
    has(&line, &["**denies**", EGELUND, AMADI]);
    let claims = async |person, options: &[(&str, Value)]| {
        room.discord.answer(&room.discord.slash(person, "claims", options)).await
    };
    has(&claims(BEN, &[]).await, &[AMADI, "denies: **Tomas Egelund**", "(set by an editor)"]);
    assert!(!text(&claims(STRANGER, &[]).await).contains("set by an editor"));
    let taken_back = claims(BEN, &[("state", json!(2))]).await;
    assert!(!text(&taken_back).contains("set by an editor"), "{}", text(&taken_back));
    let seen =
        room.discord.answer(&room.discord.slash(BEN, "timeline", &[("about", json!("filed acted"))])).await;
    has(&seen, &["(set by an editor)"]);

    let changes = [("link", json!(room.link("courier")))];
    let seen = room.discord.answer(&room.discord.slash(BEN, "changes", &changes)).await;
    has(&seen, &["Nothing that is said in it has changed.", "read first <t:"]);
    for odd in ["", "**x** @everyone", "https://never.example/read", "http://10.0.0.1/"] {
        let seen = room.own(BEN, "changes", &[("link", json!(odd))]).await;
        assert!(!seen.content().is_empty() && seen.content().lines().count() == 1, "{odd}: {seen:?}");
    }
    room.close().await;
}

#[tokio::test]
async fn what_members_report_waits_for_editors_one_at_a_time() {
    let mut room = Newsroom::open("desk-queue").await;
    let card = room.discord.answer(&room.discord.brief(BEN, &room.link("courier"))).await;
    let which = room.discord.answer(&room.discord.press(BEN, &card, "Report a mistake")).await;
    assert!(which.private, "{which:?}");
    let asked = menu(&which, "reported:");
    let chosen = asked["options"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["label"].as_str().is_some_and(|label| label.contains("Nobody brought it")));
    let number = chosen.unwrap_or_else(|| panic!("{asked}"))["value"].as_str().unwrap().to_owned();
    let told = room.discord.answer(&choose(&room, BEN, &which, &asked, "60000")).await;
    has(&told, &["no longer holds"]);
    has(&room.discord.answer(&choose(&room, BEN, &which, &asked, &number)).await, &["Thank you"]);

    room.bot.restart();
    room.discord.ready(2).await;
    has(&room.own(ADA, "desk queue", &[]).await, &["for the server's editors"]);
    let first = room.own(EDITH, "desk queue", &[]).await;
    has(&first, &["A member reported this as wrong.", WORDS, "**Delia Farrow**"]);
    let forged = first.button("Hide")["custom_id"].as_str().unwrap().to_owned();
    let told = room.discord.answer(&room.discord.press_id(BEN, &first, &forged)).await;
    has(&told, &["for the server's editors"]);

    let wrong = menu(&first, "wrong:");
    let names: Vec<&str> =
        wrong["options"].as_array().unwrap().iter().filter_map(|it| it["label"].as_str()).collect();
    assert!(!names.contains(&"Delia Farrow") && names.contains(&"Speaker unclear"), "{names:?}");
    let asked = choose(&room, EDITH, &first, &wrong, "nobody");
    let seen = room.discord.answers(&asked, 2).await;
    let line = seen.iter().find(|seen| !seen.private).unwrap();
    has(line, &["Delia Farrow → **Speaker unclear**"]);
    let next = seen.iter().find(|seen| seen.private).unwrap();
    assert!(!text(next).contains("A member reported"), "the report is settled: {}", text(next));

    let other = room.own(STRANGER, "desk queue", &[]).await;
    assert!(!text(&other).contains("A member reported"), "{}", text(&other));
    // Until nothing waits: each is put aside once.
    let (mut shown, mut count) = (next.clone(), 0);
    while !text(&shown).contains("Nothing waits") {
        shown = room.discord.answer(&room.discord.press(EDITH, &shown, "Skip")).await;
        count += 1;
        assert!(count < 200, "the queue has an end");
    }
    room.close().await;
}

#[tokio::test]
async fn answers_are_narrowed_by_menus_after_a_restart_too() {
    let mut room = Newsroom::open("desk-narrow").await;
    let all = room.discord.answer(&room.discord.slash(ADA, "whosaid", &[("topic", json!("memo"))])).await;
    has(&all, &["of 2 outlets"]);
    room.bot.restart();
    room.discord.ready(2).await;
    let outlets = menu(&all, "narrow:");
    let outlet = outlets["options"][0]["value"].as_str().unwrap().to_owned();
    let narrowed = room.discord.answer(&choose(&room, ADA, &all, &outlets, &outlet)).await;
    assert_eq!(narrowed.id, all.id, "the answer itself is narrowed");
    has(&narrowed, &["of 1 outlet"]);
    let again = menu(&narrowed, "narrow:");
    assert_eq!(again["options"][0]["label"], "All outlets", "{again}");
    let wide = room.discord.answer(&choose(&room, BEN, &narrowed, &again, "*")).await;
    assert!(wide.private && wide.id != all.id, "somebody else gets a copy: {wide:?}");
    has(&wide, &["of 2 outlets"]);
    let kinds = wide.buttons().into_iter().find(|it| it["placeholder"] == "Kind").unwrap();
    let told = room.discord.answer(&choose(&room, BEN, &wide, &kinds, "colour")).await;
    has(&told, &["older version"]);
    let told = room.discord.answer(&choose(&room, STRANGER, &narrowed, &again, "*")).await;
    assert!(told.private && text(&told).contains("of another server"), "{told:?}");
    room.close().await;
}

#[tokio::test]
async fn editors_take_statements_away_as_a_file() {
    let room = Newsroom::open("desk-export").await;
    for (format, begins) in
        [(0, "\u{FEFF}statement,speaker,"), (1, "{\"statement\":"), (2, "**"), (3, "@online{")]
    {
        let asked = room.discord.slash(EDITH, "export", &[("format", json!(format))]);
        let seen = room.discord.private_answer(&asked).await;
        has(&seen, &["in the file"]);
        let url =
            seen.message["attachments"][0]["url"].as_str().unwrap_or_else(|| panic!("{seen:?}")).to_owned();
        let file = room.discord.look(|state| state.file(&url).map(<[u8]>::to_vec)).unwrap();
        let file = String::from_utf8(file).unwrap();
        assert!(file.starts_with(begins), "{file:.200}");
        assert!(file.contains("Delia Farrow") && file.contains("Nobody brought it to me"), "{file:.600}");
    }
    has(&room.own(ADA, "export", &[("format", json!(0))]).await, &["for the server's editors"]);
    let none = room.own(EDITH, "export", &[("format", json!(0)), ("since", json!("2099-01-01"))]).await;
    has(&none, &["Nothing was found to export"]);
    has(&room.own(EDITH, "export", &[("format", json!(0)), ("story", json!("**x**"))]).await, &["no story"]);
    room.close().await;
}

#[tokio::test]
async fn admins_are_told_why() {
    let room = Newsroom::open("desk-why").await;
    for (name, words, without) in [("Memo", "memo", ""), ("Gate", "gate", "memo"), ("Swans", "swans", "")] {
        let options = [("name", json!(name)), ("words", json!(words)), ("not-words", json!(without))];
        let options = if without.is_empty() { &options[..2] } else { &options[..] };
        room.own(MIA, "setup story-add", options).await;
    }
    room.own(
        MIA,
        "schedule add",
        &[("when", json!("07:30")), ("channel", channel(NEWS)), ("story", json!("Memo"))],
    )
    .await;
    let seen = room.own(MIA, "why", &[("what", json!(room.link("courier")))]).await;
    has(
        &seen,
        &[
            "Read <t:",
            "(request `",
            "No source of this server brought it",
            "belongs to the story **Memo**, by “memo”",
            "kept out of the story **Gate** by “memo”",
            "does not belong to the story **Swans**",
            "The digest **digest** (07:30) tells of it",
        ],
    );
    let request = text(&seen).split("request `").nth(1).unwrap().split('`').next().unwrap().to_owned();
    assert!(Bot::log(room.bot.home()).contains(&request), "the logs carry {request}");
    let seen = room.own(MIA, "why", &[("what", json!(WORDS))]).await;
    has(&seen, &[WORDS, "Read <t:"]);
    let seen = room.own(MIA, "why", &[("what", json!("https://never.example/read"))]).await;
    has(&seen, &["It was never read"]);
    has(&room.own(ADA, "why", &[("what", json!(WORDS))]).await, &["may manage the server"]);
    has(&room.own(OLES, "why", &[("what", json!(WORDS))]).await, &["для тих, хто може керувати"]);
    room.close().await;
}

#[tokio::test]
async fn whatever_is_typed_gets_one_private_line() {
    let room = Newsroom::open("desk-hostile").await;
    let long = "x".repeat(6000);
    for typed in
        ["", " \u{202E}\u{200B}", "**x** <@1> @everyone", "00112233445566778899aabbccddeeff-7", long.as_str()]
    {
        for (name, options) in [
            ("desk fix", vec!["statement", "speaker"]),
            ("desk hide", vec!["what"]),
            ("desk merge-speakers", vec!["keep", "merge"]),
            ("desk split-speaker", vec!["speaker", "statements", "name"]),
            ("why", vec!["what"]),
        ] {
            let options: Vec<(&str, Value)> = options.into_iter().map(|name| (name, json!(typed))).collect();
            let seen = room.own(MIA, name, &options).await;
            let line = seen.content();
            assert!(!line.is_empty() && line.lines().count() == 1, "{name} {typed:.20}: {seen:?}");
            assert!(!line.contains("**x**") && !line.contains("<@1>"), "{name}: {line}");
        }
    }
    let fix = [("statement", json!(WORDS)), ("speaker", json!("y".repeat(500)))];
    has(&room.own(MIA, "desk fix", &fix).await, &["too long"]);
    let fix = [("statement", json!(WORDS)), ("day", json!("soon"))];
    has(&room.own(MIA, "desk fix", &fix).await, &["is no day"]);
    has(&room.own(MIA, "desk fix", &[("statement", json!(WORDS))]).await, &["Nothing was given"]);
    let seen = room.said(ADA, "Farrow").await;
    for id in [
        "undo:1",
        "undo:4294967296",
        "right:00112233445566778899aabbccddeeff-7",
        "aside:x",
        "narrow:0:outlet:5",
    ] {
        let told = room.discord.answer(&room.discord.press_id(ADA, &seen, id)).await;
        assert!(told.private && !told.content().is_empty(), "{id}: {told:?}");
    }
    room.close().await;
}
