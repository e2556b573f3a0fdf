//! `/desk merge-speakers` and `/desk split-speaker`: which names are one speaker.

use sayso_newsroom::{ArticleId, Query, Quote, StatementId};
use sayso_servers::{Decided, SPLIT_MAX, checked_name};
use serenity::all::{CreateAutocompleteResponse, ResolvedValue};

use crate::complaint::Complaint;
use crate::desk::decide;
use crate::respond::{Asked, Terms, respond};
use crate::suggest::offer;
use crate::{Context, Error, offers, statement};

/// Statements that are offered.
const OFFERED_MAX: usize = 25;

#[poise::command(slash_command, rename = "merge-speakers")]
pub(super) async fn merge(
    ctx: Context<'_>,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    keep: String,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    merge: String,
) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move {
        let (keep, merge) = (known(&asked, &keep).await?, known(&asked, &merge).await?);
        if asked.query().await?.desk.same(&keep, &merge) {
            return Err(Complaint::Typed("one-speaker-already", keep));
        }
        decide(&asked, Decided::Merge { keep, merge }, "").await
    })
    .await
}

#[poise::command(slash_command, rename = "split-speaker")]
pub(super) async fn split(
    ctx: Context<'_>,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    speaker: String,
    #[max_length = 1000]
    #[autocomplete = "of_speaker"]
    statements: String,
    #[max_length = 80] name: String,
) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move {
        let becomes = checked_name(&name)?;
        let speaker = known(&asked, &speaker).await?;
        let quotes = chosen(&asked, &speaker, &statements).await?;
        // Under which name each stands on its page; those of one page mostly have one.
        let printed = |quote: &Quote| quote.as_read().unwrap_or(quote.statement()).speaker.name.clone();
        let name = quotes.first().and_then(printed).unwrap_or(speaker);
        if name == becomes {
            return Err(Complaint::Typed("one-speaker-already", name));
        }
        let statements = quotes.iter().map(|quote| quote.id().to_string()).collect();
        decide(&asked, Decided::Split { name, becomes, statements }, "").await
    })
    .await
}

/// The name of a speaker whom the record has, as it is listed.
async fn known(asked: &Asked, typed: &str) -> Result<String, Complaint> {
    let query = asked.query().await?;
    let found = asked.data.newsroom().said(typed, query, asked.now, 1, None).await?;
    let unknown = || Complaint::Typed("unknown-speaker", typed.to_owned());
    found.speaker.filter(|_| !found.quotes.is_empty()).ok_or_else(unknown)
}

/// The statements of a speaker that were meant: by their numbers, by the address of their article, or by words.
async fn chosen(asked: &Asked, speaker: &str, typed: &str) -> Result<Vec<Quote>, Complaint> {
    let none = || Complaint::Typed("unknown-statement", typed.to_owned());
    let newsroom = asked.data.newsroom();
    let base = Query { speaker: Some(speaker.to_owned()), ..asked.query().await? };
    let typed = typed.trim();
    let numbers: Option<Vec<StatementId>> =
        typed.split([',', ' ', ';']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
    let article = match typed.parse::<ArticleId>() {
        Ok(id) => Some(id),
        Err(_) if typed.contains("://") => newsroom.known(typed).await?.map(|reading| reading.id),
        Err(_) => None,
    };
    let query = match (&numbers, article) {
        (Some(ids), _) if !ids.is_empty() => base,
        (_, Some(id)) => Query { of: Some(vec![id]), ..base },
        _ if typed.contains("://") || !typed.contains(char::is_alphanumeric) => return Err(none()),
        _ => Query { words: typed.to_owned(), ..base },
    };
    let mut found = newsroom.who_said(query, asked.now, SPLIT_MAX, None).await?;
    if let Some(ids) = numbers.filter(|ids| !ids.is_empty()) {
        found.quotes.retain(|quote| ids.contains(&quote.id()));
    }
    if found.quotes.is_empty() || found.is_loose { Err(none()) } else { Ok(found.quotes) }
}

/// Statements of the speaker that was chosen in the other option.
async fn of_speaker(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (words, speaker) = (typed.to_owned(), beside(ctx, "speaker"));
    offer(ctx, |asked| async move {
        let query = Query { words, speaker, ..asked.query().await? };
        let found = asked.data.newsroom().who_said(query, asked.now, OFFERED_MAX, None).await?;
        Ok(found.quotes.iter().map(statement::shown).collect())
    })
    .await
}

/// What stands in another option of the same subcommand while one is typed.
fn beside(ctx: Context<'_>, name: &str) -> Option<String> {
    let options = ctx.interaction.data.options();
    let own = match &options.first()?.value {
        ResolvedValue::SubCommand(own) => own.iter().find(|option| option.name == name)?,
        _ => return None,
    };
    match own.value {
        ResolvedValue::String(text) if !text.trim().is_empty() => Some(text.to_owned()),
        _ => None,
    }
}
