//! Where the mark stands in a message.

use super::*;

#[test]
fn the_mark_stands_behind_the_declaration_and_what_is_real_stays_as_it_is() {
    let message = b"<?xml version=\"1.0\"?>\n<a>?></a>".to_vec();
    assert_eq!(marked(false, message.clone()), message);
    let text = String::from_utf8(marked(true, message)).unwrap();
    let (before, behind) = text.split_once("<!--").unwrap();
    assert_eq!(before, "<?xml version=\"1.0\"?>\n");
    let (comment, behind) = behind.split_once("-->").unwrap();
    assert_eq!(behind, "\n<a>?></a>");
    assert!(!comment.contains("--"));
    for said in ["training", "exercice", "treino"] {
        assert!(comment.to_lowercase().contains(said), "{comment}");
    }
    let bare = String::from_utf8(marked(true, b"<a>?></a>".to_vec())).unwrap();
    assert!(bare.starts_with("<!--") && bare.ends_with("-->\n<a>?></a>"), "{bare}");
}

#[test]
fn the_name_of_a_file_says_what_it_is() {
    assert_eq!(name(true, "a.xml"), "TRAINING-a.xml");
    assert_eq!(name(false, "a.xml"), "a.xml");
}
