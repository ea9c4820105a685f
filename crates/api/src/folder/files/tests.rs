//! What is taken of a folder at a time, and what never is.

use std::os::unix::fs::symlink;

use rustix::fs::{CWD, FileType, mknodat};

use super::*;

fn pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

#[test]
fn nothing_is_read_that_was_put_in_the_place_of_a_file_since_the_folder_was_looked_at() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::at(place.path(), false);
    let mut passed_over = BTreeSet::new();
    assert!(folder.waiting(&mut passed_over).unwrap().0.is_empty());
    let (path, elsewhere) = (place.path().join("in/a.xml"), place.path().join("elsewhere"));
    fs::write(&elsewhere, b"not for the node").unwrap();
    let link = |path: &Path| symlink(&elsewhere, path).unwrap();
    let inside = |path: &Path| fs::create_dir(path).unwrap();
    let others: [&dyn Fn(&Path); 3] = [&link, &pipe, &inside];
    for put in others {
        fs::write(&path, b"a").unwrap();
        let (files, _) = folder.waiting(&mut passed_over).unwrap();
        assert_eq!(folder.read(&files[0], 1).unwrap().as_deref(), Some(&b"a"[..]));
        fs::remove_file(&path).unwrap();
        put(&path);
        assert!(folder.read(&files[0], 1).is_err());
        assert!(folder.withheld(&files[0]).is_err());
        // The next look passes it over.
        assert!(folder.waiting(&mut passed_over).unwrap().0.is_empty());
        fs::remove_file(&path).or_else(|_| fs::remove_dir(&path)).unwrap();
    }
    assert_eq!(passed_over.len(), 1);
}

#[test]
fn of_a_folder_that_fills_only_the_first_files_are_taken_at_a_time() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::at(place.path(), false);
    assert!(!folder.waiting(&mut BTreeSet::new()).unwrap().1);
    let inbox = place.path().join("in");
    for number in (0..600).rev() {
        fs::write(inbox.join(format!("{number:04}.xml")), b"").unwrap();
    }
    fs::write(inbox.join(".hidden"), b"").unwrap();
    fs::write(inbox.join("0000.part"), b"").unwrap();
    fs::create_dir(inbox.join("0000-a-folder")).unwrap();
    let mut passed_over = BTreeSet::new();
    let mut seen = Vec::new();
    loop {
        let (waiting, more) = folder.waiting(&mut passed_over).unwrap();
        assert!(waiting.len() <= FILES_MAX);
        for file in &waiting {
            seen.push(file.name.clone());
            folder.remove(file).unwrap();
        }
        if !more {
            break;
        }
    }
    let expected: Vec<_> = (0..600).map(|number| format!("{number:04}.xml")).collect();
    assert_eq!(seen, expected);
    assert_eq!(passed_over.len(), 1);
}
