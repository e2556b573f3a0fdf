//! A look at everything that lies in sled, compared with what the tally says must be there.

use sled::Tree;

use crate::caught::caught;
use crate::error::{RecordError, one_line};
use crate::parts::{self, read_whole};
use crate::sled_files::PARTS_TREE;
use crate::sled_writer::META_KEY;
use crate::store::{Keyspace, Proof, bad_entry};
use crate::tally::{PARTS, TREES, Tally};
use crate::values;

/// The tally that was written with the last commit.
pub(crate) fn read_tally(trees: &[Tree]) -> Result<Tally, String> {
    let sealed = caught(|| trees[TREES].get(META_KEY))?
        .map_err(|error| one_line(&error.to_string()))?
        .ok_or("its count of entries is missing")?;
    let (_, bytes) =
        values::unseal(META_KEY, &sealed).map_err(|bad| format!("its count of entries: {bad}"))?;
    Tally::decode(bytes).ok_or_else(|| "its count of entries has another form".to_owned())
}

/// Reads everything and compares it with `tally`.
pub(crate) fn prove(trees: &[Tree], tally: &Tally) -> Result<Proof, RecordError> {
    let mut proof = Proof::default();
    let mut found = Tally::empty(tally.sequence);
    let mut parts_named = 0;
    for space in Keyspace::ALL {
        let looked = caught(|| -> sled::Result<()> {
            for entry in &trees[space.index()] {
                let (key, head) = entry?;
                found.note(space.index(), &key, None, Some(&head));
                match read_whole(space, &key, &head, |part: &[u8]| trees[PARTS].get(part))? {
                    Ok(_) => {
                        proof.entries += 1;
                        parts_named += parts::count(&key, &head);
                    }
                    Err(bad) => proof.problem(bad_entry(space, &key, bad).to_string()),
                }
            }
            Ok(())
        });
        if let Some(why) = failure(looked) {
            proof.problem(format!("{}: cannot be read to its end ({why})", space.name()));
        }
    }
    let mut parts_found = 0;
    let looked = caught(|| -> sled::Result<()> {
        for entry in &trees[PARTS] {
            let (key, part) = entry?;
            found.note(PARTS, &key, None, Some(&part));
            parts_found += 1;
        }
        Ok(())
    });
    if let Some(why) = failure(looked) {
        proof.problem(format!("{PARTS_TREE}: cannot be read to its end ({why})"));
    }
    if parts_found != parts_named {
        proof.problem(format!("{parts_named} parts belong to values, {parts_found} are there"));
    }
    for (tree, expected, counted) in tally.differences(&found) {
        let name = Keyspace::ALL.get(tree).map_or(PARTS_TREE, |space| space.name());
        proof.problem(format!("{name}: not what was written ({expected} entries expected, {counted} found)"));
    }
    Ok(proof)
}

fn failure(looked: Result<sled::Result<()>, String>) -> Option<String> {
    match looked {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(one_line(&error.to_string())),
        Err(panic) => Some(panic),
    }
}
