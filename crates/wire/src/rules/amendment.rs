//! What an amendment of a declaration may change.

use std::collections::BTreeMap;

use kernel::{Content, Element, Finding, Path};

/// Where the movement stands when its declaration is amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendedState {
    /// The guarantee was refused and the holder has been asked for another.
    GuaranteeUnderAmendment,
    /// Anywhere else.
    Other,
}

/// What is never compared: the header, which is new with every message, and the flag.
const OF_THE_MESSAGE: &[&str] = &[
    "messageSender",
    "messageRecipient",
    "preparationDateAndTime",
    "messageIdentification",
    "messageType",
    "correlationIdentifier",
    "TransitOperation/amendmentTypeFlag",
];

/// Numbers of which a message gives one or the other; they are compared where both give one.
const NUMBERS: &[&str] = &["TransitOperation/MRN", "TransitOperation/LRN"];

/// What stays as it was declared.
const FIXED: &[&str] = &[
    "HolderOfTheTransitProcedure",
    "Representative",
    "CustomsOfficeOfDeparture",
    "TransitOperation/additionalDeclarationType",
    "TransitOperation/declarationType",
    "TransitOperation/security",
];

/// The differences between a declaration and its amendment that are not allowed.
///
/// NCTS phase 5, rule R0520: while the guarantee is under amendment only the guarantee may change;
/// otherwise anything but the holder, the representative, the office of departure, the types, the
/// security, the numbers and the sub-headings of the goods. Goods may be added and taken out.
pub fn amendment(original: &Element, amended: &Element, state: AmendedState) -> Vec<Finding> {
    let root = Path::root(&amended.name);
    let flag = amended.text("TransitOperation/amendmentTypeFlag").unwrap_or_default();
    let right = match state {
        AmendedState::GuaranteeUnderAmendment => "1",
        AmendedState::Other => "0",
    };
    if flag != right {
        let path = root.then("TransitOperation", None).then("amendmentTypeFlag", None);
        return vec![Finding::error(path, "R0520", flag, right)];
    }
    let mut findings = Vec::new();
    for path in NUMBERS {
        let (before, after) = (original.first(path), amended.first(path));
        if before.is_some() && after.is_some() {
            compare(&at(&root, path), before, after, &mut findings);
        }
    }
    match state {
        AmendedState::GuaranteeUnderAmendment => {
            let (before, after) = (apart(original), apart(amended));
            children(&root, &before, &after, &mut findings);
        }
        AmendedState::Other => {
            for path in FIXED {
                let (before, after) = (original.first(path), amended.first(path));
                compare(&at(&root, path), before, after, &mut findings);
            }
            sub_headings(original, amended, &mut findings);
        }
    }
    findings
}

/// The declaration without its guarantees and what is of the message.
fn apart(tree: &Element) -> Element {
    let left = OF_THE_MESSAGE.iter().chain(NUMBERS);
    left.fold(tree.clone().without("Guarantee"), |tree, path| tree.without(path))
}

fn at(root: &Path, path: &str) -> Path {
    path.split('/').fold(root.clone(), |path, name| path.then(name, None))
}

/// Tells every value that differs, where it stands.
fn compare(
    path: &Path,
    before: Option<&Element>,
    after: Option<&Element>,
    findings: &mut Vec<Finding>,
) {
    match (before, after) {
        (Some(before), Some(after)) => match (&before.content, &after.content) {
            (Content::Children(_), Content::Children(_)) => {
                children(path, before, after, findings);
            }
            (before_content, after_content) if before_content == after_content => {}
            _ => differs(path, shown(after), shown(before), findings),
        },
        (Some(before), None) => differs(path, "", shown(before), findings),
        (None, Some(after)) => differs(path, shown(after), "", findings),
        (None, None) => {}
    }
}

fn children(path: &Path, before: &Element, after: &Element, findings: &mut Vec<Finding>) {
    let mut names: Vec<&str> = Vec::new();
    for child in after.children().iter().chain(before.children()) {
        if !names.contains(&child.name.as_ref()) {
            names.push(&child.name);
        }
    }
    for name in names {
        let (earlier, later) = (before.all(name), after.all(name));
        let count = earlier.len().max(later.len());
        for position in 0..count {
            let path = path.then(name, (count > 1).then_some(position + 1));
            let (before, after) = (earlier.get(position), later.get(position));
            compare(&path, before.copied(), after.copied(), findings);
        }
    }
}

fn shown(element: &Element) -> &str {
    element.value().unwrap_or(&element.name)
}

fn differs(path: &Path, found: &str, expected: &str, findings: &mut Vec<Finding>) {
    findings.push(Finding::error(path.clone(), "R0520", found, expected));
}

/// Goods that were declared keep their sub-heading. They are known by their declaration number.
fn sub_headings(original: &Element, amended: &Element, findings: &mut Vec<Finding>) {
    const ITEMS: &str = "Consignment/HouseConsignment/ConsignmentItem";
    const CODE: &str = "Commodity/CommodityCode/harmonizedSystemSubHeadingCode";
    const NUMBER: &str = "declarationGoodsItemNumber";
    let items = original.all(ITEMS);
    let declared: BTreeMap<_, _> =
        items.into_iter().filter_map(|item| Some((item.text(NUMBER)?, item))).collect();
    for (path, item) in amended.pointed(ITEMS) {
        let before = item.text(NUMBER).and_then(|number| declared.get(number));
        let Some(before) = before else { continue };
        compare(&at(&path, CODE), before.first(CODE), item.first(CODE), findings);
    }
}
