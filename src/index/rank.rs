//! Which of the found comes first: BM25 over weighted places, and freshness.

/// How found statements are ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// How soon a word that stands again and again stops counting (BM25's k₁; 1.2 is the textbook's).
    pub saturation: f32,
    /// How much a long statement is held against it (BM25's b; below the textbook's 0.75, statements are short).
    pub length: f32,
    /// What a word in the paragraph counts, against 1 in the statement's own words.
    pub around: f32,
    /// What a word in the article's title counts.
    pub title: f32,
    /// What a word in the speaker's name or office counts.
    pub named: f32,
    /// How much a statement of this moment is lifted: 1 doubles its score.
    pub freshness: f32,
    /// The days after which the lift is half of it.
    pub half_life_days: f32,
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            saturation: 1.2,
            length: 0.4,
            around: 0.3,
            title: 0.5,
            named: 0.8,
            freshness: 1.0,
            half_life_days: 30.0,
        }
    }
}

impl Ranking {
    /// What a word that stands in `found` of `of` statements tells.
    pub(crate) fn rarity(found: usize, of: usize) -> f32 {
        let (found, of) = (found as f32, of.max(found) as f32);
        (1.0 + (of - found + 0.5) / (found + 0.5)).ln()
    }

    /// The share of a word that stands with `weight` in a statement of `length` words, `mean` being the middle.
    pub(crate) fn share(&self, weight: f32, length: f32, mean: f32) -> f32 {
        let against = 1.0 - self.length + self.length * length / mean.max(1.0);
        weight * (self.saturation + 1.0) / (weight + self.saturation * against)
    }

    /// What the score of a statement of `at_ms` is multiplied by at `now_ms`.
    pub(crate) fn lift(&self, at_ms: i64, now_ms: i64) -> f32 {
        const DAY_MS: f32 = 86_400_000.0;
        let days = now_ms.saturating_sub(at_ms).max(0) as f32 / DAY_MS;
        1.0 + self.freshness * (-days / self.half_life_days.max(0.01)).exp2()
    }
}
