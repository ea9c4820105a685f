//! No text is missing, none is left over, and none asks for what it cannot be given.

use std::collections::{BTreeMap, BTreeSet};

use language::Language;

use crate::codes::{findings, reasons, refusals};
use crate::files_below;
use crate::locale::{arguments, texts};
use crate::words::words;

/// What a text about a finding may use.
const OF_A_FINDING: [&str; 6] = ["field", "found", "given", "path", "rule", "severity"];

/// Every key there must be, and the arguments its text may use.
fn wanted() -> BTreeMap<String, BTreeSet<String>> {
    let mut wanted = BTreeMap::new();
    let mut want = |key: &str, arguments: &BTreeSet<String>, next: bool| {
        wanted.insert(key.to_owned(), arguments.clone());
        if next {
            wanted.insert(format!("{key}.next"), arguments.clone());
        }
    };
    for (code, fields) in refusals() {
        want(&code, &fields, true);
    }
    for code in reasons() {
        want(code, &BTreeSet::new(), true);
    }
    for key in findings() {
        want(&key, &OF_A_FINDING.map(ToOwned::to_owned).into(), true);
    }
    for (key, (fields, next)) in words() {
        want(&key, &fields, next);
    }
    wanted
}

#[test]
fn every_code_rule_and_word_has_a_text_in_every_language() {
    for language in Language::ALL {
        let texts = texts(language);
        let missing: Vec<_> = wanted().into_keys().filter(|key| !texts.contains_key(key)).collect();
        assert_eq!(missing, Vec::<String>::new(), "{language}");
    }
}

/// What begins like a text of the command line and is the name of a region.
const REGIONS: [&str; 2] = ["demo-sample", "demo-trucks"];

#[test]
fn whatever_the_command_line_says_has_a_text() {
    let key = |literal: &&str| {
        let lowercase = |sign: char| sign.is_ascii_lowercase() || "-0123456789".contains(sign);
        ["cli-", "demo-", "bench-"].iter().any(|kind| literal.starts_with(kind))
            && literal.chars().all(lowercase)
            && !literal.ends_with('-')
            && !REGIONS.contains(literal)
    };
    let texts = texts(Language::English);
    let mut missing = BTreeSet::new();
    for (_, source) in files_below("crates/cli/src", &[".rs"]) {
        let said = source.split('"').filter(key).filter(|key| !texts.contains_key(*key));
        missing.extend(said.map(ToOwned::to_owned));
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn a_text_uses_only_what_its_refusal_finding_or_word_has() {
    for language in Language::ALL {
        let texts = texts(language);
        for (key, allowed) in wanted() {
            let used = arguments(&texts, &key);
            let unknown: Vec<_> = used.difference(&allowed).collect();
            assert_eq!(unknown, Vec::<&String>::new(), "{language}: {key}");
        }
    }
}

#[test]
fn every_text_can_be_said() {
    for language in Language::ALL {
        let texts = texts(language);
        for key in texts.keys() {
            let given: BTreeMap<_, _> =
                arguments(&texts, key).into_iter().map(|name| (name, "X1".to_owned())).collect();
            let said = language::say(language, key, &given);
            assert_ne!(said, format!("<{key}>"), "{language}");
            assert!(!said.contains(['{', '}', '\u{2068}', '\u{2069}']), "{language}: {said}");
        }
    }
}

/// A key that is neither a code nor a word must be named as a literal where it is said, or in
/// another text.
#[test]
fn no_text_is_left_over() {
    let texts = texts(Language::English);
    let wanted = wanted();
    let named: BTreeSet<_> = texts.values().flat_map(|text| text.names.clone()).collect();
    let own = crate::root("crates/language");
    let sources = files_below("crates", &[".rs", ".html"]);
    let sources: Vec<_> =
        sources.into_iter().filter(|(path, _)| !path.starts_with(&own)).map(|(_, s)| s).collect();
    let said = |key: &str| {
        let literals = [format!("\"{key}\""), format!("\"{key}.")];
        sources.iter().any(|source| literals.iter().any(|literal| source.contains(literal)))
    };
    let left_over: Vec<_> = texts
        .keys()
        .filter(|key| !wanted.contains_key(*key) && !named.contains(*key))
        .filter(|key| !said(key.split_once('.').map_or(key, |(id, _)| id)))
        .collect();
    assert_eq!(left_over, Vec::<&String>::new());
}
