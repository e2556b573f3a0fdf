//! `/setup language`: the language of all answers in a server.

use serenity::all::CreateAutocompleteResponse;

use crate::complaint::Complaint;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::suggest::{Candidate, suggest};
use crate::tongue::Tongue;
use crate::{Context, Error};

/// The choice of no language: each answer in its asker's.
const EACH_OWN: &str = "each-own";

#[poise::command(slash_command)]
pub(super) async fn language(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "languages"]
    language: String,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let chosen = if language == EACH_OWN {
            None
        } else {
            Some(meant(&language).ok_or(Complaint::Typed("unknown-language", language))?)
        };
        let code = chosen.map(|tongue| tongue.code().to_owned());
        let what = format!("/setup language {}", code.as_deref().unwrap_or(EACH_OWN));
        asked
            .change(what, move |settings| {
                settings.profile.language = code;
                Ok(())
            })
            .await?;
        let line = match chosen {
            Some(tongue) => {
                tongue.say_with("language-set", [("language", tongue.say("language-name").into())])
            }
            None => asked.tongue.say("language-each-own-set"),
        };
        Ok(Reply::line(line))
    })
    .await
}

/// A language by its code or its own name.
fn meant(typed: &str) -> Option<Tongue> {
    let typed = typed.trim();
    Tongue::exactly(typed).or_else(|| {
        Tongue::all().find(|tongue| tongue.say("language-name").to_lowercase() == typed.to_lowercase())
    })
}

async fn languages(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    suggest(ctx, typed, |asked| async move {
        let own = Candidate { shown: asked.tongue.say("language-each-own"), sent: EACH_OWN.to_owned() };
        let named =
            |tongue: Tongue| Candidate { shown: tongue.say("language-name"), sent: tongue.code().to_owned() };
        Ok(Tongue::all().map(named).chain([own]).collect())
    })
    .await
}
