//! SQLite on a disk that fails: what was committed stays, whatever was tried before.

use disk::Disk;
use store::{Fault, Read, Sqlite, Store, Vfs};

fn open(disk: &Disk) -> Sqlite {
    assert!(disk::register());
    Sqlite::open(&disk.path("store.db"), &Vfs::named(disk::VFS)).unwrap()
}

fn keep(store: &mut Sqlite, name: &str) -> Result<(), Fault> {
    store.begin()?;
    store.put_text(name, &"what is kept ".repeat(400))?;
    store.commit()
}

/// A process whose commit cannot be synced, and ends.
fn failed_commit(disk: &Disk) {
    let mut store = open(disk);
    store.make_sure().unwrap();
    keep(&mut store, "before").unwrap();
    disk.fail_sync(disk.sync_count());
    assert!(keep(&mut store, "failed").is_err());
    disk.cut();
    drop(store);
    disk.start();
}

#[test]
fn what_is_committed_after_a_failed_sync_survives_a_power_cut() {
    let mut lost_without = 0;
    for seed in 0..30 {
        for makes_sure in [true, false] {
            let disk = Disk::new(seed);
            failed_commit(&disk);
            let mut store = open(&disk);
            if makes_sure {
                store.make_sure().unwrap();
            }
            keep(&mut store, "after").unwrap();
            disk.cut();
            drop(store);
            disk.power_on();
            let store = open(&disk);
            let kept = ["before", "after"].map(|name| store.text(name).unwrap().is_some());
            if makes_sure {
                assert_eq!(kept, [true, true], "{seed}");
            } else if kept != [true, true] {
                lost_without += 1;
            }
        }
    }
    // The disk does what this is about.
    assert!(lost_without > 0);
}

#[test]
fn a_store_that_somebody_reads_as_it_was_is_not_opened_for_writing() {
    let disk = Disk::new(1);
    let mut store = open(&disk);
    keep(&mut store, "first").unwrap();
    let reader = store.reader().unwrap();
    reader.hold_still().unwrap();
    assert!(reader.text("first").unwrap().is_some());
    keep(&mut store, "second").unwrap();
    assert!(matches!(store.make_sure(), Err(Fault::InUse)));
    reader.let_go().unwrap();
    store.make_sure().unwrap();
    assert!(store.text("second").unwrap().is_some());
}
