//! By which number a movement is named.

use kernel::{Element, Finding};

use crate::catalogue::Structure;
use crate::rules::Trail;

/// The conditions that let a message name the movement by one number only.
const CONDITIONS: &[&str] = &["C0467", "C0685"];

/// A movement is named by its MRN once it has one, and by its LRN before: never by both or neither.
///
/// NCTS phase 5, conditions C0467 and C0685. Which of the two it must be depends on how the movement
/// stands, and is not for the message to say.
pub(super) fn check(
    structure: &Structure,
    element: &Element,
    trail: &Trail<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut named = structure.items.iter().filter_map(|item| {
        let condition = CONDITIONS.iter().find(|condition| item.cites(condition))?;
        Some((*condition, item.name.as_ref(), element.text(&item.name)))
    });
    let (Some((condition, first, one)), Some((_, second, other))) = (named.next(), named.next())
    else {
        return;
    };
    match (one, other) {
        (Some(_), None) | (None, Some(_)) => {}
        (Some(one), Some(_)) => {
            let expected = format!("no {first} beside the {second}");
            findings.push(Finding::error(trail.to(first), condition, one, &expected));
        }
        (None, None) => {
            let expected = format!("{first} or {second}");
            findings.push(Finding::error(trail.to(second), condition, "", &expected));
        }
    }
}
