//! `/trace`: where a statement came from, and everybody who printed it.

use sayso_newsroom::{Desk, Query, Quote, StatementId, Trace};
use serenity::all::CreateAutocompleteResponse;

use crate::complaint::Complaint;
use crate::plain::{escaped_within, plain};
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::suggest::{Candidate, offer};
use crate::{Context, Error, telling};

/// Statements that are offered, and how many prints stand on a page.
const OFFERED_MAX: usize = 25;
const ENTRIES_MAX: usize = 12;

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn trace(
    ctx: Context<'_>,
    #[max_length = 300]
    #[autocomplete = "statements"]
    statement: String,
    private: Option<bool>,
) -> Result<(), Error> {
    ask(ctx, Terms::public(private), Question::Trace { statement }).await
}

/// Statements by their words: what is sent is the statement's number.
async fn statements(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let words = typed.to_owned();
    offer(ctx, |asked| async move {
        let query = Query { words, ..Query::default() };
        let answer = asked.data.newsroom.who_said(query, asked.now, OFFERED_MAX, None).await?;
        let shown = |quote: &Quote| {
            let name = quote.section().name.map(|name| plain(name, 30)).unwrap_or_default();
            Candidate { shown: format!("{name}: {}", quote.words()), sent: quote.id().to_string() }
        };
        Ok(answer.quotes.iter().map(shown).collect())
    })
    .await
}

/// A page of the answer. What is no number of a statement is taken as words.
pub(crate) async fn sheet(asked: &Asked, typed: &str, index: usize) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    let unknown = || Complaint::Typed("unknown-statement", typed.to_owned());
    let id = match typed.trim().parse::<StatementId>() {
        Ok(id) => id,
        Err(_) => {
            let query = Query { words: typed.to_owned(), ..Query::default() };
            let answer = asked.data.newsroom.who_said(query, asked.now, 1, None).await?;
            answer.quotes.first().map(Quote::id).ok_or_else(unknown)?
        }
    };
    let trace = asked.data.newsroom.trace(id, Desk::default(), asked.now).await?.ok_or_else(unknown)?;
    let Trace { quotes, utterance, .. } = &trace;
    let prints: Vec<&Quote> = utterance.prints.iter().filter_map(|at| quotes.get(*at)).collect();
    let mut entries = vec![telling::whole(prints.first().copied().unwrap_or(&trace.quote), tongue)];
    entries.extend(prints.iter().skip(1).map(|quote| {
        let heading = quote.heading();
        format!("{}\n-# {}", telling::titled(heading, tongue), telling::printed(heading, tongue))
    }));
    let altered = utterance.altered.iter().filter_map(|at| quotes.get(*at));
    entries.extend(
        altered
            .map(|quote| format!("_{}_\n{}", tongue.say("with-other-words"), telling::whole(quote, tongue))),
    );
    let mut foot = vec![
        tongue.say_with("count-prints", [("count", prints.len().into())]),
        tongue.say_with("count-origins", [("count", utterance.origins.len().into())]),
    ];
    if let (Some(origin), true) = (utterance.origins.keys().next(), prints.len() > utterance.origins.len()) {
        foot.push(tongue.say_with("one-origin", [("name", escaped_within(origin, 80).into())]));
    }
    if utterance.speakers.len() > 1 {
        let names = escaped_within(&utterance.speakers.join(" · "), 200);
        foot.push(tongue.say_with("speakers-differ", [("names", names.into())]));
    }
    let foot = format!("_{}_", foot.join(" · "));
    Ok(Sheet::of_entries(tongue.say("trace-title"), &entries, ENTRIES_MAX, &foot, index))
}
