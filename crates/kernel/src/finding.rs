//! What is wrong with a message, one thing at a time and all of them.

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// Whether a finding stops the message.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The message is refused.
    Error,
    /// The message is taken; somebody should look.
    Warning,
}

/// One thing that is wrong: where, by which rule, what was found, what was expected.
///
/// What to do about it is said by the language catalogue, under the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Where: a slash-separated pointer with positions, `/CC015C/Guarantee[2]/guaranteeType`.
    pub path: String,
    /// By which rule: `structure`, `format`, a code list (`CL010`) or a rule (`R0987`).
    pub rule: String,
    /// What stood there, cut after 64 characters; empty where something is missing.
    pub found: String,
    /// What should stand there, in the notation of the message catalogue.
    pub expected: String,
    /// Whether it stops the message.
    pub severity: Severity,
}

impl Finding {
    /// An error.
    pub fn error(path: impl Into<String>, rule: &str, found: &str, expected: &str) -> Self {
        Self {
            path: path.into(),
            rule: rule.to_owned(),
            found: found.chars().take(64).collect(),
            expected: expected.to_owned(),
            severity: Severity::Error,
        }
    }

    /// A warning.
    pub fn warning(path: impl Into<String>, rule: &str, found: &str, expected: &str) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, rule, found, expected) }
    }
}

/// What reference data says of a code on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The list has the code and it is valid that day.
    Valid,
    /// The list is known and does not have the code that day.
    Absent,
    /// The list's values are not public; those here are assumed, so an absent code only warns.
    AbsentFromAssumed,
    /// No such list is kept here.
    NoSuchList,
}

/// The code lists a message is checked against.
pub trait CodeLists {
    /// What the list says of the code on that day.
    fn listed(&self, list: &str, code: &str, day: Date) -> Listed;
}
