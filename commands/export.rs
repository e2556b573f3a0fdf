//! `/export`: statements of a story as a file for a spreadsheet, a program or a page, within the limits of short
//! quotation.

mod file;

use std::collections::HashMap;

use poise::ChoiceParameter;
use sayso_newsroom::{ArticleId, Order, Query, Quote};

use crate::complaint::Complaint;
use crate::excerpt::{Excerpt, excerpt};
use crate::plain::visible;
use crate::reply::Reply;
use crate::respond::{Asked, Terms, respond};
use crate::scope::Scope;
use crate::{Context, Error, choose};

use file::{Format, Row};

/// Statements of one file, the latest.
const ROWS_MAX: usize = 2_000;

/// Statements that one search gives.
const ROWS_AT_ONCE: usize = 200;

/// Quotations of one article in one file.
const OF_ARTICLE_MAX: usize = 8;

/// Of a hundred words of an article, so many may be quoted in one file; one statement of each always may.
const OF_ARTICLE_PERCENT: usize = 15;

/// Forms of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ChoiceParameter)]
enum As {
    #[name = "CSV, for spreadsheets"]
    Csv,
    #[name = "JSON Lines, for programs"]
    JsonLines,
    #[name = "Markdown, for pages"]
    Markdown,
    #[name = "BibTeX, for references"]
    Bibtex,
}

#[poise::command(slash_command, install_context = "Guild", interaction_context = "Guild")]
pub(crate) async fn export(
    ctx: Context<'_>,
    format: As,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    #[max_length = 40] since: Option<String>,
    #[max_length = 40] until: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::editors(), |asked| async move {
        let scope = Scope { story, since, until, ..Scope::default() };
        let (rows, withheld) = rows(&asked, &scope).await?;
        if rows.is_empty() {
            return Err(Complaint::Typed("nothing-to-export", String::new()));
        }
        let format = match format {
            As::Csv => Format::Csv,
            As::JsonLines => Format::JsonLines,
            As::Markdown => Format::Markdown,
            As::Bibtex => Format::Bibtex,
        };
        let values = [("count", rows.len().into()), ("withheld", withheld.into())];
        let line = asked.tongue.say_with("exported", values);
        let bytes = format.write(&rows).into_bytes();
        Ok(Reply::line(line).with_file(&format!("sayso.{}", format.ending()), bytes))
    })
    .await
}

/// The statements, the latest first, and how many were left out so that no article is quoted at length.
async fn rows(asked: &Asked, scope: &Scope) -> Result<(Vec<Row>, usize), Complaint> {
    let query = Query { order: Order::Latest, ..scope.query(asked).await? };
    let (mut rows, mut withheld, mut cursor) = (Vec::new(), 0, None);
    let mut taken: HashMap<ArticleId, Taken> = HashMap::new();
    loop {
        let found = asked.data.newsroom().who_said(query.clone(), asked.now, ROWS_AT_ONCE, cursor).await?;
        for quote in &found.quotes {
            let (words, is_whole) = shown(quote, asked.tongue.excerpt_words());
            if taken.entry(quote.id().article).or_default().takes(quote, words.as_deref()) {
                rows.push(Row::of(quote, words, is_whole));
            } else {
                withheld += 1;
            }
        }
        cursor = found.next;
        if cursor.is_none() || rows.len() >= ROWS_MAX {
            rows.truncate(ROWS_MAX);
            return Ok((rows, withheld));
        }
    }
}

/// What of an article is in the file.
#[derive(Default)]
struct Taken {
    statements: usize,
    words: usize,
}

impl Taken {
    /// Whether one more statement of the article may stand in the file; then it does.
    fn takes(&mut self, quote: &Quote, words: Option<&str>) -> bool {
        let words = words.map_or(0, |words| words.split_whitespace().count());
        let most = quote.article_words().map(|all| all * OF_ARTICLE_PERCENT / 100);
        let fits = self.statements == 0 || most.is_none_or(|most| self.words + words <= most);
        if !fits || self.statements >= OF_ARTICLE_MAX {
            return false;
        }
        self.statements += 1;
        self.words += words;
        true
    }
}

/// The words within the limits, and whether they are all; none where a cut could change their sense.
fn shown(quote: &Quote, words_max: usize) -> (Option<String>, bool) {
    let words = visible(&quote.words());
    match excerpt(&words, words_max) {
        Excerpt::Whole(words) => (Some(words.to_owned()), true),
        Excerpt::First(words) => (Some(words.to_owned()), false),
        Excerpt::Parts(parts, _) => (Some(parts.join(" … ")), false),
        Excerpt::Nothing { .. } => (None, false),
    }
}
