//! New headlines told from known ones, never a flood.

use std::collections::HashMap;

use crate::mark::Marks;
use crate::{Feed, Headline, Mark};

/// New headlines that the first reading of a source gives; the rest is marked as seen.
pub const FIRST_MAX: usize = 5;

/// New headlines that one reading gives. More at once is a site that was rebuilt, not that much news.
pub const FRESH_MAX: usize = 200;

/// What a reading brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sifted {
    /// Headlines that were not known, in the order of the feed (newest first).
    pub fresh: Vec<Headline>,
    /// Headlines that were known and now say something else: the article is worth reading again.
    pub changed: Vec<Headline>,
    /// New headlines over the limit; they are marked and not given.
    pub held_back: usize,
    /// The marks to keep, with those of `fresh` and of what was held back. Kept as long as the source, or at least as
    /// long as its feed reaches back.
    pub marks: Vec<Mark>,
}

/// Tells the new headlines of a feed from those of which a mark is known.
///
/// `first` says that the source was never read before: then few headlines are given, and all are marked.
///
/// An item is known if what it says is known (title and address), or its address, or its id, or its title on its day;
/// so a new id, a new date or a corrected title alone make nothing new. A property that several items of this feed
/// share tells nothing and is left out.
pub fn sift(feed: &Feed, first: bool, is_known: impl Fn(&Mark) -> bool) -> Sifted {
    let marks: Vec<Marks> = feed.headlines.iter().map(Marks::of).collect();
    let mut shared: HashMap<Mark, usize> = HashMap::new();
    for mark in marks.iter().flat_map(Marks::others) {
        *shared.entry(mark).or_default() += 1;
    }
    let mut sifted = Sifted::default();
    let mut seen_here = std::collections::HashSet::new();
    for (headline, marks) in feed.headlines.iter().zip(&marks) {
        if !seen_here.insert(marks.says) {
            continue;
        }
        let own: Vec<Mark> = marks.others().filter(|mark| shared.get(mark) == Some(&1)).collect();
        let says_known = is_known(&marks.says);
        let known = says_known || own.iter().any(&is_known);
        // A known item may have new marks beside the old one: they are what it is known by next time.
        sifted.marks.extend(own.iter().chain([&marks.says]).filter(|mark| !is_known(mark)));
        match (known, says_known) {
            (true, true) => {}
            (true, false) => sifted.changed.push(headline.clone()),
            (false, _) => sifted.fresh.push(headline.clone()),
        }
    }
    let limit = if first { FIRST_MAX } else { FRESH_MAX };
    sifted.held_back = sifted.fresh.len().saturating_sub(limit);
    sifted.fresh.truncate(limit);
    sifted
}
