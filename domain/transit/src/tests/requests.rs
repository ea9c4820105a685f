//! What traders ask in messages after their declaration.

use kernel::{Finding, Name, NameKind};

use super::mapping::cc015c;
use super::*;
use crate::messages::{amendment, invalidation, presentation, release_request, unloading};

fn by_lrn() -> Name {
    Name::new(NameKind::Lrn, "CI100/LRN-1")
}

fn by_mrn() -> Name {
    Name::new(NameKind::Mrn, mrn())
}

/// A message of another kind with the groups of a declaration.
fn message(code: &str, operation: Element) -> Element {
    let declared = cc015c().without("TransitOperation");
    Element::group(code).and(operation).and_all(declared.children().iter().cloned())
}

fn wrong(path: &str, found: &str, expected: &str) -> Finding {
    Finding::error(path, "mapping", found, expected)
}

/// The people and places these messages name.
fn own() -> Named {
    Named {
        holder: Some("CI100".parse().unwrap()),
        departure: Some(office("CIABJ000")),
        ..Named::default()
    }
}

#[test]
fn an_amendment_names_its_movement_by_either_number() {
    let operation = |name: &str, number: &str, flag: u8| {
        Element::group("TransitOperation")
            .with(name, number)
            .with("declarationType", "T1")
            .with("security", 0)
            .with("amendmentTypeFlag", flag)
    };
    let (movement, amending) = amendment(&message("CC013C", operation("LRN", "LRN-1", 0))).unwrap();
    assert_eq!(movement, by_lrn());
    assert_eq!(amending.declaration.lrn.as_str(), "LRN-1");
    assert!(!amending.guarantee_only && amending.basis.is_none());
    assert_eq!(amending.access_codes.len(), 1);
    let (movement, amending) =
        amendment(&message("CC013C", operation("MRN", mrn().as_str(), 1))).unwrap();
    assert_eq!(movement, by_mrn());
    // The rules put the LRN back.
    assert_eq!(amending.declaration.lrn.as_str(), mrn().as_str());
    assert!(amending.guarantee_only);
    let nameless = message("CC013C", Element::group("TransitOperation").with("security", "x"));
    let findings = amendment(&nameless).unwrap_err();
    let places: Vec<_> = findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(places, ["/CC013C/TransitOperation/MRN", "/CC013C/TransitOperation/security"]);
}

#[test]
fn a_trader_asks_for_invalidation_and_never_in_the_name_of_customs() {
    let asked = |number: (&str, &str), by_customs: u8| {
        let invalidation = Element::group("Invalidation")
            .with("initiatedByCustoms", by_customs)
            .with("justification", "the sale fell through");
        let operation = Element::group("TransitOperation").with(number.0, number.1);
        message("CC014C", operation).and(invalidation)
    };
    let remarks = Some("the sale fell through".to_owned());
    let command = Command::RequestInvalidation { remarks, named: own() };
    assert_eq!(invalidation(&asked(("LRN", "LRN-1"), 0)), Ok((by_lrn(), command.clone())));
    assert_eq!(invalidation(&asked(("MRN", mrn().as_str()), 0)), Ok((by_mrn(), command)));
    let of_customs = wrong("/CC014C/Invalidation/initiatedByCustoms", "1", "0");
    assert_eq!(invalidation(&asked(("LRN", "LRN-1"), 1)), Err(vec![of_customs]));
}

#[test]
fn a_request_of_release_says_yes_or_no() {
    let asked = |requested: &str| {
        let operation = Element::group("TransitOperation")
            .with("MRN", mrn())
            .with("releaseRequested", requested);
        release_request(&message("CC054C", operation))
    };
    assert_eq!(
        asked("1"),
        Ok((by_mrn(), Command::RequestRelease { requested: true, named: own() }))
    );
    assert_eq!(
        asked("0"),
        Ok((by_mrn(), Command::RequestRelease { requested: false, named: own() }))
    );
    let path = "/CC054C/TransitOperation/releaseRequested";
    assert_eq!(asked("2"), Err(vec![wrong(path, "2", "0 or 1")]));
}

#[test]
fn a_presentation_brings_what_is_known_of_the_transport_only_now() {
    let means = |number: &str| {
        Element::group("DepartureTransportMeans").with("identificationNumber", number)
    };
    let house = |number: u8| Element::group("HouseConsignment").with("sequenceNumber", number);
    let place = Element::group("LocationOfGoods").with("typeOfLocation", "B");
    let consignment = Element::group("Consignment")
        .with("containerIndicator", 1)
        .and(Element::group("TransportEquipment").with("sequenceNumber", 1))
        .and(place.clone())
        .and(house(1).and(means("1234 HA 01")))
        .and(house(2));
    let operation =
        Element::group("TransitOperation").with("LRN", "LRN-1").with("limitDate", "2026-12-01");
    let message = message("CC170C", operation).without("Consignment").and(consignment);
    let (movement, presenting) = presentation(&message).unwrap();
    assert_eq!(movement, by_lrn());
    assert_eq!(presenting.limit_date, Some(day("2026-12-01")));
    let said = presenting.transport.clone().unwrap();
    assert_eq!(said.all("HouseConsignment").len(), 1);
    // What was declared before, and is not said again, stays.
    let goods = Element::group("Consignment")
        .with("countryOfDispatch", "CI")
        .with("grossMass", 10)
        .and(Element::group("Carrier"))
        .and(Element::group("PlaceOfLoading"))
        .and(house(1).with("grossMass", 4).and(Element::group("ConsignmentItem")))
        .and(house(2).with("grossMass", 6).and(Element::group("ConsignmentItem")));
    let before = Element::group("ActiveBorderTransportMeans").with("nationality", "CI");
    let mut lodged = super::presenting();
    lodged.contents.goods = Some(goods);
    lodged.contents.transport = Some(Element::group("Consignment").and(before.clone()));
    lodged.prelodged = true;
    let case = Case::new("CI", "CI")
        .did(&facts("CI"), Command::Present(Box::new(lodged)))
        .did(&asked("CI"), Command::PresentGoods(Box::new(presenting)));
    let view = case.view();
    let expected = Element::group("Consignment")
        .with("countryOfDispatch", "CI")
        .with("containerIndicator", 1)
        .with("grossMass", 10)
        .and(Element::group("Carrier"))
        .and(place)
        .and(Element::group("PlaceOfLoading"))
        .and(
            house(1)
                .with("grossMass", 4)
                .and(means("1234 HA 01"))
                .and(Element::group("ConsignmentItem")),
        )
        .and(house(2).with("grossMass", 6).and(Element::group("ConsignmentItem")));
    assert_eq!(view.goods, Some(expected));
    let transport = Element::group("Consignment")
        .and(Element::group("TransportEquipment").with("sequenceNumber", 1))
        .and(before);
    assert_eq!(view.transport, Some(transport));
}

/// Unloading remarks with these values and groups.
fn remarks(conform: u8, values: &[(&str, &str)], groups: &[Element]) -> Element {
    let remark = values.iter().fold(
        Element::group("UnloadingRemark")
            .with("conform", conform)
            .with("unloadingCompletion", 1)
            .with("unloadingDate", "2026-11-27"),
        |remark, (name, value)| remark.with(*name, value),
    );
    Element::group("CC044C")
        .and(Element::group("TransitOperation").with("MRN", mrn()))
        .and(remark)
        .and_all(groups.iter().cloned())
}

#[test]
fn unloading_remarks_say_what_differs_and_in_what_words() {
    let found = Element::group("Consignment").with("grossMass", "59000");
    let values = [("stateOfSeals", "0"), ("unloadingRemark", "two bags are torn")];
    let mut message = remarks(0, &values, std::slice::from_ref(&found));
    message = message.without("TransitOperation").and(
        Element::group("TransitOperation")
            .with("MRN", mrn())
            .with("otherThingsToReport", "the lorry was late"),
    );
    let unloaded = Unloading {
        date: day("2026-11-27"),
        completed: true,
        conform: false,
        seals: SealState::Broken,
    };
    let command = Command::RemarkUnloading {
        unloading: unloaded.clone(),
        remarks: Some("two bags are torn\nthe lorry was late".to_owned()),
        found: Some(found),
        named: Named::default(),
    };
    assert_eq!(unloading(&message), Ok((mrn(), command)));
    let conform = Command::RemarkUnloading {
        unloading: Unloading { conform: true, seals: SealState::None, ..unloaded },
        remarks: None,
        found: None,
        named: Named::default(),
    };
    assert_eq!(unloading(&remarks(1, &[], &[])), Ok((mrn(), conform)));
}

#[test]
fn a_remark_that_does_not_conform_differs_and_one_that_conforms_does_not() {
    let path = "/CC044C/UnloadingRemark/conform";
    let nothing = wrong(path, "0", "1 where nothing differs");
    assert_eq!(unloading(&remarks(0, &[], &[])), Err(vec![nothing.clone()]));
    // An empty consignment differs in nothing.
    let empty = Element::group("Consignment");
    assert_eq!(unloading(&remarks(0, &[], &[empty])), Err(vec![nothing]));
    let found = Element::group("Consignment").with("grossMass", "59000");
    let something = wrong(path, "1", "0 where something differs");
    assert_eq!(unloading(&remarks(1, &[], &[found])), Err(vec![something.clone()]));
    let broken = remarks(1, &[("stateOfSeals", "0")], &[]);
    assert_eq!(unloading(&broken), Err(vec![something]));
    assert!(unloading(&remarks(0, &[("stateOfSeals", "0")], &[])).is_ok());
    assert!(unloading(&remarks(0, &[("unloadingRemark", "wet")], &[])).is_ok());
}
