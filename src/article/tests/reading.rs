//! Pages of our own making, read: `fixtures/x.html` and what is expected of it in `fixtures/x.expected.json`.
//! To see what is read now: `cargo run -p sayso-article --example print_article -- FILE…`.

use std::path::Path;

use sayso_article::{Story, Unreadable};
use serde_json::{Value, json};

#[test]
fn every_fixture_reads_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut read = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let html = std::fs::read_to_string(&path).unwrap();
            let expected = std::fs::read_to_string(path.with_extension("expected.json")).unwrap();
            let expected: Value = serde_json::from_str(&expected).unwrap();
            let found = shown(sayso_article::read_story(&html, None));
            assert_eq!(found, expected, "{}", path.display());
            read += 1;
        }
    }
    assert!(read >= 20, "only {read} fixtures were found");
}

fn shown(story: Result<Story, Unreadable>) -> Value {
    match story {
        Ok(story) => serde_json::to_value(&story).unwrap_or_default(),
        Err(error) => json!({ "unreadable": error.to_string() }),
    }
}
