//! Refusals at their places in messages.

use kernel::{Element, Refused};

use super::placed;

fn message(code: &str, operation: Element) -> Element {
    let office = |name: &str, code: &str| Element::group(name).with("referenceNumber", code);
    let authorisation = |kind: &str, number: &str| {
        Element::group("Authorisation").with("type", kind).with("referenceNumber", number)
    };
    let reference = |grn: &str| {
        Element::group("GuaranteeReference").with("GRN", grn).with("accessCode", "ZQ9Z")
    };
    Element::group(code)
        .and(operation)
        .and(authorisation("C524", "CIX1"))
        .and(authorisation("C521", "CIACR2026001"))
        .and(office("CustomsOfficeOfDeparture", "CIABJ000"))
        .and(office("CustomsOfficeOfTransitDeclared", "BFX01000"))
        .and(office("CustomsOfficeOfTransitDeclared", "MLX01000"))
        .and(office("CustomsOfficeOfDestinationDeclared", "MLBKO000"))
        .and(
            Element::group("Guarantee")
                .and(reference("26CI0000010000013").with("amountToBeCovered", "1"))
                .and(reference("26ML0101000000012")),
        )
}

fn declaration() -> Element {
    message("CC015C", Element::group("TransitOperation").with("LRN", "LRN-1"))
}

fn refused(code: &str, arguments: &[(&str, &str)]) -> Refused {
    let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Refused { code: code.to_owned(), arguments: arguments.collect() }
}

/// Where each refusal stands: sort of error, place, value.
fn places(message: &Element, refusals: &[Refused]) -> Vec<(&'static str, String, String)> {
    let placed = placed(message, refusals).into_iter();
    placed.map(|(error, finding)| (error, finding.path, finding.found)).collect()
}

#[track_caller]
fn stands(message: &Element, refused: Refused, error: &str, path: &str, found: &str) {
    let expected = [(error, path.to_owned(), found.to_owned())];
    let places = places(message, &[refused]);
    let places: Vec<_> = places.into_iter().collect();
    assert_eq!(places, expected);
}

#[test]
fn what_is_wrong_with_an_element_stands_at_that_element() {
    let declaration = declaration();
    let office = refused("TRA-005", &[("office", "MLX01000")]);
    let path = "/CC015C/CustomsOfficeOfTransitDeclared[2]/referenceNumber";
    stands(&declaration, office, "12", path, "MLX01000");
    let path = "/CC015C/CustomsOfficeOfDeparture/referenceNumber";
    stands(&declaration, refused("TRA-004", &[("office", "CIABJ000")]), "12", path, "CIABJ000");
    let path = "/CC015C/Authorisation[2]/referenceNumber";
    stands(&declaration, refused("TRA-041", &[]), "14", path, "CIACR2026001");
    let path = "/CC015C/Guarantee/GuaranteeReference[2]/GRN";
    let abroad = refused("TRA-006", &[("country", "ML")]);
    stands(&declaration, abroad, "14", path, "26ML0101000000012");
    let unsealed = refused("TRA-038", &[("cover", "2")]);
    stands(&declaration, unsealed, "14", path, "26ML0101000000012");
    let path = "/CC015C/Guarantee/GuaranteeReference[2]/amountToBeCovered";
    stands(&declaration, refused("TRA-009", &[("cover", "2")]), "13", path, "2");
}

#[test]
fn what_is_missing_stands_where_it_would_be() {
    let path = "/CC015C/TransitOperation/limitDate";
    stands(&declaration(), refused("TRA-012", &[]), "13", path, "");
    let without = declaration().without("Guarantee");
    stands(&without, refused("TRA-007", &[]), "13", "/CC015C/Guarantee", "");
}

#[test]
fn a_message_out_of_its_order_stands_at_its_root() {
    let operation = Element::group("TransitOperation").with("MRN", "26CI000000000001J1");
    let request = message("CC014C", operation);
    stands(&request, refused("TRA-023", &[]), "92", "/CC014C", "");
    let date = refused("TRA-055", &[("date", "2026-11-23")]);
    stands(&request, date, "92", "/CC014C", "2026-11-23");
}

#[test]
fn an_unknown_number_stands_at_the_number_where_it_is_an_mrn() {
    let mrn = "26CI000000000001J1";
    let request = message("CC014C", Element::group("TransitOperation").with("MRN", mrn));
    let unknown = || refused("NOD-002", &[("name", "mrn 26CI000000000001J1")]);
    stands(&request, unknown(), "90", "/CC014C/TransitOperation/MRN", mrn);
    let by_lrn = message("CC014C", Element::group("TransitOperation").with("LRN", "LRN-1"));
    let name = "mrn 26CI000000000001J1";
    stands(&by_lrn, unknown(), "92", "/CC014C", name);
    let taken = refused("NOD-004", &[("name", "lrn CI100/LRN-1")]);
    stands(&declaration(), taken, "14", "/CC015C/TransitOperation/LRN", "LRN-1");
}

#[test]
fn what_an_amendment_may_not_change_is_shown_and_its_guarantees_as_one() {
    let operation = Element::group("TransitOperation")
        .with("LRN", "LRN-1")
        .with("declarationType", "T2")
        .with("amendmentTypeFlag", 1);
    let amendment = message("CC013C", operation);
    let kind = refused("TRA-048", &[("field", "declarationType")]);
    stands(&amendment, kind, "14", "/CC013C/TransitOperation/declarationType", "T2");
    let office = refused("TRA-048", &[("field", "CustomsOfficeOfDeparture")]);
    let path = "/CC013C/CustomsOfficeOfDeparture/referenceNumber";
    stands(&amendment, office, "14", path, "CIABJ000");
    let flag = "/CC013C/TransitOperation/amendmentTypeFlag";
    stands(&amendment, refused("TRA-051", &[]), "14", flag, "1");
    stands(&amendment, refused("TRA-038", &[("cover", "2")]), "14", "/CC013C", "2");
}

#[test]
fn an_access_code_is_never_what_was_found() {
    let every = ["TRA-007", "TRA-008", "TRA-009", "TRA-038"].map(|code| refused(code, &[]));
    assert!(!format!("{:?}", places(&declaration(), &every)).contains("ZQ9Z"));
}
