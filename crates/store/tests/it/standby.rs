//! A store on a server with a standby: which of the two is used, and what is taken for kept.

use std::thread;

use store::*;
use testkit::{Server, Standby};

use crate::contract::written;

/// Ends the wait of whatever waits for the standby, as an operator may who finds it hanging.
const CANCEL: &str =
    "SELECT count(pg_cancel_backend(pid)) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
const WAITS: &str = "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

fn write(named: &str, text: &str) -> Result<(), Fault> {
    let mut store = Postgres::open(named)?;
    store.begin()?;
    store.put_text("a", text)?;
    store.commit()
}

fn kept(named: &str) -> Option<String> {
    Postgres::read_only(named).unwrap().text("a").unwrap()
}

#[test]
fn of_several_servers_the_one_is_used_that_takes_writes() {
    let Some(mut server) = Server::with_standby(Standby::Synchronous) else { return };
    let named = server.named().to_owned();
    let (hosts, rest) = named.split_once(' ').unwrap();
    let (first, standby) = hosts.strip_prefix("host=").unwrap().split_once(',').unwrap();
    let turned = format!("host={standby},{first} {rest}");
    write(&turned, "1").unwrap();
    assert_eq!(kept(&named).as_deref(), Some("1"));
    // The standby alone is one that may take the place of another some time.
    let alone = write(&format!("host={standby} {rest}"), "2").unwrap_err();
    server.stop();
    let nobody = write(&named, "2").unwrap_err();
    assert!(alone.is_passing() && nobody.is_passing(), "{alone:?} {nobody:?}");
    let said = format!("the database postgres at {first} or {standby} could not be opened");
    assert_eq!(nobody.to_string(), said);
    server.promote();
    for named in [&named, &turned] {
        assert_eq!(kept(named).as_deref(), Some("1"));
        write(named, "1").unwrap();
    }
}

#[test]
fn a_commit_that_was_made_to_give_up_waiting_for_the_standby_is_in_doubt() {
    let Some(mut server) = Server::with_standby(Standby::Synchronous) else { return };
    let mut store = Postgres::open(server.named()).unwrap();
    written(&mut store, |store| store.put_text("a", "1").unwrap());
    server.part();
    store.begin().unwrap();
    store.put_text("a", "2").unwrap();
    let fault = thread::scope(|scope| {
        let committed = scope.spawn(move || {
            let committed = store.commit();
            assert!(matches!(store.begin(), Err(Fault::Doubtful)));
            committed
        });
        server.until(CANCEL);
        committed.join().unwrap().unwrap_err()
    });
    assert!(matches!(fault, Fault::Warned { .. }) && fault.is_passing(), "{fault:?}");
    // It is there, and will not be where the standby takes over.
    assert_eq!(kept(server.named()).as_deref(), Some("2"));
    server.promote();
    assert_eq!(kept(server.named()).as_deref(), Some("1"));
}

#[test]
fn nothing_is_built_on_what_a_server_shows_before_its_standby_has_it() {
    let Some(mut server) = Server::with_standby(Standby::Synchronous) else { return };
    let named = server.named().to_owned();
    let keys = format!("{named} dbname=keys");
    server.run("CREATE DATABASE keys");
    write(&named, "1").unwrap();
    drop(PostgresKeys::open(keys.as_str()).unwrap());
    server.part();
    thread::scope(|scope| {
        let committed = scope.spawn(|| write(&named, "2"));
        server.until(WAITS);
        server.stop();
        assert!(committed.join().unwrap().unwrap_err().is_passing());
    });
    server.go_on();
    assert_eq!(kept(&named).as_deref(), Some("2"), "nobody was told so, and it is there");
    let sure: [&(dyn Fn() -> Result<(), Fault> + Sync); 2] =
        [&|| Postgres::open(named.as_str())?.make_sure(), &|| {
            PostgresKeys::open(keys.as_str())?.make_sure()
        }];
    for make_sure in sure {
        let fault = thread::scope(|scope| {
            let sure = scope.spawn(make_sure);
            server.until(CANCEL);
            sure.join().unwrap().unwrap_err()
        });
        assert!(matches!(fault, Fault::Warned { .. }), "{fault:?}");
    }
}
