//! Rules and conditions, each with what it allows and what it does not.

mod header;

use kernel::{Element, Finding, Severity};

use crate::tests::structure;
use crate::{AmendedState, MessageCode, amendment, check, functional_error};

const DECLARATION: &str = include_str!("../../testdata/CC015C.xml");

/// The example after some replacements, each of which must hit something.
fn declaration(changes: &[(&str, &str)]) -> Element {
    let mut text = DECLARATION.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let reading = structure(text.as_bytes());
    assert!(reading.accepted().is_some(), "{:?}", reading.findings);
    reading.tree.unwrap()
}

fn told(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|found| {
            let warning = if found.severity == Severity::Warning { " (warning)" } else { "" };
            format!(
                "{} {}: {:?}, {:?}{warning}",
                found.path, found.rule, found.found, found.expected
            )
        })
        .collect()
}

fn checked(changes: &[(&str, &str)]) -> Vec<String> {
    told(&check(MessageCode::Cc015c, &declaration(changes)))
}

const REFERENCE: &str = "<GuaranteeReference>
      <sequenceNumber>1</sequenceNumber>
      <GRN>26CI0000010000013</GRN>
      <accessCode>AC01</accessCode>
      <amountToBeCovered>2500000</amountToBeCovered>
      <currency>XOF</currency>
    </GuaranteeReference>";
const NUMBER: &str = "<GRN>26CI0000010000013</GRN>
      <accessCode>AC01</accessCode>";
const TYPE: &str = "<guaranteeType>1</guaranteeType>";

#[test]
fn the_example_keeps_all_rules() {
    assert_eq!(checked(&[]), Vec::<String>::new());
}

#[test]
fn a_message_says_the_type_its_root_says() {
    assert_eq!(
        checked(&[("<messageType>CC015C", "<messageType>CC007C")]),
        ["/CC015C/messageType CL060: \"CC007C\", \"CC015C\""]
    );
}

#[test]
fn a_slip_in_the_numbering_of_a_group_is_told_once() {
    let second = "<sequenceNumber>2</sequenceNumber>
    <referenceNumber>MLX01000";
    let third = "<sequenceNumber>3</sequenceNumber>
    <referenceNumber>MLX01000";
    assert_eq!(
        checked(&[(second, third)]),
        ["/CC015C/CustomsOfficeOfTransitDeclared[2]/sequenceNumber R0987: \"3\", \"2\""]
    );
    let doubled = format!(
        "<CustomsOfficeOfTransitDeclared>\n    {second}</referenceNumber>\n  </CustomsOfficeOfTransitDeclared>"
    );
    let more = doubled.replace(">2<", ">4<") + &doubled.replace(">2<", ">5<");
    assert_eq!(
        checked(&[(&doubled, &(doubled.clone() + &more))]),
        ["/CC015C/CustomsOfficeOfTransitDeclared[3]/sequenceNumber R0987: \"4\", \"3\""]
    );
    assert_eq!(
        checked(&[("<Seal>\n        <sequenceNumber>1", "<Seal>\n        <sequenceNumber>2")]),
        ["/CC015C/Consignment/TransportEquipment/Seal/sequenceNumber R0987: \"2\", \"1\""]
    );
}

#[test]
fn a_guarantee_with_reference_needs_one_and_a_guarantee_without_must_have_none() {
    assert_eq!(
        checked(&[(REFERENCE, "")]),
        [
            "/CC015C/Guarantee/GuaranteeReference C0085: \"\", \"GuaranteeReference for a guarantee of type 1\""
        ]
    );
    assert_eq!(
        checked(&[(TYPE, "<guaranteeType>B</guaranteeType>")]),
        [
            "/CC015C/Guarantee/GuaranteeReference C0085: \"GuaranteeReference\", \"no GuaranteeReference for a guarantee of type B\""
        ]
    );
}

#[test]
fn a_guarantee_with_grn_needs_number_and_access_code() {
    assert_eq!(
        checked(&[(NUMBER, "")]),
        [
            "/CC015C/Guarantee/GuaranteeReference/GRN C0086: \"\", \"GRN for a guarantee of type 1\"",
            "/CC015C/Guarantee/GuaranteeReference/accessCode C0086: \"\", \"accessCode for a guarantee of type 1\"",
        ]
    );
    assert_eq!(
        checked(&[
            (TYPE, "<guaranteeType>5</guaranteeType>"),
            ("<accessCode>AC01</accessCode>", "")
        ]),
        [
            "/CC015C/Guarantee/GuaranteeReference/GRN C0086: \"26CI0000010000013\", \"no GRN for a guarantee of type 5\""
        ]
    );
    assert_eq!(
        checked(&[(TYPE, "<guaranteeType>3</guaranteeType>"), (NUMBER, "")]),
        Vec::<String>::new()
    );
}

#[test]
fn only_cash_and_public_bodies_have_another_reference() {
    let other = "<otherGuaranteeReference>ACCOUNT 7</otherGuaranteeReference>";
    let with = |kind: &str| format!("<guaranteeType>{kind}</guaranteeType>{other}");
    assert_eq!(checked(&[(TYPE, &with("8")), (REFERENCE, "")]), Vec::<String>::new());
    assert_eq!(checked(&[(TYPE, &with("3")), (NUMBER, "")]), Vec::<String>::new());
    assert_eq!(
        checked(&[(TYPE, &with("1"))]),
        [
            "/CC015C/Guarantee/otherGuaranteeReference C0130: \"ACCOUNT 7\", \"no otherGuaranteeReference for a guarantee of type 1\""
        ]
    );
    assert_eq!(
        checked(&[(TYPE, "<guaranteeType>8</guaranteeType>"), (REFERENCE, "")]),
        [
            "/CC015C/Guarantee/otherGuaranteeReference C0130: \"\", \"otherGuaranteeReference for a guarantee of type 8\""
        ]
    );
}

#[test]
fn a_voucher_has_the_long_number_and_nothing_else_has() {
    assert_eq!(
        checked(&[(TYPE, "<guaranteeType>4</guaranteeType>")]),
        [
            "/CC015C/Guarantee/GuaranteeReference/GRN R0318: \"26CI0000010000013\", \"an24 for a guarantee of type 4\""
        ]
    );
    let voucher = ("26CI0000010000013<", "26CI0000010000013A000123<");
    assert_eq!(
        checked(&[(TYPE, "<guaranteeType>4</guaranteeType>"), voucher]),
        Vec::<String>::new()
    );
    assert_eq!(
        checked(&[voucher]),
        [
            "/CC015C/Guarantee/GuaranteeReference/GRN R0318: \"26CI0000010000013A000123\", \"an17 for a guarantee of type 1\""
        ]
    );
}

#[test]
fn a_type_that_does_not_exist_is_left_to_its_code_list() {
    assert_eq!(checked(&[(TYPE, "<guaranteeType>7</guaranteeType>")]), Vec::<String>::new());
}

fn released(mrn: &str, security: &str) -> Vec<String> {
    let operation = Element::group("TransitOperation").with("MRN", mrn).with("security", security);
    told(&check(MessageCode::Cc029c, &Element::group("CC029C").and(operation)))
}

#[test]
fn the_17th_character_of_an_mrn_says_the_security() {
    for (mrn, security) in
        [("26CI000000000001J1", "0"), ("26CI000000000001L5", "1"), ("26CI000000000001K3", "2")]
    {
        let findings = released(mrn, security);
        assert!(!findings.iter().any(|finding| finding.contains("R0410")), "{findings:?}");
    }
    assert_eq!(
        released("26CI000000000001J1", "3"),
        [
            "/CC029C/TransitOperation/MRN R0410: \"26CI000000000001J1\", \"M as the 17th character for security 3\""
        ]
    );
}

#[test]
fn a_wrong_check_digit_and_an_older_form_only_warn() {
    assert_eq!(
        released("24GB012345678901A0", "0"),
        [
            "/CC029C/TransitOperation/MRN R0410: \"24GB012345678901A0\", \"J as the 17th character for security 0\" (warning)",
            "/CC029C/TransitOperation/MRN R0028: \"24GB012345678901A0\", \"check digit 5\" (warning)",
        ]
    );
    let arrival = Element::group("CC007C")
        .and(Element::group("TransitOperation").with("MRN", "27WF9X1FQ9RCKN0TM3"));
    assert_eq!(
        told(&check(MessageCode::Cc007c, &arrival)),
        ["/CC007C/TransitOperation/MRN R0028: \"27WF9X1FQ9RCKN0TM3\", \"check digit 9\" (warning)"]
    );
}

#[test]
fn a_tree_of_another_shape_makes_no_rule_panic() {
    for message in MessageCode::ALL {
        let odd = Element::group("X").with("Guarantee", "1").and(
            Element::group("TransitOperation").and(Element::group("MRN")).with("security", "9"),
        );
        let mut findings = check(*message, &odd);
        findings.retain(|found| !["C0467", "C0685"].contains(&found.rule.as_str()));
        assert_eq!(findings, Vec::new(), "{message}");
    }
}

#[test]
fn findings_of_rules_have_a_code_of_functional_errors() {
    let missing = check(MessageCode::Cc015c, &declaration(&[(REFERENCE, "")]));
    assert_eq!(functional_error(&missing[0]), Some("13"));
    let forbidden = [(TYPE, "<guaranteeType>B</guaranteeType>")];
    let forbidden = check(MessageCode::Cc015c, &declaration(&forbidden));
    assert_eq!(functional_error(&forbidden[0]), Some("15"));
    let code = |rule: &str| functional_error(&Finding::error("/", rule, "x", ""));
    assert_eq!((code("R0987"), code("CL010")), (Some("14"), Some("12")));
    assert_eq!((code("structure"), code("format"), code("xml")), (None, None, None));
}

/// An amendment of the example: the same data under another root, with the flag.
fn amended(flag: &str, changes: &[(&str, &str)]) -> Element {
    let mut tree = declaration(changes);
    tree.name = "CC013C".into();
    let operation = tree.first("TransitOperation").cloned().unwrap();
    tree.without("TransitOperation").and(operation.with("amendmentTypeFlag", flag))
}

#[test]
fn an_amendment_may_change_goods_but_not_holder_office_types_security_or_sub_headings() {
    let original = declaration(&[]);
    let free = amended(
        "0",
        &[
            ("23500.5", "23600.5"),
            ("BFX01000", "BFX02000"),
            (TYPE, "<guaranteeType>0</guaranteeType>"),
            ("CI-2026-000001", "CI-2026-000002"),
        ],
    );
    assert_eq!(amendment(&original, &free, AmendedState::Other), []);
    let fixed = amended(
        "0",
        &[
            ("<city>Abidjan</city>", "<city>Bouaké</city>"),
            ("CIABJ000", "CISPY000"),
            (
                "  <Guarantee>",
                "  <Representative><identificationNumber>CI0000009</identificationNumber><status>2</status></Representative><Guarantee>",
            ),
            ("<security>0", "<security>2"),
            ("<declarationType>T1", "<declarationType>T2"),
            ("ABJ-2026-0001", "ABJ-2026-0002"),
            ("100630", "100640"),
        ],
    );
    assert_eq!(
        told(&amendment(&original, &fixed, AmendedState::Other)),
        [
            "/CC013C/TransitOperation/LRN R0520: \"ABJ-2026-0002\", \"ABJ-2026-0001\"",
            "/CC013C/HolderOfTheTransitProcedure/Address/city R0520: \"Bouaké\", \"Abidjan\"",
            "/CC013C/Representative R0520: \"Representative\", \"\"",
            "/CC013C/CustomsOfficeOfDeparture/referenceNumber R0520: \"CISPY000\", \"CIABJ000\"",
            "/CC013C/TransitOperation/declarationType R0520: \"T2\", \"T1\"",
            "/CC013C/TransitOperation/security R0520: \"2\", \"0\"",
            "/CC013C/Consignment/HouseConsignment/ConsignmentItem/Commodity/CommodityCode/harmonizedSystemSubHeadingCode R0520: \"100640\", \"100630\"",
        ]
    );
}

#[test]
fn while_the_guarantee_is_under_amendment_only_the_guarantee_may_change() {
    let original = declaration(&[]);
    let state = AmendedState::GuaranteeUnderAmendment;
    let allowed = amended("1", &[("AC01", "AC02"), ("2500000", "3000000")]);
    assert_eq!(amendment(&original, &allowed, state), []);
    let more = amended(
        "1",
        &[("AC01", "AC02"), ("BFX01000", "BFX02000"), ("<limitDate>2026-12-03</limitDate>", "")],
    );
    assert_eq!(
        told(&amendment(&original, &more, state)),
        [
            "/CC013C/CustomsOfficeOfTransitDeclared[1]/referenceNumber R0520: \"BFX02000\", \"BFX01000\"",
            "/CC013C/TransitOperation/limitDate R0520: \"\", \"2026-12-03\"",
        ]
    );
}

#[test]
fn the_flag_of_an_amendment_fits_the_state_of_the_movement() {
    let original = declaration(&[]);
    assert_eq!(
        told(&amendment(&original, &amended("1", &[]), AmendedState::Other)),
        ["/CC013C/TransitOperation/amendmentTypeFlag R0520: \"1\", \"0\""]
    );
    let state = AmendedState::GuaranteeUnderAmendment;
    assert_eq!(
        told(&amendment(&original, &amended("0", &[]), state)),
        ["/CC013C/TransitOperation/amendmentTypeFlag R0520: \"0\", \"1\""]
    );
}
