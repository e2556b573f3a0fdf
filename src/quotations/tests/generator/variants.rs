//! Printed variants of quotations, each with the utterance that it is, and how well folding tells them apart.

use std::collections::HashMap;

use jiff::Timestamp;
use sayso_quotations::{Quoted, fold};

use super::chance::Chance;
use super::surface::reprinted;
use super::wording::{
    bracketed, changed, cut_at_ends, cut_in_the_middle, dropped, put_in, split, swapped, vocabulary,
};

/// A printed quotation and the utterance that it is.
pub(crate) struct Print {
    pub(crate) text: String,
    pub(crate) utterance: usize,
    pub(crate) speaker: Option<String>,
}

/// Of all pairs of prints.
pub(crate) struct Score {
    /// The share of the pairs folded together that are one utterance.
    pub(crate) precision: f64,
    /// The share of the pairs of one utterance that are folded together.
    pub(crate) recall: f64,
    /// Pairs of one utterance.
    pub(crate) pairs: f64,
}

/// A variant that is the same utterance.
pub(crate) fn variant(text: &str, language: &str, chance: &mut Chance) -> String {
    let words = split(text);
    let least = 7.max(words.len() / 3);
    let words = match chance.below(6) {
        0 => words,
        1 => cut_at_ends(&words, least, chance),
        2 => cut_in_the_middle(&words, 4, chance),
        3 => bracketed(&words, language, chance),
        4 => cut_in_the_middle(&cut_at_ends(&words, 10.min(words.len() - 1), chance), 3, chance),
        _ => bracketed(&cut_at_ends(&words, least, chance), language, chance),
    };
    reprinted(&words.join(" "), chance)
}

/// Nearly the same words: not the same utterance.
///
/// `way` is 0 for words dropped or put in, 1 for words swapped or changed, so that two of one quotation differ.
pub(crate) fn altered(text: &str, way: usize, vocabulary: &[String], chance: &mut Chance) -> String {
    let words = split(text);
    let words = if chance.one_in(3) { cut_at_ends(&words, 8.min(words.len() - 1), chance) } else { words };
    let words = match 2 * way + chance.below(2) {
        0 => dropped(&words, chance),
        1 => put_in(&words, vocabulary, chance),
        2 => swapped(&words, chance),
        _ => changed(&words, vocabulary, chance),
    };
    reprinted(&words.join(" "), chance)
}

/// Each quotation (its words and a key of its speaker) seven times as the same utterance and twice altered.
pub(crate) fn prints(of_languages: &[(&str, Vec<(String, String)>)], seed: u64) -> Vec<Print> {
    let mut chance = Chance::new(seed);
    let (mut prints, mut utterance) = (Vec::new(), 0);
    for (language, bases) in of_languages {
        let vocabulary = vocabulary(&bases.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>());
        for (text, speaker) in bases {
            let named = |chance: &mut Chance| (!chance.one_in(3)).then(|| speaker.clone());
            utterance += 1;
            let base = utterance;
            prints.push(Print { text: text.clone(), utterance: base, speaker: Some(speaker.clone()) });
            for _ in 0..6 {
                let text = variant(text, language, &mut chance);
                prints.push(Print { text, utterance: base, speaker: named(&mut chance) });
            }
            for way in 0..2 {
                utterance += 1;
                let text = altered(text, way, &vocabulary, &mut chance);
                prints.push(Print { text, utterance, speaker: named(&mut chance) });
            }
        }
    }
    prints
}

/// The prints as outlets have them.
pub(crate) fn quoted(prints: &[Print], seed: u64) -> Vec<Quoted> {
    let mut chance = Chance::new(seed);
    let one = |print: &Print| Quoted {
        text: print.text.clone(),
        outlet: format!("Outlet {}", chance.below(40)),
        origin: None,
        via: vec![],
        speaker: print.speaker.clone(),
        at: Timestamp::from_second(1_900_000_000 + 600 * chance.below(400) as i64).unwrap(),
    };
    prints.iter().map(one).collect()
}

/// Folds the prints and counts.
pub(crate) fn score(prints: &[Print], seed: u64) -> Score {
    let mut of_utterance = HashMap::<usize, usize>::new();
    prints.iter().for_each(|print| *of_utterance.entry(print.utterance).or_default() += 1);
    let (mut right, mut made) = (0.0, 0.0);
    for cluster in fold(&quoted(prints, seed)) {
        let mut inside = HashMap::<usize, usize>::new();
        for member in &cluster.members {
            *inside.entry(prints[member.index].utterance).or_default() += 1;
        }
        right += pairs(inside.values().copied());
        made += pairs(std::iter::once(cluster.members.len()));
    }
    let pairs = pairs(of_utterance.values().copied());
    Score { precision: right / made, recall: right / pairs, pairs }
}

fn pairs(sizes: impl Iterator<Item = usize>) -> f64 {
    sizes.map(|n| (n * n.saturating_sub(1) / 2) as f64).sum()
}
