//! Every domain has the same files, so that whoever knows one knows them all.

use super::Violation;
use super::dossiers::{self, Dossier, FILES, MESSAGES};
use super::token::find;
use super::tree::Tree;

const RULE: &str = "shape";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for krate in dossiers::crates(tree) {
        let lib = format!("{krate}/src/lib.rs");
        let lints = tree.file(&lib).is_some_and(|file| {
            !find(&file.code(), &["clippy", ":", ":", "wildcard_enum_match_arm"]).is_empty()
        });
        if !lints {
            let remedy = "warn of `clippy::wildcard_enum_match_arm` outside tests, as others do";
            violations.push(Violation::new(&lib, 1, RULE, remedy.to_owned()));
        }
        for dossier in dossiers::of(tree, &krate) {
            if !tree.has(&dossier.folder) {
                let remedy = "neither `lib.rs` nor a kind of dossier with a folder of its own";
                violations.push(Violation::new(&dossier.head, 1, RULE, remedy.to_owned()));
                continue;
            }
            violations.extend(missing(tree, &dossier));
            violations.extend(surplus(tree, &dossier));
            violations.extend(testdata(tree, &dossier));
        }
    }
    violations
}

/// Files that are not there, or that nothing declares.
fn missing(tree: &Tree, dossier: &Dossier) -> Vec<Violation> {
    let mut violations = Vec::new();
    let declared = tree.file(&dossier.head).map(|file| file.code()).unwrap_or_default();
    for name in FILES.iter().chain([&MESSAGES]) {
        let path = format!("{}/{name}.rs", dossier.folder);
        let there = tree.has(&path);
        if !there && *name != MESSAGES {
            let remedy = "every kind of dossier has it: write it, if only to say why it is empty";
            violations.push(Violation::new(&path, 1, RULE, remedy.to_owned()));
        }
        if there && find(&declared, &["mod", name, ";"]).is_empty() {
            let remedy = format!("declare `mod {name};`");
            violations.push(Violation::new(&dossier.head, 1, RULE, remedy));
        }
    }
    violations
}

/// Files and folders of other names.
fn surplus(tree: &Tree, dossier: &Dossier) -> Vec<Violation> {
    let allowed = |path: &str| {
        let name =
            path.split_once('/').map_or(path.strip_suffix(".rs"), |(folder, _)| Some(folder));
        let name = name.unwrap_or(path);
        FILES.contains(&name)
            || name == MESSAGES
            || format!("{}/{path}", dossier.folder) == dossier.head
    };
    let remedy = format!("no file of a dossier: it has {} and {MESSAGES}", FILES.join(", "));
    let surplus = tree.inside(&dossier.folder).filter(|path| !allowed(path));
    let path = |path: &str| format!("{}/{path}", dossier.folder);
    surplus.map(|name| Violation::new(&path(name), 1, RULE, remedy.clone())).collect()
}

/// Golden files that are not there.
fn testdata(tree: &Tree, dossier: &Dossier) -> Vec<Violation> {
    let standing = tree.file(&format!("{}/standing.rs", dossier.folder));
    let several_writers = standing.is_some_and(|file| {
        file.code().iter().any(|token| token.is("parts") || token.is("Dossier"))
    });
    let mut golden = vec![
        ("events.jsonl", "one of each event, as it is kept for ever"),
        ("table.md", "every state against every command"),
    ];
    if several_writers {
        golden.push(("standing.md", "what follows where several write"));
    }
    let absent = golden.into_iter().filter_map(|(name, what)| {
        let path = format!("{}/{name}", dossier.testdata);
        let remedy = format!("let a test write it: {what}");
        (!tree.has(&path)).then(|| Violation::new(&path, 1, RULE, remedy))
    });
    absent.collect()
}
