//! Folding, measured on generated variants of the corpus' quotations: the floors of pairwise precision and recall.

use jiff::Timestamp;
use sayso_quotations::{Quoted, fold, same};

use crate::generator::articles::articles;
use crate::generator::chance::Chance;
use crate::generator::surface::reprinted;
use crate::generator::wording::{
    bare, bracketed, changed, cut_at_ends, cut_in_the_middle, dropped, put_in, split, swapped, vocabulary,
};

const LANGUAGES: [&str; 6] = ["en", "uk", "ru", "de", "fr", "es"];

/// A printed quotation and the utterance that it is.
struct Print {
    text: String,
    utterance: usize,
    speaker: Option<String>,
}

/// The corpus' direct quotations of ten words or more, by language; without the headlines' and those inside another
/// one, which are the same utterance twice.
fn utterances(language: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for article in articles(language) {
        let whole: Vec<String> = article.texts.iter().map(|pieces| pieces.join(" ")).collect();
        for (said, text) in article.candidate.said.iter().zip(&whole) {
            let text = text.clone();
            let headline = said.pieces.iter().any(|spot| spot.paragraph < 0);
            if headline || whole.iter().any(|one| one.len() > text.len() && one.contains(&text)) {
                continue;
            }
            let counted = split(&text).iter().filter(|word| !bare(word).is_empty()).count();
            let speaker = said.speaker.clone().unwrap_or_default();
            if said.form == sayso_quotations::Form::Direct && counted >= 10 && !text.contains(['…', '[', '('])
            {
                found.push((text, format!("{} {speaker}", article.candidate.article)));
            }
        }
    }
    found
}

/// A variant that is the same utterance.
fn variant(text: &str, language: &str, chance: &mut Chance) -> String {
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
fn altered(text: &str, way: usize, vocabulary: &[String], chance: &mut Chance) -> String {
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

fn prints(seed: u64) -> Vec<Print> {
    let mut chance = Chance::new(seed);
    let (mut prints, mut utterance) = (Vec::new(), 0);
    for language in LANGUAGES {
        let bases = utterances(language);
        let vocabulary = vocabulary(&bases.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>());
        for (text, speaker) in &bases {
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

fn quoted(prints: &[Print], seed: u64) -> Vec<Quoted> {
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

fn pairs(sizes: impl Iterator<Item = usize>) -> f64 {
    sizes.map(|n| (n * n.saturating_sub(1) / 2) as f64).sum()
}

#[test]
fn pairwise_precision_and_recall() {
    for seed in [1, 2, 3] {
        let prints = prints(seed);
        let clusters = fold(&quoted(&prints, seed));
        let mut of_utterance = std::collections::HashMap::<usize, usize>::new();
        prints.iter().for_each(|print| *of_utterance.entry(print.utterance).or_default() += 1);
        let (mut right, mut made) = (0.0, 0.0);
        for cluster in &clusters {
            let mut inside = std::collections::HashMap::<usize, usize>::new();
            for member in &cluster.members {
                *inside.entry(prints[member.index].utterance).or_default() += 1;
            }
            right += pairs(inside.values().copied());
            made += pairs(std::iter::once(cluster.members.len()));
        }
        let (precision, recall) = (right / made, right / pairs(of_utterance.values().copied()));
        println!("seed {seed}: {} prints, precision {precision:.4}, recall {recall:.4}", prints.len());
        assert!(precision >= 0.995, "precision {precision:.4}");
        assert!(recall >= 0.95, "recall {recall:.4}");
        let members: usize = clusters.iter().map(|cluster| cluster.members.len()).sum();
        assert_eq!(members, prints.len(), "every quotation is in one cluster");
    }
}

#[test]
fn two_at_a_time() {
    let mut chance = Chance::new(4);
    let (mut found, mut variants, mut mistaken, mut alterations) = (0, 0, Vec::new(), 0);
    for language in LANGUAGES {
        let bases = utterances(language);
        let vocabulary = vocabulary(&bases.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>());
        for (text, _) in &bases {
            for number in 0..5 {
                let other = variant(text, language, &mut chance);
                variants += 1;
                match same(&other, text) {
                    Some(_) => found += 1,
                    None => println!("missed: {text} | {other}"),
                }
                let other = altered(text, number % 2, &vocabulary, &mut chance);
                alterations += 1;
                if same(&other, text).is_some() {
                    mistaken.push(format!("{text} | {other}"));
                }
            }
        }
    }
    println!(
        "{found} of {variants} variants known again, {} of {alterations} alterations mistaken",
        mistaken.len()
    );
    assert!(found as f64 >= 0.97 * f64::from(variants), "{found} of {variants}");
    assert!(mistaken.is_empty(), "{mistaken:#?}");
}

/// Small clusters by hand: what is folded, from when, how often, by whom.
#[test]
fn clusters_tell_longest_earliest_origins_cuts_and_disagreement() {
    let one = |text: &str, outlet: &str, origin: Option<&str>, speaker: &str, hour: i64| Quoted {
        text: text.to_owned(),
        outlet: outlet.to_owned(),
        origin: origin.map(str::to_owned),
        via: vec![],
        speaker: Some(speaker.to_owned()),
        at: Timestamp::from_second(1_900_000_000 + 3_600 * hour).unwrap(),
    };
    let all = [
        one("We will not leave the harbour to anyone, not this year", "Post", None, "Ana", 3),
        one("we will not leave the harbour …", "Gazette", Some("AP"), "Ana", 1),
        one(
            "“We will not leave [it] to anyone, not this year.”",
            "Herald",
            Some("The Associated Press"),
            "Ana",
            2,
        ),
        one("We will not leave the harbour to anyone, not this week", "Mirror", None, "Ana", 5),
        one("We will not leave the harbour to anyone, not this year", "Echo", None, "Ben", 6),
        one("Yes.", "Post", None, "Ana", 3),
        one("Yes.", "Echo", None, "Ana", 4),
    ];
    let clusters = fold(&all);
    let sizes: Vec<usize> = clusters.iter().map(|cluster| cluster.members.len()).collect();
    assert_eq!(sizes, [4, 1, 1, 1]);
    let first = &clusters[0];
    assert_eq!((first.longest, first.earliest), (0, 1));
    assert_eq!(
        first.origins.values().copied().collect::<Vec<_>>(),
        [2, 1, 1],
        "the agency's two are one origin"
    );
    assert_eq!(first.speakers, ["Ana", "Ben"]);
    assert_eq!(first.altered.len(), 1);
    let cut = |member: usize, edit: usize| {
        let (member, longest) = (&first.members[member], &all[first.longest].text);
        let edit = &member.how.edits[edit];
        let slice = |text: &str, range: &std::ops::Range<usize>| -> String {
            text.chars().skip(range.start).take(range.len()).collect()
        };
        (slice(&all[member.index].text, &edit.ours), slice(longest, &edit.theirs))
    };
    assert_eq!(cut(0, 0), (String::new(), "to anyone, not this year".to_owned()));
    assert_eq!(cut(1, 0), ("it".to_owned(), "the harbour".to_owned()));
    let changed = &first.altered[0];
    assert_eq!(changed.index, 3);
    let place = changed.edits[0].ours.clone();
    assert_eq!(all[3].text.chars().skip(place.start).take(place.len()).collect::<String>(), "week");
}
