//! Sequence numbers.

use kernel::{Element, Finding};

use crate::catalogue::Structure;
use crate::rules::Trail;

/// The elements of a group are numbered from 1, each one more than the one before.
///
/// NCTS phase 5, rule R0987. After a number out of turn the count goes on from it, so that one slip
/// is told once.
pub(super) fn check(
    structure: &Structure,
    element: &Element,
    expected: &mut u64,
    trail: &Trail<'_>,
    findings: &mut Vec<Finding>,
) {
    let item = structure.items.iter().find(|item| item.cites("R0987"));
    let found = item.and_then(|item| Some((item, element.text(&item.name)?)));
    let Some((item, found)) = found else { return };
    let number = found.parse::<u64>().unwrap_or(*expected);
    if number != *expected {
        let (path, expected) = (trail.to(&item.name), expected.to_string());
        findings.push(Finding::error(path, "R0987", found, &expected));
    }
    *expected = number.saturating_add(1);
}
