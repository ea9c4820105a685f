//! What is taken of a folder at a time.

use super::*;

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
