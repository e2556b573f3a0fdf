//! Exports, imports, and the way back from a damaged store.

use std::fs;
use std::path::Path;

use sayso_record::{Opening, Record, RecordError, check_export};

use crate::fixtures::{article, at, statements, url};

/// A record with articles of several lengths, settings, and values that are not text.
fn fill(record: &Record) {
    for (second, count) in (0..).zip([0, 1, 7, 40]) {
        let asked = url(&format!("https://harbour.example/{count}?utm_source=x"));
        let canonical = format!("https://www.harbour.example/{count}");
        record
            .keep(&asked, &article(Some(&canonical), &format!("Nr. {count}")), &statements(count), at(second))
            .unwrap();
    }
    record.guild(7).put("language", &"uk").unwrap();
    record.guild(8).put("odd \u{0}\n", &vec![0, 255]).unwrap();
}

fn exported(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::new();
    record.export(&mut bytes).unwrap();
    bytes
}

/// The lines of an export but the first, which holds the number of commits.
fn entries(export: &[u8]) -> Vec<String> {
    std::str::from_utf8(export)
        .unwrap()
        .lines()
        .skip(1)
        .filter(|line| !line.contains("\"end\""))
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_export_makes_the_same_record_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record::in_memory();
    fill(&record);
    let export = exported(&record);
    let other = Record::open(folder.path()).unwrap();
    let summary = other.import(&mut export.as_slice()).unwrap();
    assert_eq!((summary.articles, summary.statements, summary.settings), (4, 48, 2));
    assert_eq!(entries(&exported(&other)), entries(&export), "to the byte, from another engine too");
    assert!(other.verify().unwrap().is_good());
    let asked = url("https://harbour.example/7");
    assert_eq!(other.by_address(&asked).unwrap(), record.by_address(&asked).unwrap());
    assert!(!folder.path().join("import.making").exists());
}

#[test]
fn the_form_of_an_export_stays() {
    let record = Record::in_memory();
    record.guild(7).put("language", &"uk").unwrap();
    let export = String::from_utf8(exported(&record)).unwrap();
    let expected = concat!(
        r#"{"sayso":"record","format":2,"sequence":1}"#,
        "\n",
        r#"{"space":"guilds","key":"00000000000000076c616e6775616765","text":"\"uk\"","crc":4231275790}"#,
        "\n",
        r#"{"end":true,"entries":1,"sha256":"45847495ba84aa672533403d2f65f0dba27e1703bcee028d0f55faf618748f1d"}"#,
        "\n",
    );
    assert_eq!(export, expected);
}

#[test]
fn what_the_record_holds_stays_as_it_is() {
    let (record, other) = (Record::in_memory(), Record::in_memory());
    fill(&record);
    let asked = url("https://www.harbour.example/7");
    other.keep(&asked, &article(None, "Newer"), &statements(2), at(99)).unwrap();
    other.guild(7).put("language", &"de").unwrap();
    for (round, articles) in [(1, 3), (2, 0)] {
        let summary = other.import(&mut exported(&record).as_slice()).unwrap();
        assert_eq!(summary.articles, articles, "round {round}");
        assert_eq!(other.by_address(&asked).unwrap().unwrap().statements, statements(2));
        assert_eq!(other.guild(7).get::<String>("language").unwrap().as_deref(), Some("de"));
        assert!(other.verify().unwrap().is_good());
    }
}

#[test]
fn an_import_that_was_ended_halfway_is_finished_by_another() {
    let record = Record::in_memory();
    fill(&record);
    let export = exported(&record);
    // What a killed import leaves: everything but the articles.
    let half = Record::in_memory();
    half.import(&mut without_articles(&export).as_slice()).unwrap();
    assert!(!half.verify().unwrap().is_good());
    assert_eq!(half.by_address(&url("https://harbour.example/7")).unwrap(), None);
    half.import(&mut export.as_slice()).unwrap();
    assert!(half.verify().unwrap().is_good());
    assert_eq!(entries(&exported(&half)), entries(&export));
}

/// The export with its articles taken out and its last line made anew.
fn without_articles(export: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let text = std::str::from_utf8(export).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("\"space\":\"articles\"") && !line.contains("\"end\""))
        .collect();
    let body = kept.join("\n") + "\n";
    let sum: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{body}{{\"end\":true,\"entries\":{},\"sha256\":\"{sum}\"}}\n", kept.len() - 1).into_bytes()
}

#[test]
fn no_damaged_export_is_taken_in() {
    let record = Record::in_memory();
    fill(&record);
    let export = exported(&record);
    let refused = |bytes: &[u8], what: &str| {
        let empty = Record::in_memory();
        let error = empty.import(&mut &*bytes).unwrap_err();
        assert!(matches!(error, RecordError::BadExport { .. }), "{what}: {error}");
        assert!(!error.to_string().contains('\n'), "{what}");
        assert_eq!(empty.stats().unwrap().commits, 0, "{what}: nothing was written");
    };
    // Every byte of the first lines and the last, and some of the middle.
    let places = (0..600).chain((600..export.len()).step_by(199)).chain(export.len() - 120..export.len());
    for place in places {
        let mut bad = export.clone();
        bad[place] ^= 4;
        refused(&bad, &format!("byte {place} changed"));
    }
    let lines: Vec<&[u8]> = export.split_inclusive(|&byte| byte == b'\n').collect();
    for number in 0..lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(number);
        refused(&fewer.concat(), &format!("line {number} removed"));
        refused(&lines[..number].concat(), &format!("cut off at line {number}"));
    }
    refused(&export[..export.len() - 1], "last byte cut off");
    refused(&[&export[..], b"\n"].concat(), "something at the end");
    refused(&[&export[..], &export[..]].concat(), "twice");
    refused(b"", "nothing");
    refused(br#"{"sayso":"record","format":2}"#, "newer, cut");
    refused(b"{\"sayso\":\"record\",\"format\":2,\"sequence\":1}\n", "newer");
}

#[test]
fn an_export_is_written_whole_or_not_at_all_and_old_ones_go() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record::in_memory();
    fill(&record);
    fs::write(folder.path().join("record-notes.txt"), "mine").unwrap();
    for second in 0..5 {
        let (path, summary) = record.export_into(folder.path(), at(second), 3).unwrap();
        assert_eq!(check_export(&path).unwrap(), summary);
    }
    assert_eq!(
        names(folder.path()),
        [
            "record-20231114T221322Z.jsonl",
            "record-20231114T221323Z.jsonl",
            "record-20231114T221324Z.jsonl",
            "record-notes.txt",
        ]
    );
    assert!(record.export_to(&folder.path().join("no/such/folder.jsonl")).is_err());
}

#[test]
fn a_day_has_one_export() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record::in_memory();
    fill(&record);
    const DAY_S: i64 = 24 * 60 * 60;
    // The first instant is 22:13 UTC: two hours later is another day.
    for (second, written) in [(0, true), (60, false), (2 * 3600, true), (DAY_S, false), (2 * DAY_S, true)] {
        let export = record.export_of_day(folder.path(), at(second), 2).unwrap();
        assert_eq!(export.is_some(), written, "after {second} s");
    }
    assert_eq!(names(folder.path()), ["record-20231115T001320Z.jsonl", "record-20231116T221320Z.jsonl"]);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn a_damaged_store_is_moved_aside_and_the_newest_good_export_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (home, exports) = (folder.path().join("record"), folder.path().join("exports"));
    let (record, opening) = Record::open_or_restore(&home, &exports).unwrap();
    assert_eq!(opening, Opening::Whole);
    fill(&record);
    record.export_into(&exports, at(0), 7).unwrap();
    let (bad, _) = record.export_into(&exports, at(1), 7).unwrap();
    drop(record);
    fs::write(&bad, "not an export").unwrap();
    let conf = home.join("store/sled/conf");
    fs::remove_file(&conf).unwrap();

    let (record, opening) = Record::open_or_restore(&home, &exports).unwrap();
    let Opening::Restored(restoration) = opening else { panic!("it was damaged") };
    assert_eq!(restoration.summary.articles, 4);
    assert_eq!(restoration.passed_over.len(), 1);
    assert!(restoration.aside.join("sled/db").exists(), "the damaged store is kept");
    assert!(!restoration.to_string().contains('\n'));
    assert_eq!(
        record.by_address(&url("https://harbour.example/40")).unwrap().unwrap().statements,
        statements(40)
    );
    assert!(record.verify().unwrap().is_good());
    drop(record);
    assert_eq!(Record::open_or_restore(&home, &exports).unwrap().1, Opening::Whole);
}

#[test]
fn without_a_good_export_nothing_is_moved() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("record");
    drop(Record::open(&home).unwrap());
    fs::remove_file(home.join("store/sled/db")).unwrap();
    let error = Record::open_or_restore(&home, &folder.path().join("none")).unwrap_err();
    assert!(error.is_damage() && error.to_string().contains("no export"), "{error}");
    assert_eq!(names(&home), ["lock", "store"]);
}

#[test]
fn a_restore_that_was_killed_is_finished_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record::open(folder.path()).unwrap();
    fill(&record);
    drop(record);
    fs::rename(folder.path().join("store"), folder.path().join("store.restored")).unwrap();
    let record = Record::open(folder.path()).unwrap();
    assert_eq!(record.stats().unwrap().articles, 4);
}

/// The file was written by another program from the description of the format; it must be read for ever.
/// Where this fails after a change of a type, the new field needs a default.
#[test]
fn an_export_of_format_1_is_read() {
    let record = Record::in_memory();
    record.import(&mut include_bytes!("golden/export-1.jsonl").as_slice()).unwrap();
    assert!(record.verify().unwrap().is_good());
    let kept = record.by_address(&url("https://m.harbour.example/s/1")).unwrap().unwrap();
    assert_eq!(kept.article.title, "Ships wait for the tide");
    assert_eq!(kept.article.paragraphs.len(), 2);
    let said: Vec<_> = kept.statements.iter().map(|statement| statement.pieces[0].text.as_str()).collect();
    assert_eq!(said, ["We wait,", "declined to comment"]);
    assert_eq!(record.latest(9, None).unwrap().0.len(), 2);
    assert_eq!(record.guild(7).get::<String>("language").unwrap().as_deref(), Some("uk"));
}
