//! What a guarantee must and may carry, by its type.

use kernel::{Element, Finding};

use crate::catalogue::{Catalogue, Kind, Structure};
use crate::rules::Trail;

/// Types of guarantee: NCTS phase 5, CL251. What is no type is a matter of that list.
const TYPES: &[&str] = &["0", "1", "2", "3", "4", "5", "8", "9", "A", "B", "J"];
/// Types with a reference: NCTS phase 5, CL076.
const WITH_REFERENCE: &[&str] = &["0", "1", "2", "3", "4", "5", "9"];
/// Types with a GRN: NCTS phase 5, CL286.
const WITH_GRN: &[&str] = &["0", "1", "2", "4", "9"];
/// An individual guarantee by voucher.
const VOUCHER: &str = "4";

/// Whether an element must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
    Forbidden,
}

/// A guarantee whose type is known.
struct Guarantee<'a> {
    kind: &'a str,
    trail: &'a Trail<'a>,
    findings: &'a mut Vec<Finding>,
}

/// Applies the rules of guarantees to a group, where it is one.
pub(super) fn check(
    catalogue: &Catalogue,
    structure: &Structure,
    element: &Element,
    trail: &Trail<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(kind) = element.text("guaranteeType").filter(|kind| TYPES.contains(kind)) else {
        return;
    };
    let mut guarantee = Guarantee { kind, trail, findings };
    for item in &structure.items {
        if item.cites("C0130") {
            guarantee.presence(element, &item.name, "C0130", other_reference(kind), trail);
        }
        if item.cites("C0085") {
            guarantee.presence(element, &item.name, "C0085", reference(kind), trail);
            let Kind::Group(id) = &item.kind else { continue };
            let inside = catalogue.structure(*id);
            guarantee.references(inside, element, &item.name);
        }
    }
}

/// NCTS phase 5, condition C0130.
fn other_reference(kind: &str) -> Need {
    match kind {
        "8" => Need::Required,
        "3" => Need::Optional,
        _ => Need::Forbidden,
    }
}

/// NCTS phase 5, condition C0085.
fn reference(kind: &str) -> Need {
    if WITH_REFERENCE.contains(&kind) { Need::Required } else { Need::Forbidden }
}

/// NCTS phase 5, condition C0086: the GRN and the access code.
fn number(kind: &str) -> Need {
    if WITH_GRN.contains(&kind) { Need::Required } else { Need::Forbidden }
}

impl Guarantee<'_> {
    /// Each reference of the guarantee. Where there must be none, that has been said.
    fn references(&mut self, structure: &Structure, element: &Element, name: &str) {
        if reference(self.kind) == Need::Forbidden {
            return;
        }
        let references: Vec<_> =
            element.children().iter().filter(|child| child.name.as_ref() == name).collect();
        let several = references.len() > 1;
        for (position, child) in references.into_iter().enumerate() {
            let position = several.then_some(position + 1);
            let trail = Trail { above: Some(self.trail), name, position };
            for item in &structure.items {
                if item.cites("C0086") {
                    self.presence(child, &item.name, "C0086", number(self.kind), &trail);
                }
                let form = child.text(&item.name).filter(|_| item.cites("R0318"));
                if let Some(grn) = form.filter(|_| number(self.kind) == Need::Required) {
                    self.form(grn, &trail.to(&item.name).to_string());
                }
            }
        }
    }

    fn presence(
        &mut self,
        element: &Element,
        name: &str,
        rule: &str,
        need: Need,
        trail: &Trail<'_>,
    ) {
        let kind = self.kind;
        match (need, element.first(name)) {
            (Need::Required, None) => {
                let expected = format!("{name} for a guarantee of type {kind}");
                self.findings.push(Finding::error(trail.to(name), rule, "", &expected));
            }
            (Need::Forbidden, Some(found)) => {
                let found = found.value().unwrap_or(name);
                let expected = format!("no {name} for a guarantee of type {kind}");
                self.findings.push(Finding::error(trail.to(name), rule, found, &expected));
            }
            (Need::Required, Some(_)) | (Need::Forbidden, None) | (Need::Optional, _) => {}
        }
    }

    /// NCTS phase 5, rule R0318: with a voucher the number is an24, else an17.
    fn form(&mut self, grn: &str, path: &str) {
        let right = if self.kind == VOUCHER { 24 } else { 17 };
        if grn.len() != right {
            let expected = format!("an{right} for a guarantee of type {}", self.kind);
            self.findings.push(Finding::error(path, "R0318", grn, &expected));
        }
    }
}
