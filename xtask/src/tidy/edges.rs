//! Crates depend one way, and each heavy library on one crate only.

use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::Violation;
use super::tree::Tree;
use crate::repository;

const RULE: &str = "edge";

/// What each crate may depend on, by folders; tests may depend on more.
const EDGES: &[(&str, &[&str])] = &[
    ("crates/kernel", &[]),
    ("domain/*", &["crates/kernel"]),
    ("crates/agreement", &["crates/kernel"]),
    ("crates/identity", &["crates/kernel"]),
    ("crates/journal", &["crates/kernel"]),
    ("crates/language", &["crates/kernel"]),
    ("crates/reference", &["crates/kernel"]),
    ("crates/wire", &["crates/kernel"]),
    ("crates/exchange", &["crates/journal", "crates/kernel"]),
    ("crates/pagesum", &[]),
    ("crates/store", &["crates/journal", "crates/kernel", "crates/pagesum"]),
    (
        "crates/node",
        &[
            "crates/agreement",
            "crates/exchange",
            "crates/identity",
            "crates/journal",
            "crates/kernel",
            "crates/reference",
            "crates/store",
            "crates/wire",
            "domain/*",
        ],
    ),
    (
        "crates/api",
        &[
            "crates/agreement",
            "crates/exchange",
            "crates/identity",
            "crates/journal",
            "crates/kernel",
            "crates/language",
            "crates/node",
            "crates/reference",
            "crates/store",
            "crates/wire",
            "domain/*",
        ],
    ),
    ("crates/cli", &["*"]),
    ("proof/testkit", &["crates/kernel"]),
    ("proof/disk", &[]),
    (
        "proof/sim",
        &[
            "crates/agreement",
            "crates/exchange",
            "crates/identity",
            "crates/journal",
            "crates/kernel",
            "crates/node",
            "crates/reference",
            "crates/store",
            "domain/*",
            "proof/disk",
        ],
    ),
    (
        "proof/fuzz",
        &[
            "crates/agreement",
            "crates/api",
            "crates/cli",
            "crates/exchange",
            "crates/identity",
            "crates/journal",
            "crates/kernel",
            "crates/language",
            "crates/node",
            "crates/reference",
            "crates/wire",
            "domain/*",
        ],
    ),
    ("xtask", &[]),
];

/// Libraries that few crates may use; of two lines that fit, the first counts.
const LIBRARIES: &[(&[&str], &[&str])] = &[
    // The simulated disk, and the sums of pages, are ways to the disk as SQLite knows them.
    (&["rusqlite"], &["crates/pagesum", "crates/store", "proof/disk"]),
    (&["libsqlite3-sys", "postgres*", "tokio-postgres*"], &["crates/store"]),
    // A database is reached over TLS too.
    (&["rustls"], &["crates/api", "crates/cli", "crates/store"]),
    (&["axum*", "hyper*", "reqwest", "tokio*"], &["crates/api", "crates/cli"]),
    (&["quick-xml"], &["crates/wire"]),
    (&["anyhow", "clap"], &["crates/cli", "xtask"]),
];

/// One of our crates.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    name: String,
    /// Its folder, from the root.
    folder: String,
    /// What it needs outside its tests and its build.
    dependencies: Vec<Dependency>,
}

#[derive(Debug, PartialEq, Eq)]
struct Dependency {
    name: String,
    /// Whether it is one of our crates.
    ours: bool,
}

/// Our crates, from `cargo metadata --no-deps`.
pub(crate) fn packages(metadata: &str) -> anyhow::Result<Vec<Package>> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata is no JSON")?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages = packages.context("cargo metadata has no packages")?;
    packages.iter().map(|it| package(it).context("cargo metadata has another form")).collect()
}

fn package(value: &Value) -> Option<Package> {
    let manifest = Path::new(value.get("manifest_path")?.as_str()?);
    let folder = manifest.parent()?;
    let folder = folder.strip_prefix(repository::root()).unwrap_or(folder);
    let mut dependencies = Vec::new();
    for dependency in value.get("dependencies")?.as_array()? {
        if dependency.get("kind").is_none_or(Value::is_null) {
            dependencies.push(Dependency {
                name: dependency.get("name")?.as_str()?.to_owned(),
                ours: dependency.get("source").is_none_or(Value::is_null),
            });
        }
    }
    let name = value.get("name")?.as_str()?.to_owned();
    Some(Package { name, folder: folder.to_str()?.replace('\\', "/"), dependencies })
}

pub(crate) fn check(tree: &Tree, packages: &[Package]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for package in packages {
        let manifest = format!("{}/Cargo.toml", package.folder);
        let Some((_, allowed)) = EDGES.iter().find(|(crates, _)| fits(crates, &package.folder))
        else {
            let remedy = "say in `xtask/src/tidy/edges.rs` what it may know";
            violations.push(Violation::new(&manifest, 1, RULE, remedy.to_owned()));
            continue;
        };
        for dependency in &package.dependencies {
            let ours = packages.iter().find(|it| dependency.ours && it.name == dependency.name);
            let remedy = match ours {
                Some(other) => inner(package, other, allowed),
                None => outer(package, &dependency.name),
            };
            let line = line(tree, &manifest, &dependency.name);
            violations.extend(remedy.map(|remedy| Violation::new(&manifest, line, RULE, remedy)));
        }
    }
    violations
}

/// What is wrong with depending on another of our crates.
fn inner(package: &Package, other: &Package, allowed: &[&str]) -> Option<String> {
    let may = allowed.iter().any(|crates| fits(crates, &other.folder));
    let what =
        if allowed.is_empty() { "none of our crates".to_owned() } else { allowed.join(", ") };
    let (name, other) = (&package.name, &other.name);
    (!may).then(|| format!("{name} may not know {other}, only: {what}"))
}

/// What is wrong with using a library.
fn outer(package: &Package, library: &str) -> Option<String> {
    let of = |(names, _): &&(&[&str], &[&str])| names.iter().any(|name| fits(name, library));
    let (_, crates) = LIBRARIES.iter().find(of)?;
    let may = crates.contains(&package.folder.as_str());
    (!may).then(|| format!("only {} may use {library}", crates.join(", ")))
}

/// Whether a name is meant; a star stands for any ending.
fn fits(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

/// Where a manifest names a dependency.
fn line(tree: &Tree, manifest: &str, dependency: &str) -> usize {
    let names = |line: &str| {
        let rest = line.trim_start().strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    let mut lines = tree.file(manifest).into_iter().flat_map(|file| file.lines());
    lines.find(|(_, text)| names(text)).map_or(1, |(line, _)| line)
}
