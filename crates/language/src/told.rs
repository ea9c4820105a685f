//! Refusals and findings as they are told: what is wrong, and what to do now.

use std::collections::BTreeMap;

use kernel::{Finding, Refused, Severity};
use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, of};
use crate::language::Language;

/// A refusal in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ToldRefusal")]
pub struct Told {
    /// Its code, the same in every language.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// What to do now.
    pub next: String,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ToldFinding {
    /// Where.
    pub path: String,
    /// By which rule, the same in every language.
    pub rule: String,
    /// What stood there.
    pub found: String,
    /// What should stand there, in the notation of the message catalogue.
    pub expected: String,
    /// Whether it stops the message.
    pub severity: Severity,
    /// What is wrong.
    pub title: String,
    /// What to do now.
    pub next: String,
}

/// Says why something was not done. The reasons of a guarantee (`G09`) are said the same way.
pub fn refusal(language: Language, refused: &Refused) -> Told {
    let texts = of(language);
    let said = |key: &str| texts.say(key, pairs(&refused.arguments));
    let code = refused.code.clone();
    Told { title: said(&code), next: said(&format!("{code}.next")), code }
}

/// Says what is wrong with a message: by its rule where that has a text of its own, else by the
/// class the rule belongs to.
pub fn finding(language: Language, finding: &Finding) -> ToldFinding {
    let texts = of(language);
    let (key, arguments) = match refused(texts, finding) {
        Some(arguments) => (finding.rule.clone(), arguments),
        None => (key(texts, &finding.rule), arguments(finding)),
    };
    let Finding { path, rule, found, expected, severity } = finding.clone();
    let title = texts.say(&key, pairs(&arguments));
    let next = texts.say(&format!("{key}.next"), pairs(&arguments));
    ToldFinding { path, rule, found, expected, severity, title, next }
}

fn pairs(arguments: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    arguments.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// Where the rule is the code of a refusal, what its text needs. A finding carries the values of a
/// refusal without their names, so only one value can be put back in its place.
fn refused(texts: &Catalogue, finding: &Finding) -> Option<BTreeMap<String, String>> {
    if class(&finding.rule) != "refusal" || !texts.has(&finding.rule) {
        return None;
    }
    let mut needed = texts.arguments(&finding.rule);
    needed.extend(texts.arguments(&format!("{}.next", finding.rule)));
    let filled = needed.iter().map(|name| ((*name).to_owned(), finding.found.clone()));
    (needed.len() <= 1).then(|| filled.collect())
}

fn key(texts: &Catalogue, rule: &str) -> String {
    let exact = format!("finding-{rule}");
    if texts.has(&exact) { exact } else { format!("finding-{}", class(rule)) }
}

/// The class of a rule, by the form of its name.
fn class(rule: &str) -> &'static str {
    let numbered = |prefix: &str| {
        rule.strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let coded = rule.split_once('-').is_some_and(|(module, number)| {
        module.len() == 3
            && module.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.len() == 3
            && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    if coded {
        "refusal"
    } else if numbered("CL") {
        "code-list"
    } else if numbered("C") {
        "condition"
    } else if numbered("R") {
        "rule"
    } else {
        "other"
    }
}

/// What a text about a finding may use. Of the expectation only what is in it without words is
/// fit for a sentence; it is shown beside the text.
fn arguments(finding: &Finding) -> BTreeMap<String, String> {
    let last = finding.path.rsplit('/').next().unwrap_or_default();
    let field = last.split('[').next().unwrap_or_default();
    let given = if finding.found.is_empty() { "no" } else { "yes" };
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let named = [
        ("path", finding.path.as_str()),
        ("field", field),
        ("rule", &finding.rule),
        ("found", &finding.found),
        ("given", given),
        ("severity", severity),
    ];
    named.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
