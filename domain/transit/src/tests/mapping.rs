//! Messages on one side, commands and events on the other.

use kernel::{AccessCode, Finding};

use super::*;
use crate::messages::{
    Completion, MessageHeader, Recorded, Rejection, arrival as arrival_message,
    declaration as declaration_message, read_sad, reject_declaration, write_back,
};

pub(super) fn cc015c() -> Element {
    let reference = Element::group("GuaranteeReference")
        .with("sequenceNumber", 1)
        .with("GRN", "26CI0000010000013")
        .with("accessCode", "AC01")
        .with("amountToBeCovered", "400000")
        .with("currency", "XOF");
    let address = Element::group("Address").with("city", "Abidjan").with("country", "CI");
    let holder = Element::group("HolderOfTheTransitProcedure")
        .with("identificationNumber", "CI100")
        .with("name", "Transit Ivoire")
        .and(address);
    let office = |name: &str, code: &str| Element::group(name).with("referenceNumber", code);
    let seal = Element::group("TransportEquipment").with("sequenceNumber", 1);
    let item = Element::group("ConsignmentItem").and(
        Element::group("Commodity")
            .and(Element::group("CommodityCode").with("harmonizedSystemSubHeadingCode", "090111")),
    );
    let house = Element::group("HouseConsignment").and(item);
    Element::group("CC015C")
        .with("messageSender", "broker")
        .with("messageIdentification", "M-1")
        .and(
            Element::group("TransitOperation")
                .with("LRN", "LRN-1")
                .with("declarationType", "T1")
                .with("security", "0"),
        )
        .and(office("CustomsOfficeOfDeparture", "CIABJ000"))
        .and(office("CustomsOfficeOfDestinationDeclared", "MLBKO000"))
        .and(office("CustomsOfficeOfTransitDeclared", "BFX01000"))
        .and(office("CustomsOfficeOfTransitDeclared", "MLX01000"))
        .and(holder)
        .and(Element::group("Guarantee").with("guaranteeType", "1").and(reference))
        .and(Element::group("Consignment").with("grossMass", "10").and(seal).and(house))
}

#[test]
fn a_declaration_message_becomes_a_command_with_its_groups_apart() {
    let read = declaration_message(&cc015c()).unwrap();
    let mut expected = declaration();
    expected.commodities = ["090111".parse().unwrap()].into();
    assert_eq!(read.declaration, expected);
    assert_eq!(read.access_codes, [(FIRST, AccessCode::parse("AC01").unwrap())].into());
    assert!(!format!("{:?}", read.contents).contains("AC01"));
    assert!(read.contents.goods.unwrap().first("TransportEquipment").is_none());
    assert!(read.contents.transport.unwrap().first("TransportEquipment").is_some());
}

#[test]
fn what_cannot_be_mapped_is_found_with_its_place() {
    let message = cc015c().without("TransitOperation/LRN").without("CustomsOfficeOfDeparture");
    let findings = declaration_message(&message).unwrap_err();
    let found = |path: &str| Finding::error(path, "mapping", "", "a value");
    assert_eq!(
        findings,
        [
            found("/CC015C/TransitOperation/LRN"),
            found("/CC015C/CustomsOfficeOfDeparture/referenceNumber"),
        ]
    );
}

#[test]
fn a_simplified_arrival_needs_its_authorisation() {
    let message = |simplified: u8| {
        Element::group("CC007C")
            .and(
                Element::group("TransitOperation")
                    .with("MRN", mrn())
                    .with("arrivalNotificationDateAndTime", "2026-11-24T16:00:00")
                    .with("simplifiedProcedure", simplified),
            )
            .and(
                Element::group("CustomsOfficeOfDestinationActual")
                    .with("referenceNumber", "MLBKO000"),
            )
            .and(Element::group("TraderAtDestination").with("identificationNumber", "ML200"))
    };
    let (named, arriving) = arrival_message(&message(0)).unwrap();
    assert_eq!(named, mrn());
    assert_eq!(Command::NotifyArrival(Box::new(arriving)), arrival(None));
    let missing = Finding::error("/CC007C/Authorisation/type", "mapping", "", "C522");
    assert_eq!(arrival_message(&message(1)).unwrap_err(), [missing]);
    let consignee =
        Element::group("Authorisation").with("type", "C522").with("referenceNumber", "C522-7");
    let (_, arriving) = arrival_message(&message(1).and(consignee)).unwrap();
    assert_eq!(Command::NotifyArrival(Box::new(arriving)), arrival(Some("C522-7")));
}

pub(super) fn header() -> MessageHeader {
    MessageHeader {
        sender: "NTA.CI".to_owned(),
        recipient: "CI100".to_owned(),
        prepared: at("2026-11-23T10:00:00Z"),
        identification: "CI-1-1-0-17".to_owned(),
        correlation: Some("M-1".to_owned()),
    }
}

#[test]
fn a_rejection_names_the_declaration_its_office_and_every_error() {
    let message = cc015c();
    let errors: Vec<_> =
        (1..=3).map(|number| Element::group("FunctionalError").with("errorCode", number)).collect();
    let rejection = Rejection { header: header(), rejected: "015", message: &message, errors };
    let rejected = reject_declaration(&rejection);
    assert_eq!(rejected.text("TransitOperation/LRN"), Some("LRN-1"));
    assert_eq!(rejected.text("TransitOperation/MRN"), None);
    assert_eq!(rejected.text("CustomsOfficeOfDeparture/referenceNumber"), Some("CIABJ000"));
    assert_eq!(rejected.all("FunctionalError").len(), 3);
    assert!(!format!("{rejected:?}").contains("AC01"));
}

fn sad() -> Element {
    let group = |name: &str, children: Vec<Element>| Element::group(name).and_all(children);
    let leaf = |name: &str, text: &str| Element::leaf(name, text);
    let item = group(
        "Item",
        vec![
            group(
                "Packages",
                vec![leaf("Number_of_packages", "400"), leaf("Kind_of_packages_code", "BG")],
            ),
            group("Tarification", vec![group("HScode", vec![leaf("Commodity_code", "09011100")])]),
        ],
    );
    group(
        "ASYCUDA",
        vec![
            group(
                "Identification",
                vec![
                    group(
                        "Office_segment",
                        vec![leaf("Customs_clearance_office_code", "CIABJ000")],
                    ),
                    group(
                        "Registration",
                        vec![
                            leaf("Serial_number", "C"),
                            leaf("Number", "4711"),
                            leaf("Date", "11/23/26"),
                        ],
                    ),
                ],
            ),
            group("Declarant", vec![group("Reference", vec![leaf("Number", "LRN-1")])]),
            group("Financial", vec![group("Guarantee", vec![leaf("Amount", "400000")])]),
            group(
                "Transit",
                vec![
                    group("Principal", vec![leaf("Code", "CI100"), leaf("Name", "Transit Ivoire")]),
                    group("Destination", vec![leaf("Office", "MLBKO000")]),
                    leaf("Result_of_control", "A1"),
                    leaf("Time_limit", "2026-12-05"),
                    leaf("Officer_name", "awa"),
                ],
            ),
            item,
        ],
    )
}

fn completion() -> Completion {
    let mut guarantee = declaration().guarantees.remove(0);
    guarantee.amount = None;
    Completion {
        transits: declaration().transits,
        guarantee: Some(guarantee),
        access_code: Some(AccessCode::parse("AC01").unwrap()),
        currency: xof(1).currency,
        representation: None,
    }
}

#[test]
fn a_sad_completed_from_route_and_register_is_the_same_declaration() {
    let read = read_sad(&sad(), &completion()).unwrap();
    let mut expected = declaration();
    expected.commodities = ["09011100".parse().unwrap()].into();
    assert_eq!(read.presenting.declaration, expected);
    assert_eq!(read.registration.unwrap().as_str(), "CIABJ000 2026 C 4711");
    let release = read.release.unwrap();
    assert_eq!(release.limit_date, Some(day("2026-12-05")));
    assert_eq!(release.officer.unwrap().as_str(), "awa");
    assert_eq!(read.exit, None);
}

#[test]
fn a_sad_without_a_guarantee_in_the_register_is_set_aside() {
    let completion = Completion { guarantee: None, ..completion() };
    let message = sad().without("Transit/Principal");
    let findings = read_sad(&message, &completion).unwrap_err();
    let places: Vec<_> = findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(places, ["/ASYCUDA/Transit/Principal/Code", "/ASYCUDA/Financial/Guarantee"]);
}

#[test]
fn what_others_recorded_is_written_back_under_the_declarants_reference() {
    let (mrn, lrn, office) = (mrn(), declaration().lrn, office("BFX01000"));
    let recorded = Recorded {
        mrn: Some(&mrn),
        lrn: &lrn,
        what: "entered",
        office: &office,
        at: at("2026-11-24T09:00:00Z"),
        result: None,
    };
    let written = write_back(&recorded);
    assert_eq!(written.text("Declarant/Reference/Number"), Some("LRN-1"));
    assert_eq!(written.text("Export_release/Actual_office_of_exit_code"), Some("BFX01000"));
    assert_eq!(written.text("Export_release/Exit_reference"), Some(mrn.as_str()));
}
