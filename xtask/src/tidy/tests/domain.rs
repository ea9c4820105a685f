//! Rules about domains: their files, their events, and the policies between them.

use super::{NOTHING, places, printed};
use crate::tidy::dossiers::{FILES, variants};
use crate::tidy::tree::{File, Tree};
use crate::tidy::{golden, policies, shape};

const LIB: &str = "#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]\n";

/// The files of one kind of dossier, declared in its head, as paths and texts.
fn dossier(head: &str, folder: &str, testdata: &str) -> Vec<(String, String)> {
    let mut files = vec![(head.to_owned(), LIB.to_owned())];
    for name in FILES {
        files[0].1.push_str(&format!("mod {name};\n"));
        files.push((format!("{folder}/{name}.rs"), String::new()));
    }
    files.push((format!("{testdata}/events.jsonl"), String::new()));
    files.push((format!("{testdata}/table.md"), String::new()));
    files
}

/// A crate of one kind and a crate of two.
fn domains() -> Vec<(String, String)> {
    let mut files = dossier("domain/a/src/lib.rs", "domain/a/src", "domain/a/testdata");
    files.push(("domain/b/src/lib.rs".to_owned(), LIB.to_owned()));
    for kind in ["one", "two"] {
        let folder = format!("domain/b/src/{kind}");
        files.extend(dossier(
            &format!("{folder}.rs"),
            &folder,
            &format!("domain/b/testdata/{kind}"),
        ));
    }
    files
}

fn tree(files: &[(String, String)], more: &[(&str, &str)]) -> Tree {
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    Tree::of(&files.chain(more.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn every_domain_has_the_same_files() {
    let more = [("domain/a/src/decide/hold.rs", ""), ("domain/b/src/two/tests/golden.rs", "")];
    assert_eq!(printed(shape::check(&tree(&domains(), &more))), NOTHING);
}

#[test]
fn a_file_that_is_missing_or_surplus_or_not_declared_is_named() {
    let mut files = domains();
    files.retain(|(path, _)| {
        path != "domain/a/src/facts.rs" && path != "domain/b/testdata/one/table.md"
    });
    let more = [
        ("domain/a/src/messages.rs", ""),
        ("domain/a/src/rules.rs", ""),
        ("domain/b/src/two/rules/hold.rs", ""),
        ("domain/b/src/three.rs", ""),
    ];
    let expected = [
        "domain/a/src/facts.rs:1: shape",
        "domain/a/src/lib.rs:1: shape",
        "domain/a/src/rules.rs:1: shape",
        "domain/b/src/three.rs:1: shape",
        "domain/b/src/two/rules/hold.rs:1: shape",
        "domain/b/testdata/one/table.md:1: shape",
    ];
    assert_eq!(places(shape::check(&tree(&files, &more))), expected);
}

#[test]
fn a_dossier_of_several_writers_shows_what_follows_and_a_domain_forbids_wildcards() {
    let mut files = domains();
    for (path, text) in &mut files {
        if path == "domain/a/src/standing.rs" {
            *text = "fn standing(dossier: &Dossier<Part>) {}".to_owned();
        }
        if path == "domain/b/src/lib.rs" {
            *text = "mod one;".to_owned();
        }
    }
    let expected = ["domain/a/testdata/standing.md:1: shape", "domain/b/src/lib.rs:1: shape"];
    assert_eq!(places(shape::check(&tree(&files, &[]))), expected);
}

const EVENT: &str = "\
//! x
#[derive(Debug)]
pub enum Event {
    /// One, with commas, and { braces }.
    #[serde(rename_all = \"a,b\")]
    #[cfg(a)]
    Opened { a: Vec<(u8, u8)>, b: [u8; 2] },
    Moved(u8, u8),
    Closed,
}
pub enum Other { Gone }
";

#[test]
fn variants_are_read_past_attributes_and_fields() {
    let file = File::new("event.rs".to_owned(), EVENT.as_bytes().to_vec());
    assert_eq!(variants(&file), [("Opened", 7), ("Moved", 8), ("Closed", 9)]);
}

#[test]
fn one_of_each_event_is_kept() {
    let kept = |text| {
        Tree::of(&[("domain/a/src/event.rs", EVENT), ("domain/a/testdata/events.jsonl", text)])
    };
    let all = kept("[{\"Opened\":{}},{}]\n[{\"Moved\":[1,2]},{}]\n[\"Closed\",{}]\n");
    assert_eq!(printed(golden::check(&all)), NOTHING);
    let some = kept("[{\"Opened\":{\"Moved\":1}},{}]\n[{\"ClosedAgain\":{}},{}]\n");
    let expected = [
        "8: golden: no `Moved` in domain/a/testdata/events.jsonl: add one to its test",
        "9: golden: no `Closed` in domain/a/testdata/events.jsonl: add one to its test",
    ]
    .map(|rest| format!("domain/a/src/event.rs:{rest}"));
    assert_eq!(printed(golden::check(&some)), expected);
}

/// A node with policies, given as name, on, yields and more; and a domain `thing` with four events.
fn node(policies: &[(&str, &str, &str, &str)]) -> Tree {
    let row = |(name, on, yields, more): &(&str, &str, &str, &str)| {
        format!("Policy {{ name: \"{name}\", on: &[{on}], yields: &[{yields}], {more} run: f }},\n")
    };
    let rows: String = policies.iter().map(row).collect();
    let table = format!(
        "struct Policy {{ name: A }}\npub(crate) const POLICIES: &[Policy] = &[\n{rows}];\n"
    );
    Tree::of(&[
        ("crates/node/src/policies.rs", &table),
        ("domain/a/src/lib.rs", "const KIND: &'static str = \"thing\";"),
        ("domain/a/src/event.rs", "pub enum Event { One, Two, Three, Four }"),
    ])
}

const ONE: &str = "\"thing.One\"";
const TWO: &str = "\"thing.Two\"";
const THREE: &str = "\"thing.Three\"";

#[test]
fn policies_that_lead_on_and_end_are_good() {
    let both = format!("{TWO}, {THREE}");
    let node =
        node(&[("a", ONE, &both, ""), ("b", TWO, THREE, ""), ("c", THREE, "\"thing.Four\"", "")]);
    assert_eq!(printed(policies::check(&node)), NOTHING);
}

#[test]
fn policies_that_chase_one_another_are_named_with_their_circle() {
    let three_or_four = format!("{THREE}, \"thing.Four\"");
    let node = node(&[("a", ONE, TWO, ""), ("b", TWO, &three_or_four, ""), ("c", THREE, ONE, "")]);
    let expected = ["crates/node/src/policies.rs:5: policy: thing.One -(a)-> thing.Two \
         -(b)-> thing.Three -(c)-> thing.One: \
         break the circle, or name in `bounded_by` what ends it"];
    assert_eq!(printed(policies::check(&node)), expected);
}

#[test]
fn a_circle_is_allowed_where_a_policy_of_it_says_what_ends_it() {
    let bounded = "bounded_by: Some(\"three attempts\"),";
    let good = node(&[("a", ONE, TWO, ""), ("b", TWO, ONE, bounded)]);
    assert_eq!(printed(policies::check(&good)), NOTHING);
    let empty = node(&[("a", ONE, TWO, "bounded_by: None,"), ("b", TWO, ONE, "bounded_by: \"\",")]);
    assert_eq!(places(policies::check(&empty)), ["crates/node/src/policies.rs:4: policy"]);
    let other = node(&[("a", ONE, TWO, ""), ("b", TWO, ONE, ""), ("c", ONE, THREE, bounded)]);
    assert_eq!(places(policies::check(&other)), ["crates/node/src/policies.rs:4: policy"]);
    let itself = node(&[("a", ONE, ONE, "")]);
    assert_eq!(places(policies::check(&itself)), ["crates/node/src/policies.rs:3: policy"]);
}

#[test]
fn policies_name_events_that_exist_and_their_table_can_be_read() {
    let unknown = node(&[("a", ONE, "\"thing.Five\", \"other.One\"", "")]);
    let expected = [
        "crates/node/src/policies.rs:3: policy: `a` names other.One, which no domain has",
        "crates/node/src/policies.rs:3: policy: `a` names thing.Five, which no domain has",
    ];
    assert_eq!(printed(policies::check(&unknown)), expected);
    assert_eq!(places(policies::check(&node(&[]))), ["crates/node/src/policies.rs:1: policy"]);
    let moved = Tree::of(&[("crates/node/src/lib.rs", "")]);
    assert_eq!(places(policies::check(&moved)), ["crates/node/src/policies.rs:1: policy"]);
    assert_eq!(printed(policies::check(&Tree::of(&[]))), NOTHING);
}
