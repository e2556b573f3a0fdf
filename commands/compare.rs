//! `/compare`: how two to four outlets give the same thing.

use sayso_newsroom::{Comparison, Query, Side, Utterance};

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, choose, offers, telling};

/// Entries on a page, and statements of one outlet in an entry.
const ENTRIES_MAX: usize = 6;
const EACH: usize = 3;
/// Outlets that are named of one shared quotation.
const PRINTS_MAX: usize = 6;

#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn compare(
    ctx: Context<'_>,
    #[max_length = 300]
    #[autocomplete = "crate::whosaid::topics"]
    topic: String,
    #[max_length = 100]
    #[autocomplete = "offers::outlets"]
    first: String,
    #[max_length = 100]
    #[autocomplete = "offers::outlets"]
    second: String,
    #[max_length = 100]
    #[autocomplete = "offers::outlets"]
    third: Option<String>,
    #[max_length = 100]
    #[autocomplete = "offers::outlets"]
    fourth: Option<String>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    private: Option<bool>,
) -> Result<(), Error> {
    let outlets = [Some(first), Some(second), third, fourth].into_iter().flatten().collect();
    let scope = Scope { story, ..Scope::default() };
    ask(ctx, Terms::public(private), Question::Compare { topic, outlets, scope }).await
}

/// A page of the answer: what several have, then what each has.
pub(crate) async fn sheet(
    asked: &Asked,
    topic: &str,
    outlets: &[String],
    scope: &Scope,
    index: usize,
) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    let query = Query { words: topic.to_owned(), ..scope.query(asked).await? };
    let found = asked.data.newsroom.compare(query, outlets.to_vec(), asked.now).await?;
    let shared = found.shared.iter().map(|shared| shared_by(shared, &found, tongue));
    let entries: Vec<String> = shared.chain(found.sides.iter().map(|side| of_outlet(side, tongue))).collect();
    let title = tongue.say_with("compare-title", [("topic", escaped_within(topic, 120).into())]);
    Ok(Sheet::of_entries(title, &entries, ENTRIES_MAX, "", index))
}

/// The same words in several outlets, with the different speakers that they give.
fn shared_by(shared: &Utterance, found: &Comparison, tongue: Tongue) -> String {
    let quotes = || shared.prints.iter().filter_map(|at| found.quotes.get(*at));
    let Some(longest) = found.quotes.get(shared.longest) else { return String::new() };
    let printed: Vec<String> =
        quotes().take(PRINTS_MAX).map(|quote| telling::printed(quote.heading(), tongue)).collect();
    let origins = tongue.say_with("count-origins", [("count", shared.origins.len().into())]);
    let mut entry = format!("{}\n-# {}\n-# {origins}", telling::whole(longest, tongue), printed.join(" · "));
    if shared.speakers.len() > 1 {
        let names = escaped_within(&shared.speakers.join(" · "), 200);
        entry = format!("{entry}\n-# {}", tongue.say_with("speakers-differ", [("names", names.into())]));
    }
    entry
}

fn of_outlet(side: &Side, tongue: Tongue) -> String {
    let counts = [
        ("count", side.answer.statements.into()),
        ("named", side.named.into()),
        ("unnamed", side.unnamed.into()),
    ];
    let head =
        format!("**{}** — {}", escaped_within(&side.outlet, 100), tongue.say_with("side-counts", counts));
    let mut entry = head;
    let longest = side.answer.utterances.iter().filter_map(|it| side.answer.quotes.get(it.longest));
    for quote in longest.take(EACH) {
        let whole = telling::whole(quote, tongue);
        if crate::plain::utf16_len(&entry) + crate::plain::utf16_len(&whole) > telling::ENTRY_MAX {
            break;
        }
        entry = format!("{entry}\n{whole}");
    }
    entry
}
