//! The goods of a declaration that was lodged before are there (IE170), and what is said only now.

use kernel::{Content, Date, Element, Finding, Name, Reading};

use super::declaration::TRANSPORT;
use super::pick;
use super::requests::{described, named};
use crate::command::GoodsPresenting;
use crate::event::Details;

/// The elements of a consignment in their order, those of the group `transport` left out.
const GOODS: [&str; 20] = [
    "countryOfDispatch",
    "countryOfDestination",
    "containerIndicator",
    "inlandModeOfTransport",
    "modeOfTransportAtTheBorder",
    "grossMass",
    "referenceNumberUCR",
    "Carrier",
    "Consignor",
    "Consignee",
    "AdditionalSupplyChainActor",
    "LocationOfGoods",
    "CountryOfRoutingOfConsignment",
    "PlaceOfLoading",
    "PlaceOfUnloading",
    "PreviousDocument",
    "SupportingDocument",
    "TransportDocument",
    "AdditionalReference",
    "AdditionalInformation",
];
/// What a presentation may say of the goods themselves.
const PRESENTED: [&str; 5] = [
    "containerIndicator",
    "inlandModeOfTransport",
    "modeOfTransportAtTheBorder",
    "LocationOfGoods",
    "PlaceOfLoading",
];
/// What stands before the means of transport of a house consignment.
const BEFORE_MEANS: [&str; 9] = [
    "sequenceNumber",
    "countryOfDispatch",
    "countryOfDestination",
    "grossMass",
    "referenceNumberUCR",
    "securityIndicatorFromExportDeclaration",
    "Consignor",
    "Consignee",
    "AdditionalSupplyChainActor",
];
const HOUSE: &str = "HouseConsignment";
const MEANS: &str = "DepartureTransportMeans";

/// A presentation as a command, and the movement it is of. NCTS phase 5, CC170C.
pub fn presentation(message: &Element) -> Result<(Name, GoodsPresenting), Vec<Finding>> {
    let mut reading = Reading::new(message);
    let (movement, named) = (named(&mut reading), described(&mut reading));
    let limit_date = reading.optional("TransitOperation/limitDate", str::parse::<Date>);
    let (Some(movement), true) = (movement, reading.findings.is_empty()) else {
        return Err(reading.findings);
    };
    let transport = message.first("Consignment").map(|consignment| {
        let houses = pick(consignment, &[HOUSE]).into_iter();
        let houses = houses.filter(|house| house.first(MEANS).is_some());
        Element::group("Consignment")
            .and_all(pick(consignment, &PRESENTED))
            .and_all(pick(consignment, &TRANSPORT))
            .and_all(houses)
    });
    Ok((movement, GoodsPresenting { limit_date, transport, named }))
}

/// What is declared once the goods were presented: what is said now stands in the place of what was
/// said before under the same name, and in the order of a declaration, so that both compare.
pub(crate) fn present(declared: &mut Details, presented: &Element) {
    let group = || Element::group("Consignment");
    let transport =
        replaced(declared.transport.take().unwrap_or_else(group), presented, &TRANSPORT);
    declared.transport = Some(ordered(transport, &TRANSPORT));
    // Whoever may not know the goods does not learn of them here.
    let goods = declared.goods.take().map(|goods| replaced(goods, presented, &PRESENTED));
    declared.goods = goods.map(|goods| with_means(ordered(goods, &GOODS), presented));
}

/// The elements of these names from another group, where that has any.
fn replaced(group: Element, other: &Element, names: &[&str]) -> Element {
    names.iter().fold(group, |group, name| match pick(other, &[*name]) {
        said if said.is_empty() => group,
        said => group.without(name).and_all(said),
    })
}

/// The elements of a group in the order of their names; what is not named comes last.
fn ordered(mut group: Element, names: &[&str]) -> Element {
    if let Content::Children(children) = &mut group.content {
        let place = |child: &Element| names.iter().position(|name| *name == child.name.as_ref());
        children.sort_by_key(|child| place(child).unwrap_or(names.len()));
    }
    group
}

/// The means of transport of each house consignment, known by its sequence number.
fn with_means(mut goods: Element, presented: &Element) -> Element {
    let Content::Children(children) = &mut goods.content else { return goods };
    for house in presented.all(HOUSE) {
        let number = house.text("sequenceNumber");
        let same = |child: &&mut Element| {
            child.name.as_ref() == HOUSE && child.text("sequenceNumber") == number
        };
        if let Some(known) = children.iter_mut().find(same) {
            let before = pick(known, &BEFORE_MEANS);
            let names = [&BEFORE_MEANS[..], &[MEANS]].concat();
            let after = names.iter().fold(known.clone(), |after, name| after.without(name));
            *known = Element::group(HOUSE)
                .and_all(before)
                .and_all(pick(house, &[MEANS]))
                .and_all(after.children().iter().cloned());
        }
    }
    goods
}
