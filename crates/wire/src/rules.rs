//! Rules and conditions beyond structure: pure functions from a tree to findings.
//!
//! Which rule holds where is data: the catalogue names the rules of the standard at each element,
//! and a rule is applied where it is named. Each function cites the rule it carries out.

mod addressing;
mod amendment;
mod guarantee;
mod letters;
mod mrn;
mod number;
mod sequence;

use kernel::{Element, Finding, Path};

pub use crate::rules::amendment::{AmendedState, amendment};

use crate::catalogue::{Catalogue, Kind, Structure, catalogue};
use crate::code::MessageCode;

/// Runs the rules that are carried out here on a message whose structure has been read.
///
/// A tree of another shape gives findings too, or none, but never a panic.
pub fn check(message: MessageCode, tree: &Element) -> Vec<Finding> {
    let catalogue = catalogue();
    let mut findings = Vec::new();
    let Some(known) = catalogue.message(message.as_str()) else { return findings };
    let root = Trail { above: None, name: &known.name, position: None };
    message_type(message, tree, &root, &mut findings);
    addressing::check(message, tree, &root, &mut findings);
    mrn::procedure(tree, &root, &mut findings);
    group(catalogue, catalogue.structure(known.root), tree, &root, &mut findings);
    findings
}

/// The way to an element, written out only when there is something to say.
struct Trail<'a> {
    above: Option<&'a Trail<'a>>,
    name: &'a str,
    position: Option<usize>,
}

impl Trail<'_> {
    fn path(&self) -> Path {
        match self.above {
            Some(above) => above.path().then(self.name, self.position),
            None => Path::root(self.name),
        }
    }

    fn to(&self, name: &str) -> Path {
        self.path().then(name, None)
    }
}

/// Applies the rules to a group and all groups below.
fn group(
    catalogue: &Catalogue,
    structure: &Structure,
    element: &Element,
    trail: &Trail<'_>,
    findings: &mut Vec<Finding>,
) {
    guarantee::check(catalogue, structure, element, trail, findings);
    number::check(structure, element, trail, findings);
    for item in &structure.items {
        let alike = || element.children().iter().filter(|child| child.name == item.name);
        let several = alike().nth(1).is_some();
        let below = |position: usize| Trail {
            above: Some(trail),
            name: &item.name,
            position: several.then_some(position + 1),
        };
        match &item.kind {
            Kind::Value(_) => {
                for (position, text) in alike().filter_map(Element::value).enumerate() {
                    value(text, &below(position), findings);
                }
            }
            Kind::Group(id) => {
                let inside = catalogue.structure(*id);
                let mut expected = 1;
                for (position, child) in alike().enumerate() {
                    let trail = below(position);
                    sequence::check(inside, child, &mut expected, &trail, findings);
                    group(catalogue, inside, child, &trail, findings);
                }
            }
        }
    }
}

/// Applies the rules to one value.
fn value(text: &str, trail: &Trail<'_>, findings: &mut Vec<Finding>) {
    match trail.name {
        "MRN" => mrn::check_digit(text, trail, findings),
        "LRN" => letters::reference(text, trail, findings),
        _ => {}
    }
    letters::unseen(text, trail, findings);
}

/// The message type says what the root element says. DDNTA, data item "Message type", CL060.
fn message_type(
    message: MessageCode,
    tree: &Element,
    trail: &Trail<'_>,
    findings: &mut Vec<Finding>,
) {
    if let Some(found) = tree.text("messageType").filter(|found| *found != message.as_str()) {
        let path = trail.to("messageType");
        findings.push(Finding::error(path, "CL060", found, message.as_str()));
    }
}

#[cfg(test)]
mod tests;
