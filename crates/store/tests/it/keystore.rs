//! The keystore: what is destroyed stays destroyed, what is noted is remembered.

use journal::{Checkpoint, LogId};
use kernel::{Administration, Digest, DossierId, Epoch, NodeId};
use store::{KeyId, Keys, SqliteKeys, Vfs};

fn id(number: u8) -> KeyId {
    let author: NodeId = "CI-1".parse().unwrap();
    let home = Administration::parse("CI").unwrap();
    let dossier = Some(DossierId::mint(&home, &author, Epoch::FIRST, [number; 16]));
    KeyId { dossier, author, class: "movement".to_owned() }
}

fn open(folder: &std::path::Path) -> SqliteKeys {
    SqliteKeys::open(&folder.join("keys.db"), &Vfs::default()).unwrap()
}

#[test]
fn keys_are_kept_and_the_first_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = open(folder.path());
    keys.put(&[(id(1), [1; 32]), (id(2), [2; 32])]).unwrap();
    keys.put(&[(id(1), [9; 32])]).unwrap();
    assert_eq!(keys.get(&id(1)).unwrap(), Some([1; 32]));
    assert_eq!(keys.reader().unwrap().get(&id(2)).unwrap(), Some([2; 32]));
    assert_eq!(keys.get(&id(3)).unwrap(), None);
}

#[test]
fn a_destroyed_key_is_in_no_file_and_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = open(folder.path());
    let key = *b"a key that nobody should find...";
    keys.put(&[(id(1), key)]).unwrap();
    keys.destroy(&id(1)).unwrap();
    keys.put(&[(id(1), key)]).unwrap();
    assert_eq!(keys.get(&id(1)).unwrap(), None);
    assert!(keys.destroyed(&id(1)).unwrap());
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(key.len()).any(|window| window == key));
    }
}

#[test]
fn the_longest_head_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = open(folder.path());
    let log = LogId::parse("passavant/corridor/CI-1/1/0").unwrap();
    let head = |size| Checkpoint { log: log.clone(), size, root: Digest([3; 32]) };
    keys.note_head(&head(5)).unwrap();
    keys.note_head(&head(4)).unwrap();
    drop(keys);
    assert_eq!(open(folder.path()).noted_heads().unwrap(), [head(5)]);
}
