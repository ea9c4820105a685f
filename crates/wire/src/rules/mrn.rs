//! Movement reference numbers.

use kernel::{Element, Finding, Mrn, Security};

use crate::rules::Trail;

/// The last digit of an MRN is its check digit. NCTS phase 5, rule R0028, after ISO 6346.
///
/// Only a warning: a number that another administration registered is an authority in itself.
pub(super) fn check_digit(mrn: &str, trail: &Trail<'_>, findings: &mut Vec<Finding>) {
    let Ok(mrn) = Mrn::parse(mrn) else { return };
    if let Some((body, _)) = mrn.as_str().split_at_checked(17)
        && let Some(right) = kernel::check_digit(body)
        && !mrn.check_digit_holds()
    {
        let expected = format!("check digit {right}");
        findings.push(Finding::warning(trail.path(), "R0028", mrn.as_str(), &expected));
    }
}

/// The 17th character of the MRN says which safety and security data the declaration includes.
///
/// NCTS phase 5, rule R0410. A number of the older form (before 2024) has another character there,
/// and is only worth a warning.
pub(super) fn procedure(tree: &Element, trail: &Trail<'_>, findings: &mut Vec<Finding>) {
    let mrn = tree.text("TransitOperation/MRN").and_then(|text| Mrn::parse(text).ok());
    let security = tree.text("TransitOperation/security");
    let security = security.and_then(|code| Security::parse(code).ok());
    let (Some(mrn), Some(security)) = (mrn, security) else { return };
    let (found, right) = (mrn.as_str().chars().nth(16), security.procedure_character());
    if found == Some(right) {
        return;
    }
    let path = trail.to("TransitOperation").then("MRN", None);
    let expected = format!("{right} as the 17th character for security {}", security.code());
    findings.push(match found {
        Some('J'..='M') => Finding::error(path, "R0410", mrn.as_str(), &expected),
        _ => Finding::warning(path, "R0410", mrn.as_str(), &expected),
    });
}
