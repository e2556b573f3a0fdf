//! `/changes`: what an article changed after publication, statement by statement.

use std::collections::HashSet;

use sayso_newsroom::{ArticleHistory, ChangeKind, Query, Revision, Statement, StatementChange, WordChange};

use crate::complaint::Complaint;
use crate::plain::{escaped_within, utf16_len, visible};
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, card};

/// Changes on a page.
const ENTRIES_MAX: usize = 6;

/// Longest name, headline and text of one change, in UTF-16 units.
const NAME_MAX: usize = 200;
/// See [`NAME_MAX`].
const TEXT_MAX: usize = 900;

/// Of words that stayed between others that did not, so many are shown on each side.
const KEPT_WORDS: usize = 12;

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn changes(
    ctx: Context<'_>,
    #[max_length = 2000] link: String,
    private: Option<bool>,
) -> Result<(), Error> {
    ask(ctx, Terms::public(private), Question::Changes { link }).await
}

/// A page of the answer: the latest change first.
pub(crate) async fn sheet(asked: &Asked, link: &str, index: usize) -> Result<Sheet, Complaint> {
    let (tongue, newsroom, query) = (asked.tongue, asked.data.newsroom(), asked.query().await?);
    let unknown = || Complaint::Typed("unknown-article", link.to_owned());
    let history = newsroom.changes(link).await?.ok_or_else(unknown)?;
    if query.corrections.hidden_articles.contains(&history.id) {
        return Err(Complaint::Typed("hidden-here", String::new()));
    }
    let hidden = hidden(asked, &history, query).await?;
    let article = history.brief.article();
    let title = match visible(&article.title).is_empty() {
        true => tongue.say("article-untitled"),
        false => escaped_within(&article.title, card::TITLE_MAX),
    };
    let mut entries = Vec::new();
    for (at, revision) in history.revisions.iter().rev() {
        let told = of_revision(revision, &hidden, tongue);
        let head = format!("**<t:{}:f>**", at.as_second());
        entries.extend(told.into_iter().enumerate().map(|(nth, told)| match nth {
            0 => format!("{head}\n{told}"),
            _ => told,
        }));
    }
    let values = [
        ("first", card::relative(history.first_read_at).into()),
        ("last", card::relative(history.read_at).into()),
    ];
    let foot = format!("_{}_", tongue.say_with("changes-foot", values));
    if entries.is_empty() {
        entries.push(tongue.say("changes-none"));
    }
    let sheet = Sheet::of_entries(title, &entries, ENTRIES_MAX, &foot, index);
    Ok(Sheet { url: article.url.clone(), ..sheet })
}

/// The words of statements that editors of the server hid.
async fn hidden(asked: &Asked, history: &ArticleHistory, query: Query) -> Result<HashSet<String>, Complaint> {
    if !query.corrections.touches(&history.id) {
        return Ok(HashSet::new());
    }
    let all = asked.data.newsroom().numbered(history.id, Query::default()).await?.unwrap_or_default();
    let hidden = all.iter().filter(|(id, _)| query.corrections.hides(id));
    Ok(hidden.map(|(_, statement)| words(statement)).collect())
}

fn words(statement: &Statement) -> String {
    statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" … ")
}

fn of_revision(revision: &Revision, hidden: &HashSet<String>, tongue: Tongue) -> Vec<String> {
    let mut told = Vec::new();
    if let Some((before, after)) = &revision.headline {
        let (before, after) = (escaped_within(before, NAME_MAX), escaped_within(after, NAME_MAX));
        told.push(format!("_{}_\n~~{before}~~\n{after}", tongue.say("change-headline")));
    }
    told.extend(revision.notices.iter().map(|notice| {
        format!("_{}_\n-# {}", tongue.say("change-corrected"), escaped_within(notice, TEXT_MAX))
    }));
    let is_shown = |change: &&StatementChange| {
        let mut both = [&change.before, &change.after].into_iter().flatten();
        !both.any(|statement| hidden.contains(&words(statement)))
    };
    told.extend(revision.changes.iter().filter(is_shown).map(|change| of_statement(change, tongue)));
    told
}

fn of_statement(change: &StatementChange, tongue: Tongue) -> String {
    let what = match change.kind {
        ChangeKind::Added => tongue.say("change-added"),
        ChangeKind::Removed => tongue.say("change-removed"),
        ChangeKind::Altered => tongue.say("change-altered"),
        ChangeKind::Speaker => tongue.say("change-speaker"),
        ChangeKind::Marks => tongue.say("change-marks"),
    };
    let name = |statement: &Option<Statement>| {
        let name = statement.as_ref().and_then(|statement| statement.speaker.name.as_deref());
        name.map_or_else(|| tongue.say("speaker-unclear"), |name| escaped_within(name, NAME_MAX))
    };
    let speaker = match (&change.before, &change.after) {
        (Some(_), Some(_)) if change.kind == ChangeKind::Speaker => {
            format!("{} → **{}**", name(&change.before), name(&change.after))
        }
        (_, Some(_)) => format!("**{}**", name(&change.after)),
        _ => format!("**{}**", name(&change.before)),
    };
    let whole = change.after.as_ref().or(change.before.as_ref()).map(words).unwrap_or_default();
    let text = match change.kind {
        ChangeKind::Altered => altered(&change.words),
        ChangeKind::Removed => format!("~~{}~~", escaped_within(&whole, TEXT_MAX)),
        _ => escaped_within(&whole, TEXT_MAX),
    };
    format!("_{what}_ · {speaker}\n{text}")
}

/// Words that went are struck out, words that came are underlined; of what stayed, the nearest are shown.
fn altered(changes: &[WordChange]) -> String {
    let mut text = String::new();
    for (at, change) in changes.iter().enumerate() {
        let part = match change {
            WordChange::Kept(words) => near(words, at == 0, at + 1 == changes.len()),
            WordChange::Removed(words) => format!("~~{}~~", escaped_within(words, TEXT_MAX / 2)),
            WordChange::Added(words) => format!("__{}__", escaped_within(words, TEXT_MAX / 2)),
        };
        if utf16_len(&text) + utf16_len(&part) > 3 * TEXT_MAX {
            return format!("{text} …");
        }
        text = if text.is_empty() { part } else { format!("{text} {part}") };
    }
    text
}

/// The words that stayed, without those that are far from a change.
fn near(kept: &str, is_first: bool, is_last: bool) -> String {
    let all: Vec<&str> = kept.split_whitespace().collect();
    let (front, back) = (if is_first { 0 } else { KEPT_WORDS }, if is_last { 0 } else { KEPT_WORDS });
    if all.len() <= front + back {
        return escaped_within(kept, TEXT_MAX);
    }
    let front = escaped_within(&all[..front].join(" "), TEXT_MAX / 2);
    let back = escaped_within(&all[all.len() - back..].join(" "), TEXT_MAX / 2);
    format!("{front} … {back}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_is_struck_out_and_what_came_is_underlined() {
        let kept = |count: usize| WordChange::Kept(vec!["word"; count].join(" "));
        let changes = [
            kept(3),
            WordChange::Removed("never *once*".to_owned()),
            WordChange::Added("twice".to_owned()),
            kept(100),
            WordChange::Added("at last".to_owned()),
        ];
        let text = altered(&changes);
        assert!(text.starts_with("word word word ~~never \\*once\\*~~ __twice__ word"), "{text}");
        assert!(text.contains(" … ") && text.ends_with("word __at last__"), "{text}");
        assert_eq!(text.matches("word").count(), 3 + 2 * KEPT_WORDS);
    }
}
