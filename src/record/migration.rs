//! Stores of older formats: what opening one will do, and the test that it does.
//!
//! Format 1 had five keyspaces; 2 has the work that is due, feeds, the index and revisions beside them. Opening
//! a store of format 1 adds what it lacks: the mark is written anew, the count of entries with the next commit,
//! and the index is made of the articles. Nothing that was kept is rewritten. An older sayso then refuses it.

use std::path::Path;

use crate::error::RecordError;
use crate::folder::{self, Home};
use crate::mark::{FORMAT, Mark};
use crate::record::Record;
use crate::sled_store::{SledOptions, SledStore};
use crate::store::Keyspace;

/// What opening a store of an older format will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// The format found.
    pub from: u16,
    /// The format that it will have.
    pub to: u16,
    /// Articles that the index will be made of.
    pub articles: u64,
    /// Their statements.
    pub statements: u64,
}

impl std::fmt::Display for Migration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Migration { from, to, articles, statements } = self;
        write!(f, "the record has format {from} and will have format {to} when it is opened: ")?;
        write!(f, "{articles} articles with {statements} statements are indexed, nothing else is rewritten")
    }
}

/// What migrating did, or would do. Its text says so in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrated {
    /// There is no record in the folder.
    Nothing,
    /// It has today's format.
    Current,
    /// A dry run: so it would be changed.
    Planned(Migration),
    /// It has today's format now.
    Done {
        /// The format found, where it was an older one.
        from: Option<u16>,
        /// Articles whose entries in the index were made anew.
        made: u64,
    },
}

impl std::fmt::Display for Migrated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Migrated::Nothing => f.write_str("there is no record yet: nothing to change"),
            Migrated::Current => {
                write!(f, "the record has format {FORMAT}, which is today's: nothing is rewritten; ")?;
                f.write_str("what is searched by an older version's rules is indexed anew when it is opened")
            }
            Migrated::Planned(migration) => migration.fmt(f),
            Migrated::Done { from: Some(from), made } => {
                write!(f, "the record had format {from} and has format {FORMAT} now; ")?;
                write!(f, "{made} articles were indexed anew")
            }
            Migrated::Done { from: None, made } => {
                write!(f, "the record has format {FORMAT} as before; {made} articles were indexed anew")
            }
        }
    }
}

impl Record {
    /// Brings the record in a folder to today's format, which opening it does as well; a dry run tells what would
    /// change, and changes nothing.
    ///
    /// # Errors
    /// As [`Record::migration`], and for one that is no dry run as [`Record::open`].
    pub fn migrate(path: &Path, dry_run: bool) -> Result<Migrated, RecordError> {
        let planned = Record::migration(path)?;
        if !Home::of(path).exists() && !Home::restored(path).exists() {
            return Ok(Migrated::Nothing);
        }
        if dry_run {
            return Ok(planned.map_or(Migrated::Current, Migrated::Planned));
        }
        let record = SledStore::open(path, SledOptions::default()).map(Record::in_folder)?;
        let made = record.warm()?.made;
        Ok(Migrated::Done { from: planned.map(|planned| planned.from), made })
    }

    /// What opening the record in a folder would change, without changing anything; none where there is no
    /// record or nothing to change.
    ///
    /// # Errors
    /// [`RecordError::InUse`], [`RecordError::Newer`], or [`RecordError::Damaged`] where the mark cannot be read.
    pub fn migration(path: &Path) -> Result<Option<Migration>, RecordError> {
        let home = Home::of(path);
        if !home.mark().is_file() {
            return Ok(None);
        }
        let _lock = folder::lock(path)?;
        let damaged = |why: &str| RecordError::Damaged { path: path.to_path_buf(), why: why.to_owned() };
        let marked = Mark::open(&home.mark())?.ok_or_else(|| damaged("its mark is not whole"))?;
        let entries = |space: Keyspace| marked.tally.entries(space.index());
        Ok((marked.format < FORMAT).then(|| Migration {
            from: marked.format,
            to: FORMAT,
            articles: entries(Keyspace::Articles),
            statements: entries(Keyspace::Statements),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use sayso_article::{Article, BlockKind, Paragraph};

    use crate::sled_files::open_sled;
    use crate::sled_writer::META_KEY;
    use crate::tally::{KEYSPACES_OF_FORMAT_1, TREES};
    use crate::values;

    fn article(number: usize) -> Article {
        Article {
            url: None,
            outlet: Some("The Harbour Post".to_owned()),
            title: format!("Ships {number}"),
            authors: Vec::new(),
            published: None,
            modified: None,
            language: "en".to_owned(),
            origin: None,
            // Long and of many words, so that it lies in several parts.
            paragraphs: (0..300)
                .map(|part| Paragraph {
                    text: format!("Line {part} of {number} says {}", part * 7_919 * (number + 3)),
                    kind: BlockKind::Paragraph,
                })
                .collect(),
        }
    }

    /// Makes of a record's folder what a sayso of format 1 would have left: fewer trees, a shorter tally, the
    /// shorter mark.
    fn age(path: &Path) {
        let home = Home::of(path);
        let tally = Mark::open(&home.mark()).unwrap().unwrap().tally.without_later_keyspaces();
        let (db, trees) = open_sled(path, &home, SledOptions::default()).unwrap();
        let old = tally.encode_as_format_1();
        trees[TREES].insert(META_KEY, values::seal(META_KEY, 0, &old)).unwrap();
        for space in Keyspace::ALL.into_iter().filter(|space| !KEYSPACES_OF_FORMAT_1.contains(space)) {
            assert!(db.drop_tree(space.name()).unwrap());
        }
        db.flush().unwrap();
        drop((trees, db));
        let mut slot = b"sayso-rc\x00\x01".to_vec();
        slot.extend(&old);
        slot.extend(values::Crc::of(&slot).to_be_bytes());
        let mut mark = vec![0; 8_192];
        mark[..slot.len()].copy_from_slice(&slot);
        mark[4_096..4_096 + slot.len()].copy_from_slice(&slot);
        std::fs::write(home.mark(), mark).unwrap();
    }

    #[test]
    fn migrating_tells_first_and_does_then() {
        let folder = tempfile::tempdir().unwrap();
        let (path, now) = (folder.path(), jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(Record::migrate(path, false).unwrap(), Migrated::Nothing);
        assert_eq!(std::fs::read_dir(path).unwrap().count(), 0, "nothing is made");
        let record = Record::open(path).unwrap();
        record.keep(&"https://a.example/".parse().unwrap(), &article(1), &[], now).unwrap();
        drop(record);
        assert_eq!(Record::migrate(path, true).unwrap(), Migrated::Current);
        age(path);
        let planned = Record::migrate(path, true).unwrap();
        assert!(matches!(planned, Migrated::Planned(Migration { from: 1, to: FORMAT, articles: 1, .. })));
        assert_eq!(Record::migrate(path, true).unwrap(), planned, "a dry run changes nothing");
        assert_eq!(Record::migrate(path, false).unwrap(), Migrated::Done { from: Some(1), made: 1 });
        assert_eq!(Record::migrate(path, false).unwrap(), Migrated::Done { from: None, made: 0 });
        for told in [Migrated::Nothing, Migrated::Current, planned] {
            assert!(!told.to_string().contains('\n'), "{told}");
        }
    }

    #[test]
    fn a_store_of_format_1_opens_with_all_that_it_held_and_is_found_by_words() {
        let folder = tempfile::tempdir().unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;
        let address = |number: usize| format!("https://a.example/{number}").parse::<url::Url>().unwrap();
        let record = Record::open(folder.path()).unwrap();
        for number in 0..5 {
            record.keep(&address(number), &article(number), &[], now).unwrap();
        }
        // A long setting lies in parts under the keyspace's own number.
        let long: Vec<u32> = (0..5_000).map(|number: u32| number.wrapping_mul(2_654_435_761)).collect();
        record.guild(7).put("long", &long).unwrap();
        drop(record);
        age(folder.path());

        let before = std::fs::read(Home::of(folder.path()).mark()).unwrap();
        let planned = Record::migration(folder.path()).unwrap().unwrap();
        assert_eq!((planned.from, planned.to, planned.articles), (1, FORMAT, 5));
        assert!(!planned.to_string().contains('\n'));
        assert_eq!(
            std::fs::read(Home::of(folder.path()).mark()).unwrap(),
            before,
            "a dry run changes nothing"
        );

        for _ in 0..2 {
            let record = Record::open(folder.path()).unwrap();
            let proof = record.verify().unwrap();
            assert!(proof.is_good(), "{:?}", proof.problems);
            assert_eq!(record.by_address(&address(3)).unwrap().unwrap().article, article(3));
            assert_eq!(record.guild(7).get::<Vec<u32>>("long").unwrap(), Some(long.clone()));
            assert_eq!(record.with_index(|index| index.size().articles).unwrap(), 5);
            drop(record);
            assert_eq!(Record::migration(folder.path()).unwrap(), None);
        }
    }
}
