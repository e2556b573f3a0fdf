//! **Who said this?**: the speaker of what a message quotes, for its asker alone.

use serenity::all::Message;

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::verify::quoted_in;
use crate::whosaid::QUOTES_MAX;
use crate::{Context, Error, telling};

/// Statements on a page.
const ENTRIES_MAX: usize = 6;

#[poise::command(
    context_menu_command = "Who said this?",
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn whosaid_message(ctx: Context<'_>, message: Message) -> Result<(), Error> {
    ask(ctx, Terms::private(), Question::WhoSaidThis { words: quoted_in(&message.content) }).await
}

/// A page of the answer: the statements that have the words, the nearest first.
pub(crate) async fn sheet(asked: &Asked, words: &str, index: usize) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    if !words.contains(char::is_alphanumeric) {
        return Err(Complaint::Typed("no-quotation", String::new()));
    }
    let plain: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let query = sayso_newsroom::Query { words: plain, ..Scope::default().query(asked).await? };
    let answer = asked.data.newsroom.who_said(query, asked.now, QUOTES_MAX, None).await?;
    let title = tongue.say("menu-who-said-this");
    let about = format!("-# {}", escaped_within(words, 300));
    if answer.quotes.is_empty() {
        return Ok(Sheet::single(title, format!("{about}\n{}", tongue.say("whosaid-nothing"))));
    }
    let entries: Vec<String> = answer.quotes.iter().map(|quote| telling::whole(quote, tongue)).collect();
    let mut foot = telling::counted(answer.statements, answer.articles, answer.outlets, tongue);
    if answer.is_loose {
        foot = format!("_{}_ · {foot}", tongue.say("loosely"));
    }
    Ok(Sheet::of_entries(title, &entries, ENTRIES_MAX, &format!("{foot}\n{about}"), index))
}
