//! Which statement was meant by what somebody typed, and which are offered meanwhile.

use sayso_newsroom::{Query, Quote, StatementId};
use serenity::all::CreateAutocompleteResponse;

use crate::Context;
use crate::complaint::Complaint;
use crate::plain::plain;
use crate::respond::Asked;
use crate::suggest::{Candidate, offer};

/// Statements that are offered.
const OFFERED_MAX: usize = 25;

/// Statements by their words: what is sent is the statement's number.
pub(crate) async fn offered(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let words = typed.to_owned();
    offer(ctx, |asked| async move {
        let query = Query { words, ..asked.query().await? };
        let answer = asked.data.newsroom().who_said(query, asked.now, OFFERED_MAX, None).await?;
        Ok(answer.quotes.iter().map(shown).collect())
    })
    .await
}

/// “John Kirby: We have nothing to say”.
pub(crate) fn shown(quote: &Quote) -> Candidate {
    let name = quote.section().name.map(|name| plain(name, 30)).unwrap_or_default();
    Candidate { shown: format!("{name}: {}", quote.words()), sent: quote.id().to_string() }
}

/// The statement that was meant. What is no number of a statement is taken as words.
pub(crate) async fn meant(asked: &Asked, typed: &str) -> Result<Quote, Complaint> {
    let unknown = || Complaint::Typed("unknown-statement", typed.to_owned());
    let query = asked.query().await?;
    let newsroom = asked.data.newsroom();
    let found = match typed.trim().parse::<StatementId>() {
        Ok(id) => newsroom.statement(id, query).await?,
        Err(_) if !typed.contains(char::is_alphanumeric) => None,
        Err(_) => {
            let query = Query { words: typed.to_owned(), ..query };
            let found = newsroom.who_said(query, asked.now, 1, None).await?;
            // What has only some of the words, or where no word says anything, is not what was meant.
            found.quotes.into_iter().next().filter(|quote| !found.is_loose && quote.score() > 0.0)
        }
    };
    found.ok_or_else(unknown)
}
