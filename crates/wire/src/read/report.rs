//! Findings while they are gathered, and what they become: placed, in the order of the document.

use std::ops::ControlFlow;
use std::sync::Arc;

use kernel::{Element, Finding, Path, Severity};

use crate::fault::XmlError;

/// How many errors, and how many warnings, are told before the rest is cut.
pub(crate) const FINDINGS_MAX: usize = 200;

/// A finding and where it was seen in the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// What is wrong.
    pub finding: Finding,
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// What sort of mistake it is; `Other` for a finding that is not of structure.
    pub error: XmlError,
}

/// One step of a path: which of the elements of that name.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) name: Arc<str>,
    pub(super) occurrence: u32,
}

/// A finding whose path cannot be written yet, since more elements of the same name may follow.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) steps: Vec<Step>,
    pub(super) at: usize,
    pub(super) rule: String,
    pub(super) found: String,
    pub(super) expected: String,
    pub(super) severity: Severity,
    pub(super) error: XmlError,
}

/// All drafts of a message.
#[derive(Debug, Default)]
pub(super) struct Report {
    drafts: Vec<Draft>,
    errors: usize,
    warnings: usize,
    /// Unknown elements that become findings when their group is closed.
    pub(super) expected: usize,
}

impl Report {
    /// Adds a finding. After too many errors the reading ends; too many warnings are passed over.
    pub(super) fn add(&mut self, draft: Draft) -> ControlFlow<()> {
        let count = match draft.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        let (full, cut) = (*count > FINDINGS_MAX, *count == FINDINGS_MAX + 1);
        let stop = full && draft.severity == Severity::Error;
        if cut {
            self.drafts.push(Draft {
                steps: draft.steps.into_iter().take(1).collect(),
                rule: "limit".to_owned(),
                found: "more findings".to_owned(),
                expected: format!("at most {FINDINGS_MAX}"),
                error: XmlError::Other,
                ..draft
            });
        } else if !full {
            self.drafts.push(draft);
        }
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Forgets what was said of everything from a byte on.
    pub(super) fn forget(&mut self, from: usize) {
        self.drafts.retain(|draft| draft.at < from);
    }

    /// Notes an unknown element whose finding is made later.
    pub(super) fn one_more(&mut self) -> ControlFlow<()> {
        self.expected += 1;
        if self.errors + self.expected > FINDINGS_MAX {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// The findings with their places, in the order of the document.
    pub(super) fn located(mut self, tree: Option<&Element>, text: &str) -> Vec<Located> {
        self.drafts.sort_by_key(|draft| draft.at);
        let mut place = Place { rest: text, at: 0, line: 1, column: 1 };
        self.drafts.into_iter().map(|draft| place.locate(draft, tree)).collect()
    }
}

/// A place in the text that only moves forward.
struct Place<'a> {
    rest: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl Place<'_> {
    fn locate(&mut self, draft: Draft, tree: Option<&Element>) -> Located {
        let ahead = draft.at.saturating_sub(self.at);
        if let Some((passed, rest)) = self.rest.split_at_checked(ahead) {
            for character in passed.chars() {
                let ended = character == '\n';
                self.line += u32::from(ended);
                self.column = if ended { 1 } else { self.column + 1 };
            }
            (self.rest, self.at) = (rest, draft.at);
        }
        let mut finding = Finding::error(path(&draft.steps, tree), &draft.rule, &draft.found, "");
        finding.expected = draft.expected;
        finding.severity = draft.severity;
        Located { finding, line: self.line, column: self.column, error: draft.error }
    }
}

/// The pointer a path is written as: the position stands where several elements share the name.
fn path(steps: &[Step], tree: Option<&Element>) -> String {
    let Some((root, below)) = steps.split_first() else { return "/".to_owned() };
    let mut at = tree;
    let mut path = Path::root(&root.name);
    for step in below {
        let occurrence = usize::try_from(step.occurrence).unwrap_or(usize::MAX);
        let mut alike = at.map_or(&[][..], Element::children).iter();
        let alike = alike.by_ref().filter(|child| child.name == step.name);
        let children: Vec<&Element> = alike.collect();
        let several = children.len() > 1 || occurrence > 1;
        path = path.then(&step.name, several.then_some(occurrence));
        at = children.get(occurrence.saturating_sub(1)).copied();
    }
    path.into()
}
