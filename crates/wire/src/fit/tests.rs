//! What is left of a tree for a message.

use kernel::Element;

use super::{fit, write_fitted};
use crate::code::MessageCode;
use crate::tests::Chance;
use crate::tests::specimen::specimen;
use crate::write::write;

fn acknowledgement() -> Element {
    let header = Element::group("CC928C")
        .with("messageSender", "NTA.CI")
        .with("messageRecipient", "CI100")
        .with("preparationDateAndTime", "2026-11-23T08:15:00")
        .with("messageIdentification", "A-1")
        .with("messageType", "CC928C");
    let office = Element::group("CustomsOfficeOfDeparture").with("referenceNumber", "CIABJ000");
    let address = Element::group("Address")
        .with("streetAndNumber", "Zone 4")
        .with("city", "Abidjan")
        .with("country", "CI");
    let holder = Element::group("HolderOfTheTransitProcedure")
        .with("identificationNumber", "CI100")
        .and(address);
    let operation = Element::group("TransitOperation").with("LRN", "LRN-1");
    header.and(operation).and(office).and(holder)
}

/// The same with another group below the root, under the name of the first.
fn changed(name: &str, change: impl Fn(Element) -> Element) -> Element {
    let children = acknowledgement().children().to_vec().into_iter();
    let children =
        children.map(|child| if child.name.as_ref() == name { change(child) } else { child });
    Element::group("CC928C").and_all(children)
}

#[test]
fn what_fits_stays_as_it_is() {
    assert_eq!(fit(MessageCode::Cc928c, &acknowledgement()), Some(acknowledgement()));
}

#[test]
fn an_element_the_message_does_not_know_is_left_out() {
    let contact = Element::group("ContactPerson").with("name", "Awa");
    let tree = changed("HolderOfTheTransitProcedure", |holder| holder.and(contact.clone()));
    assert!(write(MessageCode::Cc928c, &tree).is_err());
    assert_eq!(fit(MessageCode::Cc928c, &tree), Some(acknowledgement()));
    assert!(write_fitted(MessageCode::Cc928c, &tree).is_ok());
}

#[test]
fn a_group_that_lacks_what_is_demanded_of_it_is_left_out() {
    let tree = changed("HolderOfTheTransitProcedure", |holder| holder.without("Address/city"));
    let fitted = fit(MessageCode::Cc928c, &tree).unwrap();
    assert!(fitted.first("HolderOfTheTransitProcedure/Address").is_none());
    assert!(fitted.first("HolderOfTheTransitProcedure/identificationNumber").is_some());
}

#[test]
fn a_value_that_is_not_of_the_form_is_left_out_where_the_message_can_do_without() {
    let long = "x".repeat(71);
    let tree = changed("HolderOfTheTransitProcedure", |holder| holder.with("name", &long));
    assert_eq!(fit(MessageCode::Cc928c, &tree), Some(acknowledgement()));
}

#[test]
fn of_too_many_the_first_are_kept() {
    let twice = |group: Element| group.with("identificationNumber", "CI200");
    let tree = changed("HolderOfTheTransitProcedure", twice);
    assert_eq!(fit(MessageCode::Cc928c, &tree), Some(acknowledgement()));
}

#[test]
fn what_a_message_demands_is_never_left_out() {
    let without = changed("TransitOperation", |operation| operation.without("LRN"));
    assert_eq!(fit(MessageCode::Cc928c, &without), None);
    let findings = write_fitted(MessageCode::Cc928c, &without).unwrap_err();
    assert_eq!(findings[0].path, "/CC928C/TransitOperation/LRN");
    let twice = changed("TransitOperation", |operation| operation.with("LRN", "LRN-2"));
    assert_eq!(fit(MessageCode::Cc928c, &twice), None);
}

#[test]
fn of_several_goods_none_is_left_out_alone() {
    let item = |number: u8, mass: &str| {
        let packaging = Element::group("Packaging")
            .with("sequenceNumber", 1)
            .with("typeOfPackages", "BG")
            .with("numberOfPackages", 1);
        let commodity = Element::group("Commodity")
            .with("descriptionOfGoods", "rice")
            .and(Element::group("GoodsMeasure").with("grossMass", mass));
        Element::group("ConsignmentItem")
            .with("goodsItemNumber", number)
            .with("declarationGoodsItemNumber", number)
            .and(commodity)
            .and(packaging)
    };
    let house = |items: [Element; 2]| {
        Element::group("HouseConsignment")
            .with("sequenceNumber", 1)
            .with("grossMass", 10)
            .and_all(items)
    };
    let permission = |houses: [Element; 1]| {
        let operation = Element::group("TransitOperation")
            .with("MRN", "26CI000000000001J1")
            .with("security", 0)
            .with("reducedDatasetIndicator", 0);
        let header = acknowledgement().children()[..4].to_vec();
        let office = |name: &str| Element::group(name).with("referenceNumber", "CIABJ000");
        let consignment = Element::group("Consignment")
            .with("containerIndicator", 0)
            .with("grossMass", 10)
            .and_all(houses);
        Element::group("CC043C")
            .and_all(header)
            .with("messageType", "CC043C")
            .and(operation)
            .and(office("CustomsOfficeOfDestinationActual"))
            .and(Element::group("TraderAtDestination").with("identificationNumber", "ML200"))
            .and(consignment)
    };
    let right = permission([house([item(1, "5"), item(2, "5")])]);
    assert_eq!(fit(MessageCode::Cc043c, &right), Some(right.clone()));
    // A mass that cannot be read leaves the goods without one.
    let heavy = fit(MessageCode::Cc043c, &permission([house([item(1, "5"), item(2, "?")])]));
    assert_eq!(heavy.unwrap().all("Consignment/HouseConsignment/ConsignmentItem").len(), 2);
    // An item that has no description cannot be told; then no goods are told, rather than some.
    let nameless = item(2, "5").without("Commodity/descriptionOfGoods");
    let fitted = fit(MessageCode::Cc043c, &permission([house([item(1, "5"), nameless])])).unwrap();
    assert!(fitted.first("Consignment").is_none());
    assert!(fitted.first("TraderAtDestination").is_some());
}

#[test]
fn a_specimen_of_every_message_fits_into_it_whole() {
    for message in MessageCode::ALL {
        let tree = specimen(*message, &mut Chance(7));
        assert_eq!(fit(*message, &tree), Some(tree), "{message}");
    }
}
