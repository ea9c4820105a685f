//! The first line of every file says what the file is for.

use super::Violation;
use super::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let headless = tree.rust().filter(|file| {
        let head = file.text.lines().next().and_then(|first| first.strip_prefix("//!"));
        head.is_none_or(|head| head.trim().is_empty())
    });
    let remedy = "begin with `//!` and one sentence that says what the file is for";
    headless.map(|file| Violation::new(&file.path, 1, "head", remedy.to_owned())).collect()
}
