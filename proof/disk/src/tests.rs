//! SQLite on a disk that fails.

use rusqlite::{Connection, OpenFlags};

use super::*;

fn try_open(disk: &Disk) -> rusqlite::Result<Connection> {
    assert!(register());
    let db = Connection::open_with_flags_and_vfs(disk.path("a.db"), OpenFlags::default(), VFS)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, b BLOB)",
    )?;
    Ok(db)
}

fn open(disk: &Disk) -> Connection {
    try_open(disk).unwrap()
}

fn add(db: &Connection, number: i64) -> rusqlite::Result<usize> {
    db.execute("INSERT INTO t VALUES (?1, zeroblob(3000))", [number])
}

fn rows(db: &Connection) -> Vec<i64> {
    assert_eq!(db.query_row("PRAGMA integrity_check", [], |row| row.get(0)), Ok("ok".to_owned()));
    let mut all = db.prepare("SELECT n FROM t ORDER BY n").unwrap();
    let rows = all.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn what_was_committed_survives_a_power_cut_before_any_effect() {
    let effects = {
        let disk = Disk::new(1);
        let db = open(&disk);
        (0..4).for_each(|number| assert!(add(&db, number).is_ok()));
        disk.effect_count()
    };
    for effect in 0..effects {
        let disk = Disk::new(effect);
        disk.cut_power_before(effect);
        let told: Vec<i64> = match try_open(&disk) {
            Ok(db) => (0..4).take_while(|number| add(&db, *number).is_ok()).collect(),
            Err(_) => Vec::new(),
        };
        assert!(!disk.is_on() || told.len() == 4);
        disk.power_on();
        let kept = rows(&open(&disk));
        assert!(kept.len() == told.len() || kept.len() == told.len() + 1, "{effect}");
        assert!(kept.starts_with(&told), "{effect}: {told:?} {kept:?}");
    }
}

#[test]
fn what_was_not_synced_can_be_lost() {
    let lost = (0..20).any(|seed| {
        let disk = Disk::new(seed);
        let db = open(&disk);
        db.execute_batch("PRAGMA synchronous = OFF").unwrap();
        add(&db, 1).unwrap();
        disk.cut();
        drop(db);
        disk.power_on();
        rows(&open(&disk)).is_empty()
    });
    assert!(lost);
}

#[test]
fn a_killed_process_loses_nothing_that_it_wrote() {
    let disk = Disk::new(3);
    let db = open(&disk);
    db.execute_batch("PRAGMA synchronous = OFF").unwrap();
    add(&db, 1).unwrap();
    disk.cut();
    drop(db);
    disk.start();
    assert_eq!(rows(&open(&disk)), [1]);
}

#[test]
fn a_failed_sync_fails_the_commit_and_a_full_disk_says_so() {
    let disk = Disk::new(4);
    let db = open(&disk);
    add(&db, 1).unwrap();
    disk.fail_sync(disk.sync_count());
    assert!(add(&db, 2).is_err());
    add(&db, 3).unwrap();
    disk.set_room(Some(disk.used()));
    let full = add(&db, 4).unwrap_err();
    assert_eq!(full.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull));
    disk.set_room(None);
    add(&db, 5).unwrap();
    assert_eq!(rows(&db), [1, 3, 5]);
}

#[test]
fn two_connections_see_each_other_and_wait_for_each_other() {
    let disk = Disk::new(5);
    let (writer, other) = (open(&disk), open(&disk));
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    add(&writer, 1).unwrap();
    assert_eq!(rows(&other), []);
    assert!(add(&other, 2).is_err());
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(rows(&other), [1]);
    add(&other, 2).unwrap();
    assert_eq!(rows(&writer), [1, 2]);
}

#[test]
fn an_image_puts_back_what_was_there() {
    let disk = Disk::new(6);
    let db = open(&disk);
    add(&db, 1).unwrap();
    let image = disk.image();
    add(&db, 2).unwrap();
    disk.cut();
    drop(db);
    disk.put_back(&image, "a.db");
    disk.start();
    assert_eq!(rows(&open(&disk)), [1]);
}

#[test]
fn a_call_that_goes_wrong_fails_what_needed_it_and_nothing_else() {
    for trouble in [Trouble::Refused, Trouble::Torn, Trouble::Full] {
        let mut failed = 0;
        for call in 0.. {
            let disk = Disk::new(7);
            let db = open(&disk);
            add(&db, 1).unwrap();
            let before = disk.call_count();
            disk.fail_call(before + call, trouble);
            let added = add(&db, 2).is_ok();
            failed += u32::from(!added);
            if disk.call_count() <= before + call {
                assert!(added, "{trouble:?}: nothing went wrong");
                break;
            }
            disk.cut();
            drop(db);
            disk.start();
            let kept = rows(&open(&disk));
            assert!(kept == [1] || kept == [1, 2], "{trouble:?} {call}: {kept:?}");
            assert!(!added || kept == [1, 2], "{trouble:?} {call}: what was acknowledged is lost");
        }
        assert!(failed > 0, "{trouble:?}");
    }
}
