//! Which articles each server knows, and since when: those that its sources brought, and those that its members had
//! read. A digest tells what came since the last one, whenever it was published.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sayso_record::{ArticleId, FeedId, GuildStore, RecordError};
use serde::de::IgnoredAny;

use crate::reading::blocking;
use crate::state::PageState;
use crate::told::{inverted, upright};
use crate::{Newsroom, ReadError};

/// The names among a server's settings under which the articles stand that it knows, the latest first.
const KNOWN: &str = "known/";

/// For how long it is remembered, in days.
const KNOWN_DAYS: i64 = 60;

/// Articles that one look at what is known gives, the latest.
const KNOWN_MAX: usize = 5_000;

/// What is forgotten of it at a time.
const STALE_AT_ONCE: usize = 64;

/// Servers whose members had an article read that are remembered; beyond, it counts as everybody's.
const ASKED_BY_MAX: usize = 32;

/// The name of an article that became known at a time.
pub(crate) fn known_name(article: &ArticleId, at: Timestamp) -> String {
    format!("{KNOWN}{:016x}/{article}", inverted(at))
}

/// Who needs an article to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeededBy {
    /// Feeds by which it was told: their followers.
    pub feeds: Vec<FeedId>,
    /// Servers whose members had it read.
    pub servers: Vec<u64>,
    /// Whether others did: somebody outside servers, or too many to be counted.
    pub others: bool,
}

impl Newsroom {
    /// Notes that an article was read for a member of a server, or for somebody outside servers, at `now`.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn asked_for(
        &self,
        server: Option<u64>,
        article: ArticleId,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        let feeds = self.record.feeds();
        let noting = move || {
            let Some(mut page) = feeds.page::<PageState>(&article)? else { return Ok(()) };
            let known = match server {
                Some(server) => page.asked_by.contains(&server),
                None => page.asked_elsewhere,
            };
            if known {
                return Ok(());
            }
            match server.filter(|_| page.asked_by.len() < ASKED_BY_MAX) {
                Some(server) => page.asked_by.push(server),
                None => page.asked_elsewhere = true,
            }
            let tell: Vec<(u64, String, bool)> =
                server.iter().map(|server| (*server, known_name(&article, now), true)).collect();
            feeds.note_page(&article, Some(&page), &tell, None, None)
        };
        Ok(blocking::<Result<(), RecordError>>(noting).await??)
    }

    /// Who needs an article. Blocks.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn needed_by(&self, article: &ArticleId) -> Result<NeededBy, RecordError> {
        let page = match self.record.feeds().page::<PageState>(article) {
            // It is then kept as others are.
            Err(RecordError::BadEntry { .. }) => None,
            page => page?,
        };
        Ok(page.map_or_else(NeededBy::default, |page| NeededBy {
            feeds: page.feeds,
            servers: page.asked_by,
            others: page.asked_elsewhere,
        }))
    }

    /// Forgets that a server's members had articles read; to be called before its settings are erased.
    ///
    /// # Errors
    /// [`ReadError::Record`]; call it again then.
    pub async fn forget_asked(&self, server: u64) -> Result<(), ReadError> {
        let record = self.record.clone();
        let forgetting = move || {
            let feeds = record.feeds();
            for article in known(&record.guild(server), Timestamp::MIN)?.into_keys() {
                let Some(mut page) = feeds.page::<PageState>(&article)? else { continue };
                if page.asked_by.contains(&server) {
                    page.asked_by.retain(|asked| *asked != server);
                    feeds.note_page::<_, bool>(&article, Some(&page), &[], None, None)?;
                }
            }
            Ok::<_, RecordError>(())
        };
        Ok(blocking(forgetting).await??)
    }
}

/// The articles that became known to a server since a time, each with the first time.
pub(crate) fn known(
    server: &GuildStore,
    since: Timestamp,
) -> Result<BTreeMap<ArticleId, Timestamp>, RecordError> {
    let (mut found, mut cursor) = (BTreeMap::new(), None);
    while found.len() < KNOWN_MAX {
        let (page, next) = server.scan::<IgnoredAny>(KNOWN, KNOWN_MAX, cursor.as_ref())?;
        for (name, _) in page {
            let Some((at, article)) = read(&name) else { continue };
            if at < since {
                return Ok(found);
            }
            // The latest come first, and the first time counts.
            found.insert(article, at);
        }
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(found)
}

/// Takes away a part of what has been known for long.
pub(crate) fn forget_stale(server: &GuildStore, now: Timestamp) -> Result<(), RecordError> {
    let before = now.checked_sub(SignedDuration::from_hours(24 * KNOWN_DAYS)).unwrap_or(Timestamp::MIN);
    let after = format!("{KNOWN}{:016x}", inverted(before));
    let (stale, _) = server.scan_after::<IgnoredAny>(KNOWN, &after, STALE_AT_ONCE)?;
    if stale.is_empty() {
        return Ok(());
    }
    let mut change = server.change();
    for (name, _) in &stale {
        change.delete(name)?;
    }
    change.commit()
}

fn read(name: &str) -> Option<(Timestamp, ArticleId)> {
    let (time, article) = name.strip_prefix(KNOWN)?.split_once('/')?;
    Some((upright(time)?, article.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use sayso_record::Record;

    use super::*;

    #[test]
    fn the_first_time_counts_and_what_is_old_is_forgotten() {
        let at = |day: &str| format!("2026-{day}T12:00:00Z").parse::<Timestamp>().unwrap();
        let article = |path: &str| ArticleId::of(&format!("https://argus.example/{path}").parse().unwrap());
        let server = Record::in_memory().guild(7);
        for (path, day) in [("a", "03-02"), ("a", "03-05"), ("b", "03-04"), ("old", "01-01")] {
            server.put(&known_name(&article(path), at(day)), &true).unwrap();
        }
        let found = known(&server, at("03-01")).unwrap();
        assert_eq!(found, BTreeMap::from([(article("a"), at("03-02")), (article("b"), at("03-04"))]));
        assert_eq!(known(&server, Timestamp::MIN).unwrap().len(), 3);
        forget_stale(&server, at("03-06")).unwrap();
        assert_eq!(known(&server, Timestamp::MIN).unwrap().len(), 2);
    }
}
