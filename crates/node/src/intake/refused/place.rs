//! Where in a message a refusal of the rules is at home, and what sort of error it is there.
//!
//! G0009: an unknown or wrong number points at the number, a message out of its order at its root,
//! everything else at the element that caused it.

use std::collections::BTreeMap;

use kernel::{Element, Finding, Path, Refused};

/// Sorts of error, by their codes in CL180.
const LISTED: &str = "12";
const MISSING: &str = "13";
const RULE: &str = "14";
const UNKNOWN_MRN: &str = "90";
const OUT_OF_SEQUENCE: &str = "92";

const MRN: &str = "TransitOperation/MRN";
const LRN: &str = "TransitOperation/LRN";
const LIMIT: &str = "TransitOperation/limitDate";
const FLAG: &str = "TransitOperation/amendmentTypeFlag";
const GUARANTEE: &str = "Guarantee";
const REFERENCE: &str = "Guarantee/GuaranteeReference";
const GRN: &str = "Guarantee/GuaranteeReference/GRN";
const REPRESENTATIVE: &str = "Representative/identificationNumber";
const DESTINATION: &str = "CustomsOfficeOfDestinationDeclared/referenceNumber";
/// Where offices stand.
const OFFICES: [&str; 4] = [
    "CustomsOfficeOfDeparture/referenceNumber",
    "CustomsOfficeOfTransitDeclared/referenceNumber",
    DESTINATION,
    "CustomsOfficeOfDestinationActual/referenceNumber",
];

/// Where something stands.
enum Place {
    /// At the root.
    Root,
    /// At the number by which the message names its movement.
    Number,
    /// At this element, or at its group where it is not there.
    At(&'static str),
    /// At the office of this name.
    Office,
    /// At the guarantee kept in this country.
    Country,
    /// At the next reference that lacks this.
    Lacking(&'static str),
    /// At the guarantee of this number.
    Cover,
    /// At the authorisation of this type.
    Authorisation(&'static str),
}

/// Each refusal as an error: its code in CL180, and a finding at its place.
pub(super) fn placed(message: &Element, refusals: &[Refused]) -> Vec<(&'static str, Finding)> {
    let mut before: BTreeMap<&str, usize> = BTreeMap::new();
    let placed = refusals.iter().map(|refused| {
        let earlier = before.entry(&refused.code).or_default();
        let (error, place) = sort(message, refused);
        let at = find(message, &place, refused, *earlier);
        *earlier += 1;
        let arguments: Vec<_> = refused.arguments.values().cloned().collect();
        let (path, value) = at.unwrap_or_else(|| (Path::root(&message.name), None));
        let found = value.map_or_else(|| arguments.join(" "), ToOwned::to_owned);
        (error, Finding::error(path, &refused.code, &found, &refused.code))
    });
    placed.collect()
}

/// A place, and the value that stands there.
type At<'a> = (Path, Option<&'a str>);

fn find<'a>(
    message: &'a Element,
    place: &Place,
    refused: &Refused,
    earlier: usize,
) -> Option<At<'a>> {
    let argument = |name: &str| refused.arguments.get(name).map(String::as_str);
    let at = |(path, element): (Path, &'a Element)| (path, element.value());
    match place {
        Place::Root => None,
        Place::Number => first(message, number(message)),
        Place::At(path) => first(message, path),
        Place::Office => {
            let all = OFFICES.iter().flat_map(|path| message.pointed(path));
            all.map(at).find(|(_, office)| *office == argument("office"))
        }
        Place::Country => {
            let country = |grn: &str| grn.get(2..4) == argument("country");
            let all = message.pointed(GRN).into_iter().map(at);
            let mut kept = all.filter(|(_, grn)| grn.is_some_and(country));
            kept.next()
        }
        Place::Lacking(name) => {
            let all = message.pointed(REFERENCE).into_iter();
            let mut lacking = all.filter(|(_, reference)| reference.first(name).is_none());
            let found = lacking.nth(earlier).map(|(path, _)| (path.then(name, None), None));
            found.or_else(|| first(message, GUARANTEE))
        }
        Place::Cover => {
            // An amendment numbers guarantees anew, by what was asked of them before.
            let lodged = message.first(FLAG).is_none();
            let number = argument("cover").and_then(|number| number.parse::<usize>().ok());
            let nth = number.filter(|_| lodged)?.checked_sub(1)?;
            message.pointed(GRN).into_iter().nth(nth).map(at)
        }
        Place::Authorisation(kind) => {
            let all = message.pointed("Authorisation").into_iter();
            let mut of_type = all.filter(|(_, known)| known.text("type") == Some(kind));
            let (path, known) = of_type.next()?;
            Some((path.then("referenceNumber", None), known.text("referenceNumber")))
        }
    }
}

/// The place of an element, or where it would stand.
fn first<'a>(message: &'a Element, path: &str) -> Option<At<'a>> {
    if let Some((found, element)) = message.pointed(path).into_iter().next() {
        return Some((found, element.value()));
    }
    let Some((group, name)) = path.rsplit_once('/') else {
        return Some((Path::root(&message.name).then(path, None), None));
    };
    let (found, _) = message.pointed(group).into_iter().next()?;
    Some((found.then(name, None), None))
}

fn number(message: &Element) -> &'static str {
    if message.first(MRN).is_some() { MRN } else { LRN }
}

/// What sort of error a refusal is, and where.
fn sort(message: &Element, refused: &Refused) -> (&'static str, Place) {
    match refused.code.as_str() {
        // An unknown LRN is nothing the codes have a word for: what should have come first did not.
        "NOD-002" if message.first(MRN).is_some() => (UNKNOWN_MRN, Place::Number),
        "NOD-002" => (OUT_OF_SEQUENCE, Place::Root),
        "NOD-004" | "NOD-007" => (RULE, Place::Number),
        "TRA-004" | "TRA-005" | "TRA-064" => (LISTED, Place::Office),
        "TRA-006" => (RULE, Place::Country),
        "TRA-007" => (MISSING, Place::At(GUARANTEE)),
        "TRA-065" => (RULE, Place::At(GUARANTEE)),
        "TRA-008" => (MISSING, Place::Lacking("GRN")),
        "TRA-009" => (MISSING, Place::Lacking("amountToBeCovered")),
        "TRA-010" => (RULE, Place::At(DESTINATION)),
        "TRA-011" => (RULE, Place::At(LIMIT)),
        "TRA-012" => (MISSING, Place::At(LIMIT)),
        "TRA-024" => (RULE, Place::At("CustomsOfficeOfDestinationActual/referenceNumber")),
        "TRA-028" => (RULE, Place::Authorisation("C522")),
        "TRA-041" => (RULE, Place::Authorisation("C521")),
        "TRA-038" => (RULE, Place::Cover),
        "TRA-042" | "TRA-043" | "TRA-044" => (RULE, Place::At(REPRESENTATIVE)),
        "TRA-048" | "TRA-067" => (RULE, field(refused)),
        "TRA-068" => (RULE, Place::At("UnloadingRemark/unloadingDate")),
        "TRA-050" | "TRA-051" => (RULE, Place::At(FLAG)),
        "TRA-003" => (RULE, Place::Number),
        "TRA-001" | "TRA-002" | "TRA-013" | "TRA-014" | "TRA-019" | "TRA-020" | "TRA-022"
        | "TRA-023" | "TRA-026" | "TRA-027" | "TRA-029" | "TRA-030" | "TRA-032" | "TRA-033"
        | "TRA-045" | "TRA-046" | "TRA-047" | "TRA-049" | "TRA-053" | "TRA-055" | "TRA-056"
        | "TRA-057" | "TRA-058" | "TRA-063" => (OUT_OF_SEQUENCE, Place::Root),
        _ => (RULE, Place::Root),
    }
}

/// Where something stands that a message may not say otherwise.
fn field(refused: &Refused) -> Place {
    match refused.arguments.get("field").map(String::as_str) {
        Some("LRN") => Place::Number,
        Some("declarationType") => Place::At("TransitOperation/declarationType"),
        Some("additionalDeclarationType") => {
            Place::At("TransitOperation/additionalDeclarationType")
        }
        Some("TraderAtDestination") => Place::At("TraderAtDestination/identificationNumber"),
        Some("CustomsOfficeOfDestinationActual") => {
            Place::At("CustomsOfficeOfDestinationActual/referenceNumber")
        }
        Some("security") => Place::At("TransitOperation/security"),
        Some("limitDate") => Place::At(LIMIT),
        Some("HolderOfTheTransitProcedure") => {
            Place::At("HolderOfTheTransitProcedure/identificationNumber")
        }
        Some("Representative") => Place::At("Representative/identificationNumber"),
        Some("CustomsOfficeOfDeparture") => Place::At("CustomsOfficeOfDeparture/referenceNumber"),
        Some("CustomsOfficeOfDestinationDeclared") => {
            Place::At("CustomsOfficeOfDestinationDeclared/referenceNumber")
        }
        Some("CustomsOfficeOfTransitDeclared") => Place::At("CustomsOfficeOfTransitDeclared"),
        Some("Authorisation") => Place::At("Authorisation"),
        Some("CommodityCode") => {
            Place::At("Consignment/HouseConsignment/ConsignmentItem/Commodity/CommodityCode")
        }
        Some("Consignment") => Place::At("Consignment"),
        Some("transport") => Place::At("Consignment/TransportEquipment"),
        _ => Place::Root,
    }
}

#[cfg(test)]
mod tests;
