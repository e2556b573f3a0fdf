//! Reads annotated articles (`NAME.json` with an `article`) and prints what `find` makes of them, in the form of
//! `sayso brief --json`: `brief_json OUT_DIR FILE…` writes `OUT_DIR/NAME.json`. What the engine finds in an article is kept
//! in `OUT_DIR/spans/` and read from there the next time, so that work on the rules need not wait for the engine: delete
//! the folder when the model or an article has changed.

use std::error::Error;
use std::path::Path;

use serde_json::{Value, json};

mod annotated;

use annotated::Example;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: brief_json OUT_DIR FILE…")?;
    let spans = Path::new(&out).join("spans");
    std::fs::create_dir_all(&spans)?;
    for file in arguments {
        let Example { gold, article, found } = Example::read(&file, &spans)?;
        let name = Path::new(&file).file_name().ok_or("no file name")?;
        let statements: Vec<Value> = sayso_statements::find_with(&article, |_, _| found)
            .iter()
            .map(|s| {
                json!({
                    "paragraph": s.paragraph, "speaker": s.speaker, "via": s.via, "cue": s.cue, "act": s.act, "quotation": s.quotation,
                    "text": s.pieces.iter().map(|p| &p.text).collect::<Vec<_>>(), "said_on": s.said_on, "confidence": s.confidence,
                })
            })
            .collect();
        std::fs::write(
            Path::new(&out).join(name),
            json!({"article": gold["article"], "statements": statements}).to_string(),
        )?;
    }
    Ok(())
}
