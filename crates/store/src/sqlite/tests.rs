//! A disk that is full.

use kernel::Epoch;

use super::*;
use crate::rows::{EntryRow, Place};
use crate::store::{Read, Store};

fn entry(index: u64) -> EntryRow {
    let place = Place { epoch: Epoch::FIRST, partition: 0, index };
    EntryRow { place, header: vec![1; 500], commitments: Vec::new(), sealed: vec![2; 5_000] }
}

#[test]
fn a_disk_that_is_full_is_said_to_be_and_takes_back_nothing_that_was_written_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut store = Sqlite::open(&path, &Vfs::default()).unwrap();
    let pages: i64 = store.db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.db.pragma_update(None, "max_page_count", pages + 40).unwrap();
    let mut kept = 0;
    let fault = loop {
        store.begin().unwrap();
        let written = store.append(&entry(kept)).and_then(|()| store.commit());
        match written {
            Ok(()) => kept += 1,
            Err(fault) => break fault,
        }
        assert!(kept < 1000, "the disk is never full");
    };
    assert!(matches!(fault, Fault::Full { .. }), "{fault:?}");
    assert!(fault.to_string().starts_with("the disk of the store is full"), "{fault}");
    assert!(kept > 0);
    drop(store);
    // Once there is room again, everything that was committed is there, and goes on.
    let mut store = Sqlite::open(&path, &Vfs::default()).unwrap();
    assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), kept);
    assert_eq!(store.broken().unwrap(), None);
    store.begin().unwrap();
    store.append(&entry(kept)).unwrap();
    store.commit().unwrap();
    assert_eq!(store.size(Epoch::FIRST, 0).unwrap(), kept + 1);
}
