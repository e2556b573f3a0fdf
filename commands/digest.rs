//! `/digest` and `/story`: what is new, and the state of play of a story. Scheduled digests have the same text.

use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{Digest, DigestLine, Period};
use sayso_servers::{Story, StoryState};

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, choose, telling};

/// How far back a digest looks where nothing is said, in hours; and the state of play of a story, in days.
const DIGEST_HOURS: i64 = 24;
const STORY_DAYS: i64 = 30;
/// Entries on a page.
const ENTRIES_MAX: usize = 8;

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn digest(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    #[max_length = 40] since: Option<String>,
    private: Option<bool>,
) -> Result<(), Error> {
    let scope = Scope { story, since, ..Scope::default() };
    ask(ctx, Terms::public(private), Question::Digest { scope }).await
}

#[poise::command(slash_command, install_context = "Guild", interaction_context = "Guild")]
pub(crate) async fn story(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    private: Option<bool>,
) -> Result<(), Error> {
    ask(ctx, Terms::public(private), Question::Story { story }).await
}

/// A page of a digest.
pub(crate) async fn sheet(asked: &Asked, scope: &Scope, index: usize) -> Result<Sheet, Complaint> {
    let mut query = scope.query(asked).await?;
    let from =
        query.since.take().unwrap_or_else(|| back(asked.now, SignedDuration::from_hours(DIGEST_HOURS)));
    let period = Period { from, until: asked.now };
    let found = asked.data.newsroom.digest(query, period, asked.links().await?, asked.now).await?;
    let tongue = asked.tongue;
    let title = match &scope.story {
        Some(name) => tongue.say_with("digest-title", [("name", escaped_within(name, 120).into())]),
        None => tongue.say("digest-of-all"),
    };
    Ok(laid_out(title, &found, tongue, index))
}

/// A digest on pages.
pub(crate) fn laid_out(title: String, found: &Digest, tongue: Tongue, index: usize) -> Sheet {
    let since = format!("<t:{}:f>", found.period.from.as_second());
    if found.is_empty() && found.declined.is_empty() {
        return Sheet::single(title, tongue.say_with("digest-nothing", [("since", since.into())]));
    }
    let entries = entries(found, tongue);
    let values =
        [("statements", found.statements.into()), ("known", found.known.into()), ("since", since.into())];
    let mut foot = format!("_{}_", tongue.say_with("digest-foot", values));
    if found.more_speakers > 0 {
        let more = tongue.say_with("more-speakers", [("count", found.more_speakers.into())]);
        foot = format!("{foot}\n-# {more}");
    }
    Sheet::of_entries(title, &entries, ENTRIES_MAX, &foot, index)
}

/// Who moved and who denied first, then who said what is new.
fn entries(found: &Digest, tongue: Tongue) -> Vec<String> {
    let pairs = [
        ("relation-walks-back", &found.moved),
        ("relation-denies", &found.denied),
        ("relation-confirms", &found.confirmed),
    ];
    let mut entries = Vec::new();
    for (key, pairs) in pairs {
        entries.extend(pairs.iter().map(|(later, earlier)| pair(key, later, earlier.as_ref(), tongue)));
    }
    entries.extend(found.lines.iter().map(|it| line(it, tongue)));
    entries.extend(found.declined.iter().map(|it| line(it, tongue)));
    entries
}

fn pair(key: &str, later: &DigestLine, earlier: Option<&DigestLine>, tongue: Tongue) -> String {
    let told = line(later, tongue);
    match earlier {
        Some(earlier) => {
            let relation = tongue.find(key).unwrap_or_default();
            let said = telling::whole(&earlier.quote, tongue);
            let with = format!("{told}\n-# {relation}:\n{said}");
            // Two long statements do not fit beside each other: the earlier one is then left to its own place.
            if crate::plain::utf16_len(&with) <= telling::ENTRY_MAX { with } else { told }
        }
        None => told,
    }
}

fn line(line: &DigestLine, tongue: Tongue) -> String {
    let mut told = telling::whole(&line.quote, tongue);
    if line.outlets.len() > 1 {
        told = format!("{told} · {}", telling::also(line.outlets.len() - 1, line.origins, tongue));
    }
    if line.more > 0 {
        told = format!("{told}\n-# {}", tongue.say_with("more-of-speaker", [("count", line.more.into())]));
    }
    told
}

/// A page of the state of play of a story; without one, the stories of the server.
pub(crate) async fn story_sheet(
    asked: &Asked,
    story: Option<&str>,
    index: usize,
) -> Result<Sheet, Complaint> {
    let (tongue, settings) = (asked.tongue, asked.settings().await?);
    let Some(typed) = story else {
        let entries: Vec<String> = settings.stories.values().map(|story| listed(story, tongue)).collect();
        if entries.is_empty() {
            return Ok(Sheet::single(tongue.say("stories-title"), tongue.say("no-stories")));
        }
        return Ok(Sheet::of_entries(tongue.say("stories-title"), &entries, 20, "", index));
    };
    let scope = Scope { story: Some(typed.to_owned()), ..Scope::default() };
    let query = scope.query(asked).await?;
    let from = back(asked.now, SignedDuration::from_hours(24 * STORY_DAYS));
    let period = Period { from, until: asked.now };
    let found = asked.data.newsroom.digest(query, period, asked.links().await?, asked.now).await?;
    Ok(laid_out(escaped_within(typed, 200), &found, tongue, index))
}

fn listed(story: &Story, tongue: Tongue) -> String {
    let state = match story.state {
        StoryState::Running => String::new(),
        StoryState::Paused => format!(" — _{}_", tongue.say("story-paused")),
        StoryState::Closed => format!(" — _{}_", tongue.say("story-closed")),
    };
    format!("**{}**{state}\n-# {}", escaped_within(&story.name, 100), escaped_within(&story.words, 300))
}

fn back(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::UNIX_EPOCH)
}
