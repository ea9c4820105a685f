//! What must not be stored: large files, files that are no text, and places on our machines.

use super::Violation;
use super::tree::{File, Tree};

const RULE: &str = "stored";
const SIZE_BYTES_MAX: usize = 200 * 1024;

/// What grows with the product, is compared by a test, and is read by others as it is.
const LARGER: &[(&str, usize)] = &[("docs/openapi.json", 1024 * 1024)];

/// Folders of the machines we write on. In halves, for this file is read too.
const OURS: &[&str] = &[concat!("/wo", "rk/"), concat!("/tmp/", "bash")];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.files().iter().flat_map(|file| form(file).into_iter().chain(places(file))).collect()
}

fn form(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    let larger = LARGER.iter().find(|(path, _)| *path == file.path);
    if file.size_bytes > larger.map_or(SIZE_BYTES_MAX, |(_, most)| *most) {
        let size = file.size_bytes / 1024;
        let remedy = format!("{size} kB are too much to keep for ever: fetch it, or generate it");
        violations.push(Violation::new(&file.path, 1, RULE, remedy));
    }
    if !file.is_text {
        let remedy = "no text: nobody can read what changes in it".to_owned();
        violations.push(Violation::new(&file.path, 1, RULE, remedy));
    }
    violations
}

fn places(file: &File) -> Vec<Violation> {
    let ours = file.lines().filter(|(_, text)| OURS.iter().any(|place| text.contains(place)));
    let remedy = "a folder of one machine: say it relative to the repository";
    ours.map(|(line, _)| Violation::new(&file.path, line, RULE, remedy.to_owned())).collect()
}
