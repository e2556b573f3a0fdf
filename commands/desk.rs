//! `/desk`: what a server's editors correct. Both versions are kept, every decision can be undone, a public line tells of
//! it, and nothing of it reaches another server.

mod fix;
mod hide;
mod link;
mod names;
mod queue;
mod report;
mod told;

pub(crate) use queue::{Done, act_on};
pub(crate) use report::{kept as report_kept, what as report_what};
pub(crate) use told::publish;

use sayso_newsroom::{ArticleId, Quote, Reading};
use sayso_servers::{ChangeError, Decided, Decision, NOTE_CHARS_MAX};
use serenity::all::ButtonStyle;

use crate::button::Button;
use crate::complaint::Complaint;
use crate::plain::visible;
use crate::reply::Reply;
use crate::respond::{Asked, Told, blocking};
use crate::rights::Rights;
use crate::{Context, Error, statement};

#[poise::command(
    slash_command,
    subcommands("fix::fix", "link::link", "names::merge", "names::split", "hide::hide", "queue::queue"),
    subcommand_required,
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(crate) async fn desk(_: Context<'_>) -> Result<(), Error> {
    // Discord offers the subcommands alone.
    Ok(())
}

/// What somebody wants hidden or explained.
pub(crate) enum Meant {
    /// A whole article.
    Article(Box<Reading>),
    /// A statement.
    Statement(Box<Quote>),
}

/// The article or statement that was meant: an article's address or number, a statement's number, or words of one.
pub(crate) async fn meant(asked: &Asked, typed: &str) -> Result<Meant, Complaint> {
    let newsroom = asked.data.newsroom();
    let typed = typed.trim();
    let article = match typed.parse::<ArticleId>() {
        Ok(id) => newsroom.recall(id).await?,
        Err(_) if typed.contains("://") => newsroom.known(typed).await?,
        Err(_) => return Ok(Meant::Statement(Box::new(statement::meant(asked, typed).await?))),
    };
    let unknown = || Complaint::Typed("unknown-article", typed.to_owned());
    Ok(Meant::Article(Box::new(article.ok_or_else(unknown)?)))
}

/// Keeps a decision of the asker; the answer tells it with a button to undo it, and a public line tells it too.
async fn decide(asked: &Asked, what: Decided, note: &str) -> Result<Told, Complaint> {
    let (servers, home) = (asked.data.servers().clone(), asked.home());
    let decision =
        Decision { who: Some(asked.user.get()), at: asked.now, what, note: note.to_owned(), undone: None };
    let kept = decision.clone();
    let number = match blocking(move || servers.decide(home, kept)).await? {
        Ok(number) => number,
        Err(ChangeError::Refused(refusal)) => return Err(refusal.into()),
        Err(ChangeError::Record(error)) => return Err(error.into()),
    };
    let sheet = told::sheet(asked, &decision).await?;
    let undo =
        || vec![(asked.tongue.say("button-undo"), Button::Undo { decision: number }, ButtonStyle::Secondary)];
    let own = Reply::line(asked.tongue.say("desk-kept")).with_row(undo());
    Ok(Told { reply: own, log: Some(Reply::sheet(sheet).with_row(undo())) })
}

/// Undoes a decision of this server, for those who may.
pub(crate) async fn undo(asked: &Asked, number: u32) -> Result<Told, Complaint> {
    Rights::Editors.check(asked).await?;
    let (servers, home) = (asked.data.servers().clone(), asked.home());
    let (who, at) = (asked.user.get(), asked.now);
    if !blocking(move || servers.undo(home, number, who, at)).await?? {
        return Err(Complaint::Typed("nothing-to-undo", String::new()));
    }
    let decisions = asked.decisions().await?;
    let log = match decisions.get(number) {
        Some(decision) => Some(Reply::sheet(told::sheet(asked, decision).await?)),
        None => None,
    };
    Ok(Told { reply: Reply::line(asked.tongue.say("desk-undone")), log })
}

/// A note as it may be kept.
fn checked_note(typed: Option<&str>) -> Result<String, Complaint> {
    let note = visible(typed.unwrap_or_default()).trim().to_owned();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Complaint::Typed("long-note", String::new()));
    }
    Ok(note)
}
