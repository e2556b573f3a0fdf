//! Trains the choice of whom a pronoun means: `train_picking OUT.bin KEPT_DIR FILE…` reads annotated articles (as
//! `corpus/check.py --gold DIR --split train` writes them) and writes the weights. A choice teaches where the annotated
//! speaker was among those who could be meant. What the engine finds is kept in KEPT_DIR and read from there the next
//! time.

use std::error::Error;

use sayso_statements::learning;

mod annotated;

fn main() -> Result<(), Box<dyn Error>> {
    let (out, examples) = annotated::examples()?;
    let (mut lessons, mut absent, mut first) = (Vec::new(), 0, 0);
    for annotated::Example { gold, article, found } in examples {
        for (statement, choice) in learning::choices(&article, &found) {
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
