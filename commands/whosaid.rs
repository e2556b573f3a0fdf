//! `/whosaid`: who said what about something.

use sayso_newsroom::{Answer, Subject};
use serenity::all::CreateAutocompleteResponse;

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::{Kind, Scope};
use crate::sheet::Sheet;
use crate::telling;
use crate::{Context, Error, choose, offers};

/// Speakers on a page, and statements of each.
const ENTRIES_MAX: usize = 6;
const EACH: usize = 2;
/// Statements that an answer is made of.
pub(crate) const QUOTES_MAX: usize = 120;
/// Longest part of a title that somebody typed.
const TYPED_MAX: usize = 120;

#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn whosaid(
    ctx: Context<'_>,
    #[max_length = 300]
    #[autocomplete = "topics"]
    topic: String,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    kind: Option<Kind>,
    #[max_length = 100]
    #[autocomplete = "offers::outlets"]
    outlet: Option<String>,
    #[max_length = 40] since: Option<String>,
    #[max_length = 40] until: Option<String>,
    private: Option<bool>,
) -> Result<(), Error> {
    let scope = Scope { story, outlet, kind, since, until };
    ask(ctx, Terms::public(private), Question::WhoSaid { topic, scope }).await
}

pub(crate) async fn topics(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    offers::of(ctx, typed, Subject::Topic).await
}

/// A page of the answer.
pub(crate) async fn sheet(
    asked: &Asked,
    topic: &str,
    scope: &Scope,
    index: usize,
) -> Result<Sheet, Complaint> {
    let query = sayso_newsroom::Query { words: topic.to_owned(), ..scope.query(asked).await? };
    let answer = asked.data.newsroom.who_said(query, asked.now, QUOTES_MAX, None).await?;
    let title = asked.tongue.say_with("whosaid-title", [("topic", escaped_within(topic, TYPED_MAX).into())]);
    Ok(laid_out(asked, title, &answer, index))
}

fn laid_out(asked: &Asked, title: String, answer: &Answer, index: usize) -> Sheet {
    let tongue = asked.tongue;
    if answer.quotes.is_empty() {
        return Sheet::single(title, tongue.say("whosaid-nothing"));
    }
    let entries = telling::by_speaker(answer, EACH, tongue);
    let mut foot = telling::counted(answer.statements, answer.articles, answer.outlets, tongue);
    if answer.is_loose {
        foot = format!("_{}_ · {foot}", tongue.say("loosely"));
    }
    let sheet = Sheet::of_entries(title, &entries, ENTRIES_MAX, &foot, index);
    Sheet { outlets: telling::outlets(&answer.quotes), ..sheet }
}
