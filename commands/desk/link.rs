//! `/desk link`: how one statement stands to another, where the rules do not see it or see it wrongly.

use sayso_servers::{Decided, Tie};

use crate::complaint::Complaint;
use crate::desk::decide;
use crate::respond::{Terms, respond};
use crate::{Context, Error, statement};

/// How the statement stands to the other, earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum Stands {
    #[name = "denies"]
    Denies,
    #[name = "confirms"]
    Confirms,
    #[name = "takes back"]
    WalksBack,
    #[name = "repeats"]
    Repeats,
    #[name = "has nothing to do with"]
    Unrelated,
}

impl From<Stands> for Tie {
    fn from(chosen: Stands) -> Tie {
        match chosen {
            Stands::Denies => Tie::Denies,
            Stands::Confirms => Tie::Confirms,
            Stands::WalksBack => Tie::WalksBack,
            Stands::Repeats => Tie::Repeats,
            Stands::Unrelated => Tie::Unrelated,
        }
    }
}

#[poise::command(slash_command)]
pub(super) async fn link(
    ctx: Context<'_>,
    #[max_length = 300]
    #[autocomplete = "statement::offered"]
    statement: String,
    relation: Stands,
    #[max_length = 300]
    #[autocomplete = "statement::offered"]
    other: String,
) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move {
        let later = statement::meant(&asked, &statement).await?.id();
        let earlier = statement::meant(&asked, &other).await?.id();
        if later == earlier {
            return Err(Complaint::Typed("same-statement", String::new()));
        }
        let (later, earlier) = (later.to_string(), earlier.to_string());
        decide(&asked, Decided::Link { later, earlier, relation: relation.into() }, "").await
    })
    .await
}
