//! A database that an earlier program wrote is brought up to date, whichever step of its schema it has.

use std::sync::Barrier;
use std::thread;

use kernel::Epoch;
use postgres::{Client, NoTls};
use store::*;
use testkit::Database;

use crate::contract::{dossier, node, place, written};
use crate::filled::{fill, row_counts};

/// What each step made, as it stood when it was new: what has run somewhere is never changed, and this
/// says whether it was.
const STEPS: [&str; 2] =
    [include_str!("../../testdata/postgres-1.sql"), include_str!("../../testdata/postgres-2.sql")];

fn open(database: &Database) -> Postgres {
    Postgres::open(database.named()).unwrap()
}

fn asked(database: &Database, sql: &str) -> Vec<String> {
    let mut client = Client::connect(database.named(), NoTls).unwrap();
    client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
}

/// A database as it is after so many steps, with what another has in the tables and columns there are by
/// then.
fn after(steps: usize, filled: &Database) -> Option<Database> {
    let database = Database::new()?;
    STEPS[..steps].iter().for_each(|step| database.run(step));
    let [from] = &asked(filled, "SELECT current_schema()::text")[..] else { return None };
    database.run(&format!(
        "DO $$ DECLARE t TEXT; c TEXT; BEGIN
             FOR t, c IN SELECT table_name, string_agg(quote_ident(column_name), ', ')
                 FROM information_schema.columns
                 WHERE table_schema = current_schema() GROUP BY table_name
             LOOP
                 EXECUTE format('TRUNCATE %I', t);
                 EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM {from}.%I', t, c, c, t);
             END LOOP;
         END $$"
    ));
    database.run(&format!(
        "CREATE TABLE schema_steps (what TEXT PRIMARY KEY, step BIGINT NOT NULL);
         INSERT INTO schema_steps VALUES ('store', {steps})"
    ));
    Some(database)
}

/// A database with rows of every table, without those that no program wrote before the last step.
fn filled() -> Option<Database> {
    let database = Database::new()?;
    let mut store = open(&database);
    written(&mut store, |store| (0..20).for_each(|number| fill(store, number)));
    let empty: Vec<_> = row_counts(&store)
        .into_iter()
        .filter(|(_, count)| *count == 0)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(empty, [""; 0]);
    drop(store);
    database.run("DELETE FROM erasures; UPDATE items SET of_epoch = 0");
    Some(database)
}

/// Every column and index of a database.
fn shape(database: &Database) -> Vec<String> {
    let columns = "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable,
                                    column_default, collation_name)
                   FROM information_schema.columns WHERE table_schema = current_schema()
                   ORDER BY table_name, column_name";
    let indexes = "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes
                   WHERE schemaname = current_schema() ORDER BY indexname";
    [asked(database, columns), asked(database, indexes)].concat()
}

#[test]
fn a_database_of_an_earlier_step_has_all_its_rows_and_goes_on_like_a_new_one() {
    let Some(filled) = filled() else { return };
    let mut new = open(&filled);
    let mut databases = Vec::new();
    for steps in 1..=STEPS.len() {
        let Some(database) = after(steps, &filled) else { return };
        // Whoever only reads changes nothing.
        let fault = Postgres::snapshot(database.named()).map(drop).unwrap_err();
        let unknown = matches!(fault, Fault::Damaged { doing: "find a schema it knows" });
        assert!(unknown, "{fault:?}");
        let store = open(&database);
        assert_eq!(differing(&new, &store).unwrap(), None, "after {steps}");
        assert_eq!(row_counts(&store), row_counts(&new), "after {steps}");
        assert_eq!(shape(&database), shape(&filled), "after {steps}");
        assert_eq!(store.broken().unwrap(), None);
        assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), 20);
        assert_eq!(store.alarms_about("CI-7").unwrap().len(), 1);
        drop(store);
        databases.push(database);
    }
    // Everything is written as in a database that was new, with the same numbers.
    written(&mut new, |store| fill(store, 20));
    for database in &databases {
        let mut store = open(database);
        written(&mut store, |store| fill(store, 20));
        assert_eq!(differing(&new, &store).unwrap(), None);
        let items = store.items(&node("TG-1"), Epoch(21), 0, 0, 9).unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].1.epoch, Some(Epoch(1)));
        let before = store.items(&node("TG-1"), Epoch(8), 0, 0, 9).unwrap();
        assert_eq!(before[0].1.epoch, None, "what was numbered before was of its own epoch");
        let erased = store.erasures_of(&dossier(20)).unwrap();
        assert_eq!(erased.iter().map(|row| row.place).collect::<Vec<_>>(), [place(20)]);
        assert_eq!(asked(database, "SELECT step::text FROM schema_steps"), ["3"]);
    }
}

#[test]
fn processes_of_a_later_program_that_start_at_once_bring_a_database_up_to_date_once() {
    let Some(filled) = filled() else { return };
    let Some(database) = after(1, &filled) else { return };
    let (barrier, new) = (Barrier::new(4), open(&filled));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                barrier.wait();
                assert_eq!(open(&database).size(Epoch::FIRST, 0).unwrap(), 20);
            });
        }
    });
    assert_eq!(differing(&new, &open(&database)).unwrap(), None);
    assert_eq!(shape(&database), shape(&filled));
}
