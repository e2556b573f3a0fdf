//! `/said`: what a person, an office or an organisation has said.

use sayso_newsroom::{Answer, Query, Utterance};

use crate::complaint::Complaint;
use crate::plain::{escaped_within, plain};
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::{Kind, Scope};
use crate::sheet::Sheet;
use crate::whosaid::QUOTES_MAX;
use crate::{Context, Error, choose, offers, telling};

/// Statements on a page.
const ENTRIES_MAX: usize = 7;
/// Other speakers of the same name that are named.
const OTHERS_MAX: usize = 4;
/// Longest part of a title.
const NAME_MAX: usize = 200;

#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn said(
    ctx: Context<'_>,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    speaker: String,
    #[max_length = 300] about: Option<String>,
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
    ask(ctx, Terms::public(private), Question::Said { speaker, about, scope }).await
}

/// A page of the answer.
pub(crate) async fn sheet(
    asked: &Asked,
    speaker: &str,
    about: Option<&str>,
    scope: &Scope,
    index: usize,
) -> Result<Sheet, Complaint> {
    let query = Query { words: about.unwrap_or_default().to_owned(), ..scope.query(asked).await? };
    let answer = asked.data.newsroom.said(speaker, query, asked.now, QUOTES_MAX, None).await?;
    if answer.quotes.is_empty() && answer.speaker.is_some() {
        // The speaker is known, and has nothing of this kind: it can be narrowed to something else.
        let name = answer.speaker.as_deref().unwrap_or(speaker);
        return Ok(Sheet::single(escaped_within(name, NAME_MAX), asked.tongue.say("whosaid-nothing")));
    }
    if answer.quotes.is_empty() {
        return Err(Complaint::Typed("unknown-speaker", speaker.to_owned()));
    }
    Ok(laid_out(asked, speaker, &answer, index))
}

fn laid_out(asked: &Asked, typed: &str, answer: &Answer, index: usize) -> Sheet {
    let tongue = asked.tongue;
    let name = answer.speaker.as_deref().unwrap_or(typed);
    // The office is the one printed in each article: a person's page has no office of its own.
    let entry = |utterance: &Utterance| {
        let role =
            answer.quotes.get(utterance.longest).and_then(|quote| quote.section().role.map(str::to_owned));
        let role = role.map(|role| format!("-# {}\n", escaped_within(&role, NAME_MAX)));
        format!("{}{}", role.unwrap_or_default(), telling::utterance(utterance, &answer.quotes, tongue))
    };
    let entries: Vec<String> = answer.utterances.iter().map(entry).collect();
    let mut foot = telling::counted(answer.statements, answer.articles, answer.outlets, tongue);
    let others: Vec<String> =
        answer.other_speakers.iter().take(OTHERS_MAX).map(|other| plain(&other.text, 80)).collect();
    if !others.is_empty() {
        let others = escaped_within(&others.join(" · "), NAME_MAX);
        foot = format!("{foot}\n-# {}", tongue.say_with("other-speakers", [("names", others.into())]));
    }
    let sheet = Sheet::of_entries(escaped_within(name, NAME_MAX), &entries, ENTRIES_MAX, &foot, index);
    Sheet { outlets: telling::outlets(&answer.quotes), ..sheet }
}
