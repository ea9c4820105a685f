//! The keystore: what is destroyed stays destroyed, what is noted is remembered.

use journal::{Checkpoint, LogId};
use kernel::{Administration, Digest, DossierId, Epoch, NodeId};
use store::*;

use crate::home::Home;

const KEY: [u8; 32] = *b"a key that nobody should find...";

fn id(number: u8) -> KeyId {
    let author: NodeId = "CI-1".parse().unwrap();
    let home = Administration::parse("CI").unwrap();
    let dossier = Some(DossierId::mint(&home, &author, Epoch::FIRST, [number; 16]));
    KeyId { dossier, author, class: "movement".to_owned() }
}

pub(crate) fn keys_are_kept_and_the_first_one_stays(home: &Home) {
    let mut keys = home.keys();
    keys.put(&[(id(1), [1; 32]), (id(2), [2; 32])]).unwrap();
    keys.put(&[(id(1), [9; 32])]).unwrap();
    assert_eq!(keys.get(&id(1)).unwrap(), Some([1; 32]));
    assert_eq!(home.reader_of_keys().get(&id(2)).unwrap(), Some([2; 32]));
    assert_eq!(keys.get(&id(3)).unwrap(), None);
}

pub(crate) fn a_destroyed_key_does_not_come_back(home: &Home) {
    let mut keys = home.keys();
    keys.put(&[(id(1), KEY)]).unwrap();
    keys.destroy(&id(1)).unwrap();
    keys.put(&[(id(1), KEY), (id(2), [2; 32])]).unwrap();
    for keys in [&keys, &home.reader_of_keys()] {
        assert_eq!(keys.get(&id(1)).unwrap(), None);
        assert!(keys.destroyed(&id(1)).unwrap());
        assert_eq!(keys.get(&id(2)).unwrap(), Some([2; 32]));
        assert!(!keys.destroyed(&id(2)).unwrap());
    }
}

pub(crate) fn the_longest_head_is_noted(home: &Home) {
    let mut keys = home.keys();
    let log = LogId::parse("passavant/corridor/CI-1/1/0").unwrap();
    let head = |size| Checkpoint { log: log.clone(), size, root: Digest([3; 32]) };
    keys.note_head(&head(5)).unwrap();
    keys.note_head(&head(4)).unwrap();
    drop(keys);
    assert_eq!(home.keys().noted_heads().unwrap(), [head(5)]);
}

pub(crate) fn a_copy_of_a_keystore_has_every_key_and_none_that_was_destroyed(home: &Home) {
    let Some(beside) = Home::folder(Vfs::default()) else { return };
    let (mut one, mut other) = (home.keys(), beside.keys());
    let ids: Vec<_> = (0..=255).map(|number| (id(number), [number; 32])).collect();
    one.put(&ids).unwrap();
    one.destroy(&id(7)).unwrap();
    let log = LogId::parse("passavant/corridor/CI-1/1/0").unwrap();
    one.note_head(&Checkpoint { log, size: 5, root: Digest([3; 32]) }).unwrap();
    // Some of it is there already, as after a copy that was broken off.
    other.put(&ids[..8]).unwrap();
    assert_eq!(copy_keys(one.as_ref(), other.as_mut()).unwrap(), 255);
    assert_eq!(other.get(&id(7)).unwrap(), None);
    assert!(other.destroyed(&id(7)).unwrap());
    assert_eq!(other.noted_heads().unwrap(), one.noted_heads().unwrap());
    assert_eq!(differing_keys(one.as_ref(), other.as_ref()).unwrap(), None);
    // A keystore that holds something else is no copy.
    other.put(&[(KeyId { class: "other".to_owned(), ..id(3) }, [0; 32])]).unwrap();
    let fault = copy_keys(one.as_ref(), other.as_mut()).unwrap_err();
    assert!(matches!(fault, Fault::Differs { table: "keys", row: 5 }), "{fault:?}");
}

#[test]
fn a_destroyed_key_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = SqliteKeys::open(&folder.path().join("keys.db"), &Vfs::default()).unwrap();
    keys.put(&[(id(1), KEY)]).unwrap();
    keys.destroy(&id(1)).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY));
    }
}
