//! What only a store on a server can be asked: who may open it, who waits for whom, and what is left
//! of it when the server goes away.

use std::sync::Barrier;
use std::sync::mpsc::channel;
use std::thread;

use postgres::{Client, NoTls};
use store::*;
use testkit::{Database, Server};

use crate::contract::{entry, told, written};
use crate::lists::view;

fn open(database: &Database) -> Postgres {
    Postgres::open(database.named()).unwrap()
}

/// Asks the server beside the store until it answers with a number, or has been asked too often.
fn until(database: &Database, sql: &str, wanted: i64) {
    let mut client = Client::connect(database.named(), NoTls).unwrap();
    let mut answers = (0..100_000).map(|_| client.query_one(sql, &[]).unwrap().get::<_, i64>(0));
    assert!(answers.any(|answer| answer == wanted), "{sql} is never {wanted}");
}

#[test]
fn processes_that_start_at_once_on_an_empty_database_all_open_it() {
    let (Some(store), Some(keys)) = (Database::new(), Database::new()) else { return };
    let barrier = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                barrier.wait();
                assert_eq!(open(&store).told_after(0, 9).unwrap(), []);
                assert_eq!(PostgresKeys::open(keys.named()).unwrap().noted_heads().unwrap(), []);
            });
        }
    });
    let mut store = open(&store);
    assert_eq!(written(&mut store, |store| store.tell(&told(1, Source::Foreign(1))).unwrap()), 1);
}

#[test]
fn a_database_of_a_later_program_is_refused() {
    let (Some(store), Some(keys)) = (Database::new(), Database::new()) else { return };
    drop((open(&store), PostgresKeys::open(keys.named()).unwrap()));
    for database in [&store, &keys] {
        database.run("UPDATE schema_steps SET step = 99");
    }
    let faults = [
        Postgres::open(store.named()).map(drop),
        Postgres::snapshot(store.named()).map(drop),
        PostgresKeys::open(keys.named()).map(drop),
    ];
    for (fault, steps) in faults.into_iter().zip([3, 3, 1]) {
        let fault = fault.unwrap_err();
        let newer = matches!(fault, Fault::Newer { found: 99, known } if known == steps);
        assert!(newer, "{fault:?}");
    }
}

#[test]
fn a_database_that_is_only_to_be_read_is_not_made() {
    let Some(database) = Database::new() else { return };
    assert!(Postgres::snapshot(database.named()).is_err());
    assert!(PostgresKeys::read_only(database.named()).is_err());
    open(&database);
}

#[test]
fn a_store_is_not_kept_beside_the_keys_that_open_it() {
    let (Some(one), Some(other)) = (Database::new(), Database::new()) else { return };
    drop((open(&one), PostgresKeys::open(other.named()).unwrap()));
    let (keys, store) = (PostgresKeys::open(one.named()), Postgres::open(other.named()));
    assert!(matches!(keys.map(drop).unwrap_err(), Fault::Together));
    assert!(matches!(store.map(drop).unwrap_err(), Fault::Together));
}

#[test]
fn a_database_is_claimed_by_all_who_share_it_or_by_one() {
    let Some(database) = Database::new() else { return };
    let [one, other, alone] = [open(&database), open(&database), open(&database)];
    one.claim(true).unwrap();
    other.claim(true).unwrap();
    let fault = alone.claim(false).unwrap_err();
    assert!(matches!(fault, Fault::Claimed { .. }) && fault.is_passing(), "{fault:?}");
    drop((one, other));
    // They may take a moment to be gone.
    alone.claim(false).unwrap();
    let fault = open(&database).claim(true).unwrap_err();
    assert!(matches!(fault, Fault::Claimed { .. }), "{fault:?}");
}

#[test]
fn a_server_that_is_away_may_come_back_and_what_else_is_wrong_stays_so() {
    let Some(mut server) = Server::start(&[]) else { return };
    let mut store = Postgres::open(server.named()).unwrap();
    store.begin().unwrap();
    server.stop();
    let gone = store.put_text("a", "b").and_then(|()| store.commit()).unwrap_err();
    let closed = Postgres::open(server.named()).map(drop).unwrap_err();
    server.go_on();
    let unknown = format!("{} dbname=nowhere", server.named());
    let unknown = Postgres::open(unknown.as_str()).map(drop).unwrap_err();
    let passing = [gone, closed, unknown].map(|fault| fault.is_passing());
    assert_eq!(passing, [true, true, false]);
    assert_eq!(Postgres::open(server.named()).unwrap().text("a").unwrap(), None);
}

#[test]
fn a_server_that_may_lose_what_it_has_committed_is_refused() {
    for (options, setting) in
        [(["-c", "fsync=off"], "fsync"), (["-c", "full_page_writes=off"], "full_page_writes")]
    {
        let Some(server) = Server::start(&options) else { return };
        let fault = Postgres::open(server.named()).unwrap_err();
        assert_eq!(fault.to_string(), format!("the server has {setting} = off, and needs on"));
    }
}

#[test]
fn another_machine_is_not_spoken_to_in_the_clear_unless_that_is_said() {
    let refused = |named: &str| match Postgres::open(named).unwrap_err() {
        Fault::InTheClear { host } => host,
        fault => panic!("{fault:?}"),
    };
    assert_eq!(refused("host=db.example user=passavant"), "db.example");
    assert_eq!(refused("postgresql://passavant@192.0.2.7/store"), "192.0.2.7");
    assert_eq!(refused("host=localhost,192.0.2.7 user=passavant"), "192.0.2.7");
    // Nobody listens there, and it is asked all the same.
    let here = "host=127.0.0.1 port=1 user=passavant password=secret dbname=store";
    let fault = Postgres::open(here).unwrap_err();
    assert_eq!(fault.to_string(), "the database store at 127.0.0.1 could not be opened");
    assert!(!format!("{fault:?}").contains("secret"));
    assert!(matches!(Postgres::open("no such thing").unwrap_err(), Fault::Named { .. }));
}

#[test]
fn whoever_begins_while_another_writes_waits_at_the_server_and_numbers_after_him() {
    let Some(database) = Database::new() else { return };
    let (mut one, mut other) = (open(&database), open(&database));
    let follower = one.reader().unwrap();
    let (begun, beginning) = channel();
    one.begin().unwrap();
    assert_eq!(one.tell(&told(1, Source::Foreign(1))).unwrap(), 1);
    thread::scope(|scope| {
        let seq = scope.spawn(move || {
            other.begin().unwrap();
            begun.send(()).unwrap();
            assert_eq!(other.told_after(0, 9).unwrap().len(), 1);
            let seq = other.tell(&told(2, Source::Foreign(2))).unwrap();
            other.commit().unwrap();
            seq
        });
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                       AND application_name = current_setting('application_name')";
        until(&database, waiting, 1);
        assert!(beginning.try_recv().is_err());
        assert_eq!(follower.told_after(0, 9).unwrap(), []);
        one.commit().unwrap();
        assert_eq!(seq.join().unwrap(), 2);
    });
    let seqs: Vec<i64> = follower.told_after(0, 9).unwrap().iter().map(|told| told.seq).collect();
    assert_eq!(seqs, [1, 2]);
}

#[test]
fn a_process_that_is_gone_leaves_nothing_and_keeps_nobody_waiting() {
    let Some(database) = Database::new() else { return };
    let (mut one, mut other) = (open(&database), open(&database));
    one.begin().unwrap();
    one.append(&entry(0)).unwrap();
    one.put_text("a", "1").unwrap();
    assert_eq!(one.text("a").unwrap().as_deref(), Some("1"));
    drop(one);
    written(&mut other, |store| store.append(&entry(0)).unwrap());
    assert_eq!(other.text("a").unwrap(), None);
}

#[test]
fn a_commit_that_the_server_did_not_answer_is_never_tried_again() {
    let Some(database) = Database::new() else { return };
    let mut store = open(&database);
    written(&mut store, |store| store.append(&entry(0)).unwrap());
    store.begin().unwrap();
    store.append(&entry(1)).unwrap();
    database.cut();
    assert!(matches!(store.commit().unwrap_err(), Fault::Server { .. }));
    // Nothing that is asked of it afterwards is answered as if all were well.
    let answers = [
        store.commit(),
        store.roll_back(),
        store.begin(),
        store.size(entry(0).place.epoch, 0).map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer.unwrap_err(), Fault::Doubtful | Fault::Server { .. }));
    }
    assert_eq!(open(&database).entries(entry(0).place, 9).unwrap(), [entry(0)]);
}

#[test]
fn a_commit_that_the_server_refused_leaves_the_store_in_doubt() {
    let Some(database) = Database::new() else { return };
    let mut store = open(&database);
    database.run(
        "ALTER TABLE documents ADD CONSTRAINT once UNIQUE (note) DEFERRABLE INITIALLY DEFERRED",
    );
    store.begin().unwrap();
    store.put_document("directory", 1, "the same").unwrap();
    store.put_document("directory", 2, "the same").unwrap();
    assert!(matches!(store.commit().unwrap_err(), Fault::Server { .. }));
    for answer in [store.commit(), store.begin(), store.text("a").map(drop)] {
        assert!(matches!(answer.unwrap_err(), Fault::Doubtful));
    }
    assert_eq!(open(&database).documents().unwrap(), []);
}

#[test]
fn a_transaction_in_which_a_statement_failed_is_not_committed() {
    let Some(database) = Database::new() else { return };
    let mut store = open(&database);
    store.begin().unwrap();
    store.put_text("a", "1").unwrap();
    // Two dossiers cannot have begun with one event.
    for number in [1, 2] {
        store.put_view(&ViewRow { begun: 7, ..view(number, "released") }, &[]).unwrap();
    }
    assert!(matches!(store.phases("movement").unwrap_err(), Fault::Server { .. }));
    assert!(store.commit().is_err());
    store.roll_back().unwrap();
    assert_eq!(store.text("a").unwrap(), None);
    written(&mut store, |store| store.put_text("a", "2").unwrap());
    assert_eq!(open(&database).text("a").unwrap().as_deref(), Some("2"));
}

#[test]
fn nothing_is_written_outside_of_a_transaction_or_by_a_reader() {
    let Some(database) = Database::new() else { return };
    let mut store = open(&database);
    let fault = store.put_text("a", "1").unwrap_err();
    assert!(matches!(fault, Fault::Outside { doing: "keep a text" }), "{fault:?}");
    assert!(store.judge(1, "").is_err());
    let mut reader = store.reader().unwrap();
    assert!(reader.begin().is_err());
    assert_eq!(store.text("a").unwrap(), None);
}

#[test]
fn a_log_that_is_not_as_long_as_its_head_says_is_broken() {
    let Some(database) = Database::new() else { return };
    let mut store = open(&database);
    written(&mut store, |store| (0..3).for_each(|index| store.append(&entry(index)).unwrap()));
    assert_eq!(store.broken().unwrap(), None);
    database.run("DELETE FROM entries WHERE place = (SELECT min(place) + 1 FROM entries)");
    let said = store.broken().unwrap();
    assert_eq!(said.as_deref(), Some("log 1/0 has 2 entries, and its head says 3"));
}
