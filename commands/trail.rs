//! Which articles were handed over to be posted as they came: what `/why` tells of it.

use jiff::Timestamp;
use sayso_newsroom::{ArticleId, Record, RecordError};
use sayso_outbox::Change;
use serde::{Deserialize, Serialize};

/// That an article was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trail {
    article: ArticleId,
    /// To be posted in which channel or thread.
    pub(crate) channel: u64,
    /// When.
    pub(crate) at: Timestamp,
}

/// Trails that a server keeps at most: a newer one takes the place of one whose number ends alike.
const KEPT_MAX: u128 = 4096;

fn name(article: &ArticleId) -> String {
    let number = u128::from_str_radix(&article.to_string(), 16).unwrap_or_default();
    format!("trail/{:03x}", number % KEPT_MAX)
}

/// Notes it, in the write that hands them over.
pub(crate) fn note(
    change: &mut Change,
    articles: &[ArticleId],
    channel: u64,
    at: Timestamp,
) -> Result<(), RecordError> {
    for article in articles {
        change.put(&name(article), &Trail { article: *article, channel, at })?;
    }
    Ok(())
}

/// Whether, where and when an article was handed over. Blocks.
pub(crate) fn of(record: &Record, server: u64, article: ArticleId) -> Result<Option<Trail>, RecordError> {
    let kept = record.guild(server).get::<Trail>(&name(&article))?;
    Ok(kept.filter(|trail| trail.article == article))
}
