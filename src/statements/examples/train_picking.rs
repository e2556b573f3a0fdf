//! Trains the choice of whom a pronoun means: `train_picking OUT.bin KEPT_DIR FILE…` reads annotated articles (as
//! `corpus/check.py --gold DIR --split train` writes them) and writes the weights. A choice teaches where the annotated
//! speaker was among those who could be meant. What the engine finds is kept in KEPT_DIR and read from there the next
//! time.

use std::error::Error;
use std::path::Path;
use std::sync::LazyLock;

use sayso_attribution::Engine;
use sayso_statements::learning;
use serde_json::Value;

mod annotated;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: train_picking OUT.bin KEPT_DIR FILE…";
    let (out, kept) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    std::fs::create_dir_all(&kept)?;
    let engine = LazyLock::new(|| Engine::embedded().expect("the embedded model is whole"));
    let (mut lessons, mut absent, mut first) = (Vec::new(), 0, 0);
    for file in arguments {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let article = annotated::article(&gold["article"], gold["language"].as_str());
        let text = annotated::text(&article);
        let kept = Path::new(&kept).join(Path::new(&file).file_name().ok_or("no file name")?);
        let found = annotated::attributions_of(&kept, || engine.attributions_in(&article.language, &text));
        for (statement, choice) in learning::choices(&article, &found.unwrap_or_default()) {
            let own = statement.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
            let Some(speaker) = annotated::speaker_of(&gold, &own) else { continue };
            let right: Vec<bool> = choice
                .names
                .iter()
                .map(|name| name.as_ref().is_some_and(|name| speaker.contains(&annotated::key(name))))
                .collect();
            if !right.contains(&true) {
                absent += 1;
                continue;
            }
            first += usize::from(right[0]);
            lessons.push((choice, right));
        }
    }
    eprintln!("{} choices, in {first} the rules' first is right; {absent} times nobody is", lessons.len());
    std::fs::write(out, learning::fit_choices(&lessons))?;
    Ok(())
}
