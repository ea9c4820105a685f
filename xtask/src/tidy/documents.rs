//! The pages that a reader is promised are there, and their links lead somewhere.

use super::Violation;
use super::tree::{File, Tree};

const RULE: &str = "document";

/// What a reader may count on.
const PROMISED: &[&str] = &[
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "STYLE.md",
    "docs/add-a-module.md",
    "docs/decisions",
    "docs/measurements.md",
];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let absent = PROMISED.iter().filter(|path| !tree.has(path));
    let absent = absent.map(|path| Violation::new(path, 1, RULE, "write it".to_owned()));
    let broken = tree.ending(".md").flat_map(|file| links(tree, file));
    absent.chain(broken).collect()
}

/// Links that lead nowhere.
fn links(tree: &Tree, file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut fenced = false;
    for (line, text) in file.lines() {
        fenced ^= text.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for target in targets(text) {
            let path = target.split('#').next().unwrap_or_default();
            let elsewhere = path.is_empty() || path.contains("://") || path.starts_with("mailto:");
            if !elsewhere && !resolve(&file.path, path).is_some_and(|path| tree.has(&path)) {
                let remedy = format!("`{path}` leads nowhere: name a file of this repository");
                violations.push(Violation::new(&file.path, line, RULE, remedy));
            }
        }
    }
    violations
}

/// Where the links of a line lead; what stands in backticks is no link.
fn targets(text: &str) -> Vec<&str> {
    let plain = text.split('`').step_by(2);
    let inline = plain
        .flat_map(|plain| plain.split("](").skip(1))
        .filter_map(|rest| rest.split([')', ' ']).next());
    let definition = text.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
    let definition = definition.and_then(|(_, target)| target.split_whitespace().next());
    inline.chain(definition).collect()
}

/// A path as seen from a file, from the root; none where it leaves the repository.
fn resolve(from: &str, path: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
