//! By which number a movement is named.

use kernel::{Element, Finding};

use crate::catalogue::Structure;
use crate::rules::Trail;

const LRN: &str = "LRN";
const MRN: &str = "MRN";

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
    let item = |name: &str| structure.find(name, 0).and_then(|slot| structure.item(slot));
    let (Some(lrn), Some(mrn)) = (item(LRN), item(MRN)) else { return };
    let named = |condition: &&&str| lrn.cites(condition) && mrn.cites(condition);
    let Some(condition) = CONDITIONS.iter().find(named) else { return };
    match (element.text(LRN), element.text(MRN)) {
        (Some(_), None) | (None, Some(_)) => {}
        (Some(lrn), Some(_)) => {
            let expected = "no LRN beside the MRN";
            findings.push(Finding::error(trail.to(LRN), condition, lrn, expected));
        }
        (None, None) => {
            findings.push(Finding::error(trail.to(MRN), condition, "", "LRN or MRN"));
        }
    }
}
