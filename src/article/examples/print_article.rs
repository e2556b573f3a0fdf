//! Prints what is read from HTML files as JSON: `cargo run -p sayso-article --example print_article -- FILE…`

#![expect(clippy::print_stdout, reason = "the example prints what was read")]

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let html = std::fs::read_to_string(file)?;
        let value = match sayso_article::read_story(&html, None) {
            Ok(story) => serde_json::to_value(&story)?,
            Err(error) => serde_json::json!({ "unreadable": error.to_string() }),
        };
        println!("{value:#}");
    }
    Ok(())
}
