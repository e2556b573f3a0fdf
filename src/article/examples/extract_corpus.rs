//! Prints what is read from a corpus, a JSON line a page, for scoring:
//! `cargo run --release -p sayso-article --example extract_corpus -- FOLDER [--weights FILE] [--part 1/4] [--scores ID]`
//!
//! With `--scores` it prints what the weights think of each block of the pages whose id holds ID.
//!
//! FOLDER holds `gold.jsonl` (only `id`, `url` and `publisher` are read) and `pages/*.html.gz`.

#![expect(clippy::print_stdout, reason = "the example prints predictions")]

use std::error::Error;
use std::io::Read;
use std::path::Path;

use sayso_article::Story;
use sayso_article::learning::Weights;
use url::Url;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        let value = arguments.get(at + 1).cloned();
        arguments.drain(at..(at + 2).min(arguments.len()));
        value
    };
    let weights = option("--weights").map(std::fs::read_to_string).transpose()?;
    let weights = weights.map(|text| Weights::parse(&text)).transpose()?;
    let part = option("--part");
    let part = part.as_deref().and_then(|part| part.split_once('/'));
    let part = part
        .map(|(fold, folds)| Ok::<_, std::num::ParseIntError>((fold.parse::<u32>()?, folds.parse::<u32>()?)));
    let part = part.transpose()?;
    let scores = option("--scores");
    let folder = Path::new(&arguments[0]);
    for line in std::fs::read_to_string(folder.join("gold.jsonl"))?.lines() {
        let gold: serde_json::Value = serde_json::from_str(line)?;
        let id = gold["id"].as_str().unwrap_or_default();
        let publisher = gold["publisher"].as_str().unwrap_or(id);
        let hash =
            publisher.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
        if part.is_some_and(|(fold, folds)| (hash >> 4) % folds != fold) {
            continue;
        }
        let name = id.rsplit('/').next().unwrap_or_default();
        let packed = std::fs::read(folder.join("pages").join(format!("{name}.html.gz")))?;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
        let html = String::from_utf8_lossy(&bytes);
        let url = gold["url"].as_str().and_then(|url| Url::parse(url).ok());
        if let (Some(only), Some(weights)) = (&scores, &weights) {
            if id.contains(only.as_str()) {
                for (text, first, second) in weights.scores(&html, url.as_ref())? {
                    println!("{first:.2} {second:.2} {}", text.chars().take(110).collect::<String>());
                }
            }
            continue;
        }
        let story = match &weights {
            Some(weights) => weights.read(&html, url.as_ref()),
            None => sayso_article::read_story(&html, url.as_ref()),
        };
        let printed = match story {
            Ok(story) => serde_json::json!({
                "id": id,
                "text": story.lines().join("\n"),
                "paragraphs": story.lines(),
                "title": story.article.title,
                "authors": story.article.authors,
                "date": story.article.published.map(|date| date.day().to_string()),
                "site": story.article.outlet,
                "lang": story.article.language,
                "article": brief(&story),
                "kinds": story.article.paragraphs.iter().map(|paragraph| paragraph.kind).collect::<Vec<_>>(),
                "standfirst": story.standfirst,
                "headings": story.headings,
            }),
            Err(error) => serde_json::json!({ "id": id, "text": "", "error": error.to_string() }),
        };
        println!("{printed}");
    }
    Ok(())
}

/// The article in the form of a brief: paragraphs as texts.
fn brief(story: &Story) -> serde_json::Value {
    let article = &story.article;
    serde_json::json!({
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "authors": article.authors,
        "published": article.published,
        "modified": article.modified,
        "language": article.language,
        "origin": article.origin,
        "paragraphs": article.paragraphs.iter().map(|paragraph| &paragraph.text).collect::<Vec<_>>(),
    })
}
