//! `/source test`: a dry run, told step by step.

use sayso_newsroom::{SourceSaid, SourceTrial, TrialArticle};

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, choose};

/// Longest address or title that is shown.
const SHOWN_MAX: usize = 200;

#[poise::command(slash_command)]
pub(super) async fn test(
    ctx: Context<'_>,
    #[max_length = 700]
    #[autocomplete = "choose::sources"]
    source: String,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        asked.may_fetch()?;
        let settings = asked.settings().await?;
        let address = settings.source(&source).map_or(source.clone(), |(_, source)| source.feed.to_string());
        let trial = asked.data.newsroom().try_source(&address, asked.now).await?;
        Ok::<_, Complaint>(Reply::sheet(told(&trial, asked.tongue)))
    })
    .await
}

fn told(trial: &SourceTrial, tongue: Tongue) -> Sheet {
    let found = &trial.found;
    let mut lines: Vec<String> = found
        .asked
        .iter()
        .map(|asked| format!("`{}` {}", address(asked.address.as_str()), said(&asked.said, tongue)))
        .collect();
    let newest = found.newest.map_or_else(String::new, |at| format!(", <t:{}:R>", at.as_second()));
    let values = [("items", found.items.into()), ("newest", newest.into())];
    lines.push(tongue.say_with("trial-feed", values));
    lines.extend(trial.articles.iter().map(|article| tried(article, tongue)));
    let title = found.title.as_deref().unwrap_or_else(|| found.feed.host_str().unwrap_or_default());
    Sheet::of_entries(escaped_within(title, SHOWN_MAX), &lines, usize::MAX, "", 0)
}

/// An address in a code span, which nothing but a grave accent ends.
fn address(address: &str) -> String {
    address.replace('`', "%60").chars().take(SHOWN_MAX).collect()
}

fn said(said: &SourceSaid, tongue: Tongue) -> String {
    match said {
        SourceSaid::Feed(items) => tongue.say_with("asked-feed", [("items", (*items).into())]),
        SourceSaid::EmptyFeed => tongue.say("asked-empty-feed"),
        SourceSaid::Page(feeds) => tongue.say_with("asked-page", [("feeds", (*feeds).into())]),
        SourceSaid::SiteMaps(maps) => tongue.say_with("asked-site-maps", [("maps", (*maps).into())]),
        SourceSaid::Robots(maps) => tongue.say_with("asked-robots", [("maps", (*maps).into())]),
        SourceSaid::Nothing(why) => {
            tongue.say_with("asked-nothing", [("why", escaped_within(why, SHOWN_MAX).into())])
        }
    }
}

fn tried(article: &TrialArticle, tongue: Tongue) -> String {
    let title = article.headline.title.as_deref().unwrap_or_else(|| article.headline.url.as_str());
    let title = escaped_within(title, SHOWN_MAX);
    match &article.brief {
        Ok(brief) => {
            let counts = brief.counts();
            let count = tongue.say_with("count-statements", [("count", counts.statements.into())]);
            tongue.say_with("trial-read", [("title", title.into()), ("count", count.into())])
        }
        Err(error) => {
            let why = escaped_within(&error.to_string(), SHOWN_MAX);
            tongue.say_with("trial-unread", [("title", title.into()), ("why", why.into())])
        }
    }
}
