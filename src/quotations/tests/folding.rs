//! Folding, measured on generated variants of the corpus' quotations: the floors of pairwise precision and recall.

use jiff::Timestamp;
use sayso_quotations::{Quoted, fold, same};

use crate::generator::articles::articles;
use crate::generator::chance::Chance;
use crate::generator::variants::{Score, altered, prints, quoted, score, variant};
use crate::generator::wording::{bare, split, vocabulary};

const LANGUAGES: [&str; 6] = ["en", "uk", "ru", "de", "fr", "es"];

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

#[test]
fn pairwise_precision_and_recall() {
    let of_languages = LANGUAGES.map(|language| (language, utterances(language)));
    for seed in [1, 2, 3] {
        let prints = prints(&of_languages, seed);
        let Score { precision, recall, pairs } = score(&prints, seed);
        println!("seed {seed}: {pairs} pairs, precision {precision:.4}, recall {recall:.4}");
        assert!(precision >= 0.995, "precision {precision:.4}");
        assert!(recall >= 0.95, "recall {recall:.4}");
        let clusters = fold(&quoted(&prints, seed));
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
