//! Names of files and modules that tell nothing, or that promise a second version of something.

use super::Violation;
use super::token::{Kind, find};
use super::tree::{File, Tree};

const EMPTY: &[&str] =
    &["common", "helper", "helpers", "impl", "manager", "misc", "types", "util", "utils"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.rust() {
        violations.extend(path(file));
        violations.extend(modules(file));
        violations.extend(binaries(file));
    }
    violations
}

/// What is wrong with a name, if anything.
fn wrong(name: &str) -> Option<String> {
    let version = |(_, after): (&str, &str)| {
        !after.is_empty() && after.chars().all(|digit| digit.is_ascii_digit())
    };
    if name == "mod" {
        Some("name the file after the module, beside its folder".to_owned())
    } else if EMPTY.contains(&name) {
        Some(format!("`{name}` fits everything: name it after what it does"))
    } else if name.starts_with("new_")
        || name.ends_with("_new")
        || name.ends_with("_old")
        || name.contains("enhanced")
        || name.rsplit_once("_v").is_some_and(version)
    {
        Some(format!("`{name}` stands beside another version: change that one in place"))
    } else {
        None
    }
}

fn path(file: &File) -> Vec<Violation> {
    let names = file.path.strip_suffix(".rs").unwrap_or(&file.path).split('/');
    let remedies = names.filter_map(wrong);
    remedies.map(|remedy| Violation::new(&file.path, 1, "name", remedy)).collect()
}

/// Modules that are written into another file.
fn modules(file: &File) -> Vec<Violation> {
    let code = file.code();
    let mut violations = Vec::new();
    for at in find(&code, &["mod"]) {
        let Some([name, open]) = code.get(at + 1..at + 3) else { continue };
        if name.kind != Kind::Word || !open.is("{") {
            continue;
        }
        let tests = (name.text == "tests").then(|| "move the tests to `tests.rs`".to_owned());
        if let Some(remedy) = tests.or_else(|| wrong(name.text)) {
            violations.push(Violation::new(&file.path, name.line, "name", remedy));
        }
    }
    violations
}

/// Integration tests are one binary a crate: linking is most of the time.
fn binaries(file: &File) -> Option<Violation> {
    let (before, test) = file.path.split_once("/tests/")?;
    let of_crate = !before.contains("/src");
    let remedy = "one test binary a crate: move it to `tests/it/`".to_owned();
    (of_crate && !test.starts_with("it/")).then(|| Violation::new(&file.path, 1, "name", remedy))
}
