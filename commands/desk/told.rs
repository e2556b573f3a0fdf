//! What is told of a decision, for all to see: who, what, both versions, and where the words stand.

use std::time::Duration;

use jiff::civil::Date;
use sayso_newsroom::{Fix, Quotation, Speaker, StatementId};
use sayso_servers::{Decided, Decision, Tie, Use};
use serenity::all::ChannelId;

use crate::answer::Answer;
use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::reply::{Reply, Seen};
use crate::respond::Asked;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Error, telling};

/// Longest name that is shown, in UTF-16 units.
const NAME_MAX: usize = 200;

/// How long Discord may take to post a line in the log.
const REQUEST_MAX: Duration = Duration::from_secs(10);

/// A decision in full.
pub(super) async fn sheet(asked: &Asked, decision: &Decision) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    let who = |who: Option<u64>| who.map_or_else(|| tongue.say("somebody"), |who| format!("<@{who}>"));
    let mut lines = vec![format!("-# {} · <t:{}:f>", who(decision.who), decision.at.as_second())];
    let (title, own) = match &decision.what {
        Decided::Fix { before, after, .. } => ("log-fix", fixed(before, after, tongue)),
        Decided::HideStatement { .. } => ("log-hide", Vec::new()),
        Decided::HideArticle { article } => ("log-hide", vec![titled(asked, article).await?]),
        Decided::Link { relation, .. } => ("log-link", vec![tied(*relation, tongue)]),
        Decided::Merge { keep, merge } => ("log-merge", vec![both(Some(merge), Some(keep), tongue)]),
        Decided::Split { name, becomes, statements } => {
            let count = tongue.say_with("count-statements", [("count", statements.len().into())]);
            ("log-split", vec![both(Some(name), Some(becomes), tongue), format!("_{count}_")])
        }
    };
    lines.extend(own);
    for statement in statements(&decision.what) {
        lines.extend(quoted(asked, statement).await?);
    }
    if !decision.note.is_empty() {
        lines.push(format!("-# {}", escaped_within(&decision.note, 700)));
    }
    let mut title = tongue.say(title);
    if let Some(undone) = decision.undone {
        title = tongue.say_with("log-undone", [("what", title.into())]);
        lines.push(format!("-# {} · <t:{}:f>", who(undone.who), undone.at.as_second()));
    }
    Ok(Sheet::single(title, lines.join("\n")))
}

/// Statements that are shown beside a decision: those that it is about, of a split the first.
fn statements(what: &Decided) -> Vec<&String> {
    match what {
        Decided::Fix { statement, .. } => vec![statement],
        Decided::Link { later, earlier, .. } => vec![later, earlier],
        Decided::Split { statements, .. } => statements.iter().take(1).collect(),
        // What was hidden is not shown again.
        Decided::HideStatement { .. } | Decided::HideArticle { .. } | Decided::Merge { .. } => Vec::new(),
    }
}

/// The words of a statement with their place, as they are shown now.
async fn quoted(asked: &Asked, id: &str) -> Result<Option<String>, Complaint> {
    let Ok(id) = id.parse::<StatementId>() else { return Ok(None) };
    let quote = asked.data.newsroom().statement(id, asked.query().await?).await?;
    let shown = quote.map(|quote| telling::whole(&quote, asked.tongue));
    Ok(shown.filter(|shown| crate::plain::utf16_len(shown) <= 1_600))
}

async fn titled(asked: &Asked, article: &str) -> Result<String, Complaint> {
    let reading = match article.parse() {
        Ok(id) => asked.data.newsroom().recall(id).await?,
        Err(_) => None,
    };
    let title = reading.map(|reading| reading.brief.article().title.clone()).unwrap_or_default();
    Ok(match title.trim() {
        "" => asked.tongue.say("article-untitled"),
        title => escaped_within(title, NAME_MAX),
    })
}

/// Both versions of what a fix changes, a line each.
fn fixed(before: &Fix, after: &Fix, tongue: Tongue) -> Vec<String> {
    let name = |speaker: &Option<Speaker>| speaker.as_ref().and_then(|speaker| speaker.name.clone());
    let kind = |quotation: Quotation| match quotation {
        Quotation::Direct => tongue.say("choice-in-quotation-marks"),
        Quotation::Mixed => tongue.say("choice-partly-in-quotation-marks"),
        Quotation::Indirect => tongue.say("choice-paraphrase"),
    };
    let day = |day: Date| tongue.day(day);
    let mut lines = Vec::new();
    if after.speaker.is_some() {
        lines.push(both(name(&before.speaker).as_ref(), name(&after.speaker).as_ref(), tongue));
    }
    if let Some(own) = after.quotation {
        lines.push(both(before.quotation.map(kind).as_ref(), Some(&kind(own)), tongue));
    }
    if let Some(own) = after.said_on {
        lines.push(both(before.said_on.map(day).as_ref(), Some(&day(own)), tongue));
    }
    lines
}

/// “before → after”; what is the same was confirmed.
fn both(before: Option<&String>, after: Option<&String>, tongue: Tongue) -> String {
    let shown = |text: Option<&String>| {
        text.map_or_else(|| tongue.say("speaker-unclear"), |text| escaped_within(text, NAME_MAX))
    };
    if before == after {
        return format!("**{}** — _{}_", shown(after), tongue.say("log-confirmed"));
    }
    format!("{} → **{}**", shown(before), shown(after))
}

fn tied(relation: Tie, tongue: Tongue) -> String {
    let key = match relation {
        Tie::Denies => "relation-denies",
        Tie::Confirms => "relation-confirms",
        Tie::WalksBack => "relation-walks-back",
        Tie::Repeats => "relation-repeats",
        Tie::Unrelated => "choice-has-nothing-to-do-with",
    };
    format!("**{}**", tongue.say(key))
}

/// Posts a line where the server wants such lines, else where the decision was made.
pub(crate) async fn publish(asked: &Asked, answer: &Answer<'_>, line: Reply) -> Result<(), Error> {
    let settings = asked.settings().await.ok();
    let log = settings.iter().flat_map(|settings| &settings.profile.channels);
    let log = log.filter(|(_, used)| used.to == Use::Log).map(|(id, _)| *id).next();
    if let Some(channel) = log {
        let message = line.clone().into_message();
        let sending = asked.http.send_message(ChannelId::new(channel.max(1)), Vec::new(), &message);
        match tokio::time::timeout(REQUEST_MAX, sending).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => tracing::warn!(%error, "a correction could not be posted in the log"),
            Err(_) => tracing::warn!("a correction could not be posted in the log in time"),
        }
    }
    answer.add(line, Seen::ByAll).await
}
