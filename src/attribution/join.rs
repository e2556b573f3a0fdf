//! Readings to attributions: calibrated confidence, one attribution a cue, contents that keep apart.

use std::collections::BTreeMap;

use crate::weights::Settings;

/// Words `start..end`.
pub(crate) type Range = (usize, usize);

/// A candidate with its spans, in words of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) anchor: usize,
    /// Logits of the tagger and of the verifier.
    pub(crate) tag: f32,
    pub(crate) verify: f32,
    /// Logarithm of the probability of the labels as a whole.
    pub(crate) path: f32,
    /// Mean probability of source, content and cue labels.
    pub(crate) sure: [f32; 3],
    /// Source, content, cue.
    pub(crate) spans: [Vec<Range>; 3],
    /// What it asks the keys of all words, to find who is meant; empty where nothing is asked.
    pub(crate) query: Vec<f32>,
}

/// Rows of [`Found::spans`].
pub(crate) const SOURCE: usize = 0;
pub(crate) const CONTENT: usize = 1;
pub(crate) const CUE: usize = 2;

/// How many features [`confidence`] has, its constant left out.
pub(crate) const FEATURES: usize = 8;

/// The calibrated probability that a candidate is an attribution with the right content and source.
pub(crate) fn confidence(found: &Found, weights: &[f32]) -> f32 {
    let [source, content, cue] = found.sure;
    let length = (1.0 + size(&found.spans[CONTENT]) as f32).ln();
    let unsourced = f32::from(u8::from(found.spans[SOURCE].is_empty()));
    let features: [f32; FEATURES] =
        [found.tag, found.verify, source, content, cue, length, unsourced, found.path];
    let constant = weights.get(FEATURES).copied().unwrap_or(0.0);
    let z: f32 = features.iter().zip(weights).map(|(f, w)| f * w).sum::<f32>() + constant;
    1.0 / (1.0 + (-z.clamp(-30.0, 30.0)).exp())
}

/// The candidates that stay, with their confidence, in the order of their cues.
pub(crate) fn join(mut found: Vec<Found>, settings: &Settings) -> Vec<(f32, Found)> {
    found.retain(|f| !f.spans[CONTENT].is_empty());
    for f in &mut found {
        if f.spans[CUE].is_empty() {
            f.spans[CUE].push((f.anchor, f.anchor + 1));
        }
    }
    let mut scored: Vec<(f32, Found)> =
        found.into_iter().map(|f| (confidence(&f, &settings.confidence), f)).collect();
    scored.retain(|(p, _)| *p >= settings.threshold);
    scored.sort_by(|(p, f), (q, g)| q.total_cmp(p).then(f.anchor.cmp(&g.anchor)));
    // Spans lie within the scope of their anchor, so only anchors within twice the scope can clash: linear work.
    let reach = 2 * settings.scope + 1;
    let mut kept: BTreeMap<usize, (f32, Found)> = BTreeMap::new();
    for (p, f) in scored {
        let mut near = kept.range(f.anchor.saturating_sub(reach)..=f.anchor + reach);
        if !near.any(|(_, (_, o))| clash(&f, o, settings.overlap)) {
            kept.insert(f.anchor, (p, f));
        }
    }
    let mut out: Vec<_> = kept.into_values().collect();
    out.sort_by_key(|(_, f)| f.spans[CUE].first().copied());
    out
}

fn clash(a: &Found, b: &Found, overlap: f32) -> bool {
    let (content, other) = (&a.spans[CONTENT], &b.spans[CONTENT]);
    let shorter = size(content).min(size(other)) as f32;
    shared(&a.spans[CUE], &b.spans[CUE]) > 0 || shared(content, other) as f32 > overlap * shorter
}

fn size(spans: &[Range]) -> usize {
    spans.iter().map(|(i, j)| j - i).sum()
}

/// How many words two lists of ranges share.
pub(crate) fn shared(a: &[Range], b: &[Range]) -> usize {
    let both = |&(i, j): &Range, &(k, m): &Range| j.min(m).saturating_sub(i.max(k));
    a.iter().map(|x| b.iter().map(|y| both(x, y)).sum::<usize>()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(anchor: usize, tag: f32, content: Range) -> Found {
        let spans = [vec![], vec![content], vec![(anchor, anchor + 1)]];
        Found { anchor, tag, spans, ..Found::default() }
    }

    fn settings() -> Settings {
        let confidence = vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        Settings {
            window_pieces: 9,
            scope: 96,
            floor: 0.0,
            threshold: 0.3,
            overlap: 0.5,
            confidence,
            frozen: 0,
        }
    }

    #[test]
    fn the_surer_of_two_that_clash_stays() {
        let all = vec![
            found(3, 1.0, (4, 9)),
            found(12, 2.0, (4, 10)),
            found(20, 0.5, (30, 40)),
            found(21, -5.0, (50, 60)),
        ];
        let kept: Vec<usize> = join(all, &settings()).into_iter().map(|(_, f)| f.anchor).collect();
        assert_eq!(kept, [12, 20]);
    }

    #[test]
    fn a_candidate_without_content_is_none() {
        let mut f = found(3, 1.0, (4, 9));
        f.spans[CONTENT].clear();
        assert!(join(vec![f], &settings()).is_empty());
    }
}
