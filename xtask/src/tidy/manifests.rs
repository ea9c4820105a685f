//! Versions stand in the workspace manifest, and every crate takes its lints from there.

use super::Violation;
use super::tree::{File, Tree};

const RULE: &str = "manifest";
/// What may be unsafe, and why: SQLite calls a way to the disk through C. These have every other lint of
/// the workspace, and a manifest takes either all of them or none.
const UNSAFE: [&str; 2] = ["crates/pagesum/Cargo.toml", "proof/disk/Cargo.toml"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let inherited = |file| match tree.file("Cargo.toml") {
        Some(workspace) if file_is_unsafe(file) => own_lints(file, workspace),
        _ => lints(file).into_iter().collect(),
    };
    tree.ending("/Cargo.toml")
        .filter(|file| !is_apart(file))
        .flat_map(|file| versions(file).into_iter().chain(inherited(file)))
        .collect()
}

/// Whether a package is a workspace of its own, as `fuzz` is: it can inherit nothing from ours, and
/// nothing of ours is built of it.
fn is_apart(file: &File) -> bool {
    file.lines().any(|(_, text)| text.trim() == "[workspace]")
}

fn file_is_unsafe(file: &File) -> bool {
    UNSAFE.contains(&file.path.as_str())
}

/// Which lints of the workspace a manifest that cannot take them all does not repeat.
fn own_lints(file: &File, workspace: &File) -> Vec<Violation> {
    let name = |text: &str| text.split('=').next().unwrap_or_default().trim().to_owned();
    let own: Vec<_> =
        settings(file).into_iter().map(|(_, section, text)| (section, name(text))).collect();
    let wanted = settings(workspace).into_iter().filter_map(|(_, section, text)| {
        section.strip_prefix("workspace.").filter(|it| it.starts_with("lints.")).zip(Some(text))
    });
    wanted
        .map(|(section, text)| (section, name(text)))
        .filter(|lint| !own.contains(lint))
        .map(|(section, lint)| {
            let remedy = format!("repeat `{lint}` of the workspace under `[{section}]`");
            Violation::new(&file.path, 1, RULE, remedy)
        })
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
