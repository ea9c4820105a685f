//! Findings as the messages that refuse carry them.

use kernel::{Element, Finding};

use crate::fault::functional_error;
use crate::read::Located;

/// The longest pointer, text or value a message carries.
const TEXT_MAX: usize = 512;
/// The longest reason a message carries.
const REASON_MAX: usize = 7;

impl Located {
    /// The finding as a group `XMLError` of CC917C.
    pub fn xml_error(&self) -> Element {
        Element::group("XMLError")
            .with("errorLineNumber", self.line)
            .with("errorColumnNumber", self.column)
            .with("errorPointer", cut(&self.finding.path, TEXT_MAX))
            .with("errorCode", self.error.code())
            .with("errorText", text(&self.finding))
            .with_some("originalAttributeValue", original(&self.finding))
    }
}

/// A finding as a group `FunctionalError` of CC056C and CC057C; none for a finding of structure,
/// which CC917C answers.
pub fn functional_error_group(finding: &Finding) -> Option<Element> {
    functional_error(finding).map(|code| functional_error_of(code, finding))
}

/// The same with a code of CL180 that is known otherwise.
pub fn functional_error_of(code: &str, finding: &Finding) -> Element {
    Element::group("FunctionalError")
        .with("errorPointer", cut(&finding.path, TEXT_MAX))
        .with("errorCode", code)
        .with("errorReason", cut(&finding.rule, REASON_MAX))
        .with_some("originalAttributeValue", original(finding))
}

/// What was expected, and by which rule.
fn text(finding: &Finding) -> String {
    cut(&format!("{}: expected {}", finding.rule, finding.expected), TEXT_MAX)
}

/// What was found, where something was.
fn original(finding: &Finding) -> Option<String> {
    (!finding.found.is_empty()).then(|| cut(&finding.found, TEXT_MAX))
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

#[cfg(test)]
mod tests;
