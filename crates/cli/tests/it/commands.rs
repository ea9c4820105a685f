//! Running the program.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program to its end.
pub(crate) fn passavant(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_passavant")).args(arguments).output().unwrap()
}

/// Runs it and insists on exit code 0; gives back what it printed.
pub(crate) fn good(arguments: &[&str]) -> String {
    let output = passavant(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs it and reads the one object it prints.
pub(crate) fn json(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = passavant(arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(text.lines().count(), 1, "{said}");
    (output.status.code(), serde_json::from_str(&text).unwrap())
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn help_and_refusals_of_arguments_have_the_documented_exit_codes() {
    assert_eq!(passavant(&["--help"]).status.code(), Some(0));
    assert_eq!(passavant(&["--version"]).status.code(), Some(0));
    assert_eq!(passavant(&[]).status.code(), Some(2));
    assert_eq!(passavant(&["demo", "--unknown"]).status.code(), Some(2));
    assert_eq!(passavant(&["demo", "--once", "--lang", "xx"]).status.code(), Some(2));
    assert_eq!(passavant(&["verify", "/nowhere"]).status.code(), Some(1));
}

#[test]
fn what_keeps_a_command_from_its_work_is_said_in_json_where_json_is_asked_for() {
    for arguments in [
        &["verify", "/nowhere", "--json"][..],
        &["config", "show", "--config", "/nowhere", "--json"],
        &["show", "journal", "--node", "/nowhere", "--json"],
    ] {
        let (code, said) = json(arguments);
        assert!(said["failed"].as_str().is_some_and(|why| why.contains("nowhere")), "{said}");
        assert_eq!(code, Some(1), "{arguments:?}");
    }
}

#[test]
fn help_is_told_in_the_language_asked_for() {
    assert!(good(&["demo", "--help"]).contains("trucks"));
    assert!(good(&["demo", "--help", "--lang", "fr"]).contains("camions"));
    assert!(good(&["demo", "--help", "--lang=pt"]).contains("camiões"));
    let french = good(&["--lang", "fr", "--help"]);
    for english in ["Usage:", "Commands:", "Print help"] {
        assert!(!french.contains(english), "{english}: {french}");
    }
    let wrong = passavant(&["serve", "--lang", "pt"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("Falta algo: --config"));
}

pub(crate) fn said(arguments: &[&str]) -> (Option<i32>, String) {
    let output = passavant(arguments);
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}
