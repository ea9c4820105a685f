//! What a node says it did not do, and what is wrong with a message, as people read it.

use language::{Told, ToldFinding};
use serde::Deserialize;

use crate::client::Answer;
use crate::speech::{say, tell};
use crate::table::{Table, indented};

/// An answer of the form `application/problem+json`, as far as people need it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Problem {
    /// Every reason.
    pub(crate) refusals: Vec<Told>,
    /// Everything that is wrong with the message.
    #[serde(default)]
    pub(crate) findings: Vec<ToldFinding>,
}

impl Problem {
    /// What an answer says; none where it is no problem of ours.
    pub(crate) fn of(answer: &Answer) -> Option<Self> {
        serde_json::from_slice(&answer.body).ok()
    }

    /// The lines people read.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Told { code, title, next } in &self.refusals {
            lines.push(format!("  {code}  {title}"));
            lines.extend(indented(4, next));
        }
        lines.extend(self.findings.iter().flat_map(finding));
        lines
    }
}

/// A finding: where, by which rule, and what to do; what was found and expected beside each other.
pub(crate) fn finding(found: &ToldFinding) -> Vec<String> {
    let severity = match found.severity {
        kernel::Severity::Error => say("cli-error"),
        kernel::Severity::Warning => say("cli-warning"),
    };
    let mut lines = vec![format!("  {severity}  {}  {}", found.rule, found.path)];
    lines.extend(indented(4, &found.title));
    let mut both = Table::bare();
    if !found.found.is_empty() {
        both.row([say("cli-found"), found.found.clone()]);
    }
    if !found.expected.is_empty() {
        both.row([say("cli-expected"), found.expected.clone()]);
    }
    lines.extend(both.lines().into_iter().map(|line| format!("    {line}")));
    lines.extend(indented(4, &found.next));
    lines
}

/// What to say of an answer that is not the one that was asked for.
pub(crate) fn refused(answer: &Answer) -> Vec<String> {
    Problem::of(answer).map_or_else(
        || {
            let status = answer.status.to_string();
            let body = String::from_utf8_lossy(&answer.body);
            vec![tell("cli-answered-otherwise", &[("status", &status), ("body", body.trim())])]
        },
        |problem| problem.lines(),
    )
}

/// What may be a slip in a message that was taken, as the node says it.
pub(crate) fn warned(answer: &Answer) -> Vec<String> {
    #[derive(Deserialize)]
    struct Done {
        #[serde(default)]
        warnings: Vec<ToldFinding>,
    }
    let done: Option<Done> = serde_json::from_slice(&answer.body).ok();
    done.iter().flat_map(|done| &done.warnings).flat_map(finding).collect()
}
