//! What a message with values that cannot be read would still ask: each is taken for one about which
//! the rules say nothing, so that what they refuse besides is told with it.

use kernel::{AccessCode, Amount, CashAccount, Content, Currency, Element, Grn, Lrn, Security};
use transit::DeclaredKind;

/// A type of guarantee for which nothing is to be held (CL251).
const NOTHING_TO_HOLD: &str = "8";
const REFERENCE: &str = "GuaranteeReference";

/// The message with such values in the place of those that cannot be read.
pub(super) fn legible(message: &Element) -> Element {
    let mut legible = message.clone();
    let Content::Children(groups) = &mut legible.content else { return legible };
    for group in groups {
        let name = group.name.clone();
        match name.as_ref() {
            "TransitOperation" => {
                replace(group, "security", "0", |text| Security::parse(text).is_ok());
                // An amendment names its movement by it.
                if message.name.as_ref() == "CC015C" {
                    replace(group, "LRN", "0", |text| Lrn::parse(text).is_ok());
                }
            }
            "Guarantee" if !is_legible(group) => {
                // Each reference keeps its place: guarantees are known by it.
                let count = group.all(REFERENCE).len();
                let references = (0..count).map(|_| Element::group(REFERENCE));
                *group = Element::group("Guarantee")
                    .with("guaranteeType", NOTHING_TO_HOLD)
                    .and_all(references);
            }
            _ => {}
        }
    }
    legible
}

/// Whether everything a guarantee says of itself can be read.
fn is_legible(guarantee: &Element) -> bool {
    let account = guarantee.text("otherGuaranteeReference");
    let cash = guarantee.text("guaranteeType") == Some("3");
    let reads = |reference: &&Element, name: &str, is: fn(&str) -> bool| {
        reference.text(name).is_none_or(is)
    };
    let kind = guarantee.text("guaranteeType").unwrap_or_default();
    DeclaredKind::parse(kind).is_ok()
        && account.is_none_or(|account| !cash || CashAccount::parse(account).is_ok())
        && guarantee.all(REFERENCE).iter().all(|reference| {
            reads(reference, "GRN", |text| Grn::parse(text).is_ok())
                && reads(reference, "amountToBeCovered", |text| Amount::parse(text).is_ok())
                && reads(reference, "currency", |text| Currency::parse(text).is_ok())
                && reads(reference, "accessCode", |text| AccessCode::parse(text).is_ok())
        })
}

/// Another value in the place of one that cannot be read.
fn replace(group: &mut Element, name: &str, value: &str, is: impl Fn(&str) -> bool) {
    if group.text(name).is_some_and(|text| !is(text)) {
        *group = std::mem::replace(group, Element::group("")).without(name).with(name, value);
    }
}
