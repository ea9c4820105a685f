//! A mutant of which nothing can be said is missed, and the others are tried all the same.

use std::path::PathBuf;

use super::*;

/// A folder with one file in it, and a patch that fits that file and one that does not.
fn tree(folder: &Path) -> (PathBuf, PathBuf, PathBuf) {
    let tree = folder.join("tree");
    fs::create_dir(&tree).unwrap();
    fs::write(tree.join("rule"), "a\nb\nc\n").unwrap();
    let patch = |name: &str, line: &str| {
        let path = folder.join(name);
        let text = format!(
            "What it breaks.\n\n--- a/rule\n+++ b/rule\n@@ -1,3 +1,3 @@\n a\n-{line}\n+x\n c\n"
        );
        fs::write(&path, text).unwrap();
        path
    };
    (tree.clone(), patch("fits.patch", "b"), patch("does-not-fit.patch", "d"))
}

#[test]
fn a_patch_that_does_not_fit_is_missed_and_the_next_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    let (tree, fits, unfit) = tree(folder.path());
    let read = || fs::read_to_string(tree.join("rule")).unwrap();
    let missed = tried(&tree, &unfit, || panic!("it is not tried")).unwrap();
    let caught = tried(&tree, &fits, || {
        assert_eq!(read(), "a\nx\nc\n");
        Ok(json!({ "caught": true, "seeds": 3, "promise": "money", "detail": "twice" }))
    });
    assert_eq!(read(), "a\nb\nc\n");
    let told = [missed, caught.unwrap()].map(|mutant| mutant.as_json());
    let expected = [
        json!({
            "name": "does-not-fit", "caught": false, "seeds": 0, "promise": null, "detail": UNFIT,
        }),
        json!({
            "name": "fits", "caught": true, "seeds": 3, "promise": "money", "detail": "twice",
        }),
    ];
    assert_eq!(told, expected);
}

#[test]
fn code_that_does_not_build_is_missed_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let (tree, fits, _) = tree(folder.path());
    let missed = tried(&tree, &fits, || anyhow::bail!("it does not build")).unwrap();
    let expected = json!({
        "name": "fits", "caught": false, "seeds": 0, "promise": null, "detail": UNTRIED,
    });
    assert_eq!(missed.as_json(), expected);
    assert_eq!(fs::read_to_string(tree.join("rule")).unwrap(), "a\nb\nc\n");
}
