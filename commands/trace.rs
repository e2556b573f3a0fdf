//! `/trace`: where a statement came from, and everybody who printed it.

use sayso_newsroom::{Quote, Trace};

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::sheet::Sheet;
use crate::{Context, Error, statement, telling};

/// Prints that stand on a page.
const ENTRIES_MAX: usize = 12;

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn trace(
    ctx: Context<'_>,
    #[max_length = 300]
    #[autocomplete = "statement::offered"]
    statement: String,
    private: Option<bool>,
) -> Result<(), Error> {
    ask(ctx, Terms::public(private), Question::Trace { statement }).await
}

/// A page of the answer.
pub(crate) async fn sheet(asked: &Asked, typed: &str, index: usize) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    let quote = statement::meant(asked, typed).await?;
    let trace = asked.data.newsroom.trace(quote.id(), asked.query().await?, asked.now).await?;
    let trace = trace.ok_or_else(|| Complaint::Typed("unknown-statement", typed.to_owned()))?;
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
