//! Rules about files: how they begin, how long they are, what they are called, what they hold.

use super::{NOTHING, places, printed};
use crate::tidy::tree::Tree;
use crate::tidy::{documents, heads, length, manifests, names, stored};

#[test]
fn a_file_begins_with_what_it_is_for() {
    let tree = Tree::of(&[
        ("a.rs", "//! Says it.\n"),
        ("b.rs", "use a;\n"),
        ("c.rs", "//!\n"),
        ("d.rs", ""),
        ("e.md", "text"),
    ]);
    assert_eq!(places(heads::check(&tree)), ["b.rs:1: head", "c.rs:1: head", "d.rs:1: head"]);
}

#[test]
fn a_file_has_five_hundred_lines_at_most() {
    let lines = |count: usize| "//!\n".repeat(count);
    let tree = Tree::of(&[
        ("a.rs", &lines(500)),
        ("b.rs", &lines(501)),
        ("run", &format!("#!/bin/sh\n{}", lines(500))),
        ("data.txt", &lines(900)),
        ("STYLE.md", &lines(301)),
        ("ARCHITECTURE.md", &lines(250)),
    ]);
    let expected = [
        "STYLE.md:301: length: 301 lines, 300 are allowed: split it by what it is about",
        "b.rs:501: length: 501 lines, 500 are allowed: split it by what it is about",
        "run:501: length: 501 lines, 500 are allowed: split it by what it is about",
    ];
    assert_eq!(printed(length::check(&tree)), expected);
}

#[test]
fn a_function_has_seventy_lines_at_most_and_comments_are_free() {
    let function = |code: usize, comments: usize| {
        let body = "    a(\"}\");\n".repeat(code) + &"    // why }\n\n".repeat(comments);
        format!("//! x\nfn f(a: [u8; {{ 2 }}]) -> u8\nwhere\n    A: Fn(),\n{{\n{body}}}\nfn g();\n")
    };
    let tree = Tree::of(&[("a.rs", &function(70, 50)), ("b.rs", &function(71, 0))]);
    let expected = ["b.rs:2: length: `f` has 71 lines, 70 are allowed: give a part a name"];
    assert_eq!(printed(length::check(&tree)), expected);
}

#[test]
fn a_pointer_to_a_function_is_no_function() {
    let lines = "    a,\n".repeat(80);
    let tree = Tree::of(&[(
        "a.rs",
        &format!("type A = fn(u8) -> u8;\nconst B: [A; 80] = [\n{lines}];\n"),
    )]);
    assert_eq!(printed(length::check(&tree)), NOTHING);
}

#[test]
fn names_tell_something_and_promise_no_second_version() {
    let tree = Tree::of(&[
        ("crates/a/src/lib.rs", "mod helpers;\nmod types {\n}\nmod tests {\n}\nmod read {\n}"),
        ("crates/a/src/mod.rs", ""),
        ("crates/a/src/utils/read.rs", ""),
        ("crates/a/src/read_v2.rs", ""),
        ("crates/a/src/new_read.rs", ""),
        ("crates/a/src/read_old.rs", ""),
        ("crates/a/src/news.rs", ""),
        ("crates/a/src/threshold.rs", ""),
        ("docs/types.md", ""),
    ]);
    let expected = [
        "crates/a/src/lib.rs:2: name",
        "crates/a/src/lib.rs:4: name",
        "crates/a/src/mod.rs:1: name",
        "crates/a/src/new_read.rs:1: name",
        "crates/a/src/read_old.rs:1: name",
        "crates/a/src/read_v2.rs:1: name",
        "crates/a/src/utils/read.rs:1: name",
    ];
    assert_eq!(places(names::check(&tree)), expected);
}

#[test]
fn a_crate_has_one_integration_binary() {
    let tree = Tree::of(&[
        ("crates/a/tests/it/main.rs", ""),
        ("crates/a/tests/journeys.rs", ""),
        ("crates/a/src/read/tests/more.rs", ""),
    ]);
    let expected =
        ["crates/a/tests/journeys.rs:1: name: one test binary a crate: move it to `tests/it/`"];
    assert_eq!(printed(names::check(&tree)), expected);
}

#[test]
fn nothing_large_nothing_binary_and_no_place_of_ours_is_stored() {
    let ours = ["see /wo", "rk/main"].concat();
    let tree = Tree::of(&[
        ("a.md", &format!("first\n{ours}\nthe /works of others\n")),
        ("b.bin", "a\0b"),
        ("c.txt", &"x".repeat(200 * 1024)),
        ("d.txt", &"x".repeat(200 * 1024 + 1)),
    ]);
    let expected = ["a.md:2: stored", "b.bin:1: stored", "d.txt:1: stored"];
    assert_eq!(places(stored::check(&tree)), expected);
}

#[test]
fn versions_and_lints_come_from_the_workspace() {
    let good = "\
[package]
version = \"1\"

[dependencies]
a.workspace = true
b = { workspace = true, features = [\"c\"] }

[lints]
workspace = true
";
    let bad = "\
[dependencies]
a = \"1\"
# b = \"2\"
[target.'cfg(unix)'.dev-dependencies]
c = { path = \"../c\" }
";
    let tree = Tree::of(&[
        ("Cargo.toml", "[workspace.dependencies]\na = \"1\"\n"),
        ("crates/a/Cargo.toml", good),
        ("crates/b/Cargo.toml", bad),
    ]);
    let expected = [
        "crates/b/Cargo.toml:1: manifest",
        "crates/b/Cargo.toml:2: manifest",
        "crates/b/Cargo.toml:5: manifest",
    ];
    assert_eq!(places(manifests::check(&tree)), expected);
}

#[test]
fn what_may_be_unsafe_has_every_other_lint_of_the_workspace() {
    let workspace =
        "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nunreachable_pub = \"warn\"\n";
    let with = "[lints.rust]\nunsafe_code = \"allow\"\nunreachable_pub = \"warn\"\n";
    let without = "[lints.rust]\nunsafe_code = \"allow\"\n";
    let found = |manifest, folder: &str| {
        let tree = Tree::of(&[("Cargo.toml", workspace), (folder, manifest)]);
        places(manifests::check(&tree)).len()
    };
    assert_eq!(found(with, "proof/disk/Cargo.toml"), 0);
    assert_eq!(found(without, "proof/disk/Cargo.toml"), 1);
    assert_eq!(found(with, "proof/other/Cargo.toml"), 1);
}

#[test]
fn a_package_that_is_a_workspace_of_its_own_inherits_nothing() {
    let apart = "[package]\nname = \"a\"\n\n[workspace]\n\n[dependencies]\nb = \"1\"\n";
    let tree = Tree::of(&[("Cargo.toml", ""), ("fuzz/Cargo.toml", apart)]);
    assert_eq!(places(manifests::check(&tree)), Vec::<String>::new());
    let within = apart.replace("[workspace]\n", "");
    let tree = Tree::of(&[("Cargo.toml", ""), ("fuzz/Cargo.toml", &within)]);
    assert_eq!(places(manifests::check(&tree)).len(), 2);
}

/// The promised pages, and some more.
fn pages(more: &[(&str, &str)]) -> Tree {
    let promised = [
        ("ARCHITECTURE.md", ""),
        ("CONTRIBUTING.md", ""),
        ("LICENSE", ""),
        ("README.md", ""),
        ("SECURITY.md", ""),
        ("STYLE.md", ""),
        ("docs/add-a-module.md", ""),
        ("docs/decisions/0001-rust.md", ""),
        ("docs/glossary.md", ""),
        ("docs/measurements.md", ""),
    ];
    Tree::of(&[&promised, more].concat())
}

#[test]
fn promised_pages_are_there() {
    assert_eq!(printed(documents::check(&pages(&[]))), NOTHING);
    let absent = places(documents::check(&Tree::of(&[("docs/glossary.md", "")])));
    assert_eq!(absent.len(), 9);
    assert_eq!(absent.first().map(String::as_str), Some("ARCHITECTURE.md:1: document"));
}

#[test]
fn links_lead_somewhere() {
    let page = "\
[here](a.md#part) and [`code`](../docs/decisions/) and [web](https://example.org/x)
[gone](gone.md) and ![picture](../../out.png) but not `[code](gone.md)` nor [part](#part)
```
[fenced](gone.md)
```
[later]: missing.md
[titled](a.md \"a title\")
";
    let tree = pages(&[("docs/a.md", page)]);
    let expected = [
        "docs/a.md:2: document: `../../out.png` leads nowhere: name a file of this repository",
        "docs/a.md:2: document: `gone.md` leads nowhere: name a file of this repository",
        "docs/a.md:6: document: `missing.md` leads nowhere: name a file of this repository",
    ];
    assert_eq!(printed(documents::check(&tree)), expected);
}
