//! `/desk queue`: what members reported and what sayso is not sure of, one statement at a time.

use std::collections::HashSet;

use sayso_newsroom::{Fix, Order, Query, Quote, Speaker, StatementId, StoryWords};
use sayso_servers::{Decided, StoryState};
use serenity::all::ButtonStyle;

use crate::button::Button;
use crate::complaint::Complaint;
use crate::desk::{decide, fix};
use crate::plain::{escaped_within, plain};
use crate::reply::{Menu, Reply};
use crate::respond::{Asked, Terms, Told, blocking, respond};
use crate::rights::Rights;
use crate::scope::story_words;
use crate::sheet::Sheet;
use crate::{Context, Error, telling};

/// Statements of less confidence are shown to editors: of those just above, three in ten are wrong.
const SURE: f32 = 0.7;

/// Statements of the server's stories that are looked through, the latest.
const LOOKED_MAX: usize = 200;

/// Longest text beside a statement that is shown, in UTF-16 units.
const AROUND_MAX: usize = 700;

/// Names that can be chosen.
const NAMES_MAX: usize = 24;

/// What an editor does with the statement that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// The speaker is right.
    Right,
    /// It is another speaker: that of another statement of the article, chosen from a menu.
    Wrong,
    /// It is not to be shown.
    Hide,
    /// Another time.
    Aside,
}

#[poise::command(slash_command)]
pub(super) async fn queue(ctx: Context<'_>) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move { next(&asked).await }).await
}

/// Does what was pressed, and shows the next.
pub(crate) async fn act_on(
    asked: &Asked,
    done: Done,
    id: StatementId,
    chosen: Option<&str>,
) -> Result<Told, Complaint> {
    Rights::Editors.check(asked).await?;
    let query = asked.query().await?;
    let quote = asked.data.newsroom().statement(id, query).await?;
    let told = match (done, quote) {
        (Done::Aside, _) => {
            let (servers, home) = (asked.data.servers().clone(), asked.home());
            blocking(move || servers.put_aside(home, &id.to_string())).await??;
            None
        }
        // Another editor has hidden it meanwhile, or it is not kept any more.
        (_, None) => None,
        (Done::Hide, Some(_)) => {
            Some(decide(asked, Decided::HideStatement { statement: id.to_string() }, "").await?)
        }
        (Done::Right, Some(quote)) => speaker_is(asked, &quote, quote.statement().speaker.clone()).await?,
        (Done::Wrong, Some(quote)) => {
            let speaker = speaker(asked, &quote, chosen).await?;
            speaker_is(asked, &quote, speaker).await?
        }
    };
    let (servers, home) = (asked.data.servers().clone(), asked.home());
    blocking(move || servers.settle_report(home, &id.to_string())).await??;
    Ok(Told { reply: next(asked).await?, log: told.and_then(|told| told.log) })
}

/// Decides on the speaker, where that says anything new.
async fn speaker_is(asked: &Asked, quote: &Quote, speaker: Speaker) -> Result<Option<Told>, Complaint> {
    let fix = Fix { speaker: Some(speaker), ..Fix::default() };
    match fix::decided(quote, fix) {
        Ok(decided) => decide(asked, decided, "").await.map(Some),
        Err(_) => Ok(None),
    }
}

/// The speaker of the statement that was chosen; an unclear one where none was.
async fn speaker(asked: &Asked, quote: &Quote, chosen: Option<&str>) -> Result<Speaker, Complaint> {
    let number = match chosen {
        Some(NOBODY) => return Ok(fix::unclear(&quote.statement().speaker)),
        chosen => chosen.and_then(|chosen| chosen.parse::<u16>().ok()).ok_or(Complaint::UnknownButton)?,
    };
    let beside = asked.data.newsroom().numbered(quote.id().article, asked.query().await?).await?;
    let mut beside = beside.unwrap_or_default().into_iter();
    let own = beside.find(|(id, statement)| id.number == number && statement.speaker.name.is_some());
    own.map(|(_, statement)| statement.speaker).ok_or(Complaint::Forgotten)
}

/// What is chosen where nobody's name is right.
const NOBODY: &str = "nobody";

/// The next that waits, with what can be done.
async fn next(asked: &Asked) -> Result<Reply, Complaint> {
    let tongue = asked.tongue;
    let Some(Waiting { quote, is_reported, left }) = waiting(asked).await? else {
        return Ok(Reply::line(tongue.say("queue-empty")));
    };
    let id = quote.id();
    let why = if is_reported {
        tongue.say("queue-reported")
    } else {
        let percent = (quote.statement().confidence * 100.0).round();
        tongue.say_with("queue-unsure", [("percent", f64::from(percent).into())])
    };
    let around = quote.around().first().map(|text| format!("-# {}", escaped_within(text, AROUND_MAX)));
    let left = tongue.say_with("queue-left", [("count", left.into())]);
    let lines =
        [Some(format!("_{why}_")), Some(telling::whole(&quote, tongue)), around, Some(format!("_{left}_"))];
    let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let button =
        |key: &'static str, done, style| (tongue.say(key), Button::Queue { done, statement: id }, style);
    let mut row = Vec::new();
    if quote.statement().speaker.name.is_some() {
        row.push(button("button-right", Done::Right, ButtonStyle::Primary));
    }
    row.push(button("button-hide", Done::Hide, ButtonStyle::Secondary));
    row.push(button("button-aside", Done::Aside, ButtonStyle::Secondary));
    let reply = Reply::sheet(Sheet::single(tongue.say("queue-title"), text)).with_row(row);
    let menu = Menu {
        carries: Button::Queue { done: Done::Wrong, statement: id },
        shown: tongue.say("menu-wrong-speaker"),
        choices: names(asked, &quote).await?,
    };
    Ok(reply.with_menu(menu))
}

/// Those whom the article names, each by the number of a statement of theirs; and that it is not clear.
async fn names(asked: &Asked, quote: &Quote) -> Result<Vec<(String, String)>, Complaint> {
    let beside = asked.data.newsroom().numbered(quote.id().article, asked.query().await?).await?;
    let (mut names, mut seen) = (Vec::new(), HashSet::new());
    seen.extend(quote.statement().speaker.name.clone());
    for (id, statement) in beside.unwrap_or_default() {
        let Some(name) = statement.speaker.name else { continue };
        let shown = plain(&name, 100);
        if names.len() < NAMES_MAX && !shown.is_empty() && seen.insert(name) {
            names.push((shown, id.number.to_string()));
        }
    }
    names.push((asked.tongue.say("speaker-unclear"), NOBODY.to_owned()));
    Ok(names)
}

/// A statement that waits for an editor.
struct Waiting {
    quote: Quote,
    is_reported: bool,
    /// How many more wait.
    left: usize,
}

/// Reports first, the oldest before the others; then what sayso is least sure of, in the stories that the server
/// follows, or in everything where it follows none.
async fn waiting(asked: &Asked) -> Result<Option<Waiting>, Complaint> {
    let (servers, home) = (asked.data.servers().clone(), asked.home());
    let (reports, aside) =
        blocking(move || Ok::<_, Complaint>((servers.reports(home)?, servers.aside(home)?))).await??;
    let (newsroom, decisions) = (asked.data.newsroom(), asked.decisions().await?);
    let query = asked.query().await?;
    let mut found: Option<Waiting> = None;
    let mut left = 0;
    for report in reports.iter().filter(|report| !aside.contains(&report.statement)) {
        let Ok(id) = report.statement.parse::<StatementId>() else { continue };
        let quote = newsroom.statement(id, query.clone()).await?;
        match quote {
            Some(quote) if found.is_none() => found = Some(Waiting { quote, is_reported: true, left: 0 }),
            Some(_) => left += 1,
            None => {}
        }
    }
    let reported: HashSet<&str> = reports.iter().map(|report| report.statement.as_str()).collect();
    let query = Query { story: stories(asked).await?, order: Order::Latest, ..query };
    let mut unsure = newsroom.who_said(query, asked.now, LOOKED_MAX, None).await?.quotes;
    unsure.retain(|quote| {
        let id = quote.id().to_string();
        quote.statement().confidence < SURE
            && quote.statement().speaker.name.is_some()
            && !decisions.knows(&quote.id())
            && !aside.contains(&id)
            && !reported.contains(id.as_str())
    });
    unsure.sort_by(|one, other| {
        let sure = |quote: &Quote| quote.statement().confidence;
        sure(one).total_cmp(&sure(other)).then(one.id().cmp(&other.id()))
    });
    left += unsure.len();
    if found.is_none() && !unsure.is_empty() {
        left -= 1;
        found = Some(Waiting { quote: unsure.swap_remove(0), is_reported: false, left: 0 });
    }
    Ok(found.map(|found| Waiting { left, ..found }))
}

/// The words of all stories that go on; none where the server follows no story.
async fn stories(asked: &Asked) -> Result<StoryWords, Complaint> {
    let settings = asked.settings().await?;
    let running = settings.stories.values().filter(|story| story.state == StoryState::Running);
    Ok(StoryWords { any: running.flat_map(|story| story_words(story).any).collect(), none: Vec::new() })
}
