//! Versions stand in the workspace manifest, and every crate takes its lints from there.

use super::Violation;
use super::tree::{File, Tree};

const RULE: &str = "manifest";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.ending("/Cargo.toml")
        .flat_map(|file| versions(file).into_iter().chain(lints(file)))
        .collect()
}

fn versions(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (line, section, text) in settings(file) {
        let inherited: String = text.split_whitespace().collect();
        if section.ends_with("dependencies") && !inherited.contains("workspace=true") {
            let remedy = "give the version in the workspace manifest, and `workspace = true` here";
            violations.push(Violation::new(&file.path, line, RULE, remedy.to_owned()));
        }
    }
    violations
}

fn lints(file: &File) -> Option<Violation> {
    let inherits = settings(file)
        .into_iter()
        .any(|(_, section, text)| section == "lints" && text.starts_with("workspace"));
    let remedy = "take the lints of the workspace: `[lints]`, `workspace = true`".to_owned();
    (!inherits).then(|| Violation::new(&file.path, 1, RULE, remedy))
}

/// The lines that set something, each with its section.
fn settings(file: &File) -> Vec<(usize, &str, &str)> {
    let mut section = "";
    let mut settings = Vec::new();
    for (line, text) in file.lines() {
        let text = text.trim();
        if text.starts_with('[') && text.ends_with(']') {
            section = text.trim_matches(['[', ']']);
        } else if text.contains('=') && !text.starts_with('#') {
            settings.push((line, section, text));
        }
    }
    settings
}
