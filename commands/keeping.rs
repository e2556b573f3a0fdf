//! How long what was read is kept: as long as the server that needs it longest wants it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{ArticleId, FeedId, NeededBy, Newsroom, Pruned, RecordError, Retention};
use sayso_servers::{Retention as OfServer, Servers};

/// Articles of which it is looked up at one go who needs them.
const LOOKED_UP_MAX: usize = 20_000;

/// An article that somebody still needs is not looked at again for so long.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// Cuts the texts and deletes the statements that no server needs any more. Cloning is cheap; clones share everything.
#[derive(Clone)]
pub struct Keeping {
    newsroom: Newsroom,
    servers: Servers,
    /// Articles that are needed, and until when that is believed.
    needed: Arc<Mutex<HashMap<ArticleId, Timestamp>>>,
}

impl Keeping {
    /// Keeps what the newsroom reads as the settings of servers want it.
    pub fn new(newsroom: Newsroom, servers: Servers) -> Keeping {
        Keeping { newsroom, servers, needed: Arc::default() }
    }

    /// Does at most `limit` articles of what is due at `now`. Blocks.
    ///
    /// # Errors
    /// Where the record cannot be read or written.
    pub fn prune(&self, now: Timestamp, limit: usize) -> Result<Pruned, RecordError> {
        let record = self.newsroom.record();
        let unusual = self.servers.retentions()?;
        let usual = life(OfServer::default());
        if unusual.is_empty() {
            return record.prune(now, &usual, limit);
        }
        let least = unusual.values().fold(usual, |least, its| shorter(least, life(*its)));
        let mut lives = Lives { keeping: self, unusual: &unusual, feeds: HashMap::new(), looked_up: 0, now };
        record.prune_by(now, &least, limit, &mut |id| lives.of(id))
    }
}

/// How long articles are kept, as looked up for one go.
struct Lives<'a> {
    keeping: &'a Keeping,
    unusual: &'a BTreeMap<u64, OfServer>,
    feeds: HashMap<FeedId, Option<Retention>>,
    looked_up: usize,
    now: Timestamp,
}

impl Lives<'_> {
    fn of(&mut self, id: &ArticleId) -> Result<Retention, RecordError> {
        const FOR_NOW: Retention = Retention { text_days: None, statement_days: None };
        let mut needed = self.keeping.needed.lock().unwrap_or_else(PoisonError::into_inner);
        if needed.get(id).is_some_and(|until| *until > self.now) || self.looked_up >= LOOKED_UP_MAX {
            return Ok(FOR_NOW);
        }
        self.looked_up += 1;
        needed.insert(*id, self.now.checked_add(LOOK_AGAIN).unwrap_or(self.now));
        drop(needed);
        let NeededBy { feeds, servers, others } = self.keeping.newsroom.needed_by(id)?;
        let mut longest = others.then(|| life(OfServer::default()));
        for feed in feeds {
            longest = longer(longest, self.of_feed(feed)?);
        }
        for server in servers {
            longest = longer(longest, Some(self.of_server(server)));
        }
        Ok(longest.unwrap_or_else(|| life(OfServer::default())))
    }

    fn of_server(&self, server: u64) -> Retention {
        life(self.unusual.get(&server).copied().unwrap_or_default())
    }

    /// The longest of a feed's followers; none where nobody follows it any more.
    fn of_feed(&mut self, feed: FeedId) -> Result<Option<Retention>, RecordError> {
        if let Some(known) = self.feeds.get(&feed) {
            return Ok(*known);
        }
        let followers = self.keeping.newsroom.record().feeds().followers(&feed)?;
        let longest =
            followers.into_iter().fold(None, |longest, it| longer(longest, Some(self.of_server(it))));
        self.feeds.insert(feed, longest);
        Ok(longest)
    }
}

fn life(of: OfServer) -> Retention {
    Retention { text_days: Some(of.article_text_days), statement_days: of.statement_days }
}

/// Of two lives, the longer of each part; no days are for good.
fn longer(one: Option<Retention>, other: Option<Retention>) -> Option<Retention> {
    let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
    let most = |one: Option<u32>, other: Option<u32>| Some(one?.max(other?));
    Some(Retention {
        text_days: most(one.text_days, other.text_days),
        statement_days: most(one.statement_days, other.statement_days),
    })
}

fn shorter(one: Retention, other: Retention) -> Retention {
    let least = |one: Option<u32>, other: Option<u32>| one.into_iter().chain(other).min();
    Retention {
        text_days: least(one.text_days, other.text_days),
        statement_days: least(one.statement_days, other.statement_days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_lives_the_longer_counts_for_both_parts() {
        let life = |text, statements| Retention { text_days: text, statement_days: statements };
        for (one, other, both) in [
            (life(Some(1), Some(30)), life(Some(7), None), life(Some(7), None)),
            (life(Some(1), Some(30)), life(Some(2), Some(40)), life(Some(2), Some(40))),
        ] {
            assert_eq!(longer(Some(one), Some(other)), Some(both));
            assert_eq!(longer(Some(other), None), Some(other));
        }
        assert_eq!(shorter(life(Some(7), None), life(Some(1), Some(30))), life(Some(1), Some(30)));
    }
}
