//! Statements that may be the same utterance, by the fingerprints of their words.

use crate::index::Index;
use crate::search::Match;

impl Index {
    /// The statements that have most of the fingerprints, the earliest first among those that have as many; at most
    /// `limit`. The score of each is how many it has. They come sorted, each once.
    pub fn alike(&self, prints: &[u32], limit: usize) -> Vec<Match> {
        let found = self.prints.find(prints);
        let found = found.chunk_by(|one, other| one == other).filter_map(|some| {
            let (line, slot) = self.line(*some.first()?)?;
            // No statement has so many that a float would round.
            let score = some.len() as f32;
            Some(Match { article: slot.article, number: line.number, at_ms: slot.at_ms, score })
        });
        let mut found: Vec<Match> = found.collect();
        found.sort_by(|one, other| {
            let nearest = other.score.total_cmp(&one.score);
            nearest.then(one.at_ms.cmp(&other.at_ms)).then(one.article.cmp(&other.article))
        });
        found.truncate(limit);
        found
    }
}
