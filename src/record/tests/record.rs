//! Keeping articles and finding them again.

use sayso_record::{ArticleId, Record, RecordError, STATEMENTS_MAX};

use crate::fixtures::{article, at, statement, statements, url};

/// Runs a check on a record in memory and on one in a folder.
fn on_both(check: fn(&Record)) {
    check(&Record::in_memory());
    let folder = tempfile::tempdir().unwrap();
    let record = Record::open(folder.path()).unwrap();
    check(&record);
    for proof in [record.verify().unwrap(), record.verify_index().unwrap()] {
        assert!(proof.is_good(), "{:?}", proof.problems);
    }
}

#[test]
fn an_article_comes_back_as_it_was_kept() {
    on_both(|record| {
        let asked = url("https://harbour.example/ships?utm_source=chat#top");
        assert_eq!(record.by_address(&asked).unwrap(), None);
        let article = article(Some("https://harbour.example/ships"), "Ships");
        let id = record.keep(&asked, &article, &statements(3), at(0)).unwrap();
        assert_eq!(id, ArticleId::of(&url("https://harbour.example/ships")));
        let kept = record.by_address(&asked).unwrap().unwrap();
        assert_eq!((&kept.article, &kept.statements[..]), (&article, &statements(3)[..]));
        assert_eq!((kept.id, kept.read_at, kept.first_read_at), (id, at(0), at(0)));
        assert_eq!(record.get(&id).unwrap(), Some(kept));
    });
}

#[test]
fn every_asked_address_leads_to_the_article() {
    on_both(|record| {
        let canonical = url("https://harbour.example/ships");
        let article = article(Some(canonical.as_str()), "Ships");
        let (mobile, short) = (url("https://m.harbour.example/s/1"), url("https://short.example/x"));
        let id = record.keep(&mobile, &article, &[], at(0)).unwrap();
        assert_eq!(record.keep_redirected(&short, &mobile, &article, &[], at(1)).unwrap(), id);
        for asked in [&canonical, &mobile, &short] {
            assert_eq!(record.by_address(asked).unwrap().unwrap().id, id, "{asked}");
        }
        assert_eq!(record.stats().unwrap().articles, 1);
    });
}

#[test]
fn a_page_cannot_replace_another_sites_article() {
    on_both(|record| {
        let real = url("https://harbour.example/ships");
        record.keep(&real, &article(Some(real.as_str()), "Ships"), &statements(1), at(0)).unwrap();
        let evil = url("https://evil.example/");
        record.keep(&evil, &article(Some(real.as_str()), "Lies"), &[], at(1)).unwrap();
        assert_eq!(record.by_address(&real).unwrap().unwrap().article.title, "Ships");
        assert_eq!(record.by_address(&evil).unwrap().unwrap().article.title, "Lies");
    });
}

#[test]
fn a_new_reading_replaces_the_old_one_whole() {
    on_both(|record| {
        let asked = url("https://harbour.example/ships");
        for (second, count) in [(0, 5), (60, 2), (120, 9), (30, 0)] {
            let mut article = article(None, &format!("Reading {second}"));
            article.published = None;
            record.keep(&asked, &article, &statements(count), at(second)).unwrap();
            let kept = record.by_address(&asked).unwrap().unwrap();
            assert_eq!(kept.article, article);
            assert_eq!(kept.statements, statements(count));
            assert_eq!((kept.read_at, kept.first_read_at), (at(second), at(0)));
            let (latest, next) = record.latest(100, None).unwrap();
            assert_eq!(
                latest.len(),
                usize::try_from(count).unwrap(),
                "the index holds no statement that went"
            );
            assert_eq!(next, None);
            assert!(record.verify().unwrap().is_good());
        }
    });
}

#[test]
fn the_latest_come_first_and_the_future_is_not_believed() {
    on_both(|record| {
        let dated = [
            ("old", "2023-11-01T00:00:00Z"),
            ("new", "2023-11-10T00:00:00Z"),
            ("liar", "2999-01-01T00:00:00Z"),
        ];
        for (second, (name, published)) in (0..).zip(dated) {
            let mut article = article(None, name);
            article.published = Some(published.parse().unwrap());
            record
                .keep(&url(&format!("https://{name}.example/")), &article, &statements(2), at(second))
                .unwrap();
        }
        let (mut order, mut cursor) = (Vec::new(), None);
        loop {
            let (said, next) = record.latest(2, cursor.as_ref()).unwrap();
            order.extend(said.into_iter().map(|said| (said.article, said.number)));
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        let id = |name| ArticleId::of(&url(&format!("https://{name}.example/")));
        let expected: Vec<_> =
            ["liar", "new", "old"].iter().flat_map(|name| [(id(name), 0), (id(name), 1)]).collect();
        assert_eq!(order, expected);
        let (first, _) = record.latest(1, None).unwrap();
        assert_eq!(first[0].at, at(2), "it counts as published when it was read");
    });
}

#[test]
fn hostile_values_are_kept_or_refused_and_never_lost() {
    on_both(|record| {
        let asked = url("https://odd.example/");
        let mut odd = statement(i32::MIN);
        odd.confidence = f32::NAN;
        odd.pieces[0].text = "\0\u{202e}\u{1F600}\"\\\n".repeat(5_000);
        odd.pieces[0].end = usize::MAX;
        record.keep(&asked, &article(Some("data:text/plain,x"), ""), &[odd.clone()], at(0)).unwrap();
        let kept = record.by_address(&asked).unwrap().unwrap();
        assert_eq!(kept.statements[0].pieces, odd.pieces);
        assert_eq!(
            kept.statements[0].confidence.to_bits(),
            0.0_f32.to_bits(),
            "not a number is no confidence"
        );

        let many = vec![statement(0); STATEMENTS_MAX + 1];
        let refused = record.keep(&asked, &article(None, "many"), &many, at(1));
        assert!(matches!(refused, Err(RecordError::TooLarge { .. })));
        record.keep(&asked, &article(None, "most"), &many[..STATEMENTS_MAX], at(1)).unwrap();
        record.keep(&asked, &article(None, "again"), &many[..STATEMENTS_MAX], at(2)).unwrap();
        assert_eq!(record.by_address(&asked).unwrap().unwrap().statements.len(), STATEMENTS_MAX);
    });
}

#[test]
fn one_server_cannot_see_or_change_anothers_settings() {
    on_both(|record| {
        let (one, other) = (record.guild(1), record.guild(2));
        one.put("language", &"uk").unwrap();
        one.put("lang", &"de").unwrap();
        other.put("language", &"fr").unwrap();
        assert_eq!(one.get::<String>("language").unwrap().as_deref(), Some("uk"));
        assert_eq!(other.get::<String>("lang").unwrap(), None);
        let (named, next) = one.scan::<String>("lang", 10, None).unwrap();
        assert_eq!(named, [("lang".to_owned(), "de".to_owned()), ("language".to_owned(), "uk".to_owned())]);
        assert_eq!(next, None);
        // A cursor out of another server's scan does not lead into it.
        let (_, foreign) = one.scan::<String>("", 1, None).unwrap();
        assert_eq!(other.scan::<String>("", 10, foreign.as_ref()).unwrap().0.len(), 1);

        assert!(matches!(one.replace("lang", Some(&"uk"), &"x"), Err(RecordError::Conflict)));
        assert!(matches!(one.replace("lang", None, &"x"), Err(RecordError::Conflict)));
        one.replace("lang", Some(&"de"), &"en").unwrap();
        one.delete("language").unwrap();
        assert_eq!(one.erase().unwrap(), 1);
        assert_eq!(one.erase().unwrap(), 0);
        assert_eq!(other.get::<String>("language").unwrap().as_deref(), Some("fr"));

        assert!(matches!(one.put("", &1), Err(RecordError::BadName(_))));
        assert!(matches!(one.put(&"n".repeat(201), &1), Err(RecordError::BadName(_))));
        assert!(matches!(one.put("big", &"x".repeat(70_000)), Err(RecordError::TooLarge { .. })));
        other.put("number", &7).unwrap();
        assert!(matches!(other.get::<String>("number"), Err(RecordError::BadEntry { .. })));
    });
}

#[test]
fn it_is_there_after_a_restart_and_two_handles_are_one_record() {
    let folder = tempfile::tempdir().unwrap();
    let asked = url("https://harbour.example/ships");
    let record = Record::open(folder.path()).unwrap();
    let other = record.clone();
    record.keep(&asked, &article(None, "Ships"), &statements(3), at(0)).unwrap();
    record.close();
    assert!(other.by_address(&asked).unwrap().is_some());
    drop(other);
    let record = Record::open(folder.path()).unwrap();
    assert_eq!(record.by_address(&asked).unwrap().unwrap().statements, statements(3));
    let stats = record.stats().unwrap();
    assert_eq!((stats.articles, stats.statements, stats.commits), (1, 3, 1));
}

/// Takes one entry away, or adds one that belongs to nothing, below the record.
#[test]
fn a_look_at_everything_finds_what_lacks_its_companion() {
    use sayso_record::{Batch, KeyRange, Keyspace, MemoryStore, Store};
    use std::sync::Arc;
    for space in
        [Keyspace::Aliases, Keyspace::Articles, Keyspace::Index, Keyspace::Latest, Keyspace::Statements]
    {
        for take in [true, false] {
            let store = Arc::new(MemoryStore::new());
            let record = Record::on(store.clone());
            let canonical = "https://www.harbour.example/ships";
            let asked = url("https://harbour.example/ships");
            record.keep(&asked, &article(Some(canonical), "Ships"), &statements(3), at(0)).unwrap();
            assert!(record.verify().unwrap().is_good());
            let page = store.scan(space, &KeyRange::all(), 1, None).unwrap();
            let (key, value) = page.entries.into_iter().next().unwrap();
            let mut batch = Batch::new();
            if take {
                batch.delete(space, key);
            } else if space == Keyspace::Aliases {
                batch.put(space, key, [7; 16]);
            } else {
                // The same under another article's number.
                let other: Vec<u8> = key.iter().map(|byte| !byte).collect();
                batch.put(space, other, value);
            }
            store.commit(batch).unwrap();
            let proof = record.verify().unwrap();
            // An alias that was taken away is not missed by anything, and an article more has no statements.
            assert_eq!(
                proof.is_good(),
                take && space == Keyspace::Aliases,
                "{space:?} {take} {:?}",
                proof.problems
            );
        }
    }
}
