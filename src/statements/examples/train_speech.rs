//! Trains the model of what is speech: `train_speech OUT.bin KEPT_DIR FILE…` reads annotated articles (as
//! `corpus/check.py --gold DIR --split train` writes them) and writes the weights. An attribution of the engine's is
//! speech where an annotated statement has mostly the same words; one like an optional statement teaches nothing.
//! What the engine finds is kept in KEPT_DIR and read from there the next time.

use std::collections::BTreeSet;
use std::error::Error;

use sayso_statements::learning;

mod annotated;

fn main() -> Result<(), Box<dyn Error>> {
    let (out, examples) = annotated::examples()?;
    let mut lessons = Vec::new();
    for annotated::Example { gold, article, found } in examples {
        let scalars: Vec<char> = annotated::text(&article).chars().collect();
        let statements: Vec<(BTreeSet<String>, bool)> = gold["statements"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|s| {
                (annotated::words(&annotated::told(&s["text"])), s["optional"].as_bool().unwrap_or_default())
            })
            .collect();
        for lesson in learning::lessons(&article, &found) {
            let pieces = found[lesson.attribution].content.iter().map(|span| &scalars[span.start..span.end]);
            let own =
                annotated::words(&pieces.flat_map(|piece| piece.iter().chain(&[' '])).collect::<String>());
            let alike = statements.iter().map(|(said, optional)| (annotated::alike(&own, said), *optional));
            let (most, optional) = alike.fold((0.0, false), |most, of| if of.0 > most.0 { of } else { most });
            if most < 0.5 || !optional {
                lessons.push((lesson, most >= 0.5));
            }
        }
    }
    let unknown = lessons.iter().filter(|(lesson, _)| !lesson.known).count();
    let speech = lessons.iter().filter(|(_, is_speech)| *is_speech).count();
    eprintln!(
        "{} attributions, {speech} of them speech, {unknown} that the rules do not know",
        lessons.len()
    );
    std::fs::write(out, learning::fit(&lessons))?;
    Ok(())
}
