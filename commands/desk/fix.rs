//! `/desk fix`: another speaker, kind or day of a statement.

use jiff::civil::Date;
use sayso_newsroom::{Fix, Query, Quotation, Quote, Speaker, SpeakerKind, Statement};
use sayso_servers::{Decided, checked_name};

use crate::complaint::Complaint;
use crate::desk::{checked_note, decide};
use crate::respond::{Asked, Terms, respond};
use crate::{Context, Error, offers, statement};

/// What stands for a speaker who is not clear.
const UNCLEAR: &str = "?";

/// Whether the words are the speaker's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum Own {
    #[name = "in quotation marks"]
    Direct,
    #[name = "partly in quotation marks"]
    Mixed,
    #[name = "paraphrase"]
    Indirect,
}

#[poise::command(slash_command)]
pub(super) async fn fix(
    ctx: Context<'_>,
    #[max_length = 300]
    #[autocomplete = "statement::offered"]
    statement: String,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    speaker: Option<String>,
    kind: Option<Own>,
    #[max_length = 40] day: Option<String>,
    #[max_length = 300] note: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move {
        let note = checked_note(note.as_deref())?;
        let quote = statement::meant(&asked, &statement).await?;
        let speaker = match speaker.as_deref() {
            Some(typed) => Some(speaker_of(&asked, &quote, typed).await?),
            None => None,
        };
        let quotation = match kind {
            Some(own) => Some(quotation(&asked, &quote, own).await?),
            None => None,
        };
        let said_on = day.as_deref().map(|typed| {
            typed.trim().parse::<Date>().map_err(|_| Complaint::Typed("no-day", typed.to_owned()))
        });
        let after = Fix { speaker, quotation, said_on: said_on.transpose()? };
        decide(&asked, decided(&quote, after)?, &note).await
    })
    .await
}

/// The decision, with what the article has in the place of what is changed.
pub(super) fn decided(quote: &Quote, after: Fix) -> Result<Decided, Complaint> {
    let now = quote.statement();
    let is_same =
        after.speaker.as_ref().is_none_or(|speaker| *speaker == now.speaker && now.confidence >= 1.0)
            && after.quotation.is_none_or(|quotation| quotation == now.quotation)
            && after.said_on.is_none_or(|day| now.said_on == Some(day));
    if is_same {
        return Err(Complaint::Typed("nothing-to-change", String::new()));
    }
    let read: &Statement = quote.as_read().unwrap_or(now);
    let before = Fix {
        speaker: after.speaker.as_ref().map(|_| read.speaker.clone()),
        quotation: after.quotation.map(|_| read.quotation),
        said_on: after.said_on.and(read.said_on),
    };
    Ok(Decided::Fix { statement: quote.id().to_string(), before, after })
}

/// The speaker of a name: as the article has it where it does, else as the record knows it. The role beside a name is
/// the one printed in this article, or none.
async fn speaker_of(asked: &Asked, quote: &Quote, typed: &str) -> Result<Speaker, Complaint> {
    let printed = &quote.statement().speaker;
    if typed.trim() == UNCLEAR {
        return Ok(unclear(printed));
    }
    let name = checked_name(typed)?;
    let query = asked.query().await?;
    let desk = query.desk.clone();
    let newsroom = asked.data.newsroom();
    let beside = newsroom.numbered(quote.id().article, query.clone()).await?.unwrap_or_default();
    let mut beside = beside.into_iter().map(|(_, statement)| statement.speaker);
    let own = beside.find(|speaker| speaker.name.as_deref().is_some_and(|known| desk.same(known, &name)));
    if let Some(speaker) = own {
        return Ok(speaker);
    }
    let query = Query { speaker: Some(name.clone()), ..query };
    let known = newsroom.who_said(query, asked.now, 1, None).await?;
    let is_meant = known.speaker.as_deref().is_some_and(|known| desk.same(known, &name));
    let kind = known.quotes.first().filter(|_| is_meant).map(|quote| quote.statement().speaker.kind);
    let kind = kind.unwrap_or(SpeakerKind::Person);
    Ok(Speaker { mention: printed.mention.clone(), name: Some(name), kind, role: None })
}

/// A speaker who is not clear.
pub(super) fn unclear(printed: &Speaker) -> Speaker {
    Speaker { name: None, role: None, ..printed.clone() }
}

/// The kind, where it may be: words that stand in no quotation marks on the page may not be put into some here.
async fn quotation(asked: &Asked, quote: &Quote, own: Own) -> Result<Quotation, Complaint> {
    match own {
        Own::Direct if !asked.data.newsroom().is_quoted_there(quote.id()).await? => {
            Err(Complaint::Typed("not-quoted-there", String::new()))
        }
        Own::Direct => Ok(Quotation::Direct),
        Own::Mixed => Ok(Quotation::Mixed),
        Own::Indirect => Ok(Quotation::Indirect),
    }
}
