//! Every code there is: of refusals, with their fields, of reasons of guarantees and of rules.

use std::collections::{BTreeMap, BTreeSet};

use kernel::NoCover;

use crate::{files_below, source};

/// Where each list of refusals is declared.
const REFUSALS: [(&str, &[&str]); 4] = [
    ("domain/guarantee/src/account/refusal.rs", guarantee::account::Refusal::CODES),
    ("domain/guarantee/src/hold/refusal.rs", guarantee::hold::Refusal::CODES),
    ("domain/transit/src/refusal.rs", transit::Refusal::CODES),
    ("crates/node/src/refusal.rs", node::Refusal::CODES),
];

/// Rules of messages and of reference data that have no number.
const RULES: [&str; 19] = [
    "xml",
    "dtd",
    "limit",
    "structure",
    "format",
    "address",
    "LRN",
    "unseen",
    "mapping",
    "message",
    "recorded",
    "reference",
    "encoding",
    "csv",
    "json",
    "column",
    "cell",
    "entry",
    "registered",
];

/// Classes of rules that have one.
const CLASSES: [&str; 5] = ["code-list", "condition", "rule", "refusal", "other"];

/// Every code of a refusal with the names of its fields, which are the arguments of its text.
pub(crate) fn refusals() -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (path, codes) in REFUSALS {
        let declared = declared(&source(path));
        let found: BTreeSet<_> = declared.keys().map(String::as_str).collect();
        assert_eq!(found, codes.iter().copied().collect(), "{path} was not understood");
        for (code, fields) in declared {
            assert_eq!(all.insert(code.clone(), fields), None, "{code} stands twice");
        }
    }
    all
}

/// The variants of a `refusals!` list: `Name { field: Type, ... } = "CODE",`.
fn declared(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let lines = source.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let text = lines.skip_while(|line| !line.starts_with("pub enum")).collect::<Vec<_>>().join(" ");
    let mut found = BTreeMap::new();
    let mut rest = text.as_str();
    while let Some((variant, after)) = rest.split_once("= \"") {
        let (code, after) = after.split_once('"').unwrap();
        // The first variant has the head of the enum before it.
        let variant = variant.rsplit_once("Refusal {").map_or(variant, |(_, variant)| variant);
        let fields = variant.split_once('{').map_or("", |(_, fields)| fields);
        let fields = fields.split(['{', ',', '}']).filter_map(|field| field.split_once(':'));
        found.insert(code.to_owned(), fields.map(|(name, _)| name.trim().to_owned()).collect());
        rest = after;
    }
    found
}

/// The codes of the reasons why a guarantee does not cover.
pub(crate) fn reasons() -> Vec<&'static str> {
    NoCover::ALL.map(NoCover::code).to_vec()
}

/// The keys of findings: named rules, numbered rules that are carried out here, classes.
pub(crate) fn findings() -> BTreeSet<String> {
    let named = RULES.into_iter().chain(CLASSES).map(ToOwned::to_owned);
    named.chain(carried_out()).map(|rule| format!("finding-{rule}")).collect()
}

/// The rules of the standard that the source names as text: those somebody here carries out.
fn carried_out() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    let mut sources = files_below("crates/wire/src/rules", &[".rs"]);
    sources.retain(|(path, _)| !path.ends_with("tests.rs"));
    let below = sources.into_iter().map(|(_, text)| text);
    for text in below.chain([source("crates/wire/src/rules.rs")]) {
        for literal in text.split('"') {
            let digits = literal.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
            let letters = literal.len() - digits.len();
            let numbered = digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
            if (1..=2).contains(&letters) && numbered {
                rules.insert(literal.to_owned());
            }
        }
    }
    rules
}

#[test]
fn the_fields_of_a_refusal_are_found_in_its_declaration() {
    let refusals = refusals();
    let fields = |code: &str| refusals.get(code).unwrap().iter().cloned().collect::<Vec<_>>();
    assert_eq!(fields("GUA-001"), Vec::<String>::new());
    assert_eq!(fields("HLD-001"), ["attempt"]);
    assert_eq!(fields("TRA-018"), ["one", "other"]);
    assert_eq!(fields("NOD-015"), ["count"]);
}

#[test]
fn the_rules_that_are_carried_out_are_found_in_the_source() {
    let rules = [
        "C0085", "C0086", "C0130", "C0467", "C0685", "CL060", "R0028", "R0318", "R0410", "R0520",
        "R0987",
    ];
    assert_eq!(carried_out(), rules.map(ToOwned::to_owned).into());
}
