//! `/setup editors`, `/setup excerpts`, `/setup retention`: one value each.

use sayso_servers::{ARTICLE_TEXT_DAYS, EXCERPT_WORDS, Refusal, Retention, STATEMENT_DAYS};
use serenity::all::RoleId;

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::{Context, Error};

#[poise::command(slash_command)]
pub(super) async fn editors(ctx: Context<'_>, role: RoleId) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        asked
            .change(format!("/setup editors {role}"), move |settings| {
                settings.profile.editors = Some(role.get());
                Ok(())
            })
            .await?;
        let values = [("role", format!("<@&{role}>").into())];
        Ok(Reply::line(asked.tongue.say_with("editors-set", values)))
    })
    .await
}

#[poise::command(slash_command)]
pub(super) async fn excerpts(
    ctx: Context<'_>,
    #[min = 5]
    #[max = 90]
    words: u32,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        within(words, &EXCERPT_WORDS)?;
        asked
            .change(format!("/setup excerpts {words}"), move |settings| {
                settings.profile.excerpt_words = words;
                Ok(())
            })
            .await?;
        Ok(Reply::line(asked.tongue.say_with("excerpts-set", [("words", words.into())])))
    })
    .await
}

#[poise::command(slash_command)]
pub(super) async fn retention(
    ctx: Context<'_>,
    #[rename = "article-text"]
    #[min = 1]
    #[max = 30]
    article_text: Option<u32>,
    #[min = 30]
    #[max = 3650]
    statements: Option<u32>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        if article_text.is_none() && statements.is_none() {
            return Err(Complaint::Typed("nothing-to-change", String::new()));
        }
        article_text.map_or(Ok(()), |days| within(days, &ARTICLE_TEXT_DAYS))?;
        statements.map_or(Ok(()), |days| within(days, &STATEMENT_DAYS))?;
        let kept = asked
            .change("/setup retention".to_owned(), move |settings| {
                let before = settings.profile.retention;
                settings.profile.retention = Retention {
                    article_text_days: article_text.unwrap_or(before.article_text_days),
                    statement_days: statements.or(before.statement_days),
                };
                Ok(settings.profile.retention)
            })
            .await?;
        let forever = || asked.tongue.say("for-good");
        let statements = kept.statement_days.map_or_else(forever, |days| days.to_string());
        let values = [("text", kept.article_text_days.into()), ("statements", statements.into())];
        Ok(Reply::line(asked.tongue.say_with("retention-set", values)))
    })
    .await
}

fn within(number: u32, range: &std::ops::RangeInclusive<u32>) -> Result<(), Complaint> {
    if range.contains(&number) {
        Ok(())
    } else {
        Err(Refusal::Range { least: *range.start(), most: *range.end() }.into())
    }
}
