//! What a search costs, and what becomes of lists that were made before there was one.

use kernel::NameKind;
use rusqlite::Connection;

use super::super::schema::{STORE, migrate};
use super::*;
use crate::{Read, Vfs};

#[test]
fn lists_of_an_earlier_schema_are_made_anew_from_the_events() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let db = Connection::open(&path).unwrap();
    migrate(&db, &STORE[..1]).unwrap();
    db.execute_batch(
        "INSERT INTO views VALUES ('CI.CI-1.1.00000000000000000000000000000001', 'movement',
             'released', 7, NULL, NULL);
         UPDATE texts SET text = '7' WHERE name = 'viewed';",
    )
    .unwrap();
    drop(db);
    let store = Sqlite::open(&path, &Vfs::default()).unwrap();
    assert_eq!(store.views(&Search::of("movement"), None, 9).unwrap(), []);
    assert_eq!(store.viewed().unwrap(), 0);
}

/// How SQLite goes about a search.
fn plan(search: &Search) -> String {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("store.db"), &Vfs::default()).unwrap();
    let (sql, bound) = statement(search, Some(9), 50);
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    let steps = store.all("plan", &sql, params_from_iter(bound), |row| row.get::<_, String>(3));
    steps.unwrap().join("; ")
}

#[test]
fn no_search_sorts_or_reads_a_whole_table() {
    let trader = Name::new(NameKind::Trader, "CI1");
    let office = Name::new(NameKind::Office, "CIABJ000");
    let day: Date = "2026-11-24".parse().unwrap();
    for names in [vec![], vec![trader.clone()], vec![trader, office]] {
        for phase in [None, Some("released".to_owned())] {
            for concern in [None, Some("overdue".to_owned())] {
                for (from, until) in [(None, None), (Some(day), Some(day))] {
                    let (names, phase, concern) = (names.clone(), phase.clone(), concern.clone());
                    let kind = "movement".to_owned();
                    let search = Search { kind, names, phase, concern, from, until };
                    let plan = plan(&search);
                    assert!(!plan.contains("TEMP B-TREE"), "{search:?}: {plan}");
                    assert!(!plan.contains("SCAN"), "{search:?}: {plan}");
                }
            }
        }
    }
}

#[test]
fn what_is_not_as_it_should_be_is_looked_for_among_that_alone() {
    let concern = Some("overdue".to_owned());
    let plan = plan(&Search { concern, ..Search::of("movement") });
    assert!(plan.contains("views_wrong"), "{plan}");
}
