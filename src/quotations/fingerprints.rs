//! A few numbers of each quotation by which those with words in common find each other, without comparing all pairs.
//!
//! Runs of three words are hashed; of every window of [`WINDOW`] runs the smallest hash is kept (winnowing, Schleimer,
//! Wilkerson and Aiken 2003). Two texts that share six words in a row share a fingerprint for certain; where one asks
//! with all its [`probes`], it finds every shorter quotation that it contains, from three words on.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use crate::words::{Words, words};

/// Words in a run.
const RUN: usize = 3;

/// Runs in a window, of which one is kept: two fifths of all runs are, on average.
const WINDOW: usize = 4;

/// No text has more fingerprints than this.
pub const FINGERPRINTS_MAX: usize = 256;

/// What a record keeps of a quotation: about two for five words, sorted, at most [`FINGERPRINTS_MAX`]. The same in
/// every version of sayso and on every machine.
///
/// A quotation without three words in a row has one, of all its words.
pub fn fingerprints(text: &str) -> Vec<u64> {
    let mut kept: Vec<u64> = chosen(&words(text)).collect();
    kept.truncate(FINGERPRINTS_MAX);
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// What to ask a record for, to find whatever may be the same utterance as `text`: the hashes of all its runs,
/// sorted, at most four times [`FINGERPRINTS_MAX`].
pub fn probes(text: &str) -> Vec<u64> {
    let mut all: Vec<u64> = runs(&words(text)).into_iter().flatten().collect();
    all.truncate(4 * FINGERPRINTS_MAX);
    all.sort_unstable();
    all.dedup();
    all
}

/// The fingerprints in the order of the text, perhaps repeated.
pub(crate) fn chosen(text: &Words) -> impl Iterator<Item = u64> {
    runs(text).into_iter().flat_map(|runs| {
        let windows = runs.windows(WINDOW.min(runs.len()).max(1));
        windows.filter_map(|window| window.iter().min().copied()).collect::<Vec<u64>>()
    })
}

/// The hashes of all runs, by stretch of text between ellipses and brackets: a run across one is in no other text.
pub(crate) fn runs(text: &Words) -> Vec<Vec<u64>> {
    let mut stretches: Vec<Vec<u64>> = vec![Vec::new()];
    for word in &text.words {
        // A parenthesis may be the outlet's own, too.
        let inside = word.bracket.is_some();
        if let (false, Some(stretch)) = (inside, stretches.last_mut()) {
            stretch.push(word.id);
        }
        let parted = stretches.last().is_some_and(|stretch| !stretch.is_empty());
        if (inside || word.gap_after) && parted {
            stretches.push(Vec::new());
        }
    }
    let long = |stretch: &Vec<u64>| stretch.len() >= RUN;
    if !stretches.iter().any(long) {
        return vec![vec![run(&text.ids())]];
    }
    stretches.iter().filter(|s| long(s)).map(|s| s.windows(RUN).map(run).collect()).collect()
}

fn run(ids: &[u64]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    ids.iter().for_each(|id| hasher.write(&id.to_le_bytes()));
    hasher.finish()
}
