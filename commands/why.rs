//! `/why`: why an article or a statement was posted, or was not: where it came from, when it was read, which story it
//! belongs to by which word, and where it goes.

use jiff::Timestamp;
use sayso_newsroom::{FeedId, Heading, Heard, Provenance, Reading, StatementId};
use sayso_servers::{Settings, Source, Story, StoryState};

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::story_words;
use crate::sheet::Sheet;
use crate::targets::{has_words, targets};
use crate::tongue::Tongue;
use crate::{Context, Error, statement, telling, trail};

/// Lines on a page.
const ENTRIES_MAX: usize = 40;

/// Longest name and longest reason that are shown, in UTF-16 units.
const NAME_MAX: usize = 100;
/// See [`NAME_MAX`].
const REASON_MAX: usize = 400;

#[poise::command(
    slash_command,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(crate) async fn why(
    ctx: Context<'_>,
    #[max_length = 2000]
    #[autocomplete = "statement::offered"]
    what: String,
) -> Result<(), Error> {
    ask(ctx, Terms::admin(), Question::Why { what }).await
}

/// The answer.
pub(crate) async fn sheet(asked: &Asked, what: &str, index: usize) -> Result<Sheet, Complaint> {
    let settings = asked.settings().await?;
    let lines = if what.contains("://") {
        of_address(asked, &settings, what.trim()).await?
    } else {
        // What editors hid is explained too.
        let id = match what.trim().parse::<StatementId>() {
            Ok(id) => id,
            Err(_) => statement::meant(asked, what).await?.id(),
        };
        of_statement(asked, &settings, id).await?
    };
    Ok(Sheet::of_entries(asked.tongue.say("why-title"), &lines, ENTRIES_MAX, "", index))
}

async fn of_statement(asked: &Asked, settings: &Settings, id: StatementId) -> Result<Vec<String>, Complaint> {
    let unknown = || Complaint::Typed("unknown-statement", id.to_string());
    let newsroom = asked.data.newsroom();
    let quote = newsroom.statement(id, sayso_newsroom::Query::default()).await?.ok_or_else(unknown)?;
    let reading = newsroom.recall(id.article).await?.ok_or_else(unknown)?;
    let mut lines = vec![telling::whole(&quote, asked.tongue)];
    if asked.decisions().await?.corrections().hides(&id) {
        lines.push(line(asked.tongue.say("why-hidden")));
    }
    lines.extend(of_reading(asked, settings, &reading, Some(id.number)).await?);
    Ok(lines)
}

async fn of_address(asked: &Asked, settings: &Settings, link: &str) -> Result<Vec<String>, Complaint> {
    let (tongue, newsroom) = (asked.tongue, asked.data.newsroom());
    let feeds = settings.sources.values().map(|source| FeedId::of(&source.feed)).collect();
    let Provenance { listed, unread, .. } = newsroom.provenance(link, feeds).await?;
    if let Some(reading) = newsroom.known(link).await? {
        let mut lines = vec![telling::titled(&Heading::of(reading.brief.article()), tongue)];
        if asked.decisions().await?.corrections().hidden_articles.contains(&reading.id) {
            lines.push(line(tongue.say("why-hidden")));
        }
        lines.extend(of_reading(asked, settings, &reading, None).await?);
        return Ok(lines);
    }
    let named = |feed: &FeedId| by_feed(settings, *feed).map(|source| bold(&source.name)).unwrap_or_default();
    let mut lines = Vec::new();
    for wait in &listed {
        let after = wait.after.map_or_else(|| relative(asked.now), relative);
        let values = [
            ("source", named(&wait.feed).into()),
            ("tries", i64::from(wait.tries).into()),
            ("after", after.into()),
        ];
        lines.push(line(tongue.say_with("why-waits", values)));
    }
    for (feed, note) in &unread {
        let values = [
            ("source", named(feed).into()),
            ("when", relative(note.at).into()),
            ("why", escaped_within(&note.why, REASON_MAX).into()),
            ("request", note.request.clone().into()),
        ];
        lines.push(line(tongue.say_with("why-unread", values)));
    }
    if lines.is_empty() {
        lines.push(line(tongue.say("why-unknown")));
    }
    Ok(lines)
}

/// What is known of an article that was read.
async fn of_reading(
    asked: &Asked,
    settings: &Settings,
    reading: &Reading,
    number: Option<u16>,
) -> Result<Vec<String>, Complaint> {
    let tongue = asked.tongue;
    let heard = asked.data.newsroom().heard(reading.id).await?.ok_or(Complaint::Forgotten)?;
    let source = settings.sources.values().find(|source| heard.feeds.contains(&FeedId::of(&source.feed)));
    let mut lines = vec![line(read(&heard, tongue))];
    lines.push(line(match source {
        Some(source) => tongue.say_with("why-source", [("source", bold(&source.name).into())]),
        None => tongue.say("why-by-hand"),
    }));
    if reading.brief.statements().is_empty() {
        lines.push(line(tongue.say("why-no-statements")));
    }
    let mut own = Vec::new();
    for (slug, story) in &settings.stories {
        let (belongs, told) = of_story(asked, story, reading, number).await?;
        lines.push(line(told));
        own.extend(belongs.then(|| slug.clone()));
    }
    if let Some(source) = source {
        lines.push(line(as_it_comes(asked, settings, source, reading).await?));
    }
    for (slug, schedule) in &settings.schedules {
        let values = |next: String| {
            [
                ("digest", bold(slug.as_str()).into()),
                ("when", escaped_within(&schedule.when.to_string(), NAME_MAX).into()),
                ("next", next.into()),
            ]
        };
        let fits = schedule.story.as_ref().is_none_or(|story| own.contains(story));
        let next = schedule.planned.map_or_else(|| tongue.say("none"), relative);
        let key = match (fits, schedule.is_paused(asked.now)) {
            (false, _) => "why-not-digest",
            (true, true) => "why-digest-paused",
            (true, false) => "why-digest",
        };
        lines.push(line(tongue.say_with(key, values(next))));
    }
    if settings.schedules.is_empty() {
        lines.push(line(tongue.say("why-no-digest")));
    }
    Ok(lines)
}

/// “Read 3 hours ago, request 1a2b3c4d”.
fn read(heard: &Heard, tongue: Tongue) -> String {
    let when = relative(heard.first_read_at);
    match &heard.request {
        Some(request) => {
            tongue.say_with("why-read", [("when", when.into()), ("request", request.clone().into())])
        }
        None => tongue.say_with("why-read-once", [("when", when.into())]),
    }
}

/// Whether an article or a statement belongs to a story, and by which word.
async fn of_story(
    asked: &Asked,
    story: &Story,
    reading: &Reading,
    number: Option<u16>,
) -> Result<(bool, String), Complaint> {
    let words = story_words(story);
    let newsroom = asked.data.newsroom();
    let with = newsroom.words_that_find(reading.id, number, words.any, asked.now).await?;
    let against = newsroom.words_that_find(reading.id, number, words.none, asked.now).await?;
    let name = bold(&story.name);
    let quoted = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|word| format!("“{}”", escaped_within(word, 60))).collect();
        words.join(", ")
    };
    let (belongs, key, words) = match (with.is_empty(), against.is_empty()) {
        (true, _) => (false, "why-no-story", String::new()),
        (false, false) => (false, "why-excluded", quoted(&against)),
        (false, true) if story.state != StoryState::Running => (false, "why-story-rests", quoted(&with)),
        (false, true) => (true, "why-story", quoted(&with)),
    };
    let values = [("story", name.into()), ("words", words.into())];
    Ok((belongs, asked.tongue.say_with(key, values)))
}

/// Whether the articles of a source are posted as they come, and what became of this one.
async fn as_it_comes(
    asked: &Asked,
    settings: &Settings,
    source: &Source,
    reading: &Reading,
) -> Result<String, Complaint> {
    let tongue = asked.tongue;
    let (home, id) = (asked.home(), reading.id);
    if let Some(trail) = asked.record(move |record| trail::of(record, home, id)).await? {
        let values =
            [("channel", format!("<#{}>", trail.channel).into()), ("when", relative(trail.at).into())];
        return Ok(tongue.say_with("why-posted", values));
    }
    if source.is_paused(asked.now) {
        return Ok(tongue.say("why-source-paused"));
    }
    if !has_words(source, &reading.brief) {
        let words = escaped_within(&source.words, REASON_MAX);
        return Ok(tongue.say_with("why-source-words", [("words", words.into())]));
    }
    let channels = targets(settings, FeedId::of(&source.feed), &reading.brief, asked.now);
    let Some(channel) = channels.keys().next().copied() else { return Ok(tongue.say("why-no-channel")) };
    let key = if asked.news_stopped(channel).await? { "why-stopped" } else { "why-not-handed" };
    Ok(tongue.say_with(key, [("channel", format!("<#{channel}>").into())]))
}

fn by_feed(settings: &Settings, feed: FeedId) -> Option<&Source> {
    settings.sources.values().find(|source| FeedId::of(&source.feed) == feed)
}

fn bold(name: &str) -> String {
    format!("**{}**", escaped_within(name, NAME_MAX))
}

fn line(text: String) -> String {
    format!("- {text}")
}

fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}
