//! Who may read what a node keeps: whoever runs it, and no other account of the machine.

use std::fs::{Permissions, read_dir, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::papers::guarantee;
use crate::region::{OFFICER, Place, Region};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// What is in the folders of store and keystore now, with the modes of all of it.
fn kept(place: &Place) -> Vec<(PathBuf, u32)> {
    let paths = &place.config.paths;
    let mut kept = Vec::new();
    for folder in [&paths.store, &paths.keystore].map(|file| file.parent().unwrap()) {
        kept.push((folder.to_owned(), mode(folder)));
        for entry in read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            kept.push((path.clone(), mode(&path)));
        }
    }
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn store_and_keystore_are_for_their_owner_alone_also_where_they_were_not() {
    let mut region = Region::start().await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    let for_owner =
        |(path, mode): &(PathBuf, u32)| *mode == if path.is_dir() { 0o700 } else { 0o600 };
    let at_work = kept(&region.sn);
    // Two files of the store beside it while it is at work, two of the keystore, and the lock.
    assert!(at_work.len() >= 7, "{at_work:?}");
    assert!(at_work.iter().all(for_owner), "{at_work:?}");
    region.sn.stop().await;
    let files = |place: &Place| kept(place).into_iter().filter(|(path, _)| path.is_file());
    for (path, _) in files(&region.sn) {
        set_permissions(path, Permissions::from_mode(0o644)).unwrap();
    }
    region.sn.start().await;
    let again = kept(&region.sn);
    assert!(again.iter().all(for_owner), "{again:?}");
    region.stop().await;
}
