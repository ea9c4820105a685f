//! What is said to people, in English, French and Portuguese: one key, three texts.
//!
//! The texts stand in `locales/<language>/*.ftl`, in the syntax of Project Fluent; nothing that a
//! trader or an officer reads is written anywhere else. A refusal is said under its code, with what
//! to do now in the attribute `next`; a finding under its rule.
//!
//! Invariants: every code, rule and word has a text in every language; every language uses the same
//! arguments; a key or argument that is missing shows as the key in angle brackets and never panics.
//! Tests keep all three.
//!
//! Sources of the terms: `docs/glossary.md`.

mod catalogue;
mod language;
mod locales;
mod told;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use language::Language;
pub use told::{Told, ToldFinding, finding, refusal};

/// The text of a key, or of one of its attributes (`GUA-004.next`).
pub fn say(language: Language, key: &str, arguments: &BTreeMap<String, String>) -> String {
    let arguments = arguments.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    catalogue::of(language).say(key, arguments)
}

/// The same, with arguments written at the place of use.
pub fn text(language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
    catalogue::of(language).say(key, arguments.iter().copied())
}
