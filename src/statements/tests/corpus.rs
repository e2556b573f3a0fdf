//! Floors on the dev articles of the corpus in the repository, so that quality cannot fall unnoticed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use sayso_article::Article;
use sayso_statements::Statement;
use serde_json::Value;

use crate::gold::{bare, right_names, told};

/// What one language scored.
#[derive(Debug, Default)]
struct Score {
    gold: usize,
    predicted: usize,
    matched: usize,
    speaker: usize,
    kind: usize,
    act: usize,
    quotation: usize,
    forbidden: usize,
    not_statements: usize,
}

impl Score {
    fn f1(&self, hits: usize) -> f64 {
        2.0 * hits as f64 / (self.gold + self.predicted).max(1) as f64
    }

    fn share(&self, hits: usize) -> f64 {
        hits as f64 / self.matched.max(1) as f64
    }
}

/// Language, statement F1, who-said-what F1: a little under what the engine reached when they were set.
const FLOORS: &[(&str, f64, f64)] = &[
    ("en", 0.91, 0.75),
    ("uk", 0.89, 0.74),
    ("ru", 0.90, 0.75),
    ("de", 0.85, 0.75),
    ("fr", 0.88, 0.80),
    ("es", 0.91, 0.76),
];

#[test]
fn the_corpus_keeps_its_floors() {
    for (language, statements, who) in FLOORS {
        let mut score = Score::default();
        let mut files = 0;
        for gold in dev_articles(language) {
            files += 1;
            let article = article_of(&gold, language);
            let found = crate::find(&article);
            crate::check_places(&article, &found);
            add(&mut score, &gold, &found);
        }
        assert!(files >= 3, "{language}: the corpus has only {files} dev articles");
        let (f1, wsw) = (score.f1(score.matched), score.f1(score.speaker));
        assert!(f1 >= *statements, "{language}: statement F1 {f1:.3} under {statements}: {score:?}");
        assert!(wsw >= *who, "{language}: who-said-what F1 {wsw:.3} under {who}: {score:?}");
        assert!(score.share(score.kind) >= 0.82, "{language}: kinds {score:?}");
        assert!(score.share(score.act) >= 0.86, "{language}: acts {score:?}");
        assert!(score.share(score.quotation) >= 0.94, "{language}: quotations {score:?}");
        assert!(
            score.forbidden * 7 <= score.not_statements,
            "{language}: {} of {} strings that nobody states were reported",
            score.forbidden,
            score.not_statements
        );
    }
}

fn dev_articles(language: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(language);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the corpus stands in the repository")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        .filter(|gold: &Value| gold["split"] == "dev")
        .collect()
}

fn article_of(gold: &Value, language: &str) -> Article {
    let value = &gold["article"];
    let texts: Vec<&str> =
        value["paragraphs"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    let mut article = crate::article(
        language,
        value["title"].as_str().unwrap_or_default(),
        value["published"].as_str().unwrap_or_default(),
        &texts,
    );
    article.outlet = value["outlet"].as_str().map(str::to_owned);
    article
}

fn add(score: &mut Score, gold: &Value, found: &[Statement]) {
    let wanted: Vec<&Value> = gold["statements"].as_array().unwrap().iter().collect();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    let bags: Vec<HashSet<String>> = found.iter().map(|s| words(&spoken(s))).collect();
    for (g, statement) in wanted.iter().enumerate() {
        let text = told(&statement["text"]);
        let bag = words(&text);
        for (f, other) in bags.iter().enumerate() {
            let both = bag.intersection(other).count();
            let all = bag.union(other).count().max(1);
            if both * 2 >= all {
                pairs.push((both * 1000 / all, g, f));
            }
        }
    }
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let (mut taken, mut given) = (HashSet::new(), HashSet::new());
    score.gold += wanted.iter().filter(|s| s["optional"] != true).count();
    score.predicted += found.len();
    for (_, g, f) in pairs {
        if taken.contains(&g) || given.contains(&f) {
            continue;
        }
        taken.insert(g);
        given.insert(f);
        if wanted[g]["optional"] == true {
            score.predicted -= 1;
            continue;
        }
        score.matched += 1;
        compare(score, wanted[g], &found[f]);
    }
    for text in gold["not_statements"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let bag = words(text);
        score.not_statements += 1;
        let reported = bags.iter().enumerate().any(|(f, other)| {
            let both = bag.intersection(other).count();
            !given.contains(&f) && both * 2 >= bag.union(other).count().max(1)
        });
        score.forbidden += usize::from(reported);
    }
}

fn compare(score: &mut Score, gold: &Value, found: &Statement) {
    let name = |text: &str| bare(text.split(", ").next().unwrap_or_default());
    let right: Vec<&str> = right_names(&gold["speaker"]).collect();
    score.speaker += usize::from(
        found
            .speaker
            .name
            .as_deref()
            .is_some_and(|n| right.iter().any(|r| bare(n) == bare(r) || name(n) == name(r))),
    );
    let also = |key: &str, value: &str| {
        gold[key].as_array().is_some_and(|a| a.iter().any(|v| v == value)) || gold[key] == value
    };
    let act = serde_json::to_value(found.act).unwrap();
    score.act += usize::from(gold["act"] == act || also("act_also", act.as_str().unwrap()));
    score.quotation += usize::from(gold["quotation"] == serde_json::to_value(found.quotation).unwrap());
    score.kind += usize::from(gold["speaker"]["kind"] == serde_json::to_value(found.speaker.kind).unwrap());
}

fn spoken(statement: &Statement) -> String {
    statement.pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Lower-case words of three letters or more; all words where there are none.
fn words(text: &str) -> HashSet<String> {
    let all: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let long: HashSet<String> = all.iter().filter(|w| w.chars().count() > 2).cloned().collect();
    if long.is_empty() { all.into_iter().collect() } else { long }
}
