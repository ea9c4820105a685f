//! Which crate may know which, and who may use what.

use serde_json::json;

use super::{NOTHING, printed};
use crate::repository;
use crate::tidy::edges;
use crate::tidy::tree::Tree;

/// One of our crates in the words of `cargo metadata`, with what it depends on: name, kind, ours.
fn package(folder: &str, dependencies: &[(&str, Option<&str>, bool)]) -> serde_json::Value {
    let dependency = |(name, kind, ours): &(&str, Option<&str>, bool)| {
        let source = (!ours).then_some("registry+https://registry.example/index");
        json!({ "name": name, "kind": kind, "source": source })
    };
    json!({
        "name": folder.rsplit('/').next(),
        "manifest_path": repository::root().join(folder).join("Cargo.toml"),
        "dependencies": dependencies.iter().map(dependency).collect::<Vec<_>>(),
    })
}

fn judged(tree: &Tree, packages: &[serde_json::Value]) -> Vec<String> {
    let metadata = json!({ "packages": packages }).to_string();
    printed(edges::check(tree, &edges::packages(&metadata).unwrap()))
}

#[test]
fn crates_depend_one_way() {
    let manifest = "[dependencies]\nkernel.workspace = true\nwire.workspace = true\n";
    let tree = Tree::of(&[("domain/transit/Cargo.toml", manifest)]);
    let packages = [
        package("crates/kernel", &[("serde", None, false)]),
        package("crates/wire", &[("kernel", None, true), ("transit", Some("dev"), true)]),
        package("domain/transit", &[("kernel", None, true), ("wire", None, true)]),
        package("crates/node", &[("transit", None, true), ("wire", None, true)]),
        package("crates/cli", &[("node", None, true), ("kernel", None, true)]),
        package("xtask", &[("kernel", None, true)]),
    ];
    let expected = [
        "domain/transit/Cargo.toml:3: edge: transit may not know wire, only: crates/kernel",
        "xtask/Cargo.toml:1: edge: xtask may not know kernel, only: none of our crates",
    ];
    assert_eq!(judged(&tree, &packages), expected);
}

#[test]
fn a_library_of_the_same_name_is_not_ours() {
    let packages =
        [package("crates/kernel", &[("node", None, false)]), package("crates/node", &[])];
    assert_eq!(judged(&Tree::of(&[]), &packages), NOTHING);
}

#[test]
fn a_new_crate_says_what_it_may_know() {
    let expected =
        ["crates/web/Cargo.toml:1: edge: say in `xtask/src/tidy/edges.rs` what it may know"];
    assert_eq!(judged(&Tree::of(&[]), &[package("crates/web", &[])]), expected);
}

#[test]
fn heavy_libraries_stay_where_they_are() {
    let libraries =
        ["axum-server", "hyper", "rusqlite", "tokio", "tokio-postgres", "quick-xml", "clap"];
    let all = libraries.map(|name| (name, None, false));
    let in_tests = libraries.map(|name| (name, Some("dev"), false));
    let packages = [package("crates/store", &all), package("crates/wire", &in_tests)];
    let expected = [
        "only crates/api, crates/cli may use axum-server",
        "only crates/api, crates/cli may use hyper",
        "only crates/api, crates/cli may use tokio",
        "only crates/cli, xtask may use clap",
        "only crates/wire may use quick-xml",
    ]
    .map(|remedy| format!("crates/store/Cargo.toml:1: edge: {remedy}"));
    assert_eq!(judged(&Tree::of(&[]), &packages), expected);
}
