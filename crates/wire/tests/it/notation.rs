//! The suite of JSON documents: what is no JSON is refused as such, what is JSON is not.

use std::path::PathBuf;

use wire::{Form, Reading};

use crate::NoLists;

/// What is told of JSON that is no message.
const ONE: &str = "an object whose one member is the message";

/// The cases whose names begin so, and what each holds.
fn cases(begin: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = testkit::data("badinput/JSONTestSuite/test_parsing")?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let ours = files.iter().filter(|path| named(path).starts_with(begin));
    Some(ours.map(|path| (named(path), std::fs::read(path).unwrap())).collect())
}

fn read(bytes: &[u8]) -> Reading {
    wire::read_as(Form::Json, bytes, &NoLists, kernel::Date::constant(2026, 11, 23))
}

/// What is found, by its rule and by what was expected.
fn found(bytes: &[u8]) -> Vec<(String, String)> {
    let findings = read(bytes).findings.into_iter().map(|located| located.finding);
    findings.map(|finding| (finding.rule, finding.expected)).collect()
}

#[test]
fn no_document_that_is_no_json_gets_by() {
    let Some(cases) = cases("n_") else { return };
    assert!(cases.len() > 100, "{}", cases.len());
    for (name, bytes) in cases {
        assert_no_json(&name, &bytes);
    }
}

/// Whether it is refused for what it is, not for which message it might be.
fn assert_no_json(name: &str, bytes: &[u8]) {
    let found = found(bytes);
    let [(rule, expected)] = found.as_slice() else { panic!("{name}: {found:?}") };
    let for_itself = matches!(rule.as_str(), "json" | "limit") && expected != ONE;
    assert!(for_itself, "{name}: {rule}: {expected}");
}

/// The same where a message is known and something else than its elements stands inside it.
fn inside(bytes: &[u8]) -> Vec<u8> {
    [br#"{"n1:CC015C": {"messageSender": "#, bytes, b"}}"].concat()
}

#[test]
fn no_document_that_is_no_json_gets_by_inside_a_message() {
    let Some(cases) = cases("n_") else { return };
    for (name, bytes) in cases {
        assert_no_json(&name, &inside(&bytes));
    }
}

/// What the reader asks of a document beside that it is JSON: its names are names of elements and
/// stand there once, and its letters can be written in XML.
const ASKED: [&str; 4] = [
    "each name once",
    "a name without escapes",
    "the name of an element",
    "a character of XML 1.0",
];

#[test]
fn every_document_that_is_json_is_read_as_json() {
    let Some(cases) = cases("y_") else { return };
    assert!(cases.len() > 60, "{}", cases.len());
    for (name, bytes) in cases {
        for bytes in [inside(&bytes), bytes] {
            let taken_for_none = |(rule, expected): &&(String, String)| {
                let asked = ASKED.iter().any(|asked| expected.contains(asked)) || expected == ONE;
                rule == "limit" || rule == "json" && !asked
            };
            let found = found(&bytes);
            let wrong = found.iter().find(taken_for_none);
            assert_eq!(wrong, None, "{name}");
        }
    }
}

#[test]
fn what_the_suite_leaves_open_is_read_or_refused_to_its_end() {
    let Some(cases) = cases("i_") else { return };
    assert!(cases.len() > 20, "{}", cases.len());
    for (name, bytes) in cases {
        for bytes in [inside(&bytes), bytes] {
            let reading = read(&bytes);
            assert!(!reading.findings.is_empty(), "{name}");
            assert_eq!(reading.accepted(), None, "{name}");
        }
    }
}
