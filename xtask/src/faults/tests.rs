//! The list of faults tells the truth.

use super::FAULTS;
use crate::repository::root;

/// Whether a file has a test of this name.
fn tests(source: &str, name: &str) -> bool {
    source
        .split("#[test]\n")
        .skip(1)
        .any(|after| after.trim_start().starts_with(&format!("fn {name}(")))
        || source.split("#[tokio::test").skip(1).any(|after| {
            let test = after.split_once('\n').map_or("", |(_, test)| test);
            test.starts_with(&format!("async fn {name}("))
        })
}

#[test]
fn every_fault_has_a_test_and_every_test_named_is_there() {
    for fault in FAULTS {
        assert!(!fault.tests.is_empty(), "{}", fault.what);
        for (file, name) in fault.tests {
            let source = std::fs::read_to_string(root().join(file)).unwrap();
            assert!(tests(&source, name), "{}: {name} is not in {file}", fault.what);
        }
    }
}

#[test]
fn a_function_that_is_no_test_is_not_taken_for_one() {
    assert!(tests("#[test]\nfn it_holds() {}\n", "it_holds"));
    assert!(tests("#[tokio::test(flavor = \"multi_thread\")]\nasync fn it_holds() {}", "it_holds"));
    assert!(!tests("fn it_holds() {}\n#[test]\nfn it_holds_too() {}\n", "it_holds"));
}

/// What an operator and an auditor are promised is tried.
const PROMISED: &[&str] = &[
    "unknown member",
    "forged envelope",
    "replayed envelope",
    "truncated envelope",
    "wrong competence: a transit office claims arrival",
    "gap in a stream",
    "same id with other content",
    "expired certificate",
    "foreign certificate",
    "clock an hour ahead",
    "clock an hour behind",
    "disk full",
    "a process killed at any moment",
    "a call to the disk that fails",
    "a database that stops, or fails over, under load",
    "a standby that lacks the end takes over",
    "a byte of a store that changes",
    "oversized XML",
    "deep XML",
    "oversized JSON",
    "deep JSON",
    "malformed XML",
    "malformed JSON",
    "document type declaration",
    "external entity",
    "billion laughs",
    "UTF tricks in XML",
    "UTF tricks in JSON",
    "clients that never end what they say, or take nothing of their answer",
    "very many connections",
    "a caller who floods",
    "bodies that are too large, or large and many",
    "a peer that never answers",
    "a folder that fills",
    "a thousand wrong access codes",
];

#[test]
fn every_fault_that_is_promised_is_listed_once() {
    let listed: Vec<_> = FAULTS.iter().map(|fault| fault.what).collect();
    assert_eq!(listed, PROMISED);
}
